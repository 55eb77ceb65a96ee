/* SPDX-License-Identifier: Apache-2.0 */
/* DOT as pprof writes it, and what it does with names that pprof would choke on. */
#include "drawing.h"
#include "render/graph_style.h"

static const struct sample_text profile_a[] = {
	{ "leaf@a.c:5;mid@a.c:12;main@m.c:3", { 10, 100000000 }, NULL },
	{ "inl@i.h:7|mid@a.c:13;main@m.c:3", { 5, 50000000 }, NULL },
	{ "rec@r.c:4;rec@r.c:5;rec@r.c:5;main@m.c:4", { 2, 20000000 }, NULL },
	{ "tiny@t.c:1;main@m.c:4", { 1, 1000000 }, NULL },
	{ "vtiny@t.c:1;tiny@t.c:2;main@m.c:4", { 1, 100000 }, NULL },
};

#define TYPES "samples/count cpu/nanoseconds"

static void
test_whole(void)
{
	char *text = drawing_text("dot", TYPES, profile_a, COUNTOF(profile_a), "node-count=3");

	test_case("three nodes");
	CHECK_STR(text,
		"digraph \"unnamed\" {\n"
		"node [style=filled fillcolor=\"#f8f8f8\"]\n"
		"subgraph cluster_L { \"Type: cpu\" [shape=box fontsize=16 label=\"Type: cpu\\l"
		"Showing nodes accounting for 100ms, 58.45% of 171.10ms total\\l"
		"Dropped 1 node (cum <= 0.86ms)\\l"
		"Showing top 3 nodes out of 6\\l"
		"\\lSee https://git.io/JfYMW for how to read the graph\\l\"] }\n"
		"N1 [label=\"leaf\\n100ms (58.45%)\" id=\"node1\" fontsize=24 shape=box"
		" tooltip=\"leaf (100ms)\" color=\"#b21a00\" fillcolor=\"#edd8d5\"]\n"
		"N2 [label=\"main\\n0 of 171.10ms (100%)\" id=\"node2\" fontsize=8 shape=box"
		" tooltip=\"main (171.10ms)\" color=\"#b20000\" fillcolor=\"#edd5d5\"]\n"
		"N3 [label=\"mid\\n0 of 150ms (87.67%)\" id=\"node3\" fontsize=8 shape=box"
		" tooltip=\"mid (150ms)\" color=\"#b20600\" fillcolor=\"#edd6d5\"]\n"
		"N2 -> N3 [label=\" 150ms\" weight=88 penwidth=5 color=\"#b20600\""
		" tooltip=\"main -> mid (150ms)\" labeltooltip=\"main -> mid (150ms)\"]\n"
		"N3 -> N1 [label=\" 100ms\" weight=59 penwidth=3 color=\"#b21a00\""
		" tooltip=\"mid -> leaf (100ms)\" labeltooltip=\"mid -> leaf (100ms)\"]\n"
		"}\n");
	free(text);
}

static void
test_pieces(void)
{
	static const struct sample_text residual[] = {
		{ "a;b;c;main", { 600 }, NULL },
		{ "a;d;c;main", { 300 }, NULL },
		{ "e;c;main", { 200 }, NULL },
	};
	static const struct sample_text names[] = {
		{ "/usr/lib/libx.so!;github.com/x/y/v2.(*T[...]).M.func1;ns::Foo::Bar<a>::baz",
			{ 10 }, NULL },
		{ "?", { 1 }, NULL },
	};
	char *text =
		drawing_text("dot", TYPES, profile_a, COUNTOF(profile_a), "granularity=lines");

	test_case("lines and inlining");
	CHECK(has(text, "[label=\"leaf\\na.c:5\\n100ms (58.45%)\""));
	CHECK(has(text, "[label=\" 50ms\\n (inline)\""));
	free(text);

	test_case("residual edges");
	text = drawing_text("dot", "x/count", residual, COUNTOF(residual), "node-count=3");
	CHECK(has(text, "c ... a (900)\" style=\"dotted\"]"));
	free(text);

	test_case("names");
	text = drawing_text("dot", "x/count", names, COUNTOF(names), "");
	CHECK(has(text, "label=\"y\\n(*T[…])\\nM\\nfunc1\\n0 of 10 (90.91%)\""));
	CHECK(has(text, "[libx.so]\\n10 (90.91%)"));
	CHECK(has(text, "label=\"<unknown>\\n1 (9.09%)\""));
	free(text);
}

