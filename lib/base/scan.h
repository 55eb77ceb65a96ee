/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a line from left to right, piece by piece. */
#ifndef PFL_BASE_SCAN_H
#define PFL_BASE_SCAN_H

#include "base/text.h"

/*
 * Each takes what it names off the front of *s. Where that does not stand there it returns
 * false and leaves *s as it was.
 */

/* Blanks and tabs, of which there may be none. */
void pfl_scan_blanks(struct pfl_span *s);

bool pfl_scan_text(struct pfl_span *s, const char *text);

/* Digits, and a "-" in front for i64; false also when the number is out of range. */
bool pfl_scan_u64(struct pfl_span *s, uint64_t *value);
bool pfl_scan_i64(struct pfl_span *s, int64_t *value);

/* Hexadecimal digits of either case, "0x" in front or not; false also beyond 64 bits. */
bool pfl_scan_hex(struct pfl_span *s, uint64_t *value);

/* Exactly n hexadecimal digits, at most 8, without anything in front of them. */
bool pfl_scan_hex_digits(struct pfl_span *s, size_t n, uint32_t *value);

/*
 * The second half of a pair of surrogates, "\udc00" as it is written, where *code is the first
 * one: it becomes the code point of both.
 */
bool pfl_scan_low_surrogate(struct pfl_span *s, uint32_t *code);

/*
 * A text in double quotes, as Go and JSON write it, is added to `text`; escape() takes off *s
 * what stands behind a backslash and adds what that means. False as soon as it is none, with a
 * part of it taken.
 */
bool pfl_scan_quoted(struct pfl_span *s, struct pfl_text *text,
	bool (*escape)(struct pfl_span *s, struct pfl_text *text));

/* Everything up to the next blank or tab, at least one character. */
bool pfl_scan_word(struct pfl_span *s, struct pfl_span *word);

#endif
