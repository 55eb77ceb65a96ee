/* SPDX-License-Identifier: Apache-2.0 */
/* Stacks one after the other, before it is known which are equal. */
#ifndef PFL_MODEL_STACKLIST_H
#define PFL_MODEL_STACKLIST_H

#include "model/profile.h"

/*
 * Rows of stacks that share none: each stack's begin with the location at the root, and
 * PFL_NONE stands before it. What is equal is found later, by a merge; so there are no more
 * than PFL_LISTED rows, which is less than a large block (base/block.h), and what does not fit
 * is shared.
 */
struct pfl_stacklist {
	uint32_t *location;
	size_t n, cap;
	PFL_VEC(uint32_t) leaf; /* of each stack, its last row; 0: it is empty */
	uint32_t n_in_order;    /* see struct pfl_stacks                       */
};

enum { PFL_LISTED = PFL_BLOCK_LARGE / sizeof(uint32_t) - 1 };

/* There will be about n rows. */
void pfl_stacklist_expect(struct pfl_stacklist *list, size_t n, struct pfl_budget *budget);

/* May a stack of n locations be added, so that there are no more than `most` rows? */
bool pfl_stacklist_fits(const struct pfl_stacklist *list, size_t n, size_t most);

/* Add a stack of n locations, root first, which fits. False: PFL_NOMEM or PFL_LIMIT. */
bool pfl_stacklist_add(struct pfl_stacklist *list, const uint32_t *locations, size_t n,
	struct pfl_budget *budget, struct pfl_error *err);

/* Stack i: its locations, root first. */
const uint32_t *pfl_stacklist_get(const struct pfl_stacklist *list, size_t i, size_t *n);

/* Hand the rows to a profile's arena, as its stacks and those of its samples. */
bool pfl_stacklist_finish(struct pfl_stacklist *list, struct pfl_stacks *stacks,
	const uint32_t **leaf, struct pfl_arena *arena, struct pfl_error *err);
void pfl_stacklist_clear(struct pfl_stacklist *list, struct pfl_budget *budget);

#endif
