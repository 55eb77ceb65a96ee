/* SPDX-License-Identifier: Apache-2.0 */
/* A text that grows: NUL-terminated, and sticky when memory runs out. */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Make room for n more bytes and the NUL; false when the text has failed. */
static bool
reserve(struct pfl_text *text, size_t n)
{
	size_t cap = text->cap;
	char *at;

	if (text->failed)
		return false;
	if (n < cap - text->n)
		return true;
	if (n > SIZE_MAX / 4 || text->n > SIZE_MAX / 4) {
		text->failed = true;
		return false;
	}
	cap = cap < 32 ? 64 : cap * 2;
	if (cap < text->n + n + 1)
		cap = text->n + n + 1;
	at = realloc(text->at, cap);
	if (!at) {
		text->failed = true;
		return false;
	}
	text->at = at;
	text->cap = cap;
	return true;
}

void
pfl_text_add(struct pfl_text *text, struct pfl_span s)
{
	if (!reserve(text, s.n))
		return;
	if (s.n > 0)
		memcpy(text->at + text->n, s.at, s.n);
	text->n += s.n;
	text->at[text->n] = '\0';
}

void
pfl_text_str(struct pfl_text *text, const char *s)
{
	pfl_text_add(text, pfl_span_of(s));
}

void
pfl_text_char(struct pfl_text *text, char c)
{
	pfl_text_add(text, (struct pfl_span){ &c, 1 });
}

void
pfl_text_printf(struct pfl_text *text, const char *format, ...)
{
	va_list args;
	int n;

	if (!reserve(text, 64))
		return;
	va_start(args, format);
	n = vsnprintf(text->at + text->n, text->cap - text->n, format, args);
	va_end(args);
	if (n >= 0 && (size_t)n >= text->cap - text->n && reserve(text, (size_t)n)) {
		va_start(args, format);
		n = vsnprintf(text->at + text->n, text->cap - text->n, format, args);
		va_end(args);
	}
	if (n < 0 || text->failed) {
		text->failed = true;
		text->at[text->n] = '\0';
		return;
	}
	text->n += (size_t)n;
}

const char *
pfl_text_get(const struct pfl_text *text)
{
	return text->at ? text->at : "";
}

struct pfl_span
pfl_text_span(const struct pfl_text *text)
{
	return (struct pfl_span){ pfl_text_get(text), text->n };
}

bool
pfl_text_ok(const struct pfl_text *text, struct pfl_error *err)
{
	return !text->failed || pfl_fail(err, PFL_NOMEM, "out of memory");
}

void
pfl_text_reset(struct pfl_text *text)
{
	pfl_text_cut(text, 0);
}

void
pfl_text_cut(struct pfl_text *text, size_t n)
{
	if (text->at && n < text->n) {
		text->n = n;
		text->at[n] = '\0';
	}
}

void
pfl_text_clear(struct pfl_text *text)
{
	free(text->at);
	*text = (struct pfl_text){ 0 };
}
