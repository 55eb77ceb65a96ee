/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison as reports show it: the order of rows, and numbers for people. */
#include "render/diff.h"

#include "analyze/order.h"
#include "base/unit.h"
#include "render/report.h"

#include <math.h>
#include <stdio.h>

enum {
	UNIT_ROWS = 20, /* whose changes the unit is to fit             */
	VISIBLE = 2000, /* one of so many parts of everything, at least */
};

#define ALIKE 0.05 /* what changes may differ by, relatively, that are the same */

/* How a function is related to a finding. */
enum mark { MARK_PLACE, MARK_ABOVE, MARK_WITHIN, N_MARKS };

double
pfl_diff_factor(const struct pfl_diff *diff)
{
	const struct pfl_comparison *c = diff->c;

	return c->factor * pfl_comparison_runs(c, true) / pfl_comparison_runs(c, false);
}

/* Half of one is rounded to the even neighbour, as everywhere. */
pfl_sum
pfl_diff_change(const struct pfl_diff *diff, double delta)
{
	double by_run = rint(delta / pfl_comparison_runs(diff->c, false));

	return fabs(by_run) < 0x1p126 ? (pfl_sum)by_run : 0;
}

pfl_sum
pfl_diff_old(const struct pfl_diff *diff, pfl_sum old)
{
	return pfl_diff_change(diff, (double)old * diff->c->factor);
}

pfl_sum
pfl_diff_now(const struct pfl_diff *diff, pfl_sum now)
{
	uint32_t n = pfl_comparison_runs(diff->c, false);

	return n > 1 ? (now + (pfl_sum)(n / 2)) / (pfl_sum)n : now;
}

static bool
is_grouped(const struct pfl_diff_list *list)
{
	return list->what > PFL_DIFF_FLAT;
}

static const struct pfl_compared_table *
groups_of(const struct pfl_diff_list *list)
{
	const struct pfl_comparison *c = list->diff->c;

	return list->what == PFL_DIFF_PACKAGES  ? &c->packages
		: list->what == PFL_DIFF_LABELS ? &c->labels
						: &c->edges;
}

const struct pfl_compared_group *
pfl_diff_group(const struct pfl_diff_list *list, size_t i)
{
	return &groups_of(list)->row[list->row[i]];
}

const struct pfl_compared *
pfl_diff_function(const struct pfl_diff_list *list, size_t i)
{
	return is_grouped(list) ? NULL : &list->diff->c->row[list->row[i]];
}

const struct pfl_delta *
pfl_diff_delta(const struct pfl_diff_list *list, size_t i)
{
	const struct pfl_compared *row = pfl_diff_function(list, i);

	if (!row)
		return &pfl_diff_group(list, i)->change;
	return list->what == PFL_DIFF_FLAT ? &row->flat : &row->cum;
}

size_t
pfl_diff_changed(const struct pfl_diff_list *list, size_t most)
{
	size_t n = 0;

	while (n < most && n < list->n && pfl_diff_delta(list, n)->word != PFL_SAME)
		n++;
	return n;
}

static bool
is_place(const struct pfl_comparison *c, const struct pfl_compared *row)
{
	return row->finding != PFL_NONE && c->finding[row->finding].node == row->node;
}

/* Which group of the order a row is in. */
static int
rank(const struct pfl_diff_list *list, size_t i)
{
	const struct pfl_comparison *c = list->diff->c;
	const struct pfl_compared *row = pfl_diff_function(list, i);

	if (row && list->what == PFL_DIFF_CUM && is_place(c, row))
		return 0;
	if (pfl_diff_delta(list, i)->significant)
		return 1;
	return row && list->diff->ruled[row->node] ? 2 : 3;
}

struct order {
	const struct pfl_diff_list *list;
	const uint8_t *rank; /* by row */
};

/* The comparison has its rows in order of cum, which stays where nothing else decides. */
static int
compare(const void *context, uint32_t a, uint32_t b)
{
	const struct order *order = context;
	const struct pfl_compared *row = order->list->diff->c->row;
	double x, y;

	if (order->rank[a] != order->rank[b])
		return order->rank[a] < order->rank[b] ? -1 : 1;
	if (order->list->what == PFL_DIFF_FLAT) {
		x = row[a].flat.effect;
		y = row[b].flat.effect;
		if (x > y || x < y)
			return x > y ? -1 : 1;
	}
	return a < b ? -1 : a > b;
}

