/* SPDX-License-Identifier: Apache-2.0 */
/* What a line of weblist opens to: the calls that it makes, and its machine code. */
#include "render/weblist.h"

#include "base/name.h"

#include <inttypes.h>
#include <stdlib.h>

enum { MAX_CALLS = 20 }; /* shown of a line */

static int
by_place(const void *a, const void *b)
{
	const struct pfl_code_row *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return (x->instruction > y->instruction) - (x->instruction < y->instruction);
}

static void
take_places(struct pfl_weblist *w, uint32_t code, uint32_t instruction)
{
	const struct pfl_assembly *assembly = &w->a->scene->assembly;
	const struct pfl_instruction *i = &assembly->instruction[instruction];

	for (uint32_t k = 0; k < i->n_places; k++) {
		const struct pfl_code_place *place = &assembly->place[i->first_place + k];

		if (place->file)
			w->code[w->n_code++] = (struct pfl_code_row){ place->file, place->name,
				place->line, instruction, code, k == 0 };
	}
}

/* Instructions of a function stand in ascending order, so their numbers are as good as
 * addresses.
 */
bool
pfl_weblist_sort_code(struct pfl_weblist *w, struct pfl_error *err)
{
	const struct pfl_assembly *assembly = &w->a->scene->assembly;

	w->code = pfl_arena_alloc(&w->arena, assembly->n_places, sizeof(*w->code), err);
	if (!w->code)
		return false;
	for (uint32_t c = 0; c < assembly->n; c++) {
		uint32_t first = assembly->code[c].first, end = first + assembly->code[c].n;

		for (uint32_t i = first; i < end; i++)
			take_places(w, c, i);
	}
	if (w->n_code)
		qsort(w->code, w->n_code, sizeof(*w->code), by_place);
	return true;
}

