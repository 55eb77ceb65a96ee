/* SPDX-License-Identifier: Apache-2.0 */
/* Several profiles a side: size factors, dispersion, outliers, and the tests of all quantities.
 */
#include "stats/runs.h"

#include "stats/distribution.h"
#include "stats/median.h"
#include "stats/samples.h"
#include "stats/sane.h"

#include <math.h>
#include <string.h>

enum { LEAST_RUNS = 3 }; /* on a side: of two that differ, none is the odd one */

static const double unlike = 5; /* robust standard deviations that make an outlier */

/*
 * Robust deviations of few runs may come out as small as one likes, so they are held above what
 * runs differ by anyway: a factor by 5 %, the logarithm of a spread by 0.5. With these, one in
 * thirty comparisons of equally noisy runs names an outlier.
 */
static const double least_factor = 0.05;
static const double least_spread = 0.5;

/* 1.4826 medians of absolute deviations are a standard deviation, of normal numbers. */
static const double deviation_of_median = 1.4826;

static size_t
all_runs(const struct pfl_runs *runs)
{
	return runs->old_runs + runs->new_runs;
}

static double
factor_of(const struct pfl_runs *runs, size_t run)
{
	return runs->factor ? pfl_sane_factor(runs->factor[run]) : 1;
}

/* The value of a quantity in a run, as it would be in one of average size. */
static double
scaled(const struct pfl_runs *runs, size_t run, size_t row)
{
	return pfl_sane(runs->run[run][row].value) / factor_of(runs, run);
}

/* A quantity in all runs together. */
static struct pfl_tally
sum_of(const struct pfl_runs *runs, size_t row)
{
	struct pfl_tally sum = { 0 };

	for (size_t j = 0; j < all_runs(runs); j++)
		pfl_tally_add(&sum, &runs->run[j][row]);
	return sum;
}

void
pfl_runs_factors_scale(double *factor, size_t runs)
{
	double logs = 0;
	size_t known = 0;

	for (size_t j = 0; j < runs; j++) {
		if (!(factor[j] > 0))
			continue;
		logs += log(pfl_sane_factor(factor[j]));
		known++;
	}
	for (size_t j = 0; j < runs; j++)
		factor[j] = factor[j] > 0 ? pfl_sane_factor(pfl_sane_factor(factor[j]) *
						    exp(-logs / (double)known))
					  : 1;
}

static double
total_of(const struct pfl_runs *runs, size_t run)
{
	double total = 0;

	for (size_t i = 0; i < runs->n; i++)
		total += pfl_sane(runs->run[run][i].value);
	return total;
}

/* The quantities that factors are taken from: their rows, their means, and how heavy they are.
 */
struct anchors {
	size_t *row;
	double *mean, *events;
	size_t n;
};

static bool
find_anchors(const struct pfl_runs *runs, struct pfl_arena *scratch, struct anchors *anchors,
	struct pfl_error *err)
{
	double share = 1 / (double)all_runs(runs);

	anchors->row = pfl_arena_alloc(scratch, runs->n, sizeof(*anchors->row), err);
	anchors->mean = pfl_arena_alloc(scratch, runs->n, sizeof(*anchors->mean), err);
	anchors->events = pfl_arena_alloc(scratch, runs->n, sizeof(*anchors->events), err);
	if (!anchors->row || !anchors->mean || !anchors->events)
		return false;
	for (size_t i = 0; i < runs->n; i++) {
		struct pfl_tally sum = sum_of(runs, i);
		double events = sum.events * share, mean = sum.value * share;

		if (events < PFL_RUNS_FACTOR_EVENTS || !(mean > 0))
			continue;
		anchors->row[anchors->n] = i;
		anchors->mean[anchors->n] = mean;
		anchors->events[anchors->n++] = events;
	}
	return true;
}

bool
pfl_runs_factors(const struct pfl_runs *runs, struct pfl_arena *scratch, double *factor,
	bool *shared, struct pfl_error *err)
{
	struct pfl_weighted *ratio = pfl_arena_alloc(scratch, runs->n, sizeof(*ratio), err);
	struct anchors anchors = { 0 };

	*shared = true;
	if (!ratio || !find_anchors(runs, scratch, &anchors, err))
		return false;
	*shared = anchors.n < PFL_RUNS_FUNCTIONS;
	for (size_t j = 0; j < all_runs(runs); j++) {
		double median;

		for (size_t i = 0; i < anchors.n; i++) {
			ratio[i].value =
				pfl_sane(runs->run[j][anchors.row[i]].value) / anchors.mean[i];
			ratio[i].weight = anchors.events[i];
		}
		median = *shared ? 0 : pfl_agreed_ratio(ratio, anchors.n);
		/* A run may lack most of what the others have. */
		*shared |= !(median > 0);
		factor[j] = median;
	}
	if (*shared)
		for (size_t j = 0; j < all_runs(runs); j++)
			factor[j] = total_of(runs, j);
	pfl_runs_factors_scale(factor, all_runs(runs));
	return true;
}

