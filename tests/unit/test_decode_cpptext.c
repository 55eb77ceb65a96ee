/* SPDX-License-Identifier: Apache-2.0 */
/* Text of C++ and Java servers: threads, jemalloc's heap, Java's heap and contention. */
#include "decoding.h"

#define THREAD "--- Thread 7f (name: main/1) stack: ---\n"

static const struct accepted threadz[] = {
	{ "threads",
		"--- threadz 1 ---\n\n" THREAD "  PC:  0x1000: f(int)\n  0x2001: main\n"
		"--- Thread 80 (name: w/2) stack: ---\n 0x1000 0x3001\n",
		"1 !;!\n1 !;!\n", NULL },
	{ "who made them is part of their stacks", THREAD "0x1000\n creator: 0x2001 0x3001\n",
		"1 !;!;!\n", NULL },
	{ "the same as another",
		THREAD "0x1000\n" THREAD " [same as previous thread]\n" THREAD
		       " [same as previous thread]\n",
		"3 !\n", NULL },
	{ "the leaf once more", THREAD "0x1000 0x1000 0x3000\n" THREAD "0x1000 0x1002\n",
		"1 !;!\n1 !;!\n", NULL },
	{ "a memory map",
		THREAD "0x401000 0x501001\n--- Memory map: ---\n  400000-500000: /bin/app\n",
		"1 /bin/app!;!\n", NULL },
	{ "a line for a thread without a stack",
		THREAD "0x1000\n---- no stack trace for 7\n" THREAD "0x3000\n", "1 !\n", NULL },
};

static const struct refused threadz_refused[] = {
	{ "nothing", "", { 0 }, PFL_FORMAT, "input: the file is empty" },
	{ "no thread", "--- threadz 1 ---\n\nwords\n", { 0 }, PFL_FORMAT,
		"input: line 3: expected '--- Thread ID (name: NAME/TID) stack: ---'" },
	{ "an end behind the heading", "--- threadz 1 ---\n" THREAD, { 0 }, PFL_FORMAT,
		"input: line 2: expected the addresses of the thread" },
	{ "a thread like none", THREAD "[same as previous thread]\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected a thread in front of this one" },
	{ "an address out of range", THREAD "0x10000000000000000\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected addresses of at most 64 bits" },
	{ "too deep", THREAD "0x1 0x2 0x3\n", { .stack = 2 }, PFL_LIMIT,
		"input: a stack of 3 frames (limit 2); --max-stack raises the limit" },
};

static const struct accepted jemalloc[] = {
	{ "all threads alone",
		"heap_v2/1\n  t*: 3: 96 [0: 0]\n@ 0x12 0x34\n  t*: 3: 96 [0: 0]\n",
		"3 96 !;! {bytes:32}\n", NULL },
	{ "threads",
		"heap_v2/1\n t*: 3: 96 [0: 0]\n@ 0x12\n t*: 3: 96 [0: 0]\n t0: 2: 64 [0: 0]\n"
		" t12: 1: 32 [0: 0]\n@ 0x34\n t*: 1: 9 [0: 0]\n",
		"2 64 ! {thread=0 bytes:32}\n1 32 ! {thread=12 bytes:32}\n1 9 ! {bytes:9}\n",
		NULL },
	{ "sampled", "heap_v2/1024\n@ 0x12\n t*: 1: 1024 [0: 0]\n@ 0x12\n t*: 2: 2048 [0: 0]\n",
		"1 1619 ! {bytes:1024}\n3 3239 ! {bytes:1024}\n", NULL },
	{ "nothing in use, no address", "heap_v2/1\n@\n t*: 0: 0 [0: 0]\n", "0 0 - {bytes:0}\n",
		NULL },
	{ "a memory map",
		"heap_v2/1\n@ 0x401001\n t*: 1: 8 [0: 0]\n\nMAPPED_LIBRARIES:\n"
		"400000-500000 r-xp 0 fd:01 1 /bin/app\n",
		"1 8 /bin/app! {bytes:8}\n", NULL },
};

static const struct accepted jemalloc_allocated[] = {
	{ "what was allocated", "heap_v2/1\n t*: 1: 8 [5: 40]\n@ 0x12\n t*: 1: 8 [5: 50]\n",
		"5 50 1 8 ! {bytes:8}\n", NULL },
};

static const struct refused jemalloc_refused[] = {
	{ "nothing", "", { 0 }, PFL_FORMAT, "input: the file is empty" },
	{ "no rate", "heap_v2/\n", { 0 }, PFL_FORMAT,
		"input: line 1: expected 'heap_v2/RATE'" },
	{ "a line that is none", "heap_v2/1\n@ 0x12\n t*: 1: 8 [0: 0\n", { 0 }, PFL_FORMAT,
		"input: line 3: expected '@ addresses' or 't1: count: size [count: size]'" },
	{ "below 0", "heap_v2/1\n@ 0x12\n t*: -1: 8 [0: 0]\n", { 0 }, PFL_FORMAT,
		"input: line 3: expected no numbers below 0" },
	{ "out of range", "heap_v2/4611686018427387904\n@ 0x12\n t1: 1: 100 [0: 0]\n", { 0 },
		PFL_FORMAT, "input: line 3: out of range once it is corrected for sampling" },
};

