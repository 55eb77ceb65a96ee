/* SPDX-License-Identifier: Apache-2.0 */
/* Memory maps as text, /proc/PID/maps and its relatives, behind the samples of a profile. */
#ifndef PFL_DECODE_MAPS_H
#define PFL_DECODE_MAPS_H

#include "base/text.h"
#include "base/vec.h"
#include "model/builder.h"

/* "name=value": "$name" in a later line stands for the value. Places in pfl_maps.text. */
struct pfl_map_variable {
	size_t name, name_n, value, value_n;
};

/* A mapping, and what its file's name says of it. */
struct pfl_map_entry {
	struct pfl_mapping mapping;
	bool program;  /* it can be the main program: a file, and no library */
	bool hugepage; /* what huge pages leave in front of the program      */
};

/* What was read so far. */
struct pfl_maps {
	struct pfl_budget *budget;
	PFL_VEC(struct pfl_map_entry) entry;
	PFL_VEC(struct pfl_map_variable) variable;
	struct pfl_text text; /* names and values of variables */
	struct pfl_text line; /* scratch: a line with its variables replaced */
	size_t strange;       /* lines that are no mapping */
};

/* An address and the number it goes by. */
struct pfl_mapped {
	uint64_t address;
	uint32_t number;
};

void pfl_maps_init(struct pfl_maps *m, struct pfl_budget *budget);
void pfl_maps_clear(struct pfl_maps *m);

/* Can the file of a mapping be the main program? (A file, and no library.) */
bool pfl_maps_is_program(struct pfl_span file);

/* Does this line announce a memory map? */
bool pfl_maps_begins(struct pfl_span line);

/* Take in a line of the map. False with *err. */
bool pfl_maps_line(
	struct pfl_maps *m, struct pfl_builder *b, struct pfl_span line, struct pfl_error *err);

/*
 * Put the map in order (pprof's rules: adjacent parts of one file become one mapping, the main
 * program comes first) and find the mapping of each address: row[number] becomes a row of the
 * mappings added to b, or PFL_NONE for the address 0. Where there is none, it is a mapping of
 * everything, without a name; `flags` (PFL_HAS_...) is what all of them say. Sorts `addresses`.
 */
bool pfl_maps_finish(struct pfl_maps *m, struct pfl_builder *b, struct pfl_mapped *addresses,
	size_t n, uint8_t flags, uint32_t *row, struct pfl_error *err);

#endif
