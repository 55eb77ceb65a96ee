/* SPDX-License-Identifier: Apache-2.0 */
/* Samples of Python programs, as austin writes them from version 4 on. */
#include "decode/mojo.h"

#include "decode/austin.h"
#include "decode/decoder.h"
#include "decode/idtable.h"
#include "decode/places.h"

#include <inttypes.h>
#include <stdio.h>

enum {
	WINDOW = 64 * 1024,
	EMPTY_KEY = 0, /* strings that need no definition */
	UNKNOWN_KEY = 1,
};

/* Files of libraries, and most others, have names that are not Python's. */
enum kind { PYTHON, OTHER, LIBRARY, REMARK };

/* A string under its key. */
struct name {
	uint32_t id;
	enum kind kind; /* of frames, if it is a file */
};

/* A frame under its key. */
struct place {
	uint32_t location;
	enum kind kind;
};

/* A stack that the builder was given: its number, and how many frames it has; without any there
 * is no number. */
struct stack {
	uint32_t number, depth;
};

/* What the events since the last stack amount to. */
struct sample {
	bool open; /* there is one */
	bool task; /* what comes now is a task's, until its time */
	bool repeated, has_time, has_memory;
	uint32_t thread, labels; /* the former's number */
	struct stack base;       /* what is repeated, below the frames at hand */
	struct pfl_austin_metrics metrics;
};

struct mojo {
	struct pfl_source *source;
	struct pfl_builder *b;
	struct pfl_error *err;
	uint64_t version;
	struct pfl_places places;
	/* Keys of a process are numbered in `strings` and `frames` by the process's number and
	 * the key's. */
	struct pfl_idtable processes, keys, strings, frames, threads;
	uint32_t process;
	PFL_VEC(struct name) name;   /* by row of `strings` */
	PFL_VEC(struct place) place; /* by row of `frames`  */
	PFL_VEC(struct stack) last;  /* by number of a thread: what it may repeat */
	PFL_VEC(struct place) frame; /* of the sample at hand, and */
	PFL_VEC(uint32_t) location;  /* scratch: their locations   */
	struct sample sample;
	enum pfl_austin_mode mode;
	bool any;
	bool native;           /* there are frames of libraries or the kernel */
	size_t tasks, without; /* stacks that are left out: of tasks, without a metric */
	size_t beyond;         /* samples that have a metric more than the first */
};

static bool
wrong(const struct mojo *d, const struct pfl_mojo_event *e, const char *what)
{
	return pfl_fail(d->err, PFL_FORMAT, "event at byte %" PRIu64 ": %s", e->offset, what);
}

/* --- what events refer to --- */

/* Whose keys are meant: those of the process at hand. */
static uint64_t
whole_key(const struct mojo *d, uint32_t key)
{
	return (uint64_t)d->process << 32 | key;
}

/* A new row for this key in a table. False: PFL_NOMEM, PFL_LIMIT. */
static bool
define(struct mojo *d, struct pfl_idtable *t, const struct pfl_mojo_event *e, size_t row)
{
	uint32_t key = pfl_idtable_number(&d->keys, e->number[0].size, e->offset, d->err);
	uint32_t number;

	if (key == UINT32_MAX)
		return false;
	number = pfl_idtable_number(t, whole_key(d, key), e->offset, d->err);
	if (number == UINT32_MAX)
		return false;
	t->row.at[number] = (uint32_t)row;
	return true;
}

/* The row of a key in a table; UINT32_MAX: it is not defined. */
static uint32_t
find(const struct mojo *d, const struct pfl_idtable *t, uint64_t key)
{
	uint32_t known = pfl_idtable_find(&d->keys, key), number;

	if (known == UINT32_MAX)
		return UINT32_MAX;
	number = pfl_idtable_find(t, whole_key(d, known));
	return number == UINT32_MAX ? UINT32_MAX : t->row.at[number];
}

static enum kind
kind_of(struct pfl_span file)
{
	if (pfl_span_ends(file, ".py") ||
		(pfl_span_starts(file, "<") && pfl_span_ends(file, ">")))
		return PYTHON;
	return pfl_span_find(file, ".so") < file.n || pfl_span_ends(file, ".dylib") ||
			pfl_span_ends(file, ".dll")
		? LIBRARY
		: OTHER;
}

