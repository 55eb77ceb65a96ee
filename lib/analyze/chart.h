/* SPDX-License-Identifier: Apache-2.0 */
/* The calls of a recording one after the other: a tree in which only neighbours are merged. */
#ifndef PFL_ANALYZE_CHART_H
#define PFL_ANALYZE_CHART_H

#include "analyze/calltree.h"

/*
 * Build it from p's samples in the order of time, which a label such as "timestamp" tells, or
 * else the order of the file where its format is known to keep it. `base` is the tree of the
 * same samples, with of_stack. A row is a call from when it began until another came in its
 * place; what it spends itself after a call that it made is a row of no node (PFL_NONE) below
 * it, so that all stands where it was. *untimed: samples with a value and without a time, which
 * are not in it. False: PFL_UNSUPPORTED (there is no order), PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_calltree_chart(struct pfl_calltree *tree, const struct pfl_calltree *base,
	const struct pfl_profile *p, const struct pfl_nodes *nodes,
	const struct pfl_columns *columns, uint32_t *untimed, struct pfl_arena *arena,
	struct pfl_error *err);

#endif
