/* SPDX-License-Identifier: Apache-2.0 */
/* profile.proto: what is read, what is refused and where the message says it is wrong. */
#include "support.h"

#include "sketch.h"
#include "wiretext.h"

/* Tables that many cases share. Strings: 1 samples, 2 count, 3 leaf, 4 main, 5 a.c, 6 key */
#define TYPE "1{1:1 2:2} "
#define LOCATIONS "4{1:1 4{1:1 2:5}} 4{1:2 4{1:2 2:7}} "
#define FUNCTIONS "5{1:1 2:3 4:5} 5{1:2 2:4} "
#define STRINGS "6'' 6'samples' 6'count' 6'leaf' 6'main' 6'a.c' 6'key' "
#define TABLES LOCATIONS FUNCTIONS STRINGS
#define SAMPLE "2{1[1 2] 2[10]} "
#define WANT "10 leaf@a.c:5;main:7\n"

static const struct {
	const char *name, *wire, *want;
} accepted[] = {
	{ "as Go writes it", TYPE SAMPLE TABLES, WANT },
	{ "tables first", TABLES SAMPLE TYPE, WANT },
	{ "strings first", STRINGS FUNCTIONS LOCATIONS TYPE SAMPLE, WANT },
	{ "strings in the middle",
		TYPE "6'' 6'samples' 6'count' 6'leaf' " SAMPLE LOCATIONS "6'main' " FUNCTIONS
		     "6'a.c' 6'key'",
		WANT },
	{ "fields of messages reversed",
		"1{2:2 1:1} 2{2[10] 1[1 2]} 4{4{2:5 1:1} 1:1} 4{4{2:7 1:2} 1:2} "
		"5{4:5 2:3 1:1} 5{2:4 1:2} " STRINGS,
		WANT },
	{ "nothing packed", TYPE "2{1:1 1:2 2:10} " TABLES, WANT },
	{ "packed and not", TYPE "2{1:1 1[2] 2[] 2:10} " TABLES, WANT },
	{ "packed in pieces", TYPE "2{1[1] 2[10] 1[] 1[2]} " TABLES, WANT },
	{ "several samples", TYPE SAMPLE "2{1[2] 2[-5]} 2{1[1 2] 2[0]} " TABLES,
		WANT "-5 main:7\n0 leaf@a.c:5;main:7\n" },
	{ "an empty stack", TYPE "2{2[3]} 2{1[] 2[4]} " TABLES, "3 -\n4 -\n" },
	{ "recursion", TYPE "2{1[1 1 2 1] 2[3]} " TABLES,
		"3 leaf@a.c:5;leaf@a.c:5;main:7;leaf@a.c:5\n" },
	{ "extremes",
		TYPE "2{1[1] 2[9223372036854775807]} 2{1[1] 2[-9223372036854775808]} " TABLES,
		"9223372036854775807 leaf@a.c:5\n-9223372036854775808 leaf@a.c:5\n" },
	{ "two types", TYPE "1{1:3 2:4} 2{1[1] 2[1 2]} 2{1[1] 2:3 2:4} " TABLES,
		"1 2 leaf@a.c:5\n3 4 leaf@a.c:5\n" },
	{ "inlined calls", TYPE "2{1[1] 2[1]} 4{1:1 4{1:1 2:5} 4{1:2 2:6}} " FUNCTIONS STRINGS,
		"1 leaf@a.c:5|main:6\n" },
	{ "a location without lines", TYPE "2{1[7] 2[1]} 4{1:7 3:4096} " STRINGS, "1 \n" },
	{ "mappings",
		TYPE "2{1[7 8] 2[1]} 3{1:5 2:4096 3:8192 5:3} 4{1:7 2:5} 4{1:8 2:5} " STRINGS,
		"1 leaf!;leaf!\n" },
	{ "sparse ids",
		TYPE "2{1[18446744073709551615 1152921504606846976] 2[10]} "
		     "4{1:18446744073709551615 4{1:9223372036854775808 2:5}} "
		     "4{1:1152921504606846976 4{1:4294967296 2:7}} "
		     "5{1:9223372036854775808 2:3 4:5} 5{1:4294967296 2:4} " STRINGS,
		WANT },
	{ "no samples", TYPE STRINGS, "" },
	{ "no types and no samples", STRINGS, "" },
	{ "only the empty string", "6''", "" },
	{ "a string twice",
		"1{1:1 2:2} 2{1[1] 2[1]} 4{1:1 4{1:1}} 5{1:1 2:4} "
		"6'' 6'x' 6'x' 6'x' 6'x'",
		"1 x\n" },
	{ "what nobody refers to",
		TYPE SAMPLE TABLES "4{1:77 2:99} 5{1:88 2:6} 3{1:99} 6'unused'", WANT },
	{ "labels", TYPE "2{1[2] 2[1] 3{1:6 2:3}} 2{1[2] 2[2] 3{1:6 3:7 4:2}} " TABLES,
		"1 main:7 {key=leaf}\n2 main:7 {key:7count}\n" },
	{ "labels in order, some of one key",
		TYPE "2{1[2] 2[1] 3{1:6 2:3} 3{1:3 3:-1} 3{1:6 2:1}} " TABLES,
		"1 main:7 {key=leaf leaf:-1 key=samples}\n" },
	{ "a text beside a number counts", TYPE "2{1[2] 2[1] 3{1:6 2:3 3:7 4:2}} " TABLES,
		"1 main:7 {key=leaf}\n" },
	{ "labels between other fields", TYPE "2{3{1:6 2:3} 2[1] 3{1:6 3:5} 1[2]} " TABLES,
		"1 main:7 {key=leaf key:5}\n" },
	{ "the last of a single number counts",
		TYPE "2{1[1] 2[1]} 4{1:9 1:1 4{1:2 1:1 2:1 2:5}} " FUNCTIONS STRINGS,
		"1 leaf@a.c:5\n" },
	{ "unknown fields of every type everywhere",
		"99'x' 16:5 17!01020304 18!0102030405060708 1{1:1 9:9 2:2} "
		"2{9'x' 1[1 2] 10:1 2[10] 11!01020304 3{1:6 9:9 2:3 10'z'}} "
		"4{1:1 9'x' 4{1:1 2:5 9:1 10!0102030405060708}} 4{1:2 4{1:2 2:7}} "
		"5{1:1 2:3 9'x' 4:5} 5{1:2 2:4} " STRINGS,
		"10 leaf@a.c:5;main:7 {key=leaf}\n" },
	{ "numbers longer than they need be",
		/* TYPE and SAMPLE with tags and lengths of two and three bytes */
		"#8a008600880081001002 #9280008980008a008200010212010a " TABLES, WANT },
	{ "a mapping that is not there",
		TYPE "2{1[7] 2[1]} 4{1:7 2:5 4{1:1 2:5}} " FUNCTIONS STRINGS,
		"1 leaf@a.c:5\n" },
	{ "another default type than there is", TYPE SAMPLE TABLES "14:5", WANT },
};

