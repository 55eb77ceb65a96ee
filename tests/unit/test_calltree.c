/* SPDX-License-Identifier: Apache-2.0 */
/* The call tree: what becomes one row, in which order, with which sums. */
#include "analyze/calltree.h"
#include "notation.h"

struct fixture {
	struct pfl_profile *p, *derived;
	struct pfl_arena arena;
	struct pfl_nodes nodes;
	struct pfl_columns columns;
	struct pfl_calltree tree;
};

static bool
make(struct fixture *f, const char *types, const struct sample_text *samples, size_t n,
	bool mean)
{
	struct pfl_nodes_opts opts = { .granularity = PFL_FUNCTIONS };
	struct pfl_error err = { 0 };
	bool ok;

	*f = (struct fixture){ .p = notation_profile(types, samples, n) };
	f->derived = pfl_profile_derive(f->p, &err);
	ok = f->derived && pfl_columns_choose(&f->columns, f->derived, NULL, mean, &err) &&
		pfl_nodes_make(&f->nodes, f->derived, &opts, &f->arena, &err) &&
		pfl_calltree_make(
			&f->tree, f->derived, &f->nodes, &f->columns, &f->arena, &err);
	CHECK_STR(err.msg, "");
	return CHECK(ok);
}

static void
clear(struct fixture *f)
{
	pfl_arena_clear(&f->arena);
	pfl_profile_free(f->derived);
	pfl_profile_free(f->p);
}

/* "0 root 0/9; 1 main 1/9; 2 ~f 3/3;": depth, name (~ inlined), self/total. */
static void
check_tree(const struct fixture *f, const char *want)
{
	const struct pfl_calltree *t = &f->tree;
	struct pfl_text text = { 0 };

	for (uint32_t i = 0; i < t->n; i++) {
		pfl_text_printf(&text, "%u ", t->depth[i]);
		pfl_text_str(&text, t->inlined[i] ? "~" : "");
		if (i)
			pfl_node_print(&f->nodes, f->derived, t->node[i], &text);
		else
			pfl_text_str(&text, "root");
		pfl_text_printf(&text, " %lld/%lld; ", (long long)t->self[0][i],
			(long long)t->total[0][i]);
		CHECK(t->parent[i] < i || i == 0);
		CHECK(t->end[i] > i && t->end[i] <= t->end[t->parent[i]]);
		CHECK(i == 0 || t->depth[i] == t->depth[t->parent[i]] + 1);
		CHECK(t->depth[i] <= t->max_depth);
	}
	CHECK_STR(pfl_text_get(&text), want);
	pfl_text_clear(&text);
}

static void
test_merging(void)
{
	static const struct sample_text samples[] = {
		{ "z;main", { 1 }, NULL },
		{ "f;main", { 2 }, NULL },
		{ "g;f;main", { 4 }, NULL },
		{ "f;main", { 8 }, NULL },
		{ "a;f;main", { 16 }, NULL },
		{ "f;f;main", { 32 }, NULL },
		{ "", { 64 }, NULL },
	};
	struct fixture f;

	test_case("equal stacks are one row, siblings are in order");
	if (make(&f, "n/count", samples, COUNTOF(samples), false))
		check_tree(&f,
			"0 root 64/127; 1 main 0/63; 2 f 10/62; 3 a 16/16; 3 f 32/32; 3 g 4/4; "
			"2 z 1/1; ");
	clear(&f);
}

static void
test_inlining(void)
{
	static const struct sample_text samples[] = {
		{ "in|out;main", { 1 }, NULL },
		{ "in;out;main", { 2 }, NULL },
		{ "in|twice|out;main", { 4 }, NULL },
		{ "twice|out;main", { 8 }, NULL },
	};
	struct fixture f;

	test_case("inlined means every call was");
	if (make(&f, "n/count", samples, COUNTOF(samples), false))
		check_tree(&f,
			"0 root 0/15; 1 main 0/15; 2 out 0/15; 3 in 3/3; 3 ~twice 8/12; "
			"4 ~in 4/4; ");
	clear(&f);
}

