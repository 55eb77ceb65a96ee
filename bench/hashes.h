/* SPDX-License-Identifier: Apache-2.0 */
/* A growing set of 64-bit hashes, to count and to leave out what is equal. */
#ifndef BENCH_HASHES_H
#define BENCH_HASHES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"

/* None of the hashes is 0. Zeroed: empty. */
struct set {
	uint64_t *slot;
	uint64_t n, mask;
};

static inline void
set_grow(struct set *s)
{
	struct set old = *s;

	s->mask = old.slot ? 2 * old.mask + 1 : 0xffff;
	s->slot = xrealloc(NULL, s->mask + 1, sizeof(*s->slot));
	memset(s->slot, 0, (s->mask + 1) * sizeof(*s->slot));
	for (uint64_t i = 0; old.slot && i <= old.mask; i++) {
		uint64_t at = old.slot[i] & s->mask;

		while (old.slot[i] && s->slot[at])
			at = (at + 1) & s->mask;
		if (old.slot[i])
			s->slot[at] = old.slot[i];
	}
	free(old.slot);
}

/* Whether h was not in the set yet. */
static inline bool
set_add(struct set *s, uint64_t h)
{
	uint64_t at;

	if (!s->slot || s->n > s->mask / 8 * 5)
		set_grow(s);
	h += h == 0;
	for (at = h & s->mask; s->slot[at]; at = (at + 1) & s->mask)
		if (s->slot[at] == h)
			return false;
	s->slot[at] = h;
	s->n++;
	return true;
}

static inline uint64_t
hash_step(uint64_t h, uint64_t x)
{
	return rng_mix((h + x + 1) * UINT64_C(0x9e3779b97f4a7c15));
}

#endif
