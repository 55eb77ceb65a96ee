/* SPDX-License-Identifier: Apache-2.0 */
/* Names as data in every output syntax. */
#include "base/escape.h"

#include "base/utf8.h"

#include <stdio.h>

/* An output syntax: which characters do not stand for themselves, and what stands for them. */
struct syntax {
	uint64_t care[2]; /* bit c of 128: an ASCII character that `one` must write */
	/* Write what stands for the first character of s[0..n); returns how many bytes it has.
	 */
	size_t (*one)(struct pfl_sink sink, const char *s, size_t n);
};

#define LOW(c) (UINT64_C(1) << (c))       /* for care[0]: codes 0 to 63   */
#define HIGH(c) (UINT64_C(1) << ((c)-64)) /* for care[1]: codes 64 to 127 */
#define CONTROLS UINT64_C(0xffffffff)
#define DELETE HIGH(0x7f)

static void
put(struct pfl_sink sink, const char *s, size_t n)
{
	if (n > 0)
		sink.write(sink.state, s, n);
}

static void
put_str(struct pfl_sink sink, const char *s)
{
	put(sink, s, strlen(s));
}

/* How many bytes at the start of s[0..n) stand for themselves. */
static size_t
plain(const struct syntax *syntax, const char *s, size_t n)
{
	const uint64_t low = syntax->care[0], high = syntax->care[1];
	size_t i = 0, length;
	uint32_t code;

	for (;;) {
		while (i < n && (unsigned char)s[i] < 0x80) {
			unsigned char c = (unsigned char)s[i];

			if ((c < 64 ? low : high) >> (c & 63) & 1)
				return i;
			i++;
		}
		if (i == n)
			return n;
		length = pfl_utf8_decode(s + i, n - i, &code);
		if (length == 0 || pfl_utf8_is_control(code))
			return i;
		i += length;
	}
}

/* Write s, plain characters in runs and the others one by one. */
static void
escape(struct pfl_sink sink, struct pfl_span s, const struct syntax *syntax)
{
	while (s.n > 0) {
		size_t taken = plain(syntax, s.at, s.n);

		put(sink, s.at, taken);
		if (taken < s.n)
			taken += syntax->one(sink, s.at + taken, s.n - taken);
		s.at += taken;
		s.n -= taken;
	}
}

static void
write_out(void *state, const void *data, size_t n)
{
	pfl_out_write(state, data, n);
}

static void
write_text(void *state, const void *data, size_t n)
{
	pfl_text_add(state, (struct pfl_span){ data, n });
}

struct pfl_sink
pfl_sink_out(struct pfl_out *out)
{
	return (struct pfl_sink){ write_out, out };
}

struct pfl_sink
pfl_sink_text(struct pfl_text *text)
{
	return (struct pfl_sink){ write_text, text };
}

/* What the next character becomes where it is to be seen, and how many bytes it has. */
typedef size_t visible_form(const char *s, size_t n, char out[PFL_UTF8_VISIBLE]);

static size_t
put_visible(struct pfl_sink sink, const char *s, size_t n, visible_form *form)
{
	char piece[PFL_UTF8_VISIBLE];
	size_t taken = form(s, n, piece);

	put_str(sink, piece);
	return taken;
}

static size_t
visible_one(struct pfl_sink sink, const char *s, size_t n)
{
	return put_visible(sink, s, n, pfl_utf8_visible);
}

static size_t
log_one(struct pfl_sink sink, const char *s, size_t n)
{
	return put_visible(sink, s, n, pfl_utf8_visible_in_log);
}

void
pfl_escape_terminal(struct pfl_sink sink, struct pfl_span s)
{
	static const struct syntax terminal = { { CONTROLS | LOW('#'), DELETE }, log_one };

	escape(sink, s, &terminal);
}

static size_t
xml_one(struct pfl_sink sink, const char *s, size_t n)
{
	switch (s[0]) {
	case '<':
		put_str(sink, "&lt;");
		return 1;
	case '>':
		put_str(sink, "&gt;");
		return 1;
	case '&':
		put_str(sink, "&amp;");
		return 1;
	case '"':
		put_str(sink, "&quot;");
		return 1;
	case '\'':
		put_str(sink, "&#39;"); /* HTML 4 does not know &apos; */
		return 1;
	default:
		return visible_one(sink, s, n);
	}
}

