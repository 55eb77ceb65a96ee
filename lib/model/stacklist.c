/* SPDX-License-Identifier: Apache-2.0 */
/* Stacks one after the other. */
#include "model/stacklist.h"

#include <string.h>

enum { FIRST = 16 * 1024 }; /* rows for which room is made in the beginning */

/* Room for n more rows, but for PFL_LISTED in all, which malloc has: its memory is used again
 * for the next profile. */
static bool
reserve(struct pfl_stacklist *list, size_t n, struct pfl_budget *budget, struct pfl_error *err)
{
	const size_t size = sizeof(*list->location);
	size_t old = list->cap, cap = old ? old : FIRST;
	uint32_t *location;

	if (n <= old - list->n)
		return true;
	while (cap - list->n < n)
		cap *= 2;
	cap = cap < PFL_LISTED ? cap : PFL_LISTED;
	if (!pfl_budget_take(budget, (cap - old) * size, "stacks", err))
		return false;
	location = pfl_block_grow(list->location, old * size, cap * size);
	if (!location) {
		pfl_budget_give(budget, (cap - old) * size);
		return pfl_fail(err, PFL_NOMEM, "out of memory for stacks");
	}
	list->location = location;
	list->cap = cap;
	return true;
}

void
pfl_stacklist_expect(struct pfl_stacklist *list, size_t n, struct pfl_budget *budget)
{
	struct pfl_error none = { 0 };

	n = n < PFL_LISTED ? n : PFL_LISTED;
	if (n > list->n)
		reserve(list, n - list->n, budget, &none);
}

/* Row 0 is the empty stack in every profile. */
static bool
open_list(struct pfl_stacklist *list, struct pfl_budget *budget, struct pfl_error *err)
{
	if (list->n)
		return true;
	if (!reserve(list, 1, budget, err))
		return false;
	list->location[0] = PFL_NONE;
	list->n = 1;
	return true;
}

bool
pfl_stacklist_fits(const struct pfl_stacklist *list, size_t n, size_t most)
{
	/* With the row in front, and row 0. */
	return list->n < most && n < most - list->n - 1;
}

bool
pfl_stacklist_add(struct pfl_stacklist *list, const uint32_t *locations, size_t n,
	struct pfl_budget *budget, struct pfl_error *err)
{
	if (!open_list(list, budget, err) || !reserve(list, n + 1, budget, err) ||
		!pfl_vec_reserve(&list->leaf, 1, budget, "samples", err))
		return false;
	list->leaf.at[list->leaf.n++] = n ? (uint32_t)(list->n + n) : 0;
	if (n == 0)
		return true;
	list->location[list->n] = PFL_NONE;
	memcpy(list->location + list->n + 1, locations, n * sizeof(*locations));
	list->n += n + 1;
	return true;
}

const uint32_t *
pfl_stacklist_get(const struct pfl_stacklist *list, size_t i, size_t *n)
{
	uint32_t leaf = list->leaf.at[i], before = leaf;

	while (list->location[before] != PFL_NONE)
		before--;
	*n = leaf - before;
	return list->location + before + 1;
}

bool
pfl_stacklist_finish(struct pfl_stacklist *list, struct pfl_stacks *stacks,
	const uint32_t **leaf, struct pfl_arena *arena, struct pfl_error *err)
{
	struct pfl_stacklist all = *list;
	bool ok;

	*list = (struct pfl_stacklist){ 0 };
	*stacks = (struct pfl_stacks){ .n = (uint32_t)all.n,
		.location = all.location,
		.listed = true,
		.n_in_order = all.n_in_order };
	*leaf = all.leaf.at;
	/* Both, whatever has become of the first: what cannot be adopted is released. */
	ok = pfl_arena_adopt(arena, all.location, all.cap * sizeof(*all.location), err);
	return pfl_arena_adopt(arena, all.leaf.at, all.leaf.cap * sizeof(*all.leaf.at), err) &&
		ok;
}

void
pfl_stacklist_clear(struct pfl_stacklist *list, struct pfl_budget *budget)
{
	const size_t size = list->cap * sizeof(*list->location);

	pfl_budget_give(budget, size);
	pfl_block_free(list->location, size);
	pfl_vec_clear(&list->leaf, budget);
	*list = (struct pfl_stacklist){ 0 };
}
