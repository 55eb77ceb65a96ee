/* SPDX-License-Identifier: Apache-2.0 */
/* The call graph against worked examples, and against a slow and plain way to compute it. */
#include "analyze/callgraph.h"
#include "notation.h"

struct fixture {
	struct pfl_profile *p, *derived;
	struct pfl_arena arena;
	struct pfl_nodes nodes;
	struct pfl_columns columns;
	struct pfl_calltree tree;
	struct pfl_callgraph graph;
	struct pfl_graph_opts opts;
};

static bool
make_from(struct fixture *f, struct pfl_profile *p, struct pfl_graph_opts opts, bool mean)
{
	struct pfl_nodes_opts nodes = { .granularity = PFL_FUNCTIONS };
	struct pfl_error err = { 0 };
	bool ok;

	*f = (struct fixture){ .p = p, .opts = opts };
	f->derived = pfl_profile_derive(f->p, &err);
	ok = f->derived && pfl_columns_choose(&f->columns, f->derived, NULL, mean, &err) &&
		pfl_nodes_make(&f->nodes, f->derived, &nodes, &f->arena, &err) &&
		pfl_calltree_make(
			&f->tree, f->derived, &f->nodes, &f->columns, &f->arena, &err) &&
		pfl_callgraph_make(&f->graph, f->derived, &f->nodes, &f->columns, &f->tree,
			&f->opts, &f->arena, &err);
	CHECK_STR(err.msg, "");
	return CHECK(ok);
}

static bool
make(struct fixture *f, const char *types, const struct sample_text *samples, size_t n,
	struct pfl_graph_opts opts)
{
	return make_from(f, notation_profile(types, samples, n), opts, false);
}

static void
clear(struct fixture *f)
{
	pfl_arena_clear(&f->arena);
	pfl_profile_free(f->derived);
	pfl_profile_free(f->p);
}

static void
print_node(const struct fixture *f, uint32_t i, struct pfl_text *text)
{
	pfl_node_print(&f->nodes, f->derived, f->graph.node[i].node, text);
}

/* "leaf 100/100; mid 0/150;": flat and cum of each node in order. */
static void
check_nodes(const struct fixture *f, const char *want)
{
	struct pfl_text text = { 0 };

	for (uint32_t i = 0; i < f->graph.n_nodes; i++) {
		print_node(f, i, &text);
		pfl_text_printf(&text, " %lld/%lld; ", (long long)f->graph.node[i].flat[0],
			(long long)f->graph.node[i].cum[0]);
	}
	CHECK_STR(pfl_text_get(&text), want);
	pfl_text_clear(&text);
}

/* "main -> mid 150; mid ..> ~inl 50;": "..>" residual, "~" inlined; and the lists by node. */
static void
check_edges(const struct fixture *f, const char *want)
{
	const struct pfl_callgraph *g = &f->graph;
	struct pfl_text text = { 0 };
	uint32_t seen = 0;

	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct pfl_graph_edge *e = &g->edge[i];

		print_node(f, e->from, &text);
		pfl_text_str(&text, e->residual ? " ..> " : " -> ");
		pfl_text_str(&text, e->inlined ? "~" : "");
		print_node(f, e->to, &text);
		pfl_text_printf(&text, " %lld; ", (long long)e->weight[0]);
	}
	CHECK_STR(pfl_text_get(&text), want);
	pfl_text_clear(&text);
	for (uint32_t i = 0; i < g->n_nodes; i++) {
		for (uint32_t k = 0; k < g->node[i].n_in; k++, seen++) {
			uint32_t edge = g->in[g->node[i].first_in + k];

			CHECK_U64(g->edge[edge].to, i);
			CHECK(k == 0 || edge > g->in[g->node[i].first_in + k - 1]);
		}
		for (uint32_t k = 0; k < g->node[i].n_out; k++, seen++)
			CHECK_U64(g->edge[g->out[g->node[i].first_out + k]].from, i);
	}
	CHECK_U64(seen, 2 * (uint64_t)g->n_edges);
}

/* "main: thread:a 3/10, 16B@ 1/1;": text, flat and cum of the tags of each node that has any.
 */
