/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a table of nodes wants to know of edges: where calls were inlined. Few nodes are inlined
 * anywhere, so that looking for their callers from below costs a small part of a walk that
 * knows the path to each stack.
 */
#include "analyze/graph.h"

struct search {
	struct graph *g;
	const uint8_t *keep;
	uint8_t *unit;          /* by unit: kept, and inlined somewhere   */
	uint8_t *location;      /* by location: has a frame of such a one */
	struct pfl_idmap map;   /* (from, to) -> edge                     */
	PFL_VEC(uint32_t) last; /* by edge: the last row that was counted */
};

/* Is anything? */
static bool
mark_units(struct search *s)
{
	const struct pfl_locations *l = &s->g->p->locations;
	bool any = false;

	for (uint32_t i = 0; i < l->n; i++) {
		for (uint32_t f = l->first_frame[i]; pfl_frame_inlined(l, i, f); f++) {
			uint32_t unit = s->g->nodes->of_frame[f];

			s->unit[unit] = !s->keep || s->keep[unit];
			any |= s->unit[unit];
		}
	}
	return any;
}

static void
mark_locations(struct search *s)
{
	const struct pfl_locations *l = &s->g->p->locations;

	for (uint32_t i = 0; i < l->n; i++) {
		for (uint32_t f = l->first_frame[i]; f < l->first_frame[i + 1]; f++)
			s->location[i] |= s->unit[s->g->nodes->of_frame[f]];
	}
}

/* The nearest unit kept that a frame of a row was called from; PFL_NONE: there is none. */
static uint32_t
caller(const struct search *s, uint32_t row, uint32_t frame)
{
	const struct pfl_stacks *stacks = &s->g->p->stacks;
	const uint32_t *first = s->g->p->locations.first_frame;
	uint32_t end = first[stacks->location[row] + 1];

	for (;;) {
		while (++frame < end) {
			uint32_t unit = s->g->nodes->of_frame[frame];

			if (!s->keep || s->keep[unit])
				return unit;
		}
		row = stacks->parent[row];
		if (row == 0)
			return PFL_NONE;
		frame = first[stacks->location[row]] - 1;
		end = first[stacks->location[row] + 1];
	}
}

static uint32_t
find_edge(struct search *s, uint32_t from, uint32_t to, struct pfl_error *err)
{
	uint32_t edge = pfl_graph_find_edge(s->g, &s->map, from, to, err);

	if (edge == PFL_NONE || edge < s->last.n)
		return edge;
	if (!pfl_vec_reserve(&s->last, 1, s->g->budget, "edges", err))
		return PFL_NONE;
	s->last.at[s->last.n++] = PFL_NONE;
	return edge;
}

/*
 * Is what is at the row counted for the edge? The last row that was is either on the path to
 * this one, or no row that was counted is: all below one stand together.
 */
static bool
is_counted(const struct search *s, uint32_t edge, uint32_t row)
{
	uint32_t last = s->last.at[edge];

	if (last == PFL_NONE)
		return false;
	while (row > last)
		row = s->g->p->stacks.parent[row];
	return row == last;
}

static bool
see_call(struct search *s, uint32_t row, uint32_t frame, struct pfl_error *err)
{
	uint32_t to = s->g->nodes->of_frame[frame], from = caller(s, row, frame), edge;
	struct pfl_graph_edge *e;

	if (from == PFL_NONE || from == to)
		return true;
	edge = find_edge(s, from, to, err);
	if (edge == PFL_NONE)
		return false;
	if (is_counted(s, edge, row))
		return true;
	s->last.at[edge] = row;
	e = &s->g->edges.at[edge];
	for (int k = 0; k < 2 && s->g->total[k]; k++)
		e->weight[k] += pfl_total_of(s->g->total[k], row);
	e->inlined &=
		pfl_frame_inlined(&s->g->p->locations, s->g->p->stacks.location[row], frame);
	return true;
}

static bool
search(struct search *s, struct pfl_error *err)
{
	const struct pfl_stacks *stacks = &s->g->p->stacks;
	const uint32_t *first = s->g->p->locations.first_frame;

	for (uint32_t i = 1; i < stacks->n; i++) {
		uint32_t location = stacks->location[i];

		if (!s->location[location] || !graph_live(s->g, i))
			continue;
		for (uint32_t f = first[location + 1]; f-- > first[location];) {
			if (s->unit[s->g->nodes->of_frame[f]] && !see_call(s, i, f, err))
				return false;
		}
	}
	return true;
}

bool
pfl_graph_inlining(struct graph *g, const uint8_t *keep, struct pfl_error *err)
{
	struct search s = { .g = g, .keep = keep };
	bool ok;

	s.unit = pfl_arena_alloc(&g->scratch, g->n_units, 1, err);
	s.location = pfl_arena_alloc(&g->scratch, g->p->locations.n, 1, err);
	if (!s.unit || !s.location)
		return false;
	if (!mark_units(&s))
		return true;
	mark_locations(&s);
	pfl_idmap_init(&s.map, g->budget);
	ok = search(&s, err);
	pfl_vec_clear(&s.last, g->budget);
	pfl_idmap_clear(&s.map);
	return ok;
}
