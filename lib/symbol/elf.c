/* SPDX-License-Identifier: Apache-2.0 */
/* elfutils, loaded when a program is looked at: linking it would cost every start 2 ms. */
#define _POSIX_C_SOURCE 200809L
#include "symbol/elf.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <locale.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/library.h"
#include "base/vec.h"

/* What is used of libelf and libdw, by name. */
struct library {
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
	GElf_Sym *(*gelf_getsym)(Elf_Data *data, int i, GElf_Sym *into);
	char *(*elf_strptr)(Elf *elf, size_t section, size_t offset);
	ssize_t (*dwelf_elf_gnu_build_id)(Elf *elf, const void **id);
	Dwarf *(*dwarf_begin_elf)(Elf *elf, Dwarf_Cmd command, Elf_Scn *group);
	int (*dwarf_end)(Dwarf *dwarf);
	int (*dwarf_get_units)(Dwarf *dwarf, Dwarf_CU *cu, Dwarf_CU **next, Dwarf_Half *version,
		uint8_t *type, Dwarf_Die *die, Dwarf_Die *sub);
	int (*dwarf_haspc)(Dwarf_Die *die, Dwarf_Addr address);
	Dwarf_Line *(*dwarf_getsrc_die)(Dwarf_Die *die, Dwarf_Addr address);
	int (*dwarf_lineno)(Dwarf_Line *line, int *number);
	const char *(*dwarf_linesrc)(Dwarf_Line *line, Dwarf_Word *time, Dwarf_Word *length);
	int (*dwarf_child)(Dwarf_Die *die, Dwarf_Die *child);
	int (*dwarf_siblingof)(Dwarf_Die *die, Dwarf_Die *sibling);
	int (*dwarf_tag)(Dwarf_Die *die);
	const char *(*dwarf_diename)(Dwarf_Die *die);
	ptrdiff_t (*dwarf_ranges)(Dwarf_Die *die, ptrdiff_t at, Dwarf_Addr *base,
		Dwarf_Addr *start, Dwarf_Addr *end);
	Dwarf_Attribute *(*dwarf_attr)(Dwarf_Die *die, unsigned name, Dwarf_Attribute *into);
	int (*dwarf_formudata)(Dwarf_Attribute *attribute, Dwarf_Word *value);
	int (*dwarf_getsrcfiles)(Dwarf_Die *unit, Dwarf_Files **files, size_t *n);
	const char *(*dwarf_filesrc)(
		Dwarf_Files *files, size_t i, Dwarf_Word *time, Dwarf_Word *length);
};

#define NAME(member)                                                                           \
	{                                                                                      \
#member, offsetof(struct library, member)                                      \
	}

static const struct pfl_library_function functions[] = { NAME(elf_version), NAME(elf_begin),
	NAME(elf_end), NAME(elf_kind), NAME(gelf_getehdr), NAME(elf_getphdrnum),
	NAME(gelf_getphdr), NAME(elf_nextscn), NAME(gelf_getshdr), NAME(elf_getdata),
	NAME(gelf_getsym), NAME(elf_strptr), NAME(dwelf_elf_gnu_build_id),
	NAME(dwarf_begin_elf), NAME(dwarf_end), NAME(dwarf_get_units), NAME(dwarf_haspc),
	NAME(dwarf_getsrc_die), NAME(dwarf_lineno), NAME(dwarf_linesrc), NAME(dwarf_child),
	NAME(dwarf_siblingof), NAME(dwarf_tag), NAME(dwarf_diename), NAME(dwarf_ranges),
	NAME(dwarf_attr), NAME(dwarf_formudata), NAME(dwarf_getsrcfiles), NAME(dwarf_filesrc) };

enum {
	MAX_SEGMENTS = 1024,
	MAX_ID = 64,
	MAX_NESTING = 256,     /* of entries of debugging information         */
	MAX_ENTRIES = 1 << 20, /* looked at for one function                  */
	MAX_CALLS = 4000,      /* inlined into one, in so many pieces of code */
};

struct segment {
	uint64_t offset, size, address;
};

struct pfl_elf {
	struct library lib;
	int fd;
	Elf *elf;
	enum pfl_elf_machine machine;
	char build_id[2 * MAX_ID + 1];
	struct segment *segment; /* that are loaded, with bytes in the file */
	size_t n_segments;
	struct pfl_elf_function *function;
	size_t n_functions;
	Dwarf *dwarf;   /* NULL: none */
	Dwarf_Die unit; /* the one that was asked for last, if has_unit */
	bool has_unit;
	PFL_VEC(struct pfl_elf_call) calls; /* of the function that was asked for last */
};

