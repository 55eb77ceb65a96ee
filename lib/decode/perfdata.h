/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of reading perf.data: numbers in either byte order, events, processes and their memory,
 * samples, records. */
#ifndef PFL_DECODE_PERFDATA_H
#define PFL_DECODE_PERFDATA_H

#include "base/text.h"
#include "decode/chains.h"
#include "decode/idtable.h"
#include "decode/perf.h"
#include "io/zstd_stream.h"

/*
 * Bytes that are read from front to back in the byte order of the machine that wrote them. What
 * is not there reads as 0 and sets `failed`: read freely, then look.
 */
struct pfl_perf_bytes {
	struct pfl_span left;
	bool big; /* the most significant byte comes first */
	bool failed;
};

/* The next n bytes, empty when there are fewer. */
static inline struct pfl_span
pfl_perf_take(struct pfl_perf_bytes *b, uint64_t n)
{
	struct pfl_span taken = { b->left.at, (size_t)n };

	if (n > b->left.n) {
		b->failed = true;
		b->left.n = 0;
		return (struct pfl_span){ "", 0 };
	}
	b->left.at += n;
	b->left.n -= (size_t)n;
	return taken;
}

/* Four bytes as a number, written out so that compilers make one load of it. */
static inline uint32_t
pfl_perf_load(const char *bytes, bool big)
{
	const unsigned char *b = (const unsigned char *)bytes;

	return big ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]
		   : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

static inline uint16_t
pfl_perf_u16(struct pfl_perf_bytes *b)
{
	struct pfl_span bytes = pfl_perf_take(b, 2);
	unsigned char first = bytes.n ? (unsigned char)bytes.at[0] : 0;
	unsigned char second = bytes.n ? (unsigned char)bytes.at[1] : 0;

	return (uint16_t)(b->big ? first << 8 | second : second << 8 | first);
}

static inline uint32_t
pfl_perf_u32(struct pfl_perf_bytes *b)
{
	struct pfl_span bytes = pfl_perf_take(b, 4);

	return bytes.n ? pfl_perf_load(bytes.at, b->big) : 0;
}

static inline uint64_t
pfl_perf_u64(struct pfl_perf_bytes *b)
{
	struct pfl_span bytes = pfl_perf_take(b, 8);
	uint64_t first, second;

	if (!bytes.n)
		return 0;
	first = pfl_perf_load(bytes.at, b->big);
	second = pfl_perf_load(bytes.at + 4, b->big);
	return b->big ? first << 32 | second : second << 32 | first;
}

/* A text that ends with a NUL or where the bytes do. */
struct pfl_span pfl_perf_string(struct pfl_perf_bytes *b);

/* Room for one more row in a vector of `m`, which has a builder. */
#define PFL_PERF_GROW(m, vec, what, err)                                                       \
	pfl_vec_reserve(vec, 1, pfl_builder_budget((m)->b), what, err)

/* ---- perfdata_events.c: what was measured ---- */

enum { PFL_PERF_ATTR_LEAST = 64 }; /* bytes of the first version of struct perf_event_attr */

/* One event, as struct perf_event_attr describes it. */
struct pfl_perf_attr {
	uint32_t type;
	uint64_t config, period, sample_type, read_format, branch_type;
	uint64_t regs_user;
	bool freq;          /* `period` is a frequency                          */
	bool sample_id_all; /* records other than samples say when and whose, too */
	bool exclude_user, exclude_kernel;
	uint32_t name; /* id of a string; 0: not told */
};

struct pfl_perf_attrs {
	struct pfl_builder *b; /* borrowed */
	PFL_VEC(struct pfl_perf_attr) attr;
	struct pfl_idtable ids; /* what samples call an event -> its number */
};

/* What of a sample matters here. */
struct pfl_perf_record {
	uint32_t attr; /* number; PFL_NONE: no such event */
	bool has_ip, has_tid, has_time, has_cpu, has_period;
	uint64_t ip, time, period;
	uint32_t pid, tid, cpu;
	struct pfl_span chain; /* 8 bytes for each address, leaf first */
};

void pfl_perf_attrs_init(struct pfl_perf_attrs *a, struct pfl_builder *b);
void pfl_perf_attrs_clear(struct pfl_perf_attrs *a);

/* Add an event and what samples call it: `bytes` is its struct and no more, `ids` 8 bytes each.
 * False with *err. */
bool pfl_perf_attrs_add(struct pfl_perf_attrs *a, struct pfl_span bytes, struct pfl_span ids,
	bool big, struct pfl_error *err);

