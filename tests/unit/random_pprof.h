/* SPDX-License-Identifier: Apache-2.0 */
/* Random profiles in profile.proto that use all of the format's freedom. */
#ifndef PFL_TESTS_RANDOM_PPROF_H
#define PFL_TESTS_RANDOM_PPROF_H

#include "support.h"

#include "base/vec.h"
#include "wiretext.h"

enum { RANDOM_STRINGS = 40, RANDOM_ROWS = 60 };

struct random_pprof {
	uint64_t state;
	uint32_t n_types, n_mappings, n_functions, n_locations, n_samples;
	uint64_t mapping[RANDOM_ROWS], function[RANDOM_ROWS], location[RANDOM_ROWS]; /* ids */
	PFL_VEC(struct pfl_text) field; /* of the top level, in order; strings apart       */
	struct pfl_text string[RANDOM_STRINGS];
};

/* A new id: small, or of any size; ids of one kind are distinct by their low bits. */
static inline uint64_t
random_id(struct random_pprof *r, uint32_t i)
{
	switch (random_below(&r->state, 4)) {
	case 0:
		return (uint64_t)i + 1;
	case 1:
		return 70000 + 3 * (uint64_t)i;
	default:
		return random_u64(&r->state) << 16 | (1000 + i);
	}
}

/* A number that is small, any, or at the edge of what there is. */
static inline uint64_t
random_number(struct random_pprof *r)
{
	static const uint64_t edges[] = { 0, 1, INT64_MAX, (uint64_t)INT64_MIN, UINT64_MAX,
		UINT32_MAX, (uint64_t)UINT32_MAX + 1, 127, 128 };

	switch (random_below(&r->state, 3)) {
	case 0:
		return random_below(&r->state, 1000);
	case 1:
		return edges[random_below(&r->state, COUNTOF(edges))];
	default:
		return random_u64(&r->state) >> random_below(&r->state, 64);
	}
}

static inline uint32_t
random_string(struct random_pprof *r)
{
	return random_below(&r->state, RANDOM_STRINGS);
}

/* Sometimes a field that nobody knows. */
static inline void
random_unknown(struct random_pprof *r, struct pfl_text *out)
{
	static const char *const unknown[] = { "99:5", "17'abc'", "18!01020304",
		"1000!0102030405060708", "20{1:1 2{3:4}}" };

	if (random_below(&r->state, 10) == 0)
		wire_text(out, unknown[random_below(&r->state, COUNTOF(unknown))]);
}

/* A number that may be left out when it is 0, as proto3 does. */
static inline void
random_field(struct random_pprof *r, struct pfl_text *out, uint64_t field, uint64_t value)
{
	if (value || random_below(&r->state, 5) == 0)
		wire_number(out, field, value);
	random_unknown(r, out);
}

/* End a message of the top level. */
static inline void
random_put(struct random_pprof *r, uint64_t field, struct pfl_text *message)
{
	struct pfl_error err = { 0 };
	struct pfl_text whole = { 0 };

	wire_message(&whole, field, message);
	pfl_text_clear(message);
	if (!pfl_vec_reserve(&r->field, 1, NULL, "fields", &err))
		abort();
	r->field.at[r->field.n++] = whole;
}

static inline void
random_put_number(struct random_pprof *r, uint64_t field, uint64_t value)
{
	struct pfl_error err = { 0 };
	struct pfl_text whole = { 0 };

	wire_number(&whole, field, value);
	if (!pfl_vec_reserve(&r->field, 1, NULL, "fields", &err))
		abort();
	r->field.at[r->field.n++] = whole;
}

static inline void
random_tables(struct random_pprof *r)
{
	for (uint32_t i = 0; i < r->n_types; i++) {
		struct pfl_text m = { 0 };

		random_field(r, &m, 1, random_string(r));
		random_field(r, &m, 2, random_string(r));
		random_put(r, 1, &m);
	}
	for (uint32_t i = 0; i < r->n_mappings; i++) {
		struct pfl_text m = { 0 };

		wire_number(&m, 1, r->mapping[i] = random_id(r, i));
		for (uint64_t field = 2; field <= 4; field++)
			random_field(r, &m, field, random_number(r));
		random_field(r, &m, 5, random_string(r));
		random_field(r, &m, 6, random_string(r));
		for (uint64_t field = 7; field <= 10; field++)
			random_field(r, &m, field, random_below(&r->state, 2));
		random_put(r, 3, &m);
	}
	for (uint32_t i = 0; i < r->n_functions; i++) {
		struct pfl_text m = { 0 };

		wire_number(&m, 1, r->function[i] = random_id(r, i));
		for (uint64_t field = 2; field <= 4; field++)
			random_field(r, &m, field, random_string(r));
		random_field(r, &m, 5, random_number(r));
		random_put(r, 5, &m);
	}
	for (uint32_t i = 0; i < r->n_locations; i++) {
		struct pfl_text m = { 0 }, line = { 0 };

		wire_number(&m, 1, r->location[i] = random_id(r, i));
		if (random_below(&r->state, 3)) /* one past the end is no mapping */
			random_field(r, &m, 2,
				r->n_mappings
					? r->mapping[random_below(&r->state, r->n_mappings)]
					: 77);
		random_field(r, &m, 3, random_number(r));
		for (uint32_t n = random_below(&r->state, 4); n && r->n_functions; n--) {
			wire_number(
				&line, 1, r->function[random_below(&r->state, r->n_functions)]);
			random_field(r, &line, 2, random_number(r));
			random_field(r, &line, 3, random_number(r));
			wire_message(&m, 4, &line);
		}
		random_field(r, &m, 5, random_below(&r->state, 4) == 0);
		random_put(r, 4, &m);
		pfl_text_clear(&line);
	}
}

