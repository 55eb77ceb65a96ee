/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One profile on either side.
 *
 * How much sampling alone would differ follows from the number of events. What two recordings
 * of the same program differ by besides (the machine, its neighbours, layout of code and
 * memory) cannot be seen in one pair, so it is bounded in two ways: by `lambda`, how much more
 * than sampling most functions differ, and by a floor, a share of its own cost that any
 * function may move by.
 */
#ifndef PFL_STATS_PAIR_H
#define PFL_STATS_PAIR_H

#include "base/arena.h"
#include "stats/change.h"
#include "stats/events.h"

enum {
	PFL_PAIR_FUNCTIONS = 10,       /* that a lambda is estimated from, at least */
	PFL_PAIR_FACTOR_FUNCTIONS = 5, /* that a factor is estimated from, at least  */
	PFL_PAIR_FACTOR_EVENTS = 5,  /* on both sides, of a function the factor is taken from */
	PFL_PAIR_LAMBDA_EVENTS = 20, /* on both together, of one that lambda is taken from */
	PFL_PAIR_CANDIDATE_EVENTS = 10 /* on both together, of anything worth a test */
};

/* What is known about a pair when a quantity of it is compared. */
struct pfl_noise {
	double factor; /* what an old value is multiplied by to be what the new one should be */
	double lambda; /* variance over that of sampling; less than 1 counts as 1 */
	double floor;  /* share of its cost that a function may move by between equal runs */
	bool weighted; /* take tallies' variances; else values are numbers of events */
};

/* The factor that most functions agree on. */
struct pfl_factor {
	double factor;
	size_t functions; /* that it was taken from */
	bool shared;      /* these were too few: the ratio of all values */
};

struct pfl_dispersion {
	double lambda;
	size_t functions;
	bool assumed; /* these were too few, or a side has no events: lambda is 3 */
};

/* The ratio of all values, new over old; 1 when a side has none. */
double pfl_pair_share_factor(
	const struct pfl_tally *old, const struct pfl_tally *new, size_t n);

/*
 * The weighted median of new over old, over functions with enough events on both sides, each as
 * heavy as the fewer events of the two (pfl_agreed_ratio()). A function that got twice as slow
 * moves the ratio of all values, and with it makes all others look faster; it does not move
 * what most agree on. `old` and `new` hold what the functions take themselves, so that nothing
 * is in it twice. Memory comes from scratch; PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_pair_factor(const struct pfl_tally *old, const struct pfl_tally *new, size_t n,
	struct pfl_arena *scratch, struct pfl_factor *result, struct pfl_error *err);

/*
 * How much more than sampling and floor allow most functions differ: the squares of their
 * statistics must look like chi-squares of one degree of freedom, both in the median and in the
 * upper quartile ("genomic control": B. Devlin, K. Roeder, Biometrics 55, 1999). noise->lambda
 * is not read. `old` and `new` as above.
 */
bool pfl_pair_dispersion(const struct pfl_tally *old, const struct pfl_tally *new, size_t n,
	const struct pfl_noise *noise, struct pfl_arena *scratch, struct pfl_dispersion *result,
	struct pfl_error *err);

/* lambda from the statistics of n functions that were made with a lambda of 1; squares them. */
double pfl_lambda_from(double *statistics, size_t n);

/*
 * The standard error of new - factor * old, were there no change. Counts: lambda * factor *
 * (old + new); with weights, lambda * (V_new + factor^2 * V_old); and the floor's part, 2
 * (floor * m)^2, m being the mean of both in units of the new side.
 */
double pfl_pair_error(const struct pfl_noise *noise, const struct pfl_tally *old,
	const struct pfl_tally *new);

/*
 * All about one quantity. p is that of the score test; of few events in counts without excess
 * dispersion, where the normal distribution is a bad guess, the mid-p of the binomial test.
 */
struct pfl_change pfl_pair_change(const struct pfl_noise *noise, const struct pfl_tally *old,
	const struct pfl_tally *new);

/*
 * The two-sided p of the signed root of the likelihood ratio, for comparison. Far too ready to
 * believe in functions that were not there before.
 */
double pfl_pair_likelihood_p(double old, double new, double factor);

/* A share of a total on either side: `old` of `n_old` events, `new` of `n_new`. */
struct pfl_shares {
	double old, n_old;
	double new, n_new;
};

/* The difference of two shares over its standard error, with lambda and floor as above. */
double pfl_shares_statistic(const struct pfl_shares *shares, double lambda, double floor);

/*
 * Bounds of the difference of two shares: R. G. Newcombe's combination of two Wilson intervals
 * (Statistics in Medicine 17, 1998, method 10), n / lambda events standing for n.
 */
struct pfl_bounds pfl_shares_bounds(
	const struct pfl_shares *shares, double lambda, double quantile);

#endif
