/* SPDX-License-Identifier: Apache-2.0 */
/* perf.data: files and pipes in either byte order, whose code is where, what must be refused.
 */
#include "decoding.h"

#if PFL_HAVE_ZSTD
#include <zstd.h>
#endif

/* What is being written. */
struct writer {
	struct pfl_text text;
	bool big;
};

static void
put(struct writer *w, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		size_t k = w->big ? size - 1 - i : i;

		pfl_text_char(&w->text, (char)(number >> 8 * k & 0xff));
	}
}

static void
put_string(struct writer *w, const char *text, size_t size)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < size; i++)
		pfl_text_char(&w->text, i < n ? text[i] : '\0');
}

/* The start of a record whose body has `size` bytes. */
static void
put_record(struct writer *w, uint32_t type, uint32_t misc, size_t size)
{
	put(w, type, 4);
	put(w, misc, 2);
	put(w, 8 + size, 2);
}

enum {
	SAMPLE_TYPE = 0x1 | 0x2 | 0x4 | 0x20 | 0x80 | 0x100 | 0x10000
}; /* with an id in front */
enum { KERNEL = 1, USER = 2, EXEC = 1 << 13, BUILD_ID = 1 << 14 };

static void
put_attr(struct writer *w, uint64_t config, uint64_t sample_type)
{
	put(w, 1, 4); /* software */
	put(w, 64, 4);
	put(w, config, 8);
	put(w, 997, 8);
	put(w, sample_type, 8);
	put(w, 0, 8);
	/* exclude_kernel, a frequency */
	put(w, w->big ? 1ull << (63 - 5) | 1ull << (63 - 10) : 1u << 5 | 1u << 10, 8);
	put(w, 0, 8);
	put(w, 0, 8);
}

static void
put_comm(struct writer *w, uint32_t pid, uint32_t tid, const char *name, uint32_t misc)
{
	put_record(w, 3, misc, 24);
	put(w, pid, 4);
	put(w, tid, 4);
	put_string(w, name, 16);
}

static void
put_fork(struct writer *w, uint32_t pid, uint32_t ppid, uint32_t tid, uint32_t ptid)
{
	put_record(w, 7, 0, 24);
	put(w, pid, 4);
	put(w, ppid, 4);
	put(w, tid, 4);
	put(w, ptid, 4);
	put(w, 1, 8);
}

static void
put_map(struct writer *w, uint32_t pid, uint64_t start, uint64_t size, uint64_t offset,
	const char *file, uint32_t misc)
{
	put_record(w, 1, misc, 48);
	put(w, pid, 4);
	put(w, pid, 4);
	put(w, start, 8);
	put(w, size, 8);
	put(w, offset, 8);
	put_string(w, file, 16);
}

/* A mapping with a build id. */
static void
put_map2(struct writer *w, uint32_t pid, uint64_t start, uint64_t size, const char *file)
{
	put_record(w, 10, USER | BUILD_ID, 80);
	put(w, pid, 4);
	put(w, pid, 4);
	put(w, start, 8);
	put(w, size, 8);
	put(w, 0, 8);
	put(w, 2, 1);
	put(w, 0, 3);
	put_string(w, "\x12\xab", 20);
	put(w, 0, 8);
	put_string(w, file, 16);
}

/* A sample of the event with this id; the addresses are a list that ends with 0. */
static void
put_sample(struct writer *w, uint64_t id, uint32_t pid, uint32_t tid, uint32_t mode,
	uint64_t ip, uint64_t period, const uint64_t *chain)
{
	size_t n = 0;

	while (chain && chain[n])
		n++;
	put_record(w, 9, mode, 56 + 8 * n);
	put(w, id, 8);
	put(w, ip, 8);
	put(w, pid, 4);
	put(w, tid, 4);
	put(w, 1000, 8);
	put(w, 3, 4);
	put(w, 0, 4);
	put(w, period, 8);
	put(w, n, 8);
	for (size_t i = 0; i < n; i++)
		put(w, chain[i], 8);
}

#define IN_KERNEL (UINT64_MAX - 127)
#define IN_USER (UINT64_MAX - 511)

