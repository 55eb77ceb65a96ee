/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes and calls of a pair's graph: both values, the change, and how much it is. */
#include "render/graph_work.h"
#include "render/palette.h"
#include <math.h>
#include <stdio.h>

bool
pfl_graph_prepare_changes(struct pfl_graph_work *w)
{
	const struct pfl_callgraph *graph = &w->scene->graph;

	w->boxes->is_pair = true;
	if (!pfl_contrast_init(&w->contrast, w->scene, &w->boxes->arena, w->err))
		return false;
	for (uint32_t i = 0; i < graph->n_nodes; i++) {
		pfl_sum flat = pfl_contrast_larger(&w->contrast, graph->node[i].flat);
		pfl_sum change = pfl_sum_abs(pfl_contrast_change(
			&w->contrast, graph->node[i].cum[1], graph->node[i].cum[0]));

		w->max_flat = flat > w->max_flat ? flat : w->max_flat;
		w->largest = change > w->largest ? change : w->largest;
	}
	return true;
}

/* Append what a text function says, made safe to show: units are as free as names. */
static void
add_said(struct pfl_graph_work *w, struct pfl_text *said)
{
	pfl_graph_add_visible(w, pfl_text_span(said), PFL_GRAPH_TOOLTIP);
	w->text.failed |= said->failed;
	pfl_text_clear(said);
}

static void
add_change(struct pfl_graph_work *w, const pfl_sum both[2])
{
	struct pfl_text said = { 0 };

	pfl_contrast_say_signed(
		&w->contrast, pfl_contrast_change(&w->contrast, both[1], both[0]), &said);
	add_said(w, &said);
}

static void
add_both(struct pfl_graph_work *w, const pfl_sum both[2])
{
	struct pfl_text said = { 0 };

	pfl_contrast_say_values(&w->contrast, both[1], both[0], &said);
	add_said(w, &said);
}

static void
put_line(struct pfl_graph_work *w, struct pfl_box_line line)
{
	line.text = pfl_graph_keep(w);
	pfl_graph_add_line(w, line);
	pfl_text_reset(&w->text);
}

/* Both values, the change, and where the function has an own part what that is. */
static void
add_value_lines(struct pfl_graph_work *w, const struct pfl_graph_node *node, double size,
	enum pfl_growth growth)
{
	struct pfl_box_line line = {
		.font = PFL_FONT_SANS, .size = size, .gap = 2, .color = pfl_graph_ink()
	};
	struct pfl_text ratio = { 0 };

	pfl_text_reset(&w->text);
	add_both(w, node->cum);
	put_line(w, line);
	line.gap = 0;
	if (growth != PFL_GROWTH_SAME) {
		add_change(w, node->cum);
		pfl_text_str(&w->text, " (");
		pfl_contrast_say_ratio(&w->contrast, node->cum[1], node->cum[0], &ratio);
		add_said(w, &ratio);
		pfl_text_str(&w->text, ")");
		line.font = PFL_FONT_SANS_BOLD;
		put_line(w, line);
	}
	if (!node->flat[0] && !node->flat[1])
		return;
	line.font = PFL_FONT_SANS;
	line.size = fmax(size - 1.5, 10);
	pfl_text_str(&w->text, "self ");
	add_both(w, node->flat);
	put_line(w, line);
}

static struct pfl_span
node_tooltip(struct pfl_graph_work *w, uint32_t i, uint32_t finding)
{
	const struct pfl_graph_node *node = &w->scene->graph.node[i];
	struct pfl_text cum = { 0 }, flat = { 0 };

	pfl_text_reset(&w->text);
	pfl_graph_add_full_name(w, i);
	pfl_contrast_say(&w->contrast, node->cum[1], node->cum[0], &cum);
	if (finding)
		pfl_contrast_say_finding(&w->contrast, finding - 1, &cum);
	pfl_text_char(&w->text, '\n');
	add_said(w, &cum);
	pfl_contrast_say(&w->contrast, node->flat[1], node->flat[0], &flat);
	pfl_text_str(&w->text, "\nin itself: ");
	add_said(w, &flat);
	return pfl_graph_keep(w);
}

/* 1 to 4 pixels: a change as a part of the largest one. */
static double
outline(const struct pfl_graph_work *w, pfl_sum change)
{
	double part = w->largest ? (double)pfl_sum_abs(change) / (double)w->largest : 0;

	return 1 + 3 * floor(part * 6 + 0.5) / 6;
}

