/* SPDX-License-Identifier: Apache-2.0 */
/* Text of `perf script`: headers of every shape, frames, where samples end, what is skipped. */
#include "decoding.h"

#include "decode/native.h"
#include "decode/perfscript.h"

/* A header, and all that is in it: "comm|pid|tid|cpu|time|period|event|rest". */
static const struct {
	const char *line, *want;
} headers[] = {
	{ "java 25607 4794564.109216: cycles:", "java||25607||4794564109216000||cycles|" },
	{ "java 12688 [002] 6544038.708352: 235 cpu-clock:",
		"java||12688|2|6544038708352000|235|cpu-clock|" },
	{ "V8 WorkerThread 24636/25607 [000] 94564.109216: 100 cycles:u: ",
		"V8 WorkerThread|24636|25607|0|94564109216000|100|cycles:u|" },
	{ "swapper     0/0     [001] 1.5: 7 cycles:", "swapper|0|0|1|1500000000|7|cycles|" },
	{ "my app 12 34 [000] 9.1: 7 cycles:", "my app 12||34|0|9100000000|7|cycles|" },
	{ "kworker/0:1 55 [000] 9.1: 7 cycles:", "kworker/0:1||55|0|9100000000|7|cycles|" },
	{ "123 456 [000] 9.1: 7 cycles:", "123||456|0|9100000000|7|cycles|" },
	{ "x 1 [000] 9.1: 7 cycles:", "x||1|0|9100000000|7|cycles|" },
	{ ":-1    -1 [001] 99.1: 5 cycles:", ":-1||-1|1|99100000000|5|cycles|" },
	{ ":-1    -1/-1    [001] 99.1: 5 cycles:", ":-1|-1|-1|1|99100000000|5|cycles|" },
	{ "foo 55 9.1: 7 cpu/event=0x3c,umask=0x0/u: ",
		"foo||55||9100000000|7|cpu/event=0x3c,umask=0x0/u|" },
	{ "a 1 [000] 9.123456789: sched:sched_switch: prev_comm=a ==> next_comm=b",
		"a||1|0|9123456789||sched:sched_switch|prev_comm=a ==> next_comm=b" },
	{ "           false 39654 19115.489713:          1 cycles:u:  ffffffff9b201293 "
	  "[unknown] ([unknown])",
		"false||39654||19115489713000|1|cycles:u|ffffffff9b201293 [unknown] "
		"([unknown])" },
	{ "              dd 29776 66.771979:   10101010 cpu-clock: ",
		"dd||29776||66771979000|10101010|cpu-clock|" },
	{ "node-v011 31912 cpu-clock: ", "node-v011||31912||||cpu-clock|" },
	{ "foo 55 7 cycles:", "foo||55|||7|cycles|" },
	{ "foo 55 9.1: ", "foo||55||9100000000|||" },
	{ "foo 55 [001] K 9.1: 7 cycles:", "foo||55|1|9100000000|7|cycles|" },
	{ "foo 55 3 9.1: 7 cycles:", "foo||55|3|9100000000|7|cycles|" }, /* --latency */
	{ "55/56 [001] 9.1: 7 cycles:", "|55|56|1|9100000000|7|cycles|" },
	{ "55 9.1: 7 cycles:", "||55||9100000000|7|cycles|" },
	/* Without a time: flags, and a number that is a period by its place or its width. */
	{ "foo  1192 U        1001001 cpu-clock: ", "foo||1192|||1001001|cpu-clock|" },
	{ "  1192    1001001 cpu-clock: ", "||1192|||1001001|cpu-clock|" },
	{ " 7/8  [001] K  1001001 cpu-clock: ", "|7|8|1||1001001|cpu-clock|" },
	{ "foo    1001001 cpu-clock: ", "foo|||||1001001|cpu-clock|" },
	{ "foo 4194304 cpu-clock: ", "foo||4194304||||cpu-clock|" },
	{ " 1192 cpu-clock: ", "||1192||||cpu-clock|" },
	/* Without an event, without callers, and what is too large for a CPU. */
	{ "foo 55 9.1:         51 ", "foo||55||9100000000|51||" },
	{ "foo 55 9.1:  ffffffff9b201293 f", "foo||55||9100000000|||ffffffff9b201293 f" },
	{ "foo 55 9.1:          55512340 f", "foo||55||9100000000|||55512340 f" },
	{ "dead 1234 29679 9.1: 7 cycles:", "dead 1234||29679||9100000000|7|cycles|" },
	{ "        51 page-faults: ", "|||||51|page-faults|" },
	{ "VM:  123 VCPU:001 foo 55 9.1: cycles:", "foo||55||9100000000||cycles|" },
	{ "foo 55 99999999999999999999.1: cycles:", NULL },
	{ "foo 9999999999999999999999 [000] 9.1: cycles:", NULL },
	{ "foo 18446744073.1: cycles:", NULL },
	{ "foo bar", NULL },
	{ "foo 12", NULL },
	{ "", NULL },
};

