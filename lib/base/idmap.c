/* SPDX-License-Identifier: Apache-2.0 */
/* The hash table: seeds, hashes and growth. */
#define _DEFAULT_SOURCE /* getentropy */
#include "base/idmap.h"
#include "base/block.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

uint64_t
pfl_random_u64(void)
{
	uint64_t drawn;

	/* Without entropy all works as well, only an attacker knows what was drawn. */
	return getentropy(&drawn, sizeof(drawn)) == 0 ? drawn : 0x5bd1e995a3c59ac3u;
}

void
pfl_idmap_init(struct pfl_idmap *map, struct pfl_budget *budget)
{
	*map = (struct pfl_idmap){ .seed = pfl_random_u64(), .budget = budget };
}

void
pfl_idmap_clear(struct pfl_idmap *map)
{
	size_t size = ((size_t)map->mask + 1) * sizeof(*map->slot);

	if (!map->slot) /* the budget may be gone */
		return;
	pfl_budget_give(map->budget, size);
	pfl_block_free(map->slot, size);
	map->slot = NULL;
	map->mask = map->n = 0;
}

static void
place(struct pfl_idslot *slot, uint32_t mask, struct pfl_idslot entry)
{
	uint32_t i = entry.tag & mask;

	while (slot[i].row1)
		i = (i + 1) & mask;
	slot[i] = entry;
}

bool
pfl_idmap_reserve(struct pfl_idmap *map, uint32_t extra, struct pfl_error *err)
{
	uint64_t need = (uint64_t)map->n + extra, old = map->slot ? (uint64_t)map->mask + 1 : 0;
	uint64_t size = old ? old : 64;
	struct pfl_idslot *slot;

	while (size / 5 * 4 < need) /* at most four fifths full */
		size *= 2;
	if (size == old)
		return true;
	if (size > (uint64_t)1 << 32)
		return pfl_fail(err, PFL_LIMIT, "more than 2^31 distinct rows");
	if (!pfl_budget_take(map->budget, size * sizeof(*slot), "look-up tables", err))
		return false;
	slot = pfl_block_alloc(size * sizeof(*slot));
	if (!slot) {
		pfl_budget_give(map->budget, size * sizeof(*slot));
		return pfl_fail(err, PFL_NOMEM, "out of memory for a look-up table");
	}
	for (uint64_t i = 0; i < old; i++) {
		if (map->slot[i].row1)
			place(slot, (uint32_t)(size - 1), map->slot[i]);
	}
	pfl_budget_give(map->budget, old * sizeof(*slot));
	pfl_block_free(map->slot, old * sizeof(*slot));
	map->slot = slot;
	map->mask = (uint32_t)(size - 1);
	return true;
}

void
pfl_idmap_put(struct pfl_idmap *map, uint64_t hash, uint32_t row)
{
	place(map->slot, map->mask, (struct pfl_idslot){ (uint32_t)(hash >> 32), row + 1 });
	map->n++;
}

static uint64_t
load64(const unsigned char *p, size_t n)
{
	uint64_t v = 0;

	memcpy(&v, p, n);
	return v;
}

/*
 * One keyed multiplication for eight bytes, and a full one at the end. There the length is
 * added, to what nobody can know; in front of the first word, a text could undo it.
 */
uint64_t
pfl_hash_bytes(uint64_t seed, const void *data, size_t n)
{
	const unsigned char *p = data;
	uint64_t h = seed, key = 0xd6e8feb86659fd93u ^ seed << 1;
	size_t left = n;

	for (; left >= 8; left -= 8, p += 8) {
		pfl_usum m = (pfl_usum)(h ^ load64(p, 8)) * key;

		h = (uint64_t)m ^ (uint64_t)(m >> 64);
	}
	return pfl_hash_pair(seed, h ^ n, left ? load64(p, left) : 0);
}
