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
 * has no thread followed by a time or an event. Columns tell a period from a thread, so the
 * line is given with the blanks it begins with.
 */
bool pfl_perf_header_parse(struct pfl_span line, struct pfl_perf_header *header);

/* Can the line be taken apart so, and is the thread not what stands behind a time? */
bool pfl_perf_header_is_full(struct pfl_span line);

/*
 * Take a line apart that is known to be a header, and may lack anything: "V8 Worker 24636".
 * *fields is 0 at first, and keeps what the first header had: what others have like that is
 * preferred, whatever their commands look like. False: the line has not the same.
 */
bool pfl_perf_header_parse_bare(
	struct pfl_span line, unsigned *fields, struct pfl_perf_header *header);

/* Is the header's rest in the column where perf prints the address of a lone frame? */
bool pfl_perf_header_frame(struct pfl_span line, struct pfl_span rest);

/* How many hexadecimal digits the text begins with. */
size_t pfl_perf_digits(struct pfl_span s);

/*
 * perfscript_shape.c: what headers without a thread, or without both time and event, are known
 * by, which is what stands around them.
 */
enum pfl_perf_shape {
	PFL_PERF_FULL,   /* headers tell by themselves */
	PFL_PERF_BLOCKS, /* a header is the line behind an empty one, frames are below it */
	PFL_PERF_LINES,  /* a header ends in a frame */
};

enum pfl_perf_shape pfl_perf_shape(struct pfl_span head);

/* "\t          4005d0 main", with an address as wide as perf prints it. */
bool pfl_perf_is_frame(struct pfl_span line);

/* Does the line hold a frame where perf prints a lone one? */
bool pfl_perf_header_has_frame(struct pfl_span line);

#endif
