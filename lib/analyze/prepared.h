/* SPDX-License-Identifier: Apache-2.0 */
/* What many reports of a profile have in common, worked out ahead. */
#ifndef PFL_ANALYZE_PREPARED_H
#define PFL_ANALYZE_PREPARED_H

#include "analyze/steps.h"

/* Functions, and stacks as steps between them, of a profile whose frames are all there. */
struct pfl_prepared {
	struct pfl_nodes nodes;
	struct pfl_steps steps;
};

/* Make it, in p's arena and as p->prepared. False: PFL_NOMEM or PFL_LIMIT. */
bool pfl_prepared_make(struct pfl_profile *p, struct pfl_error *err);

/*
 * What was prepared for the profile that p is derived from, if filters have left stacks and
 * frames as they were and the nodes asked for are the functions; else NULL.
 */
const struct pfl_prepared *pfl_prepared_for(
	const struct pfl_profile *p, const struct pfl_nodes_opts *opts);

#endif
