/* SPDX-License-Identifier: Apache-2.0 */
/* The values of settings, as text. */
#ifndef PFL_TRANSFORM_SETTING_VALUE_H
#define PFL_TRANSFORM_SETTING_VALUE_H

#include "base/span.h"

#include <profloom/error.h>
#include <stdbool.h>
#include <stdint.h>

/* Each tells what the text says. False, or -1: nothing of that kind. */

bool pfl_parse_flag(const char *value, bool *on);
bool pfl_parse_count(const char *value, int64_t *count);

/* A decimal number, whatever the locale. */
bool pfl_parse_number(const char *text, double *value);

/* A percentage, with or without its sign, as a fraction. */
bool pfl_parse_percent(const char *value, double *fraction);

/* Which word of "a|b|c" the value is. */
int pfl_parse_choice(const char *words, const char *value);

/*
 * "1000,1250", or a number for each run: "1000 1010,1250 1240". n[side] is how many there are;
 * the first most[side] of them are stored.
 */
bool pfl_parse_operations(
	const char *value, double *count[2], const uint32_t most[2], uint32_t n[2]);

/* The key of "label=KEY"; NULL: it is another palette, or NULL. */
const char *pfl_parse_palette(const char *palette);

/* Each looks at the value of the setting `name`: true, or false with *err: PFL_USAGE,
 * PFL_NOMEM. */

/*
 * "524288", "10ms", "512KiB": a number with or without a unit of base/unit.h, which is put into
 * `unit` in its terms; "" when there is none.
 */
enum { PFL_AMOUNT_UNIT = 16 };
bool pfl_parse_amount(const char *value, double *number, char unit[PFL_AMOUNT_UNIT]);

bool pfl_check_amount(const char *name, const char *value, struct pfl_error *err);
bool pfl_check_regexp(const char *name, const char *value, struct pfl_error *err);
bool pfl_check_fraction(const char *name, const char *value, struct pfl_error *err);
bool pfl_check_divisor(const char *name, const char *value, struct pfl_error *err);
bool pfl_check_percent(const char *name, const char *value, struct pfl_error *err);
bool pfl_check_normalization(const char *name, const char *value, struct pfl_error *err);
bool pfl_check_operations(const char *name, const char *value, struct pfl_error *err);
bool pfl_check_line(const char *name, const char *value, struct pfl_error *err);
bool pfl_check_class(const char *name, const char *value, struct pfl_error *err);
bool pfl_check_palette(const char *name, const char *value, struct pfl_error *err);

#endif
