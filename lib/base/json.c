/* SPDX-License-Identifier: Apache-2.0 */
/* JSON, read as it goes. */
#include "base/json_inside.h"

#include "base/scan.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

enum {
	WINDOW = 64 * 1024, /* bytes asked for at a time              */
	STRING = 1 << 20,   /* bytes of a string, if nobody says more */
};

void
pfl_json_init(struct pfl_json *j, struct pfl_span text, struct pfl_error *err)
{
	j->begin = j->at = text.at;
	j->end = text.n ? text.at + text.n : text.at;
	j->more = NULL;
	j->from = NULL;
	j->max_string = STRING;
	j->lax = j->failed = false;
	j->first = true;
	j->before = j->line = j->line_start = 0;
	j->depth = 0;
	j->text = (struct pfl_text){ 0 };
	j->err = err;
}

void
pfl_json_clear(struct pfl_json *j)
{
	pfl_text_clear(&j->text);
}

static uint64_t
offset(const struct pfl_json *j)
{
	return j->before + (uint64_t)(j->at - j->begin);
}

/* Put the place in front of what is in *j->err. */
static bool
failed_here(struct pfl_json *j)
{
	if (!j->failed)
		pfl_context(j->err, "line %" PRIu64 ", column %" PRIu64, j->line + 1,
			offset(j) - j->line_start + 1);
	j->failed = true;
	return false;
}

bool
pfl_json_fail(struct pfl_json *j, const char *format, ...)
{
	char message[sizeof(j->err->msg)];
	va_list args;

	if (j->failed)
		return false;
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	pfl_fail(j->err, PFL_FORMAT, "%s", message);
	return failed_here(j);
}

bool
pfl_json_check(struct pfl_json *j, bool ok)
{
	j->failed |= !ok;
	return ok;
}

bool
pfl_json_grow(struct pfl_json *j, size_t kept)
{
	struct pfl_span window;
	size_t used = (size_t)(j->at - j->begin);

	if (!j->more)
		return false;
	window = j->more(j->from, used, kept < WINDOW / 2 ? WINDOW : 2 * kept);
	j->before += used;
	j->begin = j->at = window.at;
	j->end = window.at + window.n;
	return window.n > kept;
}

/* The byte-order mark that editors put in front of UTF-8. */
static void
skip_mark(struct pfl_json *j)
{
	while (j->end - j->at < 3 && pfl_json_grow(j, (size_t)(j->end - j->at)))
		;
	if (pfl_span_starts(
		    (struct pfl_span){ j->at, (size_t)(j->end - j->at) }, "\xef\xbb\xbf"))
		j->at += 3;
}

int
pfl_json_next_byte(struct pfl_json *j)
{
	if (j->failed)
		return -1;
	if (offset(j) == 0)
		skip_mark(j);
	do {
		for (; j->at < j->end; j->at++) {
			if (*j->at == '\n') {
				j->line++;
				j->line_start = offset(j) + 1;
			} else if (*j->at != ' ' && *j->at != '\t' && *j->at != '\r') {
				return (unsigned char)*j->at;
			}
		}
	} while (pfl_json_grow(j, 0));
	return -1;
}

static const char *
what_is(enum pfl_json_type type)
{
	static const char *const names[] = { "nothing", "an object", "an array", "a string",
		"a number", "true or false", "null" };

	return names[type];
}

static enum pfl_json_type
type_of(int c)
{
	switch (c) {
	case '{':
		return PFL_JSON_OBJECT;
	case '[':
		return PFL_JSON_ARRAY;
	case '"':
		return PFL_JSON_STRING;
	case 't':
	case 'f':
		return PFL_JSON_BOOL;
	case 'n':
		return PFL_JSON_NULL;
	default:
		return c == '-' || (c >= '0' && c <= '9') ? PFL_JSON_NUMBER : PFL_JSON_NONE;
	}
}

/* What a byte is called where something else was wanted: a NUL would end the message. */
struct seen {
	char text[16];
};

static struct seen
seen(int c)
{
	struct seen s = { "a NUL byte" };

	if (c)
		snprintf(s.text, sizeof(s.text), "'%c'", c);
	return s;
}

bool
pfl_json_fail_value(struct pfl_json *j, int c, const char *wanted)
{
	if (c < 0)
		return pfl_json_fail(j, "the text ends where %s was expected", wanted);
	if (type_of(c) != PFL_JSON_NONE)
		return pfl_json_fail(j, "expected %s, found %s", wanted, what_is(type_of(c)));
	return pfl_json_fail(j, "expected %s, found %s", wanted, seen(c).text);
}

enum pfl_json_type
pfl_json_peek(struct pfl_json *j)
{
	int c = pfl_json_next_byte(j);
	enum pfl_json_type type = type_of(c);

	if (type == PFL_JSON_NONE)
		pfl_json_fail_value(j, c, "a value");
	return type;
}

/* --- objects and arrays --- */

