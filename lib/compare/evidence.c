/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/evidence.h"

#include "base/unit.h"
#include "model/runs.h"

#include <math.h>
#include <string.h>

static bool
is_type(const struct pfl_profile *p, uint32_t type, const char *name, const char *unit)
{
	return pfl_span_eq(pfl_profile_text(p, p->types.name[type]), pfl_span_of(name)) &&
		pfl_span_eq(pfl_profile_text(p, p->types.unit[type]), pfl_span_of(unit));
}

/* The type of this name and unit, or PFL_NONE. */
static uint32_t
find_type(const struct pfl_profile *p, const char *name, const char *unit)
{
	for (uint32_t t = 0; t < p->types.n; t++) {
		if (is_type(p, t, name, unit))
			return t;
	}
	return PFL_NONE;
}

static void
take_columns(const struct pfl_evidence_source *s, const int64_t *column[2], uint32_t type)
{
	const struct pfl_profile *p = s->p;

	column[0] = s->of_calls ? p->calls.value[type] : p->samples.value[type];
	column[1] = s->of_calls ? p->calls.value[type] : p->samples.before[type];
}

/* "alloc_space" goes with "alloc_objects": the same word in front of both. */
static bool
is_heap(const struct pfl_profile *p, uint32_t type, uint32_t *objects, uint32_t *space)
{
	static const struct {
		const char *objects, *space;
	} kinds[] = { { "alloc_objects", "alloc_space" }, { "inuse_objects", "inuse_space" },
		{ "objects", "space" } };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		*objects = find_type(p, kinds[i].objects, "count");
		*space = find_type(p, kinds[i].space, "bytes");
		if (*objects != PFL_NONE && *space != PFL_NONE &&
			(type == *objects || type == *space))
			return true;
	}
	return false;
}

const char *
pfl_evidence_event_unit(const struct pfl_profile *p, uint32_t type)
{
	uint32_t objects, space;

	return is_heap(p, type, &objects, &space) ? "bytes" : pfl_profile_type_unit(p, type);
}

static bool
find_heap(struct pfl_evidence_source *s, const struct pfl_profile *p, uint32_t type)
{
	uint32_t objects, space;

	if (!is_heap(p, type, &objects, &space))
		return false;
	s->kind = PFL_EVIDENCE_UNSAMPLED;
	s->of_objects = type == objects;
	s->size_label = pfl_strtab_find(&p->strings, pfl_span_of("bytes"));
	take_columns(s, s->count, objects);
	take_columns(s, s->bytes, space);
	return true;
}

static bool
find_contention(struct pfl_evidence_source *s, const struct pfl_profile *p, uint32_t type)
{
	uint32_t count = find_type(p, "contentions", "count");
	uint32_t delay = find_type(p, "delay", "nanoseconds");

	if (count == PFL_NONE || delay == PFL_NONE || (type != count && type != delay))
		return false;
	s->kind = PFL_EVIDENCE_CONTENTION;
	s->weak = true;
	take_columns(s, s->count, count);
	take_columns(s, s->delay, delay);
	return true;
}

/* Samples of a timer: there is a column that counts them, or each is worth a period. */
static bool
find_counted(struct pfl_evidence_source *s, const struct pfl_profile *p, uint32_t type)
{
	uint32_t samples = find_type(p, "samples", "count");
	const char *unit = pfl_profile_text(p, p->types.unit[type]).at;

	if (samples != PFL_NONE) {
		take_columns(s, s->count, samples);
	} else if (pfl_unit_family(unit) != PFL_UNIT_TIME) {
		return false;
	}
	s->kind = PFL_EVIDENCE_COUNTED;
	return true;
}

static void
find_kind(struct pfl_evidence_source *s, uint32_t type)
{
	if (type != PFL_NONE && !find_heap(s, s->p, type) && !find_contention(s, s->p, type))
		find_counted(s, s->p, type);
}

/* Of a side's values, what divides them all: where no period is known, the best there is. */
static double
common_divisor(const struct pfl_profile *p, const int64_t *const column[2], uint32_t run)
{
	uint64_t divisor = 0;

	for (uint32_t i = 0; i < p->samples.n && divisor != 1; i++) {
		if (p->samples.run[i] == run)
			divisor =
				pfl_common_divisor((int64_t[]){ (int64_t)divisor,
							   column[pfl_evidence_side(p, i)][i] },
					2);
	}
	return (double)divisor;
}

/* The period of a run in the unit of the values; 0: not known. */
static double
period_of(const struct pfl_evidence_source *s, uint32_t run)
{
	const struct pfl_profile *p = s->p;
	const char *own = pfl_profile_text(p, p->meta.period_unit).at;

	return pfl_unit_convert((double)p->pairing->run[run].period, own, s->unit);
}

/* Where the profile does not tell. */
static double
guess_period(struct pfl_evidence_source *s, double event_value, uint32_t run)
{
	if (event_value > 0)
		return event_value;
	s->no_period = true;
	return common_divisor(s->p, s->value, run);
}

