/* SPDX-License-Identifier: Apache-2.0 */
/* The few places of the call tree that explain a change. */
#ifndef PFL_COMPARE_SCAN_H
#define PFL_COMPARE_SCAN_H

#include "compare/judge.h"

enum { PFL_SCAN_PLACES = 10 };

enum pfl_place_kind {
	PFL_PLACE_CUM,      /* a row of the tree with all below it      */
	PFL_PLACE_SELF,     /* a row's own part, where there is more    */
	PFL_PLACE_FUNCTION, /* a function in all the places it has      */
};

/* A place, and how much of the change is its own; numbers are in terms of tallies. */
struct pfl_place {
	enum pfl_place_kind kind;
	uint32_t row; /* of the tree; of a function, its heaviest */
	uint32_t node;
	double expected, now; /* when it was found: what earlier ones explain is gone    */
	double bound; /* that |now - expected| is above, for all places at once        */
};

struct pfl_scan {
	const struct pfl_calltree *tree; /* that was looked at; borrowed, as nodes are */
	const struct pfl_nodes *nodes;
	uint32_t n, n_candidates;
	struct pfl_place place[PFL_SCAN_PLACES];
	double quantile; /* standard errors between a change and its bound */
	struct pfl_tallies self[2], total[2]; /* by row, of a side: [0] now, [1] old */
	struct pfl_scan_row *changed;         /* n_changed of them, in the order of rows */
	size_t n_changed;
};

/* By how many standard errors a row's total has changed, in one with enough in it. */
struct pfl_scan_row {
	uint64_t row;
	double statistic;
};

/* Before that: what both sides have by row. The arena owns what a scan keeps. False: PFL_NOMEM,
 * PFL_LIMIT. */
bool pfl_scan_gather(struct pfl_scan *scan, const struct pfl_evidence_source *source,
	const struct pfl_calltree *tree, const struct pfl_nodes *nodes, struct pfl_arena *arena,
	struct pfl_error *err);

/*
 * A change has the same size in every caller of the place it comes from, and their noise is
 * larger; below it, it is divided. So the place itself is where the lower bound of the change
 * is largest. Take it, let its larger side be as large as the smaller one, everything below it
 * in proportion, and look again, until no bound is above nothing (STATISTICS.md, "findings").
 * What the places have changed by adds up, with what is left, to the change of the total.
 * False: PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_scan_make(struct pfl_scan *scan, const struct pfl_judge *judge,
	struct pfl_arena *arena, struct pfl_error *err);

/* By how many standard errors a row's total has changed; NAN where that is not known. */
double pfl_scan_statistic(const struct pfl_scan *scan, uint32_t row);

#endif
