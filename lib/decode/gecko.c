/* SPDX-License-Identifier: Apache-2.0 */
/* Firefox' profiles: as it records them, as profiler.firefox.com saves them, and as samply
 * writes them. */
#include "decode/decoder.h"
#include "decode/gecko_tables.h"
#include "decode/json_input.h"
#include "decode/places.h"

#include <inttypes.h>
#include <stdio.h>

enum { MILLISECOND = 1000000 /* in nanoseconds; weights are counted in such parts, too */ };

enum { SAMPLE_STACK, SAMPLE_WEIGHT, SAMPLE_CPU };
static const struct pfl_gecko_shape sample_shape = {
	.column = { { "stack", 1 }, { "weight", MILLISECOND }, { "threadCPUDelta", 1000 } },
	.text = "weightType",
};

enum { STACK_PREFIX, STACK_FRAME };
static const struct pfl_gecko_shape stack_shape = {
	.column = { { "prefix", 1 }, { "frame", 1 } },
};

enum { FRAME_FUNC, FRAME_LOCATION, FRAME_LINE, FRAME_COLUMN };
static const struct pfl_gecko_shape frame_shape = {
	.column = { { "func", 1 }, { "location", 1 }, { "line", 1 }, { "column", 1 } },
};

enum { FUNC_NAME, FUNC_FILE, FUNC_LINE, FUNC_RESOURCE };
static const struct pfl_gecko_shape func_shape = {
	.column = { { "name", 1 }, { "fileName", 1 }, { "lineNumber", 1 }, { "resource", 1 } },
};

enum { RESOURCE_NAME };
static const struct pfl_gecko_shape resource_shape = { .column = { { "name", 1 } } };

/* What a thread has of its own, or all threads have together. */
struct tables {
	struct pfl_gecko_table stack, frame, func, resource;
	struct pfl_gecko_strings strings;
};

struct thread {
	uint32_t name, tid, process, pid; /* strings of the profile */
	struct pfl_gecko_table samples;
	struct tables own;
};

struct gecko {
	struct pfl_json *j;
	struct pfl_builder *b;
	struct pfl_budget *budget;
	struct pfl_strtab strings; /* most of which are about markers, and not needed */
	struct pfl_places places;
	PFL_VEC(struct thread) thread;
	struct tables shared;
	int64_t interval; /* nanoseconds                                          */
	int64_t cpu_unit; /* what the thousandths of threadCPUDelta are divided by */
	bool dated;
};

static int
gecko_probe(struct pfl_span head)
{
	static const char *const marks[] = { "\"meta\"", "\"interval\"", "\"processType\"",
		"\"stackwalk\"", "\"preprocessedProfileVersion\"", "\"libs\"", "\"stackTable\"",
		"\"debugName\"", "\"breakpadId\"", "\"markerSchema\"", "\"threads\"" };
	int found = 0;

	head = pfl_json_head(head);
	if (!pfl_span_starts(head, "{"))
		return 0;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		found += pfl_span_find(head, marks[i]) < head.n;
	return found > 3 ? 90 : found > 1 ? 60 : 0;
}

/* --- reading --- */

/* A name or a number, as text. */
static uint32_t
read_word(struct gecko *g)
{
	char text[24];

	switch (pfl_json_peek(g->j)) {
	case PFL_JSON_STRING:
		return pfl_build_string(g->b, pfl_json_string(g->j));
	case PFL_JSON_NUMBER:
		snprintf(text, sizeof(text), "%" PRId64, pfl_json_i64_times(g->j, 1));
		return pfl_build_string(g->b, pfl_span_of(text));
	default:
		pfl_json_skip(g->j);
		return 0;
	}
}

enum { TABLE_NAMES = 6 };
#define NAMES_OF_TABLES                                                                        \
	"stackTable", "frameTable", "funcTable", "resourceTable", "stringArray", "stringTable"

