/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes what records addresses alone: a perf.data of `perf record -a -g`, or a CPU profile of
 * gperftools, of a made-up service. The same options give the same bytes on every machine. See
 * README.md here for what it looks like inside.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rng.h"

enum {
	FUNCTIONS = 12000,
	FUNCTION_BYTES = 0x800,
	DEEPEST = 45,
	SHALLOWEST = 8,
	MOST_STACKS = 1000000,
	KERNEL_DEEPEST = 8,
	CALLEES = 6,
	LEAF_PLACES = 8, /* instructions of a function at which samples are taken */
	PROCESSES = 2,
	CPUS = 16,
	RECORD_BYTES = 1024,
	FIRST_PID = 1234,
	EVENT_ID = 77,
};

/* What is mapped into each process; functions are dealt out to these in turn. */
static const struct {
	const char *path;
	uint64_t start;
} objects[] = {
	{ "/opt/shop/bin/server", UINT64_C(0x55d0a0000000) },
	{ "/opt/shop/lib/libc.so.6", UINT64_C(0x7f10a0000000) },
	{ "/opt/shop/lib/libstorage.so.3", UINT64_C(0x7f20a0000000) },
};

/* Threads of a process; those of a pool have one name and begin with one function. */
static const struct {
	const char *name;
	uint32_t threads;
} pools[] = { { "server", 1 }, { "worker", 10 }, { "io", 3 }, { "flusher", 1 } };

enum {
	POOLS = sizeof(pools) / sizeof(pools[0]),
	OBJECTS = sizeof(objects) / sizeof(objects[0]),
	OBJECT_BYTES = FUNCTIONS / OBJECTS * FUNCTION_BYTES,
	MOVED = 0x10000000, /* a process has its objects so much above the one before */
};

static const uint64_t kernel_start = UINT64_C(0xffffffff81000000);
static const uint64_t context_kernel = UINT64_MAX - 127, context_user = UINT64_MAX - 511;

/* Root first: `user` functions, and what they have called in the kernel. */
struct stack {
	uint16_t function[DEEPEST + KERNEL_DEEPEST];
	unsigned user, n;
};

struct gen {
	struct rng rng;
	struct stack *stacks;
	uint32_t nstacks;
	uint64_t samples, times, time;
	bool gperftools;
	const char *output;
	FILE *f;
	uint64_t written;
};

struct record {
	uint8_t bytes[RECORD_BYTES];
	size_t n;
};

static void
die(const char *what, const char *detail)
{
	fprintf(stderr, "profloom-native: %s%s%s\n", what, detail ? ": " : "",
		detail ? detail : "");
	exit(2);
}

static void
put(struct record *r, uint64_t number, size_t bytes)
{
	for (; bytes > 0; bytes--, number >>= 8)
		r->bytes[r->n++] = (uint8_t)number;
}

static void
put_two(struct record *r, uint32_t first, uint32_t second)
{
	put(r, first, 4);
	put(r, second, 4);
}

/* A text and as many NULs as make it a multiple of 8 bytes, one at least. */
static void
put_text(struct record *r, const char *text)
{
	size_t n = strlen(text);

	memcpy(r->bytes + r->n, text, n);
	memset(r->bytes + r->n + n, 0, 8 - n % 8);
	r->n += n + 8 - n % 8;
}

static void
write_out(struct gen *g, const struct record *r)
{
	if (fwrite(r->bytes, 1, r->n, g->f) != r->n)
		die("cannot write", g->output);
	g->written += r->n;
}

/* ---- the program ---- */

/* A function calls a few others. */
static void
push_functions(struct gen *g, struct stack *s, unsigned most)
{
	unsigned n = 1 + rng_below(&g->rng, most);

	for (unsigned i = 0; i < n; i++, s->n++) {
		uint64_t caller = s->function[s->n - 1];

		s->function[s->n] =
			(uint16_t)(rng_mix(caller * CALLEES + rng_below(&g->rng, CALLEES)) %
				FUNCTIONS);
	}
}

/* Begin like two thirds of a stack before it, or more, and go on with up to nine calls; a
 * quarter is in the kernel. */
