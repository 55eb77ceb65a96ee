/* SPDX-License-Identifier: Apache-2.0 */
/* What each instruction that was seen in a stack uses. */
#ifndef PFL_ANALYZE_SPOTS_H
#define PFL_ANALYZE_SPOTS_H

#include "analyze/column.h"

/* An address of the profile's: flat where it is innermost, cum wherever it is in a stack. */
struct pfl_spot {
	uint64_t address;
	uint32_t location; /* one that has this address */
	pfl_sum flat[2], cum[2];
};

struct pfl_spots {
	uint32_t n;
	struct pfl_spot *at; /* by ascending location */
};

/*
 * Sum up p's samples by location; those without an address and those that no sample has are
 * left out. A location that is several times in a stack counts once. The arena owns them.
 * False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_spots_make(struct pfl_spots *spots, const struct pfl_profile *p,
	const struct pfl_columns *columns, struct pfl_arena *arena, struct pfl_error *err);

#endif
