/* SPDX-License-Identifier: Apache-2.0 */
/* What austin's text and its binary format have in common. */
#include "decode/austin.h"

#include "base/scan.h"

#include <inttypes.h>
#include <stdio.h>

void
pfl_austin_meta(struct pfl_builder *b, struct pfl_span key, struct pfl_span value,
	enum pfl_austin_mode *mode)
{
	uint64_t number;

	if (mode && pfl_span_eq(key, pfl_span_of("mode")))
		*mode = pfl_span_starts(value, "cpu")    ? PFL_AUSTIN_CPU
			: pfl_span_starts(value, "mem")  ? PFL_AUSTIN_MEMORY
			: pfl_span_starts(value, "full") ? PFL_AUSTIN_FULL
							 : PFL_AUSTIN_WALL;
	if (pfl_span_eq(key, pfl_span_of("duration")) && pfl_span_u64(value, &number) &&
		number <= INT64_MAX / 1000)
		pfl_build_meta(b)->duration_nanos = (int64_t)number * 1000;
}

void
pfl_austin_types(struct pfl_builder *b, enum pfl_austin_mode mode)
{
	bool full = mode == PFL_AUSTIN_FULL;

	if (full || mode == PFL_AUSTIN_MEMORY)
		pfl_build_named_type(b, "memory", "bytes");
	if (full || mode == PFL_AUSTIN_CPU)
		pfl_build_named_type(b, "cpu", "microseconds");
	if (full || mode == PFL_AUSTIN_WALL)
		pfl_build_named_type(b, "wall", "microseconds");
	pfl_build_meta(b)->in_time = true; /* each sample is written when it is taken */
}

size_t
pfl_austin_values(enum pfl_austin_mode mode, const struct pfl_austin_metrics *metrics,
	int64_t value[PFL_AUSTIN_METRICS])
{
	if (mode != PFL_AUSTIN_FULL) {
		value[0] = mode == PFL_AUSTIN_MEMORY ? metrics->memory : metrics->time;
		return 1;
	}
	value[0] = metrics->memory;
	value[1] = metrics->idle ? 0 : metrics->time;
	value[2] = metrics->time;
	return PFL_AUSTIN_METRICS;
}

uint32_t
pfl_austin_labels(struct pfl_builder *b, struct pfl_span process, struct pfl_span thread)
{
	struct pfl_label labels[2];
	size_t n = 0;

	if (process.n)
		labels[n++] = (struct pfl_label){
			.key = pfl_build_string(b, pfl_span_of("process")),
			.text = pfl_build_string(b, process),
		};
	if (thread.n)
		labels[n++] = (struct pfl_label){
			.key = pfl_build_string(b, pfl_span_of("thread")),
			.text = pfl_build_string(b, thread),
		};
	return pfl_build_labels(b, labels, n);
}

/* May it be what printf makes of a number with %x, rather than a name? */
static bool
is_hexadecimal(struct pfl_span thread)
{
	size_t decimal = 0;

	for (size_t i = 0; i < thread.n; i++) {
		if (!pfl_is_lower_hex(thread.at[i]))
			return false;
		decimal += pfl_is_digit(thread.at[i]);
	}
	return decimal && thread.at[0] != '0' && (decimal < thread.n || thread.n >= 4);
}

struct pfl_span
pfl_austin_thread(struct pfl_span thread, uint64_t version, char digits[PFL_AUSTIN_DIGITS])
{
	struct pfl_span rest = thread;
	uint64_t number;
	int n;

	if ((version >= 4 && !is_hexadecimal(thread)) || !pfl_scan_hex(&rest, &number) ||
		rest.n)
		return thread;
	n = snprintf(digits, PFL_AUSTIN_DIGITS, "%" PRIu64, number);
	return (struct pfl_span){ digits, (size_t)n };
}
