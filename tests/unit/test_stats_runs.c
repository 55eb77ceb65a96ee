/* SPDX-License-Identifier: Apache-2.0 */
/* Several profiles a side: t tests, ranks, factors, phi and outliers. */
#include "sound.h"

#include "stats/distribution.h"
#include "stats/multiplicity.h"
#include "stats/pair.h"
#include "stats/runs.h"
#include "stats/samples.h"

#include <float.h>

/* Shares in percent of 1500 events, and what sampling alone makes of their variance. */
static double
sampling_variance(const double *all, size_t n)
{
	double mean = pfl_sample_stats(all, n).mean;

	return mean * (100 - mean) / 1500;
}

static void
test_two_runs(void)
{
	static const double a[] = { 2.02, 1.87 }, b[] = { 3.95, 4.21 };
	static const double all[] = { 2.02, 1.87, 3.95, 4.21 };
	struct pfl_sample_stats old = pfl_sample_stats(a, 2), new = pfl_sample_stats(b, 2);
	struct pfl_change change = pfl_welch_test(&old, &new, 0);
	double sampling = sampling_variance(all, 4), phi = 1.4;
	struct pfl_bounds bounds;

	test_case("two runs");
	CHECK_DIGITS(change.statistic, "14.2254");
	CHECK_DIGITS(change.df, "1.60");
	CHECK_DIGITS(change.p, "0.01128");
	CHECK_DIGITS(pfl_pooled_variance(&old, &new), "0.022525");
	CHECK_DIGITS(sampling, "0.194783");
	change = pfl_moderated_test(&old, &new, phi * sampling, 0);
	CHECK_DIGITS(change.error * change.error, "0.189306");
	CHECK_DIGITS(change.statistic, "4.9070");
	CHECK_DIGITS(change.df, "6");
	CHECK_DIGITS(change.p, "0.002692");
	bounds = pfl_change_difference(&change, pfl_student_quantile(0.025, change.df));
	CHECK_DIGITS(bounds.lower, "1.07");
	CHECK_DIGITS(bounds.upper, "3.20");
}

static void
test_three_runs(void)
{
	static const double a[] = { 2.02, 1.87, 2.11 }, b[] = { 2.35, 2.51, 2.29 };
	static const double all[] = { 2.02, 1.87, 2.11, 2.35, 2.51, 2.29 };
	struct pfl_sample_stats old = pfl_sample_stats(a, 3), new = pfl_sample_stats(b, 3);

	test_case("three runs");
	CHECK_DIGITS(pfl_welch_test(&old, &new, 0).p, "0.0163");
	CHECK_DIGITS(
		pfl_moderated_test(&old, &new, 1.4 * sampling_variance(all, 6), 0).p, "0.189");
	CHECK_DIGITS(pfl_mann_whitney(a, 3, b, 3), "0.1");
}

/* Two sides that do not overlap: 2 of all ways to deal ranks are as extreme. */
static void
test_ranks(void)
{
	static const struct {
		size_t runs;
		const char *p;
	} apart[] = { { 3, "0.1" }, { 4, "0.0286" }, { 5, "0.00794" }, { 6, "0.00216" },
		{ 7, "0.000583" }, { 8, "0.000155" }, { 10, "1.08e-5" } };
	static const double tied[] = { 1, 1, 2, 2, 3 }, more[] = { 2, 3, 3, 4 };
	double values[60];

	test_case("ranks");
	for (size_t i = 0; i < COUNTOF(values); i++)
		values[i] = (double)i;
	for (size_t i = 0; i < COUNTOF(apart); i++) {
		size_t k = apart[i].runs;

		CHECK_DIGITS(pfl_mann_whitney(values, k, values + k, k), apart[i].p);
		CHECK_DIGITS(pfl_mann_whitney(values + k, k, values, k), apart[i].p);
	}
	CHECK_DIGITS(pfl_mann_whitney(values, 2, values + 2, 9), "0.03636");
	CHECK_DIGITS(pfl_mann_whitney(values, 5, values, 5), "1");
	CHECK_DIGITS(pfl_mann_whitney(values, 0, values, 5), "1");
	CHECK_CLOSE(
		pfl_mann_whitney(tied, 5, more, 4), pfl_mann_whitney(more, 4, tied, 5), 1e-15);
	/* Where the normal distribution takes over it says nearly the same. */
	CHECK_CLOSE(pfl_mann_whitney(values + 3, 13, values, 13),
		pfl_mann_whitney(values + 3, 12, values, 12), 0.5);
	CHECK(pfl_mann_whitney(values, 30, values + 30, 30) < 1e-9);
	CHECK(pfl_mann_whitney(values, 30, values, 30) > 0.99);
	for (size_t i = 0; i < COUNTOF(values); i++)
		values[i] = 5;
	CHECK_DIGITS(pfl_mann_whitney(values, 30, values, 30), "1");
	CHECK_DIGITS(pfl_mann_whitney(values, 3, values, 4), "1");
}

