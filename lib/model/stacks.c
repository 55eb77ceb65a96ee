/* SPDX-License-Identifier: Apache-2.0 */
/* The stack tree: interning whole stacks, and rewriting them. */
#include "model/stacks.h"

#include <stdlib.h>
#include <string.h>

bool
pfl_stacktree_init(struct pfl_stacktree *tree, struct pfl_budget *budget, struct pfl_error *err)
{
	*tree = (struct pfl_stacktree){ .budget = budget };
	pfl_idmap_init(&tree->map, budget);
	if (!pfl_vec_reserve(&tree->parent, 1, budget, "stacks", err) ||
		!pfl_vec_reserve(&tree->location, 1, budget, "stacks", err))
		return false;
	tree->parent.at[tree->parent.n++] = 0;
	tree->location.at[tree->location.n++] = PFL_NONE;
	return true;
}

void
pfl_stacktree_clear(struct pfl_stacktree *tree)
{
	pfl_budget_give(tree->budget,
		(tree->parent.cap + tree->location.cap) * sizeof(uint32_t) +
			tree->hash.cap * sizeof(uint64_t));
	free(tree->parent.at);
	free(tree->location.at);
	free(tree->hash.at);
	pfl_idmap_clear(&tree->map);
	*tree = (struct pfl_stacktree){ 0 };
}

/*
 * The hash of a path is its parent's hash and the location, through one keyed multiplication: it
 * is computed for every frame of every sample, so it is as cheap as an unguessable hash can be.
 */
static inline uint64_t
extend(uint64_t seed, uint64_t parent, uint32_t location)
{
	pfl_usum m = (pfl_usum)(parent ^ (seed + location)) * (0x9e3779b97f4a7c15u ^ seed << 1);

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* Is `row` the stack locations[0..n)? Walks up; rows of one stack lie together. */
static bool
is_path(const struct pfl_stacktree *tree, uint32_t row, const uint32_t *locations, size_t n)
{
	for (; n > 0 && row > 0; row = tree->parent.at[row]) {
		if (tree->location.at[row] != locations[--n])
			return false;
	}
	return n == 0 && row == 0;
}

static uint32_t
find_path(const struct pfl_stacktree *tree, uint64_t hash, const uint32_t *locations, size_t n)
{
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&tree->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (is_path(tree, row, locations, n))
			return row;
	}
	return PFL_NONE;
}

/* Append a row that is known to be new; room in the columns and the map is reserved. */
static uint32_t
append(struct pfl_stacktree *tree, uint32_t parent, uint32_t location, uint64_t hash)
{
	uint32_t row = (uint32_t)tree->parent.n;

	tree->parent.at[tree->parent.n++] = parent;
	tree->location.at[tree->location.n++] = location;
	pfl_idmap_put(&tree->map, hash, row);
	return row;
}

static bool
reserve_rows(struct pfl_stacktree *tree, size_t n, struct pfl_error *err)
{
	if (n > UINT32_MAX - 2 - tree->parent.n)
		return pfl_fail(err, PFL_LIMIT, "more than 2^32 distinct stack frames");
	return pfl_vec_reserve(&tree->parent, n, tree->budget, "stacks", err) &&
		pfl_vec_reserve(&tree->location, n, tree->budget, "stacks", err) &&
		pfl_idmap_reserve(&tree->map, (uint32_t)n, err);
}

uint32_t
pfl_stacktree_path(
	struct pfl_stacktree *tree, const uint32_t *locations, size_t n, struct pfl_error *err)
{
	uint64_t seed = tree->map.seed, h = seed;
	uint32_t row = 0;
	size_t known;

	tree->hash.n = 0;
	if (!pfl_vec_reserve(&tree->hash, n, tree->budget, "stacks", err))
		return PFL_NONE;
	for (size_t i = 0; i < n; i++)
		tree->hash.at[i] = h = extend(seed, h, locations[i]);
	for (known = n; known > 0; known--) {
		row = find_path(tree, tree->hash.at[known - 1], locations, known);
		if (row != PFL_NONE)
			break;
	}
	if (known == 0)
		row = 0;
	if (known == n)
		return row;
	if (!reserve_rows(tree, n - known, err))
		return PFL_NONE;
	for (; known < n; known++)
		row = append(tree, row, locations[known], tree->hash.at[known]);
	return row;
}

/* Children are found under a hash of (parent row, location): another key than path()'s. */
uint32_t
pfl_stacktree_child(
	struct pfl_stacktree *tree, uint32_t parent, uint32_t location, struct pfl_error *err)
{
	uint64_t hash = pfl_hash_u64(tree->map.seed, (uint64_t)parent << 32 | location);
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&tree->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (tree->parent.at[row] == parent && tree->location.at[row] == location)
			return row;
	}
	if (!reserve_rows(tree, 1, err))
		return PFL_NONE;
	return append(tree, parent, location, hash);
}

