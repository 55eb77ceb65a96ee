/* SPDX-License-Identifier: Apache-2.0 */
/* Slices of bytes that somebody else owns. */
#ifndef PFL_BASE_SPAN_H
#define PFL_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct pfl_span {
	const char *at; /* not NUL-terminated; may be NULL when n is 0 */
	size_t n;
};

static inline struct pfl_span
pfl_span_of(const char *text)
{
	return (struct pfl_span){ text, strlen(text) };
}

static inline bool
pfl_span_eq(struct pfl_span a, struct pfl_span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.at, b.at, a.n) == 0);
}

static inline bool
pfl_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* As printf's %x has it. */
static inline bool
pfl_is_lower_hex(char c)
{
	return pfl_is_digit(c) || (c >= 'a' && c <= 'f');
}

/* The value of a hexadecimal digit of either case; -1: it is none. */
static inline int
pfl_hex_value(char c)
{
	if (pfl_is_digit(c))
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static inline bool
pfl_is_hex(char c)
{
	return pfl_hex_value(c) >= 0;
}

/* Where the digits end that stand from `from` on, if any do. */
static inline size_t
pfl_span_digits(struct pfl_span s, size_t from)
{
	while (from < s.n && pfl_is_digit(s.at[from]))
		from++;
	return from;
}

/* Order by bytes, then length: <0, 0, >0. */
int pfl_span_cmp(struct pfl_span a, struct pfl_span b);

bool pfl_span_starts(struct pfl_span s, const char *prefix);
bool pfl_span_ends(struct pfl_span s, const char *suffix);

/* Where `needle` first stands in s, or s.n. */
size_t pfl_span_find(struct pfl_span s, const char *needle);

/* The longest run of the character c. */
size_t pfl_span_run(struct pfl_span s, char c);

/*
 * Take the part of *rest before the next `sep` into *part and move *rest behind it. The last
 * part has no separator after it; false when *rest was used up (rest->at == NULL).
 */
bool pfl_span_cut(struct pfl_span *rest, char sep, struct pfl_span *part);

/* Drop blanks (space, tab, CR, LF) at both ends. */
struct pfl_span pfl_span_trim(struct pfl_span s);

/* The whole span as a decimal number; false when it is not one or is out of range. */
bool pfl_span_u64(struct pfl_span s, uint64_t *value);
bool pfl_span_i64(struct pfl_span s, int64_t *value);

#endif
