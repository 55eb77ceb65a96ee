/* SPDX-License-Identifier: Apache-2.0 */
/* What units have of calls, in profiles that have these instead of stacks. */
#include "analyze/call_sums.h"
#include "compare/measure.h"

/* Where a circle bounds what its members have, so much of their events is left. */
static void
cut_tally(struct pfl_tally *t, pfl_sum cum, pfl_sum uncut)
{
	double ratio = (double)cum / (double)uncut;

	t->value *= ratio;
	t->events *= ratio;
	t->variance *= ratio * ratio;
}

/* Those of calls are added to those of the units themselves. */
static void
add_tallies(struct pfl_tally *tally, const struct pfl_evidence_source *calls,
	const struct pfl_call_part *part)
{
	for (uint32_t i = part->first; i < part->end; i++) {
		uint32_t from = pfl_call_unit(part, part->p->calls.from[i]);
		struct pfl_tally of_call;

		if (!pfl_call_is_of(part, i) || from == part->n_units ||
			from == pfl_call_unit(part, part->p->calls.to[i]))
			continue;
		of_call = pfl_evidence_tally(calls, i);
		pfl_tally_put(&tally[from], &of_call);
	}
}

bool
pfl_measure_called(const struct pfl_measuring *by, const struct pfl_evidence_source *source,
	uint32_t run, struct pfl_budget *budget, struct pfl_error *err)
{
	int side = run < source->p->pairing->n_old;
	struct pfl_call_part part = pfl_call_part_of(
		source->p, by->unit_of_frame, by->n_units, source->calls->value[side]);
	struct pfl_arena scratch = { .budget = budget };
	struct pfl_tally *tally = by->cum->run[run];
	struct pfl_call_sums sums;
	pfl_sum *flat = pfl_arena_alloc(&scratch, (size_t)by->n_units + 1, sizeof(*flat), err);
	bool ok;

	part.run = run;
	part.first = source->calls->first[run];
	part.end = source->calls->end[run];
	if (flat)
		pfl_call_flat(
			&part, source->value[side], source->first[run], source->end[run], flat);
	ok = flat && pfl_call_sums_make(&sums, &part, flat, &scratch, &scratch, err);
	if (ok)
		add_tallies(tally, source->calls, &part);
	for (uint32_t u = 0; ok && u < by->n_units; u++) {
		by->cum->sum[side][u] += sums.cum[u] - flat[u];
		if (sums.cum[u] != sums.uncut[u])
			cut_tally(&tally[u], sums.cum[u], sums.uncut[u]);
	}
	if (ok && sums.cut > by->cum->cut)
		by->cum->cut = sums.cut;
	pfl_arena_clear(&scratch);
	return ok;
}

static bool
measure_calls(struct pfl_measured *m, const struct pfl_evidence_source *calls,
	const int64_t *const value[2], const uint32_t *unit_of_call, uint32_t n_units,
	struct pfl_arena *arena, struct pfl_error *err)
{
	const struct pfl_profile *p = calls->p;

	if (!pfl_measured_init(m, calls, n_units, arena, err))
		return false;
	for (uint32_t i = 0; i < p->calls.n; i++) {
		uint32_t unit = unit_of_call[i], run = p->calls.run[i];
		int side = run < p->pairing->n_old;
		struct pfl_tally tally;

		if (unit == PFL_NONE)
			continue;
		tally = pfl_evidence_tally(calls, i);
		m->sum[side][unit] += value[side][i];
		pfl_tally_put(&m->run[run][unit], &tally);
	}
	return true;
}

bool
pfl_measure_calls(struct pfl_measured *m, const struct pfl_evidence_source *source,
	const uint32_t *unit_of_call, uint32_t n_units, struct pfl_arena *arena,
	struct pfl_error *err)
{
	const struct pfl_evidence_source *calls = source->calls;
	struct pfl_measured events;

	if (!measure_calls(m, calls, calls->value, unit_of_call, n_units, arena, err))
		return false;
	if (!calls->divisor[0])
		return true;
	if (!measure_calls(&events, calls, calls->divisor, unit_of_call, n_units, arena, err))
		return false;
	m->divisor[0] = events.sum[0];
	m->divisor[1] = events.sum[1];
	return true;
}
