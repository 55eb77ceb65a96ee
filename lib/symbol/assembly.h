/* SPDX-License-Identifier: Apache-2.0 */
/* The machine code of functions that samples are in. */
#ifndef PFL_SYMBOL_ASSEMBLY_H
#define PFL_SYMBOL_ASSEMBLY_H

#include "model/profile.h"

/* Where code was written, or one of the places that it was inlined into from there. */
struct pfl_code_place {
	uint32_t name,
		file; /* string ids of the profile's; 0: unknown, or not in the profile */
	int64_t line; /* 0: not known */
};

struct pfl_instruction {
	uint64_t address;    /* as the program's file has it */
	const char *text;    /* "callq  0x401000 <main.work>" */
	const char *inlined; /* the function that was inlined here, or NULL: not known */
	const char *file;    /* without folders; NULL: not known */
	int64_t line;        /* 0: not known */
	uint32_t first, n;   /* in pfl_assembly.spot: samples in it */
	uint32_t first_place, n_places; /* in pfl_assembly.place, innermost first */
};

struct pfl_machine_code {
	const char *name;         /* bytes as the program has them */
	const char *const *alias; /* other names of the same code */
	uint32_t n_aliases;
	uint32_t first, n; /* in pfl_assembly.instruction */
	bool cut;          /* there is more than is shown */
};

struct pfl_assembly {
	uint32_t n, n_instructions, n_places;
	struct pfl_machine_code *code; /* by name */
	struct pfl_instruction *instruction;
	uint32_t *spot;               /* positions in the list of locations that was given */
	struct pfl_code_place *place; /* none unless they were asked for */
};

struct pfl_assembly_opts {
	const char *pattern;     /* of names of functions; or a number: an address in one */
	const char *binary_path; /* ":"-separated, or NULL */
	bool intel;              /* x86: Intel's order of operands */
	bool optional;           /* where there is none a note says so, and it is no failure */
	bool places;             /* tell them, and take as well what a match was inlined into */
};

/*
 * Disassemble the functions that match and that one of the n locations is in; all of them have
 * addresses. Programs are looked for as pfl_binary_find() says. A function shows at most 1 MiB
 * of code. The arena owns everything. False: PFL_USAGE (nothing matches), PFL_IO (no program;
 * the message says where it was looked for), PFL_UNSUPPORTED, PFL_LIMIT or PFL_NOMEM.
 */
bool pfl_assembly_make(struct pfl_assembly *assembly, struct pfl_profile *p,
	const uint32_t *location, uint32_t n, const struct pfl_assembly_opts *opts,
	struct pfl_arena *arena, struct pfl_error *err);

#endif