static bool
find_periods(struct pfl_evidence_source *s, double event_value, struct pfl_arena *arena,
	struct pfl_error *err)
{
	const struct pfl_pairing *pairing = s->p->pairing;

	s->period = pfl_arena_alloc(arena, pairing->n_runs, sizeof(*s->period), err);
	s->fraction = pfl_arena_alloc(arena, pairing->n_runs, sizeof(*s->fraction), err);
	if (!s->period || !s->fraction)
		return false;
	for (uint32_t run = 0; run < pairing->n_runs; run++) {
		double period = period_of(s, run);

		s->fraction[run] = 1;
		if (s->kind == PFL_EVIDENCE_CONTENTION)
			s->fraction[run] = fmax(1, common_divisor(s->p, s->count, run));
		else if (s->kind == PFL_EVIDENCE_COUNTED && !s->count[0] && period <= 0)
			period = guess_period(s, event_value, run);
		else if (s->kind == PFL_EVIDENCE_UNSAMPLED && period <= 0)
			period = event_value;
		/* A divisor of 1 is none: values of nanoseconds that were measured. */
		if (period == 1 && s->kind == PFL_EVIDENCE_COUNTED && !s->count[0])
			period = 0;
		s->period[run] = fmax(0, period);
	}
	return true;
}

/* Is there nothing that tells events apart in these values? */
static bool
is_exact(const struct pfl_evidence_source *s)
{
	for (uint32_t run = 0; run < s->p->pairing->n_runs; run++) {
		if (s->period[run] > 0)
			return false;
	}
	return s->kind == PFL_EVIDENCE_COUNTED && !s->count[0] && s->p->samples.n > 0;
}

static bool
refuse_negative(uint32_t n, const int64_t *const value[2], struct pfl_error *err)
{
	for (uint32_t i = 0; i < n; i++) {
		if (value[0][i] < 0 || value[1][i] < 0)
			return pfl_fail(err, PFL_UNSUPPORTED,
				"one side holds negative values, so it is a difference "
				"already; compare the profiles that it was made of, or it "
				"alone "
				"if its old samples are labelled pprof::base");
	}
	return true;
}

/* Has each event of a side the same weight? Then events are compared, and weighed at the end.
 */
static void
find_weights(struct pfl_evidence_source *s)
{
	double weight[2] = { 0, 0 };

	s->weight[0] = s->weight[1] = 1;
	if (s->kind != PFL_EVIDENCE_COUNTED)
		return;
	for (uint32_t i = 0; i < s->p->samples.n; i++) {
		int side = pfl_evidence_side(s->p, i);
		double value = (double)s->value[side][i], of_one;

		if (value == 0)
			continue;
		of_one = s->count[0] ? value / (double)s->count[side][i]
				     : s->period[s->p->samples.run[i]];
		if (!(of_one > 0) || !isfinite(of_one) ||
			(weight[side] != 0 && fabs(of_one / weight[side] - 1) > 1e-6))
			return;
		weight[side] = of_one;
	}
	s->uniform = true;
	for (int side = 0; side < 2; side++)
		s->weight[side] = weight[side] > 0 ? weight[side] : fmax(1, weight[!side]);
}

static bool
is_plain(const struct pfl_evidence_source *s)
{
	for (uint32_t i = 0; i < s->p->samples.n; i++) {
		struct pfl_tally t = pfl_evidence_tally(s, i);

		if (t.events != t.value || t.variance != t.value)
			return false;
	}
	return true;
}

/* What a call costs is made of the same events as what is spent in between. */
static bool
find_calls(struct pfl_evidence_source *s, uint32_t type, struct pfl_arena *arena,
	struct pfl_error *err)
{
	const struct pfl_profile *p = s->p;
	struct pfl_evidence_source *calls = pfl_arena_alloc(arena, 1, sizeof(*calls), err);

	if (!calls)
		return false;
	*calls = *s;
	calls->of_calls = true;
	calls->run = p->calls.run;
	take_columns(calls, calls->value, type);
	take_columns(calls, calls->tallied, type);
	find_kind(calls, type); /* for the columns that go with it */
	calls->kind = s->kind;
	calls->weak = s->weak;
	s->calls = calls;
	return refuse_negative(p->calls.n, calls->value, err) &&
		pfl_run_rows(&calls->first, &calls->end, calls->run, p->calls.n,
			p->pairing->n_runs, arena, err);
}

