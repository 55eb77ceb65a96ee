/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `perf script` prints: a line for each sample, its frames below it, a blank line.
 *
 * Nothing is kept of the text but frames, commands and events that are new, and of each sample
 * its row. What can be understood is; the rest is counted, by why it was left out.
 */
#include "decode/perfscript.h"

#include "base/scan.h"
#include "decode/decoder.h"
#include "decode/native.h"
#include "decode/perf.h"
#include "decode/textstack.h"

enum {
	MESSAGES = 10,    /* lines of perf's own that may stand in front of a sample */
	HEAD = 64 * 1024, /* bytes that tell what headers are known by               */
};

enum skipped {
	STRANGE, /* no header, no frame */
	ORPHAN,  /* frames without a sample */
	RECORD,  /* what perf script shows besides samples when asked to */
	SKIPPED,
};

struct perfscript {
	struct pfl_source *source;
	struct pfl_builder *b;
	struct pfl_error *err;
	struct pfl_perf perf;
	struct pfl_natives natives;
	enum pfl_perf_shape shape;
	unsigned fields; /* of headers that are known by their shape */

	bool open; /* a sample is at hand, and this is it: */
	struct pfl_perf_sample sample;
	struct pfl_textstack stack; /* leaf first */
	bool whole;    /* the frame at hand has its function: only its line may follow */
	bool inlined;  /* it has none yet, but calls that were inlined into it         */
	bool beside;   /* the frame at hand stood on the sample's own line             */
	bool blanks;   /* it stood behind blanks, where perf has a tab */
	bool doubtful; /* the sample's header is not like the first: frames must follow */

	size_t samples, skipped[SKIPPED], first[SKIPPED];
};

static void
skip(struct perfscript *p, enum skipped why)
{
	if (p->skipped[why]++ == 0)
		p->first[why] = pfl_source_lineno(p->source);
}

/* The frame at hand is complete. */
static bool
end_frame(struct perfscript *p)
{
	uint32_t row;

	if (!p->whole && !p->inlined)
		return true;
	p->whole = p->inlined = false;
	row = pfl_native_location(&p->natives, p->err);
	return row != UINT32_MAX &&
		pfl_textstack_may_grow(p->source, p->b, p->stack.n, p->err) &&
		pfl_textstack_push(&p->stack, row, p->b, p->err);
}

static bool
end_sample(struct perfscript *p)
{
	if (!end_frame(p))
		return false;
	if (!p->open)
		return true;
	p->open = false;
	if (p->doubtful && p->stack.n == 0) {
		skip(p, STRANGE);
		return true;
	}
	p->samples++;
	return pfl_perf_add(&p->perf, &p->sample, p->stack.at, p->stack.n, p->err);
}

/* Where "(...)" at the end of the text begins, with a blank in front; s.n when nothing does. */
static size_t
find_object(struct pfl_span s)
{
	size_t depth = 0, i = s.n;

	if (!i || s.at[i - 1] != ')')
		return s.n;
	while (i-- > 0) {
		if (s.at[i] == ')')
			depth++;
		else if (s.at[i] == '(' && --depth == 0)
			break;
	}
	return i < s.n && (i == 0 || s.at[i - 1] == ' ') ? i : s.n;
}

/* "4005d0 main+0x1f (/usr/bin/app)": false when it does not begin with an address. */
static bool
split_frame(struct pfl_span line, struct pfl_span *name, struct pfl_span *object)
{
	size_t digits = pfl_perf_digits(line), at;

	*name = *object = (struct pfl_span){ "", 0 };
	if (digits == 0 || (digits < line.n && line.at[digits] != ' '))
		return false;
	*name = pfl_span_trim((struct pfl_span){ line.at + digits, line.n - digits });
	at = find_object(*name);
	if (at < name->n) {
		*object = pfl_native_without_offset(
			(struct pfl_span){ name->at + at + 1, name->n - at - 2 });
		name->n = at;
		while (name->n && name->at[name->n - 1] == ' ')
			name->n--;
	}
	*name = pfl_native_without_offset(*name);
	return true;
}

/* Put a frame to the sample, which may be one more call inlined into a frame to come. */
static bool
add_frame(struct perfscript *p, struct pfl_span name, struct pfl_span object)
{
	if (p->whole && !end_frame(p))
		return false;
	if (pfl_span_eq(object, pfl_span_of("inlined"))) {
		p->inlined = true;
		pfl_native_inlined(&p->natives, name);
	} else {
		p->whole = true;
		if (!pfl_native_function(&p->natives, name, object, p->err))
			return false;
	}
	if (p->natives.frame.n <= pfl_builder_limits(p->b)->line)
		return true;
	return pfl_fail(p->err, PFL_LIMIT,
		"line %zu: calls inlined into one frame, of more text than a line may have; "
		"--max-line raises the limit",
		pfl_source_lineno(p->source));
}

/* "PERF_RECORD_COMM: x:12/12", which is no event. */
static bool
is_record(const struct pfl_perf_header *h)
{
	return pfl_span_starts(h->event.n ? h->event : h->rest, "PERF_RECORD_");
}

