/* SPDX-License-Identifier: Apache-2.0 */
/* Intervals of a change. */
#include "stats/change.h"

#include "stats/sane.h"

struct pfl_bounds
pfl_change_difference(const struct pfl_change *change, double quantile)
{
	double difference = change->observed - change->expected;
	double reach = pfl_sane(quantile) * pfl_sane(change->error);

	return (struct pfl_bounds){ difference, difference - reach, difference + reach };
}

/* e^x - 1, no further than what multiplies a value of 1e-100 to one of 1e100. */
static double
growth(double log_ratio)
{
	return expm1(fmin(log_ratio, 460));
}

bool
pfl_change_growth(const struct pfl_change *change, double quantile, struct pfl_bounds *bounds)
{
	double reach = pfl_sane(quantile) * pfl_sane(change->log_error);

	*bounds = (struct pfl_bounds){ 0 };
	if (!change->has_ratio)
		return false;
	bounds->estimate = growth(change->log_ratio);
	bounds->lower = growth(change->log_ratio - reach);
	bounds->upper = growth(change->log_ratio + reach);
	return true;
}

double
pfl_change_p_growth(const struct pfl_change *change)
{
	return change->statistic > 0 ? change->p / 2 : 1 - change->p / 2;
}
