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
	const char *linkage;     /* what the linker would call the function */
	int line, start_line;    /* of the call, of the function            */
	unsigned depth;          /* of calls around it */
};

/* A function as debugging information has it, with the calls that were inlined into its code:
 * each behind those around it. What is not known is NULL or 0; all is borrowed. */
struct pfl_elf_routine {
	const char *name, *linkage;
	int start_line;
	const struct pfl_elf_call *call;
	size_t n_calls;
};

/* Where something was loaded: offset + i of the file is at the address start + i, below limit.
 */
struct pfl_elf_mapping {
	uint64_t start, limit, offset;
	bool from_image; /* instead: addresses count from the file's first segment */
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
 * Open the regular file at `path`, in the folder that its first `below` bytes are
 * (pfl_regular_open()). NULL with *err: PFL_IO (missing, no permission, not a regular file),
 * PFL_FORMAT (no ELF program), PFL_UNSUPPORTED (elfutils is not installed), PFL_NOMEM.
 */
PFL_NODISCARD struct pfl_elf *pfl_elf_open(
	const char *path, size_t below, struct pfl_error *err);
void pfl_elf_close(struct pfl_elf *elf);

/* The GNU build id in lower-case hexadecimal digits, "" if there is none. Borrowed. */
const char *pfl_elf_build_id(const struct pfl_elf *elf);

/* The debug id (base/debug_id.h) that this makes, "" if there is none. Borrowed. */
const char *pfl_elf_debug_id(const struct pfl_elf *elf);

enum pfl_elf_machine pfl_elf_machine(const struct pfl_elf *elf);

/* The file's own address of the byte at this offset of the file; false where none is loaded. */
bool pfl_elf_address(const struct pfl_elf *elf, uint64_t offset, uint64_t *address);

/*
 * The same for an address in memory. What holds debugging information alone has no offsets: its
 * code is taken for that of the mapping. False where nothing of the file is.
 */
bool pfl_elf_mapped_address(const struct pfl_elf *elf, const struct pfl_elf_mapping *mapping,
	uint64_t memory, uint64_t *address);

/* Would the file be loaded like that, from the first page of a segment to the last one of that
 * or a later one? */
bool pfl_elf_loads_as(const struct pfl_elf *elf, const struct pfl_elf_mapping *mapping);

/* When the file was changed last, in seconds since 1970. */
int64_t pfl_elf_modified(const struct pfl_elf *elf);

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

/*
 * Where an address stands in the source, as debugging information says. False with *err
 * PFL_NOMEM.
 */
PFL_NODISCARD bool pfl_elf_place(struct pfl_elf *elf, uint64_t address,
	struct pfl_elf_place *place, struct pfl_error *err);

/*
 * The function that an address is in, as debugging information says; fast when the next address
 * is in the same one. Of a crafted or huge function some calls may be missing. What `routine`
 * holds is borrowed until the next call. False with *err PFL_NOMEM.
 */
PFL_NODISCARD bool pfl_elf_routine(struct pfl_elf *elf, uint64_t address,
	struct pfl_elf_routine *routine, struct pfl_error *err);

/* Does it lack its table of all symbols, or debugging information? */
bool pfl_elf_is_stripped(const struct pfl_elf *elf);

/* The name of the file that holds what was stripped off, as .gnu_debuglink says, and that
 * file's CRC-32; NULL: it says nothing. Borrowed. */
const char *pfl_elf_debug_link(const struct pfl_elf *elf, uint32_t *crc);

/* The CRC-32 of the whole file; false where it cannot be read. */
bool pfl_elf_crc(const struct pfl_elf *elf, uint32_t *crc);

/* Answer out of `debug` (owned from now on) what the file itself does not know. */
void pfl_elf_take_debug(struct pfl_elf *elf, struct pfl_elf *debug);

/*
 * The build id of the file that this one's debugging information needs besides, "" if none (or
 * it was taken): without it there is none. Borrowed. And that file, owned from now on.
 */
const char *pfl_elf_shared_id(const struct pfl_elf *elf);
void pfl_elf_take_shared(struct pfl_elf *elf, struct pfl_elf *shared);

#endif
