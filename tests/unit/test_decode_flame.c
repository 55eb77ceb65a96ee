/* SPDX-License-Identifier: Apache-2.0 */
/* Flame graphs as inputs: what was drawn is read back, and what is damaged is said. */
#include "decode/flame_data.h"
#include "flame.h"
#include "sketch.h"

/* The SVG of folded stacks; the caller frees it. */
static char *
drawn(const char *folded, uint32_t depth)
{
	const struct pfl_style style = { .max_depth = depth };
	struct flame_fixture t;
	char *text = NULL;

	if (fixture_init(&t, folded, "flame", "svg"))
		text = fixture_render(&t, &style);
	fixture_clear(&t);
	return text ? text : calloc(1, 1);
}

static struct pfl_profile *
reread(const char *text, const char *format, struct pfl_error *err)
{
	const struct pfl_read_opts opts = { .format = format };

	return pfl_read_mem(text, strlen(text), "test", &opts, err);
}

static void
test_same(void)
{
	static const struct {
		const char *name, *folded, *want, *note;
		uint32_t depth;
	} cases[] = {
		{ "stacks", "a 2\na;b 3\na;b;c 4\nd 1\n", "2 a\n3 b;a\n4 c;b;a\n1 d\n", NULL,
			0 },
		{ "no stack", " 9\na 1\n", "9 -\n1 a\n", NULL, 0 },
		{ "recursion", "a;a;b 1\nb;a 2\n", "1 b;a;a\n2 a;b\n", NULL, 0 },
		{ "a pair", "a;b 3 4\na;c 1 0\nd 0 5\n", "4<3 b;a\n0<1 c;a\n5<0 d\n", NULL, 0 },
		{ "names", "<b>&\"';]]> 1\na b;\xc3\xa9 2\n", NULL, NULL, 0 },
		{ "what is too deep", "a;b;c 4\na;b 1\n", "5 (left out);a\n",
			"rows that the flame graph has left out for being small are under "
			"\"(left out)\"",
			1 },
	};
	struct pfl_text got = { 0 }, want = { 0 };

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_error err = { 0 };
		char *text = drawn(cases[i].folded, cases[i].depth);
		struct pfl_profile *p = reread(text, NULL, &err);
		struct pfl_profile *original = reread(cases[i].folded, "folded", &err);

		test_case(cases[i].name);
		if (CHECK(p != NULL) && CHECK(original != NULL)) {
			CHECK_STR(sketch_write(p, &got),
				cases[i].want ? cases[i].want : sketch_write(original, &want));
			CHECK_STR(sketch_types(p, &got), "samples/count");
			CHECK_U64(pfl_profile_notes(p), cases[i].note != NULL);
			if (cases[i].note && pfl_profile_notes(p))
				CHECK_STR(pfl_profile_note(p, 0), cases[i].note);
		}
		CHECK_STR(err.msg, "");
		pfl_profile_free(p);
		pfl_profile_free(original);
		free(text);
	}
	pfl_text_clear(&got);
	pfl_text_clear(&want);
}

/* Means, and values below 0, are read as they were before the picture was made. */
static void
test_columns(void)
{
	static const struct sample_text mean[] = { { "a;main", { 2, 10 }, NULL },
		{ "b;main", { 3, 30 }, NULL } };
	static const struct sample_text less[] = { { "up;main", { 30 }, NULL },
		{ "down;main", { -10 }, NULL } };
	static const struct {
		const char *name, *types, *setting;
		const struct sample_text *samples;
		const char *want_types, *want;
	} cases[] = {
		{ "mean", "allocs/count bytes/bytes", "mean", mean, "events/count bytes/bytes",
			"2 10 a;main\n3 30 b;main\n" },
		{ "negative", "cpu/ns", NULL, less, "cpu/ns", "-10 down;main\n30 up;main\n" },
	};
	struct pfl_text got = { 0 };

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_error err = { 0 };
		char *text;
		struct pfl_profile *p;

		test_case(cases[i].name);
		text = flame_text_of(cases[i].types, cases[i].samples, 2, cases[i].setting, "1",
			"flame", "svg");
		p = reread(text, NULL, &err);
		if (CHECK(p != NULL)) {
			CHECK_STR(sketch_write(p, &got), cases[i].want);
			CHECK_STR(sketch_types(p, &got), cases[i].want_types);
		}
		CHECK_STR(err.msg, "");
		pfl_profile_free(p);
		free(text);
	}
	pfl_text_clear(&got);
}

/* Put other text in place of the first `old`, or with none cut there; false when it is not
 * there. */
static bool
replace(char *text, const char *old, const char *new)
{
	char *at = strstr(text, old);

	if (!CHECK(at != NULL) || !CHECK(!*new || strlen(new) == strlen(old)))
		return false;
	memcpy(at, new, *new ? strlen(new) : 1);
	return true;
}

