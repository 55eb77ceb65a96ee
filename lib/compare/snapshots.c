/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/snapshots.h"

#include "analyze/order.h"

#include <string.h>

/* A process only ever adds to these. */
static bool
is_cumulative(const struct pfl_evidence_source *s, const struct pfl_columns *columns)
{
	return s->kind == PFL_EVIDENCE_CONTENTION ||
		(columns->type != PFL_NONE &&
			pfl_span_starts(pfl_profile_text(s->p, s->p->types.name[columns->type]),
				"alloc_"));
}

static int
by_stack(const void *context, uint32_t a, uint32_t b)
{
	const struct pfl_profile *p = context;
	const uint32_t *stack = p->samples.stack;
	uint32_t x = pfl_sample_labels(p, a), y = pfl_sample_labels(p, b);

	if (stack[a] != stack[b])
		return stack[a] < stack[b] ? -1 : 1;
	if (x != y)
		return x < y ? -1 : 1;
	return a < b ? -1 : a > b;
}

/* Samples of one stack: what these columns have more of on the new side. */
static pfl_sum
more(const struct pfl_profile *p, const int64_t *const column[2], const uint32_t *sample,
	uint32_t n)
{
	pfl_sum sum = 0;

	for (uint32_t i = 0; i < n; i++) {
		if (pfl_evidence_side(p, sample[i]))
			sum -= column[1][sample[i]];
		else
			sum += column[0][sample[i]];
	}
	return sum;
}

/* The first of the samples that is of this side. */
static uint32_t
first_of(const struct pfl_profile *p, const uint32_t *sample, uint32_t n, int side)
{
	for (uint32_t i = 0; i < n; i++) {
		if (pfl_evidence_side(p, sample[i]) == side)
			return sample[i];
	}
	return sample[0];
}

enum { COLUMNS = 4 };

/* Columns that tallies are made of, and those that take their place. */
struct work {
	const struct pfl_profile *p;
	const int64_t **from[COLUMNS];
	int64_t *to[COLUMNS][2];
	uint32_t *order;
};

static bool
begin(struct work *w, struct pfl_evidence_source *s, struct pfl_arena *arena,
	struct pfl_error *err)
{
	const int64_t **from[COLUMNS] = { s->tallied, s->count, s->bytes, s->delay };

	w->p = s->p;
	memcpy(w->from, from, sizeof(w->from));
	for (int k = 0; k < COLUMNS; k++) {
		for (int side = 0; side < 2 && from[k][0]; side++) {
			w->to[k][side] = pfl_arena_alloc(
				arena, s->p->samples.n, sizeof(*w->to[k][side]), err);
			if (!w->to[k][side])
				return false;
		}
	}
	w->order = pfl_arena_alloc(arena, s->p->samples.n, sizeof(*w->order), err);
	for (uint32_t i = 0; w->order && i < s->p->samples.n; i++)
		w->order[i] = i;
	return w->order && pfl_order_rows(w->order, s->p->samples.n, by_stack, s->p, err);
}

/* What one stack has more of is on the new side, what it has less of on the old one. Is it
 * less? */
static bool
put_stack(struct work *w, const uint32_t *sample, uint32_t n)
{
	pfl_sum change = more(w->p, w->from[0], sample, n);
	int side = change < 0;
	uint32_t at = first_of(w->p, sample, n, side);

	for (int k = 0; k < COLUMNS && change != 0; k++) {
		pfl_sum of = w->from[k][0] ? pfl_sum_abs(more(w->p, w->from[k], sample, n)) : 0;

		if (w->from[k][0])
			w->to[k][side][at] = of < INT64_MAX ? (int64_t)of : INT64_MAX;
	}
	return side;
}

bool
pfl_evidence_between(struct pfl_evidence_source *s, const struct pfl_columns *columns,
	struct pfl_arena *arena, struct pfl_error *err)
{
	const struct pfl_samples *samples = &s->p->samples;
	bool cumulative = is_cumulative(s, columns);
	struct work w;

	if (s->kind == PFL_EVIDENCE_COUNTED)
		return pfl_fail(err, PFL_USAGE,
			"delta: a timer's samples are recorded anew each time; it is for what "
			"one "
			"process adds up or holds: allocs, heap, block, mutex, goroutine");
	if (!begin(&w, s, arena, err))
		return false;
	for (uint32_t i = 0, end; i < samples->n; i = end) {
		for (end = i + 1; end < samples->n &&
			samples->stack[w.order[i]] == samples->stack[w.order[end]] &&
			pfl_sample_labels(s->p, w.order[i]) ==
				pfl_sample_labels(s->p, w.order[end]);)
			end++;
		if (put_stack(&w, w.order + i, end - i) && cumulative)
			s->backwards++;
	}
	for (int k = 0; k < COLUMNS; k++) {
		for (int side = 0; side < 2 && w.from[k][0]; side++)
			w.from[k][side] = w.to[k][side];
	}
	return true;
}
