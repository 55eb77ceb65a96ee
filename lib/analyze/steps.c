/* SPDX-License-Identifier: Apache-2.0 */
/* Stacks as steps: locations become nodes, and recursion is found once. */
#include "analyze/steps.h"

#include "analyze/prepared.h"
#include "base/idmap.h"

#include <stdlib.h>

/* What is only needed while the steps are made. */
struct walk {
	const struct pfl_profile *p;
	const uint32_t *of_frame; /* nodes, one of n_nodes, or PFL_NONE */
	uint32_t n_nodes;
	struct pfl_arena scratch;
	uint32_t *depth;   /* by row: frames from the root to here */
	uint32_t *on_path; /* by node: how often */
	uint32_t *path;    /* nodes */
};

/* The rows' depths; their steps, all together, are counted meanwhile. */
static uint64_t
find_depths(struct walk *w, uint32_t *max_depth)
{
	const struct pfl_stacks *stacks = &w->p->stacks;
	const uint32_t *first = w->p->locations.first_frame;
	uint64_t n = 0;

	for (uint32_t i = 1; i < stacks->n; i++) {
		uint32_t location = stacks->location[i];
		uint32_t frames = first[location + 1] - first[location];

		/* No more than --max-stack lets through. */
		w->depth[i] = w->depth[stacks->parent[i]] + frames;
		if (w->depth[i] > *max_depth)
			*max_depth = w->depth[i];
		n += frames;
	}
	return n;
}

/* Stacks are depth-first, so one walk over them enters and leaves each in turn. */
static void
fill(struct walk *w, uint32_t *step)
{
	const struct pfl_stacks *stacks = &w->p->stacks;
	const uint32_t *first = w->p->locations.first_frame;
	uint32_t open = 0;

	for (uint32_t i = 1; i < stacks->n; i++) {
		uint32_t location = stacks->location[i];

		while (open > w->depth[stacks->parent[i]])
			w->on_path[w->path[--open]]--;
		for (uint32_t f = first[location + 1]; f-- > first[location];) {
			uint32_t node = w->of_frame[f];

			if (node == PFL_NONE)
				node = w->n_nodes; /* is on every path already */
			*step++ = node | (w->on_path[node] ? PFL_STEP_AGAIN : 0);
			w->on_path[node]++;
			w->path[open++] = node;
		}
		step[-1] |= PFL_STEP_LAST;
	}
}

/* The last row below another is the first of them that is met from behind. */
const uint32_t *
pfl_stacks_ends(const struct pfl_profile *p, struct pfl_arena *arena, struct pfl_error *err)
{
	const struct pfl_stacks *stacks = &p->stacks;
	const uint32_t *ready = pfl_prepared_ends(p);
	uint32_t *end;

	if (ready)
		return ready;
	end = pfl_arena_alloc(arena, stacks->n, sizeof(*end), err);
	for (uint32_t i = stacks->n; end && i-- > 0;) {
		if (end[i] == 0)
			end[i] = i + 1;
		if (end[stacks->parent[i]] == 0)
			end[stacks->parent[i]] = end[i];
	}
	return end;
}

static bool
make(struct pfl_steps *steps, struct walk *w, struct pfl_arena *arena, struct pfl_error *err)
{
	uint32_t n = w->p->stacks.n, *step;

	if (w->n_nodes >= PFL_STEP_NODE)
		return pfl_fail(err, PFL_LIMIT, "more than 2^30 nodes in the call graph");
	w->depth = pfl_arena_alloc(&w->scratch, n, sizeof(*w->depth), err);
	w->on_path =
		pfl_arena_alloc(&w->scratch, (size_t)w->n_nodes + 1, sizeof(*w->on_path), err);
	if (!w->depth || !w->on_path)
		return false;
	w->on_path[w->n_nodes] = 1;
	step = pfl_arena_alloc(arena, find_depths(w, &steps->max_depth), sizeof(*step), err);
	steps->end = pfl_stacks_ends(w->p, arena, err);
	w->path = pfl_arena_alloc(&w->scratch, steps->max_depth, sizeof(*w->path), err);
	if (!step || !steps->end || !w->path)
		return false;
	fill(w, step);
	steps->at = step;
	return true;
}

