/* SPDX-License-Identifier: Apache-2.0 */
/* Medians, plain and weighted. */
#include "stats/median.h"

#include <math.h>
#include <stdlib.h>

static const double most_weight = 0.05;

static int
by_number(const void *left, const void *right)
{
	const double *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static int
by_value(const void *left, const void *right)
{
	const struct pfl_weighted *a = left, *b = right;

	return (a->value > b->value) - (a->value < b->value);
}

double
pfl_median(double *values, size_t n)
{
	if (n == 0)
		return 0;
	qsort(values, n, sizeof(*values), by_number);
	return 0.5 * values[(n - 1) / 2] + 0.5 * values[n / 2];
}

double
pfl_quantile_sorted(const double *values, size_t n, double share)
{
	size_t at = (size_t)(share * (double)n);

	return n == 0 ? 0 : values[at < n ? at : n - 1];
}

static double
total_weight(const struct pfl_weighted *values, size_t n)
{
	double total = 0;

	for (size_t i = 0; i < n; i++)
		total += values[i].weight;
	return total;
}

double
pfl_weighted_median(struct pfl_weighted *values, size_t n)
{
	double total = total_weight(values, n), below = 0;

	if (n == 0)
		return 0;
	qsort(values, n, sizeof(*values), by_value);
	for (size_t i = 0; i < n; i++) {
		below += values[i].weight;
		/* Exactly half, but for rounding. */
		if (i + 1 < n && fabs(below - total / 2) <= 1e-9 * total)
			return sqrt(values[i].value) * sqrt(values[i + 1].value);
		if (below > total / 2)
			return values[i].value;
	}
	return values[n - 1].value;
}

double
pfl_agreed_ratio(struct pfl_weighted *ratios, size_t n)
{
	double most = most_weight * total_weight(ratios, n);

	for (size_t i = 0; i < n; i++)
		ratios[i].weight = fmin(ratios[i].weight, most);
	return pfl_weighted_median(ratios, n);
}
