/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes, as what go test -bench prints: counts that are sound, or an error that says why.
 */
#include <profloom/benchmark.h>

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_counts(const struct pfl_benchmarks *b, const char *name, size_t n)
{
	double count[3] = { 0 };
	struct pfl_error err = { 0 };
	bool ok = pfl_benchmarks_operations(b, name, n, count, &err);

	if (ok != (err.code == PFL_OK) || (!ok && !err.msg[0]))
		abort();
	for (size_t i = 0; ok && i < n; i++) {
		if (!(count[i] >= 1 && count[i] < 1e15))
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct pfl_limits limits = { .line = 4096, .string = 256 };
	struct pfl_error err = { 0 };
	struct pfl_benchmarks *b = pfl_benchmarks_read_mem(data, size, "input", &limits, &err);

	if ((b != NULL) != (err.code == PFL_OK) || (!b && !err.msg[0]))
		abort();
	if (b) {
		check_counts(b, NULL, 1);
		check_counts(b, "X", 1);
		check_counts(b, NULL, 3);
	}
	pfl_benchmarks_free(b);
	return 0;
}
