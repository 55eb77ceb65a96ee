/* SPDX-License-Identifier: Apache-2.0 */
/* The protobuf wire format, read by hand where it is hot and checked by hand everywhere. */
#ifndef PFL_DECODE_WIRE_H
#define PFL_DECODE_WIRE_H

#include "base/span.h"

enum pfl_wire_type {
	PFL_WIRE_VARINT = 0,
	PFL_WIRE_64 = 1,
	PFL_WIRE_BYTES = 2,
	PFL_WIRE_GROUP = 3,
	PFL_WIRE_GROUP_END = 4,
	PFL_WIRE_32 = 5,
};

/* What is left of a message, and the first thing that was wrong with it. */
struct pfl_wire {
	const unsigned char *at, *end;
	const unsigned char *start; /* for offsets in messages                      */
	const char *wrong;          /* NULL: nothing so far; a phrase for a message */
};

static inline struct pfl_wire
pfl_wire_of(struct pfl_span s)
{
	const unsigned char *p = (const unsigned char *)s.at;

	return (struct pfl_wire){ p, p + s.n, p, NULL };
}

static inline bool
pfl_wire_fail(struct pfl_wire *w, const char *wrong)
{
	if (!w->wrong)
		w->wrong = wrong;
	return false;
}

#define PFL_WIRE_OTHER_TYPE "a value of another type than the field has"

/* A varint that does not fit the cases below. */
bool pfl_wire_varint_long(struct pfl_wire *w, uint64_t *value);

/* A base-128 number of at most ten bytes; bits above 64 are dropped, as every reader does. */
static inline bool
pfl_wire_varint(struct pfl_wire *w, uint64_t *value)
{
	if (w->at < w->end && *w->at < 0x80) {
		*value = *w->at++;
		return true;
	}
	if (w->end - w->at >= 2 && w->at[1] < 0x80) {
		*value = (uint64_t)w->at[1] << 7 | (w->at[0] & 0x7f);
		w->at += 2;
		return true;
	}
	return pfl_wire_varint_long(w, value);
}

/*
 * A number of up to three bytes, where lengths come in no order: no branch could foresee
 * whether it has one or two. At least three bytes are there. How many it has, 0: more than
 * that.
 */
static inline size_t
pfl_wire_short(const unsigned char *at, uint64_t *value)
{
	uint64_t a = at[0], b = at[1], c = at[2], two = a >> 7;

	if (!(two & b >> 7)) {
		*value = (a & 0x7f) | (b << 7 & (0 - two));
		return 1 + two;
	}
	*value = (a & 0x7f) | (b & 0x7f) << 7 | c << 14;
	return c < 0x80 ? 3 : 0;
}

/* A tag that does not fit the case below. */
bool pfl_wire_tag_long(struct pfl_wire *w, uint32_t *field, enum pfl_wire_type *type);

/* The next field's number and wire type; false at the end (w->wrong NULL) or when broken. */
static inline bool
pfl_wire_tag(struct pfl_wire *w, uint32_t *field, enum pfl_wire_type *type)
{
	if (w->at == w->end)
		return false;
	if (*w->at >= 0x80 || *w->at < 1 << 3)
		return pfl_wire_tag_long(w, field, type);
	*field = *w->at >> 3;
	*type = (enum pfl_wire_type)(*w->at++ & 7);
	return true;
}

/* The bytes of a length-delimited field. */
bool pfl_wire_bytes(struct pfl_wire *w, struct pfl_span *bytes);

/* Step over a field's value. */
bool pfl_wire_skip(struct pfl_wire *w, enum pfl_wire_type type);

/*
 * Read a message whose fields 1 to n - 1 are numbers, the last one of each to value[field];
 * fields from n on may be anything. On failure w->wrong says what is wrong and w->at where, and
 * *field which field it was (0: its tag).
 */
bool pfl_wire_numbers(struct pfl_wire *w, uint64_t *value, uint32_t n, uint32_t *field);

#endif
