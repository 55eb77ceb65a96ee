/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles that are JSON: V8's, Chrome's traces, speedscope's, Firefox'. */
#include "decoding.h"

#define NODE(id, name, rest)                                                                   \
	"{\"id\":" #id ",\"callFrame\":{\"functionName\":\"" name "\",\"url\":\"a.js\","       \
	"\"lineNumber\":6,\"columnNumber\":2}" rest "}"
#define ROOT "{\"id\":1,\"callFrame\":{\"functionName\":\"(root)\"},\"children\":[2]}"

static const struct accepted v8[] = {
	{ "samples and times",
		"{\"nodes\":[" ROOT "," NODE(2, "main", ",\"children\":[3]") "," NODE(
			3, "f", "") "],\"startTime\":100,\"endTime\":200,\"samples\":[2,3,2],"
				    "\"timeDeltas\":[10,20,30]}",
		"1 20000 main@a.js:7\n1 30000 f@a.js:7;main@a.js:7\n1 40000 main@a.js:7\n",
		NULL },
	{ "members in another order, parents by id",
		"{\"timeDeltas\":[1,2],\"samples\":[5,1],\"endTime\":5,\"startTime\":0,"
		"\"nodes\":["
		"{\"parent\":1,\"callFrame\":{\"functionName\":\"\"},\"id\":5},"
		"{\"callFrame\":{\"functionName\":\"(root)\"},\"id\":1}]}",
		"1 2000 (anonymous)\n1 2000 -\n", NULL },
	{ "a clock that steps back",
		"{\"nodes\":[" NODE(
			1, "f", "") "],\"samples\":[1,1,1,1],\"timeDeltas\":[5,-3,1,9]}",
		"1 0 f@a.js:7\n1 0 f@a.js:7\n1 7000 f@a.js:7\n1 0 f@a.js:7\n", NULL },
	{ "no name",
		"{\"nodes\":[{\"id\":1,\"callFrame\":{}}],\"samples\":[1],\"timeDeltas\":[1]}",
		"1 0 (anonymous)\n", NULL },
};

static const struct accepted v8_untimed[] = {
	{ "children inside their parents",
		"{\"head\":{\"functionName\":\"(root)\",\"id\":1,\"hitCount\":0,\"children\":["
		"{\"functionName\":\"f\",\"url\":\"a.js\",\"lineNumber\":7,\"children\":["
		"{\"functionName\":\"g\",\"id\":3,\"hitCount\":1,\"children\":[]}],\"id\":2,"
		"\"hitCount\":2},{\"functionName\":\"h\",\"id\":4,\"hitCount\":3}]}}",
		"2 f@a.js:7\n1 g;f@a.js:7\n3 h\n", NULL },
	{ "samples without times", "{\"nodes\":[" NODE(1, "f", "") "],\"samples\":[1,1]}",
		"1 f@a.js:7\n1 f@a.js:7\n", NULL },
};

static const struct accepted v8_heap[] = {
	{ "allocated bytes",
		"{\"head\":{\"callFrame\":{\"functionName\":\"(root)\"},\"selfSize\":0,\"id\":"
		"1,"
		"\"children\":[" NODE(2, "f",
			",\"selfSize\":64,\"children\":[]") "]},\"samples\":[{\"size\":64,"
							    "\"nodeId\":2,\"ordinal\":1}]}",
		"64 f@a.js:7\n", NULL },
};

static const struct refused v8_refused[] = {
	{ "its own parent", "{\"nodes\":[" NODE(1, "f", ",\"children\":[1]") "]}", { 0 },
		PFL_FORMAT, "input: the node with the id 1 is above itself" },
	{ "a circle",
		"{\"nodes\":[" NODE(1, "f", ",\"children\":[2]") "," NODE(
			2, "g", ",\"children\":[1]") "]}",
		{ 0 }, PFL_FORMAT, "input: the node with the id 1 is above itself" },
	{ "two parents",
		"{\"nodes\":[" NODE(1, "f", ",\"children\":[3]") "," NODE(
			2, "g", ",\"children\":[3]") "," NODE(3, "h", "") "]}",
		{ 0 }, PFL_FORMAT, "input: the node with the id 3 has two parents" },
	{ "an id twice", "{\"nodes\":[" NODE(1, "f", "") "," NODE(1, "g", "") "]}", { 0 },
		PFL_FORMAT, "input: two nodes have the id 1" },
	{ "no such node", "{\"nodes\":[" NODE(1, "f", "") "],\"samples\":[2]}", { 0 },
		PFL_FORMAT, "input: there is no node with the id 2" },
	{ "an id that is none", "{\"nodes\":[{\"id\":-1}]}", { 0 }, PFL_FORMAT,
		"input: line 1, column 19: -1 cannot be the id of a node" },
	{ "too few times",
		"{\"nodes\":[" NODE(1, "f", "") "],\"samples\":[1,1],\"timeDeltas\":[1]}",
		{ 0 }, PFL_FORMAT, "input: 2 samples have 1 times" },
	{ "no nodes", "{\"samples\":[]}", { 0 }, PFL_FORMAT,
		"input: expected \"nodes\" or \"head\", found neither" },
	{ "cut off", "{\"nodes\":[{\"id\":1", { 0 }, PFL_FORMAT,
		"input: line 1, column 18: the text ends before '}'" },
	{ "one frame too deep",
		"{\"nodes\":[" NODE(1, "f", ",\"children\":[2]") "," NODE(2, "g", "") "]}",
		{ .stack = 1 }, PFL_LIMIT, NULL },
};

