/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folded stacks of Python programs, whose frames tell files and lines: austin's
 * "P1;T2;/src/a.py:parse:12 345" and py-spy's "parse (a.py:12) 5".
 */
#include "decode/austin.h"
#include "decode/decoder.h"
#include "decode/pyframe.h"
#include "decode/textstack.h"

/* A line taken apart. */
struct record {
	struct pfl_span stack, process, thread; /* the latter two may be empty */
	int64_t metric[PFL_AUSTIN_METRICS];     /* austin's: time, or time, idle and memory */
	size_t n_metrics;
	bool austin;
};

struct python {
	struct pfl_source *source;
	struct pfl_builder *b;
	struct pfl_error *err;
	struct pfl_places places;
	struct pfl_textstack stack;
	enum pfl_austin_mode mode;
	bool austin, any; /* the first record said which; was there one? */
	size_t skipped, first_skipped;
};

static bool
parse_metrics(struct pfl_span text, struct record *r)
{
	struct pfl_span part;

	for (r->n_metrics = 0; pfl_span_cut(&text, ',', &part); r->n_metrics++) {
		if (r->n_metrics == PFL_AUSTIN_METRICS ||
			!pfl_span_i64(part, &r->metric[r->n_metrics]))
			return false;
	}
	return r->n_metrics == 1 || r->n_metrics == PFL_AUSTIN_METRICS;
}

/* "stack metrics" at the last blank. */
static bool
cut_metrics(struct pfl_span line, struct record *r)
{
	size_t at = line.n;

	while (at > 0 && line.at[at - 1] != ' ')
		at--;
	if (at == 0 || !parse_metrics((struct pfl_span){ line.at + at, line.n - at }, r))
		return false;
	r->stack = (struct pfl_span){ line.at, at - 1 };
	return true;
}

static bool
all_digits(struct pfl_span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!pfl_is_digit(s.at[i]))
			return false;
	}
	return s.n > 0;
}

/* Take "P12" off a stack, "T12", or "T0:12" and "T0:Main", of which the number of an
 * interpreter is dropped. */
static bool
cut_owner(struct pfl_span *stack, char letter, struct pfl_span *owner)
{
	struct pfl_span rest = *stack, part, number;

	if (!pfl_span_cut(&rest, ';', &part) || part.n < 2 || part.at[0] != letter)
		return false;
	part.at++;
	part.n--;
	*owner = part;
	if (pfl_span_cut(owner, ':', &number) && owner->n == 0)
		*owner = number;
	if (!all_digits(number) || (letter == 'P' && !all_digits(*owner)))
		return false;
	*stack = rest;
	return true;
}

static bool
parse_austin(struct pfl_span line, struct record *r)
{
	r->austin = true;
	return cut_metrics(line, r) && cut_owner(&r->stack, 'P', &r->process) &&
		cut_owner(&r->stack, 'T', &r->thread);
}

/* "thread (0x7F12)", "thread (0x7F12): MainThread". */
static bool
is_thread(struct pfl_span frame, struct pfl_span *thread)
{
	struct pfl_span id;

	if (!pfl_span_starts(frame, "thread ("))
		return false;
	frame.at += 8;
	frame.n -= 8;
	if (!pfl_span_cut(&frame, ')', &id) || id.n == 0)
		return false;
	*thread = pfl_span_starts(frame, ": ") && frame.n > 2
		? (struct pfl_span){ frame.at + 2, frame.n - 2 }
		: id;
	return frame.n == 0 || frame.at[0] == ':';
}

/* "process 12:"python a.py"", with the command line cut off where that has a semicolon. */
static bool
is_process(struct pfl_span frame, struct pfl_span *process)
{
	struct pfl_span number;

	if (!pfl_span_starts(frame, "process "))
		return false;
	frame.at += 8;
	frame.n -= 8;
	if (!pfl_span_cut(&frame, ':', &number) || !pfl_span_starts(frame, "\"") ||
		!pfl_span_ends(frame, "\"") || !all_digits(number))
		return false;
	*process = number;
	return true;
}