bool
pfl_stacktree_finish(struct pfl_stacktree *tree, struct pfl_stacks *stacks, struct pfl_arena *arena,
	struct pfl_error *err)
{
	uint32_t *parent = tree->parent.at, *location = tree->location.at;
	bool ok;

	stacks->n = (uint32_t)tree->parent.n;
	tree->parent.at = tree->location.at = NULL;
	tree->parent.cap = tree->location.cap = 0; /* the columns stay charged to the budget */
	ok = pfl_arena_adopt(arena, parent, err);
	ok = pfl_arena_adopt(arena, location, err) && ok;
	stacks->parent = parent;
	stacks->location = location;
	pfl_stacktree_clear(tree);
	return ok;
}

bool
pfl_stacks_rewrite(
	struct pfl_profile *p, pfl_stack_rule *rule, void *context, struct pfl_error *err)
{
	uint32_t n = p->stacks.n, *map = malloc(((size_t)n + 1) * sizeof(*map)), *stack;
	uint8_t *state = malloc((size_t)n + 1), *cut = calloc((size_t)n + 1, 1);
	struct pfl_stacktree tree = { 0 };
	bool ok = false;

	if (!map || !state || !cut) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		goto out;
	}
	stack = pfl_arena_alloc(&p->arena, p->samples.n, sizeof(*stack), err);
	if (!stack || !pfl_stacktree_init(&tree, &p->budget, err))
		goto out;
	map[0] = 0;
	state[0] = 0;
	for (uint32_t i = 1; i < n; i++) {
		uint32_t above = p->stacks.parent[i], to;

		map[i] = map[above];
		state[i] = state[above];
		cut[i] = cut[above];
		if (cut[i])
			continue;
		to = rule(context, p->stacks.location[i], state[above], &state[i]);
		if (to == PFL_CUT)
			cut[i] = 1;
		else if (to != PFL_NONE &&
			(map[i] = pfl_stacktree_child(&tree, map[above], to, err)) == PFL_NONE)
			goto out;
	}
	for (uint32_t i = 0; i < p->samples.n; i++)
		stack[i] = map[p->samples.stack[i]];
	ok = pfl_stacktree_finish(&tree, &p->stacks, &p->arena, err);
	if (ok)
		p->samples.stack = stack;
out:
	pfl_stacktree_clear(&tree);
	free(map);
	free(state);
	free(cut);
	return ok;
}

/* The kept rows of one 64-bit column. */
static const int64_t *
kept_values(struct pfl_profile *p, const int64_t *column, const uint8_t *keep, uint32_t n,
	struct pfl_error *err)
{
	int64_t *kept = pfl_arena_alloc(&p->arena, n, sizeof(*kept), err);
	uint32_t to = 0;

	for (uint32_t i = 0; kept && i < p->samples.n; i++) {
		if (keep[i])
			kept[to++] = column[i];
	}
	return kept;
}

static const uint32_t *
kept_rows(struct pfl_profile *p, const uint32_t *column, const uint8_t *keep, uint32_t n,
	struct pfl_error *err)
{
	uint32_t *kept = pfl_arena_alloc(&p->arena, n, sizeof(*kept), err), to = 0;

	for (uint32_t i = 0; kept && i < p->samples.n; i++) {
		if (keep[i])
			kept[to++] = column[i];
	}
	return kept;
}

static const int64_t *const *
kept_columns(struct pfl_profile *p, const int64_t *const *columns, const uint8_t *keep, uint32_t n,
	struct pfl_error *err)
{
	const int64_t **list = pfl_arena_alloc(&p->arena, p->types.n, sizeof(*list), err);

	for (uint32_t t = 0; list && t < p->types.n; t++) {
		list[t] = kept_values(p, columns[t], keep, n, err);
		if (!list[t])
			return NULL;
	}
	return list;
}

bool
pfl_samples_keep(struct pfl_profile *p, const uint8_t *keep, struct pfl_error *err)
{
	struct pfl_samples kept = { 0 };

	for (uint32_t i = 0; i < p->samples.n; i++)
		kept.n += keep[i] != 0;
	kept.stack = kept_rows(p, p->samples.stack, keep, kept.n, err);
	kept.value = kept_columns(p, p->samples.value, keep, kept.n, err);
	if (!kept.stack || !kept.value)
		return false;
	if (p->samples.labels &&
		!(kept.labels = kept_rows(p, p->samples.labels, keep, kept.n, err)))
		return false;
	if (p->samples.before &&
		!(kept.before = kept_columns(p, p->samples.before, keep, kept.n, err)))
		return false;
	p->samples = kept;
	return true;
}
