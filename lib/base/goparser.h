/* SPDX-License-Identifier: Apache-2.0 */
/* A pattern on its way through the translation: shared by gosyntax.c and goclass.c only. */
#ifndef PFL_BASE_GOPARSER_H
#define PFL_BASE_GOPARSER_H

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
	const char *group; /* what opens a group that captures in Go */
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
static inline bool
refuse(struct parser *p, const char *why, size_t at, size_t n)
{
	*p->fault = (struct pfl_gofault){ why, at, n };
	return false;
}

/* The byte so far ahead, or 0 at the end. */
static inline char
peek(const struct parser *p, size_t ahead)
{
	return ahead < p->in.n - p->i ? p->in.at[p->i + ahead] : '\0';
}

static inline bool
at_end(const struct parser *p)
{
	return p->i == p->in.n;
}

static inline bool
starts(const struct parser *p, const char *text)
{
	size_t n = strlen(text);

	return n <= p->in.n - p->i && memcmp(p->in.at + p->i, text, n) == 0;
}

static inline bool
is_alnum(char c)
{
	return pfl_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Take one character, which is UTF-8: the whole pattern has been checked. */
static inline uint32_t
take_code(struct parser *p)
{
	uint32_t code = 0;

	p->i += pfl_utf8_decode(p->in.at + p->i, p->in.n - p->i, &code);
	return code;
}

static inline void
put_code(struct parser *p, uint32_t code)
{
	if (code < 0x80 && is_alnum((char)code))
		pfl_text_char(p->out, (char)code);
	else
		pfl_text_printf(p->out, "\\x{%x}", (unsigned)code);
}

/*
 * goclass.c: take what p->i is at and write what it means to PCRE2; false with the fault set
 * when Go would refuse it.
 */

/* One character, escaped or not. */
bool pfl_go_character(struct parser *p, uint32_t *code);

/* \pL, \P{Greek}, \p{^Lu} */
bool pfl_go_property(struct parser *p);

/* \d \s \w and their opposites, inside of a class or not; false, without a fault: none here. */
bool pfl_go_perl_class(struct parser *p, bool in_class);

/* "[...]" */
bool pfl_go_class(struct parser *p);

#endif
