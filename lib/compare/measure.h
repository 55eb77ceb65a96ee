/* SPDX-License-Identifier: Apache-2.0 */
/* What every unit (a function, a package) has in each run. */
#ifndef PFL_COMPARE_MEASURE_H
#define PFL_COMPARE_MEASURE_H

#include "compare/evidence.h"

/* One measure, flat or cum, of n units: exact sums of each side, and tallies of each run. */
struct pfl_measured {
	uint32_t n, n_runs;
	pfl_sum *sum[2];        /* [0] now, [1] old; by unit */
	struct pfl_tally **run; /* [run][unit]               */
	pfl_sum *divisor[2];    /* of means: what the sums are divided by; or NULL */
	uint32_t cut; /* units whose calls cost more than everything, in a run: shown is that */
};

/* What a unit has on a side: [0] now, [1] old; a mean as pprof has it, cut off, and the sum
 * where there are no events. */
static inline pfl_sum
pfl_measured_value(const struct pfl_measured *m, int side, uint32_t unit)
{
	pfl_sum divisor = m->divisor[side] ? m->divisor[side][unit] : 0;

	return divisor ? m->sum[side][unit] / divisor : m->sum[side][unit];
}

/* A way of adding up, and where to. */
struct pfl_measuring {
	const uint32_t *unit_of_frame; /* PFL_NONE: none */
	uint32_t n_units;
	struct pfl_measured *flat, *cum; /* flat may be NULL */
};

/* n units that have nothing yet. The arena owns the columns. False: PFL_NOMEM, PFL_LIMIT. */
bool pfl_measured_init(struct pfl_measured *measured, const struct pfl_evidence_source *source,
	uint32_t n, struct pfl_arena *arena, struct pfl_error *err);

/*
 * measure_calls.c: add to cum, where there are calls instead of stacks, what those of a run
 * cost the units that make them; what these have themselves is there already. False: PFL_NOMEM,
 * PFL_LIMIT, with the budget that is charged meanwhile.
 */
bool pfl_measure_called(const struct pfl_measuring *by,
	const struct pfl_evidence_source *source, uint32_t run, struct pfl_budget *budget,
	struct pfl_error *err);

/*
 * Sum up by unit in n ways: flat counts for the innermost frame, cum for every unit of a stack
 * once; where there are calls instead of stacks, see pfl_call_sums_make(), for each run by
 * itself. The arena owns the results; `scratch`, which may have the same budget, is empty
 * afterwards but for room (pfl_arena_rewind()). False: PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_measure(const struct pfl_measuring *by, size_t n,
	const struct pfl_evidence_source *source, struct pfl_arena *arena,
	struct pfl_arena *scratch, struct pfl_error *err);

/*
 * What nodes have themselves, to estimate from: where a function was preempted
 * (PFL_PREEMPTION) is a sample of that function.
 */
bool pfl_measure_steady(struct pfl_measured *flat, const struct pfl_evidence_source *source,
	const struct pfl_nodes *nodes, const uint8_t *unsteady, struct pfl_arena *arena,
	struct pfl_error *err);

/*
 * The same by row of the call tree, `unit_of_row` telling each row's; a unit that is on the
 * path already counts once. `known`, or NULL: by run, what each row has with all below it.
 */
bool pfl_measure_rows(struct pfl_measured *measured, const struct pfl_evidence_source *source,
	const struct pfl_calltree *tree, const uint32_t *unit_of_row, uint32_t n_units,
	const struct pfl_tallies *known, struct pfl_arena *arena, struct pfl_error *err);

/* What the samples of runs from .. to - 1 have at each row of the tree itself. */
void pfl_tallies_of_rows(struct pfl_tallies *own, const struct pfl_evidence_source *source,
	const struct pfl_calltree *tree, uint32_t from, uint32_t to);

/* Add to each row what the rows below it have. */
void pfl_tallies_sum_up(struct pfl_tallies *tallies, const struct pfl_calltree *tree);

/* The same of calls, unit_of_call telling what each is of; PFL_NONE: of nothing. */
bool pfl_measure_calls(struct pfl_measured *measured, const struct pfl_evidence_source *source,
	const uint32_t *unit_of_call, uint32_t n_units, struct pfl_arena *arena,
	struct pfl_error *err);

/* The same by label: units are rows of the profile's labels. */
bool pfl_measure_labels(struct pfl_measured *measured, const struct pfl_evidence_source *source,
	struct pfl_arena *arena, struct pfl_error *err);

#endif
