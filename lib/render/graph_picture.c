/* SPDX-License-Identifier: Apache-2.0 */
/* From measured boxes to a picture: layout, a place for the legend, shapes. */
#include "render/graph_picture.h"
#include "base/escape.h"
#include "render/assets/assets.h"
#include "render/contrast.h"
#include "render/graph_layout.h"
#include "render/graph_style.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	MARGIN = 16,
	NODE_GAP = 18,
	RANK_GAP = 34,
	GAP = 20, /* between the legend and the graph */
	/* What graphviz is asked to do at most; beyond, it would take minutes. */
	BOXES_MAX = 500,
	LINKS_MAX = 2000,
	LINKS_QUICK = 500, /* from here on its optimising is bounded */
	SECONDS = 20,
	HATCH = 7, /* between the lines across what is gone */
	INNER = 4, /* from an outline to one inside it      */
	BADGE = 11,
};

#define LAYOUT_MEMORY (UINT64_C(1) << 30)

static struct pfl_point
shifted(struct pfl_point p, struct pfl_point by)
{
	return (struct pfl_point){ p.x + by.x, p.y + by.y };
}

/* What the pieces below share. */
struct work {
	struct pfl_graph_picture *g;
	const struct pfl_scene *scene;
	const struct pfl_style *style;
	struct pfl_layout layout;
	struct pfl_span *line; /* of the header */
	size_t n_lines;
	struct pfl_span note;    /* what was left out, "" for nothing */
	struct pfl_point origin; /* where the layout's corner goes */
	struct pfl_error *err;
};

/* Ask graphviz about the boxes as they are. */
static enum pfl_layout_end
lay_out(struct work *w, double seconds, bool quick, char why[64])
{
	struct pfl_boxes *b = &w->g->boxes;
	struct pfl_layout_opts opts = { .seconds = seconds,
		.memory = LAYOUT_MEMORY,
		.quick = quick || b->link.n > LINKS_QUICK };
	struct pfl_layout_node *node =
		pfl_arena_alloc(&b->arena, b->box.n, sizeof(*node), w->err);
	struct pfl_layout_edge *edge =
		pfl_arena_alloc(&b->arena, b->link.n, sizeof(*edge), w->err);
	struct pfl_layout_graph graph = { .n_nodes = (uint32_t)b->box.n,
		.n_edges = (uint32_t)b->link.n,
		.node = node,
		.edge = edge,
		.node_gap = NODE_GAP,
		.rank_gap = RANK_GAP };

	if (!node || !edge)
		return PFL_LAYOUT_ERROR;
	for (size_t i = 0; i < b->box.n; i++)
		node[i] = (struct pfl_layout_node){ b->box.at[i].width, b->box.at[i].height };
	for (size_t i = 0; i < b->link.n; i++) {
		const struct pfl_link *l = &b->link.at[i];

		edge[i] = (struct pfl_layout_edge){ .from = l->from,
			.to = l->to,
			.weight = l->weight,
			.minlen = l->minlen,
			.label_width =
				l->n_lines ? l->label_width + 8 + 2 * l->stroke_width : 0,
			.label_height = l->label_height,
			.arrow = l->arrow };
	}
	return pfl_layout_make(&w->layout, &graph, &opts, &w->g->arena, why, w->err);
}

static void
say_reduced(struct work *w, const char *why)
{
	const struct pfl_boxes *b = &w->g->boxes;
	const struct pfl_callgraph *graph = &w->scene->graph;
	char text[160];
	int n = snprintf(text, sizeof(text), "Reduced to %u of %u nodes, %u of %u calls: %s",
		b->n_nodes, graph->n_nodes, b->n_calls, graph->n_edges, why);
	struct pfl_error ignored = { 0 };
	char *copy = pfl_arena_text(&w->g->arena, text, (size_t)n, &ignored);

	w->note = copy ? pfl_span_of(copy) : pfl_span_of("Reduced");
}

static void
say_nothing(struct work *w)
{
	w->note = pfl_span_of(w->scene->graph.dropped_nodes
			? "Every node is below the cut-off: try --node-fraction 0"
			: "No samples to show");
}

/* What is tried, one after the other: less each time, so that something comes out. */
static const struct effort {
	struct pfl_boxes_opts opts;
	double share; /* of the time */
	bool quick;
} efforts[] = {
	{ { .max_boxes = BOXES_MAX, .max_links = LINKS_MAX }, 0.55, false },
	{ { .max_boxes = 250, .max_links = 500, .no_labels = true }, 0.3, true },
	{ { .max_boxes = 80, .max_links = 160, .no_labels = true }, 0.15, true },
};

