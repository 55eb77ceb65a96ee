/* SPDX-License-Identifier: Apache-2.0 */
/* One profile a side: factor, dispersion, error and p, by worked examples and by properties. */
#include "sound.h"

#include "stats/distribution.h"
#include "stats/median.h"
#include "stats/multiplicity.h"
#include "stats/pair.h"

#include <float.h>

static struct pfl_tally
count(double n)
{
	return (struct pfl_tally){ n, n, n };
}

/* Ten functions' own events, of which one became seven times as expensive. */
static const double self_old[] = { 105, 50, 45, 38, 30, 29, 27, 25, 20, 10 };
static const double self_new[] = { 120, 44, 50, 41, 31, 33, 196, 27, 24, 9 };

static void
fill(struct pfl_tally *old, struct pfl_tally *new)
{
	for (size_t i = 0; i < COUNTOF(self_old); i++) {
		old[i] = count(self_old[i]);
		new[i] = count(self_new[i]);
	}
}

static double
statistic(double old, double new, double factor)
{
	struct pfl_noise noise = { .factor = factor };
	struct pfl_tally a = count(old), b = count(new);

	return pfl_pair_change(&noise, &a, &b).statistic;
}

static void
test_factor(void)
{
	struct pfl_tally old[COUNTOF(self_old)], new[COUNTOF(self_old)], many[2][30];
	struct pfl_arena scratch = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_factor factor;
	struct pfl_noise noise = { .factor = 10.0 / 9 };
	double share;

	test_case("factor");
	fill(old, new);
	share = pfl_pair_share_factor(old, new, COUNTOF(old));
	CHECK_DIGITS(share, "1.51715");
	CHECK(pfl_pair_factor(old, new, COUNTOF(old), &scratch, &factor, &err));
	CHECK_DIGITS(factor.factor, "1.11111");
	CHECK_U64(factor.functions, 10);
	CHECK(!factor.shared);
	CHECK_DIGITS(pfl_pair_change(&noise, &old[6], &new[6]).expected, "30");
	CHECK_DIGITS(statistic(27, 196, factor.factor), "10.5457");
	CHECK_DIGITS(statistic(105, 120, factor.factor), "0.210819");
	CHECK_DIGITS(statistic(105, 120, share), "-2.12714");
	CHECK_DIGITS(statistic(50, 44, factor.factor), "-1.1307");
	CHECK_DIGITS(statistic(50, 44, share), "-2.66768");

	test_case("factor of too few functions");
	CHECK(pfl_pair_factor(old, new, 4, &scratch, &factor, &err));
	CHECK(factor.shared);
	CHECK_U64(factor.functions, 4);
	CHECK_CLOSE(factor.factor, pfl_pair_share_factor(old, new, 4), 1e-15);

	/* Two thirds of all events, which doubled. */
	test_case("factor beside a large function");
	for (size_t i = 0; i < 30; i++) {
		many[0][i] = count(i == 0 ? 6000 : 100);
		many[1][i] = count(i == 0 ? 12000 : 90 + 20 * (double)(i % 2));
	}
	CHECK(pfl_pair_factor(many[0], many[1], 30, &scratch, &factor, &err));
	CHECK(factor.factor > 0.89 && factor.factor < 1.11);

	test_case("factor of nothing");
	CHECK(pfl_pair_factor(old, new, 0, &scratch, &factor, &err));
	CHECK(factor.shared && factor.factor == 1);
	pfl_arena_clear(&scratch);
}

/* The factor of the tree scan's fixture, from fewer functions than a profile should have. */
static void
test_median(void)
{
	static const double old[] = { 2000, 400, 1000, 50, 2500, 500, 1200, 150 };
	static const double new[] = { 2040, 395, 2050, 98, 2480, 510, 1230, 148 };
	struct pfl_weighted ratios[COUNTOF(old)];

	test_case("median");
	for (size_t i = 0; i < COUNTOF(old); i++)
		ratios[i] = (struct pfl_weighted){ new[i] / old[i], fmin(new[i], old[i]) };
	CHECK_DIGITS(pfl_weighted_median(ratios, COUNTOF(old)), "1.02");
	CHECK_DIGITS(pfl_agreed_ratio(ratios, COUNTOF(old)), "1.02");
	CHECK(pfl_agreed_ratio(ratios, 0) == 0);
}

