/* SPDX-License-Identifier: Apache-2.0 */
/* Graph layout: boxes keep apart, curves meet boxes, limits hold, no child is left behind. */
#define _POSIX_C_SOURCE 200809L

#include "harness.h"

#include "render/graph_layout.h"
#include <errno.h>
#include <math.h>
#include <sys/wait.h>
#include <time.h>

static const struct pfl_layout_opts plain = { .seconds = 20, .memory = UINT64_C(1) << 30 };

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
check_no_child(void)
{
	CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

/* Is the point on the border of the box, or within a point of it? */
static bool
touches(struct pfl_point p, struct pfl_point centre, struct pfl_layout_node box)
{
	double dx = fabs(p.x - centre.x) - box.width / 2;
	double dy = fabs(p.y - centre.y) - box.height / 2;

	return dx < 2 && dy < 2 && fmax(dx, dy) > -2;
}

static void
test_diamond(void)
{
	static const struct pfl_layout_node node[] = { { 80, 40, 0 }, { 60, 20, 0 },
		{ 120, 30, 0 }, { 72, 36, 0 } };
	static const struct pfl_layout_edge edge[] = { { 0, 1, 100, 1, 50, 14, 10 },
		{ 0, 2, 1, 2, 0, 0, 8 }, { 1, 3, 5, 1, 30.5, 12, 10 },
		{ 2, 3, 1, 1, 0, 0, 0 } };
	const struct pfl_layout_graph graph = { .n_nodes = 4,
		.n_edges = 4,
		.node = node,
		.edge = edge,
		.node_gap = 20,
		.rank_gap = 30 };
	struct pfl_arena arena = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_layout l;
	char why[64];

	test_case("diamond");
	if (!CHECK(pfl_layout_make(&l, &graph, &plain, &arena, why, &err) == PFL_LAYOUT_DONE))
		return;
	CHECK(l.width >= 180 && l.width < 1000 && l.height >= 100 && l.height < 1000);
	CHECK(l.node[0].y < l.node[1].y && l.node[1].y < l.node[3].y);
	CHECK(l.node[1].y < l.node[2].y); /* minlen 2 */
	for (uint32_t i = 0; i < 4; i++) {
		const struct pfl_layout_curve *c = &l.curve[i];

		if (!CHECK(c->n >= 4 && c->n % 3 == 1))
			continue;
		CHECK(touches(l.point[c->first], l.node[edge[i].from], node[edge[i].from]));
		CHECK(c->has_label == (edge[i].label_width > 0));
		if (CHECK(c->has_tip))
			CHECK(touches(c->tip, l.node[edge[i].to], node[edge[i].to]));
	}
	check_no_child();
	pfl_arena_clear(&arena);
}

/* Calls lead where they are told to, and nodes stand in the frames of their groups. */
static void
test_groups(void)
{
	static const struct pfl_layout_node node[] = { { 80, 40, 1 }, { 60, 20, 2 },
		{ 120, 30, 1 }, { 72, 36, 2 }, { 72, 36, 0 } };
	static const struct pfl_layout_edge edge[] = { { 0, 1, 100, 1, 50, 14, 10 },
		{ 0, 2, 1, 1, 0, 0, 8 }, { 1, 3, 5, 1, 30.5, 12, 10 },
		{ 2, 4, 1, 1, 0, 0, 0 } };
	static const struct pfl_layout_group group[] = { { 90, 15 }, { 40, 15 } };
	struct pfl_layout_graph graph = { .n_nodes = 5,
		.n_edges = 4,
		.n_groups = 2,
		.node = node,
		.edge = edge,
		.group = group,
		.node_gap = 20,
		.rank_gap = 30 };
	static const struct {
		enum pfl_rank_dir direction;
		double x, y;
	} cases[] = { { PFL_RANK_DOWN, 0, 1 }, { PFL_RANK_UP, 0, -1 }, { PFL_RANK_RIGHT, 1, 0 },
		{ PFL_RANK_LEFT, -1, 0 } };

	test_case("groups");
	for (size_t k = 0; k < COUNTOF(cases); k++) {
		struct pfl_arena arena = { 0 };
		struct pfl_error err = { 0 };
		struct pfl_layout l;
		char why[64];

		graph.rank_dir = cases[k].direction;
		if (!CHECK(pfl_layout_make(&l, &graph, &plain, &arena, why, &err) ==
			    PFL_LAYOUT_DONE))
			continue;
		CHECK((l.node[3].x - l.node[0].x) * cases[k].x +
				(l.node[3].y - l.node[0].y) * cases[k].y >
			60);
		for (uint32_t i = 0; i < 5; i++) {
			struct pfl_layout_frame f =
				l.frame[node[i].group ? node[i].group - 1 : 0];
			double x = l.node[i].x, y = l.node[i].y;
			bool in;

			in = x - node[i].width / 2 >= f.min.x &&
				x + node[i].width / 2 <= f.max.x &&
				y - node[i].height / 2 >= f.min.y &&
				y + node[i].height / 2 <= f.max.y;
			CHECK(in == (node[i].group > 0));
		}
		for (uint32_t i = 0; i < 2; i++)
			CHECK(l.frame[i].title.y > l.frame[i].min.y &&
				l.frame[i].title.y < l.frame[i].max.y);
		pfl_arena_clear(&arena);
	}
	check_no_child();
}

static void
test_empty(void)
{
	const struct pfl_layout_graph graph = { .node_gap = 20, .rank_gap = 20 };
	struct pfl_arena arena = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_layout l;
	char why[64];

	test_case("no nodes");
	CHECK(pfl_layout_make(&l, &graph, &plain, &arena, why, &err) == PFL_LAYOUT_DONE);
	pfl_arena_clear(&arena);
}

/* Layered, every node calls many of the next layer: more than graphviz does in a moment. */
static struct pfl_layout_graph
dense(struct pfl_arena *arena, uint32_t layers, uint32_t width)
{
	struct pfl_error err = { 0 };
	uint32_t n = layers * width;
	struct pfl_layout_node *node = pfl_arena_alloc(arena, n, sizeof(*node), &err);
	struct pfl_layout_edge *edge =
		pfl_arena_alloc(arena, (size_t)n * 4, sizeof(*edge), &err);
	uint32_t edges = 0;
	uint32_t random = 1;

	for (uint32_t i = 0; i < n; i++)
		node[i] = (struct pfl_layout_node){ 72, 36, 0 };
	for (uint32_t i = 0; i + width < n; i++)
		for (uint32_t k = 0; k < 4; k++) {
			random = random * 1664525 + 1013904223;
			edge[edges++] = (struct pfl_layout_edge){ i,
				(i / width + 1) * width + (random >> 8) % width, 1, 1, 40, 14,
				8 };
		}
	return (struct pfl_layout_graph){ .n_nodes = n,
		.n_edges = edges,
		.node = node,
		.edge = edge,
		.node_gap = 20,
		.rank_gap = 30 };
}

static void
test_limits(void)
{
	struct pfl_arena arena = { 0 };
	struct pfl_layout_graph graph = dense(&arena, 20, 25);
	struct pfl_layout_opts opts = plain;
	struct pfl_error err = { 0 };
	struct pfl_layout l;
	char why[64];
	double start = seconds();

	test_case("out of time");
	opts.seconds = 0.2;
	CHECK(pfl_layout_make(&l, &graph, &opts, &arena, why, &err) == PFL_LAYOUT_FAILED);
	CHECK_STR(why, "took longer than 0.2 s");
	CHECK(seconds() - start < 5);
	check_no_child();

	test_case("out of memory");
	opts = plain;
	opts.memory = 1 << 20;
	opts.seconds = 2;
	CHECK(pfl_layout_make(&l, &graph, &opts, &arena, why, &err) == PFL_LAYOUT_FAILED);
	check_no_child();
	CHECK_U64(err.code, PFL_OK);
	pfl_arena_clear(&arena);
}

static void
test_same_twice(void)
{
	struct pfl_arena arena = { 0 };
	struct pfl_layout_graph graph = dense(&arena, 4, 6);
	struct pfl_error err = { 0 };
	struct pfl_layout a;
	struct pfl_layout b;
	char why[64];

	test_case("same twice");
	CHECK(pfl_layout_make(&a, &graph, &plain, &arena, why, &err) == PFL_LAYOUT_DONE);
	CHECK(pfl_layout_make(&b, &graph, &plain, &arena, why, &err) == PFL_LAYOUT_DONE);
	if (CHECK_U64(a.n_points, b.n_points))
		CHECK(!memcmp(a.point, b.point, a.n_points * sizeof(*a.point)));
	CHECK(!memcmp(a.node, b.node, graph.n_nodes * sizeof(*a.node)));
	pfl_arena_clear(&arena);
}

int
main(void)
{
	test_diamond();
	test_groups();
	test_empty();
	test_limits();
	test_same_twice();
	return test_done();
}
