/* SPDX-License-Identifier: Apache-2.0 */
/* Middles of numbers: what most of them say, whatever the rest does. All sort what they get. */
#ifndef PFL_STATS_MEDIAN_H
#define PFL_STATS_MEDIAN_H

#include <stddef.h>

struct pfl_weighted {
	double value, weight; /* weight >= 0 */
};

/* The middle value, or the mean of the two; of nothing, 0. */
double pfl_median(double *values, size_t n);

/* Of values that are sorted already, the one that `share` (0 to 1) of them stand before. */
double pfl_quantile_sorted(const double *values, size_t n, double share);

/*
 * The first value, in rising order, with which more than half of all weight is reached; where
 * half falls between two values, their geometric mean, so that ratios turned around give the
 * ratio turned around. Values are not negative. Of nothing, 0.
 */
double pfl_weighted_median(struct pfl_weighted *values, size_t n);

/*
 * The same of the ratios of many functions, with no weight above a twentieth of all. What has a
 * fifth of the weight and doubled would move the middle among the other four fifths, who spread
 * around what they agree on, and so hide a part of its own change.
 */
double pfl_agreed_ratio(struct pfl_weighted *ratios, size_t n);

#endif
