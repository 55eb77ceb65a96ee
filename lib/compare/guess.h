/* SPDX-License-Identifier: Apache-2.0 */
/* Guesses at which functions that one side lacks are one function under two names. */
#ifndef PFL_COMPARE_GUESS_H
#define PFL_COMPARE_GUESS_H

#include "compare/scan.h"
#include "compare/similar.h"

struct pfl_guess {
	uint32_t gone, come; /* nodes: on the old side only, and on the new side only */
	double similarity;
};

struct pfl_guesses {
	uint32_t n; /* of different functions each */
	struct pfl_guess guess[PFL_SIMILAR_MOST];
};

/*
 * Pair functions that one side lacks altogether where the function that calls most of either is
 * the same and they are similar enough (compare/similar.h). Of each side the
 * PFL_SIMILAR_MOST that cost most are looked at. `cum` is by node. False: PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_guesses_make(struct pfl_guesses *guesses, const struct pfl_scan *scan,
	const struct pfl_judge *judge, const struct pfl_measured *cum, struct pfl_error *err);

/* The guess that a node is part of, or NULL. */
const struct pfl_guess *pfl_guess_of(const struct pfl_guesses *guesses, uint32_t node);

/*
 * A measure in which each guess is one function, the new one: it has what both have, the old
 * one nothing. Nothing else is changed; of what stays the same, columns may be shared. The
 * arena owns the result. False: PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_guesses_join(struct pfl_measured *joined, const struct pfl_measured *measured,
	const struct pfl_guesses *guesses, struct pfl_arena *arena, struct pfl_error *err);

#endif
