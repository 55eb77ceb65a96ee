/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of JSON from inside: shared by json.c and json_number.c only. */
#ifndef PFL_BASE_JSON_INSIDE_H
#define PFL_BASE_JSON_INSIDE_H

#include "base/json.h"

/* Have more than `kept` bytes from j->at on. False at the end of the text. */
bool pfl_json_grow(struct pfl_json *j, size_t kept);

/* The next byte that is not blank, to which j->at goes, or -1 at the end of the text. */
int pfl_json_next_byte(struct pfl_json *j);

/* Fail for a value that begins with c (-1: there is none) where another one belongs. False. */
bool pfl_json_fail_value(struct pfl_json *j, int c, const char *wanted);

/* The number at j->at, which is not taken yet; *whole: it has no fraction and no exponent.
 * False: there is none, or it is too long. */
bool pfl_json_find_number(struct pfl_json *j, struct pfl_span *s, bool *whole);

#endif