#define EVENT(name, phase, rest)                                                               \
	"{\"pid\":1,\"tid\":2,\"ph\":\"" phase "\",\"name\":\"" name "\"" rest "}"

static const struct accepted profiles[] = {
	{ "chunks, with args first",
		"[" EVENT("thread_name", "M", ",\"args\":{\"name\":\"Main\"}") "," EVENT(
			"Profile", "P",
			",\"id\":\"0x1\",\"ts\":100,\"args\":{\"data\":"
			"{\"startTime\":100}}") ","
						"{\"args\":{\"data\":{\"cpuProfile\":{"
						"\"nodes\":[" ROOT "," NODE(2, "f",
							"") "],\"samples\":[2]},"
							    "\"timeDeltas\":[5]}},"
							    "\"id\":\"0x1\","
							    "\"name\":\"ProfileChunk\","
							    "\"ph\":\"P\",\"pid\":1,"
							    "\"tid\":9}," EVENT("x", "X",
								    ",\"ts\":1,\"dur\":"
								    "2") "," EVENT("Pro"
										   "fil"
										   "eCh"
										   "un"
										   "k",
								    "P",
								    ",\"id\":\"0x1\","
								    "\"args\":{"
								    "\"data\":{"
								    "\"cpuProfile\":"
								    "{\"nodes\":["
								    "{\"id\":3,"
								    "\"parent\":2,"
								    "\"callFrame\":{"
								    "\"functionName\":"
								    "\"g\"}}],"
								    "\"samples\":[3,2]}"
								    ",\"timeDeltas\":["
								    "7,8]}}"),
		"1 7000 f@a.js:7 {process=1 thread=Main}\n"
		"1 8000 g;f@a.js:7 {process=1 thread=Main}\n"
		"1 0 f@a.js:7 {process=1 thread=Main}\n",
		NULL },
};

static const struct accepted spans[] = {
	{ "begin and end",
		"{\"traceEvents\":[" EVENT("a", "B", ",\"ts\":0") "," EVENT(
			"b", "B", ",\"ts\":1.5") "," EVENT("b", "E", ",\"ts\":3") "," EVENT("a",
			"E", ",\"ts\":\"4\"") "]}",
		"1500 a {process=1 thread=2}\n1500 b;a {process=1 thread=2}\n"
		"1000 a {process=1 thread=2}\n",
		NULL },
	{ "whole ones in any order, and one that sticks out",
		"[" EVENT("in", "X", ",\"ts\":1,\"dur\":9") "," EVENT(
			"out", "X", ",\"ts\":0,\"dur\":5") "," EVENT("also", "X",
			",\"ts\":0,\"dur\":1") ",]",
		"1000 also;out {process=1 thread=2}\n4000 in;out {process=1 thread=2}\n",
		NULL },
	{ "an end too many",
		"[" EVENT("a", "E", ",\"ts\":0") "," EVENT("b", "X", ",\"ts\":0,\"dur\":1"),
		"1000 b {process=1 thread=2}\n",
		"1 event ends what has not begun, and was skipped" },
	{ "an end of what is further out",
		"[" EVENT("a", "B", ",\"ts\":0") "," EVENT("b", "B", ",\"ts\":1") "," EVENT(
			"a", "E", ",\"ts\":3") "," EVENT("b", "E", ",\"ts\":4") "," EVENT("c",
			"X", ",\"ts\":4,\"dur\":1") "]",
		"1000 a {process=1 thread=2}\n2000 b;a {process=1 thread=2}\n"
		"1000 c {process=1 thread=2}\n",
		"1 event ends what has not begun, and was skipped" },
	{ "no end", "[" EVENT("a", "B", ",\"ts\":0") "," EVENT("b", "B", ",\"ts\":2"),
		"2000 a {process=1 thread=2}\n",
		"2 events have no end and end with the last of the thread" },
};