/* Commands, memory, processes and samples of two events, 5 and 6. */
static void
put_records(struct writer *w)
{
	static const uint64_t both[] = { IN_KERNEL, 0xffffffff81000010, 0xffffffff81000021,
		IN_USER, 0x401000, 0x402001, 0 };
	static const uint64_t user[] = { IN_USER, 0x7f0000001000, 0x401235, 0x999, 0 };

	put_map(w, UINT32_MAX, 0xffffffff81000000, 0x1000000, 0, "[kernel.x]_text", KERNEL);
	put_comm(w, 7, 7, "app", 0);
	put_map(w, 7, 0x400000, 0x10000, 0, "/bin/app", USER);
	put_map2(w, 7, 0x7f0000000000, 0x10000, "/lib/x.so");
	put_fork(w, 7, 7, 8, 7);
	put_comm(w, 7, 8, "night shift", 0);
	put_sample(w, 5, 7, 7, KERNEL, 0xffffffff81000010, 100, both);
	put_sample(w, 5, 7, 8, USER, 0x7f0000001000, 200, user);
	put_sample(w, 6, 7, 8, USER, 0x401000, 1, NULL);
	/* A child has its parent's memory until it runs something else. */
	put_fork(w, 9, 7, 9, 7);
	put_sample(w, 6, 9, 9, USER, 0x401000, 1, NULL);
	put_comm(w, 9, 9, "other", EXEC);
	put_map(w, 9, 0x400000, 0x10000, 0, "/bin/other", USER);
	put_sample(w, 6, 9, 9, USER, 0x401000, 1, NULL);
	/* The same file at another place, and a process of which nothing is known. */
	put_map(w, 9, 0x7f1100000000, 0x10000, 0, "/lib/x.so", USER);
	put_sample(w, 6, 9, 9, USER, 0x7f1100001000, 1, NULL);
	put_sample(w, 6, 44, 45, USER, 0x123, 1, NULL);
	put_sample(w, 6, 0, 0, KERNEL, 0xffffffff99000000, 1, NULL);
	put_record(w, 60, 0, 8); /* of a kind that nobody knows yet */
	put(w, 0, 8);
}

#define WANT                                                                                   \
	"100 0 [kernel.x]!;[kernel.x]!;/bin/app!;/bin/app!;app {comm=app process=7 thread=7 "  \
	"cpu=3}\n"                                                                             \
	"200 0 /lib/x.so!;/bin/app!;;night_shift {comm=night shift process=7 thread=8 "        \
	"cpu=3}\n"                                                                             \
	"0 1 /bin/app!;night_shift {comm=night shift process=7 thread=8 cpu=3}\n"              \
	"0 1 /bin/app!;app {comm=app process=9 thread=9 cpu=3}\n"                              \
	"0 1 /bin/other!;other {comm=other process=9 thread=9 cpu=3}\n"                        \
	"0 1 /lib/x.so!;other {comm=other process=9 thread=9 cpu=3}\n"                         \
	"0 1 ;:45 {comm=:45 process=44 thread=45 cpu=3}\n"                                     \
	"0 1 [kernel.kallsyms]!;swapper {comm=swapper process=0 thread=0 cpu=3}\n"

enum { BEFORE = 104 + 16 + 2 * 80 };

/* A file: `tables` bytes of features stand behind the records. */
static void
put_header(struct writer *w, uint64_t records, uint64_t features)
{
	put_string(w, w->big ? "2ELIFREP" : "PERFILE2", 8);
	put(w, 104, 8);
	put(w, 80, 8); /* of an event and the place of its ids */
	put(w, 120, 8);
	put(w, (uint64_t)2 * 80, 8);
	put(w, BEFORE, 8);
	put(w, records, 8);
	put(w, 0, 8);
	put(w, 0, 8);
	put(w, features, 8);
	put(w, 0, 8);
	put(w, 0, 8);
	put(w, 0, 8);
	put(w, 5, 8); /* ids */
	put(w, 6, 8);
	for (uint64_t i = 0; i < 2; i++) {
		put_attr(w, i, SAMPLE_TYPE);
		put(w, 104 + 8 * i, 8);
		put(w, 8, 8);
	}
}

static void
put_file(struct writer *w, bool names)
{
	struct writer records = { .big = w->big };
	uint64_t at;

	put_records(&records);
	put_header(w, records.text.n, names ? 1u << 2 | 1u << 12 : 0);
	pfl_text_add(&w->text, pfl_text_span(&records.text));
	pfl_text_clear(&records.text);
	if (!names)
		return;
	at = w->text.n + 32;
	put(w, at, 8); /* build ids */
	put(w, 52, 8);
	put(w, at + 52, 8); /* names of events */
	put(w, 8 + 2 * (64 + 4 + 4 + 16 + 8), 8);
	put_record(w, 0, 0, 44);
	put(w, 7, 4);
	put_string(w, "\x01\x02\x03\x04\x05", 24);
	put_string(w, "/bin/app", 16);
	put(w, 2, 4);
	put(w, 64, 4);
	for (uint64_t i = 0; i < 2; i++) {
		put_attr(w, i, SAMPLE_TYPE);
		put(w, 1, 4);
		put(w, 16, 4);
		put_string(w, i ? "task-clock:k" : "my event", 16);
		put(w, 5 + i, 8);
	}
}

