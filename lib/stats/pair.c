/* SPDX-License-Identifier: Apache-2.0 */
/* One profile a side: common factor, dispersion, and the test of one quantity. */
#include "stats/pair.h"

#include "stats/distribution.h"
#include "stats/median.h"
#include "stats/sane.h"

#include <math.h>

/* Median and upper quartile of a chi-square with one degree of freedom. */
static const double chi_square_median = 0.4549;
static const double chi_square_quartile = 1.3233;

static const double lambda_unknown = 3;
static const double few_events = 25; /* on both sides, below which an exact test pays */

double
pfl_pair_share_factor(const struct pfl_tally *old, const struct pfl_tally *new, size_t n)
{
	double before = 0, after = 0;

	for (size_t i = 0; i < n; i++) {
		before += pfl_sane(old[i].value);
		after += pfl_sane(new[i].value);
	}
	return before > 0 && after > 0 ? pfl_sane_factor(after / before) : 1;
}

bool
pfl_pair_factor(const struct pfl_tally *old, const struct pfl_tally *new, size_t n,
	struct pfl_arena *scratch, struct pfl_factor *result, struct pfl_error *err)
{
	struct pfl_weighted *ratio = pfl_arena_alloc(scratch, n, sizeof(*ratio), err);
	size_t used = 0;

	if (!ratio)
		return false;
	for (size_t i = 0; i < n; i++) {
		double fewer = fmin(pfl_sane(old[i].events), pfl_sane(new[i].events));

		if (fewer < PFL_PAIR_FACTOR_EVENTS || !(old[i].value > 0))
			continue;
		ratio[used].value = pfl_sane(pfl_sane(new[i].value) / pfl_sane(old[i].value));
		ratio[used++].weight = fewer;
	}
	result->functions = used;
	result->shared = used < PFL_PAIR_FACTOR_FUNCTIONS;
	result->factor = result->shared ? pfl_pair_share_factor(old, new, n)
					: pfl_sane_factor(pfl_agreed_ratio(ratio, used));
	return true;
}

double
pfl_lambda_from(double *statistics, size_t n)
{
	double median;

	for (size_t i = 0; i < n; i++)
		statistics[i] *= statistics[i];
	median = pfl_median(statistics, n);
	return fmax(1,
		fmax(median / chi_square_median,
			pfl_quantile_sorted(statistics, n, 0.75) / chi_square_quartile));
}

bool
pfl_pair_dispersion(const struct pfl_tally *old, const struct pfl_tally *new, size_t n,
	const struct pfl_noise *noise, struct pfl_arena *scratch, struct pfl_dispersion *result,
	struct pfl_error *err)
{
	double *statistic = pfl_arena_alloc(scratch, n, sizeof(*statistic), err);
	struct pfl_noise sampling = *noise;
	double before = 0, after = 0;
	size_t used = 0;

	if (!statistic)
		return false;
	sampling.lambda = 1;
	for (size_t i = 0; i < n; i++) {
		before += pfl_sane(old[i].events);
		after += pfl_sane(new[i].events);
		if (pfl_sane(old[i].events) + pfl_sane(new[i].events) >= PFL_PAIR_LAMBDA_EVENTS)
			statistic[used++] =
				pfl_pair_change(&sampling, &old[i], &new[i]).statistic;
	}
	result->functions = used;
	result->assumed = used < PFL_PAIR_FUNCTIONS || !(before > 0) || !(after > 0);
	result->lambda = result->assumed ? lambda_unknown : pfl_lambda_from(statistic, used);
	return true;
}

double
pfl_pair_error(
	const struct pfl_noise *noise, const struct pfl_tally *old, const struct pfl_tally *new)
{
	double factor = pfl_sane_factor(noise->factor), lambda = fmax(1, noise->lambda);
	double before = pfl_sane(old->value), after = pfl_sane(new->value);
	double middle = factor * ((before + after) / (1 + factor));
	double sampling;

	if (noise->weighted)
		sampling = hypot(sqrt(pfl_sane_square(new->variance)),
			factor * sqrt(pfl_sane_square(old->variance)));
	else
		sampling = sqrt(factor) * sqrt(before + after);
	return pfl_sane(
		hypot(sqrt(lambda) * sampling, sqrt(2) * pfl_sane(noise->floor) * middle));
}

/* What one event is worth on a side, or on the other one if this has none. */
static double
event_value(const struct pfl_noise *noise, const struct pfl_tally *side)
{
	double value = pfl_sane(side->value);

	if (!noise->weighted)
		return 1;
	return value > 0 ? pfl_sane(pfl_sane_square(side->variance) / value) : 0;
}

