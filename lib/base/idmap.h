/* SPDX-License-Identifier: Apache-2.0 */
/* Open addressing from a 64-bit hash to a 32-bit row: the only hash table in the project. */
#ifndef PFL_BASE_IDMAP_H
#define PFL_BASE_IDMAP_H

#include "base/arena.h"
#include "base/prefetch.h"
#include "base/sum.h"

/*
 * One slot: the upper half of the hash and the row. The same half chooses the slot, so that a
 * table can grow without asking the rows' owner for their hashes again. New memory is zeros,
 * and so is what is unused.
 */
struct pfl_idslot {
	uint32_t tag, row1; /* 1 + the row; 0: unused */
};

#define PFL_IDMAP_FREE UINT32_MAX

/* Zeroed plus a seed is empty; pfl_idmap_init() draws the seed. */
struct pfl_idmap {
	struct pfl_idslot *slot; /* mask + 1 of them, a power of two; NULL: empty */
	uint32_t mask, n;
	uint64_t seed; /* mixed into every hash, so that input cannot aim at slots */
	struct pfl_budget *budget;
};

void pfl_idmap_init(struct pfl_idmap *map, struct pfl_budget *budget);
void pfl_idmap_clear(struct pfl_idmap *map);

/* Room for `extra` more rows, so that pfl_idmap_put() cannot fail. */
bool pfl_idmap_reserve(struct pfl_idmap *map, uint32_t extra, struct pfl_error *err);

/* A number that nobody can guess: getentropy()'s. */
uint64_t pfl_random_u64(void);

/* Hashes with the map's seed. */
uint64_t pfl_hash_bytes(uint64_t seed, const void *data, size_t n);

static inline uint64_t
pfl_hash_u64(uint64_t seed, uint64_t a)
{
	pfl_usum m = (pfl_usum)(a ^ seed) * 0x9e3779b97f4a7c15u;
	uint64_t h = (uint64_t)m ^ (uint64_t)(m >> 64);

	m = (pfl_usum)(h ^ (seed << 32 | seed >> 32)) * 0xd6e8feb86659fd93u;
	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static inline uint64_t
pfl_hash_pair(uint64_t seed, uint64_t a, uint64_t b)
{
	return pfl_hash_u64(pfl_hash_u64(seed, a), b);
}

/*
 * Walk the rows whose hash may be `hash`: start with *at = PFL_IDMAP_START; returns a row to
 * compare with, or PFL_IDMAP_FREE when there is no further one. Does not change the map.
 */
#define PFL_IDMAP_START UINT32_MAX
static inline uint32_t
pfl_idmap_next(const struct pfl_idmap *map, uint64_t hash, uint32_t *at)
{
	uint32_t tag = (uint32_t)(hash >> 32), i;

	if (!map->slot)
		return PFL_IDMAP_FREE;
	i = *at == PFL_IDMAP_START ? tag & map->mask : (*at + 1) & map->mask;
	for (;; i = (i + 1) & map->mask) {
		if (map->slot[i].row1 == 0 || map->slot[i].tag == tag) {
			*at = i;
			return map->slot[i].row1 - 1; /* PFL_IDMAP_FREE where it is unused */
		}
	}
}

/* Ask for the memory where the search for `hash` will begin. */
static inline void
pfl_idmap_prefetch(const struct pfl_idmap *map, uint64_t hash)
{
	if (map->slot)
		PFL_PREFETCH(&map->slot[(uint32_t)(hash >> 32) & map->mask]);
}

/* Add a row that is not in the map; room must have been reserved. */
void pfl_idmap_put(struct pfl_idmap *map, uint64_t hash, uint32_t row);

#endif
