/* SPDX-License-Identifier: Apache-2.0 */
/* Interned strings: bytes once, 32-bit ids; id 0 is the empty string. */
#ifndef PFL_BASE_STRTAB_H
#define PFL_BASE_STRTAB_H

#include "base/idmap.h"
#include "base/span.h"
#include "base/vec.h"

/*
 * A table may stand over a parent: the parent's ids stay valid in it and only new strings are
 * stored here, so that a derived profile can name things without touching the original.
 */
struct pfl_strtab {
	const struct pfl_strtab *parent; /* borrowed; NULL: none                       */
	uint32_t first;                  /* ids below belong to the parent             */
	PFL_VEC(uint64_t) offset;        /* of each own string in bytes; one more at the end */
	PFL_VEC(char) bytes;             /* each followed by a NUL                     */
	struct pfl_idmap map;            /* hash -> own index                          */
	struct pfl_budget *budget;       /* borrowed, may be NULL                      */
};

/* Start a table; `parent` may be NULL (then id 0 "" is added). False: PFL_NOMEM, PFL_LIMIT. */
bool pfl_strtab_init(struct pfl_strtab *tab, const struct pfl_strtab *parent,
	struct pfl_budget *budget, struct pfl_error *err);
void pfl_strtab_clear(struct pfl_strtab *tab);

/* Strings, the parent's included: ids are 0 .. n-1. */
uint32_t pfl_strtab_n(const struct pfl_strtab *tab);

/* The string with this id; its bytes are followed by a NUL, which n does not count. Borrowed
 * until the next add. */
struct pfl_span pfl_strtab_get(const struct pfl_strtab *tab, uint32_t id);

/*
 * The id of a string, added when new; the text may be part of one in the table. UINT32_MAX with
 * *err set on failure.
 */
uint32_t pfl_strtab_add(struct pfl_strtab *tab, struct pfl_span text, struct pfl_error *err);

/*
 * The same without a look for one that is there: a further id for each text but "". It is not
 * found by text.
 */
uint32_t pfl_strtab_list(struct pfl_strtab *tab, struct pfl_span text, struct pfl_error *err);

/* The id of a string, or UINT32_MAX when the table does not have it. */
uint32_t pfl_strtab_find(const struct pfl_strtab *tab, struct pfl_span text);

#endif