static void
test_totals(void)
{
	static const double old[] = { 100, 110, 90, 0 }, new[] = { 200, 220, 180 };
	struct pfl_change change = pfl_totals_test(old, 4, new, 3, 0);

	test_case("totals");
	CHECK(change.has_ratio);
	CHECK_CLOSE(exp(change.log_ratio), 2, 1e-12);
	CHECK_CLOSE(change.df, 4, 1e-12);
	CHECK_CLOSE(change.observed / change.expected, 2, 1e-12);
	CHECK_CLOSE(
		(change.observed - change.expected) / change.error, change.statistic, 1e-12);
	CHECK_DIGITS(change.p, "0.0011");

	test_case("totals, one run on a side");
	change = pfl_totals_test(old, 1, new, 3, 0);
	CHECK_CLOSE(change.df, 2, 1e-12);
	CHECK(change.p > 0.01 && change.p < 0.2);
	change = pfl_totals_test(old, 1, new, 1, 0);
	CHECK(change.p == 1 && !change.has_ratio);
	change = pfl_totals_test(old, 0, new, 3, 0.01);
	CHECK(change.p == 1 && !change.has_ratio && change.expected == 0);
	change = pfl_totals_test(old + 1, 1, old, 2, 0.01);
	CHECK(isfinite(change.error) && change.error > 0);
}

enum { ROWS = 40, RUNS = 10 };

/* Tables with counts made by `make`, for up to RUNS runs. */
struct table {
	struct pfl_tally cell[RUNS][ROWS];
	const struct pfl_tally *run[RUNS];
	double factor[RUNS];
	struct pfl_arena scratch;
};

/* A number of 0 to 1 that only seems to be random; the same on every machine. */
static double
noise(size_t i, size_t j)
{
	uint64_t x = (i * 1000003 + j + 1) * UINT64_C(0x9e3779b97f4a7c15);

	x ^= x >> 31;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 29;
	return (double)(x >> 11) / 9007199254740992.0;
}

/* Counts with the variance of sampling, times `phi`, of runs that are `scale` times as large.
 */
static void
fill(struct table *t, double phi, const double *scale)
{
	for (size_t j = 0; j < RUNS; j++) {
		t->run[j] = t->cell[j];
		for (size_t i = 0; i < ROWS; i++) {
			double mean = scale[j] * (100 + 20 * (double)i), sum = -6, n;

			for (size_t k = 0; k < 12; k++)
				sum += noise(i * 64 + k, j);
			n = round(mean + sum * sqrt(phi * mean));
			t->cell[j][i] = (struct pfl_tally){ n, n, n };
		}
	}
}

static void
test_factors(void)
{
	static const double scale[RUNS] = { 1, 2, 0.5, 1, 1, 4, 1, 0.25, 1, 1 };
	static struct table t;
	struct pfl_runs runs = { t.run, 5, 5, ROWS, NULL, false };
	struct pfl_error err = { 0 };
	bool shared = true;

	test_case("factors");
	fill(&t, 0, scale);
	for (size_t j = 5; j < RUNS; j++)
		t.cell[j][0] = (struct pfl_tally){ 20000, 20000, 20000 };
	CHECK(pfl_runs_factors(&runs, &t.scratch, t.factor, &shared, &err));
	CHECK(!shared);
	for (size_t j = 0; j < RUNS; j++)
		CHECK_CLOSE(t.factor[j], scale[j], 0.01);

	test_case("factors of too few functions");
	runs.n = 9;
	CHECK(pfl_runs_factors(&runs, &t.scratch, t.factor, &shared, &err));
	CHECK(shared);
	CHECK(t.factor[9] > 3 * t.factor[0]);

	test_case("factors of runs without anything");
	memset(t.cell[3], 0, sizeof(t.cell[3]));
	runs.n = ROWS;
	CHECK(pfl_runs_factors(&runs, &t.scratch, t.factor, &shared, &err));
	CHECK(shared);
	CHECK(t.factor[3] == 1);
	memset(t.cell, 0, sizeof(t.cell));
	CHECK(pfl_runs_factors(&runs, &t.scratch, t.factor, &shared, &err));
	for (size_t j = 0; j < RUNS; j++)
		CHECK(t.factor[j] == 1);
	pfl_arena_clear(&t.scratch);
}

