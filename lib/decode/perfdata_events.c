/* SPDX-License-Identifier: Apache-2.0 */
/* Events of perf.data, and samples as these describe them. */
#include "decode/perfdata.h"

#include <stdio.h>

/* Bits of sample_type, in the order in which a sample holds what they stand for, but for
 * IDENTIFIER, which comes first. */
enum {
	SAMPLE_IP = 1 << 0,
	SAMPLE_TID = 1 << 1,
	SAMPLE_TIME = 1 << 2,
	SAMPLE_ADDR = 1 << 3,
	SAMPLE_READ = 1 << 4,
	SAMPLE_CALLCHAIN = 1 << 5,
	SAMPLE_ID = 1 << 6,
	SAMPLE_CPU = 1 << 7,
	SAMPLE_PERIOD = 1 << 8,
	SAMPLE_STREAM_ID = 1 << 9,
	SAMPLE_RAW = 1 << 10,
	SAMPLE_BRANCH_STACK = 1 << 11,
	SAMPLE_REGS_USER = 1 << 12,
	SAMPLE_STACK_USER = 1 << 13,
	SAMPLE_IDENTIFIER = 1 << 16,
};

enum { /* bits of read_format */
	READ_ENABLED = 1 << 0,
	READ_RUNNING = 1 << 1,
	READ_ID = 1 << 2,
	READ_GROUP = 1 << 3,
	READ_LOST = 1 << 4,
};

enum {
	BRANCH = 24,   /* bytes of a branch                                     */
	HW_INDEX = 17, /* bit of branch_sample_type                             */
};

struct pfl_span
pfl_perf_string(struct pfl_perf_bytes *b)
{
	const char *nul = b->left.n ? memchr(b->left.at, '\0', b->left.n) : NULL;
	size_t n = nul ? (size_t)(nul - b->left.at) : b->left.n;
	struct pfl_span text = { b->left.at, n };

	pfl_perf_take(b, nul ? n + 1 : n);
	return text;
}

void
pfl_perf_attrs_init(struct pfl_perf_attrs *a, struct pfl_builder *b)
{
	*a = (struct pfl_perf_attrs){ .b = b };
	pfl_idtable_init(&a->ids, pfl_builder_budget(b));
}

void
pfl_perf_attrs_clear(struct pfl_perf_attrs *a)
{
	pfl_idtable_clear(&a->ids);
	pfl_vec_clear(&a->attr, pfl_builder_budget(a->b));
}

/* Is bit i of the struct's bit field set? Compilers fill it from the end that comes first. */
static bool
flag(uint64_t flags, unsigned i, bool big)
{
	return flags >> (big ? 63 - i : i) & 1;
}

bool
pfl_perf_attrs_add(struct pfl_perf_attrs *a, struct pfl_span bytes, struct pfl_span ids,
	bool big, struct pfl_error *err)
{
	struct pfl_perf_bytes b = { .left = bytes, .big = big },
			      id = { .left = ids, .big = big };
	struct pfl_perf_attr attr = { 0 };
	uint32_t number = (uint32_t)a->attr.n, known;
	uint64_t flags;

	if (a->attr.n >= pfl_builder_limits(a->b)->types)
		return pfl_fail(err, PFL_LIMIT,
			"more than %llu events; --max-types raises the limit",
			(unsigned long long)pfl_builder_limits(a->b)->types);
	attr.type = pfl_perf_u32(&b);
	pfl_perf_u32(&b); /* its size */
	attr.config = pfl_perf_u64(&b);
	attr.period = pfl_perf_u64(&b);
	attr.sample_type = pfl_perf_u64(&b);
	attr.read_format = pfl_perf_u64(&b);
	flags = pfl_perf_u64(&b);
	attr.exclude_user = flag(flags, 4, big);
	attr.exclude_kernel = flag(flags, 5, big);
	attr.freq = flag(flags, 10, big);
	attr.sample_id_all = flag(flags, 18, big);
	if (b.failed || bytes.n < PFL_PERF_ATTR_LEAST)
		return pfl_fail(
			err, PFL_FORMAT, "the description of event %u is cut off", number + 1);
	pfl_perf_take(&b, 24);               /* what events of other kinds are */
	attr.branch_type = pfl_perf_u64(&b); /* later versions have more */
	attr.regs_user = pfl_perf_u64(&b);
	if (!pfl_vec_reserve(&a->attr, 1, pfl_builder_budget(a->b), "events", err))
		return false;
	a->attr.at[a->attr.n++] = attr;
	while (id.left.n >= 8) {
		known = pfl_idtable_number(&a->ids, pfl_perf_u64(&id), 0, err);
		if (known == UINT32_MAX)
			return false;
		a->ids.row.at[known] = number;
	}
	return true;
}

