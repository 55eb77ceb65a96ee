/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What bpftrace prints of a map whose keys are stacks, with other keys around them:
 *
 *     @name[sshd, 12,
 *         function+16
 *         main+0x2a (/usr/sbin/sshd)
 *     , comm]: 3
 *
 * Frames come leaf first. A map is a sample type; a key that is a text becomes the root.
 */
#include "base/scan.h"
#include "decode/decoder.h"
#include "decode/native.h"
#include "decode/perf.h"
#include "decode/textstack.h"

enum {
	LEAST_ADDRESS = 5,  /* digits, of which one is no letter */
	WHOLE_ADDRESS = 16, /* digits */
};

struct bpftrace {
	struct pfl_source *source;
	struct pfl_builder *b;
	struct pfl_error *err;
	struct pfl_natives natives;
	struct pfl_perf perf; /* samples of many types; a map is what an event is there */
	struct pfl_perf_sample sample;
	struct pfl_text key; /* of the record at hand, "" so far */
	bool open;
	struct pfl_textstack stack; /* leaf first */
	size_t samples, skipped, first_skipped;
};

/* "@name[": the name and what stands behind the bracket. */
static bool
begins_record(struct pfl_span line, struct pfl_span *name, struct pfl_span *rest)
{
	*rest = line;
	if (!pfl_scan_text(rest, "@") || !pfl_span_cut(rest, '[', name) || !rest->at)
		return false;
	for (size_t i = 0; i < name->n; i++) {
		char c = name->at[i];

		if (!pfl_is_digit(c) && c != '_' && ((c | 0x20) < 'a' || (c | 0x20) > 'z'))
			return false;
	}
	return true;
}

/* "..., comm]: 3", at the last "]: ": what is in front of it, and the count. */
static bool
ends_record(struct pfl_span line, struct pfl_span *keys, int64_t *count)
{
	size_t digits = line.n;

	while (digits > 0 && pfl_is_digit(line.at[digits - 1]))
		digits--;
	if (digits < 3 || digits == line.n || memcmp(line.at + digits - 3, "]: ", 3) != 0)
		return false;
	*keys = (struct pfl_span){ line.at, digits - 3 };
	return pfl_span_i64((struct pfl_span){ line.at + digits, line.n - digits }, count);
}

static bool
is_number(struct pfl_span key)
{
	int64_t number;

	return pfl_span_i64(key, &number);
}

/* Keys on one line, of which the last that is a text counts. */
static void
take_keys(struct bpftrace *t, struct pfl_span keys)
{
	struct pfl_span key;

	while (keys.n && pfl_span_cut(&keys, ',', &key)) {
		key = pfl_span_trim(key);
		if (!key.n || is_number(key))
			continue;
		pfl_text_reset(&t->key);
		pfl_text_add(&t->key, key);
	}
}

/* Cut off "+16" or "+0x10". */
static struct pfl_span
without_offset(struct pfl_span name)
{
	struct pfl_span cut = pfl_native_without_offset(name);
	size_t n = cut.n;

	while (n > 0 && pfl_is_digit(cut.at[n - 1]))
		n--;
	if (n > 1 && n < cut.n && cut.at[n - 1] == '+')
		cut.n = n - 1;
	return cut;
}

/* Cut off the address that stands in front of a name in mode perf: "7f12ab main", "3 0x3". */
static struct pfl_span
without_address(struct pfl_span line)
{
	struct pfl_span name;
	bool digit = false;
	size_t n = 0;

	for (; n < line.n && pfl_is_lower_hex(line.at[n]); n++)
		digit = digit || pfl_is_digit(line.at[n]);
	if (n == 0 || n + 1 >= line.n || line.at[n] != ' ')
		return line;
	name = (struct pfl_span){ line.at + n + 1, line.n - n - 1 };
	return n >= WHOLE_ADDRESS || (digit && n >= LEAST_ADDRESS) ||
			pfl_span_starts(name, "0x")
		? name
		: line;
}

/* "main+42 (/usr/bin/app)", "7f12ab main+0x2a (/usr/bin/app)" of mode perf, "0x7f12ab". */
static bool
add_frame(struct bpftrace *t, struct pfl_span line)
{
	struct pfl_span name = line, object = { "", 0 };
	size_t open = pfl_span_find(line, " (");
	uint32_t row;

	if (pfl_span_ends(line, ")") && open < line.n && line.at[0] != '(') {
		object = (struct pfl_span){ line.at + open + 2, line.n - open - 3 };
		name.n = open;
	}
	if (!pfl_textstack_may_grow(t->source, t->b, t->stack.n, t->err))
		return false;
	if (!pfl_native_function(
		    &t->natives, without_address(without_offset(name)), object, t->err))
		return false;
	row = pfl_native_location(&t->natives, t->err);
	return pfl_textstack_push(&t->stack, row, t->b, t->err);
}

static bool
end_record(struct bpftrace *t, struct pfl_span keys, int64_t count)
{
	take_keys(t, keys);
	t->open = false;
	if (!pfl_text_ok(&t->key, t->err) ||
		!pfl_perf_comm(&t->perf, pfl_text_span(&t->key), &t->sample, t->err))
		return false;
	if (count == 0)
		return true; /* a sample of perf counts 1 at least */
	t->sample.has_period = true;
	t->sample.period = (uint64_t)count;
	t->samples++;
	return pfl_perf_add(&t->perf, &t->sample, t->stack.at, t->stack.n, t->err);
}

