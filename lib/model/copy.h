/* SPDX-License-Identifier: Apache-2.0 */
/* A profile once more. */
#ifndef PFL_MODEL_COPY_H
#define PFL_MODEL_COPY_H

#include "model/builder.h"

/*
 * A profile with everything as it is in p: numbers of rows, order, doubles, notes. It borrows
 * nothing; the caller releases it. NULL: PFL_LIMIT or PFL_NOMEM.
 */
PFL_NODISCARD struct pfl_profile *pfl_profile_copy(
	const struct pfl_profile *p, const struct pfl_limits *limits, struct pfl_error *err);

/* Of a pairing what does not go together, with all texts in the arena. NULL with *err. */
const struct pfl_unit_conflict *pfl_conflicts_copy(const struct pfl_unit_conflict *conflict,
	uint32_t n, struct pfl_arena *arena, struct pfl_error *err);

#endif
