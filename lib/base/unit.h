/* SPDX-License-Identifier: Apache-2.0 */
/* Units of measure: families, scaling, labels and percentages, to the byte as pprof prints
 * them. */
#ifndef PFL_BASE_UNIT_H
#define PFL_BASE_UNIT_H

#include "base/sum.h"
#include "base/text.h"

/*
 * Texts of units are what the profile or the user wrote: any case, one "s" at the end allowed.
 * Unknown ones are kept and printed, so a label made from a profile's own unit is as hostile as
 * a name: escape it. (Rules: pprof's measurement package. Departure: both spellings of the
 * micro sign are known.)
 */

enum pfl_unit_family {
	PFL_UNIT_OTHER, /* count, widgets, "" */
	PFL_UNIT_BYTES, /* B kB MB GB TB PB, powers of 1024        */
	PFL_UNIT_TIME,  /* ns us ms s hrs                          */
	PFL_UNIT_GCU,   /* n*GCU ... P*GCU                         */
};

enum pfl_unit_family pfl_unit_family(const char *unit);

/*
 * Express `value` of unit `from` in unit `to`. "auto" and "minimum": the largest unit of the
 * family that leaves at least 1, or the family's default when there is none. A `to` of another
 * family: the default unit (B, s, GCU). `from` not in a family: the number stays, its unit is
 * `to`, or "" when that is count, sample, unit, auto or minimum. *unit (may be NULL) is what to
 * print behind the number: a constant, or `to` itself.
 */
double pfl_unit_scale(pfl_sum value, const char *from, const char *to, const char **unit);

/* What the value of unit `from` is in unit `to`; where they are not of one family, the same. */
double pfl_unit_convert(double value, const char *from, const char *to);

/*
 * Append the scaled value with its unit: two decimals, ".00" left out, and just "0" for what
 * rounds to nothing: "1.50MB", "30ms", "0".
 */
void pfl_unit_label(struct pfl_text *text, pfl_sum value, const char *from, const char *to);

/*
 * value * ratio, cut off towards zero, as divide-by does it (ratio = 1 / N) before a number is
 * printed. A ratio of 1, or one that is not above 0, changes nothing.
 */
pfl_sum pfl_unit_apply(pfl_sum value, double ratio);

/*
 * `value` of unit `from` as a whole number of `to`, cut off towards zero, for formats that hold
 * no others: exact where a unit is as large as the other; 0 beyond 120 bits.
 */
pfl_sum pfl_unit_whole(pfl_sum value, const char *from, const char *to);

/*
 * The unit for a whole report whose wish is "minimum": `least` is the smallest |value| shown
 * that is not 0 (or 0), `most` the total, both in `unit`; the result is a constant or `unit`
 * itself. whole: the report can only print whole numbers (callgrind), so no unit larger than
 * the least value's.
 */
const char *pfl_unit_choose(
	pfl_sum least, pfl_sum most, const char *unit, double ratio, bool whole);

enum { PFL_PERCENT_TEXT = 352 };

/*
 * |value| as a share of |total| into buf[PFL_PERCENT_TEXT], right-aligned in 6 columns as the
 * tables have it: " 1.71%", "  0.9%", "  100%". A total of 0 gives "    0%". Returns buf.
 */
char *pfl_percent(pfl_sum value, pfl_sum total, char *buf);

/* The same without the blanks in front: "1.71%". */
const char *pfl_percent_trimmed(pfl_sum value, pfl_sum total, char *buf);

/*
 * Can values of these two sample types be added up once one is scaled? Equal type names but for
 * one "s" at the end, and equal units or units of one family.
 */
bool pfl_unit_compatible(
	const char *type_a, const char *unit_a, const char *type_b, const char *unit_b);

#endif
