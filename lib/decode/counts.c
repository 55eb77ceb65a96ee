/* SPDX-License-Identifier: Apache-2.0 */
/* Counts of stacks: "goroutine profile: total 7", as Go writes them with debug=1. */
#include "base/scan.h"
#include "decode/legacy.h"

/* Frames of the profilers themselves, and those that Go does not name. */
static const char drop_frames[] = PFL_LEGACY_DROP_PROFILER "|" PFL_LEGACY_DROP_HIDDEN;

/* "NAME profile: total N". */
static bool
parse_header(struct pfl_span line, struct pfl_span *name)
{
	struct pfl_span digits;

	if (!pfl_scan_word(&line, name) || !pfl_scan_text(&line, " profile: total "))
		return false;
	if (!pfl_scan_word(&line, &digits) || line.n)
		return false;
	for (size_t i = 0; i < digits.n; i++) {
		if (!pfl_is_digit(digits.at[i]))
			return false;
	}
	return true;
}

/* "2 @ 0x12 0x34". */
static bool
parse_sample(struct pfl_span line, int64_t *count, struct pfl_span *addresses)
{
	if (!pfl_scan_i64(&line, count))
		return false;
	pfl_scan_blanks(&line);
	*addresses = line;
	return pfl_scan_text(addresses, "@");
}

static int
counts_probe(struct pfl_span head)
{
	struct pfl_span line, name, addresses;
	int64_t count;

	if (!pfl_legacy_first_line(&head, "#", &line) || !parse_header(line, &name))
		return 0;
	if (!pfl_legacy_first_line(&head, "#", &line) || pfl_span_starts(line, "---") ||
		parse_sample(line, &count, &addresses))
		return 90;
	/* Damaged, or a folded stack with an odd name. */
	return memchr(line.at, ';', line.n) ? 20 : 70;
}

static bool
read_samples(struct pfl_legacy *d)
{
	struct pfl_span line, addresses;
	int64_t count;

	while (pfl_legacy_line(d, &line)) {
		if (!parse_sample(line, &count, &addresses))
			return pfl_legacy_expected(d, "'count @ addresses'");
		if (!pfl_legacy_sample(d, &count, 1, addresses))
			return false;
	}
	return pfl_legacy_finish(d);
}

static bool
read_profile(struct pfl_legacy *d)
{
	struct pfl_span line, name;

	if (!pfl_legacy_line(d, &line) || !parse_header(line, &name))
		return pfl_source_ok(d->source, d->err) &&
			pfl_legacy_expected(d, "'NAME profile: total N'");
	pfl_build_type(d->b, pfl_build_string(d->b, name),
		pfl_build_string(d->b, pfl_span_of("count")));
	pfl_legacy_period(d, name, "count", 1);
	pfl_legacy_drop(d, drop_frames, "");
	return read_samples(d);
}

static bool
counts_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_legacy d;
	bool ok;

	pfl_legacy_init(&d, source, b, err);
	ok = read_profile(&d);
	pfl_legacy_clear(&d);
	return ok;
}

const struct pfl_decoder pfl_decode_counts = {
	.name = "counts",
	.help = "counts of stacks as text: Go's goroutine, threadcreate and own profiles with "
		"debug=1, symbols and labels included",
	.lost = "text behind the samples but for the memory map",
	.known_by = "the first line, 'NAME profile: total N'",
	.probe = counts_probe,
	.decode = counts_decode,
};