static void
skip(struct bpftrace *t)
{
	if (t->skipped++ == 0)
		t->first_skipped = pfl_source_lineno(t->source);
}

static bool
start_record(struct bpftrace *t, struct pfl_span name, struct pfl_span keys)
{
	struct pfl_span rest = keys;
	int64_t count;

	/* A map of other things in front of those with stacks is no sample type to begin with.
	 */
	if (!t->samples && ends_record(rest, &rest, &count) && rest.n && rest.at[0] != ',') {
		skip(t);
		return true;
	}
	t->sample = (struct pfl_perf_sample){
		.event = pfl_build_string(t->b, name),
		.root = PFL_NONE,
	};
	t->stack.n = 0;
	pfl_text_reset(&t->key);
	t->open = true;
	if (ends_record(keys, &keys, &count)) /* a stack of nothing */
		return end_record(t, keys, count);
	take_keys(t, keys);
	return pfl_builder_check(t->b, t->err);
}

/* What bpftrace says before it begins. */
static bool
is_greeting(struct pfl_span line)
{
	return pfl_span_starts(line, "Attaching ") || pfl_span_starts(line, "Attached ");
}

/* "Lost 12 events", or a map without stacks, "@start: 12", "@n[sshd]: 3", before those with. */
static bool
is_aside(struct pfl_span line)
{
	struct pfl_span name, rest = line;
	uint64_t number;
	int64_t count;

	if (begins_record(line, &name, &rest))
		return ends_record(rest, &rest, &count);
	rest = line;
	if (pfl_scan_text(&rest, "Lost ") && pfl_scan_u64(&rest, &number))
		return pfl_span_eq(rest, pfl_span_of(" events"));
	rest = line;
	return pfl_scan_text(&rest, "@") && pfl_scan_word(&rest, &name) &&
		pfl_span_ends(name, ":") && (pfl_scan_blanks(&rest), true) &&
		pfl_scan_u64(&rest, &number) && !rest.n;
}

static bool
read_line(struct bpftrace *t, struct pfl_span line)
{
	struct pfl_span name, keys;
	int64_t count;

	line = pfl_span_trim(line);
	if (begins_record(line, &name, &keys))
		return start_record(t, name, keys);
	if (t->open && ends_record(line, &keys, &count))
		return end_record(t, keys, count);
	if (!line.n || (t->open && pfl_span_eq(line, pfl_span_of(","))))
		return true; /* between the stacks of the kernel and of the program */
	if (t->open)
		return add_frame(t, line);
	if (!is_greeting(line))
		skip(t);
	return true;
}

static bool
read_maps(struct bpftrace *t)
{
	struct pfl_span line;

	while (pfl_source_line(t->source, &line)) {
		if (!read_line(t, line))
			return false;
	}
	if (!pfl_source_ok(t->source, t->err))
		return false;
	if (!t->samples)
		return pfl_fail(t->err, PFL_FORMAT,
			"line %zu: expected a map of stacks as bpftrace prints it, '@[', "
			"frames, "
			"']: COUNT'",
			pfl_source_lineno(t->source));
	if (t->open)
		pfl_build_note(t->b, "the last stack has no count and was skipped");
	if (t->skipped)
		pfl_build_note(t->b,
			"%zu line%s of no map and %s skipped (the first is line %zu)",
			t->skipped, t->skipped == 1 ? " is" : "s are",
			t->skipped == 1 ? "was" : "were", t->first_skipped);
	return pfl_natives_finish(&t->natives, t->err) &&
		pfl_perf_finish(&t->perf, NULL, t->err);
}

static bool
bpftrace_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct bpftrace t = { .source = source, .b = b, .err = err };
	bool ok;

	pfl_perf_init(&t.perf, b);
	pfl_build_meta(b)->in_time = false;
	ok = pfl_natives_init(&t.natives, b, err) && read_maps(&t);
	pfl_natives_clear(&t.natives);
	pfl_perf_clear(&t.perf);
	pfl_text_clear(&t.key);
	pfl_vec_clear(&t.stack, pfl_builder_budget(b));
	return ok;
}

/* A line that begins a record, behind what bpftrace says of its probes. */
static int
bpftrace_probe(struct pfl_span head)
{
	struct pfl_span line, name, keys;

	while (pfl_span_cut(&head, '\n', &line)) {
		line = pfl_span_trim(line);
		if (!line.n || is_greeting(line) || is_aside(line))
			continue;
		if (!begins_record(line, &name, &keys))
			return 0;
		return pfl_span_ends(line, "[") || pfl_span_ends(line, ",") ? 85 : 0;
	}
	return 0;
}

const struct pfl_decoder pfl_decode_bpftrace = {
	.name = "bpftrace",
	.help = "maps of bpftrace whose keys are kstack, ustack or both, as text; one sample "
		"type "
		"for each map",
	.lost = "offsets in functions, numbers among the keys, arguments in names",
	.known_by = "the line that begins a map, '@[' or '@NAME[...,'",
	.probe = bpftrace_probe,
	.decode = bpftrace_decode,
};
