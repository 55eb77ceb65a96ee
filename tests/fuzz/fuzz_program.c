/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes, as a program: what is asked of it when addresses get names. Elfutils read it here
 * in the process itself, and not as in the tools behind a pipe. */
#define _GNU_SOURCE /* memfd_create */
#include "symbol/elf.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__asan_default_options(void);

/* Elfutils have variables of threads, and are loaded late: together LeakSanitizer crashes on
 * them unless it lets them be. */
const char *
__asan_default_options(void)
{
	return "intercept_tls_get_addr=0";
}

static void
ask(struct pfl_elf *elf, uint64_t address)
{
	struct pfl_elf_routine routine;
	struct pfl_elf_place place;
	struct pfl_error err = { 0 };
	size_t length = 0;

	if (!pfl_elf_routine(elf, address, &routine, &err) ||
		!pfl_elf_place(elf, address, &place, &err))
		abort();
	for (size_t i = 0; i < routine.n_calls; i++) {
		const struct pfl_elf_call *c = &routine.call[i];

		length += c->name ? strlen(c->name) : 0;
		length += c->linkage ? strlen(c->linkage) : 0;
		length += c->file ? strlen(c->file) : 0;
	}
	length += place.file ? strlen(place.file) : 0;
	length += routine.name ? strlen(routine.name) : 0;
	if (length > SIZE_MAX / 2)
		abort();
}

static void
ask_all(struct pfl_elf *elf)
{
	enum { SOME = 64 };
	static const struct pfl_elf_mapping loaded = { 0x400000, 0x401000, 0, false };
	const struct pfl_elf_function *f;
	uint64_t address;
	uint32_t crc;
	size_t n;

	f = pfl_elf_functions(elf, &n);
	for (size_t i = 0; i < n && i < SOME; i++) {
		if (i + 1 < n && f[i].start > f[i + 1].start)
			abort();
		ask(elf, f[i].start);
	}
	for (uint64_t at = 0; at < 0x1000; at += 0x40) {
		if (pfl_elf_mapped_address(elf, &loaded, 0x400000 + at, &address)) {
			(void)pfl_elf_function_at(elf, address);
			ask(elf, address);
		}
	}
	if (strlen(pfl_elf_build_id(elf)) % 2 != 0 || strlen(pfl_elf_shared_id(elf)) % 2 != 0)
		abort();
	(void)pfl_elf_debug_link(elf, &crc);
	(void)pfl_elf_crc(elf, &crc);
	(void)pfl_elf_loads_as(elf, &loaded);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("program", MFD_CLOEXEC);
	struct pfl_error err = { 0 };
	struct pfl_elf *elf;
	char path[64];

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	elf = pfl_elf_open(path, 0, &err);
	if ((elf != NULL) != (err.code == PFL_OK))
		abort();
	if (elf)
		ask_all(elf);
	pfl_elf_close(elf);
	close(fd);
	return 0;
}
