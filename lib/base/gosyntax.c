/* SPDX-License-Identifier: Apache-2.0 */
/* Go's regular expressions rewritten as PCRE2's, or refused where Go would refuse them. */
#include "base/goparser.h"

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
	if (pfl_go_perl_class(p, false))
		return true;
	if (c == 'p' || c == 'P')
		return pfl_go_property(p);
	if (!pfl_go_character(p, &code))
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
	pfl_text_str(p->out, p->group);
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
		pfl_text_str(p->out, p->group);
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
		return pfl_go_class(p);
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
pfl_gosyntax_translate(struct pfl_span pattern, const char *script, bool groups,
	struct pfl_text *pcre, struct pfl_gofault *fault)
{
	struct parser p = { .in = pattern, .out = pcre, .fault = fault, .script = script };

	p.group = groups ? "(" : "(?:";
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
