/* SPDX-License-Identifier: Apache-2.0 */
/* Go's regular expressions rewritten as PCRE2's, or refused where Go would refuse them. */
#include "base/gosyntax.h"

#include "base/utf8.h"

enum {
	MOST_REPEATS = 1000, /* of one atom, nested repetitions multiplied */
	MOST_DEPTH = 1000,   /* of groups                                  */
};

struct parser {
	struct pfl_span in;
	size_t i;
	struct pfl_text *out;
	struct pfl_gofault *fault;
	const char *script;
	enum {
		NOTHING, /* no atom yet: at the start, behind "(" or "|" */
		ATOM,
		REPEATED,
	} last;
	uint32_t repeats; /* how often the last atom's innermost part repeats at most */
	uint32_t depth;
	/* For each open group: where it begins, and the highest `repeats` of its atoms. */
	size_t open[MOST_DEPTH + 1];
	uint32_t most[MOST_DEPTH + 1];
};

/* The pattern is refused, because of the n bytes at `at`. */
static bool
refuse(struct parser *p, const char *why, size_t at, size_t n)
{
	*p->fault = (struct pfl_gofault){ why, at, n };
	return false;
}

/* The byte so far ahead, or 0 at the end. */
static char
peek(const struct parser *p, size_t ahead)
{
	return ahead < p->in.n - p->i ? p->in.at[p->i + ahead] : '\0';
}

static bool
at_end(const struct parser *p)
{
	return p->i == p->in.n;
}

static bool
starts(const struct parser *p, const char *text)
{
	size_t n = strlen(text);

	return n <= p->in.n - p->i && memcmp(p->in.at + p->i, text, n) == 0;
}

