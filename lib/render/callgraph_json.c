/* SPDX-License-Identifier: Apache-2.0 */
/* callgraph as JSON: "callgraph/1", exact values in the profile's own unit, full names. */
#include "base/jsonw.h"
#include "render/graph_style.h"
#include "render/renderer.h"
#include "render/report.h"
#include <inttypes.h>
#include <stdio.h>

/* "key:value" items stand in the graph with a literal \n between them. */
static void
put_items(struct pfl_jsonw *w, struct pfl_span text)
{
	pfl_jsonw_key(w, "text");
	pfl_jsonw_array(w);
	while (text.n) {
		size_t end = pfl_span_find(text, "\\n");
		size_t next = end < text.n ? end + 2 : end;

		pfl_jsonw_str(w, (struct pfl_span){ text.at, end });
		text.at += next;
		text.n -= next;
	}
	pfl_jsonw_end(w);
}

static void
put_labels(
	struct pfl_jsonw *w, const struct pfl_scene *scene, const struct pfl_graph_node *node)
{
	const struct pfl_profile *p = scene->profile;

	pfl_jsonw_key(w, "labels");
	pfl_jsonw_array(w);
	for (uint32_t i = 0; i < node->n_tags; i++) {
		const struct pfl_graph_tag *tag = &scene->graph.tag[node->first_tag + i];

		pfl_jsonw_object(w);
		if (tag->numeric) {
			pfl_jsonw_key(w, "number");
			pfl_jsonw_i64(w, tag->number);
			pfl_jsonw_key(w, "unit");
			pfl_jsonw_str(w, pfl_profile_text(p, tag->unit));
		}
		put_items(w, pfl_profile_text(p, tag->numeric ? tag->group : tag->text));
		pfl_report_json_sums(w, scene, "flat", "old_flat", tag->flat);
		pfl_report_json_sums(w, scene, "cum", "old_cum", tag->cum);
		pfl_jsonw_end(w);
	}
	pfl_jsonw_end(w);
}

/* A place without a function is called what the reports call it: "[libc.so]", "a.go:12". */
static void
put_name(struct pfl_jsonw *w, const struct pfl_scene *scene, uint32_t node,
	struct pfl_text *text)
{
	struct pfl_span name = pfl_profile_text(scene->profile, scene->nodes.name[node]);

	pfl_text_reset(text);
	if (!name.n) {
		pfl_node_print(&scene->nodes, scene->profile, node, text);
		name = pfl_text_span(text);
	}
	pfl_jsonw_key(w, "name");
	pfl_jsonw_str(w, name);
}

static void
put_node(struct pfl_jsonw *w, const struct pfl_scene *scene, const uint32_t *files, uint32_t i,
	struct pfl_text *text)
{
	const struct pfl_graph_node *node = &scene->graph.node[i];
	const struct pfl_nodes *nodes = &scene->nodes;

	pfl_jsonw_object(w);
	pfl_jsonw_key(w, "id");
	pfl_jsonw_u64(w, (uint64_t)i + 1);
	put_name(w, scene, node->node, text);
	pfl_jsonw_key(w, "file");
	pfl_text_reset(text);
	pfl_jsonw_str(w, pfl_report_file(scene, files[node->node], text));
	pfl_jsonw_key(w, "line");
	pfl_jsonw_i64(w, nodes->line[node->node]);
	if (nodes->address[node->node]) {
		char address[24];

		snprintf(address, sizeof(address), "0x%" PRIx64, nodes->address[node->node]);
		pfl_jsonw_key(w, "address");
		pfl_jsonw_text(w, address);
	}
	pfl_report_json_sums(w, scene, "flat", "old_flat", node->flat);
	pfl_report_json_sums(w, scene, "cum", "old_cum", node->cum);
	put_labels(w, scene, node);
	pfl_jsonw_end(w);
}

static void
put_edge(struct pfl_jsonw *w, const struct pfl_scene *scene, const struct pfl_graph_edge *edge)
{
	pfl_jsonw_object(w);
	pfl_jsonw_key(w, "from");
	pfl_jsonw_u64(w, (uint64_t)edge->from + 1);
	pfl_jsonw_key(w, "to");
	pfl_jsonw_u64(w, (uint64_t)edge->to + 1);
	pfl_report_json_sums(w, scene, "weight", "old_weight", edge->weight);
	pfl_jsonw_key(w, "residual");
	pfl_jsonw_bool(w, edge->residual);
	pfl_jsonw_key(w, "inline");
	pfl_jsonw_bool(w, edge->inlined);
	pfl_jsonw_end(w);
}

static void
put_head(struct pfl_jsonw *w, const struct pfl_scene *scene, const struct pfl_style *style)
{
	pfl_report_json_head(w, scene, style, "callgraph/1");
	pfl_report_json_totals(w, scene);
	pfl_jsonw_key(w, "dropped");
	pfl_jsonw_object(w);
	pfl_jsonw_key(w, "nodes");
	pfl_jsonw_u64(w, scene->graph.dropped_nodes);
	pfl_jsonw_key(w, "edges");
	pfl_jsonw_u64(w, scene->graph.dropped_edges);
	pfl_jsonw_end(w);
}

static bool
write_graph(const struct pfl_scene *scene, const struct pfl_style *style, const uint32_t *files,
	struct pfl_out *out, struct pfl_error *err)
{
	struct pfl_text text = { 0 };
	struct pfl_jsonw w;
	bool ok;

	pfl_jsonw_init(&w, out, 2);
	pfl_jsonw_object(&w);
	put_head(&w, scene, style);
	pfl_jsonw_key(&w, "nodes");
	pfl_jsonw_array(&w);
	for (uint32_t i = 0; i < scene->graph.n_nodes && pfl_out_ok(out); i++)
		put_node(&w, scene, files, i, &text);
	pfl_jsonw_end(&w);
	pfl_jsonw_key(&w, "edges");
	pfl_jsonw_array(&w);
	for (uint32_t i = 0; i < scene->graph.n_edges && pfl_out_ok(out); i++)
		put_edge(&w, scene, &scene->graph.edge[i]);
	pfl_jsonw_end(&w);
	pfl_jsonw_end(&w);
	ok = pfl_text_ok(&text, err);
	pfl_text_clear(&text);
	return pfl_jsonw_finish(&w, err) && ok;
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_arena arena = { 0 };
	const uint32_t *files = pfl_report_files(scene, &arena, err);
	bool ok = files && write_graph(scene, style, files, out, err);

	pfl_arena_clear(&arena);
	return ok;
}

const struct pfl_renderer pfl_render_callgraph_json = {
	.family = "callgraph",
	.format = "json",
	.suffix = ".json",
	.help = "nodes and edges with exact values, as JSON",
	.flags = PFL_NEEDS_GRAPH | PFL_GRAPH_VISUAL,
	.render = render,
};
