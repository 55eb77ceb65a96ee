/* SPDX-License-Identifier: Apache-2.0 */
/* Units of measure: families, scaling, labels and percentages. */
#include "base/unit.h"

#include "base/number.h"

#include <math.h>

struct unit {
	enum pfl_unit_family family;
	const char *name;
	double factor;
	const char *alias[4]; /* lower case, singular */
};

/* Within a family from small to large. */
static const struct unit units[] = {
	{ PFL_UNIT_BYTES, "B", 1, { "b", "byte" } },
	{ PFL_UNIT_BYTES, "kB", 1024.0, { "kb", "kbyte", "kilobyte" } },
	{ PFL_UNIT_BYTES, "MB", 1048576.0, { "mb", "mbyte", "megabyte" } },
	{ PFL_UNIT_BYTES, "GB", 1073741824.0, { "gb", "gbyte", "gigabyte" } },
	{ PFL_UNIT_BYTES, "TB", 1099511627776.0, { "tb", "tbyte", "terabyte" } },
	{ PFL_UNIT_BYTES, "PB", 1125899906842624.0, { "pb", "pbyte", "petabyte" } },
	{ PFL_UNIT_TIME, "ns", 1, { "ns", "nanosecond" } },
	/* With the Greek letter and with the sign of its own. */
	{ PFL_UNIT_TIME, "us", 1e3, { "us", "microsecond", "\xce\xbcs", "\xc2\xb5s" } },
	{ PFL_UNIT_TIME, "ms", 1e6, { "ms", "millisecond" } },
	{ PFL_UNIT_TIME, "s", 1e9, { "s", "sec", "second" } },
	{ PFL_UNIT_TIME, "hrs", 3600e9, { "hour", "hr" } },
	{ PFL_UNIT_GCU, "n*GCU", 1e-9, { "nanogcu" } },
	{ PFL_UNIT_GCU, "u*GCU", 1e-6, { "microgcu" } },
	{ PFL_UNIT_GCU, "m*GCU", 1e-3, { "milligcu" } },
	{ PFL_UNIT_GCU, "GCU", 1, { "gcu" } },
	{ PFL_UNIT_GCU, "k*GCU", 1e3, { "kilogcu" } },
	{ PFL_UNIT_GCU, "M*GCU", 1e6, { "megagcu" } },
	{ PFL_UNIT_GCU, "G*GCU", 1e9, { "gigagcu" } },
	{ PFL_UNIT_GCU, "T*GCU", 1e12, { "teragcu" } },
	{ PFL_UNIT_GCU, "P*GCU", 1e15, { "petagcu" } },
};

enum { N_UNITS = sizeof(units) / sizeof(units[0]) };

/* What a family's numbers are in when nothing better is known. */
static const char *const default_unit[] = { "", "B", "s", "GCU" };

static bool
has_alias(const struct unit *unit, const char *text)
{
	for (size_t i = 0; i < 4 && unit->alias[i]; i++) {
		if (strcmp(unit->alias[i], text) == 0)
			return true;
	}
	return false;
}

/* The unit that a text means, or NULL. */
static const struct unit *
find(const char *text)
{
	char lower[16], singular[16];
	size_t n = strlen(text);

	if (n == 0 || n >= sizeof(lower))
		return NULL;
	for (size_t i = 0; i <= n; i++)
		lower[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] | 0x20) : text[i];
	memcpy(singular, lower, n + 1);
	if (n > 2 && singular[n - 1] == 's')
		singular[n - 1] = '\0';
	for (size_t i = 0; i < N_UNITS; i++) {
		if (has_alias(&units[i], singular) || has_alias(&units[i], lower))
			return &units[i];
	}
	return NULL;
}

static const struct unit *
default_of(enum pfl_unit_family family)
{
	for (size_t i = 0; i < N_UNITS; i++) {
		if (units[i].family == family &&
			strcmp(units[i].name, default_unit[family]) == 0)
			return &units[i];
	}
	return NULL;
}

/* The largest unit of the family that leaves at least 1 of `amount` (in units of factor 1). */
static const struct unit *
best_of(enum pfl_unit_family family, double amount)
{
	const struct unit *best = NULL;

	for (size_t i = 0; i < N_UNITS; i++) {
		if (units[i].family == family && amount / units[i].factor >= 1)
			best = &units[i];
	}
	return best ? best : default_of(family);
}

static bool
is_auto(const char *unit)
{
	return strcmp(unit, "auto") == 0 || strcmp(unit, "minimum") == 0;
}

enum pfl_unit_family
pfl_unit_family(const char *unit)
{
	const struct unit *known = find(unit);

	return known ? known->family : PFL_UNIT_OTHER;
}