static void
make_stack(struct gen *g, const struct stack *before, struct stack *s)
{
	s->n = before->user - rng_below(&g->rng, before->user / 3 + 1);
	if (s->n > DEEPEST - 9)
		s->n = DEEPEST - 9;
	memcpy(s->function, before->function, s->n * sizeof(*s->function));
	push_functions(g, s, 9);
	s->user = s->n;
	if (rng_below(&g->rng, 4) == 0)
		push_functions(g, s, KERNEL_DEEPEST);
}

static void
make_stacks(struct gen *g)
{
	uint32_t made = 0;

	g->stacks = calloc(g->nstacks, sizeof(*g->stacks));
	if (!g->stacks)
		die("out of memory", NULL);
	for (; made < POOLS && made < g->nstacks; made++) {
		g->stacks[made].n = g->stacks[made].user = 1;
		g->stacks[made].function[0] = (uint16_t)made;
	}
	while (made < g->nstacks) {
		struct stack *s = &g->stacks[made];

		make_stack(g, &g->stacks[rng_below(&g->rng, made)], s);
		made += s->user >= SHALLOWEST || made < 200;
	}
}

/* A few stacks are frequent and most are rare: the third power of a number below 1. */
static const struct stack *
draw_stack(struct gen *g)
{
	uint64_t r = rng_below(&g->rng, 1 << 20);

	return &g->stacks[(r * r * r >> 40) * g->nstacks >> 20];
}

static uint64_t
function_address(unsigned function, bool kernel, unsigned process)
{
	uint64_t start = kernel_start;

	if (!kernel)
		start = objects[function % OBJECTS].start + (uint64_t)process * MOVED;
	return start + (uint64_t)(function / OBJECTS) * FUNCTION_BYTES;
}

/* Where frame i of a stack is: behind the call of the next one, or at a leaf's instruction. */
static uint64_t
frame_address(struct gen *g, const struct stack *s, unsigned i, unsigned n, unsigned process)
{
	unsigned function = s->function[i];
	uint64_t start = function_address(function, i >= s->user, process);

	if (i + 1 == n)
		return start + rng_below(&g->rng, LEAF_PLACES) * 0x20;
	return start + 0x100 + rng_mix((uint64_t)function << 16 | s->function[i + 1]) % 0x600;
}

/* The same ones, as often as asked for: what comes again has the same stacks. */
static void
write_samples(struct gen *g, void write_one(struct gen *g))
{
	const struct rng first = g->rng;

	for (uint64_t k = 0; k < g->times; k++) {
		g->rng = first;
		for (uint64_t i = 0; i < g->samples; i++)
			write_one(g);
	}
}

/* ---- perf.data ---- */

enum {
	MMAP2 = 10,
	COMM = 3,
	FORK = 7,
	SAMPLE = 9,
	IN_KERNEL = 1,
	IN_USER = 2,
	COMM_EXEC = 1 << 13,
	ATTR_BYTES = 128,
	FILE_HEADER = 104,
	/* IP, TID, TIME, CALLCHAIN, CPU, PERIOD and IDENTIFIER */
	SAMPLE_TYPE = 1 | 2 | 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 16,
	/* freq, mmap, comm, task, sample_id_all, mmap2, comm_exec */
	ATTR_FLAGS = 1 << 10 | 1 << 8 | 1 << 9 | 1 << 13 | 1 << 18 | 1 << 23 | 1 << 24,
};

/* Begin a record, whose size finish_record() fills in. */
static struct record
begin_record(uint32_t type, uint16_t misc)
{
	struct record r = { .n = 0 };

	put(&r, type, 4);
	put(&r, misc, 2);
	put(&r, 0, 2);
	return r;
}

static void
finish_record(struct gen *g, struct record *r)
{
	r->bytes[6] = (uint8_t)r->n;
	r->bytes[7] = (uint8_t)(r->n >> 8);
	write_out(g, r);
}

/* What follows records that are no samples. */
static void
put_sample_id(struct gen *g, struct record *r, uint32_t pid, uint32_t tid)
{
	put_two(r, pid, tid);
	put(r, g->time, 8);
	put_two(r, 0, 0);
	put(r, EVENT_ID, 8);
}

static void
write_comm(struct gen *g, uint32_t pid, uint32_t tid, const char *name)
{
	struct record r = begin_record(COMM, pid == tid ? COMM_EXEC : 0);

	put_two(&r, pid, tid);
	put_text(&r, name);
	put_sample_id(g, &r, pid, tid);
	finish_record(g, &r);
}