static bool
set_name(struct pfl_perf_attrs *a, uint32_t number, struct pfl_span name, struct pfl_error *err)
{
	if (number < a->attr.n && name.n)
		a->attr.at[number].name = pfl_build_string(a->b, name);
	return pfl_builder_check(a->b, err);
}

bool
pfl_perf_attrs_describe(
	struct pfl_perf_attrs *a, struct pfl_perf_bytes bytes, struct pfl_error *err)
{
	uint32_t n = pfl_perf_u32(&bytes), size = pfl_perf_u32(&bytes);

	for (uint32_t i = 0; i < n && i < a->attr.n; i++) {
		struct pfl_perf_bytes text = { 0 };
		uint32_t ids;

		pfl_perf_take(&bytes, size);
		ids = pfl_perf_u32(&bytes);
		text.left = pfl_perf_take(&bytes, pfl_perf_u32(&bytes));
		pfl_perf_take(&bytes, 8 * (uint64_t)ids);
		if (bytes.failed)
			return true; /* names are made up then */
		if (!set_name(a, i, pfl_perf_string(&text), err))
			return false;
	}
	return true;
}

/* The number of the event that samples call so. PFL_NONE: there is none. */
static uint32_t
find_attr(const struct pfl_perf_attrs *a, uint64_t id)
{
	uint32_t number = pfl_idtable_find(&a->ids, id);

	if (number != UINT32_MAX)
		return a->ids.row.at[number];
	return a->attr.n == 1 ? 0 : PFL_NONE;
}

bool
pfl_perf_attrs_name(
	struct pfl_perf_attrs *a, uint64_t id, struct pfl_span name, struct pfl_error *err)
{
	return set_name(a, find_attr(a, id), name, err);
}

/* Which event a sample is of: its id has the same place in samples of all events. */
static uint32_t
attr_of(const struct pfl_perf_attrs *a, struct pfl_perf_bytes bytes)
{
	uint64_t type = a->attr.n ? a->attr.at[0].sample_type : 0, before = 0;

	if (a->attr.n <= 1)
		return a->attr.n ? 0 : PFL_NONE;
	if (!(type & (SAMPLE_IDENTIFIER | SAMPLE_ID)))
		return 0;
	if (!(type & SAMPLE_IDENTIFIER)) {
		for (uint64_t bit = SAMPLE_IP; bit <= SAMPLE_ADDR; bit <<= 1)
			before += type & bit ? 8 : 0;
	}
	pfl_perf_take(&bytes, before);
	return find_attr(a, pfl_perf_u64(&bytes));
}

/* What the counters said. */
static void
skip_read(struct pfl_perf_bytes *b, uint64_t format)
{
	uint64_t each = 8, n = 1, times = 0;

	each += format & READ_ID ? 8 : 0;
	each += format & READ_LOST ? 8 : 0;
	times += format & READ_ENABLED ? 8 : 0;
	times += format & READ_RUNNING ? 8 : 0;
	if (format & READ_GROUP)
		n = pfl_perf_u64(b);
	pfl_perf_take(b, times);
	pfl_perf_take(b, n > b->left.n ? UINT64_MAX : n * each);
}

/* What stands behind the stack says nothing to us, but must be there. */
static void
skip_tail(struct pfl_perf_bytes *b, const struct pfl_perf_attr *attr)
{
	uint64_t n;

	if (attr->sample_type & SAMPLE_RAW)
		pfl_perf_take(b, pfl_perf_u32(b));
	if (attr->sample_type & SAMPLE_BRANCH_STACK) {
		n = pfl_perf_u64(b);
		pfl_perf_take(b, attr->branch_type >> HW_INDEX & 1 ? 8 : 0);
		pfl_perf_take(b, n > b->left.n ? UINT64_MAX : n * BRANCH);
	}
	if (attr->sample_type & SAMPLE_REGS_USER && pfl_perf_u64(b) != 0) {
		for (uint64_t regs = attr->regs_user; regs; regs &= regs - 1)
			pfl_perf_take(b, 8);
	}
	if (attr->sample_type & SAMPLE_STACK_USER) {
		n = pfl_perf_u64(b);
		pfl_perf_take(b, n);
		pfl_perf_take(b, n ? 8 : 0);
	}
}

