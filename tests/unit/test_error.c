/* SPDX-License-Identifier: Apache-2.0 */
/* Error messages: the first wins, bytes are made visible, what is too long is cut. */
#include "harness.h"

#include "base/utf8.h"
#include <profloom/error.h>

static void
test_first_wins(void)
{
	struct pfl_error err = { 0 };

	test_case("the first failure wins");
	CHECK(!pfl_fail(&err, PFL_FORMAT, "line %d: %s", 12, "expected a count"));
	CHECK_I64(err.code, PFL_FORMAT);
	CHECK_STR(err.msg, "line 12: expected a count");
	CHECK(!pfl_fail(&err, PFL_NOMEM, "out of memory"));
	CHECK_I64(err.code, PFL_FORMAT);
	CHECK_STR(err.msg, "line 12: expected a count");
	pfl_context(&err, "%s", "cpu.folded");
	CHECK_STR(err.msg, "cpu.folded: line 12: expected a count");
	CHECK_I64(err.code, PFL_FORMAT);
}

static void
test_visible(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "plain", "plain" }, { "", "" }, { "a\nb\tc\rd", "a\\nb\\tc\\rd" },
		{ "\x1b[31mred", "\\x1b[31mred" }, { "\x7f", "\\x7f" },
		{ "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
		{ "\xc2\x9b"
		  "2J",
			"\\x9b2J" },           /* C1: a control sequence in one character */
		{ "\xe2\x80\xae", "\\u202e" }, /* would turn the line around */
		{ "\xff\xfe", "\\xff\\xfe" }, { "\xc3", "\\xc3" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },            /* a surrogate */
		{ "\xf0\x9f\xa6\x80", "\xf0\x9f\xa6\x80" },       /* a crab */
		{ "found '##vso[x]y'", "found '\\x23#vso[x]y'" }, /* a command to a CI system */
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_error err = { 0 };

		test_case(cases[i].want);
		pfl_fail(&err, PFL_FORMAT, "%s", cases[i].text);
		CHECK_STR(err.msg, cases[i].want);
		pfl_context(&err, "%s", cases[i].text);
		if (*cases[i].text)
			CHECK(strncmp(err.msg, cases[i].want, strlen(cases[i].want)) == 0);
	}
}

/* Does the message fit, end as a cut one should and hold whole characters only? */
static void
check_cut(const struct pfl_error *err)
{
	size_t n = strlen(err->msg);

	CHECK(n < sizeof(err->msg));
	CHECK(n > 3 && strcmp(err->msg + n - 3, "...") == 0);
	CHECK(pfl_utf8_valid(err->msg, n));
}

static void
test_cut(void)
{
	static const char *const units[] = { "x", "\n", "\xc3\xbc", "\xe2\x82\xac", "\xff",
		"\xf0\x9f\xa6\x80" };
	char text[2000];

	/* Every length of what comes before, so that every cut is met. */
	for (size_t u = 0; u < COUNTOF(units); u++) {
		for (size_t pad = 0; pad < 8; pad++) {
			struct pfl_error err = { 0 };
			size_t n = pad, unit = strlen(units[u]);

			test_case(units[u]);
			memset(text, 'p', pad);
			for (; n + unit < sizeof(text); n += unit)
				memcpy(text + n, units[u], unit);
			text[n] = '\0';
			pfl_fail(&err, PFL_FORMAT, "%s", text);
			check_cut(&err);
			for (int i = 0; i < 4; i++) {
				pfl_context(&err, "%.*s", 5 + (int)pad + i,
					"context-of-some-length");
				check_cut(&err);
			}
			pfl_context(&err, "%s", text); /* leaves room for what went wrong */
			check_cut(&err);
			CHECK(strstr(err.msg, ": ") != NULL);
		}
	}
}

static void
test_exact_fit(void)
{
	struct pfl_error err = { 0 };
	char text[sizeof(err.msg)];

	test_case("as long as the message may be");
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	pfl_fail(&err, PFL_FORMAT, "%s", text);
	CHECK_STR(err.msg, text);
}

int
main(void)
{
	test_first_wins();
	test_visible();
	test_cut();
	test_exact_fit();
	return test_done();
}
