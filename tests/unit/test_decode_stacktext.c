/* SPDX-License-Identifier: Apache-2.0 */
/* Stacks as text of DTrace, bpftrace, macOS sample, and of profilers of Python. */
#include "decoding.h"

#define PROBE                                                                                  \
	"CPU     ID                    FUNCTION:NAME\n  8  35077                        "      \
	":tick-60s \n\n"

static const struct accepted dtrace[] = {
	{ "stacks", PROBE "    app`f+0x1\n    app`main+0x2a\n      40\n\n    app`main\n 2\n",
		"40 app!f;app!main\n2 app!main\n", NULL },
	{ "stacks of the kernel and of the program",
		PROBE "    unix`syscall+0x1\n\n    app`main+0x2a\n    3\n",
		"3 unix!syscall;app!main\n", NULL },
	{ "names of every kind",
		"  0x104d08831\n  libjvm.dylib`JavaThread::run()+0x1c0\n  "
		"rg`a::b::h0123456789abcdef+0x1\n"
		"  x`(anonymous namespace)::f(int)\n 1\n",
		"1 0x104d08831;libjvm.dylib!JavaThread::run;rg!a::b;x!(anonymous "
		"namespace)::f\n",
		NULL },
	{ "CRLF, no final newline", PROBE "  a`f+0x1\r\n  7\r\n  a`g\r\n  8", "7 a!f\n8 a!g\n",
		NULL },
	{ "no frames", PROBE "  5\n", "5 -\n", NULL },
	{ "other lines", PROBE "  a`f\n  1\ndtrace: 3 drops on CPU 0\n", "1 a!f\n",
		"1 line is neither frame nor count and was skipped (the first is line 6)" },
	{ "a stack without a count", PROBE "  a`f\n  1\n  a`g\n", "1 a!f\n",
		"the last stack has no count and was skipped" },
};

static const struct refused dtrace_refused[] = {
	{ "nothing", "", { 0 }, PFL_FORMAT,
		"input: line 0: expected frames of DTrace, and a count alone on a line below "
		"them" },
	{ "no count", PROBE "  a`f\n", { 0 }, PFL_FORMAT, NULL },
	{ "too deep", " a`f\n a`f\n a`f\n 1\n", { .stack = 2 }, PFL_LIMIT,
		"input: line 3: a stack of more than 2 frames; --max-stack raises the limit" },
};

static const struct accepted bpftrace[] = {
	{ "stacks",
		"Attaching 1 probe...\n\n@[\n    f+16\n    main+0x2a\n]: 3\n@[\n    g\n]: 4\n",
		"3 f;main\n4 g\n", NULL },
	{ "a command behind the stack", "@[\n    f+1\n, comm one]: 3\n",
		"3 f;comm_one {comm=comm one}\n", NULL },
	{ "keys in front of the stack, numbers among them", "@[sshd, 12,\n    f+1\n]: 3\n",
		"3 f;sshd {comm=sshd}\n", NULL },
	{ "two stacks", "@[\n    k+1\n,\n    u+1 (/bin/app)\n, app]: 3\n",
		"3 k;/bin/app!u;app {comm=app}\n", NULL },
	{ "no frames, a count of 0", "@[]: 2\n@[\n    f\n]: 0\n@[, app]: 5\n",
		"2 -\n5 app {comm=app}\n", NULL },
	{ "lines of no map", "@[\n f\n]: 1\n@start: 7\n", "1 f\n",
		"1 line is of no map and was skipped (the first is line 4)" },
	{ "a map of counts in front", "@n[sshd]: 3\n@[\n f\n]: 5\n", "5 f\n",
		"1 line is of no map and was skipped (the first is line 1)" },
	{ "an address without a digit", "@[\n\tffffffffabcdefab main+0x1\n]: 3\n", "3 main\n",
		NULL },
	{ "addresses in front of names, and words that are none",
		"@[\n\tffffffff81000000 k+16\n\t7f12ab main+0x2a (/bin/app)\n\tdead f\n\t3 "
		"0x3\n]: 3\n",
		"3 k;/bin/app!main;dead f;0x3\n", NULL },
	{ "the end inside a stack", "@[\n f\n]: 1\n@[\n g\n", "1 f\n",
		"the last stack has no count and was skipped" },
};

