/* SPDX-License-Identifier: Apache-2.0 */
/* Formatting, cleaning and prefixing of error messages. */
#include "base/utf8.h"
#include <profloom/error.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Copy text into dst[size], every byte that could act on a terminal made visible; cut with
 * "...". */
static void
copy_visible(char *dst, size_t size, const char *text)
{
	size_t n = strlen(text), used = 0;

	while (n > 0) {
		char piece[PFL_UTF8_VISIBLE];
		size_t taken = pfl_utf8_visible(text, n, piece);
		size_t len = strlen(piece);

		if (used + len + 4 > size) {
			memcpy(dst + used, "...", 4);
			return;
		}
		memcpy(dst + used, piece, len);
		used += len;
		text += taken;
		n -= taken;
	}
	dst[used] = '\0';
}

bool
pfl_fail(struct pfl_error *err, enum pfl_code code, const char *format, ...)
{
	char raw[sizeof(err->msg)];
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
	char prefix[sizeof(err->msg)], clean[sizeof(err->msg)], old[sizeof(err->msg)];
	size_t used, left;
	va_list args;

	va_start(args, format);
	if (vsnprintf(prefix, sizeof(prefix), format, args) < 0)
		prefix[0] = '\0';
	va_end(args);
	copy_visible(clean, sizeof(clean) / 2, prefix); /* leave room for what went wrong */
	memcpy(old, err->msg, sizeof(old));
	used = strlen(clean);
	memcpy(err->msg, clean, used);
	memcpy(err->msg + used, ": ", 2);
	used += 2;
	left = sizeof(err->msg) - used;
	if (strlen(old) < left) {
		memcpy(err->msg + used, old, strlen(old) + 1);
	} else {
		memcpy(err->msg + used, old, left - 4);
		memcpy(err->msg + sizeof(err->msg) - 4, "...", 4);
	}
}
