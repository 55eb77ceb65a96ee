/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader of a comparison has to know. */
#ifndef PFL_COMPARE_WARNINGS_H
#define PFL_COMPARE_WARNINGS_H

#include "compare/judge.h"

/* Fill in the comparison's warnings; all else in it but the gate is there. False: PFL_NOMEM,
 * PFL_LIMIT. */
bool pfl_warnings_make(struct pfl_comparison *comparison, const struct pfl_judge *judge,
	const struct pfl_measured *flat, struct pfl_arena *arena, struct pfl_error *err);

#endif
