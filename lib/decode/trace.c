/* SPDX-License-Identifier: Apache-2.0 */
/* Chrome's trace events: the CPU profiles inside them, or else what is said to begin and end.
 */
#include "decode/decoder.h"
#include "decode/json_input.h"
#include "decode/spans.h"
#include "decode/v8_tree.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* A thread that events are about, or that a profile was made of. */
struct thread {
	int64_t pid, tid;
	uint32_t name;
};

struct process {
	int64_t pid;
	uint32_t name;
};

/* A profile, which comes in chunks. */
struct recording {
	int64_t pid;
	uint32_t id, thread; /* a string; a row of threads */
	struct pfl_v8_tree tree;
};

/* What was read of one event, whose members may come in any order. */
struct event {
	char phase;
	struct pfl_text name, id;
	struct pfl_text given;  /* args.name: of a thread or process              */
	struct pfl_text detail; /* args.detail: the file or function it is about  */
	int64_t pid, tid, at, for_ns;
	bool has_id;
	bool has_average; /* args["avg ms"]: of the sums at the end of clang's traces */
	struct pfl_v8_tree chunk;
};

struct trace {
	struct pfl_json *j;
	struct pfl_builder *b;
	struct pfl_budget *budget;
	struct event event;
	PFL_VEC(struct thread) thread;
	PFL_VEC(struct process) process;
	PFL_VEC(struct recording) recording;
	uint32_t last_thread;
	struct pfl_idmap threads, processes, recordings; /* pid and tid, nothing, id -> row */
	struct pfl_places places;
	struct pfl_spans spans;
	size_t events, sums;
};

static int
trace_probe(struct pfl_span head)
{
	head = pfl_json_head(head);
	if (!pfl_span_starts(head, "{") && !pfl_span_starts(head, "["))
		return 0;
	if (pfl_span_find(head, "\"traceEvents\"") < head.n)
		return 95;
	if (pfl_span_find(head, "\"ph\"") < head.n && pfl_span_find(head, "\"pid\"") < head.n)
		return pfl_span_starts(head, "[") ? 90 : 50;
	return pfl_span_find(head, "\"dataOrigin\"") < head.n ? 60 : 0;
}

/* --- one event --- */

static void
copy_string(struct trace *t, struct pfl_text *text)
{
	pfl_text_reset(text);
	if (pfl_json_peek(t->j) != PFL_JSON_STRING) {
		pfl_json_skip(t->j);
		return;
	}
	pfl_text_add(text, pfl_json_string(t->j));
	pfl_json_check(t->j, pfl_text_ok(text, t->j->err));
}

static void
read_cpu_profile(struct trace *t)
{
	static const char *const names[] = { "nodes", "samples", NULL };
	int k;

	pfl_json_object(t->j);
	while ((k = pfl_json_field(t->j, names)) >= 0)
		(k == 0 ? pfl_v8_read_nodes : pfl_v8_read_samples)(&t->event.chunk, t->j, t->b);
}

static void
read_data(struct trace *t)
{
	static const char *const names[] = { "cpuProfile", "timeDeltas", "startTime", "endTime",
		NULL };
	struct pfl_v8_tree *chunk = &t->event.chunk;
	int k;

	pfl_json_object(t->j);
	while ((k = pfl_json_field(t->j, names)) >= 0) {
		enum pfl_json_type type = pfl_json_peek(t->j);

		/* Other events have members of these names, too. */
		if (k == 0 && type == PFL_JSON_OBJECT)
			read_cpu_profile(t);
		else if (k == 1 && type == PFL_JSON_ARRAY)
			pfl_v8_read_times(chunk, t->j, t->b);
		else if (k > 1 && type == PFL_JSON_NUMBER)
			*(k == 2 ? &chunk->start : &chunk->end) =
				pfl_json_i64_times(t->j, 1000);
		else
			pfl_json_skip(t->j);
	}
}

static void
read_args(struct trace *t)
{
	static const char *const names[] = { "name", "avg ms", "data", "detail", NULL };
	int k;

	if (pfl_json_peek(t->j) != PFL_JSON_OBJECT) {
		pfl_json_skip(t->j);
		return;
	}
	pfl_json_object(t->j);
	while ((k = pfl_json_field(t->j, names)) >= 0) {
		t->event.has_average |= k == 1;
		if (k == 0)
			copy_string(t, &t->event.given);
		else if (k == 2 && pfl_json_peek(t->j) == PFL_JSON_OBJECT)
			read_data(t);
		else if (k == 3)
			copy_string(t, &t->event.detail);
		else
			pfl_json_skip(t->j);
	}
}

