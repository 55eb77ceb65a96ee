/* SPDX-License-Identifier: Apache-2.0 */
/* The call graph from first to last: build, drop what is small, take the best, hand out. */
#include "analyze/callgraph.h"

#include "analyze/graph.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_NODELETS = 4 }; /* that count as nodes where pictures are limited */

/* Is there something to show? A divisor alone is nothing. */
static bool
is_listed(const struct graph *g, uint32_t unit)
{
	pfl_sum flat = g->flat[0][unit], cum = g->cum[0][unit];

	if (g->opts->only && !g->opts->only[graph_node(g, unit)])
		return false;
	if (g->pair)
		return flat || cum || g->flat[1][unit] || g->cum[1][unit];
	if (g->opts->drop_negative && (flat < 0 || (flat == 0 && cum < 0)))
		return false;
	return flat || cum;
}

/* Row 0 of a tree is no unit. */
static bool
list_units(struct graph *g, struct pfl_error *err)
{
	g->list = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*g->list), err);
	g->keep = pfl_arena_alloc(&g->scratch, g->n_units, 1, err);
	if (!g->list || !g->keep)
		return false;
	for (uint32_t i = g->opts->call_tree ? 1 : 0; i < g->n_units; i++) {
		g->keep[i] = is_listed(g, i);
		if (g->keep[i])
			g->list[g->n++] = i;
	}
	return true;
}

static bool
rank_nodes(struct graph *g, struct pfl_error *err)
{
	uint32_t *nodes, n = 0;
	uint8_t *seen;

	if (!g->opts->call_tree)
		return pfl_node_rank(
			&g->ranks, g->nodes, g->p, g->list, g->n_first, &g->scratch, err);
	nodes = pfl_arena_alloc(&g->scratch, g->nodes->n, sizeof(*nodes), err);
	seen = pfl_arena_alloc(&g->scratch, g->nodes->n, 1, err);
	if (!nodes || !seen)
		return false;
	for (uint32_t i = 0; i < g->n_first; i++) {
		uint32_t node = graph_node(g, g->list[i]);

		if (!seen[node])
			nodes[n++] = node;
		seen[node] = 1;
	}
	return pfl_node_rank(&g->ranks, g->nodes, g->p, nodes, n, &g->scratch, err);
}

static pfl_sum
cum_bulk(const struct graph *g, uint32_t unit)
{
	return graph_bulk(g, g->cum[0][unit], graph_second(g->cum, unit));
}

pfl_sum
pfl_graph_cutoff(pfl_sum total, double fraction)
{
	double cut = (double)total * fraction;

	return fabs(cut) < 1e37 ? pfl_sum_abs((pfl_sum)cut) : 0;
}

/* What is small beside the nodes that a neighbourhood is of, or beside everything. */
static void
find_cutoffs(struct graph *g)
{
	pfl_sum *total = g->cut_of, base;

	for (uint32_t i = 0; i < g->n; i++) {
		uint32_t unit = g->list[i];

		if (!g->opts->around) {
			total[0] += g->flat[0][unit];
			total[1] += graph_second(g->flat, unit);
		} else if (graph_is_centre(g, unit) &&
			pfl_sum_abs(cum_bulk(g, unit)) >
				pfl_sum_abs(graph_bulk(g, total[0], total[1]))) {
			total[0] = g->cum[0][unit];
			total[1] = graph_second(g->cum, unit);
		}
	}
	base = g->opts->of_base ? g->opts->base : graph_bulk(g, total[0], total[1]);
	g->node_cut = pfl_graph_cutoff(base, g->opts->node_fraction);
	g->edge_cut = pfl_graph_cutoff(base, g->opts->edge_fraction);
}

/* Shorten the list to the units whose cum reaches the cutoff; how many went. */
static uint32_t
drop_small(struct graph *g)
{
	uint32_t n = 0, all = g->n;

	for (uint32_t i = 0; i < all; i++) {
		uint32_t unit = g->list[i];

		if (pfl_sum_abs(cum_bulk(g, unit)) < g->node_cut && !graph_is_centre(g, unit))
			g->keep[unit] = 0;
		else
			g->list[n++] = unit;
	}
	g->n = g->n_first = n;
	return all - n;
}