static void
make_note(struct work *w, bool late)
{
	const struct pfl_boxes *b = &w->g->boxes;
	const struct pfl_callgraph *graph = &w->scene->graph;

	if (!b->n_nodes)
		say_nothing(w);
	else if (b->n_nodes < graph->n_nodes || b->n_calls < graph->n_edges)
		say_reduced(w, late ? "the layout took too long" : "more cannot be laid out");
}

static bool
lay_out_something(struct work *w, double seconds)
{
	struct pfl_boxes *b = &w->g->boxes;
	bool late = false;
	uint32_t first = 0;
	char why[64] = "";

	for (size_t i = 0; i < sizeof(efforts) / sizeof(efforts[0]); i++) {
		struct pfl_boxes_opts opts = efforts[i].opts;
		enum pfl_layout_end end;

		/* At most half of what has failed. */
		opts.max_nodes = i ? (b->n_nodes + 1) / 2 : UINT32_MAX;
		pfl_boxes_clear(b);
		if (!pfl_boxes_make(b, w->scene, &opts, w->err))
			return false;
		/* So many links among so few boxes have never been laid out in time. */
		if (b->link.n >= LINKS_MAX)
			continue;
		first = first ? first : b->n_nodes;
		make_note(w, late);
		end = lay_out(w, seconds * efforts[i].share, efforts[i].quick, why);
		if (end != PFL_LAYOUT_FAILED)
			return end == PFL_LAYOUT_DONE;
		late = true;
	}
	return pfl_fail(w->err, PFL_LAYOUT,
		"graphviz cannot lay out this graph (%u nodes, then %u: %s); "
		"try a smaller --node-count",
		first, b->n_nodes, why);
}

/*
 * Upper left corners of what the legend must not touch: every box, label and piece of a curve;
 * a piece lies within the rectangle of its four points.
 */
static size_t
list_corners(const struct work *w, struct pfl_point *corner)
{
	const struct pfl_boxes *b = &w->g->boxes;
	const struct pfl_layout *l = &w->layout;
	size_t n = 0;

	for (size_t i = 0; i < b->box.n; i++)
		corner[n++] = (struct pfl_point){ l->node[i].x - b->box.at[i].width / 2,
			l->node[i].y - b->box.at[i].height / 2 };
	for (size_t i = 0; i < b->link.n; i++) {
		const struct pfl_layout_curve *c = &l->curve[i];

		if (c->has_label)
			corner[n++] =
				(struct pfl_point){ c->label.x - b->link.at[i].label_width / 2,
					c->label.y - b->link.at[i].label_height / 2 };
		for (uint32_t k = 0; k + 3 < c->n; k += 3) {
			const struct pfl_point *p = &l->point[c->first + k];

			corner[n++] = (struct pfl_point){
				fmin(fmin(p[0].x, p[1].x), fmin(p[2].x, p[3].x)),
				fmin(fmin(p[0].y, p[1].y), fmin(p[2].y, p[3].y)),
			};
		}
	}
	return n;
}

/* How far down everything must move so that nothing meets the legend, once it is dx right. */
static double
drop_for(const struct pfl_point *corner, size_t n, double dx, double width, double height)
{
	double dy = 0;

	for (size_t i = 0; i < n; i++)
		if (corner[i].x + dx < width)
			dy = fmax(dy, height - corner[i].y);
	return dy;
}

/*
 * Slide the graph right and down as little as frees the corner for the legend: often there is
 * room enough beside the root. The smallest resulting picture wins.
 */
static bool
place(struct work *w, double width, double height)
{
	const struct pfl_layout *l = &w->layout;
	size_t most = w->g->boxes.box.n + w->g->boxes.link.n + l->n_points / 3 + 1;
	struct pfl_point *corner = pfl_arena_alloc(&w->g->arena, most, sizeof(*corner), w->err);
	double best = INFINITY;
	size_t n;

	if (!corner)
		return false;
	n = list_corners(w, corner);
	for (int step = 0; step <= 16; step++) {
		double dx = width * step / 16;
		double dy = drop_for(corner, n, dx, width, height);
		double size = fmax(l->width + dx, width) * fmax(l->height + dy, height);

		if (size < best) {
			best = size;
			w->origin = (struct pfl_point){ dx, dy };
		}
	}
	return true;
}