static bool
within_entries(const struct mojo *d, size_t n, const char *what)
{
	uint64_t most = pfl_builder_limits(d->b)->entries;

	return n < most ||
		pfl_fail(d->err, PFL_LIMIT,
			"more than %" PRIu64 " %s; --max-entries raises the limit", most, what);
}

static bool
on_string(struct mojo *d, const struct pfl_mojo_event *e)
{
	const struct name name = { pfl_build_string(d->b, e->text[0]), kind_of(e->text[0]) };

	if (!pfl_builder_check(d->b, d->err) || !within_entries(d, d->name.n, "strings") ||
		!pfl_vec_reserve(&d->name, 1, pfl_builder_budget(d->b), "strings", d->err) ||
		!define(d, &d->strings, e, d->name.n))
		return false;
	d->name.at[d->name.n++] = name;
	return true;
}

/* The string under a key; false where it is not defined. */
static bool
find_name(const struct mojo *d, uint64_t key, struct name *name)
{
	uint32_t row;

	*name = (struct name){ .id = 0 };
	if (key == EMPTY_KEY)
		return true;
	row = find(d, &d->strings, key);
	if (row == UINT32_MAX && key == UNKNOWN_KEY)
		name->id = pfl_build_string(d->b, pfl_span_of("<unknown>"));
	else if (row == UINT32_MAX)
		return false;
	else
		*name = d->name.at[row];
	return true;
}

static int64_t
small(uint64_t n)
{
	return n > INT32_MAX ? 0 : (int64_t)n;
}

static bool
on_frame(struct mojo *d, const struct pfl_mojo_event *e)
{
	struct name file, scope;
	struct pfl_place place;
	uint32_t location;

	if (!find_name(d, e->number[1].size, &file) || !find_name(d, e->number[2].size, &scope))
		return wrong(d, e, "a frame with a name that is not defined");
	place = (struct pfl_place){
		.name = scope.id,
		.file = file.id,
		.line = small(e->number[3].size),
		.column = small(e->number[5].size),
	};
	location = pfl_places_location(&d->places, &place, d->err);
	if (location == UINT32_MAX || !within_entries(d, d->place.n, "frames") ||
		!pfl_vec_reserve(&d->place, 1, pfl_builder_budget(d->b), "frames", d->err) ||
		!define(d, &d->frames, e, d->place.n))
		return false;
	d->place.at[d->place.n++] = (struct place){ location, file.kind };
	d->native |= file.kind == LIBRARY;
	return true;
}

/* --- samples --- */

static bool
within_stack(const struct mojo *d, const struct pfl_mojo_event *e, uint64_t n)
{
	uint64_t most = pfl_builder_limits(d->b)->stack;

	return n <= most ||
		pfl_fail(d->err, PFL_LIMIT,
			"event at byte %" PRIu64 ": a stack of more than %" PRIu64
			" frames; --max-stack raises the limit",
			e->offset, most);
}

static bool
push(struct mojo *d, const struct pfl_mojo_event *e, const struct place *place)
{
	if (d->sample.task)
		return true;
	if (!within_stack(d, e, d->sample.base.depth + (uint64_t)d->frame.n + 1) ||
		!pfl_vec_reserve(&d->frame, 1, pfl_builder_budget(d->b), "a stack", d->err))
		return false;
	d->frame.at[d->frame.n++] = *place;
	return true;
}

/* A frame that has a name alone. */
static bool
push_named(struct mojo *d, const struct pfl_mojo_event *e, const char *file,
	struct pfl_span name, enum kind kind)
{
	const struct pfl_place named = {
		.name = pfl_build_string(d->b, name),
		.file = pfl_build_string(d->b, pfl_span_of(file)),
	};
	struct place place = { pfl_places_location(&d->places, &named, d->err), kind };

	return pfl_builder_check(d->b, d->err) && place.location != UINT32_MAX &&
		push(d, e, &place);
}

static bool
on_frame_ref(struct mojo *d, const struct pfl_mojo_event *e)
{
	uint32_t row = find(d, &d->frames, e->number[0].size);

	if (row == UINT32_MAX)
		return wrong(d, e, "a frame that is not defined");
	return push(d, e, &d->place.at[row]);
}

/* The thread's stack is the last one again, as far as it is Python's, below the frames that the
 * sample has. */