/* A pipe, up to its records: the events 5 and 6. */
static void
start_two_events(struct writer *w)
{
	put_string(w, w->big ? "2ELIFREP" : "PERFILE2", 8);
	put(w, 16, 8);
	for (uint64_t i = 0; i < 2; i++) {
		put_record(w, 64, 0, 72);
		put_attr(w, i, SAMPLE_TYPE);
		put(w, 5 + i, 8);
	}
}

static void
put_pipe(struct writer *w)
{
	start_two_events(w);
	put_record(w, 66, 0, 4); /* what it says of trace data stands behind it */
	put(w, 13, 4);
	put_string(w, "trace", 16);
	put_records(w);
}

static struct pfl_profile *
read_written(struct writer *w, const char *want, const char *types)
{
	struct pfl_error err = { 0 };
	struct pfl_text got = { 0 };
	struct pfl_profile *p = read_bytes(pfl_text_span(&w->text), NULL, &err);

	CHECK_STR(err.msg, "");
	if (CHECK(p != NULL)) {
		CHECK_STR(sketch_write(p, &got), want);
		CHECK_STR(sketch_types(p, &got), types);
	}
	pfl_text_clear(&got);
	pfl_text_clear(&w->text);
	return p;
}

static const char *
build_id(const struct pfl_profile *p, const char *file)
{
	for (uint32_t i = 0; i < p->mappings.n; i++) {
		if (strcmp(pfl_profile_text(p, p->mappings.file[i]).at, file) == 0)
			return pfl_profile_text(p, p->mappings.build_id[i]).at;
	}
	return "no such file";
}

static void
test_whole(void)
{
	static const char types[] = "cpu-clock:u/nanoseconds task-clock:u/nanoseconds";

	for (int big = 0; big < 2; big++) {
		struct writer w = { .big = big };
		struct pfl_profile *p;

		test_case(big ? "a file, big end first" : "a file, little end first");
		put_file(&w, false);
		pfl_profile_free(read_written(&w, WANT, types));

		test_case(big ? "a pipe, big end first" : "a pipe, little end first");
		put_pipe(&w);
		pfl_profile_free(read_written(&w, WANT, types));

		test_case("names of events, build ids");
		put_file(&w, true);
		p = read_written(&w, WANT, "my event/count task-clock:k/nanoseconds");
		if (p) {
			CHECK_STR(build_id(p, "/bin/app"),
				"0102030405000000000000000000000000000000");
			CHECK_STR(build_id(p, "/lib/x.so"), "12ab");
			CHECK_STR(pfl_profile_text(p, p->mappings.file[0]).at, "/bin/app");
		}
		pfl_profile_free(p);
	}
}

/* What is shown by itself is the first event that was asked for, not the first that happened.
 */
static void
test_first_event(void)
{
	struct writer w = { 0 };
	struct pfl_profile *p;

	test_case("the second event happens first");
	start_two_events(&w);
	put_sample(&w, 6, 1, 1, USER, 0x1000, 1, NULL);
	put_sample(&w, 5, 1, 1, USER, 0x1000, 1, NULL);
	p = read_written(&w,
		"1 0 ;:1 {comm=:1 process=1 thread=1 cpu=3}\n"
		"0 1 ;:1 {comm=:1 process=1 thread=1 cpu=3}\n",
		"task-clock:u/nanoseconds cpu-clock:u/nanoseconds");
	if (p)
		CHECK_I64((int64_t)pfl_profile_default_type(p), 1);
	pfl_profile_free(p);
}

