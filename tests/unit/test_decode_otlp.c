/* SPDX-License-Identifier: Apache-2.0 */
/* OpenTelemetry's profiles: the same messages as protobuf and as JSON. */
#include "decoding.h"
#include "wiretext.h"

/* strings: 1 cpu, 2 nanoseconds, 3 main, 4 leaf, 5 a.c, 6 thread.id, 7 bytes, 8 /bin/app,
 * 9 process.executable.build_id.gnu, 10 count, 11 in */
#define STRINGS                                                                                \
	"5'' 5'cpu' 5'nanoseconds' 5'main' 5'leaf' 5'a.c' 5'thread.id' 5'bytes' 5'/bin/app' "  \
	"5'process.executable.build_id.gnu' 5'count' 5'in' "
#define PLACES                                                                                 \
	"1{} 1{1:4096 2:8192 3:64 4:8 5[1]} 2{} 2{1:1 2:4660 3{1:3 2:7} 3{1:2 2:9}} "          \
	"2{1:1 2:5000} 2{3{1:1}} 3{} 3{1:3 3:5 4:6} 3{1:4} 3{1:11} 7{} 7{1[1 3]} 7{1[2 0 3]} "
#define ATTRIBUTES                                                                             \
	"4{} 4{#0a0400112233 2'ab'} 6{} 6{1:9 2{1'abcd'}} 6{1:6 2{3:7}} 6{1:7 2{3:64} 3:7} "   \
	"6{1:6 2{2:1}} "
#define DICTIONARY "2{" STRINGS PLACES ATTRIBUTES "} "
#define SAMPLES                                                                                \
	"2{1:1 2[2 3] 4[5 6] 5'0123456701234567'} 2{1:2 5'012345670123456701234567'} "         \
	"2{4:5 4[-2]} 2{1:1 2[4]} "
#define PROFILES                                                                               \
	"1{3'schema' 2{2{" SAMPLES "1{1:1 2:2} 3!e803000000000000 4:50 5{1:1 2:2} 6:10} "      \
	"1{1'scope' 2'1'}} 1{1{1'service.name' 2{1'shop'}} 1{1'thread.id' 2{1'none'}} "        \
	"1{1'no' 2{}}}} "

#define JSON_DICTIONARY                                                                        \
	"\"dictionary\":{\"stringTable\":[\"\",\"cpu\",\"nanoseconds\",\"main\",\"leaf\","     \
	"\"a.c\",\"thread.id\",\"bytes\",\"/bin/app\",\"process.executable.build_id.gnu\","    \
	"\"count\",\"in\"],\"mappingTable\":[{},{\"memoryStart\":\"4096\",\"memoryLimit\":"    \
	"\"8192\",\"fileOffset\":\"64\",\"filenameStrindex\":8,\"attributeIndices\":[1]}],"    \
	"\"locationTable\":[{},{\"mappingIndex\":1,\"address\":\"4660\",\"lines\":["           \
	"{\"functionIndex\":3,\"line\":\"7\"},{\"functionIndex\":2,\"line\":9}]},"             \
	"{\"mappingIndex\":1,\"address\":\"5000\"},{\"lines\":[{\"functionIndex\":1}]}],"      \
	"\"functionTable\":[{},{\"nameStrindex\":3,\"filenameStrindex\":5,\"startLine\":"      \
	"\"6\"},{\"nameStrindex\":4},{\"nameStrindex\":11}],\"linkTable\":[{},{\"traceId\":"   \
	"\"00112233\",\"spanId\":\"6162\"}],\"attributeTable\":[{},{\"keyStrindex\":9,"        \
	"\"value\":{\"stringValue\":\"abcd\"}},{\"keyStrindex\":6,\"value\":{\"intValue\":"    \
	"\"7\"}},{\"keyStrindex\":7,\"unitStrindex\":7,\"value\":{\"intValue\":64}},"          \
	"{\"keyStrindex\":6,\"value\":{\"boolValue\":true}}],\"stackTable\":[{},"              \
	"{\"locationIndices\":[1,3]},{\"locationIndices\":[2,0,3]}]}"
