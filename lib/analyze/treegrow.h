/* SPDX-License-Identifier: Apache-2.0 */
/* A tree of nodes while it grows: rows come one below another, and become a call tree at the
 * end. */
#ifndef PFL_ANALYZE_TREEGROW_H
#define PFL_ANALYZE_TREEGROW_H

#include "analyze/calltree.h"
#include "base/idmap.h"

/*
 * A row while rows still come: parents before children, otherwise in order of appearance. Most
 * rows have one child, so the first few are a list; those of a row with more are in a map.
 */
struct pfl_sprout {
	uint32_t parent, node;
	uint32_t child, next; /* the list, the latest first; 0: its end */
	uint32_t n_children;
	bool inlined; /* every call so far was */
};

struct pfl_treegrow {
	const struct pfl_profile *p;
	const struct pfl_nodes *nodes;
	struct pfl_budget *budget;
	/* What is only needed meanwhile is held against the same limit and then forgotten. */
	struct pfl_budget passing;
	struct pfl_arena scratch;
	PFL_VEC(struct pfl_sprout) rows;
	struct pfl_idmap map; /* (parent, node) -> row, where a parent has more than a few */
	/* The rows without what they were found by: what the tree is made from. */
	uint32_t n, *parent, *node;
	uint8_t *inlined;
};

/* Begin with the root as row 0. For pfl_treegrow_clear() in any case; false: PFL_NOMEM. */
bool pfl_treegrow_init(struct pfl_treegrow *g, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, struct pfl_budget *budget, struct pfl_error *err);
void pfl_treegrow_clear(struct pfl_treegrow *g);

/* A new row below `parent`, whether it has one of this node or not. PFL_NONE with *err. */
uint32_t pfl_treegrow_add(struct pfl_treegrow *g, uint32_t parent, uint32_t node, bool inlined,
	struct pfl_error *err);

/* The row of `parent` with one more node called, which is new if there is none. PFL_NONE with
 * *err. */
uint32_t pfl_treegrow_child(struct pfl_treegrow *g, uint32_t parent, uint32_t node,
	bool inlined, struct pfl_error *err);

/*
 * Room for n rows that are known already, parents before children and the root first, instead
 * of those that grow: whoever calls fills g->parent, g->node and g->inlined, which are zeroed,
 * and may make g->n smaller. False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_treegrow_columns(struct pfl_treegrow *g, uint32_t n, struct pfl_error *err);

/*
 * Put the rows in depth-first order, siblings by their nodes' names, or the one with the larger
 * weight[row] first; as they came when neither is wished for. The tree gets all but of_stack,
 * its sums zeroed: n_sums columns of them, which may be 0. Returns where each row stands in it,
 * from g->scratch; NULL with *err.
 */
enum pfl_tree_order { PFL_TREE_BY_NAME, PFL_TREE_BY_WEIGHT, PFL_TREE_AS_GROWN };
uint32_t *pfl_treegrow_finish(struct pfl_treegrow *g, struct pfl_calltree *tree,
	enum pfl_tree_order order, const pfl_sum *weight, int n_sums, struct pfl_arena *arena,
	struct pfl_error *err);

/* Make the totals of column k: what a row has itself, and what is below it. */
void pfl_calltree_sum_up(struct pfl_calltree *tree, int k);

/* Room for n rows of parent, node and depth. False: PFL_NOMEM or PFL_LIMIT. */
bool pfl_calltree_alloc_paths(
	struct pfl_calltree *tree, uint32_t n, struct pfl_arena *arena, struct pfl_error *err);

/* Room for n further columns. False: PFL_NOMEM or PFL_LIMIT. */
bool pfl_calltree_alloc_more(
	struct pfl_calltree *tree, uint32_t n, struct pfl_arena *arena, struct pfl_error *err);

#endif
