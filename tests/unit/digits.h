/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers against what is printed of them elsewhere, digit by digit. */
#ifndef PFL_TESTS_DIGITS_H
#define PFL_TESTS_DIGITS_H

#include "harness.h"

#include <math.h>

/* Does `got`, printed with as many digits as `want` has, read the same? "1.85522e6", "-10". */
static inline bool
test_digits(double got, const char *want, const char *what, const char *file, int line)
{
	const char *point = strchr(want, '.'), *exponent = strpbrk(want, "eE");
	size_t end = exponent ? (size_t)(exponent - want) : strlen(want);
	int decimals = point ? (int)(end - (size_t)(point - want) - 1) : 0;
	int power = exponent ? atoi(exponent + 1) : 0;
	char text[400];

	snprintf(text, sizeof(text), "%.*f", decimals, got / pow(10, power));
	if (!test_report(strlen(text) == end && !strncmp(text, want, end), file, line))
		fprintf(stderr, "%s is %.17g, not %s\n", what, got, want);
	return true;
}

/* The same to within `relative` of what is wanted, for values of higher precision. */
static inline bool
test_close(
	double got, double want, double relative, const char *what, const char *file, int line)
{
	bool ok = fabs(got - want) <= relative * fabs(want);

	if (!test_report(ok, file, line))
		fprintf(stderr, "%s is %.17g, not %.17g\n", what, got, want);
	return ok;
}

#define CHECK_DIGITS(got, want) test_digits((got), (want), #got, __FILE__, __LINE__)
#define CHECK_CLOSE(got, want, relative)                                                       \
	test_close((got), (want), (relative), #got, __FILE__, __LINE__)

#endif
