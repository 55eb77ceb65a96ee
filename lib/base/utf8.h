/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8, one code point at a time, and what of it is safe to show. */
#ifndef PFL_BASE_UTF8_H
#define PFL_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decode the code point at s[0..n), n > 0. Returns its length in bytes, 1 to 4, and sets *code;
 * returns 0 when the bytes are no UTF-8 (overlong, surrogate, cut off, above U+10FFFF).
 */
size_t pfl_utf8_decode(const char *s, size_t n, uint32_t *code);

/*
 * May the code point act on a terminal or on the reading direction instead of being seen: C0,
 * DEL, C1, bidirectional controls, line and paragraph separators, zero-width marks,
 * noncharacters?
 */
bool pfl_utf8_is_control(uint32_t code);

enum { PFL_UTF8_VISIBLE = 12 };

/*
 * Write the first character of s[0..n) (n > 0) into out as NUL-terminated text that is safe to
 * show: itself, or an escape such as \n, \x1b (also for a byte that is not UTF-8) or \u202e.
 * Returns how many bytes of s it stands for.
 */
size_t pfl_utf8_visible(const char *s, size_t n, char out[PFL_UTF8_VISIBLE]);

/*
 * The same for what may stand in the log of a CI system: in "##[error]x" and "##vso[task]x",
 * which GitHub and Azure Pipelines take for commands anywhere in a line, the first "#" is an
 * escape as well.
 */
size_t pfl_utf8_visible_in_log(const char *s, size_t n, char out[PFL_UTF8_VISIBLE]);

/* Is all of it UTF-8? */
bool pfl_utf8_valid(const char *s, size_t n);

/* How many of the first `max` bytes of s[0..n) to keep so that no character is cut in two. */
size_t pfl_utf8_cut(const char *s, size_t n, size_t max);

/*
 * Columns that s takes: one for each code point and for each byte that is not UTF-8. Wide and
 * combining characters are not told apart, as pprof does not.
 */
size_t pfl_utf8_columns(const char *s, size_t n);

/* Write the code point (a valid one) into out; returns its length, 1 to 4. */
size_t pfl_utf8_encode(uint32_t code, char out[4]);

#endif
