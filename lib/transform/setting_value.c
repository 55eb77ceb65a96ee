/* SPDX-License-Identifier: Apache-2.0 */
/* The values of settings, as text: what they say, and whether they say anything. */
#include "transform/setting_value.h"

#include "base/match.h"
#include "base/scan.h"
#include "base/unit.h"

bool
pfl_check_regexp(const char *name, const char *value, struct pfl_error *err)
{
	struct pfl_matcher *m = pfl_matcher_new(pfl_span_of(value), name, err);

	pfl_matcher_free(m);
	return m != NULL;
}

/* A decimal number, whatever the locale: digits with an optional point and exponent. */
bool
pfl_parse_number(const char *text, double *value)
{
	static const double power[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
		1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	bool negative = *text == '-', point = false;
	int digits = 0, scale = 0, exponent = 0;
	uint64_t mantissa = 0;

	text += *text == '-' || *text == '+';
	for (; (*text >= '0' && *text <= '9') || (*text == '.' && !point); text++) {
		if (*text == '.') {
			point = true;
			continue;
		}
		if (++digits > 400 || mantissa > (UINT64_C(1) << 53) / 10 - 1)
			return false;
		mantissa = mantissa * 10 + (uint64_t)(*text - '0');
		scale -= point;
	}
	if (digits == 0)
		return false;
	if (*text == 'e' || *text == 'E') {
		bool minus = *++text == '-';

		text += *text == '-' || *text == '+';
		if (*text < '0' || *text > '9')
			return false;
		for (; *text >= '0' && *text <= '9' && exponent < 1000; text++)
			exponent = exponent * 10 + (*text - '0');
		exponent = minus ? -exponent : exponent;
	}
	exponent += scale;
	if (*text || exponent < -22 || exponent > 22)
		return false;
	/* Both operands are exact, so the result is the nearest double. */
	*value = exponent < 0 ? (double)mantissa / power[-exponent]
			      : (double)mantissa * power[exponent];
	*value = negative ? -*value : *value;
	return true;
}

/* Where the number of an amount ends: an exponent has digits, a unit that begins with "e" not.
 */
static size_t
number_end(const char *value)
{
	size_t n = strspn(value, "0123456789."), exponent;

	if (value[n] != 'e' && value[n] != 'E')
		return n;
	exponent = n + 1 + (value[n + 1] == '-' || value[n + 1] == '+');
	return value[exponent] >= '0' && value[exponent] <= '9'
		? exponent + strspn(value + exponent, "0123456789")
		: n;
}

bool
pfl_parse_amount(const char *value, double *number, char unit[PFL_AMOUNT_UNIT])
{
	size_t end = number_end(value), n = strlen(value + end);
	char digits[32];

	if (end >= sizeof(digits) || n >= PFL_AMOUNT_UNIT)
		return false;
	memcpy(digits, value, end);
	digits[end] = '\0';
	memcpy(unit, value + end, n + 1);
	/* Sizes are powers of 1024 anyway. */
	if (n == 3 && unit[1] == 'i' && unit[2] == 'B')
		memcpy(unit + 1, "B", 2);
	return pfl_parse_number(digits, number) &&
		(n == 0 || pfl_unit_family(unit) != PFL_UNIT_OTHER);
}

static bool
check_number(const char *name, const char *value, struct pfl_error *err)
{
	double number;

	if (pfl_parse_number(value, &number))
		return true;
	return pfl_fail(err, PFL_USAGE, "%s: '%s' is not a decimal number of at most 15 digits",
		name, value);
}

bool
pfl_check_fraction(const char *name, const char *value, struct pfl_error *err)
{
	double number = 0;

	if (!check_number(name, value, err))
		return false;
	pfl_parse_number(value, &number);
	if (number >= 0 && number <= 1)
		return true;
	return pfl_fail(err, PFL_USAGE, "%s: '%s' is not between 0 and 1", name, value);
}

bool
pfl_check_divisor(const char *name, const char *value, struct pfl_error *err)
{
	double number = 0;

	if (!check_number(name, value, err))
		return false;
	pfl_parse_number(value, &number);
	if (number == 0)
		return pfl_fail(err, PFL_USAGE, "%s: zero divisor", name);
	if (number < 0)
		return pfl_fail(err, PFL_USAGE, "%s: '%s' is not above 0", name, value);
	return true;
}

bool
pfl_check_amount(const char *name, const char *value, struct pfl_error *err)
{
	char unit[PFL_AMOUNT_UNIT];
	double number;

	return (pfl_parse_amount(value, &number, unit) && number > 0) ||
		pfl_fail(err, PFL_USAGE,
			"%s: '%s' is no amount above 0 such as 10ms, 512KiB or 524288", name,
			value);
}

bool
pfl_parse_flag(const char *value, bool *on)
{
	static const char *const words[] = { "false", "0", "f", "no", "n", "true", "1", "t",
		"yes", "y" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(value, words[i]) == 0) {
			*on = i >= 5;
			return true;
		}
	}
	return false;
}

/* Which word of "a|b|c" the value is, or -1. */
int
pfl_parse_choice(const char *words, const char *value)
{
	struct pfl_span rest = pfl_span_of(words), word;

	for (int i = 0; pfl_span_cut(&rest, '|', &word); i++) {
		if (pfl_span_eq(word, pfl_span_of(value)))
			return i;
	}
	return -1;
}

