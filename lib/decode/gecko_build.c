/* SPDX-License-Identifier: Apache-2.0 */
/* Samples and stacks of what Firefox' profiles hold. */
#include "decode/gecko.h"

#include "base/scan.h"

#include <inttypes.h>
#include <string.h>

/* The tables of one thread, wherever they stand, and what was made of them. */
struct building {
	struct pfl_gecko *g;
	const struct pfl_gecko_table *stack, *frame, *func, *resource;
	const struct pfl_gecko_strings *strings;
	PFL_VEC(uint32_t) row, depth; /* by stack */
	PFL_VEC(uint8_t) calls;       /* by stack: 1: another one goes on from it */
	uint32_t root;
	uint32_t process; /* by number; 0: of all together */
	struct pfl_error *err;
};

/* The text of a cell that refers to these strings; "" when it is null. */
static bool
string_among(struct building *s, const struct pfl_gecko_strings *strings, int64_t cell,
	struct pfl_span *text)
{
	*text = (struct pfl_span){ "", 0 };
	if (cell == PFL_GECKO_NULL)
		return true;
	if (cell < 0 || (uint64_t)cell >= strings->id.n)
		return pfl_fail(s->err, PFL_FORMAT,
			"there is no string %" PRId64 " among the %zu of a thread", cell,
			strings->id.n);
	*text = pfl_strtab_get(&s->g->strings, strings->id.at[cell]);
	return true;
}

/* The same among the thread's own. */
static bool
string_at(struct building *s, int64_t cell, struct pfl_span *text)
{
	return string_among(s, s->strings, cell, text);
}

/* Take ":12" off the end. */
static bool
cut_number(struct pfl_span *text, int64_t *number)
{
	size_t at = text->n;

	while (at > 0 && pfl_is_digit(text->at[at - 1]))
		at--;
	if (at == 0 || text->at[at - 1] != ':' ||
		!pfl_span_i64((struct pfl_span){ text->at + at, text->n - at }, number))
		return false;
	text->n = at - 1;
	return true;
}

/* Take "[7]" off behind a bracket: the number of the source whose name stands in it. */
static void
cut_source(struct pfl_span *text)
{
	size_t at = text->n;

	if (!pfl_span_ends(*text, "]"))
		return;
	for (at--; at > 0 && pfl_is_digit(text->at[at - 1]);)
		at--;
	if (at > 1 && at < text->n - 1 && text->at[at - 1] == '[' && text->at[at - 2] == ')')
		text->n = at - 1;
}

/* What Firefox itself writes: "f (https://example.org/a.js:12:5)", since it has a table of
 * sources with the number of one behind that, or a name alone. */
static void
split_location(struct building *s, struct pfl_span text, struct pfl_place *place)
{
	struct pfl_span file = text;
	int64_t last, first;
	size_t open = text.n;

	while (open > 0 && text.at[open - 1] != '(')
		open--;
	place->name = pfl_build_string(s->g->b, text);
	cut_source(&text);
	if (open < 3 || text.at[open - 2] != ' ' || !pfl_span_ends(text, ")"))
		return;
	file = (struct pfl_span){ text.at + open, text.n - open - 1 };
	if (!cut_number(&file, &last))
		return;
	place->line = last;
	if (cut_number(&file, &first)) {
		place->line = first;
		place->column = last;
	}
	place->name = pfl_build_string(s->g->b, (struct pfl_span){ text.at, open - 2 });
	place->file = pfl_build_string(s->g->b, file);
}

static int64_t
positive(int64_t cell)
{
	return cell > 0 ? cell : 0;
}

/*
 * A function's file is its source, or else what it was loaded from. Since version 58 sources
 * have a table of their own, which all threads have together even where functions are theirs.
 */
