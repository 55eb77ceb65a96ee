/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/judge.h"

#include "compare/discovery.h"
#include "stats/detectable.h"
#include "stats/distribution.h"
#include "stats/samples.h"

#include <math.h>

/* Defaults of docs/STATISTICS.md. */
static const double single_floor = 0.1, several_floor = 0.01, alpha = 0.05;
static const double nearly_all = 0.98;    /* of the total: follows from the scale itself     */
static const double least_points = 0.005; /* of the total, that a change must be to matter   */
static const double least_growth = 0.05;  /* of what it was, likewise                        */
static const double power = 0.8;

struct pfl_runs
pfl_judge_runs(const struct pfl_judge *judge, struct pfl_tally *const *run, size_t n)
{
	return (struct pfl_runs){
		.run = (const struct pfl_tally *const *)run,
		.old_runs = judge->n_old,
		.new_runs = judge->n_runs - judge->n_old,
		.n = n,
		.factor = judge->scale->run,
		.weighted = !judge->source->uniform,
	};
}

double
pfl_judge_freedom(const struct pfl_judge *judge)
{
	return judge->single ? 0 : (double)(PFL_PRIOR_DF + judge->n_runs - 2);
}

static void
add_totals(struct pfl_judge *judge, const struct pfl_measured *flat)
{
	for (uint32_t run = 0; run < judge->n_runs; run++) {
		for (uint32_t i = 0; i < flat->n; i++)
			pfl_tally_add(&judge->total[run < judge->n_old], &flat->run[run][i]);
	}
}

/* Are the sides one and the same? However few they are, functions that agree to the last event
 * tell of no noise. *functions: how many there are. */
static bool
is_same(const struct pfl_judge *judge, const struct pfl_measured *flat, uint32_t *functions)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < flat->n; i++) {
		if (flat->sum[0][i] != flat->sum[1][i])
			return false;
		n += flat->sum[0][i] != 0;
	}
	if (n == 0 || judge->scale->factor != 1)
		return false;
	*functions = n;
	return true;
}

static bool
estimate_single(struct pfl_judge *judge, const struct pfl_measured *flat, struct pfl_error *err)
{
	struct pfl_arena scratch = { .budget = judge->arena->budget };
	struct pfl_dispersion found;
	bool ok;

	judge->noise = (struct pfl_noise){ .factor = judge->scale->tally_factor,
		.lambda = 1,
		.floor = judge->floor,
		.weighted = !judge->source->uniform };
	if (judge->source->kind == PFL_EVIDENCE_EXACT || judge->untested)
		return true;
	ok = pfl_pair_dispersion(
		flat->run[0], flat->run[1], flat->n, &judge->noise, &scratch, &found, err);
	pfl_arena_clear(&scratch);
	if (!ok)
		return false;
	judge->noise.lambda = found.lambda;
	judge->functions = found.assumed ? 0 : (uint32_t)found.functions;
	if (found.assumed && is_same(judge, flat, &judge->functions))
		judge->noise.lambda = 1;
	return true;
}

static bool
estimate_several(
	struct pfl_judge *judge, const struct pfl_measured *flat, struct pfl_error *err)
{
	struct pfl_arena scratch = { .budget = judge->arena->budget };
	struct pfl_runs runs = pfl_judge_runs(judge, flat->run, flat->n);
	struct pfl_phi found;
	bool ok = pfl_runs_phi(&runs, &scratch, &found, err);

	pfl_arena_clear(&scratch);
	if (!ok)
		return false;
	judge->phi = found.phi;
	judge->functions = found.assumed ? 0 : (uint32_t)found.functions;
	return true;
}

static bool
choose_test(struct pfl_judge *judge, const char *test, struct pfl_error *err)
{
	static const char *const names[] = { "moderated", "welch", "mwu" };

	for (int i = 0; test && i < 3; i++) {
		if (strcmp(test, names[i]) != 0)
			continue;
		judge->test = (enum pfl_runs_test)i;
		return i == 0 || !judge->single ||
			pfl_fail(err, PFL_USAGE,
				"test: %s needs several profiles on either side", test);
	}
	return !test ||
		pfl_fail(err, PFL_USAGE,
			"there is no test '%s'; there are moderated, welch and mwu", test);
}

bool
pfl_judge_make(struct pfl_judge *judge, const struct pfl_evidence_source *source,
	const struct pfl_scale *scale, const struct pfl_measured *flat,
	const struct pfl_measured *steady, const struct pfl_compare_opts *opts,
	struct pfl_arena *arena, struct pfl_error *err)
{
	const struct pfl_pairing *pairing = source->p->pairing;

	*judge = (struct pfl_judge){ .source = source,
		.scale = scale,
		.n_runs = pairing->n_runs,
		.n_old = pairing->n_old,
		.single = pairing->n_runs == 2,
		.untested = opts->snapshots || opts->mean,
		.together = opts->together > 1 ? opts->together : 1,
		.phi = 1,
		.alpha = alpha,
		.arena = arena };
	judge->floor = isnan(opts->noise) ? (judge->single ? single_floor : several_floor)
					  : opts->noise;
	if (judge->untested)
		judge->floor = 0;
	add_totals(judge, flat);
	return choose_test(judge, opts->test, err) &&
		(judge->single ? estimate_single(judge, steady, err)
			       : estimate_several(judge, steady, err));
}

double
pfl_judge_unit(const struct pfl_judge *judge)
{
	return judge->source->weight[0] * (judge->single ? 1 : judge->scale->new_runs);
}

