/* SPDX-License-Identifier: Apache-2.0 */
/* Debugging information: lines, functions, and the calls that were inlined into them. */
#include "base/sorted.h"
#include "symbol/elf_file.h"

#include <stdlib.h>

enum {
	MAX_NESTING = 256,
	MAX_ENTRIES = 1 << 24, /* looked at in a file                     */
	MAX_UNITS = 1 << 20,   /* in a file                               */
	MAX_PIECES = 1 << 22,  /* of code, of units and functions, in all */
	MAX_CALLS = 1 << 14,   /* inlined into one, in so many pieces     */
};

void
pfl_elf_forget(struct pfl_elf *elf)
{
	for (size_t i = 0; i < elf->units.n; i++) {
		pfl_vec_clear(&elf->units.at[i].functions, NULL);
		pfl_vec_clear(&elf->units.at[i].pieces, NULL);
	}
	pfl_vec_clear(&elf->units, NULL);
	pfl_vec_clear(&elf->pieces, NULL);
	pfl_vec_clear(&elf->calls, NULL);
}

/* The file that debugging information is in, complete; NULL: there is none. */
static struct pfl_elf *
informed(struct pfl_elf *elf)
{
	if (elf->dwarf && !*elf->shared_id)
		return elf;
	elf = elf->debug;
	return elf && elf->dwarf && !*elf->shared_id ? elf : NULL;
}

static int
by_start(const void *a, const void *b)
{
	const struct pfl_elf_piece *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->of > y->of) - (x->of < y->of);
}

static void
sort_pieces(struct pfl_elf_pieces *pieces)
{
	if (pieces->n)
		qsort(pieces->at, pieces->n, sizeof(*pieces->at), by_start);
}

/* The one that starts last among those that hold the address; those around it start before. */
static const struct pfl_elf_piece *
find_piece(const struct pfl_elf_pieces *pieces, uint64_t address)
{
	enum { AROUND = 16 };
	size_t n = pfl_sorted_upto(pieces->at, pieces->n, sizeof(*pieces->at),
		offsetof(struct pfl_elf_piece, start), address);

	for (size_t i = 0; i < AROUND && i < n; i++) {
		if (address < pieces->at[n - 1 - i].end)
			return &pieces->at[n - 1 - i];
	}
	return NULL;
}

/* Does a string that elfutils have found end in the section that it is in? They do not look. */
static bool
ends(const struct pfl_elf *elf, const char *s)
{
	for (size_t i = 0; i < elf->section.n; i++) {
		const struct pfl_span *section = &elf->section.at[i];
		size_t before = (uintptr_t)s - (uintptr_t)section->at;

		if ((uintptr_t)s >= (uintptr_t)section->at && before < section->n)
			return memchr(s, '\0', section->n - before) != NULL;
	}
	return false;
}

/* The string, or NULL where there is none or it has no end. */
static const char *
whole(const struct pfl_elf *elf, const char *s)
{
	return s && (ends(elf, s) || (elf->shared && ends(elf->shared, s))) ? s : NULL;
}

/* All pieces of the code of an entry. */
static bool
add_pieces(struct pfl_elf *elf, Dwarf_Die *die, uint32_t of, struct pfl_elf_pieces *pieces,
	struct pfl_error *err)
{
	struct pfl_elf_piece piece = { .of = of };
	Dwarf_Addr base = 0;
	ptrdiff_t at = 0;

	while (elf->n_pieces < MAX_PIECES &&
		(at = elf->lib.dwarf_ranges(die, at, &base, &piece.start, &piece.end)) > 0) {
		elf->n_pieces++;
		if (piece.start >= piece.end)
			continue;
		if (!pfl_vec_reserve(pieces, 1, NULL, "pieces of code", err))
			return false;
		pieces->at[pieces->n++] = piece;
	}
	return true;
}

/* The value of an attribute of the entry, or of the one it refers to; NULL: none. */
static const char *
text_of(const struct pfl_elf *elf, Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;

	if (!elf->lib.dwarf_attr_integrate(die, name, &attribute))
		return NULL;
	return whole(elf, elf->lib.dwarf_formstring(&attribute));
}

