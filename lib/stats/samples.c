/* SPDX-License-Identifier: Apache-2.0 */
/* t tests with and without a prior, and the test by ranks. */
#include "stats/samples.h"

#include "stats/distribution.h"
#include "stats/sane.h"

#include <math.h>

struct pfl_sample_stats
pfl_sample_stats(const double *values, size_t n)
{
	struct pfl_sample_stats s = { .n = n };

	for (size_t i = 0; i < n; i++)
		s.mean += values[i] / (double)n;
	for (size_t i = 0; i < n && n > 1; i++) {
		double off = values[i] - s.mean;

		s.variance += off * off / (double)(n - 1);
	}
	return s;
}

static double
within_df(const struct pfl_sample_stats *side)
{
	return side->n > 1 ? (double)(side->n - 1) : 0;
}

double
pfl_pooled_variance(const struct pfl_sample_stats *old, const struct pfl_sample_stats *new)
{
	double d_old = within_df(old), d_new = within_df(new), df = d_old + d_new;

	if (!(df > 0))
		return 0;
	return d_old / df * pfl_sane_square(old->variance) +
		d_new / df * pfl_sane_square(new->variance);
}

/* The mean over all runs of both sides. */
static double
middle(const struct pfl_sample_stats *old, const struct pfl_sample_stats *new)
{
	double n_old = (double)old->n, n_new = (double)new->n;

	return n_old + n_new > 0 ? (n_old * old->mean + n_new * new->mean) / (n_old + n_new)
				 : 0;
}

/* A change with nothing known of its error: p is 1. */
static struct pfl_change
unknown(const struct pfl_sample_stats *old, const struct pfl_sample_stats *new)
{
	return (struct pfl_change){ .expected = old->mean, .observed = new->mean, .p = 1 };
}

/* With the error and its degrees of freedom, what follows from them. */
static struct pfl_change
tested(const struct pfl_sample_stats *old, const struct pfl_sample_stats *new, double error,
	double df)
{
	struct pfl_change change = unknown(old, new);

	change.error = pfl_sane(error);
	change.df = df;
	change.statistic = pfl_sane_ratio(new->mean - old->mean, change.error);
	change.p = pfl_student_two_sided(change.statistic, df);
	return change;
}

/* What the floor adds to a standard error: sqrt(2) * floor * mean of both. */
static double
floor_error(
	const struct pfl_sample_stats *old, const struct pfl_sample_stats *new, double floor)
{
	return sqrt(2) * pfl_sane(floor) * fabs(middle(old, new));
}

/*
 * The logarithm of the ratio when a run's variance is `variance` at the mean of both sides and
 * in proportion to the mean elsewhere, as it is for counts. A side without events gets half a
 * one, what one is worth being `unit`.
 */
static void
log_ratio(const struct pfl_sample_stats *old, const struct pfl_sample_stats *new,
	double variance, double unit, double floor, struct pfl_change *change)
{
	double n_old = (double)old->n, n_new = (double)new->n, mean = middle(old, new);
	double a = old->mean + 0.5 * unit / n_old, b = new->mean + 0.5 * unit / n_new;

	change->has_ratio = a > 0 && b > 0 && mean > 0;
	if (!change->has_ratio)
		return;
	change->log_ratio = log(b) - log(a);
	change->log_error = pfl_sane(sqrt(variance / mean * (1 / n_old / a + 1 / n_new / b) +
		2 * pfl_sane(floor) * pfl_sane(floor)));
}

struct pfl_change
pfl_moderated_test(const struct pfl_sample_stats *old, const struct pfl_sample_stats *new,
	double prior, double floor)
{
	double within = within_df(old) + within_df(new), prior_df, df, variance, mean, error;
	struct pfl_change change;

	prior = pfl_sane_square(prior);
	prior_df = prior > 0 ? PFL_PRIOR_DF : 0;
	df = prior_df + within;
	if (old->n == 0 || new->n == 0 || !(df > 0))
		return unknown(old, new);
	variance = prior_df / df * prior + within / df * pfl_pooled_variance(old, new);
	error = sqrt(variance) * sqrt(1 / (double)old->n + 1 / (double)new->n);
	change = tested(old, new, hypot(error, floor_error(old, new, floor)), df);
	mean = middle(old, new);
	log_ratio(old, new, variance, mean > 0 ? prior / mean : 0, floor, &change);
	return change;
}

struct pfl_change
pfl_welch_test(
	const struct pfl_sample_stats *old, const struct pfl_sample_stats *new, double floor)
{
	double v_old, v_new, share, df, error;
	struct pfl_change change;

	if (old->n < 2 || new->n < 2)
		return unknown(old, new);
	v_old = pfl_sane_square(old->variance) / (double)old->n;
	v_new = pfl_sane_square(new->variance) / (double)new->n;
	share = v_old + v_new > 0 ? v_old / (v_old + v_new) : 0.5;
	df = 1 / (share * share / within_df(old) + (1 - share) * (1 - share) / within_df(new));
	error = hypot(sqrt(v_old + v_new), floor_error(old, new, floor));
	change = tested(old, new, error, df);
	change.has_ratio = old->mean > 0 && new->mean > 0;
	if (change.has_ratio) {
		change.log_ratio = log(new->mean) - log(old->mean);
		change.log_error =
			pfl_sane(hypot(hypot(sqrt(v_old) / old->mean, sqrt(v_new) / new->mean),
				sqrt(2) * pfl_sane(floor)));
	}
	return change;
}

