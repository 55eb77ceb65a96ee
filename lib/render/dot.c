/* SPDX-License-Identifier: Apache-2.0 */
/* callgraph as DOT: the text that pprof writes, with every name escaped (semantics 16). */
#include "render/dot.h"
#include "base/escape.h"
#include "base/name.h"
#include "base/utf8.h"
#include "render/renderer.h"
#include <limits.h>
#include <stdlib.h>

enum {
	NODELET_LINES = 10,
	LEGEND_LINE_MAX = 512,
	LEGEND_MAX = 2560, /* in all */
};

void
pfl_dot_escaped(struct pfl_dot *d, struct pfl_span s, size_t max)
{
	pfl_escape_dot(d->sink, s, PFL_DOT_VISIBLE, max);
}

static void
put_value(struct pfl_dot *d, pfl_sum value)
{
	pfl_text_reset(&d->text);
	pfl_scene_value(d->scene, value, &d->text);
	pfl_dot_escaped(d, pfl_text_span(&d->text), PFL_DOT_VALUE_MAX);
}

static void
put_share(struct pfl_dot *d, pfl_sum value)
{
	pfl_text_reset(&d->text);
	pfl_graph_share(d->scene, value, &d->text);
	pfl_out_str(d->out, pfl_text_get(&d->text));
}

void
pfl_dot_put_name(struct pfl_dot *d, uint32_t i)
{
	pfl_text_reset(&d->text);
	pfl_node_print(
		&d->scene->nodes, d->scene->profile, d->scene->graph.node[i].node, &d->text);
	pfl_dot_escaped(d, pfl_text_span(&d->text), PFL_DOT_TOOLTIP_MAX);
}

/* Does `text` stand at s.at[i]? */
static bool
stands(struct pfl_span s, size_t i, const char *text)
{
	struct pfl_span rest = { s.at + i, s.n - i };

	return pfl_span_starts(rest, text);
}

void
pfl_dot_put_title(struct pfl_dot *d, struct pfl_span name)
{
	bool long_name = name.n > d->label_max;
	size_t start = 0;
	size_t i = 0;

	if (long_name)
		name.n = pfl_utf8_cut(name.at, name.n, d->label_max);
	while (i < name.n) {
		bool type = stands(name, i, "[...]");
		size_t n = type ? 5 : stands(name, i, "::") ? 2 : name.at[i] == '.';

		if (!n) {
			i++;
			continue;
		}
		pfl_dot_escaped(d, (struct pfl_span){ name.at + start, i - start }, 0);
		pfl_out_str(d->out, type ? "[…]" : "\\n");
		i += n;
		start = i;
	}
	pfl_dot_escaped(d, (struct pfl_span){ name.at + start, name.n - start }, 0);
	if (long_name)
		pfl_out_str(d->out, "...");
}

void
pfl_dot_put_heading(struct pfl_dot *d, const struct pfl_graph_title *title)
{
	if (title->address[0])
		pfl_out_printf(d->out, "%s\\n", title->address);
	if (title->name.n) {
		pfl_dot_put_title(d, title->name);
		pfl_out_str(d->out, "\\n");
	}
	if (title->place.n) {
		pfl_dot_escaped(d, title->place, d->label_max);
		pfl_out_str(d->out, "\\n");
	}
}

static void
put_node_label(struct pfl_dot *d, uint32_t i, const struct pfl_graph_title *title)
{
	pfl_sum flat = pfl_graph_flat(d->scene, i);
	pfl_sum cum = pfl_graph_cum(d->scene, i);

	pfl_dot_put_heading(d, title);
	if (flat) {
		put_value(d, flat);
		pfl_out_str(d->out, " (");
		put_share(d, flat);
		pfl_out_str(d->out, ")");
	} else {
		pfl_out_str(d->out, "0");
	}
	if (cum != flat) {
		pfl_out_str(d->out, flat ? "\\nof " : " of ");
		put_value(d, cum);
		pfl_out_str(d->out, " (");
		put_share(d, cum);
		pfl_out_str(d->out, ")");
	}
}

static void
put_node(struct pfl_dot *d, uint32_t i, const struct pfl_graph_title *title)
{
	pfl_sum flat = pfl_graph_flat(d->scene, i);
	pfl_sum cum = pfl_graph_cum(d->scene, i);
	double score = pfl_graph_score(d->scene, cum);
	char line[8];
	char fill[8];

	pfl_graph_color(score, false, line);
	pfl_graph_color(score, true, fill);
	pfl_out_printf(d->out, "N%u [label=\"", i + 1);
	put_node_label(d, i, title);
	pfl_out_printf(d->out, "\" id=\"node%u\" fontsize=%u shape=box tooltip=\"", i + 1,
		pfl_graph_font_size(flat, d->max_flat));
	pfl_dot_put_name(d, i);
	pfl_out_str(d->out, " (");
	put_value(d, cum);
	pfl_out_printf(d->out, ")\" color=\"%s\" fillcolor=\"%s\"]\n", line, fill);
}

