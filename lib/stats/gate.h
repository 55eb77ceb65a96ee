/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict of a rule such as "cum > 5 %": what must be proved before a build fails. */
#ifndef PFL_STATS_GATE_H
#define PFL_STATS_GATE_H

#include "stats/change.h"

#include <stddef.h>

enum pfl_verdict {
	PFL_VERDICT_PASS,         /* proved to be within the threshold */
	PFL_VERDICT_INCONCLUSIVE, /* neither this nor that */
	PFL_VERDICT_WARN,         /* probably beyond it: some growth is proved, not so much */
	PFL_VERDICT_FAIL          /* proved to be beyond it */
};

/*
 * Bounds must be one-sided ones of 95 %, which the caller has corrected for the number of
 * rules; p_growth is pfl_change_p_growth() or its like for what the rule is about.
 *
 * A build whose growth is just the threshold fails in one of twenty cases; to fail whenever the
 * estimate is beyond it would be one of two.
 */
enum pfl_verdict pfl_gate_verdict(
	const struct pfl_bounds *bounds, double threshold, double p_growth);

/* How many standard errors these bounds lie from the estimate, with `rules` rules at once. */
double pfl_gate_quantile(size_t rules, double df);

/*
 * A relative rule: the growth of a change against a threshold of 0.05 for 5 %. Without a ratio,
 * inconclusive. The bounds are for the report.
 */
enum pfl_verdict pfl_gate_growth(const struct pfl_change *change, double threshold,
	double quantile, struct pfl_bounds *bounds);

/* An absolute rule: observed - expected against a threshold in the same unit. */
enum pfl_verdict pfl_gate_difference(const struct pfl_change *change, double threshold,
	double quantile, struct pfl_bounds *bounds);

#endif