static bool
file_of_func(struct building *s, size_t func, struct pfl_span *file)
{
	const struct pfl_gecko_tables *shared = &s->g->shared;
	int64_t source = pfl_gecko_cell(s->func, PFL_GECKO_FUNC_SOURCE, func);
	int64_t resource = pfl_gecko_cell(s->func, PFL_GECKO_FUNC_RESOURCE, func);

	if (!string_at(s, pfl_gecko_cell(s->func, PFL_GECKO_FUNC_FILE, func), file))
		return false;
	if (file->n == 0 && source >= 0 && (uint64_t)source < shared->source.n &&
		!string_among(s, &shared->strings,
			pfl_gecko_cell(&shared->source, PFL_GECKO_SOURCE_FILE, (size_t)source),
			file))
		return false;
	if (file->n == 0 && resource >= 0 && (uint64_t)resource < s->resource->n)
		return string_at(s,
			pfl_gecko_cell(s->resource, PFL_GECKO_RESOURCE_NAME, (size_t)resource),
			file);
	return true;
}

static bool
place_of_func(struct building *s, int64_t func, struct pfl_place *place)
{
	struct pfl_span name, file;

	if (func < 0 || (uint64_t)func >= s->func->n)
		return pfl_fail(s->err, PFL_FORMAT,
			"there is no function %" PRId64 " among the %zu of a thread", func,
			s->func->n);
	if (!string_at(s, pfl_gecko_cell(s->func, PFL_GECKO_FUNC_NAME, (size_t)func), &name) ||
		!file_of_func(s, (size_t)func, &file))
		return false;
	place->name = pfl_build_string(s->g->b, name);
	place->file = pfl_build_string(s->g->b, file);
	place->start_line =
		positive(pfl_gecko_cell(s->func, PFL_GECKO_FUNC_LINE, (size_t)func));
	return true;
}

/* The library that a function is in; false: none that is listed. */
static bool
lib_of_func(const struct building *s, size_t func, size_t *lib)
{
	int64_t resource = pfl_gecko_cell(s->func, PFL_GECKO_FUNC_RESOURCE, func), cell;

	if (resource < 0 || (uint64_t)resource >= s->resource->n)
		return false;
	cell = pfl_gecko_cell(s->resource, PFL_GECKO_RESOURCE_LIB, (size_t)resource);
	*lib = (size_t)cell;
	return cell >= 0 && (uint64_t)cell < s->g->libs.n_first;
}

/*
 * The library and the address in it of what Firefox calls by its place in memory; false: it is
 * something else. What calls is where it goes on, mostly the instruction behind the call; one
 * byte before is in the call, as profiler.firefox.com has it.
 */
static bool
find_address(const struct building *s, struct pfl_span text, bool calls, size_t *lib,
	uint64_t *address)
{
	uint64_t memory;

	if (!pfl_gecko_libs_wants(text))
		return false;
	text = (struct pfl_span){ text.at + 2, text.n - 2 };
	return pfl_scan_hex(&text, &memory) && text.n == 0 && memory >= calls &&
		pfl_gecko_libs_find(&s->g->libs, s->process, memory - calls, lib, address);
}

/* Is the frame of this stack such an address? */
static bool
is_address(const struct building *s, size_t stack)
{
	int64_t frame = pfl_gecko_cell(s->stack, PFL_GECKO_STACK_FRAME, stack);
	int64_t cell = pfl_gecko_cell(s->frame, PFL_GECKO_FRAME_LOCATION, (size_t)frame);

	return pfl_gecko_cell(s->frame, PFL_GECKO_FRAME_FUNC, (size_t)frame) ==
		PFL_GECKO_NULL &&
		cell != PFL_GECKO_NULL &&
		pfl_gecko_libs_wants(pfl_strtab_get(&s->g->strings, s->strings->id.at[cell]));
}

