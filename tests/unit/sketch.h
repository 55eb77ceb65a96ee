/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles from a few lines of text, and back, for tests of what happens to them. */
#ifndef PFL_TESTS_SKETCH_H
#define PFL_TESTS_SKETCH_H

#include "harness.h"

#include "base/text.h"
#include "model/builder.h"
#include "model/profile.h"
#include <profloom/view.h>

/*
 * A sketch is a line for each sample: values, stack leaf first, labels:
 *
 *     10 100 leaf@a.c:5;inl@i.h:7|mid@a.c:13;libc.so!read;libc.so!;main {k=v n:12kb}
 *
 * ";" separates locations, "|" the frames of one (innermost first), "file!" in front of a
 * location is its mapping, and nothing behind that a location without symbols; "?" is one of
 * which only the address is known (0x10 for the first), "-" the empty stack. In labels "=" is a
 * text and ":" a number with a unit.
 */

/* Cut the part before the first c off *s (all of it when there is no c). */
static inline struct pfl_span
sketch_cut(struct pfl_span *s, char c)
{
	struct pfl_span part;

	if (!pfl_span_cut(s, c, &part))
		part = (struct pfl_span){ "", 0 };
	return part;
}

static inline uint32_t
sketch_mapping(struct pfl_builder *b, struct pfl_span file, uint32_t *known, size_t *n)
{
	uint32_t id = pfl_build_string(b, file);
	struct pfl_mapping m = { .start = 0x1000, .limit = 0x2000, .file = id };

	for (size_t i = 0; i < *n; i++) {
		if (known[i] == id)
			return (uint32_t)i;
	}
	known[(*n)++] = id;
	m.start += 0x10000 * *n;
	m.limit += 0x10000 * *n;
	return pfl_build_mapping(b, &m);
}

/* name@file:line */
static inline struct pfl_line
sketch_line(struct pfl_builder *b, struct pfl_span text)
{
	struct pfl_func f = { .name = pfl_build_string(b, sketch_cut(&text, '@')) };
	struct pfl_line line = { 0 };

	f.system = f.name;
	if (text.at)
		f.file = pfl_build_string(b, sketch_cut(&text, ':'));
	if (text.at)
		pfl_span_i64(text, &line.line);
	line.func = pfl_build_func(b, &f);
	return line;
}

/* Equal locations of a sketch are one: the rows and texts so far. */
struct sketch_known {
	struct pfl_span text[512];
	uint32_t row[512], mapping[64];
	size_t n, n_mappings;
};

static inline uint32_t
sketch_location(struct pfl_builder *b, struct pfl_span text, struct sketch_known *known)
{
	struct pfl_span whole = text, frame;
	struct pfl_line lines[16];
	uint32_t mapping = PFL_NONE;
	size_t n = 0, bang = pfl_span_find(text, "!");

	for (size_t i = 0; i < known->n; i++) {
		if (pfl_span_eq(known->text[i], text))
			return known->row[i];
	}
	if (bang < text.n)
		mapping = sketch_mapping(
			b, sketch_cut(&text, '!'), known->mapping, &known->n_mappings);
	if (pfl_span_eq(text, pfl_span_of("?")))
		text.n = 0;
	while (text.n && pfl_span_cut(&text, '|', &frame) && n < COUNTOF(lines))
		lines[n++] = sketch_line(b, frame);
	known->text[known->n] = whole;
	known->row[known->n] = pfl_build_location(
		b, 0x10000 * known->n_mappings + 16 * (known->n + 1), mapping, false, lines, n);
	return known->row[known->n++];
}