static bool
on_repeat(struct mojo *d, const struct pfl_mojo_event *e)
{
	if (d->sample.repeated)
		return wrong(d, e, "a stack is repeated for the second time");
	d->sample.repeated = true;
	d->sample.base = d->last.at[d->sample.thread];
	return within_stack(d, e, d->sample.base.depth + (uint64_t)d->frame.n);
}

/* The stack that goes on from another with the first n frames of those at hand. */
static struct stack
go_on(struct mojo *d, struct stack from, size_t n)
{
	const uint32_t *location = d->location.at;
	uint32_t number = from.number;

	if (from.depth == 0)
		number = pfl_build_shared_stack(d->b, location, n);
	else if (n > 0)
		number = pfl_build_shared_below(d->b, number, from.depth, location, n);
	return (struct stack){ number, from.depth + (uint32_t)n };
}

/* May the next stack of the thread repeat it? All that is Python's, and whatever it called.
 * What is native is recorded only where that was asked for. */
static bool
stays(const struct mojo *d, const struct place *place)
{
	return place->kind == PYTHON || (place->kind == OTHER && !d->native);
}

/* Hand the stack at hand to the builder, and what the next one may repeat of it. */
static bool
build_stack(struct mojo *d, struct stack *stack)
{
	struct sample *s = &d->sample;
	size_t n = d->frame.n, kept = n;

	if (!pfl_vec_reserve(&d->location, n + 1, pfl_builder_budget(d->b), "a stack", d->err))
		return false;
	for (size_t i = 0; i < n; i++)
		d->location.at[i] = d->frame.at[i].location;
	while (kept > 0 && !stays(d, &d->frame.at[kept - 1]))
		kept--;
	*stack = go_on(d, s->base, n);
	d->last.at[s->thread] = kept == n ? *stack
		: kept || s->base.depth   ? go_on(d, s->base, kept)
					  : (struct stack){ 0 };
	return pfl_builder_check(d->b, d->err);
}

/* What is sampled shows in the first sample, unless it is said to be all; of time the recording
 * says which. */
static void
settle_mode(struct mojo *d, const struct sample *s)
{
	if (s->has_time && s->has_memory)
		d->mode = PFL_AUSTIN_FULL;
	else if (s->has_memory)
		d->mode = PFL_AUSTIN_MEMORY;
	else if (d->mode != PFL_AUSTIN_CPU)
		d->mode = PFL_AUSTIN_WALL;
	pfl_austin_types(d->b, d->mode);
	d->any = true;
}

/* Does it have what its mode is about? */
static bool
is_complete(const struct mojo *d, const struct sample *s)
{
	if (!d->any && d->mode != PFL_AUSTIN_FULL)
		return s->has_time || s->has_memory;
	return (s->has_time || d->mode == PFL_AUSTIN_MEMORY) &&
		(s->has_memory || d->mode == PFL_AUSTIN_CPU || d->mode == PFL_AUSTIN_WALL);
}

/* Add what the events so far amount to. */
static bool
finish_sample(struct mojo *d)
{
	struct sample *s = &d->sample;
	int64_t value[PFL_AUSTIN_METRICS];
	struct stack stack;
	size_t n;

	if (!s->open)
		return true;
	s->open = false;
	/* It may be repeated, complete or not. */
	if (!build_stack(d, &stack))
		return false;
	if (!is_complete(d, s)) {
		d->without++;
		return true;
	}
	if (!d->any)
		settle_mode(d, s);
	d->beyond += s->has_time && s->has_memory && d->mode != PFL_AUSTIN_FULL;
	n = pfl_austin_values(d->mode, &s->metrics, value);
	pfl_build_sample_sharing(d->b, stack.number, s->labels, value, n);
	return pfl_builder_check(d->b, d->err);
}

/* The number of the thread of that name in the process at hand. UINT32_MAX with *err. */
static uint32_t
number_thread(struct mojo *d, const struct pfl_mojo_event *e, struct pfl_span thread)
{
	uint32_t name = pfl_build_string(d->b, thread), number;

	if (!pfl_builder_check(d->b, d->err))
		return UINT32_MAX;
	number = pfl_idtable_number(&d->threads, whole_key(d, name), e->offset, d->err);
	if (number == UINT32_MAX || number < d->last.n)
		return number;
	if (!within_entries(d, number, "threads") ||
		!pfl_vec_reserve(&d->last, 1, pfl_builder_budget(d->b), "threads", d->err))
		return UINT32_MAX;
	d->last.at[d->last.n++] = (struct stack){ 0 };
	return number;
}

