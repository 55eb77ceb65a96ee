/* SPDX-License-Identifier: Apache-2.0 */
/* Whole stacks: added, sorted, and made a tree of. */
#include "model/stackwhole.h"

#include "base/beside.h"
#include "model/stackqueue.h"
#include "model/stacks_inside.h"

#include <stdlib.h>
#include <string.h>

enum {
	FEW = 4096 * 1024, /* bytes in all that are not worth a look at what a tree has */
	SAMPLE = 4096,     /* stacks that are looked at */
	ROW = 26,          /* bytes of a row and of the slot that it is found by */
	PART = 8, /* of the memory that there may be: the tree of them has to fit as well */
	CODE = 5, /* bytes of a location, at most */
};

/* Every step-th stack but the empty one, in order. NULL with *err. */
static struct pfl_wholestack *
sorted(struct pfl_stacktree *tree, size_t step, size_t n, struct pfl_arena *arena,
	struct pfl_error *err)
{
	struct pfl_wholestack *stack = pfl_arena_alloc(arena, n, sizeof(*stack), err);

	if (!stack)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		uint32_t row = (uint32_t)(i * step + 1);

		stack[i] = (struct pfl_wholestack){ .at = tree->row.at[row].first, .row = row };
	}
	if (n > 0) /* what is read behind the last string */
		memset(tree->whole.at + tree->whole.n, 0, PFL_WHOLE_BEYOND);
	return pfl_stackwhole_sort(tree->whole.at, stack, n, err) ? stack : NULL;
}

/*
 * Would a tree take less memory? Stacks share with all others what they do with some, and more:
 * so where a tree of some would, it does.
 */
static bool
is_tree_smaller(struct pfl_stacktree *tree)
{
	size_t all = tree->row.n - 1, step = all / SAMPLE + 1, n = all / step;
	struct pfl_arena arena = { 0 };
	struct pfl_error none = { 0 };
	struct pfl_wholestack *stack = sorted(tree, step, n, &arena, &none);
	uint64_t rows = 0;

	for (size_t i = 0; stack && i < n; i++)
		rows += stack[i].fresh;
	pfl_arena_clear(&arena);
	return stack && rows * ROW < n * (tree->whole.n / all + ROW);
}

bool
pfl_stackwhole_suits(struct pfl_stacktree *tree, size_t n)
{
	uint64_t max = tree->budget && tree->budget->max ? tree->budget->max : UINT64_MAX;
	uint64_t all = (uint64_t)tree->whole.n + n;

	if (n > UINT32_MAX / CODE || all + (CODE - 1) * (uint64_t)n > UINT32_MAX ||
		all > max / PART)
		return false;
	if (tree->whole.n < FEW || tree->whole.n / 2 < tree->n_looked_at)
		return true;
	tree->n_looked_at = tree->whole.n;
	return !is_tree_smaller(tree);
}

/* Seven bits a byte, the highest first, so that neighbours stay neighbours when they are
 * sorted.
 */
static uint8_t *
put_location(uint8_t *to, uint32_t location)
{
	uint64_t value = (uint64_t)location + 1;
	unsigned shift = 0;

	while (value >> shift >= 0x80)
		shift += 7;
	for (; shift > 0; shift -= 7)
		*to++ = (uint8_t)(value >> shift | 0x80);
	*to++ = value & 0x7f;
	return to;
}

uint32_t
pfl_stackwhole_add(struct pfl_stacktree *tree, const uint32_t *locations, size_t n,
	uint64_t fingerprint, uint64_t hash, struct pfl_error *err)
{
	const struct pfl_stackrow row = { .first = (uint32_t)tree->whole.n,
		.location = locations[n - 1],
		.fingerprint = fingerprint };
	uint8_t *to;

	if (!pfl_vec_reserve(&tree->whole, n * CODE + 1 + PFL_WHOLE_BEYOND, tree->budget,
		    "stacks", err) ||
		!stack_reserve_rows(tree, 1, err))
		return PFL_NONE;
	to = tree->whole.at + tree->whole.n;
	for (size_t i = 0; i < n; i++)
		to = put_location(to, locations[i]);
	*to++ = 0;
	tree->whole.n = (size_t)(to - tree->whole.at);
	return stack_append(tree, row, hash);
}

/* The next location of a string that has not ended. */
static inline uint32_t
next_location(const uint8_t **at)
{
	uint64_t value = 0;
	uint8_t byte;

	do {
		byte = *(*at)++;
		value = value << 7 | (byte & 0x7f);
	} while (byte >= 0x80);
	return (uint32_t)(value - 1);
}

