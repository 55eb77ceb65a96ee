/* SPDX-License-Identifier: Apache-2.0 */
/* Flame graphs that flamegen and profdiff drew: the SVG, on a page or by itself, carries the
 * profile it was made of. */
#include "base/deflate.h"
#include "decode/decoder.h"
#include "decode/flame_data.h"

#include <inttypes.h>

enum {
	MOST_RATIO = 1032, /* what deflate can do at most */
};

static const char tag[] = "<metadata class=\"data\" data-format=\"profloom-flame/";

/* Where the data is in the document, and what it has to be. */
struct data {
	struct pfl_budget *budget;
	PFL_VEC(unsigned char) packed;
	PFL_VEC(unsigned char) raw;
	uint64_t size; /* of raw */
	uint32_t crc;
	/* Base64 comes in groups of four digits. */
	uint32_t group;
	unsigned digits, padding;
};

static bool
contains(struct pfl_span head, const char *what)
{
	return pfl_span_find(head, what) < head.n;
}

static int
flame_probe(struct pfl_span head)
{
	bool picture = contains(head, "<svg ") && contains(head, " data-layout=\"");

	return picture || contains(head, "<meta name=\"generator\" content=\"profloom\">") ? 100
											   : 0;
}

/* The value of an attribute; empty when there is none. */
static struct pfl_span
attribute(struct pfl_span line, const char *name)
{
	size_t at = pfl_span_find(line, name), n = strlen(name);
	struct pfl_span value = { line.at + line.n, 0 };

	if (at == line.n)
		return value;
	value.at = line.at + at + n;
	while (value.at + value.n < line.at + line.n && value.at[value.n] != '"')
		value.n++;
	return value;
}

static bool
parse_crc(struct pfl_span text, uint32_t *crc)
{
	*crc = 0;
	for (size_t i = 0; i < text.n; i++) {
		const char *digits = "0123456789abcdef";
		const char *digit = text.at[i] ? strchr(digits, text.at[i]) : NULL;

		if (!digit)
			return false;
		*crc = *crc << 4 | (uint32_t)(digit - digits);
	}
	return text.n == 8;
}

/* Find the line with the start of the data; *rest is what follows in it. */
static bool
find_data(struct pfl_source *source, struct data *data, struct pfl_span *rest,
	struct pfl_error *err)
{
	struct pfl_span line;
	size_t at, end;

	do {
		if (!pfl_source_line(source, &line))
			return pfl_source_ok(source, err) &&
				pfl_fail(err, PFL_FORMAT,
					"no profile is inside: the picture was made of none, "
					"or "
					"something has taken the data out");
		at = pfl_span_find(line, tag);
	} while (at == line.n);
	line = (struct pfl_span){ line.at + at, line.n - at };
	end = pfl_span_find(line, ">");
	if (end == line.n || !pfl_span_u64(attribute(line, "data-bytes=\""), &data->size) ||
		!parse_crc(attribute(line, "data-crc32=\""), &data->crc))
		return pfl_fail(err, PFL_FORMAT,
			"line %zu: expected data-bytes=\"N\" and data-crc32=\"XXXXXXXX\"",
			pfl_source_lineno(source));
	*rest = (struct pfl_span){ line.at + end + 1, line.n - end - 1 };
	return true;
}

static int
digit_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (pfl_is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool
add_digit(struct data *data, char c, struct pfl_error *err)
{
	int digit = digit_of(c);

	if (c == '=') {
		data->padding++;
		return data->digits >= 2 && data->padding <= 2;
	}
	if (digit < 0 || data->padding)
		return false;
	data->group = data->group << 6 | (uint32_t)digit;
	if (++data->digits < 4)
		return true;
	if (!pfl_vec_reserve(&data->packed, 3, data->budget, "the flame graph's data", err))
		return false;
	for (int shift = 16; shift >= 0; shift -= 8)
		data->packed.at[data->packed.n++] = (unsigned char)(data->group >> shift);
	data->group = 0;
	data->digits = 0;
	return true;
}

/* The last group, of two or three digits, is one or two bytes. */
static bool
end_digits(struct data *data, struct pfl_error *err)
{
	if (data->digits == 0)
		return data->padding == 0;
	if (data->digits == 1 ||
		!pfl_vec_reserve(&data->packed, 2, data->budget, "the flame graph's data", err))
		return false;
	data->group <<= 6 * (4 - data->digits);
	data->packed.at[data->packed.n++] = (unsigned char)(data->group >> 16);
	if (data->digits == 3)
		data->packed.at[data->packed.n++] = (unsigned char)(data->group >> 8);
	return true;
}

static bool
fail_base64(struct pfl_source *source, struct pfl_error *err)
{
	return err->code == PFL_OK &&
		pfl_fail(err, PFL_FORMAT, "line %zu: this is not base64",
			pfl_source_lineno(source));
}

/* Read base64 up to the tag that ends it. */
static bool
read_base64(struct pfl_source *source, struct data *data, struct pfl_span line,
	struct pfl_error *err)
{
	for (;;) {
		for (size_t i = 0; i < line.n; i++) {
			char c = line.at[i];

			if (c == '<')
				return end_digits(data, err) || fail_base64(source, err);
			if (c != ' ' && c != '\t' && c != '\r' && !add_digit(data, c, err))
				return fail_base64(source, err);
		}
		if (!pfl_source_line(source, &line))
			return pfl_source_ok(source, err) &&
				pfl_fail(err, PFL_FORMAT,
					"line %zu: the file ends inside its data",
					pfl_source_lineno(source));
	}
}

static bool
inflate_data(struct data *data, const struct pfl_limits *limits, struct pfl_error *err)
{
	uint32_t crc = 0;

	if (data->size > limits->inflated)
		return pfl_fail(err, PFL_LIMIT,
			"the data has %" PRIu64 " bytes; --max-inflated raises the limit",
			data->size);
	if (data->size / MOST_RATIO > data->packed.n)
		return pfl_fail(err, PFL_FORMAT,
			"the data is damaged: %zu bytes cannot become %" PRIu64, data->packed.n,
			data->size);
	if (!pfl_vec_reserve(&data->raw, (size_t)data->size, data->budget,
		    "the flame graph's data", err))
		return false;
	data->raw.n = (size_t)data->size;
	if (!pfl_inflate(data->packed.at, data->packed.n, data->raw.at, data->raw.n, &crc, err))
		return false;
	return crc == data->crc ||
		pfl_fail(err, PFL_FORMAT,
			"the data is damaged: its checksum is %08" PRIx32 ", not %08" PRIx32,
			crc, data->crc);
}

static bool
flame_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct data data = { .budget = pfl_builder_budget(b) };
	struct pfl_span rest;
	bool ok = find_data(source, &data, &rest, err) &&
		read_base64(source, &data, rest, err) &&
		inflate_data(&data, pfl_builder_limits(b), err);

	pfl_vec_clear(&data.packed, data.budget);
	ok = ok &&
		pfl_flame_data_read(
			(struct pfl_span){ (const char *)data.raw.at, data.raw.n }, b, err);
	pfl_vec_clear(&data.raw, data.budget);
	return ok;
}

const struct pfl_decoder pfl_decode_flame = {
	.name = "flame",
	.help = "flame graphs that flamegen and profdiff have drawn, as SVG and on pages",
	.lost = "labels, addresses, frames too narrow to be kept in the picture; of a page "
		"with "
		"several pictures, all but the first",
	.known_by = "the marks of our own SVG around its data, or of our pages",
	.probe = flame_probe,
	.decode = flame_decode,
};
