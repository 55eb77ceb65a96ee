/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of JSON: exact where they are integers. */
#include "base/json_inside.h"

#include "base/number.h"
#include "base/sum.h"

#include <math.h>

enum { NUMBER = 1024 /* bytes of a number */ };

/* Is all of s a number as JSON writes it? *whole: without fraction and exponent. */
static bool
is_number(struct pfl_span s, bool *whole)
{
	size_t start = s.n > 0 && s.at[0] == '-', i = pfl_span_digits(s, start), from;

	*whole = i == s.n;
	if (i == start || (i > start + 1 && s.at[start] == '0'))
		return false;
	if (i < s.n && s.at[i] == '.') {
		from = i + 1;
		i = pfl_span_digits(s, from);
		if (i == from)
			return false;
	}
	if (i < s.n && (s.at[i] | 0x20) == 'e') {
		from = i + 1;
		from += from < s.n && (s.at[from] == '+' || s.at[from] == '-');
		i = pfl_span_digits(s, from);
		if (i == from)
			return false;
	}
	return i == s.n;
}

static bool
in_number(char c)
{
	return pfl_is_digit(c) || c == '.' || c == '-' || c == '+' || (c | 0x20) == 'e';
}

bool
pfl_json_find_number(struct pfl_json *j, struct pfl_span *s, bool *whole)
{
	int c = pfl_json_next_byte(j);
	size_t n = 0;

	*s = (struct pfl_span){ "", 0 };
	*whole = false;
	if (c != '-' && !pfl_is_digit((char)c))
		return pfl_json_fail_value(j, c, "a number");
	do {
		while (n < (size_t)(j->end - j->at) && in_number(j->at[n]))
			n++;
	} while (n == (size_t)(j->end - j->at) && n <= NUMBER && pfl_json_grow(j, n));
	*s = (struct pfl_span){ j->at, n };
	if (n > NUMBER)
		return pfl_json_fail(j, "a number of more than %d bytes", (int)NUMBER);
	return is_number(*s, whole) ||
		pfl_json_fail(j, "'%.*s' is not a number", (int)(n < 40 ? n : 40), s->at);
}

static bool
fail_range(struct pfl_json *j, struct pfl_span s)
{
	return pfl_json_fail(
		j, "the number %.*s is out of range", (int)(s.n < 40 ? s.n : 40), s.at);
}

double
pfl_json_double(struct pfl_json *j)
{
	struct pfl_span s;
	double value;
	bool whole;

	if (!pfl_json_find_number(j, &s, &whole))
		return 0;
	value = pfl_number_read(s);
	if (!isfinite(value))
		return fail_range(j, s);
	j->at += s.n;
	return value;
}

static bool
multiply(int64_t value, int64_t factor, int64_t *product)
{
	pfl_sum wide = (pfl_sum)value * factor;

	*product = (int64_t)wide;
	return wide == *product;
}

/* *value is the number times the factor; false: it does not fit. */
static bool
times(struct pfl_span s, bool whole, int64_t factor, int64_t *value)
{
	double real;

	if (whole)
		return pfl_span_i64(s, value) && multiply(*value, factor, value);
	real = round(pfl_number_read(s) * (double)factor);
	if (!(fabs(real) < 0x1p63))
		return false;
	*value = (int64_t)real;
	return true;
}

int64_t
pfl_json_i64_times(struct pfl_json *j, int64_t factor)
{
	struct pfl_span s;
	int64_t value;
	bool whole;

	if (!pfl_json_find_number(j, &s, &whole))
		return 0;
	if (!times(s, whole, factor, &value))
		return fail_range(j, s);
	j->at += s.n;
	return value;
}

struct pfl_json_number
pfl_json_number(struct pfl_json *j)
{
	struct pfl_json_number n = { .whole = false };
	struct pfl_span s;

	if (!pfl_json_find_number(j, &s, &n.whole))
		return (struct pfl_json_number){ .whole = true };
	n.real = pfl_number_read(s);
	if ((n.whole && !pfl_span_i64(s, &n.integer)) || !isfinite(n.real)) {
		fail_range(j, s);
		return (struct pfl_json_number){ .whole = true };
	}
	j->at += s.n;
	return n;
}

int64_t
pfl_json_i64_quoted(struct pfl_json *j, int64_t factor)
{
	struct pfl_span s;
	int64_t value;
	bool whole = false;

	if (pfl_json_peek(j) != PFL_JSON_STRING)
		return pfl_json_i64_times(j, factor);
	s = pfl_json_string(j);
	if (j->failed)
		return 0;
	if (s.n > NUMBER || !is_number(s, &whole))
		return pfl_json_fail(
			j, "'%.*s' is not a number", (int)(s.n < 40 ? s.n : 40), s.at);
	return times(s, whole, factor, &value) ? value : fail_range(j, s);
}

int64_t
pfl_json_i64(struct pfl_json *j)
{
	struct pfl_span s;
	bool whole;

	if (!pfl_json_find_number(j, &s, &whole))
		return 0;
	if (!whole && fmod(pfl_number_read(s), 1) != 0)
		return pfl_json_fail(
			j, "expected an integer, found %.*s", (int)(s.n < 40 ? s.n : 40), s.at);
	return pfl_json_i64_times(j, 1);
}
