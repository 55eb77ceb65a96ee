/* SPDX-License-Identifier: Apache-2.0 */
/* Layouts of flame graphs: what is above what, in which order, with which sums. */
#include "flame.h"

/* Rows as "depth name self/total", ";" between them; the root is left out. */
static void
add_rows(const struct pfl_scene *scene, const struct pfl_calltree *t, struct pfl_text *text)
{
	for (uint32_t i = 0; i < t->n; i++) {
		CHECK(t->parent[i] < i || i == 0);
		CHECK(t->end[i] > i && t->end[i] <= t->end[t->parent[i]]);
		CHECK(i == 0 || t->depth[i] == t->depth[t->parent[i]] + 1);
		CHECK(t->depth[i] <= t->max_depth);
		if (i == 0)
			continue;
		pfl_text_printf(text, "%s%u ", i > 1 ? "; " : "", t->depth[i]);
		if (t->node[i] == PFL_NONE)
			pfl_text_str(text, "-");
		else
			pfl_node_print(&scene->nodes, scene->profile, t->node[i], text);
		pfl_text_printf(text, " %lld/%lld", (long long)t->self[0][i],
			(long long)t->total[0][i]);
	}
}

static const char stacks[] = "m;a;x 1\nm;a;a;y 2\nm;b;a 4\nm;b 8\nn;x 16\n";

static const struct {
	const char *name, *settings[6];
	const char *input, *rows;
} cases[] = {
	{ "by name", { NULL }, stacks,
		"1 m 0/15; 2 a 0/3; 3 a 0/2; 4 y 2/2; 3 x 1/1; 2 b 8/12; 3 a 4/4; "
		"1 n 0/16; 2 x 16/16" },
	{ "by value", { "sort", "value" }, stacks,
		"1 n 0/16; 2 x 16/16; 1 m 0/15; 2 b 8/12; 3 a 4/4; 2 a 0/3; 3 a 0/2; 4 y 2/2; "
		"3 x 1/1" },
	{ "equal values by name", { "sort", "value" }, "c 1\nb 2\na 1\n",
		"1 b 2/2; 1 a 1/1; 1 c 1/1" },
	{ "recursion is one row", { "collapse-recursion", "true" }, stacks,
		"1 m 0/15; 2 a 0/3; 3 x 1/1; 3 y 2/2; 2 b 8/12; 3 a 4/4; 1 n 0/16; 2 x 16/16" },
	{ "recursion through another stays", { "collapse-recursion", "true" }, "a;b;a 1\n",
		"1 a 0/1; 2 b 0/1; 3 a 1/1" },
	{ "reversed", { "layout", "reversed" }, stacks,
		"1 a 0/4; 2 b 0/4; 3 m 4/4; 1 b 0/8; 2 m 8/8; 1 x 0/17; 2 a 0/1; 3 m 1/1; "
		"2 n 16/16; 1 y 0/2; 2 a 0/2; 3 a 0/2; 4 m 2/2" },
	{ "reversed without recursion", { "layout", "reversed", "collapse-recursion", "true" },
		"m;a;a;y 2\n", "1 y 0/2; 2 a 0/2; 3 m 2/2" },
	{ "root", { "root", "^a$" }, stacks, "1 a 4/7; 2 a 0/2; 3 y 2/2; 2 x 1/1" },
	{ "root and reversed", { "root", "^b$", "layout", "reversed" }, stacks,
		"1 a 0/4; 2 b 4/4; 1 b 8/8" },
	{ "callees", { "around", "^a$", "layout", "callees" }, stacks,
		"1 a 4/7; 2 a 0/2; 3 y 2/2; 2 x 1/1" },
	{ "callers, each stack once", { "around", "^a$", "layout", "callers" }, stacks,
		"1 a 0/7; 2 b 0/4; 3 m 4/4; 2 m 3/3" },
	{ "around keeps whole stacks", { "around", "^y$|^b$" }, stacks,
		"1 m 0/14; 2 a 0/2; 3 a 0/2; 4 y 2/2; 2 b 8/12; 3 a 4/4" },
	{ "nothing is meant", { "around", "none" }, stacks, "" },
	{ "chart: neighbours alone are one", { "layout", "chart" },
		"a;b 1\na;b 2\nc 4\na;b 8\n", "1 a 0/3; 2 b 3/3; 1 c 4/4; 1 a 0/8; 2 b 8/8" },
	{ "chart: own parts stay where they are", { "layout", "chart" },
		"a 1\na;b 2\na 4\na 8\na;b;c 16\na;b 32\n",
		"1 a 1/63; 2 b 2/2; 2 - 12/12; 2 b 0/48; 3 c 16/16; 3 - 32/32" },
	{ "chart: a longer path after a shorter one", { "layout", "chart" },
		"a;b;c;d 1\na 2\na;b;c;d 4\n",
		"1 a 0/7; 2 b 0/1; 3 c 0/1; 4 d 1/1; 2 - 2/2; 2 b 0/4; 3 c 0/4; 4 d 4/4" },
	{ "chart without recursion", { "layout", "chart", "collapse-recursion", "true" },
		"a;a;b 1\na;b 2\nc 4\n", "1 a 0/3; 2 b 3/3; 1 c 4/4" },
};

