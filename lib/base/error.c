/* SPDX-License-Identifier: Apache-2.0 */
/* Formatting, cleaning and prefixing of error messages. */
#include "base/utf8.h"
#include <profloom/error.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SLACK = 64 }; /* formatted beyond what fits, so that a cut is noticed and whole */

/*
 * Copy text into dst[size], every byte that could act on a terminal or a CI system made
 * visible. What does not fit is cut between characters and ends in "...".
 */
static void
copy_visible(char *dst, size_t size, const char *text)
{
	size_t n = strlen(text), used = 0,
	       cut = 0; /* cut: the last place with room for "..." */

	while (n > 0) {
		char piece[PFL_UTF8_VISIBLE];
		size_t taken = pfl_utf8_visible_in_log(text, n, piece);
		size_t len = strlen(piece);

		if (used + len + 1 > size) {
			memcpy(dst + cut, "...", 4);
			return;
		}
		memcpy(dst + used, piece, len);
		used += len;
		if (used + 4 <= size)
			cut = used;
		text += taken;
		n -= taken;
	}
	dst[used] = '\0';
}

bool
pfl_fail(struct pfl_error *err, enum pfl_code code, const char *format, ...)
{
	char raw[sizeof(err->msg) + SLACK];
	va_list args;

	if (err->code != PFL_OK)
		return false;
	err->code = code;
	va_start(args, format);
	if (vsnprintf(raw, sizeof(raw), format, args) < 0)
		raw[0] = '\0';
	va_end(args);
	copy_visible(err->msg, sizeof(err->msg), raw);
	return false;
}

void
pfl_context(struct pfl_error *err, const char *format, ...)
{
	char prefix[sizeof(err->msg) + SLACK], clean[sizeof(err->msg)], old[sizeof(err->msg)];
	size_t used, left, n = strlen(err->msg);
	va_list args;

	va_start(args, format);
	if (vsnprintf(prefix, sizeof(prefix), format, args) < 0)
		prefix[0] = '\0';
	va_end(args);
	copy_visible(clean, sizeof(clean) / 2, prefix); /* leave room for what went wrong */
	memcpy(old, err->msg, n + 1);
	used = strlen(clean);
	memcpy(err->msg, clean, used);
	memcpy(err->msg + used, ": ", 2);
	used += 2;
	left = sizeof(err->msg) - used;
	if (n < left) {
		memcpy(err->msg + used, old, n + 1);
	} else {
		n = pfl_utf8_cut(old, n, left - 4);
		memcpy(err->msg + used, old, n);
		memcpy(err->msg + used + n, "...", 4);
	}
}
