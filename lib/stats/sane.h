/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What keeps the functions of this folder total. No sum that a profile can hold comes near
 * these ends: with values of at most 1e100, squares, and squares of squares over squares, stay
 * finite.
 */
#ifndef PFL_STATS_SANE_H
#define PFL_STATS_SANE_H

#include <math.h>

/* A value or a count: at least 0; what is larger than 1e100 counts as that, NaN as 0. */
static inline double
pfl_sane(double x)
{
	return x > 0 ? fmin(x, 1e100) : 0;
}

/* A variance, which is such a value squared. */
static inline double
pfl_sane_square(double x)
{
	return x > 0 ? fmin(x, 1e200) : 0;
}

/* What a side is multiplied by: neither 0 nor anything that would make one. */
static inline double
pfl_sane_factor(double x)
{
	return x > 0 ? fmax(1e-30, fmin(x, 1e30)) : 1;
}

/* A test statistic, difference over standard error, also when the error is 0. */
static inline double
pfl_sane_ratio(double difference, double error)
{
	double most = 1e9;

	if (!(fabs(difference) > 0))
		return 0;
	return error > 0 ? fmax(-most, fmin(difference / error, most))
			 : copysign(most, difference);
}

/* x log(x / mean), a term of a likelihood ratio; 0 for 0. */
static inline double
pfl_information(double x, double mean)
{
	return x > 0 && mean > 0 ? x * log(x / mean) : 0;
}

#endif
