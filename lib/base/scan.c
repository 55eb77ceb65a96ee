/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a line from left to right, piece by piece. */
#include "base/scan.h"

static void
skip(struct pfl_span *s, size_t n)
{
	s->at += n;
	s->n -= n;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

void
pfl_scan_blanks(struct pfl_span *s)
{
	while (s->n && is_blank(s->at[0]))
		skip(s, 1);
}

bool
pfl_scan_text(struct pfl_span *s, const char *text)
{
	if (!pfl_span_starts(*s, text))
		return false;
	skip(s, strlen(text));
	return true;
}

bool
pfl_scan_u64(struct pfl_span *s, uint64_t *value)
{
	size_t n = pfl_span_digits(*s, 0);

	if (!pfl_span_u64((struct pfl_span){ s->at, n }, value))
		return false;
	skip(s, n);
	return true;
}

bool
pfl_scan_i64(struct pfl_span *s, int64_t *value)
{
	size_t n = pfl_span_digits(*s, s->n && s->at[0] == '-');

	if (!pfl_span_i64((struct pfl_span){ s->at, n }, value))
		return false;
	skip(s, n);
	return true;
}

bool
pfl_scan_hex(struct pfl_span *s, uint64_t *value)
{
	size_t first = pfl_span_starts(*s, "0x") || pfl_span_starts(*s, "0X") ? 2 : 0;
	size_t i = first;
	uint64_t v = 0;

	for (; i < s->n && pfl_is_hex(s->at[i]); i++) {
		if (v >> 60)
			return false;
		v = v << 4 | (uint64_t)pfl_hex_value(s->at[i]);
	}
	if (i == first)
		return false;
	*value = v;
	skip(s, i);
	return true;
}

bool
pfl_scan_hex_digits(struct pfl_span *s, size_t n, uint32_t *value)
{
	uint32_t v = 0;

	if (s->n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int digit = pfl_hex_value(s->at[i]);

		if (digit < 0)
			return false;
		v = v << 4 | (uint32_t)digit;
	}
	*value = v;
	skip(s, n);
	return true;
}

bool
pfl_scan_low_surrogate(struct pfl_span *s, uint32_t *code)
{
	struct pfl_span rest = *s;
	uint32_t low;

	if (!pfl_scan_text(&rest, "\\u") || !pfl_scan_hex_digits(&rest, 4, &low) ||
		low < 0xdc00 || low >= 0xe000)
		return false;
	*code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
	*s = rest;
	return true;
}

bool
pfl_scan_quoted(struct pfl_span *s, struct pfl_text *text,
	bool (*escape)(struct pfl_span *s, struct pfl_text *text))
{
	if (!pfl_scan_text(s, "\""))
		return false;
	while (s->n > 0) {
		size_t n = 0;

		while (n < s->n && s->at[n] != '"' && s->at[n] != '\\')
			n++;
		pfl_text_add(text, (struct pfl_span){ s->at, n });
		skip(s, n);
		if (pfl_scan_text(s, "\""))
			return true;
		if (!pfl_scan_text(s, "\\") || !escape(s, text))
			return false;
	}
	return false;
}

bool
pfl_scan_word(struct pfl_span *s, struct pfl_span *word)
{
	size_t n = 0;

	while (n < s->n && !is_blank(s->at[n]))
		n++;
	if (n == 0)
		return false;
	*word = (struct pfl_span){ s->at, n };
	skip(s, n);
	return true;
}