static void
add_number(struct pfl_text *text, bool known, int64_t number)
{
	if (known)
		pfl_text_printf(text, "%lld", (long long)number);
	pfl_text_char(text, '|');
}

static void
add_header(struct pfl_text *got, const struct pfl_perf_header *h)
{
	pfl_text_add(got, h->comm);
	pfl_text_char(got, '|');
	add_number(got, h->has_pid, h->pid);
	add_number(got, h->has_tid, h->tid);
	add_number(got, h->has_cpu, h->cpu);
	add_number(got, h->has_time, (int64_t)h->time);
	add_number(got, h->has_period, (int64_t)h->period);
	pfl_text_add(got, h->event);
	pfl_text_char(got, '|');
	pfl_text_add(got, h->rest);
}

static void
test_headers(void)
{
	struct pfl_text got = { 0 };

	for (size_t i = 0; i < COUNTOF(headers); i++) {
		struct pfl_perf_header h;
		bool ok = pfl_perf_header_parse(pfl_span_of(headers[i].line), &h);

		test_case(headers[i].line);
		if (!CHECK(ok == (headers[i].want != NULL)) || !ok)
			continue;
		pfl_text_reset(&got);
		add_header(&got, &h);
		CHECK_STR(pfl_text_get(&got), headers[i].want);
	}
	pfl_text_clear(&got);
}

/* Headers that may lack anything, each behind one like `first`. */
static const struct {
	const char *first, *line, *want;
} bare[] = {
	{ "w 1", "w 29656 ", "w||29656|||||" },
	{ "w 1", "a b 12 [003]   29656 ", "a b 12 [003]||29656|||||" },
	{ "w 1", "123 45   29656 ", "123 45||29656|||||" },
	{ "w 1/1", "w 29656/29658  ", "w|29656|29658|||||" },
	{ "w", "a b 12 [003] ", "a b 12 [003]|||||||" },
	{ "1", "  29656 ", "||29656|||||" },
	{ "w [001]", "w [003] ", "w|||3||||" },
	{ "w 1 K", "w 29656 U     ", "w||29656|||||" },
	{ "w 1          1", "w 29656         51 ", "w||29656|||51||" },
	{ "w          1", "w 2         51 ", "w 2|||||51||" },
	{ "w 1.5:", "w 2 9.1: ", "w 2||||9100000000|||" },
	{ "w 1.5:          1 cycles:", "w 9.1:         51 page-faults: ",
		"w||||9100000000|51|page-faults|" },
	{ "cycles:", "     page-faults: ", "||||||page-faults|" },
	{ "w x:y:", "w x:y: a=1 b=2", "w||||||x:y|a=1 b=2" },
	{ "", "", "|||||||" },
	{ "               w  ffffffff817554ea f", "     Web Content      7fa68b1f2d84 g",
		"Web Content|||||||7fa68b1f2d84 g" },
	{ "               w 1  ffffffff817554ea f", "            dead 7      7fa68b1f2d84 g",
		"dead||7|||||7fa68b1f2d84 g" },
};

