/* SPDX-License-Identifier: Apache-2.0 */
/* Flat and cum of units from the calls of a profile that has no stacks. */
#ifndef PFL_ANALYZE_CALL_SUMS_H
#define PFL_ANALYZE_CALL_SUMS_H

#include "model/profile.h"

/* What is to be added up, and by what; all of it is borrowed. */
struct pfl_call_part {
	const struct pfl_profile *p;
	const uint32_t *unit_of_frame; /* PFL_NONE: of none */
	uint32_t n_units;
	const int64_t *cost; /* of the calls: one of their columns, or what takes its place */
	uint32_t run;        /* the calls of this run alone; PFL_NONE: all */
	uint32_t first, end; /* the rows of the calls that this is about are among these */
};

/* By unit, and one more for what is of none. */
struct pfl_call_sums {
	pfl_sum *cum;
	pfl_sum *uncut; /* what cum would be, did nothing bound it */
	uint32_t cut;   /* units whose calls cost more than everything together */
};

/* The unit of a location, which has a single frame; n_units where it is of none. */
static inline uint32_t
pfl_call_unit(const struct pfl_call_part *part, uint32_t location)
{
	uint32_t unit = part->unit_of_frame[part->p->locations.first_frame[location]];

	return unit == PFL_NONE ? part->n_units : unit;
}

/* Is this row of the calls one of the part's? */
static inline bool
pfl_call_is_of(const struct pfl_call_part *part, uint32_t call)
{
	return part->run == PFL_NONE || part->p->calls.run[call] == part->run;
}

/* A part of all calls of a profile, by the units of its frames. */
struct pfl_call_part pfl_call_part_of(const struct pfl_profile *p,
	const uint32_t *unit_of_frame, uint32_t n_units, const int64_t *cost);

/* What the run of a part has of each unit itself, by the samples from .. to - 1, which may be
 * of others as well; value is a column of these. */
void pfl_call_flat(const struct pfl_call_part *part, const int64_t *value, uint32_t from,
	uint32_t to, pfl_sum *flat);

/*
 * What the units amount to with all that they call. A unit amounts to itself, flat[unit], and
 * what its calls cost. The calls of a unit by itself are in its costs already and do not count.
 * Where units call one another in a circle, a call's cost holds calls that come back, once for
 * each time round: none of them can amount to more than the whole circle does, which is itself
 * and what is called from it outside; nor can, where no cost is negative, anything be more than
 * everything. `flat` has n_units + 1 numbers, as the result. The arena owns that; `scratch`
 * what is needed meanwhile. False: PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_call_sums_make(struct pfl_call_sums *sums, const struct pfl_call_part *part,
	const pfl_sum *flat, struct pfl_arena *arena, struct pfl_arena *scratch,
	struct pfl_error *err);

/* Note that this many functions' calls cost more than everything; nothing for none. */
void pfl_calls_note_cut(struct pfl_profile *p, uint32_t n);

#endif
