/* SPDX-License-Identifier: Apache-2.0 */
/* Samples one by one, for the reports that list them: their labels and their stacks as text. */
#ifndef PFL_RENDER_SAMPLE_TEXT_H
#define PFL_RENDER_SAMPLE_TEXT_H

#include "base/jsonw.h"
#include "base/text.h"
#include "base/vec.h"
#include "scene.h"

/* What is used again for each sample. Zeroed but for the scene; see pfl_sample_text_clear(). */
struct pfl_sample_text {
	const struct pfl_scene *scene;
	PFL_VEC(uint32_t) label; /* rows of the set at hand, by key                    */
	PFL_VEC(uint32_t) order; /* of the lines                                       */
	PFL_VEC(struct pfl_line_place) line;
	PFL_VEC(uint32_t) path; /* rows of a stack, leaf first                        */
	struct pfl_text text, scratch;
};

struct pfl_line_place {
	size_t at, n; /* in the text */
};

void pfl_sample_text_clear(struct pfl_sample_text *s);

/* Append what all labels of one key are in a line: label[0..n) are their rows. */
typedef void pfl_label_format(const struct pfl_sample_text *s, const uint32_t *label, size_t n,
	struct pfl_text *text);

/*
 * Make a line for each key of a label set, of texts or of numbers, in the order of the lines'
 * bytes. False: PFL_NOMEM. Line i is pfl_sample_line(s, i), i < s->order.n, until the next
 * call.
 */
bool pfl_sample_lines(struct pfl_sample_text *s, uint32_t set, bool numbers,
	pfl_label_format *format, struct pfl_error *err);
struct pfl_span pfl_sample_line(const struct pfl_sample_text *s, size_t i);

/* As pprof's raw report has it: "key:[value value]", "bytes:[1024 bytes]"; visible. */
pfl_label_format pfl_label_raw;

/* Append all labels of a set in that way, separated by blanks. */
bool pfl_sample_labels_text(
	struct pfl_sample_text *s, uint32_t set, struct pfl_text *text, struct pfl_error *err);

/* The key "labels" and an array of what they are, in the profile's order. */
void pfl_sample_labels_json(struct pfl_jsonw *w, const struct pfl_scene *scene, uint32_t set);

/* Append a stack, root first, as a folded one: names alone, or all that is printed of a place.
 */
bool pfl_sample_stack_text(struct pfl_sample_text *s, uint32_t stack, bool printed,
	struct pfl_text *text, struct pfl_error *err);

#endif