static inline uint32_t
sketch_stack(struct pfl_builder *b, struct pfl_span text, struct sketch_known *known)
{
	uint32_t path[64];
	struct pfl_span part;
	size_t n = 0;

	if (pfl_span_eq(text, pfl_span_of("-")))
		return 0;
	while (pfl_span_cut(&text, ';', &part) && n < COUNTOF(path))
		path[n++] = sketch_location(b, part, known);
	for (size_t i = 0; i < n / 2; i++) {
		uint32_t swap = path[i];

		path[i] = path[n - 1 - i];
		path[n - 1 - i] = swap;
	}
	return pfl_build_stack(b, path, n);
}

/* k=v n:12kb, with `separator` between them */
static inline uint32_t
sketch_labels(struct pfl_builder *b, struct pfl_span text, char separator)
{
	struct pfl_label labels[16];
	struct pfl_span part;
	size_t n = 0;

	while (text.n && pfl_span_cut(&text, separator, &part) && n < COUNTOF(labels)) {
		struct pfl_label l = { .text = PFL_NONE };
		bool number = pfl_span_find(part, "=") == part.n;

		l.key = pfl_build_string(b, sketch_cut(&part, number ? ':' : '='));
		if (number) {
			size_t digits = part.n && *part.at == '-';

			while (digits < part.n && part.at[digits] >= '0' &&
				part.at[digits] <= '9')
				digits++;
			pfl_span_i64((struct pfl_span){ part.at, digits }, &l.number);
			l.unit = pfl_build_string(
				b, (struct pfl_span){ part.at + digits, part.n - digits });
		} else {
			l.text = pfl_build_string(b, part);
		}
		labels[n++] = l;
	}
	return pfl_build_labels(b, labels, n);
}

static inline void
sketch_sample(
	struct pfl_builder *b, struct pfl_span line, size_t n_types, struct sketch_known *known)
{
	int64_t values[8] = { 0 };
	size_t brace = pfl_span_find(line, " {");
	struct pfl_span labels = { "", 0 };
	uint32_t stack;

	if (brace < line.n) {
		labels = (struct pfl_span){ line.at + brace + 2, line.n - brace - 3 };
		line.n = brace;
	}
	for (size_t i = 0; i < n_types; i++)
		pfl_span_i64(sketch_cut(&line, ' '), &values[i]);
	stack = sketch_stack(b, line, known);
	pfl_build_sample(b, stack, sketch_labels(b, labels, ' '), values, n_types);
}

/* Start a builder with these types: "samples/count cpu/ms". */
static inline struct pfl_builder *
sketch_builder(const char *types, size_t *n_types)
{
	struct pfl_error err = { 0 };
	struct pfl_builder *b = pfl_builder_new(NULL, &err);
	struct pfl_span rest = pfl_span_of(types), type;

	*n_types = 0;
	while (b && pfl_span_cut(&rest, ' ', &type)) {
		uint32_t name = pfl_build_string(b, sketch_cut(&type, '/'));

		pfl_build_type(b, name, pfl_build_string(b, type));
		++*n_types;
	}
	return b;
}

static inline struct pfl_profile *
sketch_finish(struct pfl_builder *b)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_builder_finish(b, &err);

	if (!CHECK(p != NULL))
		fprintf(stderr, "%s\n", err.msg);
	pfl_builder_free(b);
	return p;
}

static inline struct pfl_profile *
sketch_read(const char *types, const char *text)
{
	struct sketch_known known = { .n = 0 };
	struct pfl_span rest = pfl_span_of(text), line;
	size_t n_types;
	struct pfl_builder *b = sketch_builder(types, &n_types);

	while (pfl_span_cut(&rest, '\n', &line)) {
		if (line.n)
			sketch_sample(b, line, n_types, &known);
	}
	return sketch_finish(b);
}

