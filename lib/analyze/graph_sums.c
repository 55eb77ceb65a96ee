/* SPDX-License-Identifier: Apache-2.0 */
/* What the units of a graph amount to: flat and cum. */
#include "analyze/graph.h"

/* The sum of what samples have at and below each stack; no value, no sums. NULL with *err. */
static pfl_sum *
stack_totals(struct graph *g, const int64_t *value, struct pfl_error *err)
{
	const struct pfl_stacks *stacks = &g->p->stacks;
	const struct pfl_samples *samples = &g->p->samples;
	pfl_sum *total = pfl_arena_alloc(&g->scratch, stacks->n, sizeof(*total), err);

	if (!total)
		return NULL;
	for (uint32_t i = 0; value && i < samples->n; i++)
		total[samples->stack[i]] += value[i];
	for (uint32_t i = stacks->n; i-- > 1;)
		total[stacks->parent[i]] += total[i];
	return total;
}

/*
 * What a sample has belongs to the innermost frame of its stack; that is what a stack has
 * without what the stacks called from it have.
 */
static void
add_flat(const struct graph *g, const pfl_sum *total, pfl_sum *flat)
{
	const struct pfl_stacks *stacks = &g->p->stacks;
	const uint32_t *first = g->p->locations.first_frame, *node = g->nodes->of_frame;

	for (uint32_t i = 1; i < stacks->n; i++) {
		uint32_t parent = stacks->parent[i];

		flat[node[first[stacks->location[i]]]] += total[i];
		if (parent)
			flat[node[first[stacks->location[parent]]]] -= total[i];
	}
}

static bool
find_depths(struct graph *g, struct pfl_error *err)
{
	const struct pfl_stacks *stacks = &g->p->stacks;
	const uint32_t *first = g->p->locations.first_frame;

	g->depth = pfl_arena_alloc(&g->scratch, stacks->n, sizeof(*g->depth), err);
	for (uint32_t i = 1; g->depth && i < stacks->n; i++) {
		uint32_t location = stacks->location[i];

		/* No more than --max-stack lets through. */
		g->depth[i] =
			g->depth[stacks->parent[i]] + first[location + 1] - first[location];
		if (g->depth[i] > g->max_depth)
			g->max_depth = g->depth[i];
	}
	return g->depth != NULL;
}

/*
 * A node that is on the path already has counted everything below: with recursion, a sample
 * counts once. Stacks are depth-first, so one walk over them enters and leaves each in turn.
 */
static bool
add_cum(struct graph *g, pfl_sum *const cum[2], struct pfl_error *err)
{
	const struct pfl_stacks *stacks = &g->p->stacks;
	const uint32_t *first = g->p->locations.first_frame;
	uint32_t *on_path = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*on_path), err);
	uint32_t *path = pfl_arena_alloc(&g->scratch, g->max_depth, sizeof(*path), err);
	uint32_t open = 0;

	if (!on_path || !path)
		return false;
	for (uint32_t i = 1; i < stacks->n; i++) {
		uint32_t location = stacks->location[i];

		while (open > g->depth[stacks->parent[i]])
			on_path[path[--open]]--;
		for (uint32_t f = first[location + 1]; f-- > first[location];) {
			uint32_t node = g->nodes->of_frame[f];

			path[open++] = node;
			for (int k = 0; on_path[node] == 0 && k < 2 && cum[k]; k++)
				cum[k][node] += g->total[k][i];
			on_path[node]++;
		}
	}
	return true;
}

bool
pfl_graph_sums(struct graph *g, struct pfl_error *err)
{
	pfl_sum *flat, *cum[2] = { NULL };

	for (int k = 0; k < 2 && g->opts->call_tree; k++) {
		g->flat[k] = g->tree->self[k];
		g->cum[k] = g->tree->total[k];
	}
	if (g->opts->call_tree)
		return true;
	g->live = pfl_stacks_live(g->p, g->columns, &g->scratch, err);
	if (!g->live || !find_depths(g, err))
		return false;
	for (int k = 0; k < (g->columns->second == PFL_SECOND_NONE ? 1 : 2); k++) {
		g->flat[k] = flat =
			pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*flat), err);
		g->cum[k] = cum[k] =
			pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*flat), err);
		g->total[k] = stack_totals(g, g->columns->value[k], err);
		if (!flat || !cum[k] || !g->total[k])
			return false;
		add_flat(g, g->total[k], flat);
	}
	return add_cum(g, cum, err);
}
