/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `perf record` writes: a header, what was measured, records, and tables behind them; or,
 * into a pipe, records alone. It is read from front to back, as it comes.
 */
#include "decode/perfdata.h"

#include "decode/decoder.h"
#include "io/zstd_stream.h"

enum {
	MAGIC = 8,
	PIPE_HEADER = 16,
	FILE_HEADER = 104,
	MOST_HEADER = 4096,
	MOST_BEFORE =
		64 << 20, /* bytes in front of the records: what was measured, and its ids */
	RECORD_HEADER = 8,
	FEATURES = 256,
	BUILD_ID = 20, /* bytes */
	ATTR_LEAST = 64,
};

enum record {
	RECORD_MMAP = 1,
	RECORD_LOST = 2,
	RECORD_COMM = 3,
	RECORD_FORK = 7,
	RECORD_SAMPLE = 9,
	RECORD_MMAP2 = 10,
	RECORD_LOST_SAMPLES = 13,
	RECORD_USER = 64, /* from here on perf's own, before that the kernel's */
	RECORD_ATTR = 64,
	RECORD_TRACING_DATA = 66,
	RECORD_BUILD_ID = 67,
	RECORD_AUXTRACE = 71,
	RECORD_EVENT_UPDATE = 78,
	RECORD_FEATURE = 80,
	RECORD_COMPRESSED = 81,
	RECORD_COMPRESSED2 = 83,
};

enum { /* bits of a record's misc */
	MODE = 7,
	MODE_KERNEL = 1,
	MISC_COMM_EXEC = 1 << 13,
	MISC_MMAP_DATA = 1 << 13,
	MISC_MMAP_BUILD_ID = 1 << 14,
	MISC_BUILD_ID_SIZE = 1 << 15,
};

enum { UPDATE_NAME = 2 };

enum { /* features */
	FEATURE_BUILD_ID = 2,
	FEATURE_EVENT_DESC = 12,
};

struct section {
	uint64_t offset, size;
};

struct perfdata {
	struct pfl_source *source;
	struct pfl_builder *b;
	struct pfl_error *err;
	bool big;
	struct pfl_perf_attrs attrs;
	struct pfl_perf_memory memory;
	struct pfl_perf perf;
	struct pfl_perf_samples stacks;
	struct pfl_zstd_stream *zstd; /* NULL until something was compressed */
	PFL_VEC(char) inflated;       /* records, the last one not whole     */
	uint64_t start;               /* of the record at hand, for messages */
	uint64_t samples, lost, strangers;
};

static bool
damaged(const struct perfdata *p, const char *what)
{
	return pfl_fail(
		p->err, PFL_FORMAT, "byte %llu: %s", (unsigned long long)p->start, what);
}

static struct pfl_perf_bytes
bytes_of(const struct perfdata *p, struct pfl_span span)
{
	return (struct pfl_perf_bytes){ .left = span, .big = p->big };
}

/* ---- records ---- */

static bool
read_sample(struct perfdata *p, struct pfl_perf_bytes body, uint16_t misc)
{
	struct pfl_perf_record r;

	if (!pfl_perf_attrs_sample(&p->attrs, body, &r))
		return damaged(p, "a sample that does not hold what its event says");
	if (r.attr == PFL_NONE) {
		p->strangers++;
		return p->attrs.attr.n ||
			damaged(p, "a sample, and nothing that says what was measured");
	}
	p->samples++;
	return pfl_perf_samples_add(
		&p->stacks, &r, (misc & MODE) == MODE_KERNEL, p->big, p->err);
}

