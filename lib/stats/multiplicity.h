/* SPDX-License-Identifier: Apache-2.0 */
/* Many tests at once: among a thousand, fifty come out below 0.05 by chance alone. */
#ifndef PFL_STATS_MULTIPLICITY_H
#define PFL_STATS_MULTIPLICITY_H

#include "base/arena.h"

/*
 * For a table: q[i] is the share of false discoveries to expect when all rows with a p no
 * larger than p[i] are called changed. Y. Benjamini, Y. Hochberg, J. R. Stat. Soc. B 57 (1995).
 * q may be p.
 */
bool pfl_false_discovery(
	const double *p, size_t n, struct pfl_arena *scratch, double *q, struct pfl_error *err);

/*
 * For statements that must all hold together: how many standard errors each of m intervals must
 * reach to either side, so that all of them are right with probability 1 - alpha (Bonferroni).
 * df as in distribution.h. m 0 counts as 1.
 */
double pfl_simultaneous_quantile(double alpha, size_t m, double df);

#endif
