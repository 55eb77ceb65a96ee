/* SPDX-License-Identifier: Apache-2.0 */
/* Stacks one after the other. */
#include "model/stacklist.h"

#include <string.h>

enum { FIRST = 4096 }; /* rows for which room is made in the beginning */

/* Room for n more rows, but for PFL_LISTED in all, which malloc has: its memory is used again
 * for the next profile. */
static bool
reserve(struct pfl_stacklist *list, size_t n, struct pfl_budget *budget, struct pfl_error *err)
{
	const size_t size = sizeof(*list->parent);
	size_t old = list->cap, cap = old ? old : FIRST;
	uint32_t *parent, *location = NULL;

	if (n <= old - list->n)
		return true;
	while (cap - list->n < n)
		cap *= 2;
	cap = cap < PFL_LISTED ? cap : PFL_LISTED;
	if (!pfl_budget_take(budget, 2 * (cap - old) * size, "stacks", err))
		return false;
	parent = pfl_block_grow(list->parent, old * size, cap * size);
	if (parent) {
		list->parent = parent;
		location = pfl_block_grow(list->location, old * size, cap * size);
	}
	if (!location) {
		pfl_budget_give(budget, 2 * (cap - old) * size);
		return pfl_fail(err, PFL_NOMEM, "out of memory for stacks");
	}
	list->location = location;
	list->cap = cap;
	return true;
}

/* The empty stack has a row in every profile. */
static bool
open_list(struct pfl_stacklist *list, struct pfl_budget *budget, struct pfl_error *err)
{
	if (list->n)
		return true;
	if (!reserve(list, 1, budget, err))
		return false;
	list->parent[0] = 0;
	list->location[0] = PFL_NONE;
	list->n = 1;
	return true;
}

bool
pfl_stacklist_add(struct pfl_stacklist *list, const uint32_t *locations, size_t n,
	struct pfl_budget *budget, struct pfl_error *err)
{
	uint32_t row, *parent;

	if (!open_list(list, budget, err) || !reserve(list, n, budget, err) ||
		!pfl_vec_reserve(&list->leaf, 1, budget, "samples", err))
		return false;
	row = (uint32_t)list->n;
	parent = list->parent + row;
	list->leaf.at[list->leaf.n++] = n ? (uint32_t)(row + n - 1) : 0;
	if (n == 0)
		return true;
	memcpy(list->location + row, locations, n * sizeof(*locations));
	parent[0] = 0;
	for (size_t i = 1; i < n; i++)
		parent[i] = row + (uint32_t)i - 1;
	list->n += n;
	return true;
}

const uint32_t *
pfl_stacklist_get(const struct pfl_stacklist *list, size_t i, size_t *n)
{
	uint32_t leaf = list->leaf.at[i], first = leaf;

	*n = 0;
	if (leaf == 0)
		return NULL;
	while (list->parent[first])
		first--;
	*n = (size_t)leaf - first + 1;
	return list->location + first;
}

bool
pfl_stacklist_finish(struct pfl_stacklist *list, struct pfl_stacks *stacks,
	const uint32_t **leaf, struct pfl_arena *arena, struct pfl_error *err)
{
	const size_t size = list->cap * sizeof(*list->parent);
	struct pfl_stacklist all = *list;
	bool ok;

	*list = (struct pfl_stacklist){ 0 };
	*stacks = (struct pfl_stacks){ .n = (uint32_t)all.n,
		.parent = all.parent,
		.location = all.location,
		.listed = true };
	*leaf = all.leaf.at;
	/* Each, whatever has become of the others: what cannot be adopted is released. */
	ok = pfl_arena_adopt(arena, all.parent, size, err);
	ok = pfl_arena_adopt(arena, all.location, size, err) && ok;
	return pfl_arena_adopt(arena, all.leaf.at, all.leaf.cap * sizeof(*all.leaf.at), err) &&
		ok;
}

void
pfl_stacklist_clear(struct pfl_stacklist *list, struct pfl_budget *budget)
{
	const size_t size = list->cap * sizeof(*list->parent);

	pfl_budget_give(budget, 2 * size);
	pfl_block_free(list->parent, size);
	pfl_block_free(list->location, size);
	pfl_vec_clear(&list->leaf, budget);
	*list = (struct pfl_stacklist){ 0 };
}