static const struct refused trace_refused[] = {
	{ "nothing with a duration", "[" EVENT("a", "I", ",\"ts\":0"), { 0 }, PFL_FORMAT,
		"input: the trace has 1 event, but neither a CPU profile nor anything with a "
		"duration" },
	{ "cut off inside an event", "[{\"ph\":\"X\",", { 0 }, PFL_FORMAT,
		"input: line 1, column 12: the text ends before '}'" },
	{ "no number", "[" EVENT("a", "X", ",\"ts\":null"), { 0 }, PFL_FORMAT,
		"input: line 1, column 44: expected a number, found null" },
	{ "samples without times",
		"[" EVENT("ProfileChunk", "P",
			",\"id\":1,\"args\":{\"data\":{\"cpuProfile\":"
			"{\"nodes\":[" NODE(1, "f", "") "],\"samples\":[1]}}}"),
		{ 0 }, PFL_FORMAT, "input: a CPU profile has samples without times" },
};

#define FRAMES                                                                                 \
	"\"shared\":{\"frames\":[{\"name\":\"main\",\"file\":\"a.c\",\"line\":7,\"col\":3},"   \
	"{\"name\":\"f\"}]}"
#define PROFILE(unit, rest)                                                                    \
	"{\"name\":\"one\",\"unit\":\"" unit "\",\"startValue\":0,\"endValue\":9," rest "}"

static const struct accepted speedscope[] = {
	{ "sampled",
		"{" FRAMES ",\"profiles\":[" PROFILE("none",
			"\"type\":\"sampled\",\"samples\":[[0,1],[0],[]],\"weights\":["
			"1,2,3]") "]}",
		"1 f;main@a.c:7\n2 main@a.c:7\n3 -\n", NULL },
	{ "weights first, frames last, fractions",
		"{\"profiles\":[" PROFILE("none",
			"\"weights\":[0.5,0.5],\"samples\":[[1],[1]],\"type\":"
			"\"sampled\"") "]," FRAMES "}",
		"1 f\n0 f\n", "fractional weights were made whole; the total is exact to one" },
	{ "no weights", "{" FRAMES ",\"profiles\":[{\"type\":\"sampled\",\"samples\":[[1]]}]}",
		"1 f\n", NULL },
};

static const struct accepted speedscope_time[] = {
	{ "evented",
		"{" FRAMES ",\"profiles\":[" PROFILE("milliseconds",
			"\"type\":\"evented\",\"events\":["
			"{\"type\":\"O\",\"frame\":0,\"at\":1},{\"type\":\"O\","
			"\"frame\":1,\"at\":2},"
			"{\"type\":\"C\",\"frame\":1,\"at\":2.5},{\"type\":"
			"\"C\",\"frame\":0,\"at\":3}]") "]}",
		"1000000 main@a.c:7\n500000 f;main@a.c:7\n500000 main@a.c:7\n", NULL },
	{ "two profiles",
		"{" FRAMES ",\"profiles\":[" PROFILE("seconds",
			"\"type\":\"sampled\",\"samples\":[[1]],\"weights\":["
			"1]") "," PROFILE("nanoseconds",
			"\"type\":\"sampled\",\"samples\":[[0]],\"weights\":["
			"5]") "]}",
		"1000000000 f {profile=one}\n5 main@a.c:7 {profile=one}\n", NULL },
};

#define EVENTED(events)                                                                        \
	"{" FRAMES                                                                             \
	",\"profiles\":[" PROFILE("none", "\"type\":\"evented\",\"events\":[" events "]") "]}"
#define SAMPLED(rest)                                                                          \
	"{" FRAMES ",\"profiles\":[" PROFILE("none", "\"type\":\"sampled\"," rest) "]}"

