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

/* A varint that does not fit the one-byte case below. */
bool pfl_wire_varint_long(struct pfl_wire *w, uint64_t *value);

/* A base-128 number of at most ten bytes; bits above 64 are dropped, as every reader does. */
static inline bool
pfl_wire_varint(struct pfl_wire *w, uint64_t *value)
{
	if (w->at < w->end && *w->at < 0x80) {
		*value = *w->at++;
		return true;
	}
	return pfl_wire_varint_long(w, value);
}

/* The next field's number and wire type; false at the end (w->wrong NULL) or when broken. */
bool pfl_wire_tag(struct pfl_wire *w, uint32_t *field, enum pfl_wire_type *type);

/* The bytes of a length-delimited field. */
bool pfl_wire_bytes(struct pfl_wire *w, struct pfl_span *bytes);

/* Step over a field's value. */
bool pfl_wire_skip(struct pfl_wire *w, enum pfl_wire_type type);

/*
 * Is this a well-formed message in which field i < n_fields (if known: kinds[i] not '\0') has
 * the wire type that kinds[i] names: 'v' varint, 'b' bytes? Unknown fields may have any type.
 * On failure w.wrong says what and w.at where, and *field which field it was (0: its tag).
 */
struct pfl_wire pfl_wire_check(
	struct pfl_span message, const char *kinds, uint32_t n_fields, uint32_t *field);

#endif
