/* SPDX-License-Identifier: Apache-2.0 */
/* From profile and view to a scene: totals, filters, trimming, units and the lines above. */
#include "render/labels.h"
#include "scene.h"

#include "notation.h"
#include "render/renderer.h"
#include <profloom/profloom.h>

static const struct pfl_renderer top = {
	.family = "top",
	.format = "text",
	.flags = PFL_NEEDS_GRAPH,
};

static const struct pfl_renderer picture = {
	.family = "callgraph",
	.format = "svg",
	.flags = PFL_NEEDS_GRAPH | PFL_GRAPH_VISUAL,
};

static const struct pfl_renderer flame = {
	.family = "flame",
	.format = "svg",
	.flags = PFL_NEEDS_TREE,
};

static const struct pfl_renderer callgrind = {
	.family = "convert",
	.format = "callgrind",
	.flags = PFL_NEEDS_GRAPH | PFL_EXACT,
};

static const struct sample_text profile_a[] = {
	{ "leaf@a.c:5;mid@a.c:12;main@m.c:3", { 10, 100000000 }, NULL },
	{ "inl@i.h:7|mid@a.c:13;main@m.c:3", { 5, 50000000 }, NULL },
	{ "rec@r.c:4;rec@r.c:5;rec@r.c:5;main@m.c:4", { 2, 20000000 }, NULL },
	{ "tiny@t.c:1;main@m.c:4", { 1, 1000000 }, NULL },
	{ "vtiny@t.c:1;tiny@t.c:2;main@m.c:4", { 1, 100000 }, NULL },
};

struct fixture {
	struct pfl_profile *p;
	struct pfl_view *view;
	struct pfl_scene *scene;
};

/* Settings are "name=value" with blanks between. Takes p over. */
static bool
make(struct fixture *f, struct pfl_profile *p, const struct pfl_renderer *r,
	const char *settings)
{
	struct pfl_error err = { 0 };

	*f = (struct fixture){ .p = p, .view = sketch_view(settings) };
	f->scene = pfl_scene_new(f->p, f->view, r, &err);
	CHECK_STR(err.msg, "");
	return CHECK(f->scene != NULL);
}

static bool
make_a(struct fixture *f, const struct pfl_renderer *r, const char *settings)
{
	return make(f,
		notation_timed_profile("samples/count cpu/nanoseconds", profile_a,
			COUNTOF(profile_a), 1700000000000000000, 10000000000),
		r, settings);
}

static void
clear(struct fixture *f)
{
	pfl_scene_free(f->scene);
	pfl_view_free(f->view);
	pfl_profile_free(f->p);
}

static void
check_labels(const struct fixture *f, unsigned what, const char *want)
{
	struct pfl_text text = { 0 };

	pfl_scene_labels(f->scene, what, &text);
	CHECK_STR(pfl_text_get(&text), want);
	pfl_text_clear(&text);
}

/* "leaf 100ms/100ms; ": name, flat and cum as they print. */
static void
check_rows(const struct fixture *f, uint32_t most, const char *want)
{
	const struct pfl_scene *s = f->scene;
	struct pfl_text text = { 0 };

	for (uint32_t i = 0; i < s->graph.n_nodes && i < most; i++) {
		const struct pfl_graph_node *node = &s->graph.node[i];

		pfl_node_print(&s->nodes, s->profile, node->node, &text);
		pfl_text_char(&text, ' ');
		pfl_scene_value(s, pfl_column_value(&s->columns, node->flat), &text);
		pfl_text_char(&text, '/');
		pfl_scene_value(s, pfl_column_value(&s->columns, node->cum), &text);
		pfl_text_str(&text, "; ");
	}
	CHECK_STR(pfl_text_get(&text), want);
	pfl_text_clear(&text);
}