static const struct refused speedscope_refused[] = {
	{ "no such frame", SAMPLED("\"samples\":[[2]],\"weights\":[1]"), { 0 }, PFL_FORMAT,
		NULL },
	{ "no such frame, said before the frames",
		"{\"profiles\":[{\"type\":\"sampled\",\"samples\":[[2]]}]," FRAMES "}", { 0 },
		PFL_FORMAT, "input: there is no frame 2: \"frames\" has 2" },
	{ "more weights than samples", SAMPLED("\"samples\":[[0]],\"weights\":[1,2]"), { 0 },
		PFL_FORMAT, NULL },
	{ "a weight that is none", SAMPLED("\"samples\":[[0]],\"weights\":[\"1\"]"), { 0 },
		PFL_FORMAT, NULL },
	{ "never closed", EVENTED("{\"type\":\"O\",\"frame\":0,\"at\":1}"), { 0 }, PFL_FORMAT,
		NULL },
	{ "never opened", EVENTED("{\"type\":\"C\",\"frame\":0,\"at\":1}"), { 0 }, PFL_FORMAT,
		NULL },
	{ "back in time",
		EVENTED("{\"type\":\"O\",\"frame\":0,\"at\":2},{\"type\":\"C\",\"frame\":0,"
			"\"at\":1}"),
		{ 0 }, PFL_FORMAT, NULL },
	{ "no event", EVENTED("{\"type\":\"O\",\"at\":2}"), { 0 }, PFL_FORMAT, NULL },
	{ "no profiles", "{" FRAMES ",\"profiles\":[]}", { 0 }, PFL_FORMAT,
		"input: the file has no profiles" },
	{ "frames twice", "{" FRAMES "," FRAMES "}", { 0 }, PFL_FORMAT, NULL },
	{ "a frame without a name", "{\"shared\":{\"frames\":[{}]}}", { 0 }, PFL_FORMAT,
		"input: line 1, column 24: a frame without a name" },
};

/* Functions that are called as their address, but for one that has a name, and libraries of
 * which one says nothing; the resources' places in that list are -1, 0 and 9. */
#define LIBS_AND(addresses, resources)                                                         \
	"{\"libs\":[{\"path\":\"/l.so\",\"codeId\":\"ab12\",\"start\":0},7],\"threads\":[{"    \
	"\"samples\":{\"stack\":[0,1,2,3,4,5]},\"stackTable\":{\"prefix\":[null,null,null,"    \
	"null,"                                                                                \
	"null,null],\"frame\":[0,1,2,3,4,5]},\"frameTable\":{\"address\":" addresses           \
	",\"func\":[0,1,2,3,4,5]},\"funcTable\":{\"name\":[0,0,0,1,0,0],"                      \
	"\"resource\":" resources                                                              \
	"},\"resourceTable\":{\"lib\":[0,-1,9],\"name\":[2,2,2]},\"stringArray\":[\"0x10\","   \
	"\"f\",\"l.so\"]}]}"
#define LIBS_ROWS                                                                              \
	"1 1000000 /l.so!\n1 1000000 0x10@l.so\n1 1000000 0x10@l.so\n1 1000000 f@l.so\n"       \
	"1 1000000 0x10@l.so\n1 1000000 /l.so!\n"
#define NO_LIBS_ROWS                                                                           \
	"1 1000000 0x10@l.so\n1 1000000 0x10@l.so\n1 1000000 0x10@l.so\n1 1000000 f@l.so\n"    \
	"1 1000000 0x10@l.so\n1 1000000 0x10@l.so\n"

/* What Firefox calls by its place in memory, with libraries of two processes: places in none,
 * a library inside out, one within another, and one that only another process knows by path. */
#define RAW_THREAD(stacks, places)                                                             \
	"\"threads\":[{\"samples\":{\"stack\":[" stacks                                        \
	"]},\"stackTable\":{\"prefix\":[null,0],"                                              \
	"\"frame\":[0,1]},\"frameTable\":{\"location\":[0,1]},\"stringTable\":[" places "]}]"
#define RAW_LIB(path, id, start, end, offset)                                                  \
	"{\"path\":\"" path "\",\"codeId\":\"" id "\",\"start\":" start ",\"end\":" end        \
	",\"offset\":" offset "}"

