/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jemalloc's heap profiles, "heap_v2/524288": of each stack what all threads hold together, and
 * what each of them does.
 */
#include "base/scan.h"
#include "decode/allocations.h"

enum { INUSE_COUNT, INUSE_SIZE, ALLOC_COUNT, ALLOC_SIZE, NUMBERS };

/* "  t3: 1683: 28199005 [0: 0]", or "t*" for all threads. */
struct record {
	struct pfl_span thread; /* "3", "*" */
	int64_t number[NUMBERS];
};

struct jemalloc {
	struct pfl_legacy d;
	int64_t rate;
	bool with_allocated;
	bool at_stack;             /* addresses were read, and lines of threads follow */
	struct pfl_text addresses; /* of that stack */
	struct record all;         /* what all threads hold; until a single one is seen */
	bool have_all;
};

static bool
parse_header(struct pfl_span line, int64_t *rate)
{
	line = pfl_span_trim(line);
	return pfl_scan_text(&line, "heap_v2/") && pfl_span_i64(line, rate) && *rate >= 0;
}

static bool
take_number(struct pfl_span *s, const char *mark, int64_t *number)
{
	pfl_scan_blanks(s);
	return pfl_scan_text(s, mark) && (pfl_scan_blanks(s), pfl_scan_i64(s, number));
}

static bool
parse_record(struct pfl_span line, struct record *r)
{
	struct pfl_span rest = line;

	if (!pfl_scan_text(&rest, "t") || !pfl_span_cut(&rest, ':', &r->thread) || !rest.at)
		return false;
	for (size_t i = 0; i < r->thread.n; i++) {
		if (!pfl_is_digit(r->thread.at[i]) && !pfl_span_eq(r->thread, pfl_span_of("*")))
			return false;
	}
	if (!r->thread.n || !take_number(&rest, "", &r->number[INUSE_COUNT]) ||
		!take_number(&rest, ":", &r->number[INUSE_SIZE]) ||
		!take_number(&rest, "[", &r->number[ALLOC_COUNT]) ||
		!take_number(&rest, ":", &r->number[ALLOC_SIZE]))
		return false;
	pfl_scan_blanks(&rest);
	return pfl_span_eq(rest, pfl_span_of("]"));
}

static int
jemalloc_probe(struct pfl_span head)
{
	struct pfl_span line;
	int64_t rate;

	return pfl_legacy_first_line(&head, NULL, &line) && parse_header(line, &rate) ? 90 : 0;
}

/* A pair of numbers, corrected for sampling; *block is the size of one allocation. */
static bool
read_pair(struct jemalloc *j, const int64_t *number, int64_t *values, int64_t *block)
{
	values[0] = number[0];
	values[1] = number[1];
	if (values[0] < 0 || values[1] < 0)
		return pfl_legacy_expected(&j->d, "no numbers below 0");
	if (values[0] > 0)
		*block = values[1] / values[0];
	return pfl_unsample(j->rate, &values[0], &values[1]) ||
		pfl_fail(j->d.err, PFL_FORMAT,
			"line %zu: out of range once it is corrected for sampling",
			pfl_source_lineno(j->d.source));
}

static bool
add_sample(struct jemalloc *j, const struct record *r, bool one_thread)
{
	struct pfl_legacy *d = &j->d;
	int64_t values[NUMBERS], block = 0;
	size_t n = 0;

	if (j->with_allocated) {
		if (!read_pair(j, &r->number[ALLOC_COUNT], values, &block))
			return false;
		n = 2;
	}
	return read_pair(j, &r->number[INUSE_COUNT], values + n, &block) &&
		pfl_legacy_sample(d, values, n + 2, pfl_text_span(&j->addresses)) &&
		(!one_thread || pfl_legacy_text_label(d, pfl_span_of("thread"), r->thread)) &&
		pfl_legacy_number(d, "bytes", block);
}

/* No thread had a line of its own. */
static bool
end_stack(struct jemalloc *j)
{
	bool all = j->have_all;

	j->have_all = false;
	return !all || add_sample(j, &j->all, false);
}

static bool
start_stack(struct jemalloc *j, struct pfl_span addresses)
{
	if (!end_stack(j))
		return false;
	j->at_stack = true;
	pfl_text_reset(&j->addresses);
	pfl_text_add(&j->addresses, addresses);
	return pfl_text_ok(&j->addresses, j->d.err);
}

static bool
read_record(struct jemalloc *j, const struct record *r)
{
	if (!pfl_span_eq(r->thread, pfl_span_of("*"))) {
		j->have_all = false;
		return add_sample(j, r, true);
	}
	j->all = *r;
	j->have_all = true;
	return true;
}

/* The sums over all stacks, which say whether allocations were counted, too. */
static bool
read_sums(struct jemalloc *j, const struct record *r)
{
	if (r->number[ALLOC_COUNT] || r->number[ALLOC_SIZE])
		j->with_allocated = true;
	return true;
}

static void
declare(struct jemalloc *j)
{
	struct pfl_legacy *d = &j->d;

	if (j->with_allocated) {
		pfl_build_named_type(d->b, "alloc_objects", "count");
		pfl_build_named_type(d->b, "alloc_space", "bytes");
	}
	pfl_build_named_type(d->b, j->with_allocated ? "inuse_objects" : "objects", "count");
	pfl_build_named_type(d->b, j->with_allocated ? "inuse_space" : "space", "bytes");
	pfl_legacy_period(d, pfl_span_of("space"), "bytes", j->rate);
	pfl_allocations_drop(d);
}

static bool
read_profile(struct jemalloc *j)
{
	struct pfl_legacy *d = &j->d;
	struct pfl_span line;
	struct record r;

	if (!pfl_legacy_line(d, &line) || !parse_header(line, &j->rate))
		return pfl_source_ok(d->source, d->err) &&
			pfl_legacy_expected(d, "'heap_v2/RATE'");
	while (pfl_legacy_line(d, &line)) {
		if (pfl_scan_text(&line, "@")) {
			if (!start_stack(j, line))
				return false;
		} else if (!parse_record(line, &r)) {
			return pfl_legacy_expected(
				d, "'@ addresses' or 't1: count: size [count: size]'");
		} else if (!(j->at_stack ? read_record(j, &r) : read_sums(j, &r))) {
			return false;
		}
	}
	if (d->err->code != PFL_OK || !end_stack(j))
		return false;
	declare(j);
	return pfl_legacy_finish(d);
}

static bool
jemalloc_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct jemalloc j = { 0 };
	bool ok;

	pfl_legacy_init(&j.d, source, b, err);
	ok = read_profile(&j);
	pfl_legacy_clear(&j.d);
	pfl_text_clear(&j.addresses);
	return ok;
}

const struct pfl_decoder pfl_decode_jemalloc = {
	.name = "jemalloc",
	.help = "jemalloc's heap profiles as text (heap_v2), by thread",
	.lost = "names of threads",
	.known_by = "the first line, 'heap_v2/RATE'",
	.probe = jemalloc_probe,
	.decode = jemalloc_decode,
};
