/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers out of bytes in an order that is the same on every machine. */
#ifndef PFL_BASE_BYTES_H
#define PFL_BASE_BYTES_H

#include <stdint.h>
#include <string.h>

/* Eight bytes, the first of which is the lowest of the number. */
static inline uint64_t
pfl_load_le64(const void *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof(value));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	value = __builtin_bswap64(value);
#endif
	return value;
}

/* The same with the highest in front: such numbers are in the order of the bytes. */
static inline uint64_t
pfl_load_be64(const void *at)
{
	return __builtin_bswap64(pfl_load_le64(at));
}

#endif
