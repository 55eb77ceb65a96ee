/* SPDX-License-Identifier: Apache-2.0 */
/* What the ways to merge have in common. */
#ifndef PFL_MODEL_MERGE_H
#define PFL_MODEL_MERGE_H

#include "model/profile.h"

/* The label that tells what input a sample is from. */
#define PFL_SOURCE_KEY "source"

/* Samples that a merge has left out, and why; see struct pfl_merge_sums. */
struct pfl_merge_losses {
	uint64_t forgotten, vanished;
};

/* Say in p's notes what was lost on the way to it. */
void pfl_merge_note(struct pfl_profile *p, const struct pfl_merge_losses *losses);

#endif
