/* SPDX-License-Identifier: Apache-2.0 */
/* libiberty demangles; how much it may write is up to us: a few bytes can stand for 2^60. */
#include "symbol/demangle.h"

#include <libiberty/demangle.h>
#include <setjmp.h>
#include <stdlib.h>

enum {
	MAX_SYMBOL = 4096,    /* bytes, so that the depth of the recursion has a limit  */
	MAX_NAME = 64 * 1024, /* bytes that libiberty may write                         */
};

struct output {
	struct pfl_text *text;
	size_t left;
	jmp_buf enough;
};

/* The only way to stop it is not to return: what it works on is on its stack. */
static void
take(const char *at, size_t n, void *context)
{
	struct output *o = context;

	if (n > o->left)
		longjmp(o->enough, 1);
	o->left -= n;
	pfl_text_add(o->text, (struct pfl_span){ at, n });
}

/* Rust's older names look like C++'s, so they are tried first. */
static bool
demangle(const char *symbol, struct pfl_text *text)
{
	struct output o = { .text = text, .left = MAX_NAME };

	if (setjmp(o.enough))
		return false;
	if (rust_demangle_callback(symbol, DMGL_NO_RECURSE_LIMIT, take, &o))
		return true;
	pfl_text_reset(text);
	return cplus_demangle_v3_callback(symbol, DMGL_NO_RECURSE_LIMIT, take, &o) != 0;
}

/* The linker of Apple's puts another "_" in front; LLVM puts ".llvm.123" behind. */
static bool
demangle_any(const char *symbol, struct pfl_text *text)
{
	struct pfl_span s = pfl_span_of(symbol);
	size_t n = pfl_span_find(s, ".llvm.");
	char copy[MAX_SYMBOL];

	memcpy(copy, symbol, n);
	copy[n] = '\0';
	if (demangle(copy, text))
		return true;
	pfl_text_reset(text);
	return copy[0] == '_' && copy[1] == '_' && demangle(copy + 1, text);
}

bool
pfl_demangle(const char *symbol, struct pfl_text *name)
{
	struct pfl_text whole = { 0 };
	bool ok;

	pfl_text_reset(name);
	if (symbol[0] != '_' || strlen(symbol) >= MAX_SYMBOL)
		return false;
	ok = demangle_any(symbol, &whole) && whole.n > 0;
	name->failed |= whole.failed;
	if (ok)
		pfl_demangle_shorten(pfl_text_span(&whole), name);
	if (ok && name->n == 0)
		pfl_text_add(name, pfl_text_span(&whole));
	pfl_text_clear(&whole);
	return ok && !name->failed;
}

/* A demangled name, and for each bracket where the other one of the pair is. */
struct brackets {
	struct pfl_span s;
	uint32_t *other; /* NOWHERE: it has none, or is no bracket */
	uint32_t *open;  /* a stack */
	size_t n_open;
};

#define NOWHERE UINT32_MAX

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || pfl_is_digit(c) ||
		c == '_' || c == '$';
}

/* How long the operator is that begins here, "operator<<", if its sign has brackets; else 0. */
static size_t
operator_at(struct pfl_span s, size_t i)
{
	static const char *const signs[] = { "()", "[]", "<=>", "<<=", ">>=", "->*", "<<", ">>",
		"<=", ">=", "->", "<", ">" };
	const size_t word = sizeof("operator") - 1;
	struct pfl_span rest = { s.at + i, s.n - i };

	if (rest.n <= word || !pfl_span_starts(rest, "operator") ||
		(i > 0 && is_word(s.at[i - 1])))
		return 0;
	rest = (struct pfl_span){ rest.at + word, rest.n - word };
	for (size_t k = 0; k < sizeof(signs) / sizeof(signs[0]); k++) {
		if (pfl_span_starts(rest, signs[k]))
			return word + strlen(signs[k]);
	}
	return 0;
}

static char
opener_of(char c)
{
	return c == ')' ? '(' : c == '>' ? '<' : c == '}' ? '{' : c == ']' ? '[' : '\0';
}

