/* SPDX-License-Identifier: Apache-2.0 */
/* top: what each function uses itself (flat) and with its calls (cum), as a table. */
#include "render/column.h"
#include "render/grouped.h"
#include "render/renderer.h"
#include "render/report.h"

struct row {
	const struct pfl_graph_node *node;
	pfl_sum flat, cum; /* of a mean: divided */
	pfl_sum sum;       /* of flat so far     */
};

struct top {
	struct pfl_report_rows rows;
	const struct pfl_scene *scene;
	struct row *row;
	struct pfl_arena arena;
};

static uint32_t
node_at(const void *rows, size_t i)
{
	const struct top *top = rows;

	return top->row[i].node->node;
}

static const struct row *
row_at(const void *rows, size_t i)
{
	const struct top *top = rows;

	return &top->row[i];
}

static void
get_flat(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_VALUE;
	cell->value = row_at(rows, i)->flat;
}

static void
get_flat_share(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	pfl_report_share(rows, row_at(rows, i)->flat, cell);
}

static void
get_sum_share(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	pfl_report_share(rows, row_at(rows, i)->sum, cell);
}

static void
get_cum(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_VALUE;
	cell->value = row_at(rows, i)->cum;
}

static void
get_cum_share(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	pfl_report_share(rows, row_at(rows, i)->cum, cell);
}

/* Was it inlined wherever it was called from, as far as the calls are shown? */
static const char *
inline_mark(const struct pfl_callgraph *graph, const struct pfl_graph_node *node)
{
	uint32_t inlined = 0;

	for (uint32_t i = 0; i < node->n_in; i++)
		inlined += graph->edge[graph->in[node->first_in + i]].inlined;
	if (inlined == 0)
		return NULL;
	return inlined == node->n_in ? " (inline)" : " (partial-inline)";
}

static void
get_printed(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct top *top = rows;

	pfl_report_get_printed(rows, i, scratch, cell);
	cell->word = inline_mark(&top->scene->graph, top->row[i].node);
}

/* What starts a line is never a name, but for JSON. The first and the last are for addresses
 * granularity alone. */
static const struct pfl_table_column columns[] = {
	{ "address", "", PFL_IN_JSON, 0, pfl_report_get_address },
	{ "name", "", PFL_IN_JSON, 0, pfl_report_get_name },
	{ "file", "", PFL_IN_JSON, 0, pfl_report_get_file },
	{ "line", "", PFL_IN_JSON, 0, pfl_report_get_line },
	{ "flat", "flat", PFL_IN_TABLES | PFL_IN_DATA, 10, get_flat },
	{ "flat_percent", "flat%", PFL_IN_TABLES | PFL_IN_CSV, 6, get_flat_share },
	{ "sum_percent", "sum%", PFL_IN_TABLES | PFL_IN_CSV, 6, get_sum_share },
	{ "cum", "cum", PFL_IN_TABLES | PFL_IN_DATA, 10, get_cum },
	{ "cum_percent", "cum%", PFL_IN_TABLES | PFL_IN_CSV, 6, get_cum_share },
	{ "name", "", PFL_IN_TABLES, 0, get_printed },
	{ "name", "", PFL_IN_CSV, 0, pfl_report_get_name },
	{ "file", "", PFL_IN_CSV, 0, pfl_report_get_file },
	{ "line", "", PFL_IN_CSV, 0, pfl_report_get_line },
	{ "address", "", PFL_IN_CSV, 0, pfl_report_get_address },
};

static bool
top_init(struct top *top, const struct pfl_scene *scene, struct pfl_error *err)
{
	const struct pfl_callgraph *graph = &scene->graph;
	pfl_sum sum = 0;

	*top = (struct top){ { scene, NULL, node_at }, .scene = scene };
	top->row = pfl_arena_alloc(&top->arena, graph->n_nodes, sizeof(*top->row), err);
	top->rows.file = pfl_report_files(scene, &top->arena, err);
	if (!top->row || !top->rows.file)
		return false;
	for (uint32_t i = 0; i < graph->n_nodes; i++) {
		const struct pfl_graph_node *node = &graph->node[i];
		pfl_sum flat = pfl_column_value(&scene->columns, node->flat);

		top->row[i] = (struct row){
			.node = node,
			.flat = flat,
			.cum = pfl_column_value(&scene->columns, node->cum),
			.sum = sum += flat,
		};
	}
	return true;
}

