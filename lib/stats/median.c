/* SPDX-License-Identifier: Apache-2.0 */
/* Medians, plain and weighted. */
#include "stats/median.h"

#include <stdlib.h>

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

double
pfl_weighted_median(struct pfl_weighted *values, size_t n)
{
	double total = 0, below = 0;

	if (n == 0)
		return 0;
	qsort(values, n, sizeof(*values), by_value);
	for (size_t i = 0; i < n; i++)
		total += values[i].weight;
	for (size_t i = 0; i < n; i++) {
		below += values[i].weight;
		if (below >= total / 2)
			return values[i].value;
	}
	return values[n - 1].value;
}
