/* SPDX-License-Identifier: Apache-2.0 */
/* Text with samples of addresses: heap, counts, contention, their symbols and memory maps. */
#include "decoding.h"

/* Frames have the mapping "!" in front: of everything, without a name. */
static const struct accepted counts[] = {
	{ "no sample", "\n# a comment\ngoroutine profile: total 123456\n", "", NULL },
	{ "addresses alone", "goroutine profile: total 3\n2 @ 0x12 0x34\n1 @ 0x34\n",
		"2 !;!\n1 !\n", NULL },
	{ "no address", "goroutine profile: total 5\n5 @\n#\t0x0\n\n1 @ \n", "5 -\n1 -\n",
		NULL },
	{ "a total that lies", "goroutine profile: total 99999999999999999999\n2 @ 0x12\n",
		"2 !\n", NULL },
	{ "CRLF and no final newline", "goroutine profile: total 1\r\n1 @ 0x12\r\n\r\n2 @ 0x12",
		"1 !\n2 !\n", NULL },
	{ "symbols",
		"goroutine profile: total 2\n"
		"2 @ 0x12 0x34 0x56\n"
		"#\t0x11\tmain.f+0x1\t/src/f.go:7\n"
		"#\t0x33\tmain.(*T).g+0xab\t\t/src/a b.go:12\n"
		"#\t0x55\tmain.main+0x0\tC:/src/m.go:1\n\n",
		"2 !main.f@/src/f.go:7;!main.(*T).g@/src/a b.go:12;!main.main@C:/src/m.go:1\n",
		NULL },
	{ "tabs that became blanks, names with blanks and signs",
		"goroutine profile: total 1\n"
		"1 @ 0x12 0x34\n"
		"#   0x11   main.Map[go.shape.struct { a int }]+0x1f   /src/f.go:7\n"
		"# 0x33 a+0x1.b+0x2 /c+0x3.go:4\n",
		"1 !main.Map[go.shape.struct { a int }]@/src/f.go:7;!a+0x1.b@/c+0x3.go:4\n",
		NULL },
	{ "what Go does not name", /* leading runtime functions, and goexit at the root */
		"goroutine profile: total 2\n"
		"1 @ 0x91 0x92 0x12 0x34 0x99\n"
		"#\t0x11\tmain.f+0x1\t/f.go:7\n"
		"#\t0x33\tmain.main+0x1\t/f.go:9\n"
		"\n"
		"1 @ 0x91 0x99\n",
		"1 !runtime.[hidden];!runtime.[hidden];!main.f@/f.go:7;!main.main@/f.go:9;"
		"!runtime.goexit\n"
		"1 !runtime.[hidden];!runtime.goexit\n",
		NULL },
	{ "more than the root is not named: the record is cut off",
		"goroutine profile: total 2\n1 @ 0x12 0x34 "
		"0x99\n#\t0x11\tmain.f+0x1\t/f.go:7\n",
		"1 !main.f@/f.go:7;!;!\n", NULL },
	{ "a name that another record has",
		"goroutine profile: total 2\n"
		"1 @ 0x91 0x12\n#\t0x11\tmain.f+0x1\t/f.go:7\n"
		"1 @ 0x91\n#\t0x90\truntime.gopark+0xd0\t/proc.go:3\n",
		"1 !runtime.gopark@/proc.go:3;!main.f@/f.go:7\n1 !runtime.gopark@/proc.go:3\n",
		NULL },
	{ "calls inlined into one address",
		"goroutine profile: total 1\n"
		"1 @ 0x12 0x34\n"
		"#\t0x11\tmain.inner+0x1\t/f.go:7\n"
		"#\t0x11\tmain.outer+0x1\t/f.go:9\n"
		"#\t0x33\tmain.main+0x1\t/f.go:9\n",
		"1 !main.inner@/f.go:7|main.outer@/f.go:9;!main.main@/f.go:9\n", NULL },
	{ "recursion, and inlining in it",
		"goroutine profile: total 2\n"
		"1 @ 0x12 0x12 0x12\n"
		"#\t0x11\tmain.f+0x1\t/f.go:7\n"
		"#\t0x11\tmain.f+0x1\t/f.go:7\n"
		"#\t0x11\tmain.f+0x1\t/f.go:7\n"
		"1 @ 0x34 0x34\n"
		"#\t0x33\tmain.g+0x1\t/f.go:8\n" /* the first lacks what is of the runtime */
		"#\t0x33\truntime.in+0x1\t/r.go:1\n"
		"#\t0x33\tmain.g+0x1\t/f.go:8\n",
		"1 !main.f@/f.go:7;!main.f@/f.go:7;!main.f@/f.go:7\n"
		"1 !runtime.in@/r.go:1|main.g@/f.go:8;!runtime.in@/r.go:1|main.g@/f.go:8\n",
		NULL },
	{ "a symbol of the instruction itself, and one without a name",
		"goroutine profile: total 1\n"
		"1 @ 0x12 0x34 0x56\n"
		"#\t0x12\tmain.f+0x2\t/f.go:7\n"
		"#\t0x33\n"
		"#\t0x55\tmain.main+0x1\t:0\n",
		"1 !main.f@/f.go:7;!;!main.main\n", NULL },
	{ "labels",
		"goroutine profile: total 2\n"
		"1 @ 0x12\n# labels: {\"k\":\"v\", \"a "
		"b\":\"\"}\n#\t0x11\tmain.f+0x1\t/f.go:7\n"
		"1 @ 0x12\n#\t0x11\tmain.f+0x1\t/f.go:7\n",
		"1 !main.f@/f.go:7 {k=v a b=}\n1 !main.f@/f.go:7\n", NULL },
	{ "counts at the edges",
		"goroutine profile: total 1\n9223372036854775807 @ 0x1\n-3 @ 0x0 0x0\n0 @\n",
		"9223372036854775807 \n-3 ;\n0 -\n", NULL },
	{ "upper case, and as wide as they get",
		"goroutine profile: total 1\n1 @ 0xFFFFFFFFFFFFFFFF 0xAB 0x000000000000000ab\n",
		"1 !;!;!\n", NULL },
	{ "an end", "goroutine profile: total 1\n1 @ 0x12\n---\n1 @ 0x34\nanything\n", "1 !\n",
		NULL },
	{ "symbols that fit nowhere",
		"goroutine profile: total 1\n1 @ 0x12\n#\t0x44\tmain.f+0x1\t/f.go:7\n"
		"#\t0x11\tmain.g+0x1\t/f.go:7\n",
		"1 !\n", "2 symbols were skipped: the sample above does not have the address" },
	{ "comments that cannot be read",
		"goroutine profile: total 1\n1 @ 0x12\n#\t0x11\tmain.f\t/f.go:7\n"
		"# labels: {\"k\":\"v\"\n# labels: none\n#\t0x11\tmain.f+0x1\t/f.go\n"
		"#\t0x10000000000000000\tmain.f+0x1\t/f.go:7\n#\t0x11\t+0x1\t/f.go:7\n#\n# "
		"other\n",
		"1 !\n", "6 comments could not be read (the first is line 3)" },
	{ "a line out of range",
		"goroutine profile: total 1\n1 @ "
		"0x12\n#\t0x11\tf+0x1\t/f.go:99999999999999999999\n",
		"1 !f@/f.go\n", NULL },
};

