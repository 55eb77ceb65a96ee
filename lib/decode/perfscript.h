/* SPDX-License-Identifier: Apache-2.0 */
/* The first line of a sample in `perf script`'s text. */
#ifndef PFL_DECODE_PERFSCRIPT_H
#define PFL_DECODE_PERFSCRIPT_H

#include "base/span.h"

/*
 * What the line says; what perf was not asked to print is missing. `rest` is what stands behind
 * the event: nothing, what a tracepoint recorded, or the frame of a sample without callers.
 */
struct pfl_perf_header {
	struct pfl_span comm, event, rest;
	bool has_pid, has_tid, has_cpu, has_time, has_period;
	int64_t pid, tid, cpu;
	uint64_t time, period; /* time in nanoseconds */
};

/*
 * Take "V8 Worker 24636/25607 [000] 94564.109216: 100 cycles:u: ..." apart. False when the line
 * has no thread followed by a time or an event.
 */
bool pfl_perf_header_parse(struct pfl_span line, struct pfl_perf_header *header);

#endif
