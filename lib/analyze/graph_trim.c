/* SPDX-License-Identifier: Apache-2.0 */
/* Edges that a picture can do without. */
#include "analyze/graph.h"

/*
 * Looking for other ways takes a walk for every residual edge. Real pictures need a few
 * thousand steps in all; a graph that needs more than this keeps the rest of its edges.
 */
enum { MAX_STEPS = 50 * 1000 * 1000 };

struct walk {
	const struct pfl_graph_edge *edges;
	const uint32_t *first, *in;
	const uint8_t *alive;
	uint32_t *queue, *seen; /* seen[node] is the walk that came by */
	uint32_t round;
	uint64_t steps;
};

/* Can the edge's source reach its target without it? Backwards from the target. */
static bool
is_redundant(struct walk *w, uint32_t edge)
{
	uint32_t source = w->edges[edge].from, head = 0, tail = 0;

	w->round++;
	w->queue[tail++] = w->edges[edge].to;
	w->seen[w->edges[edge].to] = w->round;
	while (head < tail) {
		uint32_t node = w->queue[head++];

		for (uint32_t i = w->first[node]; i < w->first[node + 1]; i++) {
			uint32_t from = w->edges[w->in[i]].from;

			w->steps++;
			if (w->in[i] == edge || !w->alive[w->in[i]] ||
				w->seen[from] == w->round)
				continue;
			if (from == source)
				return true;
			w->seen[from] = w->round;
			w->queue[tail++] = from;
		}
	}
	return false;
}

/*
 * From the last node to the first, of each the lightest edge first, so that what carries most
 * stays; nothing that is heavier than a call without a gap goes, unless it leads past the
 * neighbourhood that is to be shown.
 */
bool
pfl_graph_redundant(struct graph *g, const uint32_t *first, const uint32_t *in, uint8_t *alive,
	struct pfl_error *err)
{
	struct walk w = { .edges = g->edges.at, .first = first, .in = in, .alive = alive };

	w.queue = pfl_arena_alloc(&g->scratch, (size_t)g->n + 1, sizeof(*w.queue), err);
	w.seen = pfl_arena_alloc(&g->scratch, (size_t)g->n + 1, sizeof(*w.seen), err);
	if (!w.queue || !w.seen)
		return false;
	for (uint32_t node = g->n; node-- > 0;) {
		for (uint32_t i = first[node + 1]; i-- > first[node] && w.steps < MAX_STEPS;) {
			if (!g->edges.at[in[i]].residual && !g->opts->around)
				break;
			if (g->edges.at[in[i]].residual && is_redundant(&w, in[i]))
				alive[in[i]] = 0;
		}
	}
	return true;
}
