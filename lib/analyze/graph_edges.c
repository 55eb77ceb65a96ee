/* SPDX-License-Identifier: Apache-2.0 */
/* The edges of a graph: who calls whom. */
#include "analyze/graph.h"

#include <stdlib.h>

static bool
add_edge(struct graph *g, uint32_t from, uint32_t to, struct pfl_error *err)
{
	if (g->edges.n >= PFL_NONE - 1)
		return pfl_fail(err, PFL_LIMIT, "more than 2^32 edges in the call graph");
	if (!pfl_vec_reserve(&g->edges, 1, g->budget, "edges", err))
		return false;
	g->edges.at[g->edges.n++] =
		(struct pfl_graph_edge){ .from = from, .to = to, .inlined = true };
	return true;
}

uint32_t
pfl_graph_find_edge(struct graph *g, struct pfl_idmap *map, uint32_t from, uint32_t to,
	struct pfl_error *err)
{
	uint64_t hash = pfl_hash_u64(map->seed, (uint64_t)from << 32 | to);
	uint32_t at = PFL_IDMAP_START, edge;

	while ((edge = pfl_idmap_next(map, hash, &at)) != PFL_IDMAP_FREE) {
		if (g->edges.at[edge].from == from && g->edges.at[edge].to == to)
			return edge;
	}
	edge = (uint32_t)g->edges.n;
	if (!pfl_idmap_reserve(map, 1, err) || !add_edge(g, from, to, err))
		return PFL_NONE;
	pfl_idmap_put(map, hash, edge);
	return edge;
}

static void
mark_edge(struct pfl_graph_edge *e, bool residual, bool inlined)
{
	e->residual |= residual;
	e->inlined &= inlined;
}

/*
 * Rows are depth-first: a row that was counted is on the path to all up to its end, and rows
 * from there on have another.
 */
bool
pfl_graph_pass(struct graph *g, struct pfl_idmap *map, struct pfl_graph_call call,
	struct pfl_error *err)
{
	uint32_t edge = pfl_graph_find_edge(g, map, call.from, call.to, err);
	struct pfl_graph_edge *e;

	if (edge == PFL_NONE)
		return false;
	e = &g->edges.at[edge];
	if (call.row < e->counted)
		return true;
	e->counted = g->end[call.row];
	for (int k = 0; k < 2 && g->total[k]; k++)
		e->weight[k] += pfl_total_of(g->total[k], call.row);
	mark_edge(e, call.residual, call.inlined);
	return true;
}

/* What the walk over a tree knows at one depth of its path. */
struct place {
	uint32_t unit; /* the nearest unit kept, here or above; PFL_NONE: none      */
	bool gap;      /* units below `unit` were left out                          */
	bool inlined;  /* all of those were inlined calls                           */
};

/* In a tree every row has one caller at most: the nearest row above that is kept. */
static bool
walk_tree(struct graph *g, const uint8_t *keep, struct place *path, struct pfl_error *err)
{
	const struct pfl_calltree *tree = g->tree;

	for (uint32_t row = 1; row < tree->n; row++) {
		struct place *here = &path[tree->depth[row]];
		bool inlined = tree->inlined[row];

		*here = here[-1];
		if (g->cut && g->cut[row])
			here->unit = PFL_NONE;
		if (keep && !keep[row]) {
			here->inlined &= inlined;
			here->gap = true;
			continue;
		}
		if (here->unit != PFL_NONE) {
			uint32_t edge = (uint32_t)g->edges.n;

			if (!add_edge(g, here->unit, row, err))
				return false;
			for (int k = 0; k < 2 && tree->total[k]; k++)
				g->edges.at[edge].weight[k] = tree->total[k][row];
			mark_edge(&g->edges.at[edge], here->gap, inlined && here->inlined);
		}
		*here = (struct place){ .unit = row, .inlined = true };
	}
	return true;
}

static bool
tree_edges(struct graph *g, const uint8_t *keep, struct pfl_error *err)
{
	struct place *path = malloc(((size_t)g->tree->max_depth + 1) * sizeof(*path));
	bool ok;

	if (!path)
		return pfl_fail(err, PFL_NOMEM, "out of memory for the call graph");
	path[0] = (struct place){ .unit = PFL_NONE, .inlined = true };
	ok = walk_tree(g, keep, path, err);
	free(path);
	return ok;
}

/* Where a stack ends, for the stacks called from it: the nearest unit that is kept. */
#define CALLER_UNIT PFL_STEP_NODE
#define CALLER_NOBODY CALLER_UNIT /* there is none: PFL_NONE is nobody as well */
#define CALLER_GAP 0x80000000u    /* units below it were left out         */

struct edge_walk {
	struct graph *g;
	const uint8_t *keep;
	struct pfl_idmap map;   /* (from, to) -> edge */
	struct pfl_trail trail; /* marks are what calls from the rows come from */
};

