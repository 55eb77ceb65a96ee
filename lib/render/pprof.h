/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a profile as profile.proto. */
#ifndef PFL_RENDER_PPROF_H
#define PFL_RENDER_PPROF_H

#include "model/profile.h"
#include <profloom/out.h>

/* How a profile is written. */
struct pfl_pprof_style {
	/* What it was derived from: when that is the profile itself, or has the same samples,
	 * rows that no sample refers to are written as well. NULL: the profile. */
	const struct pfl_profile *input;
	double divide_by; /* all values; 0 and 1: nothing */
	/* Of a pair: old values are samples of their own, negative and labelled pprof::base. */
	bool signed_pair;
};

/* Write p, gzipped. False: PFL_NOMEM, or the output's error. */
bool pfl_pprof_write(const struct pfl_profile *p, const struct pfl_pprof_style *style,
	struct pfl_out *out, struct pfl_error *err);

#endif
