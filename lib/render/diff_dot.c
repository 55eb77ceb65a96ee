/* SPDX-License-Identifier: Apache-2.0 */
/* diff as DOT: the differential call graph for graphviz, every name escaped. */
#include "render/blame.h"
#include "render/contrast.h"
#include "render/dot.h"
#include "render/palette.h"
#include "render/renderer.h"
#include <math.h>

struct writer {
	struct pfl_dot dot;
	struct pfl_contrast contrast;
	struct pfl_text said;
	pfl_sum largest; /* change of a node */
};

/* Write what was said, and forget it. */
static void
put_said(struct writer *w)
{
	pfl_dot_escaped(&w->dot, pfl_text_span(&w->said), PFL_DOT_TOOLTIP_MAX);
	pfl_text_reset(&w->said);
}

static void
put_color(struct writer *w, const char *name, struct pfl_color color)
{
	pfl_out_printf(w->dot.out, " %s=\"#%06x\"", name, (unsigned)(color.light & 0xffffff));
}

/* Finding, name, both values, the change where there is one, the function's own part. */
static void
put_label(struct writer *w, const struct pfl_graph_node *node,
	const struct pfl_graph_title *title, enum pfl_growth growth)
{
	struct pfl_dot *d = &w->dot;
	uint32_t finding = pfl_contrast_finding(&w->contrast, node->node);

	if (finding)
		pfl_out_printf(d->out, "#%u\\n", finding);
	pfl_dot_put_heading(d, title);
	pfl_contrast_say_values(&w->contrast, node->cum[1], node->cum[0], &w->said);
	put_said(w);
	if (growth != PFL_GROWTH_SAME) {
		pfl_out_str(d->out, "\\n");
		pfl_contrast_say_signed(&w->contrast,
			pfl_contrast_change(&w->contrast, node->cum[1], node->cum[0]),
			&w->said);
		pfl_text_str(&w->said, " (");
		pfl_contrast_say_ratio(&w->contrast, node->cum[1], node->cum[0], &w->said);
		pfl_text_str(&w->said, ")");
		put_said(w);
	}
	if (node->flat[0] || node->flat[1]) {
		pfl_out_str(d->out, "\\nself ");
		pfl_contrast_say_values(&w->contrast, node->flat[1], node->flat[0], &w->said);
		put_said(w);
	}
}

static void
put_node(struct writer *w, uint32_t i, const struct pfl_graph_title *title)
{
	struct pfl_dot *d = &w->dot;
	const struct pfl_graph_node *node = &d->scene->graph.node[i];
	enum pfl_growth growth =
		pfl_contrast_class(&w->contrast, node->node, node->cum[1], node->cum[0]);
	double part = w->largest ? (double)pfl_sum_abs(pfl_contrast_change(
					   &w->contrast, node->cum[1], node->cum[0])) /
			(double)w->largest
				 : 0;
	unsigned pen = growth == PFL_GROWTH_SAME ? 1 : 1 + (unsigned)(3 * part + 0.5);

	pfl_out_printf(d->out, "N%u [label=\"", i + 1);
	put_label(w, node, title, growth);
	pfl_out_printf(d->out, "\" id=\"node%u\" fontsize=%u shape=box tooltip=\"", i + 1,
		pfl_graph_font_size(
			pfl_contrast_larger(&w->contrast, node->flat), d->max_flat));
	pfl_dot_put_name(d, i);
	pfl_out_str(d->out, "\\n");
	pfl_contrast_say(&w->contrast, node->cum[1], node->cum[0], &w->said);
	put_said(w);
	pfl_out_str(d->out, "\"");
	put_color(w, "color", pfl_growth_stroke(growth));
	put_color(w, "fillcolor", pfl_growth_fill(growth));
	if (pen > 1)
		pfl_out_printf(d->out, " penwidth=%u", pen);
	if (growth == PFL_GROWTH_GONE)
		pfl_out_str(d->out, " style=\"filled,dashed\"");
	if (growth == PFL_GROWTH_NEW)
		pfl_out_str(d->out, " peripheries=2");
	pfl_out_str(d->out, "]\n");
}

static void
put_tooltip(struct writer *w, const char *name, const struct pfl_graph_edge *edge)
{
	struct pfl_dot *d = &w->dot;

	pfl_out_printf(d->out, " %s=\"", name);
	pfl_dot_put_name(d, edge->from);
	pfl_out_str(d->out, edge->residual ? " ... " : " -> ");
	pfl_dot_put_name(d, edge->to);
	pfl_out_str(d->out, "\\n");
	pfl_contrast_say(&w->contrast, edge->weight[1], edge->weight[0], &w->said);
	put_said(w);
	pfl_out_str(d->out, "\"");
}

