/* SPDX-License-Identifier: Apache-2.0 */
/* Some samples of a profile as a profile. */
#include "model/subset.h"

#include <stdlib.h>

/* 1 for the stacks of these samples and all that is above them; how many. */
static uint32_t
mark(const struct pfl_profile *p, const uint32_t *sample, uint32_t n, uint32_t *place)
{
	uint32_t marked = 1;

	place[0] = 1;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t row = p->samples.stack[sample[i]];

		for (; !place[row]; row = p->stacks.parent[row]) {
			place[row] = 1;
			marked++;
		}
	}
	return marked;
}

/* Marked rows move up, which keeps their order; place[row] is where to. */
static bool
take_stacks(struct pfl_profile *p, uint32_t *place, uint32_t n, struct pfl_error *err)
{
	uint32_t *parent = pfl_arena_alloc(&p->arena, n, sizeof(*parent), err);
	uint32_t *location = pfl_arena_alloc(&p->arena, n, sizeof(*location), err), at = 0;

	if (!parent || !location)
		return false;
	for (uint32_t row = 0; row < p->stacks.n; row++) {
		if (!place[row])
			continue;
		parent[at] = place[p->stacks.parent[row]];
		location[at] = p->stacks.location[row];
		place[row] = at++;
	}
	parent[0] = 0;
	p->stacks = (struct pfl_stacks){
		.n = n,
		.parent = parent,
		.location = location,
		.distinct = p->stacks.distinct,
	};
	return true;
}

bool
pfl_profile_subset(
	struct pfl_profile *p, const uint32_t *sample, uint32_t n, struct pfl_error *err)
{
	uint32_t *place = calloc(p->stacks.n, sizeof(*place));
	uint32_t *stack = pfl_arena_alloc(&p->arena, n, sizeof(*stack), err), *labels = NULL;
	uint32_t *run = NULL;
	bool ok = stack && (place || pfl_fail(err, PFL_NOMEM, "out of memory"));

	if (p->samples.labels)
		labels = pfl_arena_alloc(&p->arena, n, sizeof(*labels), err);
	if (p->samples.run)
		run = pfl_arena_alloc(&p->arena, n, sizeof(*run), err);
	ok = ok && (labels || !p->samples.labels) && (run || !p->samples.run) &&
		take_stacks(p, place, mark(p, sample, n, place), err);
	for (uint32_t i = 0; ok && i < n; i++) {
		stack[i] = place[p->samples.stack[sample[i]]];
		if (labels)
			labels[i] = p->samples.labels[sample[i]];
		if (run)
			run[i] = p->samples.run[sample[i]];
	}
	if (ok)
		p->samples = (struct pfl_samples){
			.n = n, .stack = stack, .labels = labels, .run = run
		};
	free(place);
	return ok;
}

const int64_t *
pfl_subset_column(struct pfl_profile *p, const int64_t *column, const uint32_t *sample,
	uint32_t n, struct pfl_error *err)
{
	int64_t *taken = pfl_arena_alloc(&p->arena, n, sizeof(*taken), err);

	for (uint32_t i = 0; taken && i < n; i++)
		taken[i] = column[sample[i]];
	return taken;
}