/* Lines of a nodelet are separated by a literal \n, which graphviz is to see. */
static void
put_nodelet_label(struct pfl_dot *d, struct pfl_span label)
{
	for (unsigned lines = 0; lines < NODELET_LINES; lines++) {
		size_t end = pfl_span_find(label, "\\n");

		pfl_dot_escaped(d, (struct pfl_span){ label.at, end }, PFL_DOT_LABEL_MAX);
		if (end == label.n)
			return;
		pfl_out_str(d->out, "\\n");
		label.at += end + 2;
		label.n -= end + 2;
	}
	pfl_out_str(d->out, "...");
}

static void
put_nodelets(struct pfl_dot *d, uint32_t i, const struct pfl_nodelets *lets)
{
	for (unsigned k = 0; k < lets->n; k++) {
		const struct pfl_nodelet *let = &lets->at[k];

		pfl_out_printf(d->out, "%s [label = \"", let->id);
		put_nodelet_label(d, let->label);
		pfl_out_printf(
			d->out, "\" id=\"%s\" fontsize=8 shape=box3d tooltip=\"", let->id);
		put_value(d, let->value);
		pfl_out_str(d->out, "\"]\n");
		if (let->parent == UINT_MAX)
			pfl_out_printf(d->out, "N%u -> ", i + 1);
		else
			pfl_out_printf(d->out, "%s -> ", lets->at[let->parent].id);
		pfl_out_printf(d->out, "%s [label=\" ", let->id);
		put_value(d, let->value);
		pfl_out_str(d->out, "\" weight=100 tooltip=\"");
		put_value(d, let->value);
		pfl_out_str(d->out, "\" labeltooltip=\"");
		put_value(d, let->value);
		pfl_out_str(d->out, let->dotted ? "\" style=\"dotted\"]\n" : "\"]\n");
	}
}

static void
put_edge_tooltip(
	struct pfl_dot *d, const char *name, const struct pfl_graph_edge *edge, pfl_sum weight)
{
	pfl_out_printf(d->out, " %s=\"", name);
	pfl_dot_put_name(d, edge->from);
	pfl_out_str(d->out, edge->residual ? " ... " : " -> ");
	pfl_dot_put_name(d, edge->to);
	pfl_out_str(d->out, " (");
	put_value(d, weight);
	pfl_out_str(d->out, ")\"");
}

static void
put_edge(struct pfl_dot *d, uint32_t i, bool has_nodelets)
{
	const struct pfl_graph_edge *edge = &d->scene->graph.edge[i];
	pfl_sum weight = pfl_graph_weight(d->scene, i);
	unsigned pull = pfl_graph_steps(d->scene, weight, 100);
	unsigned width = pfl_graph_steps(d->scene, weight, 5);
	char color[8];

	pfl_out_printf(d->out, "N%u -> N%u [label=\" ", edge->from + 1, edge->to + 1);
	put_value(d, weight);
	pfl_out_str(d->out, edge->inlined ? "\\n (inline)\"" : "\"");
	if (pull > 1)
		pfl_out_printf(d->out, " weight=%u", pull);
	if (width > 1)
		pfl_out_printf(d->out, " penwidth=%u", width);
	if (d->scene->total) {
		pfl_graph_color(pfl_graph_score(d->scene, weight), false, color);
		pfl_out_printf(d->out, " color=\"%s\"", color);
	}
	put_edge_tooltip(d, "tooltip", edge, weight);
	put_edge_tooltip(d, "labeltooltip", edge, weight);
	if (edge->residual)
		pfl_out_str(d->out, " style=\"dotted\"");
	if (has_nodelets)
		pfl_out_str(d->out, " minlen=2");
	pfl_out_str(d->out, "]\n");
}

void
pfl_dot_put_head(struct pfl_dot *d, struct pfl_span title, const struct pfl_style *style)
{
	pfl_out_str(d->out, "digraph \"");
	pfl_dot_escaped(d, title, PFL_DOT_LABEL_MAX);
	pfl_out_str(d->out, "\" {\n");
	if (style->rank_dir != PFL_RANK_DOWN)
		pfl_out_printf(d->out, "rankdir=%s\n", pfl_graph_rank_dir(style->rank_dir));
	pfl_out_str(d->out, "node [style=filled fillcolor=\"#f8f8f8\"]\n");
}

