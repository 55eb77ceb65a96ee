/* SPDX-License-Identifier: Apache-2.0 */
/* JSON in: what is taken, what is refused and where, through windows of every size. */
#include "harness.h"

#include "base/json.h"
#include "base/number.h"

/* A text that is handed out `step` bytes at a time, so that everything stands on an edge. */
struct feed {
	struct pfl_span rest;
	size_t step, given;
	char *window;
};

static struct pfl_span
feed_more(void *from, size_t used, size_t want)
{
	struct feed *f = from;

	(void)want;
	f->rest.at += used;
	f->rest.n -= used;
	f->given += f->step - used; /* more than what was kept of the last window */
	if (f->given > f->rest.n)
		f->given = f->rest.n;
	free(f->window); /* what was lent before must not be used any more */
	f->window = malloc(f->given + 1);
	if (!f->window)
		abort();
	memcpy(f->window, f->rest.at, f->given);
	return (struct pfl_span){ f->window, f->given };
}

/* What is read, written out again: types, keys and values in their order. */
static void
retell(struct pfl_json *j, struct pfl_text *out)
{
	bool object[64];
	size_t depth = 0;
	struct pfl_span key;

	for (bool more = true; more && !j->failed;) {
		switch (pfl_json_peek(j)) {
		case PFL_JSON_OBJECT:
			pfl_json_object(j);
			object[depth++] = true;
			pfl_text_char(out, '{');
			break;
		case PFL_JSON_ARRAY:
			pfl_json_array(j);
			object[depth++] = false;
			pfl_text_char(out, '[');
			break;
		case PFL_JSON_STRING:
			pfl_text_char(out, '"');
			pfl_text_add(out, pfl_json_string(j));
			pfl_text_str(out, "\" ");
			break;
		case PFL_JSON_NUMBER:
			pfl_text_printf(out, "%.17g ", pfl_json_double(j));
			break;
		case PFL_JSON_BOOL:
			pfl_text_str(out, pfl_json_bool(j) ? "yes " : "no ");
			break;
		case PFL_JSON_NULL:
			pfl_text_str(out, pfl_json_null(j) ? "null " : "?");
			break;
		case PFL_JSON_NONE:
			break;
		}
		for (more = false; depth > 0 && !more && !j->failed;) {
			if (object[depth - 1] ? pfl_json_member(j, &key)
					      : pfl_json_element(j)) {
				more = true;
				if (!object[depth - 1])
					continue;
				pfl_text_add(out, key);
				pfl_text_char(out, ':');
			} else {
				pfl_text_char(out, object[--depth] ? '}' : ']');
			}
		}
	}
}

static const struct {
	const char *name, *text;
	const char *want; /* NULL: refused */
	const char *error;
} cases[] = {
	{ "values", "[1, -2.5e1, \"a\", true, false, null, {}, []]",
		"[1 -25 \"a\" yes no null {}[]]", NULL },
	{ "nested", " { \"a\" : { \"b\" : [ [ 1 ] , { \"c\" : 2 } ] } , \"d\" : 3 } \r\n",
		"{a:{b:[[1 ]{c:2 }]}d:3 }", NULL },
	{ "a value alone", "7", "7 ", NULL },
	{ "byte-order mark", "\xef\xbb\xbf[1]", "[1 ]", NULL },
	{ "escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\"",
		"\"\"\\/\b\f\n\r\tA\xc3\xa9\" ", NULL },
	{ "surrogates", "[\"\\ud83d\\ude00\", \"\\ud83d\", \"\\ude00x\"]",
		"[\"\xf0\x9f\x98\x80\" \"\xef\xbf\xbd\" \"\xef\xbf\xbdx\" ]", NULL },
	{ "keys with escapes, and blanks before the colon", "{\"a\\tb\"\n :1,\"c\" :2}",
		"{a\tb:1 c:2 }", NULL },
	{ "long text", "\"0123456789012345678901234567890123456789\"",
		"\"0123456789012345678901234567890123456789\" ", NULL },
	{ "empty", "", NULL, "line 1, column 1: the text ends where a value was expected" },
	{ "no end", "[1", NULL, "line 1, column 3: the text ends before ']'" },
	{ "no end of a string", "[\"ab", NULL,
		"line 1, column 2: the text ends inside a string" },
	{ "trailing comma", "[1,\n2,]", NULL,
		"line 2, column 3: expected a value behind the comma, found ']'" },
	{ "comma first", "[,1]", NULL, "line 1, column 2: expected a value, found ','" },
	{ "no comma", "{\"a\":1 \"b\":2}", NULL,
		"line 1, column 8: expected ',' or '}', found '\"'" },
	{ "no colon", "{\"a\" 1}", NULL,
		"line 1, column 6: expected ':' behind a key, found '1'" },
	{ "key without quotes", "{a:1}", NULL, "line 1, column 2: expected a key, found 'a'" },
	{ "comment", "[1, // one\n2]", NULL, "line 1, column 5: expected a value, found '/'" },
	{ "wrong bracket", "[1}", NULL, "line 1, column 3: expected ',' or ']', found '}'" },
	{ "leading zero", "[01]", NULL, "line 1, column 2: '01' is not a number" },
	{ "no digits behind the point", "[1.]", NULL,
		"line 1, column 2: '1.' is not a number" },
	{ "NaN", "[NaN]", NULL, "line 1, column 2: expected a value, found 'N'" },
	{ "beyond a double", "[1e999]", NULL,
		"line 1, column 2: the number 1e999 is out of range" },
	{ "control character", "[\"a\nb\"]", NULL,
		"line 1, column 4: a control character in a string" },
	{ "unknown escape", "[\"a\\x41\"]", NULL,
		"line 1, column 6: expected an escape that JSON knows behind the backslash" },
	{ "no word", "[nul]", NULL, "line 1, column 2: expected null" },
	{ "two documents", "{}\n{}", NULL,
		"line 2, column 1: expected the end of the text, found '{'" },
};

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		for (size_t step = 0; step < 4; step++) {
			struct feed feed = { pfl_span_of(cases[i].text), step, 0, NULL };
			struct pfl_error err = { 0 };
			struct pfl_text out = { 0 };
			struct pfl_json j;

			test_case(cases[i].name);
			pfl_json_init(&j, step ? (struct pfl_span){ "", 0 } : feed.rest, &err);
			if (step) {
				j.more = feed_more;
				j.from = &feed;
			}
			retell(&j, &out);
			CHECK(pfl_json_finish(&j) == (cases[i].want != NULL));
			if (cases[i].want)
				CHECK_STR(pfl_text_get(&out), cases[i].want);
			CHECK_STR(err.msg, cases[i].error ? cases[i].error : "");
			pfl_json_clear(&j);
			pfl_text_clear(&out);
			free(feed.window);
		}
	}
}