/* A tree loses its light edges for good before it is limited, a graph gets them back. */
static bool
cut_tree_edges(struct graph *g, struct pfl_error *err)
{
	if (!g->opts->call_tree || g->edge_cut == 0)
		return true;
	g->cut = pfl_arena_alloc(&g->scratch, g->n_units, 1, err);
	if (!g->cut)
		return false;
	for (uint32_t i = 0; i < g->n; i++)
		g->cut[g->list[i]] = pfl_sum_abs(cum_bulk(g, g->list[i])) < g->edge_cut;
	return true;
}

/* How many nodelets a unit will show, roughly: as pprof counts them. */
static uint32_t
count_nodelets(const struct graph *g, uint32_t unit)
{
	uint32_t count = 0, slot;

	if (!g->tag_slot)
		return 0;
	slot = g->tag_slot[unit];
	for (uint32_t i = g->first_tag[slot]; i < g->first_tag[slot + 1]; i++) {
		const struct pfl_graph_tag *tag = &g->tag[i];

		count += pfl_graph_tag_counts(g, tag) &&
			graph_bulk(g, tag->flat[0], tag->flat[1]) != 0;
		if (count == MAX_NODELETS)
			break;
	}
	return count;
}

/* The number of units at the head of the list that the limit lets through. */
static uint32_t
count_best(const struct graph *g)
{
	uint64_t limit = g->opts->node_count, count = 0;

	if (!g->opts->visual)
		return g->n < limit ? g->n : (uint32_t)limit;
	for (uint32_t i = 0; i < g->n; i++) {
		count += 1 + count_nodelets(g, g->list[i]);
		if (count >= limit)
			return i + 1;
	}
	return g->n;
}

/* The units with first[unit] become the head of the list; *n: how many there are. */
static bool
bring_first(struct graph *g, const uint8_t *first, uint32_t *n, struct pfl_error *err)
{
	uint32_t *rest = pfl_arena_alloc(&g->scratch, g->n, sizeof(*rest), err);
	uint32_t n_rest = 0;

	*n = 0;
	if (!rest)
		return false;
	for (uint32_t i = 0; i < g->n; i++)
		*(first[g->list[i]] ? &g->list[(*n)++] : &rest[n_rest++]) = g->list[i];
	if (n_rest)
		memcpy(g->list + *n, rest, n_rest * sizeof(*rest));
	return true;
}

/* What the graph is about stands before its neighbours, whose number is limited. */
static bool
put_centre_first(struct graph *g, struct pfl_error *err)
{
	uint8_t *first = pfl_arena_alloc(&g->scratch, g->n_units, 1, err);
	uint32_t n;

	for (uint32_t i = 0; first && i < g->n_units; i++)
		first[i] = graph_is_centre(g, i);
	return first && bring_first(g, first, &n, err);
}

/* The head of the list are the nodes that the graph is about, and their neighbours. */
static bool
put_first(struct graph *g, struct pfl_error *err)
{
	uint8_t *first = pfl_arena_alloc(&g->scratch, g->n_units, 1, err);

	if (!first)
		return false;
	for (uint32_t i = 0; i < g->n_units; i++)
		first[i] = g->opts->about[i];
	for (size_t i = 0; i < g->edges.n; i++)
		first[g->edges.at[i].from] = first[g->edges.at[i].to] = 1;
	return bring_first(g, first, &g->n_first, err);
}

/* Limit the number of units; false with *err. *limited: some went. */
static bool
take_best(struct graph *g, bool *limited, struct pfl_error *err)
{
	uint32_t candidates = g->n, best;

	if (g->opts->node_count && g->opts->node_count < candidates)
		candidates = g->opts->node_count;
	/* Before the tags: these are made for the head of the list alone. */
	if (g->opts->node_count && g->opts->around && !put_centre_first(g, err))
		return false;
	if (g->opts->visual && !pfl_graph_tags(g, candidates, err))
		return false;
	if (g->opts->node_count == 0)
		return true;
	if (!cut_tree_edges(g, err))
		return false;
	best = count_best(g);
	*limited = best < g->n;
	if (!*limited)
		return true;
	for (uint32_t i = best; i < g->n; i++)
		g->keep[g->list[i]] = 0;
	g->n = g->n_first = best;
	if (g->opts->order == PFL_ORDER_VISUAL && !pfl_graph_edges(g, g->keep, err))
		return false;
	return pfl_graph_order(g, err);
}

static bool
has_stray_edge(const struct graph *g)
{
	for (size_t i = 0; i < g->edges.n; i++) {
		if (!g->keep[g->edges.at[i].from] || !g->keep[g->edges.at[i].to])
			return true;
	}
	return false;
}