static void
read_id(struct trace *t)
{
	t->event.has_id = true;
	if (pfl_json_peek(t->j) == PFL_JSON_STRING) {
		copy_string(t, &t->event.id);
	} else {
		pfl_text_reset(&t->event.id);
		pfl_text_printf(&t->event.id, "%" PRId64, pfl_json_i64(t->j));
	}
}

static void
reset_event(struct event *e)
{
	e->phase = 0;
	e->pid = e->tid = e->at = e->for_ns = 0;
	e->has_id = e->has_average = false;
	pfl_text_reset(&e->name);
	pfl_text_reset(&e->id);
	pfl_text_reset(&e->given);
	pfl_text_reset(&e->detail);
	e->chunk.node.n = e->chunk.link.n = e->chunk.sample.n = e->chunk.time.n = 0;
	e->chunk.start = e->chunk.end = 0;
}

static void
read_event(struct trace *t)
{
	enum { PHASE, NAME, ID, PID, TID, TS, DUR, ARGS };
	static const char *const names[] = { "ph", "name", "id", "pid", "tid", "ts", "dur",
		"args", NULL };
	struct event *e = &t->event;
	struct pfl_json *j = t->j;
	struct pfl_span phase;
	int k;

	reset_event(e);
	pfl_json_object(j);
	while ((k = pfl_json_field(j, names)) >= 0) {
		switch (k) {
		case PHASE:
			phase = pfl_json_string(j);
			e->phase = phase.n == 1 ? phase.at[0] : '?';
			break;
		case NAME:
			copy_string(t, &e->name);
			break;
		case ID:
			read_id(t);
			break;
		case PID:
			e->pid = pfl_json_i64_quoted(j, 1);
			break;
		case TID:
			e->tid = pfl_json_i64_quoted(j, 1);
			break;
		case TS:
			e->at = pfl_json_i64_quoted(j, 1000);
			break;
		case DUR:
			e->for_ns = pfl_json_i64_quoted(j, 1000);
			break;
		case ARGS:
			read_args(t);
			break;
		}
	}
}

/* --- what it says --- */

/* The row of the event's thread. PFL_NONE: failed. */
static uint32_t
find_thread(struct trace *t)
{
	const struct event *e = &t->event;
	uint64_t hash;
	uint32_t at = PFL_IDMAP_START, row;

	if (t->last_thread < t->thread.n && t->thread.at[t->last_thread].pid == e->pid &&
		t->thread.at[t->last_thread].tid == e->tid)
		return t->last_thread;
	hash = pfl_hash_pair(t->threads.seed, (uint64_t)e->pid, (uint64_t)e->tid);
	while ((row = pfl_idmap_next(&t->threads, hash, &at)) != PFL_IDMAP_FREE) {
		if (t->thread.at[row].pid == e->pid && t->thread.at[row].tid == e->tid)
			return t->last_thread = row;
	}
	if (!pfl_json_check(t->j,
		    pfl_vec_reserve(&t->thread, 1, t->budget, "threads", t->j->err) &&
			    pfl_idmap_reserve(&t->threads, 1, t->j->err)))
		return PFL_NONE;
	row = (uint32_t)t->thread.n++;
	t->thread.at[row] = (struct thread){ .pid = e->pid, .tid = e->tid };
	pfl_idmap_put(&t->threads, hash, row);
	return t->last_thread = row;
}

static struct process *
find_process(struct trace *t, int64_t pid)
{
	uint64_t hash = pfl_hash_u64(t->processes.seed, (uint64_t)pid);
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&t->processes, hash, &at)) != PFL_IDMAP_FREE) {
		if (t->process.at[row].pid == pid)
			return &t->process.at[row];
	}
	return NULL;
}

static void
name_process(struct trace *t)
{
	struct process *process = find_process(t, t->event.pid);

	if (!process) {
		if (!pfl_json_check(t->j,
			    pfl_vec_reserve(
				    &t->process, 1, t->budget, "processes", t->j->err) &&
				    pfl_idmap_reserve(&t->processes, 1, t->j->err)))
			return;
		pfl_idmap_put(&t->processes,
			pfl_hash_u64(t->processes.seed, (uint64_t)t->event.pid),
			(uint32_t)t->process.n);
		process = &t->process.at[t->process.n++];
		process->pid = t->event.pid;
	}
	process->name = pfl_build_string(t->b, pfl_text_span(&t->event.given));
}

static void
name_thread(struct trace *t)
{
	uint32_t row = find_thread(t);

	if (row != PFL_NONE)
		t->thread.at[row].name = pfl_build_string(t->b, pfl_text_span(&t->event.given));
}

