/* SPDX-License-Identifier: Apache-2.0 */
/* Renaming as the user says it, in sed's words. */
#include "harness.h"

#include "compare/maps.h"

static const struct {
	const char *maps, *name, *want;
} good[] = {
	{ "", "main.f", "main.f" },
	{ "s/old/new/", "main.f", "main.f" },
	{ "s/old/new/", "old.old", "new.old" },
	{ "s/old/new/g", "old.old", "new.new" },
	{ "s/OLD/new/i", "old.f", "new.f" },
	{ "s/OLD/new/gI", "old.Old", "new.new" },
	{ "s|a/b|c/d|", "a/b.f", "c/d.f" },
	{ "s,^(\\w+)\\.(\\w+)$,\\2.\\1,", "pkg.f", "f.pkg" },
	{ "s/f/[&]/", "f", "[f]" },
	{ "s/f/[\\0]/", "f", "[f]" },
	{ "s/f/\\&$1\\\\/", "f", "&$1\\" },
	{ "s/a\\/b/x/", "a/b", "x" },
	{ "s|a\\|b|x|", "a|b", "x" },
	{ "s|a\\|b|x|", "a", "a" },
	{ "sxa\\xbx\\x\\xx", "axb", "xx" },
	{ "snan\\nn", "ba", "bn" },
	{ "s/(?P<p>a)|(b)/<\\1\\2>/g", "ab", "<a><b>" },
	{ "s/(?:a)(b)/\\1/", "ab", "b" },
	{ "s/x*/-/g", "abc", "-a-b-c-" },
	{ "s/a/b/\n\ns/b/c/", "a", "c" },
	{ "s/a/b/\ns/x/y/\ns/b/c/\ns/c/d/", "a", "d" },
	{ "s/a//", "a", "" },
	{ "s/\xc3\xa9/e/", "\xc3\xa9.f", "e.f" },
	{ "s/f/g/",
		"\xff"
		"f",
		"\xef\xbf\xbdg" },
	{ "s f g ", "f", "g" },
};

static const struct {
	const char *maps, *message; /* its first line, behind "map: 'expression': " */
	size_t column;
} bad[] = {
	{ "y/a/b/", "expected an 's', as in s/old/new/ (column 1)", 1 },
	{ "s", "expected a delimiter behind 's', as in s/old/new/ (column 2)", 2 },
	{ "s\\a\\b\\", "expected a delimiter behind 's', as in s/old/new/ (column 2)", 2 },
	{ "s/a/b", "expected another '/', as in s/old/new/ (column 6)", 6 },
	{ "s/a\\/b/", "expected another '/', as in s/old/new/ (column 8)", 8 },
	{ "s/a\\", "expected another '/', as in s/old/new/ (column 5)", 5 },
	{ "s,a,b,gx", "flags are g and i (column 8)", 8 },
	{ "s/a/\\1/", "the pattern has no group 1 (column 5)", 5 },
	{ "s/(?:a)(b)/\\2/", "the pattern has no group 2 (column 12)", 12 },
	{ "s/a/\xff/", "the replacement is not UTF-8 (column 5)", 5 },
};

static void
test_good(void)
{
	for (size_t i = 0; i < COUNTOF(good); i++) {
		struct pfl_error err = { 0 };
		struct pfl_maps *maps = pfl_maps_new(pfl_span_of(good[i].maps), &err);
		struct pfl_span result;
		struct pfl_text text = { 0 };

		test_case(good[i].maps);
		if (CHECK(maps != NULL) &&
			CHECK(pfl_maps_apply(maps, pfl_span_of(good[i].name), &result, &err))) {
			pfl_text_add(&text, result);
			CHECK_STR(pfl_text_get(&text), good[i].want);
		} else {
			fprintf(stderr, "%s\n", err.msg);
		}
		pfl_text_clear(&text);
		pfl_maps_free(maps);
	}
}

static void
test_bad(void)
{
	char want[256];

	for (size_t i = 0; i < COUNTOF(bad); i++) {
		struct pfl_error err = { 0 };
		char *second, *third;

		test_case(bad[i].maps);
		CHECK(pfl_maps_new(pfl_span_of(bad[i].maps), &err) == NULL);
		CHECK_U64(err.code, PFL_USAGE);
		second = strchr(err.msg, '\n');
		third = second ? strchr(second + 1, '\n') : NULL;
		if (!CHECK(third != NULL))
			continue;
		*second = '\0';
		snprintf(want, sizeof(want), "': %s", bad[i].message);
		CHECK(strstr(err.msg, "map: '") == err.msg);
		CHECK_STR(strstr(err.msg, "': "), want);
		snprintf(want, sizeof(want), "  %*s^", (int)bad[i].column - 1, "");
		CHECK_STR(third + 1, want);
	}
	test_case("a pattern that is none");
	{
		struct pfl_error err = { 0 };

		CHECK(pfl_maps_new(pfl_span_of("s/a(b/c/"), &err) == NULL);
		CHECK_STR(err.msg,
			"map: 'a(b': this '(' has no ')', at '(' (column 2)\n  a(b\n   ^");
	}
}

/* Names and expressions that take long or make much. */
static void
test_limits(void)
{
	struct pfl_error err = { 0 };
	size_t n = 1 << 20;
	char *name = malloc(n);
	struct pfl_maps *maps;
	struct pfl_span result;

	if (!CHECK(name != NULL))
		return;
	memset(name, 'a', n);
	test_case("long name: what is far behind stays");
	maps = pfl_maps_new(pfl_span_of("s/a/b/g"), &err);
	if (CHECK(maps && pfl_maps_apply(maps, (struct pfl_span){ name, n }, &result, &err)))
		CHECK(result.n == n && result.at[16383] == 'b' && result.at[16384] == 'a');
	pfl_maps_free(maps);

	test_case("long result");
	maps = pfl_maps_new(pfl_span_of("s/a/&&&&&&&&/g"), &err);
	CHECK(maps && !pfl_maps_apply(maps, (struct pfl_span){ name, n }, &result, &err));
	CHECK_U64(err.code, PFL_LIMIT);
	CHECK(strstr(err.msg, "map: 'a' makes too much of 'aaaa") == err.msg);
	pfl_maps_free(maps);

	test_case("backtracking");
	err = (struct pfl_error){ 0 };
	name[4000] = 'b';
	maps = pfl_maps_new(pfl_span_of("s/(a+)+$/x/"), &err);
	CHECK(maps && !pfl_maps_apply(maps, (struct pfl_span){ name, 4001 }, &result, &err));
	CHECK_U64(err.code, PFL_LIMIT);
	pfl_maps_free(maps);
	free(name);
}

int
main(void)
{
	test_good();
	test_bad();
	test_limits();
	return test_done();
}
