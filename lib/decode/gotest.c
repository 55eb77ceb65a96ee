/* SPDX-License-Identifier: Apache-2.0 */
/* JSON as far as a line of `go test -json` needs it: one object, strings in it. */
#include "decode/gotest.h"

#include "base/scan.h"
#include "base/utf8.h"

/* Behind "\u". Half of a pair that has no other half is U+FFFD, as in Go. */
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

/* A value that nobody asked for: up to the comma or brace behind it. */
static bool
skip_value(struct pfl_span *s, struct pfl_text *scratch)
{
	size_t depth = 0;

	while (s->n > 0) {
		char c = s->at[0];

		if (c == '"') {
			pfl_text_reset(scratch);
			if (!pfl_scan_quoted(s, scratch, scan_escape))
				return false;
			continue;
		}
		if (depth == 0 && (c == ',' || c == '}'))
			return true;
		if (depth == 0 && c == ']')
			return false;
		depth += c == '[' || c == '{';
		depth -= c == ']' || c == '}';
		s->at++;
		s->n--;
	}
	return false;
}

/* Where the value of the key that was read goes; NULL: nowhere. */
static struct pfl_text *
member(struct pfl_gotest_event *e)
{
	const char *key = pfl_text_get(&e->key);

	return strcmp(key, "Action") == 0     ? &e->action
		: strcmp(key, "Package") == 0 ? &e->package
		: strcmp(key, "Output") == 0  ? &e->output
					      : NULL;
}

static bool
scan_member(struct pfl_span *s, struct pfl_gotest_event *e)
{
	struct pfl_text *text;

	pfl_text_reset(&e->key);
	pfl_scan_blanks(s);
	if (!pfl_scan_quoted(s, &e->key, scan_escape))
		return false;
	pfl_scan_blanks(s);
	if (!pfl_scan_text(s, ":"))
		return false;
	pfl_scan_blanks(s);
	text = member(e);
	if (!text || s->n == 0 || s->at[0] != '"')
		return skip_value(s, &e->key);
	pfl_text_reset(text);
	return pfl_scan_quoted(s, text, scan_escape);
}

bool
pfl_gotest_parse(struct pfl_gotest_event *e, struct pfl_span line)
{
	struct pfl_span s = pfl_span_trim(line);

	pfl_text_reset(&e->action);
	pfl_text_reset(&e->package);
	pfl_text_reset(&e->output);
	if (!pfl_scan_text(&s, "{"))
		return false;
	do {
		if (!scan_member(&s, e))
			return false;
		pfl_scan_blanks(&s);
	} while (pfl_scan_text(&s, ","));
	return pfl_scan_text(&s, "}") && s.n == 0 && e->action.n > 0;
}

bool
pfl_gotest_ok(const struct pfl_gotest_event *e, struct pfl_error *err)
{
	return pfl_text_ok(&e->action, err) && pfl_text_ok(&e->package, err) &&
		pfl_text_ok(&e->output, err) && pfl_text_ok(&e->key, err);
}

void
pfl_gotest_clear(struct pfl_gotest_event *e)
{
	pfl_text_clear(&e->action);
	pfl_text_clear(&e->package);
	pfl_text_clear(&e->output);
	pfl_text_clear(&e->key);
}
