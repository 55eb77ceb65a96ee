/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8: decoding, cutting, what may be shown. */
#include "harness.h"

#include "base/utf8.h"

static void
test_decode(void)
{
	static const struct {
		const char *name, *bytes;
		size_t n, length;
		uint32_t code;
	} cases[] = {
		{ "ASCII", "a", 1, 1, 'a' },
		{ "NUL", "\0", 1, 1, 0 },
		{ "two bytes", "\xc3\xbc", 2, 2, 0xfc },
		{ "first of two bytes", "\xc2\x80", 2, 2, 0x80 },
		{ "last of two bytes", "\xdf\xbf", 2, 2, 0x7ff },
		{ "first of three bytes", "\xe0\xa0\x80", 3, 3, 0x800 },
		{ "before the surrogates", "\xed\x9f\xbf", 3, 3, 0xd7ff },
		{ "after the surrogates", "\xee\x80\x80", 3, 3, 0xe000 },
		{ "last of three bytes", "\xef\xbf\xbf", 3, 3, 0xffff },
		{ "first of four bytes", "\xf0\x90\x80\x80", 4, 4, 0x10000 },
		{ "the last one", "\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff },
		{ "more follows", "\xc3\xbc\xc3", 3, 2, 0xfc },
		{ "above the last one", "\xf4\x90\x80\x80", 4, 0, 0 },
		{ "a lead byte of nothing", "\xf5\x80\x80\x80", 4, 0, 0 },
		{ "0xff", "\xff", 1, 0, 0 },
		{ "a continuation alone", "\x80", 1, 0, 0 },
		{ "overlong slash", "\xc0\xaf", 2, 0, 0 },
		{ "overlong in two bytes", "\xc1\xbf", 2, 0, 0 },
		{ "overlong in three", "\xe0\x9f\xbf", 3, 0, 0 },
		{ "overlong in four", "\xf0\x8f\xbf\xbf", 4, 0, 0 },
		{ "high surrogate", "\xed\xa0\x80", 3, 0, 0 },
		{ "low surrogate", "\xed\xbf\xbf", 3, 0, 0 },
		{ "two bytes cut", "\xc3", 1, 0, 0 },
		{ "three bytes cut", "\xe2\x82", 2, 0, 0 },
		{ "four bytes cut", "\xf0\x9f\xa6", 3, 0, 0 },
		{ "ASCII for a continuation",
			"\xe2\x82"
			"a",
			3, 0, 0 },
		{ "a lead for a continuation", "\xc3\xc3", 2, 0, 0 },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		uint32_t code = 0;

		test_case(cases[i].name);
		CHECK_U64(pfl_utf8_decode(cases[i].bytes, cases[i].n, &code), cases[i].length);
		CHECK_U64(code, cases[i].code);
		CHECK(pfl_utf8_valid(cases[i].bytes, cases[i].n) ==
			(cases[i].length == cases[i].n));
	}
}

/* Every code point there and back, and every sequence of bytes that is none. */
static void
test_all_codes(void)
{
	bool same = true, short_ones = true;

	test_case("all code points");
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char bytes[4];
		uint32_t back = 0;
		size_t n;

		if (code >= 0xd800 && code <= 0xdfff)
			continue;
		n = pfl_utf8_encode(code, bytes);
		same &= pfl_utf8_decode(bytes, n, &back) == n && back == code;
		short_ones &= n == 1 || pfl_utf8_decode(bytes, n - 1, &back) == 0;
	}
	CHECK(same);
	CHECK(short_ones);
}

