/* SPDX-License-Identifier: Apache-2.0 */
/* Whole numbers modulo the prime 2^61 - 1, over which fingerprints and digests are polynomials.
 */
#ifndef PFL_BASE_FIELD_H
#define PFL_BASE_FIELD_H

#include "base/idmap.h"
#include "base/sum.h"

#define PFL_FIELD ((UINT64_C(1) << 61) - 1)

/* A point to evaluate polynomials at, drawn at random: below 2^60. */
static inline uint64_t
pfl_field_point(void)
{
	return pfl_random_u64() >> 4;
}

/*
 * value * point + word, of a word below 2^61. Not reduced to the end: it stays below 2^63,
 * which is small enough to go on with.
 */
static inline uint64_t
pfl_field_extend(uint64_t point, uint64_t value, uint64_t word)
{
	pfl_usum m = (pfl_usum)value * point;

	return (uint64_t)(m & PFL_FIELD) + (uint64_t)(m >> 61) + word;
}

/* A number of 128 bits as one that is small enough to go on with, below 2^63. */
static inline uint64_t
pfl_field_fold(pfl_usum value)
{
	return (uint64_t)(value & PFL_FIELD) + (uint64_t)(value >> 61 & PFL_FIELD) +
		(uint64_t)(value >> 122);
}

/* The same number, below 2^61 - 1, so that equal ones are the same. */
static inline uint64_t
pfl_field_reduce(uint64_t value)
{
	value = (value & PFL_FIELD) + (value >> 61);
	return value >= PFL_FIELD ? value - PFL_FIELD : value;
}

#endif
