/* SPDX-License-Identifier: Apache-2.0 */
/* What the units of a graph amount to: flat and cum. */
#include "analyze/graph.h"
#include "analyze/prepared.h"

/* By stack. *negative: some value is. NULL with *err. */
static const pfl_sum *
stack_totals(struct graph *g, const int64_t *value, bool *negative, struct pfl_error *err)
{
	const pfl_sum *ready = pfl_prepared_totals(g->p, value, negative);

	return ready ? ready : pfl_column_totals(g->p, value, negative, &g->scratch, err);
}

/* What a stack has without the stacks called from it: nearly always at most one. */
static pfl_sum
own(const struct graph *g, const pfl_sum *total, uint32_t row)
{
	const uint32_t *end = g->steps->end;
	pfl_sum sum = total[row];

	for (uint32_t i = row + 1; i < end[row]; i = end[i])
		sum -= total[i];
	return sum;
}

/*
 * What a sample has belongs to the innermost frame of its stack, and once to each node on the
 * way there: a node that is on the path already has counted everything below.
 */
static void
add_units(const struct graph *g, const pfl_sum *total, pfl_sum *flat, pfl_sum *cum)
{
	const uint32_t *step = g->steps->at;

	for (uint32_t i = 1; i < g->p->stacks.n; i++) {
		pfl_sum sum = total[i];

		for (;; step++) {
			if (!(*step & PFL_STEP_AGAIN))
				cum[*step & PFL_STEP_NODE] += sum;
			if (*step & PFL_STEP_LAST)
				break;
		}
		flat[*step++ & PFL_STEP_NODE] += own(g, total, i);
	}
}

bool
pfl_graph_sums(struct graph *g, struct pfl_error *err)
{
	bool negative = false;

	for (int k = 0; k < 2 && g->opts->call_tree; k++) {
		g->flat[k] = g->tree->self[k];
		g->cum[k] = g->tree->total[k];
	}
	if (g->opts->call_tree)
		return true;
	for (int k = 0; k < (g->columns->second == PFL_SECOND_NONE ? 1 : 2); k++) {
		pfl_sum *flat = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*flat), err);
		pfl_sum *cum = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*cum), err);
		const pfl_sum *total = stack_totals(g, g->columns->value[k], &negative, err);

		if (!flat || !cum || !total)
			return false;
		add_units(g, total, flat, cum);
		g->flat[k] = flat;
		g->cum[k] = cum;
		g->total[k] = total;
	}
	/* Without a negative value nothing can cancel out, and the sums say it as well. */
	g->live = negative ? pfl_stacks_live(g->p, g->columns, &g->scratch, err) : NULL;
	return !negative || g->live;
}
