/* SPDX-License-Identifier: Apache-2.0 */
/* OpenTelemetry's profiles as protobuf: a walk over nested messages through a window. */
#include "decode/otlp.h"
#include "decode/wire.h"

#include <inttypes.h>

enum {
	HEADER = 20,  /* bytes of the longest tag and length, or tag and number */
	ID_MAX = 256, /* bytes of an id, which has 16                           */
};

static const char cut_off[] = "a length reaches beyond the end";

struct level {
	enum pfl_otlp_kind kind;
	uint32_t field; /* that it is of the message around it          */
	uint64_t end;   /* in the file; UINT64_MAX: where the file ends */
};

struct walk {
	struct pfl_otlp *d;
	struct pfl_source *source;
	struct level level[PFL_OTLP_DEPTH];
	size_t depth;
};

static bool
fail(struct walk *w, uint64_t at, const struct pfl_otlp_field *field, const char *wrong)
{
	const struct level *l = &w->level[w->depth - 1];

	return pfl_fail(w->d->err, PFL_FORMAT, "%s%s%s at byte %" PRIu64 ": %s",
		pfl_otlp_messages[l->kind].name, field ? "." : "", field ? field->name : "", at,
		wrong);
}

/* The file has ended, or cannot be read. */
static bool
fail_end(struct walk *w, const struct pfl_otlp_field *field)
{
	return pfl_source_ok(w->source, w->d->err) &&
		fail(w, pfl_source_offset(w->source), field, cut_off);
}

/*
 * Samples had other numbers once: values 2, attributes 3 and link 4 instead of 4, 2 and 3. A
 * list at 3 tells.
 */
static bool
is_older(enum pfl_otlp_kind kind, uint32_t field, enum pfl_wire_type type)
{
	return kind == PFL_OTLP_SAMPLE && field == 3 && type == PFL_WIRE_BYTES;
}

/* Is a value of this wire type one of the field? */
static bool
type_suits(enum pfl_otlp_kind kind, const struct pfl_otlp_field *field, enum pfl_wire_type type)
{
	if (is_older(kind, field->number, type))
		return true;
	switch (field->type) {
	case PFL_OTLP_NUMBER:
	case PFL_OTLP_BOOL:
		return type == PFL_WIRE_VARINT;
	case PFL_OTLP_FIXED:
	case PFL_OTLP_DOUBLE:
		return type == PFL_WIRE_64;
	case PFL_OTLP_NUMBERS:
		return type == PFL_WIRE_VARINT || type == PFL_WIRE_BYTES;
	case PFL_OTLP_TIMES:
		return type == PFL_WIRE_64 || type == PFL_WIRE_BYTES;
	default:
		return type == PFL_WIRE_BYTES;
	}
}

static uint64_t
fixed64(const unsigned char *at)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < 8; i++)
		value |= (uint64_t)at[i] << 8 * i;
	return value;
}

/* A field that is no more than its header; w->at is behind it. */
static bool
take_number(struct walk *w, const struct pfl_otlp_field *field, enum pfl_wire_type type,
	const unsigned char *at, uint64_t number)
{
	enum pfl_otlp_kind kind = w->level[w->depth - 1].kind;
	double real;

	if (type == PFL_WIRE_64)
		number = fixed64(at);
	switch (field->type) {
	case PFL_OTLP_NUMBERS:
		return pfl_otlp_listed(w->d, kind, field->number, (int64_t)number);
	case PFL_OTLP_TIMES:
		return pfl_otlp_time(w->d, number);
	case PFL_OTLP_DOUBLE:
		memcpy(&real, &number, sizeof(real));
		return pfl_otlp_real(w->d, real);
	default:
		return pfl_otlp_number(w->d, kind, field->number, (int64_t)number);
	}
}

static bool
take_times(struct walk *w, const struct pfl_otlp_field *field, struct pfl_span bytes)
{
	if (bytes.n % 8)
		return fail(w, pfl_source_offset(w->source), field,
			"a fixed-size number is cut off");
	for (size_t i = 0; i < bytes.n; i += 8) {
		if (!pfl_otlp_time(w->d, fixed64((const unsigned char *)bytes.at + i)))
			return false;
	}
	return true;
}

static bool
take_packed(struct walk *w, const struct pfl_otlp_field *field, struct pfl_span bytes)
{
	struct pfl_wire packed = pfl_wire_of(bytes);
	enum pfl_otlp_kind kind = w->level[w->depth - 1].kind;
	uint64_t number;

	while (packed.at < packed.end) {
		if (!pfl_wire_varint(&packed, &number))
			return fail(w,
				pfl_source_offset(w->source) +
					(uint64_t)(packed.at - packed.start),
				field, packed.wrong);
		if (!pfl_otlp_listed(w->d, kind, field->number, (int64_t)number))
			return false;
	}
	return true;
}