/* One quantity in all runs. */
struct row {
	double *values; /* scaled, one a run */
	struct pfl_sample_stats old, new;
	double sampling; /* variance that sampling alone gives a scaled value */
};

static double
row_mean(const struct row *row)
{
	double n_old = (double)row->old.n, n_new = (double)row->new.n;

	return (row->old.mean * n_old + row->new.mean *n_new) / (n_old + n_new);
}

static void
read_row(const struct pfl_runs *runs, size_t at, struct row *row)
{
	size_t n = all_runs(runs);

	for (size_t j = 0; j < n; j++)
		row->values[j] = scaled(runs, j, at);
	row->old = pfl_sample_stats(row->values, runs->old_runs);
	row->new = pfl_sample_stats(row->values + runs->old_runs, runs->new_runs);
	row->sampling = 0;
	for (size_t j = 0; j < n; j++) {
		double factor = factor_of(runs, j);
		double variance = runs->weighted
			? pfl_sane_square(runs->run[j][at].variance) / factor / factor
			: row_mean(row) / factor;

		row->sampling += pfl_sane_square(variance) / (double)n;
	}
}

static size_t
within_df(size_t old_runs, size_t new_runs)
{
	return (old_runs > 1 ? old_runs - 1 : 0) + (new_runs > 1 ? new_runs - 1 : 0);
}

bool
pfl_runs_phi(const struct pfl_runs *runs, struct pfl_arena *scratch, struct pfl_phi *result,
	struct pfl_error *err)
{
	double *ratio = pfl_arena_alloc(scratch, runs->n, sizeof(*ratio), err);
	struct row row = { .values = pfl_arena_alloc(
				   scratch, all_runs(runs), sizeof(double), err) };
	double df = (double)within_df(runs->old_runs, runs->new_runs);
	size_t used = 0;

	if (!ratio || !row.values)
		return false;
	for (size_t i = 0; i < runs->n && df > 0; i++) {
		if (sum_of(runs, i).events < PFL_RUNS_CANDIDATE_EVENTS)
			continue;
		read_row(runs, i, &row);
		if (row.sampling > 0)
			ratio[used++] = pfl_pooled_variance(&row.old, &row.new) / row.sampling;
	}
	result->functions = used;
	result->assumed = used < PFL_RUNS_FUNCTIONS;
	result->phi = result->assumed
		? 1
		: fmax(1, pfl_median(ratio, used) / (pfl_chi_square_median(df) / df));
	result->phi = pfl_sane(result->phi);
	return true;
}

/* What is left of a variance without that of sampling, as a share of the mean. */
static double
beyond_sampling(const struct row *row, double variance)
{
	double mean = row_mean(row);

	return mean > 0 ? pfl_sane(sqrt(fmax(0, variance - row->sampling)) / mean) : 0;
}

bool
pfl_runs_variation(const struct pfl_runs *runs, struct pfl_arena *scratch, double *variation,
	struct pfl_error *err)
{
	struct row row = { .values = pfl_arena_alloc(
				   scratch, all_runs(runs), sizeof(double), err) };

	if (!row.values)
		return false;
	for (size_t i = 0; i < runs->n; i++) {
		read_row(runs, i, &row);
		variation[i] = beyond_sampling(&row, pfl_pooled_variance(&row.old, &row.new));
	}
	return true;
}

bool
pfl_runs_floor(const struct pfl_runs *runs, struct pfl_arena *scratch, struct pfl_floor *result,
	struct pfl_error *err)
{
	double *beyond = pfl_arena_alloc(scratch, runs->n, sizeof(*beyond), err);
	struct row row = { .values = pfl_arena_alloc(
				   scratch, all_runs(runs), sizeof(double), err) };
	double df = (double)within_df(runs->old_runs, runs->new_runs);
	double middle = df > 0 ? pfl_chi_square_median(df) / df : 1;

