/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's functions, as /proc/kallsyms or a copy of it lists them. */
#ifndef PFL_SYMBOL_KERNEL_H
#define PFL_SYMBOL_KERNEL_H

#include "base/text.h"

/* What a profile says of a kernel. */
struct pfl_kernel_wish {
	struct pfl_span build_id; /* may be empty */
	uint64_t start, offset;   /* of its mapping: perf records where _text or _stext was */
	const char *folders;      /* --binary-path; NULL: none */
};

/* A list of functions, with the addresses of the kernel that was profiled. */
struct pfl_kernel;

/* Is a mapping with this name and this address in it the kernel, or a module of it? */
bool pfl_kernel_is_in(struct pfl_span file, uint64_t address);

/*
 * Read the list: an element of `folders` that is called so (kallsyms, kallsyms.1) or a file
 * kallsyms in one of these; that of /proc, which "/" leads to as well, if it is of the same
 * kernel: its build id is the profile's or, where that has none, what the profile says of its
 * place, which is another each time that a machine starts. NULL without *err: there is none,
 * and `tried` (which is appended to) says why. NULL with *err: PFL_NOMEM.
 */
PFL_NODISCARD struct pfl_kernel *pfl_kernel_find(
	const struct pfl_kernel_wish *wish, struct pfl_text *tried, struct pfl_error *err);
void pfl_kernel_free(struct pfl_kernel *kernel);

/* The name of the function that an address is in; NULL: none. Borrowed. */
const char *pfl_kernel_function_at(const struct pfl_kernel *kernel, uint64_t address);

/* Read such a list from memory, as it is; takes the bytes (of malloc) over, which end with a
 * NUL behind the n that count. NULL with *err: PFL_FORMAT (it has no addresses), PFL_NOMEM. */
PFL_NODISCARD struct pfl_kernel *pfl_kernel_parse(char *bytes, size_t n, struct pfl_error *err);

#endif
