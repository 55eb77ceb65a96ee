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
	if (!pfl_vec_reserve(&tree->row, 1, budget, "stacks", err))
		return false;
	tree->row.at[tree->row.n++] = (struct pfl_stackrow){ 0, PFL_NONE };
	return true;
}

void
pfl_stacktree_clear(struct pfl_stacktree *tree)
{
	pfl_budget_give(tree->budget,
		tree->row.cap * sizeof(*tree->row.at) +
			tree->result.cap * sizeof(*tree->result.at));
	for (size_t i = 0; i < PFL_STACKTREE_AHEAD; i++) {
		struct pfl_stackwait *w = &tree->wait[i];

		pfl_budget_give(tree->budget,
			w->location.cap * sizeof(*w->location.at) +
				w->hash.cap * sizeof(*w->hash.at));
		free(w->location.at);
		free(w->hash.at);
	}
	free(tree->row.at);
	free(tree->result.at);
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
	const struct pfl_stackrow *at = tree->row.at;

	for (; n > 0 && row > 0; row = at[row].parent) {
		if (at[row].location != locations[--n])
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
	uint32_t row = (uint32_t)tree->row.n;

	tree->row.at[tree->row.n++] = (struct pfl_stackrow){ parent, location };
	pfl_idmap_put(&tree->map, hash, row);
	return row;
}

static bool
reserve_rows(struct pfl_stacktree *tree, size_t n, struct pfl_error *err)
{
	if (n > UINT32_MAX - 2 - tree->row.n)
		return pfl_fail(err, PFL_LIMIT, "more than 2^32 distinct stack frames");
	return pfl_vec_reserve(&tree->row, n, tree->budget, "stacks", err) &&
		pfl_idmap_reserve(&tree->map, (uint32_t)n, err);
}

/* Find the longest known prefix, from the leaf upwards, and append what is missing. */
static uint32_t
settle(struct pfl_stacktree *tree, const struct pfl_stackwait *w, struct pfl_error *err)
{
	size_t n = w->location.n, known = n;
	uint32_t row = 0;

	for (; known > 0; known--) {
		row = find_path(tree, w->hash.at[known - 1], w->location.at, known);
		if (row != PFL_NONE)
			break;
	}
	if (known == n)
		return n ? row : 0;
	if (!reserve_rows(tree, n - known, err))
		return PFL_NONE;
	for (row = known ? row : 0; known < n; known++)
		row = append(tree, row, w->location.at[known], w->hash.at[known]);
	return row;
}

/* Keep a stack and the hashes of its prefixes; ask for the memory where the deepest would be. */
static bool
prepare(struct pfl_stacktree *tree, struct pfl_stackwait *w, const uint32_t *locations, size_t n,
	struct pfl_error *err)
{
	uint64_t seed = tree->map.seed, h = seed;

	w->location.n = w->hash.n = 0;
	if (!pfl_vec_reserve(&w->location, n, tree->budget, "stacks", err) ||
		!pfl_vec_reserve(&w->hash, n, tree->budget, "stacks", err))
		return false;
	for (size_t i = 0; i < n; i++) {
		w->location.at[i] = locations[i];
		w->hash.at[i] = h = extend(seed, h, locations[i]);
		if (i + 8 >= n)
			pfl_idmap_prefetch(&tree->map, h);
	}
	w->location.n = w->hash.n = n;
	return true;
}

/* The slot of a waiting stack's leaf has arrived: ask for the row that it names. */
static void
prefetch_row(const struct pfl_stacktree *tree, const struct pfl_stackwait *w)
{
	uint32_t at = PFL_IDMAP_START, row;

	if (w->hash.n == 0)
		return;
	row = pfl_idmap_next(&tree->map, w->hash.at[w->hash.n - 1], &at);
	if (row != PFL_IDMAP_FREE)
		PFL_PREFETCH(&tree->row.at[row]);
}

static bool
settle_oldest(struct pfl_stacktree *tree, struct pfl_error *err)
{
	uint32_t row = settle(tree, &tree->wait[tree->settled % PFL_STACKTREE_AHEAD], err);

	if (row == PFL_NONE || !pfl_vec_reserve(&tree->result, 1, tree->budget, "samples", err))
		return false;
	tree->result.at[tree->result.n++] = row;
	tree->settled++;
	return true;
}

bool
pfl_stacktree_push(
	struct pfl_stacktree *tree, const uint32_t *locations, size_t n, struct pfl_error *err)
{
	uint64_t i = tree->pushed;

	if (i - tree->settled == PFL_STACKTREE_AHEAD && !settle_oldest(tree, err))
		return false;
	if (!prepare(tree, &tree->wait[i % PFL_STACKTREE_AHEAD], locations, n, err))
		return false;
	tree->pushed++;
	if (i >= tree->settled + PFL_STACKTREE_AHEAD / 2)
		prefetch_row(tree, &tree->wait[(i - PFL_STACKTREE_AHEAD / 2) % PFL_STACKTREE_AHEAD]);
	return true;
}

bool
pfl_stacktree_flush(struct pfl_stacktree *tree, struct pfl_error *err)
{
	while (tree->settled < tree->pushed) {
		if (!settle_oldest(tree, err))
			return false;
	}
	return true;
}

uint32_t
pfl_stacktree_path(
	struct pfl_stacktree *tree, const uint32_t *locations, size_t n, struct pfl_error *err)
{
	struct pfl_stackwait *w;

	if (!pfl_stacktree_flush(tree, err))
		return PFL_NONE;
	w = &tree->wait[0]; /* nobody waits */
	return prepare(tree, w, locations, n, err) ? settle(tree, w, err) : PFL_NONE;
}

/* Children are found under a hash of (parent row, location): another key than a path's. */
uint32_t
pfl_stacktree_child(
	struct pfl_stacktree *tree, uint32_t parent, uint32_t location, struct pfl_error *err)
{
	uint64_t hash = pfl_hash_u64(tree->map.seed, (uint64_t)parent << 32 | location);
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&tree->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (tree->row.at[row].parent == parent && tree->row.at[row].location == location)
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
	uint32_t n = (uint32_t)tree->row.n, *parent, *location;

	pfl_idmap_clear(&tree->map); /* the largest part goes before its successor comes */
	parent = pfl_arena_alloc(arena, n, sizeof(*parent), err);
	location = pfl_arena_alloc(arena, n, sizeof(*location), err);
	if (parent && location) {
		for (uint32_t i = 0; i < n; i++) {
			parent[i] = tree->row.at[i].parent;
			location[i] = tree->row.at[i].location;
		}
		*stacks = (struct pfl_stacks){ n, parent, location };
	}
	pfl_stacktree_clear(tree);
	return parent && location;
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