bool
pfl_judge_has_events(
	const struct pfl_judge *judge, const struct pfl_tally *old, const struct pfl_tally *now)
{
	return judge->source->kind == PFL_EVIDENCE_EXACT
		? old->value + now->value > 0
		: old->events + now->events >= PFL_PAIR_CANDIDATE_EVENTS;
}

bool
pfl_judge_is_candidate(
	const struct pfl_judge *judge, const struct pfl_tally *old, const struct pfl_tally *now)
{
	const struct pfl_tally *total = judge->total;

	return pfl_judge_has_events(judge, old, now) &&
		(old->value < nearly_all * total[1].value ||
			now->value < nearly_all * total[0].value);
}

/* What all runs of a side have of a unit. */
static struct pfl_tally
side_tally(const struct pfl_judge *judge, const struct pfl_measured *measured, uint32_t unit,
	bool old)
{
	struct pfl_tally sum = { 0 };

	for (uint32_t run = old ? 0 : judge->n_old; run < (old ? judge->n_old : judge->n_runs);
		run++)
		pfl_tally_add(&sum, &measured->run[run][unit]);
	return sum;
}

bool
pfl_judge_changes(const struct pfl_judge *judge, const struct pfl_measured *measured,
	double floor, struct pfl_change *change, struct pfl_arena *scratch,
	struct pfl_error *err)
{
	struct pfl_runs runs = pfl_judge_runs(judge, measured->run, measured->n);
	struct pfl_runs_method method = { judge->test, judge->phi, floor };
	struct pfl_noise noise = judge->noise;

	if (!judge->single)
		return pfl_runs_compare(&runs, &method, scratch, change, err);
	noise.floor = floor;
	for (uint32_t i = 0; i < measured->n; i++)
		change[i] = pfl_pair_change(&noise, &measured->run[0][i], &measured->run[1][i]);
	return true;
}

/* Is it large enough to matter, whether it can be proved or not? */
static bool
matters(const struct pfl_judge *judge, const struct pfl_delta *d)
{
	double expected = judge->scale->factor * (double)d->old;
	double total = fmax(judge->total[0].value * judge->source->weight[0],
		judge->total[1].value * judge->source->weight[1] * judge->scale->factor);

	return fabs(d->delta) >= least_points * total &&
		fabs(d->delta) >= least_growth * expected;
}

/* A mean matters as much as there are events of it on both sides; nothing says how sure it is.
 */
static void
fill_mean(const struct pfl_measured *measured, uint32_t i, struct pfl_delta *d)
{
	pfl_sum now = measured->divisor[0][i], old = measured->divisor[1][i];

	d->effect = fabs(d->delta) * (double)(now < old ? now : old);
	d->error = d->low = d->high = d->detectable = NAN;
}

static void
fill(const struct pfl_judge *judge, const struct pfl_measured *measured, uint32_t i,
	bool untested, const struct pfl_change *change, struct pfl_delta *d)
{
	struct pfl_tally old = side_tally(judge, measured, i, true);
	struct pfl_tally now = side_tally(judge, measured, i, false);
	double unit = pfl_judge_unit(judge), reach;

	*d = (struct pfl_delta){ .old = pfl_measured_value(measured, 1, i),
		.now = pfl_measured_value(measured, 0, i) };
	d->absent[0] = measured->sum[0][i] == 0;
	d->absent[1] = measured->sum[1][i] == 0;
	d->events[0] = now.events;
	d->events[1] = old.events;
	d->delta = (double)d->now - judge->scale->factor * (double)d->old;
	d->error = change->error * unit;
	reach = pfl_student_quantile(alpha / 2, change->df) * d->error;
	d->low = d->delta - reach;
	d->high = d->delta + reach;
	d->p = !untested && pfl_judge_is_candidate(judge, &old, &now) ? change->p : NAN;
	d->q = NAN;
	d->matters = matters(judge, d);
	d->detectable = change->expected > 0
		? pfl_detectable_growth(
			  change->error / change->expected, change->df, alpha, power)
		: NAN;
	d->effect = fabs(d->delta);
	if (measured->divisor[0])
		fill_mean(measured, i, d);
}

bool
pfl_judge_all(const struct pfl_judge *judge, const struct pfl_measured *measured,
	const uint8_t *untested, struct pfl_delta *delta, size_t stride, uint32_t *n_tested,
	uint32_t *n_significant, struct pfl_error *err)
{
	struct pfl_arena scratch = { .budget = judge->arena->budget };
	struct pfl_change *change =
		pfl_arena_alloc(&scratch, measured->n, sizeof(*change), err);
	struct pfl_deltas table = {
		.first = delta,
		.stride = stride,
		.n = measured->n,
		.empty = { !(judge->total[0].value > 0), !(judge->total[1].value > 0) },
		.tested = !judge->untested,
	};
	bool ok = change &&
		pfl_judge_changes(judge, measured, judge->floor, change, &scratch, err);

	for (uint32_t i = 0; ok && i < measured->n; i++)
		fill(judge, measured, i, judge->untested || (untested && untested[i]),
			&change[i], (struct pfl_delta *)((char *)delta + i * stride));
	ok = ok &&
		pfl_deltas_decide(
			&table, 1, judge->alpha, judge->single, judge->arena->budget, err);
	*n_tested = table.n_tested;
	*n_significant = table.n_significant;
	pfl_arena_clear(&scratch);
	return ok;
}
