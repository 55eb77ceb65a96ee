/* SPDX-License-Identifier: Apache-2.0 */
/* Growing the stack tree. */
#ifndef PFL_MODEL_STACKS_H
#define PFL_MODEL_STACKS_H

#include "model/profile.h"

/* A row under construction; finish() makes two columns of them. */
struct pfl_stackrow {
	union {
		uint32_t parent;
		uint32_t first; /* PFL_ROWS_WHOLE: its string, see stackwhole.h */
	};
	uint32_t location; /* the last of the stack */
	union {
		uint64_t fingerprint; /* of the path from the root; see stacks_inside.h */
		struct {
			uint32_t child, next; /* lists of children; see graft.c */
		};
	};
};

/* What is computed of each prefix of a stack that is looked up. */
struct pfl_stackpath {
	uint64_t hash, fingerprint;
};

/* How the rows of a tree are found. */
enum pfl_stackrows {
	PFL_ROWS_HASHED, /* by the fingerprint of the path, the prefixes of a stack as well */
	PFL_ROWS_WALKED, /* by lists of children, see graft.c; there are no fingerprints */
	PFL_ROWS_WHOLE,  /* by the fingerprint, and there are no prefixes: see stackwhole.h */
};

/*
 * A stack tree under construction. Whole stacks are added: every prefix is hashed from the
 * root, then the longest known one is looked for from the leaf upwards, so that a stack seen
 * before costs one look-up and a new one costs one per new row. Stacks are gathered in batches;
 * those of large inputs are looked up on a second thread (model/stackqueue.h). Measured beside
 * a look-up per frame in docs/PERFORMANCE.md.
 */
struct pfl_stacktree {
	PFL_VEC(struct pfl_stackrow) row;
	struct pfl_idmap map; /* hash of a path -> row, or of what graft.c looks for */
	uint64_t point;       /* where fingerprints are evaluated                 */
	PFL_VEC(uint32_t)
	result; /* row of each stack pushed, in order; complete after a flush */
	PFL_VEC(struct pfl_stackpath) path; /* scratch of the stacks being looked up */
	PFL_VEC(uint32_t) below;            /* scratch: a stack that goes on from another */
	struct pfl_stackqueue *queue;       /* NULL until something is pushed */
	bool sealed;                        /* nothing may be added any more */
	enum pfl_stackrows kind;
	PFL_VEC(uint8_t) whole;  /* PFL_ROWS_WHOLE: the strings of all stacks, by row */
	size_t n_looked_at;      /* bytes of these when a tree was last thought of */
	PFL_VEC(uint32_t) moved; /* see pfl_stacktree_graft() */
	struct pfl_budget *budget;
	struct pfl_arena placing;              /* holds what follows */
	const uint32_t *place;                 /* by row: see pfl_stacktree_place() */
	uint32_t n_placed;                     /* rows there will be */
	const struct pfl_wholestack *in_order; /* PFL_ROWS_WHOLE: see stackwhole.h */
};

bool pfl_stacktree_init(
	struct pfl_stacktree *tree, struct pfl_budget *budget, struct pfl_error *err);
void pfl_stacktree_clear(struct pfl_stacktree *tree);

/*
 * Add a stack of n locations, root first; its row is appended to tree->result sooner or later,
 * by pfl_stacktree_flush() at the latest. Until then nothing else may be done with the tree.
 * False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_stacktree_push(
	struct pfl_stacktree *tree, const uint32_t *locations, size_t n, struct pfl_error *err);
bool pfl_stacktree_flush(struct pfl_stacktree *tree, struct pfl_error *err);

/* The same for one that goes on, with n more locations, one at least, from the stack that was
 * pushed as number `above`, from 0. */
bool pfl_stacktree_push_below(struct pfl_stacktree *tree, uint32_t above,
	const uint32_t *locations, size_t n, struct pfl_error *err);

/* The row of a stack at once; nothing is appended to tree->result. PFL_NONE with *err. */
uint32_t pfl_stacktree_path(
	struct pfl_stacktree *tree, const uint32_t *locations, size_t n, struct pfl_error *err);

/* The same for the stack of the row `above` with one more location. */
uint32_t pfl_stacktree_child(
	struct pfl_stacktree *tree, uint32_t above, uint32_t location, struct pfl_error *err);

/* Room for n more rows. False: PFL_NOMEM or PFL_LIMIT. */
bool pfl_stacktree_reserve(struct pfl_stacktree *tree, size_t n, struct pfl_error *err);

/* Flush, and forget what stacks were found by: none can be added any more. */
bool pfl_stacktree_seal(struct pfl_stacktree *tree, struct pfl_error *err);

/*
 * Find where the rows of a sealed tree go so that a stack is followed by all that begin with
 * it. It touches nothing but the rows, and no budget: it may run beside whatever leaves these
 * alone. pfl_stacktree_finish() does both if need be. False: PFL_NOMEM.
 */
bool pfl_stacktree_place(struct pfl_stacktree *tree, struct pfl_error *err);

/*
 * Flush, and hand the rows to a profile's arena as columns, in depth-first order: a stack is
 * followed by all that begin with it. tree->result speaks of the new order afterwards. Nothing
 * more can be added.
 */
bool pfl_stacktree_finish(struct pfl_stacktree *tree, struct pfl_stacks *stacks,
	struct pfl_arena *arena, struct pfl_error *err);

/* Give tree->result to a profile's arena as the stack column of its samples. */
bool pfl_stacktree_take(struct pfl_stacktree *tree, const uint32_t **stack,
	struct pfl_arena *arena, struct pfl_error *err);

#endif
