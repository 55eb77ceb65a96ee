/* SPDX-License-Identifier: Apache-2.0 */
/* Probabilities and quantiles: the incomplete beta and gamma functions, and what follows from
 * them. */
#define _DEFAULT_SOURCE /* lgamma_r */
#include "stats/distribution.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

static const double sqrt_half = 0.70710678118654752440;
static const double log_sqrt_2pi = 0.91893853320467274178;
static const double one_by_sqrt_2pi = 0.39894228040143267794;

enum {
	MAX_TERMS = 200000, /* of a series or fraction; those that matter need a few hundred */
	MAX_STEPS = 200,    /* of a search for a quantile */
};

/*
 * Where approximations take over that are then better than what is left of the exact way's
 * digits (Student), or better than anybody will ask (the others).
 */
static const double large_student_df = 1e6;
static const double large_df = 1e8;

/* Arguments outside [low, high] count as its ends, and what is not a number as the lower one.
 */
static double
clamp(double x, double low, double high)
{
	return x > low ? fmin(x, high) : low;
}

double
pfl_normal_upper(double z)
{
	return 0.5 * erfc(z * sqrt_half);
}

double
pfl_normal_two_sided(double z)
{
	return erfc(fabs(z) * sqrt_half);
}

/*
 * Abramowitz and Stegun 26.2.23 is right to 4.5e-4; each of Halley's steps triples the number
 * of right digits.
 */
double
pfl_normal_quantile(double tail)
{
	double t, z;

	tail = clamp(tail, 1e-300, 1 - DBL_EPSILON / 2);
	if (tail > 0.5)
		return -pfl_normal_quantile(1 - tail);
	t = sqrt(-2 * log(tail));
	z = t -
		(2.515517 + t * (0.802853 + t * 0.010328)) /
			(1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
	for (int i = 0; i < 3; i++) {
		double density = one_by_sqrt_2pi * exp(-0.5 * z * z);
		double step = (pfl_normal_upper(z) - tail) / density;

		z += step / (1 - 0.5 * z * step);
	}
	return z;
}

/*
 * What Stirling's formula leaves of log(n!), for any n > 0. That of lgamma(), for a million
 * say, would have lost ten digits when it is subtracted from another. C. Loader, "Fast and
 * Accurate Computation of Binomial Probabilities" (2000), from whom deviance() is too.
 */
static double
stirling_error(double n)
{
	double n2 = n * n;
	int sign; /* lgamma() has a variable of the process for it */

	if (n < 15)
		return lgamma_r(n + 1, &sign) - (n + 0.5) * log(n) + n - log_sqrt_2pi;
	return (1.0 / 12 -
		       (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / n2) / n2) / n2) /
			       n2) /
		n;
}

/* x log(x / mean) + mean - x, without the cancellation where they are close. */
static double
deviance(double x, double mean)
{
	return x * log1p((x - mean) / mean) - (x - mean);
}

/* x^a y^b / B(a, b), where x + y = 1; both are given, since one may be too small for 1 - x. */
static double
beta_front(double a, double b, double x, double y)
{
	double n = a + b;
	double log_choose = stirling_error(n) - stirling_error(a) - stirling_error(b);

	return exp(log_choose - deviance(a, n * x) - deviance(b, n * y)) * sqrt(a / n * b) *
		one_by_sqrt_2pi;
}

/*
 * A continued fraction while it is worked out from the front: by the method of Lentz as
 * Thompson and Barnett changed it (J. Comput. Phys. 64, 1986).
 */
struct fraction {
	double c, d, value;
};

/* Numerators and denominators on the way must not be 0. */
static double
not_zero(double x)
{
	return fabs(x) < 1e-290 ? 1e-290 : x;
}

static struct fraction
fraction_begin(double denominator, double c)
{
	double d = 1 / not_zero(denominator);

	return (struct fraction){ c, d, d };
}