void
pfl_escape_xml(struct pfl_sink sink, struct pfl_span s)
{
	static const struct syntax xml = {
		{ CONTROLS | LOW('<') | LOW('>') | LOW('&') | LOW('"') | LOW('\''), DELETE },
		xml_one,
	};

	escape(sink, s, &xml);
}

static size_t
json_one(struct pfl_sink sink, const char *s, size_t n)
{
	static const char from[] = "\"\\\n\r\t\b\f", to[] = "\"\\nrtbf";
	const char *place = s[0] ? strchr(from, s[0]) : NULL;
	char piece[16];
	uint32_t code;
	size_t length;

	if (place) {
		put(sink, "\\", 1);
		put(sink, to + (place - from), 1);
		return 1;
	}
	length = pfl_utf8_decode(s, n, &code);
	if (length == 0) {
		put_str(sink, "\xef\xbf\xbd");
		return 1;
	}
	if (code < 0x10000)
		snprintf(piece, sizeof(piece), "\\u%04x", (unsigned)code);
	else
		snprintf(piece, sizeof(piece), "\\u%04x\\u%04x",
			(unsigned)(0xd800 + ((code - 0x10000) >> 10)),
			(unsigned)(0xdc00 + (code & 0x3ff)));
	put_str(sink, piece);
	return length;
}

void
pfl_escape_json(struct pfl_sink sink, struct pfl_span s)
{
	static const struct syntax json = {
		{ CONTROLS | LOW('"') | LOW('<') | LOW('>') | LOW('&'), HIGH('\\') | DELETE },
		json_one,
	};

	escape(sink, s, &json);
}

/* Would graphviz see an HTML entity in s[0..n), which starts with "&"? "&;" trips it as well.
 */
static bool
is_entity(const char *s, size_t n)
{
	size_t i = 1;

	while (i < n &&
		(s[i] == '#' || (s[i] >= '0' && s[i] <= '9') || (s[i] >= 'A' && s[i] <= 'Z') ||
			(s[i] >= 'a' && s[i] <= 'z')))
		i++;
	return i < n && s[i] == ';';
}

static size_t
dot_one(struct pfl_sink sink, const char *s, size_t n)
{
	char piece[PFL_UTF8_VISIBLE];
	size_t taken;

	switch (s[0]) {
	case '"':
		put_str(sink, "\\\"");
		return 1;
	case '\\':
		put_str(sink, "\\\\");
		return 1;
	case '&':
		put_str(sink, is_entity(s, n) ? "&amp;" : "&");
		return 1;
	default:
		taken = pfl_utf8_visible(s, n, piece);
		if (piece[0] == '\\')
			put(sink, "\\", 1);
		put_str(sink, piece);
		return taken;
	}
}

void
pfl_escape_dot(
	struct pfl_sink sink, struct pfl_span s, enum pfl_dot_newline newline, size_t max_bytes)
{
	static const struct syntax dot = {
		{ CONTROLS | LOW('"') | LOW('&'), HIGH('\\') | DELETE },
		dot_one,
	};
	bool whole = max_bytes == 0 || s.n <= max_bytes;
	struct pfl_span line;

	if (!whole)
		s.n = pfl_utf8_cut(s.at, s.n, max_bytes);
	if (newline == PFL_DOT_LEFT) {
		while (s.n > 0 && (line.n = pfl_span_find(s, "\n")) < s.n) {
			line.at = s.at;
			escape(sink, line, &dot);
			put_str(sink, "\\l");
			s.at += line.n + 1;
			s.n -= line.n + 1;
		}
	}
	escape(sink, s, &dot);
	if (!whole)
		put_str(sink, "...");
}

static void
put_fence(struct pfl_sink sink, size_t n)
{
	while (n-- > 0)
		put(sink, "`", 1);
}

static size_t
cell_one(struct pfl_sink sink, const char *s, size_t n)
{
	if (s[0] == '|') {
		put_str(sink, "\\|");
		return 1;
	}
	/* A table would read "\" and our "\|" as an escaped backslash and the end of the cell.
	 */
	if (s[0] == '\\') {
		put_str(sink, n > 1 && s[1] == '|' ? "\\x5c" : "\\");
		return 1;
	}
	return log_one(sink, s, n);
}