static bool
enter(struct pfl_json *j, char bracket, enum pfl_json_type type)
{
	int c = pfl_json_next_byte(j);
	uint64_t bit;

	if (c != bracket)
		return pfl_json_fail_value(j, c, what_is(type));
	if (j->depth == PFL_JSON_DEPTH)
		return pfl_json_fail(j, "nested deeper than %d", (int)PFL_JSON_DEPTH);
	bit = (uint64_t)1 << j->depth % 64;
	if (type == PFL_JSON_OBJECT)
		j->object[j->depth / 64] |= bit;
	else
		j->object[j->depth / 64] &= ~bit;
	j->depth++;
	j->at++;
	j->first = true;
	return true;
}

bool
pfl_json_object(struct pfl_json *j)
{
	return enter(j, '{', PFL_JSON_OBJECT);
}

bool
pfl_json_array(struct pfl_json *j)
{
	return enter(j, '[', PFL_JSON_ARRAY);
}

static void
leave(struct pfl_json *j)
{
	j->depth--;
	j->first = false;
}

static bool
in_object(const struct pfl_json *j)
{
	return j->depth > 0 && (j->object[(j->depth - 1) / 64] >> (j->depth - 1) % 64 & 1);
}

bool
pfl_json_in_array(const struct pfl_json *j)
{
	return j->depth > 0 && !in_object(j);
}

/* Is there a further element or member before the bracket `close`? False also leaves. */
static bool
further(struct pfl_json *j, char close)
{
	int c = pfl_json_next_byte(j);
	bool comma = !j->first && c == ',';

	if (comma) {
		j->at++;
		c = pfl_json_next_byte(j);
	}
	if (c < 0 && j->lax && !j->failed && j->depth <= (close == ']' ? 2 : 1)) {
		leave(j);
		return false;
	}
	if (c == close && (!comma || j->lax)) {
		j->at++;
		leave(j);
		return false;
	}
	if (c < 0)
		return pfl_json_fail(j, "the text ends before '%c'", close);
	if (c == close)
		return pfl_json_fail(j, "expected a value behind the comma, found '%c'", close);
	if (!j->first && !comma)
		return pfl_json_fail(j, "expected ',' or '%c', found %s", close, seen(c).text);
	j->first = false;
	return true;
}

bool
pfl_json_element(struct pfl_json *j)
{
	return !j->failed && further(j, ']');
}

/* --- strings --- */

/* Behind "\u". Half of a pair that has no other half is U+FFFD. */
static bool
scan_code(struct pfl_span *s, struct pfl_text *text)
{
	uint32_t code;
	char utf8[4];

	if (!pfl_scan_hex_digits(s, 4, &code))
		return false;
	if (code >= 0xd800 && code < 0xe000 &&
		(code >= 0xdc00 || !pfl_scan_low_surrogate(s, &code)))
		code = 0xfffd;
	pfl_text_add(text, (struct pfl_span){ utf8, pfl_utf8_encode(code, utf8) });
	return true;
}

/* Behind a backslash. */
static bool
scan_escape(struct pfl_span *s, struct pfl_text *text)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *found;
	char c;

	if (s->n == 0)
		return false;
	c = *s->at++;
	s->n--;
	if (c == 'u')
		return scan_code(s, text);
	found = c ? strchr(from, c) : NULL;
	if (found)
		pfl_text_char(text, to[found - from]);
	return found != NULL;
}

/* Does a run of plain bytes of a string go on with this one? */
static bool
is_plain(char c)
{
	return c != '"' && c != '\\' && (unsigned char)c >= 0x20;
}

/*
 * How many bytes the string at j->at has, quotes included, all of them in the window; *escapes:
 * is a backslash among them? 0: failed.
 */
static size_t
string_length(struct pfl_json *j, bool *escapes)
{
	size_t n = 1;

	*escapes = false;
	for (;;) {
		while (n < (size_t)(j->end - j->at) && is_plain(j->at[n]))
			n++;
		if (n - 1 > j->max_string) {
			pfl_fail(j->err, PFL_LIMIT,
				"a string is longer than %zu bytes; --max-string raises the "
				"limit",
				j->max_string);
			return failed_here(j);
		}
		if (n >= (size_t)(j->end - j->at)) {
			if (!pfl_json_grow(j, n))
				return pfl_json_fail(j, "the text ends inside a string");
			continue;
		}
		if (j->at[n] == '"')
			return n + 1;
		if (j->at[n] != '\\') {
			j->at += n;
			return pfl_json_fail(j, "a control character in a string");
		}
		*escapes = true;
		if (n + 1 == (size_t)(j->end - j->at) && !pfl_json_grow(j, n + 1))
			return pfl_json_fail(j, "the text ends inside a string");
		n += 2;
	}
}

struct pfl_span
pfl_json_string(struct pfl_json *j)
{
	int c = pfl_json_next_byte(j);
	struct pfl_span s = { "", 0 };
	bool escapes;
	size_t n;

	if (c != '"') {
		pfl_json_fail_value(j, c, "a string");
		return s;
	}
	n = string_length(j, &escapes);
	if (n == 0)
		return s;
	s = (struct pfl_span){ j->at, n };
	if (!escapes) {
		j->at += n;
		return (struct pfl_span){ s.at + 1, n - 2 };
	}
	pfl_text_reset(&j->text);
	if (!pfl_scan_quoted(&s, &j->text, scan_escape)) {
		j->at = s.at;
		pfl_json_fail(j, "expected an escape that JSON knows behind the backslash");
		return (struct pfl_span){ "", 0 };
	}
	j->at += n;
	if (!pfl_text_ok(&j->text, j->err)) {
		j->failed = true;
		return (struct pfl_span){ "", 0 };
	}
	return pfl_text_span(&j->text);
}

