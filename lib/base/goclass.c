/* SPDX-License-Identifier: Apache-2.0 */
/* Characters, escapes and classes of Go's regular expressions. */
#include "base/goparser.h"

/* "\x41", "\x{10ffff}": p->i is behind the x. */
static bool
take_hex(struct parser *p, size_t start, uint32_t *code)
{
	static const char why[] = "%s is no hexadecimal escape";
	int high = pfl_hex_value(peek(p, 0)), low;
	size_t digits = 0;

	*code = 0;
	if (peek(p, 0) != '{') {
		low = high < 0 ? -1 : pfl_hex_value(peek(p, 1));
		if (low < 0)
			return refuse(p, why, start, p->i - start);
		*code = (uint32_t)(high * 16 + low);
		p->i += 2;
		return true;
	}
	for (p->i++; (high = pfl_hex_value(peek(p, 0))) >= 0; p->i++, digits++) {
		*code = *code * 16 + (uint32_t)high;
		if (*code > 0x10ffff)
			return refuse(
				p, "%s is past the last character", start, p->i + 1 - start);
	}
	if (digits == 0 || peek(p, 0) != '}')
		return refuse(p, why, start, p->i - start);
	p->i++;
	return true;
}

/* The name of an escape that other engines know and Go does not, or NULL. */
static const char *
foreign_escape(char c)
{
	if (pfl_is_digit(c) || c == 'g' || c == 'k')
		return "back-references are not in Go's syntax";
	if (c == 'Z')
		return "\\Z is not in Go's syntax; \\z is the end of the text";
	return "the escape %s is not in Go's syntax";
}

/* An escape that stands for one character; p->i is at the backslash. */
static bool
take_escape(struct parser *p, uint32_t *code)
{
	static const char from[] = "afnrtv", to[] = "\a\f\n\r\t\v";
	size_t start = p->i++;
	const char *place;
	char c;

	if (at_end(p))
		return refuse(p, "a backslash at the end escapes nothing", start, 1);
	*code = take_code(p);
	c = *code < 0x80 ? (char)*code : '\0';
	if (*code < 0x80 && !is_alnum(c))
		return true;
	if (c == '0' || (c >= '1' && c <= '7' && peek(p, 0) >= '0' && peek(p, 0) <= '7')) {
		*code = (uint32_t)(c - '0');
		for (int i = 0; i < 2 && peek(p, 0) >= '0' && peek(p, 0) <= '7'; i++)
			*code = *code * 8 + (uint32_t)(p->in.at[p->i++] - '0');
		return true;
	}
	if (c == 'x')
		return take_hex(p, start, code);
	place = c ? strchr(from, c) : NULL;
	if (!place)
		return refuse(p, foreign_escape(c), start, p->i - start);
	*code = (uint32_t)to[place - from];
	return true;
}

/* As take_escape(), or a plain character; surrogates are no characters. */
bool
pfl_go_character(struct parser *p, uint32_t *code)
{
	size_t start = p->i;

	if (peek(p, 0) != '\\') {
		*code = take_code(p);
		return true;
	}
	if (!take_escape(p, code))
		return false;
	if (*code >= 0xd800 && *code <= 0xdfff)
		return refuse(
			p, "%s is half a character, which never matches", start, p->i - start);
	return true;
}

/* \pL, \P{Greek}, \p{^Lu}: p->i is at the backslash. */
bool
pfl_go_property(struct parser *p)
{
	size_t start = p->i, name, n = 0;
	bool negative = p->in.at[p->i + 1] == 'P', braces;

	p->i += 2;
	braces = peek(p, 0) == '{';
	p->i += braces;
	if (peek(p, 0) == '^' && braces) {
		negative = !negative;
		p->i++;
	}
	name = p->i;
	while (is_alnum(peek(p, n)) || peek(p, n) == '_') {
		n++;
		if (!braces)
			break;
	}
	p->i += n;
	/* Names that begin with a small letter or with X are PCRE2's own. */
	if (n == 0 || (braces && peek(p, 0) != '}') || p->in.at[name] < 'A' ||
		p->in.at[name] > 'Z' || (n == 3 && p->in.at[name] == 'X'))
		return refuse(p, "%s is no Unicode class that Go knows", start, p->i - start);
	p->i += braces;
	pfl_text_printf(p->out, "\\%c{%s%.*s}", negative ? 'P' : 'p',
		n > 2 && !(n == 3 && memcmp(p->in.at + name, "Any", 3) == 0) ? p->script : "",
		(int)n, p->in.at + name);
	return true;
}

