/* SPDX-License-Identifier: Apache-2.0 */
/* Memory as text: Go's heap and allocs profiles with debug=1, and gperftools' heap profiles and
 * their relatives. */
#include "base/scan.h"
#include "decode/allocations.h"

/* What the word behind the header's "@" says of the numbers. */
static const struct tag {
	const char *name;
	bool sampled;    /* allocations were picked by size: correct for that */
	int64_t divisor; /* of the rate, to get bytes per sample              */
} tags[] = {
	/* Go writes twice its rate, as the first C++ profilers did. */
	{ "heap", true, 2 },
	{ "heap_v2", true, 1 },
	{ "heapz_v2", true, 1 },
	{ "heapprofile", false, 1 },
	/* Memory that the heap has grown by, and memory that is free in it but for a little. */
	{ "growthz", false, 1 },
	{ "growth", false, 1 },
	{ "fragmentationz", false, 1 },
	{ "fragmentation", false, 1 },
};

struct header {
	struct pfl_span number[4]; /* in-use count and size, allocated count and size */
	const struct tag *tag;
	struct pfl_span rate;
};

struct heap {
	struct pfl_legacy d;
	bool sampled, with_allocated;
	int64_t rate;
};

/* A number as text, so that headers can be compared by their looks. */
static bool
take_number(struct pfl_span *s, struct pfl_span *number)
{
	size_t n;

	pfl_scan_blanks(s);
	n = pfl_span_digits(*s, s->n && s->at[0] == '-');
	*number = (struct pfl_span){ s->at, n };
	s->at += n;
	s->n -= n;
	return n > 0 && pfl_is_digit(number->at[n - 1]);
}

static bool
take_mark(struct pfl_span *s, const char *mark)
{
	pfl_scan_blanks(s);
	return pfl_scan_text(s, mark);
}

/* "3: 1024 [7: 4096] @", the numbers as text. */
static bool
take_counts(struct pfl_span *s, struct pfl_span number[4])
{
	return take_number(s, &number[0]) && take_mark(s, ":") && take_number(s, &number[1]) &&
		take_mark(s, "[") && take_number(s, &number[2]) && take_mark(s, ":") &&
		take_number(s, &number[3]) && take_mark(s, "]") && take_mark(s, "@");
}

/* "heap profile: 3: 1024 [7: 4096] @ heap/1048576", whatever stands in front. */
static bool
parse_header(struct pfl_span line, struct header *h)
{
	static const char title[] = "heap profile:";
	size_t at = pfl_span_find(line, title);
	struct pfl_span tag;

	if (at == line.n)
		return false;
	line.at += at + strlen(title);
	line.n -= at + strlen(title);
	if (!take_counts(&line, h->number))
		return false;
	pfl_scan_blanks(&line);
	h->rate = line;
	pfl_span_cut(&h->rate, '/', &tag);
	tag = pfl_span_trim(tag);
	h->rate = pfl_span_trim(h->rate);
	h->tag = NULL;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (pfl_span_eq(tag, pfl_span_of(tags[i].name)))
			h->tag = &tags[i];
	}
	return true;
}

static int
heap_probe(struct pfl_span head)
{
	struct header h;
	struct pfl_span line;

	if (!pfl_legacy_first_line(&head, NULL, &line) || !parse_header(line, &h))
		return 0;
	return h.tag ? 90 : 20;
}

/* Were more things allocated than are in use? A header that says the same twice, or 0, has no
 * columns for it. */
static bool
has_allocated(const struct header *h)
{
	for (size_t i = 0; i < 2; i++) {
		if (!pfl_span_eq(h->number[i], h->number[i + 2]) &&
			!pfl_span_eq(h->number[i + 2], pfl_span_of("0")))
			return true;
	}
	return false;
}

