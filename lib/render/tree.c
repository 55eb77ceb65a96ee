/* SPDX-License-Identifier: Apache-2.0 */
/* tree and peek: each function between those that call it and those that it calls. */
#include "base/escape.h"
#include "base/unit.h"
#include "base/utf8.h"
#include "render/column.h"
#include "render/grouped.h"
#include "render/renderer.h"
#include "render/report.h"

enum relation { CALLER, SELF, CALLEE };

/* A line of the report. A block is a node's callers, the node, and its callees. */
struct line {
	const struct pfl_graph_node *block;
	const struct pfl_graph_edge *edge; /* SELF: NULL */
	enum relation relation;
	uint32_t number; /* of the block, from 1 */
	pfl_sum sum;     /* SELF: of flat so far */
};

struct tree {
	struct pfl_report_rows rows;
	const struct pfl_scene *scene;
	struct line *line;
	size_t n, n_blocks;
	struct pfl_arena arena;
};

static const struct line *
line_at(const void *rows, size_t i)
{
	const struct tree *tree = rows;

	return &tree->line[i];
}

/* The node that a line names. */
static uint32_t
node_of(const struct pfl_scene *scene, const struct line *line)
{
	const struct pfl_graph_node *node = line->block;

	if (line->relation != SELF)
		node = &scene->graph.node[line->relation == CALLER ? line->edge->from
								   : line->edge->to];
	return node->node;
}

static uint32_t
node_at(const void *rows, size_t i)
{
	const struct tree *tree = rows;

	return node_of(tree->scene, &tree->line[i]);
}

static pfl_sum
value_of(const void *rows, const pfl_sum sum[2])
{
	const struct tree *tree = rows;

	return pfl_column_value(&tree->scene->columns, sum);
}

/* A cell that only the block's own line has, or only the others. */
static bool
is_empty(const void *rows, size_t i, bool own, struct pfl_cell *cell)
{
	if ((line_at(rows, i)->relation == SELF) == own)
		return false;
	cell->kind = PFL_CELL_WORD;
	cell->word = "";
	return true;
}

static void
get_flat(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	if (is_empty(rows, i, true, cell))
		return;
	cell->kind = PFL_CELL_VALUE;
	cell->value = value_of(rows, line_at(rows, i)->block->flat);
}

static void
get_flat_share(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	if (!is_empty(rows, i, true, cell))
		pfl_report_share(rows, value_of(rows, line_at(rows, i)->block->flat), cell);
}

static void
get_sum_share(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	if (!is_empty(rows, i, true, cell))
		pfl_report_share(rows, line_at(rows, i)->sum, cell);
}

static void
get_cum(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	if (is_empty(rows, i, true, cell))
		return;
	cell->kind = PFL_CELL_VALUE;
	cell->value = value_of(rows, line_at(rows, i)->block->cum);
}

static void
get_cum_share(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	if (!is_empty(rows, i, true, cell))
		pfl_report_share(rows, value_of(rows, line_at(rows, i)->block->cum), cell);
}

static void
get_calls(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	if (is_empty(rows, i, false, cell))
		return;
	cell->kind = PFL_CELL_VALUE;
	cell->value = value_of(rows, line_at(rows, i)->edge->weight);
}

/* Of what the block's function and its calls use. */
static void
get_calls_share(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct line *line = line_at(rows, i);

	(void)scratch;
	if (is_empty(rows, i, false, cell))
		return;
	cell->kind = PFL_CELL_SHARE;
	cell->value = value_of(rows, line->edge->weight);
	cell->whole = value_of(rows, line->block->cum);
}

static const char *const relations[] = { "caller", "self", "callee" };

static void
get_relation(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_WORD;
	cell->word = relations[line_at(rows, i)->relation];
}

static void
get_block(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_NUMBER;
	cell->value = line_at(rows, i)->number;
}

static bool
is_inlined(const struct line *line)
{
	return line->edge && line->edge->inlined;
}

static void
get_inline(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_WORD;
	cell->word = is_inlined(line_at(rows, i)) ? "inline" : "";
}

static void
get_printed(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	pfl_report_get_printed(rows, i, scratch, cell);
	cell->word = is_inlined(line_at(rows, i)) ? " (inline)" : NULL;
}

