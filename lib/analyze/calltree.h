/* SPDX-License-Identifier: Apache-2.0 */
/* The call tree: stacks of nodes merged from the root, with self and total. */
#ifndef PFL_ANALYZE_CALLTREE_H
#define PFL_ANALYZE_CALLTREE_H

#include "analyze/column.h"
#include "analyze/nodes.h"

/*
 * Rows are depth-first: row 0 is the root (everything, node PFL_NONE), the rows called from row
 * i are i + 1 .. end[i] - 1, so "below" is two comparisons and a layout is a running offset.
 * Siblings are ordered by node name bytes (then the other identity fields). A sample whose
 * columns are all 0 leaves no trace here; a row on which others cancel out stays.
 */
struct pfl_calltree {
	uint32_t n;
	uint32_t *parent, *node, *end, *depth; /* depth[0] == 0                            */
	uint8_t *inlined;                      /* 1: every call here was inlined            */
	pfl_sum *self[2], *total[2];           /* [1] NULL when there is one column; or both */
	uint32_t n_more; /* further columns, see struct pfl_columns: self alone */
	pfl_sum **more;
	uint32_t *of_stack; /* the row of each of p's stacks; PFL_NONE: no sample there or below
			     */
	uint32_t max_depth;
};

/*
 * By row of p's stacks: 1 where there is, there or below, a sample with a value in one of the
 * columns. NULL with *err.
 */
uint8_t *pfl_stacks_live(const struct pfl_profile *p, const struct pfl_columns *columns,
	struct pfl_arena *arena, struct pfl_error *err);

/* Build it from p's samples. Linear; owns nothing outside the arena. False: PFL_NOMEM,
 * PFL_LIMIT. */
bool pfl_calltree_make(struct pfl_calltree *tree, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_columns *columns,
	struct pfl_arena *arena, struct pfl_error *err);

/*
 * The same without sums, self and total NULL: they are more than half of it, and who needs
 * those of a few rows has them added up.
 */
bool pfl_calltree_bare(struct pfl_calltree *tree, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_columns *columns,
	struct pfl_arena *arena, struct pfl_error *err);

/* What p's samples have in a column at the row itself, and there and below. One pass over them.
 */
void pfl_calltree_add_up(const struct pfl_calltree *tree, const struct pfl_profile *p,
	const int64_t *value, uint32_t row, pfl_sum *self, pfl_sum *total);

/*
 * Only the paths: parent, node, depth and of_stack, with a row for each frame of each stack, so
 * that siblings may be equal, and come as the stacks do. Takes a fraction of the time, and is
 * enough for the labels of a graph.
 */
bool pfl_calltree_unmerged(struct pfl_calltree *tree, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_columns *columns,
	struct pfl_arena *arena, struct pfl_error *err);

#endif
