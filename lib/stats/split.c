/* SPDX-License-Identifier: Apache-2.0 */
/* The G-test of how something is divided. */
#include "stats/split.h"

#include "stats/distribution.h"
#include "stats/sane.h"

struct pfl_split
pfl_split_test(const double *old, const double *new, size_t n, double lambda)
{
	struct pfl_split result = { .p = 1 };
	double before = 0, after = 0;
	size_t parts = 0;

	for (size_t i = 0; i < n; i++) {
		before += pfl_sane(old[i]);
		after += pfl_sane(new[i]);
		parts += pfl_sane(old[i]) + pfl_sane(new[i]) > 0;
	}
	if (parts < 2 || !(before > 0) || !(after > 0))
		return result;
	for (size_t i = 0; i < n; i++) {
		double a = pfl_sane(old[i]), b = pfl_sane(new[i]), both = a + b;

		result.g += 2 * pfl_information(a, both * (before / (before + after)));
		result.g += 2 * pfl_information(b, both * (after / (before + after)));
	}
	result.g = pfl_sane(result.g) / fmax(1, lambda);
	result.df = (double)(parts - 1);
	result.p = pfl_chi_square_upper(result.g, result.df);
	return result;
}
