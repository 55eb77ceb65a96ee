/* SPDX-License-Identifier: Apache-2.0 */
/* The two sides of a difference that is one profile. */
#ifndef PFL_MODEL_SIDES_H
#define PFL_MODEL_SIDES_H

#include "model/profile.h"

/* The key of the label, as in pprof; its text is "true". */
#define PFL_BASE_KEY "pprof::base"

/* A value of the old side, as a difference has it and back: the one value without an opposite
 * becomes the largest. */
static inline int64_t
pfl_base_negate(int64_t value)
{
	return value == INT64_MIN ? INT64_MAX : -value;
}

/*
 * Mark the label sets that say pprof::base=true, as samples of the old side have: by row of
 * p->labelsets, for free(). NULL without *err when none does; with it: PFL_NOMEM.
 */
unsigned char *pfl_base_sets(const struct pfl_profile *p, struct pfl_error *err);

#endif
