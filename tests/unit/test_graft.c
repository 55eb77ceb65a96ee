/* SPDX-License-Identifier: Apache-2.0 */
/* Stacks of finished profiles carried into a tree, shared ones and listed ones. */
#include "made_stacks.h"

#include "model/graft.h"

/* A finished tree of random stacks. */
static struct pfl_stacks
random_tree(uint64_t *state, size_t n, uint32_t depth, uint32_t width, struct pfl_arena *arena)
{
	struct stacks s = random_stacks(state, n, depth, width);
	struct pfl_stacktree tree;
	struct pfl_stacks stacks = { 0 };
	struct pfl_error err = { 0 };
	bool ok = pfl_stacktree_init(&tree, NULL, &err);

	for (size_t i = 0; ok && i < n; i++) {
		size_t length;
		const uint32_t *location = stack_at(&s, i, &length);

		ok = pfl_stacktree_push(&tree, location, length, &err);
	}
	CHECK(ok && pfl_stacktree_finish(&tree, &stacks, arena, &err));
	pfl_stacktree_clear(&tree);
	stacks_clear(&s);
	return stacks;
}

/* Graft one tree in which some rows are wanted; each has to become what the slow tree has. */
static void
graft_one(uint64_t *state, struct pfl_stacktree *tree, struct naive *naive,
	const struct pfl_stacks *from, const uint32_t *location, uint32_t depth)
{
	uint8_t *wanted = calloc(from->n, 1);
	uint32_t *row = calloc(from->n, sizeof(*row));
	uint32_t *path = calloc(depth + 1, sizeof(*path));
	struct pfl_graft graft = { from, location, wanted, row };
	struct pfl_error err = { 0 };
	size_t deepest = 0, most = 0;
	bool same = true;

	wanted[0] = 1;
	for (uint32_t i = 1; i < from->n; i++) {
		for (uint32_t at = random_below(state, 3) ? i : 0; !wanted[at];)
			wanted[at] = 1, at = from->parent[at];
	}
	CHECK(pfl_stacktree_graft(tree, &graft, &deepest, &err));
	for (uint32_t i = 0; i < from->n; i++) {
		size_t n = 0, first = depth;

		for (uint32_t at = i; wanted[i] && at != 0; at = from->parent[at], n++)
			path[--first] = location[from->location[at]];
		most = n > most ? n : most;
		same &= !wanted[i] || row[i] == naive_path(naive, path + first, n);
	}
	CHECK(same);
	CHECK_U64(deepest, most);
	CHECK_U64(tree->row.n, naive->n);
	free(wanted);
	free(row);
	free(path);
}

/* Trees as large as what is there are walked; a small one into a large one is looked up. */
static void
test_grafting(void)
{
	enum { DEPTH = 30, WIDTH = 300, MOST = 200000 };
	static const size_t sizes[] = { 900, 900, 300, 1000, 20, 5, 900 };
	static const uint32_t widths[] = { 2, 20, WIDTH };
	uint32_t location[WIDTH];
	uint64_t state = 7;

	test_case("stacks of several trees in one");
	for (uint32_t i = 0; i < WIDTH; i++) /* two may become one */
		location[i] = i < 2 ? i : i * 2 / 3;
	for (size_t w = 0; w < COUNTOF(widths); w++) {
		struct naive naive = { malloc(MOST * sizeof(*naive.row)), 1 };
		struct pfl_stacktree tree;
		struct pfl_error err = { 0 };
		bool looked_up = false;

		naive.row[0] = (struct naive_row){ PFL_NONE, 0, 0 };
		CHECK(pfl_stacktree_init(&tree, NULL, &err));
		for (size_t i = 0; i < COUNTOF(sizes); i++) {
			struct pfl_arena arena = { 0 };
			struct pfl_stacks from =
				random_tree(&state, sizes[i], DEPTH, widths[w], &arena);

			graft_one(&state, &tree, &naive, &from, location, DEPTH);
			CHECK(i > 0 || tree.kind == PFL_ROWS_WALKED);
			looked_up |= tree.kind == PFL_ROWS_HASHED;
			pfl_arena_clear(&arena);
		}
		CHECK(looked_up);
		pfl_stacktree_clear(&tree);
		free(naive.row);
	}
}

/* Stacks as they are read to be merged, in arrays that have room. Row 0 is the empty stack. */
static struct pfl_stacks
listed(const struct stacks *s, uint32_t *location, uint32_t *leaf)
{
	uint32_t n = 0;

	location[n++] = PFL_NONE;
	for (size_t i = 0; i < s->n; i++) {
		size_t length;
		const uint32_t *from = stack_at(s, i, &length);

		leaf[i] = 0;
		if (length == 0)
			continue;
		location[n++] = PFL_NONE;
		memcpy(location + n, from, length * sizeof(*from));
		n += (uint32_t)length;
		leaf[i] = n - 1;
	}
	return (struct pfl_stacks){ .n = n, .location = location, .listed = true };
}