/* Read the table that is k-th among NAMES_OF_TABLES. */
static void
read_table(struct gecko *g, struct tables *t, int k)
{
	switch (k) {
	case 0:
		pfl_gecko_table_read(&t->stack, &stack_shape, g->j, g->budget);
		break;
	case 1:
		pfl_gecko_table_read(&t->frame, &frame_shape, g->j, g->budget);
		break;
	case 2:
		pfl_gecko_table_read(&t->func, &func_shape, g->j, g->budget);
		break;
	case 3:
		pfl_gecko_table_read(&t->resource, &resource_shape, g->j, g->budget);
		break;
	default:
		pfl_gecko_strings_read(&t->strings, &g->strings, g->j, g->budget);
		break;
	}
}

static void
read_thread(struct gecko *g)
{
	static const char *const names[] = { NAMES_OF_TABLES, "samples", "name", "tid",
		"processName", "pid", NULL };
	struct thread *t;
	int k;

	if (!pfl_json_check(
		    g->j, pfl_vec_reserve(&g->thread, 1, g->budget, "threads", g->j->err)))
		return;
	t = &g->thread.at[g->thread.n++];
	*t = (struct thread){ .name = 0 };
	pfl_json_object(g->j);
	while ((k = pfl_json_field(g->j, names)) >= 0) {
		if (k < TABLE_NAMES)
			read_table(g, &t->own, k);
		else if (k == TABLE_NAMES)
			pfl_gecko_table_read(&t->samples, &sample_shape, g->j, g->budget);
		else
			*(k == TABLE_NAMES + 1                 ? &t->name
					: k == TABLE_NAMES + 2 ? &t->tid
					: k == TABLE_NAMES + 3 ? &t->process
							       : &t->pid) = read_word(g);
	}
}

static void
read_units(struct gecko *g)
{
	static const char *const names[] = { "threadCPUDelta", NULL };

	pfl_json_object(g->j);
	while (pfl_json_field(g->j, names) >= 0) {
		struct pfl_span unit = pfl_json_string(g->j);

		g->cpu_unit = pfl_span_eq(unit, pfl_span_of("ns"))    ? 1000
			: pfl_span_eq(unit, pfl_span_of("\xc2\xb5s")) ? 1
								      : 0; /* cycles */
	}
}

static void
read_meta(struct gecko *g)
{
	static const char *const names[] = { "interval", "startTime", "sampleUnits", NULL };
	struct pfl_meta *meta = pfl_build_meta(g->b);
	int k;

	pfl_json_object(g->j);
	while ((k = pfl_json_field(g->j, names)) >= 0) {
		if (pfl_json_null(g->j))
			continue;
		if (k == 0) {
			g->interval = pfl_json_i64_times(g->j, MILLISECOND);
		} else if (k == 1 && !g->dated) { /* of the first process */
			meta->time_nanos = pfl_json_i64_times(g->j, MILLISECOND);
			g->dated = true;
		} else if (k == 2 && pfl_json_peek(g->j) == PFL_JSON_OBJECT) {
			read_units(g);
		} else {
			pfl_json_skip(g->j);
		}
	}
}

static void
read_shared(struct gecko *g)
{
	static const char *const names[] = { NAMES_OF_TABLES, NULL };
	int k;

	pfl_json_object(g->j);
	while ((k = pfl_json_field(g->j, names)) >= 0)
		read_table(g, &g->shared, k);
}

static void
read_threads(struct gecko *g)
{
	pfl_json_array(g->j);
	while (pfl_json_element(g->j)) {
		if (pfl_json_peek(g->j) == PFL_JSON_OBJECT)
			read_thread(g);
		else
			pfl_json_skip(g->j);
	}
}

/*
 * A profile may hold those of other processes, as deep as it likes, or stand inside the file of
 * the developer tools: all are read as one. True: an object was entered.
 */