/* Mean and variance of the logarithms of what is above 0. */
static struct pfl_sample_stats
log_stats(const double *values, size_t n)
{
	struct pfl_sample_stats s = { 0 };
	double squares = 0;

	/* Welford's way, which needs no second array for the logarithms. */
	for (size_t i = 0; i < n; i++) {
		double x, off;

		if (!(values[i] > 0))
			continue;
		x = log(fmin(values[i], 1e100));
		off = x - s.mean;
		s.mean += off / (double)++s.n;
		squares += off * (x - s.mean);
	}
	if (s.n > 1)
		s.variance = squares / (double)(s.n - 1);
	return s;
}

struct pfl_change
pfl_totals_test(
	const double *old, size_t old_runs, const double *new, size_t new_runs, double floor)
{
	struct pfl_sample_stats a = log_stats(old, old_runs), b = log_stats(new, new_runs);
	struct pfl_change logs, change;

	if (a.n > 1 && b.n > 1)
		logs = pfl_welch_test(&a, &b, 0);
	else
		logs = pfl_moderated_test(&a, &b, 0, 0);
	change = (struct pfl_change){
		.expected = a.n > 0 ? exp(a.mean) : 0,
		.observed = b.n > 0 ? exp(b.mean) : 0,
		.df = logs.df,
		.p = 1,
	};
	if (!(logs.df > 0))
		return change;
	change.has_ratio = true;
	change.log_ratio = b.mean - a.mean;
	change.log_error = hypot(logs.error, sqrt(2) * pfl_sane(floor));
	change.statistic = pfl_sane_ratio(change.log_ratio, change.log_error);
	change.p = pfl_student_two_sided(change.statistic, change.df);
	/* In the values' own unit, for whom the statistic must come out the same. */
	change.error = fabs(change.statistic) > 0
		? pfl_sane((change.observed - change.expected) / change.statistic)
		: change.log_error * change.observed;
	return change;
}

/* The rank of x among all values, equal ones sharing theirs, times two: a whole number. */
static size_t
double_rank(double x, const double *values, size_t n)
{
	size_t rank = 0;

	for (size_t i = 0; i < n; i++)
		rank += values[i] < x ? 2 : values[i] == x;
	return rank;
}

enum {
	MOST = PFL_MANN_WHITNEY_EXACT,
	MOST_CHOSEN = MOST / 2,
	MOST_SUM = MOST * (MOST + 1) /* of all doubled ranks */
};

/*
 * How likely the doubled ranks of `chosen` out of n add up to at most, and to at least, `sum`:
 * by counting in how many ways some of the first ranks give each sum.
 */
static void
exact_tails(const size_t *ranks, size_t n, size_t chosen, size_t sum, double *low, double *high)
{
	double ways[MOST_CHOSEN + 1][MOST_SUM + 1] = { { 1 } };
	double below = 0, above = 0, all = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t c = chosen; c > 0; c--)
			for (size_t s = MOST_SUM; s >= ranks[i]; s--)
				ways[c][s] += ways[c - 1][s - ranks[i]];
	for (size_t s = 0; s <= MOST_SUM; s++) {
		all += ways[chosen][s];
		below += s <= sum ? ways[chosen][s] : 0;
		above += s >= sum ? ways[chosen][s] : 0;
	}
	*low = below / all;
	*high = above / all;
}

/* Doubled ranks of side a among both sides' values. */
static size_t
rank_sum(const double *a, size_t n_a, const double *b, size_t n_b, size_t *ranks)
{
	size_t sum = 0;

	for (size_t i = 0; i < n_a; i++) {
		/* Itself counts once, as an equal does: 2 * rank = 2 * less + equal + 1. */
		size_t rank = double_rank(a[i], a, n_a) + double_rank(a[i], b, n_b) + 1;

		if (ranks)
			ranks[i] = rank;
		sum += rank;
	}
	return sum;
}

static double
exact_ranks_p(const double *few, size_t n_few, const double *many, size_t n_many)
{
	size_t ranks[MOST], sum = rank_sum(few, n_few, many, n_many, ranks);
	double low, high;

	rank_sum(many, n_many, few, n_few, ranks + n_few);
	exact_tails(ranks, n_few + n_many, n_few, sum, &low, &high);
	return fmin(1, 2 * fmin(low, high));
}

/* The sum, over values, of how many others equal them, as the correction for ties wants it. */
static double
ties(const double *a, size_t n_a, const double *b, size_t n_b)
{
	double sum = 0;

	for (size_t i = 0; i < n_a; i++) {
		double equal = 0;

		for (size_t j = 0; j < n_a; j++)
			equal += a[j] == a[i];
		for (size_t j = 0; j < n_b; j++)
			equal += b[j] == a[i];
		sum += equal * equal - 1;
	}
	return sum;
}

static double
normal_ranks_p(const double *old, size_t n_old, const double *new, size_t n_new)
{
	double a = (double)n_old, b = (double)n_new, n = a + b;
	double u = (double)rank_sum(old, n_old, new, n_new, NULL) / 2 - a * (a + 1) / 2;
	double tied = ties(old, n_old, new, n_new) + ties(new, n_new, old, n_old);
	double variance = a * b / 12 * (n + 1 - tied / (n * (n - 1)));

	return pfl_normal_two_sided(
		pfl_sane_ratio(fmax(0, fabs(u - a * b / 2) - 0.5), sqrt(fmax(0, variance))));
}

double
pfl_mann_whitney(const double *old, size_t n_old, const double *new, size_t n_new)
{
	if (n_old == 0 || n_new == 0)
		return 1;
	if (n_old > MOST || n_new > MOST - n_old)
		return normal_ranks_p(old, n_old, new, n_new);
	return n_old <= n_new ? exact_ranks_p(old, n_old, new, n_new)
			      : exact_ranks_p(new, n_new, old, n_old);
}
