/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a view inside the library: settings as values instead of texts. */
#ifndef PFL_TRANSFORM_VIEW_H
#define PFL_TRANSFORM_VIEW_H

#include <profloom/view.h>
#include <stdint.h>

/* Each takes the name of a setting that exists; the value was checked when it was set. */

/* Is the flag on? `trim` is on unless switched off, every other flag the other way round. */
bool pfl_view_flag(const struct pfl_view *view, const char *name);

/* The label that colours follow; NULL: they follow something else. The view may be NULL. */
const char *pfl_view_palette_label(const struct pfl_view *view);

/* A whole or decimal number, or `fallback` when the default holds. */
int64_t pfl_view_count(const struct pfl_view *view, const char *name, int64_t fallback);
double pfl_view_number(const struct pfl_view *view, const char *name, double fallback);

/*
 * An amount such as "10ms" in `unit`, in which one without a unit is already; 0: it is not set.
 * False: it is set, and in a unit of another family.
 */
bool pfl_view_amount(
	const struct pfl_view *view, const char *name, const char *unit, double *amount);

/* A percentage as a fraction: 0.05 for "5" and "5%". */
double pfl_view_percent(const struct pfl_view *view, const char *name, double fallback);

/*
 * The setting `operations` for so many runs, the old ones first; `run` is left alone when it is
 * not set. False with *err PFL_USAGE: a side has other runs than these.
 */
bool pfl_view_operations(const struct pfl_view *view, uint32_t n_old, uint32_t n_new,
	double *run, struct pfl_error *err);

#endif