static void
test_bare(void)
{
	struct pfl_text got = { 0 };

	for (size_t i = 0; i < COUNTOF(bare); i++) {
		struct pfl_perf_header h;
		unsigned fields = 0;

		test_case(bare[i].line);
		pfl_perf_header_parse_bare(pfl_span_of(bare[i].first), &fields, &h);
		pfl_perf_header_parse_bare(pfl_span_of(bare[i].line), &fields, &h);
		pfl_text_reset(&got);
		add_header(&got, &h);
		CHECK_STR(pfl_text_get(&got), bare[i].want);
	}
	pfl_text_clear(&got);
}

static const struct {
	const char *name, *want;
} names[] = {
	{ "main", "main" },
	{ "f(int, char const*)", "f" },
	{ "f(int (*)(char)) const", "f" },
	{ "(anonymous namespace)::f(int)", "(anonymous namespace)::f" },
	{ "a::(anonymous namespace)::f()", "a::(anonymous namespace)::f" },
	{ "std::function<void (int)>::operator()(int) const",
		"std::function<void (int)>::operator()" },
	{ "T::operator() (int)", "T::operator()" },
	{ "operator<<(int)", "operator<<" },
	{ "T::operator->() const", "T::operator->" },
	{ "bool operator< <int>(int)", "bool operator< <int>" },
	{ "main.(*T).f", "main.(*T).f" },
	{ "std::map<int, std::vector<char> >::at(int)",
		"std::map<int, std::vector<char> >::at" },
	{ "f(int) [clone .part.0]", "f" },
	{ "{lambda(int)#1}::operator()(int)", "{lambda(int)#1}::operator()" },
	{ "()", "()" },
	{ ")))(((", ")))" },
	{ "<<<<<<", "<<<<<<" },
	{ "core::ptr::drop::h0123456789abcdef", "core::ptr::drop" },
	{ "_$LT$alloc..vec..Vec$LT$T$GT$$u20$as$u20$core..ops..Drop$GT$::drop::"
	  "h0123456789abcdef",
		"<alloc::vec::Vec<T> as core::ops::Drop>::drop" },
	{ "a$u7$b::$x::h0123456789abcdef", "a$u7$b::$x" },
	{ "::h0123456789abcdef", "::h0123456789abcdef" },
	{ "Lio/netty/Channel;::read", "io/netty/Channel:::read" },
};

static void
test_names(void)
{
	struct pfl_text scratch = { 0 }, got = { 0 };

	for (size_t i = 0; i < COUNTOF(names); i++) {
		test_case(names[i].name);
		pfl_text_reset(&got);
		pfl_text_add(&got, pfl_native_name(pfl_span_of(names[i].name), &scratch));
		CHECK_STR(pfl_text_get(&got), names[i].want);
	}
	pfl_text_clear(&scratch);
	pfl_text_clear(&got);
}

#define H "app 7 1.0: 10 cycles: \n"

