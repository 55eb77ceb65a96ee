/* SPDX-License-Identifier: Apache-2.0 */
/* From the call tree to a graph: what nodes amount to, and who calls whom. */
#include "analyze/graph.h"
#include "base/idmap.h"

#include <stdlib.h>

/*
 * A node that is on the path already has counted everything below: with recursion, a sample
 * counts once. The same node can only be on the path, so a counter for each says it.
 */
static bool
fill_outer(struct graph *g, struct pfl_error *err)
{
	const struct pfl_calltree *tree = g->tree;
	uint32_t *on_path = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*on_path), err);
	uint32_t *path =
		pfl_arena_alloc(&g->scratch, (size_t)tree->max_depth + 1, sizeof(*path), err);
	uint32_t open = 0;

	g->outer = pfl_arena_alloc(&g->scratch, tree->n, 1, err);
	if (!on_path || !path || !g->outer)
		return false;
	for (uint32_t row = 1; row < tree->n; row++) {
		uint32_t depth = tree->depth[row], node = tree->node[row];

		for (; open >= depth; open--)
			on_path[path[open]]--;
		path[depth] = node;
		open = depth;
		g->outer[row] = on_path[node]++ == 0;
	}
	return true;
}

bool
pfl_graph_sums(struct graph *g, struct pfl_error *err)
{
	const struct pfl_calltree *tree = g->tree;

	for (int k = 0; k < 2 && tree->self[k] && g->opts->call_tree; k++) {
		g->flat[k] = tree->self[k];
		g->cum[k] = tree->total[k];
	}
	if (g->opts->call_tree)
		return true;
	if (!fill_outer(g, err))
		return false;
	for (int k = 0; k < 2 && tree->self[k]; k++) {
		pfl_sum *flat = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*flat), err);
		pfl_sum *cum = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*cum), err);

		if (!flat || !cum)
			return false;
		for (uint32_t row = 1; row < tree->n; row++) {
			flat[tree->node[row]] += tree->self[k][row];
			if (g->outer[row])
				cum[tree->node[row]] += tree->total[k][row];
		}
		g->flat[k] = flat;
		g->cum[k] = cum;
	}
	return true;
}

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
grow_edge(struct graph *g, uint32_t edge, uint32_t row, bool residual, bool inlined)
{
	struct pfl_graph_edge *e = &g->edges.at[edge];

	for (int k = 0; k < 2 && g->tree->total[k]; k++)
		e->weight[k] += g->tree->total[k][row];
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
			grow_edge(g, (uint32_t)g->edges.n - 1, row, here->gap,
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

/*
 * Walking the tree says what walking every sample would: all samples at and below a row pass
 * its call, and those that passed the same call above have counted it there.
 */
static bool
node_edges(struct graph *g, const uint8_t *keep, struct step *path, struct edge_map *m,
	struct pfl_error *err)
{
	const struct pfl_calltree *tree = g->tree;
	uint32_t open = 0;

	for (uint32_t row = 1; row < tree->n; row++) {
		uint32_t depth = tree->depth[row], node = tree->node[row];
		struct step *here = &path[depth], *above = here - 1;

		for (; open >= depth; open--) {
			if (path[open].edge != PFL_NONE)
				m->on_path.at[path[open].edge]--;
		}
		open = depth;
		*here = (struct step){ .unit = node, .edge = PFL_NONE };
		if (keep && !keep[node]) {
			here->unit = above->unit;
			here->gap = true;
		} else if (above->unit != PFL_NONE && above->unit != node) {
			here->edge = find_edge(g, m, above->unit, node, err);
			if (here->edge == PFL_NONE)
				return false;
			if (m->on_path.at[here->edge]++ == 0)
				grow_edge(g, here->edge, row, above->gap, tree->inlined[row]);
		}
	}
	return true;
}

bool
pfl_graph_edges(struct graph *g, const uint8_t *keep, struct pfl_error *err)
{
	struct step *path = malloc(((size_t)g->tree->max_depth + 1) * sizeof(*path));
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
