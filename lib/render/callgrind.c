/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Callgrind's format for KCachegrind: the call graph by instruction and line, as pprof writes
 * it. How often a call was made nobody knows, which is 0 there; callgrind_annotate takes what
 * such calls cost for the caller's own.
 */
#include "base/escape.h"
#include "base/unit.h"
#include "render/frame_name.h"
#include "render/renderer.h"

#include <inttypes.h>
#include <stdio.h>

struct writer {
	const struct pfl_scene *scene;
	struct pfl_out *out;
	struct pfl_error *err;
	struct pfl_arena arena;
	/* Names are written in full once, "(1) main", and "(1)" from then on. */
	struct pfl_strtab objects, files, functions;
	struct pfl_text name, text;
	/* By place in the graph: of how many functions of one name it is which, from 1. */
	uint32_t *rank, *of;
};

static void
put(struct writer *w, const char *text)
{
	pfl_out_write(w->out, text, strlen(text));
}

/* "fn=(2) main"; the name is in w->text. Blanks alone are none: readers take them off. */
static void
put_name(struct writer *w, const char *key, struct pfl_strtab *names)
{
	struct pfl_span name = pfl_text_span(&w->text);
	char number[16];
	uint32_t id;

	put(w, key);
	if (pfl_span_trim(name).n) {
		uint32_t n = pfl_strtab_n(names);

		id = pfl_strtab_add(names, name, w->err);
		snprintf(number, sizeof(number), "(%" PRIu32 ")", id);
		put(w, number);
		if (id == n) {
			put(w, " ");
			pfl_out_write(w->out, name.at, name.n);
		}
	}
	put(w, "\n");
}

/* Any string as one line of the file, into w->text. */
static void
set_text(struct writer *w, struct pfl_span s)
{
	pfl_text_reset(&w->text);
	pfl_escape_terminal(pfl_sink_text(&w->text), s);
}

static void
put_string(struct writer *w, const char *key, struct pfl_strtab *names, uint32_t id)
{
	set_text(w, pfl_profile_text(w->scene->profile, id));
	put_name(w, key, names);
}

/* What has no name, or blanks for one, is called by its address, as everywhere. */
static void
set_function(struct writer *w, uint32_t place)
{
	const struct pfl_nodes *nodes = &w->scene->nodes;
	uint32_t node = w->scene->graph.node[place].node;
	struct pfl_span name = pfl_profile_text(w->scene->profile, nodes->name[node]);

	if (pfl_span_trim(name).n == 0)
		name = pfl_unnamed(nodes->address[node],
			pfl_profile_text(w->scene->profile, nodes->object[node]), &w->name);
	set_text(w, name);
}

static void
put_callee(struct writer *w, uint32_t place)
{
	set_function(w, place);
	if (w->of[place] > 1)
		pfl_text_printf(
			&w->text, " [%" PRIu32 "/%" PRIu32 "]", w->rank[place], w->of[place]);
	put_name(w, "cfn=", &w->functions);
}

/* An address by itself or by how far it is from the last one, whichever is shorter. */
static void
put_address(struct writer *w, const uint64_t *last, uint64_t address)
{
	char whole[24], step[24];

	snprintf(whole, sizeof(whole), "0x%" PRIx64, address);
	if (last && *last == address) {
		put(w, "*");
		return;
	}
	if (last) {
		bool up = address > *last;

		snprintf(step, sizeof(step), "%c%" PRIu64, up ? '+' : '-',
			up ? address - *last : *last - address);
		if (strlen(step) < strlen(whole)) {
			put(w, step);
			return;
		}
	}
	put(w, whole);
}

/* A whole number of the unit in the head of the file, which has no sign. */
static void
put_cost(struct writer *w, pfl_sum value)
{
	char text[PFL_SUM_TEXT];

	value = pfl_unit_whole(pfl_unit_apply(value, 1 / w->scene->divide_by),
		w->scene->type_unit, w->scene->unit);
	put(w, pfl_sum_text(value > 0 ? value : 0, text));
}