void
pfl_graph_add_changed_node(struct pfl_graph_work *w, uint32_t i)
{
	const struct pfl_graph_node *node = &w->scene->graph.node[i];
	enum pfl_growth growth =
		pfl_contrast_class(&w->contrast, node->node, node->cum[1], node->cum[0]);
	double size =
		pfl_graph_letters(pfl_contrast_larger(&w->contrast, node->flat), w->max_flat);
	uint32_t finding = pfl_contrast_finding(&w->contrast, node->node);
	struct pfl_box box = { .kind = PFL_BOX_NODE,
		.first_line = (uint32_t)w->boxes->line.n,
		.fill = pfl_growth_fill(growth),
		.stroke = pfl_growth_stroke(growth),
		.stroke_width = growth == PFL_GROWTH_SAME
			? 1
			: outline(w,
				  pfl_contrast_change(
					  &w->contrast, node->cum[1], node->cum[0])),
		.hatch = growth == PFL_GROWTH_GONE ? pfl_hatch_color() : PFL_NO_COLOR,
		.doubled = growth == PFL_GROWTH_NEW,
		.centre = pfl_graph_is_centre(w->scene, i) };

	w->boxes->has_centre |= box.centre;
	if (!pfl_graph_title(&w->title, w->scene, i, w->err)) {
		w->ok = false;
		return;
	}
	pfl_graph_add_name(w, size, pfl_graph_ink(), pfl_graph_ink());
	add_value_lines(w, node, pfl_graph_value_letters(size), growth);
	box.tooltip = node_tooltip(w, i, finding);
	pfl_text_reset(&w->text);
	if (finding)
		pfl_text_printf(&w->text, "#%u", finding);
	box.badge = pfl_graph_keep(w);
	w->boxes->has_badges |= finding > 0;
	pfl_text_reset(&w->text);
	pfl_text_printf(&w->text, "node%u", i + 1);
	box.id = pfl_graph_keep(w);
	pfl_graph_finish_box(w, box, PFL_GRAPH_PAD_X + (box.doubled ? 4 : 0),
		PFL_GRAPH_PAD_Y + (box.doubled ? 4 : 0));
}

static struct pfl_span
call_tooltip(struct pfl_graph_work *w, const struct pfl_graph_edge *edge)
{
	struct pfl_text said = { 0 };

	pfl_text_reset(&w->text);
	pfl_graph_add_full_name(w, edge->from);
	pfl_text_str(&w->text, edge->residual ? "\n  … " : "\n  → ");
	pfl_graph_add_full_name(w, edge->to);
	pfl_contrast_say(&w->contrast, edge->weight[1], edge->weight[0], &said);
	pfl_text_char(&w->text, '\n');
	add_said(w, &said);
	if (edge->inlined)
		pfl_text_str(&w->text, ", inlined");
	if (edge->residual)
		pfl_text_str(&w->text, ", through functions that are not shown");
	return pfl_graph_keep(w);
}

/* The change, where it is more than noise. */
static struct pfl_span
call_label(struct pfl_graph_work *w, const struct pfl_graph_edge *edge, enum pfl_growth growth)
{
	pfl_text_reset(&w->text);
	if (growth != PFL_GROWTH_SAME)
		add_change(w, edge->weight);
	return pfl_graph_keep(w);
}

void
pfl_graph_add_changed_call(struct pfl_graph_work *w, uint32_t i, uint32_t from, uint32_t to)
{
	const struct pfl_graph_edge *edge = &w->scene->graph.edge[i];
	uint32_t callee = w->scene->graph.node[edge->to].node;
	enum pfl_growth growth =
		pfl_contrast_class(&w->contrast, callee, edge->weight[1], edge->weight[0]);
	const pfl_sum whole[2] = { w->scene->total, w->scene->total_before };
	pfl_sum weight = pfl_contrast_larger(&w->contrast, edge->weight),
		most = pfl_contrast_larger(&w->contrast, whole);
	double part = most ? fmin((double)weight / (double)most, 1) : 0;
	double width = 1 + 5 * floor(part * 20 + 0.5) / 20;
	bool gone = growth == PFL_GROWTH_GONE;
	struct pfl_link link = { .from = from,
		.to = to,
		.weight = 1 + (uint32_t)(part * 99),
		.minlen = 1,
		.stroke = pfl_growth_stroke(growth),
		.stroke_width = width,
		.arrow = 7 + 1.5 * width,
		.hollow = edge->inlined,
		.dash = gone             ? PFL_DASH_DASHED
			: edge->residual ? PFL_DASH_DOTTED
					 : PFL_DASH_NONE };

	w->boxes->has_inlined |= edge->inlined;
	w->boxes->has_residual |= edge->residual;
	w->boxes->has_gone_calls |= gone;
	link.tooltip = call_tooltip(w, edge);
	pfl_text_reset(&w->text);
	pfl_text_printf(&w->text, "edge%u-%u", edge->from + 1, edge->to + 1);
	link.id = pfl_graph_keep(w);
	pfl_graph_finish_link(w, link, call_label(w, edge, growth),
		pfl_span_of(growth == PFL_GROWTH_NEW ? "new"
				: gone               ? "gone"
						     : ""));
}
