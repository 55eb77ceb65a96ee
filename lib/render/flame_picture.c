/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A flame graph's picture, whatever it is painted on: how large it is, which boxes it has, on
 * one side or on two, and its parts one after another.
 */
#include "render/flame_svg.h"

#include <stdlib.h>

enum {
	WIDTH = 1200,
	MIN_WIDTH = 200,
	MAX_WIDTH = 20000,
	MAX_HEIGHT = 32000,
	LEAST = 75,           /* hundredths of a pixel that a box needs     */
	MAX_BOXES = 12000,    /* in the picture                             */
	MAX_CHANGES = 6000,   /* the same of a pair, whose boxes have words */
	TOP = 76,             /* title, what it shows, legend               */
	TOP_OF_PAIR = 98,     /* and what was compared                      */
	PLAIN_FOOT = 28,      /* of a picture alone: one line of words      */
	COMMENT_WIDTH = 800,  /* as wide as a comment, so that names can be */
	COMMENT_HEIGHT = 400, /* read; PNG has three pixels for two         */
	COMMENT_BOXES = 2000,
	COMMENT_CHANGES = 350,
	MAX_ROWS = 250000,  /* in the data                               */
	MAX_BYTES = 500000, /* of data, before base64 adds a third       */
};

/* A wish within bounds; what is not a number is the default. */
static int
bounded(double wish, int standard, int low, int high)
{
	if (!(wish > 0))
		return standard;
	return wish < low ? low : wish > high ? high : (int)wish;
}

/* Boxes of frames that are not above the function itself, or below it, are of the other side.
 */
static void
drop_boxes(struct pfl_flame_boxes *boxes, const struct pfl_flame *f, uint32_t depth)
{
	size_t n = 0;

	for (size_t i = 0; i < boxes->box.n; i++) {
		if (f->tree->depth[boxes->box.at[i].row] >= depth)
			boxes->box.at[n++] = boxes->box.at[i];
	}
	boxes->box.n = n;
}

static bool
is_plain(const struct pfl_flame_svg *svg)
{
	return svg->style->plain || svg->style->for_comment;
}

uint32_t
pfl_flame_most_rows(const struct pfl_flame_svg *svg)
{
	int height = svg->style->for_comment ? COMMENT_HEIGHT : MAX_HEIGHT;
	uint32_t rows = (uint32_t)((height - svg->top - svg->foot) / PFL_FLAME_ROW - 1);

	return svg->two_sided ? rows / 2 : rows;
}

static uint32_t
most_boxes(const struct pfl_flame_svg *svg)
{
	if (svg->style->for_comment)
		return svg->flame->scene->pair ? COMMENT_CHANGES : COMMENT_BOXES;
	return svg->flame->scene->pair ? MAX_CHANGES : MAX_BOXES;
}

static bool
lay_out_boxes(const struct pfl_flame_svg *svg, struct pfl_flame_boxes *boxes,
	struct pfl_flame *flame, struct pfl_error *err)
{
	uint32_t asked = flame->max_depth, deepest = pfl_flame_most_rows(svg);
	int least = bounded(svg->style->min_width * 100, LEAST, 1, 100000);
	bool ok;

	if (flame->max_depth > deepest)
		flame->max_depth = deepest;
	ok = (!svg->style->for_comment || pfl_flame_fold(flame, err)) &&
		pfl_flame_layout(boxes, flame, 10 * (svg->width - 2 * PFL_FLAME_PAD), least,
			most_boxes(svg), err);
	/* The data goes further than the picture: the script draws what is in the window. */
	flame->max_depth = asked;
	return ok;
}

/* Callees, then callers, of which the function's own frame is drawn once. */
static bool
lay_out_sides(struct pfl_flame_svg *svg, struct pfl_error *err)
{
	const struct pfl_scene *scene = svg->flame->scene;
	const struct pfl_calltree *tree[] = { &scene->layout.callees, &scene->layout.callers };

	for (int i = 0; i < 2; i++) {
		struct pfl_flame *side = &svg->of_side[i];
		struct pfl_flame_boxes *boxes = &svg->boxes_of_side[i];

		if (!pfl_flame_init_tree(side, scene, tree[i], svg->style, err) ||
			!lay_out_boxes(svg, boxes, side, err))
			return false;
		drop_boxes(boxes, side, i == PFL_FLAME_CALLEES ? 1 : 2);
		svg->rows_of_side[i] = boxes->depth ? boxes->depth : 1;
	}
	return true;
}