/* "4005d0 main+0x1f (/usr/bin/app) insn: 31 d7", of which the instruction is cut off. */
static struct pfl_span
without_instruction(struct pfl_span frame)
{
	static const char *const keys[] = { " insn: ", " ilen: " };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		frame.n = pfl_span_find(frame, keys[i]);
	return pfl_span_trim(frame);
}

/* Is what stands behind the event a frame? By its column, or else by having all of one. */
static bool
split_beside(struct pfl_span line, struct pfl_span rest, struct pfl_span *name,
	struct pfl_span *object)
{
	if (!rest.n)
		return false;
	if (pfl_perf_header_frame(line, rest))
		return split_frame(without_instruction(rest), name, object);
	return rest.at[rest.n - 1] == ')' && split_frame(rest, name, object) && object->n;
}

static bool
start_sample(struct perfscript *p, struct pfl_span line, const struct pfl_perf_header *h)
{
	struct pfl_span name = { 0 }, object = { 0 };

	if (!end_sample(p))
		return false;
	if (is_record(h)) {
		skip(p, RECORD);
		return true;
	}
	p->sample = (struct pfl_perf_sample){
		.event = pfl_build_string(p->b, h->event),
		.owner = {
			.has_pid = h->has_pid,
			.has_tid = h->has_tid,
			.has_cpu = h->has_cpu,
			.pid = h->pid,
			.tid = h->tid,
			.cpu = h->cpu,
		},
		.has_period = h->has_period,
		.has_time = h->has_time,
		.period = h->period,
		.time = h->time,
	};
	p->open = true;
	p->doubtful = false;
	p->stack.n = 0;
	p->beside = split_beside(line, h->rest, &name, &object);
	return pfl_perf_comm(&p->perf, h->comm, &p->sample, p->err) &&
		(!p->beside || add_frame(p, name, object));
}

/* What looked like a frame on the sample's own line was a part of what a tracepoint recorded.
 */
static void
drop_beside(struct perfscript *p)
{
	p->beside = p->whole = p->inlined = false;
	pfl_native_drop(&p->natives);
}

/* Does a number stand behind the first word? Then it may be a command that looks like an
 * address: "dd 1234". */
static bool
may_be_header(struct pfl_span line)
{
	struct pfl_span word;

	if (!pfl_scan_word(&line, &word))
		return false;
	pfl_scan_blanks(&line);
	return line.n && (pfl_is_digit(line.at[0]) || line.at[0] == '-');
}

/* A line with no header and no address: "a.c:12", or "a.c:12 (inlined)" where lines are asked
 * for, which says of the frame above what else stands there. */
static void
read_place(struct perfscript *p, struct pfl_span line)
{
	struct pfl_span mark = pfl_span_of(" (inlined)");

	line = pfl_span_trim(line);
	if (p->whole && pfl_span_ends(line, " (inlined)")) {
		line.n -= mark.n;
		p->whole = false;
		p->inlined = true;
		pfl_native_was_inlined(&p->natives);
	}
	if ((!p->whole && !p->inlined) || !pfl_native_line(&p->natives, line))
		skip(p, STRANGE);
}

/* A line that is empty, which ends a sample, or begins with blanks: a frame, the line of one,
 * or a sample that perf has shifted. */
static bool
read_indented(struct perfscript *p, struct pfl_span line)
{
	struct pfl_span text = line, name, object;
	struct pfl_perf_header h;
	bool frame;

	pfl_scan_blanks(&text);
	if (!text.n)
		return end_sample(p);
	frame = split_frame(text, &name, &object);
	if ((!frame || !p->open || (line.at[0] == ' ' && !p->blanks) || may_be_header(text)) &&
		pfl_perf_header_parse(line, &h))
		return start_sample(p, line, &h);
	if (frame && p->open) {
		p->blanks = line.at[0] == ' ';
		if (p->beside)
			drop_beside(p);
		return add_frame(p, name, object);
	}
	if (frame)
		skip(p, ORPHAN);
	else
		read_place(p, text);
	return true;
}

static bool
read_full(struct perfscript *p, struct pfl_span line)
{
	struct pfl_perf_header h;

	if (line.n && line.at[0] != ' ' && line.at[0] != '\t') {
		if (line.at[0] == '#')
			return true;
		if (pfl_perf_header_parse(line, &h))
			return start_sample(p, line, &h);
		skip(p, pfl_span_starts(line, "PERF_RECORD_") ? RECORD : STRANGE);
		return true;
	}
	return read_indented(p, line);
}

static bool
start_bare(struct perfscript *p, struct pfl_span line)
{
	struct pfl_perf_header h;
	bool alike;

	if (pfl_span_starts(pfl_span_trim(line), "PERF_RECORD_")) {
		skip(p, RECORD);
		return end_sample(p);
	}
	alike = pfl_perf_header_parse_bare(line, &p->fields, &h);
	if (!start_sample(p, line, &h))
		return false;
	p->doubtful = !alike;
	return true;
}

