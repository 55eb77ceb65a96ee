/* SPDX-License-Identifier: Apache-2.0 */
/* Is something divided among its parts as before? */
#ifndef PFL_STATS_SPLIT_H
#define PFL_STATS_SPLIT_H

#include <stddef.h>

struct pfl_split {
	double g, df;
	double p; /* 1 when there are no two parts to tell apart */
};

/*
 * The G-test (likelihood ratio, R. R. Sokal, F. J. Rohlf, "Biometry") of independence of sides
 * and parts: old[i] and new[i] are events of part i. Parts without events are left out. G is
 * divided by lambda where events come in lumps. A small p says that some callees grew unlike
 * the others.
 */
struct pfl_split pfl_split_test(const double *old, const double *new, size_t n, double lambda);

#endif
