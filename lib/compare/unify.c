/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/unify.h"

#include <stdlib.h>
#include <string.h>

/* By stack: on which sides there are samples, there or below. */
static void
mark_stacks(uint8_t *side, const struct pfl_profile *p)
{
	for (uint32_t i = 0; i < p->samples.n; i++)
		side[p->samples.stack[i]] |=
			p->samples.run[i] < p->pairing->n_old ? PFL_ON_OLD : PFL_ON_NEW;
	for (uint32_t i = p->stacks.n; i-- > 1;)
		side[p->stacks.parent[i]] |= side[i];
}

static void
mark_nodes(uint8_t *side, const uint8_t *of_stack, const struct pfl_nodes *nodes,
	const struct pfl_profile *p)
{
	const uint32_t *first = p->locations.first_frame;

	for (uint32_t i = 1; i < p->stacks.n; i++) {
		uint32_t location = p->stacks.location[i];

		for (uint32_t f = first[location]; f < first[location + 1]; f++)
			side[nodes->of_frame[f]] |= of_stack[i];
	}
}

/* A function may be known by calls alone, having spent nothing itself. */
static void
mark_called(uint8_t *side, const struct pfl_nodes *nodes, const struct pfl_profile *p)
{
	for (uint32_t i = 0; i < p->calls.n; i++) {
		uint8_t of = p->calls.run[i] < p->pairing->n_old ? PFL_ON_OLD : PFL_ON_NEW;

		side[pfl_nodes_at(nodes, p, p->calls.from[i])] |= of;
		side[pfl_nodes_at(nodes, p, p->calls.to[i])] |= of;
	}
}

/* What the samples of both sides have at the nodes themselves. */
static void
weigh(double *weight, const struct pfl_nodes *nodes, const struct pfl_profile *p,
	const struct pfl_columns *columns)
{
	for (uint32_t i = 0; i < p->samples.n; i++) {
		uint32_t stack = p->samples.stack[i], frame;
		double value = (double)columns->value[0][i] + (double)columns->value[1][i];

		if (stack == 0 || !(value > 0))
			continue;
		frame = p->locations.first_frame[p->stacks.location[stack]];
		weight[nodes->of_frame[frame]] += value;
	}
}

/* Frames of the old side's names become those of the new side's; the column may be shared. */
static bool
join(struct pfl_nodes *nodes, uint32_t n_frames, const struct pfl_matching *matching,
	const uint8_t *side, struct pfl_arena *arena, struct pfl_error *err)
{
	uint32_t *of_frame = pfl_arena_alloc(arena, n_frames, sizeof(*of_frame), err);

	for (uint32_t f = 0; of_frame && f < n_frames; f++) {
		uint32_t node = nodes->of_frame[f];
		bool joined = side[node] == PFL_ON_OLD && matching->other[node] != PFL_NONE;

		of_frame[f] = joined ? matching->other[node] : node;
	}
	nodes->of_frame = of_frame;
	nodes->within_functions = false;
	return of_frame != NULL;
}

bool
pfl_unify_nodes(struct pfl_matching *matching, struct pfl_nodes *nodes,
	const struct pfl_profile *p, const struct pfl_columns *columns,
	const struct pfl_match_opts *opts, struct pfl_arena *arena, struct pfl_error *err)
{
	uint8_t *of_stack = calloc(p->stacks.n, 1), *side = calloc((size_t)nodes->n + 1, 1);
	double *weight = calloc((size_t)nodes->n + 1, sizeof(*weight));
	bool ok = (of_stack && side && weight) || pfl_fail(err, PFL_NOMEM, "out of memory");

	if (ok) {
		struct pfl_match_nodes list = {
			.n = nodes->n,
			.strings = &p->strings,
			.name = nodes->name,
			.file = nodes->file,
			.side = side,
			.events = weight,
		};

		mark_stacks(of_stack, p);
		mark_nodes(side, of_stack, nodes, p);
		mark_called(side, nodes, p);
		weigh(weight, nodes, p, columns);
		ok = pfl_matching_make(matching, &list, opts, arena, err);
	}
	if (ok && matching->n_pairs)
		ok = join(nodes, p->frames.n, matching, side, arena, err);
	free(of_stack);
	free(side);
	free(weight);
	return ok;
}