static const struct accepted accepted[] = {
	{ "samples",
		H "\t  4005d0 leaf+0x10 (/bin/app)\n\t  4005f0 main+0x20 (/bin/app)\n\n"
		  "app 7 1.1: 20 cycles: \n\t  4005f4 main+0x24 (/bin/app)\n\n",
		"10 /bin/app!leaf;/bin/app!main;app {comm=app thread=7}\n"
		"20 /bin/app!main;app {comm=app thread=7}\n",
		NULL },
	{ "the last sample without a blank line", H "\t 1 main (/bin/app)",
		"10 /bin/app!main;app {comm=app thread=7}\n", NULL },
	{ "CRLF, comments, a line of blanks between samples",
		"# ========\r\n# captured on: today\r\n" H
		"\t1 f (x)\r\n# in between\r\n  \t \r\n"
		"app 7 1.1: 20 cycles:\r\n\t1 f (x)\r\n\r\n",
		"10 x!f;app {comm=app thread=7}\n20 x!f;app {comm=app thread=7}\n", NULL },
	{ "labels of process, thread and CPU, and a command with blanks",
		"V8 Worker 24/25 [003] 1.0: 100 cycles:\n\t1 f (x)\n\n"
		"V8 Worker 24/26 [003] 1.0: 100 cycles:\n\t1 f (x)\n\n",
		"100 x!f;V8_Worker {comm=V8 Worker process=24 thread=25 cpu=3}\n"
		"100 x!f;V8_Worker {comm=V8 Worker process=24 thread=26 cpu=3}\n",
		NULL },
	{ "no period, period 0",
		"app 7 1.0: cycles:\n\t1 f (x)\n\napp 7 1.0: 0 cycles:\n\t1 f (x)\n\n",
		"1 x!f;app {comm=app thread=7}\n1 x!f;app {comm=app thread=7}\n", NULL },
	{ "one line each",
		"  false 39 19.4:  1 cycles:  ffffffff9b201293 [unknown] ([unknown])\n"
		"     dd 39 19.5:  2 cycles:      7fa68b1f2d84 _dl_start+0x4 "
		"(/usr/lib/ld.so)\n",
		"1 [unknown];false {comm=false thread=39}\n"
		"2 /usr/lib/ld.so!_dl_start;dd {comm=dd thread=39}\n",
		NULL },
	{ "what a tracepoint recorded looks like a frame, and frames follow",
		"app 7 1.0: cycles: 12 abc (0x3)\n\t1 f (x)\n\t2 main (x)\n\n",
		"1 x!f;x!main;app {comm=app thread=7}\n", NULL },
	{ "samples without frames",
		"app 7 1.0: 3 cycles: prev=1 ==> next=2\napp 7 1.0: 4 cycles:\n\n",
		"3 app {comm=app thread=7}\n4 app {comm=app thread=7}\n", NULL },
	{ "no symbols",
		H "\t1 [unknown] (/lib/libc.so)\n\t2  (/lib/libc.so)\n\t3 [unknown] "
		  "([unknown])\n\t4\n\t5 [unknown] ([kernel.kallsyms])\n\n",
		"10 /lib/libc.so!;/lib/libc.so!;[unknown];[unknown];[kernel.kallsyms]!;app "
		"{comm=app thread=7}\n",
		NULL },
	{ "no objects", H "\t1 leaf\n\t2 main(int, char**)\n\n",
		"10 leaf;main;app {comm=app thread=7}\n", NULL },
	{ "brackets in names and in objects",
		H "\t1 operator()(int (*)(char)) const (/bin/a (deleted))\n"
		  "\t2 (anonymous namespace)::f(int) (/tmp/a b)\n\t3 x (y) (z) ([unknown])\n"
		  "\t4 (((( ()))))\n\n",
		"10 /bin/a (deleted)!operator();/tmp/a b!(anonymous namespace)::f;x;((( "
		"())))!;app "
		"{comm=app thread=7}\n",
		NULL },
	{ "odd offsets",
		H "\t1 a+0xffffffffffffffffff (x)\n\t2 b+0x (x)\n\t3 c+ (x)\n\t4 d+0x1+0x20 "
		  "(x+0x12)\n\n",
		"10 x!a;x!b+0x;x!c+;x!d+0x1;app {comm=app thread=7}\n", NULL },
	{ "calls that were inlined",
		H "\t1 in2 (inlined)\n\t1 in1(int) (inlined)\n\t1 f+0x1 (x)\n\t2 main (x)\n\n",
		"10 x!in2|in1|f;x!main;app {comm=app thread=7}\n", NULL },
	{ "inlined into nothing", H "\t1 in (inlined)\n\n", "10 in;app {comm=app thread=7}\n",
		NULL },
	{ "lines of source",
		H "\t1 in (inlined)\n  in.h:3\n\t1 f (x)\n  /src/a b.c:12\n\t2 main (x)\n  "
		  "x[123]\n\n",
		"10 x!in@in.h:3|f@/src/a b.c:12;x!main;app {comm=app thread=7}\n",
		"1 line was skipped: it is neither a sample nor a frame (the first is line "
		"7)" },
	{ "lines of source that say what was inlined",
		H "\t1 in+0x1\n  in.h:3 (inlined)\n\t1 on+0x1\n  x[12] (inlined)\n\t1 f (x)\n"
		  "  a.c:12\n\t2 main (x)\n\n",
		"10 x!in@in.h:3|on|f@a.c:12;x!main;app {comm=app thread=7}\n",
		"1 line was skipped: it is neither a sample nor a frame (the first is line "
		"5)" },
	{ "one line each, without objects, with an instruction",
		"  dd 39 19.4:  1 cycles:  ffffffff9b201293 f\n"
		"  dd 39 19.5:  2 cycles:      7fa68b1f2d84 g+0x4 (x) insn: 31 d7\n",
		"1 f;dd {comm=dd thread=39}\n2 x!g;dd {comm=dd thread=39}\n", NULL },
	{ "commands that look like an address, indented, and no frames",
		"    a b 7 1.0: 5 cycles:\n  dead x 7 1.0: 6 cycles:\n",
		"5 a_b {comm=a b thread=7}\n6 dead_x {comm=dead x thread=7}\n", NULL },
	{ "the end of a round", H "\t1 f (x)\n\nPERF_RECORD_FINISHED_ROUND\n",
		"10 x!f;app {comm=app thread=7}\n",
		"1 line was skipped: it is a record of another kind (the first is line 4)" },
	{ "Java's inlining, and operators of C++ that are none",
		H "\t1 La/A;::run->La/B;::f->g (/tmp/perf-12.map)\n\t2 T::operator->() (x)\n\n",
		"10 /tmp/perf-12.map!g|a/B:::f|a/A:::run;x!T::operator->;app {comm=app "
		"thread=7}\n",
		NULL },
	{ "a command that looks like an address",
		H "\t1 f (x)\n  dd 7 1.0: 5 cycles:\n\t2 main (x)\n\n",
		"10 x!f;app {comm=app thread=7}\n5 x!main;dd {comm=dd thread=7}\n", NULL },
	{ "other records",
		"app 7 1.0: PERF_RECORD_COMM: x:7/7\n" H
		"\t1 f (x)\n\napp 7 1.0: PERF_RECORD_LOST lost 3\n",
		"10 x!f;app {comm=app thread=7}\n",
		"2 lines were skipped: they are records of other kinds (the first is line 1)" },
	{ "frames without a sample", H "\t1 f (x)\n\n\t2 main (x)\n\t3 start (x)\n",
		"10 x!f;app {comm=app thread=7}\n",
		"2 lines were skipped: they are frames without a sample (the first is line "
		"4)" },
	{ "messages in between",
		"Warning:\n" H "\t1 f (x)\n\nProcessed 5 events and lost 9 chunks!\n",
		"10 x!f;app {comm=app thread=7}\n",
		"2 lines were skipped: they are neither samples nor frames (the first is line "
		"1)" },
	{ "recursion, and one stack twice",
		H "\t1 f (x)\n\t1 f (x)\n\n" H "\t1 f (x)\n\t9 f (x)\n",
		"10 x!f;x!f;app {comm=app thread=7}\n10 x!f;x!f;app {comm=app thread=7}\n",
		NULL },
};