static const struct refused counts_refused[] = {
	{ "nothing", "", { 0 }, PFL_FORMAT, "input: the file is empty" },
	{ "another header", "\ngoroutine profile: 5\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected 'NAME profile: total N'" },
	{ "no total", "goroutine profile: total x\n", { 0 }, PFL_FORMAT,
		"input: line 1: expected 'NAME profile: total N'" },
	{ "more behind the total", "goroutine profile: total 1 2\n", { 0 }, PFL_FORMAT,
		"input: line 1: expected 'NAME profile: total N'" },
	{ "a line that is no sample", "goroutine profile: total 1\nHELLO\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected 'count @ addresses'" },
	{ "a count out of range", "goroutine profile: total 1\n9223372036854775808 @ 0x1\n",
		{ 0 }, PFL_FORMAT, "input: line 2: expected 'count @ addresses'" },
	{ "an address out of range", "goroutine profile: total 1\n1 @ 0x10000000000000000\n",
		{ 0 }, PFL_FORMAT,
		"input: line 2: expected addresses of at most 64 bits, as 0x1234" },
	{ "no address", "goroutine profile: total 1\n1 @ 0x12 main.f\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected addresses of at most 64 bits, as 0x1234" },
	{ "a line too long", "goroutine profile: total 1\n1 @ 0x12 0x34 0x56 0x78\n",
		{ .line = 20 }, PFL_LIMIT,
		"input: line 1: longer than 20 bytes; --max-line raises the limit" },
	{ "a name too long",
		"goroutine profile: total 1\n1 @ 0x12\n#\t0x11\tmain.function+0x1\t/f.go:7\n",
		{ .string = 10 }, PFL_LIMIT, NULL },
	{ "too many samples", "goroutine profile: total 1\n1 @ 0x1\n1 @ 0x1\n",
		{ .samples = 1 }, PFL_LIMIT,
		"input: more than 1 samples; --max-samples raises the limit" },
	{ "too deep", "goroutine profile: total 1\n1 @ 0x1 0x2 0x3\n", { .stack = 2 },
		PFL_LIMIT,
		"input: a stack of 3 frames (limit 2); --max-stack raises the limit" },
	{ "too many labels",
		"goroutine profile: total 1\n1 @ 0x1\n# labels: {\"a\":\"b\", \"c\":\"d\"}\n",
		{ .labels = 1 }, PFL_LIMIT, NULL },
	{ "too much memory", "goroutine profile: total 1\n1 @ 0x1\n", { .memory = 100 },
		PFL_LIMIT, NULL },
};