static const struct accepted gecko_raw[] = {
	{ "callers are one byte before where they go on, leaves are not",
		"{\"libs\":[" RAW_LIB("/a", "a1", "4096", "8192", "0") "," RAW_LIB("/b", "b1",
			"8192", "12288",
			"4096") "]," RAW_THREAD("1,0", "\"0x2000\",\"0x2001\"") "}",
		"1 1000000 /b!;/a!\n1 1000000 /b!\n", NULL },
	{ "processes before threads",
		"{\"processes\":[{\"libs\":[" RAW_LIB("", "a1", "12288", "16384",
			"0") "]," RAW_THREAD("1", "\"0x1001\",\"0x3001\"") "},{" RAW_THREAD("1",
			"\"0x1001\",\"0x3001\"") "}],\"libs\":[" RAW_LIB("/a", "a1", "4096",
			"8192", "0") "]," RAW_THREAD("1", "\"0x1002\",\"0x3001\"") "}",
		"1 1000000 /a!;0x1001\n1 1000000 0x3001;0x1001\n1 1000000 0x3001;/a!\n", NULL },
	{ "places in none",
		"{\"libs\":[" RAW_LIB("/a", "a1", "4096", "8192", "0") "," RAW_LIB(
			"/i", "b1", "90", "80", "0") "," RAW_LIB("/n", "b1", "100", "120",
			"-8") "," RAW_LIB("/o", "b1", "200", "220", "201") "," RAW_LIB("/w",
			"b1", "4100", "4110", "0") ",7,{\"start\":[]}]," RAW_THREAD("1,0",
			"\"0x100e\",\"0x1004\"") ",\"processes\":[{\"libs\":[]," RAW_THREAD("1",
			"\"0x0\",\"0x11111111111111111\"") "}]}",
		"1 1000000 /w!;/w!\n1 1000000 0x100e\n1 1000000 0x11111111111111111;0x0\n",
		NULL },
};

static const struct accepted gecko[] = {
	{ "as Firefox records it",
		"{\"meta\":{\"interval\":2},\"threads\":[{\"name\":\"Main\",\"pid\":7,"
		"\"samples\":"
		"{\"schema\":{\"stack\":0,\"time\":1},\"data\":[[1,0.5],[null,1],[0]]},"
		"\"stackTable\":{\"schema\":{\"prefix\":0,\"frame\":1},\"data\":[[null,0],[0,1]"
		"]},"
		"\"frameTable\":{\"schema\":{\"location\":0,\"line\":2},\"data\":[[0],[1,null,"
		"9]]},"
		"\"stringTable\":[\"(root)\",\"f "
		"(https://x.org/a.js:7:5)\"]}],\"processes\":[]}",
		"1 2000000 f@https://x.org/a.js:9 {process=7 thread=Main}\n"
		"1 2000000 - {process=7 thread=Main}\n",
		NULL },
	{ "numbers of sources behind what Firefox records, and what is none",
		"{\"threads\":[{\"samples\":{\"stack\":[0,1,2,3]},\"stackTable\":{\"prefix\":["
		"null,null,"
		"null,null],\"frame\":[0,1,2,3]},\"frameTable\":{\"location\":[0,1,2,3]},"
		"\"stringTable\":[\"f (a.js:7:5)[12]\",\"g (a.js:7:5)[]\",\"[3]\",\"h "
		"(a.js:7)[x]\"]}]}",
		"1 1000000 f@a.js:7\n1 1000000 g (a.js:7:5)[]\n1 1000000 [3]\n"
		"1 1000000 h (a.js:7)[x]\n",
		NULL },
	{ "as the site saves it, inside another process",
		"{\"meta\":{\"interval\":1},\"threads\":[],\"processes\":[{\"threads\":[{"
		"\"tid\":3,"
		"\"samples\":{\"stack\":[0,0],\"weight\":[1,2],\"weightType\":\"samples\","
		"\"length\":2},\"stackTable\":{\"prefix\":[null],\"frame\":[0]},"
		"\"frameTable\":{\"func\":[0],\"line\":[8]},"
		"\"funcTable\":{\"name\":[1],\"fileName\":[0],\"lineNumber\":[7],\"resource\":["
		"-1]},"
		"\"stringArray\":[\"a.js\",\"g\"]}]}]}",
		"1 1000000 g@a.js:8 {thread=3}\n2 2000000 g@a.js:8 {thread=3}\n", NULL },
	{ "tables that threads share, behind them",
		"{\"threads\":[{\"name\":\"T\",\"samples\":{\"stack\":[0]}}],\"shared\":{"
		"\"stringArray\":[\"lib.so\",\"h\"],\"stackTable\":{\"prefix\":[null],"
		"\"frame\":[0]},"
		"\"frameTable\":{\"func\":[0]},\"funcTable\":{\"name\":[1],\"resource\":[0]},"
		"\"resourceTable\":{\"name\":[0]}}}",
		"1 1000000 h@lib.so {thread=T}\n", NULL },
	{ "sources in a table, of threads with functions of their own too",
		"{\"threads\":[{\"samples\":{\"stack\":[0,1,2,3]}},{\"samples\":{\"stack\":[0]}"
		","
		"\"stackTable\":{\"prefix\":[null],\"frame\":[0]},\"frameTable\":{\"func\":[0]}"
		","
		"\"funcTable\":{\"name\":[0],\"source\":[1]},\"stringArray\":[\"own\"]}],"
		"\"shared\":{\"sources\":{\"uuid\":[null,null],\"filename\":[null,2]},"
		"\"stringArray\":[\"lib.so\",\"f\",\"a.js\",\"b.js\"],"
		"\"stackTable\":{\"prefix\":[null,null,null,null],\"frame\":[0,1,2,3]},"
		"\"frameTable\":{\"func\":[0,1,2,3],\"line\":[3,3,3,3]},\"funcTable\":{"
		"\"name\":[1,1,1,1],\"fileName\":[null,3],\"source\":[1,1,0,2],"
		"\"resource\":[0,0,0,0]},\"resourceTable\":{\"name\":[0]}}}",
		"1 1000000 f@a.js:3\n1 1000000 f@b.js:3\n1 1000000 f@lib.so:3\n"
		"1 1000000 f@lib.so:3\n1 1000000 own@a.js\n",
		NULL },
	{ "addresses in libraries, and what is none",
		LIBS_AND("[16,-1,null,32,48,9223372036854775807]", "[0,0,0,0,1,0]"), LIBS_ROWS,
		NULL },
	{ "a library that is not listed", LIBS_AND("[16]", "[2,2,2,2,2,2]"), NO_LIBS_ROWS,
		NULL },
};