static void
test_dead_rows(void)
{
	static const struct sample_text samples[] = {
		{ "a;main", { 0, 0 }, NULL },
		{ "b;main", { 0, 5 }, NULL },
		{ "c;main", { 0, -5 }, NULL },
		{ "in|d;main", { 0, 0 }, NULL },
		{ "in;d;main", { 0, 7 }, NULL },
		{ "e;main", { 9, 0 }, NULL },
	};
	struct fixture f;

	test_case("no value, no row");
	if (make(&f, "x/count n/count", samples, COUNTOF(samples), false))
		check_tree(
			&f, "0 root 0/7; 1 main 0/7; 2 b 5/5; 2 c -5/-5; 2 d 0/7; 3 in 7/7; ");
	clear(&f);
	test_case("a divisor is a value");
	if (make(&f, "x/count n/count", samples, COUNTOF(samples), true)) {
		check_tree(&f,
			"0 root 0/7; 1 main 0/7; 2 b 5/5; 2 c -5/-5; 2 d 0/7; 3 in 7/7; "
			"2 e 0/0; ");
		CHECK_I64((int64_t)f.tree.total[1][0], 9);
	}
	clear(&f);
}

static void
test_nothing(void)
{
	struct fixture f;

	test_case("no samples");
	if (make(&f, "n/count", NULL, 0, false))
		check_tree(&f, "0 root 0/0; ");
	clear(&f);
}

/* Sums beyond 64 bits stay exact. */
static void
test_large(void)
{
	static const struct sample_text samples[] = {
		{ "a;main", { INT64_MAX }, NULL },
		{ "b;main", { INT64_MAX }, NULL },
		{ "c;main", { INT64_MAX }, NULL },
	};
	char text[PFL_SUM_TEXT];
	struct fixture f;

	test_case("large sums");
	if (make(&f, "n/count", samples, COUNTOF(samples), false))
		CHECK_STR(pfl_sum_text(f.tree.total[0][0], text), "27670116110564327421");
	clear(&f);
}

/* Random stacks: the tree holds each sample's value once, along exactly its own path. */
static void
test_random(void)
{
	enum { N = 400, NAMES = 21, DEPTH = 9 }; /* more names than a list of children takes */
	static char stacks[N][4 * DEPTH];
	static struct sample_text samples[N];
	uint64_t state = 12345;
	struct fixture f;

	for (int i = 0; i < N; i++) {
		size_t depth, used = 0;

		state = state * 6364136223846793005u + 1442695040888963407u;
		depth = state >> 60;
		if (depth > DEPTH)
			depth = DEPTH;
		for (size_t k = 0; k < depth; k++) {
			stacks[i][used++] = (char)('a' + (state >> (8 + 5 * k)) % NAMES);
			stacks[i][used++] = k + 1 == depth ? '\0'
				: state >> (9 + 5 * k) & 1 ? ';'
							   : '|';
		}
		samples[i].stack = stacks[i];
		samples[i].value[0] = (int64_t)(state >> 40) - (1 << 22);
	}
	test_case("random stacks");
	if (make(&f, "n/count", samples, N, false)) {
		pfl_sum self = 0, total = 0;

		for (uint32_t i = 0; i < f.tree.n; i++)
			self += f.tree.self[0][i];
		for (int i = 0; i < N; i++) {
			uint32_t row = f.tree.of_stack[f.derived->samples.stack[i]];
			size_t n = strlen(stacks[i]);

			total += samples[i].value[0];
			for (size_t k = 0; k < n; k += 2) { /* leaf first */
				struct pfl_text name = { 0 };

				pfl_node_print(&f.nodes, f.derived, f.tree.node[row], &name);
				CHECK(name.n == 1 && name.at[0] == stacks[i][k]);
				pfl_text_clear(&name);
				row = f.tree.parent[row];
			}
			CHECK_U64(row, 0);
		}
		CHECK(self == total && total == f.tree.total[0][0]);
		for (uint32_t i = 1; i + 1 < f.tree.n; i++) {
			uint32_t next = f.tree.end[i];

			if (next < f.tree.n && f.tree.parent[next] == f.tree.parent[i])
				CHECK(pfl_node_cmp(&f.nodes, f.derived, f.tree.node[i],
					      f.tree.node[next]) < 0);
		}
	}
	clear(&f);
}

int
main(void)
{
	test_merging();
	test_inlining();
	test_dead_rows();
	test_nothing();
	test_large();
	test_random();
	return test_done();
}