static void
check_tags(const struct fixture *f, const char *want)
{
	struct pfl_text text = { 0 };

	for (uint32_t i = 0; i < f->graph.n_nodes; i++) {
		const struct pfl_graph_node *node = &f->graph.node[i];

		if (node->n_tags) {
			print_node(f, i, &text);
			pfl_text_str(&text, ":");
		}
		for (uint32_t k = 0; k < node->n_tags; k++) {
			const struct pfl_graph_tag *tag = &f->graph.tag[node->first_tag + k];

			pfl_text_str(&text, " ");
			pfl_text_add(&text, pfl_profile_text(f->derived, tag->text));
			if (tag->numeric) {
				pfl_text_str(&text, "@");
				pfl_text_add(&text, pfl_profile_text(f->derived, tag->group));
			}
			pfl_text_printf(&text, " %lld/%lld", (long long)tag->flat[0],
				(long long)tag->cum[0]);
		}
		pfl_text_str(&text, node->n_tags ? "; " : "");
	}
	CHECK_STR(pfl_text_get(&text), want);
	pfl_text_clear(&text);
}

static const struct pfl_graph_opts text_opts = { .node_fraction = 0.005,
	.edge_fraction = 0.001 };

static struct pfl_graph_opts
picture(uint32_t node_count)
{
	struct pfl_graph_opts opts = text_opts;

	opts.order = PFL_ORDER_VISUAL;
	opts.visual = true;
	opts.node_count = node_count;
	return opts;
}

static const struct sample_text profile_a[] = {
	{ "leaf@a.c:5;mid@a.c:12;main@m.c:3", { 10, 100000000 }, NULL },
	{ "inl@i.h:7|mid@a.c:13;main@m.c:3", { 5, 50000000 }, NULL },
	{ "rec@r.c:4;rec@r.c:5;rec@r.c:5;main@m.c:4", { 2, 20000000 }, NULL },
	{ "tiny@t.c:1;main@m.c:4", { 1, 1000000 }, NULL },
	{ "vtiny@t.c:1;tiny@t.c:2;main@m.c:4", { 1, 100000 }, NULL },
};

static void
test_profile_a(void)
{
	const char *types = "samples/count cpu/nanoseconds";
	struct pfl_graph_opts cum = text_opts;
	struct fixture f;

	cum.order = PFL_ORDER_CUM;
	test_case("profile A, top");
	if (make(&f, types, profile_a, COUNTOF(profile_a), text_opts)) {
		check_nodes(&f,
			"leaf 100000000/100000000; inl 50000000/50000000; "
			"rec 20000000/20000000; tiny 1000000/1100000; main 0/171100000; "
			"mid 0/150000000; ");
		check_edges(&f,
			"main -> mid 150000000; mid -> leaf 100000000; "
			"mid -> ~inl 50000000; main -> rec 20000000; main -> tiny 1100000; ");
		CHECK_U64(f.graph.dropped_nodes, 1);
	}
	clear(&f);
	test_case("profile A, by cum");
	if (make(&f, types, profile_a, COUNTOF(profile_a), cum))
		check_nodes(&f,
			"main 0/171100000; mid 0/150000000; leaf 100000000/100000000; "
			"inl 50000000/50000000; rec 20000000/20000000; "
			"tiny 1000000/1100000; ");
	clear(&f);
	test_case("profile A, a picture of three");
	if (make(&f, types, profile_a, COUNTOF(profile_a), picture(3))) {
		check_nodes(
			&f, "leaf 100000000/100000000; main 0/171100000; mid 0/150000000; ");
		check_edges(&f, "main -> mid 150000000; mid -> leaf 100000000; ");
		CHECK_U64(f.graph.all_nodes, 6);
	}
	clear(&f);
}

