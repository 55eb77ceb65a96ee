/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a few functions call and who calls them, where a pair has calls instead of stacks. */
#ifndef PFL_COMPARE_KIN_H
#define PFL_COMPARE_KIN_H

#include "compare/evidence.h"

/* A function beside one of those that are asked for. */
struct pfl_kin {
	uint32_t of; /* which of them, by its number there */
	uint32_t node;
	double cost; /* of the calls between the two, in terms of tallies; above 0 */
};

struct pfl_kin_list {
	struct pfl_kin *at; /* by `of`, then by node; each of both once */
	size_t n;
};

/* What is asked: of n functions on one side (1: the old one) who calls them, else whom they
 * call.
 */
struct pfl_kin_query {
	const uint32_t *node; /* the functions */
	uint32_t n;
	int side;
	bool callers;
};

/*
 * Find them; calls of a function by itself are left out. `calls` is of a pair's calls. The
 * arena owns the list. False: PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_kin_find(struct pfl_kin_list *list, const struct pfl_kin_query *query,
	const struct pfl_evidence_source *calls, const struct pfl_nodes *nodes,
	struct pfl_arena *arena, struct pfl_error *err);

/* Where those of function `of` begin, looking from `from` on: *end is where they end. */
size_t pfl_kin_of(const struct pfl_kin_list *list, uint32_t of, size_t from, size_t *end);

#endif