/* Sides exchanged: the factor is turned around and lambda stays. */
static void
test_exchanged(void)
{
	struct pfl_tally old[24], new[24];
	struct pfl_noise noise = { .floor = 0.05 }, turned = noise;
	struct pfl_arena scratch = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_dispersion dispersion[2];
	struct pfl_factor factor[2];

	test_case("exchanged");
	for (size_t n = 10; n <= COUNTOF(old); n++) {
		for (size_t i = 0; i < n; i++) {
			old[i] = count(1000 + 7 * (double)i);
			new[i] = count(1100 - 37 * (double)(i * i % 11));
		}
		CHECK(pfl_pair_factor(old, new, n, &scratch, &factor[0], &err));
		CHECK(pfl_pair_factor(new, old, n, &scratch, &factor[1], &err));
		CHECK_CLOSE(factor[0].factor * factor[1].factor, 1, 1e-12);
		noise.factor = factor[0].factor;
		turned.factor = factor[1].factor;
		CHECK(pfl_pair_dispersion(old, new, n, &noise, &scratch, &dispersion[0], &err));
		CHECK(pfl_pair_dispersion(
			new, old, n, &turned, &scratch, &dispersion[1], &err));
		CHECK_CLOSE(dispersion[0].lambda, dispersion[1].lambda, 1e-9);
		for (size_t i = 0; i < n; i++) {
			struct pfl_change there = pfl_pair_change(&noise, &old[i], &new[i]);
			struct pfl_change back = pfl_pair_change(&turned, &new[i], &old[i]);

			CHECK_CLOSE(there.statistic + 10, 10 - back.statistic, 1e-9);
			CHECK_CLOSE(there.p, back.p, 1e-9);
			CHECK_CLOSE(there.log_ratio + 1, 1 - back.log_ratio, 1e-9);
			CHECK_CLOSE(there.log_error, back.log_error, 1e-9);
		}
	}
	pfl_arena_clear(&scratch);
}

static void
test_dispersion(void)
{
	double z[] = { 0.3, -1.1, 0.8, 2.4, -0.2, 1.9, -1.6, 0.9, -0.7, 1.3, -2.2, 5.8 };
	struct pfl_tally old[COUNTOF(self_old)], new[COUNTOF(self_old)];
	struct pfl_noise noise = { .factor = 1 };
	struct pfl_arena scratch = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_dispersion dispersion;

	test_case("lambda");
	CHECK_DIGITS(pfl_lambda_from(z, COUNTOF(z)), "3.65752");

	test_case("lambda of equal profiles");
	fill(old, new);
	CHECK(pfl_pair_dispersion(old, old, COUNTOF(old), &noise, &scratch, &dispersion, &err));
	CHECK(dispersion.lambda == 1 && !dispersion.assumed);
	CHECK_U64(dispersion.functions, 10);

	test_case("lambda of too few functions");
	CHECK(pfl_pair_dispersion(old, new, 9, &noise, &scratch, &dispersion, &err));
	CHECK(dispersion.lambda == 3 && dispersion.assumed);
	CHECK_U64(dispersion.functions, 9);
	old[9] = new[9] = count(9);
	CHECK(pfl_pair_dispersion(old, new, 10, &noise, &scratch, &dispersion, &err));
	CHECK_U64(dispersion.functions, 9);
	pfl_arena_clear(&scratch);
}