#define JSON_PROFILES                                                                          \
	"\"resourceProfiles\":[{\"schemaUrl\":\"s\",\"scopeProfiles\":[{\"profiles\":[{"       \
	"\"samples\":[{\"stackIndex\":1,\"attributeIndices\":[2,3],\"values\":[\"5\",6],"      \
	"\"timestampsUnixNano\":[\"1\",\"2\"]},{\"stackIndex\":2,\"timestampsUnixNano\":[1,2," \
	"3],\"linkIndex\":null},{\"values\":[\"5\",\"-2\"]},{\"stackIndex\":1,"                \
	"\"attributeIndices\":[4]}],\"sampleType\":{\"typeStrindex\":1,\"unitStrindex\":2},"   \
	"\"timeUnixNano\":\"1000\",\"durationNano\":\"50\",\"periodType\":{\"typeStrindex\":"  \
	"1,\"unitStrindex\":2},\"period\":\"10\"}],\"scope\":{\"name\":\"scope\"}}],"          \
	"\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":"  \
	"\"shop\"}},{\"key\":\"thread.id\",\"value\":{\"stringValue\":\"none\"}},{\"key\":"    \
	"\"no\",\"value\":null}]}}]"

#define WANT                                                                                   \
	"11 /bin/app!in:7|leaf:9;main@a.c {service.name=shop thread.id=7 bytes:64bytes}\n"     \
	"3 /bin/app!;main@a.c {service.name=shop thread.id=none}\n"                            \
	"3 - {service.name=shop thread.id=none}\n"                                             \
	"0 /bin/app!in:7|leaf:9;main@a.c {service.name=shop thread.id=true}\n"

static const struct accepted json[] = {
	{ "the dictionary last", "{" JSON_PROFILES "," JSON_DICTIONARY "}", WANT, NULL },
	{ "the dictionary first", "{" JSON_DICTIONARY ",\"x\":[{}]," JSON_PROFILES "}", WANT,
		NULL },
};

/* Messages on lines of their own, each with its dictionary, as collectors write them. */
static const struct accepted json_lines[] = {
	{ "two messages",
		"{" JSON_PROFILES "," JSON_DICTIONARY "}\n{" JSON_DICTIONARY "," JSON_PROFILES
		"}\n",
		WANT WANT, NULL },
	{ "another dictionary",
		"{" JSON_PROFILES "," JSON_DICTIONARY
		"}\n{\"dictionary\":{\"stringTable\":[\"\","
		"\"nanoseconds\",\"cpu\",\"other\"],\"locationTable\":[{\"lines\":[{}]}],"
		"\"functionTable\":[{\"nameStrindex\":3}],\"stackTable\":[{\"locationIndices\":"
		"[0]}]},"
		"\"resourceProfiles\":[{\"scopeProfiles\":[{\"profiles\":[{\"sampleType\":{"
		"\"typeStrindex\":2,\"unitStrindex\":1},\"samples\":[{\"values\":[9]}]}]}]}]}",
		WANT "9 other\n", NULL },
	{ "one without profiles", "{" JSON_PROFILES "," JSON_DICTIONARY "}{}", WANT, NULL },
};

