/* SPDX-License-Identifier: Apache-2.0 */
/* The table of settings, for view.c alone: everybody else asks <profloom/view.h>. */
#ifndef PFL_TRANSFORM_SETTING_H
#define PFL_TRANSFORM_SETTING_H

#include <profloom/view.h>

enum { PFL_N_SETTINGS = 63 };

/* A setting and how its value is looked at; `check` NULL: as its kind says. */
struct pfl_setting_row {
	struct pfl_setting public;
	bool (*check)(const char *name, const char *value, struct pfl_error *err);
};

/* The row at that place. */
const struct pfl_setting_row *pfl_setting_row(int i);

/* The place of the setting that is called so, by its name or an alias; -1: there is none. */
int pfl_setting_find(const char *name);

#endif