/* The logarithm of the ratio, by half an event more on both sides, so that 0 can have one. */
static void
log_ratio(const struct pfl_noise *noise, const struct pfl_tally *old,
	const struct pfl_tally *new, struct pfl_change *change)
{
	double before = event_value(noise, old), after = event_value(noise, new);
	double factor = pfl_sane_factor(noise->factor), floor = pfl_sane(noise->floor);
	double a, b, variance;

	if (!(old->value > 0))
		before = after / factor;
	if (!(new->value > 0))
		after = before * factor;
	a = pfl_sane(old->value) + 0.5 * before;
	b = pfl_sane(new->value) + 0.5 * after;
	change->has_ratio = a > 0 && b > 0;
	if (!change->has_ratio)
		return;
	variance = fmax(1, noise->lambda) * (before / a + after / b) + 2 * floor * floor;
	change->log_ratio = log(b) - log(a) - log(factor);
	change->log_error = sqrt(variance);
}

struct pfl_change
pfl_pair_change(
	const struct pfl_noise *noise, const struct pfl_tally *old, const struct pfl_tally *new)
{
	double factor = pfl_sane_factor(noise->factor);
	double before = pfl_sane(old->value), after = pfl_sane(new->value);
	struct pfl_change change = { .expected = pfl_sane(factor * before), .observed = after };

	change.error = pfl_pair_error(noise, old, new);
	change.statistic = pfl_sane_ratio(after - change.expected, change.error);
	if (!noise->weighted && before + after < few_events && noise->lambda <= 1)
		change.p = pfl_binomial_mid_p(before, after, factor);
	else
		change.p = pfl_normal_two_sided(change.statistic);
	log_ratio(noise, old, new, &change);
	return change;
}

double
pfl_pair_likelihood_p(double old, double new, double factor)
{
	double a = pfl_sane(old), b = pfl_sane(new), r = pfl_sane_factor(factor);
	double mean = (a + b) / (1 + r), g;

	if (!(mean > 0))
		return 1;
	g = 2 * (pfl_information(a, mean) + pfl_information(b, r * mean));
	return pfl_normal_two_sided(sqrt(fmax(g, 0)));
}

/* events / n, with both made sound: n > 0 and 0 <= share <= 1. */
static double
share(double events, double *n)
{
	*n = pfl_sane(*n);
	return *n > 0 ? fmin(1, pfl_sane(events) / *n) : 0;
}

double
pfl_shares_statistic(const struct pfl_shares *s, double lambda, double floor)
{
	double n_old = s->n_old, n_new = s->n_new;
	double before = share(s->old, &n_old), after = share(s->new, &n_new);
	double pooled, spread, sampling;

	if (!(n_old > 0) || !(n_new > 0))
		return 0;
	pooled = (before * n_old + after * n_new) / (n_old + n_new);
	spread = pooled * (1 - pooled);
	sampling = sqrt(fmax(1, lambda) * spread) * sqrt(1 / n_old + 1 / n_new);
	return pfl_sane_ratio(
		after - before, hypot(sampling, sqrt(2) * pfl_sane(floor) * spread));
}

/* Wilson's score interval of a share of n events (JASA 22, 1927). */
static struct pfl_bounds
wilson(double p, double n, double z)
{
	double z2, middle, reach;

	if (!(n > 0))
		return (struct pfl_bounds){ p, 0, 1 };
	z2 = z * z / n;
	middle = (p + z2 / 2) / (1 + z2);
	reach = z / sqrt(n) * sqrt(p * (1 - p) + z2 / 4) / (1 + z2);
	return (struct pfl_bounds){ p, fmax(0, middle - reach), fmin(1, middle + reach) };
}

struct pfl_bounds
pfl_shares_bounds(const struct pfl_shares *s, double lambda, double quantile)
{
	double n_old = s->n_old, n_new = s->n_new, z = fmin(pfl_sane(quantile), 1e9);
	double before = share(s->old, &n_old), after = share(s->new, &n_new);
	struct pfl_bounds a = wilson(before, n_old / fmax(1, lambda), z);
	struct pfl_bounds b = wilson(after, n_new / fmax(1, lambda), z);

	return (struct pfl_bounds){ after - before,
		after - before - hypot(after - b.lower, a.upper - before),
		after - before + hypot(b.upper - after, before - a.lower) };
}