static void
test_tags(void)
{
	static const struct sample_text tagged[] = {
		{ "leaf;main", { 10 }, "user=ann,bytes:16" },
		{ "leaf;main", { 20 }, "user=bob \"x\"\\N,bytes:32" },
		{ "leaf;main", { 3 }, "bytes:64" },
		{ "leaf;main", { 4 }, "bytes:1024" },
		{ "leaf;main", { 5 }, "bytes:2048" },
		{ "leaf;main", { 6 }, "bytes:4096" },
		{ "leaf;main", { 7 }, "bytes:2097152" },
	};
	char *text = drawing_text("dot", "x/count", tagged, COUNTOF(tagged), "");

	test_case("nodelets");
	CHECK(has(text,
		"N1_0 [label = \"user:bob \\\"x\\\"\\\\N\" id=\"N1_0\" fontsize=8 shape=box3d"
		" tooltip=\"20\"]\n"
		"N1 -> N1_0 [label=\" 20\" weight=100 tooltip=\"20\" labeltooltip=\"20\"]\n"
		"NN1_0_0 [label = \"32B\" id=\"NN1_0_0\" fontsize=8 shape=box3d "
		"tooltip=\"20\"]\n"
		"N1_0 -> NN1_0_0 [label=\" 20\" weight=100 tooltip=\"20\""
		" labeltooltip=\"20\"]\n"));
	CHECK(has(text, "NN1_1 [label = \"64B..1kB\""));
	free(text);
}

static void
test_hostile(void)
{
	static char long_name[200001];
	const struct sample_text samples[] = {
		{ "a\"];evil[label=\"\\N\\G\n\x01\xff", { 4 }, NULL },
		{ "evil\x1b[2J", { 4 }, NULL },
		{ long_name, { 4 }, NULL },
	};
	char *text;
	size_t longest = 0;

	test_case("hostile names");
	memset(long_name, 'x', sizeof(long_name) - 1);
	text = drawing_text("dot", "x/count", samples, COUNTOF(samples), "");
	CHECK(has(text, "\"a\\\"]\\n4 (33.33%)\""));
	CHECK(has(text, "evil[label=\\\"\\\\N\\\\G\\\\n\\\\x01\\\\xff"));
	CHECK(has(text, "evil\\\\x1b[2J"));
	CHECK(text && !strchr(text, 1) && !strchr(text, 27));
	for (const char *line = text; line && *line; line += strcspn(line, "\n") + 1)
		if (strcspn(line, "\n") > longest)
			longest = strcspn(line, "\n");
	CHECK(longest < 3000);
	free(text);
}

static void
test_nothing(void)
{
	static const struct sample_text cancels[] = {
		{ "a;main", { 5 }, NULL },
		{ "a;main", { -5 }, NULL },
	};
	char *text = drawing_text("dot", "x/count", NULL, 0, "");

	test_case("no samples");
	CHECK(has(text, "Showing nodes accounting for 0, 0% of 0 total"));
	CHECK(text && !strstr(text, "N1"));
	free(text);

	test_case("a difference of nothing");
	text = drawing_text("dot", "x/count", cancels, COUNTOF(cancels), "");
	CHECK(text && !strstr(text, "N0") && !strstr(text, "nan"));
	free(text);
}

static void
test_color(void)
{
	static const struct {
		double score;
		const char *line, *fill;
	} cases[] = {
		{ 1, "#b20000", "#edd5d5" },
		{ 0.5845, "#b21a00", "#edd8d5" },
		{ 0.1169, "#b27b4a", "#ede5df" },
		{ 0, "#b2b2b2", "#ededed" },
		{ -0.2778, "#38b200", "#ddedd5" },
	};

	test_case("colours");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		char color[8];

		pfl_graph_color(cases[i].score, false, color);
		CHECK_STR(color, cases[i].line);
		pfl_graph_color(cases[i].score, true, color);
		CHECK_STR(color, cases[i].fill);
	}
	test_case("font sizes");
	CHECK_U64(pfl_graph_font_size(0, 100), 8);
	CHECK_U64(pfl_graph_font_size(100, 100), 24);
	CHECK_U64(pfl_graph_font_size(-25, 100), 16);
	CHECK_U64(pfl_graph_font_size(1, 1000000), 9);
}

int
main(void)
{
	test_whole();
	test_pieces();
	test_tags();
	test_hostile();
	test_nothing();
	test_color();
	return test_done();
}
