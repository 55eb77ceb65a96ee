/* SPDX-License-Identifier: Apache-2.0 */
/* Taking frames out of locations, locations out of stacks, and empty samples out of a profile.
 */
#ifndef PFL_TRANSFORM_CUT_H
#define PFL_TRANSFORM_CUT_H

#include "model/profile.h"

/*
 * Work on a derived profile: what is to go, and what each location and row of the stack tree
 * is. Zeroed by pfl_cut_init(), which needs memory for it.
 */
struct pfl_cut {
	struct pfl_profile *p;
	uint8_t *frame;    /* by frame: 1 takes it out of its location                    */
	uint8_t *location; /* by location: bits for the filter that uses this, then PFL_CUT_GONE
			    */
	uint8_t *row;      /* by row of the stack tree: see pfl_cut_spread()              */
	uint8_t *sample;   /* by sample: 1 takes it out                                   */
	size_t size;       /* of the block that they share, which begins with `frame`     */
	uint8_t seen;      /* the bits of all rows that samples end at                    */
};

/* In cut.location: the location has no frames left and leaves the stacks. */
#define PFL_CUT_GONE 0x80

bool pfl_cut_init(struct pfl_cut *cut, struct pfl_profile *p, struct pfl_error *err);
void pfl_cut_clear(struct pfl_cut *cut);

/* Mark every frame of a location, [from, to) within the profile's frames, or nothing if empty.
 */
void pfl_cut_frames(struct pfl_cut *cut, uint32_t from, uint32_t to);

/*
 * Let each row have the bits of its own location and of all above it, and `seen` those of the
 * rows that samples end at: seen & bit says whether any sample was concerned.
 */
void pfl_cut_spread(struct pfl_cut *cut);

/*
 * Build the locations again without the marked frames. Locations keep their numbers; one whose
 * frames are all marked becomes PFL_CUT_GONE (and keeps a frame, since every location has one).
 */
bool pfl_cut_locations(struct pfl_cut *cut, struct pfl_error *err);

/* Take the locations that are PFL_CUT_GONE out of the stacks. Rows are renumbered by this. */
bool pfl_cut_stacks(struct pfl_cut *cut, struct pfl_error *err);

/* Mark the samples whose stack is empty. */
void pfl_cut_empty(struct pfl_cut *cut);

/* Take the marked samples out. */
bool pfl_cut_samples(struct pfl_cut *cut, struct pfl_error *err);

#endif