/* A sign would make a step of it. */
static void
put_line(struct writer *w, int64_t line)
{
	char text[24];

	snprintf(text, sizeof(text), " %" PRId64, line > 0 ? line : 0);
	put(w, text);
}

/* Addresses of callees are counted from the node before, as pprof has it. */
static void
put_calls(struct writer *w, const struct pfl_graph_node *from, const uint64_t *last)
{
	const struct pfl_callgraph *graph = &w->scene->graph;
	const struct pfl_nodes *nodes = &w->scene->nodes;

	for (uint32_t i = 0; i < from->n_out; i++) {
		const struct pfl_graph_edge *edge =
			&graph->edge[graph->out[from->first_out + i]];
		uint32_t node = graph->node[edge->to].node;

		put_string(w, "cfl=", &w->files, nodes->file[node]);
		put_callee(w, edge->to);
		put(w, "calls=0 ");
		put_address(w, last, nodes->address[node]);
		put_line(w, nodes->line[node]);
		put(w, "\n* * ");
		put_cost(w, edge->weight[0]);
		put(w, "\n");
	}
}

static void
put_nodes(struct writer *w)
{
	const struct pfl_callgraph *graph = &w->scene->graph;
	const struct pfl_nodes *nodes = &w->scene->nodes;
	uint64_t address = 0;
	uint32_t before = PFL_NONE;

	for (uint32_t i = 0; i < graph->n_nodes && w->err->code == PFL_OK; i++) {
		uint32_t node = graph->node[i].node;
		const uint64_t *last = before == PFL_NONE ? NULL : &address;

		if (before == PFL_NONE || nodes->object[before] != nodes->object[node] ||
			nodes->file[before] != nodes->file[node] ||
			nodes->name[before] != nodes->name[node]) {
			put_string(w, "\nob=", &w->objects, nodes->object[node]);
			put_string(w, "fl=", &w->files, nodes->file[node]);
			set_function(w, i);
			put_name(w, "fn=", &w->functions);
		}
		put_address(w, last, nodes->address[node]);
		put_line(w, nodes->line[node]);
		put(w, " ");
		put_cost(w, pfl_column_value(&w->scene->columns, graph->node[i].flat));
		put(w, "\n");
		put_calls(w, &graph->node[i], last);
		address = nodes->address[node];
		before = node;
	}
}

/* --- functions of one name --- */

static uint32_t
parent_of(const struct writer *w, uint32_t place)
{
	const struct pfl_callgraph *graph = &w->scene->graph;
	const struct pfl_graph_node *node = &graph->node[place];

	if (!w->scene->graph_opts.call_tree || node->n_in == 0)
		return PFL_NONE;
	return graph->edge[graph->in[node->first_in]].from;
}

static bool
same_function(const struct pfl_nodes *nodes, uint32_t a, uint32_t b)
{
	return nodes->name[a] == nodes->name[b] && nodes->file[a] == nodes->file[b] &&
		nodes->object[a] == nodes->object[b] &&
		nodes->start_line[a] == nodes->start_line[b];
}

