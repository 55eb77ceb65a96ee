/* SPDX-License-Identifier: Apache-2.0 */
/* The stack tree: interning whole stacks. */
#include "model/stacks.h"

#include "base/block.h"
#include "model/graft.h"
#include "model/stackqueue.h"

#include <stdlib.h>
#include <string.h>

/*
 * Equal stacks are told by a fingerprint of 61 bits: the path as a polynomial over the integers
 * modulo the prime 2^61 - 1, at a point that is drawn anew for each tree. Two different paths
 * of n locations agree at n of 2^60 points at most, so whoever made the profile cannot aim, and
 * the chance that a million stacks of 30 frames hold one mistake is below 1 in 10^10. Comparing
 * the paths themselves would say the same and cost a cache miss wherever a path branches off
 * from one that came before: a third of the time to read a profile.
 */
#define FIELD ((UINT64_C(1) << 61) - 1)

#define NO_FRAMES 1 /* the fingerprint of the empty stack */

bool
pfl_stacktree_init(struct pfl_stacktree *tree, struct pfl_budget *budget, struct pfl_error *err)
{
	*tree = (struct pfl_stacktree){ .budget = budget };
	pfl_idmap_init(&tree->map, budget);
	tree->point = pfl_random_u64() >> 4;
	if (!pfl_vec_reserve(&tree->row, 1, budget, "stacks", err))
		return false;
	tree->row.at[tree->row.n++] =
		(struct pfl_stackrow){ .location = PFL_NONE, .fingerprint = NO_FRAMES };
	return true;
}

void
pfl_stacktree_clear(struct pfl_stacktree *tree)
{
	pfl_stackqueue_free(tree->queue); /* first: its thread works on the rest */
	pfl_vec_clear(&tree->row, tree->budget);
	pfl_vec_clear(&tree->result, tree->budget);
	pfl_vec_clear(&tree->path, tree->budget);
	pfl_idmap_clear(&tree->map);
	*tree = (struct pfl_stacktree){ 0 };
}

/*
 * Where a path is looked for: its fingerprint through one keyed multiplication, as cheap as an
 * unguessable hash can be.
 */