static const struct accepted bpftrace_maps[] = {
	{ "maps with names", "@us[\n f\n]: 5\n@n[\n f\n]: 1\n@us[\n g\n]: 7\n",
		"5 0 f\n0 1 f\n7 0 g\n", NULL },
};

static const struct refused bpftrace_refused[] = {
	{ "no map", "@x: 5\n", { 0 }, PFL_FORMAT,
		"input: line 1: expected a map of stacks as bpftrace prints it, '@[', frames, "
		"']: "
		"COUNT'" },
	{ "a count out of range", "@[\n f\n]: 9223372036854775808\n", { 0 }, PFL_FORMAT, NULL },
	{ "too deep", "@[\n f\n f\n f\n]: 1\n", { .stack = 2 }, PFL_LIMIT,
		"input: line 4: a stack of more than 2 frames; --max-stack raises the limit" },
};

#define ANALYSIS "Analysis of sampling app (pid 1) every 1 millisecond\nCall graph:\n"

static const struct accepted sample[] = {
	{ "a tree",
		ANALYSIS
		"    10 Thread_1   DispatchQueue_1: com.apple.main-thread  (serial)\n"
		"    + 10 start  (in libdyld.dylib) + 1  [0x7fff]\n"
		"    +   6 main  (in app) + 41,57,...  [0x1,0x2,...]\n"
		"    +   ! 2 f(int)  (in app) + 4  [0x1]\n"
		"    +   3 other  (in app) + 4  [0x1]\n"
		"    5 Thread_2\n"
		"      5 ???  (in x)  load address 0x1 + 0x2  [0x3]\n"
		"\nTotal number in stack (recursive counted multiple, when >=5):\n 9 no\n",
		"2 app!f;app!main;libdyld.dylib!start;Thread_1   DispatchQueue_1: "
		"com.apple.main-thread\n"
		"4 app!main;libdyld.dylib!start;Thread_1   DispatchQueue_1: "
		"com.apple.main-thread\n"
		"3 app!other;libdyld.dylib!start;Thread_1   DispatchQueue_1: "
		"com.apple.main-thread\n"
		"1 libdyld.dylib!start;Thread_1   DispatchQueue_1: com.apple.main-thread\n"
		"5 x!;Thread_2\n",
		NULL },
	{ "a line that is none", ANALYSIS "    2 a  (in x)\n    words\n      1 b  (in x)\n",
		"1 x!b;x!a\n1 x!a\n",
		"1 line of the call graph could not be read (the first is line 4)" },
	{ "more below than there is", ANALYSIS "    2 a  (in x)\n      3 b  (in x)\n",
		"3 x!b;x!a\n", "1 call has fewer samples than what it calls" },
};

static const struct refused sample_refused[] = {
	{ "no call graph", "Analysis of sampling app (pid 1)\n", { 0 }, PFL_FORMAT,
		"input: line 1: expected calls below 'Call graph:'" },
	{ "a count out of range", ANALYSIS "    2147483648 a  (in x)\n", { 0 }, PFL_FORMAT,
		"input: line 3: the count is out of range" },
	{ "too deep", ANALYSIS "  3 a\n   3 b\n    3 c\n", { .stack = 2 }, PFL_LIMIT,
		"input: line 5: a stack of more than 2 frames; --max-stack raises the limit" },
};

#define OWNER "process=1 thread=2"

static const struct accepted austin[] = {
	{ "frames with files and lines",
		"# mode: wall\n\nP1;T2;/a.py:<module>:3;/a.py:f:9 120\nP1;T2;/a.py:f:10 80\n",
		"120 f@/a.py:9;<module>@/a.py:3 {" OWNER "}\n80 f@/a.py:10 {" OWNER "}\n",
		NULL },
	{ "no comments, an interpreter's number, no frames", "P1;T0:2 7\n", "7 - {" OWNER "}\n",
		NULL },
	{ "an interpreter's number at the process too", "P0:1;T0:2 7\n", "7 - {" OWNER "}\n",
		NULL },
	{ "a thread with a name", "P1;T0:My thread;/a.py:f:9 7\n",
		"7 f@/a.py:9 {process=1 thread=My thread}\n", NULL },
	{ "colons in a file's name", "P1;T2;C:\\a.py:f:9 1\n", "1 f@C:\\a.py:9 {" OWNER "}\n",
		NULL },
	{ "frames of another kind", "P1;T2;/a.py:f:;:GC:;kernel 1\n",
		"1 kernel;:GC:;f@/a.py {" OWNER "}\n", NULL },
	{ "lines that are none", "P1;T2;/a.py:f:9 5\nP1;T2 9,9\nmain 5\nPx;T1 5\n",
		"5 f@/a.py:9 {" OWNER "}\n",
		"3 lines are no stack with its count and were skipped (the first is line 2)" },
};