static bool
read_map(struct perfdata *p, struct pfl_perf_bytes body, uint16_t misc, bool second)
{
	uint32_t pid = pfl_perf_u32(&body), build_id = 0;
	bool kernel = (misc & MODE) == MODE_KERNEL || pid == UINT32_MAX;
	struct pfl_perf_map map = { 0 };
	uint64_t size;
	struct pfl_span id;

	pfl_perf_u32(&body); /* the thread */
	map.start = pfl_perf_u64(&body);
	size = pfl_perf_u64(&body);
	map.offset = pfl_perf_u64(&body);
	/* Beyond the end of memory: as far as that. */
	map.end = size > UINT64_MAX - map.start ? UINT64_MAX : map.start + size;
	if (second) {
		id = pfl_perf_take(&body, 24);
		if (misc & MISC_MMAP_BUILD_ID && id.n && (unsigned char)id.at[0] <= BUILD_ID)
			build_id = pfl_perf_build_id(&p->memory,
				(struct pfl_span){ id.at + 4, (unsigned char)id.at[0] });
		pfl_perf_u64(&body); /* protection and flags */
	}
	if (body.failed)
		return damaged(p, "a mapping that is cut off");
	if (misc & MISC_MMAP_DATA)
		return true;
	return pfl_perf_memory_map(
		&p->memory, pid, kernel, &map, pfl_perf_string(&body), build_id, p->err);
}

static bool
read_comm(struct perfdata *p, struct pfl_perf_bytes body, uint16_t misc)
{
	uint32_t pid = pfl_perf_u32(&body), tid = pfl_perf_u32(&body);

	if (body.failed)
		return damaged(p, "a command that is cut off");
	return pfl_perf_memory_comm(
		&p->memory, pid, tid, misc & MISC_COMM_EXEC, pfl_perf_string(&body), p->err);
}

static bool
read_fork(struct perfdata *p, struct pfl_perf_bytes body)
{
	uint32_t pid = pfl_perf_u32(&body), ppid = pfl_perf_u32(&body);
	uint32_t tid = pfl_perf_u32(&body), ptid = pfl_perf_u32(&body);

	if (body.failed)
		return damaged(p, "the start of a process that is cut off");
	return pfl_perf_memory_fork(&p->memory, pid, ppid, tid, ptid, p->err);
}

static bool
read_lost(struct perfdata *p, struct pfl_perf_bytes body, bool samples)
{
	uint64_t n;

	pfl_perf_take(&body, samples ? 0 : 8);
	n = pfl_perf_u64(&body);
	p->lost = n > UINT64_MAX - p->lost ? UINT64_MAX : p->lost + n;
	return true;
}

/* An event in a pipe: its struct, which says how long it is, and its ids. */
static bool
read_attr(struct perfdata *p, struct pfl_perf_bytes body)
{
	struct pfl_perf_bytes look = body;
	struct pfl_span attr;
	uint32_t size;

	pfl_perf_u32(&look);
	size = pfl_perf_u32(&look);
	attr = pfl_perf_take(&body, size ? size : ATTR_LEAST);
	if (body.failed)
		return damaged(p, "an event that is cut off");
	return pfl_perf_attrs_add(&p->attrs, attr, body.left, p->big, p->err);
}

static bool
read_update(struct perfdata *p, struct pfl_perf_bytes body)
{
	uint64_t what = pfl_perf_u64(&body), id = pfl_perf_u64(&body);

	return what != UPDATE_NAME || body.failed ||
		pfl_perf_attrs_name(&p->attrs, id, pfl_perf_string(&body), p->err);
}

/* The body of a record with a build id. */
static bool
read_build_id(struct perfdata *p, struct pfl_perf_bytes body, uint16_t misc)
{
	struct pfl_span id;
	size_t n = BUILD_ID;

	pfl_perf_u32(&body); /* the process */
	id = pfl_perf_take(&body, 24);
	if (body.failed)
		return true;
	if (misc & MISC_BUILD_ID_SIZE && (unsigned char)id.at[BUILD_ID] <= BUILD_ID)
		n = (unsigned char)id.at[BUILD_ID];
	return pfl_perf_memory_build_id(
		&p->memory, pfl_perf_string(&body), (struct pfl_span){ id.at, n }, p->err);
}

/* Build ids are records again. */
static bool
read_build_ids(struct perfdata *p, struct pfl_perf_bytes bytes)
{
	while (bytes.left.n > RECORD_HEADER) {
		uint16_t misc, size;
		struct pfl_span body;

		pfl_perf_u32(&bytes);
		misc = pfl_perf_u16(&bytes);
		size = pfl_perf_u16(&bytes);
		if (size <= RECORD_HEADER)
			return true;
		body = pfl_perf_take(&bytes, size - RECORD_HEADER);
		if (bytes.failed)
			return true;
		if (!read_build_id(p, bytes_of(p, body), misc))
			return false;
	}
	return true;
}