void
pfl_escape_markdown_code(struct pfl_sink sink, struct pfl_span s, bool in_table)
{
	static const struct syntax cell = {
		{ CONTROLS | LOW('#'), HIGH('|') | HIGH('\\') | DELETE },
		cell_one,
	};
	size_t fence = pfl_span_run(s, '`') + 1;
	/* Markdown takes one blank off both ends, and a backtick must not touch the fence. */
	bool pad = s.n == 0 || s.at[0] == '`' || s.at[s.n - 1] == '`' || s.at[0] == ' ' ||
		s.at[s.n - 1] == ' ';

	put_fence(sink, fence);
	if (pad)
		put(sink, " ", 1);
	if (in_table)
		escape(sink, s, &cell);
	else
		pfl_escape_terminal(sink, s);
	if (pad)
		put(sink, " ", 1);
	put_fence(sink, fence);
}

static void
put_entity(struct pfl_sink sink, uint32_t code)
{
	char piece[16];

	snprintf(piece, sizeof(piece), "#%u;", (unsigned)code);
	put_str(sink, piece);
}

/* What it shows as, "\\x1b" or itself; all that is visible is ASCII then. */
static size_t
mermaid_one(struct pfl_sink sink, const char *s, size_t n)
{
	char visible[PFL_UTF8_VISIBLE];
	size_t taken = pfl_utf8_visible(s, n, visible);

	for (const char *at = visible; *at; at++) {
		if ((*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z'))
			put(sink, at, 1);
		else
			put_entity(sink, (unsigned char)*at);
	}
	return taken;
}

void
pfl_escape_mermaid(struct pfl_sink sink, struct pfl_span s, size_t max_bytes)
{
	static const struct syntax mermaid = {
		/* blank ( ) , . / and digits; letters */
		{ ~(LOW(' ') | LOW('(') | LOW(')') | LOW(',') | LOW('.') | LOW('/') |
			  UINT64_C(0x3ff) << '0'),
			~(UINT64_C(0x3ffffff) << 1 | UINT64_C(0x3ffffff) << 33) },
		mermaid_one,
	};
	bool whole = max_bytes == 0 || s.n <= max_bytes;

	if (!whole)
		s.n = pfl_utf8_cut(s.at, s.n, max_bytes);
	/* "1. x" would be a list. */
	if (s.n > 0 && s.at[0] >= '0' && s.at[0] <= '9') {
		put_entity(sink, (unsigned char)s.at[0]);
		s.at++;
		s.n--;
	}
	escape(sink, s, &mermaid);
	if (!whole)
		put_str(sink, "...");
}

static size_t
csv_one(struct pfl_sink sink, const char *s, size_t n)
{
	if (s[0] != '"')
		return visible_one(sink, s, n);
	put_str(sink, "\"\"");
	return 1;
}

static size_t
csv_raw_one(struct pfl_sink sink, const char *s, size_t n)
{
	(void)n;
	put(sink, s, 1);
	if (s[0] == '"')
		put(sink, s, 1);
	return 1;
}

/* Must a CSV field be quoted? Control characters other than line ends come in raw fields only.
 */
static bool
wants_quotes(struct pfl_span s)
{
	if (s.n > 0 && (s.at[0] == ' ' || s.at[s.n - 1] == ' '))
		return true;
	for (size_t i = 0; i < s.n; i++) {
		if (s.at[i] == '"' || s.at[i] == ',' || s.at[i] == '\n' || s.at[i] == '\r')
			return true;
	}
	return false;
}

void
pfl_escape_csv(struct pfl_sink sink, struct pfl_span s, bool raw)
{
	static const struct syntax csv = { { CONTROLS | LOW('"'), DELETE }, csv_one };
	static const struct syntax csv_raw = { { LOW('"'), 0 }, csv_raw_one };
	bool quotes = wants_quotes(s);

	if (quotes)
		put(sink, "\"", 1);
	if (!raw && s.n > 0 && s.at[0] && strchr("=+-@\t\r", s.at[0]))
		put(sink, "'", 1);
	escape(sink, s, raw ? &csv_raw : &csv);
	if (quotes)
		put(sink, "\"", 1);
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Is s[0..n) the start of a folded escape? */
static bool
is_folded_escape(const char *s, size_t n)
{
	return n >= 4 && s[0] == '\\' && s[1] == 'x' && hex_value(s[2]) >= 0 &&
		hex_value(s[3]) >= 0;
}

static void
put_hex(struct pfl_sink sink, const char *s, size_t n)
{
	char piece[8];

	for (size_t i = 0; i < n; i++) {
		snprintf(piece, sizeof(piece), "\\x%02x", (unsigned char)s[i]);
		put(sink, piece, 4);
	}
}

static size_t
folded_one(struct pfl_sink sink, const char *s, size_t n)
{
	uint32_t code;
	size_t length;

	if (s[0] == '\\' && !is_folded_escape(s, n)) {
		put(sink, s, 1);
		return 1;
	}
	length = pfl_utf8_decode(s, n, &code);
	length = length > 0 ? length : 1;
	put_hex(sink, s, length);
	return length;
}

static size_t
folded_plain_one(struct pfl_sink sink, const char *s, size_t n)
{
	uint32_t code;
	size_t length = pfl_utf8_decode(s, n, &code);

	if (s[0] == ';')
		put(sink, ":", 1);
	else if (length > 0)
		put(sink, "_", 1);
	else
		put_str(sink, "\xef\xbf\xbd");
	return length > 0 ? length : 1;
}

/* Where the blank stands after which a frame ends like a count, "f 12" or "f 1.5"; s.n:
 * nowhere. */
static size_t
count_blank(struct pfl_span s)
{
	size_t i = s.n, digits;

	while (i > 0 && s.at[i - 1] >= '0' && s.at[i - 1] <= '9')
		i--;
	digits = s.n - i;
	if (i > 0 && s.at[i - 1] == '.') {
		size_t point = --i;

		while (i > 0 && s.at[i - 1] >= '0' && s.at[i - 1] <= '9')
			i--;
		digits = point - i;
	}
	return digits > 0 && i > 0 && s.at[i - 1] == ' ' ? i - 1 : s.n;
}

static const struct syntax folded = {
	{ CONTROLS | LOW(';'), HIGH('\\') | DELETE },
	folded_one,
};

/* Write s with the character at `place`, if there is one, as an escape. */
static void
folded_with(struct pfl_sink sink, struct pfl_span s, size_t place)
{
	if (place >= s.n) {
		escape(sink, s, &folded);
		return;
	}
	escape(sink, (struct pfl_span){ s.at, place }, &folded);
	put_hex(sink, s.at + place, 1);
	escape(sink, (struct pfl_span){ s.at + place + 1, s.n - place - 1 }, &folded);
}

void
pfl_escape_folded(struct pfl_sink sink, struct pfl_span s)
{
	/* A blank in front could be lost, and a line that starts with "# " is a comment. */
	if (s.n > 0 && (s.at[0] == ' ' || (s.at[0] == '#' && s.n > 1 && s.at[1] == ' '))) {
		put_hex(sink, s.at, 1);
		s.at++;
		s.n--;
	}
	if (s.n > 0 && s.at[s.n - 1] == ' ')
		folded_with(sink, s, s.n - 1);
	else
		folded_with(sink, s, count_blank(s));
}

void
pfl_escape_folded_plain(struct pfl_sink sink, struct pfl_span s)
{
	static const struct syntax lossy = {
		{ CONTROLS | LOW(';'), DELETE },
		folded_plain_one,
	};
	size_t blank;

	while (s.n > 0 && s.at[s.n - 1] == ' ')
		s.n--;
	blank = count_blank(s);
	if (s.n > 1 && s.at[0] == '#' && s.at[1] == ' ')
		blank = 1;
	if (blank < s.n) {
		escape(sink, (struct pfl_span){ s.at, blank }, &lossy);
		put(sink, "_", 1);
		s.at += blank + 1;
		s.n -= blank + 1;
	}
	escape(sink, s, &lossy);
}

void
pfl_unescape_folded(struct pfl_text *text, struct pfl_span s)
{
	size_t from = 0, i = 0;

	while (i < s.n) {
		if (!is_folded_escape(s.at + i, s.n - i)) {
			i++;
			continue;
		}
		pfl_text_add(text, (struct pfl_span){ s.at + from, i - from });
		pfl_text_char(
			text, (char)(hex_value(s.at[i + 2]) << 4 | hex_value(s.at[i + 3])));
		i += 4;
		from = i;
	}
	if (from < s.n)
		pfl_text_add(text, (struct pfl_span){ s.at + from, s.n - from });
}