/* The location of a frame, which calls another one or not. PFL_NONE: failed. */
static uint32_t
build_frame(struct building *s, size_t frame, bool calls, bool outermost, bool *root)
{
	struct pfl_place place = { 0 };
	int64_t func = pfl_gecko_cell(s->frame, PFL_GECKO_FRAME_FUNC, frame);
	int64_t line = pfl_gecko_cell(s->frame, PFL_GECKO_FRAME_LINE, frame);
	int64_t address = pfl_gecko_cell(s->frame, PFL_GECKO_FRAME_ADDRESS, frame);
	struct pfl_span text;
	uint64_t in_lib;
	size_t lib;

	*root = false;
	if (func != PFL_GECKO_NULL) {
		if (!place_of_func(s, func, &place))
			return PFL_NONE;
		if (pfl_gecko_libs_wants(pfl_build_text(s->g->b, place.name)) &&
			lib_of_func(s, (size_t)func, &lib) && address >= 0)
			return pfl_gecko_libs_location(
				&s->g->libs, &s->g->strings, lib, (uint64_t)address, s->err);
		place.column =
			positive(pfl_gecko_cell(s->frame, PFL_GECKO_FRAME_COLUMN, frame));
	} else {
		if (!string_at(s, pfl_gecko_cell(s->frame, PFL_GECKO_FRAME_LOCATION, frame),
			    &text))
			return PFL_NONE;
		if (find_address(s, text, calls, &lib, &in_lib))
			return pfl_gecko_libs_location(
				&s->g->libs, &s->g->strings, lib, in_lib, s->err);
		split_location(s, text, &place);
	}
	if (line > 0)
		place.line = line;
	else if (place.line == 0)
		place.line = place.start_line;
	*root = outermost && place.name == s->root;
	return *root ? 0 : pfl_places_location(&s->g->places, &place, s->err);
}

/* A stack is written after the one that it goes on from. */
static bool
build_stack(struct building *s, size_t i)
{
	int64_t prefix = pfl_gecko_cell(s->stack, PFL_GECKO_STACK_PREFIX, i);
	int64_t frame = pfl_gecko_cell(s->stack, PFL_GECKO_STACK_FRAME, i);
	bool outermost = prefix == PFL_GECKO_NULL || prefix == -1, root;
	uint32_t location;

	if (!outermost && (prefix < 0 || (uint64_t)prefix >= i))
		return pfl_fail(s->err, PFL_FORMAT,
			"stack %zu goes on from %" PRId64 ", which is not before it", i,
			prefix);
	if (frame < 0 || (uint64_t)frame >= s->frame->n)
		return pfl_fail(s->err, PFL_FORMAT,
			"there is no frame %" PRId64 " among the %zu of a thread", frame,
			s->frame->n);
	location = build_frame(s, (size_t)frame, s->calls.at[i], outermost, &root);
	if (location == PFL_NONE)
		return false;
	s->row.at[i] = outermost ? 0 : s->row.at[prefix];
	s->depth.at[i] = outermost ? 0 : s->depth.at[prefix];
	if (!root) {
		s->row.at[i] =
			pfl_build_stack_child(s->g->b, s->row.at[i], s->depth.at[i], location);
		s->depth.at[i]++;
	}
	return pfl_builder_check(s->g->b, s->err);
}

static void
find_calls(struct building *s)
{
	size_t n = s->stack->n;

	if (n)
		memset(s->calls.at, 0, n);
	for (size_t i = 0; i < n; i++) {
		int64_t prefix = pfl_gecko_cell(s->stack, PFL_GECKO_STACK_PREFIX, i);

		if (prefix >= 0 && (uint64_t)prefix < n)
			s->calls.at[prefix] = 1;
	}
}

static bool
build_stacks(struct building *s)
{
	size_t n = s->stack->n;

	if (!pfl_vec_reserve(&s->row, n, s->g->budget, "stacks", s->err) ||
		!pfl_vec_reserve(&s->depth, n, s->g->budget, "stacks", s->err) ||
		!pfl_vec_reserve(&s->calls, n, s->g->budget, "stacks", s->err))
		return false;
	find_calls(s);
	for (size_t i = 0; i < n; i++) {
		if (!build_stack(s, i))
			return false;
	}
	return true;
}

static uint32_t
thread_labels(struct pfl_gecko *g, const struct pfl_gecko_thread *t)
{
	struct pfl_label labels[2];
	size_t n = 0;

	if (t->process || t->pid)
		labels[n++] = (struct pfl_label){
			.key = pfl_build_string(g->b, pfl_span_of("process")),
			.text = t->process ? t->process : t->pid,
		};
	if (t->name || t->tid)
		labels[n++] = (struct pfl_label){
			.key = pfl_build_string(g->b, pfl_span_of("thread")),
			.text = t->name ? t->name : t->tid,
		};
	return pfl_build_labels(g->b, labels, n);
}

