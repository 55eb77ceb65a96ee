/* SPDX-License-Identifier: Apache-2.0 */
/* Findings that are two sides of one thing. */
#ifndef PFL_COMPARE_TOGETHER_H
#define PFL_COMPARE_TOGETHER_H

#include "compare/guess.h"

/*
 * Make one finding of two where code went from one place to another: renamed (a vanished
 * function and the new one that it is guessed to be), inlined (a call that vanished or appeared
 * while its caller's own part changed by as much the other way), moved (two changes that cancel
 * out in the caller that both have in common). Finding i is of place i before.
 */
void pfl_findings_together(struct pfl_comparison *comparison, const struct pfl_scan *scan,
	const struct pfl_guesses *guesses);

#endif
