/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of nodes that V8 writes its profiles as, in files of their own and inside traces. */
#ifndef PFL_DECODE_V8_TREE_H
#define PFL_DECODE_V8_TREE_H

#include "base/json.h"
#include "base/vec.h"
#include "decode/places.h"
#include "model/builder.h"

/* A node is a stack: a function, called from what its parent is. */
struct pfl_v8_node {
	uint32_t id;     /* PFL_NONE: it has none              */
	uint32_t parent; /* id of its parent; PFL_NONE: unsaid */
	uint32_t above;  /* its parent's index, where it is written inside that one */
	uint32_t name, file;
	uint32_t line, column; /* of the function's definition, from 1; 0: not known */
	int64_t self;          /* samples, or bytes in heap profiles                 */
};

/* A node that says which are its children. */
struct pfl_v8_link {
	uint32_t above, child; /* index of the parent, id of the child */
};

/* What was read of one profile, in the file's own ids. Zeroed is empty. */
struct pfl_v8_tree {
	PFL_VEC(struct pfl_v8_node) node;
	PFL_VEC(struct pfl_v8_link) link;
	PFL_VEC(uint32_t) sample; /* ids of nodes, in the order of time */
	PFL_VEC(int64_t) time; /* nanoseconds by sample: since the one before, see absolute */
	int64_t start, end;    /* nanoseconds; 0: not known                                 */
	bool absolute;         /* times are not differences                                 */
	bool nested;           /* children are written inside their parents (old files)     */
	bool heap;             /* `self` is bytes                                           */
};

void pfl_v8_tree_clear(struct pfl_v8_tree *t, struct pfl_budget *budget);

/* Read the value that comes next: an array of nodes, or one node with its children inside. */
void pfl_v8_read_nodes(struct pfl_v8_tree *t, struct pfl_json *j, struct pfl_builder *b);
void pfl_v8_read_head(struct pfl_v8_tree *t, struct pfl_json *j, struct pfl_builder *b);

/* Read arrays of node ids and of microseconds. */
void pfl_v8_read_samples(struct pfl_v8_tree *t, struct pfl_json *j, struct pfl_builder *b);
void pfl_v8_read_times(struct pfl_v8_tree *t, struct pfl_json *j, struct pfl_builder *b);

/* Add what is in `more` to t, of the same profile; `more` keeps its memory and becomes empty.
 */
bool pfl_v8_tree_append(struct pfl_v8_tree *t, struct pfl_v8_tree *more,
	struct pfl_budget *budget, struct pfl_error *err);

/* Do the samples have times? Then they have two values: 1, and how long it took to the next. */
bool pfl_v8_tree_timed(const struct pfl_v8_tree *t);

/*
 * Give the samples to the builder, all with this label set; without samples, the values of the
 * nodes. False with *err: ids that are missing or given twice, a tree that is none.
 */
bool pfl_v8_tree_build(const struct pfl_v8_tree *t, struct pfl_places *places, uint32_t labels,
	struct pfl_error *err);

#endif
