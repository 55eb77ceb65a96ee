/* SPDX-License-Identifier: Apache-2.0 */
/* profile.proto: one pass over the top level, whatever the order of its fields. */
#include "decode/pprof.h"

enum {
	SAMPLE_TYPE = 1,
	SAMPLE,
	MAPPING,
	LOCATION,
	FUNCTION,
	STRING_TABLE,
	DROP_FRAMES,
	KEEP_FRAMES,
	TIME_NANOS,
	DURATION_NANOS,
	PERIOD_TYPE,
	PERIOD,
	COMMENT,
	DEFAULT_SAMPLE_TYPE,
	DOC_URL,
	FIELDS,
	HEADER = 20, /* bytes of the longest tag and length */
};

/* Wire types of the top level's fields, by number ('c': numbers, packed or not). */
static const char kinds[] = "?bbbbbbvvvvbvcvv";

bool
pfl_pprof_fail(struct pfl_pprof *d, const char *message, const char *wrong)
{
	return pfl_fail(d->err, PFL_FORMAT, "%s at byte %llu: %s", message,
		(unsigned long long)d->offset, wrong);
}

bool
pfl_pprof_string(struct pfl_pprof *d, int64_t index, const char *field, uint32_t *number)
{
	if (index < 0 || index >= UINT32_MAX - 1)
		return pfl_fail(d->err, PFL_FORMAT,
			"%s at byte %llu: %lld is no place in the string table", field,
			(unsigned long long)d->offset, (long long)index);
	if ((uint64_t)index >= d->max_string) {
		d->max_string = (uint64_t)index + 1;
		d->max_string_field = field;
		d->max_string_offset = d->offset;
	}
	*number = (uint32_t)index;
	return true;
}

static bool
string_entry(struct pfl_pprof *d, struct pfl_span text)
{
	if (d->string.n == 0 && text.n)
		return pfl_pprof_fail(d, "string table", "its first entry is not empty");
	if (!pfl_vec_reserve(&d->string, 1, pfl_builder_budget(d->b), "strings", d->err))
		return false;
	d->string.at[d->string.n++] = pfl_build_listed_string(d->b, text);
	return pfl_builder_check(d->b, d->err);
}

static bool
comment(struct pfl_pprof *d, uint64_t index)
{
	uint32_t text = 0;

	if (!pfl_pprof_string(d, (int64_t)index, "Profile.comment", &text))
		return false;
	pfl_build_comment(d->b, text);
	return pfl_builder_check(d->b, d->err);
}

static bool
packed_comments(struct pfl_pprof *d, struct pfl_span packed)
{
	struct pfl_wire w = pfl_wire_of(packed);
	uint64_t index;

	while (w.at < w.end) {
		if (!pfl_wire_varint(&w, &index))
			return pfl_pprof_wrong(d, "Profile", COMMENT, &w);
		if (!comment(d, index))
			return false;
	}
	return true;
}

static bool
message_field(struct pfl_pprof *d, uint32_t field, struct pfl_span body)
{
	switch (field) {
	case SAMPLE_TYPE:
		return pfl_pprof_sample_type(d, body);
	case SAMPLE:
		return pfl_pprof_sample(d, body);
	case MAPPING:
		return pfl_pprof_mapping(d, body);
	case LOCATION:
		return pfl_pprof_location(d, body);
	case FUNCTION:
		return pfl_pprof_function(d, body);
	case STRING_TABLE:
		return string_entry(d, body);
	case PERIOD_TYPE:
		return pfl_pprof_period_type(d, body);
	default:
		return packed_comments(d, body);
	}
}

static bool
number_field(struct pfl_pprof *d, uint32_t field, uint64_t value)
{
	struct pfl_meta *meta = pfl_build_meta(d->b);

	switch (field) {
	case DROP_FRAMES:
		return pfl_pprof_string(
			d, (int64_t)value, "Profile.drop_frames", &meta->drop_frames);
	case KEEP_FRAMES:
		return pfl_pprof_string(
			d, (int64_t)value, "Profile.keep_frames", &meta->keep_frames);
	case DEFAULT_SAMPLE_TYPE:
		return pfl_pprof_string(
			d, (int64_t)value, "Profile.default_sample_type", &meta->default_type);
	case DOC_URL:
		return pfl_pprof_string(d, (int64_t)value, "Profile.doc_url", &meta->doc_url);
	case COMMENT:
		return comment(d, value);
	case TIME_NANOS:
		if (meta->time_nanos)
			return pfl_fail(d->err, PFL_FORMAT,
				"two profiles one after another, the second at or before "
				"byte %llu: "
				"give them as two files",
				(unsigned long long)d->offset);
		meta->time_nanos = (int64_t)value;
		return true;
	case DURATION_NANOS:
		meta->duration_nanos = (int64_t)value;
		return true;
	case PERIOD:
		meta->period = (int64_t)value;
		return true;
	default:
		return true;
	}
}

/* A field's bytes are not all there: the input has ended, or reading it has failed. */
static bool
beyond_end(struct pfl_pprof *d, uint32_t field, size_t at)
{
	return pfl_source_ok(d->source, d->err) &&
		pfl_pprof_fail_at(d, "Profile", field, at, "a length reaches beyond the end");
}