/* Take in the next numerator / (denominator + ...); true when it made no difference. */
static bool
fraction_step(struct fraction *f, double numerator, double denominator)
{
	f->d = 1 / not_zero(denominator + numerator * f->d);
	f->c = not_zero(denominator + numerator / f->c);
	f->value *= f->d * f->c;
	return fabs(f->d * f->c - 1) < DBL_EPSILON;
}

/*
 * The continued fraction of the incomplete beta function, DLMF 8.17.22; it converges fast for
 * x < (a + 1) / (a + b + 2).
 */
static double
beta_fraction(double a, double b, double x)
{
	struct fraction f = fraction_begin(1 - (a + b) * x / (a + 1), 1);

	for (int m = 1; m < MAX_TERMS; m++) {
		double at = a + 2 * m;

		fraction_step(&f, m * (b - m) * x / ((at - 1) * at), 1);
		if (fraction_step(&f, -(a + m) * (a + b + m) * x / (at * (at + 1)), 1))
			break;
	}
	return f.value;
}

/* The regularised incomplete beta function I_x(a, b), x + y = 1. */
static double
beta_regular(double a, double b, double x, double y)
{
	if (x <= 0 || b <= 0)
		return b <= 0 && x >= 1 ? 1 : 0;
	if (y <= 0 || a <= 0)
		return 1;
	if (x < (a + 1) / (a + b + 2))
		return clamp(beta_front(a, b, x, y) * beta_fraction(a, b, x) / a, 0, 1);
	return 1 - clamp(beta_front(b, a, y, x) * beta_fraction(b, a, y) / b, 0, 1);
}

/*
 * The normal deviate with the same tail as t, D. L. Wallace, "Bounds on normal approximations
 * to Student's and the chi-square distributions", Ann. Math. Stat. 30 (1959); its error falls
 * with df squared.
 */
static double
student_as_normal(double t, double df)
{
	return sqrt(df * log1p(t * t / df)) * (8 * df + 1) / (8 * df + 3);
}

double
pfl_student_upper(double t, double df)
{
	double t2, tail;

	if (!(df > 0))
		return pfl_normal_upper(t);
	df = clamp(df, 0.1, 1e100);
	t2 = clamp(fabs(t), 0, 1e150) * clamp(fabs(t), 0, 1e150);
	if (df >= large_student_df)
		tail = pfl_normal_upper(student_as_normal(sqrt(t2), df));
	else
		tail = 0.5 * beta_regular(df / 2, 0.5, df / (df + t2), t2 / (df + t2));
	return t < 0 ? 1 - tail : tail;
}

double
pfl_student_two_sided(double t, double df)
{
	return 2 * pfl_student_upper(fabs(t), df);
}

/*
 * Newton's method on the logarithm of the tail as a function of log t, in which it is nearly
 * straight on both ends; what leaves the interval known to hold the root is replaced by its
 * middle.
 */
static double
student_search(double tail, double df)
{
	double low = -350, high = 345, s = log(pfl_normal_quantile(tail) + 1e-8);

	for (int i = 0; i < MAX_STEPS; i++) {
		double t = exp(s), t2 = t * t;
		double upper = pfl_student_upper(t, df);
		double slope = beta_front(df / 2, 0.5, df / (df + t2), t2 / (df + t2));
		double next;

		if (upper > tail)
			low = s;
		else
			high = s;
		next = s + log(upper / tail) * upper / slope;
		if (!(next > low && next < high))
			next = 0.5 * (low + high);
		if (fabs(next - s) < 2 * DBL_EPSILON)
			break;
		s = next;
	}
	return exp(s);
}

double
pfl_student_quantile(double tail, double df)
{
	tail = clamp(tail, 1e-300, 1 - DBL_EPSILON / 2);
	if (!(df > 0))
		return pfl_normal_quantile(tail);
	if (tail > 0.5)
		return -pfl_student_quantile(1 - tail, df);
	if (tail == 0.5)
		return 0;
	df = clamp(df, 0.1, 1e100);
	if (df >= large_student_df) {
		double z = pfl_normal_quantile(tail) * (8 * df + 3) / (8 * df + 1);

		return sqrt(df * expm1(z * z / df));
	}
	return student_search(tail, df);
}

