/* SPDX-License-Identifier: Apache-2.0 */
/* A part of a graph: what is so many calls above or below the nodes that it is about. */
#include "analyze/graph.h"

/* Units by the call that leads to or from them, and how near a unit is. */
struct walk {
	const struct graph *g;
	uint32_t *first, *next; /* by unit, by edge: chains of 1 + an edge; 0: the end */
	uint32_t *queue, n;
	uint8_t *seen;
};

static void
chain(struct walk *w, bool up)
{
	memset(w->first, 0, w->g->n_units * sizeof(*w->first));
	for (size_t i = w->g->edges.n; i-- > 0;) {
		const struct pfl_graph_edge *e = &w->g->edges.at[i];
		uint32_t *first = &w->first[up ? e->to : e->from];

		w->next[i] = *first;
		*first = (uint32_t)i + 1;
	}
}

static void
visit(struct walk *w, uint32_t unit)
{
	if (!w->seen[unit]) {
		w->seen[unit] = 1;
		w->queue[w->n++] = unit;
	}
}

/* Queue what is within `depth` calls of the units that the graph is about, upwards or down. */
static void
spread(struct walk *w, bool up, uint32_t depth)
{
	const struct graph *g = w->g;
	uint32_t begin = 0;

	chain(w, up);
	memset(w->seen, 0, g->n_units);
	w->n = 0;
	for (uint32_t i = 0; i < g->n; i++) {
		if (graph_is_centre(g, g->list[i]))
			visit(w, g->list[i]);
	}
	for (uint32_t level = 0; level < depth && begin < w->n; level++) {
		uint32_t end = w->n;

		for (; begin < end; begin++) {
			uint32_t at = w->first[w->queue[begin]];

			for (; at; at = w->next[at - 1]) {
				const struct pfl_graph_edge *e = &g->edges.at[at - 1];

				visit(w, up ? e->from : e->to);
			}
		}
	}
}

/* The list without what is not kept. */
static void
shorten(struct graph *g)
{
	uint32_t n = 0, all = g->n;

	for (uint32_t i = 0; i < all; i++) {
		if (g->keep[g->list[i]])
			g->list[n++] = g->list[i];
	}
	g->n = n;
}

bool
pfl_graph_around(struct graph *g, struct pfl_error *err)
{
	struct walk w = { .g = g };

	w.first = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*w.first), err);
	w.next = pfl_arena_alloc(&g->scratch, g->edges.n, sizeof(*w.next), err);
	w.queue = pfl_arena_alloc(&g->scratch, g->n_units, sizeof(*w.queue), err);
	w.seen = pfl_arena_alloc(&g->scratch, g->n_units, 1, err);
	if (!w.first || !w.next || !w.queue || !w.seen)
		return false;
	memset(g->keep, 0, g->n_units);
	for (int up = 0; up < 2; up++) {
		spread(&w, up, g->opts->depth);
		for (uint32_t i = 0; i < w.n; i++)
			g->keep[w.queue[i]] = 1;
	}
	shorten(g);
	return true;
}
