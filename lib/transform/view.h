/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a view inside the library: settings as values instead of texts. */
#ifndef PFL_TRANSFORM_VIEW_H
#define PFL_TRANSFORM_VIEW_H

#include <profloom/view.h>
#include <stdint.h>

/* Each takes the name of a setting that exists; the value was checked when it was set. */

/* Is the flag on? `trim` is on unless switched off, every other flag the other way round. */
bool pfl_view_flag(const struct pfl_view *view, const char *name);

/* A whole or decimal number, or `fallback` when the default holds. */
int64_t pfl_view_count(const struct pfl_view *view, const char *name, int64_t fallback);
double pfl_view_number(const struct pfl_view *view, const char *name, double fallback);

/* A percentage as a fraction: 0.05 for "5" and "5%". */
double pfl_view_percent(const struct pfl_view *view, const char *name, double fallback);

/* The two numbers of the setting `operations`; zeros when it is not set. */
void pfl_view_operations(const struct pfl_view *view, double count[2]);

#endif