/* The power series of the lower incomplete gamma function, DLMF 8.11.4, over its first term. */
static double
gamma_series(double a, double x)
{
	double term = 1, sum = 1;

	for (int n = 1; n < MAX_TERMS && term > sum * DBL_EPSILON; n++) {
		term *= x / (a + n);
		sum += term;
	}
	return sum;
}

/* The continued fraction of the upper one, DLMF 8.9.2. */
static double
gamma_fraction(double a, double x)
{
	double denominator = x + 1 - a;
	struct fraction f = fraction_begin(denominator, 1e290);

	for (int n = 1; n < MAX_TERMS; n++)
		if (fraction_step(&f, n * (a - n), denominator + 2 * n))
			break;
	return f.value;
}

/* Wilson and Hilferty (1931): the cube root of a chi-square over its df is nearly normal. */
static double
chi_square_near(double z, double df)
{
	double root = 1 - 2 / (9 * df) + z * sqrt(2 / (9 * df));

	return df * root * root * root;
}

double
pfl_chi_square_upper(double x, double df)
{
	double a, front;

	df = clamp(df, 0, 1e100);
	x = clamp(x, 0, 1e100);
	if (x <= 0)
		return 1;
	if (df <= 0)
		return 0;
	if (df > large_df) {
		double share = 2 / (9 * df);

		return pfl_normal_upper((cbrt(x / df) - 1 + share) / sqrt(share));
	}
	a = df / 2;
	x /= 2;
	/* x^a e^-x / gamma(a + 1) */
	front = exp(-stirling_error(a) - deviance(a, x)) * one_by_sqrt_2pi / sqrt(a);
	if (x < a + 1)
		return 1 - clamp(front * gamma_series(a, x), 0, 1);
	return clamp(front * a * gamma_fraction(a, x), 0, 1);
}

double
pfl_chi_square_median(double df)
{
	double low, high;

	df = clamp(df, 0, 1e100);
	if (df <= 0)
		return 0;
	if (df > large_df)
		return chi_square_near(0, df);
	/* The median lies between df - 1 and df, and above 0. */
	low = fmax(df - 1, 0);
	high = df;
	for (int i = 0; i < MAX_STEPS && high - low > DBL_EPSILON * high; i++) {
		double middle = 0.5 * (low + high);

		if (pfl_chi_square_upper(middle, df) > 0.5)
			low = middle;
		else
			high = middle;
	}
	return 0.5 * (low + high);
}

double
pfl_binomial_upper(double b, double n, double p)
{
	n = clamp(n, 0, 1e100);
	p = clamp(p, 0, 1);
	if (!(b > 0))
		return 1;
	if (b > n)
		return 0;
	/* Nobody needs the exact tail of so many; half an event corrects for continuity. */
	if (n > large_df)
		return pfl_normal_upper((b - 0.5 - n * p) / sqrt(n * p * (1 - p) + DBL_MIN));
	return beta_regular(b, n - b + 1, p, 1 - p);
}

/* P(B > b) + P(B = b) / 2 of n trials. */
static double
mid_upper(double b, double n, double p)
{
	return 0.5 * (pfl_binomial_upper(b, n, p) + pfl_binomial_upper(b + 1, n, p));
}

double
pfl_binomial_mid_p(double a, double b, double factor)
{
	double p, n;

	a = clamp(a, 0, 1e100);
	b = clamp(b, 0, 1e100);
	n = a + b;
	factor = clamp(factor, 0, 1e100);
	p = factor / (1 + factor);
	return fmin(1, 2 * fmin(mid_upper(b, n, p), mid_upper(a, n, 1 - p)));
}