static bool
lay_out(struct pfl_flame_svg *svg, struct pfl_flame *flame, struct pfl_error *err)
{
	uint32_t rows, most = MAX_ROWS;
	size_t bytes = MAX_BYTES;

	svg->top = flame->scene->pair ? TOP_OF_PAIR : TOP;
	svg->foot = is_plain(svg) ? PLAIN_FOOT : PFL_FLAME_FOOT;
	svg->width = svg->style->for_comment
		? bounded(svg->style->width / 1.5, COMMENT_WIDTH, MIN_WIDTH, COMMENT_WIDTH)
		: bounded(svg->style->width, WIDTH, MIN_WIDTH, MAX_WIDTH);
	if (!lay_out_boxes(svg, &svg->boxes, flame, err))
		return false;
	rows = svg->boxes.depth + 1;
	if (svg->two_sided) {
		if (!lay_out_sides(svg, err))
			return false;
		rows = svg->rows_of_side[0] + svg->rows_of_side[1] - 1;
	}
	svg->height = svg->top + svg->foot + (int)rows * PFL_FLAME_ROW;
	if (svg->style->max_nodes) {
		most = svg->style->max_nodes;
		bytes = SIZE_MAX / 16;
	}
	return svg->boxes.box.n == 0 || is_plain(svg) ||
		pfl_flame_pack(&svg->data, flame, most, bytes, err);
}

bool
pfl_flame_svg_begin(struct pfl_flame_svg *svg, struct pfl_flame *flame,
	const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_error *err)
{
	*svg = (struct pfl_flame_svg){
		.flame = flame,
		.style = style,
		.inverted = style->inverted || scene->layout.kind == PFL_LAYOUT_ICICLE,
		.two_sided = scene->layout.two_sided,
	};
	return pfl_flame_init(flame, scene, style, err) && lay_out(svg, flame, err);
}

void
pfl_flame_svg_end(struct pfl_flame_svg *svg, struct pfl_flame *flame)
{
	pfl_text_clear(&svg->scratch);
	pfl_text_clear(&svg->line);
	pfl_vec_clear(&svg->boxes.box, NULL);
	for (int i = 0; i < 2; i++) {
		pfl_vec_clear(&svg->boxes_of_side[i].box, NULL);
		pfl_flame_clear(&svg->of_side[i]);
	}
	free(svg->data.at);
	pfl_arena_clear(&svg->arena);
	pfl_flame_clear(flame);
}

static void
add_middle(struct pfl_flame_svg *svg)
{
	const struct pfl_flame_boxes *boxes = &svg->boxes_of_side[PFL_FLAME_CALLEES];
	struct pfl_shape outline = { .kind = PFL_SHAPE_BOX,
		.height = PFL_FLAME_ROW - 1,
		.stroke = PFL_COLOR(0x111111, 0xf2f2f2),
		.stroke_width = 1.5 };

	for (size_t i = 0; i < boxes->box.n; i++) {
		const struct pfl_flame_box *box = &boxes->box.at[i];

		outline.x = box->x / 10.0 + PFL_FLAME_PAD;
		outline.y = pfl_flame_row_y(svg, 1);
		outline.width = (box->width - pfl_flame_gap(box)) / 10.0;
		if (svg->of_side[0].tree->depth[box->row] == 1)
			pfl_picture_add(svg->picture, &outline);
	}
}

/* The functions that the others stand around, and where they are. */
static void
put_middle(struct pfl_flame_svg *svg)
{
	const struct pfl_flame_boxes *boxes = &svg->boxes_of_side[PFL_FLAME_CALLEES];

	svg->side = PFL_FLAME_CALLEES;
	if (svg->picture) {
		add_middle(svg);
		return;
	}
	pfl_out_str(svg->out,
		"<path class=\"meant\" fill=\"none\" stroke=\"#111\" stroke-width=\"1.5\" "
		"d=\"");
	for (size_t i = 0; i < boxes->box.n; i++) {
		if (svg->of_side[0].tree->depth[boxes->box.at[i].row] == 1)
			pfl_flame_put_box(svg, &boxes->box.at[i], 1);
	}
	pfl_out_str(svg->out, "\"/>\n");
}

static void
put_picture(struct pfl_flame_svg *svg)
{
	const struct pfl_flame *whole = svg->flame;
	struct pfl_flame_boxes boxes = svg->boxes;

	for (int i = 0; i < (svg->two_sided ? 2 : 1); i++) {
		if (svg->two_sided) {
			svg->side = (enum pfl_flame_side)i;
			svg->flame = &svg->of_side[i];
			svg->boxes = svg->boxes_of_side[i];
		}
		if (svg->flame->scene->pair)
			pfl_flame_put_changes(svg);
		else
			pfl_flame_put_boxes(svg);
	}
	if (svg->two_sided)
		put_middle(svg);
	svg->flame = whole;
	svg->boxes = boxes;
}

/* An SVG has its parts in groups. */
static void
put_group(struct pfl_flame_svg *svg, const char *begin, void put(struct pfl_flame_svg *svg))
{
	if (!svg->picture)
		pfl_out_str(svg->out, begin);
	put(svg);
	if (!svg->picture)
		pfl_out_str(svg->out, "</g>\n");
}

void
pfl_flame_put_parts(struct pfl_flame_svg *svg)
{
	put_group(svg, "<g class=\"picture\">\n", put_picture);
	put_group(svg, "<g class=\"head\">\n", pfl_flame_put_head);
	put_group(svg, "<g class=\"foot\" font-size=\"12\">\n", pfl_flame_put_foot);
}
