/* SPDX-License-Identifier: Apache-2.0 */
/* The protobuf wire format: what is not on the hot path. */
#include "decode/wire.h"

bool
pfl_wire_varint_long(struct pfl_wire *w, uint64_t *value)
{
	const unsigned char *at = w->at;
	uint64_t v = 0;

	for (unsigned shift = 0; shift < 70; shift += 7, at++) {
		if (at == w->end)
			return pfl_wire_fail(w, "a number is cut off");
		v |= shift < 64 ? (uint64_t)(*at & 0x7f) << shift : 0;
		if (*at < 0x80) {
			w->at = at + 1;
			*value = v;
			return true;
		}
	}
	return pfl_wire_fail(w, "a number is longer than ten bytes");
}

bool
pfl_wire_tag_long(struct pfl_wire *w, uint32_t *field, enum pfl_wire_type *type)
{
	uint64_t tag;

	if (!pfl_wire_varint(w, &tag))
		return false;
	if (tag > UINT32_MAX || tag >> 3 == 0)
		return pfl_wire_fail(w, "a field number is out of range");
	*field = (uint32_t)(tag >> 3);
	*type = (enum pfl_wire_type)(tag & 7);
	return true;
}

bool
pfl_wire_bytes(struct pfl_wire *w, struct pfl_span *bytes)
{
	const unsigned char *start = w->at;
	uint64_t n;

	if (!pfl_wire_varint(w, &n))
		return false;
	if (n > (uint64_t)(w->end - w->at)) {
		w->at = start;
		return pfl_wire_fail(w, "a length reaches beyond the end");
	}
	*bytes = (struct pfl_span){ (const char *)w->at, (size_t)n };
	w->at += n;
	return true;
}

bool
pfl_wire_skip(struct pfl_wire *w, enum pfl_wire_type type)
{
	struct pfl_span bytes;
	uint64_t value;

	switch (type) {
	case PFL_WIRE_VARINT:
		return pfl_wire_varint(w, &value);
	case PFL_WIRE_BYTES:
		return pfl_wire_bytes(w, &bytes);
	case PFL_WIRE_64:
	case PFL_WIRE_32:
		value = type == PFL_WIRE_64 ? 8 : 4;
		if (value > (uint64_t)(w->end - w->at))
			return pfl_wire_fail(w, "a fixed-size number is cut off");
		w->at += value;
		return true;
	case PFL_WIRE_GROUP:
	case PFL_WIRE_GROUP_END:
		return pfl_wire_fail(w, "a group, which profiles do not have");
	}
	return pfl_wire_fail(w, "a wire type that does not exist");
}

bool
pfl_wire_numbers(struct pfl_wire *w, uint64_t *value, uint32_t n, uint32_t *field)
{
	enum pfl_wire_type type;

	for (*field = 0; pfl_wire_tag(w, field, &type); *field = 0) {
		bool known = *field < n;

		if (known && type != PFL_WIRE_VARINT)
			return pfl_wire_fail(w, PFL_WIRE_OTHER_TYPE);
		if (known ? !pfl_wire_varint(w, &value[*field]) : !pfl_wire_skip(w, type))
			return false;
	}
	return !w->wrong;
}