static void
test_damaged(void)
{
	static const struct {
		const char *name, *old, *new, *message;
	} cases[] = {
		{ "no data", "class=\"data\"", "class=\"date\"",
			"no profile is inside: the picture was made of none, or something has "
			"taken the data out" },
		{ "no size", "data-bytes=", "data-brutes",
			"expected data-bytes=\"N\" and data-crc32=\"XXXXXXXX\"" },
		{ "another checksum", "data-crc32=\"", "data-crc32='",
			"expected data-bytes=\"N\" and data-crc32=\"XXXXXXXX\"" },
		{ "not base64", "\neJ", "\n!J", "this is not base64" },
		{ "not zlib", "\neJ", "\nAA", "damaged zlib data" },
		{ "cut", "</metadata>", "", "the file ends inside its data" },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_error err = { 0 };
		char *text = drawn("a;b 1\n", 0);
		struct pfl_profile *p = NULL;

		test_case(cases[i].name);
		if (replace(text, cases[i].old, cases[i].new))
			p = reread(text, NULL, &err);
		CHECK(p == NULL);
		CHECK_U64(err.code, PFL_FORMAT);
		if (!CHECK(strstr(err.msg, cases[i].message) != NULL))
			fprintf(stderr, "  %s\n", err.msg);
		pfl_profile_free(p);
		free(text);
	}
}

static void
test_data(void)
{
	static const struct {
		const char *name, *data;
		size_t n;
		const char *message;
	} cases[] = {
#define DATA(text) text, sizeof(text) - 1
		{ "nothing", DATA(""), "byte 0 of the data: expected PFLF" },
		{ "another version", DATA("PFLF\x03"),
			"byte 5 of the data: a version that this program does not know; a "
			"newer "
			"one may" },
		{ "entries without end", DATA("PFLF\x01\xff\xff\xff\x7f"),
			"byte 9 of the data: a count is too large" },
		{ "an entry that is longer", DATA("PFLF\x01\x01\x09type"),
			"byte 7 of the data: a text ends behind the data" },
		{ "a number without end",
			DATA("PFLF\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
			"byte 14 of the data: a number is too large" },
		{ "no texts", DATA("PFLF\x01\0\0"), "byte 7 of the data: there are no texts" },
		{ "a text from nowhere", DATA("PFLF\x01\0\x02\x01\0"),
			"byte 9 of the data: a text refers to what is not there" },
		{ "a place without a name", DATA("PFLF\x01\0\x01\x01\x01\0\0\0\0\0"),
			"byte 9 of the data: a number refers to what is not there" },
		{ "no rows", DATA("PFLF\x01\0\x01\x01\0\0\0\0\0\0\0"),
			"byte 15 of the data: there are no rows" },
		{ "a row above the root", DATA("PFLF\x01\0\x01\x01\0\0\0\0\0\0\x02\x02\0\0\0"),
			"byte 16 of the data: a number refers to what is not there" },
		{ "no columns", DATA("PFLF\x01\0\x01\x01\0\0\0\0\0\0\x01"),
			"byte 15 of the data: there are no values" },
		{ "a value beyond 63 bits",
			DATA("PFLF\x01\x01\x07"
			     "columns\x05value\x01\x01\0\0\0\0\0\0\x01"
			     "\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x02\0"),
			"byte 39 of the data: a value is too large" },
		{ "a divisor that is none",
			DATA("PFLF\x01\x01\x07"
			     "columns\x0evalue xdivisor\x01\x01\0\0\0\0\0\0\x01"
			     "\x01\x01\0\x01\x01\0"),
			"byte 44 of the data: there is not one divisor" },
#undef DATA
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_error err = { 0 };
		struct pfl_limits limits = { 0 };
		struct pfl_builder *b = pfl_builder_new(&limits, &err);

		test_case(cases[i].name);
		if (CHECK(b != NULL)) {
			const struct pfl_span data = { cases[i].data, cases[i].n };

			CHECK(!pfl_flame_data_read(data, b, &err));
			CHECK_U64(err.code, PFL_FORMAT);
			CHECK_STR(err.msg, cases[i].message);
		}
		pfl_builder_free(b);
	}
}

/* Calls that are inlined into each other are long locations: what is refused is refused there,
 * and not after all of them were made. */
static void
test_chain(void)
{
	enum { ROWS = 100 }; /* and the root */
	static const char head[] = "PFLF\x01\x01\x07"
				   "columns\x05value\x01";
	static const struct pfl_limits limits = { .entries = 1000 };
	struct pfl_error err = { 0 };
	struct pfl_builder *b = pfl_builder_new(&limits, &err);
	struct pfl_text data = { 0 };

	pfl_text_add(&data, (struct pfl_span){ head, sizeof(head) - 1 });
	pfl_text_char(&data, 2); /* places, with six columns */
	for (int i = 0; i < 6 * 2; i++)
		pfl_text_char(&data, 0);
	pfl_text_char(&data, ROWS + 1);
	for (int i = 0; i < ROWS; i++) /* below the row before, inlined into it */
		pfl_text_char(&data, i > 0);
	for (int i = 0; i < ROWS; i++)
		pfl_text_char(&data, 1);
	pfl_text_char(&data, 1);
	for (int i = 0; i < 2 * (ROWS + 1); i++) /* without a single value */
		pfl_text_char(&data, 0);

	test_case("a chain of inlined calls");
	if (CHECK(b != NULL)) {
		CHECK(!pfl_flame_data_read(pfl_text_span(&data), b, &err));
		CHECK_U64(err.code, PFL_LIMIT);
		CHECK(strstr(err.msg, "--max-entries") != NULL);
	}
	pfl_builder_free(b);
	pfl_text_clear(&data);
}

int
main(void)
{
	test_same();
	test_columns();
	test_damaged();
	test_data();
	test_chain();
	return test_done();
}