static void
test_accepted(void)
{
	for (size_t i = 0; i < COUNTOF(accepted); i++) {
		const struct pfl_read_opts opts = { .format = "pprof" };
		struct pfl_text bytes = { 0 }, got = { 0 };
		struct pfl_error err = { 0 };
		struct pfl_profile *p;

		test_case(accepted[i].name);
		wire_text(&bytes, accepted[i].wire);
		p = read_bytes(pfl_text_span(&bytes), &opts, &err);
		CHECK_STR(err.msg, "");
		if (CHECK(p != NULL))
			CHECK_STR(sketch_write(p, &got), accepted[i].want);
		pfl_profile_free(p);
		pfl_text_clear(&bytes);
		pfl_text_clear(&got);
	}
}

static const struct {
	const char *name, *wire, *message;
} refused[] = {
	{ "nothing", "", "the file is empty" },
	/* the wire */
	{ "field 0", TYPE "#00", "Profile at byte 7: a field number is out of range" },
	{ "a tag cut off", TYPE "#80", "Profile at byte 6: a number is cut off" },
	{ "a number cut off", TYPE "#4880",
		"Profile.time_nanos at byte 7: a number is cut off" },
	{ "a number of eleven bytes", TYPE "#488080808080808080808000",
		"Profile.time_nanos at byte 7: a number is longer than ten bytes" },
	{ "a length cut off", TYPE "#1280", "Profile.sample at byte 7: a number is cut off" },
	{ "a length beyond the end", TYPE "#120561",
		"Profile.sample at byte 7: a length reaches beyond the end" },
	{ "a length of 2^31 - 1", TYPE "#12ffffffff0761",
		"Profile.sample at byte 7: a length reaches beyond the end" },
	{ "a length of 2^64 - 1", TYPE "#12ffffffffffffffffff0161",
		"Profile.sample at byte 7: a length reaches beyond the end" },
	{ "a length beyond the end, unknown field", TYPE "#a2060561",
		"Profile at byte 8: field 100: a length reaches beyond the end" },
	{ "a length of 2^64 - 1, unknown field", TYPE "#a206ffffffffffffffffff0161",
		"Profile at byte 8: field 100: a length reaches beyond the end" },
	{ "64 bits cut off", TYPE "16!01020304 #810102030405",
		"Profile at byte 14: field 16: a fixed-size number is cut off" },
	{ "a group", TYPE "#8b01",
		"Profile at byte 8: field 17: a group, which profiles do not have" },
	{ "the end of a group", TYPE "#8c01",
		"Profile at byte 8: field 17: a group, which profiles do not have" },
	{ "wire type 7", TYPE "#8f01",
		"Profile at byte 8: field 17: a wire type that does not exist" },
	/* types of fields */
	{ "a number for sample_type", "1:5",
		"Profile.sample_type at byte 1: a value of another type than the field has" },
	{ "bytes for time_nanos", TYPE "9'x'",
		"Profile.time_nanos at byte 7: a value of another type than the field has" },
	{ "64 bits for comment", TYPE "13!0102030405060708",
		"Profile.comment at byte 7: a value of another type than the field has" },
	{ "64 bits for a value", TYPE "2{1[1] 2!0102030405060708} " TABLES,
		"Sample.value at byte 12: a value of another type than the field has" },
	{ "a number for a label", TYPE "2{1[1] 2[1] 3:5} " TABLES,
		"Sample.label at byte 15: a value of another type than the field has" },
	{ "bytes for a label's key", TYPE "2{1[1] 2[1] 3{1'x'}} " TABLES,
		"Label.key at byte 17: a value of another type than the field has" },
	{ "bytes for a location's id", TYPE "4{1'x'} " TABLES,
		"Location.id at byte 9: a value of another type than the field has" },
	{ "a number for a line", TYPE "4{1:1 4:1} " TABLES,
		"Location.line at byte 11: a value of another type than the field has" },
	{ "bytes for a line's function", TYPE "4{1:1 4{1'x'}} " TABLES,
		"Line.function_id at byte 13: a value of another type than the field has" },
	{ "bytes for a function's name", TYPE "5{1:1 2'x'} " TABLES,
		"Function.name at byte 11: a value of another type than the field has" },
	{ "bytes for a mapping's start", TYPE "3{1:1 2'x'} " TABLES,
		"Mapping.memory_start at byte 11: a value of another type than the field has" },
	{ "bytes for a type's unit", "1{1:1 2'x'} " STRINGS,
		"ValueType.unit at byte 5: a value of another type than the field has" },
	{ "bytes for the period's unit", "11{1:1 2'x'} " STRINGS,
		"ValueType.unit at byte 5: a value of another type than the field has" },
	/* inside of messages */
	{ "a sample cut off", TYPE "#12020880",
		"Sample.location_id at byte 9: a number is cut off" },
	{ "a packed stack cut off", TYPE "2{#0a0181} " TABLES,
		"Sample.location_id at byte 10: a number is cut off" },
	{ "packed values cut off", TYPE "2{1[1] #120181} " TABLES,
		"Sample.value at byte 13: a number is cut off" },
	{ "a label beyond its sample", TYPE "2{1[1] 2[1] #1a0508} " TABLES,
		"Sample.label at byte 15: a length reaches beyond the end" },
	{ "a label's number cut off", TYPE "2{1[1] 2[1] #1a020880} " TABLES,
		"Label.key at byte 17: a number is cut off" },
	{ "a line beyond its location", TYPE "4{1:1 #220508} " TABLES,
		"Location.line at byte 11: a length reaches beyond the end" },
	{ "a line's number cut off", TYPE "4{1:1 #22020880} " TABLES,
		"Line.function_id at byte 13: a number is cut off" },
	{ "field 0 in a function", TYPE "5{1:1 #00} " TABLES,
		"Function at byte 11: a field number is out of range" },
	{ "a group in a mapping", TYPE "3{1:1 #63} " TABLES,
		"Mapping at byte 11: field 12: a group, which profiles do not have" },
	{ "packed comments cut off", TYPE "13'\x81' " STRINGS,
		"Profile.comment at byte 8: a number is cut off" },
	/* strings */
	{ "no string table", TYPE, "the profile has no string table" },
	{ "no strings, an empty sample", "2{}", "the profile has no string table" },
	{ "the first string is not empty", TYPE "6'x'",
		"string table at byte 8: its first entry is not empty" },
	{ "type out of range", "1{1:9 2:2} " STRINGS,
		"ValueType.type at byte 2: string 9 is out of range (there are 7)" },
	{ "unit negative", "1{1:1 2:-1} " STRINGS,
		"ValueType.unit at byte 2: -1 is no place in the string table" },
	{ "function name out of range", TYPE FUNCTIONS "5{1:7 2:7} " STRINGS,
		"Function.name at byte 22: string 7 is out of range (there are 7)" },
	{ "function name negative", TYPE "5{1:7 2:-1} " STRINGS,
		"Function.name at byte 8: -1 is no place in the string table" },
	{ "function name -2^63", TYPE "5{1:7 2:-9223372036854775808} " STRINGS,
		"Function.name at byte 8: -9223372036854775808 is no place in the string "
		"table" },
	{ "function name 2^32 - 1", TYPE "5{1:7 2:4294967295} " STRINGS,
		"Function.name at byte 8: 4294967295 is no place in the string table" },
	{ "system name out of range", TYPE "5{1:7 3:7} " STRINGS,
		"Function.system_name at byte 8: string 7 is out of range (there are 7)" },
	{ "file name out of range", TYPE "5{1:7 4:7} " STRINGS,
		"Function.filename at byte 8: string 7 is out of range (there are 7)" },
	{ "mapping file out of range", TYPE "3{1:7 5:7} " STRINGS,
		"Mapping.filename at byte 8: string 7 is out of range (there are 7)" },
	{ "build id out of range", TYPE "3{1:7 6:7} " STRINGS,
		"Mapping.build_id at byte 8: string 7 is out of range (there are 7)" },
	{ "label key out of range", TYPE "2{1[1] 2[1] 3{1:7}} " TABLES,
		"Label.key at byte 8: string 7 is out of range (there are 7)" },
	{ "label text out of range", TYPE "2{1[1] 2[1] 3{1:6 2:7}} " TABLES,
		"Label.str at byte 8: string 7 is out of range (there are 7)" },
	{ "label unit negative", TYPE "2{1[1] 2[1] 3{1:6 3:5 4:-1}} " TABLES,
		"Label.num_unit at byte 8: -1 is no place in the string table" },
	{ "drop_frames out of range", TYPE TABLES "7:7",
		"Profile.drop_frames at byte 80: string 7 is out of range (there are 7)" },
	{ "keep_frames out of range", TYPE TABLES "8:7",
		"Profile.keep_frames at byte 80: string 7 is out of range (there are 7)" },
	{ "comment out of range", TYPE TABLES "13[1 7]",
		"Profile.comment at byte 82: string 7 is out of range (there are 7)" },
	{ "comment out of range, not packed", TYPE TABLES "13:7",
		"Profile.comment at byte 80: string 7 is out of range (there are 7)" },
	{ "default type negative", TYPE TABLES "14:-1",
		"Profile.default_sample_type at byte 80: -1 is no place in the string table" },
	{ "doc_url out of range", TYPE TABLES "15:7",
		"Profile.doc_url at byte 80: string 7 is out of range (there are 7)" },
	{ "the largest of the references is named", TYPE TABLES "15:8 14:7 7:8",
		"Profile.doc_url at byte 80: string 8 is out of range (there are 7)" },
	/* ids */
	{ "a sample's location 0", TYPE "2{1[1 0] 2[1]} " TABLES,
		"Sample at byte 8: it refers to location id 0" },
	{ "a sample's location is not there", TYPE "2{1[1 9] 2[1]} " TABLES,
		"location id 9 is not defined (first used at byte 8)" },
	{ "location 2^64 - 1 is not there", TYPE "2{1[18446744073709551615] 2[1]} " TABLES,
		"location id 18446744073709551615 is not defined (first used at byte 8)" },
	{ "a location with id 0", TYPE TABLES "4{1:0}",
		"Location at byte 82: it has id 0, which is reserved" },
	{ "a location without an id", TYPE TABLES "4{}",
		"Location at byte 82: it has id 0, which is reserved" },
	{ "two locations with one id", TYPE TABLES "4{1:2}",
		"Location at byte 82: a second one with id 2; if these are two profiles one "
		"after another, give them as two files" },
	{ "a line without a function", TYPE TABLES "4{1:3 4{2:5}}",
		"Location at byte 82: location id 3 has a line without a function" },
	{ "a line's function is not there", TYPE TABLES "4{1:3 4{1:9}}",
		"function id 9 is not defined (first used at byte 82)" },
	{ "a function with id 0", TYPE TABLES "5{2:3}",
		"Function at byte 82: it has id 0, which is reserved" },
	{ "two functions with one id", TYPE TABLES "5{1:2}",
		"Function at byte 82: a second one with id 2; if these are two profiles one "
		"after another, give them as two files" },
	{ "a mapping with id 0", TYPE TABLES "3{2:3}",
		"Mapping at byte 82: it has id 0, which is reserved" },
	{ "two mappings with one id", TYPE TABLES "3{1:2} 3{1:2}",
		"Mapping at byte 86: a second one with id 2; if these are two profiles one "
		"after another, give them as two files" },
	/* values */
	{ "no values", TYPE "2{1[1]} " TABLES,
		"samples have 0 values, but there are 1 sample types" },
	{ "a value too many", TYPE "2{1[1] 2[1 2]} " TABLES,
		"samples have 2 values, but there are 1 sample types" },
	{ "a value too few in the second sample", TYPE "1{} " SAMPLE "2{1[1] 2[1 2]} " TABLES,
		"sample 2 has 2 values where those before have 1" },
	{ "samples without a type", SAMPLE TABLES,
		"samples have 1 values, but there are 0 sample types" },
	/* two in one */
	{ "two profiles", TYPE SAMPLE TABLES "9:1700000000 " TYPE SAMPLE TABLES "9:1700000001",
		"Location at byte 112: a second one with id 1; if these are two profiles one "
		"after another, give them as two files" },
	{ "two profiles, times first",
		"9:1700000000 " TYPE SAMPLE TABLES "9:1700000001 " TYPE SAMPLE TABLES,
		"two profiles one after another, the second at or before byte 95: give them as "
		"two files" },
	{ "two profiles without a time", TYPE SAMPLE TABLES TYPE SAMPLE TABLES,
		"Location at byte 106: a second one with id 1; if these are two profiles one "
		"after another, give them as two files" },
};

