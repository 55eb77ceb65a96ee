/* SPDX-License-Identifier: Apache-2.0 */
/* The protobuf wire format: numbers, tags, lengths that lie. */
#include "wiretext.h"

#include "decode/wire.h"

static const struct {
	const char *name, *wire; /* bytes in the notation of wiretext.h */
	uint64_t value;
	size_t length;
	const char *wrong; /* NULL: a number */
} varints[] = {
	{ "zero", "#00", 0, 1, NULL },
	{ "one byte", "#7f", 127, 1, NULL },
	{ "two bytes", "#8001", 128, 2, NULL },
	{ "300", "#ac02", 300, 2, NULL },
	{ "bytes behind it", "#ac02ff", 300, 2, NULL },
	{ "padded", "#80808000", 0, 4, NULL },
	{ "2^63", "#80808080808080808001", (uint64_t)1 << 63, 10, NULL },
	{ "2^64 - 1", "#ffffffffffffffffff01", UINT64_MAX, 10, NULL },
	{ "bits above 64 are dropped", "#ffffffffffffffffff7f", UINT64_MAX, 10, NULL },
	{ "bits above 64 alone", "#80808080808080808002", 0, 10, NULL },
	{ "nothing", "", 0, 0, "a number is cut off" },
	{ "cut off", "#80", 0, 0, "a number is cut off" },
	{ "cut off after nine", "#ffffffffffffffffff", 0, 0, "a number is cut off" },
	{ "eleven bytes", "#8080808080808080808000", 0, 0,
		"a number is longer than ten bytes" },
};

static void
test_varints(void)
{
	for (size_t i = 0; i < COUNTOF(varints); i++) {
		struct pfl_text bytes = { 0 };
		struct pfl_wire w;
		uint64_t value = 99;

		test_case(varints[i].name);
		wire_text(&bytes, varints[i].wire);
		w = pfl_wire_of(pfl_text_span(&bytes));
		CHECK(pfl_wire_varint(&w, &value) == !varints[i].wrong);
		CHECK_STR(w.wrong, varints[i].wrong);
		CHECK_U64((size_t)(w.at - w.start), varints[i].length);
		if (!varints[i].wrong)
			CHECK_U64(value, varints[i].value);
		pfl_text_clear(&bytes);
	}
}

static const struct {
	const char *name, *wire;
	uint32_t field;
	unsigned type;
	const char *wrong; /* NULL with field 0: the end */
} tags[] = {
	{ "the end", "", 0, 0, NULL },
	{ "field 1", "#08", 1, 0, NULL },
	{ "field 15, bytes", "#7a", 15, 2, NULL },
	{ "field 16", "#8001", 16, 0, NULL },
	{ "the largest field", "#f8ffffff0f", (1 << 29) - 1, 0, NULL },
	{ "beyond the largest field", "#8080808010", 0, 0, "a field number is out of range" },
	{ "far beyond", "#ffffffffffffffff7f", 0, 0, "a field number is out of range" },
	{ "field 0", "#00", 0, 0, "a field number is out of range" },
	{ "field 0, bytes", "#02", 0, 0, "a field number is out of range" },
	{ "cut off", "#80", 0, 0, "a number is cut off" },
};

static void
test_tags(void)
{
	for (size_t i = 0; i < COUNTOF(tags); i++) {
		struct pfl_text bytes = { 0 };
		enum pfl_wire_type type = PFL_WIRE_VARINT;
		struct pfl_wire w;
		uint32_t field = 0;

		test_case(tags[i].name);
		wire_text(&bytes, tags[i].wire);
		w = pfl_wire_of(pfl_text_span(&bytes));
		CHECK(pfl_wire_tag(&w, &field, &type) == (tags[i].field != 0));
		CHECK_U64(field, tags[i].field);
		CHECK_U64(type, tags[i].type);
		CHECK_STR(w.wrong, tags[i].wrong);
		pfl_text_clear(&bytes);
	}
}