static void
test_control(void)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{ 0, 0x1f },
		{ 0x7f, 0x9f },
		{ 0x61c, 0x61c },
		{ 0x200b, 0x200f },
		{ 0x2028, 0x202e },
		{ 0x2060, 0x206f },
		{ 0xfeff, 0xfeff },
		{ 0xfdd0, 0xfdef },
		{ 0xfffe, 0xffff },
		{ 0x1fffe, 0x1ffff },
		{ 0x10fffe, 0x10ffff },
	};
	static const uint32_t shown[] = { ' ', '~', 0xa0, 0xff, 0x61b, 0x200a, 0x2010, 0x2027,
		0x202f, 0x205f, 0x2070, 0xfdcf, 0xfdf0, 0xfffd, 0x10000, 0x1fffd, 0x10fffd };

	for (size_t i = 0; i < COUNTOF(ranges); i++) {
		test_case("not to be shown");
		for (uint32_t code = ranges[i].first; code <= ranges[i].last; code++)
			CHECK(pfl_utf8_is_control(code));
	}
	for (size_t i = 0; i < COUNTOF(shown); i++) {
		test_case("to be shown");
		CHECK(!pfl_utf8_is_control(shown[i]));
	}
}

static void
test_visible(void)
{
	static const struct {
		const char *bytes, *want;
		size_t n, taken;
	} cases[] = {
		{ "a", "a", 1, 1 },
		{ "\n", "\\n", 1, 1 },
		{ "\t", "\\t", 1, 1 },
		{ "\r", "\\r", 1, 1 },
		{ "\0", "\\x00", 1, 1 },
		{ "\x1b", "\\x1b", 1, 1 },
		{ "\x7f", "\\x7f", 1, 1 },
		{ "\xc2\x85", "\\x85", 2, 2 },
		{ "\xff", "\\xff", 1, 1 },
		{ "\xe2\x82", "\\xe2", 2, 1 },
		{ "\xe2\x80\xa8", "\\u2028", 3, 3 },
		{ "\xf0\x9f\xbf\xbf", "\\U0001ffff", 4, 4 },
		{ "\xf4\x8f\xbf\xbf", "\\U0010ffff", 4, 4 },
		{ "\xf0\x9f\xa6\x80", "\xf0\x9f\xa6\x80", 4, 4 },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		char out[PFL_UTF8_VISIBLE];

		test_case(cases[i].want);
		CHECK_U64(pfl_utf8_visible(cases[i].bytes, cases[i].n, out), cases[i].taken);
		CHECK_STR(out, cases[i].want);
	}
}

static void
test_cut(void)
{
	static const char text[] = "a\xc3\xbc\xe2\x82\xac\xf0\x9f\xa6\x80z"; /* 1 2 3 4 1 */
	static const size_t want[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11 };

	test_case("no character is cut in two");
	for (size_t max = 0; max < COUNTOF(want); max++)
		CHECK_U64(pfl_utf8_cut(text, sizeof(text) - 1, max), want[max]);

	test_case("bytes that are no UTF-8 may be cut anywhere");
	for (size_t max = 0; max < 6; max++)
		CHECK_U64(pfl_utf8_cut("\x80\x80\x80\xff\xc3\xc3", 6, max), max);
	CHECK_U64(pfl_utf8_cut("ab\xe2\x82", 4, 3), 3); /* cut off already */
}

static void
test_long_valid(void)
{
	char text[64];

	test_case("eight bytes at a time");
	for (size_t at = 0; at < sizeof(text); at++) {
		memset(text, 'a', sizeof(text));
		CHECK(pfl_utf8_valid(text, at));
		text[at] = (char)0x80;
		CHECK(pfl_utf8_valid(text, at));
		CHECK(!pfl_utf8_valid(text, sizeof(text)));
	}
	test_case("columns");
	CHECK_U64(pfl_utf8_columns("a\xc3\xbc\xe2\x82\xac\xff\xf0\x9f\xa6\x80", 11), 5);
	CHECK_U64(pfl_utf8_columns("", 0), 0);
	CHECK_U64(pfl_utf8_columns("\xe2\x82", 2), 2);
}

int
main(void)
{
	test_decode();
	test_all_codes();
	test_control();
	test_visible();
	test_cut();
	test_long_valid();
	return test_done();
}