static bool
weight_is(const struct pfl_gecko_thread *t, const char *type)
{
	return strcmp(pfl_text_get(&t->samples.text), type) == 0;
}

/* The values of a sample; that of processor time only counts where that is a type. */
static bool
values_of(const struct pfl_gecko *g, const struct pfl_gecko_thread *t, size_t i,
	int64_t values[PFL_GECKO_TYPES], struct pfl_error *err)
{
	int64_t weight = pfl_gecko_cell(&t->samples, PFL_GECKO_SAMPLE_WEIGHT, i);
	int64_t cpu = pfl_gecko_cell(&t->samples, PFL_GECKO_SAMPLE_CPU, i);
	pfl_sum time;

	values[PFL_GECKO_SAMPLES] =
		weight == PFL_GECKO_NULL ? 1 : weight / PFL_GECKO_MILLISECOND;
	time = (pfl_sum)values[PFL_GECKO_SAMPLES] * g->interval;
	if (weight_is(t, "tracing-ms") && weight != PFL_GECKO_NULL) {
		values[PFL_GECKO_SAMPLES] = 1;
		time = weight;
	}
	values[PFL_GECKO_TIME] = (int64_t)time;
	values[PFL_GECKO_CPU] = cpu == PFL_GECKO_NULL || !g->cpu_unit ? 0 : cpu / g->cpu_unit;
	return time == values[PFL_GECKO_TIME] ||
		pfl_fail(err, PFL_FORMAT, "the weight of a sample is out of range");
}

/* The stack of a sample. Where others go on from it, it has the address at which its own last
 * frame goes on; in the sample, that frame calls nothing. PFL_NONE: failed. */
static uint32_t
row_of_sample(struct building *s, size_t stack)
{
	int64_t frame = pfl_gecko_cell(s->stack, PFL_GECKO_STACK_FRAME, stack);
	int64_t prefix = pfl_gecko_cell(s->stack, PFL_GECKO_STACK_PREFIX, stack);
	uint32_t location;
	bool root;

	if (!s->calls.at[stack] || !is_address(s, stack))
		return s->row.at[stack];
	location = build_frame(s, (size_t)frame, false, prefix < 0, &root);
	if (location == PFL_NONE)
		return PFL_NONE;
	return pfl_build_stack_child(s->g->b, prefix < 0 ? 0 : s->row.at[prefix],
		prefix < 0 ? 0 : s->depth.at[prefix], location);
}

/* False: the thread was not there, or nothing could be seen. */
static bool
is_seen(int64_t stack)
{
	return stack != PFL_GECKO_NULL && stack != -1;
}

static bool
build_sample(struct building *s, int64_t stack, uint32_t labels,
	const int64_t values[PFL_GECKO_TYPES])
{
	int64_t chosen[PFL_GECKO_TYPES];
	uint32_t row;

	if (stack < 0 || (uint64_t)stack >= s->stack->n)
		return pfl_fail(s->err, PFL_FORMAT,
			"there is no stack %" PRId64 " among the %zu of a thread", stack,
			s->stack->n);
	row = row_of_sample(s, (size_t)stack);
	if (row == PFL_NONE)
		return false;
	for (size_t i = 0; i < s->g->n_types; i++)
		chosen[i] = values[s->g->type[i]];
	pfl_build_sample(s->g->b, row, labels, chosen, s->g->n_types);
	return true;
}

static bool
build_allocations(struct building *s, const struct pfl_gecko_thread *t, int by, uint32_t labels)
{
	const struct pfl_gecko_table *table = &t->allocations[by];

	for (size_t i = 0; i < table->n; i++) {
		int64_t stack = pfl_gecko_cell(table, PFL_GECKO_ALLOCATION_STACK, i);
		int64_t bytes = pfl_gecko_cell(table, PFL_GECKO_ALLOCATION_BYTES, i);
		int64_t values[PFL_GECKO_TYPES] = { 0 };

		values[PFL_GECKO_ALLOCATED + by] = bytes;
		if (is_seen(stack) && bytes > 0 && !build_sample(s, stack, labels, values))
			return false;
	}
	return true;
}