static bool
is_wanted(const struct graph *g, uint32_t from, uint32_t to)
{
	return !g->opts->about || g->opts->about[from] || g->opts->about[to];
}

/* The frames of one stack that its parent does not have: the first is called, others inlined.
 */
static bool
enter_row(struct edge_walk *w, const uint32_t *step, uint32_t row, struct pfl_error *err)
{
	uint32_t above = pfl_trail_back(&w->trail, row);
	uint32_t from = above & CALLER_UNIT, gap = above & CALLER_GAP;
	bool inlined = false;

	for (const uint32_t *at = step;; at++) {
		uint32_t unit = *at & PFL_STEP_NODE;
		struct pfl_graph_call call = { from, unit, row, gap, inlined };

		if (graph_hides(w->g, unit)) {
			/* nor does it change what the others are */
		} else if (w->keep && !w->keep[unit]) {
			gap = CALLER_GAP;
			inlined = true;
		} else {
			if (from != CALLER_NOBODY && from != unit &&
				is_wanted(w->g, from, unit) &&
				!pfl_graph_pass(w->g, &w->map, call, err))
				return false;
			from = unit;
			gap = 0;
			inlined = true;
		}
		if (*at & PFL_STEP_LAST)
			break;
	}
	return pfl_trail_add(&w->trail, row, w->g->end[row], from | gap, err);
}

/* Calls that the profile holds instead of stacks. Those of a function by itself are none, as
 * in stacks. */
static bool
enter_calls(struct edge_walk *w, struct pfl_error *err)
{
	const struct pfl_calls *calls = &w->g->p->calls;

	for (uint32_t i = 0; i < calls->n; i++) {
		uint32_t from = graph_place(w->g, calls->from[i]);
		uint32_t to = graph_place(w->g, calls->to[i]), edge;

		if (from == to || !is_wanted(w->g, from, to) ||
			(w->keep && (!w->keep[from] || !w->keep[to])))
			continue;
		edge = pfl_graph_find_edge(w->g, &w->map, from, to, err);
		if (edge == PFL_NONE)
			return false;
		for (int k = 0; k < 2 && w->g->total[k]; k++) {
			if (pfl_graph_call_is_of(w->g, i, k))
				w->g->edges.at[edge].weight[k] +=
					pfl_graph_call_values(w->g, k)[i];
		}
		mark_edge(&w->g->edges.at[edge], false, false);
	}
	return true;
}

/*
 * Walking the stacks says what walking every sample would: all samples at and below a stack
 * pass its calls, and those that passed the same call above have counted it there.
 */
static bool
node_edges(struct graph *g, const uint8_t *keep, struct pfl_error *err)
{
	struct edge_walk w = { .g = g, .keep = keep };
	const uint32_t *step = g->steps->at;
	bool ok = true;

	pfl_idmap_init(&w.map, g->budget);
	for (uint32_t i = 1; ok && i < g->p->stacks.n; i++) {
		if (graph_live(g, i))
			ok = enter_row(&w, step, i, err);
		step = pfl_steps_next(step);
	}
	ok = ok && enter_calls(&w, err);
	pfl_idmap_clear(&w.map);
	pfl_trail_clear(&w.trail);
	return ok;
}

bool
pfl_graph_make_steps(struct graph *g, struct pfl_error *err)
{
	struct pfl_steps *steps;

	if (g->opts->call_tree)
		return true;
	if (g->steps) {
		g->end = g->steps->end;
		return true;
	}
	steps = pfl_arena_alloc(&g->scratch, 1, sizeof(*steps), err);
	if (!steps ||
		!pfl_steps_make(steps, g->p, g->nodes->of_frame, g->nodes->n, &g->scratch, err))
		return false;
	g->steps = steps;
	g->end = steps->end;
	return true;
}

/* Can a call lead past units that are not kept? Or are there calls without stacks? */
static bool
has_gaps(const struct graph *g, const uint8_t *keep)
{
	if (g->live || g->nodes->hidden || g->p->calls.n)
		return true;
	for (uint32_t i = 0; keep && i < g->n_units; i++) {
		/* Without negative values, what is on a stack with a value has one. */
		if (!keep[i] && (g->cum[0][i] || graph_second(g->cum, i)))
			return true;
	}
	return false;
}

bool
pfl_graph_edges(struct graph *g, const uint8_t *keep, struct pfl_error *err)
{
	g->edges.n = 0;
	if (g->opts->call_tree)
		return tree_edges(g, keep, err);
	if (g->opts->inlining || (g->opts->about && !has_gaps(g, keep)))
		return pfl_graph_search(g, keep, err);
	return pfl_graph_make_steps(g, err) && node_edges(g, keep, err);
}
