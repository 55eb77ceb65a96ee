/* SPDX-License-Identifier: Apache-2.0 */
/* What many reports of a profile have in common, worked out ahead. */
#ifndef PFL_ANALYZE_PREPARED_H
#define PFL_ANALYZE_PREPARED_H

#include "analyze/column.h"
#include "analyze/steps.h"

/* Functions, stacks as steps between them, and what the stacks and the functions amount to in
 * the column that is shown when nobody chooses. */
struct pfl_prepared {
	const struct pfl_profile *of;
	struct pfl_nodes nodes;
	struct pfl_steps steps;
	struct pfl_columns columns;
	struct pfl_totals total;   /* of the first */
	pfl_sum sum;               /* of the columns: pfl_columns_total() */
	const pfl_sum *flat, *cum; /* by frame: pfl_frames_add_up() of those */
};

/* Make it, in p's arena and as p->prepared. False: PFL_NOMEM or PFL_LIMIT. */
bool pfl_prepared_make(struct pfl_profile *p, struct pfl_error *err);

/*
 * What was prepared for the profile that p is derived from, if filters have left stacks and
 * frames as they were and the nodes asked for are the functions; else NULL.
 */
const struct pfl_prepared *pfl_prepared_for(
	const struct pfl_profile *p, const struct pfl_nodes_opts *opts);

/* pfl_stacks_ends() of p if they were prepared; else NULL. */
const uint32_t *pfl_prepared_ends(const struct pfl_profile *p);

/*
 * Its nodes, of which those are hidden whose frames are so in p; none, with of_frame NULL,
 * where a node has others as well. The arena owns what is new. False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_prepared_nodes(const struct pfl_prepared *prepared, const struct pfl_profile *p,
	struct pfl_nodes *nodes, struct pfl_arena *arena, struct pfl_error *err);

/* The totals of p's stacks and samples, of those that were left out as well, if they were
 * prepared; else NULL. */
const struct pfl_totals *pfl_prepared_totals(const struct pfl_profile *p, const int64_t *value);

/* pfl_columns_total() of p's only column, if it was prepared; else false. */
bool pfl_prepared_sum(
	const struct pfl_profile *p, const struct pfl_columns *columns, pfl_sum *sum);

/* The steps between functions, if they were prepared and hold for p, at any granularity. */
const struct pfl_steps *pfl_prepared_steps(const struct pfl_profile *p);

/* flat and cum by frame, if `total` is the prepared one, which p has; else false. */
bool pfl_prepared_sums(const struct pfl_profile *p, const struct pfl_totals *total,
	const pfl_sum **flat, const pfl_sum **cum);

#endif