/* Two columns: what is in use is all there is. */
static const struct accepted heap[] = {
	{ "a profile that is exact",
		"heap profile: 2: 300 [2: 300] @ heapprofile\n"
		"1: 100 [1: 100] @ 0x12 0x34\n1: 200 [1: 200] @ 0x34\n",
		"1 100 !;! {bytes:100}\n1 200 ! {bytes:200}\n", NULL },
	{ "blanks, and a logger in front",
		"I0102 heap profile:  2:  300 [  2: 300 ]  @  heapprofile \n"
		"  1:   100 [ 1:100]@0x12\n",
		"1 100 ! {bytes:100}\n", NULL },
	{ "no rate", "heap profile: 1: 1 [1: 1] @ heap\n1: 100 [1: 100] @ 0x12\n",
		"1 100 ! {bytes:100}\n", NULL },
	{ "the correction for sampling", /* semantics 19.2 */
		"heap profile: 1: 1 [1: 1] @ heap_v2/1024\n"
		"1: 1024 [1: 1024] @ 0x12\n2: 2048 [2: 2048] @ 0x12\n0: 0 [0: 0] @ 0x12\n",
		"1 1619 ! {bytes:1024}\n3 3239 ! {bytes:1024}\n0 0 ! {bytes:0}\n", NULL },
	{ "Go writes twice its rate",
		"heap profile: 1: 1 [1: 1] @ heap/2048\n1: 1024 [1: 1024] @ 0x12\n",
		"1 1619 ! {bytes:1024}\n", NULL },
	{ "every allocation was recorded",
		"heap profile: 1: 1 [1: 1] @ heap/2\n3: 10 [3: 10] @ 0x12\n",
		"3 10 ! {bytes:3}\n", NULL },
	{ "the allocated 0 are no columns",
		"heap profile: 2: 300 [0: 0] @ heapz_v2/1\n1: 100 [7: 700] @ 0x12\n",
		"1 100 ! {bytes:100}\n", NULL },
	{ "below 0, as in a difference",
		"heap profile: 1: 1 [1: 1] @ heapprofile\n-1: -100 [1: 100] @ 0x12\n",
		"-1 -100 ! {bytes:100}\n", NULL },
	{ "symbols and statistics",
		"heap profile: 1: 1 [1: 1] @ heap/2\n"
		"1: 100 [1: 100] @ 0x91 0x12 0x99\n#\t0x11\tmain.f+0x1\t/f.go:7\n\n"
		"# runtime.MemStats\n# Alloc = 5\n# PauseNs = [1 2 3]\n# Stack = 1 / 2\n",
		"1 100 !runtime.[hidden];!main.f@/f.go:7;!runtime.goexit {bytes:100}\n", NULL },
};

