/* SPDX-License-Identifier: Apache-2.0 */
/* Functions whose cost differs between two runs of the same program. */
#ifndef PFL_COMPARE_UNSTEADY_H
#define PFL_COMPARE_UNSTEADY_H

#include "analyze/nodes.h"

enum {
	PFL_UNSTEADY = 1,
	PFL_PREEMPTION = 2, /* where its caller was interrupted: samples are the caller's */
};

/*
 * How long a scheduler looks for work, where it preempts, and when background work of a
 * garbage collector falls due is decided by the machine and its neighbours: runs of one program
 * differ in it by half and more, however many samples there are. By node, one of the above for
 * those and for what matches `more` (NULL: nothing), else 0: they are shown, and never held
 * against a change. NULL with *err: PFL_USAGE, PFL_NOMEM, PFL_LIMIT.
 */
uint8_t *pfl_unsteady_find(const struct pfl_nodes *nodes, const struct pfl_profile *p,
	const char *more, struct pfl_arena *arena, struct pfl_error *err);

#endif
