/* SPDX-License-Identifier: Apache-2.0 */
/* Sums by location. */
#include "analyze/spots.h"

struct summer {
	const struct pfl_profile *p;
	struct pfl_spot *spot;   /* by location */
	pfl_sum *total[2];       /* by stack: of it and of all that begin with it        */
	uint32_t *end, *covered; /* by stack: behind all of these; by location: behind the
				    outermost stack that ends in it                      */
	bool *seen;              /* by location: has a sample                            */
	int columns;
};

static bool
alloc(struct summer *s, struct pfl_arena *scratch, struct pfl_error *err)
{
	uint32_t stacks = s->p->stacks.n, locations = s->p->locations.n;

	s->spot = pfl_arena_alloc(scratch, locations, sizeof(*s->spot), err);
	s->end = pfl_arena_alloc(scratch, stacks, sizeof(*s->end), err);
	s->covered = pfl_arena_alloc(scratch, locations, sizeof(*s->covered), err);
	s->seen = pfl_arena_alloc(scratch, stacks, sizeof(*s->seen), err);
	for (int k = 0; k < s->columns; k++)
		s->total[k] = pfl_arena_alloc(scratch, stacks, sizeof(*s->total[k]), err);
	return err->code == PFL_OK;
}

static void
add_samples(struct summer *s, const struct pfl_columns *columns)
{
	const struct pfl_samples *samples = &s->p->samples;

	for (uint32_t i = 0; i < samples->n; i++) {
		uint32_t stack = samples->stack[i], location = s->p->stacks.location[stack];

		s->seen[stack] = true;
		for (int k = 0; k < s->columns; k++) {
			s->total[k][stack] += columns->value[k][i];
			if (location != PFL_NONE)
				s->spot[location].flat[k] += columns->value[k][i];
		}
	}
}

/* Stacks are depth-first: what begins with one is behind it, and what is above is before. */
static void
add_stacks(struct summer *s)
{
	const struct pfl_stacks *stacks = &s->p->stacks;

	for (uint32_t i = stacks->n; i-- > 1;) {
		uint32_t up = stacks->parent[i];

		s->end[i] = s->end[i] ? s->end[i] : i + 1;
		s->end[up] = s->end[up] > s->end[i] ? s->end[up] : s->end[i];
		s->seen[up] |= s->seen[i];
		for (int k = 0; k < s->columns; k++)
			s->total[k][up] += s->total[k][i];
	}
	for (uint32_t i = 1; i < stacks->n; i++) {
		uint32_t location = stacks->location[i];

		if (i < s->covered[location] || !s->seen[i])
			continue;
		s->covered[location] = s->end[i];
		for (int k = 0; k < s->columns; k++)
			s->spot[location].cum[k] += s->total[k][i];
	}
}

bool
pfl_spots_make(struct pfl_spots *spots, const struct pfl_profile *p,
	const struct pfl_columns *columns, struct pfl_arena *arena, struct pfl_error *err)
{
	struct pfl_budget passing = arena->budget ? *arena->budget : (struct pfl_budget){ 0 };
	struct pfl_arena scratch = { .budget = &passing };
	struct summer s = { .p = p };
	uint32_t n = 0;

	*spots = (struct pfl_spots){ 0 };
	while (s.columns < 2 && columns->value[s.columns])
		s.columns++;
	if (alloc(&s, &scratch, err)) {
		add_samples(&s, columns);
		add_stacks(&s);
		for (uint32_t i = 0; i < p->locations.n; i++)
			n += s.covered[i] && p->locations.address[i];
		spots->at = pfl_arena_alloc(arena, n, sizeof(*spots->at), err);
	}
	for (uint32_t i = 0; spots->at && i < p->locations.n; i++) {
		if (!s.covered[i] || !p->locations.address[i])
			continue;
		s.spot[i].address = p->locations.address[i];
		s.spot[i].location = i;
		spots->at[spots->n++] = s.spot[i];
	}
	pfl_arena_clear(&scratch);
	return spots->at != NULL;
}
