/* SPDX-License-Identifier: Apache-2.0 */
/* Java's heap and contention profiles as text: samples of numbered places, then the places. */
#include "base/scan.h"
#include "decode/allocations.h"

enum { HEAP_RATE = 512 * 1024 }; /* bytes for each sample of Java's heap profiler */

struct java {
	struct pfl_legacy d;
	bool heap; /* else contention */
	int64_t period;
	bool sampled; /* the period was given */
	uint32_t unit;
	bool declared; /* the sample types were */
};

/* "--- heapz 1 ---" or "--- contentionz 1 ---". */
static bool
parse_header(struct pfl_span line, bool *heap)
{
	struct pfl_span rest = line;

	*heap = pfl_scan_text(&rest, "--- heapz ");
	if (!*heap && !pfl_scan_text(&rest, "--- contentionz "))
		return false;
	return pfl_span_ends(rest, " ---");
}

/* "key = value", which no sample has. */
static bool
parse_attribute(struct pfl_span line, struct pfl_span *key, struct pfl_span *value)
{
	*value = line;
	if (!pfl_span_cut(value, '=', key) || !value->at)
		return false;
	*key = pfl_span_trim(*key);
	*value = pfl_span_trim(*value);
	return true;
}

static int
java_probe(struct pfl_span head)
{
	struct pfl_span line, key, value;
	bool heap;

	if (!pfl_legacy_first_line(&head, NULL, &line) || !parse_header(line, &heap))
		return 0;
	while (pfl_legacy_first_line(&head, NULL, &line) &&
		parse_attribute(line, &key, &value)) {
		if (pfl_span_eq(key, pfl_span_of("format")))
			return pfl_span_eq(value, pfl_span_of("java")) ? 95 : 0;
	}
	return heap ? 50 : 0; /* without it, C++ has contention alone */
}

static bool
read_attribute(struct java *j, struct pfl_span key, struct pfl_span value)
{
	int64_t milliseconds;

	if (pfl_span_eq(key, pfl_span_of("format")))
		return pfl_span_eq(value, pfl_span_of("java")) ||
			pfl_legacy_expected(&j->d, "'format = java'");
	if (pfl_span_eq(key, pfl_span_of("resolution"))) {
		j->unit = pfl_build_string(j->d.b, value);
		return pfl_builder_check(j->d.b, j->d.err);
	}
	if (!j->heap && pfl_span_eq(key, pfl_span_of("sampling period"))) {
		j->sampled = true;
		return (pfl_span_i64(value, &j->period) && j->period > 0) ||
			pfl_legacy_expected(&j->d, "a number above 0 behind the '='");
	}
	if (!j->heap && pfl_span_eq(key, pfl_span_of("ms since reset"))) {
		if (!pfl_span_i64(value, &milliseconds) || milliseconds < 0)
			return pfl_legacy_expected(&j->d, "a number behind the '='");
		if (milliseconds <= INT64_MAX / 1000000)
			pfl_build_meta(j->d.b)->duration_nanos = milliseconds * 1000000;
		return true;
	}
	return pfl_legacy_expected(&j->d,
		"'format', 'resolution', 'sampling period' or 'ms since reset' in front of the "
		"'='");
}

static void
declare(struct java *j)
{
	struct pfl_builder *b = j->d.b;

	pfl_build_named_type(b, j->heap ? "inuse_objects" : "contentions", "count");
	pfl_build_type(b, pfl_build_string(b, pfl_span_of(j->heap ? "inuse_space" : "delay")),
		j->unit);
	if (j->sampled)
		pfl_legacy_period(&j->d, pfl_span_of("contentions"), "count", j->period);
	if (j->heap)
		pfl_allocations_drop(&j->d);
	j->declared = true;
}

static bool
scale(struct java *j, int64_t values[2])
{
	if (j->heap)
		return pfl_unsample(HEAP_RATE, &values[0], &values[1]);
	for (int i = 0; i < 2; i++) {
		if (values[i] > INT64_MAX / j->period || values[i] < INT64_MIN / j->period)
			return false;
		values[i] *= j->period;
	}
	return true;
}

/* "7048 1 @ 0x3 0x4": bytes and objects, or delay and contentions. */
static bool
read_sample(struct java *j, struct pfl_span line)
{
	struct pfl_legacy *d = &j->d;
	int64_t values[2], block = 0;
	uint64_t place;

	if (!pfl_scan_i64(&line, &values[1]))
		return pfl_legacy_expected(d, "'number number @ places' or 'name = value'");
	pfl_scan_blanks(&line);
	if (!pfl_scan_i64(&line, &values[0]))
		return pfl_legacy_expected(d, "'number number @ places'");
	pfl_scan_blanks(&line);
	if (!pfl_scan_text(&line, "@"))
		return pfl_legacy_expected(d, "'number number @ places'");
	if (j->heap && values[0] <= 0)
		return pfl_legacy_expected(d, "a number of objects above 0");
	if (j->heap)
		block = values[1] / values[0];
	if (!scale(j, values))
		return pfl_fail(d->err, PFL_FORMAT,
			"line %zu: out of range once it is corrected for sampling",
			pfl_source_lineno(d->source));
	if (!pfl_legacy_begin(d, values, 2))
		return false;
	for (pfl_scan_blanks(&line); line.n; pfl_scan_blanks(&line)) {
		if (!pfl_span_starts(line, "0x") || !pfl_scan_hex(&line, &place))
			return pfl_legacy_expected(d, "places of at most 64 bits, as 0x1234");
		if (!pfl_legacy_push(d, place))
			return false;
	}
	return !j->heap || pfl_legacy_number(d, "bytes", block);
}

static bool
read_line(struct java *j, struct pfl_span line)
{
	struct pfl_span key, value;

	if (pfl_span_starts(line, "0x"))
		return pfl_legacy_java_place(&j->d, line);
	if (!j->declared && parse_attribute(line, &key, &value))
		return read_attribute(j, key, value);
	if (!j->unit)
		return pfl_legacy_expected(
			&j->d, "'resolution = UNIT' before the first sample");
	if (!j->declared)
		declare(j);
	return read_sample(j, line);
}

static bool
read_header(struct java *j)
{
	struct pfl_span line;

	while (pfl_source_line(j->d.source, &line)) {
		line = pfl_span_trim(line);
		if (parse_header(line, &j->heap))
			return true;
		if (line.n)
			break;
	}
	return pfl_source_ok(j->d.source, j->d.err) &&
		pfl_legacy_expected(&j->d, "'--- heapz 1 ---' or '--- contentionz 1 ---'");
}

static bool
read_profile(struct java *j)
{
	struct pfl_span line;

	if (!read_header(j))
		return false;
	while (pfl_legacy_line(&j->d, &line)) {
		if (!read_line(j, line))
			return false;
	}
	if (j->d.err->code == PFL_OK && !j->declared)
		declare(j);
	return pfl_legacy_finish(&j->d);
}

static bool
java_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct java j = { .period = 1 };
	bool ok;

	pfl_legacy_init(&j.d, source, b, err);
	j.d.no_addresses = true;
	ok = read_profile(&j);
	pfl_legacy_clear(&j.d);
	return ok;
}

const struct pfl_decoder pfl_decode_java = {
	.name = "java",
	.help = "Java's heapz and contentionz as text, symbols included",
	.lost = "other text among the places",
	.known_by = "the first lines, '--- heapz 1 ---' or '--- contentionz 1 ---' and 'format "
		    "= java'",
	.probe = java_probe,
	.decode = java_decode,
};