static const struct accepted heap_allocated[] = {
	{ "four columns",
		"heap profile: 1: 10 [3: 30] @ heap/2\n1: 10 [3: 36] @ 0x12\n0: 0 [2: 8] @ "
		"0x12\n",
		"3 36 1 10 ! {bytes:10}\n2 8 0 0 ! {bytes:4}\n", NULL },
	{ "one number differs", "heap profile: 1: 10 [1: 30] @ heap/2\n1: 10 [1: 30] @ 0x12\n",
		"1 30 1 10 ! {bytes:10}\n", NULL },
	{ "as looks go", "heap profile: 1: 10 [01: 10] @ heap/2\n1: 10 [1: 10] @ 0x12\n",
		"1 10 1 10 ! {bytes:10}\n", NULL },
};

#define HEAP "heap profile: 1: 1 [1: 1] @ "

static const struct refused heap_refused[] = {
	{ "another header", "heap profile: 1: 1 @ heap\n", { 0 }, PFL_FORMAT,
		"input: line 1: expected 'heap profile: N: B [N: B] @ heap/RATE'" },
	{ "another kind", HEAP "heap_v9/5\n", { 0 }, PFL_UNSUPPORTED,
		"input: line 1: a heap profile of a kind that this version cannot read" },
	{ "a rate that is none", HEAP "heap/x\n", { 0 }, PFL_FORMAT,
		"input: line 1: expected a sampling rate behind the '/'" },
	{ "no sample", HEAP "heap/2\n1: 2 @ 0x12\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected 'count: size [count: size] @ addresses'" },
	{ "bytes without objects", HEAP "heap/2\n0: 5 [1: 1] @ 0x12\n", { 0 }, PFL_FORMAT,
		"input: line 2: inuse count was 0 but inuse bytes was 5" },
	{ "allocated bytes without objects",
		"heap profile: 1: 1 [2: 2] @ heap/2\n1: 5 [0: 7] @ 0x12\n", { 0 }, PFL_FORMAT,
		"input: line 2: alloc count was 0 but alloc bytes was 7" },
	{ "a number out of range", HEAP "heap/2\n1: 9223372036854775808 [1: 1] @ 0x12\n", { 0 },
		PFL_FORMAT, "input: line 2: expected numbers of at most 63 bits" },
	{ "a quotient out of range", HEAP "heap/2\n-1: -9223372036854775808 [1: 1] @ 0x12\n",
		{ 0 }, PFL_FORMAT, "input: line 2: expected numbers of at most 63 bits" },
	{ "a correction without end",
		HEAP "heap_v2/4611686018427387904\n1: 100 [1: 1] @ 0x12\n", { 0 }, PFL_FORMAT,
		"input: line 2: out of range once it is corrected for sampling" },
	{ "a correction out of range",
		HEAP
		"heap_v2/1000000\n4611686018427387904: 4611686018427387904 [1: 1] @ 0x12\n",
		{ 0 }, PFL_FORMAT,
		"input: line 2: out of range once it is corrected for sampling" },
	{ "a NUL", HEAP "heap/2\n1: 100 [1: 100] @ 0x40;1000\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected addresses of at most 64 bits, as 0x1234" },
};

static const struct accepted contention[] = {
	{ "nothing to scale", "--- contention:\n100 2 @ 0x12 0x34\n", "2 100 !;!\n", NULL },
	{ "cycles", "--- mutex:\ncycles/second=2000000000\nsampling period=10\n4000 3 @ 0x12\n",
		"30 20000 !\n", NULL },
	{ "blanks around the signs",
		"--- contentionz 1 ---\ncycles/second = 500000000\nms since reset = 7\n"
		"discarded samples = 1\n  5   1   @   0x12\n",
		"1 10 !\n", NULL },
	{ "cycles that cannot be converted", "--- contention:\ncycles/second=0\n100 2 @ 0x12\n",
		"2 100 !\n", NULL },
	{ "the largest, unscaled", "--- contention:\n9223372036854775807 2 @ 0x12\n",
		"2 9223372036854775807 !\n", NULL },
	{ "symbols",
		"\n--- mutex:\n100 2 @ 0x12 0x34\n#\t0x11\tsync.(*Mutex).Unlock+0x1\t/m.go:7\n"
		"#\t0x33\truntime.f+0x1\t/r.go:7\n",
		"2 100 !sync.(*Mutex).Unlock@/m.go:7;!runtime.f@/r.go:7\n", NULL },
	{ "attributes that nobody knows", "--- mutex:\nfoo=bar\nx = 1\n100 2 @ 0x12\n",
		"2 100 !\n", "2 unknown attributes were skipped" },
};

