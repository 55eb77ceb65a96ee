/* SPDX-License-Identifier: Apache-2.0 */
/* Made-up stacks, and a slow tree that is plainly right. */
#ifndef PFL_TESTS_MADE_STACKS_H
#define PFL_TESTS_MADE_STACKS_H

#include "support.h"

#include "model/stacks.h"

/* Stacks one after another, root first. */
struct stacks {
	uint32_t *location;
	size_t *end; /* of stack i in location */
	size_t n, n_locations;
};

/*
 * n random stacks of up to `depth` of `width` locations. Most repeat a stack before them or a
 * part of it, as stacks of programs do.
 */
static inline struct stacks
random_stacks(uint64_t *state, size_t n, uint32_t depth, uint32_t width)
{
	struct stacks s = { .n = n };

	s.location = malloc(n * depth * sizeof(*s.location));
	s.end = malloc((n + 1) * sizeof(*s.end));
	for (size_t i = 0; i < n; i++) {
		size_t begin = s.n_locations, length = 0;

		if (i && random_below(state, 4)) {
			size_t j = random_below(state, (uint32_t)i);
			size_t first = j ? s.end[j - 1] : 0, have = s.end[j] - first;

			length = have ? random_below(state, (uint32_t)have + 1) : 0;
			memcpy(s.location + begin, s.location + first,
				length * sizeof(*s.location));
		}
		while (length < depth && random_below(state, 8))
			s.location[begin + length++] = random_below(state, width);
		s.n_locations += length;
		s.end[i] = s.n_locations;
	}
	return s;
}

static inline void
stacks_clear(struct stacks *s)
{
	free(s->location);
	free(s->end);
}

static inline const uint32_t *
stack_at(const struct stacks *s, size_t i, size_t *n)
{
	size_t first = i ? s->end[i - 1] : 0;

	*n = s->end[i] - first;
	return s->location + first;
}

/* The slow tree: children are looked for one by one. */
struct naive {
	struct naive_row {
		uint32_t location, child, sibling;
	} * row;
	uint32_t n;
};

static inline uint32_t
naive_path(struct naive *t, const uint32_t *location, size_t n)
{
	uint32_t row = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t child = t->row[row].child;

		while (child && t->row[child].location != location[i])
			child = t->row[child].sibling;
		if (!child) {
			child = t->n++;
			t->row[child] = (struct naive_row){ location[i], 0, t->row[row].child };
			t->row[row].child = child;
		}
		row = child;
	}
	return row;
}

/* Is `row` the stack? */
static inline bool
is_stack(const struct pfl_stacks *tree, uint32_t row, const uint32_t *location, size_t n)
{
	while (n > 0 && row > 0) {
		if (tree->location[row] != location[--n])
			return false;
		row = tree->parent[row];
	}
	return n == 0 && row == 0;
}

/* Do the rows stand as model/profile.h says: parents first, a stack next to what begins with
 * it? */
static inline bool
is_in_order(const struct pfl_stacks *tree)
{
	if (tree->parent[0] != 0 || tree->location[0] != PFL_NONE)
		return false;
	for (uint32_t i = 1; i < tree->n; i++) {
		uint32_t before = i - 1;

		if (tree->parent[i] >= i)
			return false;
		while (before > tree->parent[i])
			before = tree->parent[before];
		if (before != tree->parent[i])
			return false;
	}
	return true;
}

/* Finish the tree and check that it holds these stacks, in `rows` by number. */
static inline void
check_tree(struct pfl_stacktree *tree, const struct stacks *s)
{
	struct naive naive = { malloc((s->n_locations + 1) * sizeof(*naive.row)), 1 };
	struct pfl_error err = { 0 };
	struct pfl_arena arena = { 0 };
	struct pfl_stacks got = { 0 };
	const uint32_t *rows = NULL;
	bool same = true;

	naive.row[0] = (struct naive_row){ PFL_NONE, 0, 0 };
	for (size_t i = 0; i < s->n; i++) {
		size_t n;
		const uint32_t *location = stack_at(s, i, &n);

		naive_path(&naive, location, n);
	}
	CHECK_U64(tree->result.n, s->n);
	if (CHECK(pfl_stacktree_finish(tree, &got, &arena, &err)) &&
		CHECK(pfl_stacktree_take(tree, &rows, &arena, &err))) {
		for (size_t i = 0; i < s->n; i++) {
			size_t n;
			const uint32_t *location = stack_at(s, i, &n);

			same &= is_stack(&got, rows[i], location, n);
		}
		CHECK(same);
		CHECK_U64(got.n, naive.n); /* no row twice: equal stacks have one row */
		CHECK(is_in_order(&got));
	}
	pfl_stacktree_clear(tree);
	pfl_arena_clear(&arena);
	free(naive.row);
}

#endif