static bool
on_stack(struct mojo *d, const struct pfl_mojo_event *e)
{
	char digits[PFL_AUSTIN_DIGITS], process[PFL_AUSTIN_DIGITS];
	struct pfl_span thread = pfl_austin_thread(e->text[0], d->version, digits);
	uint64_t pid = e->number[0].size;
	int n = snprintf(process, sizeof(process), "%" PRIu64, pid);

	if (!finish_sample(d))
		return false;
	d->process = pfl_idtable_number(&d->processes, pid, e->offset, d->err);
	if (d->process == UINT32_MAX)
		return false;
	d->sample = (struct sample){ .open = true, .thread = number_thread(d, e, thread) };
	d->frame.n = 0;
	if (d->sample.thread == UINT32_MAX)
		return false;
	d->sample.labels =
		pfl_austin_labels(d->b, (struct pfl_span){ process, (size_t)n }, thread);
	return pfl_builder_check(d->b, d->err);
}

static bool
on_metric(struct mojo *d, const struct pfl_mojo_event *e)
{
	const struct pfl_mojo_number *n = &e->number[0];
	struct sample *s = &d->sample;
	int64_t value;

	if (s->task && e->type == PFL_MOJO_METRIC_TIME) {
		s->task = false;
		return true;
	}
	if (n->size > INT64_MAX)
		return wrong(d, e, "a metric of more than 63 bits");
	value = n->negative ? -(int64_t)n->size : (int64_t)n->size;
	if (e->type == PFL_MOJO_METRIC_TIME) {
		s->metrics.time = value;
		s->has_time = true;
	} else {
		s->metrics.memory = value;
		s->has_memory = true;
	}
	return true;
}

/* What belongs to a sample. */
static bool
on_sample(struct mojo *d, const struct pfl_mojo_event *e)
{
	if (!d->sample.open)
		return wrong(d, e, "it belongs to a stack, and none has begun");
	switch (e->type) {
	case PFL_MOJO_FRAME_INVALID:
		return push_named(d, e, "", pfl_span_of(":INVALID:"), PYTHON);
	case PFL_MOJO_FRAME_REF:
		return on_frame_ref(d, e);
	case PFL_MOJO_FRAME_KERNEL:
		return push_named(d, e, "kernel", e->text[0], LIBRARY);
	case PFL_MOJO_STACK_REPEAT:
		return on_repeat(d, e);
	case PFL_MOJO_GC:
		return push_named(d, e, "", pfl_span_of(":GC:"), REMARK);
	case PFL_MOJO_IDLE:
		d->sample.metrics.idle = true;
		return true;
	case PFL_MOJO_TASK_STACK: /* it stands within a sample, in front of its frames or behind
				   */
		d->sample.task = true;
		d->tasks++;
		return true;
	default:
		return on_metric(d, e);
	}
}

static bool
on_event(struct mojo *d, const struct pfl_mojo_event *e)
{
	switch (e->type) {
	case PFL_MOJO_METADATA:
		pfl_austin_meta(d->b, e->text[0], e->text[1], d->any ? NULL : &d->mode);
		return true;
	case PFL_MOJO_STACK:
		return on_stack(d, e);
	case PFL_MOJO_STRING:
		return on_string(d, e);
	case PFL_MOJO_FRAME:
		return on_frame(d, e);
	case PFL_MOJO_STRING_REF:
	case PFL_MOJO_TASK_WAITER:
		return true;
	default:
		return on_sample(d, e);
	}
}

/* --- reading --- */

/* Handle all events that are whole; *used: how many bytes they have. */
static bool
handle_events(struct mojo *d, struct pfl_span window, size_t *used)
{
	const unsigned char *start = (const unsigned char *)window.at;
	struct pfl_mojo_cursor c = { start, start + window.n, false, NULL };

	for (*used = 0; c.at < c.end; *used = (size_t)(c.at - start)) {
		struct pfl_mojo_event e = { .offset = pfl_source_offset(d->source) + *used };

		pfl_mojo_take_event(&c, d->version, &e);
		if (c.wrong)
			return wrong(d, &e, c.wrong);
		if (c.cut)
			return true;
		if (!on_event(d, &e))
			return false;
	}
	return true;
}

