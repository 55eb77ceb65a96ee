/* SPDX-License-Identifier: Apache-2.0 */
/* Boxes, links and frames that have a place, as shapes. */
#include "render/graph_draw.h"
#include "render/graph_picture.h"
#include <math.h>

enum {
	INNER = 4, /* from an outline to one inside it      */
	RING = 4,  /* from a box to the line around it      */
	BADGE = 11,
	FRAME_PAD = 6, /* from a frame to its title */
};

#define FRAME_GROUND PFL_COLOR(0xf6f8fb, 0x191c22)

static struct pfl_point
shifted(struct pfl_point p, struct pfl_point by)
{
	return (struct pfl_point){ p.x + by.x, p.y + by.y };
}

/* Lines of text around a centre; a halo sets them off from what is behind. */
static void
draw_lines(const struct pfl_graph_canvas *c, uint32_t first, uint32_t n,
	struct pfl_point centre, bool halo)
{
	const struct pfl_box_line *line = c->boxes->line.at + first;
	struct pfl_picture *p = c->picture;
	double height = 0, y;

	for (uint32_t i = 0; i < n; i++)
		height += line[i].gap + line[i].size * PFL_LINE_HEIGHT;
	y = centre.y - height / 2;
	for (uint32_t i = 0; i < n; i++) {
		struct pfl_shape text = { .kind = PFL_SHAPE_TEXT,
			.x = centre.x,
			.size = line[i].size,
			.font = line[i].font,
			.width = line[i].width,
			.anchor = PFL_ANCHOR_MIDDLE,
			.fill = line[i].color,
			.text = line[i].text };

		y += line[i].gap + line[i].size * PFL_LINE_HEIGHT;
		text.y = y - line[i].size * 0.3;
		if (halo) {
			text.stroke = p->background;
			text.stroke_width = 3;
		}
		pfl_picture_add(p, &text);
	}
}

/* From the middle of the base to the tip, as wide as its line asks. */
static void
draw_arrow(const struct pfl_graph_canvas *c, const struct pfl_link *link, struct pfl_point base,
	struct pfl_point tip)
{
	struct pfl_picture *p = c->picture;
	double dx = tip.x - base.x;
	double dy = tip.y - base.y;
	double length = sqrt(dx * dx + dy * dy);
	double half = fmax(length * 0.4, link->stroke_width * 0.5 + 1.5);
	struct pfl_shape head = {
		.kind = PFL_SHAPE_LINES, .fill = link->stroke, .n = 3, .closed = true
	};

	if (length < 0.01)
		return;
	if (link->hollow) {
		head.fill = p->background;
		head.stroke = link->stroke;
		head.stroke_width = fmin(1 + link->stroke_width / 4, 2);
	}
	dx *= half / length;
	dy *= half / length;
	head.first = pfl_picture_point(p, base.x - dy, base.y + dx);
	pfl_picture_point(p, base.x + dy, base.y - dx);
	pfl_picture_point(p, tip.x, tip.y);
	pfl_picture_add(p, &head);
}

static void
draw_link(const struct pfl_graph_canvas *c, size_t i)
{
	struct pfl_picture *p = c->picture;
	const struct pfl_link *link = &c->boxes->link.at[i];
	const struct pfl_layout_curve *path = &c->layout->curve[i];
	struct pfl_shape curve = { .kind = PFL_SHAPE_CURVE,
		.stroke = link->stroke,
		.stroke_width = link->stroke_width,
		.dash = link->dash,
		.n = path->n };
	struct pfl_point end = { 0, 0 };

	pfl_picture_add(p,
		&(struct pfl_shape){ .kind = PFL_SHAPE_GROUP,
			.css = "edge",
			.id = link->id,
			.text = link->tooltip });
	for (uint32_t k = 0; k < path->n; k++) {
		uint32_t at;

		end = shifted(c->layout->point[path->first + k], c->origin);
		at = pfl_picture_point(p, end.x, end.y);
		if (!k)
			curve.first = at;
	}
	if (path->n)
		pfl_picture_add(p, &curve);
	if (path->n && path->has_tip)
		draw_arrow(c, link, end, shifted(path->tip, c->origin));
	if (path->has_label)
		draw_lines(c, link->first_line, link->n_lines, shifted(path->label, c->origin),
			true);
	pfl_picture_add(p, &(struct pfl_shape){ .kind = PFL_SHAPE_END });
}

void
pfl_graph_inner(struct pfl_picture *p, struct pfl_shape frame, double inside)
{
	frame.x += inside;
	frame.y += inside;
	frame.width -= 2 * inside;
	frame.height -= 2 * inside;
	frame.radius = 2;
	frame.stroke_width = 1;
	frame.fill = PFL_NO_COLOR;
	pfl_picture_add(p, &frame);
}