static const struct accepted austin_memory[] = {
	{ "memory", "# mode: memory\nP1;T2;/a.py:f:9 -512\n", "-512 f@/a.py:9 {" OWNER "}\n",
		NULL },
};

static const struct accepted austin_full[] = {
	{ "all at once; idle threads take no processor's time",
		"# mode: full\nP1;T2;/a.py:f:9 120,0,4096\nP1;T2;/a.py:f:9 100,1,-512\n",
		"4096 120 120 f@/a.py:9 {" OWNER "}\n-512 0 100 f@/a.py:9 {" OWNER "}\n",
		NULL },
};

static const struct accepted py_spy[] = {
	{ "frames with files and lines",
		"<module> (a.py:3);f (b/c.py:9) 5\n<module> (a.py) 2\n",
		"5 f@b/c.py:9;<module>@a.py:3\n2 <module>@a.py\n", NULL },
	{ "processes and threads",
		"process 7:\"sh\";process 1:\"python\";thread (0x2): Main;f (a.py:3) 1\n"
		"process 1:\"python\";thread (2);f (a.py:3) 4\n",
		"1 f@a.py:3 {process=1 thread=Main}\n4 f@a.py:3 {" OWNER "}\n", NULL },
	{ "what only looks like that",
		"process one;thread (;thread (1)x;f (a.py:3) 1\nprocess 1:\"a;b\";f 2\n",
		"1 f@a.py:3;thread (1)x;thread (;process one\n2 f;b\";process 1:\"a\n", NULL },
	{ "native frames", "f (a.py:3);read (libc.so.6);a::b(int) 1\n",
		"1 a::b(int);read@libc.so.6;f@a.py:3\n", NULL },
};

static const struct refused python_refused[] = {
	{ "nothing", "", { 0 }, PFL_FORMAT,
		"input: line 0: expected stacks of austin or py-spy, 'frame;frame count'" },
	{ "no count", "# mode: wall\nf (a.py:1)\n", { 0 }, PFL_FORMAT,
		"input: line 2: expected stacks of austin or py-spy, 'frame;frame count'" },
	{ "too deep", "P1;T2;a.py:f:1;a.py:f:1;a.py:f:1 1\n", { .stack = 2 }, PFL_LIMIT,
		"input: line 1: a stack of more than 2 frames; --max-stack raises the limit" },
};

#define PROCESS "Process 12: python a.py --n 3\nPython v3.11.2 (/usr/bin/python3.11)\n\n"

static const struct accepted pydump[] = {
	{ "py-spy's threads, which frames are listed leaf first",
		PROCESS "Thread 12 (idle): \"MainThread\"\n    wait (threading.py:320)\n"
			"    main (a.py:7)\nThread 0x7F (active+gil)\n    f (b.py)\n",
		"1 wait@threading.py:320;main@a.py:7 {process=12 thread=MainThread "
		"state=idle}\n"
		"1 f@b.py {process=12 thread=0x7F state=active+gil}\n",
		NULL },
	{ "arguments and local variables, one of which looks like a thread",
		"Thread 1 (idle)\n    f (a.py:1)\n        Arguments:\n            a: g "
		"(b.py:2)\n"
		"        Locals:\n            Thread 2 (idle)\n    main (a.py:3)\n",
		"1 f@a.py:1;main@a.py:3 {thread=1 state=idle}\n", NULL },
	{ "several processes, a thread without frames",
		PROCESS "Thread 1 (idle)\nProcess 13: python: b\nThread 1 (idle)\n    f "
			"(a.py:1)\n",
		"1 - {process=12 thread=1 state=idle}\n"
		"1 f@a.py:1 {process=13 thread=1 state=idle}\n",
		NULL },
	{ "faulthandler's threads",
		"Fatal Python error: Aborted\n\n"
		"Thread 0x7f [worker 1] (most recent call first):\n"
		"  File \"/a \"b\".py\", line 7 in f\n  File \"<stdin>\", line 1 in "
		"<module>\n\n"
		"Current thread 0x8f (most recent call first):\n  <no Python frame>\n",
		"1 f@/a \"b\".py:7;<module>@<stdin>:1 {thread=worker 1}\n"
		"1 <no Python frame> {thread=0x8f state=current}\n",
		"1 line is neither thread nor frame and was skipped (the first is line 1)" },
	{ "one thread, longer than what is printed; CRLF, no final newline",
		"Stack (most recent call first):\r\n  File \"a.py\", line 2 in f\r\n  ...",
		"1 f@a.py:2\n", "1 stack is longer than what faulthandler prints of one" },
};