/* In wiretext.h's notation. */
static const struct accepted wire[] = {
	{ "the dictionary last", PROFILES DICTIONARY, WANT, NULL },
	{ "the dictionary first", DICTIONARY PROFILES, WANT, NULL },
	{ "numbers that are not packed",
		DICTIONARY "1{2{2{1{1:1 2:2} 2{1:1 4:5 4:6 5!0100000000000000 "
			   "5!0200000000000000}}}}",
		"5 /bin/app!in:7|leaf:9;main@a.c\n6 /bin/app!in:7|leaf:9;main@a.c\n", NULL },
	{ "the order of time, of all samples",
		DICTIONARY
		"1{2{2{1{1:1 2:2} 2{1:2 4[7 8] 5!0900000000000000 5!0200000000000000} "
		"2{1:1 5!0300000000000000}}}}",
		"8 /bin/app!;main@a.c\n1 /bin/app!in:7|leaf:9;main@a.c\n7 /bin/app!;main@a.c\n",
		NULL },
	{ "some samples do not say when",
		DICTIONARY
		"1{2{2{1{1:1 2:2} 2{1:2 4[7 8] 5!0900000000000000 5!0200000000000000} "
		"2{1:1 4:1}}}}",
		"15 /bin/app!;main@a.c\n1 /bin/app!in:7|leaf:9;main@a.c\n", NULL },
	{ "fields that nobody knows",
		"9'x' 10:5 " DICTIONARY "1{9{1:1} 2{8:7 2{1{1:1 2:2} 12!01020304 2{9'y' 1:1 "
		"4[1]}}}}",
		"1 /bin/app!in:7|leaf:9;main@a.c\n", NULL },
	{ "more values than times", DICTIONARY "1{2{2{1{1:1 2:2} 2{4[1 2] 5'01234567'}}}}",
		"3 -\n",
		"1 sample has other numbers of values than of times; the values count" },
	{ "a list for a value",
		DICTIONARY "1{1{1{1'k' 2{5{1{1'a'}}}}} 2{2{1{1:1 2:2} 2{4:1}}}}", "1 -\n",
		"1 attribute with lists, maps or bytes for values is no labels" },
	{ "attributes of a profile and of another kind",
		DICTIONARY "1{1{1{3:6 2{8:5}} 1{1'd' 2{4!000000000000f83f}}} 2{2{1{1:1 2:2} "
			   "2{4:1} 11:3}}}",
		"1 - {thread.id=a.c d=1.5 bytes:64bytes}\n", NULL },
	{ "several scopes",
		DICTIONARY "1{2{1{1'a'} 2{1{1:1 2:2} 2{4:1}}} 2{1{1'b'} 2{1{1:1 2:2} 2{4:2}}}}",
		"1 - {otel.scope.name=a}\n2 - {otel.scope.name=b}\n", NULL },
	{ "samples with the numbers of old",
		DICTIONARY "1{2{2{1{1:1 2:2} 2{1:1 2[5 6] 3[2] 4:1 5'0123456701234567'} "
			   "2{1:2 5'01234567'}}}}",
		"5 /bin/app!in:7|leaf:9;main@a.c {thread.id=7 trace_id=00112233 "
		"span_id=6162}\n6 /bin/app!in:7|leaf:9;main@a.c {thread.id=7 "
		"trace_id=00112233 span_id=6162}\n1 /bin/app!;main@a.c\n",
		NULL },
	{ "nothing but profiles of one type",
		"1{2{2{2{5'01234567'} 1{1:1 2:2}}}} 2{5'' 5'cpu' 5'nanoseconds'}", "1 -\n",
		NULL },
};

static const struct accepted two_types[] = {
	{ "two types of values",
		DICTIONARY "1{2{2{1{1:1 2:2} 2{1:1 4:70}}}} 1{1{1{1'k' 2{1'v'}}} "
			   "2{2{1{1:11 2:10} 2{1:2 5'01234567'}}}}",
		"70 0 /bin/app!in:7|leaf:9;main@a.c\n0 1 /bin/app!;main@a.c {k=v}\n", NULL },
};

#define ONE(samples, rest) DICTIONARY "1{2{2{1{1:1 2:2} " samples "} " rest "}} "

