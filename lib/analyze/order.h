/* SPDX-License-Identifier: Apache-2.0 */
/* Sorting rows by what stands in them. */
#ifndef PFL_ANALYZE_ORDER_H
#define PFL_ANALYZE_ORDER_H

#include "base/arena.h"

/* Which of two rows comes first: below 0, 0, above 0. */
typedef int pfl_order_cmp(const void *context, uint32_t a, uint32_t b);

/*
 * Sort rows[0..n), keeping rows that compare equal in order: the same result on every machine,
 * and a comparison that can see its context, which qsort() cannot give.
 */
bool pfl_order_rows(uint32_t *rows, size_t n, pfl_order_cmp *cmp, const void *context,
	struct pfl_error *err);

#endif
