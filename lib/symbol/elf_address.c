/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses: in a file, of its bytes, and in memory, where a system has loaded its segments. */
#include "symbol/elf_file.h"

/* Pages are of this size at least, and segments begin and end on them in memory. */
enum { PAGE = 4096 };

bool
pfl_elf_address(const struct pfl_elf *elf, uint64_t offset, uint64_t *address)
{
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct pfl_elf_segment *s = &elf->segment[i];

		if (offset < s->offset || offset - s->offset >= s->size)
			continue;
		*address = s->address + (offset - s->offset);
		return true;
	}
	return false;
}

static uint64_t
page_of(uint64_t at)
{
	return at & ~(uint64_t)(PAGE - 1);
}

static uint64_t
page_behind(uint64_t at)
{
	return at > UINT64_MAX - PAGE ? UINT64_MAX : page_of(at + PAGE - 1);
}

/* The one segment of code in a file that has no bytes of it, or only those of the file's own
 * head; NULL: it has them, or there are more segments. */
static const struct pfl_elf_segment *
code_elsewhere(const struct pfl_elf *elf)
{
	const struct pfl_elf_segment *code = NULL;

	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct pfl_elf_segment *s = &elf->segment[i];

		if (s->code && (s->size >= s->memory || code))
			return NULL;
		if (s->code)
			code = s;
	}
	return code;
}

/* The file's address of what is that far behind its first segment's page. */
static bool
from_image(const struct pfl_elf *elf, uint64_t distance, uint64_t *address)
{
	uint64_t base = UINT64_MAX;

	for (size_t i = 0; i < elf->n_segments; i++) {
		if (page_of(elf->segment[i].address) < base)
			base = page_of(elf->segment[i].address);
	}
	if (elf->n_segments == 0 || distance > UINT64_MAX - base)
		return false;
	*address = base + distance;
	return true;
}

bool
pfl_elf_mapped_address(const struct pfl_elf *elf, const struct pfl_elf_mapping *mapping,
	uint64_t memory, uint64_t *address)
{
	const struct pfl_elf_segment *code = code_elsewhere(elf);

	if (mapping->from_image)
		return from_image(elf, memory, address);
	if (memory < mapping->start || (memory >= mapping->limit && mapping->start > 0))
		return false;
	/* Nothing is loaded at 0: the addresses are the file's own. */
	if (mapping->start == 0) {
		*address = memory;
		return true;
	}
	memory -= mapping->start;
	if (!code)
		return memory <= UINT64_MAX - mapping->offset &&
			pfl_elf_address(elf, mapping->offset + memory, address);
	if (memory > page_behind(code->address + code->memory) - page_of(code->address))
		return false;
	*address = page_of(code->address) + memory;
	return true;
}

bool
pfl_elf_loads_as(const struct pfl_elf *elf, const struct pfl_elf_mapping *mapping)
{
	uint64_t first = page_of(mapping->offset);
	uint64_t bytes = page_behind(mapping->limit) - page_of(mapping->start);
	bool starts = false, ends = false;

	if (mapping->from_image)
		return false;

	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct pfl_elf_segment *s = &elf->segment[i];

		starts |= s->size > 0 && page_of(s->offset) == first;
		ends |= starts && page_behind(s->offset + s->size) - first == bytes;
	}
	return ends;
}