static bool
read_member(struct gecko *g, int k)
{
	enum { META, THREADS, SHARED, PROCESSES, PROFILE };

	switch (k) {
	case META:
		read_meta(g);
		return false;
	case THREADS:
		read_threads(g);
		return false;
	case SHARED:
		read_shared(g);
		return false;
	case PROCESSES:
		return pfl_json_array(g->j) && pfl_json_element(g->j) && pfl_json_object(g->j);
	default:
		if (pfl_json_peek(g->j) == PFL_JSON_OBJECT)
			return pfl_json_object(g->j);
		pfl_json_skip(g->j);
		return false;
	}
}

static void
read_document(struct gecko *g)
{
	static const char *const names[] = { "meta", "threads", "shared", "processes",
		"profile", NULL };
	size_t level = pfl_json_object(g->j);
	int k;

	while (level > 0 && !g->j->failed) {
		k = pfl_json_field(g->j, names);
		if (k >= 0)
			level += read_member(g, k);
		else if (!(pfl_json_in_array(g->j) && pfl_json_element(g->j) &&
				 pfl_json_object(g->j)))
			level--;
	}
}

/* --- building --- */

/* The tables of one thread, wherever they stand, and what was made of them. */
struct building {
	struct gecko *g;
	const struct pfl_gecko_table *stack, *frame, *func, *resource;
	const struct pfl_gecko_strings *strings;
	PFL_VEC(uint32_t) row, depth; /* by stack */
	uint32_t root;
	struct pfl_error *err;
};

