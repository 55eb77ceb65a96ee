/* SPDX-License-Identifier: Apache-2.0 */
/* Sources: lines, the window over the bytes, files, pipes and what is neither. */
#include "feed.h"
#include "support.h"

#include "io/source.h"

static const struct {
	const char *name;
	struct pfl_span bytes;
	const char *lines; /* as they come, each with "|" behind it */
} line_cases[] = {
	{ "nothing", { "", 0 }, "" },
	{ "one empty line", { "\n", 1 }, "|" },
	{ "no final newline", { "a\nb", 3 }, "a|b|" },
	{ "final newline", { "a\nb\n", 4 }, "a|b|" },
	{ "CRLF", { "a\r\nb\r\n", 6 }, "a|b|" },
	{ "CRLF without a final newline", { "a\r\nb", 4 }, "a|b|" },
	{ "CR at the end", { "a\r\nb\r", 5 }, "a|b|" },
	{ "a lone CR is no line end", { "a\rb\n", 4 }, "a\rb|" },
	{ "only the last CR goes", { "a\r\r\n", 4 }, "a\r|" },
	{ "empty lines", { "\n\r\n\na\n", 6 }, "|||a|" },
	{ "LF then CR", { "a\n\rb\n", 5 }, "a|\rb|" },
};

/* All lines, "|" behind each. */
static void
gather(struct pfl_source *s, struct pfl_text *lines, size_t *n)
{
	struct pfl_span line;

	for (*n = 0; pfl_source_line(s, &line); ++*n) {
		CHECK_U64(pfl_source_lineno(s), *n + 1);
		pfl_text_add(lines, line);
		pfl_text_char(lines, '|');
	}
}

static void
test_lines(void)
{
	for (size_t i = 0; i < COUNTOF(line_cases); i++) {
		for (int slowly = 0; slowly < 2; slowly++) {
			struct pfl_span bytes = line_cases[i].bytes;
			struct pfl_error err = { 0 };
			struct pfl_text lines = { 0 };
			struct pfl_source *s;
			struct feed feed;
			size_t n;

			test_case(line_cases[i].name);
			if (slowly)
				feed_start(&feed, bytes);
			s = slowly ? pfl_source_open("-", NULL, &err)
				   : pfl_source_mem(bytes.at, bytes.n, NULL, &err);
			if (CHECK(s != NULL)) {
				gather(s, &lines, &n);
				CHECK(pfl_source_ok(s, &err));
				CHECK_STR(pfl_text_get(&lines), line_cases[i].lines);
				CHECK_U64(pfl_source_offset(s), bytes.n);
			}
			pfl_source_close(s);
			if (slowly)
				feed_stop(&feed);
			pfl_text_clear(&lines);
		}
	}
}

/* The limit holds wherever the end of the line is, and however the bytes come. */
static void
test_line_limit(void)
{
	struct pfl_limits limits = { .line = 100 };

	for (size_t length = 98; length <= 103; length++) {
		for (int shape = 0; shape < 8; shape++) {
			bool ended = shape & 1, first = shape & 2, slowly = shape & 4;
			struct pfl_error err = { 0 };
			struct pfl_text text = { 0 }, lines = { 0 };
			struct pfl_source *s;
			struct feed feed;
			char name[64];
			size_t n = 0;

			snprintf(name, sizeof(name), "a line of %zu bytes, shape %d", length,
				shape);
			test_case(name);
			pfl_text_str(&text, first ? "" : "short\n");
			for (size_t i = 0; i < length; i++)
				pfl_text_char(&text, 'x');
			pfl_text_str(&text, ended ? "\n" : "");
			if (slowly)
				feed_start(&feed, pfl_text_span(&text));
			s = slowly ? pfl_source_open("-", &limits, &err)
				   : pfl_source_mem(text.at, text.n, &limits, &err);
			gather(s, &lines, &n);
			CHECK(pfl_source_ok(s, &err) == (length <= 100));
			CHECK_U64(n, (size_t)!first + (length <= 100));
			if (length > 100) {
				CHECK_I64(err.code, PFL_LIMIT);
				CHECK_STR(err.msg,
					first ? "line 1: longer than 100 bytes; --max-line "
						"raises the limit"
					      : "line 2: longer than 100 bytes; --max-line "
						"raises the limit");
			}
			pfl_source_close(s);
			if (slowly)
				feed_stop(&feed);
			pfl_text_clear(&text);
			pfl_text_clear(&lines);
		}
	}
}

/* Lines around and beyond the size of the window. */
static void
test_long_lines(void)
{
	static const size_t lengths[] = { 0, 1, 524286, 524287, 524288, 524289, 1500000, 3 };
	struct pfl_error err = { 0 };
	struct pfl_text text = { 0 };
	struct pfl_source *s;
	struct pfl_span line;
	size_t n = 0;

	test_case("long lines");
	for (size_t i = 0; i < COUNTOF(lengths); i++) {
		for (size_t j = 0; j < lengths[i]; j++)
			pfl_text_char(&text, (char)('a' + i));
		pfl_text_char(&text, '\n');
	}
	s = pfl_source_mem(text.at, text.n, NULL, &err);
	for (; pfl_source_line(s, &line) && n < COUNTOF(lengths); n++) {
		CHECK_U64(line.n, lengths[n]);
		CHECK(!line.n ||
			(line.at[0] == (char)('a' + n) && line.at[line.n - 1] == line.at[0]));
	}
	CHECK_U64(n, COUNTOF(lengths));
	CHECK(pfl_source_ok(s, &err));
	pfl_source_close(s);
	pfl_text_clear(&text);
}