static const struct refused contention_refused[] = {
	{ "another header", "\n--- heapz 1 ---\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected '--- contention:' or '--- mutex:'" },
	{ "Java", "--- contentionz 1 ---\nformat = java\n", { 0 }, PFL_UNSUPPORTED,
		"input: line 2: this is Java's contention profile, of the format 'java'" },
	{ "an attribute that is no number", "--- mutex:\nsampling period=many\n", { 0 },
		PFL_FORMAT, "input: line 2: expected a number behind the '='" },
	{ "a rate below 0", "--- mutex:\ncycles/second=-1\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected a number behind the '='" },
	{ "no sample", "--- mutex:\nHELLO\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected 'delay count @ addresses' or 'name = value'" },
	{ "no count", "--- mutex:\n12 @ 0x12\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected 'delay count @ addresses'" },
	{ "no addresses", "--- mutex:\n12 3 0x12\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected 'delay count @ addresses'" },
	{ "a delay out of range", "--- mutex:\ncycles/second=1\n9223372036854775807 2 @ 0x12\n",
		{ 0 }, PFL_FORMAT,
		"input: line 3: the delay is out of range once it is scaled" },
	{ "a count out of range",
		"--- mutex:\nsampling period=4611686018427387904\n1 2 @ 0x12\n", { 0 },
		PFL_FORMAT, "input: line 3: the count is out of range once it is scaled" },
};

/* Behind two samples, at 0x401000 and at 0x7f0000001000. */
#define MAPPED HEAP "heapprofile\n1: 1 [1: 1] @ 0x401001\n1: 1 [1: 1] @ 0x7f0000001001\n"
#define SEEN(first, second) "1 1 " first " {bytes:1}\n1 1 " second " {bytes:1}\n"

static const struct accepted maps[] = {
	{ "/proc/PID/maps",
		MAPPED "\nMAPPED_LIBRARIES:\n"
		       "00400000-00500000 r-xp 00000000 fd:01 1234 /bin/my app (deleted)\n"
		       "00500000-00600000 rw-p 00000000 fd:01 1234 /bin/my app\n"
		       "7f0000000000-7f0000100000 r-xp 00000000 fd:01 1 /lib/libc.so.6\n",
		SEEN("/bin/my app!", "/lib/libc.so.6!"), NULL },
	{ "the short form, with an offset and a build id",
		MAPPED "--- Memory map: ---\n"
		       "  400000-500000: /bin/app (@0) deadbeef\n"
		       "  0x7f0000000000 0x7f0000100000 r-xp /lib/libc.so (@1000)\n",
		SEEN("/bin/app!", "/lib/libc.so!"), NULL },
	{ "a logger in front, what is between, variables",
		MAPPED "---\nwhatever\nI0102 main.cc:123] --- Memory map: ---\n"
		       "I0102 main.cc:124] build=/usr/bin\nI0102 main.cc:125] build2 = /opt\n"
		       "I0102 main.cc:126]   400000-500000: $build2/app\n"
		       "I0102 main.cc:127]   7f0000000000-7f0000100000: $build/lib$none.so\n",
		SEEN("/opt/app!", "/usr/bin/lib$none.so!"), NULL },
	{ "what a variable brings along stays",
		MAPPED "MAPPED_LIBRARIES:\na=$b\nb=x\n400000-500000: /$a/$b$\n",
		SEEN("/$b/x$!", "!"), NULL },
	{ "an address that no mapping has",
		MAPPED "MAPPED_LIBRARIES:\n400000-500000 r-xp 0 fd:01 1 /bin/app\n",
		SEEN("/bin/app!", "!"), NULL },
	{ "a mapping that would have it if it began where its file does",
		MAPPED "MAPPED_LIBRARIES:\n"
		       "7f0000002000-7f0000100000 r-xp 00002000 fd:01 1 /lib/x.so\n",
		SEEN("!", "/lib/x.so!"), NULL },
	{ "parts of a file are one, the first of several counts",
		MAPPED "MAPPED_LIBRARIES:\n"
		       "7f0000000000-7f0000001000 r-xp 00000000 fd:01 1 /lib/x.so\n"
		       "7f0000001000-7f0000002000 r-xp 00001000 fd:01 1 /lib/x.so\n"
		       "7f0000001000-7f0000002000 r-xp 00000000 fd:01 1 /lib/y.so\n",
		SEEN("!", "/lib/x.so!"), NULL },
	{ "huge pages in front of the program",
		MAPPED "MAPPED_LIBRARIES:\n"
		       "400000-401000 r-xp 0 00:00 0 /anon_hugepage (deleted)\n"
		       "401000-500000 r-xp 00001000 fd:01 1 /bin/app\n",
		SEEN("/bin/app!", "!"), NULL },
	{ "what cannot be executed",
		MAPPED "MAPPED_LIBRARIES:\n400000-500000 rw-p 0 fd:01 1 /x\n", SEEN("!", "!"),
		NULL },
	{ "lines that are none",
		MAPPED "MAPPED_LIBRARIES:\n\nsome words\n500000-400000 r-xp 0 fd:01 1 /a\n"
		       "ffffffffffffffff-ffffffffffffffff r-xp 0 fd:01 1 /b\n"
		       "400000-10000000000000000 r-xp 0 fd:01 1 /c\n400000-500000,\n",
		SEEN("!", "!"), "5 lines of the memory map could not be read" },
	{ "the whole of it", MAPPED "MAPPED_LIBRARIES:\n0-ffffffffffffffff /x\n",
		SEEN("/x!", "/x!"), NULL },
};