bool
pfl_perf_attrs_sample(
	const struct pfl_perf_attrs *a, struct pfl_perf_bytes bytes, struct pfl_perf_record *r)
{
	const struct pfl_perf_attr *attr;
	uint64_t type, n;

	*r = (struct pfl_perf_record){ .attr = attr_of(a, bytes) };
	if (r->attr == PFL_NONE)
		return true;
	attr = &a->attr.at[r->attr];
	type = attr->sample_type;
	if (!(type & (SAMPLE_IP | SAMPLE_CALLCHAIN)))
		return false;
	pfl_perf_take(&bytes, type & SAMPLE_IDENTIFIER ? 8 : 0);
	r->has_ip = type & SAMPLE_IP;
	r->ip = r->has_ip ? pfl_perf_u64(&bytes) : 0;
	r->has_tid = type & SAMPLE_TID;
	r->pid = r->has_tid ? pfl_perf_u32(&bytes) : 0;
	r->tid = r->has_tid ? pfl_perf_u32(&bytes) : 0;
	r->has_time = type & SAMPLE_TIME;
	r->time = r->has_time ? pfl_perf_u64(&bytes) : 0;
	pfl_perf_take(&bytes, type & SAMPLE_ADDR ? 8 : 0);
	pfl_perf_take(&bytes, type & SAMPLE_ID ? 8 : 0);
	pfl_perf_take(&bytes, type & SAMPLE_STREAM_ID ? 8 : 0);
	r->has_cpu = type & SAMPLE_CPU;
	r->cpu = r->has_cpu ? pfl_perf_u32(&bytes) : 0;
	pfl_perf_take(&bytes, r->has_cpu ? 4 : 0);
	r->has_period = type & SAMPLE_PERIOD || (!attr->freq && attr->period > 1);
	r->period = type & SAMPLE_PERIOD ? pfl_perf_u64(&bytes) : attr->period;
	if (type & SAMPLE_READ)
		skip_read(&bytes, attr->read_format);
	if (type & SAMPLE_CALLCHAIN) {
		n = pfl_perf_u64(&bytes);
		r->chain = pfl_perf_take(&bytes, n > bytes.left.n ? UINT64_MAX : 8 * n);
	}
	skip_tail(&bytes, attr);
	return !bytes.failed;
}

/* What perf calls an event that nothing names. */
static const char *
known_name(const struct pfl_perf_attr *attr)
{
	static const char *const hardware[] = { "cycles", "instructions", "cache-references",
		"cache-misses", "branches", "branch-misses", "bus-cycles",
		"stalled-cycles-frontend", "stalled-cycles-backend", "ref-cycles" };
	static const char *const software[] = { "cpu-clock", "task-clock", "page-faults",
		"context-switches", "cpu-migrations", "minor-faults", "major-faults",
		"alignment-faults", "emulation-faults", "dummy", "bpf-output" };

	if (attr->type == 0 && attr->config < sizeof(hardware) / sizeof(hardware[0]))
		return hardware[attr->config];
	if (attr->type == 1 && attr->config < sizeof(software) / sizeof(software[0]))
		return software[attr->config];
	return NULL;
}

bool
pfl_perf_attrs_names(struct pfl_perf_attrs *a, uint32_t *names, struct pfl_error *err)
{
	for (size_t i = 0; i < a->attr.n; i++) {
		const struct pfl_perf_attr *attr = &a->attr.at[i];
		const char *name = known_name(attr);
		char text[64];

		if (attr->name) {
			names[i] = attr->name;
			continue;
		}
		if (name)
			snprintf(text, sizeof(text), "%s%s", name,
				attr->exclude_kernel         ? ":u"
					: attr->exclude_user ? ":k"
							     : "");
		else
			snprintf(text, sizeof(text), "event %u/0x%llx", attr->type,
				(unsigned long long)attr->config);
		names[i] = pfl_build_string(a->b, pfl_span_of(text));
	}
	return pfl_builder_check(a->b, err);
}