#define LEAF_LINE "\t          4005d0 leaf"
#define LEAF LEAF_LINE "\n"
#define MAIN "\t    7fa68b1f2d84 main\n"

/* Headers that are known by what is around them. */
static const struct accepted shapes[] = {
	{ "command and thread",
		"# x\nw 7 \n" LEAF MAIN "\nV8 Worker 12 8 \n" MAIN "  a.c:3\n\n",
		"1 leaf;main;w {comm=w thread=7}\n"
		"1 main@a.c:3;V8_Worker_12 {comm=V8 Worker 12 thread=8}\n",
		NULL },
	{ "the command alone, and a sample without frames",
		"w \n" LEAF "\nWeb Content 3 \n\nw \n" MAIN,
		"1 leaf;w {comm=w}\n1 Web_Content_3 {comm=Web Content 3}\n1 main;w {comm=w}\n",
		NULL },
	{ "no header", "\n" LEAF MAIN "\n\n" MAIN "\n", "1 leaf;main\n1 main\n", NULL },
	{ "a time and no thread", "w 1.5:         51 \n" LEAF "\n", "51 leaf;w {comm=w}\n",
		NULL },
	{ "one line each",
		"               w 29656            4005d0 leaf (/bin/app)\n"
		"            dead 29657      7fa68b1f2d84 main\n",
		"1 /bin/app!leaf;w {comm=w thread=29656}\n1 main;dead {comm=dead "
		"thread=29657}\n",
		NULL },
	{ "other records", "w 7 \n" LEAF "\nPERF_RECORD_LOST lost 10\n\nw 8 \n" LEAF,
		"1 leaf;w {comm=w thread=7}\n1 leaf;w {comm=w thread=8}\n",
		"1 line was skipped: it is a record of another kind (the first is line 4)" },
	{ "text that is no sample", "w 7 \n" LEAF "\nCheck CPU overload!\n\nw 8 \n" LEAF,
		"1 leaf;w {comm=w thread=7}\n1 leaf;w {comm=w thread=8}\n",
		"1 line was skipped: it is neither a sample nor a frame (the first is line "
		"5)" },
	{ "no end of the last line", "w 7 \n" LEAF_LINE, "1 leaf;w {comm=w thread=7}\n", NULL },
	{ "one line each, frames alone", " ffffffff817554ea leaf\n     7fa68b1f2d84 main\n",
		"1 leaf\n1 main\n", NULL },
};