static struct pfl_table
table_of(const struct top *top, const struct pfl_style *style)
{
	size_t skip = top->scene->granularity != PFL_ADDRESSES;

	struct pfl_table table = pfl_report_table(top->scene, style);

	table.column = columns + skip;
	table.n_columns = sizeof(columns) / sizeof(columns[0]) - 2 * skip;
	table.rows = top;
	table.n = top->scene->graph.n_nodes;
	return table;
}

static bool
write_part(void *context, const struct pfl_part *part, struct pfl_error *err)
{
	struct pfl_writing *writing = context;
	struct top top;
	struct pfl_table table;
	bool ok = top_init(&top, part->scene, err);

	if (ok) {
		table = table_of(&top, writing->style);
		table.group = part->group;
		ok = writing->form(&table, writing, part, err);
		writing->tables++;
	}
	pfl_arena_clear(&top.arena);
	return ok;
}

static bool
part_text(const struct pfl_table *table, const struct pfl_writing *writing,
	const struct pfl_part *part, struct pfl_error *err)
{
	return pfl_part_heading(writing, part, err) && pfl_table_text(table, writing->out, err);
}

static bool
part_json(const struct pfl_table *table, const struct pfl_writing *writing,
	const struct pfl_part *part, struct pfl_error *err)
{
	(void)part;
	return pfl_table_json_rows(table, writing->w, err);
}

static bool
render_text(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_writing writing = { .style = style, .out = out, .form = part_text };
	struct pfl_text labels = { 0 };

	pfl_report_labels(scene, &labels);
	return pfl_report_put(&labels, out, err) &&
		pfl_parts_told(scene, write_part, &writing, err);
}

const struct pfl_renderer pfl_render_top_text = {
	.family = "top",
	.format = "text",
	.suffix = ".txt",
	.help = "functions, the costliest first, as go tool pprof -top prints them",
	.flags = PFL_NEEDS_GRAPH | PFL_NOW_ONLY | PFL_CAN_GROUP,
	.render = render_text,
};

static bool
render_markdown(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	struct pfl_writing writing = { .style = style, .out = out, .form = pfl_part_markdown };

	return pfl_report_heading(scene, "Top", out, err) &&
		pfl_parts_told(scene, write_part, &writing, err);
}

const struct pfl_renderer pfl_render_top_markdown = {
	.family = "top",
	.format = "markdown",
	.suffix = ".md",
	.help = "the same table in Markdown",
	.flags = PFL_NEEDS_GRAPH | PFL_NOW_ONLY | PFL_CAN_GROUP,
	.render = render_markdown,
};

static bool
render_json(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_jsonw w;
	struct pfl_writing writing = { .style = style, .out = out, .form = part_json, .w = &w };
	bool ok;

	pfl_jsonw_init(&w, out, 2);
	pfl_jsonw_object(&w);
	pfl_report_json_head(&w, scene, style, "top/1");
	pfl_report_json_measure(&w, scene);
	pfl_parts_json(&w, scene);
	pfl_jsonw_key(&w, "rows");
	pfl_jsonw_array(&w);
	ok = pfl_parts(scene, write_part, &writing, NULL, err);
	pfl_jsonw_end(&w);
	pfl_report_json_dropped(&w, scene, false);
	pfl_jsonw_end(&w);
	return ok && pfl_jsonw_finish(&w, err);
}

const struct pfl_renderer pfl_render_top_json = {
	.family = "top",
	.format = "json",
	.suffix = ".json",
	.help = "exact values and full names, as JSON",
	.flags = PFL_NEEDS_GRAPH | PFL_NOW_ONLY | PFL_CAN_GROUP,
	.render = render_json,
};

static bool
render_csv(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_writing writing = { .style = style, .out = out, .form = pfl_part_csv };
	const struct top none = { .scene = scene };
	struct pfl_table table = table_of(&none, style);

	return pfl_parts_csv(scene, &table, write_part, &writing, err);
}

const struct pfl_renderer pfl_render_top_csv = {
	.family = "top",
	.format = "csv",
	.suffix = ".csv",
	.help = "exact values and percentages, as comma-separated values",
	.flags = PFL_NEEDS_GRAPH | PFL_NOW_ONLY | PFL_CAN_GROUP,
	.render = render_csv,
};
