/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing profiles that have calls and their costs instead of stacks. */
#include "support.h"

#include "model/runs.h"
#include "scene.h"
#include <profloom/render.h>

#include <math.h>

enum { MOST = 3 }; /* recordings of a side */

/* Two sides: callgrind's text, as many recordings as there are. */
struct sides {
	const char *name;
	const char *text[2][MOST]; /* [0] new, [1] old */
};

struct compared {
	struct pfl_profile *run[2][MOST], *pair;
	size_t n[2];
	struct pfl_view *view;
	struct pfl_scene *scene;
	struct pfl_error err;
};

static const struct sides sides[] = {
	{ "functions that call others",
		{ { "events: Ir\nfn=main\n1 10\ncfn=f\ncalls=1 2\n1 300\nfn=f\n2 100\ncfn=g\n"
		    "calls=2 3\n2 200\nfn=g\n3 200\n" },
			{ "events: Ir\nfn=main\n1 10\ncfn=f\ncalls=1 2\n1 150\nfn=f\n2 100\n"
			  "cfn=g\ncalls=1 3\n2 50\nfn=g\n3 50\n" } } },
	{ "a circle where both sides are put together, and in neither of them",
		{ { "events: Ir\nfn=f\n1 100\ncfn=g\ncalls=1 2\n1 900\nfn=g\n2 900\n" },
			{ "events: Ir\nfn=g\n2 500\ncfn=f\ncalls=1 1\n2 700\nfn=f\n1 "
			  "700\n" } } },
	{ "a circle on both sides, whose calls hold each other's costs",
		{ { "events: Ir\nfn=main\n1 1\ncfn=f\ncalls=1 2\n1 60\nfn=f\n2 20\ncfn=g\n"
		    "calls=3 3\n2 90\nfn=g\n3 40\ncfn=f\ncalls=2 2\n3 70\n" },
			{ "events: Ir\nfn=main\n1 1\ncfn=f\ncalls=1 2\n1 600\nfn=f\n2 "
			  "200\ncfn=g\n"
			  "calls=3 3\n2 900\nfn=g\n3 400\ncfn=f\ncalls=2 2\n3 700\n" } } },
	{ "a function that calls itself",
		{ { "events: Ir\nfn=f\n1 70\ncfn=f\ncalls=9 1\n1 500\n" },
			{ "events: Ir\nfn=f\n1 7\ncfn=f\ncalls=9 1\n1 50\n" } } },
	{ "a function that only calls",
		{ { "events: Ir\nfn=f\n1 0\ncfn=g\ncalls=1 2\n1 70\nfn=g\n2 70\n" },
			{ "events: Ir\nfn=h\n1 0\ncfn=g\ncalls=1 2\n1 90\nfn=g\n2 90\n" } } },
	{ "calls that cost more than everything",
		{ { "events: Ir\nfn=f\n1 5\ncfn=g\ncalls=1 2\n1 1000\nfn=g\n2 7\n" },
			{ "events: Ir\nfn=f\n1 5\ncfn=g\ncalls=1 2\n1 7\nfn=g\n2 7\n" } } },
	{ "no calls on one side",
		{ { "events: Ir\nfn=f\n1 5\ncfn=g\ncalls=1 2\n1 7\nfn=g\n2 7\n" },
			{ "events: Ir\nfn=f\n1 12\n" } } },
	{ "nothing on one side",
		{ { "events: Ir\nfn=f\n1 5\ncfn=g\ncalls=1 2\n1 7\nfn=g\n2 7\n" },
			{ "# callgrind format\nevents: Ir\n" } } },
	{ "values up to 63 bits",
		{ { "events: Ir\nfn=f\n1 9223372036854775807\ncfn=g\ncalls=1 2\n"
		    "1 9223372036854775807\nfn=g\n2 9223372036854775807\n" },
			{ "events: Ir\nfn=f\n1 1\n" } } },
	{ "several recordings, each with circles of its own",
		{ { "events: Ir\nfn=f\n1 100\ncfn=g\ncalls=1 2\n1 900\nfn=g\n2 900\n",
			  "events: Ir\nfn=g\n2 800\ncfn=f\ncalls=1 1\n2 100\nfn=f\n1 100\n",
			  "events: Ir\nfn=g\n2 800\ncfn=f\ncalls=1 1\n2 90\nfn=f\n1 "
			  "100\ncfn=g\n"
			  "calls=1 1\n1 880\n" },
			{ "events: Ir\nfn=g\n2 500\ncfn=f\ncalls=1 1\n2 700\nfn=f\n1 700\n",
				"events: Ir\nfn=f\n1 700\ncfn=g\ncalls=1 1\n1 500\nfn=g\n2 "
				"500\n" } } },
	{ "samples of a timer",
		{ { "events: samples(count) cpu(ns)\nfn=f\n1 50 500\ncfn=g\ncalls=1 2\n1 70 "
		    "700\n"
		    "fn=g\n2 70 700\n" },
			{ "events: samples(count) cpu(ns)\nfn=f\n1 60 600\ncfn=g\ncalls=1 2\n"
			  "1 10 100\nfn=g\n2 10 100\n" } } },
};