static void
test_residual(void)
{
	static const struct sample_text samples[] = {
		{ "a;b;c;main", { 600 }, NULL },
		{ "a;d;c;main", { 300 }, NULL },
		{ "e;c;main", { 200 }, NULL },
		{ "e;f;main", { 100 }, NULL },
		{ "g;a;b;c;main", { 50 }, NULL },
		{ "tiny;f;main", { 3 }, NULL },
		{ "tiny2;f;main", { 1 }, NULL },
	};
	struct fixture f;

	test_case("residual edges");
	if (make(&f, "t/ns", samples, COUNTOF(samples), picture(4))) {
		check_nodes(&f, "a 900/950; main 0/1254; e 300/300; c 0/1150; ");
		check_edges(&f, "main -> c 1150; c ..> a 950; c -> e 200; ");
		CHECK_U64(f.graph.dropped_nodes, 2);
		CHECK_U64(f.graph.all_nodes, 8);
	}
	clear(&f);
	test_case("text keeps redundant edges");
	{
		struct pfl_graph_opts opts = text_opts;

		opts.node_count = 4;
		opts.order = PFL_ORDER_CUM;
		if (make(&f, "t/ns", samples, COUNTOF(samples), opts)) {
			check_nodes(&f, "main 0/1254; c 0/1150; a 900/950; b 0/650; ");
			check_edges(
				&f, "main -> c 1150; b -> a 650; c -> b 650; c ..> a 300; ");
		}
	}
	clear(&f);
}

/* A part of a graph: so many calls up and down, whatever lies beside it. */
static void
test_around(void)
{
	static const struct sample_text samples[] = {
		{ "leaf;f;mid;main", { 600 }, NULL },
		{ "deep;leaf;f;mid;main", { 100 }, NULL },
		{ "leaf;other;main", { 5000 }, NULL },
		{ "small;f;mid;main", { 2 }, NULL },
		{ "f;f;rec;f;main", { 40 }, NULL },
		{ "beside;mid;main", { 90 }, NULL },
	};
	static const struct {
		const char *name;
		uint32_t depth, count;
		const char *nodes, *edges;
	} cases[] = {
		{ "nobody but itself", 0, 0, "f 40/742; ", "" },
		{ "one call up and down", 1, 0,
			"leaf 5600/5700; main 0/5832; f 40/742; mid 0/792; rec 0/40; ",
			"main -> mid 792; mid -> f 702; f -> leaf 700; f -> rec 40; "
			"main -> f 40; rec -> f 40; " },
		{ "two: what is small beside f is left out", 2, 0,
			"main 0/5832; leaf 5600/5700; f 40/742; deep 100/100; mid 0/792; "
			"rec 0/40; ",
			"" },
		{ "it comes first where the number is limited", 2, 1, "f 40/742; ", "" },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_graph_opts opts = picture(cases[i].count);
		uint8_t around[16] = { 0 };
		struct fixture f;

		test_case(cases[i].name);
		around[1] = 1; /* nodes are in the order in which stacks name them */
		opts.around = around;
		opts.depth = cases[i].depth;
		opts.node_fraction = 0.005;
		if (make(&f, "t/ns", samples, COUNTOF(samples), opts)) {
			check_nodes(&f, cases[i].nodes);
			if (*cases[i].edges)
				check_edges(&f, cases[i].edges);
			CHECK_I64((int64_t)f.graph.cut_of[0], 742);
		}
		clear(&f);
	}
}

static void
test_mean(void)
{
	static const struct sample_text samples[] = {
		{ "a;m", { 10, 1000000 }, NULL },
		{ "b;m", { 3, 900000 }, NULL },
		{ "c;m", { 1, 2000000 }, NULL },
		{ "d;m", { 100, 100 }, NULL },
	};
	struct fixture f;

	test_case("a mean is sorted by what it divides");
	if (make_from(&f,
		    notation_profile("contentions/count delay/ns", samples, COUNTOF(samples)),
		    text_opts, true)) {
		const struct pfl_graph_node *n = f.graph.node;

		check_nodes(&f,
			"c 2000000/2000000; a 1000000/1000000; b 900000/900000; "
			"m 0/3900100; ");
		CHECK_I64((int64_t)pfl_column_value(&f.columns, n[1].flat), 100000);
		CHECK_I64((int64_t)pfl_column_value(&f.columns, n[3].cum), 34211);
	}
	clear(&f);
}