/* Mappings over one another: the newest counts, what sticks out of it stays. */
static void
test_overlaps(void)
{
	static const struct {
		uint64_t ip;
		const char *want;
	} places[] = { { 0x1000, "a" }, { 0x1fff, "a" }, { 0x2000, "b" }, { 0x2800, "c" },
		{ 0x2fff, "c" }, { 0x3000, "b" }, { 0x4000, "a" }, { 0x6000, "" },
		{ 0xfff, "" } };
	struct writer w = { 0 };
	struct pfl_text want = { 0 };

	test_case("mappings over one another");
	put_string(&w, "PERFILE2", 8);
	put(&w, 16, 8);
	put_record(&w, 64, 0, 64);
	put_attr(&w, 0, SAMPLE_TYPE);
	put_comm(&w, 1, 1, "x", 0);
	for (size_t i = 0; i < COUNTOF(places); i++) { /* samples may come first */
		put_sample(&w, 0, 1, 1, USER, places[i].ip, 1, NULL);
		pfl_text_printf(&want, "1 %s%s;x {comm=x process=1 thread=1 cpu=3}\n",
			places[i].want, places[i].want[0] ? "!" : "");
	}
	put_map(&w, 1, 0x1000, 0x5000, 0, "a", USER);
	put_map(&w, 1, 0x2000, 0x2000, 0, "b", USER);
	put_map(&w, 1, 0x2800, 0x800, 0, "c", USER);
	put_map(&w, 1, 0x5000, 0, 0, "nothing", USER);
	put_map(&w, 1, 0x1000, 0x5000, 0, "data", USER | 1 << 13);
	pfl_profile_free(read_written(&w, pfl_text_get(&want), "cpu-clock:u/nanoseconds"));
	pfl_text_clear(&want);
}

#if PFL_HAVE_ZSTD
/* Records in zstd, cut where no record ends. */
static void
test_compressed(void)
{
	struct writer w = { 0 }, records = { 0 };
	char packed[4096];
	size_t n, half;

	test_case("compressed records");
	put_records(&records);
	n = ZSTD_compress(packed, sizeof(packed), records.text.at, records.text.n, 1);
	if (!CHECK(!ZSTD_isError(n)))
		return;
	start_two_events(&w);
	half = n / 2;
	put_record(&w, 81, 0, half);
	pfl_text_add(&w.text, (struct pfl_span){ packed, half });
	put_record(&w, 83, 0, n - half + 11);
	put(&w, n - half, 8);
	pfl_text_add(&w.text, (struct pfl_span){ packed + half, n - half });
	put_string(&w, "", 3);
	pfl_profile_free(
		read_written(&w, WANT, "cpu-clock:u/nanoseconds task-clock:u/nanoseconds"));
	pfl_text_clear(&records.text);
}
#endif

static void
refuse(struct writer *w, const char *name, const char *message)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *p;

	test_case(name);
	p = read_bytes(pfl_text_span(&w->text), NULL, &err);
	CHECK(p == NULL);
	CHECK_I64(err.code, PFL_FORMAT);
	CHECK_STR(err.msg, message);
	pfl_profile_free(p);
	pfl_text_clear(&w->text);
}

static void
start_pipe(struct writer *w, uint64_t sample_type)
{
	put_string(w, "PERFILE2", 8);
	put(w, 16, 8);
	put_record(w, 64, 0, 64);
	put_attr(w, 0, sample_type);
}

