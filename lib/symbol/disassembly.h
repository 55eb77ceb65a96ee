/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of programs, each cut into its instructions. */
#ifndef PFL_SYMBOL_DISASSEMBLY_H
#define PFL_SYMBOL_DISASSEMBLY_H

#include "base/text.h"
#include "base/vec.h"
#include "symbol/assembly.h"
#include "symbol/instructions.h"

/* A sampled address. */
struct pfl_code_spot {
	uint64_t address; /* as its program's file has it                        */
	uint32_t index;   /* in the list of locations that was given             */
	uint32_t program; /* the first mapping with the same file and ids        */
};

/* What was disassembled so far. The caller sets the first ones, the rest begins zeroed. */
struct pfl_disassembly {
	const struct pfl_profile *p; /* borrowed, as are all of these     */
	const struct pfl_assembly_opts *opts;
	const uint32_t *location; /* the list of them that was given   */
	struct pfl_arena *arena;  /* of all that the result points to  */
	uint32_t *spot;           /* in it, with room for each location */

	/* Of the program at hand. */
	struct pfl_elf *elf;
	struct pfl_decoding *decoding;
	struct pfl_elf_routine routine; /* with what is inlined into the function at hand */

	struct pfl_text text; /* of the instruction at hand */
	uint32_t n_spots;     /* that are in a function     */
	PFL_VEC(struct pfl_machine_code) code;
	PFL_VEC(struct pfl_instruction) instructions;
	PFL_VEC(struct pfl_code_place) places;
};

/* From now on functions are of this program, which is borrowed until the next; NULL: of none.
 */
void pfl_disassembly_program(struct pfl_disassembly *d, struct pfl_elf *elf);

/*
 * Add a function of the program, at most 1 MiB of it, with the n spots that are in it, by
 * address. False with *err: PFL_UNSUPPORTED (machine), PFL_IO, PFL_LIMIT or PFL_NOMEM.
 */
bool pfl_disassembly_add(struct pfl_disassembly *d, const struct pfl_elf_function *f,
	const struct pfl_code_spot *spot, uint32_t n, struct pfl_error *err);

/* Hand over all functions, by name, for the arena to own. False with *err PFL_LIMIT or
 * PFL_NOMEM. */
bool pfl_disassembly_finish(
	struct pfl_disassembly *d, struct pfl_assembly *assembly, struct pfl_error *err);

/* In any case, after the program was closed or before. */
void pfl_disassembly_clear(struct pfl_disassembly *d);

#endif