/* The last is for addresses granularity alone. */
static const struct pfl_table_column columns[] = {
	{ "block", "", PFL_IN_CSV, 6, get_block },
	{ "relation", "", PFL_IN_CSV | PFL_IN_MARKDOWN, 0, get_relation },
	{ "flat", "flat", PFL_IN_CSV | PFL_IN_MARKDOWN, 10, get_flat },
	{ "flat_percent", "flat%", PFL_IN_CSV | PFL_IN_MARKDOWN, 6, get_flat_share },
	{ "sum_percent", "sum%", PFL_IN_CSV | PFL_IN_MARKDOWN, 6, get_sum_share },
	{ "cum", "cum", PFL_IN_CSV | PFL_IN_MARKDOWN, 10, get_cum },
	{ "cum_percent", "cum%", PFL_IN_CSV | PFL_IN_MARKDOWN, 6, get_cum_share },
	{ "calls", "calls", PFL_IN_CSV | PFL_IN_MARKDOWN, 10, get_calls },
	{ "calls_percent", "calls%", PFL_IN_CSV | PFL_IN_MARKDOWN, 6, get_calls_share },
	{ "name", "", PFL_IN_MARKDOWN, 0, get_printed },
	{ "inline", "", PFL_IN_CSV, 0, get_inline },
	{ "name", "", PFL_IN_CSV, 0, pfl_report_get_name },
	{ "file", "", PFL_IN_CSV, 0, pfl_report_get_file },
	{ "line", "", PFL_IN_CSV, 0, pfl_report_get_line },
	{ "address", "", PFL_IN_CSV, 0, pfl_report_get_address },
};

/* The lines of a node. */
static void
add_block(struct tree *tree, const struct pfl_graph_node *node, pfl_sum sum)
{
	const struct pfl_callgraph *graph = &tree->scene->graph;
	uint32_t number = (uint32_t)++tree->n_blocks;

	for (uint32_t i = 0; i < node->n_in; i++)
		tree->line[tree->n++] = (struct line){ node,
			&graph->edge[graph->in[node->first_in + i]], CALLER, number, 0 };
	tree->line[tree->n++] = (struct line){ node, NULL, SELF, number, sum };
	for (uint32_t i = 0; i < node->n_out; i++)
		tree->line[tree->n++] = (struct line){ node,
			&graph->edge[graph->out[node->first_out + i]], CALLEE, number, 0 };
}

/* The blocks to show: of the nodes that the graph is about. */
static void
add_blocks(struct tree *tree)
{
	const struct pfl_scene *scene = tree->scene;
	const uint8_t *about = scene->graph_opts.about;
	pfl_sum sum = 0;

	for (uint32_t i = 0; i < scene->graph.n_nodes; i++) {
		const struct pfl_graph_node *node = &scene->graph.node[i];

		if (!about || about[node->node])
			add_block(tree, node, sum += value_of(tree, node->flat));
	}
}

static bool
tree_init(struct tree *tree, const struct pfl_scene *scene, struct pfl_error *err)
{
	const struct pfl_callgraph *graph = &scene->graph;

	*tree = (struct tree){ { scene, NULL, node_at }, .scene = scene };
	tree->line = pfl_arena_alloc(&tree->arena, graph->n_nodes + 2 * (size_t)graph->n_edges,
		sizeof(*tree->line), err);
	tree->rows.file = pfl_report_files(scene, &tree->arena, err);
	if (!tree->line || !tree->rows.file)
		return false;
	add_blocks(tree);
	return true;
}

/* Everything that is used again for every line of text. */
struct writer {
	const struct tree *tree;
	struct pfl_table table;
	struct pfl_text line, name, scratch;
	struct pfl_out *out;
};

static const char separator[] =
	"----------------------------------------------------------+-------------\n";

static void
add_value(struct writer *w, pfl_sum value, size_t width)
{
	pfl_text_reset(&w->scratch);
	pfl_table_value(&w->table, PFL_CELL_VALUE, value, &w->scratch);
	pfl_table_pad(&w->line, pfl_text_span(&w->scratch), width);
	pfl_text_add(&w->line, pfl_text_span(&w->scratch));
}

static void
add_share(struct writer *w, pfl_sum value, pfl_sum whole)
{
	char percent[PFL_PERCENT_TEXT];

	pfl_text_char(&w->line, ' ');
	pfl_text_str(&w->line, pfl_percent(value, whole, percent));
}

static void
add_self(struct writer *w, const struct line *line)
{
	pfl_sum flat = value_of(w->tree, line->block->flat);
	pfl_sum cum = value_of(w->tree, line->block->cum), total = w->tree->scene->total;

	add_value(w, flat, 10);
	add_share(w, flat, total);
	add_share(w, line->sum, total);
	pfl_text_char(&w->line, ' ');
	add_value(w, cum, 10);
	add_share(w, cum, total);
	pfl_text_str(&w->line, "                | ");
}

static void
add_call(struct writer *w, const struct line *line)
{
	pfl_sum weight = value_of(w->tree, line->edge->weight);

	add_value(w, weight, 50);
	add_share(w, weight, value_of(w->tree, line->block->cum));
	pfl_text_str(&w->line, " |   ");
}

