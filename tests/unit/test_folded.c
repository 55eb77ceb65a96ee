/* SPDX-License-Identifier: Apache-2.0 */
/* Folded stacks out: order, escapes, columns, and back in again. */
#include "flame.h"

static const struct {
	const char *name, *in, *want;
} cases[] = {
	{ "sorted by bytes", "f;g 1\nf1 2\nf 3\nf! 4\na;b;c 5\na;b 6\n",
		"a;b 6\na;b;c 5\nf 3\nf! 4\nf1 2\nf;g 1\n" },
	{ "a name that starts another one", "f;z 1\nf.part.0;a 2\nf;a 3\n",
		"f.part.0;a 2\nf;a 3\nf;z 1\n" },
	{ "equal stacks add up", "a;b 1\na;b 2\n", "a;b 3\n" },
	{ "nothing is not written", "a 0\nb 1\n", "b 1\n" },
	{ "nothing at all", "a 0\n", "" },
	{ "pair", "a;b 1 2\na 0 5\nc 7 0\n", "a 0 5\na;b 1 2\nc 7 0\n" },
	{ "escapes", "a\\x3bb 1\n", "a\\x3bb 1\n" },
	{ "no stack", " 9\nb 1\n", " 9\nb 1\n" },
	{ "large", "a 9223372036854775807\na;b 1\na 9223372036854775807\n",
		"a 18446744073709551614\na;b 1\n" },
};

static void
test_table(void)
{
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		char *one, *two, *again;

		test_case(cases[i].name);
		one = flame_text(cases[i].in, "convert", "folded", NULL);
		CHECK_STR(one, cases[i].want);
		two = flame_text(cases[i].in, "flame", "folded", NULL);
		CHECK_STR(two, cases[i].want);
		if (*one && strcmp(cases[i].name, "large") != 0) {
			again = flame_text(one, "convert", "folded", NULL);
			CHECK_STR(again, cases[i].want);
			free(again);
		}
		free(one);
		free(two);
	}
}

static void
test_raw(void)
{
	const struct pfl_style style = { .raw_names = true };
	char *text = flame_text("a\\x3bb;c 1\na:b;c 2\n", "convert", "folded", &style);

	test_case("raw names that become equal");
	CHECK_STR(text, "a:b;c 3\n");
	free(text);
}

static void
test_places(void)
{
	static const struct sample_text samples[] = {
		{ "in@a.go:3|out@b.go:7;main@m.go:1", { 5 }, NULL },
		{ "in@a.go:4|out@b.go:7;main@m.go:1", { 2 }, NULL },
		{ "lib.so!;main@m.go:1", { 3 }, NULL },
		{ "?;main@m.go:1", { -4 }, NULL },
	};
	char *text;

	test_case("inlined calls are frames, places without names are addresses");
	text = flame_text_of(
		"n/count", samples, COUNTOF(samples), NULL, NULL, "convert", "folded");
	CHECK_STR(text, "main;0x10 -4\nmain;0x10010 3\nmain;out;in 7\n");
	free(text);
	test_case("lines");
	text = flame_text_of("n/count", samples, 2, "granularity", "lines", "flame", "folded");
	CHECK_STR(text,
		"main m.go:1;out b.go:7;in a.go:3 5\nmain m.go:1;out b.go:7;in a.go:4 2\n");
	free(text);
}

static void
test_mean(void)
{
	static const struct sample_text samples[] = { { "a;b", { 2, 10 }, NULL },
		{ "c;b", { 3, 10 }, NULL } };
	char *text =
		flame_text_of("n/count t/ns", samples, 2, "mean", "true", "flame", "folded");

	test_case("mean");
	CHECK_STR(text, "b;a 5\nb;c 3\n");
	free(text);
}

int
main(void)
{
	test_table();
	test_raw();
	test_places();
	test_mean();
	return test_done();
}