static const struct refused wire_refused[] = {
	{ "no such stack", ONE("2{1:3 4:1}", ""), { 0 }, PFL_FORMAT,
		"input: sample 0 refers to stack 3, of which there are 3" },
	{ "a negative stack", ONE("2{1:-1 4:1}", ""), { 0 }, PFL_FORMAT,
		"input: sample 0 refers to stack -1, of which there are 3" },
	{ "no such link", ONE("2{3:2}", ""), { 0 }, PFL_FORMAT,
		"input: sample 0 refers to link 2, of which there are 2" },
	{ "no such attribute", ONE("2{2[5]}", ""), { 0 }, PFL_FORMAT,
		"input: sample 0 refers to attribute 5, of which there are 5" },
	{ "no such location", "2{" STRINGS "7{1[1]}} 1{}", { 0 }, PFL_FORMAT,
		"input: stack 0 refers to location 1, of which there are 0" },
	{ "no such function", "2{" STRINGS "2{3{1:1}}} 1{}", { 0 }, PFL_FORMAT,
		"input: location 0 refers to function 1, of which there are 0" },
	{ "no such mapping", "2{" STRINGS "2{1:1}} 1{}", { 0 }, PFL_FORMAT,
		"input: location 0 refers to mapping 1, of which there are 0" },
	{ "no such string", "2{5'' 3{1:1}} 1{}", { 0 }, PFL_FORMAT,
		"input: function 0 refers to string 1, of which there are 1" },
	{ "values that leave 64 bits", ONE("2{4[9223372036854775807 1]}", ""), { 0 },
		PFL_FORMAT, "input: the values of sample 0 leave 64 bits" },
	{ "no profiles", DICTIONARY, { 0 }, PFL_FORMAT, "input: the message has no profiles" },
	{ "another wire type", "1{2{2{1:5}}}", { 0 }, PFL_FORMAT,
		"input: Profile.sampleType at byte 6: a value of another type than the field "
		"has" },
	{ "beyond its message", "1{2{2{#0a05}}}", { 0 }, PFL_FORMAT,
		"input: Profile.sampleType at byte 8: a length reaches beyond the end" },
	{ "beyond the file", "1{2{}} #0a7f", { 0 }, PFL_FORMAT,
		"input: ResourceProfiles at byte 6: a length reaches beyond the end" },
	{ "a number that is cut off", "1{2{2{4:1 #20}}}", { 0 }, PFL_FORMAT,
		"input: Profile.durationNano at byte 8: a number is cut off" },
	{ "a time that is cut off", "1{2{2{2{5'0123'}}}}", { 0 }, PFL_FORMAT,
		"input: Sample.timestampsUnixNano at byte 10: a fixed-size number is cut off" },
	{ "too long a list", "1{2{2{2{4'\x80\x80'}}}}", { 0 }, PFL_FORMAT,
		"input: Sample.values at byte 10: a number is cut off" },
	{ "a group", "1{2{2{#0b}}}", { 0 }, PFL_FORMAT, NULL },
	{ "too long a string", "2{5'0123456789'} 1{}", { .string = 9 }, PFL_LIMIT,
		"input: string at byte 4: 10 bytes; --max-string raises the limit" },
	{ "a string that is not there", "2{#2aff7f}", { .string = 9 }, PFL_FORMAT, NULL },
	{ "too many labels", ONE("2{2[2 3] 4:1}", ""), { .labels = 1 }, PFL_LIMIT,
		"input: a sample with more than 1 labels; --max-labels raises the limit" },
	{ "too deep", ONE("2{1:1 4:1}", ""), { .stack = 1 }, PFL_LIMIT, NULL },
	{ "too many types", ONE("", "2{1{1:2}}"), { .types = 1 }, PFL_LIMIT, NULL },
	{ "too much", ONE("2{1:1 4:1}", ""), { .memory = 4096 }, PFL_LIMIT, NULL },
};

