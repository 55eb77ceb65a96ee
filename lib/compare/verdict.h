/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of the rules of a gate. */
#ifndef PFL_COMPARE_VERDICT_H
#define PFL_COMPARE_VERDICT_H

#include "compare/guess.h"

/*
 * Hold the comparison against opts->rules (NULL: there is no gate) and fill in its rulings and
 * verdict, in the arena of the judge; the rest of it is complete. `flat` and `cum` are by node.
 * Functions that are guessed to be one are held against rules as one, with what both have: the
 * guess is no reason for a verdict, whether it is right or wrong. False: PFL_USAGE (no rule, or
 * one that cannot be applied to these profiles), PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_verdict_make(struct pfl_comparison *comparison, const struct pfl_judge *judge,
	const struct pfl_guesses *guesses, const struct pfl_measured *flat,
	const struct pfl_measured *cum, const struct pfl_nodes *nodes,
	const struct pfl_compare_opts *opts, struct pfl_error *err);

/*
 * Is there, for each of these rules that is about an amount, one of n > 0 units that goes with
 * its own? False with *err: PFL_USAGE as above, PFL_LIMIT, PFL_NOMEM.
 */
PFL_NODISCARD bool pfl_rules_fit(
	const char *lines, const char *const *unit, uint32_t n, struct pfl_error *err);

#endif
