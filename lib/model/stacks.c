/* SPDX-License-Identifier: Apache-2.0 */
/* The stack tree: interning whole stacks, and rewriting them. */
#include "model/stacks.h"
#include "model/stackqueue.h"

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
	pfl_stackqueue_free(tree->queue); /* first: its thread works on the rest */
	pfl_budget_give(tree->budget,
		tree->row.cap * sizeof(*tree->row.at) +
			tree->result.cap * sizeof(*tree->result.at) +
			tree->hash.cap * sizeof(*tree->hash.at));
	free(tree->hash.at);
	free(tree->row.at);
	free(tree->result.at);
	pfl_idmap_clear(&tree->map);
	*tree = (struct pfl_stacktree){ 0 };
}

/*
 * The hash of a path is its parent's hash and the location, through one keyed multiplication:
 * it is computed for every frame of every sample, so it is as cheap as an unguessable hash can
 * be.
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

/*
 * A stack whose look-up has begun. A look-up is a cache miss or more, so the memory of several
 * is waited for at once: begin() computes hashes and asks for the slots, a few stacks later
 * prefetch_row() asks for the row in the leaf's slot, and later still settle() has it all.
 */
struct pending {
	const uint32_t *location;
	uint64_t *hash; /* of each prefix */
	size_t n;
};

enum {
	AHEAD = 16,  /* look-ups that are under way               */
	DEEPEST = 8, /* prefixes of a stack whose slots are asked for */
};

static void
begin(const struct pfl_stacktree *tree, struct pending *s)
{
	uint64_t seed = tree->map.seed, h = seed;

	for (size_t i = 0; i < s->n; i++) {
		s->hash[i] = h = extend(seed, h, s->location[i]);
		if (i + DEEPEST >= s->n)
			pfl_idmap_prefetch(&tree->map, h);
	}
}

static void
prefetch_row(const struct pfl_stacktree *tree, const struct pending *s)
{
	uint32_t at = PFL_IDMAP_START, row;

	if (s->n == 0)
		return;
	row = pfl_idmap_next(&tree->map, s->hash[s->n - 1], &at);
	if (row != PFL_IDMAP_FREE)
		PFL_PREFETCH(&tree->row.at[row]);
}

/* Find the longest known prefix, from the leaf upwards, and append what is missing. */
static uint32_t
settle(struct pfl_stacktree *tree, const struct pending *s, struct pfl_error *err)
{
	size_t known = s->n;
	uint32_t row = 0;

	for (; known > 0; known--) {
		row = find_path(tree, s->hash[known - 1], s->location, known);
		if (row != PFL_NONE)
			break;
	}
	if (known == s->n)
		return s->n ? row : 0;
	if (!reserve_rows(tree, s->n - known, err))
		return PFL_NONE;
	for (row = known ? row : 0; known < s->n; known++)
		row = append(tree, row, s->location[known], s->hash[known]);
	return row;
}

/* Stack i of a batch. */
static struct pending
pending_of(const struct pfl_stackbatch *batch, uint64_t *hashes, size_t i)
{
	uint32_t first = i ? batch->end.at[i - 1] : 0;

	return (struct pending){ batch->location.at + first, hashes + first,
		batch->end.at[i] - first };
}

static bool
settle_batch(void *context, const struct pfl_stackbatch *batch, struct pfl_error *err)
{
	struct pfl_stacktree *tree = context;
	size_t n = batch->end.n;
	uint64_t *hashes = malloc((batch->location.n + 1) * sizeof(*hashes));
	bool ok = hashes != NULL;

	if (!ok)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	ok = pfl_vec_reserve(&tree->result, n, tree->budget, "samples", err);
	for (size_t i = 0; ok && i < n + AHEAD; i++) {
		struct pending s;
		uint32_t row;

		if (i < n) {
			s = pending_of(batch, hashes, i);
			begin(tree, &s);
		}
		if (i >= AHEAD / 2 && i - AHEAD / 2 < n) {
			s = pending_of(batch, hashes, i - AHEAD / 2);
			prefetch_row(tree, &s);
		}
		if (i < AHEAD)
			continue;
		s = pending_of(batch, hashes, i - AHEAD);
		row = settle(tree, &s, err);
		ok = row != PFL_NONE;
		tree->result.at[tree->result.n++] = row;
	}
	free(hashes);
	return ok;
}

bool
pfl_stacktree_push(
	struct pfl_stacktree *tree, const uint32_t *locations, size_t n, struct pfl_error *err)
{
	if (!tree->queue)
		tree->queue = pfl_stackqueue_new(settle_batch, tree, tree->budget, err);
	return tree->queue && pfl_stackqueue_push(tree->queue, locations, n, err);
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
	struct pending s = { locations, NULL, n };

	tree->hash.n = 0;
	if (!pfl_stacktree_flush(tree, err) ||
		!pfl_vec_reserve(&tree->hash, n, tree->budget, "stacks", err))
		return PFL_NONE;
	s.hash = tree->hash.at;
	begin(tree, &s);
	return settle(tree, &s, err);
}

/* Children are found under a hash of (parent row, location): another key than a path's. */
uint32_t
pfl_stacktree_child(
	struct pfl_stacktree *tree, uint32_t parent, uint32_t location, struct pfl_error *err)
{
	uint64_t hash = pfl_hash_u64(tree->map.seed, (uint64_t)parent << 32 | location);
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&tree->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (tree->row.at[row].parent == parent &&
			tree->row.at[row].location == location)
			return row;
	}
	if (!reserve_rows(tree, 1, err))
		return PFL_NONE;
	return append(tree, parent, location, hash);
}

bool
pfl_stacktree_finish(struct pfl_stacktree *tree, struct pfl_stacks *stacks,
	struct pfl_arena *arena, struct pfl_error *err)
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
kept_columns(struct pfl_profile *p, const int64_t *const *columns, const uint8_t *keep,
	uint32_t n, struct pfl_error *err)
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