static struct pfl_scene *
scene_of(const struct pfl_profile *p, const struct pfl_view *view, const char *family,
	const char *format, struct pfl_error *err)
{
	return pfl_scene_new(p, view, pfl_renderer_find(family, format), err);
}

/* Settings are names and values, with NULL behind the last; `swap`: the new side is the old. */
static void
compare(struct compared *c, const struct sides *s, bool swap, const char *const *settings)
{
	*c = (struct compared){ 0 };
	for (int side = 0; side < 2; side++) {
		const char *const *text = s->text[side ^ swap];

		for (; c->n[side] < MOST && text[c->n[side]]; c->n[side]++)
			c->run[side][c->n[side]] =
				read_bytes(pfl_span_of(text[c->n[side]]), NULL, &c->err);
	}
	if (!CHECK_STR(c->err.msg, ""))
		return;
	c->pair = pfl_pair((const struct pfl_profile *const *)c->run[1], c->n[1],
		(const struct pfl_profile *const *)c->run[0], c->n[0], NULL, &c->err);
	c->view = pfl_view_new(&c->err);
	for (; settings && *settings; settings += 2)
		CHECK(pfl_view_set(c->view, settings[0], settings[1], &c->err));
	if (c->pair)
		c->scene = scene_of(c->pair, c->view, "diff", "dot", &c->err);
}

static void
end(struct compared *c)
{
	pfl_scene_free(c->scene);
	pfl_view_free(c->view);
	pfl_profile_free(c->pair);
	for (int side = 0; side < 2; side++) {
		for (size_t i = 0; i < c->n[side]; i++)
			pfl_profile_free(c->run[side][i]);
	}
}

static struct pfl_span
name_of(const struct pfl_scene *scene, uint32_t node)
{
	return pfl_profile_text(scene->profile, scene->nodes.name[node]);
}

static const struct pfl_compared *
row_of(const struct compared *c, struct pfl_span name)
{
	const struct pfl_comparison *comparison = c->scene->comparison;

	for (uint32_t i = 0; i < comparison->n; i++) {
		if (pfl_span_eq(name_of(c->scene, comparison->row[i].node), name))
			return &comparison->row[i];
	}
	return NULL;
}

/* What both tables say of a function, as a profile alone adds up to. */
static void
check_function(const struct compared *c, int side, struct pfl_span name, const pfl_sum want[2])
{
	const struct pfl_compared *row = row_of(c, name);

	if (CHECK(row || (want[0] == 0 && want[1] == 0)) && row) {
		CHECK((side ? row->flat.old : row->flat.now) == want[0]);
		CHECK((side ? row->cum.old : row->cum.now) == want[1]);
	}
}

/* Of all recordings of a side, one after the other. */
static void
check_side(const struct compared *c, int side)
{
	struct pfl_error err = { 0 };
	struct pfl_view *view = pfl_view_new(&err);
	struct pfl_scene *top[MOST];

	CHECK(pfl_view_set(view, "trim", "false", &err));
	for (size_t i = 0; i < c->n[side]; i++)
		top[i] = scene_of(c->run[side][i], view, "top", "json", &err);
	CHECK_STR(err.msg, "");
	for (uint32_t node = 0; node < c->scene->nodes.n; node++) {
		struct pfl_span name = name_of(c->scene, node);
		pfl_sum sum[2] = { 0, 0 };

		for (size_t i = 0; i < c->n[side]; i++) {
			const struct pfl_callgraph *graph = &top[i]->graph;

			for (uint32_t k = 0; k < graph->n_nodes; k++) {
				if (!pfl_span_eq(name_of(top[i], graph->node[k].node), name))
					continue;
				sum[0] += graph->node[k].flat[0];
				sum[1] += graph->node[k].cum[0];
			}
		}
		check_function(c, side, name, sum);
	}
	for (size_t i = 0; i < c->n[side]; i++)
		pfl_scene_free(top[i]);
	pfl_view_free(view);
}