/* A line of a sample whose header is any text behind an empty line, or is missing. */
static bool
read_block(struct perfscript *p, struct pfl_span line)
{
	struct pfl_span text = pfl_span_trim(line), name, object;

	if (!text.n)
		return end_sample(p);
	if (!pfl_perf_is_frame(line)) {
		if (!p->open || text.at == line.at)
			return start_bare(p, line);
		read_place(p, text);
		return true;
	}
	if (!p->open && !start_bare(p, (struct pfl_span){ line.at, 0 }))
		return false;
	return !split_frame(text, &name, &object) || add_frame(p, name, object);
}

static bool
read_lone(struct perfscript *p, struct pfl_span line)
{
	if (pfl_perf_header_has_frame(line))
		return start_bare(p, line);
	if (pfl_span_trim(line).n)
		read_place(p, line);
	return true;
}

static bool
read_line(struct perfscript *p, struct pfl_span line)
{
	if (p->shape == PFL_PERF_FULL)
		return read_full(p, line);
	if (line.n && line.at[0] == '#')
		return true;
	return p->shape == PFL_PERF_BLOCKS ? read_block(p, line) : read_lone(p, line);
}

static void
note(const struct perfscript *p, enum skipped why, const char *one, const char *more)
{
	if (p->skipped[why])
		pfl_build_note(p->b, "%zu line%s skipped: %s (the first is line %zu)",
			p->skipped[why], p->skipped[why] == 1 ? " was" : "s were",
			p->skipped[why] == 1 ? one : more, p->first[why]);
}

static bool
no_sample(const struct perfscript *p)
{
	static const char expected[] = "a sample of perf script, 'COMM TID TIME: EVENT:'";
	enum skipped why = p->skipped[ORPHAN] ? ORPHAN : STRANGE;

	if (!p->skipped[why])
		return pfl_fail(p->err, PFL_FORMAT, "the file has no samples");
	return pfl_fail(p->err, PFL_FORMAT, "line %zu: expected %s", p->first[why], expected);
}

static bool
read_samples(struct perfscript *p)
{
	struct pfl_span line;

	while (pfl_span_starts(pfl_source_peek(p->source, 1), "#") &&
		pfl_source_line(p->source, &line))
		; /* comments may be longer than what is looked at */
	p->shape = pfl_perf_shape(pfl_source_peek(p->source, HEAD));
	while (pfl_source_line(p->source, &line)) {
		if (!read_line(p, line))
			return false;
	}
	if (!pfl_source_ok(p->source, p->err) || !end_sample(p))
		return false;
	note(p, STRANGE, "it is neither a sample nor a frame",
		"they are neither samples nor frames");
	note(p, ORPHAN, "it is a frame without a sample", "they are frames without a sample");
	note(p, RECORD, "it is a record of another kind", "they are records of other kinds");
	return p->samples ? pfl_natives_finish(&p->natives, p->err) &&
			pfl_perf_finish(&p->perf, NULL, p->err)
			  : no_sample(p);
}

static bool
perfscript_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct perfscript p = { .source = source, .b = b, .err = err };
	bool ok;

	pfl_perf_init(&p.perf, b);
	ok = pfl_natives_init(&p.natives, b, err) && read_samples(&p);
	pfl_natives_clear(&p.natives);
	pfl_perf_clear(&p.perf);
	pfl_vec_clear(&p.stack, pfl_builder_budget(b));
	return ok;
}

/* The comments of `perf script --header`, which can be longer than all that a probe sees. */
static bool
has_header(struct pfl_span head)
{
	return pfl_span_starts(head, "# ========\n# captured on") ||
		pfl_span_starts(head, "# ========\r\n# captured on");
}

/* Is nothing but a frame behind an event? A folded stack can look like a sample otherwise. */
static bool
ends_or_frame(struct pfl_span line, struct pfl_span rest)
{
	return !rest.n || pfl_perf_header_frame(line, rest);
}

static int
perfscript_probe(struct pfl_span head)
{
	struct pfl_perf_header h;
	struct pfl_span line, text;
	enum pfl_perf_shape shape = pfl_perf_shape(head);
	bool comments = has_header(head);
	size_t strange = 0;

	if (shape != PFL_PERF_FULL) /* a folded stack can look like a line: that is likelier */
		return shape == PFL_PERF_LINES ? 55 : 75;
	while (pfl_span_cut(&head, '\n', &line) && strange < MESSAGES) {
		text = pfl_span_trim(line);
		if (text.n == 0 || text.at[0] == '#')
			continue;
		if (!pfl_perf_header_parse(line, &h))
			strange++;
		else if (h.has_time)
			return strange ? 70 : h.event.n ? 95 : 70;
		else
			return strange || !ends_or_frame(line, h.rest) ? 0 : 65;
	}
	return comments ? 80 : 0;
}

const struct pfl_decoder pfl_decode_perfscript = {
	.name = "perfscript",
	.help = "text of Linux 'perf script', whatever fields it was asked for; one sample "
		"type for "
		"each event",
	.lost = "addresses, times (their order is kept), what tracepoints recorded, arguments "
		"in names",
	.known_by = "the first line that is no comment: command, thread, time or event; else "
		    "addresses in the column where perf prints them",
	.probe = perfscript_probe,
	.decode = perfscript_decode,
};
