/* SPDX-License-Identifier: Apache-2.0 */
/* show-from and prune-from: stacks cut at the root end or at the leaf end. */
#include "base/name.h"
#include "model/restack.h"
#include "transform/cut.h"
#include "transform/filters.h"
#include "transform/pattern.h"

#include <stdlib.h>

enum { MATCHED = 1 };

/* Find the outermost frame that matches; what is outside of it goes. */
static bool
mark_show_from(struct pfl_cut *cut, struct pfl_pattern *pattern, uint32_t location,
	struct pfl_error *err)
{
	const struct pfl_profile *p = cut->p;
	uint32_t first = p->locations.first_frame[location];
	uint32_t end = p->locations.first_frame[location + 1];
	bool hit;

	if (!pfl_pattern_mapping(pattern, p, location, &hit, err))
		return false;
	for (uint32_t i = end; !hit && i-- > first;) {
		if (!pfl_pattern_frame(pattern, p, i, &hit, err))
			return false;
		if (hit)
			pfl_cut_frames(cut, i + 1, end);
	}
	if (hit)
		cut->location[location] |= MATCHED;
	return true;
}

/* Nothing until a location matches, then everything. */
static uint32_t
from_match(void *context, uint32_t location, uint8_t above, uint8_t *state)
{
	const struct pfl_cut *cut = context;

	*state = above | (cut->location[location] & MATCHED);
	return *state ? location : PFL_NONE;
}

static bool
show_from(struct pfl_cut *cut, struct pfl_pattern *pattern, struct pfl_error *err)
{
	for (uint32_t i = 0; i < cut->p->locations.n; i++) {
		if (!mark_show_from(cut, pattern, i, err))
			return false;
	}
	pfl_cut_spread(cut);
	pfl_filter_note(cut->p, true, cut->seen & MATCHED, "show-from");
	if (!pfl_cut_locations(cut, err) || !pfl_stacks_rewrite(cut->p, from_match, cut, err))
		return false;
	pfl_cut_empty(cut);
	return pfl_cut_samples(cut, err);
}

/* Find the innermost frame whose function matches; what was inlined into it goes. */
static bool
mark_prune_from(struct pfl_cut *cut, struct pfl_pattern *pattern, uint32_t location,
	struct pfl_error *err)
{
	const struct pfl_profile *p = cut->p;
	uint32_t first = p->locations.first_frame[location];

	for (uint32_t i = first; i < p->locations.first_frame[location + 1]; i++) {
		uint32_t func = p->frames.func[i];
		bool hit;

		if (func == PFL_NONE || !p->funcs.name[func])
			continue;
		if (!pfl_pattern_text(pattern, p, p->funcs.name[func], &hit, err))
			return false;
		if (hit) {
			pfl_cut_frames(cut, first, i);
			cut->location[location] |= MATCHED;
			return true;
		}
	}
	return true;
}

/* End each sample at the last row, seen from the root, whose location matches. */
static bool
end_at_match(struct pfl_cut *cut, struct pfl_error *err)
{
	struct pfl_profile *p = cut->p;
	uint32_t *last = calloc((size_t)p->stacks.n + 1, sizeof(*last)), *stack;

	stack = pfl_arena_alloc(&p->arena, p->samples.n, sizeof(*stack), err);
	if (!last || !stack) {
		free(last);
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	for (uint32_t i = 1; i < p->stacks.n; i++)
		last[i] = cut->location[p->stacks.location[i]] & MATCHED
			? i
			: last[p->stacks.parent[i]];
	for (uint32_t i = 0; i < p->samples.n; i++) {
		uint32_t row = p->samples.stack[i];

		stack[i] = last[row] ? last[row] : row;
	}
	p->samples.stack = stack;
	free(last);
	return true;
}

static bool
prune_from(struct pfl_cut *cut, struct pfl_pattern *pattern, struct pfl_error *err)
{
	pattern->set.part = pfl_name_simplify;
	for (uint32_t i = 0; i < cut->p->locations.n; i++) {
		if (!mark_prune_from(cut, pattern, i, err))
			return false;
	}
	pfl_cut_spread(cut);
	pfl_filter_note(cut->p, true, cut->seen & MATCHED, "prune-from");
	return pfl_cut_locations(cut, err) && end_at_match(cut, err);
}

/* Open the one pattern that a filter works with, and run it. */
static bool
with_pattern(struct pfl_profile *p, const struct pfl_view *view, const char *name,
	bool (*run)(struct pfl_cut *cut, struct pfl_pattern *pattern, struct pfl_error *err),
	struct pfl_error *err)
{
	struct pfl_pattern pattern = { 0 };
	struct pfl_cut cut = { 0 };
	bool ok = pfl_pattern_open(&pattern, view, name, err) && pfl_cut_init(&cut, p, err) &&
		run(&cut, &pattern, err);

	pfl_pattern_close(&pattern);
	pfl_cut_clear(&cut);
	return ok;
}

static bool
show_from_apply(struct pfl_profile *p, const struct pfl_view *view, struct pfl_error *err)
{
	return with_pattern(p, view, "show-from", show_from, err);
}

static bool
show_from_wanted(const struct pfl_view *view)
{
	return pfl_view_get(view, "show-from") != NULL;
}

static bool
prune_from_apply(struct pfl_profile *p, const struct pfl_view *view, struct pfl_error *err)
{
	return with_pattern(p, view, "prune-from", prune_from, err);
}

static bool
prune_from_wanted(const struct pfl_view *view)
{
	return pfl_view_get(view, "prune-from") != NULL;
}

const struct pfl_filter pfl_filter_show_from = {
	.wanted = show_from_wanted,
	.apply = show_from_apply,
};

const struct pfl_filter pfl_filter_prune_from = {
	.wanted = prune_from_wanted,
	.apply = prune_from_apply,
};