/* The profile that the event is about, begun by it when it is new. */
static struct recording *
find_recording(struct trace *t)
{
	uint32_t id = pfl_build_string(t->b, pfl_text_span(&t->event.id)), thread;
	uint64_t hash = pfl_hash_pair(t->recordings.seed, (uint64_t)t->event.pid, id);
	uint32_t at = PFL_IDMAP_START, row;
	struct recording *r;

	if (!pfl_json_check(t->j, pfl_text_ok(&t->event.id, t->j->err)))
		return NULL;
	while ((row = pfl_idmap_next(&t->recordings, hash, &at)) != PFL_IDMAP_FREE) {
		r = &t->recording.at[row];
		if (r->pid == t->event.pid && r->id == id)
			return r;
	}
	thread = find_thread(t);
	if (thread == PFL_NONE ||
		!pfl_json_check(t->j,
			pfl_vec_reserve(&t->recording, 1, t->budget, "profiles", t->j->err) &&
				pfl_idmap_reserve(&t->recordings, 1, t->j->err)))
		return NULL;
	pfl_idmap_put(&t->recordings, hash, (uint32_t)t->recording.n);
	pfl_spans_clear(&t->spans, t->budget);
	r = &t->recording.at[t->recording.n++];
	*r = (struct recording){ .pid = t->event.pid, .id = id, .thread = thread };
	return r;
}

static void
take_profile(struct trace *t)
{
	struct recording *r = find_recording(t);

	if (!r)
		return;
	r->thread = find_thread(t); /* chunks are written by another one */
	r->tree.start = t->event.chunk.start ? t->event.chunk.start : t->event.at;
}

static void
take_chunk(struct trace *t)
{
	struct recording *r = find_recording(t);

	if (r)
		pfl_json_check(t->j,
			pfl_v8_tree_append(&r->tree, &t->event.chunk, t->budget, t->j->err));
}

/* A whole profile in one event, as old versions wrote it. */
static void
take_whole(struct trace *t)
{
	pfl_text_printf(&t->event.id, "thread %" PRId64, t->event.tid);
	take_chunk(t);
}

static void
take_span(struct trace *t)
{
	const struct event *e = &t->event;
	struct pfl_span_event s = {
		.at = e->at,
		.for_ns = e->for_ns > 0 ? e->for_ns : 0,
		.kind = e->phase == 'X'   ? PFL_SPAN_WHOLE
			: e->phase == 'B' ? PFL_SPAN_BEGIN
					  : PFL_SPAN_END,
	};

	s.lane = find_thread(t);
	if (s.lane == PFL_NONE)
		return;
	s.location = pfl_build_named_location(t->b, pfl_text_span(&e->name));
	s.detail = pfl_build_string(t->b, pfl_text_span(&e->detail));
	pfl_json_check(t->j,
		pfl_builder_check(t->b, t->j->err) &&
			pfl_spans_add(&t->spans, &s, t->budget, t->j->err));
}

static void
take_event(struct trace *t)
{
	const char *name = pfl_text_get(&t->event.name);

	t->events++;
	if (t->j->failed)
		return;
	if (t->event.phase == 'M' && strcmp(name, "thread_name") == 0)
		name_thread(t);
	else if (t->event.phase == 'M' && strcmp(name, "process_name") == 0)
		name_process(t);
	else if (strcmp(name, "Profile") == 0 && t->event.has_id)
		take_profile(t);
	else if (strcmp(name, "ProfileChunk") == 0 && t->event.has_id)
		take_chunk(t);
	else if (strcmp(name, "CpuProfile") == 0 && t->event.chunk.node.n)
		take_whole(t);
	else if (t->event.has_average && strncmp(name, "Total ", 6) == 0)
		t->sums++; /* of all events of a name, on a thread that there was not */
	else if (t->event.phase && strchr("BEX", t->event.phase) && t->recording.n == 0)
		take_span(t);
}

static void
read_events(struct trace *t)
{
	pfl_json_array(t->j);
	while (pfl_json_element(t->j)) {
		read_event(t);
		take_event(t);
	}
}

static void
read_document(struct trace *t)
{
	static const char *const names[] = { "traceEvents", NULL };

	if (pfl_json_peek(t->j) == PFL_JSON_ARRAY) {
		read_events(t);
		return;
	}
	pfl_json_object(t->j);
	while (pfl_json_field(t->j, names) >= 0)
		read_events(t);
}

/* --- what becomes of it --- */

/* By name, or else by number. */
static struct pfl_label
label(struct trace *t, const char *key, uint32_t name, int64_t number)
{
	char text[24];

	if (!name) {
		snprintf(text, sizeof(text), "%" PRId64, number);
		name = pfl_build_string(t->b, pfl_span_of(text));
	}
	return (struct pfl_label){ .key = pfl_build_string(t->b, pfl_span_of(key)),
		.text = name };
}

static struct pfl_span_lane
thread_labels(struct trace *t, uint32_t row)
{
	const struct thread *thread = &t->thread.at[row];
	const struct process *process = find_process(t, thread->pid);

	return (struct pfl_span_lane){ {
		label(t, "process", process ? process->name : 0, thread->pid),
		label(t, "thread", thread->name, thread->tid),
	} };
}

