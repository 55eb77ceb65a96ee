/* SPDX-License-Identifier: Apache-2.0 */
/* Ids that a file chose freely, numbered densely. */
#include "decode/idtable.h"

#include <string.h>

void
pfl_idtable_init(struct pfl_idtable *t, struct pfl_budget *budget)
{
	*t = (struct pfl_idtable){ .budget = budget };
	pfl_idmap_init(&t->sparse, budget);
}

void
pfl_idtable_clear(struct pfl_idtable *t)
{
	pfl_vec_clear(&t->direct, t->budget);
	pfl_vec_clear(&t->id, t->budget);
	pfl_vec_clear(&t->offset, t->budget);
	pfl_vec_clear(&t->row, t->budget);
	pfl_idmap_clear(&t->sparse);
	*t = (struct pfl_idtable){ 0 };
}

/* Is the id small for the number of ids so far, so that an array up to it is no waste? */
static bool
is_dense(const struct pfl_idtable *t, uint64_t id)
{
	return id < 65536 || id / 4 < t->id.n;
}

static bool
extend_direct(struct pfl_idtable *t, uint64_t id, struct pfl_error *err)
{
	size_t n = t->direct.n;

	if (id < n)
		return true;
	if (!pfl_vec_reserve(&t->direct, (size_t)id + 1 - n, t->budget, "ids", err))
		return false;
	memset(t->direct.at + n, 0, ((size_t)id + 1 - n) * sizeof(*t->direct.at));
	t->direct.n = (size_t)id + 1;
	return true;
}

static uint32_t
find_sparse(const struct pfl_idtable *t, uint64_t id, uint64_t hash)
{
	uint32_t at = PFL_IDMAP_START, number;

	while ((number = pfl_idmap_next(&t->sparse, hash, &at)) != PFL_IDMAP_FREE) {
		if (t->id.at[number] == id)
			return number;
	}
	return UINT32_MAX;
}

uint32_t
pfl_idtable_find(const struct pfl_idtable *t, uint64_t id)
{
	if (id < t->direct.n && t->direct.at[id])
		return t->direct.at[id] - 1;
	return find_sparse(t, id, pfl_hash_u64(t->sparse.seed, id));
}

uint32_t
pfl_idtable_add(struct pfl_idtable *t, uint64_t id, uint64_t offset, struct pfl_error *err)
{
	uint64_t hash = pfl_hash_u64(t->sparse.seed, id);
	uint32_t number = find_sparse(t, id, hash);
	bool dense = is_dense(t, id);

	if (number != UINT32_MAX)
		return number;
	if (!pfl_vec_reserve(&t->id, 1, t->budget, "ids", err) ||
		!pfl_vec_reserve(&t->offset, 1, t->budget, "ids", err) ||
		!pfl_vec_reserve(&t->row, 1, t->budget, "ids", err))
		return UINT32_MAX;
	if (dense ? !extend_direct(t, id, err) : !pfl_idmap_reserve(&t->sparse, 1, err))
		return UINT32_MAX;
	number = (uint32_t)t->id.n;
	t->id.at[t->id.n++] = id;
	t->offset.at[t->offset.n++] = offset;
	t->row.at[t->row.n++] = UINT32_MAX;
	if (dense)
		t->direct.at[id] = number + 1;
	else
		pfl_idmap_put(&t->sparse, hash, number);
	return number;
}