static void
test_refused(void)
{
	const struct pfl_read_opts opts = { .format = "pprof" };

	for (size_t i = 0; i < COUNTOF(refused); i++) {
		struct pfl_text bytes = { 0 }, want = { 0 };
		struct pfl_error err = { 0 };
		struct pfl_profile *p;

		test_case(refused[i].name);
		wire_text(&bytes, refused[i].wire);
		p = read_bytes(pfl_text_span(&bytes), &opts, &err);
		pfl_text_printf(&want, "input: %s", refused[i].message);
		CHECK(p == NULL);
		CHECK_I64(err.code, PFL_FORMAT);
		CHECK_STR(err.msg, pfl_text_get(&want));
		pfl_profile_free(p);
		pfl_text_clear(&bytes);
		pfl_text_clear(&want);
	}
}

static const struct {
	const char *name, *wire;
	struct pfl_limits limits; /* what is one too many */
	const char *message;
} limited[] = {
	{ "samples", TYPE SAMPLE SAMPLE SAMPLE TABLES, { .samples = 2 },
		"input: more than 2 samples; --max-samples raises the limit" },
	{ "types", TYPE TYPE TYPE STRINGS, { .types = 2 },
		"input: more than 2 sample types; --max-types raises the limit" },
	{ "values", TYPE TYPE "2{1[1] 2[1 2 3]} " TABLES, { .types = 2 },
		"input: more than 2 sample types; --max-types raises the limit" },
	{ "values, not packed", "2{1[1] 2:1 2:2 2:3} " TABLES, { .types = 2 },
		"input: more than 2 sample types; --max-types raises the limit" },
	{ "frames", TYPE "2{1[1 2 1] 2[1]} " TABLES, { .stack = 2 },
		"input: sample at byte 8: more than 2 frames; --max-stack raises the limit" },
	{ "frames known before", TABLES TYPE "2{1[1 2 1] 2[1]} ", { .stack = 2 },
		"input: sample at byte 82: more than 2 frames; --max-stack raises the limit" },
	{ "frames, not packed", TYPE "2{1:1 1:2 1:1 2:1} " TABLES, { .stack = 2 },
		"input: sample at byte 8: more than 2 frames; --max-stack raises the limit" },
	{ "lines of a location", TYPE "4{1:3 4{1:1} 4{1:1} 4{1:1}} " TABLES, { .stack = 2 },
		"input: Location at byte 8: more than 2 lines; --max-stack raises the limit" },
	{ "labels", TYPE "2{1[1] 2[1] 3{1:6 3:1} 3{1:6 3:2} 3{1:6 3:3}} " TABLES,
		{ .labels = 2 },
		"input: sample at byte 8: more than 2 labels; --max-labels raises the limit" },
	{ "strings", "6'' 6'a' 6'b' 6'c'", { .entries = 3 },
		"input: more than 3 strings; --max-entries raises the limit" },
	{ "functions", "5{1:1} 5{1:2} 5{1:3} 5{1:4} 6''", { .entries = 3 },
		"input: more than 3 functions; --max-entries raises the limit" },
	{ "mappings", "3{1:1} 3{1:2} 3{1:3} 3{1:4} 6''", { .entries = 3 },
		"input: more than 3 mappings; --max-entries raises the limit" },
	{ "locations", "4{1:1} 4{1:2} 4{1:3} 4{1:4} 6''", { .entries = 3 },
		"input: more than 3 locations; --max-entries raises the limit" },
	{ "frames of all locations", "4{1:1 4{1:1} 4{1:1}} 4{1:2 4{1:1} 4{1:1}} 5{1:1} 6''",
		{ .entries = 3 }, "input: more than 3 frames; --max-entries raises the limit" },
	{ "comments", "13[0 0] 13:0 13:0 6''", { .entries = 3 },
		"input: more than 3 comments; --max-entries raises the limit" },
	{ "distinct labels", "2{3{3:1} 3{3:2}} 2{3{3:3} 3{3:4}} 6''", { .entries = 3 },
		"input: more than 3 labels; --max-entries raises the limit" },
	{ "a string", "6'' 6'abcd' 6'abcde'", { .string = 4 },
		"input: string at byte 8: 5 bytes (limit 4); --max-string raises the limit" },
	{ "memory", "6'' 6'abcd' 6'abcde'", { .memory = 1000 },
		"input: needs more than 1000 bytes of memory for labels; --max-memory raises "
		"the limit" },
};

