/* SPDX-License-Identifier: Apache-2.0 */
/* Floating-point numbers as text, with a point whatever the locale says. */
#include "base/number.h"

#include "base/span.h"

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
