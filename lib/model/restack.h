/* SPDX-License-Identifier: Apache-2.0 */
/* Rewriting the stacks of a derived profile, and taking samples out of it. */
#ifndef PFL_MODEL_RESTACK_H
#define PFL_MODEL_RESTACK_H

#include "model/profile.h"

/*
 * What a rewriting of stacks does with one row: told the new row of the parent and the row's
 * location, it says which location to put there: PFL_NONE leaves the frame out, PFL_CUT drops
 * it and everything called from it (the samples below end at the new parent). `state` of the
 * parent comes in and the row's own goes out: what the rewriting wants to know about everything
 * above, zero at the root.
 */
#define PFL_CUT (UINT32_MAX - 1)
typedef uint32_t pfl_stack_rule(
	void *context, uint32_t location, uint8_t above, uint8_t *state);

/*
 * Replace p's stacks by those that the rule makes of them, and point the samples there:
 * new[i] = child(new[parent[i]], rule(location[i])), one forward loop. Stacks that become equal
 * keep rows of their own, which only whoever shows the rows themselves would see; finding them
 * takes several times as long as all else. `p` is a derived profile. Samples keep their number;
 * a sample whose stack became empty points to row 0.
 */
bool pfl_stacks_rewrite(
	struct pfl_profile *p, pfl_stack_rule *rule, void *context, struct pfl_error *err);

/*
 * Keep the samples for which keep[i] is not 0, in order. `p` is a derived profile.
 */
bool pfl_samples_keep(struct pfl_profile *p, const uint8_t *keep, struct pfl_error *err);

/* Take out the samples that were left out so far (samples.left_out). */
bool pfl_samples_settle(struct pfl_profile *p, struct pfl_error *err);

#endif
