/* SPDX-License-Identifier: Apache-2.0 */
/* The stack tree: interning whole stacks. */
#include "model/stacks.h"

#include "base/beside.h"
#include "base/block.h"
#include "model/stackqueue.h"
#include "model/stacks_inside.h"
#include "model/stackwhole.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool
pfl_stacktree_init(struct pfl_stacktree *tree, struct pfl_budget *budget, struct pfl_error *err)
{
	*tree = (struct pfl_stacktree){ .budget = budget };
	pfl_idmap_init(&tree->map, budget);
	tree->point = pfl_field_point();
	if (!pfl_vec_reserve(&tree->row, 1, budget, "stacks", err))
		return false;
	tree->row.at[tree->row.n++] =
		(struct pfl_stackrow){ .location = PFL_NONE, .fingerprint = STACK_NO_FRAMES };
	return true;
}

void
pfl_stacktree_clear(struct pfl_stacktree *tree)
{
	pfl_stackqueue_free(tree->queue); /* first: its thread works on the rest */
	pfl_vec_clear(&tree->row, tree->budget);
	pfl_vec_clear(&tree->result, tree->budget);
	pfl_vec_clear(&tree->path, tree->budget);
	pfl_vec_clear(&tree->below, tree->budget);
	pfl_vec_clear(&tree->whole, tree->budget);
	pfl_vec_clear(&tree->moved, tree->budget);
	pfl_idmap_clear(&tree->map);
	pfl_arena_clear(&tree->placing);
	*tree = (struct pfl_stacktree){ 0 };
}

bool
pfl_stacktree_reserve(struct pfl_stacktree *tree, size_t n, struct pfl_error *err)
{
	/* Known stacks would not be found, and be added again. */
	assert(!tree->sealed);
	if (n > UINT32_MAX - 2 - tree->row.n)
		return pfl_fail(err, PFL_LIMIT, "more than 2^32 distinct stack frames");
	return pfl_vec_reserve(&tree->row, n, tree->budget, "stacks", err);
}

enum {
	DEEPEST = 6,        /* prefixes of each stack whose slots are asked for */
	LARGE = 256 * 1024, /* rows that are worth a second thread in the end   */
};

/* What is known of prefix i, after that before it. */
static inline uint64_t
begin_prefix(const struct pfl_stacktree *tree, const struct pfl_pendingstack *s, size_t i,
	uint64_t before)
{
	uint64_t fingerprint = pfl_field_extend(tree->point, before, s->location[i]);
	uint64_t reduced = pfl_field_reduce(fingerprint);

	s->path[i] = (struct pfl_stackpath){ stack_hash(tree->map.seed, reduced), reduced };
	return fingerprint;
}

/* From prefix i on. */
static void
begin_rest(const struct pfl_stacktree *tree, const struct pfl_pendingstack *s, size_t i,
	uint64_t before)
{
	for (; i < s->n; i++)
		before = begin_prefix(tree, s, i, before);
	for (i = s->n > DEEPEST ? s->n - DEEPEST : 0; i < s->n; i++)
		pfl_idmap_prefetch(&tree->map, s->path[i].hash);
}

static void
begin(const struct pfl_stacktree *tree, const struct pfl_pendingstack *s)
{
	begin_rest(tree, s, 0, tree->row.at[s->above].fingerprint);
}

/* The same for two at once: each fingerprint waits for the one before it. */
static void
begin_both(const struct pfl_stacktree *tree, const struct pfl_pendingstack *s,
	const struct pfl_pendingstack *t)
{
	uint64_t of_s = tree->row.at[s->above].fingerprint;
	uint64_t of_t = tree->row.at[t->above].fingerprint;
	size_t n = s->n < t->n ? s->n : t->n;

	for (size_t i = 0; i < n; i++) {
		of_s = begin_prefix(tree, s, i, of_s);
		of_t = begin_prefix(tree, t, i, of_t);
	}
	begin_rest(tree, s, n, of_s);
	begin_rest(tree, t, n, of_t);
}

