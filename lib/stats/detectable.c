/* SPDX-License-Identifier: Apache-2.0 */
/* Minimum detectable effects. */
#include "stats/detectable.h"

#include "stats/distribution.h"
#include "stats/sane.h"

/*
 * Growth by f shows when (f - 1) E > quantile * sqrt(2) floor * (f + 1) E / 2, which is solved
 * for f. What shrinks to 1 / f is as easy to see.
 */
bool
pfl_detectable_by_floor(double quantile, double floor, struct pfl_detectable *result)
{
	double reach = pfl_sane(quantile) * pfl_sane(floor) / sqrt(2);

	*result = (struct pfl_detectable){ 0 };
	if (reach >= 1)
		return false;
	result->growth = 2 * reach / (1 - reach);
	result->shrinkage = 2 * reach / (1 + reach);
	return true;
}

double
pfl_detectable_growth(double error, double df, double alpha, double power)
{
	double reach =
		pfl_student_quantile(alpha / 2, df) + pfl_student_quantile(1 - power, df);

	return pfl_sane(reach * pfl_sane(error));
}

double
pfl_detectable_share_error(
	double share, double n_old, double n_new, double lambda, double floor)
{
	double rest = 1 - fmin(pfl_sane(share), 1), sampling;

	if (!(share > 0) || !(n_old > 0) || !(n_new > 0))
		return 1e9;
	sampling = sqrt(fmax(1, lambda) * rest / share) * sqrt(1 / n_old + 1 / n_new);
	return pfl_sane(hypot(sampling, sqrt(2) * pfl_sane(floor) * rest));
}