bool
pfl_dot_put_packages(struct pfl_dot *d)
{
	uint32_t n = d->scene->graph.n_nodes;
	struct pfl_arena arena = { 0 };
	struct pfl_packages packages;
	uint32_t *first, *next;
	bool ok = pfl_packages_make(&packages, d->scene, n, &arena, d->err);

	/* Chains of rows, as 1 + the row. */
	first = ok ? pfl_arena_alloc(&arena, packages.n, sizeof(*first), d->err) : NULL;
	next = first ? pfl_arena_alloc(&arena, n, sizeof(*next), d->err) : NULL;
	ok = next != NULL;
	for (uint32_t i = n; ok && i-- > 0;) {
		if (packages.of[i]) {
			next[i] = first[packages.of[i] - 1];
			first[packages.of[i] - 1] = i + 1;
		}
	}
	for (uint32_t k = 0; ok && k < packages.n && pfl_out_ok(d->out); k++) {
		pfl_out_printf(d->out, "subgraph cluster_%u { label=\"", k + 1);
		pfl_dot_escaped(d, packages.name[k], PFL_DOT_LABEL_MAX);
		pfl_out_str(d->out, "\" style=rounded color=\"#c9d2de\"");
		for (uint32_t i = first[k]; i; i = next[i - 1])
			pfl_out_printf(d->out, " N%u", i);
		pfl_out_str(d->out, " }\n");
	}
	pfl_arena_clear(&arena);
	return ok;
}

/* A legend that is called like a node would be that node. */
static bool
like_node(struct pfl_span s)
{
	return s.n > 1 && s.at[0] == 'N' &&
		(s.at[1] == 'N' || (s.at[1] >= '0' && s.at[1] <= '9'));
}

void
pfl_dot_put_legend(
	struct pfl_dot *d, const struct pfl_span *line, size_t n, struct pfl_span title)
{
	size_t used = 0;

	if (!n)
		return;
	pfl_out_str(d->out, "subgraph cluster_L { \"");
	if (like_node(line[0]))
		pfl_out_str(d->out, " ");
	pfl_dot_escaped(d, line[0], PFL_DOT_LABEL_MAX);
	pfl_out_str(d->out, "\" [shape=box fontsize=16 label=\"");
	for (size_t i = 0; i < n; i++) {
		if (used > LEGEND_MAX) {
			pfl_out_printf(d->out, "... %zu more lines\\l", n - i);
			break;
		}
		pfl_dot_escaped(d, line[i], LEGEND_LINE_MAX);
		pfl_out_str(d->out, "\\l");
		used += line[i].n < LEGEND_LINE_MAX ? line[i].n : LEGEND_LINE_MAX;
	}
	pfl_out_str(d->out, "\"");
	if (title.n) {
		pfl_out_str(d->out, " tooltip=\"");
		pfl_dot_escaped(d, title, PFL_DOT_LABEL_MAX);
		pfl_out_str(d->out, "\"");
	}
	pfl_out_str(d->out, "] }\n");
}

static bool
put_graph(struct pfl_dot *d)
{
	const struct pfl_callgraph *graph = &d->scene->graph;
	struct pfl_graph_title title = { 0 };
	struct pfl_nodelets lets = { 0 };
	bool *has = calloc((size_t)graph->n_nodes + 1, sizeof(*has));
	bool ok = has || pfl_fail(d->err, PFL_NOMEM, "out of memory");

	for (uint32_t i = 0; ok && i < graph->n_nodes && pfl_out_ok(d->out); i++) {
		ok = pfl_graph_title(&title, d->scene, i, d->err) &&
			pfl_nodelets_make(&lets, d->scene, i, d->err);
		if (!ok)
			break;
		put_node(d, i, &title);
		put_nodelets(d, i, &lets);
		has[i] = lets.n > 0;
	}
	for (uint32_t i = 0; ok && i < graph->n_edges && pfl_out_ok(d->out); i++)
		put_edge(d, i, has[graph->edge[i].from]);
	pfl_graph_title_clear(&title);
	pfl_text_clear(&lets.text);
	free(has);
	return ok;
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_dot d = { .scene = scene,
		.out = out,
		.sink = pfl_sink_out(out),
		.err = err,
		.max_flat = pfl_graph_max_flat(scene),
		.label_max = style->name_width ? style->name_width : PFL_DOT_LABEL_MAX };

	struct pfl_span title =
		style->title ? pfl_span_of(style->title) : pfl_scene_program(scene);
	struct pfl_text header = { 0 };
	struct pfl_span *line = NULL;
	size_t n = 0;
	bool ok = pfl_graph_header(scene, true, &header, &line, &n, err);

	if (d.label_max > PFL_DOT_LABEL_WIDEST)
		d.label_max = PFL_DOT_LABEL_WIDEST;
	pfl_dot_put_head(&d, title.n ? title : pfl_span_of("unnamed"), style);
	pfl_dot_put_legend(&d, line, n, title);
	ok = ok && put_graph(&d) && (!style->cluster || pfl_dot_put_packages(&d));
	pfl_out_str(out, "}\n");
	ok = pfl_text_ok(&d.text, err) && ok;
	pfl_text_clear(&d.text);
	pfl_text_clear(&header);
	free(line);
	return ok;
}

const struct pfl_renderer pfl_render_callgraph_dot = {
	.family = "callgraph",
	.format = "dot",
	.suffix = ".dot",
	.help = "the call graph as text for graphviz",
	.flags = PFL_NEEDS_GRAPH | PFL_GRAPH_VISUAL,
	.render = render,
};
