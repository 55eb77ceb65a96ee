/* SPDX-License-Identifier: Apache-2.0 */
/* Findings that are two sides of one thing. */
#ifndef PFL_COMPARE_TOGETHER_H
#define PFL_COMPARE_TOGETHER_H

#include "compare/scan.h"

/*
 * Make one finding of two where code went from one place to another: renamed (a vanished call
 * and a similar new one below the same caller), inlined (a call that vanished or appeared while
 * its caller's own part changed by as much the other way), moved (two changes that cancel out
 * in the caller that both have in common). Finding i is of place i before.
 */
bool pfl_findings_together(struct pfl_comparison *comparison, const struct pfl_scan *scan,
	const struct pfl_judge *judge, struct pfl_error *err);

#endif
