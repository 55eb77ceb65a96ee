/* SPDX-License-Identifier: Apache-2.0 */
/* What single records of perf.data say. */
#include "decode/perfdata.h"

enum {
	BUILD_ID = 20,   /* bytes */
	PIECE = 1 << 17, /* bytes that are inflated at once */
	UPDATE_NAME = 2,
};

enum { /* bits of a record's misc */
	MODE = 7,
	MODE_KERNEL = 1,
	MISC_COMM_EXEC = 1 << 13,
	MISC_MMAP_DATA = 1 << 13,
	MISC_MMAP_BUILD_ID = 1 << 14,
	MISC_BUILD_ID_SIZE = 1 << 15,
};

bool
pfl_perf_records_init(struct pfl_perf_records *r, struct pfl_builder *b, struct pfl_error *err)
{
	*r = (struct pfl_perf_records){ .b = b, .err = err };
	pfl_perf_init(&r->perf, b);
	pfl_perf_attrs_init(&r->attrs, b);
	pfl_perf_samples_init(&r->stacks, &r->memory, &r->perf);
	return pfl_perf_memory_init(&r->memory, b, err);
}

void
pfl_perf_records_clear(struct pfl_perf_records *r)
{
	pfl_perf_memory_clear(&r->memory);
	pfl_perf_attrs_clear(&r->attrs);
	pfl_perf_samples_clear(&r->stacks);
	pfl_perf_clear(&r->perf);
	pfl_zstd_stream_free(r->zstd);
	pfl_vec_clear(&r->inflated, pfl_builder_budget(r->b));
}

bool
pfl_perf_damaged(const struct pfl_perf_records *r, const char *what)
{
	return pfl_fail(
		r->err, PFL_FORMAT, "byte %llu: %s", (unsigned long long)r->start, what);
}

static bool
read_sample(struct pfl_perf_records *r, struct pfl_perf_bytes body, uint16_t misc)
{
	struct pfl_perf_record sample;

	if (!pfl_perf_attrs_sample(&r->attrs, body, &sample))
		return pfl_perf_damaged(r, "a sample that does not hold what its event says");
	if (sample.attr == PFL_NONE) {
		r->strangers++;
		return r->attrs.attr.n ||
			pfl_perf_damaged(
				r, "a sample, and nothing that says what was measured");
	}
	r->samples++;
	return pfl_perf_samples_add(
		&r->stacks, &sample, (misc & MODE) == MODE_KERNEL, r->big, r->err);
}

static bool
read_map(struct pfl_perf_records *r, struct pfl_perf_bytes body, uint16_t misc, bool second)
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
			build_id = pfl_perf_build_id(&r->memory,
				(struct pfl_span){ id.at + 4, (unsigned char)id.at[0] });
		pfl_perf_u64(&body); /* protection and flags */
	}
	if (body.failed)
		return pfl_perf_damaged(r, "a mapping that is cut off");
	if (misc & MISC_MMAP_DATA)
		return true;
	return pfl_perf_memory_map(
		&r->memory, pid, kernel, &map, pfl_perf_string(&body), build_id, r->err);
}

static bool
read_comm(struct pfl_perf_records *r, struct pfl_perf_bytes body, uint16_t misc)
{
	uint32_t pid = pfl_perf_u32(&body), tid = pfl_perf_u32(&body);

	if (body.failed)
		return pfl_perf_damaged(r, "a command that is cut off");
	return pfl_perf_memory_comm(
		&r->memory, pid, tid, misc & MISC_COMM_EXEC, pfl_perf_string(&body), r->err);
}

static bool
read_fork(struct pfl_perf_records *r, struct pfl_perf_bytes body)
{
	uint32_t pid = pfl_perf_u32(&body), ppid = pfl_perf_u32(&body);
	uint32_t tid = pfl_perf_u32(&body), ptid = pfl_perf_u32(&body);

	if (body.failed)
		return pfl_perf_damaged(r, "the start of a process that is cut off");
	return pfl_perf_memory_fork(&r->memory, pid, ppid, tid, ptid, r->err);
}

static bool
read_lost(struct pfl_perf_records *r, struct pfl_perf_bytes body, bool samples)
{
	uint64_t n;

	pfl_perf_take(&body, samples ? 0 : 8);
	n = pfl_perf_u64(&body);
	r->lost = n > UINT64_MAX - r->lost ? UINT64_MAX : r->lost + n;
	return true;
}

/* An event in a pipe: its struct, which says how long it is, and its ids. */
static bool
read_attr(struct pfl_perf_records *r, struct pfl_perf_bytes body)
{
	struct pfl_perf_bytes look = body;
	struct pfl_span attr;
	uint32_t size;

	pfl_perf_u32(&look);
	size = pfl_perf_u32(&look);
	attr = pfl_perf_take(&body, size ? size : PFL_PERF_ATTR_LEAST);
	if (body.failed)
		return pfl_perf_damaged(r, "an event that is cut off");
	return pfl_perf_attrs_add(&r->attrs, attr, body.left, r->big, r->err);
}

static bool
read_update(struct pfl_perf_records *r, struct pfl_perf_bytes body)
{
	uint64_t what = pfl_perf_u64(&body), id = pfl_perf_u64(&body);

	return what != UPDATE_NAME || body.failed ||
		pfl_perf_attrs_name(&r->attrs, id, pfl_perf_string(&body), r->err);
}

