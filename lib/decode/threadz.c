/* SPDX-License-Identifier: Apache-2.0 */
/* Stacks of threads as text, as C++ servers show them under /threadz. */
#include "base/scan.h"
#include "decode/legacy.h"

/* "--- threadz 1 ---", which may stand in front. */
static bool
is_title(struct pfl_span line)
{
	return pfl_span_starts(line, "--- threadz ") && pfl_span_ends(line, " ---");
}

/* "--- Thread 7f794ab90940 (name: main/14748) stack: ---" */
static bool
is_thread(struct pfl_span line)
{
	return pfl_span_starts(line, "--- Thread ") && pfl_span_ends(line, " stack: ---");
}

static int
threadz_probe(struct pfl_span head)
{
	struct pfl_span line;

	return pfl_legacy_first_line(&head, NULL, &line) && (is_title(line) || is_thread(line))
		? 90
		: 0;
}

/* A thread that is being read. */
struct threadz {
	struct pfl_legacy d;
	uint64_t leaf;
	size_t depth;   /* addresses so far, the leaf included */
	bool as_before; /* its stack is that of the thread before */
	size_t threads; /* complete ones */
};

/* All but the leaf return from calls. A leaf that was called, too, is the same frame twice. */
static bool
add_address(struct threadz *t, uint64_t address)
{
	int64_t one = 1;

	if (t->depth++ == 0) {
		t->leaf = address;
		return pfl_legacy_begin(&t->d, &one, 1) && pfl_legacy_push(&t->d, address);
	}
	if (address > 0)
		address--;
	if (t->depth == 2 && t->leaf == address + 1)
		return true;
	return pfl_legacy_push(&t->d, address);
}

/* Every "0x..." of a line, whatever is between. */
static bool
read_addresses(struct threadz *t, struct pfl_span line)
{
	for (;;) {
		size_t at = pfl_span_find(line, "0x");
		uint64_t address;

		if (at == line.n)
			return true;
		line.at += at;
		line.n -= at;
		if (!pfl_scan_hex(&line, &address))
			return pfl_legacy_expected(&t->d, "addresses of at most 64 bits");
		if (!add_address(t, address))
			return false;
	}
}

static bool
end_thread(struct threadz *t)
{
	if (t->as_before) {
		if (!t->d.open)
			return pfl_legacy_expected(&t->d, "a thread in front of this one");
		t->d.values[0]++;
	} else if (t->depth == 0) {
		return pfl_legacy_expected(&t->d, "the addresses of the thread");
	}
	t->threads++;
	t->as_before = false;
	t->depth = 0;
	return true;
}

/* Lines from behind a thread's heading to the next "---", which is left in *line. */
static bool
read_thread(struct threadz *t, struct pfl_span *line, bool *more)
{
	while ((*more = pfl_source_line(t->d.source, line))) {
		*line = pfl_span_trim(*line);
		if (pfl_span_starts(*line, "---"))
			break;
		if (pfl_span_find(*line, "same as previous thread") < line->n)
			t->as_before = true;
		else if (!read_addresses(t, *line))
			return false;
	}
	return pfl_source_ok(t->d.source, t->d.err) && end_thread(t);
}

static bool
read_threads(struct threadz *t)
{
	struct pfl_legacy *d = &t->d;
	struct pfl_span line;
	bool more;

	do { /* what stands between the title and the first thread says nothing */
		more = pfl_source_line(d->source, &line);
		line = more ? pfl_span_trim(line) : (struct pfl_span){ 0 };
	} while (more && !is_thread(line) && !pfl_maps_begins(line));
	while (more && is_thread(line)) {
		if (!read_thread(t, &line, &more))
			return false;
	}
	if (!pfl_source_ok(d->source, d->err))
		return false;
	if (!t->threads)
		return pfl_legacy_expected(d, "'--- Thread ID (name: NAME/TID) stack: ---'");
	d->at_map = more && pfl_maps_begins(line);
	return true;
}

static bool
threadz_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct threadz t = { 0 };
	bool ok;

	pfl_legacy_init(&t.d, source, b, err);
	pfl_build_named_type(b, "thread", "count");
	pfl_legacy_period(&t.d, pfl_span_of("thread"), "count", 1);
	pfl_legacy_drop(&t.d, PFL_LEGACY_DROP_PROFILER, "");
	ok = read_threads(&t) && pfl_legacy_finish(&t.d);
	pfl_legacy_clear(&t.d);
	return ok;
}

const struct pfl_decoder pfl_decode_threadz = {
	.name = "threadz",
	.help = "stacks of threads as text, from /threadz of C++ servers",
	.lost = "names and numbers of threads, names of functions",
	.known_by = "the first line, '--- threadz N ---' or '--- Thread ...'",
	.probe = threadz_probe,
	.decode = threadz_decode,
};
