/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes, nodelets and calls of a scene's graph as boxes and links with measured texts. */
#include "base/name.h"
#include "render/graph_work.h"
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	NODELET_PAD_X = 8,
	NODELET_PAD_Y = 4,
	NODELET_SIZE = 10,
	GROUP_SIZE = 12,
	GROUP_COLUMNS = 48,
};

static void
add_values(struct pfl_graph_work *w, uint32_t i, double size)
{
	pfl_sum flat = pfl_graph_flat(w->scene, i);
	pfl_sum cum = pfl_graph_cum(w->scene, i);
	struct pfl_box_line line = {
		.font = PFL_FONT_SANS, .size = size, .gap = 2, .color = pfl_graph_ink()
	};

	pfl_text_reset(&w->text);
	if (flat)
		pfl_graph_add_amount(w, flat);
	else
		pfl_text_char(&w->text, '0');
	if (cum != flat) {
		if (flat) {
			line.text = pfl_graph_keep(w);
			pfl_graph_add_line(w, line);
			line.gap = 0;
			pfl_text_reset(&w->text);
		} else {
			pfl_text_char(&w->text, ' ');
		}
		pfl_text_str(&w->text, "of ");
		pfl_graph_add_amount(w, cum);
		line.color = flat ? pfl_graph_faint_ink() : pfl_graph_ink();
	}
	line.text = pfl_graph_keep(w);
	pfl_graph_add_line(w, line);
}

/* Name and values: the bigger the flat value, the bigger the letters. */
static void
add_node_lines(struct pfl_graph_work *w, uint32_t i, pfl_sum max_flat)
{
	double size = pfl_graph_letters(pfl_graph_flat(w->scene, i), max_flat);

	pfl_graph_add_name(w, size, pfl_graph_ink(), pfl_graph_faint_ink());
	add_values(w, i, pfl_graph_value_letters(size));
}

static struct pfl_span
node_tooltip(struct pfl_graph_work *w, uint32_t i)
{
	pfl_text_reset(&w->text);
	pfl_graph_add_full_name(w, i);
	pfl_text_str(&w->text, "\nin itself: ");
	pfl_graph_add_amount(w, pfl_graph_flat(w->scene, i));
	pfl_text_str(&w->text, "\nwith what it calls: ");
	pfl_graph_add_amount(w, pfl_graph_cum(w->scene, i));
	return pfl_graph_keep(w);
}

static void
add_node(struct pfl_graph_work *w, uint32_t i, pfl_sum max_flat)
{
	double score = pfl_graph_score(w->scene, pfl_graph_cum(w->scene, i));
	struct pfl_box box = { .kind = PFL_BOX_NODE,
		.first_line = (uint32_t)w->boxes->line.n,
		.fill = pfl_heat_fill(score),
		.stroke = pfl_heat_stroke(score),
		.stroke_width = 1.25,
		.centre = pfl_graph_is_centre(w->scene, i) };

	w->boxes->has_centre |= box.centre;
	w->boxes->has_negative |= score < 0;
	if (!pfl_graph_title(&w->title, w->scene, i, w->err)) {
		w->ok = false;
		return;
	}
	add_node_lines(w, i, max_flat);
	box.tooltip = node_tooltip(w, i);
	pfl_text_reset(&w->text);
	pfl_text_printf(&w->text, "node%u", i + 1);
	box.id = pfl_graph_keep(w);
	pfl_graph_finish_box(w, box, PFL_GRAPH_PAD_X, PFL_GRAPH_PAD_Y);
}

/* The value stands beside a link. */
static void
finish_link(struct pfl_graph_work *w, struct pfl_link link, pfl_sum value, bool inlined)
{
	pfl_text_reset(&w->text);
	pfl_graph_add_value(w, value);
	pfl_graph_finish_link(
		w, link, pfl_graph_keep(w), pfl_span_of(inlined ? "(inline)" : ""));
}

static void
add_nodelet_lines(struct pfl_graph_work *w, struct pfl_span label)
{
	struct pfl_box_line line = { .font = PFL_FONT_SANS,
		.size = NODELET_SIZE,
		.color = PFL_COLOR(0x2c3a63, 0xc9d4f5) };
	unsigned lines = 6;

	do {
		size_t end = pfl_span_find(label, "\\n");
		size_t next = end < label.n ? end + 2 : end;

		line.text = pfl_graph_visible(
			w, (struct pfl_span){ label.at, end }, PFL_GRAPH_NAME);
		pfl_graph_add_wrapped(w, line, 180, 3);
		label.at += next;
		label.n -= next;
	} while (label.n && --lines);
}

