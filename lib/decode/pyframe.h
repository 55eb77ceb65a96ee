/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of Python programs as py-spy prints them. */
#ifndef PFL_DECODE_PYFRAME_H
#define PFL_DECODE_PYFRAME_H

#include "decode/places.h"

/* "parse (a.py:12)", "parse (a.py)"; line: 0 where none is given. False: it is no such frame.
 */
bool pfl_pyframe_split(
	struct pfl_span frame, struct pfl_span *name, struct pfl_span *file, int64_t *line);

bool pfl_pyframe_is_file(struct pfl_span file);

/* The location of a frame. UINT32_MAX with *err: PFL_NOMEM, PFL_LIMIT. */
uint32_t pfl_pyframe_location(struct pfl_places *places, struct pfl_span name,
	struct pfl_span file, int64_t line, struct pfl_error *err);

#endif