/* Add all stacks of a tree to another one, whose rows of them are then its results. */
static bool
push_all(const struct pfl_stacktree *from, struct pfl_stacktree *to, struct pfl_error *err)
{
	PFL_VEC(uint32_t) stack = { 0 };
	bool ok = pfl_stacktree_push(to, NULL, 0, err);

	for (uint32_t row = 1; ok && row < from->row.n; row++) {
		const uint8_t *at = from->whole.at + from->row.at[row].first;

		stack.n = 0;
		while (ok && *at) {
			ok = pfl_vec_reserve(&stack, 1, from->budget, "a stack", err);
			if (ok)
				stack.at[stack.n++] = next_location(&at);
		}
		ok = ok && pfl_stacktree_push(to, stack.at, stack.n, err);
	}
	pfl_vec_clear(&stack, from->budget);
	return ok && pfl_stacktree_flush(to, err);
}

/* Each stack's row in the other tree is a result of that. */
static void
take_over(struct pfl_stacktree *tree, struct pfl_stacktree *shared)
{
	pfl_stackqueue_free(shared->queue); /* it knows the tree by its address */
	shared->queue = NULL;
	shared->moved.at = shared->result.at;
	shared->moved.n = shared->result.n;
	shared->moved.cap = shared->result.cap;
	shared->result.at = NULL;
	shared->result.n = shared->result.cap = 0;
	pfl_stacktree_clear(tree);
	*tree = *shared;
}

bool
pfl_stackwhole_share(struct pfl_stacktree *tree, struct pfl_error *err)
{
	struct pfl_stacktree shared;

	if (pfl_stacktree_init(&shared, tree->budget, err) && push_all(tree, &shared, err)) {
		take_over(tree, &shared);
		return true;
	}
	pfl_stacktree_clear(&shared);
	return false;
}

/* Each location has a row, unless the stack before has it in common. */
bool
pfl_stackwhole_place(struct pfl_stacktree *tree, struct pfl_error *err)
{
	size_t n = tree->row.n - 1;
	struct pfl_wholestack *stack = sorted(tree, 1, n, &tree->placing, err);
	uint32_t *place = pfl_arena_alloc(&tree->placing, n + 1, sizeof(*place), err);
	uint64_t rows = 1;

	if (!stack || !place)
		return false;
	for (size_t i = 0; i < n; i++) {
		rows += stack[i].fresh;
		if (rows > UINT32_MAX - 2)
			return pfl_fail(err, PFL_LIMIT, "more than 2^32 distinct stack frames");
		place[stack[i].row] = (uint32_t)rows - 1;
	}
	tree->place = place;
	tree->in_order = stack;
	tree->n_placed = (uint32_t)rows;
	return true;
}

/* Rows of stacks `first` to `end`, in order. */
struct filling {
	const struct pfl_stacktree *tree;
	uint32_t *parent, *location;
	size_t first, end;
};

/*
 * The rows of the prefixes that a stack has in common with the one before, to path[n] of n
 * locations: the last stack before it that has another one there made each.
 */
static void
find_path(const struct filling *f, uint32_t *path)
{
	const struct pfl_wholestack *stack = f->tree->in_order;
	size_t i = f->first;

	path[0] = 0;
	for (uint32_t n = i ? stack[i].common : 0; n > 0;) {
		const struct pfl_wholestack *s = &stack[--i];

		for (; n > s->common; n--)
			path[n] = f->tree->place[s->row] - (s->common + s->fresh - n);
	}
}

/* The longest of some stacks. */
static uint32_t
longest(const struct filling *f)
{
	uint32_t most = 0;

	for (size_t i = f->first; i < f->end; i++) {
		uint32_t n = f->tree->in_order[i].common + f->tree->in_order[i].fresh;

		most = n > most ? n : most;
	}
	return most;
}

static bool
fill(void *context, struct pfl_error *err)
{
	const struct filling *f = context;
	const uint8_t *whole = f->tree->whole.at;
	uint32_t *path = malloc(((size_t)longest(f) + 1) * sizeof(*path));

	if (!path)
		return pfl_fail(err, PFL_NOMEM, "out of memory for stacks");
	find_path(f, path);
	for (size_t i = f->first; i < f->end; i++) {
		const struct pfl_wholestack *s = &f->tree->in_order[i];
		const uint8_t *at = whole + s->at;
		uint32_t row = f->tree->place[s->row] - s->fresh;

		if (i + PFL_AHEAD < f->end)
			PFL_PREFETCH(&whole[s[PFL_AHEAD].at]);
		for (uint32_t n = s->common; n < s->common + s->fresh; n++) {
			row++;
			f->parent[row] = path[n];
			f->location[row] = next_location(&at);
			path[n + 1] = row;
		}
	}
	free(path);
	return true;
}

bool
pfl_stackwhole_fill(const struct pfl_stacktree *tree, uint32_t *parent, uint32_t *location,
	struct pfl_error *err)
{
	size_t n = tree->row.n - 1;
	struct filling half[] = { { tree, parent, location, 0, n / 2 },
		{ tree, parent, location, n / 2, n } };

	parent[0] = 0;
	location[0] = PFL_NONE;
	return pfl_beside_both(fill, &half[0], &half[1], n >= PFL_WHOLE_LARGE, err);
}
