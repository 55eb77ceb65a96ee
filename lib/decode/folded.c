/* SPDX-License-Identifier: Apache-2.0 */
/* Folded stacks: "main;parse;read 42", one or two counts a line. */
#include "base/escape.h"
#include "decode/decoder.h"

enum {
	HEAD = 64 * 1024,  /* bytes that decide whether there are two counts a line */
	NANO = 1000000000, /* fractions are kept in these parts                     */
	FRACTION_DIGITS = 9,
};

/* A count: whole part and billionths. */
struct count {
	uint64_t whole;
	uint32_t nano;
};

/* A line taken apart. */
struct record {
	struct pfl_span stack;
	struct count count, before;
	bool two;
};

static bool
parse_count(struct pfl_span s, struct count *count)
{
	size_t point = pfl_span_digits(s, 0);
	uint32_t unit = NANO;

	*count = (struct count){ 0 };
	if (!pfl_span_u64((struct pfl_span){ s.at, point }, &count->whole))
		return false;
	if (point < s.n && s.at[point++] != '.')
		return false;
	for (; point < s.n; point++) {
		if (!pfl_is_digit(s.at[point]))
			return false;
		if (unit > 1) {
			unit /= 10;
			count->nano += (uint32_t)(s.at[point] - '0') * unit;
		}
	}
	return true;
}

/*
 * Take the count off the end of *rest: the digits after the last blank. Scans from the right,
 * so a long line costs its count and not its length.
 */
static bool
cut_count(struct pfl_span *rest, struct count *count)
{
	size_t at = rest->n;

	while (at > 0 && (pfl_is_digit(rest->at[at - 1]) || rest->at[at - 1] == '.'))
		at--;
	if (at == 0 || at == rest->n || (rest->at[at - 1] != ' ' && rest->at[at - 1] != '\t') ||
		!parse_count((struct pfl_span){ rest->at + at, rest->n - at }, count))
		return false;
	rest->n = at - 1;
	return true;
}

static bool
parse_line(struct pfl_span line, struct record *r)
{
	r->stack = line;
	if (!cut_count(&r->stack, &r->count))
		return false;
	r->two = cut_count(&r->stack, &r->before);
	return true;
}

/* Lines that say nothing: blank, or a comment such as austin's "# mode: wall". */
static bool
is_silent(struct pfl_span line)
{
	return pfl_span_trim(line).n == 0 || pfl_span_starts(line, "# ");
}

/* What ends a line: LF, or CR where there is nothing else, as on Macs long ago. */
static char
line_end(struct pfl_span head)
{
	if (!head.n || memchr(head.at, '\n', head.n))
		return '\n';
	return memchr(head.at, '\r', head.n) ? '\r' : '\n';
}

struct tally {
	size_t lines, good, two;
};

/* Count the kinds of lines among the complete ones of the head. */
static struct tally
tally_head(struct pfl_span head)
{
	char end = line_end(head);
	struct tally t = { 0 };
	struct pfl_span line;
	struct record r;

	while (pfl_span_cut(&head, end, &line)) {
		bool complete = head.at != NULL;

		if (line.n && line.at[line.n - 1] == '\r')
			line.n--;
		if (is_silent(line) || (!complete && t.lines))
			continue;
		t.lines++;
		if (parse_line(line, &r)) {
			t.good++;
			t.two += r.two;
		}
	}
	return t;
}

static int
folded_probe(struct pfl_span head)
{
	struct tally t;

	if (memchr(head.at, '\0', head.n))
		return 0;
	t = tally_head(head);
	if (t.good * 2 >= t.lines && t.good)
		return 60;
	return t.good || (t.lines == 1 && memchr(head.at, ';', head.n)) ? 20 : 0;
}

struct folded {
	struct pfl_builder *b;
	bool two;             /* every line is "stack old new"                      */
	char end;             /* of lines, see line_end()                           */
	struct pfl_span rest; /* of what the source calls a line, where `end` is CR */
	size_t lineno;
	PFL_VEC(uint32_t) stack;
	struct pfl_text last;          /* what `stack` was read from                         */
	struct pfl_text name;          /* scratch: a name without its escapes                */
	size_t skipped, first_skipped; /* lines that are not records; number of the first   */
	bool fractions;
	uint32_t carry, carry_before; /* billionths that the values so far leave out        */
};

/*
 * The count as a whole number, with what was cut off carried to the next record: single values
 * are within one of the truth, and so is their sum.
 */
static bool
settle(struct folded *f, struct count count, uint32_t *carry, int64_t *value)
{
	if (count.whole > INT64_MAX)
		return false;
	f->fractions |= count.nano != 0;
	*carry += count.nano;
	if (*carry >= NANO) {
		*carry -= NANO;
		count.whole++;
	}
	*value = (int64_t)count.whole;
	return count.whole <= INT64_MAX;
}

/*
 * Leave what the stack before began with, as nearly all do where collapsers have sorted them,
 * and take it off this one.
 */
