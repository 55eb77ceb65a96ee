/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of two samples: do the numbers of one side come from where those of the other do? */
#ifndef PFL_STATS_SAMPLES_H
#define PFL_STATS_SAMPLES_H

#include "stats/change.h"

#include <stddef.h>

/* n numbers by their mean and their variance, that of a single one being 0. */
struct pfl_sample_stats {
	double mean, variance;
	size_t n;
};

struct pfl_sample_stats pfl_sample_stats(const double *values, size_t n);

/* The variance within both sides over all their degrees of freedom; 0 when there are none. */
double pfl_pooled_variance(
	const struct pfl_sample_stats *old, const struct pfl_sample_stats *new);

enum { PFL_PRIOR_DF = 4 };

/*
 * Moderated t test: the prior, which is phi times the variance by sampling, and the pooled
 * variance, weighed by their degrees of freedom (PFL_PRIOR_DF is the prior's). A prior of 0
 * says nothing: the plain t test remains. With nothing known at all, p is 1.
 */
struct pfl_change pfl_moderated_test(const struct pfl_sample_stats *old,
	const struct pfl_sample_stats *new, double prior, double floor);

/*
 * B. L. Welch's t test (Biometrika 34, 1947). p is 1 where a side has fewer than two values.
 * The floor's part is known, so it adds to the variance and not to the doubt about it.
 */
struct pfl_change pfl_welch_test(
	const struct pfl_sample_stats *old, const struct pfl_sample_stats *new, double floor);

/*
 * Two-sided p of the Mann-Whitney test, twice the smaller tail, equal values sharing their
 * ranks: exact for up to PFL_MANN_WHITNEY_EXACT values together, beyond that by the normal
 * distribution with corrections for ties and continuity. A side without values gives 1.
 */
enum { PFL_MANN_WHITNEY_EXACT = 24 };
double pfl_mann_whitney(const double *old, size_t n_old, const double *new, size_t n_new);

/*
 * A single number per run, such as the total: a t test on logarithms, Welch's where either side
 * has two runs, the pooled one where one side has a single run; no other number tells how much
 * this one should vary. Values that are 0 are left out. With one run a side, or none on one, p
 * is 1.
 */
struct pfl_change pfl_totals_test(
	const double *old, size_t old_runs, const double *new, size_t new_runs, double floor);

#endif