static bool
is_alnum(char c)
{
	return pfl_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int
hex_value(char c)
{
	if (pfl_is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Take one character, which is UTF-8: the whole pattern has been checked. */
static uint32_t
take_code(struct parser *p)
{
	uint32_t code = 0;

	p->i += pfl_utf8_decode(p->in.at + p->i, p->in.n - p->i, &code);
	return code;
}

static void
put_code(struct parser *p, uint32_t code)
{
	if (code < 0x80 && is_alnum((char)code))
		pfl_text_char(p->out, (char)code);
	else
		pfl_text_printf(p->out, "\\x{%x}", (unsigned)code);
}

/* The last atom is complete: what it repeats counts for the group around it. */
static void
finish_atom(struct parser *p)
{
	if (p->repeats > p->most[p->depth])
		p->most[p->depth] = p->repeats;
	p->repeats = 1;
}

static void
begin_atom(struct parser *p)
{
	finish_atom(p);
	p->last = ATOM;
}

/* "\x41", "\x{10ffff}": p->i is behind the x. */
static bool
take_hex(struct parser *p, size_t start, uint32_t *code)
{
	static const char why[] = "%s is no hexadecimal escape";
	int high = hex_value(peek(p, 0)), low;
	size_t digits = 0;

	*code = 0;
	if (peek(p, 0) != '{') {
		low = high < 0 ? -1 : hex_value(peek(p, 1));
		if (low < 0)
			return refuse(p, why, start, p->i - start);
		*code = (uint32_t)(high * 16 + low);
		p->i += 2;
		return true;
	}
	for (p->i++; (high = hex_value(peek(p, 0))) >= 0; p->i++, digits++) {
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
static bool
take_character(struct parser *p, uint32_t *code)
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
static bool
take_property(struct parser *p)
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
static bool
take_perl_class(struct parser *p, bool in_class)
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

	if (!take_character(p, &low))
		return false;
	put_code(p, low);
	if (peek(p, 0) != '-' || p->in.n - p->i < 2 || peek(p, 1) == ']')
		return true;
	p->i++;
	if (!take_character(p, &high))
		return false;
	if (high < low)
		return refuse(p, "the range %s is in the wrong order", start, p->i - start);
	pfl_text_char(p->out, '-');
	put_code(p, high);
	return true;
}

/* "[...]": p->i is at the bracket. */
static bool
take_class(struct parser *p)
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
		if (taken || take_perl_class(p, true))
			continue;
		if (starts(p, "\\p") || starts(p, "\\P") ? !take_property(p) : !take_range(p))
			return false;
	}
	p->i++;
	pfl_text_char(p->out, ']');
	return true;
}

/* \Q...\E: characters as they are. */
static void
take_quoted(struct parser *p)
{
	for (p->i += 2; !at_end(p) && !starts(p, "\\E");) {
		begin_atom(p);
		put_code(p, take_code(p));
	}
	if (!at_end(p))
		p->i += 2;
}

/* An assertion without parentheses, n bytes of the pattern; PCRE2 repeats it only in a group.
 */
static void
take_assertion(struct parser *p, size_t n)
{
	begin_atom(p);
	pfl_text_str(p->out, "(?:");
	pfl_text_add(p->out, (struct pfl_span){ p->in.at + p->i, n });
	pfl_text_char(p->out, ')');
	p->i += n;
}

static bool
take_backslash(struct parser *p)
{
	char c = peek(p, 1);
	uint32_t code;

	if (c && strchr("AbBz", c)) {
		take_assertion(p, 2);
		return true;
	}
	if (c == 'Q') {
		take_quoted(p);
		return true;
	}
	begin_atom(p);
	if (take_perl_class(p, false))
		return true;
	if (c == 'p' || c == 'P')
		return take_property(p);
	if (!take_character(p, &code))
		return false;
	put_code(p, code);
	return true;
}

/* What a group that begins like this is called where it exists. */
static const char *
foreign_group(const struct parser *p)
{
	static const struct {
		const char *start, *why;
	} groups[] = {
		{ "(?=", "look-ahead is not in Go's syntax" },
		{ "(?!", "look-ahead is not in Go's syntax" },
		{ "(?<=", "look-behind is not in Go's syntax" },
		{ "(?<!", "look-behind is not in Go's syntax" },
		{ "(?>", "atomic groups are not in Go's syntax" },
		{ "(?|", "branch reset is not in Go's syntax" },
		{ "(?#", "comments are not in Go's syntax" },
		{ "(?(", "conditions are not in Go's syntax" },
		{ "(?P=", "back-references are not in Go's syntax" },
		{ "(?P>", "calls of groups are not in Go's syntax" },
		{ "(?&", "calls of groups are not in Go's syntax" },
		{ "(?R", "calls of groups are not in Go's syntax" },
	};

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (starts(p, groups[i].start))
			return groups[i].why;
	}
	return NULL;
}

/* "(?P<name>" or "(?<name>": a name is letters, digits and "_". */
static bool
take_group_name(struct parser *p, size_t start)
{
	size_t name = p->i;

	while (is_alnum(peek(p, 0)) || peek(p, 0) == '_')
		p->i++;
	if (p->i == name || peek(p, 0) != '>')
		return refuse(p, "%s does not name a group", start, p->i - start);
	p->i++;
	pfl_text_str(p->out, "(?:");
	return true;
}

/* "(?i)", "(?s-m:": p->i is behind the question mark. *group: it opens a group. */
static bool
take_flags(struct parser *p, size_t start, bool *group)
{
	size_t flags = p->i, minus = 0, n = 0;

	for (;; p->i++) {
		char c = peek(p, 0);

		if (c && strchr("imsU", c)) {
			n++;
		} else if (c == '-' && minus == 0) {
			minus = p->i;
			n = 0;
		} else if ((c == ')' || c == ':') && (minus == 0 || n > 0)) {
			*group = c == ':';
			p->i++;
			pfl_text_str(p->out, "(?");
			pfl_text_add(
				p->out, (struct pfl_span){ p->in.at + flags, p->i - flags });
			return true;
		} else {
			if (!at_end(p))
				take_code(p);
			return refuse(p,
				"%s is not in Go's syntax, whose flags are i, m, s and U",
				start, p->i - start);
		}
	}
}

static bool
take_open(struct parser *p)
{
	size_t start = p->i;
	const char *why = foreign_group(p);
	bool group = true;

	if (why)
		return refuse(p, why, start, starts(p, "(?<") || starts(p, "(?P") ? 4 : 3);
	if (starts(p, "(*"))
		return refuse(
			p, "%s has nothing to repeat; verbs are not in Go's syntax", start, 2);
	finish_atom(p);
	if (starts(p, "(?P<") || starts(p, "(?<")) {
		p->i += starts(p, "(?P<") ? 4 : 3;
		if (!take_group_name(p, start))
			return false;
	} else if (starts(p, "(?")) {
		p->i += 2;
		if (!take_flags(p, start, &group))
			return false;
	} else {
		p->i++;
		pfl_text_str(p->out, "(?:");
	}
	p->last = NOTHING;
	if (!group)
		return true;
	if (p->depth == MOST_DEPTH)
		return refuse(p, "groups nest too deep", start, 1);
	p->depth++;
	p->most[p->depth] = 1;
	p->open[p->depth] = start;
	return true;
}

static bool
take_close(struct parser *p)
{
	if (p->depth == 0)
		return refuse(p, "this ')' has no '('", p->i, 1);
	finish_atom(p);
	p->repeats = p->most[p->depth--];
	p->last = ATOM;
	pfl_text_char(p->out, ')');
	p->i++;
	return true;
}

/* A number in a repetition, capped; false when there is none or it has a leading zero. */
static bool
take_number(struct parser *p, uint32_t *number)
{
	if (!pfl_is_digit(peek(p, 0)) || (peek(p, 0) == '0' && pfl_is_digit(peek(p, 1))))
		return false;
	for (*number = 0; pfl_is_digit(peek(p, 0)); p->i++) {
		if (*number <= MOST_REPEATS)
			*number = *number * 10 + (uint32_t)(peek(p, 0) - '0');
	}
	return true;
}

/* "{2}", "{2,}", "{2,3}": false, and p->i as it was, when the brace is only a brace. */
static bool
take_bounds(struct parser *p, uint32_t *least, uint32_t *most)
{
	size_t start = p->i++;
	bool ok = take_number(p, least);

	*most = *least;
	if (ok && peek(p, 0) == ',') {
		p->i++;
		*most = UINT32_MAX;
		ok = peek(p, 0) == '}' || take_number(p, most);
	}
	ok = ok && peek(p, 0) == '}';
	p->i = ok ? p->i + 1 : start;
	return ok;
}

static bool
take_repetition(struct parser *p)
{
	size_t start = p->i;
	uint32_t least = 0, most = 0, times;

	if (peek(p, 0) != '{') {
		p->i++;
	} else if (!take_bounds(p, &least, &most)) {
		begin_atom(p);
		put_code(p, take_code(p));
		return true;
	} else if (least > MOST_REPEATS || (most > MOST_REPEATS && most != UINT32_MAX)) {
		return refuse(p, "%s repeats more than 1000 times", start, p->i - start);
	} else if (least > most) {
		return refuse(
			p, "the bounds of %s are in the wrong order", start, p->i - start);
	}
	if (p->last == NOTHING)
		return refuse(p, "%s has nothing to repeat", start, p->i - start);
	if (p->last == REPEATED && p->in.at[start] == '+')
		return refuse(p,
			"possessive repetition is not in Go's syntax; write \\+ for a plus",
			start, 1);
	if (p->last == REPEATED)
		return refuse(p, "%s repeats a repetition, which needs a group in between",
			start, p->i - start);
	if (p->in.at[start] == '{' && most == 0)
		p->repeats = 1; /* nothing of it is left */
	times = most == UINT32_MAX ? least : most;
	if (times > 1 && p->repeats * times > MOST_REPEATS)
		return refuse(p, "%s and the repetitions inside it make more than 1000", start,
			p->i - start);
	p->repeats *= times > 1 ? times : 1;
	if (peek(p, 0) == '?')
		p->i++;
	pfl_text_add(p->out, (struct pfl_span){ p->in.at + start, p->i - start });
	p->last = REPEATED;
	return true;
}

static bool
take_next(struct parser *p)
{
	switch (peek(p, 0)) {
	case '(':
		return take_open(p);
	case ')':
		return take_close(p);
	case '|':
		finish_atom(p);
		p->last = NOTHING;
		pfl_text_char(p->out, '|');
		p->i++;
		return true;
	case '*':
	case '+':
	case '?':
	case '{':
		return take_repetition(p);
	case '^':
	case '$':
		take_assertion(p, 1);
		return true;
	case '[':
		begin_atom(p);
		return take_class(p);
	case '\\':
		return take_backslash(p);
	case '.':
		begin_atom(p);
		pfl_text_char(p->out, '.');
		p->i++;
		return true;
	default:
		begin_atom(p);
		put_code(p, take_code(p));
		return true;
	}
}

bool
pfl_gosyntax_translate(struct pfl_span pattern, const char *script, struct pfl_text *pcre,
	struct pfl_gofault *fault)
{
	struct parser p = { .in = pattern, .out = pcre, .fault = fault, .script = script };

	p.repeats = 1;
	for (size_t i = 0; i < pattern.n;) {
		uint32_t code;
		size_t length = pfl_utf8_decode(pattern.at + i, pattern.n - i, &code);

		if (length == 0)
			return refuse(&p, "%s is not UTF-8", i, 1);
		i += length;
	}
	while (!at_end(&p)) {
		if (!take_next(&p))
			return false;
	}
	if (p.depth > 0)
		return refuse(&p, "this '(' has no ')'", p.open[p.depth], 1);
	return true;
}
