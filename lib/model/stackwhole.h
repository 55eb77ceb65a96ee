/* SPDX-License-Identifier: Apache-2.0 */
/* Stacks that share nothing until all of them are known: stackwhole.c and graft_listed.c. */
#ifndef PFL_MODEL_STACKWHOLE_H
#define PFL_MODEL_STACKWHOLE_H

#include "model/stacks.h"

/*
 * The rows of a tree of PFL_ROWS_WHOLE are the stacks that were added. No prefix is looked for,
 * which is most of the work with a stack that is new, and each has all its locations, as a
 * string of bytes in tree->whole: from the root to the leaf 1 + the location, seven bits a byte
 * with a mark on all but the last, and a 0. No location begins like another one, so that in the
 * order of their strings a stack is followed by all that begin with it: when all are there they
 * are sorted, and the rows of the tree come one after another. Where stacks share so much that
 * a tree is smaller, or there are too many for the memory, they become one before:
 * pfl_stackwhole_suits().
 */
struct pfl_wholestack {
	union {
		uint64_t key; /* while they are sorted: the bytes that are looked at */
		struct {
			uint32_t common; /* locations that the one before begins with, too */
			uint32_t fresh;  /* those that follow */
		};
	};
	uint32_t at; /* in tree->whole: the string, and in the end that of those that follow */
	uint32_t row;
};

/* May listed stacks of n rows be added, the row in front of each included? */
bool pfl_stackwhole_suits(struct pfl_stacktree *tree, size_t n);

/* Add a stack of n locations, one at least, that is not there. PFL_NONE with *err. */
uint32_t pfl_stackwhole_add(struct pfl_stacktree *tree, const uint32_t *locations, size_t n,
	uint64_t fingerprint, uint64_t hash, struct pfl_error *err);

/* Make it a tree of PFL_ROWS_HASHED; tree->moved has the new row of each. */
bool pfl_stackwhole_share(struct pfl_stacktree *tree, struct pfl_error *err);

/* What pfl_stacktree_place() does, and the columns for pfl_stacktree_finish(). */
bool pfl_stackwhole_place(struct pfl_stacktree *tree, struct pfl_error *err);
bool pfl_stackwhole_fill(const struct pfl_stacktree *tree, uint32_t *parent, uint32_t *location,
	struct pfl_error *err);

/*
 * stacksort.c: put n stacks in order, of which no two are the same, and find what neighbours
 * have in common; PFL_WHOLE_BEYOND bytes can be read behind the last string. False: PFL_NOMEM.
 */
enum { PFL_WHOLE_BEYOND = 8 };
enum { PFL_WHOLE_LARGE = 16 * 1024 }; /* stacks that are worth a second thread */
bool pfl_stackwhole_sort(
	const uint8_t *whole, struct pfl_wholestack *stack, size_t n, struct pfl_error *err);

#endif
