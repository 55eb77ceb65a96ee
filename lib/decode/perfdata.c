/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `perf record` writes: a header, what was measured, records, and tables behind them; or,
 * into a pipe, records alone. It is read from front to back, as it comes.
 */
#include "decode/perfdata.h"

#include "decode/decoder.h"

enum {
	MAGIC = 8,
	PIPE_HEADER = 16,
	FILE_HEADER = 104,
	MOST_HEADER = 4096,
	MOST_BEFORE =
		64 << 20, /* bytes in front of the records: what was measured, and its ids */
	FEATURES = 256,
};

struct section {
	uint64_t offset, size;
};

struct perfdata {
	struct pfl_source *source;
	struct pfl_perf_records records;
};

/* What stands behind a record and is none: how many bytes. */
static uint64_t
trailer(const struct perfdata *p, struct pfl_span record, bool pipe)
{
	struct pfl_perf_bytes body = pfl_perf_bytes_of(&p->records, record);
	uint32_t type = pfl_perf_u32(&body);

	pfl_perf_u32(&body);
	if (type == PFL_PERF_AUXTRACE)
		return pfl_perf_u64(&body);
	if (type == PFL_PERF_TRACING_DATA && pipe)
		return ((uint64_t)pfl_perf_u32(&body) + 7) & ~(uint64_t)7;
	return 0;
}

/* The next record and all that belongs to it. *left is what may be of records; *more becomes
 * false at the end of the input. */
static bool
next_record(struct perfdata *p, uint64_t *left, bool pipe, bool *more)
{
	struct pfl_span head = pfl_source_peek(p->source, PFL_PERF_RECORD_HEADER), record;
	struct pfl_perf_bytes header = pfl_perf_bytes_of(&p->records, head);
	uint64_t behind;
	uint32_t type;
	uint16_t size;

	p->records.start = pfl_source_offset(p->source);
	*more = head.n > 0;
	if (!pfl_source_ok(p->source, p->records.err) || !*more)
		return p->records.err->code == PFL_OK;
	type = pfl_perf_u32(&header);
	pfl_perf_u16(&header);
	size = pfl_perf_u16(&header);
	if (header.failed)
		return pfl_perf_damaged(&p->records, "the file is cut off inside a record");
	if (size < PFL_PERF_RECORD_HEADER)
		return pfl_perf_damaged(
			&p->records, "a record that is smaller than its header");
	if (type < PFL_PERF_USER && size % 8 != 0)
		return pfl_perf_damaged(&p->records, "a record whose size is no multiple of 8");
	record = pfl_source_peek(p->source, size);
	if (!pfl_source_ok(p->source, p->records.err))
		return false;
	if (record.n < size || size > *left)
		return pfl_perf_damaged(&p->records, "the file is cut off inside a record");
	behind = trailer(p, record, pipe);
	if (behind > *left - size)
		return pfl_perf_damaged(
			&p->records, "a record with more data behind it than there is");
	if (!pfl_perf_records_take(&p->records, record))
		return false;
	pfl_source_skip(p->source, size);
	if (!pfl_source_discard(p->source, behind))
		return pfl_source_ok(p->source, p->records.err) &&
			pfl_perf_damaged(&p->records, "the file is cut off behind a record");
	*left -= size + behind;
	return true;
}

static bool
read_records(struct perfdata *p, uint64_t left, bool pipe)
{
	bool more = true;

	while (left > 0 && more) {
		if (!next_record(p, &left, pipe, &more))
			return false;
	}
	return true;
}

/* ---- what is around the records in a file ---- */

static struct section
take_section(struct pfl_perf_bytes *b)
{
	struct section s = { 0 };

	s.offset = pfl_perf_u64(b);
	s.size = pfl_perf_u64(b);
	return s;
}

/* The bytes of a section, which must be in front of the records. */
static bool
find_section(const struct perfdata *p, struct pfl_span before, struct section s,
	struct pfl_span *bytes)
{
	if (s.offset > before.n || s.size > before.n - s.offset)
		return pfl_perf_damaged(
			&p->records, "what was measured is not in front of the records");
	*bytes = (struct pfl_span){ before.at + s.offset, (size_t)s.size };
	return true;
}