static const char *
mapping_file(const struct pfl_profile *p, uint32_t i)
{
	return i < p->mappings.n ? pfl_profile_text(p, p->mappings.file[i]).at : "none";
}

static void
test_map_order(void)
{
	static const char text[] =
		MAPPED "MAPPED_LIBRARIES:\n"
		       "7f0000000000-7f0000100000 r-xp 00000000 fd:01 1 /lib/libc.so.6\n"
		       "7f0001000000-7f0001100000 r-xp 00000000 00:00 0 [vdso]\n"
		       "7f0002000000-7f0002100000 r-xp 00000000 fd:01 1 /lib/libm_so.so_1\n"
		       "00401000-00500000 r-xp 00001000 fd:01 1234 /bin/app\n";
	struct pfl_error err = { 0 };
	struct pfl_profile *p = read_bytes(pfl_span_of(text), NULL, &err);

	test_case("the program comes first and begins where linkers put it");
	if (CHECK(p != NULL)) {
		CHECK_U64(p->mappings.n, 4);
		CHECK_STR(mapping_file(p, 0), "/bin/app");
		CHECK_STR(mapping_file(p, 1), "[vdso]");
		CHECK_STR(mapping_file(p, 3), "/lib/libc.so.6");
		CHECK_U64(p->mappings.start[0], 0x400000);
		CHECK_U64(p->mappings.offset[0], 0);
		CHECK_U64(p->locations.address[0], 0x401000);
	}
	pfl_profile_free(p);
}

static void
test_meta(void)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *p = read_bytes(
		pfl_span_of("--- mutex:\nsampling period=7\nms since reset=3\n1 1 @ 0x12\n"),
		NULL, &err);

	test_case("period, duration, frames to drop");
	if (CHECK(p != NULL)) {
		CHECK_I64(p->meta.period, 7);
		CHECK_I64(p->meta.duration_nanos, 3000000);
		CHECK_STR(pfl_profile_text(p, p->meta.period_type).at, "contentions");
		CHECK(p->meta.drop_frames && !p->meta.keep_frames);
		CHECK_U64(p->mappings.flags[0], 0);
	}
	pfl_profile_free(p);
	test_case("statistics are comments");
	p = read_bytes(pfl_span_of(heap[COUNTOF(heap) - 1].text), NULL, &err);
	if (CHECK(p != NULL)) {
		CHECK_U64(p->meta.n_comments, 2);
		CHECK_STR(pfl_profile_text(p, p->meta.comment[0]).at, "# Alloc = 5");
		CHECK_STR(pfl_profile_text(p, p->meta.comment[1]).at, "# Stack = 1 / 2");
		CHECK(p->meta.drop_frames && p->meta.keep_frames);
		CHECK_U64(p->mappings.flags[0], 7);
	}
	pfl_profile_free(p);
}

