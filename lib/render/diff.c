/* SPDX-License-Identifier: Apache-2.0 */
/* What changed between the two profiles of a pair. */
#include "render/diff.h"

#include "analyze/order.h"
#include "base/unit.h"
#include "render/report.h"

static const struct pfl_graph_node *
node_at(const struct pfl_diff_list *list, uint32_t row)
{
	return &list->diff->scene->graph.node[row];
}

pfl_sum
pfl_diff_old(const struct pfl_diff_list *list, uint32_t row)
{
	return list->cum ? node_at(list, row)->cum[1] : node_at(list, row)->flat[1];
}

pfl_sum
pfl_diff_new(const struct pfl_diff_list *list, uint32_t row)
{
	return list->cum ? node_at(list, row)->cum[0] : node_at(list, row)->flat[0];
}

struct order {
	const struct pfl_diff_list *list;
	struct pfl_node_ranks ranks;
};

static int
compare(const void *context, uint32_t a, uint32_t b)
{
	const struct order *order = context;
	uint32_t x = node_at(order->list, a)->node, y = node_at(order->list, b)->node;
	int largest = pfl_sum_cmp(pfl_sum_abs(pfl_diff_change(order->list, b)),
		pfl_sum_abs(pfl_diff_change(order->list, a)));

	if (largest)
		return largest;
	if (order->ranks.print[x] != order->ranks.print[y])
		return order->ranks.print[x] < order->ranks.print[y] ? -1 : 1;
	return (order->ranks.full[x] > order->ranks.full[y]) -
		(order->ranks.full[x] < order->ranks.full[y]);
}

static bool
make_list(struct pfl_diff *diff, struct pfl_diff_list *list, bool cum,
	const struct pfl_node_ranks *ranks, struct pfl_error *err)
{
	struct order order = { .list = list, .ranks = *ranks };
	uint32_t n = diff->scene->graph.n_nodes;

	*list = (struct pfl_diff_list){ .diff = diff, .n = n, .cum = cum };
	list->row = pfl_arena_alloc(&diff->arena, n, sizeof(*list->row), err);
	if (!list->row)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		list->row[i] = i;
		list->n_changed += pfl_diff_change(list, i) != 0;
	}
	return pfl_order_rows(list->row, n, compare, &order, err);
}

static bool
make_lists(struct pfl_diff *diff, struct pfl_error *err)
{
	const struct pfl_scene *scene = diff->scene;
	uint32_t n = scene->graph.n_nodes;
	uint32_t *node = pfl_arena_alloc(&diff->arena, n, sizeof(*node), err);
	struct pfl_node_ranks ranks = { 0 };

	if (!node)
		return false;
	for (uint32_t i = 0; i < n; i++)
		node[i] = scene->graph.node[i].node;
	return pfl_node_rank(
		       &ranks, &scene->nodes, scene->profile, node, n, &diff->arena, err) &&
		make_list(diff, &diff->flat, false, &ranks, err) &&
		make_list(diff, &diff->cum, true, &ranks, err);
}

/* The smallest change among the first rows that is not 0, or what was found before. */
static pfl_sum
least_change(const struct pfl_diff_list *list, size_t limit, pfl_sum least)
{
	size_t n = list->n_changed < limit ? list->n_changed : limit;
	pfl_sum change =
		n ? pfl_sum_abs(pfl_diff_change(list, list->row[n - 1])) : 0; /* in order */

	return change && (!least || change < least) ? change : least;
}

/* The scene's unit suits the smallest function there is; here the changes shown decide. */
static void
choose_unit(struct pfl_diff *diff, size_t limit)
{
	const struct pfl_scene *scene = diff->scene;
	const char *wish = pfl_view_get(scene->view, "unit");
	pfl_sum least = least_change(&diff->cum, limit, least_change(&diff->flat, limit, 0));
	pfl_sum most = scene->total > scene->total_before ? scene->total : scene->total_before;

	diff->unit = scene->unit;
	if (!wish || strcmp(wish, "minimum") == 0)
		diff->unit = pfl_unit_choose(
			least, most, scene->type_unit, 1 / scene->divide_by, false);
}

bool
pfl_diff_init(struct pfl_diff *diff, const struct pfl_scene *scene,
	const struct pfl_style *style, size_t limit, struct pfl_error *err)
{
	const struct pfl_pairing *pairing = scene->profile->pairing;

	*diff = (struct pfl_diff){ .scene = scene, .style = style, .factor = 1 };
	if (!scene->pair)
		return pfl_fail(err, PFL_USAGE, "a comparison needs an old and a new profile");
	diff->file = pfl_report_files(scene, &diff->arena, err);
	if (!diff->file || !make_lists(diff, err))
		return false;
	if (pairing && pairing->factor) {
		diff->normalized = true;
		diff->factor = pairing->factor[scene->columns.type];
	}
	diff->new_shown = scene->shown[0];
	diff->old_shown = scene->shown[1];
	choose_unit(diff, limit);
	return true;
}