/* Names of files are put behind that of the folder, which elfutils copy to its end. */
static bool
folder_ends(const struct pfl_elf *elf, Dwarf_Die *unit)
{
	Dwarf_Attribute attribute;

	return !elf->lib.dwarf_attr(unit, DW_AT_comp_dir, &attribute) ||
		text_of(elf, unit, DW_AT_comp_dir);
}

static bool
take_units(struct pfl_elf *elf, struct pfl_error *err)
{
	Dwarf_CU *cu = NULL, *next;
	Dwarf_Die die;

	if (elf->has_units)
		return true;
	while (elf->units.n < MAX_UNITS &&
		elf->lib.dwarf_get_units(elf->dwarf, cu, &next, NULL, NULL, &die, NULL) == 0) {
		cu = next;
		if (!pfl_vec_reserve(&elf->units, 1, NULL, "compilation units", err))
			return false;
		elf->units.at[elf->units.n++] = (struct pfl_elf_unit){ .die = die,
			.folder_ends = folder_ends(elf, &die) };
		if (!add_pieces(elf, &die, (uint32_t)elf->units.n - 1, &elf->pieces, err))
			return false;
	}
	sort_pieces(&elf->pieces);
	return elf->has_units = true;
}

/* The compilation unit that an address belongs to; NULL without *err: none. */
static struct pfl_elf_unit *
find_unit(struct pfl_elf *elf, uint64_t address, struct pfl_error *err)
{
	const struct pfl_elf_piece *piece =
		take_units(elf, err) ? find_piece(&elf->pieces, address) : NULL;

	return piece ? &elf->units.at[piece->of] : NULL;
}

bool
pfl_elf_place(struct pfl_elf *elf, uint64_t address, struct pfl_elf_place *place,
	struct pfl_error *err)
{
	struct pfl_elf_unit *unit;
	Dwarf_Line *line;

	*place = (struct pfl_elf_place){ NULL, 0 };
	elf = informed(elf);
	unit = elf ? find_unit(elf, address, err) : NULL;
	line = unit && unit->folder_ends ? elf->lib.dwarf_getsrc_die(&unit->die, address)
					 : NULL;
	if (line && elf->lib.dwarf_lineno(line, &place->line) == 0)
		place->file = elf->lib.dwarf_linesrc(line, NULL, NULL);
	return err->code == PFL_OK;
}

/* Going through the entries below one, in the order of the file. */
struct walk {
	struct pfl_elf *elf;
	Dwarf_Die path[MAX_NESTING]; /* the entry itself, then those inside it */
	size_t depth;
	bool inside; /* go on with what is inside the last one */
};

static Dwarf_Die *
walk_on(struct walk *w)
{
	const struct pfl_elf_library *lib = &w->elf->lib;

	if (++w->elf->n_entries > MAX_ENTRIES)
		return NULL;
	if (w->inside && w->depth + 1 < MAX_NESTING &&
		lib->dwarf_child(&w->path[w->depth], &w->path[w->depth + 1]) == 0) {
		w->depth++;
	} else {
		/* The entry after it, or after the one around it. */
		while (w->depth > 0 &&
			lib->dwarf_siblingof(&w->path[w->depth], &w->path[w->depth]) != 0)
			w->depth--;
	}
	return w->depth > 0 ? &w->path[w->depth] : NULL;
}

/* All functions of a unit that have code. */
static bool
index_unit(struct pfl_elf *elf, struct pfl_elf_unit *unit, struct pfl_error *err)
{
	struct walk w = { .elf = elf, .inside = true };
	Dwarf_Die *die;

	if (unit->indexed)
		return true;
	w.path[0] = unit->die;
	while ((die = walk_on(&w))) {
		int tag = elf->lib.dwarf_tag(die);

		w.inside = tag == DW_TAG_namespace || tag == DW_TAG_module ||
			tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
			tag == DW_TAG_union_type;
		if (tag != DW_TAG_subprogram)
			continue;
		if (!pfl_vec_reserve(&unit->functions, 1, NULL, "functions", err) ||
			!add_pieces(elf, die, (uint32_t)unit->functions.n, &unit->pieces, err))
			return false;
		unit->functions.at[unit->functions.n++] = *die;
	}
	sort_pieces(&unit->pieces);
	return unit->indexed = true;
}

static const char *
linkage_of(const struct pfl_elf *elf, Dwarf_Die *die)
{
	const char *name = text_of(elf, die, DW_AT_linkage_name);

	return name ? name : text_of(elf, die, DW_AT_MIPS_linkage_name);
}

