/* SPDX-License-Identifier: Apache-2.0 */
/* Random numbers that are the same on every machine. */
#ifndef BENCH_RNG_H
#define BENCH_RNG_H

#include <stdint.h>

/* splitmix64: integers only, so that every machine draws the same numbers. */
struct rng {
	uint64_t state;
};

static inline uint64_t
rng_mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static inline uint64_t
rng_next(struct rng *r)
{
	return rng_mix(r->state += UINT64_C(0x9e3779b97f4a7c15));
}

/* A number below n, all equally likely; n < 2^32. */
static inline uint32_t
rng_below(struct rng *r, uint32_t n)
{
	return (uint32_t)(((rng_next(r) >> 32) * n) >> 32);
}

#endif
