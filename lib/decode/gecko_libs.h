/* SPDX-License-Identifier: Apache-2.0 */
/* The programs and libraries that a profile of Firefox lists, and addresses in them. */
#ifndef PFL_DECODE_GECKO_LIBS_H
#define PFL_DECODE_GECKO_LIBS_H

#include "base/idmap.h"
#include "base/json.h"
#include "base/strtab.h"
#include "base/vec.h"
#include "model/builder.h"

struct pfl_gecko_lib {
	uint32_t path, code_id;     /* strings of the file                       */
	uint32_t debug_id;          /* the same; where there is no code id       */
	uint32_t process;           /* whose list it is in                       */
	uint32_t twin;              /* the one that stands for all of this file  */
	uint32_t mapping;           /* PFL_NONE: nothing was in it yet           */
	int64_t start, end, offset; /* where raw profiles have it in memory, or 0 */
};

/* What memory of a process a library has. */
struct pfl_gecko_range {
	uint32_t process, lib;
	uint64_t start, end;
	uint64_t image; /* where the image begins */
};

struct pfl_gecko_spot {
	uint64_t address;
	uint32_t mapping, row;
};

struct pfl_gecko_libs {
	struct pfl_builder *b; /* borrowed */
	PFL_VEC(struct pfl_gecko_lib) lib;
	PFL_VEC(struct pfl_gecko_range) range; /* by process and start */
	PFL_VEC(struct pfl_gecko_spot) spot;
	struct pfl_idmap spot_map;
	size_t program; /* which is the program's own, plus 1; 0: not known */
	size_t n_first; /* how many are in the first list, to which numbers refer */
	bool given;
};

void pfl_gecko_libs_init(struct pfl_gecko_libs *l, struct pfl_builder *b);
void pfl_gecko_libs_clear(struct pfl_gecko_libs *l);

/* Read the list of a process, which comes next: raw profiles have one for each. */
void pfl_gecko_libs_read(struct pfl_gecko_libs *l, struct pfl_strtab *strings, uint32_t process,
	struct pfl_json *j);

/* All lists were read: what follows may be asked for. False with *err: PFL_NOMEM, PFL_LIMIT. */
PFL_NODISCARD bool pfl_gecko_libs_ready(struct pfl_gecko_libs *l, struct pfl_error *err);

/*
 * The library that a process has at this place in its memory, of several the one that begins
 * last, and how far behind the start of its image that is. False: none.
 */
bool pfl_gecko_libs_find(const struct pfl_gecko_libs *l, uint32_t process, uint64_t memory,
	size_t *lib, uint64_t *address);

/* The library whose file has the name of this process, if there is one, is the program: its
 * mapping will be the first, unless another call found one before. */
void pfl_gecko_libs_name_program(
	struct pfl_gecko_libs *l, const struct pfl_strtab *strings, struct pfl_span process);

/* Is a function's name its address, for want of a better one? */
bool pfl_gecko_libs_wants(struct pfl_span name);

/*
 * The row of the location without a name at this address, from where the image of library `lib`
 * (which there must be) begins. UINT32_MAX with *err: PFL_NOMEM, PFL_LIMIT.
 */
uint32_t pfl_gecko_libs_location(struct pfl_gecko_libs *l, const struct pfl_strtab *strings,
	size_t lib, uint64_t address, struct pfl_error *err);

#endif
