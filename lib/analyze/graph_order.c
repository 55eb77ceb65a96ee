/* SPDX-License-Identifier: Apache-2.0 */
/* Which nodes and edges of a graph come first. */
#include "analyze/graph.h"
#include "analyze/order.h"

#include <math.h>

/* Larger magnitudes first. */
static int
by_size(pfl_sum a, pfl_sum b)
{
	return pfl_sum_cmp(pfl_sum_abs(b), pfl_sum_abs(a));
}

static int
by_number(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

/* After the sizes: identity, and of several units of one node the one with the first path. */
static int
by_identity(const struct graph *g, uint32_t a, uint32_t b)
{
	int order = by_number(g->ranks.full[graph_node(g, a)], g->ranks.full[graph_node(g, b)]);

	return order ? order : by_number(a, b);
}

static int
by_name(const struct graph *g, uint32_t a, uint32_t b)
{
	return by_number(g->ranks.print[graph_node(g, a)], g->ranks.print[graph_node(g, b)]);
}

static int
flat_order(const void *context, uint32_t a, uint32_t b)
{
	const struct graph *g = context;
	int order = by_size(graph_flat_pull(g, a), graph_flat_pull(g, b));

	if (!order)
		order = by_name(g, a, b);
	if (!order)
		order = by_size(graph_cum_pull(g, a), graph_cum_pull(g, b));
	return order ? order : by_identity(g, a, b);
}

static int
cum_order(const void *context, uint32_t a, uint32_t b)
{
	const struct graph *g = context;
	int order = by_size(graph_cum_pull(g, a), graph_cum_pull(g, b));

	if (!order)
		order = by_name(g, a, b);
	if (!order)
		order = by_size(graph_flat_pull(g, a), graph_flat_pull(g, b));
	return order ? order : by_identity(g, a, b);
}

static int
visual_order(const void *context, uint32_t a, uint32_t b)
{
	const struct graph *g = context;
	int order = by_size(g->score[a], g->score[b]);

	if (!order)
		order = by_name(g, a, b);
	if (!order)
		order = by_size(graph_flat_pull(g, a), graph_flat_pull(g, b));
	return order ? order : by_identity(g, a, b);
}

/* How evenly one side of a node's edges shares the values: semantics 11.3. */
struct side {
	pfl_sum total; /* of the positive weights, and the node's own share on the way out */
	double entropy;
	uint32_t edges;
};

/* 0 for a share of nothing, where the logarithm has no value. */
static double
surprise(pfl_sum weight, pfl_sum total)
{
	double share = (double)pfl_sum_abs(weight) / (double)total;

	return share > 0 ? -share * log2(share) : 0;
}

static void
count_edge(struct side *side, pfl_sum weight)
{
	side->edges++;
	side->total += weight > 0 ? weight : 0;
}

static void
weigh_edge(struct side *side, pfl_sum weight)
{
	if (side->total != 0)
		side->entropy += surprise(weight, side->total);
}

static pfl_sum
edge_bulk(const struct graph *g, const struct pfl_graph_edge *e)
{
	return graph_bulk(g, e->weight[0], e->weight[1]);
}

static pfl_sum
unit_score(const struct graph *g, uint32_t unit, const struct side *in, const struct side *out)
{
	pfl_sum self = graph_bulk(g, g->flat[0][unit], graph_second(g->flat, unit));
	double s = in->edges ? in->entropy : 1; /* entries and leaves are favoured */

	if (!out->edges)
		s += 1;
	else
		s += out->entropy +
			(out->total != 0 && self > 0 ? surprise(self, out->total) : 0);
	return (pfl_sum)(s * (double)graph_cum_pull(g, unit)) + graph_flat_pull(g, unit);
}

static bool
score_units(struct graph *g, struct pfl_error *err)
{
	struct side *in = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*in), err);
	struct side *out = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*out), err);

	g->score = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*g->score), err);
	if (!in || !out || !g->score)
		return false;
	for (uint32_t i = 0; i < g->n; i++)
		out[g->list[i]].total = graph_bulk(
			g, g->flat[0][g->list[i]], graph_second(g->flat, g->list[i]));
	for (size_t i = 0; i < g->edges.n; i++) {
		const struct pfl_graph_edge *e = &g->edges.at[i];

		count_edge(&in[e->to], edge_bulk(g, e));
		count_edge(&out[e->from], edge_bulk(g, e));
	}
	for (size_t i = 0; i < g->edges.n; i++) {
		const struct pfl_graph_edge *e = &g->edges.at[i];

		weigh_edge(&in[e->to], edge_bulk(g, e));
		weigh_edge(&out[e->from], edge_bulk(g, e));
	}
	for (uint32_t i = 0; i < g->n; i++)
		g->score[g->list[i]] =
			unit_score(g, g->list[i], &in[g->list[i]], &out[g->list[i]]);
	return true;
}

bool
pfl_graph_order(struct graph *g, struct pfl_error *err)
{
	switch (g->opts->order) {
	case PFL_ORDER_VISUAL:
		return score_units(g, err) &&
			pfl_order_rows(g->list, g->n_first, visual_order, g, err);
	case PFL_ORDER_CUM:
		return pfl_order_rows(g->list, g->n_first, cum_order, g, err);
	case PFL_ORDER_FLAT:
		break;
	}
	return pfl_order_rows(g->list, g->n_first, flat_order, g, err);
}

static int
edge_order(const void *context, uint32_t a, uint32_t b)
{
	const struct graph *g = context;
	const struct pfl_graph_edge *x = &g->edges.at[a], *y = &g->edges.at[b];
	int order = by_size(graph_pull(g, x->weight[0], x->weight[1]),
		graph_pull(g, y->weight[0], y->weight[1]));

	if (!order)
		order = by_name(g, g->list[x->from], g->list[y->from]);
	if (!order)
		order = by_name(g, g->list[x->to], g->list[y->to]);
	if (!order)
		order = by_number(x->from, y->from);
	return order ? order : by_number(x->to, y->to);
}

bool
pfl_graph_order_edges(struct graph *g, struct pfl_error *err)
{
	size_t n = g->edges.n;
	uint32_t *order = pfl_arena_alloc(&g->scratch, n, sizeof(*order), err);
	struct pfl_graph_edge *copy = pfl_arena_alloc(&g->scratch, n, sizeof(*copy), err);

	if (!order || !copy)
		return false;
	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	if (!pfl_order_rows(order, n, edge_order, g, err))
		return false;
	for (size_t i = 0; i < n; i++)
		copy[i] = g->edges.at[order[i]];
	if (n)
		memcpy(g->edges.at, copy, n * sizeof(*copy));
	return true;
}