static int
start_line_of(const struct pfl_elf_library *lib, Dwarf_Die *die)
{
	int line = 0;

	return lib->dwarf_decl_line(die, &line) == 0 && line > 0 ? line : 0;
}

static Dwarf_Word
number_of(const struct pfl_elf_library *lib, Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attribute;
	Dwarf_Word value = 0;

	if (!lib->dwarf_attr(die, name, &attribute) ||
		lib->dwarf_formudata(&attribute, &value) != 0)
		return 0;
	return value;
}

/* A call that was inlined, with a row for each piece of its code. */
static bool
add_call(struct pfl_elf *elf, Dwarf_Die *die, Dwarf_Files *files, size_t n_files,
	unsigned depth, struct pfl_error *err)
{
	const struct pfl_elf_library *lib = &elf->lib;
	Dwarf_Word file = number_of(lib, die, DW_AT_call_file);
	Dwarf_Word line = number_of(lib, die, DW_AT_call_line);
	struct pfl_elf_call call = { .name = text_of(elf, die, DW_AT_name),
		.linkage = linkage_of(elf, die),
		.start_line = start_line_of(lib, die),
		.depth = depth };
	Dwarf_Addr base = 0;
	ptrdiff_t at = 0;

	if (file < n_files)
		call.file = lib->dwarf_filesrc(files, file, NULL, NULL);
	call.line = line <= INT32_MAX ? (int)line : 0;
	while (elf->calls.n < MAX_CALLS &&
		(at = lib->dwarf_ranges(die, at, &base, &call.start, &call.end)) > 0) {
		if (!pfl_vec_reserve(&elf->calls, 1, NULL, "inlined calls", err))
			return false;
		elf->calls.at[elf->calls.n++] = call;
	}
	return true;
}

static bool
take_calls(struct pfl_elf *elf, struct pfl_elf_unit *unit, Dwarf_Die *function,
	struct pfl_error *err)
{
	struct walk w = { .elf = elf, .inside = true };
	unsigned around[MAX_NESTING] = { 0 }; /* calls, around what stands inside */
	Dwarf_Files *files = NULL;
	size_t n_files = 0;
	Dwarf_Die *die;

	elf->calls.n = 0;
	if (!unit->folder_ends || elf->lib.dwarf_getsrcfiles(&unit->die, &files, &n_files) != 0)
		n_files = 0;
	w.path[0] = *function;
	while ((die = walk_on(&w))) {
		int tag = elf->lib.dwarf_tag(die);
		bool inlined = tag == DW_TAG_inlined_subroutine;

		around[w.depth] = around[w.depth - 1] + inlined;
		w.inside = inlined || tag == DW_TAG_lexical_block || tag == DW_TAG_try_block ||
			tag == DW_TAG_catch_block;
		if (inlined && !add_call(elf, die, files, n_files, around[w.depth - 1], err))
			return false;
	}
	return true;
}

bool
pfl_elf_routine(struct pfl_elf *elf, uint64_t address, struct pfl_elf_routine *routine,
	struct pfl_error *err)
{
	const struct pfl_elf_piece *piece;
	struct pfl_elf_unit *unit;
	Dwarf_Die *die;

	*routine = (struct pfl_elf_routine){ 0 };
	elf = informed(elf);
	if (!elf)
		return true;
	if (address >= elf->routine_start && address < elf->routine_end) {
		*routine = elf->routine;
		return true;
	}
	unit = find_unit(elf, address, err);
	if (!unit || !index_unit(elf, unit, err))
		return err->code == PFL_OK;
	piece = find_piece(&unit->pieces, address);
	if (!piece)
		return true;
	elf->routine_end = 0;
	die = &unit->functions.at[piece->of];
	if (!take_calls(elf, unit, die, err))
		return false;
	elf->routine = (struct pfl_elf_routine){
		.name = text_of(elf, die, DW_AT_name),
		.linkage = linkage_of(elf, die),
		.start_line = start_line_of(&elf->lib, die),
		.call = elf->calls.at,
		.n_calls = elf->calls.n,
	};
	elf->routine_start = piece->start;
	elf->routine_end = piece->end;
	*routine = elf->routine;
	return true;
}