static const struct {
	const char *text;
	int64_t factor, want;
	const char *error;
} numbers[] = {
	{ "9223372036854775807", 1, INT64_MAX, NULL },
	{ "-9223372036854775808", 1, INT64_MIN, NULL },
	{ "9007199254740993", 1, 9007199254740993, NULL },
	{ "0.1", 1000, 100, NULL },
	{ "1e3", 1, 1000, NULL },
	{ "52949279308.123", 1000, 52949279308123, NULL },
	{ "\"12.5\"", 10, 125, NULL },
	{ "9223372036854775808", 1, 0,
		"line 1, column 1: the number 9223372036854775808 is out of range" },
	{ "9223372036854775807", 10, 0,
		"line 1, column 1: the number 9223372036854775807 is out of range" },
	{ "1e300", 1, 0, "line 1, column 1: the number 1e300 is out of range" },
	{ "\"x\"", 1, 0, "line 1, column 4: 'x' is not a number" },
	{ "null", 1, 0, "line 1, column 1: expected a number, found null" },
};

static void
test_numbers(void)
{
	static const char *const doubles[] = { "0.1", "123456789.125", "-0.000001",
		"3.141592653589793238462643", "1e22", "1e-300", "4.9e-324",
		"9007199254740993.5", "179769313486231570000000000000000000000000" };
	struct pfl_error err = { 0 };
	struct pfl_json j;

	for (size_t i = 0; i < COUNTOF(numbers); i++) {
		test_case(numbers[i].text);
		err = (struct pfl_error){ 0 };
		pfl_json_init(&j, pfl_span_of(numbers[i].text), &err);
		CHECK_I64(pfl_json_i64_quoted(&j, numbers[i].factor), numbers[i].want);
		CHECK_STR(err.msg, numbers[i].error ? numbers[i].error : "");
		pfl_json_clear(&j);
	}
	for (size_t i = 0; i < COUNTOF(doubles); i++) {
		test_case(doubles[i]);
		CHECK(pfl_number_read(pfl_span_of(doubles[i])) == strtod(doubles[i], NULL));
	}
	test_case("no integer");
	err = (struct pfl_error){ 0 };
	pfl_json_init(&j, pfl_span_of("1.5"), &err);
	CHECK_I64(pfl_json_i64(&j), 0);
	CHECK_STR(err.msg, "line 1, column 1: expected an integer, found 1.5");
	pfl_json_clear(&j);
}

