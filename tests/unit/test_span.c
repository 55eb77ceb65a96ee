/* SPDX-License-Identifier: Apache-2.0 */
/* Slices of bytes: comparing, finding, cutting, numbers. */
#include "harness.h"

#include "base/span.h"

#define S(text)                                                                                \
	{                                                                                      \
		text, sizeof(text) - 1                                                         \
	}
#define SPAN(text) ((struct pfl_span)S(text))
static const struct pfl_span nothing = { NULL, 0 };

static void
test_comparing(void)
{
	static const struct {
		const char *name;
		struct pfl_span a, b;
		int order;
	} cases[] = {
		{ "equal", S("abc"), S("abc"), 0 },
		{ "both empty", { NULL, 0 }, S(""), 0 },
		{ "a prefix comes first", S("ab"), S("abc"), -1 },
		{ "empty comes first", { NULL, 0 }, S("a"), -1 },
		{ "bytes are unsigned", S("\x7f"), S("\x80"), -1 },
		{ "a NUL is a byte", S("a\0b"), S("a\0c"), -1 },
		{ "longer but smaller", S("aaaa"), S("b"), -1 },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		int there = pfl_span_cmp(cases[i].a, cases[i].b);
		int back = pfl_span_cmp(cases[i].b, cases[i].a);

		test_case(cases[i].name);
		CHECK_I64((there > 0) - (there < 0), cases[i].order);
		CHECK_I64((back > 0) - (back < 0), -cases[i].order);
		CHECK(pfl_span_eq(cases[i].a, cases[i].b) == (cases[i].order == 0));
	}
}

static void
test_finding(void)
{
	static const struct {
		struct pfl_span s;
		const char *needle;
		size_t want;
	} cases[] = {
		{ S("main;parse"), ";", 4 },
		{ S("main;parse"), "parse", 5 },
		{ S("main"), ";", 4 },
		{ S("main"), "mainly", 4 },
		{ S("main"), "", 0 },
		{ S(""), "", 0 },
		{ S(""), "a", 0 },
		{ { NULL, 0 }, "a", 0 },
		{ S("aab"), "ab", 1 },
		{ S("aaab"), "aab", 1 },
		{ S("abababac"), "ababac", 2 },
		{ S("a\0bc"), "bc", 2 },
		{ S("xy"), "y", 1 },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		test_case(cases[i].needle);
		CHECK_U64(pfl_span_find(cases[i].s, cases[i].needle), cases[i].want);
	}
	test_case("starts and ends");
	CHECK(pfl_span_starts(SPAN("main.go"), "main"));
	CHECK(!pfl_span_starts(SPAN("mai"), "main"));
	CHECK(pfl_span_starts(SPAN("main"), ""));
	CHECK(pfl_span_ends(SPAN("main.go"), ".go"));
	CHECK(!pfl_span_ends(SPAN("go"), ".go"));
	CHECK(pfl_span_ends(SPAN(""), ""));
}

static void
test_cutting(void)
{
	static const struct {
		const char *name;
		struct pfl_span s;
		const char *part[4]; /* NULL: no more */
	} cases[] = {
		{ "three", S("a;bb;ccc"), { "a", "bb", "ccc" } },
		{ "one", S("a"), { "a" } },
		{ "empty text is one empty part", S(""), { "" } },
		{ "no text", { NULL, 0 }, { NULL } },
		{ "separators alone", S(";;"), { "", "", "" } },
		{ "one at the end", S("a;"), { "a", "" } },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_span rest = cases[i].s, part;

		test_case(cases[i].name);
		for (size_t j = 0; cases[i].part[j]; j++) {
			if (CHECK(pfl_span_cut(&rest, ';', &part)))
				CHECK(pfl_span_eq(part, pfl_span_of(cases[i].part[j])));
		}
		CHECK(!pfl_span_cut(&rest, ';', &part));
	}
	test_case("trim");
	CHECK(pfl_span_eq(pfl_span_trim(SPAN(" \t a b \r\n")), SPAN("a b")));
	CHECK(pfl_span_eq(pfl_span_trim(SPAN(" \n")), SPAN("")));
	CHECK(pfl_span_eq(pfl_span_trim(nothing), SPAN("")));
}

static void
test_numbers(void)
{
	static const struct {
		struct pfl_span s;
		bool is_unsigned, is_signed;
		uint64_t u;
		int64_t i;
	} cases[] = {
		{ S("0"), true, true, 0, 0 },
		{ S("007"), true, true, 7, 7 },
		{ S("-0"), false, true, 0, 0 },
		{ S("-5"), false, true, 0, -5 },
		{ S("9223372036854775807"), true, true, INT64_MAX, INT64_MAX },
		{ S("9223372036854775808"), true, false, (uint64_t)INT64_MAX + 1, 0 },
		{ S("-9223372036854775808"), false, true, 0, INT64_MIN },
		{ S("-9223372036854775809"), false, false, 0, 0 },
		{ S("18446744073709551615"), true, false, UINT64_MAX, 0 },
		{ S("18446744073709551616"), false, false, 0, 0 },
		{ S("99999999999999999999999"), false, false, 0, 0 },
		{ S(""), false, false, 0, 0 },
		{ S("-"), false, false, 0, 0 },
		{ S("--5"), false, false, 0, 0 },
		{ S("+5"), false, false, 0, 0 },
		{ S(" 5"), false, false, 0, 0 },
		{ S("5 "), false, false, 0, 0 },
		{ S("5.0"), false, false, 0, 0 },
		{ S("5\0"), false, false, 0, 0 },
		{ S("0x5"), false, false, 0, 0 },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		uint64_t u = 99;
		int64_t s = 99;

		test_case(cases[i].s.at);
		CHECK(pfl_span_u64(cases[i].s, &u) == cases[i].is_unsigned);
		CHECK_U64(u, cases[i].is_unsigned ? cases[i].u : 99);
		CHECK(pfl_span_i64(cases[i].s, &s) == cases[i].is_signed);
		CHECK_I64(s, cases[i].is_signed ? cases[i].i : 99);
	}
	CHECK(!pfl_span_u64(nothing, &(uint64_t){ 0 }));
}

int
main(void)
{
	test_comparing();
	test_finding();
	test_cutting();
	test_numbers();
	return test_done();
}
