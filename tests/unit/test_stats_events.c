/* SPDX-License-Identifier: Apache-2.0 */
/* From values to events: Go's heap rows, periods, contentions, and sums of them. */
#include "digits.h"

#include "stats/events.h"
#include "stats/pair.h"

#include <float.h>

/* Rows of Go heap profiles (the first three from google/pprof#715), sampled each 512 KiB. */
static void
test_heap(void)
{
	static const struct {
		double objects, bytes, size;
		const char *sampled, *events;
		long whole;
		const char *error;
	} cases[] = {
		{ 341, 525056, 1536, "0.0029254", "0.997561", 1, "523648" },
		{ 10923, 524312, 48, "9.15485e-05", "0.999985", 1, "524284" },
		{ 8192, 524320, 64, "0.000122063", "0.999939", 1, "524272" },
		{ 3500, 3584000, 1024, "0.00195122", "6.82927", 7, "1.37011e6" },
		{ 20, 20971520, 1048576, "0.864665", "17.2933", 17, "1.85522e6" },
	};

	test_case("heap rows");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_tally bytes =
			pfl_tally_heap(cases[i].objects, cases[i].size, 524288, cases[i].size);
		struct pfl_tally objects =
			pfl_tally_heap(cases[i].objects, cases[i].size, 524288, 1);

		CHECK_DIGITS(bytes.events / cases[i].objects, cases[i].sampled);
		CHECK_DIGITS(bytes.events, cases[i].events);
		CHECK_I64(lround(bytes.events), cases[i].whole);
		CHECK_DIGITS(sqrt(bytes.variance), cases[i].error);
		CHECK_CLOSE(bytes.value, cases[i].objects * cases[i].size, 1e-15);
		/* Bytes are whole samples, not quite objects times the size on the label. */
		CHECK_CLOSE(bytes.value, cases[i].bytes, 0.003);
		CHECK_CLOSE(
			sqrt(objects.variance) * cases[i].size, sqrt(bytes.variance), 1e-12);
		CHECK_CLOSE(objects.value, cases[i].objects, 1e-15);
	}
	CHECK_DIGITS(pfl_tally_heap(100, 1, 1e300, 1).events, "0");
	CHECK(pfl_tally_heap(100, 1 << 30, 524288, 1).variance < 1e-100);
	CHECK(pfl_tally_heap(7, 16, 0, 16).variance == 0);
	CHECK_DIGITS(pfl_tally_heap(7, 0, 512, 16).value, "112");
}

static void
test_heap_function(void)
{
	static const struct {
		double objects, size;
	} rows[2][2] = { { { 40960, 512 }, { 12, 1 << 21 } },
		{ { 61440, 512 }, { 14, 1 << 21 } } };
	struct pfl_noise noise = { .factor = 1, .weighted = true };
	struct pfl_tally side[2] = { { 0 } };
	struct pfl_change change;

	test_case("heap function");
	for (size_t s = 0; s < 2; s++)
		for (size_t i = 0; i < 2; i++) {
			struct pfl_tally row = pfl_tally_heap(
				rows[s][i].objects, rows[s][i].size, 524288, rows[s][i].size);

			pfl_tally_add(&side[s], &row);
		}
	CHECK_DIGITS(side[0].value, "46137344");
	CHECK_DIGITS(sqrt(side[0].variance), "3.46041e6");
	CHECK_DIGITS(side[1].value, "60817408");
	CHECK_DIGITS(sqrt(side[1].variance), "4.19921e6");
	change = pfl_pair_change(&noise, &side[0], &side[1]);
	CHECK_DIGITS(change.observed - change.expected, "14680064");
	CHECK_DIGITS(change.statistic, "2.69789");
	CHECK_DIGITS(change.p, "0.00697799");
}