/* Tests of a single number. */
static void
test_single(void)
{
	const struct pfl_shares shares = { 120, 1427, 170, 1619 };
	struct pfl_noise rate = { .factor = 4.0 / 3 }, fixed = { .factor = 1 },
			 wide = { .factor = 1, .lambda = 10 };
	struct pfl_tally a = count(300), b = count(450);
	struct pfl_change change;
	struct pfl_bounds bounds;
	double z;

	test_case("share");
	z = pfl_shares_statistic(&shares, 1, 0);
	CHECK_DIGITS(z, "1.96213");
	CHECK_DIGITS(pfl_normal_two_sided(z), "0.0497472");
	z = pfl_shares_statistic(&shares, 2.13, 0);
	CHECK_DIGITS(z, "1.34443");
	CHECK_DIGITS(pfl_normal_two_sided(z), "0.178809");
	z = pfl_shares_statistic(&shares, 2.13, 0.05);
	CHECK_DIGITS(z, "1.25185");
	CHECK_DIGITS(pfl_normal_two_sided(z), "0.210623");
	bounds = pfl_shares_bounds(&shares, 1, pfl_normal_quantile(0.025));
	CHECK_DIGITS(100 * bounds.lower, "-0.00118");
	CHECK_DIGITS(100 * bounds.upper, "4.16281");
	bounds = pfl_shares_bounds(&shares, 2.13, pfl_normal_quantile(0.025));
	CHECK_DIGITS(100 * bounds.lower, "-0.98158");
	CHECK_DIGITS(100 * bounds.upper, "5.12012");

	test_case("rate");
	change = pfl_pair_change(&rate, &a, &b);
	CHECK_DIGITS(change.statistic, "1.58114");
	CHECK_DIGITS(change.p, "0.113846");
	CHECK_DIGITS(change.observed / change.expected, "1.125");
	CHECK(pfl_change_growth(&change, pfl_normal_quantile(0.025), &bounds));
	CHECK_DIGITS(1 + bounds.lower, "0.971656");
	CHECK_DIGITS(1 + bounds.upper, "1.3011");

	test_case("total");
	a = count(1427);
	b = count(1619);
	change = pfl_pair_change(&fixed, &a, &b);
	CHECK_DIGITS(change.statistic, "3.47885");
	CHECK_DIGITS(change.p, "0.0005");
	change = pfl_pair_change(&wide, &a, &b);
	CHECK_DIGITS(change.statistic, "1.10011");
	CHECK_DIGITS(change.p, "0.27");
}

static void
test_few(void)
{
	static const struct {
		double old, new;
		const char *score, *likelihood, *mid;
	} cases[] = {
		{ 2, 9, "0.0348085", "0.0281612", "0.0385742" },
		{ 0, 5, "0.0253", "0.0085", "0.03125" },
		{ 0, 6, "0.0143", "0.0039", "0.015625" },
		{ 0, 3, "0.0833", "0.0414", "0.125" },
	};
	struct pfl_noise noise = { .factor = 1, .lambda = 1 };

	test_case("few events");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_tally a = count(cases[i].old), b = count(cases[i].new);
		struct pfl_change change = pfl_pair_change(&noise, &a, &b);

		CHECK_DIGITS(pfl_normal_two_sided(change.statistic), cases[i].score);
		CHECK_DIGITS(pfl_pair_likelihood_p(cases[i].old, cases[i].new, 1),
			cases[i].likelihood);
		CHECK_DIGITS(change.p, cases[i].mid);
	}
}

/*
 * The fixture of the tree scan: expected (1.02 times old) and observed events of a node, and
 * how surely they differ, with 20 candidates and a floor of 5 %.
 */
static void
test_scan(void)
{
	static const struct {
		const char *node;
		double expected, observed;
		const char *difference, *error, *bound;
	} cases[] = {
		{ "hash", 1071, 2148, "1077.0", "127.2", "692.5" },
		{ "sha256.block", 1020, 2050, "1030.0", "121.9", "661.6" },
		{ "log", 510, 0, "-510.0", "28.9", "422.6" },
		{ "emit", 0, 510, "510.0", "28.9", "422.6" },
		{ "cache", 0, 300, "300.0", "20.3", "238.6" },
		{ "handle", 6579, 7873, "1294.0", "524.9", "-293.0" },
	};
	struct pfl_noise noise = { .factor = 1, .lambda = 1, .floor = 0.05 };
	double quantile = pfl_simultaneous_quantile(0.05, 20, 0);

	CHECK_DIGITS(quantile, "3.02334");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_tally a = count(cases[i].expected), b = count(cases[i].observed);
		double error = pfl_pair_error(&noise, &a, &b);
		double difference = b.value - a.value;

		test_case(cases[i].node);
		CHECK_DIGITS(difference, cases[i].difference);
		CHECK_DIGITS(error, cases[i].error);
		CHECK_DIGITS(fabs(difference) - quantile * error, cases[i].bound);
	}
}

