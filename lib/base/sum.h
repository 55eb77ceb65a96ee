/* SPDX-License-Identifier: Apache-2.0 */
/* Exact sums: every total, flat and cum is a 128-bit integer, so no profile can make one wrap.
 */
#ifndef PFL_BASE_SUM_H
#define PFL_BASE_SUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef __int128 pfl_sum;
__extension__ typedef unsigned __int128 pfl_usum;

/* |sum|; cannot overflow for what sums of int64 values can reach. */
static inline pfl_sum
pfl_sum_abs(pfl_sum sum)
{
	return sum < 0 ? -sum : sum;
}

/* Sign of a - b without the subtraction: -1, 0 or 1. */
static inline int
pfl_sum_cmp(pfl_sum a, pfl_sum b)
{
	return (a > b) - (a < b);
}

enum { PFL_SUM_TEXT = 48 }; /* bytes that any sum needs as decimal text, NUL included */

/* Write the sum in decimal into buf[PFL_SUM_TEXT]; returns buf. */
char *pfl_sum_text(pfl_sum sum, char *buf);

/* Clamp to int64: *clamped (may be NULL) becomes true when that changes the value. */
int64_t pfl_sum_clamp(pfl_sum sum, bool *clamped);

#endif