/* The picture says what the tables say. */
static void
check_graph(const struct compared *c)
{
	const struct pfl_callgraph *graph = &c->scene->graph;
	const struct pfl_compared_table *edges = &c->scene->comparison->edges;

	for (uint32_t i = 0; i < graph->n_nodes; i++) {
		const struct pfl_graph_node *node = &graph->node[i];
		const struct pfl_compared *row = row_of(c, name_of(c->scene, node->node));

		CHECK(row && row->cum.now == node->cum[0] && row->cum.old == node->cum[1]);
		CHECK(row && row->flat.now == node->flat[0] && row->flat.old == node->flat[1]);
	}
	for (uint32_t i = 0; i < graph->n_edges; i++) {
		const struct pfl_graph_edge *edge = &graph->edge[i];
		uint32_t found = 0;

		for (uint32_t k = 0; k < edges->n; k++) {
			const struct pfl_compared_group *row = &edges->row[k];

			found += row->caller == graph->node[edge->from].node &&
				row->node == graph->node[edge->to].node &&
				row->change.now == edge->weight[0] &&
				row->change.old == edge->weight[1];
		}
		CHECK_U64(found, 1);
	}
}

/* What is found adds up to what changed. */
static void
check_sum(const struct pfl_comparison *c)
{
	double sum = c->residual;

	for (uint32_t i = 0; i < c->n_findings; i++) {
		CHECK(c->finding[i].everywhere);
		CHECK_U64(c->finding[i].n_path, 1);
		sum += c->finding[i].delta;
	}
	CHECK(c->of_calls);
	CHECK(fabs(sum - c->total.delta) <= 1e-9 * fabs(c->total.delta));
}

static void
check_swapped(const struct compared *c, const struct compared *swapped)
{
	const struct pfl_comparison *comparison = c->scene->comparison;

	CHECK_U64(swapped->scene->comparison->n, comparison->n);
	CHECK_U64(swapped->scene->comparison->n_findings, comparison->n_findings);
	for (uint32_t i = 0; i < comparison->n; i++) {
		const struct pfl_compared *row = &comparison->row[i];
		const struct pfl_compared *other =
			row_of(swapped, name_of(c->scene, row->node));

		if (!CHECK(other != NULL))
			continue;
		CHECK(other->cum.now == row->cum.old && other->cum.old == row->cum.now);
		CHECK(other->flat.now == row->flat.old && other->flat.old == row->flat.now);
		CHECK(comparison->factor != 1 || other->cum.delta == -row->cum.delta);
		CHECK(other->cum.significant == row->cum.significant);
	}
}

static void
test_sides(void)
{
	for (size_t i = 0; i < COUNTOF(sides); i++) {
		static const char *const all[] = { "trim", "false", "normalization", "abs",
			NULL };
		struct compared c, swapped;

		test_case(sides[i].name);
		compare(&c, &sides[i], false, all);
		compare(&swapped, &sides[i], true, all);
		CHECK_STR(c.err.msg, "");
		if (CHECK(c.scene && swapped.scene)) {
			check_side(&c, 0);
			check_side(&c, 1);
			check_graph(&c);
			check_sum(c.scene->comparison);
			check_swapped(&c, &swapped);
		}
		end(&swapped);
		end(&c);
	}
}

/* Against itself nothing has changed. */
static void
test_same(void)
{
	for (size_t i = 0; i < COUNTOF(sides); i++) {
		struct sides same = sides[i];
		struct compared c;

		memcpy(same.text[1], same.text[0], sizeof(same.text[1]));
		compare(&c, &same, false, NULL);
		if (CHECK(c.scene != NULL)) {
			const struct pfl_comparison *comparison = c.scene->comparison;

			CHECK_U64(comparison->n_findings, 0);
			CHECK(comparison->total.delta == 0 && comparison->residual == 0);
			for (uint32_t k = 0; k < comparison->n; k++)
				CHECK(comparison->row[k].cum.delta == 0);
		}
		end(&c);
	}
}

#define RENAMED(name)                                                                          \
	"events: Ir\nfn=main\n1 10\ncfn=" name                                                 \
	"\ncalls=1 2\n1 5600\ncfn=other\ncalls=1 9\n1 800\nfn=" name                           \
	"\n2 3000\ncfn=read\ncalls=1 3\n2 1500\ncfn=parse\ncalls=1 4\n2 1100\nfn=read\n3 "     \
	"1500\n"                                                                               \
	"fn=parse\n4 1100\nfn=other\n9 800\n"

