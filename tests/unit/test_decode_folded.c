/* SPDX-License-Identifier: Apache-2.0 */
/* Folded stacks in: what a line may be, one count or two, fractions, what is skipped. */
#include "decoding.h"

static const struct accepted accepted[] = {
	{ "stacks", "main;parse 2\nmain 1\n", "2 parse;main\n1 main\n", NULL },
	{ "no final newline", "main;parse 2\nmain 1", "2 parse;main\n1 main\n", NULL },
	{ "CRLF", "main;parse 2\r\nmain 1\r\n", "2 parse;main\n1 main\n", NULL },
	{ "CRLF without a final newline", "main;parse 2\r\nmain 1", "2 parse;main\n1 main\n",
		NULL },
	{ "CR alone", "main;parse 2\r\rmain 1\rno count\rf 3\r", "2 parse;main\n1 main\n3 f\n",
		"1 line is not 'stack count' and was skipped (the first is line 4)" },
	{ "CR in a name", "a\rb;c 1\nd\r 2\n", "1 c;a\rb\n2 d\r\n", NULL },
	{ "a tab before the count", "main;parse\t2\n", "2 parse;main\n", NULL },
	{ "blanks in names", "main;operator new 3\nvoid f(int, int) 4\n",
		"3 operator new;main\n4 void f(int, int)\n", NULL },
	{ "zero", "main 0\n", "0 main\n", NULL },
	{ "leading zeros are decimal", "main 010\n", "10 main\n", NULL },
	{ "the largest count", "main 9223372036854775807\n", "9223372036854775807 main\n",
		NULL },
	{ "one stack on many lines", "a;b 1\na;b 2\na;b 3\n", "1 b;a\n2 b;a\n3 b;a\n", NULL },
	{ "recursion", "a;b;a;b 1\n", "1 b;a;b;a\n", NULL },
	{ "empty frames", ";a;;b 1\n", "1 b;;a;\n", NULL },
	{ "empty frames at the end vanish", "a;b;; 1\n", "1 b;a\n", NULL },
	{ "no stack", " 5\n; 3\na 1\n", "5 -\n3 -\n1 a\n", NULL },
	{ "blank lines and comments", "\n# mode: wall\na 1\n  \n\t\nb 2\n# end\n", "1 a\n2 b\n",
		NULL },
	{ "a frame that begins with #", "#main 1\n#1;b 2\n", "1 #main\n2 b;#1\n", NULL },
	{ "lines that are none", "a 1\nno count\nb 2\nc -3\nd 1e5\ne +1\nf 0x1\ng NaN\n",
		"1 a\n2 b\n",
		"6 lines are not 'stack count' and were skipped (the first is line 2)" },
	{ "one line that is none", "a 1\nb 2\nno count\n", "1 a\n2 b\n",
		"1 line is not 'stack count' and was skipped (the first is line 3)" },
	{ "a count that is no number after all", "a 1\nb 2.5.1\nc .5\nd 1.\n", "1 a\n1 d\n",
		"2 lines are not 'stack count' and were skipped (the first is line 2)" },
	{ "names in UTF-8 and not", "gr\xc3\xbc\xc3\x9f;\xff 1\n",
		"1 \xff;gr\xc3\xbc\xc3\x9f\n", NULL },
	{ "escapes", "a\\x3bb;c\\x0ad;e\\x5cx41 1\n", "1 e\\x41;c\nd;a;b\n", NULL },
	{ "what is no escape", "a\\n;b\\x3;c\\xZZ;C:\\x 1\n", "1 C:\\x;c\\xZZ;b\\x3;a\\n\n",
		NULL },
	{ "a byte-order mark", "\xef\xbb\xbfmain 1\n\xef\xbb\xbfmain 2\n",
		"1 main\n2 \xef\xbb\xbfmain\n", NULL },
	/* two counts */
	{ "two counts behind a byte-order mark",
		"\xef\xbb\xbf"
		"a 1 2\n",
		"2<1 a\n", NULL },
	{ "old and new", "a;b 1 2\na 3 4\n", "2<1 b;a\n4<3 a\n", NULL },
	{ "old and new, tabs and CRLF", "a;b\t1\t2\r\na\t3\t4\r\n", "2<1 b;a\n4<3 a\n", NULL },
	{ "a number at the end of a name", "a;b 1\nf 2 3\n", "1 b;a\n3 f 2\n", NULL },
	{ "two counts, and a line with one", "a 1 2\nb 3\n", "2 a 1\n3 b\n", NULL },
	{ "two counts and a line that is none", "a 1 2\nno count\nb 3 4\n", "2<1 a\n4<3 b\n",
		"1 line is not 'stack count' and was skipped (the first is line 2)" },
	{ "a number in front of two counts", "a 9 1 2\n", "2<1 a 9\n", NULL },
	/* fractions */
	{ "fractions carry over", "a 0.5\nb 0.5\nc 0.75\nd 0.25\n", "0 a\n1 b\n0 c\n1 d\n",
		"fractional counts were made whole; the total is exact to one" },
	{ "fractions of more digits than we keep", "a 0.9999999999999\nb 1.0000000009\n",
		"0 a\n1 b\n", "fractional counts were made whole; the total is exact to one" },
	{ "nothing behind the point", "a 3.\nb 1.0\n", "3 a\n1 b\n", NULL },
	{ "two fractions", "a 0.5 1.5\nb 0.5 1.5\n", "1<0 a\n2<1 b\n",
		"fractional counts were made whole; the total is exact to one" },
};

