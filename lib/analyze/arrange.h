/* SPDX-License-Identifier: Apache-2.0 */
/* Other trees made of a call tree: turned round, around some functions, in the order of time.
 */
#ifndef PFL_ANALYZE_ARRANGE_H
#define PFL_ANALYZE_ARRANGE_H

#include "analyze/calltree.h"

enum pfl_arrangement {
	PFL_ARRANGE_PLAIN,
	PFL_ARRANGE_REVERSED, /* stacks from the leaf: below a function is who called it */
	PFL_ARRANGE_CALLEES,  /* from the outermost function that is meant on           */
	PFL_ARRANGE_CALLERS,  /* from that function on to its callers, each stack once   */
	PFL_ARRANGE_FOCUS,    /* stacks with such a function, whole                      */
};

/* Rows further from where a stack starts than this are summed up in the one before. */
enum { PFL_ARRANGE_DEPTH = 2048 };

struct pfl_arrange_opts {
	enum pfl_arrangement arrangement;
	const uint8_t *meant; /* by node, for CALLEES, CALLERS and FOCUS             */
	bool collapse;        /* a function that calls itself is one row             */
	bool by_value;        /* siblings: the largest first, else by name           */
	bool pair;            /* column 1 is a value as well, not a divisor          */
};

/*
 * Make *to of `from`, whose rows it does not borrow. What is not on a stack that is meant is
 * not in it. of_stack is NULL, unless PLAIN. False: PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_calltree_arrange(struct pfl_calltree *to, const struct pfl_calltree *from,
	const struct pfl_profile *p, const struct pfl_nodes *nodes,
	const struct pfl_arrange_opts *opts, struct pfl_arena *arena, struct pfl_error *err);

#endif