static const struct accepted gecko_cpu[] = {
	{ "processor time",
		"{\"meta\":{\"sampleUnits\":{\"threadCPUDelta\":\"\xc2\xb5s\"}},\"threads\":[{"
		"\"samples\":{\"stack\":[0,0],\"threadCPUDelta\":[null,5]},"
		"\"stackTable\":{\"prefix\":[null],\"frame\":[0]},\"frameTable\":{\"location\":"
		"[0]},"
		"\"stringArray\":[\"f\"]}]}",
		"1 1000000 0 f\n1 1000000 5000 f\n", NULL },
};

/* A stack of one and one of two functions; what was freed, or not seen, is left out. */
#define ALLOCATIONS(js, native)                                                                \
	"{\"threads\":[{\"name\":\"T\",\"samples\":{\"stack\":[0]},\"jsAllocations\":{" js     \
	",\"weightType\":\"bytes\"},\"nativeAllocations\":{" native                            \
	"},\"stackTable\":{\"prefix\":[null,0],\"frame\":[0,1]},\"frameTable\":{"              \
	"\"location\":[0,1]},\"stringArray\":[\"f\",\"g\"]}]}"

static const struct accepted gecko_allocations[] = {
	{ "allocations",
		ALLOCATIONS("\"stack\":[1,null,0],\"weight\":[16,32,64]",
			"\"weight\":[5,-5,0,7],\"memoryAddress\":[9,9,8,9],\"stack\":[1,0,1,"
			"0]"),
		"1 1000000 0 0 f {thread=T}\n0 0 16 0 g;f {thread=T}\n0 0 64 0 f {thread=T}\n"
		"0 0 0 5 g;f {thread=T}\n0 0 0 7 f {thread=T}\n",
		"native-allocations is what was allocated; 1 time that something was freed is "
		"left out" },
};

static const struct accepted gecko_js[] = {
	{ "a table without rows, and bytes that are not known",
		ALLOCATIONS("\"stack\":[0,0],\"weight\":[8]", "\"stack\":[],\"weight\":[]"),
		"1 1000000 0 f {thread=T}\n0 0 8 f {thread=T}\n", NULL },
};

#define THREAD(stacks, frames, samples)                                                        \
	"{\"threads\":[{\"samples\":{\"stack\":[" samples "]},\"stackTable\":{" stacks "},"    \
	"\"frameTable\":{" frames "},\"stringArray\":[\"f\"]}]}"

