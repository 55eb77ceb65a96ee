/* SPDX-License-Identifier: Apache-2.0 */
/* Functions and locations of formats that name them in full each time: equal ones are one row.
 */
#ifndef PFL_DECODE_PLACES_H
#define PFL_DECODE_PLACES_H

#include "base/idmap.h"
#include "base/span.h"
#include "base/vec.h"
#include "model/builder.h"

/* A frame as text has it: ids of strings, and 0 for numbers that are not known. */
struct pfl_place {
	uint32_t name, file;
	int64_t line, column;
	int64_t start_line; /* of the function */
};

/* Rows that the builder was given. */
struct pfl_place_func {
	uint32_t name, file, row;
	int64_t start_line;
};

struct pfl_place_location {
	uint32_t func, row;
	int64_t line, column;
};

struct pfl_places {
	struct pfl_builder *b; /* borrowed */
	struct pfl_idmap func_map, location_map;
	PFL_VEC(struct pfl_place_func) func;
	PFL_VEC(struct pfl_place_location) location;
};

void pfl_places_init(struct pfl_places *p, struct pfl_builder *b);
void pfl_places_clear(struct pfl_places *p);

/* The row of the function of a place. UINT32_MAX with *err: PFL_NOMEM, PFL_LIMIT. */
uint32_t pfl_places_func(
	struct pfl_places *p, const struct pfl_place *place, struct pfl_error *err);

/* The row of the location with this one frame and no address. Errors are the same. */
uint32_t pfl_places_location(
	struct pfl_places *p, const struct pfl_place *place, struct pfl_error *err);

/*
 * Take "/src/f.go:7" apart; false when it does not end in ":" and digits. A line that is out of
 * range is 0.
 */
bool pfl_places_file_line(struct pfl_span text, struct pfl_span *file, int64_t *line);

#endif