static struct pfl_scene *
make_scene(struct flame_fixture *t, const char *folded, const char *const *settings,
	struct pfl_error *err)
{
	struct pfl_read_opts opts = { .format = "folded" };

	*t = (struct flame_fixture){ .renderer = pfl_renderer_find("flame", "svg") };
	t->profile = pfl_read_mem(folded, strlen(folded), "test", &opts, err);
	t->view = pfl_view_new(err);
	if (!t->profile || !t->view)
		return NULL;
	for (; settings[0]; settings += 2)
		CHECK(pfl_view_set(t->view, settings[0], settings[1], err));
	t->scene = pfl_scene_new(t->profile, t->view, t->renderer, err);
	return t->scene;
}

static void
test_rows(void)
{
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_error err = { 0 };
		struct pfl_text text = { 0 };
		struct flame_fixture t;

		test_case(cases[i].name);
		if (make_scene(&t, cases[i].input, cases[i].settings, &err)) {
			add_rows(t.scene, &t.scene->tree, &text);
			CHECK_STR(pfl_text_get(&text), cases[i].rows);
		}
		CHECK_STR(err.msg, "");
		pfl_text_clear(&text);
		fixture_clear(&t);
	}
}

static void
test_sides(void)
{
	static const char *const settings[] = { "around", "^a$", NULL };
	struct pfl_error err = { 0 };
	struct pfl_text text = { 0 };
	struct flame_fixture t;

	test_case("two sides");
	if (make_scene(&t, stacks, settings, &err)) {
		CHECK(t.scene->layout.two_sided);
		add_rows(t.scene, &t.scene->layout.callees, &text);
		pfl_text_str(&text, " | ");
		add_rows(t.scene, &t.scene->layout.callers, &text);
		CHECK_STR(pfl_text_get(&text),
			"1 a 4/7; 2 a 0/2; 3 y 2/2; 2 x 1/1 | 1 a 0/7; 2 b 0/4; 3 m 4/4; "
			"2 m 3/3");
	}
	CHECK_STR(err.msg, "");
	pfl_text_clear(&text);
	fixture_clear(&t);
}

static void
test_refusals(void)
{
	static const struct {
		const char *settings[6], *error;
	} refused[] = {
		{ { "layout", "callers" },
			"layout: callers of what? --around names the functions" },
		{ { "layout", "reversed", "around", "a" },
			"layout: reversed does not go with --around, which is a layout of its "
			"own" },
		{ { "layout", "chart", "sort", "value" },
			"layout: a chart is in the order of time, not of --sort" },
		{ { "layout", "chart", "root", "a" },
			"layout: a chart has no --root; --show-from does the same to samples" },
		{ { "layout", "chart", "mean", "true" },
			"layout: a chart shows one sample type of one profile: no difference, "
			"no mean" },
	};

	for (size_t i = 0; i < COUNTOF(refused); i++) {
		struct pfl_error err = { 0 };
		struct flame_fixture t;

		test_case(refused[i].error);
		CHECK(!make_scene(&t, stacks, refused[i].settings, &err));
		CHECK_U64(err.code, PFL_USAGE);
		CHECK_STR(err.msg, refused[i].error);
		fixture_clear(&t);
	}
}

/* Labels say when; a sample without one is left out, and its number told. */
static void
test_time(void)
{
	static const struct sample_text samples[] = {
		{ "b;main", { 1 }, "timestamp:30ns" },
		{ "a;main", { 2 }, "timestamp:10ns" },
		{ "c;main", { 4 }, NULL },
		{ "a;main", { 8 }, "timestamp:20ns" },
	};
	struct pfl_text text = { 0 };
	struct flame_fixture t;

	test_case("labels say when");
	if (fixture_make(&t, notation_profile("cpu/ns", samples, COUNTOF(samples)), "layout",
		    "chart", "flame", "svg")) {
		add_rows(t.scene, &t.scene->tree, &text);
		CHECK_STR(pfl_text_get(&text), "1 main 0/11; 2 a 10/10; 2 b 1/1");
		CHECK_U64(pfl_scene_notes(t.scene), 1);
		CHECK_STR(pfl_scene_note(t.scene, 0),
			"1 sample has no time and is not in the chart");
	}
	pfl_text_clear(&text);
	fixture_clear(&t);
}

/* Further sample types go where the first one goes. */
static void
test_types(void)
{
	static const struct sample_text samples[] = {
		{ "a;main", { 1, 10, 0 }, NULL },
		{ "b;main", { 2, 0, 5 }, NULL },
	};
	struct flame_fixture t;
	struct pfl_calltree *tree;

	test_case("types");
	if (!fixture_make(&t, notation_profile("n/count space/bytes t/ns", samples, 2),
		    "sample-type", "space,t", "flame", "svg")) {
		fixture_clear(&t);
		return;
	}
	tree = &t.scene->tree;
	CHECK_STR(t.scene->type_name, "space");
	CHECK_U64(tree->n, 4);
	CHECK_U64(tree->n_more, 1);
	CHECK_I64((int64_t)tree->total[0][3], 0); /* b, for the other type's sake */
	CHECK_I64((int64_t)tree->more[0][3], 5);
	CHECK_I64((int64_t)t.scene->more_total[0], 5);
	fixture_clear(&t);
}

int
main(void)
{
	test_rows();
	test_sides();
	test_refusals();
	test_time();
	test_types();
	return test_done();
}
