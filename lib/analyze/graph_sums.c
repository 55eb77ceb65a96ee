/* SPDX-License-Identifier: Apache-2.0 */
/* What the units of a graph amount to: flat and cum. */
#include "analyze/graph.h"
#include "analyze/prepared.h"

static bool
find_totals(struct graph *g, int k, struct pfl_error *err)
{
	const int64_t *value = g->columns->value[k];

	const struct pfl_totals *all = pfl_prepared_totals(g->p, value);

	g->total[k] = all;
	if (all && !g->p->samples.left_out)
		return true;
	g->total[k] = &g->own_total[k];
	if (all)
		return pfl_totals_without(&g->own_total[k], g->p, all, &g->scratch, err);
	return pfl_totals_make(&g->own_total[k], g->p, value, &g->scratch, err);
}

/* Worked out ahead, or added up here. */
static bool
unit_sums(struct graph *g, int k, struct pfl_error *err)
{
	pfl_sum *flat, *cum;

	if (!g->p->calls.n && !g->nodes->hidden &&
		pfl_prepared_sums(g->p, g->steps, g->total[k], &g->flat[k], &g->cum[k]))
		return true;
	flat = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*flat), err);
	cum = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*cum), err);
	if (!flat || !cum)
		return false;
	if (!(g->steps ? pfl_steps_add_up(g->steps, g->nodes->hidden, g->total[k],
				 g->p->stacks.n, flat, cum, err)
		       : pfl_stacks_add_up(
				 g->p, g->nodes, g->end, g->total[k], flat, cum, err)))
		return false;
	g->flat[k] = flat;
	g->cum[k] = cum;
	return !g->p->calls.n || pfl_graph_call_sums(g, k, flat, cum, err);
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
		if (!find_totals(g, k, err) || !unit_sums(g, k, err))
			return false;
		negative |= g->total[k]->negative;
	}
	/* Without a negative value nothing can cancel out, and the sums say it as well. */
	g->live = negative ? pfl_stacks_live(g->p, g->columns, &g->scratch, err) : NULL;
	return !negative || g->live;
}
