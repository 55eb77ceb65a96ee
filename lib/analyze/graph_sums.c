/* SPDX-License-Identifier: Apache-2.0 */
/* What the units of a graph amount to: flat and cum. */
#include "analyze/graph.h"

/*
 * The sum of what samples have at and below each stack; no value, no sums. *signs: some value
 * is negative. NULL with *err.
 */
static pfl_sum *
stack_totals(struct graph *g, const int64_t *value, bool *signs, struct pfl_error *err)
{
	const struct pfl_stacks *stacks = &g->p->stacks;
	const struct pfl_samples *samples = &g->p->samples;
	pfl_sum *total = pfl_arena_alloc(&g->scratch, stacks->n, sizeof(*total), err);
	int64_t all = 0;

	if (!total)
		return NULL;
	for (uint32_t i = 0; value && i < samples->n; i++) {
		total[samples->stack[i]] += value[i];
		all |= value[i];
	}
	for (uint32_t i = stacks->n; i-- > 1;)
		total[stacks->parent[i]] += total[i];
	*signs |= all < 0;
	return total;
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
	bool signs = false;

	for (int k = 0; k < 2 && g->opts->call_tree; k++) {
		g->flat[k] = g->tree->self[k];
		g->cum[k] = g->tree->total[k];
	}
	if (g->opts->call_tree)
		return true;
	for (int k = 0; k < (g->columns->second == PFL_SECOND_NONE ? 1 : 2); k++) {
		pfl_sum *flat = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*flat), err);
		pfl_sum *cum = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*cum), err);
		pfl_sum *total = stack_totals(g, g->columns->value[k], &signs, err);

		if (!flat || !cum || !total)
			return false;
		add_units(g, total, flat, cum);
		g->flat[k] = flat;
		g->cum[k] = cum;
		g->total[k] = total;
	}
	/* Without a negative value nothing can cancel out, and the sums say it as well. */
	g->live = signs ? pfl_stacks_live(g->p, g->columns, &g->scratch, err) : NULL;
	return !signs || g->live;
}
