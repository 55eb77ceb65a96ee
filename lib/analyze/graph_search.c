/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edges at a few units only: where calls were inlined, which is what a table of nodes wants to
 * know, or what the units that somebody asks about call and are called from. Looking for them
 * from below costs a small part of a walk that knows the path to each stack.
 */
#include "analyze/graph.h"

/* Of a unit: calls of it are wanted; calls from it are. */
enum { CALLED = 1, CALLS = 2 };

/* Of a location: it has a frame that is at an end of such a call; its stacks call from one. */
enum { HAS = 1, ENDS = 2 };

struct search {
	struct graph *g;
	const uint8_t *keep;
	uint8_t *unit;        /* by unit                */
	uint8_t *location;    /* by location            */
	struct pfl_idmap map; /* (from, to) -> edge     */
};

/* Is the frame of a location called by another that is shown, which it was inlined into? */
static bool
is_inlined(const struct graph *g, uint32_t location, uint32_t frame)
{
	const struct pfl_locations *l = &g->p->locations;

	while (pfl_frame_inlined(l, location, frame)) {
		if (!graph_hides(g, g->nodes->of_frame[++frame]))
			return true;
	}
	return false;
}

/* Units that are kept and inlined somewhere. Are there any? */
static bool
mark_inlined(struct search *s)
{
	const struct pfl_locations *l = &s->g->p->locations;
	bool any = false;

	for (uint32_t i = 0; i < l->n; i++) {
		for (uint32_t f = l->first_frame[i]; is_inlined(s->g, i, f); f++) {
			uint32_t unit = s->g->nodes->of_frame[f];

			s->unit[unit] = !s->keep || s->keep[unit] ? CALLED : 0;
			any |= s->unit[unit] != 0;
		}
	}
	return any;
}

static bool
mark_asked_about(struct search *s)
{
	bool any = false;

	for (uint32_t i = 0; i < s->g->n_units; i++) {
		bool kept = !s->keep || s->keep[i];

		s->unit[i] = kept && s->g->opts->about[i] ? CALLED | CALLS : 0;
		any |= s->unit[i] != 0;
	}
	return any;
}

static void
mark_locations(struct search *s)
{
	const struct pfl_locations *l = &s->g->p->locations;

	for (uint32_t i = 0; i < l->n; i++) {
		uint32_t first = l->first_frame[i];

		for (uint32_t f = first; f < l->first_frame[i + 1]; f++) {
			uint8_t unit = s->unit[s->g->nodes->of_frame[f]];

			s->location[i] |= (unit & CALLED) || (f > first && unit) ? HAS : 0;
		}
		s->location[i] |= s->unit[s->g->nodes->of_frame[first]] & CALLS ? ENDS : 0;
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

static bool
see_call(struct search *s, uint32_t row, uint32_t frame, struct pfl_error *err)
{
	const struct pfl_graph_call call = { caller(s, row, frame),
		s->g->nodes->of_frame[frame], row, false,
		is_inlined(s->g, s->g->p->stacks.location[row], frame) };

	if (call.from == PFL_NONE || call.from == call.to ||
		!((s->unit[call.to] & CALLED) || (s->unit[call.from] & CALLS)))
		return true;
	return pfl_graph_pass(s->g, &s->map, call, err);
}

/* `from`: are calls from some units wanted? */
static bool
is_wanted(const struct search *s, uint32_t row, bool from)
{
	const struct pfl_stacks *stacks = &s->g->p->stacks;
	uint32_t parent = stacks->parent[row];

	return (s->location[stacks->location[row]] & HAS) ||
		(from && parent && (s->location[stacks->location[parent]] & ENDS));
}

/* Frames that nothing is asked of need no caller, unless calls from some are wanted. */
static bool
search(struct search *s, struct pfl_error *err)
{
	const struct pfl_stacks *stacks = &s->g->p->stacks;
	const uint32_t *first = s->g->p->locations.first_frame;
	bool from = !s->g->opts->inlining;

	for (uint32_t i = 1; i < stacks->n; i++) {
		uint32_t location = stacks->location[i];

		if (!is_wanted(s, i, from) || !graph_live(s->g, i))
			continue;
		for (uint32_t f = first[location + 1]; f-- > first[location];) {
			if ((from || s->unit[s->g->nodes->of_frame[f]]) &&
				!see_call(s, i, f, err))
				return false;
		}
	}
	return true;
}

bool
pfl_graph_search(struct graph *g, const uint8_t *keep, struct pfl_error *err)
{
	struct search s = { .g = g, .keep = keep };
	bool ok;

	s.unit = pfl_arena_alloc(&g->scratch, g->n_units, 1, err);
	s.location = pfl_arena_alloc(&g->scratch, g->p->locations.n, 1, err);
	if (!s.unit || !s.location)
		return false;
	if (!(g->opts->inlining ? mark_inlined(&s) : mark_asked_about(&s)))
		return true;
	mark_locations(&s);
	pfl_idmap_init(&s.map, g->budget);
	ok = search(&s, err);
	pfl_idmap_clear(&s.map);
	return ok;
}
