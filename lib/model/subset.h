/* SPDX-License-Identifier: Apache-2.0 */
/* Some samples of a profile as a profile. */
#ifndef PFL_MODEL_SUBSET_H
#define PFL_MODEL_SUBSET_H

#include "model/profile.h"

/*
 * Keep n samples of p (a derived profile), in the order given, and of its stacks those that
 * they need. The values are not p's any more (samples.value is NULL): pfl_subset_column() picks
 * from what they were. Linear in p's stacks. False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_profile_subset(
	struct pfl_profile *p, const uint32_t *sample, uint32_t n, struct pfl_error *err);

/* column[sample[i]] for each i; p's arena owns the result. NULL: PFL_NOMEM or PFL_LIMIT. */
const int64_t *pfl_subset_column(struct pfl_profile *p, const int64_t *column,
	const uint32_t *sample, uint32_t n, struct pfl_error *err);

#endif
