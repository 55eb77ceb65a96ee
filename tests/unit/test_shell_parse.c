/* SPDX-License-Identifier: Apache-2.0 */
/* The shell's lines: words, quotes, redirections, assignments, and slips of the fingers. */
#include "harness.h"

#include "shell/nearest.h"
#include "shell/parse.h"

static const struct {
	const char *line;
	const char *words; /* each in [], quoted ones in {} */
	const char *file, *command;
	const char *error; /* NULL: none */
} lines[] = {
	{ "", "", NULL, NULL, NULL },
	{ "  \t ", "", NULL, NULL, NULL },
	{ "# top", "", NULL, NULL, NULL },
	{ "top", "[top]", NULL, NULL, NULL },
	{ " top  20\t-cum\n", "[top][20][-cum]", NULL, NULL, NULL },
	{ "top # x", "[top][#][x]", NULL, NULL, NULL },
	{ "list main\\.(\\*T).f", "[list][main\\.(\\*T).f]", NULL, NULL, NULL },
	{ "list 'operator new'", "[list]{operator new}", NULL, NULL, NULL },
	{ "list \"a  \\\"", "[list]{a  \\}", NULL, NULL, NULL },
	{ "list a' 'b\"'\"", "[list][a b']", NULL, NULL, NULL },
	{ "list ''", "[list]{}", NULL, NULL, NULL },
	{ "top '-x' '>' '|'", "[top]{-x}{>}{|}", NULL, NULL, NULL },
	{ "top foo|bar a->b", "[top][foo|bar][a->b]", NULL, NULL, NULL },
	{ "top > f", "[top]", "f", NULL, NULL },
	{ "top >f 10", "[top][10]", "f", NULL, NULL },
	{ "top >'a b'", "[top]", "a b", NULL, NULL },
	{ "top | head -n 2 > x | wc", "[top]", NULL, "head -n 2 > x | wc", NULL },
	{ "top |wc", "[top]", NULL, "wc", NULL },
	{ "| cat", "", NULL, "cat", NULL },
	{ ">f", "", "f", NULL, NULL },
	{ "top 'a", "", NULL, NULL, "the quote ' in column 5 is not closed" },
	{ "top a\"b", "", NULL, NULL, "the quote \" in column 6 is not closed" },
	{ "top >", "", NULL, NULL, "no file is named after '>'" },
	{ "top > | wc", "", NULL, NULL, "no file is named after '>'" },
	{ "top > a > b", "", NULL, NULL, "the output is sent to a file twice" },
	{ "top >> a", "", NULL, NULL, "a file is written whole: there is no '>>', only '>'" },
	{ "top |", "", NULL, NULL, "no command follows the '|'" },
	{ "top > a | wc", "", NULL, NULL, "the output goes to a file or to a command" },
};

static const struct {
	const char *line, *name, *value; /* name NULL: no assignment */
} assignments[] = {
	{ "focus=a b", "focus", "a b" },
	{ " focus = a|b > c ", "focus", "a|b > c" },
	{ "focus='a b'", "focus", "a b" },
	{ "focus=\"it's\"", "focus", "it's" },
	{ "focus='a' 'b'", "focus", "'a' 'b'" },
	{ "focus='", "focus", "'" },
	{ "focus=", "focus", "" },
	{ "show_from=x", "show_from", "x" },
	{ "nodecount = 40 //: default 80", "nodecount", "40" },
	{ "unit=ms//:", "unit", "ms" },
	{ "tagfocus=k=v", "tagfocus", "k=v" },
	{ "focus=x\n", "focus", "x" },
	{ "list a=b", NULL, NULL },
	{ "=x", NULL, NULL },
	{ "top", NULL, NULL },
	{ "", NULL, NULL },
};

static const struct {
	const char *a, *b;
	size_t distance;
} distances[] = {
	{ "top", "top", 0 },
	{ "tpo", "top", 1 },
	{ "", "abc", 3 },
	{ "lst", "list", 1 },
	{ "peak", "peek", 1 },
	{ "fokus", "focus", 1 },
	{ "abcdef", "", 5 },
	{ "ca", "abc", 3 },
};

static void
check_line(size_t i)
{
	struct pfl_error err = { 0 };
	struct line line;
	char words[200] = "";
	size_t n = 0;
	bool ok = line_parse(&line, lines[i].line, &err);

	test_case(lines[i].line);
	for (size_t k = 0; ok && k < line.n; k++)
		n += (size_t)snprintf(words + n, sizeof(words) - n,
			line.words[k].quoted ? "{%s}" : "[%s]", line.words[k].text);
	CHECK(ok == !lines[i].error);
	CHECK_STR(words, lines[i].words);
	if (ok) {
		CHECK_STR(line.file, lines[i].file);
		CHECK_STR(line.command, lines[i].command);
	} else {
		CHECK_STR(err.msg, lines[i].error);
		CHECK_U64(err.code, PFL_USAGE);
	}
	line_clear(&line);
}

static void
check_assignment(size_t i)
{
	struct pfl_error err = { 0 };
	struct assignment a;
	char name[40];

	test_case(assignments[i].line);
	if (!CHECK(line_assigns(assignments[i].line, &a, &err) == !!assignments[i].name) ||
		!assignments[i].name)
		return;
	snprintf(name, sizeof(name), "%.*s", (int)a.n, a.name);
	CHECK_STR(name, assignments[i].name);
	CHECK_STR(a.value, assignments[i].value);
	free(a.value);
}

int
main(void)
{
	for (size_t i = 0; i < COUNTOF(lines); i++)
		check_line(i);
	for (size_t i = 0; i < COUNTOF(assignments); i++)
		check_assignment(i);
	for (size_t i = 0; i < COUNTOF(distances); i++) {
		test_case(distances[i].a);
		CHECK_U64(name_distance(distances[i].a, distances[i].b, 5),
			distances[i].distance);
	}
	test_case("nearest");
	CHECK_STR(nearest("tpo", NEAREST_COMMAND), "top");
	CHECK_STR(nearest("granularty", NEAREST_OPTION), "granularity=");
	CHECK(nearest("banana", NEAREST_COMMAND) == NULL);
	return test_done();
}
