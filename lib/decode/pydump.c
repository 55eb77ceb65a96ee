/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each thread of a Python program was doing, once: what `py-spy dump` prints,
 *
 *     Process 12: python app.py
 *     Python v3.11.2 (/usr/bin/python3.11)
 *
 *     Thread 12 (idle): "MainThread"
 *         wait (threading.py:320)
 *             Arguments:
 *                 self: <Condition ...>
 *         main (app.py:7)
 *
 * and what the module faulthandler prints, by itself when a program crashes:
 *
 *     Current thread 0x00007f12ab [Main] (most recent call first):
 *       File "/src/app.py", line 7 in main
 *
 * Frames come leaf first. A thread is a sample.
 */
#include "base/scan.h"
#include "decode/decoder.h"
#include "decode/pyframe.h"
#include "decode/textstack.h"

enum { DEEPEST = 4 }; /* blanks in front of a frame; what stands further in is no frame */

/* "Thread 12 (idle): "Main"", "Thread 0x12 [Main] (most recent call first):". */
struct heading {
	struct pfl_span id, name, state; /* each may be empty */
};

struct pydump {
	struct pfl_source *source;
	struct pfl_builder *b;
	struct pfl_error *err;
	struct pfl_places places;
	struct pfl_textstack stack; /* leaf first */
	struct pfl_text process;    /* of the threads that follow, "" where nothing says so */
	uint32_t labels;            /* of the thread at hand */
	bool open, cut;             /* is there one; does its stack go on? */
	size_t threads, n_cut, skipped, first_skipped;
};

/* Take "[Main]" off the front, and a blank. */
static bool
scan_bracketed(struct pfl_span *s, struct pfl_span *name)
{
	struct pfl_span rest = *s;

	if (!pfl_scan_text(&rest, "[") || !pfl_span_cut(&rest, ']', name) || !rest.at)
		return false;
	*s = rest;
	return pfl_scan_text(s, " ");
}

static bool
parse_heading(struct pfl_span line, struct heading *h)
{
	bool current = pfl_scan_text(&line, "Current thread ");
	struct pfl_span status;

	*h = (struct heading){ 0 };
	if (pfl_span_eq(line, pfl_span_of("Stack (most recent call first):")))
		return true; /* the one thread that faulthandler was asked for */
	if ((!current && !pfl_scan_text(&line, "Thread ")) || !pfl_scan_word(&line, &h->id) ||
		!pfl_scan_text(&line, " "))
		return false;
	scan_bracketed(&line, &h->name);
	if (!pfl_scan_text(&line, "(") || !pfl_span_cut(&line, ')', &status) || !line.at)
		return false;
	if (pfl_span_eq(status, pfl_span_of("most recent call first"))) {
		h->state = pfl_span_of(current ? "current" : "");
		return pfl_span_eq(line, pfl_span_of(":"));
	}
	h->state = status;
	if (line.n == 0)
		return status.n > 0;
	if (!pfl_scan_text(&line, ": \"") || !pfl_span_ends(line, "\""))
		return false;
	h->name = (struct pfl_span){ line.at, line.n - 1 };
	return status.n > 0;
}

/* "File "/src/a.py", line 7 in main". */
static bool
split_frame(struct pfl_span frame, struct pfl_span *name, struct pfl_span *file, int64_t *line)
{
	size_t at;

	if (!pfl_scan_text(&frame, "File \""))
		return pfl_pyframe_split(frame, name, file, line);
	at = pfl_span_find(frame, "\", line ");
	*file = (struct pfl_span){ frame.at, at };
	frame.at += at;
	frame.n -= at;
	if (!pfl_scan_text(&frame, "\", line ") || !pfl_scan_i64(&frame, line) ||
		!pfl_scan_text(&frame, " in "))
		return false;
	*name = frame;
	return true;
}

static size_t
indent_of(struct pfl_span line)
{
	size_t n = 0;

	while (n < line.n && line.at[n] == ' ')
		n++;
	return n;
}

static int
pydump_probe(struct pfl_span head)
{
	struct pfl_span line, name, file;
	struct heading heading;
	bool thread = false;
	int64_t number;

	if (memchr(head.at, '\0', head.n))
		return 0;
	while (pfl_span_cut(&head, '\n', &line)) {
		size_t indent = indent_of(line);

		line = pfl_span_trim(line);
		if (indent == 0 && parse_heading(line, &heading))
			thread = true;
		else if (thread && indent > 0 && split_frame(line, &name, &file, &number))
			return 90;
	}
	return 0;
}

static bool
push(struct pydump *d, struct pfl_span name, struct pfl_span file, int64_t line)
{
	uint32_t row;

	if (!pfl_textstack_may_grow(d->source, d->b, d->stack.n, d->err))
		return false;
	row = pfl_pyframe_location(&d->places, name, file, line, d->err);
	return pfl_textstack_push(&d->stack, row, d->b, d->err);
}

/* The thread at hand, if there is one, is complete. */
static bool
end_thread(struct pydump *d)
{
	int64_t one = 1;

	if (!d->open)
		return true;
	d->open = false;
	d->threads++;
	d->n_cut += d->cut;
	pfl_stack_reverse(d->stack.at, d->stack.n);
	pfl_build_sample_of(d->b, d->stack.at, d->stack.n, d->labels, &one, 1);
	return pfl_builder_check(d->b, d->err);
}

