/* SPDX-License-Identifier: Apache-2.0 */
/* The part of a pair's call graph that explains the change. */
#include "render/blame.h"

enum {
	MOST = 60,         /* functions                                            */
	MOST_UNKNOWN = 40, /* when there are no findings                           */
	SHARE = 20,        /* one part of so many of the caller is worth a look    */
};

struct blame {
	const struct pfl_callgraph *graph;
	const struct pfl_comparison *comparison;
	uint32_t *at;  /* by node: 1 + its position in the graph, 0: it is not there */
	uint8_t *keep; /* by position: */
	uint32_t n;    /* kept */
};

enum { NOT_KEPT, KEPT, ON_PATH };

static void
keep(struct blame *b, uint32_t at, uint8_t how)
{
	if (b->keep[at] == NOT_KEPT) {
		if (b->n == MOST)
			return;
		b->n++;
	}
	if (b->keep[at] < how)
		b->keep[at] = how;
}

static void
keep_nodes(struct blame *b, const uint32_t *node, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (node[i] != PFL_NONE && b->at[node[i]])
			keep(b, b->at[node[i]] - 1, ON_PATH);
	}
}

static pfl_sum
larger(const pfl_sum both[2])
{
	pfl_sum now = pfl_sum_abs(both[0]), old = pfl_sum_abs(both[1]);

	return old > now ? old : now;
}

/* Is an edge enough of what the function at its upper end has? */
static bool
matters(const struct blame *b, const struct pfl_graph_edge *edge, uint32_t of)
{
	return larger(edge->weight) * SHARE >= larger(b->graph->node[of].cum);
}

/* A finding in all places of a function has callers besides those on its heaviest path. */
static void
keep_callers(struct blame *b, uint32_t node)
{
	const struct pfl_callgraph *graph = b->graph;
	uint32_t at = b->at[node];

	for (uint32_t i = 0; at && i < graph->n_edges; i++) {
		const struct pfl_graph_edge *edge = &graph->edge[i];

		if (edge->to == at - 1 && matters(b, edge, at - 1))
			keep(b, edge->from, KEPT);
	}
}

static void
keep_findings(struct blame *b)
{
	for (uint32_t i = 0; i < b->comparison->n_findings; i++) {
		const struct pfl_finding *f = &b->comparison->finding[i];

		keep_nodes(b, &f->node, 1);
		keep_nodes(b, f->path, f->n_path);
		keep_nodes(b, f->chain, f->n_chain);
	}
	for (uint32_t i = 0; i < b->comparison->n_findings; i++) {
		if (b->comparison->finding[i].everywhere)
			keep_callers(b, b->comparison->finding[i].node);
	}
	/* What is called beside, the heaviest first, as the edges are. */
	for (uint32_t i = 0; i < b->graph->n_edges; i++) {
		const struct pfl_graph_edge *edge = &b->graph->edge[i];

		if (b->keep[edge->from] == ON_PATH && matters(b, edge, edge->from))
			keep(b, edge->to, KEPT);
	}
}

/* The graph of the kept functions alone: calls between them may go through others. */
static bool
cut(struct pfl_scene *part, const struct blame *b, struct pfl_arena *arena,
	struct pfl_error *err)
{
	const struct pfl_callgraph *graph = b->graph;
	struct pfl_graph_opts opts = part->graph_opts;
	uint8_t *only = pfl_arena_alloc(arena, part->nodes.n, sizeof(*only), err);

	if (!only)
		return false;
	for (uint32_t i = 0; i < graph->n_nodes; i++)
		only[graph->node[i].node] = b->keep[i] != NOT_KEPT;
	opts.only = only;
	opts.node_count = 0;
	opts.node_fraction = 0;
	opts.of_base = true;
	opts.base = larger(part->shown);
	if (!pfl_callgraph_make(&part->graph, part->profile, &part->nodes, &part->columns,
		    &part->tree, &opts, arena, err))
		return false;
	part->graph.all_nodes = graph->all_nodes;
	part->graph.dropped_nodes = graph->dropped_nodes;
	return true;
}

bool
pfl_blame_make(struct pfl_scene *part, const struct pfl_scene *scene, struct pfl_arena *arena,
	struct pfl_error *err)
{
	const char *unit = pfl_view_get(scene->view, "unit");
	struct blame b = { .graph = &scene->graph, .comparison = scene->comparison };

	*part = *scene;
	if (!unit || strcmp(unit, "minimum") == 0)
		part->unit = "auto";
	if (!b.comparison || pfl_view_get(scene->view, "node-count") ||
		pfl_view_get(scene->view, "around"))
		return true;
	b.at = pfl_arena_alloc(arena, scene->nodes.n, sizeof(*b.at), err);
	b.keep = pfl_arena_alloc(arena, scene->graph.n_nodes, sizeof(*b.keep), err);
	if (!b.at || !b.keep)
		return false;
	for (uint32_t i = scene->graph.n_nodes; i-- > 0;)
		b.at[scene->graph.node[i].node] = i + 1;
	keep_findings(&b);
	for (uint32_t i = 0; !b.comparison->n_findings && i < b.graph->n_nodes; i++) {
		if (i < MOST_UNKNOWN)
			keep(&b, i, KEPT);
	}
	return cut(part, &b, arena, err);
}
