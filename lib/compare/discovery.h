/* SPDX-License-Identifier: Apache-2.0 */
/* Which of many tested changes are believed, with a false discovery rate that holds for all. */
#ifndef PFL_COMPARE_DISCOVERY_H
#define PFL_COMPARE_DISCOVERY_H

#include "compare/compare.h"

/* The changes of one table, with their p: n of them, `stride` bytes apart. */
struct pfl_deltas {
	struct pfl_delta *first;
	size_t stride;
	uint32_t n;
	bool empty[2]; /* is there nothing at all on the new side (0), on the old one (1)?   */
	bool tested;   /* false: of two snapshots, and of means                          */
	uint32_t n_tested, n_significant; /* become known */
};

/*
 * Find q, what is significant, and the word of each change of all tables together. `single`: of
 * one recording a side, which tells little of what runs differ by; then bounds of all must hold
 * at once, too. False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_deltas_decide(struct pfl_deltas *tables, uint32_t n_tables, double alpha, bool single,
	struct pfl_budget *budget, struct pfl_error *err);

/*
 * Decide again about comparisons of parts of the same recordings, as if they were one: about
 * all their functions, and about all their packages, calls and labels. Their findings and rules
 * stay as they are. Errors as above.
 */
bool pfl_comparisons_join(struct pfl_comparison *const *comparisons, uint32_t n,
	struct pfl_budget *budget, struct pfl_error *err);

/* Rows of functions that are guessed to be renamed, or that a finding has moved, say so. */
void pfl_comparison_word_rows(struct pfl_comparison *comparison);

#endif