/*
 * Why n bytes behind a header cannot be read at all, before anything is allocated for them.
 * `at` is the place of the length.
 */
static bool
length_ok(struct pfl_pprof *d, uint32_t field, uint64_t n, size_t header, size_t at)
{
	const struct pfl_limits *limits = pfl_builder_limits(d->b);
	bool long_string = field == STRING_TABLE && n > limits->string;

	if (!long_string && n <= limits->memory / 4)
		return true;
	/* Too long to keep, or a lie? Only the input's end can tell. */
	pfl_source_skip(d->source, header);
	if (!pfl_source_discard(d->source, n))
		return beyond_end(d, field, at);
	if (long_string)
		return pfl_fail(d->err, PFL_LIMIT,
			"string at byte %llu: %llu bytes (limit %llu); --max-string raises the "
			"limit",
			(unsigned long long)d->offset, (unsigned long long)n,
			(unsigned long long)limits->string);
	return pfl_fail(d->err, PFL_LIMIT,
		"message at byte %llu: %llu bytes; --max-memory raises the limit",
		(unsigned long long)d->offset, (unsigned long long)n);
}

static bool
bytes_field(struct pfl_pprof *d, uint32_t field, bool known, struct pfl_wire *head)
{
	size_t header, at = (size_t)(head->at - head->start); /* of the length */
	struct pfl_span whole;
	uint64_t n;

	if (!pfl_wire_varint(head, &n))
		return pfl_pprof_wrong(d, "Profile", field, head);
	header = (size_t)(head->at - head->start);
	if (!known) {
		pfl_source_skip(d->source, header);
		return pfl_source_discard(d->source, n) || beyond_end(d, field, at);
	}
	if (!length_ok(d, field, n, header, at))
		return false;
	whole = pfl_source_peek(d->source, header + (size_t)n);
	if (whole.n < header + n)
		return beyond_end(d, field, at);
	d->offset += header;
	d->body = (const unsigned char *)whole.at + header;
	if (!message_field(d, field, (struct pfl_span){ whole.at + header, (size_t)n }))
		return false;
	pfl_source_skip(d->source, header + (size_t)n);
	return true;
}

/* Does the wire type suit what we know of the field? Unknown fields may have any. */
static bool
type_suits(uint32_t field, enum pfl_wire_type type)
{
	char kind = field < FIELDS ? kinds[field] : '?';

	if (kind == 'v')
		return type == PFL_WIRE_VARINT;
	if (kind == 'b')
		return type == PFL_WIRE_BYTES;
	return kind == '?' || type == PFL_WIRE_VARINT || type == PFL_WIRE_BYTES;
}

/* One field of the top level; false at the end (err untouched) or on an error. */
static bool
next_field(struct pfl_pprof *d)
{
	struct pfl_span head = pfl_source_peek(d->source, HEADER);
	struct pfl_wire w = pfl_wire_of(head);
	enum pfl_wire_type type;
	uint32_t field;
	uint64_t value;

	d->offset = pfl_source_offset(d->source);
	d->body = w.start;
	if (!pfl_wire_tag(&w, &field, &type)) {
		if (pfl_source_ok(d->source, d->err) && w.wrong)
			pfl_pprof_wrong(d, "Profile", 0, &w);
		return false;
	}
	if (!type_suits(field, type)) {
		pfl_wire_fail(&w, PFL_WIRE_OTHER_TYPE);
		return pfl_pprof_wrong(d, "Profile", field, &w);
	}
	if (type == PFL_WIRE_BYTES)
		return bytes_field(d, field, field < FIELDS, &w);
	if (type == PFL_WIRE_VARINT ? !pfl_wire_varint(&w, &value) : !pfl_wire_skip(&w, type))
		return pfl_pprof_wrong(d, "Profile", field, &w);
	if (type == PFL_WIRE_VARINT && field < FIELDS && !number_field(d, field, value))
		return false;
	pfl_source_skip(d->source, (size_t)(w.at - w.start));
	return true;
}

/*
 * Messages and strings that are wholly in the window, one after another, which is nearly all of
 * a file. It stops at whatever else there is, for next_field(), and before the last bytes.
 * False on an error.
 */
static bool
fields_at_hand(struct pfl_pprof *d)
{
	const struct pfl_limits *limits = pfl_builder_limits(d->b);
	uint64_t offset = pfl_source_offset(d->source), most = limits->memory / 4;
	struct pfl_span window = pfl_source_peek(d->source, pfl_source_ready(d->source));
	const unsigned char *start = (const unsigned char *)window.at, *end = start + window.n;
	const unsigned char *at = start;
	bool ok = true;

	while (ok && end - at > 3) { /* a tag and three bytes of a length */
		uint32_t field = *at >> 3;
		uint64_t n;
		size_t header = 1 + pfl_wire_short(at + 1, &n);

		if (*at >= 0x80 || (*at & 7) != PFL_WIRE_BYTES || field < SAMPLE ||
			field > STRING_TABLE || header == 1 || n > most ||
			n > (size_t)(end - at) - header ||
			(field == STRING_TABLE && n > limits->string))
			break;
		d->offset = offset + (uint64_t)(at - start) + header;
		d->body = at + header;
		ok = message_field(
			d, field, (struct pfl_span){ (const char *)d->body, (size_t)n });
		at += header + n;
	}
	pfl_source_skip(d->source, (size_t)(at - start));
	return ok;
}