/* -1 is how pprof spells the default of nodecount. */
bool
pfl_parse_count(const char *value, int64_t *count)
{
	return pfl_span_i64(pfl_span_of(value), count) && *count >= -1 && *count <= INT32_MAX;
}

/* A percentage, with or without its sign, as a fraction. */
bool
pfl_parse_percent(const char *value, double *fraction)
{
	size_t n = strlen(value);
	char number[32];

	n -= n > 0 && value[n - 1] == '%';
	if (n >= sizeof(number))
		return false;
	memcpy(number, value, n);
	number[n] = '\0';
	if (!pfl_parse_number(number, fraction))
		return false;
	*fraction /= 100;
	return true;
}

bool
pfl_check_percent(const char *name, const char *value, struct pfl_error *err)
{
	double fraction = 0;

	if (pfl_parse_percent(value, &fraction) && fraction >= 0 && fraction <= 1)
		return true;
	return pfl_fail(
		err, PFL_USAGE, "%s: '%s' is no percentage between 0 and 100", name, value);
}

bool
pfl_check_normalization(const char *name, const char *value, struct pfl_error *err)
{
	static const char words[] = "robust|abs|time|op|share";

	if (strncmp(value, "anchor=", 7) == 0 && value[7])
		return pfl_check_regexp(name, value + 7, err);
	if (pfl_parse_choice(words, value) >= 0)
		return true;
	return pfl_fail(err, PFL_USAGE, "%s: '%s' is none of %s|anchor=RE", name, value, words);
}

/* Numbers above 0 that blanks separate; the first `most` of them, and how many there are. */
static bool
parse_counts(struct pfl_span text, double *count, uint32_t most, uint32_t *n)
{
	struct pfl_span word;

	for (*n = 0; pfl_scan_blanks(&text), pfl_scan_word(&text, &word); ++*n) {
		char number[32];
		double value;

		if (word.n >= sizeof(number) || *n == UINT32_MAX)
			return false;
		memcpy(number, word.at, word.n);
		number[word.n] = '\0';
		if (!pfl_parse_number(number, &value) || !(value > 0))
			return false;
		if (*n < most)
			count[*n] = value;
	}
	return *n > 0;
}

/* "1000,1250", or a number for each run: "1000 1010,1250 1240". */
bool
pfl_parse_operations(const char *value, double *count[2], const uint32_t most[2], uint32_t n[2])
{
	struct pfl_span rest = pfl_span_of(value), side;

	for (int i = 0; i < 2; i++) {
		if (!pfl_span_cut(&rest, ',', &side) ||
			!parse_counts(side, count[i], most[i], &n[i]))
			return false;
	}
	return !rest.at;
}

bool
pfl_check_operations(const char *name, const char *value, struct pfl_error *err)
{
	uint32_t n[2];

	return pfl_parse_operations(
		       value, (double *[2]){ NULL, NULL }, (uint32_t[2]){ 0, 0 }, n) ||
		pfl_fail(err, PFL_USAGE,
			"%s: '%s' is not two numbers above 0 such as 1000,1250", name, value);
}

bool
pfl_check_line(const char *name, const char *value, struct pfl_error *err)
{
	return !strpbrk(value, "\r\n") ||
		pfl_fail(err, PFL_USAGE, "%s: '%s' is more than one line", name, value);
}

/* The key of "label=KEY"; NULL: another palette. */
const char *
pfl_parse_palette(const char *palette)
{
	static const char prefix[] = "label=";

	return palette && strncmp(palette, prefix, sizeof(prefix) - 1) == 0
		? palette + sizeof(prefix) - 1
		: NULL;
}

bool
pfl_check_palette(const char *name, const char *value, struct pfl_error *err)
{
	static const char palettes[] =
		"class|package|function|hot|mem|io|red|green|blue|yellow|purple|aqua|orange|"
		"wakeup|java|js|perl|python|rust|chain|mono|redblue";

	if (pfl_parse_palette(value))
		return *pfl_parse_palette(value) ||
			pfl_fail(err, PFL_USAGE, "%s: label= needs the name of a label", name);
	return pfl_parse_choice(palettes, value) >= 0 ||
		pfl_fail(err, PFL_USAGE, "%s: '%s' is none of %s|label=KEY", name, value,
			palettes);
}

/* RE=CLASS: the last "=" is the one between the two. */
bool
pfl_check_class(const char *name, const char *value, struct pfl_error *err)
{
	static const char classes[] = "own|dependency|runtime|kernel|unknown";
	const char *equals = strrchr(value, '=');
	struct pfl_matcher *m;

	if (!pfl_check_line(name, value, err))
		return false;
	if (!equals || equals == value || pfl_parse_choice(classes, equals + 1) < 0)
		return pfl_fail(err, PFL_USAGE, "%s: '%s' is not RE=CLASS with one of %s", name,
			value, classes);
	m = pfl_matcher_new((struct pfl_span){ value, (size_t)(equals - value) }, name, err);
	pfl_matcher_free(m);
	return m != NULL;
}