/* The code of a line, of whatever functions stand in it: *n rows. */
static const struct pfl_code_row *
code_of(const struct pfl_weblist *w, const struct pfl_routine *r, int64_t line, size_t *n)
{
	struct pfl_code_row key = { .file = r->given, .line = line };
	size_t low = 0, high = w->n_code;

	*n = 0;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (by_place(&w->code[mid], &key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	while (low + *n < w->n_code && w->code[low + *n].file == key.file &&
		w->code[low + *n].line == line)
		++*n;
	return *n ? &w->code[low] : NULL;
}

/* Several functions may share a line. What a program calls one is not always what the profile
 * does. */
static bool
is_of(const struct pfl_code_row *row, const struct pfl_routine *r)
{
	return row->name == 0 || row->name == r->name;
}

bool
pfl_weblist_opens(const struct pfl_weblist *w, const struct pfl_routine *r,
	const struct pfl_listed_line *line)
{
	const struct pfl_scene *scene = w->a->scene;
	const struct pfl_code_row *row;
	size_t n;

	for (uint32_t i = line->first; i < line->first + line->n; i++) {
		if (scene->graph.node[scene->listing.node[i]].n_out)
			return true;
	}
	row = code_of(w, r, line->line, &n);
	while (n > 0 && !is_of(row, r)) {
		row++;
		n--;
	}
	return n > 0;
}

/* What is called from a line: edges to one function and file, taken together. */
struct call {
	uint32_t to; /* position in the graph: the heaviest */
	bool inlined, one_line;
	pfl_sum weight[2];
};

struct calls {
	struct call at[MAX_CALLS]; /* those that follow are in `rest` */
	uint32_t n, rest;
	pfl_sum rest_weight[2];
};

static void
add_call(struct calls *calls, const struct pfl_scene *scene, const struct pfl_graph_edge *edge)
{
	const struct pfl_nodes *nodes = &scene->nodes;
	uint32_t node = scene->graph.node[edge->to].node, i = 0;
	pfl_sum *weight;

	for (; i < calls->n; i++) {
		uint32_t other = scene->graph.node[calls->at[i].to].node;

		if (nodes->name[other] && nodes->name[other] == nodes->name[node] &&
			nodes->file[other] == nodes->file[node])
			break;
	}
	if (i < calls->n) {
		calls->at[i].one_line = false;
		calls->at[i].inlined &= edge->inlined;
	} else if (i < MAX_CALLS) {
		calls->at[calls->n++] = (struct call){ edge->to, edge->inlined, true, { 0 } };
	} else {
		calls->rest++;
	}
	weight = i < calls->n ? calls->at[i].weight : calls->rest_weight;
	weight[0] += edge->weight[0];
	weight[1] += edge->weight[1];
}

/* The heaviest first; what weighs the same stays in the order of the graph. */
static void
sort_calls(struct calls *calls, const struct pfl_annotate *a)
{
	for (uint32_t i = 1; i < calls->n; i++) {
		struct call call = calls->at[i];
		pfl_sum weight = pfl_sum_abs(pfl_annotate_sum(a, call.weight));
		uint32_t k = i;

		for (; k > 0 &&
			pfl_sum_abs(pfl_annotate_sum(a, calls->at[k - 1].weight)) < weight;
			k--)
			calls->at[k] = calls->at[k - 1];
		calls->at[k] = call;
	}
}

/* What is called, as a link where it is on this page. */
static void
put_callee(struct pfl_weblist *w, const struct call *call)
{
	const struct pfl_scene *scene = w->a->scene;
	uint32_t node = scene->graph.node[call->to].node, section = w->section[call->to];
	int64_t line = call->one_line ? scene->nodes.line[node] : 0;
	struct pfl_span file =
		pfl_path_base(pfl_profile_text(scene->profile, scene->nodes.file[node]));
	struct pfl_text scratch = { 0 };

	pfl_text_str(w->text, call->inlined ? "<b>inlined</b> " : "<b>calls</b> ");
	if (section && line)
		pfl_text_printf(w->text, "<a href=\"#f%ul%" PRId64 "\">", section, line);
	else if (section)
		pfl_text_printf(w->text, "<a href=\"#f%u\">", section);
	pfl_weblist_put_text(w, pfl_report_name(scene, node, &scratch), PFL_WEBLIST_NAME);
	pfl_text_str(w->text, section ? "</a>" : "");
	if (scene->nodes.name[node] && file.n) {
		pfl_text_str(w->text, " <i>");
		pfl_weblist_put_text(w, file, PFL_WEBLIST_NAME);
		if (line)
			pfl_text_printf(w->text, ":%" PRId64, line);
		pfl_text_str(w->text, "</i>");
	}
	w->text->failed |= scratch.failed;
	pfl_text_clear(&scratch);
}

static void
put_weight(struct pfl_weblist *w, const pfl_sum weight[2])
{
	pfl_text_str(w->text, "<div class=\"r c\"><span></span><span></span><span>");
	pfl_weblist_put_value(w, pfl_annotate_sum(w->a, weight));
	pfl_text_str(w->text, "</span><span></span><span class=\"s\">");
}

static void
put_calls(struct pfl_weblist *w, const struct pfl_listed_line *line)
{
	const struct pfl_scene *scene = w->a->scene;
	struct calls calls = { 0 };

	for (uint32_t i = line->first; i < line->first + line->n; i++) {
		const struct pfl_graph_node *node = &scene->graph.node[scene->listing.node[i]];

		for (uint32_t k = node->first_out; k < node->first_out + node->n_out; k++)
			add_call(&calls, scene, &scene->graph.edge[scene->graph.out[k]]);
	}
	sort_calls(&calls, w->a);
	for (uint32_t i = 0; i < calls.n; i++) {
		put_weight(w, calls.at[i].weight);
		put_callee(w, &calls.at[i]);
		pfl_text_str(w->text, "</span></div>\n");
	}
	if (calls.rest) {
		put_weight(w, calls.rest_weight);
		pfl_text_printf(w->text, "%u more</span></div>\n", calls.rest);
	}
}

static void
open_remark(struct pfl_weblist *w)
{
	pfl_text_str(w->text,
		"<div class=\"r o\"><span></span><span></span><span></span><span></span>"
		"<span class=\"s\">");
}

/* The line that inlined code comes from, above the instructions that do. */
static void
put_origin(struct pfl_weblist *w, const struct pfl_instruction *i)
{
	open_remark(w);
	if (i->inlined) {
		pfl_text_str(w->text, "<b>inlined</b> ");
		pfl_weblist_put_text(w, pfl_span_of(i->inlined), PFL_WEBLIST_NAME);
		pfl_text_char(w->text, ' ');
	}
	pfl_text_str(w->text, "<i>");
	pfl_weblist_put_text(w, pfl_span_of(i->file), PFL_WEBLIST_NAME);
	if (i->line)
		pfl_text_printf(w->text, ":%" PRId64, i->line);
	pfl_text_str(w->text, "</i></span></div>\n");
}

static bool
same_origin(const struct pfl_instruction *a, const struct pfl_instruction *b)
{
	return a->line == b->line && a->file && b->file && strcmp(a->file, b->file) == 0;
}

/* The function that the line was inlined into, where its code is. */
static void
put_whose(struct pfl_weblist *w, const struct pfl_machine_code *code)
{
	open_remark(w);
	pfl_text_str(w->text, "<b>inlined into</b> ");
	pfl_weblist_put_text(w, pfl_span_of(code->name), PFL_WEBLIST_NAME);
	pfl_text_str(w->text, "</span></div>\n");
}

/* `gap`: there is other code before it. */
static void
put_instruction(struct pfl_weblist *w, const struct pfl_instruction *i, bool inlined, bool gap)
{
	pfl_sum flat[2] = { 0 }, cum[2] = { 0 };

	pfl_annotate_spots(w->a->scene, i, flat, cum);
	pfl_text_printf(w->text, "<div class=\"r a%s%s%s\">", inlined ? " d" : "",
		gap ? " g" : "", i->n ? " v" : "");
	pfl_weblist_put_cells(w, pfl_annotate_sum(w->a, flat), pfl_annotate_sum(w->a, cum), 0);
	pfl_text_printf(
		w->text, "<span></span><span class=\"s\"><i>%" PRIx64 "</i> ", i->address);
	pfl_weblist_put_text(w, pfl_span_of(i->text), PFL_WEBLIST_NAME);
	pfl_text_str(w->text, "</span></div>\n");
}

static void
put_code(struct pfl_weblist *w, const struct pfl_routine *r, int64_t line)
{
	const struct pfl_assembly *assembly = &w->a->scene->assembly;
	struct pfl_span name = pfl_profile_text(w->a->scene->profile, r->name);
	const struct pfl_instruction *before = NULL;
	uint32_t code = PFL_NONE;
	size_t n;

	for (const struct pfl_code_row *row = code_of(w, r, line, &n); n > 0; row++, n--) {
		const struct pfl_instruction *i = &assembly->instruction[row->instruction];
		bool inlined = !row->innermost && i->file;

		if (i == before || !is_of(row, r))
			continue;
		if (row->code != code &&
			(code != PFL_NONE ||
				!pfl_span_eq(
					name, pfl_span_of(assembly->code[row->code].name))))
			put_whose(w, &assembly->code[row->code]);
		if (inlined && (!before || !same_origin(before, i)))
			put_origin(w, i);
		put_instruction(w, i, inlined, before && code == row->code && i != before + 1);
		code = row->code;
		before = i;
		if (!pfl_weblist_flush(w))
			break;
	}
}

void
pfl_weblist_put_inside(
	struct pfl_weblist *w, const struct pfl_routine *r, const struct pfl_listed_line *line)
{
	put_calls(w, line);
	put_code(w, r, line->line);
}
