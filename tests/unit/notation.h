/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles for tests, as rows of a table: what a sample is, in the notation of sketch.h. */
#ifndef PFL_TESTS_NOTATION_H
#define PFL_TESTS_NOTATION_H

#include "sketch.h"

enum { NOTATION_VALUES = 3 };

struct sample_text {
	const char *stack; /* as in a sketch, but "" is the empty stack */
	int64_t value[NOTATION_VALUES];
	const char *labels; /* as in a sketch, with "," between them; NULL: none */
};

static inline uint32_t
notation_string(struct pfl_builder *b, const char *text)
{
	return pfl_build_string(b, pfl_span_of(text));
}

static inline uint32_t
notation_stack(struct pfl_builder *b, const char *text)
{
	struct sketch_known known = { .n = 0 };

	return sketch_stack(b, pfl_span_of(*text ? text : "-"), &known);
}

/*
 * Types are "cpu/nanoseconds" with blanks between; time and duration are in nanoseconds. The
 * caller frees the profile.
 */
static inline struct pfl_profile *
notation_timed_profile(const char *types, const struct sample_text *samples, size_t n,
	int64_t time, int64_t duration)
{
	size_t n_types = 0;
	struct pfl_builder *b = sketch_builder(types, &n_types);

	pfl_build_meta(b)->time_nanos = time;
	pfl_build_meta(b)->duration_nanos = duration;
	for (size_t i = 0; i < n; i++) {
		const char *labels = samples[i].labels ? samples[i].labels : "";
		uint32_t stack = notation_stack(b, samples[i].stack);

		pfl_build_sample(b, stack, sketch_labels(b, pfl_span_of(labels), ','),
			samples[i].value, n_types);
	}
	return sketch_finish(b);
}

static inline struct pfl_profile *
notation_profile(const char *types, const struct sample_text *samples, size_t n)
{
	return notation_timed_profile(types, samples, n, 0, 0);
}

#endif
