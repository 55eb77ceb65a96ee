/* SPDX-License-Identifier: Apache-2.0 */
/* What is above what in a flame graph: the call tree, or one of the trees made of it. */
#ifndef PFL_ANALYZE_TREELAYOUT_H
#define PFL_ANALYZE_TREELAYOUT_H

#include "analyze/calltree.h"

enum pfl_tree_layout_kind {
	PFL_LAYOUT_FLAME,
	PFL_LAYOUT_ICICLE, /* the same with the root at the top */
	PFL_LAYOUT_REVERSED,
	PFL_LAYOUT_CALLERS,
	PFL_LAYOUT_CALLEES,
	PFL_LAYOUT_CHART,
	PFL_LAYOUTS,
};

/* What the user said; zeroed is the tree as it is. */
struct pfl_tree_layout_opts {
	const char *name;          /* "flame", "icicle", ...; NULL: flame                 */
	const char *root, *around; /* regular expressions, NULL: none                     */
	bool collapse, by_value;   /* see struct pfl_arrange_opts                         */
};

struct pfl_tree_layout {
	enum pfl_tree_layout_kind kind;
	/* With `around` and neither callers nor callees: both, from the functions on, which are
	 * the rows of depth 1 of each; the tree itself holds the whole stacks. */
	bool two_sided;
	struct pfl_calltree callers, callees;
	const uint8_t *meant;  /* by node, with `around`: 1 for these functions; else NULL */
	const char *unmatched; /* "root" or "around", when it matched nothing; else NULL   */
	uint32_t untimed;      /* see pfl_calltree_chart()                                 */
};

/* The layout's name, and what the setting `layout` takes: "flame|icicle|...". */
const char *pfl_tree_layout_name(enum pfl_tree_layout_kind kind);

/*
 * Put the tree in place of *tree that is to be shown; columns as it was made from. The arena
 * owns everything. False: PFL_USAGE (what was said does not go together, a bad expression),
 * PFL_UNSUPPORTED (no order of time), PFL_LIMIT or PFL_NOMEM.
 */
bool pfl_tree_layout_make(struct pfl_tree_layout *layout, struct pfl_calltree *tree,
	const struct pfl_profile *p, const struct pfl_nodes *nodes,
	const struct pfl_columns *columns, const struct pfl_tree_layout_opts *opts,
	struct pfl_arena *arena, struct pfl_error *err);

#endif