static bool
sort(struct pfl_diff_list *list, struct pfl_error *err)
{
	struct pfl_arena scratch = { 0 };
	uint32_t n = list->n ? list->row[list->n - 1] + 1 : 0;
	uint8_t *ranks = pfl_arena_alloc(&scratch, n, sizeof(*ranks), err);
	struct order order = { list, ranks };
	bool ok = ranks != NULL;

	for (uint32_t i = 0; ok && i < list->n; i++) {
		int group = rank(list, i);

		ranks[list->row[i]] = (uint8_t)group;
		list->n_front += group < 3 ? 1 : 0;
	}
	ok = ok && pfl_order_rows(list->row, list->n, compare, &order, err);
	pfl_arena_clear(&scratch);
	return ok;
}

static bool
is_among(const uint32_t *nodes, uint32_t n, uint32_t node)
{
	for (uint32_t i = 0; i < n; i++) {
		if (nodes[i] == node)
			return true;
	}
	return false;
}

/* People need one row of those that say the same. */
static bool
is_folded(const struct pfl_diff *diff, const struct pfl_compared *row)
{
	const struct pfl_finding *f;

	if (diff->syntax == PFL_DIFF_DATA || row->finding == PFL_NONE)
		return false;
	f = &diff->c->finding[row->finding];
	return row->node != f->node && is_among(f->chain, f->n_chain, row->node) &&
		fabs(row->cum.delta - f->delta) <= ALIKE * fabs(f->delta);
}

static bool
make_list(struct pfl_diff *diff, enum pfl_diff_what what, struct pfl_error *err)
{
	struct pfl_diff_list *list = &diff->list[what];
	uint32_t n;

	*list = (struct pfl_diff_list){ .diff = diff, .what = what };
	list->n = is_grouped(list) ? groups_of(list)->n : diff->c->n;
	list->row = pfl_arena_alloc(&diff->arena, list->n, sizeof(*list->row), err);
	if (!list->row)
		return false;
	n = list->n;
	list->n = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (what == PFL_DIFF_CUM && is_folded(diff, &diff->c->row[i]))
			continue;
		list->row[list->n] = i;
		list->n_significant += pfl_diff_delta(list, list->n++)->significant ? 1 : 0;
	}
	return sort(list, err);
}

static bool
find_ruled(struct pfl_diff *diff, struct pfl_error *err)
{
	const struct pfl_comparison *c = diff->c;

	diff->ruled =
		pfl_arena_alloc(&diff->arena, diff->scene->nodes.n, sizeof(*diff->ruled), err);
	for (uint32_t i = 0; diff->ruled && i < c->n_rulings; i++) {
		if (c->ruling[i].node != PFL_NONE)
			diff->ruled[c->ruling[i].node] = 1;
	}
	return diff->ruled != NULL;
}

static bool
find_found(struct pfl_diff *diff, struct pfl_error *err)
{
	const struct pfl_comparison *c = diff->c;

	diff->found =
		pfl_arena_alloc(&diff->arena, diff->scene->nodes.n, sizeof(*diff->found), err);
	for (uint32_t i = 0; diff->found && i < c->n_findings; i++) {
		const struct pfl_finding *f = &c->finding[i];

		for (uint32_t k = 0; k < f->n_path; k++)
			diff->found[f->path[k]] = 1;
		for (uint32_t k = 0; k < f->n_chain; k++)
			diff->found[f->chain[k]] = 1;
	}
	return diff->found != NULL;
}

/* "#1" would be a link to an issue in a comment. */
static void
make_mark(const struct pfl_diff *diff, uint32_t finding, enum mark mark, char *text)
{
	static const char *const before[] = {
		[MARK_PLACE] = "", [MARK_ABOVE] = "contains ", [MARK_WITHIN] = "within "
	};
	uint32_t below = diff->c->finding[finding].n_chain;
	bool comment = diff->syntax == PFL_DIFF_MARKDOWN;
	int n = snprintf(text, PFL_DIFF_MARK, comment ? " (%sfinding %u" : "  %s#%u",
		before[mark], finding + 1);

	if (mark == MARK_PLACE && below)
		n += snprintf(text + n, PFL_DIFF_MARK - (size_t)n, ", +%u frame%s", below,
			below == 1 ? "" : "s");
	if (comment)
		snprintf(text + n, PFL_DIFF_MARK - (size_t)n, ")");
}

static bool
make_marks(struct pfl_diff *diff, struct pfl_error *err)
{
	uint32_t n = diff->c->n_findings;

	diff->mark =
		pfl_arena_alloc(&diff->arena, (size_t)n * N_MARKS, sizeof(*diff->mark), err);
	for (uint32_t i = 0; diff->mark && i < n; i++) {
		for (uint32_t k = 0; k < N_MARKS; k++)
			make_mark(diff, i, (enum mark)k, diff->mark[i * N_MARKS + k]);
	}
	return diff->mark != NULL;
}

