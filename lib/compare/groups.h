/* SPDX-License-Identifier: Apache-2.0 */
/* Packages, calls and labels: what else values are summed up by. */
#ifndef PFL_COMPARE_GROUPS_H
#define PFL_COMPARE_GROUPS_H

#include "compare/judge.h"

/* The packages that functions are of. */
struct pfl_packages {
	uint32_t n;
	const char **name;
	uint32_t *of_frame; /* PFL_NONE: its function says none */
};

/* Number them as they come. The arena owns all. False: PFL_NOMEM, PFL_LIMIT. */
bool pfl_packages_number(struct pfl_packages *packages, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, struct pfl_arena *arena, struct pfl_error *err);

/* What is summed up. Nothing of it is changed. */
struct pfl_groups_input {
	const struct pfl_profile *p;
	const struct pfl_nodes *nodes;
	const struct pfl_calltree *tree; /* the merged one */
	const struct pfl_packages *packages;
	const struct pfl_measured *by_package; /* cum */
	/* By row of the tree, of the old run and of the new one; NULL where there are more, or
	 * where nobody has added them up. */
	const struct pfl_tallies *rows;
};

/*
 * Fill in the comparison's three tables, each with a false discovery rate of its own. The arena
 * owns rows and names. False: PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_groups_compare(struct pfl_comparison *comparison, const struct pfl_judge *judge,
	const struct pfl_groups_input *input, struct pfl_arena *arena, struct pfl_error *err);

#endif