static void
test_recursion(void)
{
	static const struct sample_text samples[] = {
		{ "a;b;a;b;main", { 5 }, NULL },
		{ "b;b|a;b;main", { 7 }, NULL },
		{ "a;b", { 11 }, NULL },
	};
	struct fixture f;

	test_case("recursion counts once");
	if (make(&f, "n/count", samples, COUNTOF(samples), (struct pfl_graph_opts){ 0 })) {
		check_nodes(&f, "a 16/23; b 7/23; main 0/12; ");
		check_edges(&f, "b -> a 23; a -> b 12; main -> b 12; ");
	}
	clear(&f);
}

/* Differences: what cancels out is stepped over; equal magnitudes have an order. */
static void
test_negative(void)
{
	static const struct sample_text samples[] = {
		{ "a;gone;main", { 5 }, NULL },
		{ "b;gone;main", { -5 }, NULL },
		{ "c;main", { -3 }, NULL },
		{ "d;main", { 3 }, NULL },
		{ "e;main", { 9 }, NULL },
		{ "zero;main", { 2 }, NULL },
		{ "zero;main", { -2 }, NULL },
	};
	struct pfl_graph_opts opts = { 0 };
	struct fixture f;

	test_case("a difference");
	if (make(&f, "n/count", samples, COUNTOF(samples), opts)) {
		check_nodes(&f, "e 9/9; a 5/5; b -5/-5; c -3/-3; d 3/3; main 0/9; ");
		check_edges(&f,
			"main -> e 9; main ..> a 5; main ..> b -5; main -> c -3; "
			"main -> d 3; ");
	}
	clear(&f);
	test_case("drop-negative");
	opts.drop_negative = true;
	if (make(&f, "n/count", samples, COUNTOF(samples), opts))
		check_nodes(&f, "e 9/9; a 5/5; d 3/3; main 0/9; ");
	clear(&f);
}

static void
test_tags(void)
{
	static const struct sample_text samples[] = {
		{ "f;main", { 10 }, "thread=b,pprof::base=true" },
		{ "f;main", { 20 }, "thread=a,bytes:1024" },
		{ "g;f;main", { 1 }, "z=1,thread=a,bytes:1025" },
		{ "f;f;main", { 5 }, "bytes:16,other:9" },
		{ "main", { 2 }, "bytes:1024,thread=a" },
		{ "main", { 40 }, NULL },
	};
	struct pfl_graph_opts opts = picture(0);
	struct fixture f;

	test_case("tags");
	if (make(&f, "n/count", samples, COUNTOF(samples), opts))
		check_tags(&f,
			"main: thread:a 2/22 thread:a\\nz:1 0/1 thread:b 0/10 16B@ 0/5 "
			"1kB@thread:a 2/22 1kB@thread:a\\nz:1 0/1; "
			"f: thread:a 20/20 thread:b 10/10 thread:a\\nz:1 0/1 16B@ 5/5 "
			"1kB@thread:a 20/20 1kB@thread:a\\nz:1 0/1; "
			"g: thread:a\\nz:1 1/1 1kB@thread:a\\nz:1 1/1; ");
	clear(&f);
	test_case("tags below the cutoff go, and count as nodes");
	opts.node_fraction = 0.1;
	opts.node_count = 3;
	if (make(&f, "n/count", samples, COUNTOF(samples), opts)) {
		check_tags(&f, "main: thread:a 2/22 thread:b 0/10 1kB@thread:a 2/22; ");
		check_nodes(&f, "main 42/78; ");
	}
	clear(&f);
}

static void
test_call_tree(void)
{
	static const struct sample_text samples[] = {
		{ "x;a;main", { 10 }, NULL },
		{ "x;b;main", { 20 }, NULL },
		{ "x;x|a;main", { 7 }, NULL },
		{ "c;x;s|small;s|b;main", { 30 }, NULL },
	};
	struct pfl_graph_opts opts = { .call_tree = true, .order = PFL_ORDER_FLAT };
	struct fixture f;

	test_case("a node per path");
	if (make(&f, "n/count", samples, COUNTOF(samples), opts)) {
		check_nodes(&f,
			"c 30/30; x 20/20; x 10/17; x 7/7; a 0/17; b 0/50; main 0/67; "
			"s 0/30; s 0/30; small 0/30; x 0/30; ");
		check_edges(&f,
			"main -> b 50; b -> ~s 30; s -> small 30; s -> x 30; "
			"small -> ~s 30; x -> c 30; b -> x 20; a -> x 17; main -> a 17; x -> x "
			"7; ");
	}
	clear(&f);
	test_case("a tree trimmed: children move up");
	opts = picture(4);
	opts.call_tree = true;
	if (make(&f, "n/count", samples, COUNTOF(samples), opts))
		CHECK_U64(f.graph.n_nodes, 4);
	clear(&f);
}