static void
test_fields(void)
{
	static const char *const names[] = { "a", "b", NULL };
	const char *text = "{\"x\":[1,{\"y\":\"}\\\"\"}],\"b\":2,\"z\":null,\"a\":1} ";
	struct pfl_error err = { 0 };
	struct pfl_json j;

	test_case("members that are asked for");
	pfl_json_init(&j, pfl_span_of(text), &err);
	CHECK(pfl_json_object(&j));
	CHECK_I64(pfl_json_field(&j, names), 1);
	CHECK_I64(pfl_json_i64(&j), 2);
	CHECK_I64(pfl_json_field(&j, names), 0);
	CHECK_I64(pfl_json_i64(&j), 1);
	CHECK_I64(pfl_json_field(&j, names), -1);
	CHECK(pfl_json_finish(&j));
	CHECK_STR(err.msg, "");

	test_case("what is not what it should be");
	pfl_json_init(&j, pfl_span_of(text), &err);
	CHECK(!pfl_json_array(&j));
	CHECK(!pfl_json_element(&j));
	CHECK_I64(pfl_json_i64(&j), 0);
	CHECK_STR(err.msg, "line 1, column 1: expected an array, found an object");
}

static void
test_limits(void)
{
	struct pfl_text text = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_json j;

	test_case("120 000 arrays within one another");
	for (int i = 0; i < 120000; i++)
		pfl_text_char(&text, '[');
	pfl_json_init(&j, pfl_text_span(&text), &err);
	pfl_json_skip(&j);
	CHECK_STR(err.msg, "line 1, column 32769: nested deeper than 32768");

	test_case("a long string is passed over, and not read");
	pfl_text_reset(&text);
	pfl_text_char(&text, '"');
	for (int i = 0; i < 1000; i++)
		pfl_text_char(&text, 'x');
	pfl_text_char(&text, '"');
	err = (struct pfl_error){ 0 };
	pfl_json_init(&j, pfl_text_span(&text), &err);
	j.max_string = 999;
	pfl_json_skip(&j);
	CHECK(pfl_json_finish(&j));
	pfl_json_init(&j, pfl_text_span(&text), &err);
	j.max_string = 999;
	CHECK_U64(pfl_json_string(&j).n, 0);
	CHECK_I64(err.code, PFL_LIMIT);
	CHECK_STR(err.msg,
		"line 1, column 1: a string is longer than 999 bytes; --max-string raises the "
		"limit");
	pfl_text_clear(&text);
}

static void
test_lax(void)
{
	static const char *const texts[] = { "[1,2,", "[1,2", "[1,2,]", "{\"a\":[1,2,",
		"{\"a\":[1,2]" };
	struct pfl_error err = { 0 };
	struct pfl_span key;
	struct pfl_json j;

	for (size_t i = 0; i < COUNTOF(texts); i++) {
		int64_t sum = 0;

		test_case(texts[i]);
		pfl_json_init(&j, pfl_span_of(texts[i]), &err);
		j.lax = true;
		if (texts[i][0] == '{')
			CHECK(pfl_json_object(&j) && pfl_json_member(&j, &key));
		CHECK(pfl_json_array(&j));
		while (pfl_json_element(&j))
			sum += pfl_json_i64(&j);
		CHECK_I64(sum, 3);
		CHECK(texts[i][0] == '[' || !pfl_json_member(&j, &key));
		CHECK(pfl_json_finish(&j));
		CHECK_STR(err.msg, "");
	}
	test_case("an object that is cut off");
	pfl_json_init(&j, pfl_span_of("[{\"a\":1"), &err);
	j.lax = true;
	CHECK(pfl_json_array(&j) && pfl_json_element(&j));
	pfl_json_skip(&j);
	CHECK_STR(err.msg, "line 1, column 8: the text ends before '}'");
}

static void
test_nul(void)
{
	static const struct {
		const char *text, *error;
	} wrong[] = {
		{ "[1@]", "line 1, column 3: expected ',' or ']', found a NUL byte" },
		{ "[@]", "line 1, column 2: expected a value, found a NUL byte" },
		{ "{\"a\"@", "line 1, column 5: expected ':' behind a key, found a NUL byte" },
		{ "1@", "line 1, column 2: expected the end of the text, found a NUL byte" },
	};

	for (size_t i = 0; i < COUNTOF(wrong); i++) {
		struct pfl_error err = { 0 };
		struct pfl_text text = { 0 }, out = { 0 };
		struct pfl_json j;

		test_case(wrong[i].text);
		for (const char *c = wrong[i].text; *c; c++)
			pfl_text_char(&text, *c == '@' ? '\0' : *c);
		pfl_json_init(&j, pfl_text_span(&text), &err);
		retell(&j, &out);
		CHECK(!pfl_json_finish(&j));
		CHECK_STR(err.msg, wrong[i].error);
		pfl_json_clear(&j);
		pfl_text_clear(&text);
		pfl_text_clear(&out);
	}
}

int
main(void)
{
	test_cases();
	test_nul();
	test_numbers();
	test_fields();
	test_limits();
	test_lax();
	return test_done();
}