static bool
build_samples(struct building *s, const struct pfl_gecko_thread *t)
{
	uint32_t labels = thread_labels(s->g, t);
	int64_t values[PFL_GECKO_TYPES] = { 0 };

	for (size_t i = 0; i < t->samples.n; i++) {
		int64_t stack = pfl_gecko_cell(&t->samples, PFL_GECKO_SAMPLE_STACK, i);

		if (is_seen(stack) &&
			(!values_of(s->g, t, i, values, s->err) ||
				!build_sample(s, stack, labels, values)))
			return false;
	}
	for (int by = 0; by < PFL_GECKO_ALLOCATORS; by++) {
		if (!build_allocations(s, t, by, labels))
			return false;
	}
	return pfl_builder_check(s->g->b, s->err);
}

/* Strings alone may be shared, or everything: then stacks are built once for all threads. */
static void
begin_building(struct building *s, struct pfl_gecko *g, const struct pfl_gecko_tables *t,
	const struct pfl_gecko_strings *strings, struct pfl_error *err)
{
	*s = (struct building){
		.g = g,
		.stack = &t->stack,
		.frame = &t->frame,
		.func = &t->func,
		.resource = &t->resource,
		.strings = strings,
		.root = pfl_build_string(g->b, pfl_span_of("(root)")),
		.err = err,
	};
}

static void
end_building(struct building *s)
{
	pfl_vec_clear(&s->row, s->g->budget);
	pfl_vec_clear(&s->depth, s->g->budget);
	pfl_vec_clear(&s->calls, s->g->budget);
}

static bool
build_thread(struct building *shared, const struct pfl_gecko_thread *t)
{
	struct building s;
	bool ok;

	if (!t->own.stack.given)
		return build_samples(shared, t);
	begin_building(&s, shared->g, &t->own,
		t->own.strings.given ? &t->own.strings : shared->strings, shared->err);
	s.process = t->number;
	ok = build_stacks(&s) && build_samples(&s, t);
	end_building(&s);
	return ok;
}

static void
note_weights(struct pfl_gecko *g)
{
	size_t n = 0;

	for (size_t i = 0; i < g->thread.n; i++) {
		const struct pfl_gecko_thread *t = &g->thread.at[i];

		n += t->samples.text.n && !weight_is(t, "samples") &&
			!weight_is(t, "tracing-ms");
	}
	if (n)
		pfl_build_note(g->b,
			"the samples of %zu thread%s are weighed in another unit than samples "
			"or milliseconds; the weights are read as samples",
			n, n == 1 ? "" : "s");
}

static void
find_program(struct pfl_gecko *g)
{
	for (size_t i = 0; i < g->thread.n; i++)
		pfl_gecko_libs_name_program(
			&g->libs, &g->strings, pfl_build_text(g->b, g->thread.at[i].process));
	/* Where these say where they were loaded, it is the first process' lowest. */
	if (!g->libs.program && g->libs.range.n)
		g->libs.program = g->libs.range.at[0].lib + 1;
}

bool
pfl_gecko_build(struct pfl_gecko *g, struct pfl_error *err)
{
	struct building shared;
	bool ok;

	if (g->thread.n == 0)
		return pfl_fail(err, PFL_FORMAT, "expected \"threads\", found none");
	if (!pfl_gecko_libs_ready(&g->libs, err))
		return false;
	pfl_gecko_add_types(g);
	note_weights(g);
	find_program(g);
	pfl_build_meta(g->b)->in_time = g->thread.n == 1 && !pfl_gecko_has_allocations(g);
	begin_building(&shared, g, &g->shared, &g->shared.strings, err);
	ok = build_stacks(&shared);
	for (size_t i = 0; ok && i < g->thread.n; i++)
		ok = build_thread(&shared, &g->thread.at[i]);
	end_building(&shared);
	return ok;
}