static void
test_others(void)
{
	static const int64_t counts[] = { 100, 300, 700, 1200 };
	static const char *const events[] = { "1", "3", "7", "12" };
	struct pfl_tally sum = { 0 }, small, large, t;
	uint64_t fraction = pfl_common_divisor(counts, COUNTOF(counts));

	test_case("events of unlike weight");
	small = pfl_tally_counted(50 * 4e6, 50);
	large = pfl_tally_counted(5 * 40e6, 5);
	pfl_tally_add(&sum, &small);
	pfl_tally_add(&sum, &large);
	CHECK_DIGITS(sum.value, "4e8");
	CHECK_DIGITS(sum.variance, "8.8e15");
	CHECK_DIGITS(sum.events, "55");
	CHECK_DIGITS(pfl_tally_effective(&sum), "18.1818");

	test_case("period");
	t = pfl_tally_periodic(1427 * 4e6, 4e6);
	CHECK_DIGITS(t.events, "1427");
	CHECK_CLOSE(t.variance, 1427 * 16e12, 1e-15);
	CHECK_CLOSE(pfl_tally_effective(&t), 1427, 1e-15);
	CHECK(pfl_tally_periodic(77, 0).variance == 0);
	CHECK_DIGITS(pfl_tally_counted(50, 0).events, "1");

	test_case("contentions");
	CHECK_U64(fraction, 100);
	for (size_t i = 0; i < COUNTOF(counts); i++) {
		t = pfl_tally_delays(5e6, (double)counts[i], (double)fraction);
		CHECK_DIGITS(t.events, events[i]);
		CHECK_CLOSE(t.variance, 2 * 25e12 / t.events, 1e-15);
	}

	test_case("waits shorter than the rate");
	t = pfl_tally_blocks(2000, 10, 2000, 1000);
	CHECK(t.value == 2000);
	CHECK_CLOSE(t.events, 2, 1e-15);
	CHECK_CLOSE(t.variance, 1.6e6, 1e-15);
	t = pfl_tally_blocks(10, 10, 2000, 1000);
	CHECK_CLOSE(t.events, 2, 1e-15);
	CHECK_CLOSE(t.variance, 40, 1e-15);
	test_case("longer ones");
	t = pfl_tally_blocks(6000, 3, 6000, 1000);
	CHECK(t.value == 6000 && t.events == 3 && t.variance == 0);
	test_case("waits of no time");
	t = pfl_tally_blocks(5, 5, 0, 1000);
	CHECK(t.value == 5 && t.events == 5 && t.variance == 5);

	test_case("exact");
	t = pfl_tally_exact(12);
	CHECK(t.value == 12 && t.events == 12 && t.variance == 0);
	CHECK(pfl_tally_effective(&t) == 0);
}

static void
test_divisor(void)
{
	static const struct {
		const char *name;
		int64_t values[3];
		size_t n;
		uint64_t want;
	} cases[] = {
		{ "none", { 0 }, 0, 0 },
		{ "zeros", { 0, 0, 0 }, 3, 0 },
		{ "with a zero", { 0, 12, 18 }, 3, 6 },
		{ "negative", { -12, 18, 0 }, 3, 6 },
		{ "the smallest", { INT64_MIN, 0, 0 }, 1, (uint64_t)1 << 63 },
		{ "prime to each other", { 7, 10, 1000000 }, 3, 1 },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		test_case(cases[i].name);
		CHECK_U64(pfl_common_divisor(cases[i].values, cases[i].n), cases[i].want);
	}
}

static void
check_tally(struct pfl_tally t)
{
	CHECK(isfinite(t.value) && isfinite(t.events) && isfinite(t.variance));
	CHECK(t.value >= 0 && t.events >= 0 && t.variance >= 0);
	CHECK(isfinite(pfl_tally_effective(&t)));
}

static void
test_total(void)
{
	static const double odd[] = { 0, 1e-320, 1e-300, 1e-9, 0.5, 1, 7, 1e9, 9.3e18, 1.7e38,
		1e100, DBL_MAX, -5 };

	test_case("any argument");
	for (size_t i = 0; i < COUNTOF(odd); i++)
		for (size_t j = 0; j < COUNTOF(odd); j++) {
			check_tally(pfl_tally_counted(odd[i], odd[j]));
			check_tally(pfl_tally_periodic(odd[i], odd[j]));
			for (size_t k = 0; k < COUNTOF(odd); k++) {
				check_tally(pfl_tally_delays(odd[i], odd[j], odd[k]));
				for (size_t l = 0; l < COUNTOF(odd); l++) {
					check_tally(
						pfl_tally_heap(odd[i], odd[j], odd[k], odd[l]));
					check_tally(pfl_tally_blocks(
						odd[i], odd[j], odd[k], odd[l]));
				}
			}
		}
}

int
main(void)
{
	test_heap();
	test_heap_function();
	test_others();
	test_divisor();
	test_total();
	return test_done();
}