/* Ids are bytes here and hexadecimal elsewhere; zeros are none. */
static bool
take_id(struct walk *w, const struct pfl_otlp_field *field, struct pfl_span bytes)
{
	static const char digits[] = "0123456789abcdef";
	char text[2 * ID_MAX];
	bool any = false;

	if (bytes.n > ID_MAX)
		return fail(w, pfl_source_offset(w->source), field, "no id is so long");
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char c = (unsigned char)bytes.at[i];

		any |= c != 0;
		text[2 * i] = digits[c >> 4];
		text[2 * i + 1] = digits[c & 15];
	}
	return pfl_otlp_text(w->d, w->level[w->depth - 1].kind, field->number,
		(struct pfl_span){ text, any ? 2 * bytes.n : 0 });
}

/* Bytes that have to be in memory as one, unless that is too much. */
static bool
take_bytes(struct walk *w, const struct pfl_otlp_field *field, uint64_t n)
{
	const struct pfl_limits *limits = pfl_builder_limits(w->d->b);
	bool text = field->type == PFL_OTLP_TEXT;
	uint64_t most = text ? limits->string : limits->memory / 4;
	uint64_t at = pfl_source_offset(w->source);
	struct pfl_span bytes;
	bool ok;

	if (n > most) { /* too long to keep, or a lie? Only the input's end can tell. */
		if (!pfl_source_discard(w->source, n))
			return fail_end(w, field);
		return pfl_fail(w->d->err, PFL_LIMIT,
			"%s at byte %" PRIu64 ": %" PRIu64 " bytes; %s raises the limit",
			text ? "string" : "list", at, n,
			text ? "--max-string" : "--max-memory");
	}
	bytes = pfl_source_peek(w->source, (size_t)n);
	if (bytes.n < n)
		return fail_end(w, field);
	bytes.n = (size_t)n;
	switch (field->type) {
	case PFL_OTLP_TEXT:
		ok = pfl_otlp_text(w->d, w->level[w->depth - 1].kind, field->number, bytes);
		break;
	case PFL_OTLP_ID:
		ok = take_id(w, field, bytes);
		break;
	case PFL_OTLP_TIMES:
		ok = take_times(w, field, bytes);
		break;
	default:
		ok = take_packed(w, field, bytes);
		break;
	}
	pfl_source_skip(w->source, ok ? (size_t)n : 0);
	return ok;
}

/* A field with a length, whose n bytes come next. */
static bool
take_long(struct walk *w, const struct pfl_otlp_field *field, uint64_t n)
{
	uint64_t at = pfl_source_offset(w->source);

	if (field && field->type >= PFL_OTLP_ONE) {
		w->level[w->depth++] = (struct level){ field->inner, field->number, at + n };
		return pfl_otlp_begin(w->d, field->inner);
	}
	if (field && field->type != PFL_OTLP_COMPOUND)
		return take_bytes(w, field, n);
	if (field)
		pfl_otlp_compound(w->d);
	return pfl_source_discard(w->source, n) || fail_end(w, field);
}

/* One field of the message at hand. */
static bool
next_field(struct walk *w)
{
	struct level *l = &w->level[w->depth - 1];
	uint64_t at = pfl_source_offset(w->source), left = l->end - at, number = 0;
	struct pfl_span head = pfl_source_peek(w->source, left < HEADER ? left : HEADER);
	struct pfl_wire wire;
	const struct pfl_otlp_field *field;
	enum pfl_wire_type type;
	const unsigned char *value;
	uint32_t id;
	bool ok;

	if (head.n > left)
		head.n = (size_t)left;
	wire = pfl_wire_of(head);
	if (!pfl_wire_tag(&wire, &id, &type)) {
		if (!pfl_source_ok(w->source, w->d->err))
			return false;
		return fail(w, at, NULL, wire.wrong ? wire.wrong : cut_off);
	}
	field = pfl_otlp_field(l->kind, id);
	if (field && !type_suits(l->kind, field, type))
		return fail(w, at, field, "a value of another type than the field has");
	value = wire.at;
	ok = type == PFL_WIRE_VARINT || type == PFL_WIRE_BYTES ? pfl_wire_varint(&wire, &number)
							       : pfl_wire_skip(&wire, type);
	if (!ok)
		return pfl_source_ok(w->source, w->d->err) && fail(w, at, field, wire.wrong);
	if (type != PFL_WIRE_BYTES) {
		if (field && !take_number(w, field, type, value, number))
			return false;
		pfl_source_skip(w->source, (size_t)(wire.at - wire.start));
		return true;
	}
	pfl_source_skip(w->source, (size_t)(wire.at - wire.start));
	at = pfl_source_offset(w->source);
	if (number > l->end - at)
		return fail(w, at, field, cut_off);
	return take_long(w, field, number);
}

