/* SPDX-License-Identifier: Apache-2.0 */
/* Adding up the calls of several profiles, exactly. */
#ifndef PFL_MODEL_MERGE_CALLS_H
#define PFL_MODEL_MERGE_CALLS_H

#include "model/merge_sums.h"

/* Distinct calls, by the two locations in the new profile and by run, with their sums. */
struct pfl_merge_calls {
	uint32_t n_types;
	PFL_VEC(uint32_t) from, to, run;
	PFL_VEC(pfl_sum) sum; /* n_types for each call */
	struct pfl_idmap map;
	struct pfl_budget *budget;
};

void pfl_merge_calls_init(
	struct pfl_merge_calls *calls, uint32_t n_types, struct pfl_budget *budget);
void pfl_merge_calls_clear(struct pfl_merge_calls *calls);

/* Add an input's calls; `rows` carries their locations. */
bool pfl_merge_calls_add(struct pfl_merge_calls *calls, const struct pfl_merge_input *in,
	struct pfl_merge_rows *rows, struct pfl_error *err);

/* Hand them over to the builder, of a `pair` with their runs. PFL_UNSUPPORTED, naming the
 * sample type, when a sum does not fit in 64 bits. */
bool pfl_merge_calls_build(const struct pfl_merge_calls *calls,
	const struct pfl_merge_plan *plan, bool pair, struct pfl_builder *b,
	struct pfl_error *err);

#endif