static const struct refused json_refused[] = {
	{ "no such stack",
		"{\"resourceProfiles\":[{\"scopeProfiles\":[{\"profiles\":[{"
		"\"samples\":[{\"stackIndex\":1}]}]}]}]}",
		{ 0 }, PFL_FORMAT, "input: sample 0 refers to stack 1, of which there are 0" },
	{ "no number", "{\"dictionary\":{\"mappingTable\":[{\"memoryStart\":\"x\"}]}}", { 0 },
		PFL_FORMAT, "input: line 1, column 50: 'x' is not a number of 64 bits" },
	{ "no list", "{\"dictionary\":{\"mappingTable\":{}}}", { 0 }, PFL_FORMAT,
		"input: line 1, column 31: expected an array, found an object" },
	{ "cut off", "{\"resourceProfiles\":[{\"scopeProfiles\":[", { 0 }, PFL_FORMAT,
		"input: line 1, column 40: the text ends before ']'" },
	{ "a second document that is no message", "{\"resourceProfiles\":[]}\n[]", { 0 },
		PFL_FORMAT, "input: line 2, column 1: expected an object, found an array" },
	{ "the second message is wrong",
		"{\"resourceProfiles\":[]}\n{\"resourceProfiles\":[{\"scopeProfiles\":[{"
		"\"profiles\":"
		"[{\"samples\":[{\"stackIndex\":1}]}]}]}]}",
		{ 0 }, PFL_FORMAT,
		"input: message 2: sample 0 refers to stack 1, of which there are 0" },
	{ "no profiles", "{\"dictionary\":{}}", { 0 }, PFL_FORMAT,
		"input: the message has no profiles" },
};

static const struct probed probed[] = {
	{ "JSON", "{" JSON_PROFILES "," JSON_DICTIONARY "}", "cpu" },
};

/* The cases' texts stand for bytes, which are known by their content. */
static void
check_wire(const char *types, const struct accepted *cases, size_t n)
{
	struct pfl_text bytes = { 0 };

	for (size_t i = 0; i < n; i++) {
		pfl_text_reset(&bytes);
		wire_text(&bytes, cases[i].text);
		check_accepted_bytes(pfl_text_span(&bytes), NULL, types, &cases[i]);
	}
	pfl_text_clear(&bytes);
}

static void
check_wire_refused(void)
{
	struct pfl_text bytes = { 0 };

	for (size_t i = 0; i < COUNTOF(wire_refused); i++) {
		pfl_text_reset(&bytes);
		wire_text(&bytes, wire_refused[i].text);
		check_refused_bytes(pfl_text_span(&bytes), "otlp", &wire_refused[i]);
	}
	pfl_text_clear(&bytes);
}

/* Put the message behind its length, of which `less` bytes are missing at the end. */
static void
put_framed(struct pfl_text *file, const char *text, size_t less)
{
	struct pfl_text bytes = { 0 };
	size_t n;

	wire_text(&bytes, text);
	n = pfl_text_span(&bytes).n;
	for (int shift = 24; shift >= 0; shift -= 8)
		pfl_text_char(file, (char)(n >> shift));
	pfl_text_add(file, (struct pfl_span){ pfl_text_span(&bytes).at, n - less });
	pfl_text_clear(&bytes);
}

