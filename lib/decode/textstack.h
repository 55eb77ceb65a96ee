/* SPDX-License-Identifier: Apache-2.0 */
/* Stacks whose frames are lines of a text, or parts of one. */
#ifndef PFL_DECODE_TEXTSTACK_H
#define PFL_DECODE_TEXTSTACK_H

#include "io/source.h"
#include "model/builder.h"

/*
 * May a stack of n frames have another one, in the line at hand? False with *err, PFL_LIMIT,
 * which names the line and --max-stack.
 */
bool pfl_textstack_may_grow(const struct pfl_source *source, const struct pfl_builder *b,
	size_t n, struct pfl_error *err);

#endif