/* Take processes, of which the innermost counts, and the thread off a stack. */
static void
cut_py_spy_owners(struct record *r)
{
	struct pfl_span rest = r->stack, frame;

	while (pfl_span_cut(&rest, ';', &frame) &&
		(is_process(frame, &r->process) || is_thread(frame, &r->thread)))
		r->stack = rest;
}

static bool
parse_py_spy(struct pfl_span line, struct record *r)
{
	r->austin = false;
	if (!cut_metrics(line, r) || r->n_metrics != 1)
		return false;
	cut_py_spy_owners(r);
	return true;
}

/* --- what it is --- */

/* Does a frame of the stack name a file of Python's? */
static bool
names_python(struct pfl_span stack)
{
	struct pfl_span frame, name, file;
	int64_t line;

	while (pfl_span_cut(&stack, ';', &frame)) {
		if (pfl_pyframe_split(frame, &name, &file, &line) && pfl_pyframe_is_file(file))
			return true;
	}
	return false;
}

static int
python_probe(struct pfl_span head)
{
	size_t lines = 0, austin = 0, py_spy = 0;
	struct pfl_span line;

	if (memchr(head.at, '\0', head.n))
		return 0;
	while (pfl_span_cut(&head, '\n', &line)) {
		struct record r = { 0 };
		bool complete = head.at != NULL;

		line = pfl_span_trim(line);
		if (line.n == 0 || line.at[0] == '#' || (!complete && lines))
			continue;
		lines++;
		if (parse_austin(line, &r))
			austin++;
		else
			py_spy += parse_py_spy(line, &r) && names_python(r.stack);
	}
	return lines && (austin * 2 > lines || py_spy * 2 > lines) ? 80 : 0;
}

/* --- reading --- */

/* The first record and the comments before it tell what the numbers are. */
static void
settle_types(struct python *p, const struct record *r)
{
	p->any = true;
	p->austin = r->austin;
	if (!r->austin) {
		pfl_build_named_type(p->b, "samples", "count");
		return;
	}
	if (r->n_metrics == PFL_AUSTIN_METRICS)
		p->mode = PFL_AUSTIN_FULL;
	else if (p->mode == PFL_AUSTIN_FULL)
		p->mode = PFL_AUSTIN_WALL;
	pfl_austin_types(p->b, p->mode);
}

/* "# mode: wall", "# duration: 123". */
static void
read_comment(struct python *p, struct pfl_span comment)
{
	struct pfl_span key;

	comment = pfl_span_trim((struct pfl_span){ comment.at + 1, comment.n - 1 });
	if (pfl_span_cut(&comment, ':', &key))
		pfl_austin_meta(p->b, key, pfl_span_trim(comment), p->any ? NULL : &p->mode);
}

static bool
push(struct python *p, struct pfl_span name, struct pfl_span file, int64_t line)
{
	uint32_t row = pfl_pyframe_location(&p->places, name, file, line, p->err);

	return pfl_textstack_push(&p->stack, row, p->b, p->err);
}

static bool
push_py_spy(struct python *p, struct pfl_span frame)
{
	struct pfl_span name = frame, file = { "", 0 };
	int64_t line = 0;

	if (!pfl_pyframe_split(frame, &name, &file, &line)) {
		name = frame;
		file = (struct pfl_span){ "", 0 };
	}
	return push(p, name, file, line);
}

/* Take ":text" off the end. */
static bool
cut_last(struct pfl_span *s, struct pfl_span *text)
{
	size_t at = s->n;

	while (at > 0 && s->at[at - 1] != ':')
		at--;
	if (at == 0)
		return false;
	*text = (struct pfl_span){ s->at + at, s->n - at };
	s->n = at - 1;
	return true;
}

/* "/src/a.py:parse:12"; what austin says of itself, such as ":GC:", has neither file nor line.
 */
