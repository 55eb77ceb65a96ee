/* SPDX-License-Identifier: Apache-2.0 */
/* Samples of profile.proto, read by hand: they are nearly all of a file. */
#include "decode/pprof.h"

enum {
	USUAL = 1024,      /* frames for which room is made in one go */
	USUAL_VALUES = 16, /* values that are below any limit */
};

enum { LOCATION_ID = 1, VALUE, LABEL }; /* fields of a Sample */

static bool
wrong(struct pfl_pprof *d, uint32_t field, const struct pfl_wire *w)
{
	return pfl_pprof_wrong(d, "Sample", field, w);
}

static bool
add_location(struct pfl_pprof *d, uint64_t id)
{
	uint32_t number;

	if (id == 0)
		return pfl_pprof_fail(d, "Sample", "it refers to location id 0");
	if (d->stack.n >= pfl_builder_limits(d->b)->stack)
		return pfl_fail(d->err, PFL_LIMIT,
			"sample at byte %llu: more than %llu frames; --max-stack raises the "
			"limit",
			(unsigned long long)d->offset,
			(unsigned long long)pfl_builder_limits(d->b)->stack);
	number = pfl_idtable_number(&d->locations, id, d->offset, d->err);
	if (number == UINT32_MAX ||
		!pfl_vec_reserve(&d->stack, 1, pfl_builder_budget(d->b), "a stack", d->err))
		return false;
	d->stack.at[d->stack.n++] = number;
	return true;
}

/*
 * The hot loop: ids that were seen before, packed, in reserved room. Anything unusual is left
 * to add_location().
 */
static bool
add_packed_locations(struct pfl_pprof *d, struct pfl_span packed)
{
	struct pfl_wire w = pfl_wire_of(packed);
	const struct pfl_idtable *t = &d->locations;

	/* An id takes a byte or more; add_location() sees to what goes beyond. */
	if (!pfl_vec_reserve(&d->stack, packed.n < USUAL ? packed.n : USUAL,
		    pfl_builder_budget(d->b), "a stack", d->err))
		return false;
	while (w.at < w.end) {
		uint64_t id = *w.at;

		if (id < 0x80) {
			w.at++;
		} else if (w.end - w.at > 2 && w.at[1] < 0x80) { /* most ids have two bytes */
			id = (id & 0x7f) | (uint64_t)w.at[1] << 7;
			w.at += 2;
		} else if (w.end - w.at > 2 && w.at[2] < 0x80) { /* or three */
			id = (id & 0x7f) | (uint64_t)(w.at[1] & 0x7f) << 7 |
				(uint64_t)w.at[2] << 14;
			w.at += 3;
		} else if (!pfl_wire_varint(&w, &id)) {
			return wrong(d, LOCATION_ID, &w);
		}
		if (id < t->direct.n && t->direct.at[id] && d->stack.n < d->stack.cap)
			d->stack.at[d->stack.n++] = t->direct.at[id] - 1;
		else if (!add_location(d, id))
			return false;
	}
	return true;
}

static bool
add_value(struct pfl_pprof *d, uint64_t value)
{
	if (d->values.n < d->values.cap && d->values.n < USUAL_VALUES) {
		d->values.at[d->values.n++] = (int64_t)value;
		return true;
	}
	if (d->values.n >= pfl_builder_limits(d->b)->types)
		return pfl_fail(d->err, PFL_LIMIT,
			"sample at byte %llu: more than %llu values; --max-types raises the "
			"limit",
			(unsigned long long)d->offset,
			(unsigned long long)pfl_builder_limits(d->b)->types);
	if (!pfl_vec_reserve(&d->values, 1, pfl_builder_budget(d->b), "values", d->err))
		return false;
	d->values.at[d->values.n++] = (int64_t)value;
	return true;
}

static bool
add_packed_values(struct pfl_pprof *d, struct pfl_span packed)
{
	struct pfl_wire w = pfl_wire_of(packed);
	uint64_t value;

	while (w.at < w.end) {
		if (!pfl_wire_varint(&w, &value))
			return wrong(d, VALUE, &w);
		if (!add_value(d, value))
			return false;
	}
	return true;
}

static bool
add_label(struct pfl_pprof *d, struct pfl_span message)
{
	uint64_t field_value[5] = { 0 };
	struct pfl_label *label;

	if (!pfl_pprof_numbers(d, "Label", message, field_value, 5))
		return false;
	if (d->labels.n >= pfl_builder_limits(d->b)->labels)
		return pfl_fail(d->err, PFL_LIMIT,
			"sample at byte %llu: more than %llu labels; --max-labels raises the "
			"limit",
			(unsigned long long)d->offset,
			(unsigned long long)pfl_builder_limits(d->b)->labels);
	if (!pfl_vec_reserve(&d->labels, 1, pfl_builder_budget(d->b), "labels", d->err))
		return false;
	label = &d->labels.at[d->labels.n];
	*label = (struct pfl_label){ .number = (int64_t)field_value[3] };
	if (!pfl_pprof_string(d, (int64_t)field_value[1], "Label.key", &label->key) ||
		!pfl_pprof_string(d, (int64_t)field_value[2], "Label.str", &label->text) ||
		!pfl_pprof_string(d, (int64_t)field_value[4], "Label.num_unit", &label->unit))
		return false;
	if (label->text) {
		label->number = 0;
		label->unit = 0;
	} else {
		label->text = PFL_NONE;
	}
	d->labels.n++;
	return true;
}

static bool
add_field(struct pfl_pprof *d, struct pfl_wire *w, uint32_t field, enum pfl_wire_type type)
{
	struct pfl_span bytes;
	uint64_t value;

	if (field > LABEL)
		return pfl_wire_skip(w, type) || wrong(d, field, w);
	if (type == PFL_WIRE_BYTES) {
		if (!pfl_wire_bytes(w, &bytes))
			return wrong(d, field, w);
		return field == LOCATION_ID ? add_packed_locations(d, bytes)
			: field == VALUE    ? add_packed_values(d, bytes)
					    : add_label(d, bytes);
	}
	if (type != PFL_WIRE_VARINT || field == LABEL) {
		pfl_wire_fail(w, PFL_WIRE_OTHER_TYPE);
		return wrong(d, field, w);
	}
	if (!pfl_wire_varint(w, &value))
		return wrong(d, field, w);
	return field == LOCATION_ID ? add_location(d, value) : add_value(d, value);
}

static void
reverse(uint32_t *at, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		uint32_t swap = at[i];

		at[i] = at[n - 1 - i];
		at[n - 1 - i] = swap;
	}
}

bool
pfl_pprof_sample(struct pfl_pprof *d, struct pfl_span message)
{
	struct pfl_wire w = pfl_wire_of(message);
	enum pfl_wire_type type;
	uint32_t field, labels;

	d->stack.n = d->values.n = d->labels.n = 0;
	while (pfl_wire_tag(&w, &field, &type)) {
		if (!add_field(d, &w, field, type))
			return false;
	}
	if (w.wrong)
		return wrong(d, 0, &w);
	reverse(d->stack.at, d->stack.n);
	labels = d->labels.n ? pfl_build_labels(d->b, d->labels.at, d->labels.n) : 0;
	pfl_build_sample_of(d->b, d->stack.at, d->stack.n, labels, d->values.at, d->values.n);
	return pfl_builder_check(d->b, d->err);
}