/* What has been a profile of another format stays one. */
static const struct probed probed[] = {
	{ "goroutines", "goroutine profile: total 1\n1 @ 0x12\n", "goroutine" },
	{ "a profile of the user's", "\n# x\nsub/dir-ect_o.ry profile: total 0\n",
		"sub/dir-ect_o.ry" },
	{ "an odd folded stack", "goroutine profile: total 1\nmain;f 3\n", "samples" },
	{ "another", "heap profile: 3: 4 [3: 4] @ 5\nmain;f 3\n", "samples" },
	{ "counts in between", "main;f 3\ngoroutine profile: total 1\n1 @ 0x12\n", "samples" },
	{ "contention", "--- contention:\n1 1 @ 0x12\n", "contentions" },
	{ "heap", HEAP "heap/2\n", "objects" },
};

/* Time must go by bytes, whatever is repeated. */
static void
test_large(void)
{
	struct pfl_text text = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;

	test_case("one stack of 100 000 addresses, and symbols for none of them");
	pfl_text_str(&text, "goroutine profile: total 1\n1 @");
	for (int i = 1; i <= 100000; i++)
		pfl_text_printf(&text, " 0x%x", 2 * i);
	for (int i = 1; i <= 100000; i++)
		pfl_text_printf(
			&text, "\n# 0x%x main.f%d+0x1 /f.go:%d", 2 * i + 0x1000000, i, i);
	p = read_bytes(pfl_text_span(&text), NULL, &err);
	CHECK_STR(err.msg, "");
	if (CHECK(p != NULL))
		CHECK_U64(p->locations.n, 100000);
	pfl_profile_free(p);

	test_case("100 000 mappings of the same");
	pfl_text_reset(&text);
	pfl_text_str(&text, "goroutine profile: total 1\n1 @");
	for (int i = 1; i <= 100000; i++)
		pfl_text_printf(&text, " 0x%x", 2 * i);
	pfl_text_str(&text, "\n---\nMAPPED_LIBRARIES:\n");
	for (int i = 0; i < 100000; i++)
		pfl_text_printf(&text, "0-ffffffff r-xp %x fd:01 1 /f%d.so\n", i, i);
	p = read_bytes(pfl_text_span(&text), NULL, &err);
	CHECK_STR(err.msg, "");
	if (CHECK(p != NULL))
		CHECK_U64(p->mappings.n, 100000);
	pfl_profile_free(p);

	test_case("variables that take long to tell apart");
	pfl_text_reset(&text);
	pfl_text_str(&text, MAPPED "MAPPED_LIBRARIES:\n");
	for (int i = 0; i < 64; i++) {
		for (int k = 0; k < 4000; k++)
			pfl_text_char(&text, '$');
		pfl_text_printf(&text, "%d=x\n", i);
	}
	for (int i = 0; i < 4000000; i++)
		pfl_text_char(&text, '$');
	p = read_bytes(pfl_text_span(&text), NULL, &err);
	CHECK_STR(err.msg, "");
	CHECK(p != NULL);
	pfl_profile_free(p);

	test_case("variables without end");
	pfl_text_reset(&text);
	pfl_text_str(&text, MAPPED "MAPPED_LIBRARIES:\n");
	for (int i = 0; i < 30000; i++)
		pfl_text_printf(&text, "v%d=$v$v$v$v$v$v$v$v$v$v$v$v$v$v$v$v$v$v$v$v$v\n", i);
	for (int i = 0; i < 1000; i++)
		pfl_text_printf(&text, "400000-500000: $v0$v1$v2$v3$v4$v5\n");
	p = read_bytes(pfl_text_span(&text), NULL, &err);
	CHECK_STR(err.msg, "");
	CHECK(p != NULL);
	pfl_profile_free(p);
	pfl_text_clear(&text);
}

int
main(void)
{
	check_accepted("counts", "goroutine/count", counts, COUNTOF(counts));
	check_refused("counts", counts_refused, COUNTOF(counts_refused));
	check_accepted("heap", "objects/count space/bytes", heap, COUNTOF(heap));
	check_accepted("heap",
		"alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes",
		heap_allocated, COUNTOF(heap_allocated));
	check_refused("heap", heap_refused, COUNTOF(heap_refused));
	check_accepted("contention", "contentions/count delay/nanoseconds", contention,
		COUNTOF(contention));
	check_refused("contention", contention_refused, COUNTOF(contention_refused));
	check_accepted("heap", "objects/count space/bytes", maps, COUNTOF(maps));
	test_map_order();
	test_meta();
	check_probed(probed, COUNTOF(probed));
	test_large();
	return test_done();
}