static void
test_window(void)
{
	enum { SIZE = 2000000 };
	struct pfl_error err = { 0 };
	char *bytes = malloc(SIZE);
	struct pfl_source *s;
	struct pfl_span got;
	uint64_t state = 1;
	size_t at = 0;
	bool same = true;

	test_case("peek, skip and discard");
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (char)random_u64(&state);
	s = pfl_source_mem(bytes, SIZE, NULL, &err);
	CHECK_U64(pfl_source_peek(s, 0).n, 0);
	while (at < SIZE) {
		size_t want = random_below(&state, 3) ? random_below(&state, 1000)
						      : random_below(&state, 300000);
		size_t step;

		got = pfl_source_peek(s, want);
		same &= got.n == (want < SIZE - at ? want : SIZE - at);
		same &= memcmp(got.at, bytes + at, got.n) == 0;
		same &= pfl_source_offset(s) == at;
		if (random_below(&state, 4)) {
			step = random_below(&state, (uint32_t)got.n + 1);
			pfl_source_skip(s, step);
		} else {
			step = random_below(&state, 200000);
			same &= pfl_source_discard(s, step) == (step <= SIZE - at);
		}
		at += step;
	}
	CHECK(same);
	CHECK_U64(pfl_source_peek(s, 10).n, 0);
	CHECK(!pfl_source_discard(s, 1));
	CHECK(pfl_source_discard(s, 0));
	CHECK(pfl_source_ok(s, &err));
	pfl_source_close(s);

	test_case("a window larger than the input");
	s = pfl_source_mem("abc", 3, NULL, &err);
	got = pfl_source_peek(s, 10000000);
	CHECK(got.n == 3 && memcmp(got.at, "abc", 3) == 0);
	CHECK(!pfl_source_discard(s, UINT64_MAX));
	pfl_source_close(s);
	pfl_source_close(NULL);
	free(bytes);
}

static void
test_no_source(void)
{
	static const struct {
		const char *name, *message;
	} cases[] = {
		{ "/nonexistent/profile.pb.gz", "cannot be opened: No such file or directory" },
		{ "", "cannot be opened: No such file or directory" },
		{ "/", "is a directory, not a profile" },
		{ "/etc/passwd/profile", "cannot be opened: Not a directory" },
		{ "/proc/self/mem", "cannot be read: Input/output error" },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_error err = { 0 };

		test_case(cases[i].name);
		CHECK(pfl_source_open(cases[i].name, NULL, &err) == NULL);
		CHECK_I64(err.code, PFL_IO);
		CHECK_STR(err.msg, cases[i].message);
	}
}

/* Standard input may be closed or a directory as well. */
static void
test_no_standard_input(void)
{
	struct pfl_error err = { 0 };
	int old = dup(0), folder = open("/", O_RDONLY);

	test_case("standard input is closed");
	close(0);
	CHECK(pfl_source_open("-", NULL, &err) == NULL);
	CHECK_I64(err.code, PFL_IO);
	CHECK_STR(err.msg, "cannot be read: Bad file descriptor");

	test_case("standard input is a directory");
	err = (struct pfl_error){ 0 };
	dup2(folder, 0);
	CHECK(pfl_source_open("-", NULL, &err) == NULL);
	CHECK_I64(err.code, PFL_IO);
	CHECK_STR(err.msg, "is a directory, not a profile");
	close(folder);
	dup2(old, 0);
	close(old);
}

static void
test_input_limit(void)
{
	struct pfl_limits limits = { .input = 1000 };
	char bytes[1001];

	memset(bytes, 'x', sizeof(bytes));
	for (size_t n = 999; n <= 1001; n++) {
		const char *path = file_make((struct pfl_span){ bytes, n });
		struct pfl_error err = { 0 };
		struct pfl_source *s = pfl_source_open(path, &limits, &err);
		size_t got = s ? pfl_source_peek(s, 2000).n : 0;

		test_case("input limit");
		CHECK(s && pfl_source_ok(s, &err) == (n <= 1000));
		CHECK(n > 1000 || got == n);
		if (n > 1000) {
			CHECK_I64(err.code, PFL_LIMIT);
			CHECK_STR(err.msg,
				"is larger than 1000 bytes; --max-input raises the limit");
		}
		pfl_source_close(s);
		unlink(path);
	}
	test_case("an endless device");
	for (int i = 0; i < 2; i++) {
		struct pfl_error err = { 0 };
		struct pfl_source *s = pfl_source_open("/dev/zero", &limits, &err);

		CHECK(s && !pfl_source_discard(s, 1000000));
		CHECK(s && !pfl_source_ok(s, &err));
		CHECK_I64(err.code, PFL_LIMIT);
		pfl_source_close(s);
	}
}

int
main(void)
{
	test_lines();
	test_line_limit();
	test_long_lines();
	test_window();
	test_no_source();
	test_no_standard_input();
	test_input_limit();
	return test_done();
}
