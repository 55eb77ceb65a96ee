/* SPDX-License-Identifier: Apache-2.0 */
/* Regular expressions: what Go accepts, refuses and means. */
#include "harness.h"

#include "base/match.h"

static struct pfl_matcher *
compile(const char *pattern, struct pfl_error *err)
{
	return pfl_matcher_new(pfl_span_of(pattern), "focus", err);
}

static const struct {
	const char *pattern, *text;
	bool hit;
} matches[] = {
	{ "", "", true },
	{ "", "abc", true },
	{ "main", "a.main.b", true },
	{ "Main", "main", false },
	{ "(?i)Main", "main", true },
	{ "(?i:M)ain", "Main", true },
	{ "(?i:M)ain", "mAin", false },
	{ "^main$", "main", true },
	{ "^main$", "main\n", false },
	{ "(?m)^b$", "a\nb\nc", true },
	{ "(?m)x^", "x\n", false },
	{ "(?m)\n^", "x\n", true },
	{ "a.b", "a\nb", false },
	{ "(?s)a.b", "a\nb", true },
	{ "a\\z", "a\n", false },
	{ "\\Aa", "a", true },
	{ "^*a", "ba", true },
	{ "\\b+a\\B", "ab", true },
	{ "a\\.b", "axb", false },
	{ "\\Q(*T).\\E+x", "(*T)...x", true },
	{ "\\Qa.b", "axb", false },
	{ "a{,2}", "a{,2}", true },
	{ "a{01}", "a{01}", true },
	{ "^a{2}$", "aa", true },
	{ "^a{2,}?$", "a", false },
	{ "[]a]", "]", true },
	{ "[^]a]", "]", false },
	{ "[:alpha:]", "l", true },
	{ "[:alpha:]", "x", false },
	{ "[[:alpha:]]", "x", true },
	{ "[[:^alpha:]_]", "x", false },
	{ "[a-c-]", "-", true },
	{ "[\\d-z]", "-", true },
	{ "[^\\W[:space:]]", "\xef\xbf\xbd", false },
	{ "\\s", "\v", false },
	{ "[[:space:]]", "\v", true },
	{ "[^\\S]", " ", true },
	{ "\\v", "\v", true },
	{ "\\v", "\n", false },
	{ "\\x41\\101\\x{e9}", "AA\xc3\xa9", true },
	{ "\\w", "\xc3\xa9", false },
	{ "\\pL", "\xc3\xa9", true },
	{ "\\p{Greek}", "\xce\xb1", true },
	{ "\\P{^Nd}", "7", true },
	{ "(?P<n>a)(?<m>b)", "ab", true },
	{ "^.$", "\xff", true }, /* a byte that is no UTF-8 is one U+FFFD */
	{ "^\\x{fffd}{2}$", "\xe2\x80", true },
	{ "(?i)\\w", "\xe2\x84\xaa", true }, /* the Kelvin sign folds to k */
	{ "(|a)*b", "aab", true },
	{ "a||b", "x", true },
	{ "\\_\\-\\\"", "_-\"", true },
};

