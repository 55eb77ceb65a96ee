/* SPDX-License-Identifier: Apache-2.0 */
/* Units, labels and percentages: each expectation is what pprof prints, but for the micro
 * signs. */
#include "harness.h"

#include "base/unit.h"

#include <math.h>

static void
test_labels(void)
{
	static const struct {
		int64_t value;
		const char *from, *to, *want;
	} cases[] = {
		{ 0, "nanoseconds", "auto", "0" },
		{ 100, "nanoseconds", "auto", "100ns" },
		{ 171100000, "nanoseconds", "ms", "171.10ms" },
		{ 171100000, "nanoseconds", "auto", "171.10ms" },
		{ 10000000000, "nanoseconds", "auto", "10s" },
		{ 3600000000000, "ns", "auto", "1hrs" },
		{ 7, "hours", "s", "25200s" },
		{ 2, "Microseconds", "ns", "2000ns" },
		{ 3, "\xce\xbcs", "ns", "3000ns" },
		{ 3, "\xc2\xb5s", "ns", "3000ns" },
		{ 3, "minutes", "auto", "3" },
		{ 4, "ms", "s", "0" },
		{ 5, "ms", "s", "0.01s" },
		{ -5, "ms", "s", "-0.01s" },
		{ -4, "ms", "s", "0" },
		{ -1500000, "ns", "minimum", "-1.50ms" },
		{ 1, "byte", "auto", "1B" },
		{ 1024, "B", "auto", "1kB" },
		{ 17490858, "bytes", "kB", "17080.92kB" },
		{ 1536, "kb", "auto", "1.50MB" },
		{ 1, "megabytes", "kilobytes", "1024kB" },
		{ 1, "KiB", "auto", "1" },
		{ 1, "bytes", "ms", "1B" },
		{ 5000, "ms", "foo", "5s" },
		{ 5000, "ms", "kb", "5s" },
		{ 13, "count", "minimum", "13" },
		{ 13, "count", "foo", "13foo" },
		{ 10, "count", "ms", "10ms" },
		{ 10, "count", "count", "10" },
		{ 10, "widgets", "widgets", "10widgets" },
		{ 10, "", "sample", "10" },
		{ 10, "", "unit", "10" },
		{ 2000, "gcus", "auto", "2k*GCU" },
		{ 1, "nanogcu", "auto", "1n*GCU" },
		{ INT64_MAX, "ns", "auto", "2562047.79hrs" },
		{ INT64_MIN, "ns", "auto", "-2562047.79hrs" },
	};
	struct pfl_text text = { 0 };

	test_case("labels");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		pfl_text_reset(&text);
		pfl_unit_label(&text, cases[i].value, cases[i].from, cases[i].to);
		CHECK_STR(pfl_text_get(&text), cases[i].want);
	}
	pfl_text_clear(&text);
}

static void
test_percent(void)
{
	static const struct {
		int64_t value, total;
		const char *want;
	} cases[] = {
		{ 0, 0, "    0%" },
		{ 5, 0, "    0%" },
		{ 0, 5, "    0%" },
		{ 171, 10000, " 1.71%" },
		{ 9, 1000, "  0.9%" },
		{ 58, 100000, "0.058%" },
		{ 32, 100000000, "3.2e-05%" },
		{ 5, 1000000000, "5e-07%" },
		{ 5845, 10000, "58.45%" },
		{ 1, 1, "  100%" },
		{ 9995, 10000, "  100%" },
		{ 10005, 10000, "  100%" },
		{ 9994, 10000, "99.94%" },
		{ -1, 2, "50.00%" },
		{ 584607, 10000, "5846.07%" },
		{ 1, 100, " 1.00%" },
	};
	char buf[PFL_PERCENT_TEXT];

	test_case("percentages");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		const char *trimmed = cases[i].want + strspn(cases[i].want, " ");

		CHECK_STR(pfl_percent(cases[i].value, cases[i].total, buf), cases[i].want);
		CHECK_STR(pfl_percent_trimmed(cases[i].value, cases[i].total, buf), trimmed);
	}
	CHECK_STR(pfl_percent((pfl_sum)1 << 100, 1, buf) + 33, ".00%");
}

static void
test_choose(void)
{
	static const struct {
		int64_t least, most;
		const char *unit;
		double ratio;
		bool whole;
		const char *want;
	} cases[] = {
		{ 4096, 17490858, "bytes", 1, false, "kB" },
		{ 1000000, 171100000, "nanoseconds", 1, false, "ms" },
		{ 200000, 1900000, "nanoseconds", 1, false, "us" },
		{ 100, 171100000, "nanoseconds", 1, false, "us" },
		{ 100, 171100000, "nanoseconds", 1, true, "ns" },
		{ 0, 171100000, "nanoseconds", 1, false, "ms" },
		{ 0, 0, "nanoseconds", 1, false, "s" },
		{ 1000000, 171100000, "nanoseconds", 1.0 / 3, false, "ms" },
		{ 1000000, 2000000, "nanoseconds", 1e-3, false, "us" },
		{ 3, 400, "widgets", 1, false, "widgets" },
		{ 3, 400, "count", 1, false, "count" },
	};

	test_case("choice");
	for (size_t i = 0; i < COUNTOF(cases); i++)
		CHECK_STR(pfl_unit_choose(cases[i].least, cases[i].most, cases[i].unit,
				  cases[i].ratio, cases[i].whole),
			cases[i].want);
}

static void
test_rest(void)
{
	const char *unit;

	test_case("scale");
	CHECK(fabs(pfl_unit_scale(1, "ms", "ns", &unit) - 1e6) < 1e-9);
	CHECK_STR(unit, "ns");
	CHECK(fabs(pfl_unit_scale(3, "kB", "B", NULL) - 3072) < 1e-9);
	CHECK_U64(pfl_unit_family("Hours"), PFL_UNIT_TIME);
	CHECK_U64(pfl_unit_family("a unit with a very long name"), PFL_UNIT_OTHER);
	CHECK_U64(pfl_unit_family(""), PFL_UNIT_OTHER);

	CHECK(fabs(pfl_unit_convert(2.5, "ms", "ns") - 2.5e6) < 1e-9);
	CHECK(fabs(pfl_unit_convert(2.5, "ms", "bytes") - 2.5) < 1e-9);
	CHECK(fabs(pfl_unit_convert(2.5, "count", "count") - 2.5) < 1e-9);

	test_case("ratio");
	CHECK_I64((int64_t)pfl_unit_apply(100, 1.0 / 3), 33);
	CHECK_I64((int64_t)pfl_unit_apply(-100, 1.0 / 3), -33);
	CHECK_I64((int64_t)pfl_unit_apply(100, 0), 100);
	CHECK(pfl_unit_apply((pfl_sum)1 << 100, 1e300) > 0);

	test_case("compatible");
	CHECK(pfl_unit_compatible("cpu", "ms", "cpu", "nanoseconds"));
	CHECK(pfl_unit_compatible("sample", "count", "samples", "count"));
	CHECK(!pfl_unit_compatible("samples", "count", "samples", "widgets"));
	CHECK(!pfl_unit_compatible("cpu", "ms", "wall", "ms"));
	CHECK(!pfl_unit_compatible("cpu", "ms", "cpu", "bytes"));
	CHECK(pfl_unit_compatible("", "", "s", ""));
}

int
main(void)
{
	test_labels();
	test_percent();
	test_choose();
	test_rest();
	return test_done();
}
