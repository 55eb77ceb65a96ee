/* SPDX-License-Identifier: Apache-2.0 */
/* Growth of arrays. */
#include "base/vec.h"

#include <stdint.h>

enum { SMALL = 512 * 1024 }; /* bytes of a table that may be half empty */

/*
 * The next capacity: twice as much, or from SMALL on half as much again, which keeps the waste
 * of the largest tables small, or what is needed when that is more. 0 when it cannot be
 * counted. On the last way up to a large block, which will grow without being copied, there are
 * no more steps.
 */
static size_t
next_cap(size_t cap, size_t need, size_t size)
{
	size_t most = (SIZE_MAX / 2) / size, more = cap < SMALL / size ? cap : cap / 2 + 1;
	size_t next = more > most - cap ? most : cap + more;

	if (need > most)
		return 0;
	next = next < need ? need : next;
	next = next < 16 ? 16 : next;
	if (next > PFL_BLOCK_LARGE / 2 / size && next < PFL_BLOCK_LARGE / size)
		next = (PFL_BLOCK_LARGE - 1) / size + 1;
	return next;
}

void *
pfl_vec_grow(void *at, size_t *cap, size_t n, size_t extra, size_t size,
	struct pfl_budget *budget, const char *what, struct pfl_error *err)
{
	size_t next = extra > SIZE_MAX - n ? 0 : next_cap(*cap, n + extra, size);
	void *grown;

	if (next == 0) {
		pfl_fail(err, PFL_NOMEM, "out of memory for %s", what);
		return at;
	}
	if (!pfl_budget_take(budget, (next - *cap) * size, what, err))
		return at;
	grown = pfl_block_grow(at, *cap * size, next * size);
	if (!grown) {
		pfl_budget_give(budget, (next - *cap) * size);
		pfl_fail(err, PFL_NOMEM, "out of memory for %s (%zu rows)", what, next);
		return at;
	}
	*cap = next;
	return grown;
}
