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

/* From frames to the nodes that they are of. */
static void
gather(const struct graph *g, const pfl_sum *by_frame, pfl_sum *sum)
{
	for (uint32_t f = 0; f < g->p->frames.n; f++)
		sum[g->nodes->of_frame[f]] += by_frame[f];
}

/*
 * By frame: a stack counts for a frame unless its function is on the path already, so what
 * was worked out ahead for functions, steps or even sums, is nearly all for their lines as
 * well. *done: it is all.
 */
static bool
frame_sums(struct graph *g, int k, const struct pfl_steps *steps, pfl_sum *flat, pfl_sum *cum,
	bool *done, struct pfl_error *err)
{
	const pfl_sum *of_frame[2];
	uint32_t n = g->p->frames.n;
	pfl_sum *made;

	if (!pfl_prepared_sums(g->p, g->total[k], &of_frame[0], &of_frame[1])) {
		made = pfl_arena_alloc(&g->scratch, (size_t)n * 2, sizeof(*made), err);
		if (!made || !pfl_frames_add_up(g->p, steps, g->total[k], made, made + n, err))
			return false;
		of_frame[0] = made;
		of_frame[1] = made + n;
	}
	gather(g, of_frame[0], flat);
	gather(g, of_frame[1], cum);
	*done = true;
	if (g->steps != steps)
		pfl_frames_add_again(g->p, steps, g->nodes->of_frame, g->total[k], cum, done);
	if (!*done) {
		memset(flat, 0, g->n_units * sizeof(*flat));
		memset(cum, 0, g->n_units * sizeof(*cum));
	}
	return true;
}

static bool
add_up(struct graph *g, int k, pfl_sum *flat, pfl_sum *cum, struct pfl_error *err)
{
	const struct pfl_steps *steps = pfl_prepared_steps(g->p);
	bool done = false, ahead = g->p->prepared && g->total[k] == &g->p->prepared->total;

	/* Of functions nothing is gained but what was added up ahead. */
	if (steps && g->nodes->within_functions && !g->nodes->hidden &&
		(ahead || g->steps != steps) && !frame_sums(g, k, steps, flat, cum, &done, err))
		return false;
	if (done)
		return true;
	return g->steps
		? pfl_steps_add_up(g->steps, g->nodes->hidden, g->total[k], g->p->stacks.n,
			  flat, cum, err)
		: pfl_stacks_add_up(g->p, g->nodes, g->end, g->total[k], flat, cum, err);
}

/* Worked out ahead, or added up here. */
static bool
unit_sums(struct graph *g, int k, struct pfl_error *err)
{
	/* One more: see pfl_graph_call_sums(). */
	pfl_sum *flat =
		pfl_arena_alloc(&g->scratch, (size_t)g->n_units + 1, sizeof(*flat), err);
	pfl_sum *cum = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*cum), err);

	if (!flat || !cum || !add_up(g, k, flat, cum, err))
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
