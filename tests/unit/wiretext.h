/* SPDX-License-Identifier: Apache-2.0 */
/* Protobuf messages for tests, written down as text. */
#ifndef PFL_TESTS_WIRETEXT_H
#define PFL_TESTS_WIRETEXT_H

#include "harness.h"

#include "base/text.h"

#include <profloom/profile.h>

/*
 * A message is fields with blanks between them:
 *
 *     1:150        field 1, a varint; 1:-1 is ten bytes of it
 *     4{1:1 2:3}   field 4, length-delimited, these fields inside
 *     6'main'      field 6, these bytes
 *     2[1 2 300]   field 2, packed varints
 *     7!01020304   field 7, a 32-bit or (with 16 digits) 64-bit number, bytes in this order
 *     #ff80        these bytes as they are
 *
 * so that "1{1:1 2:2} 6'' 6'samples' 6'count'" is a profile with a sample type and no samples.
 */

static inline void
wire_varint(struct pfl_text *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		pfl_text_char(out, (char)(value | 0x80));
	pfl_text_char(out, (char)value);
}

static inline void
wire_tag(struct pfl_text *out, uint64_t field, unsigned type)
{
	wire_varint(out, field << 3 | type);
}

static inline void
wire_number(struct pfl_text *out, uint64_t field, uint64_t value)
{
	wire_tag(out, field, 0);
	wire_varint(out, value);
}

static inline void
wire_bytes(struct pfl_text *out, uint64_t field, struct pfl_span bytes)
{
	wire_tag(out, field, 2);
	wire_varint(out, bytes.n);
	pfl_text_add(out, bytes);
}

/* The same with the bytes of another message, which is emptied. */
static inline void
wire_message(struct pfl_text *out, uint64_t field, struct pfl_text *message)
{
	wire_bytes(out, field, pfl_text_span(message));
	pfl_text_reset(message);
}

static inline uint64_t
wire_read_number(const char **at)
{
	char *end;
	uint64_t value =
		**at == '-' ? (uint64_t)strtoll(*at, &end, 10) : strtoull(*at, &end, 10);

	if (end == *at) {
		fprintf(stderr, "wire notation: a number was expected at '%s'\n", *at);
		abort();
	}
	*at = end;
	return value;
}

static inline void
wire_read_hex(const char **at, struct pfl_text *out)
{
	static const char digits[] = "0123456789abcdef";
	const char *high, *low;

	while (**at && (high = strchr(digits, **at)) && (low = strchr(digits, (*at)[1]))) {
		pfl_text_char(out, (char)((high - digits) << 4 | (low - digits)));
		*at += 2;
	}
}

/* Fields up to '}' or the end. Notation nests as deep as the test wrote it. */
static inline void
wire_read_fields(const char **at, struct pfl_text *out)
{
	while (**at && **at != '}') {
		struct pfl_text inner = { 0 };
		uint64_t field;

		if (**at == ' ' || **at == '\n') {
			++*at;
			continue;
		}
		if (**at == '#') {
			++*at;
			wire_read_hex(at, out);
			continue;
		}
		field = wire_read_number(at);
		switch (*(*at)++) {
		case ':':
			wire_number(out, field, wire_read_number(at));
			break;
		case '{':
			wire_read_fields(at, &inner);
			wire_message(out, field, &inner);
			++*at;
			break;
		case '\'':
			wire_bytes(out, field, (struct pfl_span){ *at, strcspn(*at, "'") });
			*at += strcspn(*at, "'") + 1;
			break;
		case '[':
			for (; **at != ']'; *at += **at == ' ')
				wire_varint(&inner, wire_read_number(at));
			wire_message(out, field, &inner);
			++*at;
			break;
		case '!':
			wire_read_hex(at, &inner);
			wire_tag(out, field, inner.n == 8 ? 1 : 5);
			pfl_text_add(out, pfl_text_span(&inner));
			break;
		default:
			fprintf(stderr, "wire notation: what is '%s'?\n", *at - 1);
			abort();
		}
		pfl_text_clear(&inner);
	}
}

/* Append what the notation says. */
static inline void
wire_text(struct pfl_text *out, const char *notation)
{
	wire_read_fields(&notation, out);
}

/* The profile that a message is, whose notation is cleared. */
static inline struct pfl_profile *
wire_profile(struct pfl_text *notation)
{
	struct pfl_text bytes = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p;

	wire_text(&bytes, pfl_text_get(notation));
	p = pfl_read_mem(bytes.at, bytes.n, "made", NULL, &err);
	CHECK_STR(err.msg, "");
	pfl_text_clear(&bytes);
	pfl_text_clear(notation);
	return p;
}

#endif