/* Drop what is lighter than the cutoff; how many went. */
static uint32_t
drop_light_edges(struct graph *g)
{
	size_t n = 0, all = g->edges.n;

	for (size_t i = 0; i < all; i++) {
		const struct pfl_graph_edge *e = &g->edges.at[i];

		if (pfl_sum_abs(graph_bulk(g, e->weight[0], e->weight[1])) >= g->edge_cut)
			g->edges.at[n++] = *e;
	}
	g->edges.n = n;
	return (uint32_t)(all - n);
}

/* Let edges speak of positions in the list. */
static bool
number_edges(struct graph *g, struct pfl_error *err)
{
	uint32_t *place = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*place), err);

	if (!place)
		return false;
	for (uint32_t i = 0; i < g->n; i++)
		place[g->list[i]] = i;
	for (size_t i = 0; i < g->edges.n; i++) {
		g->edges.at[i].from = place[g->edges.at[i].from];
		g->edges.at[i].to = place[g->edges.at[i].to];
	}
	return true;
}

static uint32_t
edge_end(const struct pfl_graph_edge *e, bool out)
{
	return out ? e->from : e->to;
}

/*
 * The edges' numbers grouped by one of their ends, in edge order; first[] gets n + 1 entries
 * from the scratch arena.
 */
static bool
group_edges(
	struct graph *g, bool out, uint32_t **first, uint32_t *grouped, struct pfl_error *err)
{
	uint32_t *next = pfl_arena_alloc(&g->scratch, (size_t)g->n + 2, sizeof(*next), err);

	if (!next)
		return false;
	for (size_t i = 0; i < g->edges.n; i++)
		next[edge_end(&g->edges.at[i], out) + 2]++;
	for (uint32_t i = 0; i < g->n; i++)
		next[i + 2] += next[i + 1];
	for (size_t i = 0; i < g->edges.n; i++)
		grouped[next[edge_end(&g->edges.at[i], out) + 1]++] = (uint32_t)i;
	*first = next;
	return true;
}

static bool
drop_redundant(struct graph *g, struct pfl_error *err)
{
	uint32_t *in = pfl_arena_alloc(&g->scratch, g->edges.n, sizeof(*in), err), *first;
	uint8_t *alive = pfl_arena_alloc(&g->scratch, g->edges.n, 1, err);
	size_t n = 0;

	if (!in || !alive || !group_edges(g, false, &first, in, err))
		return false;
	if (g->edges.n)
		memset(alive, 1, g->edges.n);
	if (!pfl_graph_redundant(g, first, in, alive, err))
		return false;
	for (size_t i = 0; i < g->edges.n; i++) {
		if (alive[i])
			g->edges.at[n++] = g->edges.at[i];
	}
	g->edges.n = n;
	return true;
}

/* Nodes with the numbers of their edges. */
static bool
store_nodes(struct graph *g, struct pfl_callgraph *out, struct pfl_arena *arena,
	struct pfl_error *err)
{
	uint32_t *first_in, *first_out;

	out->node = pfl_arena_alloc(arena, g->n, sizeof(*out->node), err);
	out->edge = pfl_arena_alloc(arena, g->edges.n, sizeof(*out->edge), err);
	out->in = pfl_arena_alloc(arena, g->edges.n, sizeof(*out->in), err);
	out->out = pfl_arena_alloc(arena, g->edges.n, sizeof(*out->out), err);
	if (!out->node || !out->edge || !out->in || !out->out ||
		!group_edges(g, false, &first_in, out->in, err) ||
		!group_edges(g, true, &first_out, out->out, err))
		return false;
	out->n_nodes = g->n;
	out->n_edges = (uint32_t)g->edges.n;
	if (g->edges.n)
		memcpy(out->edge, g->edges.at, g->edges.n * sizeof(*out->edge));
	for (uint32_t i = 0; i < g->n; i++) {
		struct pfl_graph_node *node = &out->node[i];

		node->node = graph_node(g, g->list[i]);
		for (int k = 0; k < 2 && g->flat[k]; k++) {
			node->flat[k] = g->flat[k][g->list[i]];
			node->cum[k] = g->cum[k][g->list[i]];
		}
		node->first_in = first_in[i];
		node->n_in = first_in[i + 1] - first_in[i];
		node->first_out = first_out[i];
		node->n_out = first_out[i + 1] - first_out[i];
	}
	return true;
}

static bool
store_tags(struct graph *g, struct pfl_callgraph *out, struct pfl_arena *arena,
	struct pfl_error *err)
{
	uint32_t total = 0, n = 0;

