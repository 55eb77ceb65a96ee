/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as protobuf writes them. */
#ifndef PFL_RENDER_VARINT_H
#define PFL_RENDER_VARINT_H

#include <stddef.h>
#include <stdint.h>

enum { PFL_VARINT = 10 }; /* bytes of the longest */

/* Seven bits a byte, the lowest first. How many bytes it took. */
static inline size_t
pfl_varint_put(uint8_t *to, uint64_t value)
{
	size_t n = 0;

	for (; value >= 0x80; value >>= 7)
		to[n++] = (uint8_t)(value | 0x80);
	to[n++] = (uint8_t)value;
	return n;
}

#endif