/* A label on the upper left corner. */
static void
draw_badge(
	const struct pfl_graph_canvas *c, const struct pfl_shape *frame, struct pfl_span text)
{
	struct pfl_picture *p = c->picture;
	double width = pfl_text_width(PFL_FONT_SANS_BOLD, BADGE, text);
	struct pfl_shape plate = { .kind = PFL_SHAPE_BOX,
		.x = frame->x - 7,
		.y = frame->y - 9,
		.width = width + 12,
		.height = BADGE + 7,
		.radius = (BADGE + 7) / 2.0,
		.fill = pfl_graph_ink(),
		.stroke = p->background,
		.stroke_width = 1.5 };
	struct pfl_shape letters = { .kind = PFL_SHAPE_TEXT,
		.x = plate.x + plate.width / 2,
		.y = plate.y + BADGE + 2,
		.size = BADGE,
		.font = PFL_FONT_SANS_BOLD,
		.anchor = PFL_ANCHOR_MIDDLE,
		.width = width,
		.fill = p->background,
		.text = text };

	pfl_picture_add(p, &plate);
	pfl_picture_add(p, &letters);
}

/* A line around a box, apart from it. */
static void
draw_ring(struct pfl_picture *p, struct pfl_shape frame)
{
	frame.x -= RING;
	frame.y -= RING;
	frame.width += 2 * RING;
	frame.height += 2 * RING;
	frame.radius += RING;
	frame.fill = PFL_NO_COLOR;
	frame.stroke = pfl_graph_ink();
	frame.stroke_width = 2;
	pfl_picture_add(p, &frame);
}

static void
draw_box(const struct pfl_graph_canvas *c, size_t i)
{
	struct pfl_picture *p = c->picture;
	const struct pfl_box *box = &c->boxes->box.at[i];
	struct pfl_point centre = shifted(c->layout->node[i], c->origin);
	struct pfl_shape frame = { .kind = PFL_SHAPE_BOX,
		.x = centre.x - box->width / 2,
		.y = centre.y - box->height / 2,
		.width = box->width,
		.height = box->height,
		.radius = box->kind == PFL_BOX_NODE ? 5 : fmin(box->height / 2, 9),
		.fill = box->fill,
		.stroke = box->stroke,
		.stroke_width = box->stroke_width,
		.dash = pfl_color_is_none(box->hatch) ? PFL_DASH_NONE : PFL_DASH_DASHED };

	pfl_picture_add(p,
		&(struct pfl_shape){ .kind = PFL_SHAPE_GROUP,
			.css = box->kind == PFL_BOX_NODE ? "node" : "tag",
			.id = box->id,
			.text = box->tooltip });
	if (box->centre)
		draw_ring(p, frame);
	pfl_picture_add(p, &frame);
	if (!pfl_color_is_none(box->hatch))
		pfl_picture_hatch(c->picture, &frame, PFL_GRAPH_HATCH, 1, box->hatch);
	if (box->doubled)
		pfl_graph_inner(c->picture, frame, INNER);
	draw_lines(c, box->first_line, box->n_lines, centre, !pfl_color_is_none(box->hatch));
	if (box->badge.n)
		draw_badge(c, &frame, box->badge);
	pfl_picture_add(p, &(struct pfl_shape){ .kind = PFL_SHAPE_END });
}

static void
draw_frame(const struct pfl_graph_canvas *c, size_t i)
{
	struct pfl_point min = shifted(c->layout->frame[i].min, c->origin);
	struct pfl_point max = shifted(c->layout->frame[i].max, c->origin);
	struct pfl_shape frame = { .kind = PFL_SHAPE_BOX,
		.x = min.x,
		.y = min.y,
		.width = max.x - min.x,
		.height = max.y - min.y,
		.radius = 8,
		.fill = FRAME_GROUND,
		.stroke = PFL_COLOR(0xc9d2de, 0x3d4554),
		.stroke_width = 1 };

	pfl_picture_add(c->picture, &frame);
}

/* The package's name, at the left of the room that it has. */
static void
draw_frame_title(const struct pfl_graph_canvas *c, size_t i)
{
	const struct pfl_box_line *line = &c->boxes->line.at[c->boxes->group.at[i].line];
	double left = shifted(c->layout->frame[i].min, c->origin).x + FRAME_PAD;
	struct pfl_shape title = { .kind = PFL_SHAPE_TEXT,
		.x = left,
		.y = shifted(c->layout->frame[i].title, c->origin).y + line->size * 0.35,
		.size = line->size,
		.font = line->font,
		.width = line->width,
		.fill = line->color,
		.stroke = FRAME_GROUND,
		.stroke_width = 3,
		.text = line->text };

	pfl_picture_add(c->picture, &title);
}

void
pfl_graph_draw(const struct pfl_graph_canvas *c)
{
	const struct pfl_boxes *b = c->boxes;

	for (size_t i = 0; i < b->group.n; i++)
		draw_frame(c, i);
	for (size_t i = b->link.n; i-- > 0;)
		draw_link(c, i);
	for (size_t i = 0; i < b->group.n; i++)
		draw_frame_title(c, i);
	for (size_t i = 0; i < b->box.n; i++)
		draw_box(c, i);
}
