/* SPDX-License-Identifier: Apache-2.0 */
/* False discovery rates and simultaneous intervals. */
#include "stats/multiplicity.h"

#include "stats/distribution.h"

#include <math.h>
#include <stdlib.h>

struct ranked {
	double p;
	size_t row;
};

static int
by_p(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	return (a->p > b->p) - (a->p < b->p);
}

bool
pfl_false_discovery(
	const double *p, size_t n, struct pfl_arena *scratch, double *q, struct pfl_error *err)
{
	struct ranked *ranked = pfl_arena_alloc(scratch, n, sizeof(*ranked), err);
	double least = 1;

	if (!ranked)
		return false;
	for (size_t i = 0; i < n; i++)
		ranked[i] = (struct ranked){ p[i] > 0 ? fmin(p[i], 1) : 0, i };
	qsort(ranked, n, sizeof(*ranked), by_p);
	/* From the largest p down; equal ones come out equal, since only the last of them
	 * counts. */
	for (size_t rank = n; rank > 0; rank--) {
		least = fmin(least, ranked[rank - 1].p * (double)n / (double)rank);
		q[ranked[rank - 1].row] = least;
	}
	return true;
}

double
pfl_simultaneous_quantile(double alpha, size_t m, double df)
{
	return pfl_student_quantile(0.5 * alpha / (double)(m > 0 ? m : 1), df);
}