static void
write_fork(struct gen *g, uint32_t pid, uint32_t tid)
{
	struct record r = begin_record(FORK, 0);

	put_two(&r, pid, pid);
	put_two(&r, tid, pid);
	put(&r, g->time, 8);
	put_sample_id(g, &r, pid, tid);
	finish_record(g, &r);
}

static void
write_map(struct gen *g, uint32_t pid, uint64_t start, uint64_t bytes, const char *path)
{
	struct record r = begin_record(MMAP2, pid == UINT32_MAX ? IN_KERNEL : IN_USER);

	put_two(&r, pid, pid == UINT32_MAX ? 0 : pid);
	put(&r, start, 8);
	put(&r, bytes, 8);
	put(&r, pid == UINT32_MAX ? start : 0, 8);
	put_two(&r, 8, 1);
	put(&r, 4711, 8);
	put(&r, 0, 8);
	put_two(&r, 5, 2); /* may be read and run, private */
	put_text(&r, path);
	put_sample_id(g, &r, pid, pid);
	finish_record(g, &r);
}

static uint32_t
first_thread(uint32_t pid, unsigned pool)
{
	for (unsigned i = 0; i < pool; i++)
		pid += pools[i].threads;
	return pid;
}

static void
write_process(struct gen *g, unsigned process)
{
	uint32_t pid = FIRST_PID + 100 * process;

	write_comm(g, pid, pid, pools[0].name);
	for (unsigned i = 0; i < OBJECTS; i++)
		write_map(g, pid, objects[i].start + (uint64_t)process * MOVED, OBJECT_BYTES,
			objects[i].path);
	for (unsigned i = 1; i < POOLS; i++) {
		for (uint32_t k = 0; k < pools[i].threads; k++) {
			uint32_t tid = first_thread(pid, i) + k;

			write_fork(g, pid, tid);
			write_comm(g, pid, tid, pools[i].name);
		}
	}
}

static void
put_chain(struct gen *g, struct record *r, const struct stack *s, unsigned process)
{
	bool kernel = s->n > s->user;

	put(r, s->n + 1 + kernel, 8);
	put(r, kernel ? context_kernel : context_user, 8);
	for (unsigned i = s->n; i-- > 0;) {
		if (kernel && i + 1 == s->user)
			put(r, context_user, 8);
		put(r, frame_address(g, s, i, s->n, process), 8);
	}
}

static void
write_sample(struct gen *g)
{
	const struct stack *s = draw_stack(g);
	unsigned process = rng_below(&g->rng, PROCESSES);
	unsigned pool = s->function[0];
	uint32_t pid = FIRST_PID + 100 * process;
	uint32_t tid = first_thread(pid, pool) + rng_below(&g->rng, pools[pool].threads);
	struct record r = begin_record(SAMPLE, s->n > s->user ? IN_KERNEL : IN_USER);
	size_t ip;

	g->time += 1 + rng_below(&g->rng, 200000);
	put(&r, EVENT_ID, 8);
	ip = r.n;
	put(&r, 0, 8);
	put_two(&r, pid, tid);
	put(&r, g->time, 8);
	put_two(&r, rng_below(&g->rng, CPUS), 0);
	put(&r, 1 + rng_below(&g->rng, 4000000), 8);
	put_chain(g, &r, s, process);
	memcpy(r.bytes + ip, r.bytes + ip + 8 * 7, 8); /* the first address of the chain */
	finish_record(g, &r);
}

/* The header, and the one event: cycles, 4000 times a second. */
static void
write_header(struct gen *g, uint64_t data_bytes)
{
	struct record r = { .n = 0 };
	uint64_t ids = FILE_HEADER, attr = ids + 8, data = attr + ATTR_BYTES + 16;

	memcpy(r.bytes, "PERFILE2", 8);
	r.n = 8;
	put(&r, FILE_HEADER, 8);
	put(&r, ATTR_BYTES + 16, 8);
	put(&r, attr, 8);
	put(&r, ATTR_BYTES + 16, 8);
	put(&r, data, 8);
	put(&r, data_bytes, 8);
	for (unsigned i = 0; i < 6; i++) /* event types of old, features */
		put(&r, 0, 8);
	put(&r, EVENT_ID, 8);
	put_two(&r, 0, ATTR_BYTES);
	put(&r, 0, 8); /* cycles */
	put(&r, 4000, 8);
	put(&r, SAMPLE_TYPE, 8);
	put(&r, 4, 8); /* what a counter read is: with its id */
	put(&r, ATTR_FLAGS, 8);
	while (r.n < attr + ATTR_BYTES)
		put(&r, 0, 8);
	put(&r, ids, 8);
	put(&r, 8, 8);
	write_out(g, &r);
}