/* All stacks that a tree was given, and the rows it gave for them. */
struct given {
	struct stacks all;
	uint32_t *row;
};

static void
move_rows(struct given *g, const struct pfl_stacktree *tree)
{
	for (size_t i = 0; tree->moved.n && i < g->all.n; i++)
		g->row[i] = tree->moved.at[g->row[i]];
}

/* Graft the stacks, every 16th of which nobody wants, with location i as location[i]. */
static void
graft_listed(struct pfl_stacktree *tree, const struct stacks *s, const uint32_t *location,
	struct given *g)
{
	uint32_t *leaf = malloc(s->n * sizeof(*leaf));
	uint32_t *list = malloc((s->n_locations + s->n + 1) * sizeof(*list));
	struct pfl_stacks from = listed(s, list, leaf);
	uint8_t *wanted = calloc(from.n, 1);
	uint32_t *row = calloc(from.n, sizeof(*row));
	struct pfl_graft graft = { &from, location, wanted, row };
	struct pfl_error err = { 0 };
	size_t deepest = 0, most = 0;

	for (size_t i = 0; i < s->n; i++)
		wanted[leaf[i]] = leaf[i] == 0 || i % 16 != 15;
	CHECK(pfl_stacktree_graft(tree, &graft, &deepest, &err));
	move_rows(g, tree);
	for (size_t i = 0; i < s->n; i++) {
		size_t n;
		const uint32_t *at = stack_at(s, i, &n);

		if (!wanted[leaf[i]])
			continue;
		for (size_t k = 0; k < n; k++)
			g->all.location[g->all.n_locations++] = location[at[k]];
		g->row[g->all.n] = row[leaf[i]];
		g->all.end[g->all.n++] = g->all.n_locations;
		most = n > most ? n : most;
	}
	CHECK_U64(deepest, most);
	free(list);
	free(leaf);
	free(wanted);
	free(row);
}

/* Graft a tree, of whose stacks some are wanted. */
static void
graft_shared(uint64_t *state, struct pfl_stacktree *tree, uint32_t width,
	const uint32_t *location, struct given *g)
{
	struct pfl_arena arena = { 0 };
	struct pfl_stacks from = random_tree(state, 500, 10, width, &arena);
	uint8_t *wanted = malloc(from.n);
	uint32_t *row = calloc(from.n, sizeof(*row));
	struct pfl_graft graft = { &from, location, wanted, row };
	struct pfl_error err = { 0 };
	size_t deepest = 0;

	memset(wanted, 1, from.n);
	CHECK(pfl_stacktree_graft(tree, &graft, &deepest, &err));
	move_rows(g, tree);
	for (uint32_t i = 0; i < from.n; i++) {
		uint32_t path[10], n = 0;

		for (uint32_t at = i; at != 0; at = from.parent[at])
			path[n++] = location[from.location[at]];
		while (n > 0)
			g->all.location[g->all.n_locations++] = path[--n];
		g->row[g->all.n] = row[i];
		g->all.end[g->all.n++] = g->all.n_locations;
	}
	pfl_arena_clear(&arena);
	free(wanted);
	free(row);
}

/* Does every stack have the same row wherever it came up? The tree's results are then those. */
static void
check_given(struct pfl_stacktree *tree, struct given *g)
{
	struct pfl_error err = { 0 };

	if (CHECK(pfl_vec_reserve(&tree->result, g->all.n, tree->budget, "rows", &err))) {
		memcpy(tree->result.at, g->row, g->all.n * sizeof(*g->row));
		tree->result.n = g->all.n;
		check_tree(tree, &g->all);
	}
	stacks_clear(&g->all);
	free(g->row);
}

enum { WIDEST = 4000, INPUTS = 4, LONG = 10000, MANY = 60000 };

/* Locations that need one to five bytes each, and two that become one. */
static void
spread(uint32_t *location)
{
	for (uint32_t i = 0; i < WIDEST; i++)
		location[i] = i < 2 ? 126 : i < 1000 ? i + 126 : i * 1073741 - 1;
}

/* Stacks that are all but the same, and so long that a tree has far fewer rows. */
static struct stacks
long_stacks(uint64_t *state, size_t n, uint32_t depth, uint32_t width)
{
	struct stacks s = { .n = n, .n_locations = n * depth };

	s.location = malloc(s.n_locations * sizeof(*s.location));
	s.end = malloc(n * sizeof(*s.end));
	for (size_t i = 0; i < s.n_locations; i++)
		s.location[i] = i < depth || i % depth + 5 > depth ? random_below(state, width)
								   : s.location[i % depth];
	for (size_t i = 0; i < n; i++)
		s.end[i] = (i + 1) * depth;
	return s;
}