/* Names: from the section or record that lists all events, or of the one with this id. */
bool pfl_perf_attrs_describe(
	struct pfl_perf_attrs *a, struct pfl_perf_bytes bytes, struct pfl_error *err);
bool pfl_perf_attrs_name(
	struct pfl_perf_attrs *a, uint64_t id, struct pfl_span name, struct pfl_error *err);

/* Take a sample apart. False when it does not hold what its event says. */
bool pfl_perf_attrs_sample(const struct pfl_perf_attrs *a, struct pfl_perf_bytes bytes,
	struct pfl_perf_record *record);

/* The names of all events, made up where none was told: ids of strings by number. */
bool pfl_perf_attrs_names(struct pfl_perf_attrs *a, uint32_t *names, struct pfl_error *err);

/* ---- perfdata_memory.c: whose code is where ---- */

/* A piece of a file in the memory of a process. */
struct pfl_perf_map {
	uint32_t space;  /* whose memory                     */
	uint32_t object; /* number of the file               */
	uint64_t start, end, offset;
};

/* Memory of the kernel is that of space 0. Spaces are numbered; a process that runs another
 * program gets a new one. */
enum { PFL_PERF_KERNEL = 0 };

struct pfl_perf_space {
	uint32_t parent;     /* whose memory it had when it began; PFL_NONE: nobody's */
	uint32_t first, end; /* in `piece`, in the end */
};

/* A file that was mapped. */
struct pfl_perf_object {
	uint32_t name, build_id; /* ids of strings */
};

struct pfl_perf_place {
	uint64_t address;
	uint32_t space; /* PFL_NONE: a command, whose name has the id `address` */
};

/* What is at an address, once all is known: a mapping from `start` on, up to the next piece. */
struct pfl_perf_piece {
	uint64_t start;
	uint32_t map; /* PFL_NONE: nothing */
};

struct pfl_perf_memory {
	struct pfl_builder *b;                /* borrowed */
	struct pfl_idtable pids, tids, files; /* -> space; -> `comm`; name -> `object` */
	PFL_VEC(struct pfl_perf_space) space;
	PFL_VEC(uint32_t) comm; /* by number of the tid: id of a string, 0: not told */
	PFL_VEC(struct pfl_perf_object) object;
	PFL_VEC(struct pfl_perf_map) map;
	PFL_VEC(struct pfl_perf_place) place; /* what stacks hold numbers of */
	struct pfl_idmap places;
	PFL_VEC(struct pfl_perf_piece) piece;
	struct pfl_text scratch;
};

bool pfl_perf_memory_init(
	struct pfl_perf_memory *m, struct pfl_builder *b, struct pfl_error *err);
void pfl_perf_memory_clear(struct pfl_perf_memory *m);

/* What the records say. False with *err: PFL_NOMEM, PFL_LIMIT. */
bool pfl_perf_memory_map(struct pfl_perf_memory *m, uint32_t pid, bool kernel,
	const struct pfl_perf_map *map, struct pfl_span file, uint32_t build_id,
	struct pfl_error *err);
bool pfl_perf_memory_comm(struct pfl_perf_memory *m, uint32_t pid, uint32_t tid, bool exec,
	struct pfl_span name, struct pfl_error *err);
bool pfl_perf_memory_fork(struct pfl_perf_memory *m, uint32_t pid, uint32_t ppid, uint32_t tid,
	uint32_t ptid, struct pfl_error *err);

/* The build id of a file, as bytes. */
bool pfl_perf_memory_build_id(struct pfl_perf_memory *m, struct pfl_span file,
	struct pfl_span id, struct pfl_error *err);
uint32_t pfl_perf_build_id(struct pfl_perf_memory *m, struct pfl_span id);

/* The memory of a process; PFL_NONE with *err. */
uint32_t pfl_perf_memory_space(struct pfl_perf_memory *m, uint32_t pid, struct pfl_error *err);

/* The numbers of n addresses, all those of a stack, for whose memory is waited once. False with
 * *err. */
bool pfl_perf_memory_places(struct pfl_perf_memory *m, const struct pfl_perf_place *place,
	size_t n, uint32_t *number, struct pfl_error *err);

/* The number of a command. UINT32_MAX with *err. */
uint32_t pfl_perf_memory_root(struct pfl_perf_memory *m, uint32_t comm, struct pfl_error *err);

/* What a thread is called: the id of a string. */
uint32_t pfl_perf_memory_name(
	struct pfl_perf_memory *m, uint32_t pid, uint32_t tid, struct pfl_error *err);

/* The number of a file, in `object`. UINT32_MAX with *err. */
uint32_t pfl_perf_memory_object(
	struct pfl_perf_memory *m, struct pfl_span file, struct pfl_error *err);