static void
test_phi(void)
{
	static const double even[RUNS] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
	static struct table t;
	struct pfl_runs runs = { t.run, 5, 5, ROWS, NULL, false };
	struct pfl_runs_method method = { PFL_RUNS_MODERATED, 1, 0.01 };
	struct pfl_change changes[ROWS];
	struct pfl_error err = { 0 };
	struct pfl_phi phi;

	test_case("phi");
	fill(&t, 1, even);
	CHECK(pfl_runs_phi(&runs, &t.scratch, &phi, &err));
	CHECK(phi.phi < 1.3 && !phi.assumed);
	CHECK_U64(phi.functions, ROWS);
	fill(&t, 9, even);
	CHECK(pfl_runs_phi(&runs, &t.scratch, &phi, &err));
	CHECK(phi.phi > 7 && phi.phi < 11);
	runs.weighted = true;
	CHECK(pfl_runs_phi(&runs, &t.scratch, &phi, &err));
	CHECK(phi.phi > 7 && phi.phi < 11);

	test_case("compared");
	runs.weighted = false;
	for (size_t j = 5; j < RUNS; j++)
		t.cell[j][7].value *= 2;
	method.phi = phi.phi;
	CHECK(pfl_runs_compare(&runs, &method, &t.scratch, changes, &err));
	for (size_t i = 0; i < ROWS; i++) {
		CHECK_CLOSE(changes[i].df, 12, 1e-15);
		CHECK(i == 7 ? changes[i].p < 1e-4 : changes[i].p > 1e-3);
	}

	test_case("compared, unequal numbers of runs");
	runs.old_runs = 1;
	runs.new_runs = 4;
	CHECK(pfl_runs_compare(&runs, &method, &t.scratch, changes, &err));
	CHECK_CLOSE(changes[0].df, 7, 1e-15);
	CHECK(pfl_runs_phi(&runs, &t.scratch, &phi, &err));
	CHECK(!phi.assumed);
	runs.new_runs = 1;
	CHECK(pfl_runs_phi(&runs, &t.scratch, &phi, &err));
	CHECK(phi.assumed && phi.phi == 1);
	pfl_arena_clear(&t.scratch);
}

/* Runs of the same program, in which a function varies by 10 % and the others as sampled. */
static void
test_floor(void)
{
	static const double even[RUNS] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
	static struct table t;
	struct pfl_runs runs = { t.run, RUNS, 0, ROWS, NULL, false };
	struct pfl_error err = { 0 };
	double variation[ROWS];
	struct pfl_floor floor;

	test_case("variation");
	fill(&t, 0.5, even);
	for (size_t j = 0; j < RUNS; j++)
		t.cell[j][20].value = 1000 + (j % 2 ? 100 : -100);
	CHECK(pfl_runs_variation(&runs, &t.scratch, variation, &err));
	CHECK(variation[20] > 0.09 && variation[20] < 0.11);
	CHECK(variation[21] < 0.02);
	CHECK(pfl_runs_floor(&runs, &t.scratch, &floor, &err));
	CHECK(floor.floor < 0.01);
	CHECK_U64(floor.functions, 30);
	/* 40 times the variance of 100 to 880 events is a floor of 63 to 21 %. */
	fill(&t, 41, even);
	CHECK(pfl_runs_floor(&runs, &t.scratch, &floor, &err));
	CHECK(floor.floor > 0.2 && floor.floor < 0.35);
	runs.old_runs = 1;
	CHECK(pfl_runs_floor(&runs, &t.scratch, &floor, &err));
	CHECK(floor.functions == 0 && floor.floor == 0);
	pfl_arena_clear(&t.scratch);
}

static void
test_outliers(void)
{
	static const double scale[RUNS] = { 1, 1, 3, 1, 1, 1, 1, 1, 1, 1 };
	static struct table t;
	struct pfl_runs runs = { t.run, 5, 5, ROWS, t.factor, false };
	struct pfl_error err = { 0 };
	bool outlier[RUNS], shared;

	test_case("outliers");
	fill(&t, 1, scale);
	/* Run 8 spends its time elsewhere. */
	for (size_t i = 0; i < ROWS; i++)
		t.cell[8][i].value *= i % 2 ? 1.5 : 0.7;
	CHECK(pfl_runs_factors(&runs, &t.scratch, t.factor, &shared, &err));
	CHECK(pfl_runs_outliers(&runs, &t.scratch, outlier, &err));
	for (size_t j = 0; j < RUNS; j++)
		CHECK(outlier[j] == (j == 2 || j == 8));
	runs.old_runs = runs.new_runs = 2;
	CHECK(pfl_runs_outliers(&runs, &t.scratch, outlier, &err));
	CHECK(!outlier[0] && !outlier[1] && !outlier[2] && !outlier[3]);
	pfl_arena_clear(&t.scratch);
}

