/* SPDX-License-Identifier: Apache-2.0 */
/* What `go test -bench` prints, as text or with -json: which benchmarks ran, and how often. */
#ifndef PFL_DECODE_GOBENCH_H
#define PFL_DECODE_GOBENCH_H

#include "base/strtab.h"
#include "base/vec.h"
#include "io/source.h"

/* A line of results. */
struct pfl_gobench_result {
	uint32_t name;      /* in `names`: as printed, "BenchmarkX/case-8" */
	int64_t iterations; /* above 0 */
};

struct pfl_gobench {
	struct pfl_budget budget;
	struct pfl_strtab names;
	PFL_VEC(struct pfl_gobench_result) result; /* in the order of the lines */
};

/*
 * Read all results; lines that are none are passed over, for benchmarks print what they like.
 * For pfl_gobench_clear() in any case. False: PFL_FORMAT (a number out of range, a damaged
 * event), PFL_UNSUPPORTED (packages whose output is mixed), PFL_LIMIT, PFL_IO, PFL_NOMEM.
 * `limits` are filled ones, and those of the source.
 */
bool pfl_gobench_read(struct pfl_gobench *bench, struct pfl_source *source,
	const struct pfl_limits *limits, struct pfl_error *err);
void pfl_gobench_clear(struct pfl_gobench *bench);

#endif