static const struct refused pydump_refused[] = {
	{ "nothing", "", { 0 }, PFL_FORMAT,
		"input: line 0: expected threads of py-spy dump or faulthandler, 'Thread ID "
		"(STATE)'" },
	{ "no thread", PROCESS "Thread 1\n    f (a.py:1)\n", { 0 }, PFL_FORMAT,
		"input: line 4: expected threads of py-spy dump or faulthandler, 'Thread ID "
		"(STATE)'" },
	{ "too deep", "Thread 1 (idle)\n    f (a.py:1)\n    f (a.py:1)\n    f (a.py:1)\n",
		{ .stack = 2 }, PFL_LIMIT,
		"input: line 4: a stack of more than 2 frames; --max-stack raises the limit" },
};

static const struct probed probed[] = {
	{ "py-spy dump", PROCESS "Thread 1 (idle): \"a\"\n    f (a.py:1)\n", "threads" },
	{ "faulthandler", "Thread 0x1 (most recent call first):\n  File \"a\", line 1 in f\n",
		"threads" },
	{ "austin", "# austin: 3.3.0\n# mode: cpu\n\nP1;T2;a.py:f:1 5\nP1;T2 5\n", "cpu" },
	{ "py-spy", "f (a.py:1);g (a.py:2) 5\nthread (0x1);f (a.py) 5\n", "samples" },
	{ "folded stacks of others", "Foo::bar (inlined);g (a.cc:2) 5\n", "samples" },
	{ "DTrace", PROBE "  a`f+0x1\n  7\n", "samples" },
	{ "DTrace without a heading", "\n    a`f+0x1\n  7\n", "samples" },
	{ "bpftrace", "Attaching 2 probes...\n@us[app,\n  f\n]: 3\n", "us" },
	{ "bpftrace, maps without stacks first",
		"Lost 3 events\n@start: 12\n@n[sshd]: 3\n@us[\n  f\n]: 3\n", "us" },
	{ "macOS sample", ANALYSIS "  1 a  (in x)\n", "samples" },
};

int
main(void)
{
	check_accepted("dtrace", "samples/count", dtrace, COUNTOF(dtrace));
	check_refused("dtrace", dtrace_refused, COUNTOF(dtrace_refused));
	check_accepted("bpftrace", "samples/count", bpftrace, COUNTOF(bpftrace));
	check_accepted("bpftrace", "us/count n/count", bpftrace_maps, COUNTOF(bpftrace_maps));
	check_refused("bpftrace", bpftrace_refused, COUNTOF(bpftrace_refused));
	check_accepted("sample", "samples/count", sample, COUNTOF(sample));
	check_refused("sample", sample_refused, COUNTOF(sample_refused));
	check_accepted("python", "wall/microseconds", austin, COUNTOF(austin));
	check_accepted("python", "memory/bytes", austin_memory, COUNTOF(austin_memory));
	check_accepted("python", "memory/bytes cpu/microseconds wall/microseconds", austin_full,
		COUNTOF(austin_full));
	check_accepted("python", "samples/count", py_spy, COUNTOF(py_spy));
	check_refused("python", python_refused, COUNTOF(python_refused));
	check_accepted("pydump", "threads/count", pydump, COUNTOF(pydump));
	check_refused("pydump", pydump_refused, COUNTOF(pydump_refused));
	check_probed(probed, COUNTOF(probed));
	return test_done();
}
