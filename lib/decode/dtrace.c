/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What DTrace prints of "@[stack()] = count()" and "@[ustack()]": frames leaf first, then the
 * count alone on a line. A blank line stands between the stack of the kernel and that of the
 * program.
 */
#include "base/scan.h"
#include "decode/decoder.h"
#include "decode/native.h"
#include "decode/textstack.h"

struct dtrace {
	struct pfl_source *source;
	struct pfl_builder *b;
	struct pfl_error *err;
	struct pfl_natives natives;
	struct pfl_textstack stack; /* leaf first */
	size_t samples, skipped, first_skipped;
};

/* The heading of what a probe prints, and the probe that did. */
static bool
is_heading(struct pfl_span line)
{
	struct pfl_span word;
	uint64_t number;

	if (pfl_scan_text(&line, "CPU"))
		return pfl_span_ends(line, "FUNCTION:NAME");
	if (!pfl_scan_u64(&line, &number))
		return false;
	pfl_scan_blanks(&line);
	return pfl_scan_u64(&line, &number) && (pfl_scan_blanks(&line), true) &&
		pfl_scan_word(&line, &word) && memchr(word.at, ':', word.n) && !line.n;
}

/* "module`function+0x1f"; one that has no name is its address. */
static bool
add_frame(struct dtrace *d, struct pfl_span line)
{
	struct pfl_span name = line, object = { "", 0 };
	uint32_t row;

	if (memchr(line.at, '`', line.n))
		pfl_span_cut(&name, '`', &object);
	if (!pfl_textstack_may_grow(d->source, d->b, d->stack.n, d->err))
		return false;
	if (!pfl_native_function(&d->natives, pfl_native_without_offset(name), object, d->err))
		return false;
	row = pfl_native_location(&d->natives, d->err);
	return pfl_textstack_push(&d->stack, row, d->b, d->err);
}

static bool
add_sample(struct dtrace *d, int64_t count)
{
	size_t n = d->stack.n;

	pfl_stack_reverse(d->stack.at, n);
	d->stack.n = 0;
	d->samples++;
	pfl_build_sample_of(d->b, d->stack.at, n, 0, &count, 1);
	return pfl_builder_check(d->b, d->err);
}

static bool
read_line(struct dtrace *d, struct pfl_span line)
{
	bool indented = line.n && (line.at[0] == ' ' || line.at[0] == '\t');
	struct pfl_span text = pfl_span_trim(line), rest = text;
	int64_t count;

	if (!text.n || is_heading(text))
		return true;
	if (pfl_scan_i64(&rest, &count) && !rest.n)
		return add_sample(d, count);
	if (indented)
		return add_frame(d, text);
	if (d->skipped++ == 0)
		d->first_skipped = pfl_source_lineno(d->source);
	return true;
}

static bool
read_stacks(struct dtrace *d)
{
	struct pfl_span line;

	while (pfl_source_line(d->source, &line)) {
		if (!read_line(d, line))
			return false;
	}
	if (!pfl_source_ok(d->source, d->err))
		return false;
	if (!d->samples)
		return pfl_fail(d->err, PFL_FORMAT,
			"line %zu: expected frames of DTrace, and a count alone on a line "
			"below "
			"them",
			pfl_source_lineno(d->source));
	if (d->stack.n)
		pfl_build_note(d->b, "the last stack has no count and was skipped");
	if (d->skipped)
		pfl_build_note(d->b,
			"%zu line%s neither frame nor count and %s skipped (the first is line "
			"%zu)",
			d->skipped, d->skipped == 1 ? " is" : "s are",
			d->skipped == 1 ? "was" : "were", d->first_skipped);
	return pfl_natives_finish(&d->natives, d->err);
}

static bool
dtrace_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct dtrace d = { .source = source, .b = b, .err = err };
	bool ok;

	pfl_build_named_type(b, "samples", "count");
	ok = pfl_natives_init(&d.natives, b, err) && read_stacks(&d);
	pfl_natives_clear(&d.natives);
	pfl_vec_clear(&d.stack, pfl_builder_budget(b));
	return ok;
}

/* The heading, or with -q, which leaves that out, the first frame. */
static int
dtrace_probe(struct pfl_span head)
{
	struct pfl_span line;

	while (pfl_span_cut(&head, '\n', &line)) {
		struct pfl_span text = pfl_span_trim(line);

		if (!text.n)
			continue;
		if (is_heading(text))
			return pfl_span_starts(text, "CPU") ? 90 : 0;
		return line.at[0] == ' ' && memchr(text.at, '`', text.n) &&
				pfl_native_without_offset(text).n < text.n
			? 70
			: 0;
	}
	return 0;
}

const struct pfl_decoder pfl_decode_dtrace = {
	.name = "dtrace",
	.help = "stacks that DTrace has counted, as text: @[stack()], @[ustack()], or both",
	.lost = "offsets in functions, the probe, arguments in names",
	.known_by = "the heading 'CPU ID FUNCTION:NAME', or a first line like "
		    "'module`function+0x1f'",
	.probe = dtrace_probe,
	.decode = dtrace_decode,
};