static void
write_line(struct writer *w, size_t row)
{
	const struct line *line = &w->tree->line[row];
	struct pfl_cell cell = { .kind = PFL_CELL_NAME };
	bool bold = w->table.color && line->relation == SELF;

	pfl_text_reset(&w->line);
	pfl_text_reset(&w->name);
	(line->relation == SELF ? add_self : add_call)(w, line);
	get_printed(w->tree, row, &w->name, &cell);
	pfl_table_name(&w->table, &cell, pfl_utf8_columns(w->line.at, w->line.n), &w->line,
		&w->scratch);
	pfl_out_str(w->out, bold ? PFL_BOLD : "");
	pfl_out_write(w->out, w->line.at, w->line.n);
	pfl_out_str(w->out, bold ? PFL_PLAIN "\n" : "\n");
}

static void
write_head(struct writer *w)
{
	pfl_out_str(w->out, separator);
	pfl_out_str(w->out, w->table.color ? PFL_BOLD : "");
	pfl_out_str(w->out,
		"      flat  flat%   sum%        cum   cum%   calls calls% + context \t \t ");
	pfl_out_str(w->out, w->table.color ? PFL_PLAIN "\n" : "\n");
}

static bool
write_text(const struct tree *tree, const struct pfl_writing *writing, struct pfl_error *err)
{
	struct pfl_out *out = writing->out;
	struct writer w = {
		.tree = tree, .table = pfl_report_table(tree->scene, writing->style), .out = out
	};
	uint32_t block = 0;
	bool ok;

	write_head(&w);
	for (size_t i = 0; i < tree->n && !w.line.failed && pfl_out_ok(out); i++) {
		if (tree->line[i].number != block)
			pfl_out_str(out, separator);
		block = tree->line[i].number;
		write_line(&w, i);
	}
	if (tree->n)
		pfl_out_str(out, separator);
	ok = pfl_text_ok(&w.line, err) && pfl_text_ok(&w.name, err);
	pfl_text_clear(&w.line);
	pfl_text_clear(&w.name);
	pfl_text_clear(&w.scratch);
	return ok;
}

static struct pfl_table
table_of(const struct tree *tree, const struct pfl_style *style)
{
	struct pfl_table table = pfl_report_table(tree->scene, style);

	table.column = columns;
	table.n_columns = sizeof(columns) / sizeof(columns[0]) -
		(tree->scene->granularity != PFL_ADDRESSES);
	table.rows = tree;
	table.n = tree->n;
	return table;
}

static void
json_sum(struct pfl_jsonw *w, const char *key, pfl_sum value)
{
	pfl_jsonw_key(w, key);
	pfl_jsonw_sum(w, value);
}

/* The lines of one relation in a block; *i is the first of them. */
static void
json_calls(struct pfl_jsonw *w, const struct tree *tree, uint32_t block, enum relation relation,
	size_t *i, struct pfl_text *scratch)
{
	pfl_jsonw_key(w, relation == CALLER ? "callers" : "callees");
	pfl_jsonw_array(w);
	for (; *i < tree->n; ++*i) {
		const struct line *line = &tree->line[*i];

		if (line->number != block || line->relation != relation)
			break;
		pfl_jsonw_object(w);
		pfl_report_json_place(w, &tree->rows, node_of(tree->scene, line), scratch);
		json_sum(w, "calls", value_of(tree, line->edge->weight));
		pfl_jsonw_key(w, "inline");
		pfl_jsonw_bool(w, line->edge->inlined);
		pfl_jsonw_end(w);
	}
	pfl_jsonw_end(w);
}

static void
json_block(struct pfl_jsonw *w, const struct tree *tree, uint32_t group, size_t *i,
	struct pfl_text *scratch)
{
	const struct pfl_graph_node *node = tree->line[*i].block;
	uint32_t block = tree->line[*i].number;

	pfl_jsonw_object(w);
	if (group) {
		pfl_jsonw_key(w, "group");
		pfl_jsonw_u64(w, group - 1);
	}
	pfl_report_json_place(w, &tree->rows, node->node, scratch);
	json_sum(w, "flat", value_of(tree, node->flat));
	json_sum(w, "cum", value_of(tree, node->cum));
	json_calls(w, tree, block, CALLER, i, scratch);
	++*i;
	json_calls(w, tree, block, CALLEE, i, scratch);
	pfl_jsonw_end(w);
}

static bool
write_json(const struct tree *tree, const struct pfl_writing *writing, uint32_t group,
	struct pfl_error *err)
{
	struct pfl_text scratch = { 0 };
	bool ok;

	for (size_t i = 0; i < tree->n && pfl_out_ok(writing->out);)
		json_block(writing->w, tree, group, &i, &scratch);
	ok = pfl_text_ok(&scratch, err);
	pfl_text_clear(&scratch);
	return ok;
}

