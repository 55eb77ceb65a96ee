/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Probabilities and quantiles of the few distributions that comparing profiles needs.
 *
 * They stand here because no library fits: GSL and R's nmath are under the GPL, Boost is C++,
 * and libm stops at lgamma() and erfc(). On these two a continued fraction for the incomplete
 * beta function and one for the incomplete gamma function are all that is missing.
 *
 * Every function is total: whatever finite number it gets, it returns one. Tails are right to
 * about ten digits relative to themselves, so a p-value of 1e-60 means what it says.
 *
 * Degrees of freedom (df) may be any positive number; 0 stands for infinitely many, the normal
 * distribution: a standard error that is known rather than estimated.
 */
#ifndef PFL_STATS_DISTRIBUTION_H
#define PFL_STATS_DISTRIBUTION_H

/* P(Z > z) of the standard normal distribution; P(Z <= z) is that of -z. */
double pfl_normal_upper(double z);

/* P(|Z| > |z|). */
double pfl_normal_two_sided(double z);

/* The z that P(Z > z) = tail. tail is held between 1e-300 and 1 - 2^-53. */
double pfl_normal_quantile(double tail);

/* P(T > t) of Student's t distribution. */
double pfl_student_upper(double t, double df);

/* P(|T| > |t|). */
double pfl_student_two_sided(double t, double df);

/* The t that P(T > t) = tail. */
double pfl_student_quantile(double tail, double df);

/* P(X > x) of the chi-square distribution; df 0: X is always 0. */
double pfl_chi_square_upper(double x, double df);

double pfl_chi_square_median(double df);

/*
 * P(B >= b) of the binomial distribution: n trials that succeed with probability p. Neither b
 * nor n need be whole; between whole numbers the regularised incomplete beta function
 * interpolates.
 */
double pfl_binomial_upper(double b, double n, double p);

/*
 * Two-sided mid-p of b events on the second side of a + b, when without a change it would get
 * `factor` times as many as the first: twice the smaller tail, of which what was seen counts
 * half. Exact tests are too careful for few events; the mid-p value holds its level on average.
 * H. O. Lancaster, "Significance tests in discrete distributions", JASA 56 (1961).
 */
double pfl_binomial_mid_p(double a, double b, double factor);

#endif