static void
keep_shared(struct folded *f, struct pfl_span *stack)
{
	struct pfl_span last = pfl_text_span(&f->last);
	size_t most = last.n < stack->n ? last.n : stack->n, frames = 0, bytes = 0;

	for (size_t i = 0; i < most && last.at[i] == stack->at[i]; i++) {
		if (last.at[i] == ';') {
			frames++;
			bytes = i + 1;
		}
	}
	f->stack.n = frames;
	pfl_text_reset(&f->last);
	pfl_text_add(&f->last, *stack);
	if (bytes) {
		stack->at += bytes;
		stack->n -= bytes;
	}
}

/* Split a stack into f->stack. */
static bool
split_stack(struct folded *f, struct pfl_span stack, struct pfl_error *err)
{
	struct pfl_span name;

	while (stack.n && stack.at[stack.n - 1] == ';') /* empty frames at the end vanish */
		stack.n--;
	if (stack.n == 0)
		stack = (struct pfl_span){ 0 };
	keep_shared(f, &stack);
	while (pfl_span_cut(&stack, ';', &name)) {
		if (!pfl_vec_reserve(&f->stack, 1, pfl_builder_budget(f->b), "a stack", err))
			return false;
		if (name.n && memchr(name.at, '\\', name.n)) {
			pfl_text_reset(&f->name);
			pfl_unescape_folded(&f->name, name);
			name = pfl_text_span(&f->name);
		}
		f->stack.at[f->stack.n++] = pfl_build_named_location(f->b, name);
		if (!pfl_builder_check(f->b, err))
			return false;
	}
	return true;
}

static bool
add_record(struct folded *f, const struct record *r, size_t lineno, struct pfl_error *err)
{
	struct pfl_span stack = r->stack;
	int64_t value, before = 0;

	if (!f->two && r->two) /* the first number belongs to the name after all */
		stack.n = (size_t)(r->stack.n + 1 +
			strspn(stack.at + stack.n + 1, "0123456789."));
	if (!settle(f, r->count, &f->carry, &value) ||
		(f->two && !settle(f, r->before, &f->carry_before, &before)))
		return pfl_fail(err, PFL_FORMAT, "line %zu: the count is out of range", lineno);
	if (!split_stack(f, stack, err))
		return false;
	pfl_build_sample_of(f->b, f->stack.at, f->stack.n, 0, &value, 1);
	if (f->two)
		pfl_build_before(f->b, &before, 1);
	return pfl_builder_check(f->b, err);
}

static bool
next_line(struct folded *f, struct pfl_source *source, struct pfl_span *line)
{
	f->lineno++;
	if (f->end == '\n')
		return pfl_source_line(source, line);
	if (pfl_span_cut(&f->rest, f->end, line))
		return true;
	return pfl_source_line(source, &f->rest) && pfl_span_cut(&f->rest, f->end, line);
}

static bool
read_lines(struct folded *f, struct pfl_source *source, struct pfl_error *err)
{
	struct pfl_span line;
	struct record r;
	size_t records = 0;

	while (next_line(f, source, &line)) {
		if (is_silent(line))
			continue;
		if (!parse_line(line, &r) || (f->two && !r.two)) {
			if (f->skipped++ == 0)
				f->first_skipped = f->lineno;
			continue;
		}
		records++;
		if (!add_record(f, &r, f->lineno, err))
			return false;
	}
	if (!pfl_source_ok(source, err))
		return false;
	if (records == 0)
		return f->skipped
			? pfl_fail(err, PFL_FORMAT, "line %zu: expected 'stack count'%s",
				  f->first_skipped,
				  f->skipped > 1 ? ", as in every other line" : "")
			: pfl_fail(err, PFL_FORMAT, "the file is empty");
	return true;
}

static bool
folded_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_span head = pfl_source_peek(source, HEAD);
	struct tally t = tally_head(head);
	struct folded f = { .b = b, .two = t.good && t.two == t.good, .end = line_end(head) };
	bool ok;

	pfl_build_named_type(b, "samples", "count");
	/* Unless it was sorted, which nobody can see: what was first stands first. */
	pfl_build_meta(b)->in_time = true;
	ok = read_lines(&f, source, err);
	if (f.skipped)
		pfl_build_note(b,
			"%zu line%s 'stack count' and %s skipped (the first is line %zu)",
			f.skipped, f.skipped == 1 ? " is not" : "s are not",
			f.skipped == 1 ? "was" : "were", f.first_skipped);
	if (f.fractions)
		pfl_build_note(
			b, "fractional counts were made whole; the total is exact to one");
	pfl_vec_clear(&f.stack, pfl_builder_budget(b));
	pfl_text_clear(&f.last);
	pfl_text_clear(&f.name);
	return ok;
}

const struct pfl_decoder pfl_decode_folded = {
	.name = "folded",
	.help = "folded stacks, 'main;parse 42' a line, as stackcollapse and inferno write "
		"them; "
		"two counts a line are old and new",
	.lost = "parts of counts behind the point, in the end",
	.known_by = "lines that end in a number; two numbers in every line are old and new",
	.probe = folded_probe,
	.decode = folded_decode,
};
