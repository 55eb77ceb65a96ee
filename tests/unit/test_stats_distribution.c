/* SPDX-License-Identifier: Apache-2.0 */
/* Tails and quantiles against values of forty digits (mpmath), identities, and hostile
 * arguments. */
#include "digits.h"

#include "stats/distribution.h"

#include <float.h>

static void
test_normal(void)
{
	static const struct {
		double z, upper;
	} cases[] = {
		{ 0, 0.5 },
		{ 0.5, 0.3085375387259869 },
		{ 1, 0.15865525393145705 },
		{ 1.96, 0.024997895148220436 },
		{ 2.5, 0.0062096653257761352 },
		{ 4, 3.1671241833119921e-5 },
		{ 6, 9.8658764503769814e-10 },
		{ 10, 7.6198530241605261e-24 },
		{ 20, 2.7536241186062337e-89 },
		{ 37, 5.7255712225245768e-300 },
	};

	test_case("normal");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		CHECK_CLOSE(pfl_normal_upper(cases[i].z), cases[i].upper, 1e-12);
		CHECK_CLOSE(pfl_normal_upper(-cases[i].z), 1 - cases[i].upper, 1e-12);
		CHECK_CLOSE(pfl_normal_two_sided(-cases[i].z), 2 * cases[i].upper, 1e-12);
		CHECK_CLOSE(pfl_normal_quantile(cases[i].upper) + 1, cases[i].z + 1, 1e-12);
	}
	CHECK_CLOSE(pfl_normal_quantile(0.025), 1.9599639845400545, 1e-14);
	CHECK_CLOSE(pfl_normal_quantile(0.975), -1.9599639845400545, 1e-14);
}

static void
test_student(void)
{
	static const struct {
		double t, df, upper;
	} cases[] = {
		{ 0, 3, 0.5 },
		{ 0.001, 1, 0.49968169021991944 },
		{ 1, 1, 0.25 },
		{ 12.7062, 1, 0.0250000092803552 },
		{ 2, 1.6, 0.10717690823600758 },
		{ 1, 2, 0.21132486540518712 },
		{ 4.907, 6, 0.001345908651110443 },
		{ 2.5, 8, 0.018471018856812052 },
		{ 40, 5, 9.2059810858864772e-8 },
		{ 0.7, 0.5, 0.34270033126038327 },
		{ 3, 22, 0.0032973098553996471 },
		{ 8, 100, 1.1364324038640403e-12 },
		{ 2, 1000, 0.02288517324662582 },
		{ 5, 12345.5, 2.9058700366949037e-7 },
		{ 1e6, 3, 1.1026577908396145e-18 },
	};
	static const double dfs[] = { 0, 0.5, 1, 1.6, 2, 6, 8, 40, 1e3, 1e5, 1e7, 1e12 };
	static const double tails[] = { 1e-40, 1e-12, 2.5e-6, 0.005, 0.025, 0.05, 0.2, 0.45 };

	test_case("student");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		CHECK_CLOSE(pfl_student_upper(cases[i].t, cases[i].df), cases[i].upper, 1e-11);
		CHECK_CLOSE(
			pfl_student_upper(-cases[i].t, cases[i].df), 1 - cases[i].upper, 1e-11);
		CHECK_CLOSE(pfl_student_two_sided(-cases[i].t, cases[i].df), 2 * cases[i].upper,
			1e-11);
	}
	CHECK_CLOSE(pfl_student_upper(2.5, 0), pfl_normal_upper(2.5), 1e-15);

	test_case("student, quantiles");
	for (size_t i = 0; i < COUNTOF(dfs); i++)
		for (size_t j = 0; j < COUNTOF(tails); j++) {
			double t = pfl_student_quantile(tails[j], dfs[i]);

			CHECK_CLOSE(pfl_student_upper(t, dfs[i]), tails[j], 1e-10);
			if (tails[j] > DBL_EPSILON)
				CHECK_CLOSE(pfl_student_quantile(1 - tails[j], dfs[i]),
					-pfl_student_quantile(1 - (1 - tails[j]), dfs[i]),
					1e-15);
		}
	CHECK_DIGITS(pfl_student_quantile(0.025, 2), "4.30265");
	CHECK_DIGITS(pfl_student_quantile(0.05, 8), "1.859548");

	/* Where the approximation takes over, nothing jumps. */
	test_case("student, many degrees of freedom");
	for (int i = -2; i < 4; i++)
		CHECK_CLOSE(pfl_student_upper(ldexp(1, i), 999999.99),
			pfl_student_upper(ldexp(1, i), 1000000), 1e-9);
}

