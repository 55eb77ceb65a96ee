/* SPDX-License-Identifier: Apache-2.0 */
/* Stacks whose frames are lines of a text, or parts of one. */
#ifndef PFL_DECODE_TEXTSTACK_H
#define PFL_DECODE_TEXTSTACK_H

#include "base/vec.h"
#include "io/source.h"
#include "model/builder.h"

/* Locations, as they come. pfl_vec_clear() releases it. */
struct pfl_textstack {
	uint32_t *at;
	size_t n, cap;
};

/* Add a location; UINT32_MAX: it could not be made, and *err says why. False then, and with
 * PFL_NOMEM or PFL_LIMIT. */
bool pfl_textstack_push(struct pfl_textstack *stack, uint32_t location, struct pfl_builder *b,
	struct pfl_error *err);

/*
 * May a stack of n frames have another one, in the line at hand? False with *err, PFL_LIMIT,
 * which names the line and --max-stack.
 */
bool pfl_textstack_may_grow(const struct pfl_source *source, const struct pfl_builder *b,
	size_t n, struct pfl_error *err);

#endif