static bool
read_attrs(struct perfdata *p, struct pfl_span before, uint64_t entry, struct section attrs)
{
	struct pfl_span table = { 0 }, ids = { 0 };

	if (entry < PFL_PERF_ATTR_LEAST + 16 || entry > MOST_HEADER || attrs.size % entry != 0)
		return pfl_perf_damaged(
			&p->records, "a size of what was measured that cannot be");
	if (!find_section(p, before, attrs, &table))
		return false;
	for (size_t at = 0; at < table.n; at += (size_t)entry) {
		struct pfl_perf_bytes attr = pfl_perf_bytes_of(
			&p->records, (struct pfl_span){ table.at + at, (size_t)entry });
		struct pfl_span described = pfl_perf_take(&attr, entry - 16);
		struct pfl_perf_bytes look = pfl_perf_bytes_of(&p->records, described);
		struct section section = take_section(&attr);

		pfl_perf_u32(&look);
		if (pfl_perf_u32(&look) > described.n)
			return pfl_perf_damaged(
				&p->records, "an event that is longer than its place");
		if (section.size % 8 != 0)
			return pfl_perf_damaged(
				&p->records, "ids of an event that are cut off");
		if (!find_section(p, before, section, &ids) ||
			!pfl_perf_attrs_add(&p->records.attrs, described, ids, p->records.big,
				p->records.err))
			return false;
	}
	return true;
}

/* Tables behind the records. They say more, and what is wrong with them costs no sample. */
static bool
read_features(struct perfdata *p, const uint64_t *bits)
{
	struct section section[FEATURES];
	uint32_t feature[FEATURES];
	size_t n = 0;

	for (uint32_t i = 0; i < FEATURES; i++) {
		struct pfl_perf_bytes entry;

		if (!(bits[i / 64] >> i % 64 & 1))
			continue;
		entry = pfl_perf_bytes_of(&p->records, pfl_source_peek(p->source, 16));
		section[n] = take_section(&entry);
		feature[n] = i;
		if (entry.failed)
			return pfl_source_ok(p->source, p->records.err);
		n++;
		pfl_source_skip(p->source, 16);
	}
	for (size_t i = 0; i < n; i++) {
		uint64_t here = pfl_source_offset(p->source);
		struct pfl_span bytes;

		if (feature[i] != PFL_PERF_FEATURE_BUILD_ID &&
			feature[i] != PFL_PERF_FEATURE_EVENT_DESC)
			continue;
		if (section[i].offset < here || section[i].size > MOST_BEFORE ||
			!pfl_source_discard(p->source, section[i].offset - here))
			continue;
		bytes = pfl_source_peek(p->source, (size_t)section[i].size);
		if (!pfl_perf_records_feature(
			    &p->records, feature[i], pfl_perf_bytes_of(&p->records, bytes)))
			return false;
		pfl_source_skip(p->source, bytes.n);
	}
	return pfl_source_ok(p->source, p->records.err);
}

/* A file: header, events, records, tables. */
static bool
read_file(struct perfdata *p)
{
	struct pfl_perf_bytes header =
		pfl_perf_bytes_of(&p->records, pfl_source_peek(p->source, FILE_HEADER));
	struct section attrs, data;
	struct pfl_span before;
	uint64_t entry, bits[FEATURES / 64];

	pfl_perf_take(&header, PIPE_HEADER);
	entry = pfl_perf_u64(&header);
	attrs = take_section(&header);
	data = take_section(&header);
	take_section(&header); /* names of events, long ago */
	for (size_t i = 0; i < FEATURES / 64; i++)
		bits[i] = pfl_perf_u64(&header);
	if (header.failed)
		return pfl_perf_damaged(&p->records, "the header is cut off");
	if (data.offset < FILE_HEADER || data.offset > MOST_BEFORE)
		return pfl_perf_damaged(
			&p->records, "records that begin at a place that cannot be");
	before = pfl_source_peek(p->source, (size_t)data.offset);
	if (!pfl_source_ok(p->source, p->records.err))
		return false;
	if (before.n < data.offset)
		return pfl_perf_damaged(
			&p->records, "the file is cut off in front of its records");
	if (!read_attrs(p, before, entry, attrs))
		return false;
	pfl_source_skip(p->source, (size_t)data.offset);
	if (data.size == 0) {
		pfl_build_note(p->records.b,
			"perf did not end by itself; what it had not yet written is "
			"missing");
		return read_records(p, UINT64_MAX, false);
	}
	if (!read_records(p, data.size, false))
		return false;
	if (pfl_source_offset(p->source) - data.offset < data.size)
		return pfl_perf_damaged(&p->records, "the file is cut off between records");
	return read_features(p, bits);
}