/* The text of a cell that refers to the thread's strings; "" when it is null. */
static bool
string_at(struct building *s, int64_t cell, struct pfl_span *text)
{
	*text = (struct pfl_span){ "", 0 };
	if (cell == PFL_GECKO_NULL)
		return true;
	if (cell < 0 || (uint64_t)cell >= s->strings->id.n)
		return pfl_fail(s->err, PFL_FORMAT,
			"there is no string %" PRId64 " among the %zu of a thread", cell,
			s->strings->id.n);
	*text = pfl_strtab_get(&s->g->strings, s->strings->id.at[cell]);
	return true;
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

/* What Firefox itself writes: "f (https://example.org/a.js:12:5)", or a name alone. */
static void
split_location(struct building *s, struct pfl_span text, struct pfl_place *place)
{
	struct pfl_span file = text;
	int64_t last, first;
	size_t open = text.n;

	while (open > 0 && text.at[open - 1] != '(')
		open--;
	place->name = pfl_build_string(s->g->b, text);
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

/* A function's file is its source, or else what it was loaded from. */
static bool
place_of_func(struct building *s, int64_t func, struct pfl_place *place)
{
	struct pfl_span name, file;
	int64_t resource;

	if (func < 0 || (uint64_t)func >= s->func->n)
		return pfl_fail(s->err, PFL_FORMAT,
			"there is no function %" PRId64 " among the %zu of a thread", func,
			s->func->n);
	resource = pfl_gecko_cell(s->func, FUNC_RESOURCE, (size_t)func);
	if (!string_at(s, pfl_gecko_cell(s->func, FUNC_NAME, (size_t)func), &name) ||
		!string_at(s, pfl_gecko_cell(s->func, FUNC_FILE, (size_t)func), &file))
		return false;
	if (file.n == 0 && resource >= 0 && (uint64_t)resource < s->resource->n &&
		!string_at(
			s, pfl_gecko_cell(s->resource, RESOURCE_NAME, (size_t)resource), &file))
		return false;
	place->name = pfl_build_string(s->g->b, name);
	place->file = pfl_build_string(s->g->b, file);
	place->start_line = positive(pfl_gecko_cell(s->func, FUNC_LINE, (size_t)func));
	return true;
}

/* The location of a frame. PFL_NONE: failed. */
static uint32_t
build_frame(struct building *s, size_t frame, bool outermost, bool *root)
{
	struct pfl_place place = { 0 };
	int64_t func = pfl_gecko_cell(s->frame, FRAME_FUNC, frame);
	int64_t line = pfl_gecko_cell(s->frame, FRAME_LINE, frame);
	struct pfl_span text;

	if (func != PFL_GECKO_NULL) {
		if (!place_of_func(s, func, &place))
			return PFL_NONE;
		place.column = positive(pfl_gecko_cell(s->frame, FRAME_COLUMN, frame));
	} else {
		if (!string_at(s, pfl_gecko_cell(s->frame, FRAME_LOCATION, frame), &text))
			return PFL_NONE;
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
	int64_t prefix = pfl_gecko_cell(s->stack, STACK_PREFIX, i);
	int64_t frame = pfl_gecko_cell(s->stack, STACK_FRAME, i);
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
	location = build_frame(s, (size_t)frame, outermost, &root);
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

static bool
build_stacks(struct building *s)
{
	size_t n = s->stack->n;

	if (!pfl_vec_reserve(&s->row, n, s->g->budget, "stacks", s->err) ||
		!pfl_vec_reserve(&s->depth, n, s->g->budget, "stacks", s->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!build_stack(s, i))
			return false;
	}
	return true;
}

static uint32_t
thread_labels(struct gecko *g, const struct thread *t)
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
weight_is(const struct thread *t, const char *type)
{
	return strcmp(pfl_text_get(&t->samples.text), type) == 0;
}

/* The values of a sample, in the order of add_types(). */
static bool
values_of(const struct gecko *g, const struct thread *t, size_t i, int64_t values[3],
	struct pfl_error *err)
{
	int64_t weight = pfl_gecko_cell(&t->samples, SAMPLE_WEIGHT, i);
	int64_t cpu = pfl_gecko_cell(&t->samples, SAMPLE_CPU, i);
	pfl_sum time;

	values[0] = weight == PFL_GECKO_NULL ? 1 : weight / MILLISECOND;
	time = (pfl_sum)values[0] * g->interval;
	if (weight_is(t, "tracing-ms") && weight != PFL_GECKO_NULL) {
		values[0] = 1;
		time = weight;
	}
	values[1] = (int64_t)time;
	values[2] = cpu == PFL_GECKO_NULL || !g->cpu_unit ? 0 : cpu / g->cpu_unit;
	return time == values[1] ||
		pfl_fail(err, PFL_FORMAT, "the weight of a sample is out of range");
}

static bool
build_samples(struct building *s, const struct thread *t, size_t n_types)
{
	uint32_t labels = thread_labels(s->g, t);
	int64_t values[3];

	for (size_t i = 0; i < t->samples.n; i++) {
		int64_t stack = pfl_gecko_cell(&t->samples, SAMPLE_STACK, i);

		if (stack == PFL_GECKO_NULL || stack == -1)
			continue; /* the thread was not there, or nothing could be seen */
		if (stack < 0 || (uint64_t)stack >= s->stack->n)
			return pfl_fail(s->err, PFL_FORMAT,
				"there is no stack %" PRId64 " among the %zu of a thread",
				stack, s->stack->n);
		if (!values_of(s->g, t, i, values, s->err))
			return false;
		pfl_build_sample(s->g->b, s->row.at[stack], labels, values, n_types);
	}
	return pfl_builder_check(s->g->b, s->err);
}

/* Strings alone may be shared, or everything: then stacks are built once for all threads. */
static void
begin_building(struct building *s, struct gecko *g, const struct tables *t,
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
}

static bool
build_thread(struct building *shared, const struct thread *t, size_t n_types)
{
	struct building s;
	bool ok;

	if (!t->own.stack.given)
		return build_samples(shared, t, n_types);
	begin_building(&s, shared->g, &t->own,
		t->own.strings.given ? &t->own.strings : shared->strings, shared->err);
	ok = build_stacks(&s) && build_samples(&s, t, n_types);
	end_building(&s);
	return ok;
}

/* How many there are: processor time only where some thread has it in a unit of time. */
static size_t
add_types(struct gecko *g)
{
	static const char *const types[][2] = { { "samples", "count" },
		{ "time", "nanoseconds" }, { "cpu", "nanoseconds" } };
	size_t n = 2;

	for (size_t i = 0; i < g->thread.n; i++) {
		if (g->cpu_unit && g->thread.at[i].samples.cell[SAMPLE_CPU].n)
			n = 3;
	}
	for (size_t i = 0; i < n; i++)
		pfl_build_type(g->b, pfl_build_string(g->b, pfl_span_of(types[i][0])),
			pfl_build_string(g->b, pfl_span_of(types[i][1])));
	pfl_build_meta(g->b)->default_type = pfl_build_string(g->b, pfl_span_of("time"));
	return n;
}

static void
note_weights(struct gecko *g)
{
	size_t n = 0;

	for (size_t i = 0; i < g->thread.n; i++) {
		const struct thread *t = &g->thread.at[i];

		n += t->samples.text.n && !weight_is(t, "samples") &&
			!weight_is(t, "tracing-ms");
	}
	if (n)
		pfl_build_note(g->b,
			"the samples of %zu thread%s are weighed in another unit than samples "
			"or milliseconds; the weights are read as samples",
			n, n == 1 ? "" : "s");
}

static bool
build(struct gecko *g, struct pfl_error *err)
{
	struct building shared;
	size_t n_types;
	bool ok;

	if (g->thread.n == 0)
		return pfl_fail(err, PFL_FORMAT, "expected \"threads\", found none");
	n_types = add_types(g);
	note_weights(g);
	pfl_build_meta(g->b)->in_time = g->thread.n == 1;
	begin_building(&shared, g, &g->shared, &g->shared.strings, err);
	ok = build_stacks(&shared);
	for (size_t i = 0; ok && i < g->thread.n; i++)
		ok = build_thread(&shared, &g->thread.at[i], n_types);
	end_building(&shared);
	return ok;
}

static void
clear_tables(struct gecko *g, struct tables *t)
{
	pfl_gecko_table_clear(&t->stack, g->budget);
	pfl_gecko_table_clear(&t->frame, g->budget);
	pfl_gecko_table_clear(&t->func, g->budget);
	pfl_gecko_table_clear(&t->resource, g->budget);
	pfl_vec_clear(&t->strings.id, g->budget);
}

static void
clear(struct gecko *g)
{
	for (size_t i = 0; i < g->thread.n; i++) {
		pfl_gecko_table_clear(&g->thread.at[i].samples, g->budget);
		clear_tables(g, &g->thread.at[i].own);
	}
	clear_tables(g, &g->shared);
	pfl_vec_clear(&g->thread, g->budget);
	pfl_places_clear(&g->places);
	pfl_strtab_clear(&g->strings);
}

static bool
gecko_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_json_input in;
	struct gecko g = {
		.j = &in.json, .b = b, .budget = pfl_builder_budget(b), .interval = MILLISECOND
	};
	bool ok;

	pfl_places_init(&g.places, b);
	pfl_json_input_open(&in, source, b);
	ok = pfl_strtab_init(&g.strings, NULL, g.budget, &in.err);
	if (pfl_json_check(&in.json, ok))
		read_document(&g);
	ok = pfl_json_input_close(&in, err) && build(&g, err);
	clear(&g);
	return ok;
}

const struct pfl_decoder pfl_decode_gecko = {
	.name = "gecko",
	.help = "profiles of Firefox, raw and as profiler.firefox.com saves them; samply's",
	.lost = "markers, counters, allocations, addresses, categories",
	.known_by = "'meta' beside 'threads', 'libs', 'interval' and others of their kind",
	.probe = gecko_probe,
	.decode = gecko_decode,
};