double
pfl_unit_scale(pfl_sum value, const char *from, const char *to, const char **unit)
{
	const struct unit *source = find(from), *target;
	double amount = (double)pfl_sum_abs(value);
	const char *name = to;

	if (source) {
		amount *= source->factor;
		target = is_auto(to) ? best_of(source->family, amount) : find(to);
		if (!target || target->family != source->family)
			target = default_of(source->family);
		amount /= target->factor;
		name = target->name;
	} else if (is_auto(to) || strcmp(to, "count") == 0 || strcmp(to, "sample") == 0 ||
		strcmp(to, "unit") == 0) {
		name = "";
	}
	if (unit)
		*unit = name;
	return value < 0 ? -amount : amount;
}

double
pfl_unit_convert(double value, const char *from, const char *to)
{
	enum pfl_unit_family family = pfl_unit_family(from);

	if (family == PFL_UNIT_OTHER || family != pfl_unit_family(to))
		return value;
	return value * pfl_unit_scale(1, from, to, NULL);
}

void
pfl_unit_label(struct pfl_text *text, pfl_sum value, const char *from, const char *to)
{
	char number[PFL_NUMBER_TEXT];
	const char *unit;
	size_t n;

	pfl_number_fixed(pfl_unit_scale(value, from, to, &unit), 2, number);
	n = strlen(number);
	if (strcmp(number + n - 3, ".00") == 0)
		number[n - 3] = '\0';
	if (strcmp(number, "0") == 0 || strcmp(number, "-0") == 0) {
		pfl_text_char(text, '0');
		return;
	}
	pfl_text_str(text, number);
	pfl_text_str(text, unit);
}

pfl_sum
pfl_unit_apply(pfl_sum value, double ratio)
{
	const double most = 0x1p120;
	double scaled;

	if (!(ratio > 0) || ratio == 1)
		return value;
	scaled = (double)value * ratio;
	if (scaled > most)
		scaled = most;
	if (scaled < -most)
		scaled = -most;
	return isnan(scaled) ? 0 : (pfl_sum)scaled;
}

pfl_sum
pfl_unit_whole(pfl_sum value, const char *from, const char *to)
{
	double scaled;

	if (pfl_unit_scale(1, from, to, NULL) == 1)
		return value;
	scaled = trunc(pfl_unit_scale(value, from, to, NULL));
	return fabs(scaled) < 0x1p120 ? (pfl_sum)scaled : 0;
}

const char *
pfl_unit_choose(pfl_sum least, pfl_sum most, const char *unit, double ratio, bool whole)
{
	const char *small, *large, *chosen;

	if (least == 0)
		least = most;
	least = pfl_unit_apply(least, ratio);
	most = pfl_unit_apply(most, ratio);
	pfl_unit_scale(least, unit, "minimum", &small);
	pfl_unit_scale(most, unit, "minimum", &large);
	chosen = small;
	/* A larger unit is easier to read; the least value then still shows as 0.01. */
	if (small != large && least * 100 < most && !whole)
		pfl_unit_scale(least * 100, unit, "minimum", &chosen);
	return chosen[0] ? chosen : unit;
}

/* The share in the fewest columns. */
static char *
percent(pfl_sum value, pfl_sum total, char *buf)
{
	double share = total ? fabs((double)value / (double)total) * 100 : 0;

	if (share >= 99.95 && share <= 100.05)
		memcpy(buf, "100", 4);
	else if (share >= 1)
		pfl_number_fixed(share, 2, buf);
	else
		pfl_number_general(share, 2, buf);
	memcpy(buf + strlen(buf), "%", 2);
	return buf;
}

char *
pfl_percent(pfl_sum value, pfl_sum total, char *buf)
{
	size_t n = strlen(percent(value, total, buf));

	if (n < 6) {
		memmove(buf + 6 - n, buf, n + 1);
		memset(buf, ' ', 6 - n);
	}
	return buf;
}

const char *
pfl_percent_trimmed(pfl_sum value, pfl_sum total, char *buf)
{
	return percent(value, total, buf);
}

/* The length of a type's name without one "s" at its end. */
static size_t
singular_length(const char *type)
{
	size_t n = strlen(type);

	return n > 0 && type[n - 1] == 's' ? n - 1 : n;
}

bool
pfl_unit_compatible(
	const char *type_a, const char *unit_a, const char *type_b, const char *unit_b)
{
	size_t n = singular_length(type_a);
	enum pfl_unit_family family;

	if (n != singular_length(type_b) || memcmp(type_a, type_b, n) != 0)
		return false;
	family = pfl_unit_family(unit_a);
	return strcmp(unit_a, unit_b) == 0 ||
		(family != PFL_UNIT_OTHER && family == pfl_unit_family(unit_b));
}
