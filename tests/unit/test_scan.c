/* SPDX-License-Identifier: Apache-2.0 */
/* Lines from left to right: what is taken, and that nothing is when it does not fit. */
#include "harness.h"

#include "base/scan.h"

static const struct {
	const char *text;
	bool ok;
	uint64_t value;
	const char *rest;
} hex[] = {
	{ "0x1f main", true, 0x1f, " main" },
	{ "0X1F", true, 0x1f, "" },
	{ "ABcd-", true, 0xabcd, "-" },
	{ "ffffffffffffffff", true, UINT64_MAX, "" },
	{ "0x00000000000000001", true, 1, "" },
	{ "0x10000000000000000", false, 0, "0x10000000000000000" },
	{ "0x", false, 0, "0x" },
	{ "0xg", false, 0, "0xg" },
	{ "", false, 0, "" },
};

static const struct {
	const char *text;
	bool ok;
	int64_t value;
	const char *rest;
} numbers[] = {
	{ "12: 3", true, 12, ": 3" },
	{ "-7", true, -7, "" },
	{ "007", true, 7, "" },
	{ "-9223372036854775808 ", true, INT64_MIN, " " },
	{ "9223372036854775808", false, 0, "9223372036854775808" },
	{ "-", false, 0, "-" },
	{ "+1", false, 0, "+1" },
	{ "", false, 0, "" },
};

static void
check_rest(struct pfl_span s, const char *want)
{
	CHECK_U64(s.n, strlen(want));
	CHECK(s.n == 0 || memcmp(s.at, want, s.n) == 0);
}

static void
test_numbers(void)
{
	for (size_t i = 0; i < COUNTOF(hex); i++) {
		struct pfl_span s = pfl_span_of(hex[i].text);
		uint64_t value = 0;

		test_case(hex[i].text);
		CHECK(pfl_scan_hex(&s, &value) == hex[i].ok);
		CHECK_U64(value, hex[i].value);
		check_rest(s, hex[i].rest);
	}
	for (size_t i = 0; i < COUNTOF(numbers); i++) {
		struct pfl_span s = pfl_span_of(numbers[i].text);
		int64_t value = 0;

		test_case(numbers[i].text);
		CHECK(pfl_scan_i64(&s, &value) == numbers[i].ok);
		CHECK_I64(value, numbers[i].value);
		check_rest(s, numbers[i].rest);
	}
}

static void
test_pieces(void)
{
	struct pfl_span s = pfl_span_of(" \tgoroutine 18446744073709551615 [running]:"), word;
	uint64_t id = 0;

	test_case("one after another");
	pfl_scan_blanks(&s);
	CHECK(!pfl_scan_text(&s, "goroutines"));
	CHECK(pfl_scan_text(&s, "goroutine"));
	CHECK(!pfl_scan_word(&s, &word));
	pfl_scan_blanks(&s);
	CHECK(pfl_scan_u64(&s, &id));
	CHECK_U64(id, UINT64_MAX);
	CHECK(!pfl_scan_u64(&s, &id));
	pfl_scan_blanks(&s);
	CHECK(pfl_scan_word(&s, &word));
	check_rest(word, "[running]:");
	check_rest(s, "");
	pfl_scan_blanks(&s);
	CHECK(!pfl_scan_word(&s, &word));
}

int
main(void)
{
	test_numbers();
	test_pieces();
	return test_done();
}