/* A message that ends at this byte of the file; UINT64_MAX: where the file does. */
static bool
read_message(struct walk *w, uint64_t end)
{
	w->level[0] = (struct level){ PFL_OTLP_DATA, 0, end };
	w->depth = 1;
	while (w->depth > 0) {
		struct level *l = &w->level[w->depth - 1];
		bool file = w->depth == 1 && end == UINT64_MAX;

		if (file ? pfl_source_peek(w->source, 1).n > 0
			 : pfl_source_offset(w->source) < l->end) {
			if (!next_field(w))
				return false;
			continue;
		}
		if (!pfl_otlp_end(w->d, l->kind, l->field))
			return false;
		w->depth--;
	}
	return pfl_source_ok(w->source, w->d->err) && pfl_otlp_take(w->d);
}

/* What fits into a tag of protobuf's field 0, which no message has. */
enum { FRAME = 4, MOST_FRAMED = 7 };

/* Does a length go before each message, as in what collectors write to files? */
static bool
is_framed(struct pfl_span head)
{
	return head.n > FRAME && (unsigned char)head.at[0] <= MOST_FRAMED;
}

/* How many bytes of a message come behind its length. */
static uint64_t
framed_length(struct pfl_span head)
{
	uint64_t n = 0;

	for (size_t i = 0; i < FRAME; i++)
		n = n << 8 | (unsigned char)head.at[i];
	return n;
}

/* The first message, as far as it is in the head of a file. */
static struct pfl_span
unframed(struct pfl_span head)
{
	uint64_t n = framed_length(head);

	head = (struct pfl_span){ head.at + FRAME, head.n - FRAME };
	head.n = head.n < n ? head.n : (size_t)n;
	return head;
}

static bool
read_framed(struct walk *w)
{
	struct pfl_span head;

	while ((head = pfl_source_peek(w->source, FRAME)).n > 0) {
		uint64_t n;

		if (head.n < FRAME)
			return pfl_fail(w->d->err, PFL_FORMAT,
				"a message's length at byte %" PRIu64 " is cut off",
				pfl_source_offset(w->source));
		n = framed_length(head);
		pfl_source_skip(w->source, FRAME);
		if (!read_message(w, pfl_source_offset(w->source) + n))
			return false;
	}
	return pfl_source_ok(w->source, w->d->err);
}

bool
pfl_otlp_read_wire(struct pfl_otlp *d, struct pfl_source *source)
{
	struct walk w = { .d = d, .source = source };

	return is_framed(pfl_source_peek(source, HEADER)) ? read_framed(&w)
							  : read_message(&w, UINT64_MAX);
}

/*
 * There is no magic number, and profile.proto has messages at the same numbers of its top
 * level. What is inside of these tells: where it has the fields and types of ours as far as the
 * head goes, it is ours.
 */
int
pfl_otlp_probe_wire(struct pfl_span head)
{
	struct pfl_span first = is_framed(head) ? unframed(head) : head;
	struct pfl_wire w = pfl_wire_of(first), all = w;
	enum pfl_otlp_kind kind[PFL_OTLP_DEPTH] = { PFL_OTLP_DATA };
	const unsigned char *end[PFL_OTLP_DEPTH] = { w.end };
	size_t depth = 1, known = 0, unknown = 0;

	while (depth > 0) {
		const struct pfl_otlp_field *field;
		enum pfl_wire_type type;
		uint32_t id;
		uint64_t n;

		w.end = end[depth - 1];
		if (w.at == w.end) {
			depth--;
			continue;
		}
		if (!pfl_wire_tag(&w, &id, &type))
			break;
		field = pfl_otlp_field(kind[depth - 1], id);
		if (field && !type_suits(kind[depth - 1], field, type))
			return 0;
		known += field && depth > 1;
		unknown += !field;
		if (!field || field->type < PFL_OTLP_ONE) {
			if (!pfl_wire_skip(&w, type))
				break;
			continue;
		}
		if (type != PFL_WIRE_BYTES || !pfl_wire_varint(&w, &n))
			break;
		if (n > (uint64_t)(w.end - w.at) && w.end != all.end)
			return 0;
		kind[depth] = field->inner;
		end[depth++] = n > (uint64_t)(w.end - w.at) ? w.end : w.at + n;
	}
	if (w.wrong && w.end != all.end)
		return 0; /* and not cut off with the head */
	return known > 3 && known > unknown ? 95 : 0;
}