static bool
load(struct library *lib, struct pfl_error *err)
{
	static const char *const files[] = { "libdw.so.1" };
	static const struct pfl_library library = {
		.what = "programs are read with elfutils",
		.file = files,
		.n_files = sizeof(files) / sizeof(files[0]),
		.function = functions,
		.n_functions = sizeof(functions) / sizeof(functions[0]),
		.missing = PFL_UNSUPPORTED,
	};

	if (!pfl_library_load(&library, lib, err))
		return false;
	return lib->elf_version(EV_CURRENT) != EV_NONE ||
		pfl_fail(err, PFL_UNSUPPORTED, "elfutils do not know this version of ELF");
}

/* Why the last call failed, in English: notes can stand in outputs, which are the same in every
 * locale. */
static bool
fail_with_reason(struct pfl_error *err, const char *what)
{
	int number = errno;
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);

	pfl_fail(
		err, PFL_IO, "%s%s", what, plain ? strerror_l(number, plain) : "unknown error");
	if (plain)
		freelocale(plain);
	return false;
}

/* Opening some files is an act, and a FIFO would wait: look first. */
static int
open_regular(const char *path, struct pfl_error *err)
{
	struct stat st;
	int fd;

	if (stat(path, &st) != 0) {
		fail_with_reason(err, "");
		return -1;
	}
	if (!S_ISREG(st.st_mode)) {
		pfl_fail(err, PFL_IO, "is not a regular file");
		return -1;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		fail_with_reason(err, "cannot be opened: ");
	else if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	else
		pfl_fail(err, PFL_IO, "is not a regular file");
	if (fd >= 0)
		close(fd);
	return -1;
}

static enum pfl_elf_machine
machine_of(const GElf_Ehdr *head)
{
	switch (head->e_machine) {
	case EM_X86_64:
		return PFL_MACHINE_X86_64;
	case EM_386:
		return PFL_MACHINE_X86;
	case EM_AARCH64:
		return PFL_MACHINE_ARM64;
	case EM_ARM:
		return PFL_MACHINE_ARM;
	case EM_PPC64:
		return head->e_ident[EI_DATA] == ELFDATA2LSB ? PFL_MACHINE_PPC64LE
							     : PFL_MACHINE_PPC64;
	case EM_S390:
		return PFL_MACHINE_S390X;
	default:
		return PFL_MACHINE_OTHER;
	}
}

static bool
take_segments(struct pfl_elf *elf, struct pfl_error *err)
{
	size_t n = 0;

	if (elf->lib.elf_getphdrnum(elf->elf, &n) != 0 || n > MAX_SEGMENTS)
		n = 0;
	elf->segment = calloc(n + 1, sizeof(*elf->segment));
	if (!elf->segment)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (size_t i = 0; i < n; i++) {
		GElf_Phdr p;

		if (elf->lib.gelf_getphdr(elf->elf, (int)i, &p) && p.p_type == PT_LOAD &&
			p.p_filesz > 0 && p.p_vaddr <= UINT64_MAX - p.p_filesz)
			elf->segment[elf->n_segments++] =
				(struct segment){ p.p_offset, p.p_filesz, p.p_vaddr };
	}
	return true;
}

/* The table of all symbols, or the one for linking where that is all there is. */
static Elf_Data *
symbol_table(struct pfl_elf *elf, GElf_Shdr *head)
{
	const struct library *lib = &elf->lib;
	Elf_Scn *section = NULL, *found = NULL;
	GElf_Shdr at;

	while ((section = lib->elf_nextscn(elf->elf, section))) {
		if (!lib->gelf_getshdr(section, &at) || at.sh_entsize == 0)
			continue;
		if (at.sh_type == SHT_SYMTAB || (at.sh_type == SHT_DYNSYM && !found)) {
			found = section;
			*head = at;
		}
		if (at.sh_type == SHT_SYMTAB)
			break;
	}
	return found ? lib->elf_getdata(found, NULL) : NULL;
}

static int
by_start(const void *a, const void *b)
{
	const struct pfl_elf_function *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* Functions written in assembly may not say how long they are: up to the next one. */
static void
close_gaps(struct pfl_elf *elf)
{
	uint64_t next = UINT64_MAX;

	for (size_t i = elf->n_functions; i-- > 0;) {
		struct pfl_elf_function *f = &elf->function[i];

		if (i + 1 < elf->n_functions && f->start < elf->function[i + 1].start)
			next = elf->function[i + 1].start;
		if (f->end <= f->start)
			f->end = next == UINT64_MAX ? f->start + 1 : next;
	}
}

static bool
take_functions(struct pfl_elf *elf, struct pfl_error *err)
{
	GElf_Shdr head;
	Elf_Data *data = symbol_table(elf, &head);
	size_t n = data ? data->d_size / head.sh_entsize : 0;

	n = n < INT32_MAX ? n : INT32_MAX;
	elf->function = calloc(n + 1, sizeof(*elf->function));
	if (!elf->function)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (size_t i = 0; i < n; i++) {
		GElf_Sym symbol;
		const char *name;

		if (!elf->lib.gelf_getsym(data, (int)i, &symbol) ||
			symbol.st_shndx == SHN_UNDEF ||
			(GELF_ST_TYPE(symbol.st_info) != STT_FUNC &&
				GELF_ST_TYPE(symbol.st_info) != STT_GNU_IFUNC) ||
			symbol.st_value > UINT64_MAX - symbol.st_size ||
			symbol.st_value == UINT64_MAX)
			continue;
		name = elf->lib.elf_strptr(elf->elf, head.sh_link, symbol.st_name);
		if (name && *name)
			elf->function[elf->n_functions++] = (struct pfl_elf_function){ name,
				symbol.st_value, symbol.st_value + symbol.st_size };
	}
	qsort(elf->function, elf->n_functions, sizeof(*elf->function), by_start);
	close_gaps(elf);
	return true;
}

static void
take_build_id(struct pfl_elf *elf)
{
	const void *at = NULL;
	ssize_t n = elf->lib.dwelf_elf_gnu_build_id(elf->elf, &at);
	const unsigned char *id = at;

	for (ssize_t i = 0; id && i < n && n <= MAX_ID; i++)
		snprintf(elf->build_id + 2 * i, 3, "%02x", id[i]);
}

struct pfl_elf *
pfl_elf_open(const char *path, struct pfl_error *err)
{
	int fd = open_regular(path, err);
	struct pfl_elf *elf;
	GElf_Ehdr head;

	if (fd < 0)
		return NULL;
	elf = calloc(1, sizeof(*elf));
	if (!elf) {
		close(fd);
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	elf->fd = fd;
	if (!load(&elf->lib, err))
		goto fail;
	/* Read, not mapped: a file that gets shorter must not end us. */
	elf->elf = elf->lib.elf_begin(fd, ELF_C_READ, NULL);
	if (!elf->elf || elf->lib.elf_kind(elf->elf) != ELF_K_ELF ||
		!elf->lib.gelf_getehdr(elf->elf, &head)) {
		pfl_fail(err, PFL_FORMAT, "is not an ELF program");
		goto fail;
	}
	elf->machine = machine_of(&head);
	if (!take_segments(elf, err) || !take_functions(elf, err))
		goto fail;
	take_build_id(elf);
	elf->dwarf = elf->lib.dwarf_begin_elf(elf->elf, DWARF_C_READ, NULL);
	return elf;
fail:
	pfl_elf_close(elf);
	return NULL;
}

void
pfl_elf_close(struct pfl_elf *elf)
{
	if (!elf)
		return;
	if (elf->dwarf)
		elf->lib.dwarf_end(elf->dwarf);
	if (elf->elf)
		elf->lib.elf_end(elf->elf);
	close(elf->fd);
	pfl_vec_clear(&elf->calls, NULL);
	free(elf->segment);
	free(elf->function);
	free(elf);
}

const char *
pfl_elf_build_id(const struct pfl_elf *elf)
{
	return elf->build_id;
}

enum pfl_elf_machine
pfl_elf_machine(const struct pfl_elf *elf)
{
	return elf->machine;
}

bool
pfl_elf_address(const struct pfl_elf *elf, uint64_t offset, uint64_t *address)
{
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct segment *s = &elf->segment[i];

		if (offset < s->offset || offset - s->offset >= s->size)
			continue;
		*address = s->address + (offset - s->offset);
		return true;
	}
	return false;
}

const struct pfl_elf_function *
pfl_elf_functions(const struct pfl_elf *elf, size_t *n)
{
	*n = elf->n_functions;
	return elf->function;
}

const struct pfl_elf_function *
pfl_elf_function_at(const struct pfl_elf *elf, uint64_t address)
{
	size_t low = 0, high = elf->n_functions;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (elf->function[mid].start <= address)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == 0)
		return NULL;
	low--;
	while (low > 0 && elf->function[low - 1].start == elf->function[low].start)
		low--;
	return address < elf->function[low].end ? &elf->function[low] : NULL;
}

bool
pfl_elf_code(const struct pfl_elf *elf, uint64_t start, uint64_t end, struct pfl_arena *arena,
	struct pfl_span *code, struct pfl_error *err)
{
	const struct segment *s = elf->segment, *last = s + elf->n_segments;
	uint64_t n, done = 0;
	char *at;

	while (s < last && (start < s->address || start - s->address >= s->size))
		s++;
	*code = (struct pfl_span){ "", 0 };
	if (s == last || end <= start)
		return true;
	n = s->size - (start - s->address);
	n = n < end - start ? n : end - start;
	at = pfl_arena_alloc(arena, n, 1, err);
	while (at && done < n) {
		uint64_t offset = s->offset + (start - s->address) + done;
		ssize_t got = offset > INT64_MAX
			? 0
			: pread(elf->fd, at + done, n - done, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_with_reason(err, "cannot be read: ");
		if (got == 0)
			break;
		done += (uint64_t)got;
	}
	*code = (struct pfl_span){ at, done };
	return at != NULL;
}

/* The compilation unit that an address belongs to. */
static bool
find_unit(struct pfl_elf *elf, uint64_t address)
{
	Dwarf_CU *cu = NULL, *next;

	if (elf->has_unit && elf->lib.dwarf_haspc(&elf->unit, address) == 1)
		return true;
	elf->has_unit = false;
	while (elf->lib.dwarf_get_units(elf->dwarf, cu, &next, NULL, NULL, &elf->unit, NULL) ==
		0) {
		cu = next;
		if (elf->lib.dwarf_haspc(&elf->unit, address) == 1)
			return elf->has_unit = true;
	}
	return false;
}

struct pfl_elf_place
pfl_elf_place(struct pfl_elf *elf, uint64_t address)
{
	struct pfl_elf_place place = { NULL, 0 };
	Dwarf_Line *line;

	if (!elf->dwarf || !find_unit(elf, address))
		return place;
	line = elf->lib.dwarf_getsrc_die(&elf->unit, address);
	if (!line || elf->lib.dwarf_lineno(line, &place.line) != 0)
		return place;
	place.file = elf->lib.dwarf_linesrc(line, NULL, NULL);
	return place;
}

static Dwarf_Word
number_of(const struct library *lib, Dwarf_Die *die, unsigned name)
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
	const struct library *lib = &elf->lib;
	Dwarf_Word file = number_of(lib, die, DW_AT_call_file);
	Dwarf_Word line = number_of(lib, die, DW_AT_call_line);
	struct pfl_elf_call call = { .name = lib->dwarf_diename(die), .depth = depth };
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

/* Is what stands inside this entry of interest to a function that starts at an address? */
static bool
leads_to(const struct library *lib, Dwarf_Die *die, uint64_t address)
{
	switch (lib->dwarf_tag(die)) {
	case DW_TAG_namespace:
	case DW_TAG_lexical_block:
	case DW_TAG_inlined_subroutine:
		return true;
	case DW_TAG_subprogram:
		return lib->dwarf_haspc(die, address) == 1;
	default:
		return false;
	}
}

const struct pfl_elf_call *
pfl_elf_calls(
	struct pfl_elf *elf, const struct pfl_elf_function *f, size_t *n, struct pfl_error *err)
{
	const struct library *lib = &elf->lib;
	Dwarf_Die path[MAX_NESTING];
	unsigned calls[MAX_NESTING] = { 0 }; /* inlined around what stands inside */
	Dwarf_Files *files = NULL;
	size_t n_files = 0, depth = 0, entries = 0;

	elf->calls.n = *n = 0;
	if (!elf->dwarf || !find_unit(elf, f->start))
		return NULL;
	if (lib->dwarf_getsrcfiles(&elf->unit, &files, &n_files) != 0)
		n_files = 0;
	path[0] = elf->unit;
	for (bool inside = true; entries < MAX_ENTRIES; entries++) {
		Dwarf_Die *at = &path[depth];

		if (inside && depth + 1 < MAX_NESTING && lib->dwarf_child(at, at + 1) == 0) {
			depth++;
			calls[depth] = calls[depth - 1];
		} else {
			/* The entry after it, or after the one around it. */
			while (depth > 0 &&
				lib->dwarf_siblingof(&path[depth], &path[depth]) != 0)
				depth--;
			if (depth == 0)
				break;
			calls[depth] = calls[depth - 1];
		}
		at = &path[depth];
		inside = leads_to(lib, at, f->start);
		if (lib->dwarf_tag(at) != DW_TAG_inlined_subroutine)
			continue;
		if (!add_call(elf, at, files, n_files, calls[depth], err))
			return NULL;
		calls[depth]++;
	}
	*n = elf->calls.n;
	return elf->calls.at;
}
