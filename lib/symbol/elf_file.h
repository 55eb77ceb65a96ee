/* SPDX-License-Identifier: Apache-2.0 */
/* An open ELF file from inside: for elf.c, elf_address.c and elf_debug.c alone. */
#ifndef PFL_SYMBOL_ELF_FILE_H
#define PFL_SYMBOL_ELF_FILE_H

#include "base/debug_id.h"
#include "base/vec.h"
#include "symbol/elf.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <gelf.h>

/* What is used of libelf and libdw, by name. */
struct pfl_elf_library {
	unsigned (*elf_version)(unsigned version);
	Elf *(*elf_begin)(int fd, Elf_Cmd command, Elf *ref);
	int (*elf_end)(Elf *elf);
	Elf_Kind (*elf_kind)(Elf *elf);
	GElf_Ehdr *(*gelf_getehdr)(Elf *elf, GElf_Ehdr *into);
	int (*elf_getphdrnum)(Elf *elf, size_t *n);
	GElf_Phdr *(*gelf_getphdr)(Elf *elf, int i, GElf_Phdr *into);
	Elf_Scn *(*elf_nextscn)(Elf *elf, Elf_Scn *section);
	GElf_Shdr *(*gelf_getshdr)(Elf_Scn *section, GElf_Shdr *into);
	Elf_Data *(*elf_getdata)(Elf_Scn *section, Elf_Data *data);
	Elf_Data *(*elf_rawdata)(Elf_Scn *section, Elf_Data *data);
	GElf_Sym *(*gelf_getsym)(Elf_Data *data, int i, GElf_Sym *into);
	char *(*elf_strptr)(Elf *elf, size_t section, size_t offset);
	ssize_t (*dwelf_elf_gnu_build_id)(Elf *elf, const void **id);
	Dwarf *(*dwarf_begin_elf)(Elf *elf, Dwarf_Cmd command, Elf_Scn *group);
	int (*dwarf_end)(Dwarf *dwarf);
	int (*dwarf_get_units)(Dwarf *dwarf, Dwarf_CU *cu, Dwarf_CU **next, Dwarf_Half *version,
		uint8_t *type, Dwarf_Die *die, Dwarf_Die *sub);
	Dwarf_Line *(*dwarf_getsrc_die)(Dwarf_Die *die, Dwarf_Addr address);
	int (*dwarf_lineno)(Dwarf_Line *line, int *number);
	const char *(*dwarf_linesrc)(Dwarf_Line *line, Dwarf_Word *time, Dwarf_Word *length);
	int (*dwarf_child)(Dwarf_Die *die, Dwarf_Die *child);
	int (*dwarf_siblingof)(Dwarf_Die *die, Dwarf_Die *sibling);
	int (*dwarf_tag)(Dwarf_Die *die);
	ptrdiff_t (*dwarf_ranges)(Dwarf_Die *die, ptrdiff_t at, Dwarf_Addr *base,
		Dwarf_Addr *start, Dwarf_Addr *end);
	Dwarf_Attribute *(*dwarf_attr)(Dwarf_Die *die, unsigned name, Dwarf_Attribute *into);
	int (*dwarf_formudata)(Dwarf_Attribute *attribute, Dwarf_Word *value);
	int (*dwarf_getsrcfiles)(Dwarf_Die *unit, Dwarf_Files **files, size_t *n);
	const char *(*dwarf_filesrc)(
		Dwarf_Files *files, size_t i, Dwarf_Word *time, Dwarf_Word *length);
	Dwarf_Attribute *(*dwarf_attr_integrate)(
		Dwarf_Die *die, unsigned name, Dwarf_Attribute *into);
	const char *(*dwarf_formstring)(Dwarf_Attribute *attribute);
	int (*dwarf_decl_line)(Dwarf_Die *die, int *line);
	void (*dwarf_setalt)(Dwarf *dwarf, Dwarf *shared);
	GElf_Chdr *(*gelf_getchdr)(Elf_Scn *section, GElf_Chdr *into);
	const char *(*dwelf_elf_gnu_debuglink)(Elf *elf, GElf_Word *crc);
	ssize_t (*dwelf_dwarf_gnu_debugaltlink)(
		Dwarf *dwarf, const char **name, const void **id);
};

enum { PFL_ELF_MAX_ID = 64 };

/* A part of the file that is loaded; of debugging information alone none is in the file. */
struct pfl_elf_segment {
	uint64_t offset, size; /* in the file */
	uint64_t address, memory;
	bool code;
};

/* Code of a compilation unit, or of a function in one. */
struct pfl_elf_piece {
	uint64_t start, end;
	uint32_t of; /* row in units, or in functions of the unit */
};

struct pfl_elf_pieces {
	struct pfl_elf_piece *at; /* by start */
	size_t n, cap;
};

struct pfl_elf_unit {
	Dwarf_Die die;
	bool folder_ends; /* the name of where it was compiled; see elf_debug.c */
	bool indexed;     /* what follows is there */
	PFL_VEC(Dwarf_Die) functions;
	struct pfl_elf_pieces pieces; /* of the functions */
};

struct pfl_elf {
	struct pfl_elf_library lib;
	int fd;
	Elf *elf;
	enum pfl_elf_machine machine;
	int64_t modified;
	char build_id[2 * PFL_ELF_MAX_ID + 1];
	char debug_id[PFL_DEBUG_ID];
	char shared_id[2 * PFL_ELF_MAX_ID + 1]; /* of a file that is missing still */
	struct pfl_elf_segment *segment;
	size_t n_segments;
	struct pfl_elf_function *function;
	size_t n_functions;
	bool all_functions;             /* not only those for linking */
	struct pfl_elf *debug, *shared; /* other files, owned; or NULL */

	Dwarf *dwarf;                     /* NULL: none */
	PFL_VEC(struct pfl_span) section; /* what it reads, unpacked */
	bool has_units;
	PFL_VEC(struct pfl_elf_unit) units;
	struct pfl_elf_pieces pieces;        /* of the units */
	size_t n_entries, n_pieces;          /* looked at so far, of all kinds */
	uint64_t routine_start, routine_end; /* the code that the next one is of */
	struct pfl_elf_routine routine;      /* what was asked for last */
	PFL_VEC(struct pfl_elf_call) calls;  /* its own */
};

/* Free what elf_debug.c has made. */
void pfl_elf_forget(struct pfl_elf *elf);

#endif