static void
test_limits(void)
{
	for (size_t i = 0; i < COUNTOF(limited); i++) {
		struct pfl_read_opts opts = { .format = "pprof", .limits = limited[i].limits };
		struct pfl_text bytes = { 0 };
		struct pfl_error err = { 0 };
		struct pfl_profile *p;
		uint64_t *limit = (uint64_t *)&opts.limits;

		test_case(limited[i].name);
		wire_text(&bytes, limited[i].wire);
		p = read_bytes(pfl_text_span(&bytes), &opts, &err);
		CHECK(p == NULL);
		CHECK_I64(err.code, PFL_LIMIT);
		CHECK_STR(err.msg, limited[i].message);
		pfl_profile_free(p);

		/* With room for one more it is read, or refused for another reason. */
		err = (struct pfl_error){ 0 };
		for (size_t l = 0; l < sizeof(opts.limits) / sizeof(*limit); l++)
			limit[l] += limit[l] ? limit[l] > 100 ? 1 << 20 : 1 : 0;
		p = read_bytes(pfl_text_span(&bytes), &opts, &err);
		if (!CHECK(err.code == PFL_OK || err.code == PFL_FORMAT))
			fprintf(stderr, "%s\n", err.msg);
		pfl_profile_free(p);
		pfl_text_clear(&bytes);
	}
}

