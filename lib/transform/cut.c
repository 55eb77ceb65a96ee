/* SPDX-License-Identifier: Apache-2.0 */
/* The columns of a derived profile without what a filter has marked. */
#include "transform/cut.h"

#include "base/block.h"
#include "model/restack.h"
#include "transform/filter.h"

/* One block for all: it is large where a profile is, and costs few page faults then. */
bool
pfl_cut_init(struct pfl_cut *cut, struct pfl_profile *p, struct pfl_error *err)
{
	size_t frames = (size_t)p->frames.n + 1, locations = (size_t)p->locations.n + 1;
	size_t rows = (size_t)p->stacks.n + 1, samples = (size_t)p->samples.n + 1;

	*cut = (struct pfl_cut){ .p = p, .size = frames + locations + rows + samples };
	cut->frame = pfl_block_alloc(cut->size);
	if (!cut->frame)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	cut->location = cut->frame + frames;
	cut->row = cut->location + locations;
	cut->sample = cut->row + rows;
	return true;
}

void
pfl_cut_clear(struct pfl_cut *cut)
{
	pfl_block_free(cut->frame, cut->size);
	*cut = (struct pfl_cut){ 0 };
}

void
pfl_cut_frames(struct pfl_cut *cut, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		cut->frame[i] = 1;
}

void
pfl_cut_spread(struct pfl_cut *cut)
{
	const struct pfl_stacks *s = &cut->p->stacks;
	uint8_t any = 0;

	for (uint32_t i = 1; i < s->n; i++) {
		cut->row[i] = cut->row[s->parent[i]] | cut->location[s->location[i]];
		any |= cut->row[i];
	}
	/* A few samples will do, if they are not strangers to the rows. */
	for (uint32_t i = 0; i < cut->p->samples.n && cut->seen != any; i++)
		cut->seen |= cut->row[cut->p->samples.stack[i]];
}

/* Frames that stay, by location: first[i] is where they start in the new columns. */
static uint32_t
count_frames(struct pfl_cut *cut, uint32_t *first)
{
	const struct pfl_locations *l = &cut->p->locations;
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->n; i++) {
		uint32_t kept = 0;

		for (uint32_t f = l->first_frame[i]; f < l->first_frame[i + 1]; f++)
			kept += !cut->frame[f];
		if (kept == 0) {
			cut->location[i] |= PFL_CUT_GONE;
			cut->frame[l->first_frame[i]] = 0;
			kept = 1;
		}
		first[i] = n;
		n += kept;
	}
	first[l->n] = n;
	return n;
}

bool
pfl_cut_locations(struct pfl_cut *cut, struct pfl_error *err)
{
	struct pfl_profile *p = cut->p;
	struct pfl_arena *a = &p->arena;
	uint32_t *first, *func, n, to = 0;
	int64_t *line, *column;

	if (!memchr(cut->frame, 1, p->frames.n))
		return true;
	first = pfl_arena_alloc(a, (size_t)p->locations.n + 1, sizeof(*first), err);
	if (!first)
		return false;
	n = count_frames(cut, first);
	func = pfl_arena_alloc(a, n, sizeof(*func), err);
	line = pfl_arena_alloc(a, n, sizeof(*line), err);
	column = pfl_arena_alloc(a, n, sizeof(*column), err);
	if (!func || !line || !column)
		return false;
	for (uint32_t i = 0; i < p->frames.n; i++) {
		if (cut->frame[i])
			continue;
		func[to] = p->frames.func[i];
		line[to] = p->frames.line[i];
		column[to++] = p->frames.column[i];
	}
	p->frames = (struct pfl_frames){ n, func, line, column, NULL };
	p->locations.first_frame = first;
	return true;
}

static uint32_t
leave_out(void *context, uint32_t location, uint8_t above, uint8_t *state)
{
	const struct pfl_cut *cut = context;

	(void)above;
	(void)state;
	return cut->location[location] & PFL_CUT_GONE ? PFL_NONE : location;
}

bool
pfl_cut_stacks(struct pfl_cut *cut, struct pfl_error *err)
{
	bool gone = false;

	for (uint32_t i = 0; i < cut->p->locations.n && !gone; i++)
		gone = cut->location[i] & PFL_CUT_GONE;
	return !gone || pfl_stacks_rewrite(cut->p, leave_out, cut, err);
}

void
pfl_cut_empty(struct pfl_cut *cut)
{
	for (uint32_t i = 0; i < cut->p->samples.n; i++)
		cut->sample[i] |= cut->p->samples.stack[i] == 0;
}

bool
pfl_cut_samples(struct pfl_cut *cut, struct pfl_error *err)
{
	uint32_t n = cut->p->samples.n;

	if (!memchr(cut->sample, 1, n))
		return true;
	for (uint32_t i = 0; i < n; i++)
		cut->sample[i] = !cut->sample[i];
	return pfl_samples_keep(cut->p, cut->sample, err);
}

/* Hidden frames, and the samples that were left out or have no other frames. */
static bool
settle_frames(struct pfl_cut *cut, struct pfl_error *err)
{
	struct pfl_profile *p = cut->p;
	const uint8_t *out = p->samples.left_out;

	memcpy(cut->frame, p->frames.hidden, p->frames.n);
	for (uint32_t i = 0; out && i < p->samples.n; i++)
		cut->sample[i] = out[p->samples.stack[i]];
	p->frames.hidden = NULL;
	p->samples.left_out = NULL;
	if (!pfl_cut_locations(cut, err) || !pfl_cut_stacks(cut, err))
		return false;
	pfl_cut_empty(cut);
	return pfl_cut_samples(cut, err);
}

bool
pfl_filters_settle(struct pfl_profile *p, struct pfl_error *err)
{
	struct pfl_cut cut;
	bool ok;

	if (!p->frames.hidden)
		return pfl_samples_settle(p, err);
	if (!pfl_cut_init(&cut, p, err))
		return false;
	ok = settle_frames(&cut, err);
	pfl_cut_clear(&cut);
	return ok;
}
