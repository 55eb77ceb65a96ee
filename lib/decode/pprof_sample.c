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
	/* The only one that no sample had, mostly since it is new. */
	d->n_in_order += number == d->n_in_order && number + 1 == d->locations.row.n;
	return true;
}

/*
 * The hot loop: ids that were seen before, in reserved room. It stops at anything else, where
 * the limit is reached, and before the last bytes.
 */
static const unsigned char *
add_known_locations(struct pfl_pprof *d, const unsigned char *at, const unsigned char *end)
{
	const uint32_t *direct = d->locations.direct.at;
	size_t n_direct = d->locations.direct.n;
	uint64_t limit = pfl_builder_limits(d->b)->stack;
	size_t room = d->stack.cap < limit ? d->stack.cap : (size_t)limit;
	uint32_t *to = d->stack.at + d->stack.n, *full = d->stack.at + room;

	while (end - at > 2 && to < full) {
		uint64_t id;
		size_t n = pfl_wire_short(at, &id);

		if (!n || id >= n_direct || !direct[id])
			break;
		*to++ = direct[id] - 1;
		at += n;
	}
	d->stack.n = (size_t)(to - d->stack.at);
	return at;
}

static bool
add_packed_locations(struct pfl_pprof *d, struct pfl_span packed)
{
	struct pfl_wire w = pfl_wire_of(packed);
	uint64_t id;

	/* An id takes a byte or more; add_location() sees to what goes beyond. */
	if (!pfl_vec_reserve(&d->stack, packed.n < USUAL ? packed.n : USUAL,
		    pfl_builder_budget(d->b), "a stack", d->err))
		return false;
	while (w.at < w.end) {
		w.at = add_known_locations(d, w.at, w.end);
		if (w.at == w.end)
			break;
		if (!pfl_wire_varint(&w, &id))
			return wrong(d, LOCATION_ID, &w);
		if (!add_location(d, id))
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

/* See where locations come up that were defined before a sample had them, if there are any. */
static void
follow_order(struct pfl_pprof *d)
{
	if (d->out_of_order || d->n_in_order == d->locations.row.n)
		return;
	for (size_t i = 0; i < d->stack.n; i++) {
		d->out_of_order |= d->stack.at[i] > d->n_in_order;
		d->n_in_order += d->stack.at[i] == d->n_in_order;
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
	follow_order(d);
	pfl_stack_reverse(d->stack.at, d->stack.n);
	labels = d->labels.n ? pfl_build_labels(d->b, d->labels.at, d->labels.n) : 0;
	pfl_build_sample_of(d->b, d->stack.at, d->stack.n, labels, d->values.at, d->values.n);
	return pfl_builder_check(d->b, d->err);
}