/* Messages that need the most memory for a byte to be unpacked. */
static void
test_dense_messages(void)
{
	const struct pfl_read_opts opts = { .format = "pprof" };
	static const char *const fields[] = { "4{1:1}", "14:1", "14{}", "14{1:1}" };

	for (size_t i = 0; i < COUNTOF(fields); i++) {
		for (size_t n = 1; n < 70000; n = n * 3 + 1) {
			struct pfl_text bytes = { 0 }, one = { 0 }, message = { 0 };
			struct pfl_error err = { 0 };
			struct pfl_profile *p;

			test_case(fields[i]);
			wire_text(&one, fields[i]);
			wire_text(&message, "1:7");
			for (size_t j = 0; j < n; j++)
				pfl_text_add(&message, pfl_text_span(&one));
			wire_message(&bytes, 4, &message);
			wire_text(&bytes, TYPE "2{1[7] 2[1]} " TABLES);
			p = read_bytes(pfl_text_span(&bytes), &opts, &err);
			CHECK_STR(err.msg, "");
			if (CHECK(p != NULL))
				CHECK_U64(p->locations.first_frame[1], i == 0 ? n : 1);
			pfl_profile_free(p);
			pfl_text_clear(&bytes);
			pfl_text_clear(&one);
			pfl_text_clear(&message);
		}
	}
}