static const struct {
	const char *pattern, *message; /* its first line, behind "focus: 'pattern': " */
	size_t column;                 /* of the caret                                 */
} refused[] = {
	{ "a(?=b)", "look-ahead is not in Go's syntax, at '(?=' (column 2)", 2 },
	{ "a(?!b)", "look-ahead is not in Go's syntax, at '(?!' (column 2)", 2 },
	{ "(?<=b)", "look-behind is not in Go's syntax, at '(?<=' (column 1)", 1 },
	{ "(?>b)", "atomic groups are not in Go's syntax, at '(?>' (column 1)", 1 },
	{ "(?#b)", "comments are not in Go's syntax, at '(?#' (column 1)", 1 },
	{ "(a)\\1", "back-references are not in Go's syntax, at '\\1' (column 4)", 4 },
	{ "(?P=a)", "back-references are not in Go's syntax, at '(?P=' (column 1)", 1 },
	{ "operator++",
		"possessive repetition is not in Go's syntax; write \\+ for a plus, at '+' "
		"(column 10)",
		10 },
	{ "a**", "'*' repeats a repetition, which needs a group in between (column 3)", 3 },
	{ "a{2}{3}", "'{3}' repeats a repetition, which needs a group in between (column 5)",
		5 },
	{ "*a", "'*' has nothing to repeat (column 1)", 1 },
	{ "a|+", "'+' has nothing to repeat (column 3)", 3 },
	{ "(?i)*", "'*' has nothing to repeat (column 5)", 5 },
	{ "(*FAIL)", "'(*' has nothing to repeat; verbs are not in Go's syntax (column 1)", 1 },
	{ "x{1001}", "'{1001}' repeats more than 1000 times (column 2)", 2 },
	{ "x{4294967297}", "'{4294967297}' repeats more than 1000 times (column 2)", 2 },
	{ "x{3,2}", "the bounds of '{3,2}' are in the wrong order (column 2)", 2 },
	{ "((x{20}){20}){20}",
		"'{20}' and the repetitions inside it make more than 1000 (column 14)", 14 },
	{ "a\\Z", "\\Z is not in Go's syntax; \\z is the end of the text, at '\\Z' (column 2)",
		2 },
	{ "\\C", "the escape '\\C' is not in Go's syntax (column 1)", 1 },
	{ "\\h", "the escape '\\h' is not in Go's syntax (column 1)", 1 },
	{ "\\cA", "the escape '\\c' is not in Go's syntax (column 1)", 1 },
	{ "[\\b]", "the escape '\\b' is not in Go's syntax (column 2)", 2 },
	{ "(?x)a", "'(?x' is not in Go's syntax, whose flags are i, m, s and U (column 1)", 1 },
	{ "(?i-)a", "'(?i-)' is not in Go's syntax, whose flags are i, m, s and U (column 1)",
		1 },
	{ "a\\", "a backslash at the end escapes nothing, at '\\' (column 2)", 2 },
	{ "\xc3\xa9(a", "this '(' has no ')', at '(' (column 2)", 2 },
	{ "(()", "this '(' has no ')', at '(' (column 1)", 1 },
	{ "a)", "this ')' has no '(', at ')' (column 2)", 2 },
	{ "[a", "this '[' has no ']', at '[' (column 1)", 1 },
	{ "[]", "this '[' has no ']', at '[' (column 1)", 1 },
	{ "[z-a]", "the range 'z-a' is in the wrong order (column 2)", 2 },
	{ "[[:foo:]]", "'[:foo:]' is no class that Go knows (column 2)", 2 },
	{ "\\p{foo}", "'\\p{foo' is no Unicode class that Go knows (column 1)", 1 },
	{ "\\x{110000}", "'\\x{110000' is past the last character (column 1)", 1 },
	{ "\\x{d800}", "'\\x{d800}' is half a character, which never matches (column 1)", 1 },
	{ "\\xg", "'\\x' is no hexadecimal escape (column 1)", 1 },
	{ "a\xff", "'\\xff' is not UTF-8 (column 2)", 2 },
	{ "a\x1b(", "this '(' has no ')', at '(' (column 3)", 6 },
};

static void
test_matches(void)
{
	for (size_t i = 0; i < COUNTOF(matches); i++) {
		struct pfl_error err = { 0 };
		struct pfl_matcher *m = compile(matches[i].pattern, &err);
		bool hit = !matches[i].hit;

		test_case(matches[i].pattern);
		if (!CHECK(m != NULL)) {
			fprintf(stderr, "%s\n", err.msg);
			continue;
		}
		CHECK(pfl_matcher_test(m, pfl_span_of(matches[i].text), &hit, &err));
		CHECK(hit == matches[i].hit);
		pfl_matcher_free(m);
	}
}

static void
test_refused(void)
{
	char want[512];

	for (size_t i = 0; i < COUNTOF(refused); i++) {
		struct pfl_error err = { 0 };
		char *first, *second, *third;

		test_case(refused[i].pattern);
		CHECK(compile(refused[i].pattern, &err) == NULL);
		CHECK_U64(err.code, PFL_USAGE);
		first = err.msg;
		second = strchr(first, '\n');
		third = second ? strchr(second + 1, '\n') : NULL;
		if (!CHECK(third != NULL))
			continue;
		*second++ = '\0';
		*third++ = '\0';
		snprintf(want, sizeof(want), "focus: '%s': %s", second + 2, refused[i].message);
		CHECK_STR(first, want);
		snprintf(want, sizeof(want), "  %*s^", (int)refused[i].column - 1, "");
		CHECK_STR(third, want);
	}
}

