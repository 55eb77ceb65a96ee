/* SPDX-License-Identifier: Apache-2.0 */
/* top: what each function uses itself (flat) and with its calls (cum), as a table. */
#include "base/escape.h"
#include "render/column.h"
#include "render/renderer.h"
#include "render/report.h"

#include <inttypes.h>

struct row {
	const struct pfl_graph_node *node;
	pfl_sum flat, cum; /* of a mean: divided */
	pfl_sum sum;       /* of flat so far     */
};

struct top {
	const struct pfl_scene *scene;
	struct row *row;
	const uint32_t *file; /* by node; only for data */
	struct pfl_arena arena;
};

static const struct row *
row_at(const void *rows, size_t i)
{
	const struct top *top = rows;

	return &top->row[i];
}

static void
share(const void *rows, pfl_sum value, struct pfl_cell *cell)
{
	const struct top *top = rows;

	cell->kind = PFL_CELL_SHARE;
	cell->value = value;
	cell->whole = top->scene->total;
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
	share(rows, row_at(rows, i)->flat, cell);
}

static void
get_sum_share(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	share(rows, row_at(rows, i)->sum, cell);
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
	share(rows, row_at(rows, i)->cum, cell);
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

/* As pprof prints it. */
static void
get_printed(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct top *top = rows;
	const struct pfl_graph_node *node = top->row[i].node;

	cell->name = pfl_report_printed(top->scene, node->node, scratch, &cell->head);
	cell->word = inline_mark(&top->scene->graph, node);
}

static void
get_name(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct top *top = rows;

	cell->name = pfl_report_name(top->scene, top->row[i].node->node, scratch);
}

static void
get_file(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct top *top = rows;

	cell->name = pfl_report_file(top->scene, top->file[top->row[i].node->node], scratch);
}

static void
get_line(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct top *top = rows;

	(void)scratch;
	cell->kind = PFL_CELL_NUMBER;
	cell->value = top->scene->nodes.line[top->row[i].node->node];
}

static void
get_address(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct top *top = rows;
	uint64_t address = top->scene->nodes.address[top->row[i].node->node];

	if (address)
		pfl_text_printf(scratch, "0x%" PRIx64, address);
	cell->name = pfl_text_span(scratch);
}

/* What starts a line is never a name, but for JSON. The first and the last are for addresses
 * granularity alone. */
static const struct pfl_table_column columns[] = {
	{ "address", "", PFL_IN_JSON, 0, get_address },
	{ "name", "", PFL_IN_JSON, 0, get_name },
	{ "file", "", PFL_IN_JSON, 0, get_file },
	{ "line", "", PFL_IN_JSON, 0, get_line },
	{ "flat", "flat", PFL_IN_TABLES | PFL_IN_DATA, 10, get_flat },
	{ "flat_percent", "flat%", PFL_IN_TABLES | PFL_IN_CSV, 6, get_flat_share },
	{ "sum_percent", "sum%", PFL_IN_TABLES | PFL_IN_CSV, 6, get_sum_share },
	{ "cum", "cum", PFL_IN_TABLES | PFL_IN_DATA, 10, get_cum },
	{ "cum_percent", "cum%", PFL_IN_TABLES | PFL_IN_CSV, 6, get_cum_share },
	{ "name", "", PFL_IN_TABLES, 0, get_printed },
	{ "name", "", PFL_IN_CSV, 0, get_name },
	{ "file", "", PFL_IN_CSV, 0, get_file },
	{ "line", "", PFL_IN_CSV, 0, get_line },
	{ "address", "", PFL_IN_CSV, 0, get_address },
};

static bool
top_init(struct top *top, const struct pfl_scene *scene, struct pfl_error *err)
{
	const struct pfl_callgraph *graph = &scene->graph;
	pfl_sum sum = 0;

	*top = (struct top){ .scene = scene };
	top->row = pfl_arena_alloc(&top->arena, graph->n_nodes, sizeof(*top->row), err);
	top->file = pfl_report_files(scene, &top->arena, err);
	if (!top->row || !top->file)
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

	return (struct pfl_table){
		.column = columns + skip,
		.n_columns = sizeof(columns) / sizeof(columns[0]) - 2 * skip,
		.rows = top,
		.n = top->scene->graph.n_nodes,
		.scene = top->scene,
		.name_width = style->name_width,
		.total_width = style->columns,
		.color = style->color,
		.csv_raw = style->csv_raw,
	};
}

static bool
write_text(const struct top *top, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_table table = table_of(top, style);
	struct pfl_text labels = { 0 };

	pfl_report_labels(top->scene, &labels);
	return pfl_report_put(&labels, out, err) && pfl_table_text(&table, out, err);
}

static bool
write_markdown(const struct top *top, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_table table = table_of(top, style);
	struct pfl_text text = { 0 };

	pfl_text_str(&text, "### Top: ");
	pfl_escape_markdown_code(
		pfl_sink_text(&text), pfl_span_of(top->scene->type_name), false);
	pfl_text_str(&text, "\n\n");
	pfl_report_fence(top->scene, &text);
	pfl_text_char(&text, '\n');
	return pfl_report_put(&text, out, err) && pfl_table_markdown(&table, out, err);
}

static bool
write_csv(const struct top *top, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_table table = table_of(top, style);

	return pfl_table_csv(&table, out, err);
}

static bool
write_json(const struct top *top, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	const struct pfl_scene *scene = top->scene;
	struct pfl_table table = table_of(top, style);
	double cutoff = (double)scene->total * scene->graph_opts.node_fraction;
	struct pfl_jsonw w;
	bool ok;

	pfl_jsonw_init(&w, out, 2);
	pfl_jsonw_object(&w);
	pfl_report_json_head(&w, scene, style, "top/1");
	pfl_jsonw_key(&w, "total");
	pfl_jsonw_sum(&w, scene->total);
	pfl_jsonw_key(&w, "samples");
	pfl_jsonw_u64(&w, pfl_profile_samples(scene->input));
	pfl_jsonw_key(&w, "duration_ns");
	pfl_jsonw_i64(&w, scene->profile->meta.duration_nanos);
	pfl_jsonw_key(&w, "rows");
	ok = pfl_table_json(&table, &w, err);
	pfl_jsonw_key(&w, "dropped");
	pfl_jsonw_object(&w);
	pfl_jsonw_key(&w, "nodes");
	pfl_jsonw_u64(&w, scene->graph.dropped_nodes);
	pfl_jsonw_key(&w, "cutoff");
	pfl_jsonw_sum(&w, pfl_sum_abs((pfl_sum)cutoff));
	pfl_jsonw_end(&w);
	pfl_jsonw_end(&w);
	return pfl_jsonw_finish(&w, err) && ok;
}

typedef bool writer(const struct top *top, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err);

static bool
render(writer *write, const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	struct top top;
	bool ok = top_init(&top, scene, err) && write(&top, style, out, err);

	pfl_arena_clear(&top.arena);
	return ok;
}

static bool
render_text(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return render(write_text, scene, style, out, err);
}

const struct pfl_renderer pfl_render_top_text = {
	.family = "top",
	.format = "text",
	.suffix = ".txt",
	.help = "a table as go tool pprof -top prints it",
	.flags = PFL_NEEDS_GRAPH,
	.render = render_text,
};

static bool
render_markdown(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	return render(write_markdown, scene, style, out, err);
}

const struct pfl_renderer pfl_render_top_markdown = {
	.family = "top",
	.format = "markdown",
	.suffix = ".md",
	.help = "the same table in Markdown",
	.flags = PFL_NEEDS_GRAPH,
	.render = render_markdown,
};

static bool
render_json(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return render(write_json, scene, style, out, err);
}

const struct pfl_renderer pfl_render_top_json = {
	.family = "top",
	.format = "json",
	.suffix = ".json",
	.help = "exact values and full names, as JSON",
	.flags = PFL_NEEDS_GRAPH,
	.render = render_json,
};

static bool
render_csv(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return render(write_csv, scene, style, out, err);
}

const struct pfl_renderer pfl_render_top_csv = {
	.family = "top",
	.format = "csv",
	.suffix = ".csv",
	.help = "exact values and percentages, as comma-separated values",
	.flags = PFL_NEEDS_GRAPH,
	.render = render_csv,
};