static inline uint64_t
hash_path(uint64_t seed, uint64_t fingerprint)
{
	pfl_usum m = (pfl_usum)(fingerprint ^ seed) * (0x9e3779b97f4a7c15u ^ seed << 1);

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* Not reduced to the end: below 2^63, which is small enough to go on with, as point < 2^60. */
static inline uint64_t
extend_fingerprint(uint64_t point, uint64_t parent, uint32_t location)
{
	pfl_usum m = (pfl_usum)parent * point;

	return (uint64_t)(m & FIELD) + (uint64_t)(m >> 61) + location;
}

static inline uint64_t
reduce(uint64_t fingerprint)
{
	fingerprint = (fingerprint & FIELD) + (fingerprint >> 61);
	return fingerprint >= FIELD ? fingerprint - FIELD : fingerprint;
}

/* Append a row that is known to be new; room in the columns and the map is reserved. */
static uint32_t
append(struct pfl_stacktree *tree, struct pfl_stackrow row, uint64_t hash)
{
	uint32_t at = (uint32_t)tree->row.n;

	tree->row.at[tree->row.n++] = row;
	pfl_idmap_put(&tree->map, hash, at);
	return at;
}

bool
pfl_stacktree_reserve(struct pfl_stacktree *tree, size_t n, struct pfl_error *err)
{
	if (n > UINT32_MAX - 2 - tree->row.n)
		return pfl_fail(err, PFL_LIMIT, "more than 2^32 distinct stack frames");
	return pfl_vec_reserve(&tree->row, n, tree->budget, "stacks", err);
}

static bool
reserve_rows(struct pfl_stacktree *tree, size_t n, struct pfl_error *err)
{
	return pfl_stacktree_reserve(tree, n, err) &&
		pfl_idmap_reserve(&tree->map, (uint32_t)n, err);
}

/* A stack that is being looked up: n locations behind those of row `above`, and what is known
 * of each prefix. */
struct pending {
	const uint32_t *location;
	struct pfl_stackpath *path;
	size_t n;
	uint32_t above;
};

/*
 * A look-up is a chain of cache misses: the slot of a prefix, then its row. A group of stacks
 * goes through it in step, so that the memory for all of them comes at once.
 */
enum {
	GROUP = 32,  /* stacks that are looked up in step          */
	DEEPEST = 2, /* prefixes of each whose slots are asked for */
};

static void
begin(const struct pfl_stacktree *tree, const struct pending *s)
{
	uint64_t seed = tree->map.seed, point = tree->point;
	uint64_t fingerprint = tree->row.at[s->above].fingerprint;

	for (size_t i = 0; i < s->n; i++) {
		uint64_t reduced, hash;

		fingerprint = extend_fingerprint(point, fingerprint, s->location[i]);
		reduced = reduce(fingerprint);
		hash = hash_path(seed, reduced);
		s->path[i] = (struct pfl_stackpath){ hash, reduced };
		if (i + DEEPEST >= s->n)
			pfl_idmap_prefetch(&tree->map, hash);
	}
}

/* Ask for the row that the longest known prefix seems to have. */
static void
approach(const struct pfl_stacktree *tree, const struct pending *s)
{
	for (size_t n = s->n; n > 0; n--) {
		uint32_t at = PFL_IDMAP_START;
		uint32_t row = pfl_idmap_next(&tree->map, s->path[n - 1].hash, &at);

		if (row != PFL_IDMAP_FREE) {
			PFL_PREFETCH(&tree->row.at[row]);
			return;
		}
		if (n > DEEPEST) /* not the leaf, so probably not the next one either */
			pfl_idmap_prefetch(&tree->map, s->path[n - 1 - DEEPEST].hash);
	}
}

/* The row of the longest prefix that has one, whose length is *known. */
static uint32_t
find_longest(const struct pfl_stacktree *tree, const struct pending *s, size_t *known)
{
	for (size_t n = s->n; n > 0; n--) {
		const struct pfl_stackpath *path = &s->path[n - 1];
		uint32_t at = PFL_IDMAP_START, row;

		while ((row = pfl_idmap_next(&tree->map, path->hash, &at)) != PFL_IDMAP_FREE) {
			if (tree->row.at[row].fingerprint == path->fingerprint) {
				*known = n;
				return row;
			}
		}
	}
	*known = 0;
	return s->above;
}

/* The row of the stack: of its longest prefix that exists by now, and what is missing appended.
 */
static uint32_t
settle(struct pfl_stacktree *tree, const struct pending *s, struct pfl_error *err)
{
	size_t known;
	uint32_t row = find_longest(tree, s, &known);

	if (known < s->n && !reserve_rows(tree, s->n - known, err))
		return PFL_NONE;
	for (; known < s->n; known++) {
		const struct pfl_stackpath *path = &s->path[known];

		row = append(tree,
			(struct pfl_stackrow){ .parent = row,
				.location = s->location[known],
				.fingerprint = path->fingerprint },
			path->hash);
	}
	return row;
}

/* Look up a group of stacks; their rows go to tree->result, which has room. */
static bool
settle_group(struct pfl_stacktree *tree, const struct pending *stack, size_t n,
	struct pfl_error *err)
{
	for (size_t i = 0; i < n; i++)
		begin(tree, &stack[i]);
	for (size_t i = 0; i < n; i++)
		approach(tree, &stack[i]);
	for (size_t i = 0; i < n; i++) {
		uint32_t row = settle(tree, &stack[i], err);

		if (row == PFL_NONE)
			return false;
		tree->result.at[tree->result.n++] = row;
	}
	return true;
}

static bool
settle_batch(void *context, const struct pfl_stackbatch *batch, struct pfl_error *err)
{
	struct pfl_stacktree *tree = context;
	struct pending stack[GROUP];
	uint32_t first = 0;
	size_t n = 0;

	if (!pfl_vec_reserve(&tree->path, batch->end[batch->n - 1] & ~PFL_STACK_CHILD,
		    tree->budget, "stacks", err) ||
		!pfl_vec_reserve(&tree->result, batch->n, tree->budget, "samples", err))
		return false;
	for (size_t i = 0; i < batch->n; i++) {
		uint32_t end = batch->end[i] & ~PFL_STACK_CHILD, above = 0;

		if (batch->end[i] & PFL_STACK_CHILD) {
			above = batch->location[first++];
			if (above >= tree->result.n) { /* it is in this group */
				if (!settle_group(tree, stack, n, err))
					return false;
				n = 0;
			}
			above = tree->result.at[above];
		}
		stack[n] = (struct pending){ .n = end - first, .above = above };
		if (end > first) { /* otherwise there may be no array at all */
			stack[n].location = batch->location + first;
			stack[n].path = tree->path.at + first;
		}
		first = end;
		if (++n == GROUP || i + 1 == batch->n) {
			if (!settle_group(tree, stack, n, err))
				return false;
			n = 0;
		}
	}
	return true;
}

static bool
push(struct pfl_stacktree *tree, const uint32_t *locations, size_t n, uint32_t flag,
	struct pfl_error *err)
{
	if (n >= PFL_STACK_CHILD)
		return pfl_fail(err, PFL_LIMIT, "a stack of more than 2^31 frames");
	if (!tree->queue)
		tree->queue = pfl_stackqueue_new(settle_batch, tree, tree->budget, err);
	return tree->queue && pfl_stackqueue_push(tree->queue, locations, n, flag, err);
}

bool
pfl_stacktree_push(
	struct pfl_stacktree *tree, const uint32_t *locations, size_t n, struct pfl_error *err)
{
	return push(tree, locations, n, 0, err);
}

bool
pfl_stacktree_push_child(
	struct pfl_stacktree *tree, uint32_t above, uint32_t location, struct pfl_error *err)
{
	return push(tree, (const uint32_t[]){ above, location }, 2, PFL_STACK_CHILD, err);
}

bool
pfl_stacktree_flush(struct pfl_stacktree *tree, struct pfl_error *err)
{
	return !tree->queue || pfl_stackqueue_flush(tree->queue, err);
}

uint32_t
pfl_stacktree_path(
	struct pfl_stacktree *tree, const uint32_t *locations, size_t n, struct pfl_error *err)
{
	struct pending s = { .location = locations, .n = n };

	if (!pfl_stacktree_flush(tree, err) ||
		!pfl_vec_reserve(&tree->path, n, tree->budget, "stacks", err))
		return PFL_NONE;
	s.path = tree->path.at;
	begin(tree, &s);
	/* Nothing else is under way that the memory of all prefixes could be waited for with.
	 */
	for (size_t i = 0; i + DEEPEST < n; i++)
		pfl_idmap_prefetch(&tree->map, s.path[i].hash);
	return settle(tree, &s, err);
}

uint32_t
pfl_stacktree_child(
	struct pfl_stacktree *tree, uint32_t above, uint32_t location, struct pfl_error *err)
{
	struct pfl_stackpath path;
	const struct pending s = {
		.location = &location, .path = &path, .n = 1, .above = above
	};

	if (!pfl_stacktree_flush(tree, err))
		return PFL_NONE;
	begin(tree, &s);
	return settle(tree, &s, err);
}

/* A tree on its way into a larger one. */
struct grafting {
	struct pfl_stacktree *tree;
	const struct pfl_graft *graft;
	uint64_t *fingerprint;  /* by row of the graft */
	uint32_t *depth;        /* the same            */
	uint64_t hash[GROUP];   /* of the rows of the group, */
	uint32_t wanted[GROUP]; /* which are these */
	size_t n;
	uint32_t deepest;
};

/* What is to be looked for; the slots are asked for. A row's parent is before it. */
static void
begin_rows(struct grafting *g, uint32_t first, uint32_t end)
{
	const struct pfl_graft *graft = g->graft;
	const struct pfl_stacks *from = graft->stacks;

	g->n = 0;
	for (uint32_t i = first; i < end; i++) {
		uint32_t location, parent = from->parent[i];

		if (!graft->wanted[i])
			continue;
		location = graft->location[from->location[i]];
		g->depth[i] = g->depth[parent] + 1;
		if (g->depth[i] > g->deepest)
			g->deepest = g->depth[i];
		g->fingerprint[i] = reduce(
			extend_fingerprint(g->tree->point, g->fingerprint[parent], location));
		g->hash[g->n] = hash_path(g->tree->map.seed, g->fingerprint[i]);
		pfl_idmap_prefetch(&g->tree->map, g->hash[g->n]);
		g->wanted[g->n++] = i;
	}
}

static void
approach_rows(const struct grafting *g)
{
	for (size_t k = 0; k < g->n; k++) {
		uint32_t at = PFL_IDMAP_START;
		uint32_t row = pfl_idmap_next(&g->tree->map, g->hash[k], &at);

		if (row != PFL_IDMAP_FREE)
			PFL_PREFETCH(&g->tree->row.at[row]);
	}
}

static void
settle_rows(struct grafting *g)
{
	struct pfl_stacktree *tree = g->tree;
	const struct pfl_stacks *from = g->graft->stacks;

	for (size_t k = 0; k < g->n; k++) {
		uint32_t i = g->wanted[k], at = PFL_IDMAP_START, row;

		while ((row = pfl_idmap_next(&tree->map, g->hash[k], &at)) != PFL_IDMAP_FREE) {
			if (tree->row.at[row].fingerprint == g->fingerprint[i])
				break;
		}
		if (row == PFL_IDMAP_FREE)
			row = append(tree,
				(struct pfl_stackrow){ .parent = g->graft->row[from->parent[i]],
					.location = g->graft->location[from->location[i]],
					.fingerprint = g->fingerprint[i] },
				g->hash[k]);
		g->graft->row[i] = row;
	}
}

static bool
graft_rows(struct grafting *g, struct pfl_error *err)
{
	uint32_t n = g->graft->stacks->n, end;

	g->fingerprint[0] = g->tree->row.at[0].fingerprint;
	g->graft->row[0] = 0;
	for (uint32_t i = 1; i < n; i = end) {
		end = n - i < GROUP ? n : i + GROUP;
		if (!reserve_rows(g->tree, end - i, err))
			return false;
		begin_rows(g, i, end);
		approach_rows(g);
		settle_rows(g);
	}
	return true;
}

bool
pfl_stacktree_graft_hashed(struct pfl_stacktree *tree, const struct pfl_graft *graft,
	size_t *deepest, struct pfl_error *err)
{
	struct grafting g = { .tree = tree, .graft = graft };
	size_t n = graft->stacks->n;
	size_t size = n * (sizeof(*g.fingerprint) + sizeof(*g.depth));
	bool ok;

	if (!pfl_stacktree_flush(tree, err))
		return false;
	g.fingerprint = pfl_block_alloc(size);
	if (!g.fingerprint)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	g.depth = (uint32_t *)(g.fingerprint + n);
	ok = graft_rows(&g, err);
	*deepest = g.deepest;
	pfl_block_free(g.fingerprint, size);
	return ok;
}

bool
pfl_stacktree_hash(struct pfl_stacktree *tree, struct pfl_error *err)
{
	uint32_t n = (uint32_t)tree->row.n;

	pfl_idmap_clear(&tree->map);
	if (!pfl_idmap_reserve(&tree->map, n, err))
		return false;
	tree->row.at[0].fingerprint = NO_FRAMES;
	for (uint32_t i = 1; i < n; i++) {
		struct pfl_stackrow *row = &tree->row.at[i];

		row->fingerprint = reduce(extend_fingerprint(
			tree->point, tree->row.at[row->parent].fingerprint, row->location));
		pfl_idmap_put(&tree->map, hash_path(tree->map.seed, row->fingerprint), i);
	}
	return true;
}

/*
 * Where each row goes so that a stack is followed by all that begin with it: rows that are
 * visited together lie together, and every later pass over the tree walks through memory. NULL
 * with *err.
 */
static uint32_t *
place_depth_first(
	const struct pfl_stacktree *tree, struct pfl_arena *scratch, struct pfl_error *err)
{
	uint32_t n = (uint32_t)tree->row.n;
	uint32_t *size = pfl_arena_alloc(scratch, n, sizeof(*size), err);
	uint32_t *place = pfl_arena_alloc(scratch, n, sizeof(*place), err);

	if (!size || !place)
		return NULL;
	for (uint32_t i = n; i-- > 1;)
		size[tree->row.at[i].parent] += ++size[i]; /* rows at and below */
	place[0] = 0;
	size[0] = 1;
	for (uint32_t i = 1; i < n; i++) {
		/* From here on size[parent] is the place of the parent's next child. */
		uint32_t *next = &size[tree->row.at[i].parent], rows = size[i];

		place[i] = *next;
		*next += rows;
		size[i] = place[i] + 1;
	}
	return place;
}

bool
pfl_stacktree_finish(struct pfl_stacktree *tree, struct pfl_stacks *stacks,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct pfl_arena scratch = { 0 };
	uint32_t n, *parent, *location, *place;
	bool ok;

	if (!pfl_stacktree_flush(tree, err))
		return false;
	n = (uint32_t)tree->row.n;
	pfl_idmap_clear(&tree->map); /* the largest part goes before its successor comes */
	place = place_depth_first(tree, &scratch, err);
	parent = pfl_arena_alloc(arena, n, sizeof(*parent), err);
	location = pfl_arena_alloc(arena, n, sizeof(*location), err);
	ok = place && parent && location;
	if (ok) {
		for (uint32_t i = 0; i < n; i++) {
			parent[place[i]] = place[tree->row.at[i].parent];
			location[place[i]] = tree->row.at[i].location;
		}
		for (size_t i = 0; i < tree->result.n; i++)
			tree->result.at[i] = place[tree->result.at[i]];
		*stacks = (struct pfl_stacks){ n, parent, location, true };
	}
	pfl_arena_clear(&scratch);
	return ok;
}

bool
pfl_stacktree_take(struct pfl_stacktree *tree, const uint32_t **stack, struct pfl_arena *arena,
	struct pfl_error *err)
{
	uint32_t *result = tree->result.at;
	size_t size = tree->result.cap * sizeof(*result);

	tree->result.at = NULL;
	tree->result.n = tree->result.cap = 0; /* stays charged: it is the profile's now */
	if (!pfl_arena_adopt(arena, result, size, err))
		return false;
	*stack = result;
	return true;
}
