/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several profiles on either side.
 *
 * Here what runs of the same program differ by can be seen. But two to ten runs tell little
 * about the variance of any one function, so it is "moderated": combined with what is known
 * before, which is that functions vary `phi` times as much as sampling alone would make them,
 * phi being taken from all of them together. G. K. Smyth, Stat. Appl. Genet. Mol. Biol. 3
 * (2004), where the idea is used for genes.
 */
#ifndef PFL_STATS_RUNS_H
#define PFL_STATS_RUNS_H

#include "base/arena.h"
#include "stats/change.h"
#include "stats/events.h"

enum {
	PFL_RUNS_FUNCTIONS = 10,       /* that factors or phi are estimated from, at least */
	PFL_RUNS_FACTOR_EVENTS = 5,    /* a run, of a function that factors are taken from */
	PFL_RUNS_FLOOR_EVENTS = 300,   /* a run, of a quantity that the floor is taken from */
	PFL_RUNS_CANDIDATE_EVENTS = 10 /* in all runs, of anything worth a test */
};

/*
 * The same n quantities in every run, the old side's runs first. The number of runs on the two
 * sides may differ, and one side may have a single one; with one on both, see pair.h.
 */
struct pfl_runs {
	const struct pfl_tally *const *run; /* old_runs + new_runs arrays of n, borrowed */
	size_t old_runs, new_runs;
	size_t n;
	const double *factor; /* what each run's values are divided by; NULL: 1 */
	bool weighted;        /* take tallies' variances; else values are numbers of events */
};

/*
 * One factor for each run, with a geometric mean of 1: the weighted median, over functions, of
 * a run's value over the mean of all runs, weighted by the events of that mean; the ratio of
 * totals where fewer than PFL_RUNS_FUNCTIONS have enough. runs->factor is not read; the values
 * must be what the functions take themselves. *shared: totals had to do in some run.
 */
bool pfl_runs_factors(const struct pfl_runs *runs, struct pfl_arena *scratch, double *factor,
	bool *shared, struct pfl_error *err);

/* Factors from one number a run (durations, operations, totals): scaled to a geometric mean
 * of 1. */
void pfl_runs_factors_scale(double *factor, size_t runs);

struct pfl_phi {
	double phi;
	size_t functions; /* that it was taken from */
	bool assumed;     /* these were too few, or there is one run a side: phi is 1 */
};

/*
 * How many times the variance of sampling most quantities vary by from run to run, at least 1.
 * Of those with PFL_RUNS_CANDIDATE_EVENTS.
 */
bool pfl_runs_phi(const struct pfl_runs *runs, struct pfl_arena *scratch,
	struct pfl_phi *result, struct pfl_error *err);

/*
 * How much each quantity varies from run to run beyond sampling, as a share of its mean: of
 * runs of the same program on one side. 0 where sampling explains all.
 */
bool pfl_runs_variation(const struct pfl_runs *runs, struct pfl_arena *scratch,
	double *variation, struct pfl_error *err);

struct pfl_floor {
	double floor;
	size_t functions; /* that it was taken from; none: floor is 0 */
};

/*
 * The noise floor of a pair of such runs (pair.h): what half of the quantities with
 * PFL_RUNS_FLOOR_EVENTS a run and more vary by beyond sampling.
 */
bool pfl_runs_floor(const struct pfl_runs *runs, struct pfl_arena *scratch,
	struct pfl_floor *result, struct pfl_error *err);

enum pfl_runs_test {
	PFL_RUNS_MODERATED,   /* recommended: holds its level at any number of runs */
	PFL_RUNS_WELCH,       /* no prior: needs five runs a side to find anything among many */
	PFL_RUNS_MANN_WHITNEY /* p by ranks alone, all else as Welch: needs eight */
};

struct pfl_runs_method {
	enum pfl_runs_test test;
	double phi;   /* moderated: from pfl_runs_phi(); less than 1 counts as 1 */
	double floor; /* share of its own cost no change below which shall be found */
};

/*
 * Compare all n quantities; `changes` has room for them. Values are divided by factors, so
 * `expected` and `observed` are means per run of average size.
 */
bool pfl_runs_compare(const struct pfl_runs *runs, const struct pfl_runs_method *method,
	struct pfl_arena *scratch, struct pfl_change *changes, struct pfl_error *err);

/*
 * Which runs are unlike the others of their side: outlier[j] becomes true for a run whose
 * factor or whose deviation from the side's middle lies more than 5 robust standard deviations
 * from that of the others. Needs three runs on the side; else false. `outlier` has one element
 * a run.
 */
bool pfl_runs_outliers(const struct pfl_runs *runs, struct pfl_arena *scratch, bool *outlier,
	struct pfl_error *err);

#endif