/* The same without keeping any of it. */
static bool
skip_string(struct pfl_json *j)
{
	bool escaped = false;

	j->at++;
	do {
		for (; j->at < j->end; j->at++) {
			if (!escaped && *j->at == '"') {
				j->at++;
				return true;
			}
			if ((unsigned char)*j->at < 0x20)
				return pfl_json_fail(j, "a control character in a string");
			escaped = !escaped && *j->at == '\\';
		}
	} while (pfl_json_grow(j, 0));
	return pfl_json_fail(j, "the text ends inside a string");
}

/* Behind a key. */
static bool
take_colon(struct pfl_json *j)
{
	int c = pfl_json_next_byte(j);

	if (c != ':')
		return c < 0
			? pfl_json_fail(j, "the text ends behind a key")
			: pfl_json_fail(j, "expected ':' behind a key, found %s", seen(c).text);
	j->at++;
	return true;
}

/* Is there a further member, beginning with a quote? */
static bool
further_member(struct pfl_json *j)
{
	if (j->failed || !further(j, '}'))
		return false;
	return *j->at == '"' || pfl_json_fail_value(j, (unsigned char)*j->at, "a key");
}

bool
pfl_json_member(struct pfl_json *j, struct pfl_span *key)
{
	if (!further_member(j))
		return false;
	*key = pfl_json_string(j);
	/* The blanks up to the colon may need another window, which the key would not outlive.
	 */
	if (j->at < j->end && *j->at == ':') {
		j->at++;
		return true;
	}
	if (j->failed)
		return false;
	if (key->at != j->text.at) {
		pfl_text_reset(&j->text);
		pfl_text_add(&j->text, *key);
		if (!pfl_text_ok(&j->text, j->err)) {
			j->failed = true;
			return false;
		}
	}
	*key = pfl_text_span(&j->text);
	return take_colon(j);
}

int
pfl_json_field(struct pfl_json *j, const char *const *names)
{
	struct pfl_span key;

	while (pfl_json_member(j, &key)) {
		for (int i = 0; names[i]; i++) {
			if (pfl_span_eq(key, pfl_span_of(names[i])))
				return i;
		}
		pfl_json_skip(j);
	}
	return -1;
}

/* --- words --- */

/* Take the word, which its first byte has announced. */
static bool
take_word(struct pfl_json *j, const char *word)
{
	size_t n = strlen(word), have = (size_t)(j->end - j->at);

	while (have < n && pfl_json_grow(j, have))
		have = (size_t)(j->end - j->at);
	if (have < n || memcmp(j->at, word, n) != 0)
		return pfl_json_fail(j, "expected %s", word);
	j->at += n;
	return true;
}

bool
pfl_json_bool(struct pfl_json *j)
{
	int c = pfl_json_next_byte(j);

	if (type_of(c) != PFL_JSON_BOOL)
		return pfl_json_fail_value(j, c, "true or false");
	return c == 't' ? take_word(j, "true") : take_word(j, "false") && false;
}

bool
pfl_json_null(struct pfl_json *j)
{
	return pfl_json_next_byte(j) == 'n' && take_word(j, "null");
}

/* --- what is passed over --- */

/* A value, or the bracket that opens it. */
static void
skip_one(struct pfl_json *j)
{
	struct pfl_span s;
	bool whole;

	switch (pfl_json_peek(j)) {
	case PFL_JSON_OBJECT:
		pfl_json_object(j);
		break;
	case PFL_JSON_ARRAY:
		pfl_json_array(j);
		break;
	case PFL_JSON_STRING:
		skip_string(j);
		break;
	case PFL_JSON_NUMBER:
		if (pfl_json_find_number(j, &s, &whole))
			j->at += s.n;
		break;
	case PFL_JSON_BOOL:
		pfl_json_bool(j);
		break;
	case PFL_JSON_NULL:
		pfl_json_null(j);
		break;
	case PFL_JSON_NONE:
		break;
	}
}

void
pfl_json_skip(struct pfl_json *j)
{
	uint32_t base = j->depth;

	skip_one(j);
	while (j->depth > base && !j->failed) {
		if (in_object(j) ? further_member(j) && skip_string(j) && take_colon(j)
				 : pfl_json_element(j))
			skip_one(j);
	}
}

bool
pfl_json_another(struct pfl_json *j)
{
	return pfl_json_next_byte(j) >= 0 && !j->failed;
}

bool
pfl_json_finish(struct pfl_json *j)
{
	int c = pfl_json_next_byte(j);

	if (c >= 0)
		return pfl_json_fail(j, "expected the end of the text, found %s", seen(c).text);
	return !j->failed;
}