static void
test_labels(void)
{
	struct fixture f;

	test_case("lines above a table");
	if (make_a(&f, &top, "")) {
		check_labels(&f, PFL_LABELS_PROFILE | PFL_LABELS_REPORT,
			"Type: cpu\n"
			"Time: 2023-11-14 22:13:20 UTC\n"
			"Duration: 10s, Total samples = 171.10ms ( 1.71%)\n"
			"Showing nodes accounting for 171ms, 99.94% of 171.10ms total\n"
			"Dropped 1 node (cum <= 0.86ms)\n");
		check_rows(&f, 9,
			"leaf 100ms/100ms; inl 50ms/50ms; rec 20ms/20ms; tiny 1ms/1.10ms; "
			"main 0/171.10ms; mid 0/150ms; ");
	}
	clear(&f);
	test_case("lines in a legend");
	if (make_a(&f, &picture, "node-count=3 focus=m"))
		check_labels(&f, PFL_LABELS_REPORT | PFL_LABELS_VISUAL,
			"Active filters:\n"
			"   focus=m\n"
			"Showing nodes accounting for 100ms, 58.45% of 171.10ms total\n"
			"Dropped 1 node (cum <= 0.86ms)\n"
			"Showing top 3 nodes out of 6\n"
			"\n"
			"See https://git.io/JfYMW for how to read the graph\n");
	clear(&f);
	test_case("another unit");
	if (make_a(&f, &top, "unit=seconds")) {
		check_rows(&f, 4,
			"leaf 0.10s/0.10s; inl 0.05s/0.05s; rec 0.02s/0.02s; tiny 0/0; ");
		check_labels(&f, PFL_LABELS_REPORT,
			"Showing nodes accounting for 0.17s, 99.94% of 0.17s total\n"
			"Dropped 1 node (cum <= 0)\n");
	}
	clear(&f);
	test_case("divided");
	if (make_a(&f, &top, "divide-by=3"))
		check_labels(&f, PFL_LABELS_PROFILE,
			"Type: cpu\n"
			"Time: 2023-11-14 22:13:20 UTC\n"
			"Duration: 10s, Total samples = 57.03ms ( 1.71%)\n");
	clear(&f);
	test_case("counts have no share of the duration");
	if (make_a(&f, &top, "sample-type=samples"))
		check_labels(&f, PFL_LABELS_PROFILE,
			"Type: samples\n"
			"Time: 2023-11-14 22:13:20 UTC\n"
			"Duration: 10s, Total samples = 19 \n");
	clear(&f);
	test_case("a mean");
	if (make_a(&f, &top, "mean=true"))
		check_labels(&f, PFL_LABELS_PROFILE,
			"Type: mean_cpu\n"
			"Time: 2023-11-14 22:13:20 UTC\n"
			"Duration: 10s, Total samples = 9.01ms ( 0.09%)\n");
	clear(&f);
	test_case("long filters are cut");
	if (make_a(&f, &top,
		    "focus=main|"
		    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		    "x")) {
		struct pfl_text text = { 0 };

		pfl_scene_labels(f.scene, PFL_LABELS_REPORT, &text);
		CHECK(strstr(pfl_text_get(&text), "xxx…\nShowing") != NULL);
		pfl_text_clear(&text);
	}
	clear(&f);
	test_case("before 1970");
	if (make(&f, notation_timed_profile("n/count", NULL, 0, -1, 0), &top, ""))
		check_labels(
			&f, PFL_LABELS_PROFILE, "Type: n\nTime: 1969-12-31 23:59:59 UTC\n");
	clear(&f);
}

static void
test_totals(void)
{
	struct fixture f;

	test_case("filters leave the total alone");
	if (make_a(&f, &top, "focus=mid ignore=inl")) {
		CHECK_I64((int64_t)f.scene->total, 171100000);
		CHECK_I64((int64_t)f.scene->shown[0], 100000000);
		check_rows(&f, 9, "leaf 100ms/100ms; main 0/100ms; mid 0/100ms; ");
	}
	clear(&f);
	test_case("unless percentages are relative");
	if (make_a(&f, &top, "focus=mid relative-percentages=true"))
		CHECK_I64((int64_t)f.scene->total, 150000000);
	clear(&f);
	test_case("no samples");
	if (make(&f, notation_profile("n/count", NULL, 0), &picture, "")) {
		CHECK(f.scene->total == 0);
		CHECK_U64(f.scene->graph.n_nodes, 0);
		CHECK_U64(f.scene->tree.n, 1);
		CHECK_STR(f.scene->unit, "auto");
		check_labels(&f, PFL_LABELS_REPORT,
			"Showing nodes accounting for 0, 0% of 0 total\n");
	}
	clear(&f);
	test_case("no sample types");
	if (make(&f, notation_profile("", NULL, 0), &top, "")) {
		CHECK_STR(f.scene->type_name, "");
		CHECK(f.scene->total == 0);
	}
	clear(&f);
}

