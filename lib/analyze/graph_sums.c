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

/* Worked out ahead, or added up here. */
static bool
unit_sums(struct graph *g, int k, bool negative, struct pfl_error *err)
{
	pfl_sum *flat, *cum;

	if (pfl_prepared_sums(g->p, g->steps, g->total[k], &g->flat[k], &g->cum[k]))
		return true;
	flat = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*flat), err);
	cum = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*cum), err);
	if (!flat || !cum)
		return false;
	pfl_steps_add_up(g->steps, g->total[k], g->p->stacks.n, negative, flat, cum);
	g->flat[k] = flat;
	g->cum[k] = cum;
	return true;
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
		g->total[k] = stack_totals(g, g->columns->value[k], &negative, err);
		if (!g->total[k] || !unit_sums(g, k, negative, err))
			return false;
	}
	/* Without a negative value nothing can cancel out, and the sums say it as well. */
	g->live = negative ? pfl_stacks_live(g->p, g->columns, &g->scratch, err) : NULL;
	return !negative || g->live;
}