/* Who calls it, and what it calls, is what a function has besides its name. */
static void
test_renamed(void)
{
	static const struct sides s = { "renamed",
		{ { RENAMED("load_orders_quickly") }, { RENAMED("load_orders") } } };
	struct compared c;
	const struct pfl_compared *row;

	compare(&c, &s, false, NULL);
	if (CHECK(c.scene && c.scene->comparison->n_findings == 1)) {
		const struct pfl_finding *f = &c.scene->comparison->finding[0];

		row = row_of(&c, pfl_span_of("load_orders_quickly"));
		CHECK(row && row->match == PFL_MATCH_GUESSED);
		CHECK(f->class == PFL_FINDING_RENAMED && f->delta == 0);
		CHECK(pfl_span_eq(name_of(c.scene, f->partner), pfl_span_of("load_orders")));
		CHECK_U64(f->n_callers, 1);
		CHECK(pfl_span_eq(name_of(c.scene, f->caller[0]), pfl_span_of("main")));
		CHECK(f->caller_delta[0] == 5600);
	}
	end(&c);
}

/* A recording that is left out takes its calls along. */
static void
test_left_out(void)
{
	static const bool out[] = { true, false, false, true, false };
	const struct sides *s = &sides[9];
	struct compared c;
	struct pfl_profile *less;

	compare(&c, s, false, NULL);
	less = c.pair ? pfl_profile_without_runs(c.pair, out, &c.err) : NULL;
	if (CHECK(less != NULL)) {
		CHECK_U64(c.pair->calls.n, 6);
		CHECK_U64(less->calls.n, 4);
		for (uint32_t i = 0; i < less->calls.n; i++)
			CHECK(less->calls.run[i] < 3);
		CHECK_U64(less->calls.run[0], 1);
		CHECK_I64(less->calls.value[0][0], 900);
		CHECK_U64(less->calls.run[3], 0);
		CHECK_I64(less->calls.value[0][3], 500);
	}
	pfl_profile_free(less);
	end(&c);
}

/* A pair that is taken apart and put together is the same; two of them cannot be merged. */
static void
test_apart(void)
{
	struct compared c;
	struct pfl_profile *again;

	compare(&c, &sides[2], false, NULL);
	again = c.pair ? pfl_pair_apart(c.pair, NULL, &c.err) : NULL;
	CHECK_STR(c.err.msg, "");
	if (CHECK(again && again->calls.n == c.pair->calls.n)) {
		for (uint32_t i = 0; i < again->calls.n; i++) {
			CHECK_U64(again->calls.run[i], c.pair->calls.run[i]);
			CHECK_I64(again->calls.value[0][i], c.pair->calls.value[0][i]);
		}
		CHECK(pfl_merge((const struct pfl_profile *[]){ c.pair, again }, 2, NULL,
			      &c.err) == NULL);
		CHECK(strstr(c.err.msg, "cannot be merged; merge each side") != NULL);
	}
	pfl_profile_free(again);
	end(&c);
}

static const struct {
	const char *name;
	struct sides sides;
	const char *settings[3], *error;
} refused[] = {
	{ "stacks against calls",
		{ NULL,
			{ { "events: Ir\nfn=f\n1 5\ncfn=g\ncalls=1 2\n1 7\n" },
				{ "# folded\na;b 5\n" } } },
		{ NULL },
		"some of the profiles have calls instead of stacks, such as callgrind's, "
		"others have stacks: they cannot be compared" },
	{ "no event in common",
		{ NULL,
			{ { "events: Ir\nfn=f\n1 5\ncfn=g\ncalls=1 2\n1 7\n" },
				{ "events: Dr Dw\nfn=f\n1 5 1\ncfn=g\ncalls=1 2\n1 7 1\n" } } },
		{ NULL },
		"no sample type is on both sides; the old one has Dr, Dw, the new one Ir" },
	{ "a call that costs less than nothing",
		{ NULL,
			{ { "events: Ir\nfn=f\n1 5\ncfn=g\ncalls=1 2\n1 -7\n" },
				{ "events: Ir\nfn=f\n1 5\n" } } },
		{ NULL }, "one side holds negative values" },
	{ "a filter by frames",
		{ NULL,
			{ { "events: Ir\nfn=f\n1 5\ncfn=g\ncalls=1 2\n1 7\n" },
				{ "events: Ir\nfn=f\n1 5\n" } } },
		{ "focus", "f", NULL }, "but no stacks, which focus needs" },
};

static void
test_refused(void)
{
	for (size_t i = 0; i < COUNTOF(refused); i++) {
		struct compared c;

		test_case(refused[i].name);
		compare(&c, &refused[i].sides, false, refused[i].settings);
		CHECK(c.scene == NULL);
		CHECK(strstr(c.err.msg, refused[i].error) != NULL);
		end(&c);
	}
}

int
main(void)
{
	test_sides();
	test_case("against itself");
	test_same();
	test_case("renamed");
	test_renamed();
	test_case("left out");
	test_left_out();
	test_case("taken apart");
	test_apart();
	test_refused();
	return test_done();
}