static void
check_total(struct table *t, struct pfl_runs *runs)
{
	struct pfl_change changes[ROWS];
	struct pfl_error err = { 0 };
	struct pfl_phi phi;
	struct pfl_floor floor;
	double variation[ROWS];
	bool outlier[RUNS], shared;

	CHECK(pfl_runs_factors(runs, &t->scratch, t->factor, &shared, &err));
	for (size_t j = 0; j < runs->old_runs + runs->new_runs; j++)
		CHECK(isfinite(t->factor[j]) && t->factor[j] > 0);
	runs->factor = t->factor;
	CHECK(pfl_runs_phi(runs, &t->scratch, &phi, &err));
	CHECK(isfinite(phi.phi) && phi.phi >= 1);
	CHECK(pfl_runs_outliers(runs, &t->scratch, outlier, &err));
	CHECK(pfl_runs_floor(runs, &t->scratch, &floor, &err));
	CHECK(isfinite(floor.floor) && floor.floor >= 0);
	CHECK(pfl_runs_variation(runs, &t->scratch, variation, &err));
	for (size_t i = 0; i < runs->n; i++)
		CHECK(isfinite(variation[i]) && variation[i] >= 0);
	for (int test = PFL_RUNS_MODERATED; test <= PFL_RUNS_MANN_WHITNEY; test++) {
		struct pfl_runs_method method = { (enum pfl_runs_test)test, phi.phi, 0.01 };

		CHECK(pfl_runs_compare(runs, &method, &t->scratch, changes, &err));
		for (size_t i = 0; i < runs->n; i++)
			CHECK_SOUND(&changes[i]);
	}
	runs->factor = NULL;
}

static void
test_total(void)
{
	static const double odd[] = { 0, 0, 1e-300, 0.5, 1, 7, 24, 1e4, 9.3e18, 1.7e38, 1e100,
		DBL_MAX };
	static struct table t;
	struct pfl_runs runs = { .run = t.run };
	size_t n_odd = COUNTOF(odd);

	test_case("any table");
	for (size_t round = 0; round < 60; round++) {
		for (size_t j = 0; j < RUNS; j++) {
			t.run[j] = t.cell[j];
			for (size_t i = 0; i < ROWS; i++) {
				double at = noise(round, j * ROWS + i) * (double)n_odd;
				double x = odd[(size_t)at];

				if (round % 3 == 0)
					x = fmin(x, 1e4);
				t.cell[j][i] = (struct pfl_tally){ x, x, x };
			}
		}
		runs.old_runs = round % 6;
		runs.new_runs = round / 6 % 6;
		runs.n = round % 7 == 0 ? 0 : ROWS;
		runs.weighted = round % 2;
		check_total(&t, &runs);
	}
	for (size_t i = 0; i < COUNTOF(odd) - 3; i++) {
		struct pfl_change change = pfl_totals_test(odd, i, odd + i, 3, 0.01);

		CHECK_SOUND(&change);
	}
	pfl_arena_clear(&t.scratch);
}

/* Without memory each says so, and makes nothing up. */
static void
test_no_memory(void)
{
	static const double p[] = { 0.01, 0.5 };
	static struct table t;
	struct pfl_budget none = { .max = 1 };
	struct pfl_runs runs = { t.run, 2, 2, ROWS, NULL, false };
	struct pfl_runs_method method = { .test = PFL_RUNS_MODERATED };
	struct pfl_noise noise = { .factor = 1 };
	struct pfl_change changes[ROWS];
	struct pfl_dispersion dispersion;
	struct pfl_factor factor;
	struct pfl_floor floor;
	struct pfl_phi phi;
	struct pfl_error err = { 0 };
	double variation[ROWS], q[2];
	bool outlier[RUNS], shared;

	test_case("no memory");
	t.scratch.budget = &none;
	for (size_t j = 0; j < RUNS; j++)
		t.run[j] = t.cell[j];
	CHECK(!pfl_runs_factors(&runs, &t.scratch, t.factor, &shared, &err));
	CHECK(!pfl_runs_phi(&runs, &t.scratch, &phi, &err));
	CHECK(!pfl_runs_floor(&runs, &t.scratch, &floor, &err));
	CHECK(!pfl_runs_variation(&runs, &t.scratch, variation, &err));
	CHECK(!pfl_runs_outliers(&runs, &t.scratch, outlier, &err));
	CHECK(!pfl_runs_compare(&runs, &method, &t.scratch, changes, &err));
	CHECK(!pfl_pair_factor(t.cell[0], t.cell[1], ROWS, &t.scratch, &factor, &err));
	CHECK(!pfl_pair_dispersion(
		t.cell[0], t.cell[1], ROWS, &noise, &t.scratch, &dispersion, &err));
	CHECK(!pfl_false_discovery(p, 2, &t.scratch, q, &err));
	CHECK_U64(err.code, PFL_LIMIT);
	pfl_arena_clear(&t.scratch);
}

int
main(void)
{
	test_two_runs();
	test_three_runs();
	test_ranks();
	test_totals();
	test_factors();
	test_phi();
	test_floor();
	test_outliers();
	test_total();
	test_no_memory();
	return test_done();
}