/* Numbers of a repeated field: packed, not packed, or some of each. */
static inline void
random_repeated(struct random_pprof *r, struct pfl_text *out, uint64_t field,
	const uint64_t *values, uint32_t n)
{
	struct pfl_text packed = { 0 };

	for (uint32_t i = 0; i < n;) {
		uint32_t piece = 1 + random_below(&r->state, n - i);

		if (random_below(&r->state, 5) == 0) {
			for (; piece; piece--)
				wire_number(out, field, values[i++]);
			continue;
		}
		for (; piece; piece--)
			wire_varint(&packed, values[i++]);
		wire_message(out, field, &packed);
	}
	pfl_text_clear(&packed);
}

static inline void
random_samples(struct random_pprof *r)
{
	for (uint32_t i = 0; i < r->n_samples; i++) {
		struct pfl_text m = { 0 }, label = { 0 };
		uint64_t stack[30], values[8];
		uint32_t depth = r->n_locations ? random_below(&r->state, COUNTOF(stack)) : 0;

		for (uint32_t j = 0; j < depth; j++)
			stack[j] = r->location[random_below(&r->state, r->n_locations)];
		for (uint32_t j = 0; j < r->n_types; j++)
			values[j] = random_number(r);
		if (random_below(&r->state, 2))
			random_repeated(r, &m, 1, stack, depth);
		random_repeated(r, &m, 2, values, r->n_types);
		for (uint32_t n = random_below(&r->state, 4); n; n--) {
			random_field(r, &label, 1, random_string(r));
			if (random_below(&r->state, 2))
				random_field(r, &label, 2, random_string(r));
			else
				random_field(r, &label, 3, random_number(r));
			random_field(r, &label, 4,
				random_below(&r->state, 3) ? 0 : random_string(r));
			wire_message(&m, 3, &label);
		}
		random_put(r, 2, &m);
		pfl_text_clear(&label);
	}
}

static inline void
random_meta(struct random_pprof *r)
{
	static const uint8_t strings[] = { 7, 8, 14, 15 }, numbers[] = { 9, 10, 12 };
	struct pfl_text m = { 0 };

	for (size_t i = 0; i < COUNTOF(strings); i++) {
		if (random_below(&r->state, 2))
			random_put_number(r, strings[i], random_string(r));
	}
	for (size_t i = 0; i < COUNTOF(numbers); i++) {
		if (random_below(&r->state, 2))
			random_put_number(r, numbers[i], random_number(r));
	}
	if (random_below(&r->state, 2)) {
		random_field(r, &m, 1, random_string(r));
		random_field(r, &m, 2, random_string(r));
		random_put(r, 11, &m);
	}
	for (uint32_t n = random_below(&r->state, 4); n; n--)
		random_put_number(r, 13, random_string(r));
}

/* Fields in any order, but strings among themselves in theirs. */
static inline void
random_write(struct random_pprof *r, struct pfl_text *out)
{
	size_t n = r->field.n, strings = 0;

	if (random_below(&r->state, 2)) {
		for (size_t i = n; i > 1; i--) {
			size_t j = random_below(&r->state, (uint32_t)i);
			struct pfl_text swap = r->field.at[i - 1];

			r->field.at[i - 1] = r->field.at[j];
			r->field.at[j] = swap;
		}
	}
	for (size_t i = 0; i <= n; i++) {
		while (strings < RANDOM_STRINGS &&
			(i == n || random_below(&r->state, (uint32_t)n) < RANDOM_STRINGS))
			wire_bytes(out, 6, pfl_text_span(&r->string[strings++]));
		if (i < n)
			pfl_text_add(out, pfl_text_span(&r->field.at[i]));
	}
}

/* Append a random profile, the same for the same seed. */
static inline void
random_pprof(struct pfl_text *out, uint64_t seed)
{
	struct random_pprof r = { .state = seed };

	r.n_types = random_below(&r.state, 5);
	r.n_mappings = random_below(&r.state, 5);
	r.n_functions = random_below(&r.state, RANDOM_ROWS);
	r.n_locations = random_below(&r.state, RANDOM_ROWS);
	r.n_samples = random_below(&r.state, 200);
	for (uint32_t i = 1; i < RANDOM_STRINGS; i++) {
		/* Some are equal, some empty, some hold bytes that are no text. */
		uint32_t n = random_below(&r.state, 4) ? 1 + random_below(&r.state, 20) : 0;

		for (uint32_t j = 0; j < n; j++)
			pfl_text_char(&r.string[i],
				(char)(n > 15 ? random_below(&r.state, 256)
					      : 'a' + random_below(&r.state, 3)));
	}
	random_tables(&r);
	random_samples(&r);
	random_meta(&r);
	random_write(&r, out);
	for (size_t i = 0; i < r.field.n; i++)
		pfl_text_clear(&r.field.at[i]);
	for (uint32_t i = 0; i < RANDOM_STRINGS; i++)
		pfl_text_clear(&r.string[i]);
	pfl_vec_clear(&r.field, NULL);
}

#endif
