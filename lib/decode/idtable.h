/* SPDX-License-Identifier: Apache-2.0 */
/* Ids that a file chose freely, numbered densely in order of appearance. */
#ifndef PFL_DECODE_IDTABLE_H
#define PFL_DECODE_IDTABLE_H

#include "base/idmap.h"
#include "base/vec.h"

/*
 * An id may be referred to before it is defined: it gets its number at the first mention, and
 * its row when it is defined. Small ids, which is what writers use, cost one array access; any
 * other goes through a hash table, so that an id of 2^60 costs no more memory than an id of 1.
 */
struct pfl_idtable {
	PFL_VEC(uint32_t) direct;     /* id -> number + 1, 0: not seen */
	struct pfl_idmap sparse;      /* hash of id -> number          */
	PFL_VEC(uint64_t) id, offset; /* by number; offset in the file of the first mention */
	PFL_VEC(uint32_t) row;        /* by number; UINT32_MAX: not defined yet             */
	struct pfl_budget *budget;
};

void pfl_idtable_init(struct pfl_idtable *t, struct pfl_budget *budget);
void pfl_idtable_clear(struct pfl_idtable *t);

/* The number of an id, given out now when it is new. UINT32_MAX with *err: PFL_NOMEM,
 * PFL_LIMIT. */
uint32_t pfl_idtable_add(
	struct pfl_idtable *t, uint64_t id, uint64_t offset, struct pfl_error *err);

/* The number of an id that was seen, UINT32_MAX for any other. */
uint32_t pfl_idtable_find(const struct pfl_idtable *t, uint64_t id);

/* As pfl_idtable_add(), fast for ids that were seen. */
static inline uint32_t
pfl_idtable_number(struct pfl_idtable *t, uint64_t id, uint64_t offset, struct pfl_error *err)
{
	if (id < t->direct.n && t->direct.at[id])
		return t->direct.at[id] - 1;
	return pfl_idtable_add(t, id, offset, err);
}

#endif
