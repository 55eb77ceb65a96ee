/* SPDX-License-Identifier: Apache-2.0 */
/* Names for the addresses of programs: what the process does that reads them. */
#ifndef PFL_SYMBOL_RESOLVE_H
#define PFL_SYMBOL_RESOLVE_H

#include "model/profile.h"
#include "symbol/answers.h"

/* An address that wants a name. */
struct pfl_spot {
	uint64_t address;  /* in memory */
	uint32_t location; /* its row   */
	uint32_t program;  /* the first mapping with the same file and ids */
};

struct pfl_resolve {
	const struct pfl_profile *p;
	const char *folders;   /* --binary-path: nothing else is looked at */
	struct pfl_spot *spot; /* by program and address; is changed       */
	uint32_t n;
};

/* Is it a library or a program, or the kernel, and not what is no file or has no code? */
bool pfl_resolve_can(struct pfl_span file, uint64_t address);

/* By program and address. */
void pfl_spots_sort(struct pfl_spot *spot, uint32_t n);

/* How many of the first spots are of the first one's program. */
uint32_t pfl_resolve_run(const struct pfl_spot *spot, uint32_t n);

/*
 * Answer for one program after the other. False with *err: PFL_NOMEM, PFL_IO (nobody listens).
 */
PFL_NODISCARD bool pfl_resolve(
	const struct pfl_resolve *job, struct pfl_answers *to, struct pfl_error *err);

#endif