	*result = (struct pfl_floor){ 0 };
	if (!beyond || !row.values)
		return false;
	for (size_t i = 0; i < runs->n && df > 0; i++) {
		double least = PFL_RUNS_FLOOR_EVENTS * (double)all_runs(runs);

		if (sum_of(runs, i).events < least)
			continue;
		read_row(runs, i, &row);
		/* Half of all variances from few runs come out below this part of the true one.
		 */
		beyond[result->functions++] =
			beyond_sampling(&row, pfl_pooled_variance(&row.old, &row.new) / middle);
	}
	result->floor = pfl_median(beyond, result->functions);
	return true;
}

bool
pfl_runs_compare(const struct pfl_runs *runs, const struct pfl_runs_method *method,
	struct pfl_arena *scratch, struct pfl_change *changes, struct pfl_error *err)
{
	struct row row = { .values = pfl_arena_alloc(
				   scratch, all_runs(runs), sizeof(double), err) };
	double phi = fmax(1, pfl_sane(method->phi));

	if (!row.values)
		return false;
	for (size_t i = 0; i < runs->n; i++) {
		read_row(runs, i, &row);
		if (method->test == PFL_RUNS_MODERATED)
			changes[i] = pfl_moderated_test(
				&row.old, &row.new, phi * row.sampling, method->floor);
		else
			changes[i] = pfl_welch_test(&row.old, &row.new, method->floor);
		if (method->test == PFL_RUNS_MANN_WHITNEY)
			changes[i].p = pfl_mann_whitney(row.values, runs->old_runs,
				row.values + runs->old_runs, runs->new_runs);
	}
	return true;
}

/* The runs of one side. */
struct side {
	size_t first, n;
};

/* Make values deviations from their side's median; scratch as long as values. */
static void
centre(double *values, struct side side, double *scratch)
{
	double middle;

	for (size_t j = 0; j < side.n; j++)
		scratch[j] = values[side.first + j];
	middle = pfl_median(scratch, side.n);
	for (size_t j = 0; j < side.n; j++)
		values[side.first + j] -= middle;
}

/* The robust standard deviation of all centred values but that of run `but`. */
static double
spread_of_others(const double *values, size_t n, size_t but, double least, double *scratch)
{
	size_t others = 0;

	for (size_t j = 0; j < n; j++)
		if (j != but)
			scratch[others++] = fabs(values[j]);
	return fmax(least, deviation_of_median * pfl_median(scratch, others));
}

/* The logarithm of how much a run deviates from its side's middle, over what sampling explains.
 */
static double
log_spread(const struct pfl_runs *runs, struct side side, size_t run, struct row *row,
	double *values, double *ratio)
{
	size_t used = 0;

	for (size_t i = 0; i < runs->n; i++) {
		double off;

		if (sum_of(runs, i).events < PFL_RUNS_CANDIDATE_EVENTS)
			continue;
		read_row(runs, i, row);
		for (size_t j = 0; j < side.n; j++)
			values[j] = row->values[side.first + j];
		off = row->values[run] - pfl_median(values, side.n);
		if (row->sampling > 0)
			ratio[used++] = pfl_sane(off / row->sampling * off);
	}
	return log(fmax(pfl_median(ratio, used), 1e-3));
}

bool
pfl_runs_outliers(const struct pfl_runs *runs, struct pfl_arena *scratch, bool *outlier,
	struct pfl_error *err)
{
	const struct side sides[] = { { 0, runs->old_runs },
		{ runs->old_runs, runs->new_runs } };
	size_t n = all_runs(runs);
	double *factor = pfl_arena_alloc(scratch, n, sizeof(*factor), err);
	double *spread = pfl_arena_alloc(scratch, n, sizeof(*spread), err);
	double *values = pfl_arena_alloc(scratch, n, sizeof(*values), err);
	double *ratio = pfl_arena_alloc(scratch, runs->n, sizeof(*ratio), err);
	struct row row = { .values = pfl_arena_alloc(scratch, n, sizeof(double), err) };

	if (!factor || !spread || !values || !ratio || !row.values)
		return false;
	for (size_t s = 0; s < 2; s++) {
		for (size_t j = sides[s].first; j < sides[s].first + sides[s].n; j++) {
			factor[j] = log(factor_of(runs, j));
			spread[j] = log_spread(runs, sides[s], j, &row, values, ratio);
		}
		centre(factor, sides[s], values);
		centre(spread, sides[s], values);
	}
	for (size_t j = 0; j < n; j++) {
		struct side side = sides[j >= runs->old_runs];
		double off = spread_of_others(factor, n, j, least_factor, values);
		double wide = spread_of_others(spread, n, j, least_spread, values);

		outlier[j] = side.n >= LEAST_RUNS &&
			(fabs(factor[j]) > unlike * off || spread[j] > unlike * wide);
	}
	return true;
}
