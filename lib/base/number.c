/* SPDX-License-Identifier: Apache-2.0 */
/* Floating-point numbers as text, with a point whatever the locale says. */
#include "base/number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What printf put between the digits is one character of the locale, of any length: make it
 * ".". */
static char *
with_point(char *buf)
{
	char *point = buf, *rest;

	while (*point == '-')
		point++;
	if (!pfl_is_digit(*point))
		return buf; /* inf or nan */
	while (pfl_is_digit(*point))
		point++;
	if (*point == '\0' || *point == 'e')
		return buf;
	for (rest = point + 1; *rest && !pfl_is_digit(*rest); rest++)
		;
	*point = '.';
	memmove(point + 1, rest, strlen(rest) + 1);
	return buf;
}

char *
pfl_number_fixed(double value, int digits, char *buf)
{
	snprintf(buf, PFL_NUMBER_TEXT, "%.*f", digits, value);
	return with_point(buf);
}

char *
pfl_number_general(double value, int digits, char *buf)
{
	snprintf(buf, PFL_NUMBER_TEXT, "%.*g", digits, value);
	return with_point(buf);
}

char *
pfl_number_exact(double value, char *buf)
{
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(buf, PFL_NUMBER_TEXT, "%.*g", digits, value);
		if (strtod(buf, NULL) == value)
			break;
	}
	return with_point(buf);
}

char *
pfl_number_short(double value, int digits, char *buf)
{
	char *end;

	if (!isfinite(value))
		value = 0;
	pfl_number_fixed(value, digits, buf);
	if (strchr(buf, '.')) {
		end = buf + strlen(buf);
		while (end[-1] == '0')
			end--;
		if (end[-1] == '.')
			end--;
		*end = '\0';
	}
	if (strcmp(buf, "-0") == 0)
		memcpy(buf, "0", 2);
	return buf;
}

/* strtod() reads what the locale calls a point. */
static double
read_slowly(struct pfl_span text)
{
	const char *point = localeconv()->decimal_point;
	char buf[2048];
	size_t n = 0;

	for (size_t i = 0; i < text.n && n + 16 < sizeof(buf); i++) {
		if (text.at[i] == '.')
			n += (size_t)snprintf(buf + n, 16, "%s", point);
		else
			buf[n++] = text.at[i];
	}
	buf[n] = '\0';
	return strtod(buf, NULL);
}

double
pfl_number_read(struct pfl_span text)
{
	/* Powers of ten that are doubles. */
	static const double ten[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
		1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	size_t i = text.n > 0 && text.at[0] == '-', decimals = 0;
	uint64_t digits = 0;
	bool fraction = false;

	/* Of two exact operands a quotient is as exact as can be, and fast. */
	for (size_t end = i + 16; i < text.n && i < end; i++) {
		if (text.at[i] == '.') {
			fraction = true;
			continue;
		}
		if (!pfl_is_digit(text.at[i]))
			break;
		digits = digits * 10 + (uint64_t)(text.at[i] - '0');
		decimals += fraction;
	}
	if (i < text.n || digits > (uint64_t)1 << 53)
		return read_slowly(text);
	return (text.at[0] == '-' ? -1.0 : 1.0) * ((double)digits / ten[decimals]);
}
