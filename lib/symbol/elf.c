/* SPDX-License-Identifier: Apache-2.0 */
/* elfutils, loaded when a program is looked at: linking it would cost every start 2 ms. */
#define _POSIX_C_SOURCE 200809L
#include "symbol/elf_file.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/deflate.h"
#include "base/library.h"
#include "base/sorted.h"
#include "symbol/regular.h"

#define NAME(member)                                                                           \
	{                                                                                      \
#member, offsetof(struct pfl_elf_library, member)                              \
	}

static const struct pfl_library_function functions[] = { NAME(elf_version), NAME(elf_begin),
	NAME(elf_end), NAME(elf_kind), NAME(gelf_getehdr), NAME(elf_getphdrnum),
	NAME(gelf_getphdr), NAME(elf_nextscn), NAME(gelf_getshdr), NAME(elf_getdata),
	NAME(elf_rawdata), NAME(gelf_getsym), NAME(elf_strptr), NAME(dwelf_elf_gnu_build_id),
	NAME(dwarf_begin_elf), NAME(dwarf_end), NAME(dwarf_get_units), NAME(dwarf_getsrc_die),
	NAME(dwarf_lineno), NAME(dwarf_linesrc), NAME(dwarf_child), NAME(dwarf_siblingof),
	NAME(dwarf_tag), NAME(dwarf_ranges), NAME(dwarf_attr), NAME(dwarf_formudata),
	NAME(dwarf_getsrcfiles), NAME(dwarf_filesrc), NAME(dwarf_attr_integrate),
	NAME(dwarf_formstring), NAME(dwarf_decl_line), NAME(dwarf_setalt), NAME(gelf_getchdr),
	NAME(dwelf_elf_gnu_debuglink), NAME(dwelf_dwarf_gnu_debugaltlink) };

enum { MAX_SEGMENTS = 1024 };

/* Debugging information of more bytes is left alone. */
#define MAX_DEBUG (INT64_C(4) << 30)

static bool
load(struct pfl_elf_library *lib, struct pfl_error *err)
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
			p.p_filesz <= p.p_memsz && p.p_vaddr <= UINT64_MAX - p.p_memsz &&
			p.p_offset <= UINT64_MAX - p.p_memsz)
			elf->segment[elf->n_segments++] = (struct pfl_elf_segment){ p.p_offset,
				p.p_filesz, p.p_vaddr, p.p_memsz, (p.p_flags & PF_X) != 0 };
	}
	return true;
}

/* The table of all symbols, or the one for linking where that is all there is. */
static Elf_Data *
symbol_table(struct pfl_elf *elf, GElf_Shdr *head)
{
	const struct pfl_elf_library *lib = &elf->lib;
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
	elf->all_functions = found && head->sh_type == SHT_SYMTAB;
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
		if (elf->machine == PFL_MACHINE_ARM)
			symbol.st_value &= ~(GElf_Addr)1; /* says that it is Thumb code */
		if (name && *name)
			elf->function[elf->n_functions++] = (struct pfl_elf_function){ name,
				symbol.st_value, symbol.st_value + symbol.st_size };
	}
	qsort(elf->function, elf->n_functions, sizeof(*elf->function), by_start);
	close_gaps(elf);
	return true;
}

/* As hexadecimal digits; nothing where there are none, or too many. */
static void
write_id(char digits[2 * PFL_ELF_MAX_ID + 1], const void *at, ssize_t n)
{
	const unsigned char *id = at;

	for (ssize_t i = 0; id && i < n && n <= PFL_ELF_MAX_ID; i++)
		snprintf(digits + 2 * i, 3, "%02x", id[i]);
}

/* The next section behind one that is not loaded into memory when the program runs. */
static Elf_Scn *
next_unloaded(const struct pfl_elf *elf, Elf_Scn *section, GElf_Shdr *head)
{
	while ((section = elf->lib.elf_nextscn(elf->elf, section))) {
		if (elf->lib.gelf_getshdr(section, head) && head->sh_type != SHT_NOBITS &&
			!(head->sh_flags & SHF_ALLOC))
			break;
	}
	return section;
}

/* Is there as much of it as fits into memory, unpacked? */
static bool
debug_fits(struct pfl_elf *elf)
{
	uint64_t left = MAX_DEBUG;
	Elf_Scn *section = NULL;
	GElf_Shdr head;
	GElf_Chdr packed;

	while ((section = next_unloaded(elf, section, &head))) {
		uint64_t size = head.sh_size;

		if ((head.sh_flags & SHF_COMPRESSED) && elf->lib.gelf_getchdr(section, &packed))
			size = packed.ch_size;
		if (size > left)
			return false;
		left -= size;
	}
	return true;
}

/* Where the strings of debugging information can be. */
static bool
take_sections(struct pfl_elf *elf, struct pfl_error *err)
{
	Elf_Scn *section = NULL;
	GElf_Shdr head;

	while ((section = next_unloaded(elf, section, &head))) {
		const Elf_Data *data = elf->lib.elf_rawdata(section, NULL);

		if (!data || !data->d_buf)
			continue;
		if (!pfl_vec_reserve(&elf->section, 1, NULL, "sections", err))
			return false;
		elf->section.at[elf->section.n++] =
			(struct pfl_span){ data->d_buf, data->d_size };
	}
	return true;
}

