/* SPDX-License-Identifier: Apache-2.0 */
/* Writes protobuf messages field by field. */
#ifndef BENCH_WIRE_H
#define BENCH_WIRE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { MESSAGE_BYTES = 8192 };

/* One protobuf message under construction; every message of ours fits. */
struct msg {
	uint8_t p[MESSAGE_BYTES];
	size_t n;
};

static inline void
put_varint(struct msg *m, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		m->p[m->n++] = (uint8_t)(v | 0x80);
	m->p[m->n++] = (uint8_t)v;
}

/* A varint field; zero is the default and left out. */
static inline void
put_number(struct msg *m, unsigned field, uint64_t v)
{
	if (v) {
		put_varint(m, field << 3);
		put_varint(m, v);
	}
}

static inline void
put_bytes(struct msg *m, unsigned field, const void *p, size_t n)
{
	put_varint(m, field << 3 | 2);
	put_varint(m, n);
	memcpy(m->p + m->n, p, n);
	m->n += n;
}

/* Repeated numbers: packed when more than two, which is what Go writes. */
static inline void
put_numbers(struct msg *m, unsigned field, const uint64_t *v, size_t n)
{
	struct msg packed;

	if (n <= 2) {
		for (size_t i = 0; i < n; i++) {
			put_varint(m, field << 3);
			put_varint(m, v[i]);
		}
		return;
	}
	packed.n = 0;
	for (size_t i = 0; i < n; i++)
		put_varint(&packed, v[i]);
	put_bytes(m, field, packed.p, packed.n);
}

#endif
