/* SPDX-License-Identifier: Apache-2.0 */
/* Messages about something that the user wrote in a small language. */
#include "base/fault.h"

#include "base/escape.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

enum { SHOWN = 60 }; /* bytes of a text in a message */

void
pfl_quote_short(struct pfl_text *text, struct pfl_span s)
{
	size_t n = pfl_utf8_cut(s.at, s.n, SHOWN);

	pfl_text_char(text, '\'');
	pfl_escape_terminal(pfl_sink_text(text), (struct pfl_span){ s.at, n });
	pfl_text_str(text, n < s.n ? "...'" : "'");
}

static size_t
shown_columns(struct pfl_span s)
{
	struct pfl_text text = { 0 };
	size_t columns;

	pfl_escape_terminal(pfl_sink_text(&text), s);
	columns = pfl_utf8_columns(text.at, text.n);
	pfl_text_clear(&text);
	return columns;
}

/* Two more lines: the text around the place, and a caret under it. */
static void
add_caret(struct pfl_text *message, struct pfl_span s, size_t at)
{
	size_t start = 0, end;

	if (at > SHOWN) {
		start = at - SHOWN / 2;
		while (start < at && ((unsigned char)s.at[start] & 0xc0) == 0x80)
			start++;
	}
	end = start + pfl_utf8_cut(s.at + start, s.n - start, SHOWN + SHOWN / 4);
	pfl_text_str(message, "\n  ");
	pfl_escape_terminal(
		pfl_sink_text(message), (struct pfl_span){ s.at + start, end - start });
	pfl_text_printf(message, "\n  %*s^",
		(int)shown_columns((struct pfl_span){ s.at + start, at - start }), "");
}

bool
pfl_fail_at(struct pfl_error *err, enum pfl_code code, const char *what, struct pfl_span text,
	size_t at, const char *format, ...)
{
	struct pfl_text message = { 0 };
	char why[sizeof(err->msg)];
	va_list args;
	size_t n;

	if (err->code != PFL_OK)
		return false;
	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	if (what)
		pfl_text_printf(&message, "%s: ", what);
	pfl_quote_short(&message, text);
	pfl_text_str(&message, ": ");
	pfl_escape_terminal(pfl_sink_text(&message), pfl_span_of(why));
	pfl_text_printf(&message, " (column %zu)", pfl_utf8_columns(text.at, at) + 1);
	n = message.n;
	add_caret(&message, text, at);
	if (message.n >= sizeof(err->msg)) /* half a picture is none */
		pfl_text_cut(&message, n);
	if (message.failed || message.n >= sizeof(err->msg)) {
		pfl_fail(err, code, "%s: %s", what ? what : "pattern", why);
	} else {
		err->code = code;
		memcpy(err->msg, message.at, message.n + 1);
	}
	pfl_text_clear(&message);
	return false;
}