static void
test_trimming(void)
{
	enum { N = 120 };
	static char stacks[N][32];
	static struct sample_text samples[N];
	struct fixture f;

	for (int i = 0; i < N; i++) {
		snprintf(stacks[i], sizeof(stacks[i]), "f%03d;main", i);
		samples[i].stack = stacks[i];
		samples[i].value[0] = 100 + i;
	}
	test_case("a table has every row");
	if (make(&f, notation_profile("n/count", samples, N), &top, ""))
		CHECK_U64(f.scene->graph.n_nodes, N + 1);
	clear(&f);
	test_case("a picture has eighty");
	if (make(&f, notation_profile("n/count", samples, N), &picture, ""))
		CHECK_U64(f.scene->graph.n_nodes, 80);
	clear(&f);
	test_case("or all, when asked");
	if (make(&f, notation_profile("n/count", samples, N), &picture, "node-count=0"))
		CHECK_U64(f.scene->graph.n_nodes, N + 1);
	clear(&f);
	test_case("no-trim wins");
	if (make(&f, notation_profile("n/count", samples, N), &picture,
		    "trim=false node-count=3 node-fraction=0.5"))
		CHECK_U64(f.scene->graph.n_nodes, N + 1);
	clear(&f);
	test_case("nodes by share");
	if (make(&f, notation_profile("n/count", samples, N), &top, "node-fraction=0.01"))
		CHECK_U64(f.scene->graph.dropped_nodes, 91);
	clear(&f);
	test_case("what goes to other programs is whole");
	if (make_a(&f, &callgrind, "granularity=files")) {
		CHECK(f.scene->granularity == PFL_ADDRESSES);
		CHECK_U64(f.scene->graph.dropped_nodes, 0);
	}
	clear(&f);
}

static void
test_shape(void)
{
	struct fixture f;

	test_case("granularity");
	if (make_a(&f, &top, "granularity=lines cum=true"))
		check_rows(&f, 3,
			"main m.c:3 0/150ms; leaf a.c:5 100ms/100ms; mid a.c:12 0/100ms; ");
	clear(&f);
	test_case("no-inlines");
	if (make_a(&f, &top, "no-inlines=true"))
		check_rows(&f, 2, "leaf 100ms/100ms; mid 50ms/150ms; ");
	clear(&f);
	test_case("a tree needs no graph");
	if (make_a(&f, &flame, "")) {
		CHECK_U64(f.scene->graph.n_nodes, 0);
		CHECK_U64(f.scene->tree.n, 10);
		CHECK_STR(f.scene->unit, "auto");
	}
	clear(&f);
}

static void
test_errors(void)
{
	struct pfl_profile *p =
		notation_profile("samples/count cpu/ns", profile_a, COUNTOF(profile_a));
	struct pfl_error err = { 0 };
	struct pfl_view *view = pfl_view_new(&err);

	test_case("no such sample type");
	CHECK(pfl_view_set(view, "sample-type", "foo", &err));
	CHECK(pfl_scene_new(p, view, &top, &err) == NULL);
	CHECK(err.code == PFL_USAGE);
	CHECK_STR(err.msg, "sample type \"foo\" is not in this profile; it has: samples, cpu");
	pfl_view_free(view);

	test_case("a setting that means nothing to the renderer");
	err = (struct pfl_error){ 0 };
	view = pfl_view_new(&err);
	CHECK(pfl_view_set(view, "pattern", "leaf", &err));
	CHECK(pfl_scene_new(p, view, &top, &err) == NULL);
	CHECK(err.code == PFL_USAGE);
	CHECK_STR(err.msg, "pattern means nothing to top");
	test_case("one that it needs");
	err = (struct pfl_error){ 0 };
	CHECK(pfl_view_set(view, "pattern", NULL, &err));
	CHECK(pfl_scene_new(p, view, pfl_renderer_find("peek", "json"), &err) == NULL);
	CHECK(err.code == PFL_USAGE);
	CHECK_STR(err.msg, "peek needs a regular expression");
	pfl_view_free(view);
	pfl_profile_free(p);
}

static void
test_notes(void)
{
	struct fixture f;

	test_case("notes");
	if (make_a(&f, &top, "focus=nowhere")) {
		CHECK_U64(pfl_scene_notes(f.scene), 1);
		CHECK(strstr(pfl_scene_note(f.scene, 0), "matched no samples") != NULL);
		pfl_profile_add_note(f.scene->profile, "odd \x1b%s", "name");
		CHECK_U64(pfl_scene_notes(f.scene), 2);
		CHECK_STR(pfl_scene_note(f.scene, 1), "odd \\x1bname");
		CHECK_STR(pfl_scene_note(f.scene, 2), "");
	}
	clear(&f);
}

int
main(void)
{
	test_labels();
	test_totals();
	test_trimming();
	test_shape();
	test_errors();
	test_notes();
	return test_done();
}