static bool
build_recordings(struct trace *t, struct pfl_error *err)
{
	pfl_build_named_type(t->b, "samples", "count");
	pfl_build_named_type(t->b, "wall", "nanoseconds");
	for (size_t i = 0; i < t->recording.n; i++) {
		const struct recording *r = &t->recording.at[i];
		struct pfl_span_lane labels;

		if (r->tree.sample.n == 0)
			continue;
		if (!pfl_v8_tree_timed(&r->tree))
			return pfl_fail(
				err, PFL_FORMAT, "a CPU profile has samples without times");
		labels = thread_labels(t, r->thread);
		if (!pfl_v8_tree_build(
			    &r->tree, &t->places, pfl_build_labels(t->b, labels.label, 2), err))
			return false;
	}
	pfl_build_meta(t->b)->in_time = t->recording.n == 1;
	return true;
}

static void
note_spans(struct trace *t)
{
	if (t->sums)
		pfl_build_note(t->b, "%zu event%s of clang's that add%s up others %s left out",
			t->sums, t->sums == 1 ? "" : "s", t->sums == 1 ? "s" : "",
			t->sums == 1 ? "is" : "are");
	if (t->spans.unopened)
		pfl_build_note(t->b, "%zu event%s what has not begun, and %s skipped",
			t->spans.unopened, t->spans.unopened == 1 ? " ends" : "s end",
			t->spans.unopened == 1 ? "was" : "were");
	if (t->spans.unclosed)
		pfl_build_note(t->b, "%zu event%s no end and end%s with the last of the thread",
			t->spans.unclosed, t->spans.unclosed == 1 ? " has" : "s have",
			t->spans.unclosed == 1 ? "s" : "");
}

static bool
build_spans(struct trace *t, struct pfl_error *err)
{
	struct pfl_span_lane *lane = calloc(t->thread.n + 1, sizeof(*lane));
	bool ok;

	if (!lane)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (uint32_t i = 0; i < t->thread.n; i++)
		lane[i] = thread_labels(t, i);
	pfl_build_named_type(t->b, "wall", "nanoseconds");
	pfl_build_meta(t->b)->in_time = t->thread.n == 1;
	ok = pfl_spans_build(&t->spans, t->b, lane, err);
	free(lane);
	note_spans(t);
	return ok;
}

static bool
build(struct trace *t, struct pfl_error *err)
{
	if (t->recording.n)
		return build_recordings(t, err);
	if (t->spans.event.n)
		return build_spans(t, err);
	return pfl_fail(err, PFL_FORMAT,
		"the trace has %zu event%s, but neither a CPU profile nor anything with a "
		"duration",
		t->events, t->events == 1 ? "" : "s");
}

static void
clear(struct trace *t)
{
	for (size_t i = 0; i < t->recording.n; i++)
		pfl_v8_tree_clear(&t->recording.at[i].tree, t->budget);
	pfl_vec_clear(&t->recording, t->budget);
	pfl_vec_clear(&t->thread, t->budget);
	pfl_vec_clear(&t->process, t->budget);
	pfl_idmap_clear(&t->threads);
	pfl_idmap_clear(&t->processes);
	pfl_idmap_clear(&t->recordings);
	pfl_places_clear(&t->places);
	pfl_spans_clear(&t->spans, t->budget);
	pfl_v8_tree_clear(&t->event.chunk, t->budget);
	pfl_text_clear(&t->event.name);
	pfl_text_clear(&t->event.id);
	pfl_text_clear(&t->event.given);
	pfl_text_clear(&t->event.detail);
}

static bool
trace_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_json_input in;
	struct trace t = { .j = &in.json, .b = b, .budget = pfl_builder_budget(b) };
	bool ok;

	pfl_idmap_init(&t.threads, t.budget);
	pfl_idmap_init(&t.processes, t.budget);
	pfl_idmap_init(&t.recordings, t.budget);
	pfl_places_init(&t.places, b);
	pfl_json_input_open(&in, source, b);
	in.json.lax = true;
	read_document(&t);
	ok = pfl_json_input_close(&in, err) && build(&t, err);
	clear(&t);
	return ok;
}

const struct pfl_decoder pfl_decode_trace = {
	.name = "trace",
	.help = "Chrome's trace events: CPU profiles in them, or else what begins and ends, as "
		"clang -ftime-trace writes it",
	.lost = "other events, arguments of events but detail, clang's sums at the end, "
		"samples with stackFrames",
	.known_by = "'traceEvents', or an array with 'ph' and 'pid'",
	.probe = trace_probe,
	.decode = trace_decode,
};
