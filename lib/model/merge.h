/* SPDX-License-Identifier: Apache-2.0 */
/* Merging as the library sees it: inputs with weights and sources, and what got lost. */
#ifndef PFL_MODEL_MERGE_H
#define PFL_MODEL_MERGE_H

#include "model/profile.h"

/* The label that tells what input a sample is from. */
#define PFL_SOURCE_KEY "source"

/* Samples that a merge has left out, and why; see struct pfl_merge_sums. */
struct pfl_merge_losses {
	uint64_t forgotten, vanished;
};

/*
 * pfl_merge() of n > 0 profiles, each as how[i] says; equal samples are added up even where
 * there is one alone. Adds to *losses.
 */
PFL_NODISCARD struct pfl_profile *pfl_merge_parts(const struct pfl_profile *const *profiles,
	const struct pfl_merge_how *how, size_t n, const struct pfl_limits *limits,
	struct pfl_merge_losses *losses, struct pfl_error *err);

/* Say in p's notes what was lost on the way to it. */
void pfl_merge_note(struct pfl_profile *p, const struct pfl_merge_losses *losses);

#endif
