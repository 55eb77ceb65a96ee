/* SPDX-License-Identifier: Apache-2.0 */
/* How old values are brought to the scale of the new side. */
#ifndef PFL_COMPARE_SCALE_H
#define PFL_COMPARE_SCALE_H

#include "compare/measure.h"

struct pfl_scale {
	enum pfl_normalization mode;
	double factor; /* of values; see struct pfl_comparison                              */
	double tally_factor; /* the same in what tallies are in: events, where they are uniform
			      */
	double *run;     /* by run, what its tallies are divided by; geometric mean 1         */
	double new_runs; /* the new side's, added up: from a mean per run to a sum */
	uint32_t functions; /* that a robust factor is taken from */
	bool too_few;     /* these were: by duration, or where that is not known by total     */
	bool no_duration; /* time was wanted by default, and is not known */
};

/* What a normalization is called: "robust", "abs", "time", "op", "share", "anchor". */
const char *pfl_normalization_name(enum pfl_normalization mode);

/*
 * Choose and compute. Robust needs functions that can outvote the one that changed. With too
 * few of them a scale from durations is the best there is: under a fixed load it is right, and
 * of a program that keeps a processor busy it is that of totals. Where durations are not known,
 * or are 0, totals have to do, by which all that did not change seems to. `flat` and `cum` are
 * by node of `nodes`. PFL_USAGE: there is no such normalization, or it cannot be had (no
 * durations, nothing to anchor on).
 */
bool pfl_scale_find(struct pfl_scale *scale, const struct pfl_evidence_source *source,
	const struct pfl_measured *flat, const struct pfl_measured *cum,
	const struct pfl_nodes *nodes, const struct pfl_compare_opts *opts,
	struct pfl_arena *arena, struct pfl_error *err);

#endif