static void
put_edge(struct writer *w, uint32_t i)
{
	struct pfl_dot *d = &w->dot;
	const struct pfl_graph_edge *edge = &d->scene->graph.edge[i];
	const pfl_sum whole[2] = { d->scene->total, d->scene->total_before };
	pfl_sum most = pfl_contrast_larger(&w->contrast, whole);
	pfl_sum weight = pfl_contrast_larger(&w->contrast, edge->weight);
	double part = most ? fmin((double)weight / (double)most, 1) : 0;
	enum pfl_growth growth = pfl_contrast_class(&w->contrast,
		d->scene->graph.node[edge->to].node, edge->weight[1], edge->weight[0]);

	pfl_out_printf(d->out, "N%u -> N%u [label=\"", edge->from + 1, edge->to + 1);
	if (growth != PFL_GROWTH_SAME) {
		pfl_text_char(&w->said, ' ');
		pfl_contrast_say_signed(&w->contrast,
			pfl_contrast_change(&w->contrast, edge->weight[1], edge->weight[0]),
			&w->said);
		put_said(w);
	}
	if (growth == PFL_GROWTH_NEW || growth == PFL_GROWTH_GONE)
		pfl_out_printf(d->out, "\\n %s", pfl_growth_label(growth));
	pfl_out_printf(d->out, "\" weight=%u penwidth=%u", 1 + (unsigned)(part * 99),
		1 + (unsigned)(part * 5));
	put_color(w, "color", pfl_growth_stroke(growth));
	put_tooltip(w, "tooltip", edge);
	put_tooltip(w, "labeltooltip", edge);
	if (growth == PFL_GROWTH_GONE)
		pfl_out_str(d->out, " style=\"dashed\"");
	else if (edge->residual)
		pfl_out_str(d->out, " style=\"dotted\"");
	pfl_out_str(d->out, "]\n");
}

static bool
put_graph(struct writer *w)
{
	const struct pfl_callgraph *graph = &w->dot.scene->graph;
	struct pfl_graph_title title = { 0 };
	bool ok = true;

	for (uint32_t i = 0; i < graph->n_nodes; i++) {
		pfl_sum flat = pfl_contrast_larger(&w->contrast, graph->node[i].flat);
		pfl_sum change = pfl_sum_abs(pfl_contrast_change(
			&w->contrast, graph->node[i].cum[1], graph->node[i].cum[0]));

		w->dot.max_flat = flat > w->dot.max_flat ? flat : w->dot.max_flat;
		w->largest = change > w->largest ? change : w->largest;
	}
	for (uint32_t i = 0; ok && i < graph->n_nodes && pfl_out_ok(w->dot.out); i++) {
		ok = pfl_graph_title(&title, w->dot.scene, i, w->dot.err);
		if (ok)
			put_node(w, i, &title);
	}
	for (uint32_t i = 0; ok && i < graph->n_edges && pfl_out_ok(w->dot.out); i++)
		put_edge(w, i);
	pfl_graph_title_clear(&title);
	return ok;
}

static bool
put_document(struct writer *w, const struct pfl_style *style)
{
	struct pfl_span line[PFL_CONTRAST_LINES];
	struct pfl_text header = { 0 };
	bool ok;

	pfl_contrast_header(&w->contrast, style, &header, line);
	pfl_dot_put_head(&w->dot, line[0], style);
	pfl_dot_put_legend(&w->dot, line, PFL_CONTRAST_LINES, line[0]);
	ok = put_graph(w) && (!style->cluster || pfl_dot_put_packages(&w->dot));
	pfl_out_str(w->dot.out, "}\n");
	ok = pfl_text_ok(&header, w->dot.err) && pfl_text_ok(&w->said, w->dot.err) &&
		pfl_text_ok(&w->dot.text, w->dot.err) && ok;
	pfl_text_clear(&header);
	return ok;
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	size_t names = style->name_width ? style->name_width : PFL_DOT_LABEL_MAX;
	struct pfl_arena arena = { 0 };
	struct pfl_scene part;
	struct writer w = { .dot = { .scene = &part,
				    .out = out,
				    .sink = pfl_sink_out(out),
				    .err = err,
				    .label_max = names < PFL_DOT_LABEL_WIDEST
					    ? names
					    : PFL_DOT_LABEL_WIDEST } };
	bool ok = pfl_blame_make(&part, scene, &arena, err) &&
		pfl_contrast_init(&w.contrast, &part, &arena, err) && put_document(&w, style);

	pfl_text_clear(&w.dot.text);
	pfl_text_clear(&w.said);
	pfl_arena_clear(&arena);
	return ok;
}

const struct pfl_renderer pfl_render_diff_dot = {
	.family = "diff",
	.format = "dot",
	.suffix = ".dot",
	.help = "the differential call graph as text for graphviz",
	.flags = PFL_NEEDS_GRAPH | PFL_GRAPH_VISUAL,
	.render = render,
};