/* Whatever the sides hold, all is finite, and exchanging them turns the sign. */
static void
test_total(void)
{
	static const double odd[] = { 0, 1e-300, 0.5, 1, 7, 24, 1e4, 9.3e18, 1.7e38, 1e100,
		DBL_MAX };
	static const double factors[] = { 1, 0.5, 1.1, 0, 1e-12, 1e12, DBL_MAX };
	static const double floors[] = { 0, 0.05, 1, DBL_MAX };
	struct pfl_bounds bounds;

	test_case("any argument");
	for (size_t i = 0; i < COUNTOF(odd); i++)
		for (size_t j = 0; j < COUNTOF(odd); j++)
			for (size_t k = 0; k < COUNTOF(factors) * COUNTOF(floors) * 2; k++) {
				struct pfl_noise noise = {
					.factor = factors[k % COUNTOF(factors)],
					.lambda = (double)(k % 3),
					.floor = floors[k % COUNTOF(floors)],
					.weighted = k % 2,
				};
				struct pfl_tally a = { odd[i], odd[i], odd[j] },
						 b = { odd[j], odd[j], odd[i] };
				struct pfl_change c = pfl_pair_change(&noise, &a, &b), d;
				const struct pfl_shares shares = { odd[i], odd[j], odd[j],
					odd[i] };
				double p = pfl_pair_likelihood_p(odd[i], odd[j], noise.factor);

				CHECK_SOUND(&c);
				CHECK(p >= 0 && p <= 1);
				pfl_change_growth(&c, 3, &bounds);
				CHECK(isfinite(bounds.lower) && isfinite(bounds.upper));
				CHECK(isfinite(pfl_shares_statistic(&shares, 1, noise.floor)));
				bounds = pfl_shares_bounds(&shares, noise.floor, noise.factor);
				CHECK(isfinite(bounds.lower) && isfinite(bounds.upper));
				noise.factor = 1;
				c = pfl_pair_change(&noise, &a, &b);
				d = pfl_pair_change(&noise, &b, &a);
				CHECK_CLOSE(c.statistic, -d.statistic, 1e-12);
				CHECK_CLOSE(c.p, d.p, 1e-12);
			}
}

/* Whatever the functions hold, what is estimated from them is finite. */
static void
test_estimates_total(void)
{
	static const double odd[] = { 0, 1e-300, 1, 7, 24, 1e4, 1.7e38, DBL_MAX };
	struct pfl_tally old[64], new[64];
	struct pfl_noise noise = { .factor = 1 };
	struct pfl_arena scratch = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_factor factor;
	struct pfl_dispersion dispersion;

	test_case("any table");
	for (size_t round = 0; round < 2; round++) {
		for (size_t i = 0; i < 64; i++) {
			old[i] = count(odd[i / 8]);
			new[i] = count(odd[i % 8]);
		}
		noise.weighted = round > 0;
		for (size_t n = 0; n <= 64; n += 8) {
			CHECK(pfl_pair_factor(
				old + 64 - n, new + 64 - n, n, &scratch, &factor, &err));
			CHECK(isfinite(factor.factor) && factor.factor > 0);
			CHECK(pfl_pair_dispersion(old + 64 - n, new + 64 - n, n, &noise,
				&scratch, &dispersion, &err));
			CHECK(isfinite(dispersion.lambda) && dispersion.lambda >= 1);
		}
	}
	pfl_arena_clear(&scratch);
}

int
main(void)
{
	test_factor();
	test_median();
	test_exchanged();
	test_dispersion();
	test_single();
	test_few();
	test_scan();
	test_total();
	test_estimates_total();
	return test_done();
}