static bool
push_austin(struct python *p, struct pfl_span frame)
{
	struct pfl_span file = frame, name, number;
	uint64_t line = 0;

	if (!cut_last(&file, &number) || !cut_last(&file, &name) ||
		(number.n && !pfl_span_u64(number, &line)))
		return push(p, frame, (struct pfl_span){ "", 0 }, 0);
	return push(p, file.n || number.n ? name : frame, file,
		line <= INT64_MAX ? (int64_t)line : 0);
}

static size_t
values_of(const struct python *p, const struct record *r, int64_t *value)
{
	const struct pfl_austin_metrics metrics = {
		.time = r->metric[0],
		.idle = r->metric[1] != 0,
		.memory = r->metric[p->mode == PFL_AUSTIN_MEMORY ? 0 : 2],
	};

	if (p->austin)
		return pfl_austin_values(p->mode, &metrics, value);
	value[0] = r->metric[0];
	return 1;
}

static bool
add_record(struct python *p, const struct record *r)
{
	struct pfl_span stack = r->stack, frame;
	int64_t value[PFL_AUSTIN_METRICS];
	size_t n = values_of(p, r, value);

	p->stack.n = 0;
	while (stack.n && pfl_span_cut(&stack, ';', &frame)) {
		if (!pfl_textstack_may_grow(p->source, p->b, p->stack.n, p->err))
			return false;
		if (!(p->austin ? push_austin(p, frame) : push_py_spy(p, frame)))
			return false;
	}
	pfl_build_sample_of(p->b, p->stack.at, p->stack.n,
		pfl_austin_labels(p->b, r->process, r->thread), value, n);
	return pfl_builder_check(p->b, p->err);
}

static bool
is_full(const struct python *p)
{
	return p->austin && p->mode == PFL_AUSTIN_FULL;
}

static bool
read_line(struct python *p, struct pfl_span line)
{
	struct record r = { 0 };
	bool good;

	if (line.at[0] == '#') {
		read_comment(p, line);
		return true;
	}
	good = parse_austin(line, &r);
	if (!good && !(p->any && p->austin)) {
		r = (struct record){ 0 };
		good = parse_py_spy(line, &r);
	}
	if (good && !p->any)
		settle_types(p, &r);
	if (!good || r.austin != p->austin ||
		is_full(p) != (r.n_metrics == PFL_AUSTIN_METRICS)) {
		if (p->skipped++ == 0)
			p->first_skipped = pfl_source_lineno(p->source);
		return true;
	}
	return add_record(p, &r);
}

static bool
read_lines(struct python *p)
{
	struct pfl_span line;

	while (pfl_source_line(p->source, &line)) {
		line = pfl_span_trim(line);
		if (line.n && !read_line(p, line))
			return false;
	}
	if (!pfl_source_ok(p->source, p->err))
		return false;
	if (!p->any)
		return pfl_fail(p->err, PFL_FORMAT,
			"line %zu: expected stacks of austin or py-spy, 'frame;frame count'",
			p->first_skipped ? p->first_skipped : pfl_source_lineno(p->source));
	if (p->skipped)
		pfl_build_note(p->b,
			"%zu line%s no stack with its count and %s skipped (the first is line "
			"%zu)",
			p->skipped, p->skipped == 1 ? " is" : "s are",
			p->skipped == 1 ? "was" : "were", p->first_skipped);
	return true;
}

static bool
python_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct python p = { .source = source, .b = b, .err = err };
	bool ok;

	pfl_places_init(&p.places, b);
	ok = read_lines(&p);
	pfl_places_clear(&p.places);
	pfl_vec_clear(&p.stack, pfl_builder_budget(b));
	return ok;
}

const struct pfl_decoder pfl_decode_python = {
	.name = "python",
	.help = "stacks of Python programs as text: austin's, and py-spy's (--format raw)",
	.lost = "command lines of processes, numbers of interpreters",
	.known_by = "lines like 'P1;T2;FILE:FUNCTION:LINE 3' or 'FUNCTION (FILE.py:LINE) 3'",
	.probe = python_probe,
	.decode = python_decode,
};