/* A long field is a limit when it is there, and a lie when it is not. */
static void
test_long_fields(void)
{
	static const struct {
		const char *name;
		uint32_t field;
		size_t n, missing;
		enum pfl_code code;
		const char *message;
	} cases[] = {
		{ "a long string", 6, 1048577, 0, PFL_LIMIT,
			"input: string at byte 6: 1048577 bytes (limit 1048576); --max-string "
			"raises the limit" },
		{ "a long string, cut", 6, 1048577, 1, PFL_FORMAT,
			"input: Profile.string_table at byte 7: a length reaches beyond the "
			"end" },
		{ "a long message", 4, 300000, 0, PFL_LIMIT,
			"input: message at byte 6: 300000 bytes; --max-memory raises the "
			"limit" },
		{ "a long message, cut", 4, 300000, 1, PFL_FORMAT,
			"input: Profile.location at byte 7: a length reaches beyond the end" },
		{ "a long field that nobody knows", 99, 2000000, 1, PFL_FORMAT,
			"input: Profile at byte 8: field 99: a length reaches beyond the end" },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		const struct pfl_read_opts opts = {
			.format = "pprof",
			.limits = { .memory = 1 << 20 },
		};
		struct pfl_text bytes = { 0 };
		struct pfl_error err = { 0 };
		char *long_text = calloc(cases[i].n, 1);

		test_case(cases[i].name);
		wire_text(&bytes, TYPE);
		wire_bytes(&bytes, cases[i].field, (struct pfl_span){ long_text, cases[i].n });
		pfl_text_cut(&bytes, bytes.n - cases[i].missing);
		CHECK(read_bytes(pfl_text_span(&bytes), &opts, &err) == NULL);
		CHECK_I64(err.code, cases[i].code);
		CHECK_STR(err.msg, cases[i].message);
		pfl_text_clear(&bytes);
		free(long_text);
	}
}

static void
test_notes(void)
{
	static const struct {
		const char *wire, *note;
	} cases[] = {
		{ TYPE SAMPLE TABLES, NULL },
		{ TYPE "4{1:3 2:1} " TABLES, "1 mapping id is not defined in the profile" },
		{ TYPE "4{1:3 2:1} 4{1:4 2:2} 4{1:5 2:2} " TABLES,
			"2 mapping ids are not defined in the profile" },
	};

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_text bytes = { 0 };
		struct pfl_error err = { 0 };
		struct pfl_profile *p;

		test_case(cases[i].note ? cases[i].note : "no note");
		wire_text(&bytes, cases[i].wire);
		p = read_bytes(pfl_text_span(&bytes), NULL, &err);
		if (CHECK(p != NULL)) {
			CHECK_U64(pfl_profile_notes(p), cases[i].note != NULL);
			CHECK_STR(pfl_profile_note(p, 0), cases[i].note ? cases[i].note : "");
		}
		pfl_profile_free(p);
		pfl_text_clear(&bytes);
	}
}

int
main(void)
{
	test_accepted();
	test_refused();
	test_limits();
	test_dense_messages();
	test_long_fields();
	test_notes();
	return test_done();
}
