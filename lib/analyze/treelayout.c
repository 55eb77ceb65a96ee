/* SPDX-License-Identifier: Apache-2.0 */
/* What is above what in a flame graph. */
#include "analyze/treelayout.h"

#include "analyze/arrange.h"
#include "analyze/chart.h"

static const char *const names[PFL_LAYOUTS] = {
	[PFL_LAYOUT_FLAME] = "flame",
	[PFL_LAYOUT_ICICLE] = "icicle",
	[PFL_LAYOUT_REVERSED] = "reversed",
	[PFL_LAYOUT_CALLERS] = "callers",
	[PFL_LAYOUT_CALLEES] = "callees",
	[PFL_LAYOUT_CHART] = "chart",
};

const char *
pfl_tree_layout_name(enum pfl_tree_layout_kind kind)
{
	return names[kind];
}

struct work {
	struct pfl_tree_layout *layout;
	const struct pfl_profile *p;
	const struct pfl_nodes *nodes;
	const struct pfl_columns *columns;
	const struct pfl_tree_layout_opts *opts;
	struct pfl_arena *arena;
	struct pfl_error *err;
};

static bool
find_kind(struct work *w)
{
	if (!w->opts->name)
		return true;
	for (int i = 0; i < PFL_LAYOUTS; i++) {
		if (strcmp(names[i], w->opts->name) == 0) {
			w->layout->kind = (enum pfl_tree_layout_kind)i;
			return true;
		}
	}
	return pfl_fail(w->err, PFL_USAGE, "there is no layout '%s'", w->opts->name);
}

static bool
is_about_some(enum pfl_tree_layout_kind kind)
{
	return kind == PFL_LAYOUT_CALLERS || kind == PFL_LAYOUT_CALLEES;
}

static bool
check(struct work *w)
{
	enum pfl_tree_layout_kind kind = w->layout->kind;

	if (is_about_some(kind) && !w->opts->around)
		return pfl_fail(w->err, PFL_USAGE,
			"layout: %s of what? --around names the functions", names[kind]);
	if (w->opts->around && (kind == PFL_LAYOUT_REVERSED || kind == PFL_LAYOUT_CHART))
		return pfl_fail(w->err, PFL_USAGE,
			"layout: %s does not go with --around, which is a layout of its own",
			names[kind]);
	if (w->opts->by_value && kind == PFL_LAYOUT_CHART)
		return pfl_fail(w->err, PFL_USAGE,
			"layout: a chart is in the order of time, not of --sort");
	return true;
}

static bool
arrange(struct work *w, struct pfl_calltree *to, const struct pfl_calltree *from,
	enum pfl_arrangement how, const uint8_t *meant)
{
	const struct pfl_arrange_opts opts = {
		.arrangement = how,
		.meant = meant,
		.collapse = w->opts->collapse,
		.by_value = w->opts->by_value,
		.pair = w->columns->second == PFL_SECOND_BEFORE,
	};

	return pfl_calltree_arrange(to, from, w->p, w->nodes, &opts, w->arena, w->err);
}

/* The functions that an expression matches; a note is due when a tree has none of them. */
static const uint8_t *
match(struct work *w, const struct pfl_calltree *tree, const char *pattern, const char *what)
{
	const uint8_t *meant = pfl_nodes_match(w->nodes, w->p, pattern, w->arena, w->err);
	bool any = false;

	for (uint32_t i = 1; meant && i < tree->n && !any; i++)
		any = meant[tree->node[i]];
	if (meant && !any)
		w->layout->unmatched = what;
	return meant;
}

static bool
start_from(struct work *w, struct pfl_calltree *tree)
{
	struct pfl_calltree whole = *tree;
	const uint8_t *meant = match(w, tree, w->opts->root, "root");

	return meant && arrange(w, tree, &whole, PFL_ARRANGE_CALLEES, meant);
}

static bool
go_around(struct work *w, struct pfl_calltree *tree)
{
	struct pfl_tree_layout *layout = w->layout;
	struct pfl_calltree whole = *tree;

	layout->meant = match(w, tree, w->opts->around, "around");
	if (!layout->meant)
		return false;
	if (is_about_some(layout->kind))
		return arrange(w, tree, &whole,
			layout->kind == PFL_LAYOUT_CALLERS ? PFL_ARRANGE_CALLERS
							   : PFL_ARRANGE_CALLEES,
			layout->meant);
	layout->two_sided = true;
	return arrange(w, &layout->callers, &whole, PFL_ARRANGE_CALLERS, layout->meant) &&
		arrange(w, &layout->callees, &whole, PFL_ARRANGE_CALLEES, layout->meant) &&
		arrange(w, tree, &whole, PFL_ARRANGE_FOCUS, layout->meant);
}

static bool
make_chart(struct work *w, struct pfl_calltree *tree)
{
	struct pfl_calltree whole = *tree;

	if (w->opts->root)
		return pfl_fail(w->err, PFL_USAGE,
			"layout: a chart has no --root; --show-from does the same to samples");
	return (!w->opts->collapse || arrange(w, &whole, tree, PFL_ARRANGE_PLAIN, NULL)) &&
		pfl_calltree_chart(tree, &whole, w->p, w->nodes, w->columns,
			&w->layout->untimed, w->arena, w->err);
}

bool
pfl_tree_layout_make(struct pfl_tree_layout *layout, struct pfl_calltree *tree,
	const struct pfl_profile *p, const struct pfl_nodes *nodes,
	const struct pfl_columns *columns, const struct pfl_tree_layout_opts *opts,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct work w = { layout, p, nodes, columns, opts, arena, err };
	struct pfl_calltree whole;

	*layout = (struct pfl_tree_layout){ 0 };
	if (!find_kind(&w) || !check(&w))
		return false;
	if (layout->kind == PFL_LAYOUT_CHART)
		return make_chart(&w, tree);
	if (opts->root && !start_from(&w, tree))
		return false;
	if (opts->around)
		return go_around(&w, tree);
	if (layout->kind != PFL_LAYOUT_REVERSED &&
		(opts->root || (!opts->collapse && !opts->by_value)))
		return true;
	whole = *tree;
	return arrange(&w, tree, &whole,
		layout->kind == PFL_LAYOUT_REVERSED ? PFL_ARRANGE_REVERSED : PFL_ARRANGE_PLAIN,
		NULL);
}
