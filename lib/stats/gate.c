/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts from bounds. */
#include "stats/gate.h"

#include "stats/distribution.h"

static const double level = 0.05;

enum pfl_verdict
pfl_gate_verdict(const struct pfl_bounds *bounds, double threshold, double p_growth)
{
	if (bounds->lower > threshold)
		return PFL_VERDICT_FAIL;
	if (bounds->estimate > threshold && p_growth < level)
		return PFL_VERDICT_WARN;
	if (bounds->upper < threshold)
		return PFL_VERDICT_PASS;
	return PFL_VERDICT_INCONCLUSIVE;
}

double
pfl_gate_quantile(size_t rules, double df)
{
	return pfl_student_quantile(level / (double)(rules > 0 ? rules : 1), df);
}

enum pfl_verdict
pfl_gate_growth(const struct pfl_change *change, double threshold, double quantile,
	struct pfl_bounds *bounds)
{
	if (!pfl_change_growth(change, quantile, bounds))
		return PFL_VERDICT_INCONCLUSIVE;
	return pfl_gate_verdict(bounds, threshold, pfl_change_p_growth(change));
}

enum pfl_verdict
pfl_gate_difference(const struct pfl_change *change, double threshold, double quantile,
	struct pfl_bounds *bounds)
{
	*bounds = pfl_change_difference(change, quantile);
	return pfl_gate_verdict(bounds, threshold, pfl_change_p_growth(change));
}