/* Messages behind one another, each behind its length. */
static void
test_framed(void)
{
	static const struct accepted two = { "two with lengths", NULL, WANT WANT, NULL };
	static const struct accepted twice = { "two types in two", NULL,
		"5 0 0 /bin/app!in:7|leaf:9;main@a.c\n0 6 0 /bin/app!in:7|leaf:9;main@a.c\n",
		NULL };
	static const struct refused cut = { "the second is cut off", NULL, { 0 }, PFL_FORMAT,
		"input: ProfilesData at byte 22: a length reaches beyond the end" };
	static const struct refused short_length = { "a length is cut off", NULL, { 0 },
		PFL_FORMAT, "input: a message's length at byte 14 is cut off" };
	struct pfl_text file = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;

	put_framed(&file, PROFILES DICTIONARY, 0);
	put_framed(&file, DICTIONARY PROFILES, 0);
	check_accepted_bytes(pfl_text_span(&file), NULL, "cpu/nanoseconds", &two);
	test_case("rows of the second are those of the first");
	p = read_bytes(pfl_text_span(&file), NULL, &err);
	if (CHECK(p != NULL)) {
		CHECK_U64(p->funcs.n, 3);
		CHECK_U64(p->mappings.n, 1);
		CHECK_U64(p->locations.n, 3);
		CHECK(!p->meta.in_time);
	}
	pfl_profile_free(p);

	pfl_text_reset(&file);
	put_framed(&file, ONE("2{1:1 4:5 5!0900000000000000}", ""), 0);
	put_framed(&file,
		DICTIONARY "1{2{2{1{1:7 2:7} 2{1:1 4:6 5!0a00000000000000}} 2{1{1:10 2:7}}}}",
		0);
	check_accepted_bytes(
		pfl_text_span(&file), NULL, "cpu/nanoseconds bytes/bytes count/bytes", &twice);
	p = read_bytes(pfl_text_span(&file), NULL, &err);
	CHECK(p && p->meta.in_time);
	pfl_profile_free(p);

	pfl_text_reset(&file);
	put_framed(&file, "1{2{2{2{4:1}}}}", 0);
	pfl_text_add(&file, (struct pfl_span){ "\0", 1 });
	check_refused_bytes(pfl_text_span(&file), "otlp", &short_length);
	pfl_text_reset(&file);
	put_framed(&file, "1{2{2{2{4:1}}}}", 0);
	put_framed(&file, "1{} 1{} 1{}", 2);
	check_refused_bytes(pfl_text_span(&file), "otlp", &cut);
	pfl_text_clear(&file);
}

/* What is said of the profile as a whole, and of its mapping. */
static void
test_meta(void)
{
	struct pfl_text bytes = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;

	test_case("times, period, build id, link");
	wire_text(&bytes,
		DICTIONARY "1{2{2{1{1:1 2:2} 2{3:1 4:1} 3!e803000000000000 4:50 5{1:1 2:2} "
			   "6:10} 2{1{1:1 2:2} 3!ee03000000000000 4:60 6:10 5{1:1 2:2}}}}");
	p = read_bytes(pfl_text_span(&bytes), NULL, &err);
	CHECK_STR(err.msg, "");
	if (CHECK(p != NULL)) {
		struct pfl_text got = { 0 };

		CHECK_I64(p->meta.time_nanos, 1000);
		CHECK_I64(p->meta.duration_nanos, 66);
		CHECK_I64(p->meta.period, 10);
		CHECK_STR(pfl_profile_text(p, p->meta.period_type).at, "cpu");
		CHECK_U64(p->mappings.n, 1);
		CHECK_U64(p->mappings.start[0], 4096);
		CHECK_U64(p->mappings.offset[0], 64);
		CHECK_STR(pfl_profile_text(p, p->mappings.build_id[0]).at, "abcd");
		CHECK_U64(p->mappings.flags[0],
			PFL_HAS_FUNCTIONS | PFL_HAS_LINE_NUMBERS | PFL_HAS_INLINE_FRAMES);
		CHECK_U64(p->funcs.n, 3);
		CHECK_I64(p->funcs.start_line[0], 6);
		CHECK_STR(sketch_write(p, &got), "1 - {trace_id=00112233 span_id=6162}\n");
		pfl_text_clear(&got);
	}
	pfl_profile_free(p);
	pfl_text_clear(&bytes);
}

int
main(void)
{
	check_wire("cpu/nanoseconds", wire, COUNTOF(wire));
	check_wire("cpu/nanoseconds in/count", two_types, COUNTOF(two_types));
	check_wire_refused();
	check_accepted("otlp", "cpu/nanoseconds", json, COUNTOF(json));
	check_refused("otlp", json_refused, COUNTOF(json_refused));
	check_probed(probed, COUNTOF(probed));
	check_accepted("otlp", "cpu/nanoseconds", json_lines, COUNTOF(json_lines));
	test_framed();
	test_meta();
	return test_done();
}