/* Count and size of one pair, corrected; *block is the size of one allocation. */
static bool
read_pair(struct heap *h, const struct pfl_span *number, const char *what, int64_t *values,
	int64_t *block)
{
	size_t lineno = pfl_source_lineno(h->d.source);

	if (!pfl_span_i64(number[0], &values[0]) || !pfl_span_i64(number[1], &values[1]) ||
		(values[0] == -1 && values[1] == INT64_MIN))
		return pfl_legacy_expected(&h->d, "numbers of at most 63 bits");
	if (values[0] == 0 && values[1] != 0)
		return pfl_fail(h->d.err, PFL_FORMAT,
			"line %zu: %s count was 0 but %s bytes was %lld", lineno, what, what,
			(long long)values[1]);
	if (values[0] != 0)
		*block = values[1] / values[0];
	if (h->sampled && !pfl_unsample(h->rate, &values[0], &values[1]))
		return pfl_fail(h->d.err, PFL_FORMAT,
			"line %zu: out of range once it is corrected for sampling", lineno);
	return true;
}

static bool
read_sample(struct heap *h, struct pfl_span line)
{
	struct pfl_span number[4];
	int64_t values[4], block = 0;
	size_t n = 0;

	if (!take_counts(&line, number))
		return pfl_legacy_expected(&h->d, "'count: size [count: size] @ addresses'");
	if (h->with_allocated) {
		if (!read_pair(h, &number[2], "alloc", values, &block))
			return false;
		n = 2;
	}
	return read_pair(h, number, "inuse", values + n, &block) &&
		pfl_legacy_sample(&h->d, values, n + 2, line) &&
		pfl_legacy_number(&h->d, "bytes", block);
}

static bool
read_header(struct heap *h)
{
	struct pfl_legacy *d = &h->d;
	struct header header;
	struct pfl_span line;

	if (!pfl_legacy_line(d, &line) || !parse_header(line, &header))
		return pfl_source_ok(d->source, d->err) &&
			pfl_legacy_expected(d, "'heap profile: N: B [N: B] @ heap/RATE'");
	if (!header.tag)
		return pfl_fail(d->err, PFL_UNSUPPORTED,
			"line %zu: a heap profile of a kind that this version cannot read",
			pfl_source_lineno(d->source));
	if (header.rate.n && !pfl_span_i64(header.rate, &h->rate))
		return pfl_legacy_expected(d, "a sampling rate behind the '/'");
	h->rate /= header.tag->divisor;
	h->sampled = header.tag->sampled;
	h->with_allocated = has_allocated(&header);
	return true;
}

static bool
read_profile(struct heap *h)
{
	struct pfl_legacy *d = &h->d;
	struct pfl_span line;

	if (!read_header(h))
		return false;
	if (h->with_allocated) {
		pfl_build_named_type(d->b, "alloc_objects", "count");
		pfl_build_named_type(d->b, "alloc_space", "bytes");
	}
	pfl_build_named_type(d->b, h->with_allocated ? "inuse_objects" : "objects", "count");
	pfl_build_named_type(d->b, h->with_allocated ? "inuse_space" : "space", "bytes");
	pfl_legacy_period(d, pfl_span_of("space"), "bytes", h->sampled ? h->rate : 1);
	pfl_allocations_drop(d);
	while (pfl_legacy_line(d, &line)) {
		if (!read_sample(h, line))
			return false;
	}
	return pfl_legacy_finish(d);
}

static bool
heap_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct heap h = { 0 };
	bool ok;

	pfl_legacy_init(&h.d, source, b, err);
	ok = read_profile(&h);
	pfl_legacy_clear(&h.d);
	return ok;
}

const struct pfl_decoder pfl_decode_heap = {
	.name = "heap",
	.help = "memory as text: Go's heap and allocs profiles with debug=1, symbols included, "
		"and gperftools' heap, growth and fragmentation profiles",
	.lost = "text behind the samples but for the memory map",
	.known_by = "the first line, 'heap profile: N: B [N: B] @ ...'",
	.probe = heap_probe,
	.decode = heap_decode,
};