/* Every id that something refers to must have been defined. */
static bool
all_defined(struct pfl_pprof *d, const struct pfl_idtable *t, const char *what)
{
	for (size_t i = 0; i < t->row.n; i++) {
		if (t->row.at[i] == UINT32_MAX)
			return pfl_fail(d->err, PFL_FORMAT,
				"%s id %llu is not defined (first used at byte %llu)", what,
				(unsigned long long)t->id.at[i],
				(unsigned long long)t->offset.at[i]);
	}
	return true;
}

/* A location without its mapping is still a location: say so and go on. */
static void
note_lost_mappings(struct pfl_pprof *d)
{
	size_t lost = 0;

	for (size_t i = 0; i < d->mappings.row.n; i++)
		lost += d->mappings.row.at[i] == UINT32_MAX;
	if (lost)
		pfl_build_note(d->b, "%zu mapping id%s not defined in the profile", lost,
			lost == 1 ? " is" : "s are");
}

/* Everything has been read: check references and give the builder the final numbers. */
static bool
resolve(struct pfl_pprof *d)
{
	struct pfl_renumber maps = { .string = d->string.at,
		.func = d->functions.row.at,
		.mapping = d->mappings.row.at,
		.location = d->locations.row.at,
		.n_locations = d->locations.row.n,
		.n_in_order = d->out_of_order ? 0 : d->n_in_order };

	if (d->string.n == 0)
		return pfl_fail(d->err, PFL_FORMAT, "%s",
			pfl_source_offset(d->source) ? "the profile has no string table"
						     : "the file is empty");
	if (d->max_string > d->string.n)
		return pfl_fail(d->err, PFL_FORMAT,
			"%s at byte %llu: string %llu is out of range (there are %zu)",
			d->max_string_field, (unsigned long long)d->max_string_offset,
			(unsigned long long)d->max_string - 1, d->string.n);
	if (!all_defined(d, &d->locations, "location") ||
		!all_defined(d, &d->functions, "function"))
		return false;
	note_lost_mappings(d);
	pfl_build_renumber(d->b, &maps);
	return pfl_builder_check(d->b, d->err);
}

static bool
pprof_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_pprof d = { .source = source, .b = b, .err = err };
	struct pfl_budget *budget = pfl_builder_budget(b);

	pfl_build_meta(b)->keep_order = true;
	pfl_idtable_init(&d.locations, budget);
	pfl_idtable_init(&d.functions, budget);
	pfl_idtable_init(&d.mappings, budget);
	while (fields_at_hand(&d) && next_field(&d))
		;
	if (err->code == PFL_OK)
		resolve(&d);
	pfl_idtable_clear(&d.locations);
	pfl_idtable_clear(&d.functions);
	pfl_idtable_clear(&d.mappings);
	pfl_vec_clear(&d.string, budget);
	pfl_vec_clear(&d.stack, budget);
	pfl_vec_clear(&d.values, budget);
	pfl_vec_clear(&d.labels, budget);
	pfl_vec_clear(&d.lines, budget);
	return err->code == PFL_OK;
}

/* Is it text? Field numbers, lengths and the first string, which is empty, are control bytes.
 */
static bool
is_text(struct pfl_span head)
{
	for (size_t i = 0; i < head.n; i++) {
		unsigned char c = (unsigned char)head.at[i];

		if (c < 0x20 && c != '\n' && c != '\r' && c != '\t')
			return false;
	}
	return true;
}

/*
 * There is no magic number. Evidence is fields that a profile has, of the types they have, one
 * after another as far as the head goes; fields that nobody knows prove nothing.
 */
static int
pprof_probe(struct pfl_span head)
{
	struct pfl_wire w = pfl_wire_of(head);
	enum pfl_wire_type type;
	uint32_t field;
	int known = 0, unknown = 0;

	if (is_text(head)) /* "\n\n" could begin a sample type */
		return 0;
	while (pfl_wire_tag(&w, &field, &type)) {
		if (!type_suits(field, type))
			return known > 2 && !unknown ? 20 : 0;
		if (field < FIELDS)
			known++;
		else
			unknown++;
		if (!pfl_wire_skip(&w, type)) /* cut off by the end of the head, or damaged */
			return unknown > known ? 0 : known > 1 ? 60 : 30;
	}
	if (w.wrong)
		return known > 2 ? 20 : 0;
	return known > unknown ? 90 : known ? 30 : 0;
}

const struct pfl_decoder pfl_decode_pprof = {
	.name = "pprof",
	.help = "profile.proto, as Go's runtime/pprof and net/http/pprof write it, gzipped or "
		"not",
	.lost = "nothing",
	.known_by = "fields of protobuf whose numbers and types are a profile's",
	.probe = pprof_probe,
	.decode = pprof_decode,
};