static const struct {
	const char *name, *wire;
	enum pfl_wire_type type;
	size_t length;
	const char *wrong;
} values[] = {
	{ "a number", "#ac02", PFL_WIRE_VARINT, 2, NULL },
	{ "a number cut off", "#ac", PFL_WIRE_VARINT, 0, "a number is cut off" },
	{ "no bytes", "#00", PFL_WIRE_BYTES, 1, NULL },
	{ "bytes to the end", "#0361626361", PFL_WIRE_BYTES, 4, NULL },
	{ "a byte too few", "#04616263", PFL_WIRE_BYTES, 0, "a length reaches beyond the end" },
	{ "a length of 2^31 - 1", "#ffffffff0761626364", PFL_WIRE_BYTES, 0,
		"a length reaches beyond the end" },
	{ "a length of 2^64 - 1", "#ffffffffffffffffff0161", PFL_WIRE_BYTES, 0,
		"a length reaches beyond the end" },
	{ "a length of 2^64 - 64", "#c0ffffffffffffffff0161", PFL_WIRE_BYTES, 0,
		"a length reaches beyond the end" },
	{ "a length cut off", "#80", PFL_WIRE_BYTES, 0, "a number is cut off" },
	{ "32 bits", "#01020304", PFL_WIRE_32, 4, NULL },
	{ "32 bits cut off", "#010203", PFL_WIRE_32, 0, "a fixed-size number is cut off" },
	{ "64 bits", "#010203040506070809", PFL_WIRE_64, 8, NULL },
	{ "64 bits cut off", "#01020304050607", PFL_WIRE_64, 0,
		"a fixed-size number is cut off" },
	{ "a group", "#00", PFL_WIRE_GROUP, 0, "a group, which profiles do not have" },
	{ "the end of a group", "#00", PFL_WIRE_GROUP_END, 0,
		"a group, which profiles do not have" },
	{ "type 6", "#00", (enum pfl_wire_type)6, 0, "a wire type that does not exist" },
	{ "type 7", "#00", (enum pfl_wire_type)7, 0, "a wire type that does not exist" },
};

static void
test_values(void)
{
	for (size_t i = 0; i < COUNTOF(values); i++) {
		struct pfl_text bytes = { 0 };
		struct pfl_wire w;

		test_case(values[i].name);
		wire_text(&bytes, values[i].wire);
		w = pfl_wire_of(pfl_text_span(&bytes));
		CHECK(pfl_wire_skip(&w, values[i].type) == !values[i].wrong);
		CHECK_STR(w.wrong, values[i].wrong);
		CHECK_U64((size_t)(w.at - w.start), values[i].length);
		pfl_text_clear(&bytes);
	}
}

/* Fields 1 to 3 are numbers. */
static const struct {
	const char *name, *wire, *wrong;
	uint32_t field;
	size_t at;      /* of what is wrong */
	uint64_t first; /* what field 1 is */
} messages[] = {
	{ "empty", "", NULL, 0, 0, 0 },
	{ "as it should be: the last one counts", "1:5 2:-1 3:0 1:7", NULL, 0, 0, 7 },
	{ "unknown fields of all types", "9:1 10'x' 11!01020304 12!0102030405060708", NULL, 0,
		0, 0 },
	{ "bytes for a number", "1:5 2'x'", "a value of another type than the field has", 2, 3,
		5 },
	{ "64 bits for a number", "1!0102030405060708",
		"a value of another type than the field has", 1, 1, 0 },
	{ "a group in an unknown field", "1:5 #4b", "a group, which profiles do not have", 9, 3,
		5 },
	{ "a broken tag", "1:5 #00", "a field number is out of range", 0, 3, 5 },
	{ "a length that lies", "1:5 #220561", "a length reaches beyond the end", 4, 3, 5 },
};

static void
test_messages(void)
{
	for (size_t i = 0; i < COUNTOF(messages); i++) {
		struct pfl_text bytes = { 0 };
		uint64_t value[4] = { 0 };
		uint32_t field = 99;
		struct pfl_wire w;

		test_case(messages[i].name);
		wire_text(&bytes, messages[i].wire);
		w = pfl_wire_of(pfl_text_span(&bytes));
		CHECK(pfl_wire_numbers(&w, value, COUNTOF(value), &field) ==
			!messages[i].wrong);
		CHECK_STR(w.wrong, messages[i].wrong);
		CHECK_U64(field, messages[i].field);
		CHECK_U64(value[1], messages[i].first);
		if (w.wrong)
			CHECK_U64((size_t)(w.at - w.start), messages[i].at);
		pfl_text_clear(&bytes);
	}
}

int
main(void)
{
	test_varints();
	test_tags();
	test_values();
	test_messages();
	return test_done();
}
