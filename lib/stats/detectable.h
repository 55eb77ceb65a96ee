/* SPDX-License-Identifier: Apache-2.0 */
/* The smallest change that could have been found, so that silence is not mistaken for proof. */
#ifndef PFL_STATS_DETECTABLE_H
#define PFL_STATS_DETECTABLE_H

#include "stats/change.h"

/* Both as shares of the old cost, above 0. */
struct pfl_detectable {
	double growth, shrinkage;
};

/*
 * What the noise floor alone allows to prove with one profile a side, were there any number of
 * events: changes beyond these. False, and zeros, when not even something that vanishes could
 * be told from noise. `quantile` is how many standard errors a bound lies away.
 */
bool pfl_detectable_by_floor(double quantile, double floor, struct pfl_detectable *result);

/*
 * The growth, as a share of the old cost, that is found with probability `power` by a two-sided
 * test at level alpha: (t_{alpha / 2} + t_{1 - power}) * error, where `error` is the standard
 * error of the relative change: of a change, error / expected; for k runs a side that vary by
 * cv, cv * sqrt(2 / k).
 */
double pfl_detectable_growth(double error, double df, double alpha, double power);

/* The standard error of the relative change of a function with this share of all events. */
double pfl_detectable_share_error(
	double share, double n_old, double n_new, double lambda, double floor);

#endif
