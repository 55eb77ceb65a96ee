/* SPDX-License-Identifier: Apache-2.0 */
/* Stacks as steps from node to node: what every walk over a graph goes through. */
#ifndef PFL_ANALYZE_STEPS_H
#define PFL_ANALYZE_STEPS_H

#include "analyze/nodes.h"
#include "analyze/totals.h"
#include "base/sum.h"
#include "base/vec.h"

/*
 * A step is a frame of a stack, in one number: its node, or what else frames are summed up by,
 * and two flags. Steps stand in the order
 * of the stacks, those of a stack that its parent does not have from the root to the leaf, so
 * that one loop over both columns, without a look at anything else, sees each path grow and
 * shrink. They depend on stacks and granularity alone, never on samples.
 */
struct pfl_steps {
	const uint32_t
		*at; /* one or more for each row of the stacks but row 0, up to a _LAST */
	const uint32_t *end; /* by row: the first row behind those that begin with it */
	uint32_t max_depth;  /* the most steps on a path */
};

#define PFL_STEP_AGAIN 0x80000000u /* the node is on the path above already  */
#define PFL_STEP_LAST 0x40000000u  /* the innermost frame of the row         */
#define PFL_STEP_NODE 0x3fffffffu

/*
 * By row of p's stacks: where `end` is told from. The arena owns them, unless they were
 * prepared. NULL: PFL_NOMEM or PFL_LIMIT.
 */
const uint32_t *pfl_stacks_ends(
	const struct pfl_profile *p, struct pfl_arena *arena, struct pfl_error *err);

/*
 * Make them; `of_frame` tells the node of each frame, one of n, or PFL_NONE: of nothing, which
 * is PFL_STEP_AGAIN from the first. The arena owns the columns. False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_steps_make(struct pfl_steps *steps, const struct pfl_profile *p,
	const uint32_t *of_frame, uint32_t n, struct pfl_arena *arena, struct pfl_error *err);

/*
 * Add to flat[] and cum[], by node, what the n stacks amount to. What a sample has belongs to
 * the innermost frame of its stack, and once to each node on the way there; nodes with
 * hidden[node] are passed over, NULL: none. False: PFL_NOMEM.
 */
bool pfl_steps_add_up(const struct pfl_steps *steps, const uint8_t *hidden,
	const struct pfl_totals *total, uint32_t n, pfl_sum *flat, pfl_sum *cum,
	struct pfl_error *err);

/*
 * The same by frame of p, whose functions the steps are of. What is in cum[] is what a frame
 * has counted as the first of its function on the path, or is the first to have counted as.
 */
bool pfl_frames_add_up(const struct pfl_profile *p, const struct pfl_steps *steps,
	const struct pfl_totals *total, pfl_sum *flat, pfl_sum *cum, struct pfl_error *err);

/*
 * Add to cum[], by node, what frames have besides that in pfl_frames_add_up()'s: their function
 * is on the path already, but not their node, which is a part of it. *known: false where paths
 * are so long and full of recursion that looking for them takes longer than
 * pfl_stacks_add_up(), and cum[] is good for nothing.
 */
void pfl_frames_add_again(const struct pfl_profile *p, const struct pfl_steps *steps,
	const uint32_t *of_frame, const struct pfl_totals *total, pfl_sum *cum, bool *known);

/*
 * The same for all nodes without steps, for whoever goes through the stacks no second time;
 * `end` is where rows end. False: PFL_NOMEM.
 */
bool pfl_stacks_add_up(const struct pfl_profile *p, const struct pfl_nodes *nodes,
	const uint32_t *end, const struct pfl_totals *total, pfl_sum *flat, pfl_sum *cum,
	struct pfl_error *err);

/* A row on the way to the one that a walk over the stacks has come to. */
struct pfl_trail_row {
	uint32_t end;  /* the first row that is not below it  */
	uint32_t mark; /* what the walk wants to know of it   */
};

/* All of them. Zeroed is empty. */
struct pfl_trail {
	PFL_VEC(struct pfl_trail_row) rows;
};

/* Back to the rows that this one is below of: the mark of the last, or PFL_NONE. */
static inline uint32_t
pfl_trail_back(struct pfl_trail *trail, uint32_t row)
{
	while (trail->rows.n && trail->rows.at[trail->rows.n - 1].end <= row)
		trail->rows.n--;
	return trail->rows.n ? trail->rows.at[trail->rows.n - 1].mark : PFL_NONE;
}

/* On to a row, if there are any below it. False: PFL_NOMEM. */
static inline bool
pfl_trail_add(struct pfl_trail *trail, uint32_t row, uint32_t end, uint32_t mark,
	struct pfl_error *err)
{
	if (end == row + 1)
		return true;
	if (!pfl_vec_reserve(&trail->rows, 1, NULL, "a stack", err))
		return false;
	trail->rows.at[trail->rows.n++] = (struct pfl_trail_row){ end, mark };
	return true;
}

static inline void
pfl_trail_clear(struct pfl_trail *trail)
{
	pfl_vec_clear(&trail->rows, NULL);
}

/* Where the steps of the next row begin. */
static inline const uint32_t *
pfl_steps_next(const uint32_t *step)
{
	while (!(*step++ & PFL_STEP_LAST))
		;
	return step;
}

#endif
