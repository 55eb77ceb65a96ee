/* SPDX-License-Identifier: Apache-2.0 */
/* Many tests at once, verdicts, what could have been seen, and how something is divided. */
#include "digits.h"

#include "stats/detectable.h"
#include "stats/distribution.h"
#include "stats/gate.h"
#include "stats/multiplicity.h"
#include "stats/split.h"

#include <float.h>

static void
test_discovery(void)
{
	static const double p[] = { 0.0004, 0.003, 0.009, 0.012, 0.021, 0.04, 0.11, 0.25, 0.48,
		0.81 };
	static const char *const want[] = { "0.004", "0.015", "0.03", "0.03", "0.042",
		"0.0666667", "0.157143", "0.3125", "0.533333", "0.81" };
	static const double odd[] = { -1, 0, 0.5, 2, 1e-300, DBL_MAX };
	struct pfl_arena scratch = { 0 };
	struct pfl_error err = { 0 };
	double q[COUNTOF(p)], turned[COUNTOF(p)], other[COUNTOF(odd)];

	test_case("false discovery rate");
	CHECK(pfl_false_discovery(p, COUNTOF(p), &scratch, q, &err));
	for (size_t i = 0; i < COUNTOF(p); i++) {
		CHECK_DIGITS(q[i], want[i]);
		turned[i] = p[COUNTOF(p) - 1 - i];
	}
	CHECK(pfl_false_discovery(turned, COUNTOF(p), &scratch, turned, &err));
	for (size_t i = 0; i < COUNTOF(p); i++)
		CHECK(turned[i] == q[COUNTOF(p) - 1 - i]);

	test_case("false discovery rate of anything");
	CHECK(pfl_false_discovery(p, 0, &scratch, q, &err));
	CHECK(pfl_false_discovery(odd, COUNTOF(odd), &scratch, other, &err));
	for (size_t i = 0; i < COUNTOF(odd); i++)
		CHECK(other[i] >= 0 && other[i] <= 1);
	pfl_arena_clear(&scratch);
}

static void
test_simultaneous(void)
{
	static const struct {
		size_t m;
		const char *quantile;
	} cases[] = { { 20, "3.0233" }, { 100, "3.4808" }, { 270, "3.7384" },
		{ 1000, "4.0556" }, { 10000, "4.5648" } };

	test_case("simultaneous bounds");
	for (size_t i = 0; i < COUNTOF(cases); i++)
		CHECK_DIGITS(pfl_simultaneous_quantile(0.05, cases[i].m, 0), cases[i].quantile);
	CHECK_DIGITS(pfl_simultaneous_quantile(0.05, 1, 8), "2.306");
	CHECK_DIGITS(pfl_simultaneous_quantile(0.05, 0, 0), "1.959964");
	CHECK(isfinite(pfl_simultaneous_quantile(0, SIZE_MAX, 1)));
}