/* A "<" that is never closed is no bracket, and a ">" that closes nothing neither. */
static void
close_bracket(struct brackets *b, size_t i)
{
	size_t n = b->n_open;
	char want = opener_of(b->s.at[i]);

	while (n > 0 && want != '<' && b->s.at[b->open[n - 1]] == '<' &&
		b->s.at[b->open[n - 1]] != want)
		n--;
	if (n == 0 || b->s.at[b->open[n - 1]] != want)
		return;
	b->other[i] = b->open[n - 1];
	b->other[b->open[n - 1]] = (uint32_t)i;
	b->n_open = n - 1;
}

static void
pair_brackets(struct brackets *b)
{
	for (size_t i = 0, skip; i < b->s.n; i++) {
		char c = b->s.at[i];

		b->other[i] = NOWHERE;
		skip = c == 'o' ? operator_at(b->s, i) : 0;
		for (; skip > 1; skip--)
			b->other[++i] = NOWHERE;
		if (c == '(' || c == '<' || c == '{' || c == '[')
			b->open[b->n_open++] = (uint32_t)i;
		else if (opener_of(c) && !(c == '>' && i > 0 && b->s.at[i - 1] == '-'))
			close_bracket(b, i);
	}
}

/* Is it Rust's "<T as Trait>" or "<impl Trait for T>", which stand for a module? */
static bool
is_module(struct pfl_span s, size_t i)
{
	struct pfl_span inside = { s.at + i + 1, s.n - i - 1 };

	return i == 0 || strchr(" (<&,", s.at[i - 1]) || pfl_span_starts(inside, "impl ");
}

/* What stands behind the parameters of a method: " const", "&&". */
static size_t
behind_parameters(struct pfl_span s, size_t i)
{
	static const char *const marks[] = { " const", " volatile", " &&", " &", "&&", "&" };

	for (size_t k = 0; k < sizeof(marks) / sizeof(marks[0]); k++) {
		struct pfl_span rest = { s.at + i, s.n - i };

		if (pfl_span_starts(rest, marks[k])) {
			i += strlen(marks[k]);
			k = (size_t)-1;
		}
	}
	return i;
}

static void
shorten(const struct brackets *b, struct pfl_text *name)
{
	static const char anonymous[] = "(anonymous namespace)";
	struct pfl_span s = b->s;
	size_t braces = 0, modules = 0; /* around */

	for (size_t i = 0, n; i < s.n; i += n) {
		struct pfl_span rest = { s.at + i, s.n - i };
		char c = s.at[i];
		bool paired = b->other[i] != NOWHERE;

		n = c == 'o' ? operator_at(s, i) : 0;
		if (n > 0) {
			pfl_text_add(name, (struct pfl_span){ rest.at, n });
			/* "operator<< <char>" */
			n += rest.n > n + 1 && rest.at[n] == ' ' && rest.at[n + 1] == '<' &&
				b->other[i + n + 1] != NOWHERE;
			if (n < rest.n && rest.at[n] == '<' && b->other[i + n] != NOWHERE)
				n = b->other[i + n] + 1 - i;
			continue;
		}
		n = 1;
		if (pfl_span_starts(rest, anonymous)) {
			n = sizeof(anonymous) - 1;
		} else if (c == '(' && paired && braces == 0 && modules == 0) {
			n = behind_parameters(s, b->other[i] + 1) - i;
			continue;
		} else if (c == '<' && paired && !is_module(s, i)) {
			if (pfl_span_ends(pfl_text_span(name), "::"))
				pfl_text_cut(name, name->n - 2);
			n = b->other[i] + 1 - i;
			continue;
		}
		braces += c == '{' && paired;
		braces -= c == '}' && paired;
		modules += c == '<' && paired;
		modules -= c == '>' && paired;
		pfl_text_add(name, (struct pfl_span){ rest.at, n });
	}
}

void
pfl_demangle_shorten(struct pfl_span demangled, struct pfl_text *name)
{
	struct brackets b = { .s = demangled };

	if (demangled.n == 0 || demangled.n >= NOWHERE)
		return;
	b.other = malloc(demangled.n * 2 * sizeof(*b.other));
	if (!b.other) {
		name->failed = true;
		return;
	}
	b.open = b.other + demangled.n;
	pair_brackets(&b);
	shorten(&b, name);
	free(b.other);
}