static inline void
sketch_add_location(struct pfl_text *t, const struct pfl_profile *p, uint32_t location)
{
	uint32_t first = p->locations.first_frame[location];
	uint32_t mapping = p->locations.mapping[location];

	if (mapping != PFL_NONE) {
		pfl_text_add(t, pfl_profile_text(p, p->mappings.file[mapping]));
		pfl_text_char(t, '!');
	}
	for (uint32_t i = first; i < p->locations.first_frame[location + 1]; i++) {
		uint32_t func = p->frames.func[i];

		if (func == PFL_NONE)
			continue;
		pfl_text_str(t, i > first ? "|" : "");
		pfl_text_add(t, pfl_profile_text(p, p->funcs.name[func]));
		if (p->funcs.file[func]) {
			pfl_text_char(t, '@');
			pfl_text_add(t, pfl_profile_text(p, p->funcs.file[func]));
		}
		if (p->frames.line[i])
			pfl_text_printf(t, ":%lld", (long long)p->frames.line[i]);
	}
}

static inline void
sketch_add_labels(struct pfl_text *t, const struct pfl_profile *p, uint32_t set)
{
	uint32_t first = p->labelsets.first[set], end = p->labelsets.first[set + 1];

	if (first == end)
		return;
	for (uint32_t i = first; i < end; i++) {
		uint32_t row = p->labelsets.label[i], text = p->labels.text[row];

		pfl_text_str(t, i > first ? " " : " {");
		pfl_text_add(t, pfl_profile_text(p, p->labels.key[row]));
		pfl_text_char(t, text == PFL_NONE ? ':' : '=');
		if (text == PFL_NONE)
			pfl_text_printf(t, "%lld", (long long)p->labels.number[row]);
		pfl_text_add(
			t, pfl_profile_text(p, text == PFL_NONE ? p->labels.unit[row] : text));
	}
	pfl_text_char(t, '}');
}

/* The profile as a sketch into *t, which is emptied before; a pair's values are new<old. */
static inline const char *
sketch_write(const struct pfl_profile *p, struct pfl_text *t)
{
	pfl_text_reset(t);
	for (uint32_t i = 0; i < p->samples.n; i++) {
		uint32_t row = p->samples.stack[i];

		for (uint32_t v = 0; v < p->types.n; v++) {
			pfl_text_printf(t, "%lld", (long long)p->samples.value[v][i]);
			if (p->samples.before)
				pfl_text_printf(t, "<%lld", (long long)p->samples.before[v][i]);
			pfl_text_char(t, ' ');
		}
		if (!row)
			pfl_text_char(t, '-');
		for (; row; row = p->stacks.parent[row]) {
			sketch_add_location(t, p, p->stacks.location[row]);
			pfl_text_str(t, p->stacks.parent[row] ? ";" : "");
		}
		if (p->samples.labels)
			sketch_add_labels(t, p, p->samples.labels[i]);
		pfl_text_char(t, '\n');
	}
	return pfl_text_get(t);
}

/* The sample types, "samples/count cpu/ms", into *t, which is emptied before. */
static inline const char *
sketch_types(const struct pfl_profile *p, struct pfl_text *t)
{
	pfl_text_reset(t);
	for (size_t i = 0; i < pfl_profile_types(p); i++)
		pfl_text_printf(t, "%s%s/%s", i ? " " : "", pfl_profile_type_name(p, i),
			pfl_profile_type_unit(p, i));
	return pfl_text_get(t);
}

/* A view with settings "name=value" separated by blanks. */
static inline struct pfl_view *
sketch_view(const char *settings)
{
	struct pfl_error err = { 0 };
	struct pfl_view *view = pfl_view_new(&err);
	struct pfl_span rest = pfl_span_of(settings), one;

	while (view && rest.n && pfl_span_cut(&rest, ' ', &one)) {
		char name[64], value[256];
		size_t at = pfl_span_find(one, "=");

		snprintf(name, sizeof(name), "%.*s", (int)at, one.at);
		snprintf(value, sizeof(value), "%.*s", (int)(one.n - at - 1), one.at + at + 1);
		if (!CHECK(pfl_view_set(view, name, value, &err)))
			fprintf(stderr, "%s\n", err.msg);
	}
	return view;
}

#endif