/* Nodelet k of node i: a box under `parent` and a link to it. */
static void
add_nodelet(struct pfl_graph_work *w, const struct pfl_nodelet *let, uint32_t parent)
{
	struct pfl_box box = { .kind = PFL_BOX_NODELET,
		.first_line = (uint32_t)w->boxes->line.n,
		.fill = PFL_COLOR(0xeef2fe, 0x1f2740),
		.stroke = PFL_COLOR(0xa9b8ea, 0x50619c),
		.stroke_width = 1 };
	struct pfl_link link = { .from = parent,
		.to = (uint32_t)w->boxes->box.n,
		.weight = 100,
		.minlen = 1,
		.stroke = box.stroke,
		.stroke_width = 1,
		.arrow = 6,
		.dash = let->dotted ? PFL_DASH_DOTTED : PFL_DASH_NONE };

	add_nodelet_lines(w, let->label);
	pfl_text_reset(&w->text);
	pfl_graph_add_visible(w, let->label, PFL_GRAPH_TOOLTIP);
	pfl_text_str(&w->text, let->dotted ? "\nwith what is called: " : "\n");
	pfl_graph_add_amount(w, let->value);
	box.tooltip = link.tooltip = pfl_graph_keep(w);
	pfl_text_reset(&w->text);
	pfl_text_str(&w->text, let->id);
	box.id = pfl_graph_keep(w);
	pfl_text_reset(&w->text);
	pfl_text_printf(&w->text, "edge-%s", let->id);
	link.id = pfl_graph_keep(w);
	pfl_graph_finish_box(w, box, NODELET_PAD_X, NODELET_PAD_Y);
	finish_link(w, link, let->value, false);
	w->boxes->has_nodelets = true;
}

static struct pfl_span
call_tooltip(struct pfl_graph_work *w, const struct pfl_graph_edge *edge, pfl_sum weight)
{
	pfl_text_reset(&w->text);
	pfl_graph_add_full_name(w, edge->from);
	pfl_text_str(&w->text, edge->residual ? "\n  … " : "\n  → ");
	pfl_graph_add_full_name(w, edge->to);
	pfl_text_char(&w->text, '\n');
	pfl_graph_add_amount(w, weight);
	if (edge->inlined)
		pfl_text_str(&w->text, ", inlined");
	if (edge->residual)
		pfl_text_str(&w->text, ", through functions that are not shown");
	return pfl_graph_keep(w);
}

/* box_of[] and lets[] tell of each node its box and whether nodelets hang under it. */
static void
add_call(struct pfl_graph_work *w, uint32_t i, const uint32_t *box_of, const bool *lets)
{
	const struct pfl_graph_edge *edge = &w->scene->graph.edge[i];
	pfl_sum weight = pfl_graph_weight(w->scene, i);
	double score = pfl_graph_score(w->scene, weight);
	double width = 1 + 5 * floor(fabs(score) * 20 + 0.5) / 20;
	struct pfl_link link = { .from = box_of[edge->from],
		.to = box_of[edge->to],
		.weight = pfl_graph_steps(w->scene, weight, 99),
		.minlen = lets[edge->from] ? 2 : 1,
		.stroke = pfl_heat_stroke(score),
		.stroke_width = width,
		.arrow = 7 + 1.5 * width,
		.hollow = edge->inlined,
		.dash = edge->residual ? PFL_DASH_DASHED : PFL_DASH_NONE };

	w->boxes->has_inlined |= edge->inlined;
	w->boxes->has_residual |= edge->residual;
	link.tooltip = call_tooltip(w, edge, weight);
	pfl_text_reset(&w->text);
	pfl_text_printf(&w->text, "edge%u-%u", edge->from + 1, edge->to + 1);
	link.id = pfl_graph_keep(w);
	finish_link(w, link, weight, edge->inlined);
}

/* Nodes in order of importance, each with its nodelets, as long as they stay in the limits. */
static void
add_nodes(struct pfl_graph_work *w, uint32_t *box_of, bool *lets)
{
	const struct pfl_boxes_opts *o = w->opts;
	struct pfl_boxes *b = w->boxes;
	bool pair = w->scene->pair;

	for (uint32_t i = 0; i < w->scene->graph.n_nodes && w->ok; i++) {
		/* Of a pair, labels would say nothing about the change. */
		if (!pair && !pfl_nodelets_make(&w->lets, w->scene, i, w->err)) {
			w->ok = false;
			return;
		}
		if (i >= o->max_nodes || (i && b->box.n + 1 + w->lets.n > o->max_boxes))
			return;
		box_of[i] = (uint32_t)b->box.n;
		lets[i] = w->lets.n > 0;
		if (pair)
			pfl_graph_add_changed_node(w, i);
		else
			add_node(w, i, w->max_flat);
		for (unsigned k = 0; k < w->lets.n && w->ok; k++) {
			unsigned up = w->lets.at[k].parent;

			add_nodelet(
				w, &w->lets.at[k], box_of[i] + (up == UINT_MAX ? 0 : up + 1));
		}
		b->n_nodes++;
	}
}