static void
add_label(struct pydump *d, struct pfl_label *labels, size_t *n, const char *key,
	struct pfl_span text)
{
	if (text.n)
		labels[(*n)++] = (struct pfl_label){
			.key = pfl_build_string(d->b, pfl_span_of(key)),
			.text = pfl_build_string(d->b, text),
		};
}

static bool
begin_thread(struct pydump *d, const struct heading *h)
{
	struct pfl_label labels[3];
	size_t n = 0;

	if (!end_thread(d))
		return false;
	add_label(d, labels, &n, "process", pfl_text_span(&d->process));
	add_label(d, labels, &n, "thread", h->name.n ? h->name : h->id);
	add_label(d, labels, &n, "state", h->state);
	d->labels = pfl_build_labels(d->b, labels, n);
	d->stack.n = 0;
	d->open = true;
	d->cut = false;
	return pfl_builder_check(d->b, d->err);
}

/* "Process 12: python app.py", "Python v3.11.2 (/usr/bin/python3.11)", as comments. */
static bool
read_process(struct pydump *d, struct pfl_span line)
{
	struct pfl_span rest = line, number;
	uint64_t pid;

	if (pfl_scan_text(&rest, "Process ") && pfl_span_cut(&rest, ':', &number) &&
		pfl_span_u64(number, &pid)) {
		if (!end_thread(d))
			return false;
		pfl_text_reset(&d->process);
		pfl_text_add(&d->process, number);
	} else if (!pfl_span_starts(line, "Python v")) {
		return false;
	}
	pfl_build_comment(d->b, pfl_build_string(d->b, line));
	return pfl_text_ok(&d->process, d->err) && pfl_builder_check(d->b, d->err);
}

static void
skip(struct pydump *d)
{
	if (d->skipped++ == 0)
		d->first_skipped = pfl_source_lineno(d->source);
}

/* A line that stands further in than a thread's heading. */
static bool
read_frame(struct pydump *d, struct pfl_span frame)
{
	struct pfl_span name, file;
	int64_t line;

	if (pfl_span_eq(frame, pfl_span_of("..."))) {
		d->cut = true;
		return true;
	}
	if (split_frame(frame, &name, &file, &line))
		return push(d, name, file, line > 0 ? line : 0);
	if (pfl_span_starts(frame, "<") && pfl_span_ends(frame, ">")) /* <no Python frame> */
		return push(d, frame, (struct pfl_span){ "", 0 }, 0);
	skip(d);
	return true;
}

static bool
read_line(struct pydump *d, struct pfl_span line)
{
	size_t indent = indent_of(line);
	struct heading heading;

	line = pfl_span_trim(line);
	if (line.n == 0 || (d->open && indent > DEEPEST)) /* arguments and local variables */
		return true;
	if (indent > 0 && d->open)
		return read_frame(d, line);
	if (parse_heading(line, &heading))
		return begin_thread(d, &heading);
	if (!read_process(d, line) && d->err->code == PFL_OK)
		skip(d);
	return d->err->code == PFL_OK;
}

static bool
read_lines(struct pydump *d)
{
	struct pfl_span line;

	while (pfl_source_line(d->source, &line)) {
		if (!read_line(d, line))
			return false;
	}
	if (!pfl_source_ok(d->source, d->err) || !end_thread(d))
		return false;
	if (!d->threads)
		return pfl_fail(d->err, PFL_FORMAT,
			"line %zu: expected threads of py-spy dump or faulthandler, 'Thread ID "
			"(STATE)'",
			d->first_skipped ? d->first_skipped : pfl_source_lineno(d->source));
	if (d->n_cut)
		pfl_build_note(d->b, "%zu stack%s longer than what faulthandler prints of one",
			d->n_cut, d->n_cut == 1 ? " is" : "s are");
	if (d->skipped)
		pfl_build_note(d->b,
			"%zu line%s neither thread nor frame and %s skipped (the first is line "
			"%zu)",
			d->skipped, d->skipped == 1 ? " is" : "s are",
			d->skipped == 1 ? "was" : "were", d->first_skipped);
	return true;
}

static bool
pydump_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct pydump d = { .source = source, .b = b, .err = err };
	bool ok;

	pfl_build_named_type(b, "threads", "count");
	pfl_places_init(&d.places, b);
	ok = read_lines(&d);
	pfl_places_clear(&d.places);
	pfl_text_clear(&d.process);
	pfl_vec_clear(&d.stack, pfl_builder_budget(b));
	return ok;
}

const struct pfl_decoder pfl_decode_pydump = {
	.name = "pydump",
	.help = "what each thread of a Python program does: py-spy dump, faulthandler's "
		"tracebacks",
	.lost = "arguments and local variables, numbers of threads that have names",
	.known_by = "'Thread ID (STATE)' or 'Thread ID (most recent call first):', and a frame "
		    "below",
	.probe = pydump_probe,
	.decode = pydump_decode,
};
