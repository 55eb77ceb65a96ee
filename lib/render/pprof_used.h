/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of a profile's tables are written. */
#ifndef PFL_RENDER_PPROF_USED_H
#define PFL_RENDER_PPROF_USED_H

#include "model/profile.h"

/* By row, 1: it is written. Zeroed is empty. */
struct pfl_pprof_used {
	uint8_t *location, *func, *mapping;
};

/*
 * Mark everything when the profile is as it was read, so that a round trip loses nothing; after
 * filters only what a sample still refers to, and the first mapping, so that what was filtered
 * out does not leave with the file. `input` is what it was derived from, or NULL: itself.
 * False: PFL_NOMEM. pfl_pprof_used_clear() in any case.
 */
bool pfl_pprof_mark(struct pfl_pprof_used *used, const struct pfl_profile *p,
	const struct pfl_profile *input, struct pfl_error *err);

void pfl_pprof_used_clear(struct pfl_pprof_used *used);

#endif