static bool
read_feature(struct perfdata *p, uint64_t feature, struct pfl_perf_bytes bytes)
{
	if (feature == FEATURE_EVENT_DESC)
		return pfl_perf_attrs_describe(&p->attrs, bytes, p->err);
	return feature != FEATURE_BUILD_ID || read_build_ids(p, bytes);
}

static bool read_record(struct perfdata *p, struct pfl_span record, bool inflated);

/* The records at the front of what was inflated so far. */
static bool
drain(struct perfdata *p)
{
	size_t at = 0;

	while (p->inflated.n - at >= RECORD_HEADER) {
		struct pfl_span left = { p->inflated.at + at, p->inflated.n - at };
		struct pfl_perf_bytes header = bytes_of(p, left);
		uint16_t size;

		pfl_perf_take(&header, 6);
		size = pfl_perf_u16(&header);
		if (size < RECORD_HEADER)
			return damaged(
				p, "a compressed record that is smaller than its header");
		if (size > left.n)
			break;
		if (!read_record(p, (struct pfl_span){ left.at, size }, true))
			return false;
		at += size;
	}
	if (at)
		memmove(p->inflated.at, p->inflated.at + at, p->inflated.n - at);
	p->inflated.n -= at;
	return true;
}

static bool
read_compressed(struct perfdata *p, struct pfl_span data)
{
	if (!p->zstd)
		p->zstd = pfl_zstd_stream_new(pfl_builder_limits(p->b), p->err);
	if (!p->zstd)
		return false;
	pfl_zstd_stream_feed(p->zstd, data);
	for (;;) {
		ptrdiff_t n;

		if (!pfl_vec_reserve(&p->inflated, (size_t)1 << 17, pfl_builder_budget(p->b),
			    "compressed records", p->err))
			return false;
		n = pfl_zstd_stream_read(
			p->zstd, p->inflated.at + p->inflated.n, (size_t)1 << 17, p->err);
		if (n <= 0)
			return n == 0 ||
				(pfl_context(p->err, "byte %llu", (unsigned long long)p->start),
					false);
		p->inflated.n += (size_t)n;
		if (!drain(p))
			return false;
	}
}

/* A record of which perf itself is the author. */
static bool
read_own(struct perfdata *p, uint32_t type, uint16_t misc, struct pfl_perf_bytes body)
{
	uint64_t number;

	switch (type) {
	case RECORD_ATTR:
		return read_attr(p, body);
	case RECORD_BUILD_ID:
		return read_build_id(p, body, misc);
	case RECORD_EVENT_UPDATE:
		return read_update(p, body);
	case RECORD_FEATURE:
		number = pfl_perf_u64(&body);
		return read_feature(p, number, body);
	case RECORD_COMPRESSED:
		return read_compressed(p, body.left);
	case RECORD_COMPRESSED2:
		number = pfl_perf_u64(&body);
		return read_compressed(p, pfl_perf_take(&body, number));
	default:
		return true;
	}
}

/* A whole record. One that was compressed holds no further such records. */
static bool
read_record(struct perfdata *p, struct pfl_span record, bool inflated)
{
	struct pfl_perf_bytes body = bytes_of(p, record);
	uint32_t type = pfl_perf_u32(&body);
	uint16_t misc = pfl_perf_u16(&body);

	pfl_perf_u16(&body); /* its size */
	if (type != RECORD_SAMPLE && !pfl_perf_samples_settle(&p->stacks, p->err))
		return false;
	switch (type) {
	case RECORD_MMAP:
	case RECORD_MMAP2:
		return read_map(p, body, misc, type == RECORD_MMAP2);
	case RECORD_COMM:
		return read_comm(p, body, misc);
	case RECORD_FORK:
		return read_fork(p, body);
	case RECORD_SAMPLE:
		return read_sample(p, body, misc);
	case RECORD_LOST:
	case RECORD_LOST_SAMPLES:
		return read_lost(p, body, type == RECORD_LOST_SAMPLES);
	default:
		return type < RECORD_USER || inflated || read_own(p, type, misc, body);
	}
}

