/* SPDX-License-Identifier: Apache-2.0 */
/* How much runs of the same program on the same machine differ, so that a comparison knows. */
#ifndef PFL_COMPARE_CALIBRATE_H
#define PFL_COMPARE_CALIBRATE_H

#include "compare/compare.h"

enum { PFL_CALIBRATE_RUNS = 3 }; /* at least: of two, the spread of a spread is anything */

/* A function whose cost differs from run to run by more than the others' does. */
struct pfl_volatile {
	uint32_t node;
	double events;    /* of all runs, with what it calls            */
	double share;     /* of all that was recorded                   */
	double variation; /* from run to run, beyond sampling: relative */
	bool known;       /* profdiff takes it to be unsteady by itself */
};

struct pfl_calibration {
	uint32_t n_runs;
	double events; /* of all runs */
	double floor;  /* the noise floor c: relative                                     */
	uint32_t floor_functions;     /* that it was taken from; 0: there is none, floor is 0 */
	double phi;                   /* how many times the variance of sampling, at least 1  */
	uint32_t phi_functions;       /* that it was taken from; 0: assumed, too few          */
	double total;                 /* of a run, on average, in the profile's unit          */
	double total_variation;       /* standard deviation of it, relative; NAN: it is 0     */
	double total_sampling;        /* what sampling alone would make of it: relative       */
	uint32_t n_volatile, n_shown; /* shown: as many as were asked for */
	struct pfl_volatile *volatiles; /* the largest variation in front */
	char *unsteady; /* RE of the shown ones that are not known, for --unsteady; NULL: none
			 */
};

/*
 * Take the runs of both sides of a pair for runs of one program. `p` and `columns` are as for
 * pfl_compare(); at most `rows` volatile functions are shown. The arena owns everything. False:
 * PFL_USAGE (fewer runs than PFL_CALIBRATE_RUNS), PFL_UNSUPPORTED (negative values), PFL_NOMEM,
 * PFL_LIMIT.
 */
bool pfl_calibrate(struct pfl_calibration *calibration, struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_columns *columns, uint32_t rows,
	struct pfl_arena *arena, struct pfl_error *err);

#endif