static void
test_gate(void)
{
	static const struct {
		double growth, error;
		const char *lower, *upper;
		enum pfl_verdict verdict;
	} cases[] = {
		{ 0.12, 0.02, "7.91", "16.24", PFL_VERDICT_FAIL },
		{ 0.07, 0.02, "3.09", "11.05", PFL_VERDICT_WARN },
		{ 0.02, 0.01, "0.12", "3.91", PFL_VERDICT_PASS },
		{ 0.04, 0.05, "-5.23", "14.13", PFL_VERDICT_INCONCLUSIVE },
		{ -0.10, 0.02, "-13.29", "-6.59", PFL_VERDICT_PASS },
	};
	struct pfl_change change = { .df = 8, .has_ratio = true };
	struct pfl_bounds bounds;
	double quantile = pfl_gate_quantile(1, 8);

	test_case("verdicts");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		change.log_ratio = log1p(cases[i].growth);
		change.log_error = cases[i].error;
		change.statistic = change.log_ratio / change.log_error;
		change.p = pfl_student_two_sided(change.statistic, change.df);
		CHECK_I64(pfl_gate_growth(&change, 0.05, quantile, &bounds), cases[i].verdict);
		CHECK_CLOSE(bounds.estimate, cases[i].growth, 1e-12);
		CHECK_DIGITS(100 * bounds.lower, cases[i].lower);
		CHECK_DIGITS(100 * bounds.upper, cases[i].upper);
	}
	CHECK_DIGITS(quantile, "1.8595");
	CHECK_CLOSE(pfl_gate_quantile(4, 0), pfl_normal_quantile(0.0125), 1e-12);

	test_case("without a ratio");
	change.has_ratio = false;
	CHECK_I64(pfl_gate_growth(&change, 0.05, quantile, &bounds), PFL_VERDICT_INCONCLUSIVE);

	test_case("difference");
	change = (struct pfl_change){
		.expected = 100, .observed = 130, .error = 10, .p = 0.0027
	};
	change.statistic = 3;
	CHECK_I64(pfl_gate_difference(&change, 10, 1.645, &bounds), PFL_VERDICT_FAIL);
	CHECK_DIGITS(bounds.lower, "13.55");
	CHECK_DIGITS(bounds.upper, "46.45");
	CHECK_I64(pfl_gate_difference(&change, 20, 1.645, &bounds), PFL_VERDICT_WARN);
	CHECK_I64(pfl_gate_difference(&change, 40, 1.645, &bounds), PFL_VERDICT_INCONCLUSIVE);
	CHECK_I64(pfl_gate_difference(&change, 50, 1.645, &bounds), PFL_VERDICT_PASS);
	CHECK_CLOSE(pfl_change_p_growth(&change), 0.00135, 1e-12);
	change.statistic = -3;
	CHECK_CLOSE(pfl_change_p_growth(&change), 0.99865, 1e-12);
}

/* With one profile a side, what the floor hides whatever the number of samples. */
static void
test_floor(void)
{
	static const struct {
		size_t m;
		double floor;
		const char *growth, *shrinkage;
	} cases[] = {
		{ 20, 0.01, "4.4", "4.2" },
		{ 20, 0.02, "8.9", "8.2" },
		{ 20, 0.05, "23.9", "19.3" },
		{ 20, 0.10, "54.4", "35.2" },
		{ 100, 0.01, "5.0", "4.8" },
		{ 100, 0.02, "10.4", "9.4" },
		{ 100, 0.05, "28.1", "21.9" },
		{ 100, 0.10, "65.3", "39.5" },
		{ 270, 0.01, "5.4", "5.2" },
		{ 270, 0.02, "11.2", "10.0" },
		{ 270, 0.05, "30.5", "23.3" },
		{ 270, 0.10, "71.9", "41.8" },
		{ 1000, 0.01, "5.9", "5.6" },
		{ 1000, 0.02, "12.2", "10.8" },
		{ 1000, 0.05, "33.5", "25.1" },
		{ 1000, 0.10, "80.4", "44.6" },
	};
	struct pfl_detectable seen;

	test_case("detectable, one profile a side");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		double quantile = pfl_simultaneous_quantile(0.05, cases[i].m, 0);

		CHECK(pfl_detectable_by_floor(quantile, cases[i].floor, &seen));
		CHECK_DIGITS(100 * seen.growth, cases[i].growth);
		CHECK_DIGITS(100 * seen.shrinkage, cases[i].shrinkage);
	}
	CHECK(!pfl_detectable_by_floor(3, 0.5, &seen));
	CHECK(seen.growth == 0 && seen.shrinkage == 0);
}

static void
test_samples(void)
{
	static const struct {
		double share, n;
		const char *growth[3];
	} cases[] = {
		{ 0.01, 1e3, { "125", "177", "181" } },
		{ 0.01, 1e4, { "39", "59", "68" } },
		{ 0.01, 1e5, { "12", "26", "43" } },
		{ 0.05, 1e3, { "55", "79", "86" } },
		{ 0.05, 1e4, { "17", "31", "45" } },
		{ 0.05, 1e5, { "5", "20", "38" } },
		{ 0.20, 1e3, { "25", "39", "48" } },
		{ 0.20, 1e4, { "8", "19", "34" } },
		{ 0.20, 1e5, { "3", "16", "32" } },
	};
	static const struct {
		double lambda, floor;
	} noise[] = { { 1, 0 }, { 2, 0.05 }, { 2, 0.1 } };

	test_case("detectable, by samples");
	for (size_t i = 0; i < COUNTOF(cases); i++)
		for (size_t j = 0; j < COUNTOF(noise); j++) {
			double error = pfl_detectable_share_error(cases[i].share, cases[i].n,
				cases[i].n, noise[j].lambda, noise[j].floor);

			CHECK_DIGITS(100 * pfl_detectable_growth(error, 0, 0.05, 0.8),
				cases[i].growth[j]);
		}
	CHECK(isfinite(pfl_detectable_share_error(0, 0, 0, 0, 0)));
}