/* What stands behind a record and is none: how many bytes. */
static uint64_t
trailer(const struct perfdata *p, struct pfl_span record, bool pipe)
{
	struct pfl_perf_bytes body = bytes_of(p, record);
	uint32_t type = pfl_perf_u32(&body);

	pfl_perf_u32(&body);
	if (type == RECORD_AUXTRACE)
		return pfl_perf_u64(&body);
	if (type == RECORD_TRACING_DATA && pipe)
		return ((uint64_t)pfl_perf_u32(&body) + 7) & ~(uint64_t)7;
	return 0;
}

/* The next record and all that belongs to it. *left is what may be of records; *more becomes
 * false at the end of the input. */
static bool
next_record(struct perfdata *p, uint64_t *left, bool pipe, bool *more)
{
	struct pfl_span head = pfl_source_peek(p->source, RECORD_HEADER), record;
	struct pfl_perf_bytes header = bytes_of(p, head);
	uint64_t behind;
	uint32_t type;
	uint16_t size;

	p->start = pfl_source_offset(p->source);
	*more = head.n > 0;
	if (!pfl_source_ok(p->source, p->err) || !*more)
		return p->err->code == PFL_OK;
	type = pfl_perf_u32(&header);
	pfl_perf_u16(&header);
	size = pfl_perf_u16(&header);
	if (header.failed)
		return damaged(p, "the file is cut off inside a record");
	if (size < RECORD_HEADER)
		return damaged(p, "a record that is smaller than its header");
	if (type < RECORD_USER && size % 8 != 0)
		return damaged(p, "a record whose size is no multiple of 8");
	record = pfl_source_peek(p->source, size);
	if (!pfl_source_ok(p->source, p->err))
		return false;
	if (record.n < size || size > *left)
		return damaged(p, "the file is cut off inside a record");
	behind = trailer(p, record, pipe);
	if (behind > *left - size)
		return damaged(p, "a record with more data behind it than there is");
	if (!read_record(p, record, false))
		return false;
	pfl_source_skip(p->source, size);
	if (!pfl_source_discard(p->source, behind))
		return pfl_source_ok(p->source, p->err) &&
			damaged(p, "the file is cut off behind a record");
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
		return damaged(p, "what was measured is not in front of the records");
	*bytes = (struct pfl_span){ before.at + s.offset, (size_t)s.size };
	return true;
}

static bool
read_attrs(struct perfdata *p, struct pfl_span before, uint64_t entry, struct section attrs)
{
	struct pfl_span table = { 0 }, ids = { 0 };

	if (entry < ATTR_LEAST + 16 || entry > MOST_HEADER || attrs.size % entry != 0)
		return damaged(p, "a size of what was measured that cannot be");
	if (!find_section(p, before, attrs, &table))
		return false;
	for (size_t at = 0; at < table.n; at += (size_t)entry) {
		struct pfl_perf_bytes attr =
			bytes_of(p, (struct pfl_span){ table.at + at, (size_t)entry });
		struct pfl_span described = pfl_perf_take(&attr, entry - 16);
		struct pfl_perf_bytes look = bytes_of(p, described);
		struct section section = take_section(&attr);

		pfl_perf_u32(&look);
		if (pfl_perf_u32(&look) > described.n)
			return damaged(p, "an event that is longer than its place");
		if (section.size % 8 != 0)
			return damaged(p, "ids of an event that are cut off");
		if (!find_section(p, before, section, &ids) ||
			!pfl_perf_attrs_add(&p->attrs, described, ids, p->big, p->err))
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
		entry = bytes_of(p, pfl_source_peek(p->source, 16));
		section[n] = take_section(&entry);
		feature[n] = i;
		if (entry.failed)
			return pfl_source_ok(p->source, p->err);
		n++;
		pfl_source_skip(p->source, 16);
	}
	for (size_t i = 0; i < n; i++) {
		uint64_t here = pfl_source_offset(p->source);
		struct pfl_span bytes;

		if (feature[i] != FEATURE_BUILD_ID && feature[i] != FEATURE_EVENT_DESC)
			continue;
		if (section[i].offset < here || section[i].size > MOST_BEFORE ||
			!pfl_source_discard(p->source, section[i].offset - here))
			continue;
		bytes = pfl_source_peek(p->source, (size_t)section[i].size);
		if (!read_feature(p, feature[i], bytes_of(p, bytes)))
			return false;
		pfl_source_skip(p->source, bytes.n);
	}
	return pfl_source_ok(p->source, p->err);
}

