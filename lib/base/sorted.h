/* SPDX-License-Identifier: Apache-2.0 */
/* Order by a number, and rows in it: where others stand among them, and who has none yet. */
#ifndef PFL_BASE_SORTED_H
#define PFL_BASE_SORTED_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* For qsort(): <0, 0, >0. */
static inline int
pfl_sorted_cmp(uint64_t x, uint64_t y)
{
	return (x > y) - (x < y);
}

/*
 * How many of n rows of `size` bytes have a number of at most `key`; it stands `offset` bytes
 * into a row. The last of them is where a range that holds the key begins.
 */
static inline size_t
pfl_sorted_upto(const void *rows, size_t n, size_t size, size_t offset, uint64_t key)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint64_t number;

		memcpy(&number, (const char *)rows + middle * size + offset, sizeof(number));
		if (number <= key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How many have a number below `key`: where the first stands that is not below it. */
static inline size_t
pfl_sorted_below(const void *rows, size_t n, size_t size, size_t offset, uint64_t key)
{
	return key ? pfl_sorted_upto(rows, n, size, offset, key - 1) : 0;
}

/*
 * The first row from i on that nobody has taken: next[i] is i while row i is free, and i + 1
 * from when it is taken. There is a free one at the end, which stands for none. Paths are
 * halved as they are walked.
 */
static inline uint32_t
pfl_sorted_free(uint32_t *next, uint32_t i)
{
	while (next[i] != i) {
		next[i] = next[next[i]];
		i = next[i];
	}
	return i;
}

#endif
