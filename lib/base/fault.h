/* SPDX-License-Identifier: Apache-2.0 */
/* Messages about something that the user wrote in a small language: patterns, rules. */
#ifndef PFL_BASE_FAULT_H
#define PFL_BASE_FAULT_H

#include "base/text.h"

/* Append s in quotes, made safe to show and cut after 60 bytes: "'main\..*...'". */
void pfl_quote_short(struct pfl_text *text, struct pfl_span s);

/*
 * Fail, pointing at the byte `at` of the text. `what` says which option it was, or NULL. The
 * first line of the message says it all; where they fit two more follow, the text (what is near
 * the place, when it is long) and a caret, each behind two blanks:
 *
 *     focus: 'a(?=b)': look-ahead is not in Go's syntax, at '(?=' (column 2)
 *       a(?=b)
 *        ^
 *
 * Returns false; the first failure wins.
 */
bool pfl_fail_at(struct pfl_error *err, enum pfl_code code, const char *what,
	struct pfl_span text, size_t at, const char *format, ...) PFL_PRINTF(6, 7);

#endif
