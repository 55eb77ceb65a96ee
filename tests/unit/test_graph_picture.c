/* SPDX-License-Identifier: Apache-2.0 */
/* The drawn call graph: all of it inside the picture, texts inside boxes, boxes apart. */
#include "drawing.h"
#include "render/graph_picture.h"
#include <math.h>

static const struct sample_text samples[] = {
	{ "encoding/json.(*encodeState).reflectValue;main.handler;main.main", { 700 },
		"user=ann" },
	{ "runtime.mallocgc;main.handler;main.main", { 200 }, "user=bob,bytes:64" },
	{ "std::vector<int, std::allocator<int> >::a_rather_long_method_name_indeed;main.main",
		{ 90 }, NULL },
	{ "a name\nof <two> lines\xff;main.handler;main.main", { 50 }, NULL },
	{ "x;main.hidden;main.main", { 2 }, NULL },
};

struct area {
	double x1, y1, x2, y2;
};

static bool
inside(struct area a, struct area b)
{
	return a.x1 >= b.x1 - 0.01 && a.y1 >= b.y1 - 0.01 && a.x2 <= b.x2 + 0.01 &&
		a.y2 <= b.y2 + 0.01;
}

static bool
apart(struct area a, struct area b)
{
	return a.x2 <= b.x1 || b.x2 <= a.x1 || a.y2 <= b.y1 || b.y2 <= a.y1;
}

static struct area
box_area(const struct pfl_shape *s)
{
	return (struct area){ s->x, s->y, s->x + s->width, s->y + s->height };
}

/* Letters between their highest and lowest parts. */
static struct area
text_area(const struct pfl_shape *s)
{
	double left = s->x -
		(s->anchor == PFL_ANCHOR_MIDDLE               ? s->width / 2
				: s->anchor == PFL_ANCHOR_END ? s->width
							      : 0);

	return (struct area){ left, s->y - s->size * 0.75, left + s->width,
		s->y + s->size * 0.25 };
}

static void
check_shapes(const struct pfl_picture *p)
{
	struct area page = { 0, 0, p->width, p->height };
	struct area box[32];
	size_t boxes = 0, texts = 0;
	bool in_box = false;

	for (size_t i = 0; i < p->shape.n; i++) {
		const struct pfl_shape *s = &p->shape.at[i];

		if (s->kind == PFL_SHAPE_GROUP)
			in_box = strcmp(s->css, "edge") != 0;
		if (s->kind == PFL_SHAPE_END)
			in_box = false;
		if (s->kind == PFL_SHAPE_BOX && CHECK(inside(box_area(s), page)) &&
			(in_box || !boxes) && boxes < COUNTOF(box))
			box[boxes++] = box_area(s); /* the legend's frame, then nodes */
		if (s->kind == PFL_SHAPE_TEXT && CHECK(inside(text_area(s), page)) && in_box) {
			CHECK(inside(text_area(s), box[boxes - 1]));
			texts++;
		}
	}
	for (size_t i = 0; i < p->point.n; i++)
		CHECK(p->point.at[i].x >= 0 && p->point.at[i].x <= p->width &&
			p->point.at[i].y >= 0 && p->point.at[i].y <= p->height);
	for (size_t i = 0; i < boxes; i++)
		for (size_t k = 0; k < i; k++)
			CHECK(apart(box[i], box[k]));
	CHECK(boxes >= 8 && texts > 14);
}

static void
test_picture(void)
{
	struct pfl_graph_picture g = { 0 };
	struct pfl_style style = { 0 };
	struct pfl_error err = { 0 };
	struct drawing d;

	test_case("picture");
	if (drawing_make(&d, "svg", "cpu/nanoseconds", samples, COUNTOF(samples), "") &&
		CHECK(pfl_graph_picture_make(&g, d.scene, &style, &err)))
		check_shapes(&g.picture);
	CHECK_STR(err.msg, "");
	pfl_graph_picture_clear(&g);
	drawing_clear(&d);
}

static void
test_svg(void)
{
	char *a = drawing_text("svg", "cpu/nanoseconds", samples, COUNTOF(samples), "");
	char *b = drawing_text("svg", "cpu/nanoseconds", samples, COUNTOF(samples), "");

	test_case("svg");
	CHECK(has(a, "<g id=\"node1\" class=\"node\"><title>"));
	CHECK(has(a, "a name\\nof &lt;two&gt; lines\\xff\nin itself: 50ns (4.80%)\n"));
	CHECK(has(a, ">user:ann</text>"));
	CHECK(has(a, ">0 of 950ns (91.17%)</text>"));
	CHECK(has(a, "Type: cpu"));
	CHECK(!strstr(a, "git.io"));
	CHECK_STR(a, b);
	free(a);
	free(b);
	a = drawing_text("svg", "cpu/nanoseconds", NULL, 0, "");
	CHECK(has(a, "No samples to show"));
	free(a);
}

/* A chain longer than what is laid out. */
static void
test_reduced(void)
{
	static char name[700][16];
	static struct sample_text leaf[700];
	char *text;

	for (size_t i = 0; i < COUNTOF(leaf); i++) {
		snprintf(name[i], sizeof(name[i]), "f%zu", i);
		leaf[i] = (struct sample_text){ name[i], { 10 }, NULL };
	}
	text = drawing_text(
		"svg", "cpu/nanoseconds", leaf, COUNTOF(leaf), "node-count=0 node-fraction=0");
	test_case("too many nodes");
	CHECK(has(text, "Reduced to 500 of 700 nodes, 0 of 0 calls: more cannot be laid out"));
	free(text);
}

int
main(void)
{
	test_picture();
	test_svg();
	test_reduced();
	return test_done();
}
