/* SPDX-License-Identifier: Apache-2.0 */
/* Labels of a goroutine as Go prints them. */
#include "decode/golabels.h"

#include "base/scan.h"
#include "base/utf8.h"

/* A code point of n digits. */
static bool
take_code(struct pfl_span *s, size_t n, struct pfl_text *text)
{
	char bytes[4];
	uint32_t code;

	if (!pfl_scan_hex_digits(s, n, &code) || code > 0x10ffff)
		return false;
	if (code >= 0xd800 && code < 0xe000 &&
		(code >= 0xdc00 || !pfl_scan_low_surrogate(s, &code)))
		return false;
	pfl_text_add(text, (struct pfl_span){ bytes, pfl_utf8_encode(code, bytes) });
	return true;
}

/* What stands behind a backslash. */
static bool
take_escape(struct pfl_span *s, struct pfl_text *text)
{
	static const char from[] = "abfnrtv\\\"/'", to[] = "\a\b\f\n\r\t\v\\\"/'";
	const char *known;
	uint32_t byte;
	char c;

	if (s->n == 0)
		return false;
	c = s->at[0];
	s->at++;
	s->n--;
	switch (c) {
	case 'x':
		if (!pfl_scan_hex_digits(s, 2, &byte))
			return false;
		pfl_text_char(text, (char)(unsigned char)byte);
		return true;
	case 'u':
		return take_code(s, 4, text);
	case 'U':
		return take_code(s, 8, text);
	default:
		known = c ? strchr(from, c) : NULL;
		if (!known)
			return false;
		pfl_text_char(text, to[known - from]);
		return true;
	}
}

/* A text up to one of the characters in `ends`, which is left. */
static bool
take_bare(struct pfl_span *s, const char *ends, struct pfl_text *text)
{
	size_t n = 0;

	while (n < s->n && s->at[n] != '"' && !(s->at[n] && strchr(ends, s->at[n])))
		n++;
	if (n == s->n || s->at[n] == '"')
		return false;
	pfl_text_add(text, pfl_span_trim((struct pfl_span){ s->at, n }));
	s->at += n;
	s->n -= n;
	return true;
}

static bool
take_text(struct pfl_span *s, const char *ends, struct pfl_text *text)
{
	pfl_text_reset(text);
	pfl_scan_blanks(s);
	return pfl_span_starts(*s, "\"") ? pfl_scan_quoted(s, text, take_escape)
					 : take_bare(s, ends, text);
}

bool
pfl_golabels_open(struct pfl_golabels *l, struct pfl_span s)
{
	l->damaged = false;
	l->rest = s;
	return pfl_scan_text(&l->rest, "{");
}

bool
pfl_golabels_next(struct pfl_golabels *l)
{
	pfl_scan_blanks(&l->rest);
	if (l->damaged || pfl_scan_text(&l->rest, "}"))
		return false;
	l->damaged = !take_text(&l->rest, ":", &l->key);
	pfl_scan_blanks(&l->rest);
	l->damaged = l->damaged || !pfl_scan_text(&l->rest, ":") ||
		!take_text(&l->rest, ",}", &l->value);
	pfl_scan_blanks(&l->rest);
	if (l->damaged || pfl_scan_text(&l->rest, ",") || pfl_span_starts(l->rest, "}"))
		return !l->damaged;
	l->damaged = true;
	return false;
}

void
pfl_golabels_clear(struct pfl_golabels *l)
{
	pfl_text_clear(&l->key);
	pfl_text_clear(&l->value);
}
