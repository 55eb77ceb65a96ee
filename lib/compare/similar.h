/* SPDX-License-Identifier: Apache-2.0 */
/* Guesses at renames: how alike a function that is gone and one that is new are. */
#ifndef PFL_COMPARE_SIMILAR_H
#define PFL_COMPARE_SIMILAR_H

#include "base/span.h"

/*
 *     S = 0.25 name + 0.40 callees + 0.20 size + 0.15 caller
 *
 * each from 0 to 1. The weights are by construction, not fitted to histories of programs, so
 * what is paired here is a guess and no reason for a verdict.
 */

/* A place of the call tree that is on one side only. All is borrowed. */
struct pfl_candidate {
	struct pfl_span name;
	uint32_t file;   /* an id common to both sides; 0: not known                   */
	uint32_t parent; /* places that are the same on both sides have one number     */
	uint32_t grandparent;
	double cost; /* with its calls, at the new side's scale; at least 0            */
	uint32_t n_callees;
	const uint32_t *callee; /* functions called, rising; ids common to both sides  */
	const double *callee_cost;
};

/* The smallest S that is called a rename. */
#define PFL_SIMILAR_ENOUGH 0.60
/* Candidates that cost less, as a share of everything, are not looked at. */
#define PFL_SIMILAR_SHARE 0.002

enum {
	PFL_SIMILAR_MOST = 50,   /* candidates of a side: those that cost most */
	PFL_SIMILAR_NAME = 1024, /* bytes of a name that are compared          */
};

/* Changes of single bytes (insert, delete, replace) that make b of a, of the first
 * PFL_SIMILAR_NAME bytes of each. */
uint32_t pfl_edit_distance(struct pfl_span a, struct pfl_span b);

/* 1 - edit distance / the longer length; 1 when both are empty. */
double pfl_similar_name(struct pfl_span a, struct pfl_span b);

/* Cosine of the angle between what they call. Leaves: 1 in the same file, else 0. */
double pfl_similar_callees(const struct pfl_candidate *a, const struct pfl_candidate *b);

/* The smaller cost as a part of the larger one; 0 when both are 0. */
double pfl_similar_size(double a, double b);

/* 1: they have one parent, 0.5: one grandparent, else 0. */
double pfl_similar_caller(const struct pfl_candidate *a, const struct pfl_candidate *b);

/* S */
double pfl_similarity(const struct pfl_candidate *a, const struct pfl_candidate *b);

struct pfl_similar_pair {
	uint32_t gone, come; /* rows of the lists given */
	double similarity;
};

/*
 * Pair those that are gone with those that have come, the most similar first, as long as S is
 * at least PFL_SIMILAR_ENOUGH; each is in one pair at most. `total` is the cost of everything
 * on the new side. Equally similar pairs come in the order of the lists, so orders that do not
 * depend on hashes make the result certain. Returns how many pairs there are in
 * pairs[PFL_SIMILAR_MOST].
 */
uint32_t pfl_similar_pairs(const struct pfl_candidate *gone, uint32_t n_gone,
	const struct pfl_candidate *come, uint32_t n_come, double total,
	struct pfl_similar_pair pairs[PFL_SIMILAR_MOST]);

#endif