/* Ask for the row that the longest known prefix seems to have. */
static void
approach(const struct pfl_stacktree *tree, const struct pfl_pendingstack *s)
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
find_longest(const struct pfl_stacktree *tree, const struct pfl_pendingstack *s, size_t *known)
{
	for (size_t n = s->n; n > 0; n--) {
		const struct pfl_stackpath *path = &s->path[n - 1];
		uint32_t at = PFL_IDMAP_START, row;

		while ((row = pfl_idmap_next(&tree->map, path->hash, &at)) != PFL_IDMAP_FREE) {
			if (stack_is(&tree->row.at[row], path->fingerprint,
				    s->location[n - 1])) {
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
settle(struct pfl_stacktree *tree, const struct pfl_pendingstack *s, struct pfl_error *err)
{
	size_t known;
	uint32_t row = find_longest(tree, s, &known);

	if (known < s->n && !stack_reserve_rows(tree, s->n - known, err))
		return PFL_NONE;
	for (; known < s->n; known++) {
		const struct pfl_stackpath *path = &s->path[known];

		row = stack_append(tree,
			(struct pfl_stackrow){ .parent = row,
				.location = s->location[known],
				.fingerprint = path->fingerprint },
			path->hash);
	}
	return row;
}

bool
pfl_stacktree_settle(struct pfl_stacktree *tree, const struct pfl_pendingstack *stack, size_t n,
	struct pfl_error *err)
{
	for (size_t i = 0; i + 1 < n; i += 2)
		begin_both(tree, &stack[i], &stack[i + 1]);
	if (n % 2)
		begin(tree, &stack[n - 1]);
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
	struct pfl_pendingstack stack[STACK_GROUP];
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
				if (!pfl_stacktree_settle(tree, stack, n, err))
					return false;
				n = 0;
			}
			above = tree->result.at[above];
		}
		stack[n] = (struct pfl_pendingstack){ .n = end - first, .above = above };
		if (end > first) { /* otherwise there may be no array at all */
			stack[n].location = batch->location + first;
			stack[n].path = tree->path.at + first;
		}
		first = end;
		if (++n == STACK_GROUP || i + 1 == batch->n) {
			if (!pfl_stacktree_settle(tree, stack, n, err))
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
pfl_stacktree_push_below(struct pfl_stacktree *tree, uint32_t above, const uint32_t *locations,
	size_t n, struct pfl_error *err)
{
	if (!pfl_vec_reserve(&tree->below, n + 1, tree->budget, "a stack", err))
		return false;
	tree->below.at[0] = above;
	memcpy(tree->below.at + 1, locations, n * sizeof(*locations));
	return push(tree, tree->below.at, n + 1, PFL_STACK_CHILD, err);
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
	struct pfl_pendingstack s = { .location = locations, .n = n };

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
	const struct pfl_pendingstack s = {
		.location = &location, .path = &path, .n = 1, .above = above
	};

	if (!pfl_stacktree_flush(tree, err))
		return PFL_NONE;
	begin(tree, &s);
	return settle(tree, &s, err);
}

bool
pfl_stacktree_seal(struct pfl_stacktree *tree, struct pfl_error *err)
{
	if (!pfl_stacktree_flush(tree, err))
		return false;
	tree->sealed = true;
	pfl_idmap_clear(&tree->map); /* the largest part goes before its successor comes */
	return true;
}

/* Where the rows of a tree with prefixes go. */
static bool
place_rows(struct pfl_stacktree *tree, struct pfl_error *err)
{
	uint32_t n = (uint32_t)tree->row.n;
	uint32_t *size = pfl_arena_alloc(&tree->placing, n, sizeof(*size), err);
	uint32_t *place = pfl_arena_alloc(&tree->placing, n, sizeof(*place), err);

	if (!size || !place)
		return false;
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
	tree->place = place;
	tree->n_placed = n;
	return true;
}

/* Rows that are visited together lie together then, and every later pass over the tree walks
 * through memory. */
bool
pfl_stacktree_place(struct pfl_stacktree *tree, struct pfl_error *err)
{
	return tree->kind == PFL_ROWS_WHOLE ? pfl_stackwhole_place(tree, err)
					    : place_rows(tree, err);
}

/* Columns that are being filled from row `first` to `end`. */
struct filling {
	const struct pfl_stacktree *tree;
	uint32_t *parent, *location;
	uint32_t first, end;
};

static bool
fill(void *context, struct pfl_error *err)
{
	const struct filling *f = context;
	const struct pfl_stackrow *row = f->tree->row.at;
	const uint32_t *place = f->tree->place;

	(void)err;
	for (uint32_t i = f->first; i < f->end; i++) {
		f->parent[place[i]] = place[row[i].parent];
		f->location[place[i]] = row[i].location;
	}
	return true;
}

/* Two threads wait for different pages, and those are all new. */
static bool
fill_columns(const struct pfl_stacktree *tree, uint32_t *parent, uint32_t *location,
	struct pfl_error *err)
{
	uint32_t n = (uint32_t)tree->row.n;
	struct filling half[] = { { tree, parent, location, 0, n / 2 },
		{ tree, parent, location, n / 2, n } };

	if (tree->kind == PFL_ROWS_WHOLE)
		return pfl_stackwhole_fill(tree, parent, location, err);
	return pfl_beside_both(fill, &half[0], &half[1], n > LARGE, err);
}

bool
pfl_stacktree_finish(struct pfl_stacktree *tree, struct pfl_stacks *stacks,
	struct pfl_arena *arena, struct pfl_error *err)
{
	uint32_t n, *parent, *location;
	bool ok = tree->place ||
		(pfl_stacktree_seal(tree, err) && pfl_stacktree_place(tree, err));

	n = tree->n_placed;
	parent = ok ? pfl_arena_alloc(arena, n, sizeof(*parent), err) : NULL;
	location = ok ? pfl_arena_alloc(arena, n, sizeof(*location), err) : NULL;
	ok = parent && location && fill_columns(tree, parent, location, err);
	if (ok) {
		for (size_t i = 0; i < tree->result.n; i++)
			tree->result.at[i] = tree->place[tree->result.at[i]];
		*stacks = (struct pfl_stacks){
			.n = n, .parent = parent, .location = location, .distinct = true
		};
	}
	pfl_arena_clear(&tree->placing);
	tree->place = NULL;
	tree->in_order = NULL;
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
