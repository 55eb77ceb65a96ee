/* SPDX-License-Identifier: Apache-2.0 */
/* From measured boxes to a picture: layout, a place for the legend, shapes. */
#include "render/graph_picture.h"
#include "base/escape.h"
#include "render/assets/assets.h"
#include "render/contrast.h"
#include "render/graph_draw.h"
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
};

#define LAYOUT_MEMORY (UINT64_C(1) << 30)

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
	struct pfl_layout_group *group =
		pfl_arena_alloc(&b->arena, b->group.n, sizeof(*group), w->err);
	struct pfl_layout_graph graph = { .n_nodes = (uint32_t)b->box.n,
		.n_edges = (uint32_t)b->link.n,
		.n_groups = (uint32_t)b->group.n,
		.node = node,
		.edge = edge,
		.group = group,
		.node_gap = NODE_GAP,
		.rank_gap = RANK_GAP,
		.rank_dir = w->style->rank_dir };

	if (!node || !edge || !group)
		return PFL_LAYOUT_ERROR;
	for (size_t i = 0; i < b->box.n; i++)
		node[i] = (struct pfl_layout_node){ b->box.at[i].width, b->box.at[i].height,
			b->box.at[i].group };
	for (size_t i = 0; i < b->group.n; i++)
		group[i] = (struct pfl_layout_group){ b->group.at[i].title_width,
			b->group.at[i].title_height };
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
	const char *note = "No samples to show";

	if (w->scene->graph.dropped_nodes)
		note = "Every node is below the cut-off: try --node-fraction 0";
	else if (w->scene->graph_opts.around && w->scene->shown[0])
		note = "No function matches --around";
	w->note = pfl_span_of(note);
}

/* What is tried, one after the other: less each time, so that something comes out. */
static const struct effort {
	struct pfl_boxes_opts opts;
	double share; /* of the time that is left */
	bool quick;
} efforts[] = {
	{ { .max_boxes = BOXES_MAX, .max_links = LINKS_MAX, .groups = true }, 0.4, false },
	{ { .max_boxes = BOXES_MAX, .max_links = LINKS_MAX }, 0.55, false },
	{ { .max_boxes = 250, .max_links = 500, .no_labels = true }, 0.67, true },
	{ { .max_boxes = 80, .max_links = 160, .no_labels = true }, 1, true },
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
	else if (w->style->cluster && late)
		w->note = pfl_span_of("Without packages: the layout with them took too long");
}

static bool
lay_out_something(struct work *w, double seconds)
{
	struct pfl_boxes *b = &w->g->boxes;
	bool late = false;
	double left = seconds;
	uint32_t first = 0;
	char why[64] = "";

	for (size_t i = 0; i < sizeof(efforts) / sizeof(efforts[0]); i++) {
		struct pfl_boxes_opts opts = efforts[i].opts;
		enum pfl_layout_end end;

		if (opts.groups && !w->style->cluster)
			continue;
		/* At most half of what has failed, unless it may have been the frames. */
		opts.max_nodes = late && !b->group.n ? (b->n_nodes + 1) / 2 : UINT32_MAX;
		pfl_boxes_clear(b);
		if (!pfl_boxes_make(b, w->scene, &opts, w->err))
			return false;
		/* So many links among so few boxes have never been laid out in time. */
		if (b->link.n >= LINKS_MAX)
			continue;
		first = first ? first : b->n_nodes;
		make_note(w, late);
		end = lay_out(w, left * efforts[i].share, efforts[i].quick, why);
		left *= 1 - efforts[i].share;
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
 * Upper left corners of what the legend must not touch: every frame, box, label and piece of a
 * curve; a piece lies within the rectangle of its four points.
 */
static size_t
list_corners(const struct work *w, struct pfl_point *corner)
{
	const struct pfl_boxes *b = &w->g->boxes;
	const struct pfl_layout *l = &w->layout;
	size_t n = 0;

	for (size_t i = 0; i < b->group.n; i++)
		corner[n++] = l->frame[i].min;
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
	size_t most = w->g->boxes.box.n + w->g->boxes.link.n + w->g->boxes.group.n +
		l->n_points / 3 + 1;
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

static void
draw(struct work *w, struct pfl_legend legend)
{
	struct pfl_picture *p = &w->g->picture;
	struct pfl_graph_canvas canvas = { .picture = p,
		.boxes = &w->g->boxes,
		.layout = &w->layout,
		.origin = { w->origin.x + MARGIN, w->origin.y + MARGIN } };

	p->width = ceil(fmax(w->origin.x + w->layout.width, legend.width) + 2 * MARGIN);
	p->height = ceil(fmax(w->origin.y + w->layout.height, legend.height) + 2 * MARGIN);
	pfl_graph_legend(p, &w->g->boxes, w->line, w->n_lines, w->note, MARGIN, MARGIN);
	pfl_graph_draw(&canvas);
}

/* Lines that say nothing take no room; how many do. */
static size_t
drop_empty(struct pfl_span *line, size_t n)
{
	size_t left = 0;

	for (size_t i = 0; i < n; i++) {
		if (line[i].n > 0)
			line[left++] = line[i];
	}
	return left;
}

/* What was compared; the lines live in *text, the array is the caller's to free. */
static bool
change_header(struct work *w, struct pfl_text *text, struct pfl_span **line)
{
	struct pfl_contrast contrast;
	size_t n;

	*line = calloc(PFL_CONTRAST_LINES + 1, sizeof(**line));
	if (!*line)
		return pfl_fail(w->err, PFL_NOMEM, "out of memory");
	if (!pfl_contrast_init(&contrast, w->scene, &w->g->arena, w->err))
		return false;
	pfl_text_printf(text, "%u of %u functions", w->scene->graph.n_nodes,
		w->scene->graph.all_nodes + w->scene->graph.dropped_nodes);
	n = text->n;
	pfl_contrast_header(&contrast, w->style, text, *line);
	if (!w->scene->profile->pairing)
		(*line)[3] = pfl_span_of("nothing is known of noise");
	w->n_lines = drop_empty(*line, PFL_CONTRAST_LINES);
	(*line)[w->n_lines++] = (struct pfl_span){ pfl_text_get(text), n };
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