static void
test_refused(void)
{
	static const uint64_t marks[] = { IN_KERNEL, IN_USER, 0 };
	struct writer w = { 0 };

	put_string(&w, "PERFILE2", 8);
	refuse(&w, "a cut header", "input: byte 0: the header is cut off");
	put_string(&w, "PERFILE2", 8);
	put(&w, 17, 8);
	refuse(&w, "a header of another size",
		"input: byte 0: a header of a size that cannot be");
	start_pipe(&w, SAMPLE_TYPE);
	refuse(&w, "no samples", "input: byte 88: the end, and no samples before it");
	put_string(&w, "PERFILE2", 8);
	put(&w, 16, 8);
	put_sample(&w, 0, 1, 1, USER, 1, 1, NULL);
	refuse(&w, "no events",
		"input: byte 16: a sample, and nothing that says what was measured");
	start_pipe(&w, 2);
	put_sample(&w, 0, 1, 1, USER, 1, 1, NULL);
	refuse(&w, "samples without a place",
		"input: byte 88: a sample that does not hold what its event says");
	start_pipe(&w, SAMPLE_TYPE | 0x2000);
	put_sample(&w, 0, 1, 1, USER, 1, 1, NULL);
	refuse(&w, "a copy of the stack that is not there",
		"input: byte 88: a sample that does not hold what its event says");
	start_pipe(&w, SAMPLE_TYPE);
	put_sample(&w, 0, 1, 1, USER, 1, 1, marks);
	w.text.at[88 + 8 + 48] = 9;
	refuse(&w, "more frames than the record has",
		"input: byte 88: a sample that does not hold what its event says");
	start_pipe(&w, SAMPLE_TYPE);
	put(&w, 3, 4);
	put(&w, 0, 4);
	refuse(&w, "a record of no size",
		"input: byte 88: a record that is smaller than its header");
	start_pipe(&w, SAMPLE_TYPE);
	put_record(&w, 3, 0, 5);
	put_string(&w, "", 5);
	refuse(&w, "a record of an odd size",
		"input: byte 88: a record whose size is no multiple of 8");
	start_pipe(&w, SAMPLE_TYPE);
	put_record(&w, 3, 0, 24);
	refuse(&w, "a cut record", "input: byte 88: the file is cut off inside a record");
	start_pipe(&w, SAMPLE_TYPE);
	put_record(&w, 71, 0, 40);
	put(&w, 1ull << 62, 8);
	put_string(&w, "", 32);
	refuse(&w, "trace data that is not there",
		"input: byte 88: the file is cut off behind a record");
	put_header(&w, 64, 0);
	refuse(&w, "a file without its records",
		"input: byte 280: the file is cut off between records");
	put_header(&w, 1 << 20, 0);
	put_sample(&w, 5, 1, 1, USER, 1, 1, NULL);
	refuse(&w, "a file that is cut between records",
		"input: byte 344: the file is cut off between records");
	put_header(&w, 16, 0);
	put_sample(&w, 5, 1, 1, USER, 1, 1, NULL);
	refuse(&w, "a record that goes beyond its section",
		"input: byte 280: the file is cut off inside a record");
	put_header(&w, 64, 0);
	w.text.at[16] = 1;
	refuse(&w, "events of a size that cannot be",
		"input: byte 0: a size of what was measured that cannot be");
	put_header(&w, 64, 0);
	w.text.at[31] = 0x7f;
	refuse(&w, "events at a place that is none",
		"input: byte 0: what was measured is not in front of the records");
	put_header(&w, 64, 0);
	w.text.at[120 + 64 + 8] = 7;
	refuse(&w, "ids of an odd size", "input: byte 0: ids of an event that are cut off");
#if PFL_HAVE_ZSTD
	start_pipe(&w, SAMPLE_TYPE);
	put_record(&w, 81, 0, 16);
	put_string(&w, "no zstd", 16);
	refuse(&w, "compressed records that are none",
		"input: byte 88: damaged zstd data: Unknown frame descriptor");
#endif
}

static void
test_notes(void)
{
	static const uint64_t marks[] = { IN_KERNEL, IN_USER, 0 };
	struct writer w = { 0 };
	struct pfl_profile *p;

	test_case("lost samples, a stack of nothing but marks");
	start_pipe(&w, SAMPLE_TYPE);
	put_sample(&w, 0, 1, 1, USER, 0x10, 0, marks);
	put_record(&w, 2, 0, 16);
	put(&w, 0, 8);
	put(&w, 3, 8);
	p = read_written(
		&w, "1 ;:1 {comm=:1 process=1 thread=1 cpu=3}\n", "cpu-clock:u/nanoseconds");
	if (p && CHECK_U64(pfl_profile_notes(p), 1))
		CHECK_STR(pfl_profile_note(p, 0),
			"perf has lost 3 events while it was recording");
	pfl_profile_free(p);

	test_case("perf was killed");
	put_header(&w, 0, 0);
	put_sample(&w, 5, 1, 1, USER, 0x10, 4, NULL);
	put_sample(&w, 77, 1, 1, USER, 0x10, 4, NULL);
	p = read_written(
		&w, "4 ;:1 {comm=:1 process=1 thread=1 cpu=3}\n", "cpu-clock:u/nanoseconds");
	if (p && CHECK_U64(pfl_profile_notes(p), 2)) {
		CHECK_STR(pfl_profile_note(p, 0),
			"perf did not end by itself; what it had not yet written is missing");
		CHECK_STR(pfl_profile_note(p, 1),
			"1 sample was skipped: of no event that the file describes");
	}
	pfl_profile_free(p);
}

int
main(void)
{
	test_whole();
	test_first_event();
	test_overlaps();
#if PFL_HAVE_ZSTD
	test_compressed();
#endif
	test_refused();
	test_notes();
	return test_done();
}