void
pfl_diff_clear(struct pfl_diff *diff)
{
	pfl_arena_clear(&diff->arena);
}

const struct pfl_diff_list *
pfl_diff_first(const struct pfl_diff *diff)
{
	return diff->scene->graph_opts.order == PFL_ORDER_CUM ? &diff->cum : &diff->flat;
}

uint32_t
pfl_diff_extreme(const struct pfl_diff_list *list, bool up)
{
	for (uint32_t i = 0; i < list->n_changed; i++) {
		if ((pfl_diff_change(list, list->row[i]) > 0) == up)
			return list->row[i];
	}
	return PFL_NONE;
}

static uint32_t
row_at(const void *rows, size_t i)
{
	const struct pfl_diff_list *list = rows;

	return list->row[i];
}

static void
get_old(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_VALUE;
	cell->value = pfl_diff_old(rows, row_at(rows, i));
}

static void
get_new(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_VALUE;
	cell->value = pfl_diff_new(rows, row_at(rows, i));
}

static void
get_change(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_CHANGE;
	cell->value = pfl_diff_change(rows, row_at(rows, i));
}

static void
get_growth(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_GROWTH;
	cell->value = pfl_diff_new(rows, row_at(rows, i));
	cell->whole = pfl_diff_old(rows, row_at(rows, i));
}

static void
get_printed(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_diff_list *list = rows;

	cell->name = pfl_report_printed(
		list->diff->scene, node_at(list, list->row[i])->node, scratch, &cell->head);
}

static void
get_name(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_diff_list *list = rows;

	cell->name =
		pfl_report_name(list->diff->scene, node_at(list, list->row[i])->node, scratch);
}

static void
get_file(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_diff_list *list = rows;
	uint32_t file = list->diff->file[node_at(list, list->row[i])->node];

	cell->name = pfl_report_file(list->diff->scene, file, scratch);
}

/* A value of data, whichever list the rows are in. */
static void
get_value(const void *rows, size_t i, bool cum, int which, struct pfl_cell *cell)
{
	const struct pfl_graph_node *node = node_at(rows, row_at(rows, i));

	cell->kind = PFL_CELL_VALUE;
	cell->value = cum ? node->cum[which] : node->flat[which];
}

static void
get_old_flat(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	get_value(rows, i, false, 1, cell);
}

static void
get_new_flat(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	get_value(rows, i, false, 0, cell);
}

static void
get_old_cum(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	get_value(rows, i, true, 1, cell);
}

static void
get_new_cum(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	get_value(rows, i, true, 0, cell);
}

/* Arithmetic, not judgement: flat decides, cum where flat is the same. */
static void
get_status(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_graph_node *node = node_at(rows, row_at(rows, i));
	int change = pfl_sum_cmp(node->flat[0], node->flat[1]);

	(void)scratch;
	if (change == 0)
		change = pfl_sum_cmp(node->cum[0], node->cum[1]);
	cell->kind = PFL_CELL_WORD;
	if (change == 0)
		cell->word = "same";
	else if (node->flat[1] == 0 && node->cum[1] == 0)
		cell->word = "new";
	else if (node->flat[0] == 0 && node->cum[0] == 0)
		cell->word = "gone";
	else
		cell->word = change > 0 ? "regression" : "improvement";
}

static const struct pfl_table_column columns[] = {
	{ "name", "", PFL_IN_DATA, 0, get_name },
	{ "file", "", PFL_IN_DATA, 0, get_file },
	{ "old_flat", "", PFL_IN_DATA, 0, get_old_flat },
	{ "new_flat", "", PFL_IN_DATA, 0, get_new_flat },
	{ "old_cum", "", PFL_IN_DATA, 0, get_old_cum },
	{ "new_cum", "", PFL_IN_DATA, 0, get_new_cum },
	{ "status", "", PFL_IN_DATA, 0, get_status },
	{ "old", "old", PFL_IN_TABLES, 10, get_old },
	{ "new", "new", PFL_IN_TABLES, 10, get_new },
	{ "change", "change", PFL_IN_TABLES, 11, get_change },
	{ "growth", "change%", PFL_IN_TABLES, 8, get_growth },
	{ "name", "", PFL_IN_TABLES, 0, get_printed },
};

struct pfl_table
pfl_diff_table(const struct pfl_diff_list *list, size_t first, size_t n)
{
	const struct pfl_style *style = list->diff->style;
	size_t left = first < list->n ? list->n - first : 0;

	return (struct pfl_table){
		.column = columns,
		.n_columns = sizeof(columns) / sizeof(columns[0]),
		.rows = list,
		.first = first,
		.n = n < left ? n : left,
		.scene = list->diff->scene,
		.unit = list->diff->unit,
		.name_width = style->name_width,
		.total_width = style->columns,
		.color = style->color,
		.csv_raw = style->csv_raw,
	};
}