static void
test_chi_square(void)
{
	static const struct {
		double x, df, upper;
	} cases[] = {
		{ 0.4549, 1, 0.50001716075177628 },
		{ 3.841458820694124, 1, 0.050000000000000057 },
		{ 0.001, 2, 0.99950012497916927 },
		{ 1.3863, 2, 0.49999859028195994 },
		{ 9, 4, 0.061099480960332686 },
		{ 295.344, 4, 1.0941943103183418e-62 },
		{ 1, 30, 0.99999999999999999 },
		{ 60, 30, 0.00092068239614866626 },
		{ 5500, 5000, 6.2030199453285956e-7 },
		{ 4800, 5000, 0.97834031213463667 },
		{ 0.1, 0.5, 0.48344467916953437 },
	};
	/* The median over df, as phi needs it. */
	static const struct {
		double df;
		const char *median;
	} medians[] = { { 2, "0.69315" }, { 4, "0.83917" }, { 8, "0.91802" },
		{ 18, "0.96322" } };

	test_case("chi-square");
	for (size_t i = 0; i < COUNTOF(cases); i++)
		CHECK_CLOSE(
			pfl_chi_square_upper(cases[i].x, cases[i].df), cases[i].upper, 1e-12);
	for (size_t i = 0; i < COUNTOF(medians); i++)
		CHECK_DIGITS(pfl_chi_square_median(medians[i].df) / medians[i].df,
			medians[i].median);
	CHECK_DIGITS(pfl_chi_square_median(1), "0.4549");
	for (int i = -3; i < 24; i++) {
		double df = ldexp(1, i);

		CHECK_CLOSE(pfl_chi_square_upper(pfl_chi_square_median(df), df), 0.5, 1e-11);
	}
	/* The square of a normal deviate. */
	for (int z = 1; z < 30; z++)
		CHECK_CLOSE(pfl_chi_square_upper(z * z, 1), pfl_normal_two_sided(z), 1e-12);
}

static void
test_binomial(void)
{
	static const struct {
		double b, n, p, upper;
	} cases[] = {
		{ 9, 11, 0.5, 0.03271484375 },
		{ 1, 3, 0.5, 0.875 },
		{ 5, 5, 0.5, 0.03125 },
		{ 3, 10, 0.25, 0.47440719604492188 },
		{ 501, 1000, 0.25, 4.2544939854493206e-65 },
		{ 7.5, 20, 0.5, 0.91083258573550092 },
		{ 60, 100, 0.5, 0.028443966820490396 },
		{ 1, 1000, 0.5, 1 },
		{ 0, 10, 0.5, 1 },
		{ 11, 10, 0.5, 0 },
		{ 0, 0, 0.5, 1 },
		{ 1, 0, 0.5, 0 },
	};
	static const struct {
		double a, b;
		const char *exact, *mid;
	} few[] = {
		{ 2, 9, "0.0654297", "0.0385742" },
		{ 0, 5, "0.0625", "0.03125" },
		{ 0, 6, "0.03125", "0.015625" },
		{ 0, 3, "0.25", "0.125" },
	};

	test_case("binomial");
	for (size_t i = 0; i < COUNTOF(cases); i++)
		CHECK_CLOSE(pfl_binomial_upper(cases[i].b, cases[i].n, cases[i].p),
			cases[i].upper, 1e-12);
	for (size_t i = 0; i < COUNTOF(few); i++) {
		double n = few[i].a + few[i].b;

		CHECK_DIGITS(2 * pfl_binomial_upper(few[i].b, n, 0.5), few[i].exact);
		CHECK_DIGITS(pfl_binomial_mid_p(few[i].a, few[i].b, 1), few[i].mid);
		CHECK_DIGITS(pfl_binomial_mid_p(few[i].b, few[i].a, 1), few[i].mid);
	}
	/* Probabilities of all outcomes add up, mid-p of each being what lies beyond. */
	for (int b = 0; b <= 30; b++)
		CHECK_CLOSE(
			pfl_binomial_upper(b, 30, 0.3) + pfl_binomial_upper(31 - b, 30, 0.7), 1,
			1e-13);
	CHECK_DIGITS(pfl_binomial_mid_p(0, 0, 1), "1");
}

/* Finite, and a probability where it is to be one, whatever comes in. */
static void
test_total(void)
{
	static const double odd[] = { 0, 1e-320, 1e-300, 1e-100, 1e-9, 0.1, 0.5, 1, 2, 25, 1e4,
		1e9, 1e18, 1e100, DBL_MAX, -1, -1e-300, -1e18, -DBL_MAX };

	test_case("any argument");
	for (size_t i = 0; i < COUNTOF(odd); i++) {
		double x = odd[i];

		CHECK(pfl_normal_upper(x) >= 0 && pfl_normal_upper(x) <= 1);
		CHECK(isfinite(pfl_normal_quantile(x)));
		CHECK(isfinite(pfl_chi_square_median(x)));
		for (size_t j = 0; j < COUNTOF(odd); j++) {
			double y = odd[j];

			CHECK(pfl_student_upper(x, y) >= 0 && pfl_student_upper(x, y) <= 1);
			CHECK(isfinite(pfl_student_quantile(x, y)));
			CHECK(pfl_chi_square_upper(x, y) >= 0 &&
				pfl_chi_square_upper(x, y) <= 1);
			for (size_t k = 0; k < COUNTOF(odd); k++) {
				double upper = pfl_binomial_upper(x, y, odd[k]);
				double p = pfl_binomial_mid_p(x, y, odd[k]);

				CHECK(upper >= 0 && upper <= 1);
				CHECK(p >= 0 && p <= 1);
			}
		}
	}
}

int
main(void)
{
	test_normal();
	test_student();
	test_chi_square();
	test_binomial();
	test_total();
	return test_done();
}
