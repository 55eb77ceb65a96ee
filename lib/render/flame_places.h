/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers by which a flame graph's data calls places and texts. */
#ifndef PFL_RENDER_FLAME_PLACES_H
#define PFL_RENDER_FLAME_PLACES_H

#include "render/flame_rows.h"

/* Functions and other places that the kept rows are at: place 0 is the root's. */
struct pfl_flame_places {
	uint32_t n;
	uint32_t *node;                 /* by place; [0] unused                    */
	uint32_t *of_node;              /* the place; 0: no row is there           */
	uint32_t *name, *file, *object; /* texts, by place                         */
	uint32_t n_texts;
	struct pfl_span *text; /* distinct, in order of their bytes; text 0 is "" */
};

/*
 * Number the places of the kept rows, the most frequent first, and the texts that they are
 * called by. The arena owns the arrays and the texts that are not the profile's. False with
 * *err PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_flame_number(struct pfl_flame_places *places, const struct pfl_flame *flame,
	const struct pfl_flame_rows *rows, struct pfl_arena *arena, struct pfl_error *err);

#endif