static bool
is_magic(struct pfl_span head, bool *big)
{
	if (pfl_span_starts(head, "PERFILE2"))
		*big = false;
	else if (pfl_span_starts(head, "2ELIFREP"))
		*big = true;
	else
		return false;
	return true;
}

static bool
read_all(struct perfdata *p)
{
	struct pfl_perf_bytes header =
		pfl_perf_bytes_of(&p->records, pfl_source_peek(p->source, PIPE_HEADER));
	uint64_t size;

	if (!pfl_source_ok(p->source, p->records.err))
		return false;
	if (header.left.n == 0)
		return pfl_fail(p->records.err, PFL_FORMAT, "the file is empty");
	if (!is_magic(header.left, &p->records.big))
		return pfl_perf_damaged(&p->records, "expected 'PERFILE2'");
	header.big = p->records.big;
	pfl_perf_take(&header, MAGIC);
	size = pfl_perf_u64(&header);
	if (header.failed)
		return pfl_perf_damaged(&p->records, "the header is cut off");
	if (size == PIPE_HEADER) {
		pfl_source_skip(p->source, PIPE_HEADER);
		return read_records(p, UINT64_MAX, true);
	}
	if (size < FILE_HEADER || size > MOST_HEADER)
		return pfl_perf_damaged(&p->records, "a header of a size that cannot be");
	return read_file(p);
}

/* ---- the end ---- */

static bool
declare(struct perfdata *p)
{
	struct pfl_budget *budget = pfl_builder_budget(p->records.b);
	PFL_VEC(uint32_t) names = { 0 };
	bool ok = pfl_vec_reserve(
			  &names, p->records.attrs.attr.n, budget, "events", p->records.err) &&
		pfl_perf_attrs_names(&p->records.attrs, names.at, p->records.err) &&
		pfl_perf_finish(&p->records.perf, names.at, p->records.err);

	pfl_vec_clear(&names, budget);
	return ok;
}

static bool
finish(struct perfdata *p)
{
	if (p->records.samples == 0)
		return pfl_perf_damaged(&p->records, "the end, and no samples before it");
	if (!pfl_perf_samples_settle(&p->records.stacks, p->records.err))
		return false;
	if (p->records.inflated.n)
		pfl_build_note(p->records.b, "the last of the compressed records is cut off");
	if (p->records.lost)
		pfl_build_note(p->records.b,
			"perf has lost %llu event%s while it was recording",
			(unsigned long long)p->records.lost, p->records.lost == 1 ? "" : "s");
	if (p->records.strangers)
		pfl_build_note(p->records.b,
			"%llu sample%s skipped: of no event that the file describes",
			(unsigned long long)p->records.strangers,
			p->records.strangers == 1 ? " was" : "s were");
	return pfl_perf_memory_finish(&p->records.memory, &p->records.perf, p->records.err) &&
		declare(p);
}

static bool
perfdata_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct perfdata p = { .source = source };
	bool ok = pfl_perf_records_init(&p.records, b, err) && read_all(&p) && finish(&p);

	pfl_perf_records_clear(&p.records);
	return ok;
}

static int
perfdata_probe(struct pfl_span head)
{
	bool big;

	return is_magic(head, &big) ? 100 : 0;
}

const struct pfl_decoder pfl_decode_perfdata = {
	.name = "perfdata",
	.help = "perf.data, as Linux 'perf record' writes it into a file or a pipe, compressed "
		"or "
		"not; one sample type for each event",
	.lost = "times (the order of records is kept), registers, copies of the stack, "
		"branches, "
		"trace data, the header's description of the machine",
	.known_by = "the first bytes, PERFILE2 in either byte order",
	.probe = perfdata_probe,
	.decode = perfdata_decode,
};