/* Patterns and texts that are large or make matching slow. */
static void
test_limits(void)
{
	struct pfl_error err = { 0 };
	size_t n = 1 << 20;
	char *text = malloc(n);
	struct pfl_matcher *m;
	bool hit = true;

	if (!CHECK(text != NULL))
		return;
	memset(text, 'a', n);
	test_case("long pattern");
	CHECK(pfl_matcher_new((struct pfl_span){ text, n }, NULL, &err) == NULL);
	CHECK_U64(err.code, PFL_LIMIT);
	err = (struct pfl_error){ 0 };
	m = pfl_matcher_new((struct pfl_span){ text, PFL_PATTERN_MAX }, NULL, &err);
	CHECK(m != NULL);
	pfl_matcher_free(m);

	test_case("caret far away");
	text[PFL_PATTERN_MAX - 1] = '(';
	CHECK(pfl_matcher_new((struct pfl_span){ text, PFL_PATTERN_MAX }, "hide", &err) ==
		NULL);
	CHECK(strstr(err.msg, "(column 16384)\n  aaaa") && strstr(err.msg, "a(\n   "));
	text[PFL_PATTERN_MAX - 1] = 'a';

	test_case("deep groups");
	memset(text, '(', 8000);
	err = (struct pfl_error){ 0 };
	CHECK(pfl_matcher_new((struct pfl_span){ text, 8000 }, NULL, &err) == NULL);
	CHECK_U64(err.code, PFL_USAGE);
	memset(text, 'a', 8000);

	test_case("large when compiled");
	err = (struct pfl_error){ 0 };
	CHECK(compile("(?:[[:alpha:]]x|[^é]y|z){1000}(?:[[:alpha:]]x|[^é]y|z){1000}", &err) ==
		NULL);
	CHECK_U64(err.code, PFL_LIMIT);

	test_case("backtracking");
	err = (struct pfl_error){ 0 };
	m = compile("(a+)+$", &err);
	if (CHECK(m != NULL)) {
		text[40] = 'b';
		CHECK(pfl_matcher_test(m, (struct pfl_span){ text, 41 }, &hit, &err));
		CHECK(!hit);
		text[4000] = 'b';
		CHECK(!pfl_matcher_test(m, (struct pfl_span){ text, 4001 }, &hit, &err));
		CHECK_U64(err.code, PFL_LIMIT);
		CHECK(strstr(err.msg, "focus: '(a+)+$' takes too long to match 'aaaa") ==
			err.msg);
	}
	pfl_matcher_free(m);

	test_case("many texts that nearly backtrack too long");
	for (int distrust = 0; distrust < 2; distrust++) {
		bool ok = true;

		err = (struct pfl_error){ 0 };
		m = compile("^(a+)+$", &err);
		if (!CHECK(m != NULL))
			continue;
		if (distrust)
			pfl_matcher_distrust(m);
		text[14] = 'b';
		for (int i = 0; ok && i < 5000; i++)
			ok = pfl_matcher_test(m, (struct pfl_span){ text, 15 }, &hit, &err);
		CHECK(ok == !distrust);
		CHECK_U64(err.code, distrust ? PFL_LIMIT : PFL_OK);
		pfl_matcher_free(m);
		text[14] = 'a';
	}

	test_case("long text");
	err = (struct pfl_error){ 0 };
	m = compile("ab$", &err);
	if (CHECK(m != NULL)) {
		text[16383] = 'b'; /* not the end, only the last byte that is looked at */
		CHECK(pfl_matcher_test(m, (struct pfl_span){ text, n }, &hit, &err));
		CHECK(!hit);
	}
	pfl_matcher_free(m);
	free(text);
}

static struct pfl_span
without_first(struct pfl_span s)
{
	return s.n > 0 ? (struct pfl_span){ s.at + 1, s.n - 1 } : s;
}

static void
test_set(void)
{
	struct pfl_error err = { 0 };
	struct pfl_strtab strings = { 0 };
	struct pfl_match_set set = { .matcher = compile("^[05]", &err) };
	char name[16];
	unsigned wrong = 0;

	test_case("set");
	if (!CHECK(pfl_strtab_init(&strings, NULL, NULL, &err)) || !CHECK(set.matcher != NULL))
		return;
	for (unsigned i = 1; i < 300; i++) {
		snprintf(name, sizeof(name), "%u", i % 10);
		snprintf(name + 1, sizeof(name) - 1, "-%u", i);
		CHECK_U64(pfl_strtab_add(&strings, pfl_span_of(name), &err), i);
		/* Asked twice each time, and the table grows meanwhile. */
		for (unsigned k = 0; k < 2 * i; k++) {
			uint32_t id = k % (i + 1);
			bool hit = false;

			if (!pfl_match_set_test(&set, &strings, id, &hit, &err) ||
				hit != (id > 0 && id % 5 == 0))
				wrong++;
		}
	}
	CHECK_U64(wrong, 0);
	pfl_match_set_clear(&set);
	test_case("set of parts");
	set.part = without_first;
	for (uint32_t id = 0; id < 300; id++) {
		bool hit = true;

		if (!pfl_match_set_test(&set, &strings, id, &hit, &err) || hit)
			wrong++;
	}
	CHECK_U64(wrong, 0);
	pfl_match_set_clear(&set);
	pfl_matcher_free(set.matcher);
	pfl_strtab_clear(&strings);
}

int
main(void)
{
	test_matches();
	test_refused();
	test_limits();
	test_set();
	return test_done();
}
