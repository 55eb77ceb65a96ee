/* SPDX-License-Identifier: Apache-2.0 */
/* What is at and below each stack, in one column of the samples. */
#ifndef PFL_ANALYZE_TOTALS_H
#define PFL_ANALYZE_TOTALS_H

#include "model/profile.h"

/*
 * By row of a profile's stacks: the sum of a column over the samples there and below. It is the
 * largest table of most reports, and half as large where no sum can leave 64 bits, as in nearly
 * all profiles: one of the two is there.
 */
struct pfl_totals {
	const int64_t *small;
	const pfl_sum *large;
	bool negative; /* some value is */
};

/*
 * Add them up; all 0 without a column. Samples that filters have left out do not count
 * (pfl_samples.left_out). The arena owns the table. False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_totals_make(struct pfl_totals *totals, const struct pfl_profile *p,
	const int64_t *value, struct pfl_arena *arena, struct pfl_error *err);

/*
 * The same of what was added up with all samples, without looking at them again: `all` are the
 * totals of a column of p, of which now samples.left_out says what does not count.
 */
bool pfl_totals_without(struct pfl_totals *totals, const struct pfl_profile *p,
	const struct pfl_totals *all, struct pfl_arena *arena, struct pfl_error *err);

static inline pfl_sum
pfl_total_of(const struct pfl_totals *totals, uint32_t stack)
{
	return totals->small ? totals->small[stack] : totals->large[stack];
}

/* Are there any? Column 1 of an analysis may have none. */
static inline bool
pfl_totals_there(const struct pfl_totals *totals)
{
	return totals->small || totals->large;
}

#endif