/* The scene's unit suits the smallest function there is; here the changes shown decide, but not
 * those that vanish beside everything, as what rounding leaves over does. */
static void
choose_unit(struct pfl_diff *diff)
{
	const struct pfl_scene *scene = diff->scene;
	const struct pfl_diff_list *list = pfl_diff_functions(diff);
	const char *wish = pfl_view_get(scene->view, "unit");
	pfl_sum old = pfl_diff_old(diff, diff->c->total.old);
	pfl_sum now = pfl_diff_now(diff, diff->c->total.now);
	pfl_sum most = old > now ? old : now, least = 0;

	diff->unit = scene->unit;
	if (wish && strcmp(wish, "minimum") != 0)
		return;
	for (uint32_t i = 0; i < list->n && i < UNIT_ROWS; i++) {
		pfl_sum change =
			pfl_sum_abs(pfl_diff_change(diff, pfl_diff_delta(list, i)->delta));

		if (change > most / VISIBLE && (!least || change < least))
			least = change;
	}
	diff->unit =
		pfl_unit_choose(least, most, scene->type_unit, 1 / scene->divide_by, false);
}

bool
pfl_diff_init(struct pfl_diff *diff, const struct pfl_scene *scene,
	const struct pfl_style *style, enum pfl_diff_syntax syntax, struct pfl_error *err)
{
	*diff = (struct pfl_diff){
		.scene = scene, .style = style, .c = scene->comparison, .syntax = syntax
	};
	if (!scene->comparison)
		return pfl_fail(err, PFL_USAGE, "a comparison needs an old and a new profile");
	diff->file = pfl_report_files(scene, &diff->arena, err);
	if (!diff->file || !find_ruled(diff, err) || !find_found(diff, err) ||
		!make_marks(diff, err))
		return false;
	for (int what = 0; what < N_PFL_DIFF_WHATS; what++) {
		if (!make_list(diff, (enum pfl_diff_what)what, err))
			return false;
	}
	choose_unit(diff);
	return true;
}

void
pfl_diff_clear(struct pfl_diff *diff)
{
	pfl_arena_clear(&diff->arena);
}

const struct pfl_diff_list *
pfl_diff_functions(const struct pfl_diff *diff)
{
	return &diff->list[diff->scene->by_flat ? PFL_DIFF_FLAT : PFL_DIFF_CUM];
}

static void
get_old(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_diff_list *list = rows;

	(void)scratch;
	cell->kind = PFL_CELL_VALUE;
	cell->value = pfl_diff_old(list->diff, pfl_diff_delta(list, i)->old);
}

static void
get_new(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_diff_list *list = rows;

	(void)scratch;
	cell->kind = PFL_CELL_VALUE;
	cell->value = pfl_diff_now(list->diff, pfl_diff_delta(list, i)->now);
}

static void
get_change(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_diff_list *list = rows;
	const struct pfl_delta *delta = pfl_diff_delta(list, i);

	(void)scratch;
	cell->kind = PFL_CELL_CHANGE;
	cell->value = pfl_diff_change(list->diff, delta->delta);
	cell->dim = !delta->significant;
}

static void
get_growth(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_diff_list *list = rows;
	const struct pfl_delta *delta = pfl_diff_delta(list, i);
	double old = rint((double)delta->old * list->diff->c->factor);

	(void)scratch;
	cell->kind = PFL_CELL_GROWTH;
	cell->value = delta->now;
	cell->whole = fabs(old) < 0x1p126 ? (pfl_sum)old : 0;
	if (cell->whole == 0 && delta->old > 0)
		cell->whole = 1; /* it is not new */
	cell->dim = !delta->significant;
	if (pfl_delta_is_cut(delta)) {
		cell->kind = PFL_CELL_WORD;
		cell->word = "";
	}
}

/* Of the total change: only what a finding explains is a part of it. */
static void
get_part(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_diff_list *list = rows;
	const struct pfl_comparison *c = list->diff->c;
	const struct pfl_compared *row = pfl_diff_function(list, i);
	double total = c->total.delta, part;

	cell->kind = PFL_CELL_WORD;
	cell->word = "";
	if (!row || list->what == PFL_DIFF_FLAT || !is_place(c, row) || !(fabs(total) > 0))
		return;
	part = rint(c->finding[row->finding].delta / total * 100);
	if (fabs(part) < 1000) /* where changes cancel, parts say nothing */
		pfl_text_printf(scratch, "%.0f%%", part);
	cell->word = pfl_text_get(scratch);
}

