/* SPDX-License-Identifier: Apache-2.0 */
/* The edges of a graph: who calls whom. */
#include "analyze/graph.h"
#include "base/idmap.h"

#include <stdlib.h>

/* What the walk knows at one depth of its path. */
struct step {
	uint32_t unit; /* the nearest unit kept, here or above; PFL_NONE: none      */
	uint32_t edge; /* that was entered here and counts until the path leaves it */
	bool gap;      /* units below `unit` were left out                          */
	bool inlined;  /* all of those were inlined calls                           */
};

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

/* In a tree every row has one caller at most: the nearest row above that is kept. */
static bool
tree_edges(struct graph *g, const uint8_t *keep, struct step *path, struct pfl_error *err)
{
	const struct pfl_calltree *tree = g->tree;

	for (uint32_t row = 1; row < tree->n; row++) {
		struct step *here = &path[tree->depth[row]];
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
		*here = (struct step){ .unit = row, .inlined = true };
	}
	return true;
}

struct edge_map {
	struct pfl_idmap map;      /* (from, to) -> edge               */
	PFL_VEC(uint32_t) on_path; /* by edge: how often on the path   */
};

static uint32_t
find_edge(
	struct graph *g, struct edge_map *m, uint32_t from, uint32_t to, struct pfl_error *err)
{
	uint64_t hash = pfl_hash_u64(m->map.seed, (uint64_t)from << 32 | to);
	uint32_t at = PFL_IDMAP_START, edge;

	while ((edge = pfl_idmap_next(&m->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (g->edges.at[edge].from == from && g->edges.at[edge].to == to)
			return edge;
	}
	edge = (uint32_t)g->edges.n;
	if (!pfl_idmap_reserve(&m->map, 1, err) ||
		!pfl_vec_reserve(&m->on_path, 1, g->budget, "edges", err) ||
		!add_edge(g, from, to, err))
		return PFL_NONE;
	m->on_path.at[m->on_path.n++] = 0;
	pfl_idmap_put(&m->map, hash, edge);
	return edge;
}

/* One more frame on the path, called from the step before. */
static bool
take_step(struct graph *g, struct edge_map *m, const uint8_t *keep, struct step *here,
	uint32_t node, uint32_t stack, bool inlined, struct pfl_error *err)
{
	const struct step *above = here - 1;

	*here = (struct step){ .unit = node, .edge = PFL_NONE };
	if (keep && !keep[node]) {
		here->unit = above->unit;
		here->gap = true;
	} else if (above->unit != PFL_NONE && above->unit != node) {
		here->edge = find_edge(g, m, above->unit, node, err);
		if (here->edge == PFL_NONE)
			return false;
		if (m->on_path.at[here->edge]++ == 0)
			grow_edge(g, here->edge, g->total, stack, above->gap, inlined);
	}
	return true;
}

/*
 * Walking the stacks says what walking every sample would: all samples at and below a stack
 * pass its calls, and those that passed the same call above have counted it there.
 */
static bool
node_edges(struct graph *g, const uint8_t *keep, struct step *path, struct edge_map *m,
	struct pfl_error *err)
{
	const struct pfl_locations *locations = &g->p->locations;
	const struct pfl_stacks *stacks = &g->p->stacks;
	uint32_t open = 0;

	for (uint32_t i = 1; i < stacks->n; i++) {
		uint32_t location = stacks->location[i];
		uint32_t first = locations->first_frame[location];

		if (!g->live[i])
			continue;
		for (; open > g->depth[stacks->parent[i]]; open--) {
			if (path[open].edge != PFL_NONE)
				m->on_path.at[path[open].edge]--;
		}
		for (uint32_t f = locations->first_frame[location + 1]; f-- > first;) {
			if (!take_step(g, m, keep, &path[++open], g->nodes->of_frame[f], i,
				    pfl_frame_inlined(locations, location, f), err))
				return false;
		}
	}
	return true;
}

bool
pfl_graph_edges(struct graph *g, const uint8_t *keep, struct pfl_error *err)
{
	size_t depth = g->opts->call_tree ? g->tree->max_depth : g->max_depth;
	struct step *path = malloc((depth + 1) * sizeof(*path));
	struct edge_map m = { 0 };
	bool ok;

	if (!path)
		return pfl_fail(err, PFL_NOMEM, "out of memory for the call graph");
	path[0] = (struct step){ .unit = PFL_NONE, .edge = PFL_NONE, .inlined = true };
	g->edges.n = 0;
	pfl_idmap_init(&m.map, g->budget);
	ok = g->opts->call_tree ? tree_edges(g, keep, path, err)
				: node_edges(g, keep, path, &m, err);
	pfl_vec_clear(&m.on_path, g->budget);
	pfl_idmap_clear(&m.map);
	free(path);
	return ok;
}
