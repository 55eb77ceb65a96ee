/* SPDX-License-Identifier: Apache-2.0 */
/* Functions and frames for locations that had none. */
#ifndef PFL_SYMBOL_NAMING_H
#define PFL_SYMBOL_NAMING_H

#include "model/profile.h"
#include "symbol/answers.h"

struct pfl_named_func {
	uint32_t name, system, file;
	int64_t start_line;
};

struct pfl_named_frame {
	uint32_t location, func;
	int64_t line;
};

/* Zeroed but for what is borrowed; all is charged to the profile's budget. */
struct pfl_naming {
	struct pfl_profile *p;
	uint32_t *missing; /* by location: 1 + the program that is asked for it, 0: no longer */
	uint8_t *flags;    /* by mapping: as the profile will have them                      */
	PFL_VEC(struct pfl_named_func) funcs;
	PFL_VEC(struct pfl_named_frame) frames; /* innermost first, a location's together */
};

void pfl_naming_clear(struct pfl_naming *n);

enum pfl_naming_end {
	PFL_NAMING_TAKEN,   /* one answer; there may be more of them         */
	PFL_NAMING_MORE,    /* the rest is no whole answer                   */
	PFL_NAMING_PROGRAM, /* that was all about the program: *why is there */
	PFL_NAMING_BAD,     /* it is no answer to what was asked             */
	PFL_NAMING_FAILED,  /* *err: PFL_NOMEM, PFL_LIMIT                    */
};

/*
 * Take the answers about `program` off the beginning of `bytes`. Whoever sends them may have
 * read a program that was made to deceive, so they are checked as any input is.
 */
enum pfl_naming_end pfl_naming_take(struct pfl_naming *n, uint32_t program,
	struct pfl_span *bytes, uint32_t *why, struct pfl_error *err);

/*
 * Give the profile new tables, in which the locations have these frames in place of the one
 * without a function that each had, and its mappings these flags. On failure the profile is as
 * it was.
 */
PFL_NODISCARD bool pfl_naming_apply(struct pfl_naming *n, struct pfl_error *err);

#endif
