/* SPDX-License-Identifier: Apache-2.0 */
/* The hash table: seeds, hashes and growth. */
#define _DEFAULT_SOURCE /* getentropy, madvise */
#include "base/idmap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HUGE_PAGE = 2 * 1024 * 1024 };

void
pfl_idmap_init(struct pfl_idmap *map, struct pfl_budget *budget)
{
	*map = (struct pfl_idmap){ .budget = budget };
	/* Without entropy the table works as well, only an attacker knows where rows go. */
	if (getentropy(&map->seed, sizeof(map->seed)) != 0)
		map->seed = 0x5bd1e995a3c59ac3u;
}

void
pfl_idmap_clear(struct pfl_idmap *map)
{
	if (map->slot)
		pfl_budget_give(map->budget, ((uint64_t)map->mask + 1) * sizeof(*map->slot));
	free(map->slot);
	map->slot = NULL;
	map->mask = map->n = 0;
}

static void
place(struct pfl_idslot *slot, uint32_t mask, struct pfl_idslot entry)
{
	uint32_t i = entry.tag & mask;

	while (slot[i].row != PFL_IDMAP_FREE)
		i = (i + 1) & mask;
	slot[i] = entry;
}

/*
 * Slots of a large table are touched in random order: on huge pages that costs a cache miss
 * each, on small ones a page-table walk as well.
 */
static struct pfl_idslot *
alloc_slots(uint64_t bytes)
{
	void *slots;

	if (bytes < 2 * HUGE_PAGE)
		return malloc((size_t)bytes);
	slots = aligned_alloc(HUGE_PAGE, (size_t)bytes);
	if (slots)
		madvise(slots, (size_t)bytes, MADV_HUGEPAGE);
	return slots;
}

bool
pfl_idmap_reserve(struct pfl_idmap *map, uint32_t extra, struct pfl_error *err)
{
	uint64_t need = (uint64_t)map->n + extra, old = map->slot ? (uint64_t)map->mask + 1 : 0;
	uint64_t size = old ? old : 64;
	struct pfl_idslot *slot;

	while (size / 3 * 2 < need) /* at most two thirds full */
		size *= 2;
	if (size == old)
		return true;
	if (size > (uint64_t)1 << 32)
		return pfl_fail(err, PFL_LIMIT, "more than 2^31 distinct rows");
	if (!pfl_budget_take(map->budget, size * sizeof(*slot), "look-up tables", err))
		return false;
	slot = alloc_slots(size * sizeof(*slot));
	if (!slot) {
		pfl_budget_give(map->budget, size * sizeof(*slot));
		return pfl_fail(err, PFL_NOMEM, "out of memory for a look-up table");
	}
	memset(slot, 0xff, (size_t)size * sizeof(*slot)); /* row PFL_IDMAP_FREE everywhere */
	for (uint64_t i = 0; i < old; i++) {
		if (map->slot[i].row != PFL_IDMAP_FREE)
			place(slot, (uint32_t)(size - 1), map->slot[i]);
	}
	pfl_budget_give(map->budget, old * sizeof(*slot));
	free(map->slot);
	map->slot = slot;
	map->mask = (uint32_t)(size - 1);
	return true;
}

void
pfl_idmap_put(struct pfl_idmap *map, uint64_t hash, uint32_t row)
{
	place(map->slot, map->mask, (struct pfl_idslot){ (uint32_t)(hash >> 32), row });
	map->n++;
}

static uint64_t
load64(const unsigned char *p, size_t n)
{
	uint64_t v = 0;

	memcpy(&v, p, n);
	return v;
}

/* One keyed multiplication for eight bytes, and a full one at the end. */
uint64_t
pfl_hash_bytes(uint64_t seed, const void *data, size_t n)
{
	const unsigned char *p = data;
	uint64_t h = seed ^ n * 0x9e3779b97f4a7c15u, key = 0xd6e8feb86659fd93u ^ seed << 1;

	for (; n >= 8; n -= 8, p += 8) {
		pfl_usum m = (pfl_usum)(h ^ load64(p, 8)) * key;

		h = (uint64_t)m ^ (uint64_t)(m >> 64);
	}
	return pfl_hash_pair(seed, h, n ? load64(p, n) : 0);
}
