/* SPDX-License-Identifier: Apache-2.0 */
/* Two snapshots of one process: what it has recorded, or holds, more of in the second. */
#ifndef PFL_COMPARE_SNAPSHOTS_H
#define PFL_COMPARE_SNAPSHOTS_H

#include "compare/evidence.h"

/*
 * The same sampled events are in both snapshots, so their variances cannot be added: let
 * tallies be of what each stack has more, or less, of in the second; source->backwards is how
 * many stacks have less of what a process can only have more of. False: PFL_USAGE (the profile
 * is of a timer, which starts anew each time), PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_evidence_between(struct pfl_evidence_source *source, const struct pfl_columns *columns,
	struct pfl_arena *arena, struct pfl_error *err);

#endif