static void
get_q(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_delta *delta = pfl_diff_delta(rows, i);

	cell->kind = PFL_CELL_WORD;
	cell->word = "";
	if (isnan(delta->q))
		return;
	pfl_diff_say_q(delta->q, scratch);
	cell->word = pfl_text_get(scratch);
}

static void
get_word(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_diff_list *list = rows;
	enum pfl_change_word word = pfl_diff_delta(rows, i)->word;
	bool text = list->diff->syntax == PFL_DIFF_TEXT;

	(void)scratch;
	cell->kind = PFL_CELL_WORD;
	cell->word = word == PFL_NOISE && text ? "~" : pfl_change_word(word);
}

/* How a function is related to a finding; N_MARKS: not at all. */
static enum mark
relation(const struct pfl_comparison *c, const struct pfl_compared *row, uint32_t finding)
{
	const struct pfl_finding *f = &c->finding[finding];

	if (f->node == row->node)
		return MARK_PLACE;
	if (is_among(f->path, f->n_path, row->node))
		return MARK_ABOVE;
	return row->finding == finding || is_among(f->chain, f->n_chain, row->node)
		? MARK_WITHIN
		: N_MARKS;
}

/* The first finding that it has to do with, its own in front. */
static const char *
mark_of(const struct pfl_diff *diff, const struct pfl_compared *row)
{
	const struct pfl_comparison *c = diff->c;
	uint32_t own = row->finding;

	if (own != PFL_NONE)
		return diff->mark[own * N_MARKS + relation(c, row, own)];
	for (uint32_t i = 0; i < c->n_findings; i++) {
		enum mark mark = relation(c, row, i);

		if (mark != N_MARKS)
			return diff->mark[i * N_MARKS + mark];
	}
	return NULL;
}

static void
get_printed(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_diff_list *list = rows;
	const struct pfl_scene *scene = list->diff->scene;
	const struct pfl_compared *row = pfl_diff_function(list, i);
	const struct pfl_compared_group *group;

	if (row) {
		cell->name = pfl_report_printed(scene, row->node, scratch, &cell->head);
		cell->word = mark_of(list->diff, row);
		return;
	}
	group = pfl_diff_group(list, i);
	if (list->what != PFL_DIFF_EDGES) {
		cell->name = pfl_span_of(group->name);
		return;
	}
	pfl_node_print(&scene->nodes, scene->profile, group->caller, scratch);
	pfl_text_str(scratch, " > ");
	pfl_node_print(&scene->nodes, scene->profile, group->node, scratch);
	cell->name = pfl_text_span(scratch);
}

static const struct pfl_table_column narrow_columns[] = {
	{ "old", "old", PFL_IN_TABLES, 9, get_old },
	{ "new", "new", PFL_IN_TABLES, 9, get_new },
	{ "change", "change", PFL_IN_TABLES, 10, get_change },
	{ "growth", "change%", PFL_IN_TABLES, 8, get_growth },
	{ "verdict", "verdict", PFL_IN_TABLES, 11, get_word },
	{ "name", "", PFL_IN_TABLES, 0, get_printed },
};

static const struct pfl_table_column wide_columns[] = {
	{ "old", "old", PFL_IN_TABLES, 9, get_old },
	{ "new", "new", PFL_IN_TABLES, 9, get_new },
	{ "change", "change", PFL_IN_TABLES, 10, get_change },
	{ "growth", "change%", PFL_IN_TABLES, 8, get_growth },
	{ "part", "of all", PFL_IN_TABLES, 6, get_part },
	{ "q", "q", PFL_IN_TABLES, 7, get_q },
	{ "verdict", "verdict", PFL_IN_TABLES, 11, get_word },
	{ "name", "", PFL_IN_TABLES, 0, get_printed },
};

struct pfl_table
pfl_diff_table(const struct pfl_diff_list *list, size_t first, size_t n, bool wide)
{
	const struct pfl_diff *diff = list->diff;
	struct pfl_table table = pfl_report_table(diff->scene, diff->style);
	size_t left = first < list->n ? list->n - first : 0;

	wide &= !diff->c->mean; /* which has no parts, and no q */

	table.column = wide ? wide_columns : narrow_columns;
	table.n_columns = wide ? sizeof(wide_columns) / sizeof(*wide_columns)
			       : sizeof(narrow_columns) / sizeof(*narrow_columns);
	table.rows = list;
	table.first = first;
	table.n = n < left ? n : left;
	table.unit = diff->unit;
	return table;
}
