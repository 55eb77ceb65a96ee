/* SPDX-License-Identifier: Apache-2.0 */
/* Floating-point numbers as text, with a point whatever the locale says. */
#ifndef PFL_BASE_NUMBER_H
#define PFL_BASE_NUMBER_H

#include "base/span.h"

enum { PFL_NUMBER_TEXT = 352 }; /* bytes that any of these needs, NUL included */

/* printf's "%.<digits>f", digits 0 to 20, into buf[PFL_NUMBER_TEXT]; returns buf. */
char *pfl_number_fixed(double value, int digits, char *buf);

/* printf's "%.<digits>g", digits 1 to 20. */
char *pfl_number_general(double value, int digits, char *buf);

/* As few of 15, 16 or 17 significant digits as read back to the same double. */
char *pfl_number_exact(double value, char *buf);

/* A decimal number with or without fraction and exponent, as in C, to the nearest double; what
 * is too large is infinite. The caller has seen that it is one, of fewer than 2000 bytes. */
double pfl_number_read(struct pfl_span text);

/* For coordinates: at most `digits` decimals, no zeros at the end, never "-0". */
char *pfl_number_short(double value, int digits, char *buf);

#endif