static void
test_listed(void)
{
	static const struct {
		const char *name;
		size_t n;
		uint32_t depth, width;
		int shared_after; /* so many inputs comes one that is no list; -1: never */
		enum pfl_stackrows kind; /* in the end */
	} cases[] = {
		{ "listed: none but the empty stack", 3, 0, 1, -1, PFL_ROWS_WHOLE },
		{ "listed: few", 12, 4, 3, -1, PFL_ROWS_WHOLE },
		{ "listed: one below the other", 300, 40, 1, -1, PFL_ROWS_WHOLE },
		{ "listed: any locations", 3000, 12, WIDEST, -1, PFL_ROWS_WHOLE },
		{ "listed: many, sorted by two threads", 30000, 12, WIDEST, -1,
			PFL_ROWS_WHOLE },
		{ "listed: many that are much the same", 30000, 30, 3, -1, PFL_ROWS_WHOLE },
		{ "listed: so many that a tree is thought of", MANY, 60, 2000, -1,
			PFL_ROWS_WHOLE },
		{ "listed: so long that they are shared", 100, LONG, WIDEST, -1,
			PFL_ROWS_HASHED },
		{ "listed, then shared", 2000, 12, 30, 2, PFL_ROWS_HASHED },
		{ "shared, then listed", 2000, 12, 30, 0, PFL_ROWS_HASHED },
	};
	uint32_t location[WIDEST];
	uint64_t state = 11;

	spread(location);
	for (size_t c = 0; c < COUNTOF(cases); c++) {
		size_t most = INPUTS * cases[c].n + 5001;
		struct given g = {
			{ malloc(most * (cases[c].depth + 10) * sizeof(uint32_t)),
				malloc(most * sizeof(size_t)), 0, 0 },
			malloc(most * sizeof(uint32_t)),
		};
		struct pfl_budget budget = { 0 };
		struct pfl_error err = { 0 };
		struct pfl_stacktree tree;

		test_case(cases[c].name);
		CHECK(pfl_stacktree_init(&tree, &budget, &err));
		for (int i = 0; i < INPUTS; i++) {
			struct stacks s = (cases[c].depth < LONG ? random_stacks : long_stacks)(
				&state, cases[c].n, cases[c].depth, cases[c].width);

			if (i == cases[c].shared_after)
				graft_shared(&state, &tree, cases[c].width, location, &g);
			graft_listed(&tree, &s, location, &g);
			stacks_clear(&s);
		}
		CHECK(tree.kind == cases[c].kind);
		CHECK(cases[c].n < MANY || tree.n_looked_at > 0);
		check_given(&tree, &g);
	}
}

/* With little memory all goes well or is refused, and what was taken is given back. */
static void
test_budget(void)
{
	enum { DEPTH = 30, WIDTH = 30, STACKS = 3000 };
	uint32_t location[WIDEST];
	size_t refused = 0, whole = 0;

	test_case("listed, with little memory");
	spread(location);
	for (uint64_t max = 1024; max < 4 << 20; max += max / 8) {
		struct pfl_budget budget = { .max = max };
		struct pfl_error err = { 0 };
		struct pfl_stacktree tree;
		uint64_t state = 3;
		bool ok = pfl_stacktree_init(&tree, &budget, &err);

		for (int i = 0; ok && i < INPUTS; i++) {
			struct stacks s = random_stacks(&state, STACKS, DEPTH, WIDTH);
			uint32_t *leaf = malloc(s.n * sizeof(*leaf));
			uint32_t *list = malloc((s.n_locations + s.n + 1) * sizeof(*list));
			struct pfl_stacks from = listed(&s, list, leaf);
			uint32_t *row = calloc(from.n, sizeof(*row));
			struct pfl_graft graft = { &from, location, NULL, row };
			size_t deepest;

			ok = pfl_stacktree_graft(&tree, &graft, &deepest, &err);
			free(row);
			free(list);
			free(leaf);
			stacks_clear(&s);
		}
		CHECK(ok || err.code == PFL_LIMIT);
		refused += !ok;
		whole += tree.kind == PFL_ROWS_WHOLE;
		/* The whole ones of so many bytes are not the reason. */
		CHECK(tree.whole.n <= max / 8 + 5 * STACKS * DEPTH);
		pfl_stacktree_clear(&tree);
		CHECK_U64(budget.used, 0);
	}
	CHECK(refused > 0 && whole > 0);
}

int
main(void)
{
	test_grafting();
	test_listed();
	test_budget();
	return test_done();
}
