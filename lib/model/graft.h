/* SPDX-License-Identifier: Apache-2.0 */
/* Carrying the stacks of finished profiles into a tree that grows. */
#ifndef PFL_MODEL_GRAFT_H
#define PFL_MODEL_GRAFT_H

#include "model/stacks.h"

/* The stacks of a finished profile, and what becomes of them in another. */
struct pfl_graft {
	const struct pfl_stacks *stacks;
	const uint32_t *location; /* by location of theirs: that of the other tree      */
	const uint8_t *wanted;    /* by row: 0 for what stays behind, with all below it;
				   * NULL, where stacks are listed: nothing does */
	uint32_t *row; /* filled in, by row: the other tree's; as it was where nothing is wanted
			*/
};

/*
 * Add all stacks that are wanted, the longest of *deepest locations. A tree grows by this or by
 * the functions of model/stacks.h, never by both. It may become one of another kind, in which
 * stacks that are there have other rows: tree->moved then has them, by the row they had, and
 * otherwise none. False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_stacktree_graft(struct pfl_stacktree *tree, const struct pfl_graft *graft,
	size_t *deepest, struct pfl_error *err);

/* graft_listed.c: the same for stacks that are listed, whose leaves alone are wanted and get
 * rows. */
bool pfl_stacktree_graft_listed(struct pfl_stacktree *tree, const struct pfl_graft *graft,
	size_t *deepest, struct pfl_error *err);

/* graft_hashed.c: the same with a look-up for each row, many at a time, which needs the
 * fingerprints that pfl_stacktree_hash() gives to the rows of a tree that was walked. */
bool pfl_stacktree_graft_hashed(struct pfl_stacktree *tree, const struct pfl_graft *graft,
	size_t *deepest, struct pfl_error *err);
bool pfl_stacktree_hash(struct pfl_stacktree *tree, struct pfl_error *err);

#endif