static void
test_pair(void)
{
	struct pfl_error err = { 0 };
	struct pfl_builder *b = pfl_builder_new(NULL, &err);
	static const struct {
		const char *stack;
		int64_t now, before;
	} samples[] = {
		{ "same;main", 50, 50 },
		{ "more;main", 30, 10 },
		{ "less;main", 0, 40 },
	};
	struct pfl_graph_opts opts = { 0 };
	struct fixture f;

	test_case("a pair is ordered by its changes");
	pfl_build_type(b, notation_string(b, "n"), notation_string(b, "count"));
	for (size_t i = 0; i < COUNTOF(samples); i++) {
		pfl_build_sample(b, notation_stack(b, samples[i].stack), 0, &samples[i].now, 1);
		pfl_build_before(b, &samples[i].before, 1);
	}
	if (make_from(&f, pfl_builder_finish(b, &err), opts, false)) {
		check_nodes(&f, "less 0/0; more 30/30; main 0/80; same 50/50; ");
		check_edges(&f, "main -> less 0; main -> more 30; main -> same 50; ");
		CHECK_I64((int64_t)f.graph.node[0].flat[1], 40);
		CHECK_I64((int64_t)f.graph.node[2].cum[1], 100);
		CHECK_I64((int64_t)f.graph.edge[1].weight[1], 10);
	}
	clear(&f);
	pfl_builder_free(b);
}

static void
test_nothing(void)
{
	struct fixture f;

	test_case("no samples");
	if (make(&f, "n/count", NULL, 0, picture(80))) {
		CHECK_U64(f.graph.n_nodes, 0);
		CHECK_U64(f.graph.n_edges, 0);
	}
	clear(&f);
}

/*
 * The same graph sample by sample, as the specification tells it: names are single letters, a
 * letter in kept[] is in the graph.
 */
struct plain {
	long long flat[128], cum[128], weight[128][128];
	bool edge[128][128], residual[128][128], inlined[128][128];
};

static void
walk_sample(struct plain *g, const char *stack, long long value, const char *kept)
{
	bool seen[128] = { false }, seen_edge[128][128] = { { false } }, residual = false;
	int parent = 0;

	for (size_t i = strlen(stack); value && i > 0; i -= i > 1 ? 2 : 1) {
		int node = stack[i - 1];

		if (!strchr(kept, node)) {
			residual = true;
			continue;
		}
		g->cum[node] += seen[node] ? 0 : value;
		seen[node] = true;
		if (parent && parent != node && !seen_edge[parent][node]) {
			bool inlined = stack[i] == '|';

			seen_edge[parent][node] = true;
			g->weight[parent][node] += value;
			g->inlined[parent][node] =
				inlined && (!g->edge[parent][node] || g->inlined[parent][node]);
			g->residual[parent][node] |= residual;
			g->edge[parent][node] = true;
		}
		parent = node;
		residual = false;
	}
	if (parent && !residual)
		g->flat[parent] += value;
}

static int
letter(const struct fixture *f, uint32_t i)
{
	return *pfl_profile_text(f->derived, f->nodes.name[f->graph.node[i].node]).at;
}

static void
compare(const struct fixture *f, const struct plain *g)
{
	uint32_t edges = 0;

	for (uint32_t i = 0; i < f->graph.n_nodes; i++) {
		CHECK_I64((int64_t)f->graph.node[i].flat[0], g->flat[letter(f, i)]);
		CHECK_I64((int64_t)f->graph.node[i].cum[0], g->cum[letter(f, i)]);
	}
	for (uint32_t i = 0; i < f->graph.n_edges; i++) {
		const struct pfl_graph_edge *e = &f->graph.edge[i];
		int from = letter(f, e->from), to = letter(f, e->to);

		CHECK(g->edge[from][to]);
		CHECK_I64((int64_t)e->weight[0], g->weight[from][to]);
		CHECK(e->residual == g->residual[from][to]);
		CHECK(e->inlined == g->inlined[from][to]);
	}
	for (int i = 0; i < 128 * 128; i++)
		edges += g->edge[i / 128][i % 128];
	CHECK_U64(f->graph.n_edges, edges);
}