/* The members of Go's named classes, ASCII all, as PCRE2 writes ranges. */
static const struct {
	const char *name, *members;
} sets[] = {
	{ "alnum", "0-9A-Za-z" },
	{ "alpha", "A-Za-z" },
	{ "ascii", "\\x{0}-\\x{7f}" },
	{ "blank", "\\t\\x{20}" },
	{ "cntrl", "\\x{0}-\\x{1f}\\x{7f}" },
	{ "digit", "0-9" },
	{ "graph", "\\x{21}-\\x{7e}" },
	{ "lower", "a-z" },
	{ "print", "\\x{20}-\\x{7e}" },
	{ "punct", "\\x{21}-\\x{2f}\\x{3a}-\\x{40}\\x{5b}-\\x{60}\\x{7b}-\\x{7e}" },
	{ "space", "\\t\\n\\x{b}\\f\\r\\x{20}" },
	{ "upper", "A-Z" },
	{ "word", "0-9A-Za-z_" },
	{ "xdigit", "0-9A-Fa-f" },
};

static const char *
set_members(struct pfl_span name)
{
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		if (pfl_span_eq(name, pfl_span_of(sets[i].name)))
			return sets[i].members;
	}
	return NULL;
}

/*
 * \d \s \w and their opposites. Sets are spelled out, so that (?i) folds them as Go does.
 * Inside a class an opposite cannot be; there PCRE2's own will do.
 */
bool
pfl_go_perl_class(struct parser *p, bool in_class)
{
	static const char not_space[] = "\\x{0}-\\x{8}\\x{b}\\x{e}-\\x{1f}\\x{21}-\\x{10ffff}";
	char c = peek(p, 1);
	bool opposite = c == 'D' || c == 'S' || c == 'W';
	const char *members;

	if (peek(p, 0) != '\\' || c == '\0' || !strchr("dDsSwW", c))
		return false;
	if (c == 's' || c == 'S')
		members = "\\t\\n\\f\\r\\x{20}"; /* [:space:] has one more, and so has PCRE2's
						    \s */
	else
		members = set_members(pfl_span_of(c == 'd' || c == 'D' ? "digit" : "word"));
	if (!in_class)
		pfl_text_printf(p->out, "[%s%s]", opposite ? "^" : "", members);
	else if (!opposite)
		pfl_text_str(p->out, members);
	else if (c == 'S')
		pfl_text_str(p->out, not_space);
	else
		pfl_text_printf(p->out, "\\%c", c);
	p->i += 2;
	return true;
}

/*
 * "[:alpha:]" inside a class; *taken says whether there was one. Spelled out because
 * PCRE2 10.42 gets [^\W[:space:]] wrong.
 */
static bool
take_named_class(struct parser *p, bool *taken)
{
	struct pfl_span rest = { p->in.at + p->i, p->in.n - p->i };
	const char *members;
	bool opposite;
	size_t n;

	*taken = false;
	if (!starts(p, "[:"))
		return true;
	rest.at += 2;
	rest.n -= 2;
	n = pfl_span_find(rest, ":]");
	if (n == rest.n)
		return true;
	opposite = n > 0 && rest.at[0] == '^';
	members = set_members((struct pfl_span){ rest.at + opposite, n - opposite });
	if (!members)
		return refuse(p, "%s is no class that Go knows", p->i, n + 4);
	if (opposite)
		pfl_text_add(p->out, (struct pfl_span){ p->in.at + p->i, n + 4 });
	else
		pfl_text_str(p->out, members);
	p->i += n + 4;
	*taken = true;
	return true;
}

/* One character or range inside a class. */
static bool
take_range(struct parser *p)
{
	size_t start = p->i;
	uint32_t low, high;

	if (!pfl_go_character(p, &low))
		return false;
	put_code(p, low);
	if (peek(p, 0) != '-' || p->in.n - p->i < 2 || peek(p, 1) == ']')
		return true;
	p->i++;
	if (!pfl_go_character(p, &high))
		return false;
	if (high < low)
		return refuse(p, "the range %s is in the wrong order", start, p->i - start);
	pfl_text_char(p->out, '-');
	put_code(p, high);
	return true;
}

/* "[...]": p->i is at the bracket. */
bool
pfl_go_class(struct parser *p)
{
	size_t start = p->i++;

	pfl_text_char(p->out, '[');
	if (peek(p, 0) == '^') {
		pfl_text_char(p->out, '^');
		p->i++;
	}
	for (bool first = true; first || peek(p, 0) != ']'; first = false) {
		bool taken;

		if (at_end(p))
			return refuse(p, "this '[' has no ']'", start, 1);
		if (!take_named_class(p, &taken))
			return false;
		if (taken || pfl_go_perl_class(p, true))
			continue;
		if (starts(p, "\\p") || starts(p, "\\P") ? !pfl_go_property(p) : !take_range(p))
			return false;
	}
	p->i++;
	pfl_text_char(p->out, ']');
	return true;
}