#define JHEAP "--- heapz 1 ---\nformat = java\nresolution = bytes\n"
#define JCONTENTION "--- contentionz 1 ---\nformat = java\nresolution = microseconds\n"

static const struct accepted java_heap[] = {
	{ "places", JHEAP "  600000 1 @ 0x3 0x04\n\n 0x3 com.example.f (F.java:7)\n 0x04 VM\n",
		"1 880297 !com.example.f@F.java:7;!VM {bytes:600000}\n", NULL },
	{ "objects of half a megabyte", JHEAP "1048576 2 @ 0x1\n0x1 f (a)\n",
		"3 1658822 !f@a {bytes:524288}\n", NULL },
	{ "places of every kind",
		JHEAP "9000000 1 @ 0x1 0x2 0x3 0x4 0x5 0x6\n0x1 f (lib/libjvm.so)\n"
		      "0x2 generated stub/JIT\n0x3 g (G.java:-1)\n0x4 h(int)\n0x5\n0x1 again\n",
		"1 9000000 !f@libjvm.so;!STUB;!g@G.java;!h(int);!;! {bytes:9000000}\n", NULL },
	{ "no samples", JHEAP, "", NULL },
};

static const struct accepted java_contention[] = {
	{ "delays",
		JCONTENTION "sampling period = 100\nms since reset = 60\n 7 2 @ 0x1\n0x1 f "
			    "(F.java:7)\n",
		"200 700 !f@F.java:7\n", NULL },
	{ "no period", JCONTENTION "7 2 @ 0x1\n", "2 7 !\n", NULL },
};

static const struct refused java_refused[] = {
	{ "nothing", "", { 0 }, PFL_FORMAT, "input: the file is empty" },
	{ "another header", "--- mutex:\n", { 0 }, PFL_FORMAT,
		"input: line 1: expected '--- heapz 1 ---' or '--- contentionz 1 ---'" },
	{ "of C++", "--- heapz 1 ---\nformat = c\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected 'format = java'" },
	{ "no unit", "--- heapz 1 ---\nformat = java\n5 1 @ 0x1\n", { 0 }, PFL_FORMAT,
		"input: line 3: expected 'resolution = UNIT' before the first sample" },
	{ "an attribute", JHEAP "x = y\n", { 0 }, PFL_FORMAT,
		"input: line 4: expected 'format', 'resolution', 'sampling period' or 'ms "
		"since "
		"reset' in front of the '='" },
	{ "no objects", JHEAP "5 0 @ 0x1\n", { 0 }, PFL_FORMAT,
		"input: line 4: expected a number of objects above 0" },
	{ "no places", JHEAP "5 1 @ x\n", { 0 }, PFL_FORMAT,
		"input: line 4: expected places of at most 64 bits, as 0x1234" },
	{ "no sample", JHEAP "words\n", { 0 }, PFL_FORMAT,
		"input: line 4: expected 'number number @ places' or 'name = value'" },
	{ "a period of 0", JCONTENTION "sampling period = 0\n", { 0 }, PFL_FORMAT,
		"input: line 4: expected a number above 0 behind the '='" },
	{ "out of range", JCONTENTION "sampling period = 9223372036854775807\n1 2 @ 0x1\n",
		{ 0 }, PFL_FORMAT,
		"input: line 5: out of range once it is corrected for sampling" },
};

static const struct accepted growth[] = {
	{ "growth", "heap profile:    2: 9 [  2: 9] @ growthz\n 1: 4 [1: 4] @ 0x12\n",
		"1 4 ! {bytes:4}\n", NULL },
	{ "fragmentation", "heap profile: 2: 9 [2: 9] @ fragmentationz\n1: 4 [1: 4] @ 0x12\n",
		"1 4 ! {bytes:4}\n", NULL },
};

static const struct probed probed[] = {
	{ "threads", "--- threadz 1 ---\n" THREAD "0x1\n", "thread" },
	{ "threads without a title", "\n" THREAD "0x1\n", "thread" },
	{ "jemalloc", "heap_v2/1\n@ 0x12\n t*: 1: 8 [0: 0]\n", "objects" },
	{ "Java's heap", JHEAP, "inuse_objects" },
	{ "Java's contention", JCONTENTION, "contentions" },
	{ "the contention of C++", "--- contentionz 1 ---\ncycles/second = 5\n1 1 @ 0x1\n",
		"contentions" },
	{ "growth", "heap profile: 1: 1 [1: 1] @ growthz\n", "objects" },
};

int
main(void)
{
	check_accepted("threadz", "thread/count", threadz, COUNTOF(threadz));
	check_refused("threadz", threadz_refused, COUNTOF(threadz_refused));
	check_accepted("jemalloc", "objects/count space/bytes", jemalloc, COUNTOF(jemalloc));
	check_accepted("jemalloc",
		"alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes",
		jemalloc_allocated, COUNTOF(jemalloc_allocated));
	check_refused("jemalloc", jemalloc_refused, COUNTOF(jemalloc_refused));
	check_accepted(
		"java", "inuse_objects/count inuse_space/bytes", java_heap, COUNTOF(java_heap));
	check_accepted("java", "contentions/count delay/microseconds", java_contention,
		COUNTOF(java_contention));
	check_refused("java", java_refused, COUNTOF(java_refused));
	check_accepted("heap", "objects/count space/bytes", growth, COUNTOF(growth));
	check_probed(probed, COUNTOF(probed));
	return test_done();
}