/* Which letters are inlined anywhere. */
static void
find_inlined(const struct sample_text *samples, size_t n, bool *inlined)
{
	memset(inlined, 0, 128);
	for (size_t i = 0; i < n; i++) {
		for (const char *at = samples[i].stack; *at; at++)
			inlined[(int)*at] |= at[1] == '|';
	}
}

/* With opts.inlining the sums are the same, and of the edges those into what is inlined. */
static void
compare_inlining(const struct fixture *f, const struct fixture *all, const bool *inlined)
{
	uint32_t n = 0;

	CHECK_U64(f->graph.n_nodes, all->graph.n_nodes);
	for (uint32_t i = 0; i < f->graph.n_nodes; i++) {
		CHECK_U64(f->graph.node[i].node, all->graph.node[i].node);
		CHECK(f->graph.node[i].flat[0] == all->graph.node[i].flat[0]);
		CHECK(f->graph.node[i].cum[0] == all->graph.node[i].cum[0]);
	}
	for (uint32_t i = 0; i < all->graph.n_edges; i++) {
		const struct pfl_graph_edge *want = &all->graph.edge[i];
		const struct pfl_graph_edge *e = &f->graph.edge[n];

		if (!inlined[letter(all, want->to)])
			continue;
		if (!CHECK(n++ < f->graph.n_edges))
			return;
		CHECK(e->from == want->from && e->to == want->to);
		CHECK(e->weight[0] == want->weight[0] && e->inlined == want->inlined);
	}
	CHECK_U64(f->graph.n_edges, n);
}

static void
check_inlining(const struct fixture *all, const struct sample_text *samples, size_t n)
{
	struct pfl_graph_opts opts = all->opts;
	bool inlined[128];
	struct fixture f;

	opts.inlining = true;
	find_inlined(samples, n, inlined);
	if (make(&f, "n/count", samples, n, opts))
		compare_inlining(&f, all, inlined);
	clear(&f);
}

static void
test_random(void)
{
	enum { N = 60, DEPTH = 10, ROUNDS = 60 };
	static char stacks[N][2 * DEPTH + 2];
	static struct sample_text samples[N];
	static struct plain plain;
	uint64_t state = 4711;
	struct fixture f;

	for (uint32_t round = 0; round < ROUNDS; round++) {
		struct pfl_graph_opts opts = { .node_count = round % 7 };
		char kept[128];

		for (int i = 0; i < N; i++) {
			size_t n = 0, depth;

			state = state * 6364136223846793005u + 1442695040888963407u;
			depth = 1 + (state >> 40) % (DEPTH - 1);
			for (size_t k = 0; k < depth; k++) {
				state = state * 6364136223846793005u + 1442695040888963407u;
				stacks[i][n++] = (char)('a' + (state >> 33) % 7);
				stacks[i][n++] = ";;|"[(state >> 50) % 3];
			}
			stacks[i][n - 1] = '\0';
			samples[i].stack = stacks[i];
			samples[i].value[0] = (int64_t)((state >> 20) % 5);
		}
		test_case("random graphs");
		if (!make(&f, "n/count", samples, N, opts))
			break;
		for (uint32_t i = 0; i < f.graph.n_nodes; i++)
			kept[i] = (char)letter(&f, i);
		kept[f.graph.n_nodes] = '\0';
		memset(&plain, 0, sizeof(plain));
		for (int i = 0; i < N; i++)
			walk_sample(&plain, stacks[i], samples[i].value[0], kept);
		compare(&f, &plain);
		check_inlining(&f, samples, N);
		clear(&f);
	}
}

int
main(void)
{
	test_profile_a();
	test_residual();
	test_around();
	test_mean();
	test_recursion();
	test_negative();
	test_tags();
	test_call_tree();
	test_pair();
	test_nothing();
	test_random();
	return test_done();
}