static const struct refused refused[] = {
	{ "nothing", "", { 0 }, PFL_FORMAT, "input: the file is empty" },
	{ "only blank lines", "\n\n \n", { 0 }, PFL_FORMAT, "input: the file is empty" },
	{ "only comments", "# mode: wall\n", { 0 }, PFL_FORMAT, "input: the file is empty" },
	{ "no count", "main\n", { 0 }, PFL_FORMAT, "input: line 1: expected 'stack count'" },
	{ "no counts", "\nmain\nparse\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected 'stack count', as in every other line" },
	{ "2^63", "main 9223372036854775808\n", { 0 }, PFL_FORMAT,
		"input: line 1: the count is out of range" },
	{ "2^64 - 1", "a 1\nmain 18446744073709551615\n", { 0 }, PFL_FORMAT,
		"input: line 2: the count is out of range" },
	{ "a fraction that carries over the edge", "a 0.5\nb 9223372036854775807.5\n", { 0 },
		PFL_FORMAT, "input: line 2: the count is out of range" },
	{ "a fraction that carries over 2^64", "a 0.5\nb 18446744073709551615.5\n", { 0 },
		PFL_FORMAT, "input: line 2: the count is out of range" },
	{ "an old count out of range", "a 9223372036854775808 1\n", { 0 }, PFL_FORMAT,
		"input: line 1: the count is out of range" },
	{ "a line too long", "a 1\nabcdefgh 1\n", { .line = 9 }, PFL_LIMIT,
		"input: line 2: longer than 9 bytes; --max-line raises the limit" },
	{ "a name too long", "a 1\nabcdefgh 1\n", { .string = 7 }, PFL_LIMIT,
		"input: a string of 8 bytes (limit 7); --max-string raises the limit" },
	{ "too many samples", "a 1\nb 1\nc 1\n", { .samples = 2 }, PFL_LIMIT,
		"input: more than 2 samples; --max-samples raises the limit" },
	{ "too many frames", "a;b 1\na;b;c 1\n", { .stack = 2 }, PFL_LIMIT,
		"input: a stack of 3 frames (limit 2); --max-stack raises the limit" },
	{ "too many names", "a;b;c;d;e;f;g 1\n", { .entries = 5 }, PFL_LIMIT,
		"input: more than 5 strings; --max-entries raises the limit" },
	{ "too much memory", "a;b 1\n", { .memory = 100 }, PFL_LIMIT,
		"input: needs more than 100 bytes of memory for strings; --max-memory raises "
		"the limit" },
};

/* The first 64 KiB decide whether there are two counts a line; the cut line must not. */
static void
test_head(void)
{
	for (size_t length = 0; length < 40; length++) {
		struct pfl_text text = { 0 };
		struct pfl_error err = { 0 };
		struct pfl_profile *p;
		size_t n = 0;

		test_case("the end of the head cuts a line");
		for (size_t i = 0; i < length; i++)
			pfl_text_char(&text, 'x');
		pfl_text_str(&text, " 1 2\n");
		for (; text.n < 70000; n++)
			pfl_text_str(&text, "main;some_function 123 4567\n");
		p = read_bytes(pfl_text_span(&text), NULL, &err);
		if (CHECK(p != NULL)) {
			CHECK(p->samples.before != NULL);
			CHECK_U64(p->samples.n, n + 1);
			CHECK_U64(pfl_profile_notes(p), 0);
		}
		pfl_profile_free(p);
		pfl_text_clear(&text);
	}
}

/* Deep and many: time must go by bytes. */
static void
test_large(void)
{
	struct pfl_text text = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;
	uint64_t sum = 0;

	test_case("a stack of 100 000 frames, and one a frame longer");
	for (int i = 0; i < 100000; i++)
		pfl_text_printf(&text, "%sf%d", i ? ";" : "", i % 1000);
	pfl_text_str(&text, " 3\n");
	pfl_text_add(&text, pfl_span_of("f0 1\n"));
	p = read_bytes(pfl_text_span(&text), NULL, &err);
	if (CHECK(p != NULL)) {
		CHECK_U64(p->stacks.n, 100001);
		CHECK_U64(p->funcs.n, 1000);
		CHECK_U64(p->samples.n, 2);
	}
	pfl_profile_free(p);

	test_case("digits and blanks without end");
	pfl_text_reset(&text);
	for (int i = 0; i < 200000; i++)
		pfl_text_char(&text, i < 100000 ? '1' : ' ');
	pfl_text_str(&text, "\na 1\n");
	p = read_bytes(
		pfl_text_span(&text), &(struct pfl_read_opts){ .format = "folded" }, &err);
	if (CHECK(p != NULL))
		CHECK_U64(p->samples.n, 1);
	pfl_profile_free(p);

	test_case("many samples");
	pfl_text_reset(&text);
	for (uint32_t i = 0; i < 200000; i++) {
		pfl_text_printf(&text, "main;f%u;g%u %u\n", i % 100, i % 77, i);
		sum += i;
	}
	p = read_bytes(pfl_text_span(&text), NULL, &err);
	if (CHECK(p != NULL)) {
		CHECK_U64(p->samples.n, 200000);
		for (uint32_t i = 0; i < p->samples.n; i++)
			sum -= (uint64_t)p->samples.value[0][i];
		CHECK_U64(sum, 0);
		CHECK_U64(p->stacks.n, 1 + 1 + 100 + 7700);
	}
	pfl_profile_free(p);
	pfl_text_clear(&text);
}

int
main(void)
{
	check_accepted("folded", "samples/count", accepted, COUNTOF(accepted));
	check_refused("folded", refused, COUNTOF(refused));
	test_head();
	test_large();
	return test_done();
}
