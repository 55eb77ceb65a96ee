/* SPDX-License-Identifier: Apache-2.0 */
/* Which changes are more than noise. */
#ifndef PFL_COMPARE_JUDGE_H
#define PFL_COMPARE_JUDGE_H

#include "compare/scale.h"
#include "stats/pair.h"
#include "stats/runs.h"

enum {
	PFL_TOO_UNLIKE = 5,   /* dispersion of a pair about which nothing can be decided */
	PFL_FEW_EVENTS = 100, /* a side, that prove hardly anything                      */
};

/* All that is known about noise when anything of two sides is compared. */
struct pfl_judge {
	const struct pfl_evidence_source *source;
	const struct pfl_scale *scale;
	uint32_t n_runs, n_old;
	bool single;            /* one recording a side                                      */
	bool untested;          /* nothing is: of two snapshots of one process, of means     */
	uint32_t together;      /* comparisons of which bounds hold at once: at least 1      */
	struct pfl_noise noise; /* single: of tallies                                         */
	double phi;             /* several                                                    */
	enum pfl_runs_test test;
	double floor; /* c, of one recording a side; of several, what is left of it */
	double alpha;
	uint32_t functions;        /* that lambda or phi was estimated from; 0: assumed	*/
	struct pfl_tally total[2]; /* [0] now, [1] old */
	const uint8_t *unsteady;   /* by node, see compare/unsteady.h */
	struct pfl_arena *arena;
};

/* Estimate it from what steady functions use themselves; `flat` is what all do. */
bool pfl_judge_make(struct pfl_judge *judge, const struct pfl_evidence_source *source,
	const struct pfl_scale *scale, const struct pfl_measured *flat,
	const struct pfl_measured *steady, const struct pfl_compare_opts *opts,
	struct pfl_arena *arena, struct pfl_error *err);

/*
 * Compare every unit of a measure into the n deltas, `stride` bytes apart; *n_tested and
 * *n_significant count. `untested` (by unit, or NULL) marks those that take no part in tests.
 * The false discovery rate is held over all of them.
 */
bool pfl_judge_all(const struct pfl_judge *judge, const struct pfl_measured *measured,
	const uint8_t *untested, struct pfl_delta *delta, size_t stride, uint32_t *n_tested,
	uint32_t *n_significant, struct pfl_error *err);

/* The changes of all units in terms of tallies, with a floor of the caller's. */
bool pfl_judge_changes(const struct pfl_judge *judge, const struct pfl_measured *measured,
	double floor, struct pfl_change *change, struct pfl_arena *scratch,
	struct pfl_error *err);

/* Is there enough of it to be tested at all? */
bool pfl_judge_has_events(const struct pfl_judge *judge, const struct pfl_tally *old,
	const struct pfl_tally *now);

/* The same, and is it not nearly everything? */
bool pfl_judge_is_candidate(const struct pfl_judge *judge, const struct pfl_tally *old,
	const struct pfl_tally *now);

/* The runs of a measure of n units, [run][unit], as the tests of several a side take them. */
struct pfl_runs pfl_judge_runs(
	const struct pfl_judge *judge, struct pfl_tally *const *run, size_t n);

/* Degrees of freedom of every error: all have the same number of runs. 0: one a side. */
double pfl_judge_freedom(const struct pfl_judge *judge);

/* What one unit of a change's error is in the profile's unit, as part of the new side's sum. */
double pfl_judge_unit(const struct pfl_judge *judge);

#endif
