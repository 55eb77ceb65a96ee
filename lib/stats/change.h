/* SPDX-License-Identifier: Apache-2.0 */
/* What a comparison found out about one quantity, however many profiles it came from. */
#ifndef PFL_STATS_CHANGE_H
#define PFL_STATS_CHANGE_H

#include <stdbool.h>

struct pfl_change {
	double expected;  /* of the new side if nothing had changed: the old side, normalised */
	double observed;  /* of the new side */
	double error;     /* standard error of observed - expected, were there no change */
	double df;        /* degrees of freedom of error; 0: normal, see distribution.h */
	double statistic; /* (observed - expected) / error, between -1e9 and 1e9 */
	double p;         /* two-sided: how often chance alone deviates as much */
	bool has_ratio;   /* the next two are known: neither side is 0 without any event */
	double log_ratio; /* log(observed / expected), half an event added to either */
	double log_error; /* its standard error */
};

struct pfl_bounds {
	double estimate, lower, upper;
};

/*
 * Bounds of observed - expected, `quantile` standard errors to either side: of
 * pfl_student_quantile(0.025, df) for an interval of 95 %, or pfl_simultaneous_quantile().
 */
struct pfl_bounds pfl_change_difference(const struct pfl_change *change, double quantile);

/*
 * Bounds of the growth observed / expected - 1, made on the logarithm, where the interval of a
 * ratio is nearly symmetric. The estimate is the plain ratio. False, and zeros, without a
 * ratio.
 */
bool pfl_change_growth(
	const struct pfl_change *change, double quantile, struct pfl_bounds *bounds);

/* P of a growth as large or larger by chance; of a decline, that of 1 - p / 2. */
double pfl_change_p_growth(const struct pfl_change *change);

#endif