static const struct refused gecko_refused[] = {
	{ "a stack that goes on from itself",
		THREAD("\"prefix\":[0],\"frame\":[0]", "\"location\":[0]", ""), { 0 },
		PFL_FORMAT, "input: stack 0 goes on from 0, which is not before it" },
	{ "no such frame", THREAD("\"prefix\":[null],\"frame\":[1]", "\"location\":[0]", ""),
		{ 0 }, PFL_FORMAT, "input: there is no frame 1 among the 1 of a thread" },
	{ "no such string", THREAD("\"prefix\":[null],\"frame\":[0]", "\"location\":[1]", ""),
		{ 0 }, PFL_FORMAT, "input: there is no string 1 among the 1 of a thread" },
	{ "a source whose name is none",
		"{\"threads\":[{}],\"shared\":{\"stackTable\":{\"prefix\":[null],\"frame\":[0]}"
		","
		"\"frameTable\":{\"func\":[0]},\"funcTable\":{\"name\":[0],\"source\":[0]},"
		"\"stringArray\":[\"f\"],\"sources\":{\"filename\":[7]}}}",
		{ 0 }, PFL_FORMAT, "input: there is no string 7 among the 1 of a thread" },
	{ "no such stack", THREAD("\"prefix\":[null],\"frame\":[0]", "\"location\":[0]", "1"),
		{ 0 }, PFL_FORMAT, "input: there is no stack 1 among the 1 of a thread" },
	{ "no such stack of an allocation", ALLOCATIONS("\"stack\":[2],\"weight\":[1]", ""),
		{ 0 }, PFL_FORMAT, "input: there is no stack 2 among the 2 of a thread" },
	{ "no such function", THREAD("\"prefix\":[null],\"frame\":[0]", "\"func\":[0]", ""),
		{ 0 }, PFL_FORMAT, "input: there is no function 0 among the 0 of a thread" },
	{ "data before its schema",
		"{\"threads\":[{\"samples\":{\"data\":[[0]],\"schema\":{\"stack\":0}}}]}",
		{ 0 }, PFL_FORMAT,
		"input: line 1, column 32: expected the schema of a table before its data" },
	{ "no threads", "{\"meta\":{}}", { 0 }, PFL_FORMAT,
		"input: expected \"threads\", found none" },
};

static const struct probed probed[] = {
	{ "V8", "{\"nodes\":[" NODE(1, "f", "") "],\"samples\":[1],\"timeDeltas\":[1]}",
		"samples" },
	{ "a trace", "[" EVENT("a", "X", ",\"ts\":0,\"dur\":1") "]", "wall" },
	{ "speedscope", SAMPLED("\"samples\":[[0]],\"weights\":[1]"), "samples" },
	{ "Firefox", "{\"meta\":{\"interval\":1,\"stackwalk\":1},\"threads\":[{}]}",
		"samples" },
};

/* A name that comes after more than is looked at at first. */
static void
test_late(void)
{
	struct pfl_text text = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;

	test_case("members that nobody knows come first");
	pfl_text_str(&text, "{\"x\":[");
	for (int i = 0; i < 10000; i++)
		pfl_text_str(&text, "\"12345\",");
	pfl_text_str(&text,
		"0],\"shared\":{\"frames\":[]},\"profiles\":[{\"type\":\"sampled\","
		"\"samples\":[]}]}");
	p = read_bytes(pfl_text_span(&text), NULL, &err);
	CHECK_STR(err.msg, "");
	CHECK(p != NULL);
	pfl_profile_free(p);

	test_case("JSON of another kind");
	err = (struct pfl_error){ 0 };
	p = read_bytes(pfl_span_of("{\"a\":[1,2]}"), NULL, &err);
	CHECK(p == NULL);
	CHECK_STR(err.msg, "input: this is JSON, but of no profile that is known here");
	pfl_text_clear(&text);
}

#define ID_LIB(path, ids, start)                                                               \
	"{\"path\":\"" path "\",\"start\":" start "," ids ",\"end\":9999}"

