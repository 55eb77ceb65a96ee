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
	pfl_vec_clear(&tree->row, tree->budget);
	pfl_vec_clear(&tree->result, tree->budget);
	pfl_vec_clear(&tree->hash, tree->budget);
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
 * A stack that is being looked up. A look-up is a chain of cache misses: the slot of a prefix,
 * the row in it, and the rows above that, which have to be compared since hashes prove nothing.
 * A group of stacks goes through it in step, so that the memory for all of them comes at once.
 */
struct pending {
	const uint32_t *location; /* root first     */
	uint64_t *hash;           /* of each prefix */
	size_t n;
	/* A guess: `row` is the prefix of length `known`; compared down to length `left`, at
	 * `at`. */
	uint32_t row, at;
	size_t known, left;
};

enum {
	GROUP = 32,  /* stacks that are looked up in step           */
	NEAR = 8,    /* rows that share a cache line, about                 */
	DEEPEST = 2, /* prefixes of each whose slots are asked for  */
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
forget(struct pending *s)
{
	s->row = s->at = 0;
	s->known = s->left = 0;
}

/* The longest prefix whose hash is known, and the first row that it may be. */
static void
guess(const struct pfl_stacktree *tree, struct pending *s)
{
	s->row = PFL_IDMAP_FREE;
	for (s->known = s->n; s->known > 0; s->known--) {
		uint32_t at = PFL_IDMAP_START;

		s->row = pfl_idmap_next(&tree->map, s->hash[s->known - 1], &at);
		if (s->row != PFL_IDMAP_FREE)
			break;
		if (s->known > DEEPEST) /* not the leaf, so probably not the next one either */
			pfl_idmap_prefetch(&tree->map, s->hash[s->known - 1 - DEEPEST]);
	}
	if (s->known == 0) {
		forget(s);
		return;
	}
	s->left = s->known;
	s->at = s->row;
	PFL_PREFETCH(&tree->row.at[s->at]);
}

/*
 * Compare upwards while rows lie next to one another, which is how they were added; where the
 * way jumps, ask for the memory there and return true: come again. A wrong guess ends as the
 * empty stack, which is a prefix of every stack.
 */
static bool
compare(const struct pfl_stacktree *tree, struct pending *s)
{
	const struct pfl_stackrow *row = tree->row.at;
	uint32_t at = s->at;
	size_t left = s->left;

	while (left > 0 && at > 0 && row[at].location == s->location[left - 1]) {
		uint32_t parent = row[at].parent, from = at;

		left--;
		/* Nearly always; and then the next address is known before the load has come.
		 */
		if (parent == at - 1) {
			at--;
			continue;
		}
		at = parent;
		if (at && from - at >= NEAR) {
			PFL_PREFETCH(&row[at]);
			s->at = at;
			s->left = left;
			return true;
		}
	}
	s->at = at;
	s->left = left;
	if (left || at)
		forget(s);
	return false;
}

/* Is `row` the prefix of length n, n > s->known? What s already knows need not be compared. */
static bool
extends(const struct pfl_stacktree *tree, const struct pending *s, uint32_t row, size_t n)
{
	for (; n > s->known && row > 0; row = tree->row.at[row].parent) {
		if (tree->row.at[row].location != s->location[--n])
			return false;
	}
	return n == s->known && row == s->row;
}

/* A longer prefix than the one known, from the leaf upwards: its row, or that of the known one.
 */
static uint32_t
find_longest(const struct pfl_stacktree *tree, const struct pending *s, size_t *known)
{
	for (size_t n = s->n; n > s->known; n--) {
		uint32_t at = PFL_IDMAP_START, row;

		while ((row = pfl_idmap_next(&tree->map, s->hash[n - 1], &at)) !=
			PFL_IDMAP_FREE) {
			if (extends(tree, s, row, n)) {
				*known = n;
				return row;
			}
		}
	}
	*known = s->known;
	return s->row;
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
	for (; known < s->n; known++)
		row = append(tree, row, s->location[known], s->hash[known]);
	return row;
}

/* Look up a group of stacks; their rows go to tree->result, which has room. */
static bool
settle_group(struct pfl_stacktree *tree, struct pending *stack, size_t n, struct pfl_error *err)
{
	bool more = true;

	for (size_t i = 0; i < n; i++)
		begin(tree, &stack[i]);
	for (size_t i = 0; i < n; i++)
		guess(tree, &stack[i]);
	while (more) {
		more = false;
		for (size_t i = 0; i < n; i++)
			more |= (stack[i].left || stack[i].at) && compare(tree, &stack[i]);
	}
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
	uint64_t *hashes = malloc((batch->location.n + 1) * sizeof(*hashes)), *hash = hashes;
	const uint32_t *location = batch->location.at; /* NULL when all stacks are empty */
	struct pending stack[GROUP];
	uint32_t first = 0;
	size_t n = 0;
	bool ok;

	if (!hashes)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	ok = pfl_vec_reserve(&tree->result, batch->end.n, tree->budget, "samples", err);
	for (size_t i = 0; ok && i < batch->end.n; i++) {
		size_t length = batch->end.at[i] - first;

		stack[n++] =
			(struct pending){ .location = location, .hash = hash, .n = length };
		if (length)
			location += length;
		hash += length;
		first = batch->end.at[i];
		if (n == GROUP || i + 1 == batch->end.n) {
			ok = settle_group(tree, stack, n, err);
			n = 0;
		}
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
	struct pending s = { .location = locations, .n = n }; /* the empty prefix is known */

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

/*
 * Where each row goes so that a stack is followed by all that begin with it: rows that are
 * visited together lie together, and every later pass over the tree walks through memory. The
 * caller frees it; NULL with *err.
 */
static uint32_t *
place_depth_first(const struct pfl_stacktree *tree, struct pfl_error *err)
{
	uint32_t n = (uint32_t)tree->row.n, *size = calloc(n, sizeof(*size));
	uint32_t *place = malloc(n * sizeof(*place));

	if (!size || !place) {
		free(size);
		free(place);
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
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
	free(size);
	return place;
}

bool
pfl_stacktree_finish(struct pfl_stacktree *tree, struct pfl_stacks *stacks,
	struct pfl_arena *arena, struct pfl_error *err)
{
	uint32_t n, *parent, *location, *place;

	if (!pfl_stacktree_flush(tree, err))
		return false;
	n = (uint32_t)tree->row.n;
	pfl_idmap_clear(&tree->map); /* the largest part goes before its successor comes */
	place = place_depth_first(tree, err);
	parent = pfl_arena_alloc(arena, n, sizeof(*parent), err);
	location = pfl_arena_alloc(arena, n, sizeof(*location), err);
	if (place && parent && location) {
		for (uint32_t i = 0; i < n; i++) {
			parent[place[i]] = place[tree->row.at[i].parent];
			location[place[i]] = tree->row.at[i].location;
		}
		for (size_t i = 0; i < tree->result.n; i++)
			tree->result.at[i] = place[tree->result.at[i]];
		*stacks = (struct pfl_stacks){ n, parent, location };
	}
	free(place);
	return place && parent && location;
}

bool
pfl_stacktree_take(struct pfl_stacktree *tree, const uint32_t **stack, struct pfl_arena *arena,
	struct pfl_error *err)
{
	uint32_t *result = tree->result.at;

	tree->result.at = NULL;
	tree->result.n = tree->result.cap = 0; /* stays charged: it is the profile's now */
	if (!pfl_arena_adopt(arena, result, err))
		return false;
	*stack = result;
	return true;
}

bool
pfl_stacks_rewrite(
	struct pfl_profile *p, pfl_stack_rule *rule, void *context, struct pfl_error *err)
{
	uint32_t n = p->stacks.n, *map = malloc(((size_t)n + 1) * sizeof(*map));
	uint8_t *state = malloc((size_t)n + 1), *cut = calloc((size_t)n + 1, 1);
	struct pfl_stacktree tree = { 0 };
	bool ok = false;

	if (!map || !state || !cut) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		goto out;
	}
	if (!pfl_stacktree_init(&tree, &p->budget, err) ||
		!pfl_vec_reserve(&tree.result, p->samples.n, &p->budget, "samples", err))
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
		tree.result.at[tree.result.n++] = map[p->samples.stack[i]];
	ok = pfl_stacktree_finish(&tree, &p->stacks, &p->arena, err) &&
		pfl_stacktree_take(&tree, &p->samples.stack, &p->arena, err);
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
