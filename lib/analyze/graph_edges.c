/* SPDX-License-Identifier: Apache-2.0 */
/* The edges of a graph: who calls whom. */
#include "analyze/graph.h"
#include "base/idmap.h"

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

static void
grow_edge(struct graph *g, uint32_t edge, const pfl_sum *const total[2], uint32_t row,
	bool residual, bool inlined)
{
	struct pfl_graph_edge *e = &g->edges.at[edge];

	for (int k = 0; k < 2 && total[k]; k++)
		e->weight[k] += total[k][row];
	e->residual |= residual;
	e->inlined &= inlined;
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
			if (!add_edge(g, here->unit, row, err))
				return false;
			grow_edge(g, (uint32_t)g->edges.n - 1,
				(const pfl_sum *const *)tree->total, row, here->gap,
				inlined && here->inlined);
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

/* A frame on the path whose unit is kept. */
struct caller {
	uint32_t unit;
	uint32_t edge; /* that was entered here and counts until the path leaves it */
	uint32_t row;  /* the stack that it belongs to */
	bool last;     /* it is the innermost frame of that */
};

struct edge_walk {
	struct graph *g;
	const uint8_t *keep;
	struct pfl_idmap map;      /* (from, to) -> edge               */
	PFL_VEC(uint32_t) on_path; /* by edge: how often on the path   */
	struct caller *path;       /* path[0] is nobody                */
	size_t open;
};

static uint32_t
find_edge(struct edge_walk *w, uint32_t from, uint32_t to, struct pfl_error *err)
{
	uint64_t hash = pfl_hash_u64(w->map.seed, (uint64_t)from << 32 | to);
	uint32_t at = PFL_IDMAP_START, edge;
	struct graph *g = w->g;

	while ((edge = pfl_idmap_next(&w->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (g->edges.at[edge].from == from && g->edges.at[edge].to == to)
			return edge;
	}
	edge = (uint32_t)g->edges.n;
	if (!pfl_idmap_reserve(&w->map, 1, err) ||
		!pfl_vec_reserve(&w->on_path, 1, g->budget, "edges", err) ||
		!add_edge(g, from, to, err))
		return PFL_NONE;
	w->on_path.at[w->on_path.n++] = 0;
	pfl_idmap_put(&w->map, hash, edge);
	return edge;
}

/* Back to the callers that a stack is below of. */
static void
leave(struct edge_walk *w, uint32_t row)
{
	const uint32_t *end = w->g->steps->end;

	for (; w->open && end[w->path[w->open].row] <= row; w->open--) {
		if (w->path[w->open].edge != PFL_NONE)
			w->on_path.at[w->path[w->open].edge]--;
	}
}

static bool
is_wanted(const struct graph *g, uint32_t from, uint32_t to)
{
	return !g->opts->about || g->opts->about[from] || g->opts->about[to];
}

/* A frame whose unit is kept; `outermost` and `last` of its stack's own. */
static bool
enter(struct edge_walk *w, uint32_t row, uint32_t unit, bool outermost, bool last,
	bool residual, struct pfl_error *err)
{
	const struct caller *above = &w->path[w->open];
	struct caller *here = &w->path[++w->open];
	struct graph *g = w->g;

	*here = (struct caller){ unit, PFL_NONE, row, last };
	if (above->unit == PFL_NONE || above->unit == unit || !is_wanted(g, above->unit, unit))
		return true;
	here->edge = find_edge(w, above->unit, unit, err);
	if (here->edge == PFL_NONE)
		return false;
	if (w->on_path.at[here->edge]++ == 0)
		grow_edge(g, here->edge, g->total, row, residual, !outermost);
	return true;
}

/* The frames of one stack that its parent does not have. */
static bool
enter_row(struct edge_walk *w, const uint32_t *step, uint32_t row, struct pfl_error *err)
{
	bool left = false, gap = false;

	for (const uint32_t *at = step;; at++) {
		uint32_t unit = *at & PFL_STEP_NODE;
		bool last = *at & PFL_STEP_LAST;

		if (w->keep && !w->keep[unit]) {
			gap = true;
		} else {
			if (!left) {
				leave(w, row);
				gap |= !w->path[w->open].last ||
					w->path[w->open].row != w->g->p->stacks.parent[row];
				left = true;
			}
			if (!enter(w, row, unit, at == step, last, gap, err))
				return false;
			gap = false;
		}
		if (last)
			return true;
	}
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

	w.path = malloc(((size_t)g->steps->max_depth + 1) * sizeof(*w.path));
	if (!w.path)
		return pfl_fail(err, PFL_NOMEM, "out of memory for the call graph");
	w.path[0] = (struct caller){ .unit = PFL_NONE, .edge = PFL_NONE, .last = true };
	pfl_idmap_init(&w.map, g->budget);
	for (uint32_t i = 1; ok && i < g->p->stacks.n; i++) {
		if (graph_live(g, i))
			ok = enter_row(&w, step, i, err);
		step = pfl_steps_next(step);
	}
	pfl_vec_clear(&w.on_path, g->budget);
	pfl_idmap_clear(&w.map);
	free(w.path);
	return ok;
}

bool
pfl_graph_edges(struct graph *g, const uint8_t *keep, struct pfl_error *err)
{
	g->edges.n = 0;
	return g->opts->call_tree ? tree_edges(g, keep, err) : node_edges(g, keep, err);
}
