/* SPDX-License-Identifier: Apache-2.0 */
/* One node for what is one function under two names. */
#ifndef PFL_COMPARE_UNIFY_H
#define PFL_COMPARE_UNIFY_H

#include "analyze/column.h"
#include "analyze/nodes.h"
#include "compare/matching.h"

/*
 * Find out which nodes of a pair are the same function on either side (compare/matching.h) and
 * let frames of the old side's be frames of the new side's. Everything that is made of the
 * nodes from here on sees one. Errors as pfl_matching_make().
 */
bool pfl_unify_nodes(struct pfl_matching *matching, struct pfl_nodes *nodes,
	const struct pfl_profile *p, const struct pfl_columns *columns,
	const struct pfl_match_opts *opts, struct pfl_arena *arena, struct pfl_error *err);

#endif