static const struct accepted events[] = {
	{ "one type for each event, in order of appearance",
		"a 1 1.0: 5 task-clock:u:\n\t1 f (x)\n\na 1 1.0: instructions:\n\t1 f (x)\n\n"
		"a 1 1.0: 7 task-clock:u:\n\t1 f (x)\n\na 1 1.0: \n\t1 f (x)\n\n",
		"5 0 0 x!f;a {comm=a thread=1}\n0 1 0 x!f;a {comm=a thread=1}\n"
		"7 0 0 x!f;a {comm=a thread=1}\n0 0 1 x!f;a {comm=a thread=1}\n",
		NULL },
};

static const struct refused refused[] = {
	{ "nothing", "", { 0 }, PFL_FORMAT, "input: the file has no samples" },
	{ "comments alone", "# ========\n# captured on\n", { 0 }, PFL_FORMAT,
		"input: the file has no samples" },
	{ "other text", "\nmain 1\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected a sample of perf script, 'COMM TID TIME: EVENT:'" },
	{ "frames alone", "\t1 f (x)\n", { 0 }, PFL_FORMAT,
		"input: line 1: expected a sample of perf script, 'COMM TID TIME: EVENT:'" },
	{ "any text above any list", "w 7 \n\t4005d0 leaf\n\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected a sample of perf script, 'COMM TID TIME: EVENT:'" },
	{ "a period out of range", "a 1 1.0: 9223372036854775808 cycles:\n\n", { 0 },
		PFL_FORMAT, "input: the period of a sample is out of range" },
	{ "a line too long", H "\t1 abcdefghijklmnopqrstuvwxyz (x)\n", { .line = 30 },
		PFL_LIMIT, "input: line 2: longer than 30 bytes; --max-line raises the limit" },
	{ "too many frames", H "\t1 f (x)\n\t1 f (x)\n\t1 f (x)\n", { .stack = 2 }, PFL_LIMIT,
		"input: line 4: a stack of more than 2 frames; --max-stack raises the limit" },
	{ "too many calls inlined into one frame",
		H "\t1 abcdefghij (inlined)\n\t1 abcdefghij (inlined)\n\t1 f (x)\n",
		{ .line = 24 }, PFL_LIMIT,
		"input: line 4: calls inlined into one frame, of more text than a line may "
		"have; --max-line raises the limit" },
	{ "too many samples", H "\n" H "\n" H "\n", { .samples = 2 }, PFL_LIMIT,
		"input: more than 2 samples; --max-samples raises the limit" },
	{ "too many events", "a 1 1.0: x:\n\na 1 1.0: y:\n\na 1 1.0: z:\n\n", { .types = 2 },
		PFL_LIMIT, "input: more than 2 sample types; --max-types raises the limit" },
	{ "too much memory", H "\t1 f (x)\n\n", { .memory = 100 }, PFL_LIMIT, NULL },
};