/* Lines of text around a centre; a halo sets them off from what is behind. */
static void
draw_lines(struct work *w, uint32_t first, uint32_t n, struct pfl_point centre, bool halo)
{
	const struct pfl_box_line *line = w->g->boxes.line.at + first;
	struct pfl_picture *p = &w->g->picture;
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
draw_arrow(struct work *w, const struct pfl_link *link, struct pfl_point base,
	struct pfl_point tip)
{
	struct pfl_picture *p = &w->g->picture;
	double dx = tip.x - base.x;
	double dy = tip.y - base.y;
	double length = sqrt(dx * dx + dy * dy);
	double half = fmax(length * 0.4, link->stroke_width * 0.5 + 1.5);
	struct pfl_shape head = {
		.kind = PFL_SHAPE_LINES, .fill = link->stroke, .n = 3, .closed = true
	};

	if (length < 0.01)
		return;
	dx *= half / length;
	dy *= half / length;
	head.first = pfl_picture_point(p, base.x - dy, base.y + dx);
	pfl_picture_point(p, base.x + dy, base.y - dx);
	pfl_picture_point(p, tip.x, tip.y);
	pfl_picture_add(p, &head);
}

static void
draw_link(struct work *w, size_t i)
{
	struct pfl_picture *p = &w->g->picture;
	const struct pfl_link *link = &w->g->boxes.link.at[i];
	const struct pfl_layout_curve *c = &w->layout.curve[i];
	struct pfl_shape curve = { .kind = PFL_SHAPE_CURVE,
		.stroke = link->stroke,
		.stroke_width = link->stroke_width,
		.dash = link->dash,
		.n = c->n };
	struct pfl_point end = { 0, 0 };

	pfl_picture_add(p,
		&(struct pfl_shape){ .kind = PFL_SHAPE_GROUP,
			.css = "edge",
			.id = link->id,
			.text = link->tooltip });
	for (uint32_t k = 0; k < c->n; k++) {
		uint32_t at;

		end = shifted(w->layout.point[c->first + k], w->origin);
		at = pfl_picture_point(p, end.x, end.y);
		if (!k)
			curve.first = at;
	}
	if (c->n)
		pfl_picture_add(p, &curve);
	if (c->n && c->has_tip)
		draw_arrow(w, link, end, shifted(c->tip, w->origin));
	if (c->has_label)
		draw_lines(
			w, link->first_line, link->n_lines, shifted(c->label, w->origin), true);
	pfl_picture_add(p, &(struct pfl_shape){ .kind = PFL_SHAPE_END });
}

void
pfl_graph_hatch(struct pfl_picture *p, const struct pfl_shape *frame, struct pfl_color color)
{
	double right = frame->x + frame->width, bottom = frame->y + frame->height;

	for (unsigned i = 1; i * HATCH < frame->width + frame->height; i++) {
		double d = i * HATCH;
		struct pfl_shape line = {
			.kind = PFL_SHAPE_LINES, .stroke = color, .stroke_width = 1, .n = 2
		};
		double left = fmax(frame->x, frame->x + d - frame->height);
		double low = fmin(bottom, frame->y + d);
		double high = fmax(frame->y, frame->y + d - frame->width);

		line.first = pfl_picture_point(p, left, low);
		pfl_picture_point(p, fmin(right, frame->x + d), high);
		pfl_picture_add(p, &line);
	}
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
draw_badge(struct work *w, const struct pfl_shape *frame, struct pfl_span text)
{
	struct pfl_picture *p = &w->g->picture;
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

static void
draw_box(struct work *w, size_t i)
{
	struct pfl_picture *p = &w->g->picture;
	const struct pfl_box *box = &w->g->boxes.box.at[i];
	struct pfl_point centre = shifted(w->layout.node[i], w->origin);
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
	pfl_picture_add(p, &frame);
	if (!pfl_color_is_none(box->hatch))
		pfl_graph_hatch(&w->g->picture, &frame, box->hatch);
	if (box->doubled)
		pfl_graph_inner(&w->g->picture, frame, INNER);
	draw_lines(w, box->first_line, box->n_lines, centre, !pfl_color_is_none(box->hatch));
	if (box->badge.n)
		draw_badge(w, &frame, box->badge);
	pfl_picture_add(p, &(struct pfl_shape){ .kind = PFL_SHAPE_END });
}

/* Light links first, so that the heavy ones and all boxes stand in front of them. */
static void
draw(struct work *w, struct pfl_legend legend)
{
	struct pfl_boxes *b = &w->g->boxes;
	struct pfl_picture *p = &w->g->picture;

	p->width = ceil(fmax(w->origin.x + w->layout.width, legend.width) + 2 * MARGIN);
	p->height = ceil(fmax(w->origin.y + w->layout.height, legend.height) + 2 * MARGIN);
	w->origin = shifted(w->origin, (struct pfl_point){ MARGIN, MARGIN });
	pfl_graph_legend(p, b, w->line, w->n_lines, w->note, MARGIN, MARGIN);
	for (size_t i = b->link.n; i-- > 0;)
		draw_link(w, i);
	for (size_t i = b->box.n; i-- > 0;)
		draw_box(w, i);
}

/* What was compared; the lines live in *text, the array is the caller's to free. */
static bool
change_header(struct work *w, struct pfl_text *text, struct pfl_span **line)
{
	struct pfl_contrast contrast;

	*line = calloc(PFL_CONTRAST_LINES, sizeof(**line));
	if (!*line)
		return pfl_fail(w->err, PFL_NOMEM, "out of memory");
	if (!pfl_contrast_init(&contrast, w->scene, &w->g->arena, w->err))
		return false;
	w->n_lines = PFL_CONTRAST_LINES;
	pfl_contrast_header(&contrast, w->style, text, *line);
	return pfl_text_ok(text, w->err);
}

/* The header's lines as the picture shows them. */
static bool
make_lines(struct work *w)
{
	struct pfl_text header = { 0 };
	struct pfl_text text = { 0 };
	struct pfl_span *raw = NULL;
	bool ok = w->scene->pair
		? change_header(w, &header, &raw)
		: pfl_graph_header(w->scene, false, &header, &raw, &w->n_lines, w->err);

	if (ok)
		w->line = pfl_arena_alloc(&w->g->arena, w->n_lines, sizeof(*w->line), w->err);
	ok = ok && w->line;
	for (size_t i = 0; ok && i < w->n_lines; i++) {
		char *copy;

		pfl_text_reset(&text);
		pfl_escape_terminal(pfl_sink_text(&text), raw[i]);
		copy = pfl_arena_text(&w->g->arena, pfl_text_get(&text), text.n, w->err);
		ok = copy && pfl_text_ok(&text, w->err);
		w->line[i] = (struct pfl_span){ copy, text.n };
	}
	free(raw);
	pfl_text_clear(&text);
	pfl_text_clear(&header);
	return ok;
}

/* Title and summary for those who hear the picture or find it in a list. */
static bool
make_texts(struct work *w, const struct pfl_style *style)
{
	struct pfl_picture *p = &w->g->picture;
	struct pfl_text text = { 0 };
	const char *title;
	const char *summary = NULL;
	size_t split;

	if (style->title) {
		pfl_escape_terminal(pfl_sink_text(&text), pfl_span_of(style->title));
	} else {
		pfl_text_str(&text, w->scene->pair ? "What changed, " : "Call graph, ");
		pfl_escape_terminal(pfl_sink_text(&text), pfl_span_of(w->scene->type_name));
	}
	split = text.n;
	pfl_text_printf(
		&text, "%u functions, %u calls.", w->g->boxes.n_nodes, w->g->boxes.n_calls);
	for (size_t i = 0; i < w->n_lines; i++) {
		pfl_text_char(&text, '\n');
		pfl_text_add(&text, w->line[i]);
	}
	title = pfl_arena_text(&w->g->arena, pfl_text_get(&text), split, w->err);
	if (title)
		summary = pfl_arena_text(
			&w->g->arena, pfl_text_get(&text) + split, text.n - split, w->err);
	if (summary && pfl_text_ok(&text, w->err)) {
		p->title = (struct pfl_span){ title, split };
		p->summary = (struct pfl_span){ summary, text.n - split };
	}
	pfl_text_clear(&text);
	return p->summary.at;
}

bool
pfl_graph_picture_make(struct pfl_graph_picture *g, const struct pfl_scene *scene,
	const struct pfl_style *style, struct pfl_error *err)
{
	struct work w = { .g = g, .scene = scene, .style = style, .err = err };
	double seconds = style->layout_seconds ? style->layout_seconds : SECONDS;
	struct pfl_legend legend;

	g->picture.err = err;
	g->picture.background = (struct pfl_color)PFL_COLOR(0xffffff, 0x141518);
	g->picture.style = pfl_asset_graph_css;
	g->picture.script = pfl_asset_graph_js;
	if (!make_lines(&w) || !lay_out_something(&w, seconds) || !make_texts(&w, style))
		return false;
	legend = pfl_graph_legend(NULL, &g->boxes, w.line, w.n_lines, w.note, 0, 0);
	if (!place(&w, legend.width + GAP, legend.height + GAP))
		return false;
	draw(&w, legend);
	return pfl_picture_ok(&g->picture);
}

void
pfl_graph_picture_clear(struct pfl_graph_picture *g)
{
	pfl_picture_clear(&g->picture);
	pfl_boxes_clear(&g->boxes);
	pfl_arena_clear(&g->arena);
}
