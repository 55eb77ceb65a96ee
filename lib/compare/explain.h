/* SPDX-License-Identifier: Apache-2.0 */
/* From the places of a change to findings: of what kind, through whom, by whose own code. */
#ifndef PFL_COMPARE_EXPLAIN_H
#define PFL_COMPARE_EXPLAIN_H

#include "compare/guess.h"

/*
 * Make the scan's places findings; those that belong together (moved, renamed, inlined) become
 * one. `cum` is by node. The arena owns them. False: PFL_USAGE (own), PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_explain(struct pfl_comparison *comparison, const struct pfl_scan *scan,
	const struct pfl_guesses *guesses, const struct pfl_judge *judge,
	const struct pfl_measured *cum, const char *own, struct pfl_arena *arena,
	struct pfl_error *err);

#endif