static bool
take_debug(struct pfl_elf *elf, struct pfl_error *err)
{
	const char *name;
	const void *id = NULL;
	ssize_t n;

	if (debug_fits(elf))
		elf->dwarf = elf->lib.dwarf_begin_elf(elf->elf, DWARF_C_READ, NULL);
	if (!elf->dwarf)
		return true;
	if (!take_sections(elf, err))
		return false;
	n = elf->lib.dwelf_dwarf_gnu_debugaltlink(elf->dwarf, &name, &id);
	if (n == 0)
		return true;
	write_id(elf->shared_id, id, n);
	/* Without the file it would be looked for by elfutils, wherever this one says. */
	if (!*elf->shared_id) {
		elf->lib.dwarf_end(elf->dwarf);
		elf->dwarf = NULL;
	}
	return true;
}

struct pfl_elf *
pfl_elf_open(const char *path, size_t below, struct pfl_error *err)
{
	struct pfl_elf *elf;
	const void *id = NULL;
	GElf_Ehdr head;
	int64_t modified;
	int fd = pfl_regular_open(path, below, &modified, err);
	ssize_t n;

	if (fd < 0)
		return NULL;
	elf = calloc(1, sizeof(*elf));
	if (!elf) {
		close(fd);
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	elf->fd = fd;
	elf->modified = modified;
	if (!load(&elf->lib, err))
		goto fail;
	/* Read, not mapped: a file that gets shorter must not end us. */
	elf->elf = elf->lib.elf_begin(fd, ELF_C_READ, NULL);
	if (!elf->elf || elf->lib.elf_kind(elf->elf) != ELF_K_ELF ||
		!elf->lib.gelf_getehdr(elf->elf, &head) ||
		(head.e_type != ET_EXEC && head.e_type != ET_DYN)) {
		pfl_fail(err, PFL_FORMAT, "is not an ELF program");
		goto fail;
	}
	elf->machine = machine_of(&head);
	if (!take_segments(elf, err) || !take_functions(elf, err))
		goto fail;
	n = elf->lib.dwelf_elf_gnu_build_id(elf->elf, &id);
	write_id(elf->build_id, id, n);
	if (*elf->build_id)
		pfl_debug_id_make(pfl_span_of(elf->build_id),
			head.e_ident[EI_DATA] != ELFDATA2MSB, elf->debug_id);
	if (take_debug(elf, err))
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
	pfl_elf_forget(elf);
	if (elf->dwarf)
		elf->lib.dwarf_end(elf->dwarf);
	if (elf->elf)
		elf->lib.elf_end(elf->elf);
	pfl_vec_clear(&elf->section, NULL);
	close(elf->fd);
	pfl_elf_close(elf->debug);
	pfl_elf_close(elf->shared);
	free(elf->segment);
	free(elf->function);
	free(elf);
}

const char *
pfl_elf_build_id(const struct pfl_elf *elf)
{
	return elf->build_id;
}

const char *
pfl_elf_debug_id(const struct pfl_elf *elf)
{
	return elf->debug_id;
}

int64_t
pfl_elf_modified(const struct pfl_elf *elf)
{
	return elf->modified;
}

bool
pfl_elf_is_stripped(const struct pfl_elf *elf)
{
	return !elf->all_functions || !elf->dwarf;
}

const char *
pfl_elf_debug_link(const struct pfl_elf *elf, uint32_t *crc)
{
	GElf_Word sum = 0;
	const char *name = elf->lib.dwelf_elf_gnu_debuglink(elf->elf, &sum);

	*crc = sum;
	return name;
}

bool
pfl_elf_crc(const struct pfl_elf *elf, uint32_t *crc)
{
	unsigned char block[65536];
	off_t at = 0;
	ssize_t n = -1;

	*crc = 0;
	while (at < MAX_DEBUG && (n = pread(elf->fd, block, sizeof(block), at)) > 0) {
		*crc = pfl_crc32(*crc, block, (size_t)n);
		at += n;
	}
	return n == 0;
}

void
pfl_elf_take_debug(struct pfl_elf *elf, struct pfl_elf *debug)
{
	pfl_elf_close(elf->debug);
	elf->debug = debug;
	if (!debug || elf->all_functions || !debug->all_functions)
		return;
	/* The names are the other file's, which stays open. */
	free(elf->function);
	elf->function = debug->function;
	elf->n_functions = debug->n_functions;
	elf->all_functions = true;
	debug->function = NULL;
	debug->n_functions = 0;
}

const char *
pfl_elf_shared_id(const struct pfl_elf *elf)
{
	return elf->shared_id;
}

void
pfl_elf_take_shared(struct pfl_elf *elf, struct pfl_elf *shared)
{
	elf->shared = shared;
	if (!elf->dwarf || !shared || !shared->dwarf || *shared->shared_id)
		return;
	elf->lib.dwarf_setalt(elf->dwarf, shared->dwarf);
	*elf->shared_id = '\0';
}

enum pfl_elf_machine
pfl_elf_machine(const struct pfl_elf *elf)
{
	return elf->machine;
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
	size_t n = pfl_sorted_upto(elf->function, elf->n_functions, sizeof(*elf->function),
		offsetof(struct pfl_elf_function, start), address);
	const struct pfl_elf_function *f;

	if (n == 0)
		return NULL;
	f = &elf->function[n - 1];
	while (f > elf->function && f[-1].start == f->start)
		f--;
	return address < f->end ? f : NULL;
}

bool
pfl_elf_code(const struct pfl_elf *elf, uint64_t start, uint64_t end, struct pfl_arena *arena,
	struct pfl_span *code, struct pfl_error *err)
{
	const struct pfl_elf_segment *s = elf->segment, *last = s + elf->n_segments;
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
			return pfl_fail_with_reason(err, "cannot be read: ");
		if (got == 0)
			break;
		done += (uint64_t)got;
	}
	*code = (struct pfl_span){ at, done };
	return at != NULL;
}