static void
write_perfdata(struct gen *g)
{
	uint64_t header;

	g->time = UINT64_C(48150000000000);
	write_header(g, 0);
	header = g->written;
	write_map(g, UINT32_MAX, kernel_start, OBJECT_BYTES, "[kernel.kallsyms]_text");
	for (unsigned i = 0; i < PROCESSES; i++)
		write_process(g, i);
	write_samples(g, write_sample);
	header = g->written - header;
	rewind(g->f);
	write_header(g, header);
}

/* ---- gperftools ---- */

static void
write_stack(struct gen *g)
{
	const struct stack *s = draw_stack(g);
	struct record r = { .n = 0 };

	put(&r, 1 + rng_below(&g->rng, 3), 8);
	put(&r, s->user, 8);
	for (unsigned i = s->user; i-- > 0;)
		put(&r, frame_address(g, s, i, s->user, 0), 8);
	write_out(g, &r);
}

static void
write_gperftools(struct gen *g)
{
	static const uint64_t header[] = { 0, 3, 0, 10000, 0 }, end[] = { 0, 1, 0 };
	struct record r = { .n = 0 };

	for (size_t i = 0; i < sizeof(header) / sizeof(*header); i++)
		put(&r, header[i], 8);
	write_out(g, &r);
	write_samples(g, write_stack);
	r.n = 0;
	for (size_t i = 0; i < sizeof(end) / sizeof(*end); i++)
		put(&r, end[i], 8);
	write_out(g, &r);
	for (unsigned i = 0; i < OBJECTS; i++)
		fprintf(g->f, "%" PRIx64 "-%" PRIx64 " r-xp 00000000 08:01 %u %s\n",
			objects[i].start, objects[i].start + OBJECT_BYTES, 4711 + i,
			objects[i].path);
}

/* ---- command line ---- */

static const char usage[] =
	"usage: profloom-native [OPTION VALUE]... -o FILE\n"
	"  --format F     perfdata or gperftools (default perfdata)\n"
	"  --samples N    800k, 1M, ... (default 800k)\n"
	"  --times N      the same samples, N times over (default 1)\n"
	"  --stacks N     distinct chains of functions (default 14k, at most 1M)\n";

static uint64_t
number(const char *s, uint64_t max)
{
	char *end;
	uint64_t n = strtoull(s, &end, 10);

	if (*end == 'k' || *end == 'M')
		n *= *end++ == 'k' ? 1000 : 1000000;
	if (end == s || *end || n < 1 || n > max)
		die("not a number in range", s);
	return n;
}

static void
parse(struct gen *g, int argc, char **argv)
{
	for (int i = 1; i + 1 < argc; i += 2) {
		const char *name = argv[i], *value = argv[i + 1];

		if (strcmp(name, "--format") == 0 && strcmp(value, "gperftools") == 0)
			g->gperftools = true;
		else if (strcmp(name, "--samples") == 0)
			g->samples = number(value, 1000000000);
		else if (strcmp(name, "--times") == 0)
			g->times = number(value, 1000);
		else if (strcmp(name, "--stacks") == 0)
			g->nstacks = (uint32_t)number(value, MOST_STACKS);
		else if (strcmp(name, "-o") == 0)
			g->output = value;
		else if (strcmp(name, "--format") != 0 || strcmp(value, "perfdata") != 0)
			die("no such option or value", name);
	}
	if (!g->output || argc % 2 == 0) {
		fputs(usage, stderr);
		exit(2);
	}
}

int
main(int argc, char **argv)
{
	struct gen g = { .rng = { 1 }, .samples = 800000, .times = 1, .nstacks = 14000 };

	parse(&g, argc, argv);
	if (!(g.f = fopen(g.output, "wb")))
		die("cannot create", g.output);
	make_stacks(&g);
	if (g.gperftools)
		write_gperftools(&g);
	else
		write_perfdata(&g);
	if (fclose(g.f) != 0)
		die("cannot write", g.output);
	free(g.stacks);
	return 0;
}