/* The body of a record with a build id. */
static bool
read_build_id(struct pfl_perf_records *r, struct pfl_perf_bytes body, uint16_t misc)
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
		&r->memory, pfl_perf_string(&body), (struct pfl_span){ id.at, n }, r->err);
}

/* Build ids are records again. */
static bool
read_build_ids(struct pfl_perf_records *r, struct pfl_perf_bytes bytes)
{
	while (bytes.left.n > PFL_PERF_RECORD_HEADER) {
		uint16_t misc, size;
		struct pfl_span body;

		pfl_perf_u32(&bytes);
		misc = pfl_perf_u16(&bytes);
		size = pfl_perf_u16(&bytes);
		if (size <= PFL_PERF_RECORD_HEADER)
			return true;
		body = pfl_perf_take(&bytes, size - PFL_PERF_RECORD_HEADER);
		if (bytes.failed)
			return true;
		if (!read_build_id(r, pfl_perf_bytes_of(r, body), misc))
			return false;
	}
	return true;
}

bool
pfl_perf_records_feature(
	struct pfl_perf_records *r, uint64_t feature, struct pfl_perf_bytes bytes)
{
	if (feature == PFL_PERF_FEATURE_EVENT_DESC)
		return pfl_perf_attrs_describe(&r->attrs, bytes, r->err);
	return feature != PFL_PERF_FEATURE_BUILD_ID || read_build_ids(r, bytes);
}

static bool read_record(struct pfl_perf_records *r, struct pfl_span record, bool inflated);

/* The records at the front of what was inflated so far. */
static bool
drain(struct pfl_perf_records *r)
{
	size_t at = 0;

	while (r->inflated.n - at >= PFL_PERF_RECORD_HEADER) {
		struct pfl_span left = { r->inflated.at + at, r->inflated.n - at };
		struct pfl_perf_bytes header = pfl_perf_bytes_of(r, left);
		uint16_t size;

		pfl_perf_take(&header, 6);
		size = pfl_perf_u16(&header);
		if (size < PFL_PERF_RECORD_HEADER)
			return pfl_perf_damaged(
				r, "a compressed record that is smaller than its header");
		if (size > left.n)
			break;
		if (!read_record(r, (struct pfl_span){ left.at, size }, true))
			return false;
		at += size;
	}
	if (at)
		memmove(r->inflated.at, r->inflated.at + at, r->inflated.n - at);
	r->inflated.n -= at;
	return true;
}

static bool
read_compressed(struct pfl_perf_records *r, struct pfl_span data)
{
	if (!r->zstd)
		r->zstd = pfl_zstd_stream_new(pfl_builder_limits(r->b), r->err);
	if (!r->zstd)
		return false;
	pfl_zstd_stream_feed(r->zstd, data);
	for (;;) {
		ptrdiff_t n;

		if (!pfl_vec_reserve(&r->inflated, PIECE, pfl_builder_budget(r->b),
			    "compressed records", r->err))
			return false;
		n = pfl_zstd_stream_read(
			r->zstd, r->inflated.at + r->inflated.n, PIECE, r->err);
		if (n <= 0)
			return n == 0 ||
				(pfl_context(r->err, "byte %llu", (unsigned long long)r->start),
					false);
		r->inflated.n += (size_t)n;
		if (!drain(r))
			return false;
	}
}

/* A record of which perf itself is the author. */
static bool
read_own(struct pfl_perf_records *r, uint32_t type, uint16_t misc, struct pfl_perf_bytes body)
{
	uint64_t number;

	switch (type) {
	case PFL_PERF_ATTR:
		return read_attr(r, body);
	case PFL_PERF_BUILD_ID:
		return read_build_id(r, body, misc);
	case PFL_PERF_EVENT_UPDATE:
		return read_update(r, body);
	case PFL_PERF_FEATURE:
		number = pfl_perf_u64(&body);
		return pfl_perf_records_feature(r, number, body);
	case PFL_PERF_COMPRESSED:
		return read_compressed(r, body.left);
	case PFL_PERF_COMPRESSED2:
		number = pfl_perf_u64(&body);
		return read_compressed(r, pfl_perf_take(&body, number));
	default:
		return true;
	}
}

/* A whole record. One that was compressed holds no further such records. */
static bool
read_record(struct pfl_perf_records *r, struct pfl_span record, bool inflated)
{
	struct pfl_perf_bytes body = pfl_perf_bytes_of(r, record);
	uint32_t type = pfl_perf_u32(&body);
	uint16_t misc = pfl_perf_u16(&body);

	pfl_perf_u16(&body); /* its size */
	if (type != PFL_PERF_SAMPLE && !pfl_perf_samples_settle(&r->stacks, r->err))
		return false;
	switch (type) {
	case PFL_PERF_MMAP:
	case PFL_PERF_MMAP2:
		return read_map(r, body, misc, type == PFL_PERF_MMAP2);
	case PFL_PERF_COMM:
		return read_comm(r, body, misc);
	case PFL_PERF_FORK:
		return read_fork(r, body);
	case PFL_PERF_SAMPLE:
		return read_sample(r, body, misc);
	case PFL_PERF_LOST:
	case PFL_PERF_LOST_SAMPLES:
		return read_lost(r, body, type == PFL_PERF_LOST_SAMPLES);
	default:
		return type < PFL_PERF_USER || inflated || read_own(r, type, misc, body);
	}
}

bool
pfl_perf_records_take(struct pfl_perf_records *r, struct pfl_span record)
{
	return read_record(r, record, false);
}
