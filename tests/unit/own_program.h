/* SPDX-License-Identifier: Apache-2.0 */
/* A profile of the test program itself, whose machine code is at hand. */
#ifndef PFL_TESTS_OWN_PROGRAM_H
#define PFL_TESTS_OWN_PROGRAM_H

#include "support.h"

#include "model/builder.h"
#include "wiretext.h"

#include <link.h>

/* What is disassembled: a function with a name that nothing else has. */
__attribute__((noinline)) int own_target(volatile int *p, int n);

/* In all builds its code stands inside that of the target. */
__attribute__((always_inline)) static inline void
own_inlined(volatile int *p, int i)
{
	*p += i;
}

int
own_target(volatile int *p, int n)
{
	for (int i = 0; i < n; i++)
		own_inlined(p, i);
	return *p;
}

static struct {
	char path[4096];
	uint64_t start, limit, offset, address; /* of the segment with code; of the target */
} own;

static int
own_take_segment(struct dl_phdr_info *info, size_t size, void *context)
{
	(void)size;
	(void)context;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];

		if (p->p_type != PT_LOAD || !(p->p_flags & PF_X))
			continue;
		own.start = info->dlpi_addr + p->p_vaddr;
		own.limit = own.start + p->p_memsz;
		own.offset = p->p_offset;
	}
	return 1; /* the first object is the program */
}

/* Find out where all that is; false when it cannot be. */
static inline bool
own_find(void)
{
	volatile int value = 0;
	ssize_t n = readlink("/proc/self/exe", own.path, sizeof(own.path) - 1);

	dl_iterate_phdr(own_take_segment, NULL);
	own.address = (uint64_t)(uintptr_t)own_target;
	return own_target(&value, 3) == 3 && n > 0 && own.address >= own.start &&
		own.address < own.limit;
}

/* A sample at the target's first byte and two at its second, in a program called `file`. */
static inline struct pfl_profile *
own_profile(const char *file, const char *build_id, const char *name)
{
	struct pfl_text field = { 0 };

	pfl_text_printf(&field,
		"6'' 6'samples' 6'count' 6'%s' 6'%s' 6'%s' 6'dir/target.c' 1{1:1 2:2} "
		"2{1[1] 2[1]} 2{1[2] 2[2]} 3{1:1 2:%" PRIu64 " 3:%" PRIu64 " 4:%" PRIu64
		" 5:3 6:4} 4{1:1 2:1 3:%" PRIu64 " 4{1:1 2:77}} 4{1:2 2:1 3:%" PRIu64
		" 4{1:1 2:78}} 5{1:1 2:5 4:6}",
		file, build_id, name, own.start, own.limit, own.offset, own.address,
		own.address + 1);
	return wire_profile(&field);
}

/* The same addresses without names, and with these flags of the mapping. */
static inline struct pfl_profile *
own_bare(const char *file, const char *build_id, bool has_functions)
{
	struct pfl_text field = { 0 };

	pfl_text_printf(&field,
		"6'' 6'samples' 6'count' 6'%s' 6'%s' 1{1:1 2:2} 2{1[1] 2[1]} 2{1[2] 2[2]} "
		"3{1:1 2:%" PRIu64 " 3:%" PRIu64 " 4:%" PRIu64
		" 5:3 6:4 7:%d} 4{1:1 2:1 3:%" PRIu64 "} 4{1:2 2:1 3:%" PRIu64 "}",
		file, build_id, own.start, own.limit, own.offset, has_functions, own.address,
		own.address + 1);
	return wire_profile(&field);
}

/* A sample at the target's first byte, in the program, of which the profile has a debug id; a
 * `name` of "" is none. */
static inline struct pfl_profile *
own_debug_id(const char *debug_id, const char *name)
{
	struct pfl_error err = { 0 };
	struct pfl_builder *b = pfl_builder_new(NULL, &err);
	struct pfl_mapping m = { .start = own.start, .limit = own.limit, .offset = own.offset };
	struct pfl_func func = { .start_line = 0 };
	struct pfl_line line = { 0, 77, 0 };
	struct pfl_profile *p = NULL;
	const int64_t value = 1;
	uint32_t at;

	if (!CHECK(b != NULL))
		return NULL;
	pfl_build_type(b, pfl_build_string(b, pfl_span_of("samples")),
		pfl_build_string(b, pfl_span_of("count")));
	m.file = pfl_build_string(b, pfl_span_of(own.path));
	m.debug_id = pfl_build_string(b, pfl_span_of(debug_id));
	func.name = pfl_build_string(b, pfl_span_of(name));
	line.func = *name ? pfl_build_func(b, &func) : 0;
	at = pfl_build_location(
		b, own.address, pfl_build_mapping(b, &m), false, &line, *name ? 1 : 0);
	pfl_build_sample_of(b, &at, 1, 0, &value, 1);
	p = pfl_builder_finish(b, &err);
	pfl_builder_free(b);
	CHECK_STR(err.msg, "");
	return p;
}

#endif
