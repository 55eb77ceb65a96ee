/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a line from left to right, piece by piece. */
#ifndef PFL_BASE_SCAN_H
#define PFL_BASE_SCAN_H

#include "base/span.h"

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

/* Everything up to the next blank or tab, at least one character. */
bool pfl_scan_word(struct pfl_span *s, struct pfl_span *word);

#endif
