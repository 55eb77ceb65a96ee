/* SPDX-License-Identifier: Apache-2.0 */
/* Exact sums as text and as 64-bit values. */
#include "harness.h"

#include "base/sum.h"

int
main(void)
{
	pfl_sum one = 1;
	const struct {
		pfl_sum sum;
		const char *text;
		int64_t clamped;
		int changed;
	} cases[] = {
		{ 0, "0", 0, 0 },
		{ 7, "7", 7, 0 },
		{ -10, "-10", -10, 0 },
		{ INT64_MAX, "9223372036854775807", INT64_MAX, 0 },
		{ INT64_MIN, "-9223372036854775808", INT64_MIN, 0 },
		{ (pfl_sum)INT64_MAX + 1, "9223372036854775808", INT64_MAX, 1 },
		{ (pfl_sum)INT64_MIN - 1, "-9223372036854775809", INT64_MIN, 1 },
		{ UINT64_MAX, "18446744073709551615", INT64_MAX, 1 },
		{ (pfl_sum)UINT64_MAX + 1, "18446744073709551616", INT64_MAX, 1 },
		{ (pfl_sum)UINT64_MAX * 10, "184467440737095516150", INT64_MAX, 1 },
		{ -(one << 126), "-85070591730234615865843651857942052864", INT64_MIN, 1 },
		{ -(one << 126) - (one << 126), "-170141183460469231731687303715884105728",
			INT64_MIN, 1 },
	};
	char buf[PFL_SUM_TEXT];

	test_case("sums");
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		bool changed = false;

		CHECK_STR(pfl_sum_text(cases[i].sum, buf), cases[i].text);
		CHECK_I64(pfl_sum_clamp(cases[i].sum, &changed), cases[i].clamped);
		CHECK_I64(changed, cases[i].changed);
	}
	CHECK_I64(pfl_sum_clamp(one << 100, NULL), INT64_MAX);
	CHECK_I64(pfl_sum_cmp(one << 100, 1), 1);
	CHECK_I64(pfl_sum_cmp(-(one << 100), 1), -1);
	CHECK_I64(pfl_sum_cmp(5, 5), 0);
	return test_done();
}