static const struct probed probed[] = {
	{ "comments and a sample", "# ========\n# x\n\na 1 [000] 1.0: 5 cycles:\n\t1 f (x)\n\n",
		"cycles" },
	{ "no comments", "a b 1 1.0: 5 cycles:\n\t1 f (x)\n\n", "cycles" },
	{ "shifted", "   a 1 1.0: 5 cycles:  1 f (x)\n", "cycles" },
	{ "no time", "a 1 cpu-clock:\n\t1 f (x)\n\n", "cpu-clock" },
	{ "command and thread alone", "w 7 \n" LEAF "\nw 8 \n" MAIN "\n", "samples" },
	{ "frames alone", "\n" LEAF "\n\n" MAIN "\n", "samples" },
	{ "no time, one line each", "   w 7 cycles:            4005d0 leaf\n", "cycles" },
	{ "folded stacks stay folded", "a 1 b: 5\nc;d 7\n", "samples" },
};

/* A column that begins late, and one that ends early, are as long as the others. */
static void
test_columns(void)
{
	struct pfl_text text = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;
	int64_t sum[3] = { 0 };

	test_case("events one after another");
	for (int i = 0; i < 3000; i++)
		pfl_text_printf(&text, "a 1 1.0: 2 event%d:\n\t1 f (x)\n\n", i / 1000);
	p = read_bytes(pfl_text_span(&text), NULL, &err);
	CHECK_STR(err.msg, "");
	if (CHECK(p != NULL) && CHECK_U64(p->types.n, 3) && CHECK_U64(p->samples.n, 3000)) {
		for (uint32_t i = 0; i < 3; i++) {
			for (uint32_t k = 0; k < 3000; k++)
				sum[i] += p->samples.value[i][k] * (1 + (k / 1000 == i));
			CHECK_I64(sum[i], 4000);
		}
		CHECK(p->meta.in_time);
	}
	pfl_profile_free(p);
	pfl_text_clear(&text);
}

/* Counts in columns stand where perf prints the address of a lone frame. */
static void
test_folded_columns(void)
{
	static const char text[] = "main                                          7\n"
				   "main;draw                                    34\n";
	struct pfl_error err = { 0 };
	struct pfl_profile *p = read_bytes(pfl_span_of(text), NULL, &err);

	test_case("folded stacks in columns");
	CHECK_STR(err.msg, "");
	if (CHECK(p != NULL) && CHECK_U64(p->samples.n, 2))
		CHECK_I64(p->samples.value[0][0] + p->samples.value[0][1], 41);
	pfl_profile_free(p);
}

/* A header of many words behind many blanks takes no time by its square. */
static void
test_long_line(void)
{
	struct pfl_text text = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;

	test_case("a long line");
	pfl_text_str(&text, "w 7\n" LEAF "\n");
	for (int i = 0; i < 200000; i++)
		pfl_text_char(&text, ' ');
	for (int i = 0; i < 200000; i++)
		pfl_text_str(&text, "a ");
	pfl_text_str(&text, "\n" LEAF);
	p = read_bytes(pfl_text_span(&text), NULL, &err);
	CHECK_STR(err.msg, "");
	if (CHECK(p != NULL))
		CHECK_U64(p->samples.n, 2);
	pfl_profile_free(p);
	pfl_text_clear(&text);
}

int
main(void)
{
	test_headers();
	test_bare();
	test_names();
	check_accepted("perfscript", "cycles/count", accepted, COUNTOF(accepted));
	check_accepted("perfscript", "samples/count", shapes, COUNTOF(shapes));
	check_accepted("perfscript",
		"task-clock:u/nanoseconds instructions/count samples/count", events,
		COUNTOF(events));
	check_refused("perfscript", refused, COUNTOF(refused));
	check_probed(probed, COUNTOF(probed));
	test_columns();
	test_folded_columns();
	test_long_line();
	return test_done();
}