/* To the end, or up to the event in which the file was cut off. */
static bool
read_events(struct mojo *d)
{
	uint64_t most = pfl_builder_limits(d->b)->line;
	size_t room = WINDOW, used;

	for (;;) {
		struct pfl_span window = pfl_source_peek(d->source, room);

		if (!pfl_source_ok(d->source, d->err) || !handle_events(d, window, &used))
			return false;
		pfl_source_skip(d->source, used);
		if (used == 0 && window.n < room)
			return true;
		if (used == 0 && room > most)
			return pfl_fail(d->err, PFL_LIMIT,
				"event at byte %" PRIu64
				": longer than %zu bytes; --max-line raises the limit",
				pfl_source_offset(d->source), room);
		room = used ? WINDOW : 2 * room;
	}
}

static bool
read_header(struct mojo *d)
{
	struct pfl_span head = pfl_source_peek(d->source, 16);
	const unsigned char *at = (const unsigned char *)head.at;
	struct pfl_mojo_cursor c = { at, at + head.n, false, NULL };
	struct pfl_mojo_number version;

	if (!pfl_source_ok(d->source, d->err))
		return false;
	if (!pfl_span_starts(head, "MOJ"))
		return pfl_fail(
			d->err, PFL_FORMAT, "byte 0: expected MOJ, as austin writes it");
	c.at += 3;
	version = pfl_mojo_take_number(&c);
	if (c.cut || c.wrong || version.negative || version.size == 0 ||
		version.size > PFL_MOJO_NEWEST)
		return pfl_fail(d->err, PFL_UNSUPPORTED,
			"byte 3: MOJO of a version that is not known: 1 to %d are read",
			PFL_MOJO_NEWEST);
	d->version = version.size;
	pfl_source_skip(d->source, (size_t)(c.at - at));
	return true;
}

static void
tell(const struct mojo *d)
{
	struct pfl_span rest = pfl_source_peek(d->source, 1);

	if (rest.n)
		pfl_build_note(d->b, "the file is cut off inside the event at byte %" PRIu64,
			pfl_source_offset(d->source));
	if (d->without)
		pfl_build_note(d->b, "%zu stack%s no value and %s skipped", d->without,
			d->without == 1 ? " has" : "s have", d->without == 1 ? "was" : "were");
	if (d->beyond)
		pfl_build_note(d->b, "%zu sample%s time and memory, of which the first has one",
			d->beyond, d->beyond == 1 ? " has" : "s have");
	if (d->tasks)
		pfl_build_note(d->b, "%zu stack%s of tasks that wait %s not read", d->tasks,
			d->tasks == 1 ? "" : "s", d->tasks == 1 ? "is" : "are");
}

static bool
read_all(struct mojo *d)
{
	if (!read_header(d) || !read_events(d) || !finish_sample(d))
		return false;
	if (!d->any)
		return pfl_fail(d->err, PFL_FORMAT, "there is no stack with a value in it");
	tell(d);
	return true;
}

static bool
mojo_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct mojo d = { .source = source, .b = b, .err = err };
	struct pfl_idtable *const tables[] = { &d.processes, &d.keys, &d.strings, &d.frames,
		&d.threads };
	struct pfl_budget *budget = pfl_builder_budget(b);
	bool ok;

	pfl_places_init(&d.places, b);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		pfl_idtable_init(tables[i], budget);
	ok = read_all(&d);
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		pfl_idtable_clear(tables[i]);
	pfl_places_clear(&d.places);
	pfl_vec_clear(&d.name, budget);
	pfl_vec_clear(&d.place, budget);
	pfl_vec_clear(&d.last, budget);
	pfl_vec_clear(&d.frame, budget);
	pfl_vec_clear(&d.location, budget);
	return ok;
}

/* A text would go on with a letter, or with white space. */
static int
mojo_probe(struct pfl_span head)
{
	return pfl_span_starts(head, "MOJ") && head.n > 3 && head.at[3] > 0 && head.at[3] < '\t'
		? 95
		: 0;
}

const struct pfl_decoder pfl_decode_mojo = {
	.name = "mojo",
	.help = "stacks of Python programs as austin writes them from version 4 on (MOJO)",
	.lost = "numbers of interpreters, where the code of a frame ends, tasks that wait",
	.known_by = "the first bytes, MOJ and the number of a version",
	.probe = mojo_probe,
	.decode = mojo_decode,
};
