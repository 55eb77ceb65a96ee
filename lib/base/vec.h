/* SPDX-License-Identifier: Apache-2.0 */
/* Typed growable arrays. */
#ifndef PFL_BASE_VEC_H
#define PFL_BASE_VEC_H

#include "base/arena.h"
#include "base/block.h"

/*
 * struct { T *at; size_t n, cap; }: zeroed is empty. pfl_vec_clear() releases it and gives back
 * what it had of a budget, which is NULL where there is none or it ends as well.
 */
#define PFL_VEC(type)                                                                          \
	struct {                                                                               \
		type *at;                                                                      \
		size_t n, cap;                                                                 \
	}

/*
 * Make room for `extra` more elements: true, or false with *err (PFL_NOMEM, PFL_LIMIT; `what`
 * names the table in the message). Growth is charged to the budget, which may be NULL.
 */
#define pfl_vec_reserve(vec, extra, budget, what, err)                                         \
	((extra) <= (vec)->cap - (vec)->n ||                                                   \
		((vec)->at = pfl_vec_grow((vec)->at, &(vec)->cap, (vec)->n, extra,             \
			 sizeof(*(vec)->at), budget, what, err),                               \
			(extra) <= (vec)->cap - (vec)->n))

#define pfl_vec_clear(vec, budget)                                                             \
	(pfl_budget_give(budget, (vec)->cap * sizeof(*(vec)->at)),                             \
		pfl_block_free((vec)->at, (vec)->cap * sizeof(*(vec)->at)), (vec)->at = NULL,  \
		(vec)->n = (vec)->cap = 0)

/* The function behind pfl_vec_reserve(): returns the new block, or the old one with *err set.
 */
void *pfl_vec_grow(void *at, size_t *cap, size_t n, size_t extra, size_t size,
	struct pfl_budget *budget, const char *what, struct pfl_error *err);

#endif
