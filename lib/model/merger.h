/* SPDX-License-Identifier: Apache-2.0 */
/* What reading does for a merger; the rest of it is public, see profloom/profile.h. */
#ifndef PFL_MODEL_MERGER_H
#define PFL_MODEL_MERGER_H

#include "model/profile.h"

/*
 * Work out what p's rows are told by, which takes longer than looking them up: on the thread
 * that reads, so that the one that merges need not. May be called on several threads at once.
 * False with *err: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_merger_prepare(
	const struct pfl_merger *m, struct pfl_profile *p, struct pfl_error *err);

#endif