static void
add_calls(struct pfl_graph_work *w, const uint32_t *box_of, const bool *lets)
{
	const struct pfl_callgraph *graph = &w->scene->graph;

	for (uint32_t i = 0; i < graph->n_edges && w->ok; i++) {
		const struct pfl_graph_edge *edge = &graph->edge[i];

		if (edge->from >= w->boxes->n_nodes || edge->to >= w->boxes->n_nodes)
			continue;
		if (w->boxes->link.n >= w->opts->max_links)
			return;
		if (w->scene->pair)
			pfl_graph_add_changed_call(w, i, box_of[edge->from], box_of[edge->to]);
		else
			add_call(w, i, box_of, lets);
		w->boxes->n_calls++;
	}
}

/* The title of a package's frame. */
static void
add_group(struct pfl_graph_work *w, struct pfl_span package)
{
	struct pfl_boxes *b = w->boxes;
	struct pfl_box_line line = {
		.font = PFL_FONT_SANS_BOLD, .size = GROUP_SIZE, .color = pfl_graph_faint_ink()
	};
	bool cut;

	package = pfl_name_fit(package, GROUP_COLUMNS, &cut);
	pfl_text_reset(&w->text);
	pfl_graph_add_visible(w, package, PFL_GRAPH_NAME);
	if (cut)
		pfl_text_str(&w->text, "…");
	line.text = pfl_graph_keep(w);
	if (!w->ok || !pfl_vec_reserve(&b->group, 1, NULL, "groups", w->err)) {
		w->ok = false;
		return;
	}
	b->group.at[b->group.n++] = (struct pfl_box_group){ .line = (uint32_t)b->line.n,
		.title_width = pfl_text_width(line.font, line.size, line.text),
		.title_height = GROUP_SIZE * PFL_LINE_HEIGHT };
	pfl_graph_add_line(w, line);
}

/* Nodelets go where their node is: they stand behind it. */
static void
add_groups(struct pfl_graph_work *w, const uint32_t *box_of)
{
	struct pfl_boxes *b = w->boxes;
	struct pfl_packages packages;

	w->ok = pfl_packages_make(&packages, w->scene, b->n_nodes, &b->arena, w->err);
	for (uint32_t i = 0; w->ok && i < packages.n; i++)
		add_group(w, packages.name[i]);
	for (uint32_t i = 0; w->ok && i < b->n_nodes; i++) {
		size_t end = i + 1 < b->n_nodes ? box_of[i + 1] : b->box.n;

		for (size_t k = box_of[i]; k < end; k++)
			b->box.at[k].group = packages.of[i];
	}
}

bool
pfl_boxes_make(struct pfl_boxes *boxes, const struct pfl_scene *scene,
	const struct pfl_boxes_opts *opts, struct pfl_error *err)
{
	struct pfl_graph_work w = {
		.boxes = boxes, .scene = scene, .opts = opts, .err = err, .ok = true
	};
	uint32_t n = scene->graph.n_nodes;
	uint32_t *box_of = pfl_arena_alloc(&boxes->arena, n, sizeof(*box_of), err);
	bool *lets = pfl_arena_alloc(&boxes->arena, n, sizeof(*lets), err);

	if (!box_of || !lets || (scene->pair && !pfl_graph_prepare_changes(&w)))
		return false;
	if (!scene->pair)
		w.max_flat = pfl_graph_max_flat(scene);
	add_nodes(&w, box_of, lets);
	add_calls(&w, box_of, lets);
	if (opts->groups && w.ok)
		add_groups(&w, box_of);
	w.ok = pfl_text_ok(&w.text, err) && w.ok;
	pfl_text_clear(&w.text);
	pfl_text_clear(&w.lets.text);
	pfl_graph_title_clear(&w.title);
	return w.ok;
}

void
pfl_boxes_clear(struct pfl_boxes *boxes)
{
	pfl_vec_clear(&boxes->box, NULL);
	pfl_vec_clear(&boxes->link, NULL);
	pfl_vec_clear(&boxes->group, NULL);
	pfl_vec_clear(&boxes->line, NULL);
	pfl_arena_clear(&boxes->arena);
	*boxes = (struct pfl_boxes){ 0 };
}