/* perfdata_places.c. All records were read: numbers in stacks become locations, files mappings.
 */
bool pfl_perf_memory_finish(
	struct pfl_perf_memory *m, struct pfl_perf *perf, struct pfl_error *err);

/* ---- perfdata_samples.c: samples, and the stacks of their chains ---- */

/* A sample whose stack is being looked up. */
struct pfl_perf_waiting {
	struct pfl_perf_sample sample;
	uint32_t user; /* the memory of its process */
	bool in_kernel, has_ip;
	uint64_t ip;
};

/* A stack without its leaf. */
struct pfl_perf_callers {
	uint32_t stack, depth; /* the number of the shared one, and its locations */
};

/* Samples that go on from one place differ by their leaf: its callers are looked at once. */
struct pfl_perf_samples {
	struct pfl_perf_memory *memory; /* borrowed, both */
	struct pfl_perf *perf;
	struct pfl_chains chains;
	PFL_VEC(uint32_t) stack;                  /* shared one, by number of the chain */
	struct pfl_chains calls;                  /* chains without their leaf */
	PFL_VEC(struct pfl_perf_callers) callers; /* by number of these */
	struct pfl_perf_waiting waiting[PFL_CHAINS_GROUP];
	bool big;                             /* as the bytes of chains are written */
	PFL_VEC(struct pfl_perf_place) frame; /* of the stack at hand, leaf first, */
	PFL_VEC(uint32_t) place;              /* and their numbers                  */
};

/* The memory and what perf's samples have in common are borrowed, and initialized by then. */
void pfl_perf_samples_init(
	struct pfl_perf_samples *s, struct pfl_perf_memory *memory, struct pfl_perf *perf);
void pfl_perf_samples_clear(struct pfl_perf_samples *s);

/* Add a sample, sooner or later; `kernel` is where its ip is. False with *err. */
bool pfl_perf_samples_add(struct pfl_perf_samples *s, const struct pfl_perf_record *r,
	bool kernel, bool big, struct pfl_error *err);

/* Add those that wait: before anything is said of memory. False with *err. */
bool pfl_perf_samples_settle(struct pfl_perf_samples *s, struct pfl_error *err);

/* ---- perfdata_records.c: what a record says ---- */

enum { PFL_PERF_RECORD_HEADER = 8 }; /* bytes: type, misc, size */

enum pfl_perf_record_type {
	PFL_PERF_MMAP = 1,
	PFL_PERF_LOST = 2,
	PFL_PERF_COMM = 3,
	PFL_PERF_FORK = 7,
	PFL_PERF_SAMPLE = 9,
	PFL_PERF_MMAP2 = 10,
	PFL_PERF_LOST_SAMPLES = 13,
	PFL_PERF_USER = 64, /* from here on perf's own, before that the kernel's */
	PFL_PERF_ATTR = 64,
	PFL_PERF_TRACING_DATA = 66,
	PFL_PERF_BUILD_ID = 67,
	PFL_PERF_AUXTRACE = 71,
	PFL_PERF_EVENT_UPDATE = 78,
	PFL_PERF_FEATURE = 80,
	PFL_PERF_COMPRESSED = 81,
	PFL_PERF_COMPRESSED2 = 83,
};

/* Tables about a recording: behind its records in a file, among them in a pipe. */
enum { PFL_PERF_FEATURE_BUILD_ID = 2, PFL_PERF_FEATURE_EVENT_DESC = 12 };

/* Everything that records tell, as far as they were read. */
struct pfl_perf_records {
	struct pfl_builder *b; /* borrowed, both */
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

/* Errors of everything here go to *err, which outlives it, as does the builder. */
bool pfl_perf_records_init(
	struct pfl_perf_records *r, struct pfl_builder *b, struct pfl_error *err);
void pfl_perf_records_clear(struct pfl_perf_records *r);

/* A whole record: type, misc, size, body. */
bool pfl_perf_records_take(struct pfl_perf_records *r, struct pfl_span record);

/* The content of a table; those that nobody needs are passed over. */
bool pfl_perf_records_feature(
	struct pfl_perf_records *r, uint64_t feature, struct pfl_perf_bytes bytes);

/* Bytes in the order of this file. */
static inline struct pfl_perf_bytes
pfl_perf_bytes_of(const struct pfl_perf_records *r, struct pfl_span span)
{
	return (struct pfl_perf_bytes){ .left = span, .big = r->big };
}

/* Say what is wrong with the record at hand. */
bool pfl_perf_damaged(const struct pfl_perf_records *r, const char *what);

#endif