bool
pfl_steps_make(struct pfl_steps *steps, const struct pfl_profile *p, const uint32_t *of_frame,
	uint32_t n, struct pfl_arena *arena, struct pfl_error *err)
{
	struct pfl_budget passing = { 0 };
	struct walk w = {
		.p = p, .of_frame = of_frame, .n_nodes = n, .scratch = { .budget = &passing }
	};
	bool ok;

	*steps = (struct pfl_steps){ 0 };
	if (arena->budget) { /* other threads may be taking of it */
		passing.used = arena->budget->used;
		passing.max = arena->budget->max;
	}
	ok = make(steps, &w, arena, err);
	pfl_arena_clear(&w.scratch);
	return ok;
}

/* The nodes of a row, of which the last that is shown, or the one above, comes back. */
static uint32_t
add_row(const uint32_t *step, const uint8_t *hidden, uint32_t above, pfl_sum sum, pfl_sum *cum)
{
	for (;; step++) {
		uint32_t node = *step & PFL_STEP_NODE;

		if (!hidden || !hidden[node]) {
			/* One that is on the path already has counted everything below. */
			if (!(*step & PFL_STEP_AGAIN))
				cum[node] += sum;
			above = node;
		}
		if (*step & PFL_STEP_LAST)
			return above;
	}
}

bool
pfl_steps_add_up(const struct pfl_steps *steps, const uint8_t *hidden,
	const struct pfl_totals *total, uint32_t n, pfl_sum *flat, pfl_sum *cum,
	struct pfl_error *err)
{
	struct pfl_trail trail = { 0 }; /* marks are the nodes that stacks end at */
	const uint32_t *step = steps->at;
	bool ok = true;

	for (uint32_t i = 1; ok && i < n; i++, step = pfl_steps_next(step)) {
		pfl_sum sum = pfl_total_of(total, i);
		uint32_t above, node;

		if (!sum && !total->negative)
			continue; /* nor is anything below: what filters leave of most stacks */
		above = pfl_trail_back(&trail, i);
		node = add_row(step, hidden, above, sum, cum);
		if (node != above) {
			if (above != PFL_NONE)
				flat[above] -= sum;
			flat[node] += sum;
		}
		ok = pfl_trail_add(&trail, i, steps->end[i], node, err);
	}
	pfl_trail_clear(&trail);
	return ok;
}

bool
pfl_frames_add_up(const struct pfl_profile *p, const struct pfl_steps *steps,
	const struct pfl_totals *total, pfl_sum *flat, pfl_sum *cum, struct pfl_error *err)
{
	struct pfl_trail trail = { 0 }; /* marks are the frames that stacks end at */
	const uint32_t *step = steps->at;
	bool ok = true;

	for (uint32_t i = 1; ok && i < p->stacks.n; i++, step = pfl_steps_next(step)) {
		const uint32_t *first = &p->locations.first_frame[p->stacks.location[i]];
		const uint32_t *at = step;
		pfl_sum sum = pfl_total_of(total, i);
		uint32_t above;

		if (!sum && !total->negative)
			continue;
		for (uint32_t f = first[1]; f-- > first[0];) {
			if (!(*at++ & PFL_STEP_AGAIN))
				cum[f] += sum;
		}
		above = pfl_trail_back(&trail, i);
		if (above != PFL_NONE)
			flat[above] -= sum;
		flat[first[0]] += sum;
		ok = pfl_trail_add(&trail, i, steps->end[i], first[0], err);
	}
	pfl_trail_clear(&trail);
	return ok;
}

/* Is the node of a frame of a row on the path to it? Counts what it looks at. */
static bool
is_again(const struct pfl_profile *p, const uint32_t *of_frame, uint32_t row, uint32_t frame,
	uint64_t *looks)
{
	const uint32_t *first = p->locations.first_frame;
	uint32_t node = of_frame[frame], location = p->stacks.location[row];

	for (uint32_t f = frame + 1;; f++, ++*looks) {
		while (f == first[location + 1]) {
			row = p->stacks.parent[row];
			if (row == 0)
				return false;
			location = p->stacks.location[row];
			f = first[location];
		}
		if (of_frame[f] == node)
			return true;
	}
}

