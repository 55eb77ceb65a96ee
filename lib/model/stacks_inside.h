/* SPDX-License-Identifier: Apache-2.0 */
/* A stack tree from inside: for what makes one grow, stacks.c, stackwhole.c and graft*.c. */
#ifndef PFL_MODEL_STACKS_INSIDE_H
#define PFL_MODEL_STACKS_INSIDE_H

#include "base/field.h"
#include "model/stacks.h"

/*
 * Equal stacks are told by a fingerprint of 61 bits: the path as a polynomial over the integers
 * modulo the prime 2^61 - 1, at a point that is drawn anew for each tree. Two different paths
 * of n locations agree at n of 2^60 points at most, so whoever made the profile cannot aim, and
 * the chance that a tree of a million rows, 30 deep, holds one mistake is below 1 in 30,000; as
 * the last locations are compared as well, below 1 in a million where of the pairs of rows no
 * more than one in 33 has the same. Comparing the paths themselves would say the same and cost
 * a cache miss wherever a path branches off from one that came before: a third of the time to
 * read a profile.
 */

#define STACK_NO_FRAMES 1 /* the fingerprint of the empty stack */

/*
 * Where a path is looked for: its fingerprint through one keyed multiplication, as cheap as an
 * unguessable hash can be.
 */
static inline uint64_t
stack_hash(uint64_t seed, uint64_t fingerprint)
{
	pfl_usum m = (pfl_usum)(fingerprint ^ seed) * (0x9e3779b97f4a7c15u ^ seed << 1);

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* Is it the row of that stack, which ends in that location? */
static inline bool
stack_is(const struct pfl_stackrow *row, uint64_t fingerprint, uint32_t location)
{
	return row->fingerprint == fingerprint && row->location == location;
}

/* Append a row that is known to be new; room in the columns and the map is reserved. */
static inline uint32_t
stack_append(struct pfl_stacktree *tree, struct pfl_stackrow row, uint64_t hash)
{
	uint32_t at = (uint32_t)tree->row.n;

	tree->row.at[tree->row.n++] = row;
	pfl_idmap_put(&tree->map, hash, at);
	return at;
}

/* Room for n more rows and for finding them. */
static inline bool
stack_reserve_rows(struct pfl_stacktree *tree, size_t n, struct pfl_error *err)
{
	return pfl_stacktree_reserve(tree, n, err) &&
		pfl_idmap_reserve(&tree->map, (uint32_t)n, err);
}

/* A stack that is being looked up: n locations behind those of row `above`, and what is known
 * of each prefix. */
struct pfl_pendingstack {
	const uint32_t *location;
	struct pfl_stackpath *path;
	size_t n;
	uint32_t above;
};

/*
 * A look-up is a chain of cache misses: the slot of a prefix, then its row. A group of stacks
 * goes through it in step, so that the memory for all of them comes at once.
 */
enum { STACK_GROUP = 32 };

/* Look up a group of stacks, n of them at most STACK_GROUP; their rows go to tree->result,
 * which has room. */
bool pfl_stacktree_settle(struct pfl_stacktree *tree, const struct pfl_pendingstack *stack,
	size_t n, struct pfl_error *err);

#endif