/* Of groups in which nothing matches there is nothing to say. */
static bool
write_part(void *context, const struct pfl_part *part, struct pfl_error *err)
{
	struct pfl_writing *writing = context;
	struct tree tree;
	struct pfl_table table;
	bool ok = tree_init(&tree, part->scene, err);

	if (ok && (tree.n_blocks || part->group == 0)) {
		table = table_of(&tree, writing->style);
		ok = writing->form(&table, writing, part, err);
		writing->tables += tree.n_blocks > 0;
	}
	pfl_arena_clear(&tree.arena);
	return ok;
}

static bool
part_text(const struct pfl_table *table, const struct pfl_writing *writing,
	const struct pfl_part *part, struct pfl_error *err)
{
	return pfl_part_heading(writing, part, err) && write_text(table->rows, writing, err);
}

static bool
part_json(const struct pfl_table *table, const struct pfl_writing *writing,
	const struct pfl_part *part, struct pfl_error *err)
{
	return write_json(table->rows, writing, part->group, err);
}

/* Where nothing is left to match there is no mistake in the expression. */
static bool
has_matched(
	const struct pfl_scene *scene, const struct pfl_writing *writing, struct pfl_error *err)
{
	const char *pattern = pfl_view_get(scene->view, "pattern");

	return !pattern || writing->tables || scene->graph.n_nodes == 0 ||
		pfl_fail(err, PFL_USAGE, "no matches found for regexp: %s", pattern);
}

static bool
render_text(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_writing writing = { .style = style, .out = out, .form = part_text };
	struct pfl_text labels = { 0 };

	pfl_report_labels(scene, &labels);
	return pfl_report_put(&labels, out, err) &&
		pfl_parts_told(scene, write_part, &writing, err) &&
		has_matched(scene, &writing, err);
}

static bool
render_markdown(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	const char *pattern = pfl_view_get(scene->view, "pattern");
	struct pfl_writing writing = { .style = style, .out = out, .form = pfl_part_markdown };

	return pfl_report_heading(scene, pattern ? "Peek" : "Tree", out, err) &&
		pfl_parts_told(scene, write_part, &writing, err) &&
		has_matched(scene, &writing, err);
}

static bool
render_csv(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_writing writing = { .style = style, .out = out, .form = pfl_part_csv };
	const struct tree none = { .scene = scene };
	struct pfl_table table = table_of(&none, style);

	return pfl_parts_csv(scene, &table, write_part, &writing, err) &&
		has_matched(scene, &writing, err);
}

static bool
render_json(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	const char *pattern = pfl_view_get(scene->view, "pattern");
	struct pfl_jsonw w;
	struct pfl_writing writing = { .style = style, .out = out, .form = part_json, .w = &w };
	bool ok;

	pfl_jsonw_init(&w, out, 2);
	pfl_jsonw_object(&w);
	pfl_report_json_head(&w, scene, style, pattern ? "peek/1" : "tree/1");
	if (pattern) {
		pfl_jsonw_key(&w, "pattern");
		pfl_jsonw_text(&w, pattern);
	}
	pfl_report_json_measure(&w, scene);
	pfl_parts_json(&w, scene);
	pfl_jsonw_key(&w, "rows");
	pfl_jsonw_array(&w);
	ok = pfl_parts(scene, write_part, &writing, NULL, err) &&
		has_matched(scene, &writing, err);
	pfl_jsonw_end(&w);
	pfl_report_json_dropped(&w, scene, true);
	pfl_jsonw_end(&w);
	return ok && pfl_jsonw_finish(&w, err);
}

#define TREE(form, ending, about, about_peek)                                                  \
	const struct pfl_renderer pfl_render_tree_##form = {                                   \
		.family = "tree",                                                              \
		.format = #form,                                                               \
		.suffix = ending,                                                              \
		.help = about,                                                                 \
		.flags = PFL_NEEDS_GRAPH | PFL_NOW_ONLY | PFL_CAN_GROUP,                       \
		.render = render_##form,                                                       \
	};                                                                                     \
	const struct pfl_renderer pfl_render_peek_##form = {                                   \
		.family = "peek",                                                              \
		.format = #form,                                                               \
		.suffix = ending,                                                              \
		.help = about_peek,                                                            \
		.flags = PFL_NEEDS_GRAPH | PFL_NOW_ONLY | PFL_CAN_GROUP | PFL_NEEDS_PATTERN,   \
		.render = render_##form,                                                       \
	}
#define BOTH(form, ending, about) TREE(form, ending, about, about)
TREE(text, ".txt", "each function between its callers and callees, as go tool pprof -tree",
	"callers and callees of functions that match, as go tool pprof -peek");
BOTH(markdown, ".md", "the same as a table in Markdown");
BOTH(csv, ".csv", "a line for each caller, function and callee, as comma-separated values");
BOTH(json, ".json", "exact values and full names, as JSON");