/* Number the functions of each name in the order of the graph. */
static bool
rank_functions(struct writer *w)
{
	const struct pfl_callgraph *graph = &w->scene->graph;
	const struct pfl_nodes *nodes = &w->scene->nodes;
	struct pfl_idmap functions, names;
	uint32_t *function, *name, *count;
	bool ok;

	pfl_idmap_init(&functions, NULL);
	pfl_idmap_init(&names, NULL);
	w->rank = pfl_arena_alloc(&w->arena, graph->n_nodes, sizeof(*w->rank), w->err);
	w->of = pfl_arena_alloc(&w->arena, graph->n_nodes, sizeof(*w->of), w->err);
	function = pfl_arena_alloc(&w->arena, graph->n_nodes, sizeof(*function), w->err);
	name = pfl_arena_alloc(&w->arena, graph->n_nodes, sizeof(*name), w->err);
	count = pfl_arena_alloc(&w->arena, graph->n_nodes, sizeof(*count), w->err);
	ok = w->rank && w->of && function && name && count &&
		pfl_idmap_reserve(&functions, graph->n_nodes, w->err) &&
		pfl_idmap_reserve(&names, graph->n_nodes, w->err);
	for (uint32_t i = 0; ok && i < graph->n_nodes; i++) {
		uint32_t node = graph->node[i].node, parent = parent_of(w, i), row;
		uint64_t key = (uint64_t)nodes->name[node] << 32 | nodes->file[node];
		uint64_t hash = pfl_hash_u64(names.seed, key);
		uint32_t at = PFL_IDMAP_START;

		while ((row = pfl_idmap_next(&names, hash, &at)) != PFL_IDMAP_FREE) {
			uint32_t other = graph->node[row].node;

			if (nodes->name[other] == nodes->name[node] &&
				nodes->file[other] == nodes->file[node])
				break;
		}
		if (row == PFL_IDMAP_FREE)
			pfl_idmap_put(&names, hash, row = i);
		name[i] = row; /* the first place of that name */

		hash = pfl_hash_pair(functions.seed, key, parent);
		at = PFL_IDMAP_START;
		while ((row = pfl_idmap_next(&functions, hash, &at)) != PFL_IDMAP_FREE) {
			if (function[row] == parent &&
				same_function(nodes, graph->node[row].node, node))
				break;
		}
		function[i] = parent;
		if (row == PFL_IDMAP_FREE) {
			pfl_idmap_put(&functions, hash, i);
			w->rank[i] = ++count[name[i]];
		} else {
			w->rank[i] = w->rank[row];
		}
	}
	for (uint32_t i = 0; ok && i < graph->n_nodes; i++)
		w->of[i] = count[name[i]];
	pfl_idmap_clear(&functions);
	pfl_idmap_clear(&names);
	return ok;
}

/* --- the file --- */

/* Blanks separate events, so none may be in the name of one. */
static void
put_head(struct writer *w)
{
	pfl_text_reset(&w->name);
	pfl_text_printf(&w->name, "%s(%s)", w->scene->type_name, w->scene->unit);
	set_text(w, pfl_text_span(&w->name));
	for (size_t i = 0; i < w->text.n; i++) {
		if (w->text.at[i] == ' ')
			w->text.at[i] = '_';
	}
	put(w, "positions: instr line\nevents: ");
	pfl_out_write(w->out, w->text.at, w->text.n);
	put(w, "\n");
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct writer w = { .scene = scene, .out = out, .err = err };
	bool ok;

	(void)style;
	ok = pfl_strtab_init(&w.objects, NULL, NULL, err) &&
		pfl_strtab_init(&w.files, NULL, NULL, err) &&
		pfl_strtab_init(&w.functions, NULL, NULL, err) && rank_functions(&w);
	if (ok) {
		put_head(&w);
		put_nodes(&w);
		ok = pfl_text_ok(&w.name, err) && pfl_text_ok(&w.text, err);
	}
	pfl_strtab_clear(&w.objects);
	pfl_strtab_clear(&w.files);
	pfl_strtab_clear(&w.functions);
	pfl_text_clear(&w.name);
	pfl_text_clear(&w.text);
	pfl_arena_clear(&w.arena);
	return ok && err->code == PFL_OK;
}

const struct pfl_renderer pfl_render_convert_callgrind = {
	.family = "convert",
	.format = "callgrind",
	.suffix = ".callgrind",
	.help = "the call graph for KCachegrind",
	.flags = PFL_NEEDS_GRAPH | PFL_EXACT | PFL_NOW_ONLY,
	.loses = PFL_LOSES_TYPES | PFL_LOSES_LABELS | PFL_LOSES_OLD | PFL_LOSES_NEGATIVE |
		PFL_LOSES_INLINING | PFL_LOSES_TIMES | PFL_LOSES_COMMENTS,
	.render = render,
};
