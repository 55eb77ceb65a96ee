/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles for tests, written down as text. */
#ifndef PFL_TESTS_NOTATION_H
#define PFL_TESTS_NOTATION_H

#include "harness.h"
#include "model/builder.h"

enum { NOTATION_VALUES = 3, NOTATION_DEPTH = 64 };

/*
 * A sample: its stack leaf first, places apart by ";", each "name@file:line" or just a name;
 * "x|y" is one location, x inlined into y; "[lib]" is a location without symbols in that
 * mapping, "[]" one without a mapping. Labels are "key=text" or "key=#number" with "," between.
 */
struct sample_text {
	const char *stack;
	int64_t value[NOTATION_VALUES];
	const char *labels; /* NULL: none */
};

static inline uint32_t
notation_string(struct pfl_builder *b, const char *text)
{
	return pfl_build_string(b, pfl_span_of(text));
}

/* "name@file:line", "name" -> a frame. */
static inline struct pfl_line
notation_line(struct pfl_builder *b, struct pfl_span text)
{
	struct pfl_func func = { 0 };
	struct pfl_line line = { 0 };
	size_t at = pfl_span_find(text, "@"), colon = text.n;

	while (colon > at && text.at[colon - 1] != ':')
		colon--;
	if (at < text.n && colon > at) {
		struct pfl_span number = { text.at + colon, text.n - colon };
		struct pfl_span file = { text.at + at + 1, colon - at - 2 };

		CHECK(pfl_span_i64(number, &line.line));
		func.file = pfl_build_string(b, file);
	}
	func.name = pfl_build_string(b, (struct pfl_span){ text.at, at });
	func.system = func.name;
	line.func = pfl_build_func(b, &func);
	return line;
}

static inline uint32_t
notation_location(struct pfl_builder *b, struct pfl_span text)
{
	struct pfl_line lines[NOTATION_DEPTH];
	struct pfl_span part;
	size_t n = 0;

	if (text.n >= 2 && text.at[0] == '[') {
		struct pfl_mapping mapping = { .start = 0x1000, .limit = 0x2000 };

		if (text.n == 2)
			return pfl_build_location(b, 0x10, PFL_NONE, false, NULL, 0);
		mapping.file =
			pfl_build_string(b, (struct pfl_span){ text.at + 1, text.n - 2 });
		return pfl_build_location(
			b, 0x1010, pfl_build_mapping(b, &mapping), false, NULL, 0);
	}
	while (n < NOTATION_DEPTH && pfl_span_cut(&text, '|', &part))
		lines[n++] = notation_line(b, part);
	return pfl_build_location(b, 0, PFL_NONE, false, lines, n);
}

static inline uint32_t
notation_stack(struct pfl_builder *b, const char *text)
{
	uint32_t leaf_first[NOTATION_DEPTH], root_first[NOTATION_DEPTH];
	struct pfl_span rest = pfl_span_of(text), part;
	size_t n = 0;

	while (*text && n < NOTATION_DEPTH && pfl_span_cut(&rest, ';', &part))
		leaf_first[n++] = notation_location(b, part);
	for (size_t i = 0; i < n; i++)
		root_first[i] = leaf_first[n - 1 - i];
	return pfl_build_stack(b, root_first, n);
}

static inline uint32_t
notation_labels(struct pfl_builder *b, const char *text)
{
	struct pfl_label labels[NOTATION_DEPTH];
	struct pfl_span rest = pfl_span_of(text ? text : ""), part;
	size_t n = 0;

	while (text && n < NOTATION_DEPTH && pfl_span_cut(&rest, ',', &part)) {
		size_t equals = pfl_span_find(part, "=");
		struct pfl_span value = { part.at + equals + 1, part.n - equals - 1 };
		struct pfl_label *label = &labels[n++];

		*label = (struct pfl_label){ .text = PFL_NONE };
		label->key = pfl_build_string(b, (struct pfl_span){ part.at, equals });
		if (value.n && value.at[0] == '#')
			CHECK(pfl_span_i64((struct pfl_span){ value.at + 1, value.n - 1 },
				&label->number));
		else
			label->text = pfl_build_string(b, value);
	}
	return pfl_build_labels(b, labels, n);
}

/*
 * Types are "cpu/nanoseconds" with blanks between; time and duration are in nanoseconds. The
 * caller frees the profile.
 */
static inline struct pfl_profile *
notation_timed_profile(const char *types, const struct sample_text *samples, size_t n,
	int64_t time, int64_t duration)
{
	struct pfl_error err = { 0 };
	struct pfl_builder *b = pfl_builder_new(NULL, &err);
	struct pfl_profile *p = NULL;
	struct pfl_span rest = pfl_span_of(types), type;
	size_t n_types = 0;

	if (!CHECK(b != NULL))
		return NULL;
	for (; *types && pfl_span_cut(&rest, ' ', &type); n_types++) {
		size_t slash = pfl_span_find(type, "/");

		pfl_build_type(b, pfl_build_string(b, (struct pfl_span){ type.at, slash }),
			pfl_build_string(b,
				(struct pfl_span){ type.at + slash + 1, type.n - slash - 1 }));
	}
	pfl_build_meta(b)->time_nanos = time;
	pfl_build_meta(b)->duration_nanos = duration;
	for (size_t i = 0; i < n; i++) {
		uint32_t stack = notation_stack(b, samples[i].stack);

		pfl_build_sample(b, stack, notation_labels(b, samples[i].labels),
			samples[i].value, n_types);
	}
	p = pfl_builder_finish(b, &err);
	CHECK_STR(err.msg, "");
	pfl_builder_free(b);
	return p;
}

static inline struct pfl_profile *
notation_profile(const char *types, const struct sample_text *samples, size_t n)
{
	return notation_timed_profile(types, samples, n, 0, 0);
}

#endif
