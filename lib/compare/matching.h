/* SPDX-License-Identifier: Apache-2.0 */
/* Which functions of two builds are the same one under another name. */
#ifndef PFL_COMPARE_MATCHING_H
#define PFL_COMPARE_MATCHING_H

#include "base/arena.h"
#include "base/strtab.h"
#include "model/profile.h"

/* How a function of one side was found on the other. */
enum pfl_match {
	PFL_MATCH_EXACT,     /* the same name                                             */
	PFL_MATCH_CANONICAL, /* its name but for what builds change (compare/canonical.h) */
	PFL_MATCH_GUESSED,   /* similar (compare/similar.h): never enough for a verdict   */
	N_PFL_MATCHES,
};

enum { PFL_ON_OLD = 1, PFL_ON_NEW = 2 };

/* The nodes of a pair. Columns are by node and borrowed. */
struct pfl_match_nodes {
	uint32_t n;
	const struct pfl_strtab *strings;
	const uint32_t *name, *file; /* ids; file may be NULL, and 0 in it: not known   */
	const uint8_t *side;         /* PFL_ON_OLD | PFL_ON_NEW; 0: on neither          */
	const double *events;        /* of both sides, at the node itself; at least 0   */
};

struct pfl_match_opts {
	const char *maps; /* of names of the old side, one a line (compare/maps.h); or NULL */
	bool templates;   /* template arguments make no other function            */
};

struct pfl_matching {
	uint32_t *other; /* by node: the one of the other side that it is; PFL_NONE: itself */
	uint32_t n_pairs;
	/* Events of nodes that are on both sides, by how they were found. Guesses are for
	 * whoever makes them to add. What is missing to `total` is on one side only. */
	double events[N_PFL_MATCHES], total;
};

/*
 * Pair nodes that are on one side only. Two are one function when their canonical keys, and
 * those of their files where both are known, are equal, and no third node of either side has
 * the key; nodes on both sides take no part, so f.func1 and f.func2 stay apart where both have
 * both. Go's closures that were renamed because the function around them was inlined (issue
 * 60324) come last: main.main.f.func1 is main.f.func1, and main.main.func1 is when its file is
 * that of main.f and not that of main.main.
 *
 * The arena owns the result. False with *err: PFL_USAGE (maps), PFL_LIMIT or PFL_NOMEM.
 */
PFL_NODISCARD bool pfl_matching_make(struct pfl_matching *matching,
	const struct pfl_match_nodes *nodes, const struct pfl_match_opts *opts,
	struct pfl_arena *arena, struct pfl_error *err);

#endif
