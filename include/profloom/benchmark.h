/* SPDX-License-Identifier: Apache-2.0 */
/* What go test -bench printed while a profile was recorded: how much work stands behind it. */
#ifndef PROFLOOM_BENCHMARK_H
#define PROFLOOM_BENCHMARK_H

#include <profloom/error.h>
#include <profloom/limits.h>
#include <stddef.h>

PFL_BEGIN_C

/* The results of benchmarks in one file. */
struct pfl_benchmarks;

/*
 * Read the output of go test -bench at `path` ("-": standard input), as text or as events
 * (-json), compressed or not; limits may be NULL (defaults). Released with
 * pfl_benchmarks_free(). NULL with *err, whose message starts with the path: PFL_IO, PFL_FORMAT
 * (no result in it, damaged), PFL_UNSUPPORTED, PFL_LIMIT, PFL_NOMEM.
 */
PFL_NODISCARD PFL_API struct pfl_benchmarks *pfl_benchmarks_read(
	const char *path, const struct pfl_limits *limits, struct pfl_error *err);

/* The same for n bytes in memory (borrowed during the call); `name` is for messages. */
PFL_NODISCARD PFL_API struct pfl_benchmarks *pfl_benchmarks_read_mem(const void *data, size_t n,
	const char *name, const struct pfl_limits *limits, struct pfl_error *err);

PFL_API void pfl_benchmarks_free(struct pfl_benchmarks *benchmarks);

/*
 * Iterations of a benchmark by recording, for n > 0 recordings: its lines in the order of the
 * file, as many for each. `benchmark` is its name as printed, or without "Benchmark" in front,
 * the number of processors behind it, or both; NULL: the only one. False with *err PFL_USAGE
 * (there are several or none of that name, the lines are no multiple of n) or PFL_FORMAT (a sum
 * out of range).
 */
PFL_NODISCARD PFL_API bool pfl_benchmarks_operations(const struct pfl_benchmarks *benchmarks,
	const char *benchmark, size_t n, double *operations, struct pfl_error *err);

PFL_END_C

#endif