/* A file: header, events, records, tables. */
static bool
read_file(struct perfdata *p)
{
	struct pfl_perf_bytes header = bytes_of(p, pfl_source_peek(p->source, FILE_HEADER));
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
		return damaged(p, "the header is cut off");
	if (data.offset < FILE_HEADER || data.offset > MOST_BEFORE)
		return damaged(p, "records that begin at a place that cannot be");
	before = pfl_source_peek(p->source, (size_t)data.offset);
	if (!pfl_source_ok(p->source, p->err))
		return false;
	if (before.n < data.offset)
		return damaged(p, "the file is cut off in front of its records");
	if (!read_attrs(p, before, entry, attrs))
		return false;
	pfl_source_skip(p->source, (size_t)data.offset);
	if (data.size == 0) {
		pfl_build_note(p->b,
			"perf did not end by itself; what it had not yet written is "
			"missing");
		return read_records(p, UINT64_MAX, false);
	}
	if (!read_records(p, data.size, false))
		return false;
	if (pfl_source_offset(p->source) - data.offset < data.size)
		return damaged(p, "the file is cut off between records");
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
	struct pfl_perf_bytes header = bytes_of(p, pfl_source_peek(p->source, PIPE_HEADER));
	uint64_t size;

	if (!pfl_source_ok(p->source, p->err))
		return false;
	if (header.left.n == 0)
		return pfl_fail(p->err, PFL_FORMAT, "the file is empty");
	if (!is_magic(header.left, &p->big))
		return damaged(p, "expected 'PERFILE2'");
	header.big = p->big;
	pfl_perf_take(&header, MAGIC);
	size = pfl_perf_u64(&header);
	if (header.failed)
		return damaged(p, "the header is cut off");
	if (size == PIPE_HEADER) {
		pfl_source_skip(p->source, PIPE_HEADER);
		return read_records(p, UINT64_MAX, true);
	}
	if (size < FILE_HEADER || size > MOST_HEADER)
		return damaged(p, "a header of a size that cannot be");
	return read_file(p);
}

/* ---- the end ---- */

static bool
declare(struct perfdata *p)
{
	struct pfl_budget *budget = pfl_builder_budget(p->b);
	PFL_VEC(uint32_t) names = { 0 };
	bool ok = pfl_vec_reserve(&names, p->attrs.attr.n, budget, "events", p->err) &&
		pfl_perf_attrs_names(&p->attrs, names.at, p->err) &&
		pfl_perf_finish(&p->perf, names.at, p->err);

	pfl_vec_clear(&names, budget);
	return ok;
}

static bool
finish(struct perfdata *p)
{
	if (p->samples == 0)
		return damaged(p, "the end, and no samples before it");
	if (!pfl_perf_samples_settle(&p->stacks, p->err))
		return false;
	if (p->inflated.n)
		pfl_build_note(p->b, "the last of the compressed records is cut off");
	if (p->lost)
		pfl_build_note(p->b, "perf has lost %llu event%s while it was recording",
			(unsigned long long)p->lost, p->lost == 1 ? "" : "s");
	if (p->strangers)
		pfl_build_note(p->b,
			"%llu sample%s skipped: of no event that the file describes",
			(unsigned long long)p->strangers,
			p->strangers == 1 ? " was" : "s were");
	return pfl_perf_memory_finish(&p->memory, &p->perf, p->err) && declare(p);
}

static bool
perfdata_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_budget *budget = pfl_builder_budget(b);
	struct perfdata p = { .source = source, .b = b, .err = err };
	bool ok;

	pfl_perf_init(&p.perf, b);
	pfl_perf_attrs_init(&p.attrs, b);
	pfl_perf_samples_init(&p.stacks, &p.memory, &p.perf);
	ok = pfl_perf_memory_init(&p.memory, b, err) && read_all(&p) && finish(&p);
	pfl_perf_memory_clear(&p.memory);
	pfl_perf_attrs_clear(&p.attrs);
	pfl_perf_samples_clear(&p.stacks);
	pfl_perf_clear(&p.perf);
	pfl_zstd_stream_free(p.zstd);
	pfl_vec_clear(&p.inflated, budget);
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