bool
pfl_evidence_find(struct pfl_evidence_source *s, const struct pfl_profile *p,
	const struct pfl_columns *columns, double event_value, struct pfl_arena *arena,
	struct pfl_error *err)
{
	*s = (struct pfl_evidence_source){ .kind = PFL_EVIDENCE_EXACT, .p = p };
	s->unit = columns->type == PFL_NONE ? "" : pfl_profile_type_unit(p, columns->type);
	s->value[0] = s->tallied[0] = columns->value[0];
	s->value[1] = s->tallied[1] = columns->value[1];
	if (!refuse_negative(p->samples.n, s->value, err))
		return false;
	find_kind(s, columns->type);
	if (s->kind == PFL_EVIDENCE_EXACT && event_value > 0)
		s->kind = PFL_EVIDENCE_COUNTED;
	if (!find_periods(s, event_value, arena, err))
		return false;
	if (is_exact(s))
		s->kind = PFL_EVIDENCE_EXACT;
	find_weights(s);
	s->run = p->samples.run;
	s->plain = is_plain(s);
	return pfl_run_rows(&s->first, &s->end, s->run, p->samples.n, p->pairing->n_runs, arena,
		       err) &&
		(columns->type == PFL_NONE || p->calls.n == 0 ||
			find_calls(s, columns->type, arena, err));
}

bool
pfl_evidence_rate(struct pfl_evidence_source *s, double block_rate, struct pfl_error *err)
{
	if (s->kind != PFL_EVIDENCE_CONTENTION)
		return pfl_fail(err, PFL_USAGE,
			"block-rate: what is compared was not recorded when something had to "
			"wait");
	s->block_rate = block_rate;
	s->weak = false;
	return true;
}

bool
pfl_evidence_mean(struct pfl_evidence_source *s, struct pfl_error *err)
{
	take_columns(s, s->divisor, 0);
	if (s->calls)
		take_columns(s->calls, s->calls->divisor, 0);
	return refuse_negative(s->p->samples.n, s->divisor, err) &&
		(!s->calls || refuse_negative(s->p->calls.n, s->calls->divisor, err));
}

/* The size of an object: as a label tells, or on average. */
static double
object_size(const struct pfl_evidence_source *s, uint32_t sample, double objects, double bytes)
{
	const struct pfl_profile *p = s->p;
	uint32_t set = s->of_calls ? 0 : pfl_sample_labels(p, sample);

	for (uint32_t i = p->labelsets.first[set]; i < p->labelsets.first[set + 1]; i++) {
		uint32_t label = p->labelsets.label[i];

		if (p->labels.key[label] == s->size_label &&
			p->labels.text[label] == PFL_NONE && p->labels.number[label] > 0)
			return (double)p->labels.number[label];
	}
	return objects > 0 ? bytes / objects : 0;
}

static struct pfl_tally
heap_tally(const struct pfl_evidence_source *s, uint32_t sample, int side)
{
	double objects = (double)s->count[side][sample];
	double bytes = (double)s->bytes[side][sample];
	double size = object_size(s, sample, objects, bytes);
	struct pfl_tally t = pfl_tally_heap(
		objects, size, s->period[s->run[sample]], s->of_objects ? 1 : size);

	t.value = (double)s->tallied[side][sample];
	return t;
}

struct pfl_tally
pfl_evidence_tally(const struct pfl_evidence_source *s, uint32_t sample)
{
	uint32_t run = s->run[sample];
	int side = run < s->p->pairing->n_old;
	double value = (double)s->tallied[side][sample];

	switch (s->kind) {
	case PFL_EVIDENCE_UNSAMPLED:
		return heap_tally(s, sample, side);
	case PFL_EVIDENCE_CONTENTION:
		if (s->block_rate > 0)
			return pfl_tally_blocks(value, (double)s->count[side][sample],
				(double)s->delay[side][sample], s->block_rate);
		return pfl_tally_delays(
			value, (double)s->count[side][sample], s->fraction[run]);
	case PFL_EVIDENCE_COUNTED:
		if (s->uniform)
			return pfl_tally_counted(
				value / s->weight[side], value / s->weight[side]);
		return s->count[0] ? pfl_tally_counted(value, (double)s->count[side][sample])
				   : pfl_tally_periodic(value, s->period[run]);
	case PFL_EVIDENCE_EXACT:
		break;
	}
	return pfl_tally_exact(value);
}

bool
pfl_tallies_alloc(struct pfl_tallies *tallies, const struct pfl_evidence_source *source,
	size_t n, struct pfl_arena *arena, struct pfl_error *err)
{
	double *column[3];

	for (int i = 0; i < 3; i++) {
		column[i] = source->plain && i > 0
			? column[0]
			: pfl_arena_alloc(arena, n, sizeof(**column), err);
		if (!column[i])
			return false;
	}
	*tallies = (struct pfl_tallies){ column[0], column[1], column[2] };
	return true;
}

void
pfl_tallies_clear(struct pfl_tallies *tallies, size_t n)
{
	memset(tallies->value, 0, n * sizeof(*tallies->value));
	if (tallies->events == tallies->value)
		return;
	memset(tallies->events, 0, n * sizeof(*tallies->events));
	memset(tallies->variance, 0, n * sizeof(*tallies->variance));
}

void
pfl_tallies_copy(struct pfl_tallies *to, const struct pfl_tallies *from, size_t n)
{
	memcpy(to->value, from->value, n * sizeof(*to->value));
	if (to->events == to->value)
		return;
	memcpy(to->events, from->events, n * sizeof(*to->events));
	memcpy(to->variance, from->variance, n * sizeof(*to->variance));
}
