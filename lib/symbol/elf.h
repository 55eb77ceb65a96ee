/* SPDX-License-Identifier: Apache-2.0 */
/* What a program's file says of itself: segments, functions, lines. */
#ifndef PFL_SYMBOL_ELF_H
#define PFL_SYMBOL_ELF_H

#include "base/arena.h"
#include "base/span.h"

/* An ELF file, open for reading. Addresses are those that the file itself uses. */
struct pfl_elf;

/* A function. Several may start at one address: they are one function with several names. */
struct pfl_elf_function {
	const char *name; /* as the linker knows it; borrowed from the file */
	uint64_t start, end;
};

/* Where an address stands in the source; file NULL: not known. Borrowed. */
struct pfl_elf_place {
	const char *file;
	int line;
};

/* A call that was inlined: the code of start .. end - 1 is that of `name`, called at file:line.
 * What is not known is NULL or 0. */
struct pfl_elf_call {
	uint64_t start, end;
	const char *name, *file; /* borrowed from the file */
	int line;
	unsigned depth; /* of calls around it */
};

enum pfl_elf_machine {
	PFL_MACHINE_OTHER,
	PFL_MACHINE_X86_64,
	PFL_MACHINE_X86,
	PFL_MACHINE_ARM64,
	PFL_MACHINE_ARM,
	PFL_MACHINE_PPC64,
	PFL_MACHINE_PPC64LE,
	PFL_MACHINE_S390X,
};

/*
 * Open the regular file at `path`. NULL with *err: PFL_IO (missing, no permission, not a
 * regular file), PFL_FORMAT (no ELF program), PFL_UNSUPPORTED (elfutils is not installed),
 * PFL_NOMEM.
 */
PFL_NODISCARD struct pfl_elf *pfl_elf_open(const char *path, struct pfl_error *err);
void pfl_elf_close(struct pfl_elf *elf);

/* The GNU build id in lower-case hexadecimal digits, "" if there is none. Borrowed. */
const char *pfl_elf_build_id(const struct pfl_elf *elf);

enum pfl_elf_machine pfl_elf_machine(const struct pfl_elf *elf);

/* The file's own address of the byte at this offset of the file; false where none is loaded. */
bool pfl_elf_address(const struct pfl_elf *elf, uint64_t offset, uint64_t *address);

/* Its functions by ascending start, of equal ones by name. */
const struct pfl_elf_function *pfl_elf_functions(const struct pfl_elf *elf, size_t *n);

/* The function that an address is in, the first of several; NULL if it is in none. */
const struct pfl_elf_function *pfl_elf_function_at(const struct pfl_elf *elf, uint64_t address);

/*
 * Read the code of start .. end - 1 into the arena; what is not in the file is left out at the
 * end. False: PFL_IO, PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_elf_code(const struct pfl_elf *elf, uint64_t start, uint64_t end,
	struct pfl_arena *arena, struct pfl_span *code, struct pfl_error *err);

/* Where an address stands in the source, as debugging information says; slow when addresses
 * jump about, fast within a function. */
struct pfl_elf_place pfl_elf_place(struct pfl_elf *elf, uint64_t address);

/*
 * The calls inlined into the code of a function, as debugging information says: each behind
 * those around it. Of a crafted or huge function some may be missing. Borrowed until the next
 * call; NULL with *n 0 when there are none or, with *err, when memory runs out.
 */
const struct pfl_elf_call *pfl_elf_calls(struct pfl_elf *elf, const struct pfl_elf_function *f,
	size_t *n, struct pfl_error *err);

#endif