void
pfl_frames_add_again(const struct pfl_profile *p, const struct pfl_steps *steps,
	const uint32_t *of_frame, const struct pfl_totals *total, pfl_sum *cum, bool *known)
{
	const uint32_t *step = steps->at;
	uint64_t looks = 0, most = 4 * (uint64_t)p->stacks.n;

	for (uint32_t i = 1; i < p->stacks.n && looks < most; i++) {
		uint32_t f = p->locations.first_frame[p->stacks.location[i] + 1];

		do {
			f--;
			if ((*step & PFL_STEP_AGAIN) && !is_again(p, of_frame, i, f, &looks))
				cum[of_frame[f]] += pfl_total_of(total, i);
		} while (!(*step++ & PFL_STEP_LAST));
	}
	*known = looks < most;
}

enum { AHEAD = 8 }; /* rows */

/* What is known of a node, side by side: it is not in the cache. */
struct tally {
	pfl_sum flat, cum;
	uint32_t counted; /* all rows before this one: those below a row that counted it */
};

struct sum_walk {
	const struct pfl_profile *p;
	const uint32_t *of_frame, *end;
	const uint8_t *hidden;
	struct tally *tally;    /* by node */
	struct pfl_trail trail; /* marks are the nodes that stacks end at */
};

static bool
visit(struct sum_walk *w, uint32_t row, pfl_sum sum, struct pfl_error *err)
{
	const uint32_t *first = &w->p->locations.first_frame[w->p->stacks.location[row]];
	uint32_t above = pfl_trail_back(&w->trail, row), last = above;

	for (uint32_t f = first[1]; f-- > first[0];) {
		uint32_t node = w->of_frame[f];
		struct tally *tally = &w->tally[node];

		if (w->hidden && w->hidden[node])
			continue;
		last = node;
		if (tally->counted > row)
			continue;
		tally->cum += sum;
		tally->counted = w->end[row];
	}
	/* The last frame above has no part in what is here. */
	if (above != PFL_NONE)
		w->tally[above].flat -= sum;
	if (last != PFL_NONE)
		w->tally[last].flat += sum;
	return pfl_trail_add(&w->trail, row, w->end[row], last, err);
}

/* What a row's innermost frame will add to; it takes a while to come. */
static void
fetch_ahead(const struct sum_walk *w, uint32_t row)
{
	const struct pfl_profile *p = w->p;

	if (row < p->stacks.n)
		PFL_PREFETCH(
			&w->tally[w->of_frame[p->locations
						      .first_frame[p->stacks.location[row]]]]);
}

bool
pfl_stacks_add_up(const struct pfl_profile *p, const struct pfl_nodes *nodes,
	const uint32_t *end, const struct pfl_totals *total, pfl_sum *flat, pfl_sum *cum,
	struct pfl_error *err)
{
	struct sum_walk w = {
		.p = p,
		.of_frame = nodes->of_frame,
		.end = end,
		.hidden = nodes->hidden,
		.tally = calloc((size_t)nodes->n + 1, sizeof(*w.tally)),
	};
	bool ok = w.tally || pfl_fail(err, PFL_NOMEM, "out of memory");

	for (uint32_t i = 1; ok && i < p->stacks.n; i++) {
		pfl_sum sum = pfl_total_of(total, i);

		if (!sum && !total->negative)
			continue; /* nor is anything below */
		fetch_ahead(&w, i + AHEAD);
		ok = visit(&w, i, sum, err);
	}
	for (uint32_t i = 0; ok && i < nodes->n; i++) {
		flat[i] += w.tally[i].flat;
		cum[i] += w.tally[i].cum;
	}
	free(w.tally);
	pfl_trail_clear(&w.trail);
	return ok;
}