static void
test_runs(void)
{
	static const struct {
		double variation; /* per cent */
		size_t runs;
		const char *plain, *moderated; /* NULL: not in the table */
	} cases[] = {
		{ 1, 2, "5.4", "3.4" },
		{ 1, 3, "3.0", "2.6" },
		{ 1, 5, "2.0", "1.9" },
		{ 1, 10, "1.3", NULL },
		{ 1, 20, "0.9", NULL },
		{ 3, 2, "16.1", "10.1" },
		{ 3, 3, "9.1", "7.8" },
		{ 3, 5, "6.1", "5.8" },
		{ 3, 10, "4.0", NULL },
		{ 3, 20, "2.7", NULL },
		{ 5, 2, "26.8", "16.8" },
		{ 5, 3, "15.2", "13.0" },
		{ 5, 5, "10.1", "9.6" },
		{ 5, 10, "6.6", NULL },
		{ 5, 20, "4.5", NULL },
		{ 8, 2, "42.9", "26.8" },
		{ 8, 3, "24.3", "20.9" },
		{ 8, 5, "16.2", "15.4" },
		{ 8, 10, "10.6", NULL },
		{ 8, 20, "7.3", NULL },
	};

	test_case("detectable, several runs");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		double k = (double)cases[i].runs;
		double error = cases[i].variation * sqrt(2 / k);

		CHECK_DIGITS(
			pfl_detectable_growth(error, 2 * k - 2, 0.05, 0.8), cases[i].plain);
		if (cases[i].moderated)
			CHECK_DIGITS(pfl_detectable_growth(error, 2 * k + 2, 0.05, 0.8),
				cases[i].moderated);
	}
}

static void
test_split(void)
{
	static const double old[] = { 2000, 400, 1050, 2500, 500 },
			    new[] = { 2040, 395, 2148, 2480, 510 };
	static const double twice[] = { 4000, 800, 2100, 5000, 1000 };
	static const double odd[] = { 0, 1e-300, 1, 1e38, DBL_MAX, -1 };
	struct pfl_split split = pfl_split_test(old, new, COUNTOF(old), 1);

	test_case("split");
	CHECK_DIGITS(split.g, "295.344");
	CHECK_DIGITS(split.df, "4");
	CHECK_DIGITS(split.p, "1.1e-62");
	split = pfl_split_test(old, twice, COUNTOF(old), 1);
	CHECK(split.g < 1e-9);
	CHECK_CLOSE(split.p, 1, 1e-9);
	split = pfl_split_test(old, new, COUNTOF(old), 295.344);
	CHECK_DIGITS(split.g, "1.00000");

	test_case("split of anything");
	CHECK(pfl_split_test(old, new, 0, 1).p == 1);
	CHECK(pfl_split_test(old, new, 1, 1).p == 1);
	for (size_t i = 0; i < COUNTOF(odd); i++)
		for (size_t j = 0; j < COUNTOF(odd); j++) {
			const double a[] = { odd[i], odd[j], 3 }, b[] = { odd[j], 2, odd[i] };

			split = pfl_split_test(a, b, 3, odd[i]);
			CHECK(isfinite(split.g) && split.g >= 0);
			CHECK(split.p >= 0 && split.p <= 1);
		}
}

int
main(void)
{
	test_discovery();
	test_simultaneous();
	test_gate();
	test_floor();
	test_samples();
	test_runs();
	test_split();
	return test_done();
}
