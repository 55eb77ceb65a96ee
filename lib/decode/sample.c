/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `sample` of macOS prints: a tree of calls, root first, in which a line has the samples
 * of the call and of all that it calls:
 *
 *     Call graph:
 *         825 Thread_1   DispatchQueue_1: com.apple.main-thread  (serial)
 *         + 825 start  (in libdyld.dylib) + 1  [0x7fff737cf3d5]
 *         +   800 main  (in app) + 41,57,...  [0x10384b549,...]
 *
 * A call's own samples are those that no call below it has.
 */
#include "base/scan.h"
#include "decode/decoder.h"
#include "decode/native.h"
#include "decode/textstack.h"

/* A call on the way from the root to the line at hand. */
struct level {
	size_t indent;
	uint32_t location;
	int64_t left; /* samples that no call below has so far */
};

struct sample {
	struct pfl_source *source;
	struct pfl_builder *b;
	struct pfl_error *err;
	struct pfl_natives natives;
	PFL_VEC(struct level) level;
	PFL_VEC(uint32_t) stack; /* scratch: root first */
	size_t samples, skipped, first_skipped;
	size_t odd; /* calls with fewer samples than those below them have */
};

static const char heading[] = "Call graph:";

/* The last call of the path ends: what is left is its own. */
static bool
end_level(struct sample *s)
{
	size_t n = s->level.n;
	int64_t own = s->level.at[n - 1].left;

	if (own > 0) {
		if (!pfl_vec_reserve(&s->stack, n, pfl_builder_budget(s->b), "a stack", s->err))
			return false;
		for (size_t i = 0; i < n; i++)
			s->stack.at[i] = s->level.at[i].location;
		s->samples++;
		pfl_build_sample_of(s->b, s->stack.at, n, 0, &own, 1);
	}
	s->odd += own < 0;
	s->level.n--;
	return pfl_builder_check(s->b, s->err);
}

/* "main  (in app) + 41  [0x10384b549]", "???  (in x)  load address ...". */
static uint32_t
add_frame(struct sample *s, struct pfl_span text)
{
	size_t in = pfl_span_find(text, "  (in "), end;
	struct pfl_span name = { text.at, in }, object = { "", 0 };

	if (in < text.n) {
		object = (struct pfl_span){ text.at + in + 6, text.n - in - 6 };
		end = pfl_span_find(object, ")");
		object.n = end;
	} else { /* the address alone, or a thread and its queue */
		name.n = pfl_span_find(text, "  [0x");
	}
	if (!pfl_native_function(&s->natives, pfl_span_trim(name), object, s->err))
		return UINT32_MAX;
	return pfl_native_location(&s->natives, s->err);
}

static bool
add_call(struct sample *s, size_t indent, int64_t count, struct pfl_span text)
{
	struct level level = { .indent = indent, .left = count };

	while (s->level.n && s->level.at[s->level.n - 1].indent >= indent) {
		if (!end_level(s))
			return false;
	}
	if (!pfl_textstack_may_grow(s->source, s->b, s->level.n, s->err))
		return false;
	if (s->level.n)
		s->level.at[s->level.n - 1].left -= count;
	level.location = add_frame(s, text);
	if (level.location == UINT32_MAX ||
		!pfl_vec_reserve(&s->level, 1, pfl_builder_budget(s->b), "a stack", s->err))
		return false;
	s->level.at[s->level.n++] = level;
	return true;
}

static bool
read_line(struct sample *s, struct pfl_span line)
{
	struct pfl_span rest = line;
	size_t indent = 0;
	uint64_t count;

	while (indent < line.n && memchr(" +!|:", line.at[indent], 5))
		indent++;
	rest.at += indent;
	rest.n -= indent;
	if (pfl_scan_u64(&rest, &count) && rest.n && rest.at[0] == ' ') {
		/* So small that no sum of differences can leave the range. */
		if (count > INT32_MAX)
			return pfl_fail(s->err, PFL_FORMAT,
				"line %zu: the count is out of range",
				pfl_source_lineno(s->source));
		return add_call(s, indent, (int64_t)count, pfl_span_trim(rest));
	}
	if (pfl_span_trim(line).n && s->skipped++ == 0)
		s->first_skipped = pfl_source_lineno(s->source);
	return true;
}

static bool
read_tree(struct sample *s)
{
	struct pfl_span line;
	bool found = false;

	while (!found && pfl_source_line(s->source, &line))
		found = pfl_span_starts(line, heading);
	while (found && pfl_source_line(s->source, &line) &&
		!pfl_span_starts(line, "Total number in stack")) {
		if (!read_line(s, line))
			return false;
	}
	while (s->level.n) {
		if (!end_level(s))
			return false;
	}
	if (!pfl_source_ok(s->source, s->err))
		return false;
	if (!s->samples)
		return pfl_fail(s->err, PFL_FORMAT, "line %zu: expected calls below '%s'",
			pfl_source_lineno(s->source), heading);
	if (s->skipped)
		pfl_build_note(s->b,
			"%zu line%s of the call graph could not be read (the first is line "
			"%zu)",
			s->skipped, s->skipped == 1 ? "" : "s", s->first_skipped);
	if (s->odd)
		pfl_build_note(s->b, "%zu call%s fewer samples than what %s", s->odd,
			s->odd == 1 ? " has" : "s have",
			s->odd == 1 ? "it calls" : "they call");
	return pfl_natives_finish(&s->natives, s->err);
}

static bool
sample_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct sample s = { .source = source, .b = b, .err = err };
	bool ok;

	pfl_build_named_type(b, "samples", "count");
	ok = pfl_natives_init(&s.natives, b, err) && read_tree(&s);
	pfl_natives_clear(&s.natives);
	pfl_vec_clear(&s.level, pfl_builder_budget(b));
	pfl_vec_clear(&s.stack, pfl_builder_budget(b));
	return ok;
}

static int
sample_probe(struct pfl_span head)
{
	struct pfl_span line;

	if (!pfl_span_starts(head, "Analysis of sampling ") &&
		!pfl_span_starts(head, "Sampling process ") && !pfl_span_starts(head, heading))
		return 0;
	while (pfl_span_cut(&head, '\n', &line)) {
		if (pfl_span_starts(line, heading))
			return 90;
	}
	return 60; /* what is in front of it can be long */
}

const struct pfl_decoder pfl_decode_sample = {
	.name = "sample",
	.help = "text of macOS 'sample', and of the same in Activity Monitor",
	.lost = "addresses, the list of binaries, the sums by function, arguments in names",
	.known_by = "the first line, 'Analysis of sampling ...', and 'Call graph:'",
	.probe = sample_probe,
	.decode = sample_decode,
};
