/* SPDX-License-Identifier: Apache-2.0 */
/* Names of functions without what tells single calls or builds of them apart. */
#include "decode/native.h"

enum { RUST_HASH = 16 }; /* hex digits behind "::h" */

struct pfl_span
pfl_native_without_offset(struct pfl_span name)
{
	size_t n = name.n;

	while (n > 0 && pfl_is_lower_hex(name.at[n - 1]))
		n--;
	if (n < name.n && n >= 3 && memcmp(name.at + n - 3, "+0x", 3) == 0)
		name.n = n - 3;
	return name;
}

bool
pfl_native_is_jit(struct pfl_span object)
{
	struct pfl_span base = pfl_span_starts(object, "[") ? (struct pfl_span){ 0 } : object;

	for (size_t i = base.n; i-- > 0;) {
		if (base.at[i] == '/') {
			base.at += i + 1;
			base.n -= i + 1;
			break;
		}
	}
	return (pfl_span_starts(base, "perf-") && pfl_span_ends(base, ".map")) ||
		(pfl_span_starts(base, "jitted-") && pfl_span_ends(base, ".so"));
}

/* Does "(" at i begin arguments? Not in "(anonymous namespace)", nor in Go's "pkg.(*T).f". */
static bool
begins_arguments(struct pfl_span name, size_t i)
{
	static const char anonymous[] = "(anonymous namespace)", call[] = "operator";
	struct pfl_span here = { name.at + i, name.n - i };
	size_t blank = i;

	if (pfl_span_starts(here, anonymous) || (i > 0 && name.at[i - 1] == '.'))
		return false;
	while (blank > 0 && name.at[blank - 1] == ' ')
		blank--;
	/* "operator()" is a name, of which the arguments follow. */
	return !(pfl_span_starts(here, "()") &&
		pfl_span_ends((struct pfl_span){ name.at, blank }, call));
}

/* Is what begins at i an operator whose name has brackets? Its length, or 0. */
static size_t
bracket_operator(struct pfl_span name, size_t i)
{
	static const char *const operators[] = { "operator<<=", "operator>>=", "operator<=>",
		"operator<<", "operator>>", "operator->*", "operator->",
		"operator<=", "operator>=", "operator<", "operator>", "operator()",
		"operator[]" };
	struct pfl_span here = { name.at + i, name.n - i };

	if (here.at[0] != 'o')
		return 0;
	for (size_t k = 0; k < sizeof(operators) / sizeof(operators[0]); k++) {
		if (pfl_span_starts(here, operators[k]))
			return strlen(operators[k]);
	}
	return 0;
}

/* Cut at the first "(" outside all brackets that begins arguments. */
static struct pfl_span
without_arguments(struct pfl_span name)
{
	size_t depth = 0;

	if (!name.n || !memchr(name.at, '(', name.n))
		return name;
	for (size_t i = 0; i < name.n; i++) {
		size_t skip = bracket_operator(name, i);

		if (skip) {
			i += skip - 1;
			continue;
		}
		switch (name.at[i]) {
		case '(':
			if (depth == 0 && i > 0 && begins_arguments(name, i))
				return (struct pfl_span){ name.at, i };
			depth++;
			break;
		case '<':
		case '{':
		case '[':
			depth++;
			break;
		case '>':
			if (i > 0 && name.at[i - 1] == '-')
				break;
			/* fall through */
		case ')':
		case '}':
		case ']':
			depth -= depth > 0;
			break;
		default:
			break;
		}
	}
	return name;
}

/* "core::ops::f::h0123456789abcdef": has it Rust's hash? */
static bool
has_rust_hash(struct pfl_span name)
{
	static const char mark[] = "::h";
	size_t at;

	if (name.n <= RUST_HASH + strlen(mark))
		return false;
	at = name.n - RUST_HASH;
	for (size_t i = at; i < name.n; i++) {
		if (!pfl_is_lower_hex(name.at[i]))
			return false;
	}
	return memcmp(name.at + at - strlen(mark), mark, strlen(mark)) == 0;
}

/* What Rust's older mangling writes for characters that no symbol may have. */
static const struct {
	const char *escape, *text;
} rust_escapes[] = {
	{ "$SP$", "@" },
	{ "$BP$", "*" },
	{ "$RF$", "&" },
	{ "$LT$", "<" },
	{ "$GT$", ">" },
	{ "$LP$", "(" },
	{ "$RP$", ")" },
	{ "$C$", "," },
	{ "..", "::" },
};

/* "$u7e$": a character of ASCII that can be seen. */
static bool
unicode_escape(struct pfl_span s, char *c)
{
	static const char digits[] = "0123456789abcdef";
	const char *high, *low;

	if (s.n < 5 || s.at[0] != '$' || s.at[1] != 'u' || s.at[4] != '$' ||
		!pfl_is_lower_hex(s.at[2]) || !pfl_is_lower_hex(s.at[3]))
		return false;
	high = strchr(digits, s.at[2]);
	low = strchr(digits, s.at[3]);
	*c = (char)((high - digits) * 16 + (low - digits));
	return *c >= ' ' && *c <= '~';
}

static struct pfl_span
undo_rust(struct pfl_span name, struct pfl_text *scratch)
{
	size_t start = pfl_span_starts(name, "_$");

	name.n -= RUST_HASH + strlen("::h");
	pfl_text_reset(scratch);
	for (size_t i = start; i < name.n;) {
		struct pfl_span here = { name.at + i, name.n - i };
		size_t k = 0, n = sizeof(rust_escapes) / sizeof(rust_escapes[0]);
		char c;

		if (here.at[0] != '$' && here.at[0] != '.')
			k = n;
		while (k < n && !pfl_span_starts(here, rust_escapes[k].escape))
			k++;
		if (k < n) {
			pfl_text_str(scratch, rust_escapes[k].text);
			i += strlen(rust_escapes[k].escape);
		} else if (unicode_escape(here, &c)) {
			pfl_text_char(scratch, c);
			i += 5;
		} else {
			pfl_text_char(scratch, name.at[i++]);
		}
	}
	return pfl_text_span(scratch);
}

/* Java's "Lio/netty/Channel;::read": ";" would end a frame wherever stacks are one line. */
static struct pfl_span
without_semicolons(struct pfl_span name, struct pfl_text *scratch)
{
	size_t start;

	if (!name.n || !memchr(name.at, ';', name.n))
		return name;
	start = name.at[0] == 'L' && memchr(name.at, '/', name.n);
	pfl_text_reset(scratch);
	for (size_t i = start; i < name.n; i++)
		pfl_text_char(scratch, name.at[i] == ';' ? ':' : name.at[i]);
	return pfl_text_span(scratch);
}

struct pfl_span
pfl_native_name(struct pfl_span name, struct pfl_text *scratch)
{
	if (has_rust_hash(name))
		return undo_rust(name, scratch);
	return without_semicolons(pfl_span_trim(without_arguments(name)), scratch);
}