/* Which ids libraries have: the code's, or else what breakpad calls them. */
static void
test_gecko_ids(void)
{
	static const char guid[] = "3E0A2663466E57DBABF718F6A3562C6EAB";
	static const char text[] = "{\"libs\":[" ID_LIB(
		"/a", "\"breakpadId\":\"x\",\"codeId\":\"ab12\"", "0") "," ID_LIB("/b",
		"\"breakpadId\":\"3e0a2663466e57dbabf718f6a3562c6eab\"", "100") "," ID_LIB("/c",
		"\"breakpadId\":\"3E0A2663466E57DBABF718F6A3562C6E0\","
		"\"codeId\":\"cd34\"",
		"200") "," ID_LIB("/d",
		"\"breakpadId\":\"000000000000000000000000000000000\","
		"\"codeId\":null",
		"300") "," ID_LIB("",
		"\"codeId\":\"\","
		"\"breakpadId\":\"3E0A2663466E57DBABF718F6A3562C6EAB\"",
		"400") "," ID_LIB("/b", "\"breakpadId\":\"3E0A2663466E57DBABF718F6A3562C6E0\"",
		"500") "," ID_LIB("/e", "\"breakpadId\":[1]",
		"600") "],"
		       "\"threads\":[{\"samples\":{\"stack\":[6]},\"stackTable\":{\"prefix\":["
		       "null,0,1,2,3,4,5],\"frame\":[0,1,2,3,4,5,6]},\"frameTable\":{"
		       "\"location\":["
		       "0,1,2,3,4,5,6]},\"stringTable\":[\"0x2\",\"0x66\",\"0xca\",\"0x12e\","
		       "\"0x192\",\"0x1f6\",\"0x25a\"]}]}";
	static const struct {
		const char *file, *build_id, *debug_id;
	} want[] = {
		{ "/a", "ab12", "" },
		{ "/b", "", guid },
		{ "/c", "cd34", "" },
		{ "/d", "", "" },
		{ "/b", "", "3E0A2663466E57DBABF718F6A3562C6E0" },
		{ "/e", "", "" },
	};
	struct pfl_error err = { 0 };
	struct pfl_profile *p = read_bytes(pfl_span_of(text), NULL, &err);

	CHECK_STR(err.msg, "");
	test_case("ids of libraries");
	if (CHECK(p != NULL) && CHECK_U64(p->mappings.n, COUNTOF(want))) {
		for (uint32_t i = 0; i < COUNTOF(want); i++) {
			const struct pfl_mappings *m = &p->mappings;

			test_case(want[i].file);
			CHECK_STR(pfl_profile_text(p, m->file[i]).at, want[i].file);
			CHECK_STR(pfl_profile_text(p, m->build_id[i]).at, want[i].build_id);
			CHECK_STR(pfl_profile_text(p, m->debug_id[i]).at, want[i].debug_id);
		}
	}
	pfl_profile_free(p);
}

/* Calls within calls, and ends of what is not open: were a call to cost its depth, this would
 * take minutes. */
static void
test_deep_trace(void)
{
	enum { DEEP = 150000 };
	const struct pfl_read_opts opts = { .format = "trace" };
	struct pfl_text text = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;

	test_case("a trace of calls within calls");
	pfl_text_str(&text, "[");
	for (int i = 0; i < DEEP; i++)
		pfl_text_printf(&text,
			"{\"ph\":\"B\",\"ts\":%d,\"name\":\"f%d\"},"
			"{\"ph\":\"E\",\"ts\":%d,\"name\":\"g\"},",
			i, i % 7, i);
	pfl_text_printf(&text, "{\"ph\":\"E\",\"ts\":%d,\"name\":\"f0\"}]", DEEP);
	p = read_bytes(pfl_text_span(&text), &opts, &err);
	CHECK_STR(err.msg, "");
	if (CHECK(p != NULL)) {
		CHECK_U64(p->samples.n, DEEP);
		CHECK_U64(p->stacks.n, DEEP + 1);
	}
	pfl_profile_free(p);
	pfl_text_clear(&text);
}

int
main(void)
{
	check_accepted("cpuprofile", "samples/count wall/nanoseconds", v8, COUNTOF(v8));
	check_accepted("cpuprofile", "samples/count", v8_untimed, COUNTOF(v8_untimed));
	check_accepted("cpuprofile", "space/bytes", v8_heap, COUNTOF(v8_heap));
	check_refused("cpuprofile", v8_refused, COUNTOF(v8_refused));
	check_accepted("trace", "samples/count wall/nanoseconds", profiles, COUNTOF(profiles));
	check_accepted("trace", "wall/nanoseconds", spans, COUNTOF(spans));
	check_refused("trace", trace_refused, COUNTOF(trace_refused));
	check_accepted("speedscope", "samples/count", speedscope, COUNTOF(speedscope));
	check_accepted(
		"speedscope", "time/nanoseconds", speedscope_time, COUNTOF(speedscope_time));
	check_refused("speedscope", speedscope_refused, COUNTOF(speedscope_refused));
	check_accepted("gecko", "samples/count time/nanoseconds", gecko, COUNTOF(gecko));
	check_accepted(
		"gecko", "samples/count time/nanoseconds", gecko_raw, COUNTOF(gecko_raw));
	check_accepted("gecko", "samples/count time/nanoseconds cpu/nanoseconds", gecko_cpu,
		COUNTOF(gecko_cpu));
	check_accepted("gecko",
		"samples/count time/nanoseconds js-allocations/bytes native-allocations/bytes",
		gecko_allocations, COUNTOF(gecko_allocations));
	check_accepted("gecko", "samples/count time/nanoseconds js-allocations/bytes", gecko_js,
		COUNTOF(gecko_js));
	check_refused("gecko", gecko_refused, COUNTOF(gecko_refused));
	check_probed(probed, COUNTOF(probed));
	test_gecko_ids();
	test_late();
	test_deep_trace();
	return test_done();
}