	for (uint32_t i = 0; i < g->n && g->tag_slot; i++) {
		uint32_t slot = g->tag_slot[g->list[i]];

		total += g->first_tag[slot + 1] - g->first_tag[slot];
	}
	out->tag = pfl_arena_alloc(arena, total, sizeof(*out->tag), err);
	if (!out->tag)
		return false;
	for (uint32_t i = 0; i < g->n && g->tag_slot; i++) {
		uint32_t slot = g->tag_slot[g->list[i]];
		struct pfl_graph_node *node = &out->node[i];

		node->first_tag = n;
		for (uint32_t k = g->first_tag[slot]; k < g->first_tag[slot + 1]; k++) {
			if (pfl_graph_tag_counts(g, &g->tag[k]))
				out->tag[n++] = g->tag[k];
		}
		node->n_tags = n - node->first_tag;
		if (!pfl_graph_order_tags(
			    g, out->tag + node->first_tag, node->n_tags, node->n_out > 0, err))
			return false;
	}
	out->n_tags = n;
	return true;
}

/* Sums and a few edges do with less than steps, if nobody has made these. */
static bool
find_ends(struct graph *g, struct pfl_error *err)
{
	if (g->opts->call_tree)
		return true;
	g->end = g->steps ? g->steps->end : pfl_stacks_ends(g->p, &g->scratch, err);
	return g->end != NULL;
}

/* Semantics 11.1, step by step. */
static bool
make(struct graph *g, struct pfl_callgraph *out, struct pfl_arena *arena, struct pfl_error *err)
{
	bool scored = g->opts->order == PFL_ORDER_VISUAL, limited = false;
	bool about = g->opts->about, some;
	uint32_t light;

	/* Of a few edges, or none, nothing is known until the nodes are. */
	if (!(g->opts->inlining ? find_ends(g, err) : pfl_graph_make_steps(g, err)) ||
		!pfl_graph_sums(g, err) || !list_units(g, err))
		return false;
	if (g->opts->around && (!pfl_graph_edges(g, g->keep, err) || !pfl_graph_around(g, err)))
		return false;
	find_cutoffs(g);
	memcpy(out->cut_of, g->cut_of, sizeof(out->cut_of));
	out->dropped_nodes = drop_small(g);
	out->all_nodes = g->n;
	if (about && (!pfl_graph_edges(g, g->keep, err) || !put_first(g, err)))
		return false;
	if (!rank_nodes(g, err))
		return false;
	some = out->dropped_nodes || g->opts->around || g->opts->only;
	if (scored && !pfl_graph_edges(g, some ? g->keep : NULL, err))
		return false;
	if (!pfl_graph_order(g, err) || !take_best(g, &limited, err))
		return false;
	if ((!(scored || about) || has_stray_edge(g)) && !pfl_graph_edges(g, g->keep, err))
		return false;
	light = drop_light_edges(g);
	/* With a limit that let all nodes through, pprof has dropped them before it counts. */
	out->dropped_edges = g->opts->node_count && !limited ? 0 : light;
	if (!number_edges(g, err) || !pfl_graph_order_edges(g, err))
		return false;
	if (g->opts->visual && !drop_redundant(g, err))
		return false;
	return store_nodes(g, out, arena, err) && store_tags(g, out, arena, err);
}

bool
pfl_callgraph_make(struct pfl_callgraph *graph, struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_columns *columns,
	const struct pfl_calltree *tree, const struct pfl_graph_opts *opts,
	struct pfl_arena *arena, struct pfl_error *err)
{
	/* What is only needed meanwhile is held against the same limit and then forgotten. */
	struct pfl_budget passing = arena->budget ? *arena->budget : (struct pfl_budget){ 0 };
	struct graph g = {
		.p = p,
		.nodes = nodes,
		.columns = columns,
		.tree = tree,
		.steps = opts->steps,
		.opts = opts,
		.budget = arena->budget,
		.scratch = { .budget = &passing },
		.pair = columns->second == PFL_SECOND_BEFORE,
		.n_units = opts->call_tree ? tree->n : nodes->n,
	};
	bool ok;

	*graph = (struct pfl_callgraph){ 0 };
	ok = make(&g, graph, arena, err);
	pfl_vec_clear(&g.edges, g.budget);
	pfl_arena_clear(&g.scratch);
	if (!ok)
		*graph = (struct pfl_callgraph){ 0 };
	return ok;
}
