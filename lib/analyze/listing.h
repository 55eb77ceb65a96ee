/* SPDX-License-Identifier: Apache-2.0 */
/* What to list: functions by name and file, and the values of their lines. */
#ifndef PFL_ANALYZE_LISTING_H
#define PFL_ANALYZE_LISTING_H

#include "analyze/callgraph.h"

/* Values of one line of a routine; [1] as in the call graph. */
struct pfl_listed_line {
	int64_t line; /* 0: not known */
	pfl_sum flat[2], cum[2];
	uint32_t first, n; /* in pfl_listing.node: what it consists of */
};

/* The part of a function that stands in one file. */
struct pfl_routine {
	uint32_t name, file; /* string ids; file is the name that is shown, 0: not known   */
	uint32_t given;      /* string id of the file's name before it was trimmed         */
	int64_t from, to;    /* lines to show around those with values, at least 1         */
	uint32_t first, n_lines; /* in pfl_listing.line */
	/* Sums over its lines. A stack with several of them counts for each, as in pprof. */
	pfl_sum flat[2], cum[2];
};

struct pfl_listing {
	uint32_t n, n_lines;
	struct pfl_routine *routine;  /* by name, then file, both bytewise */
	struct pfl_listed_line *line; /* of a routine: ascending */
	uint32_t *node;               /* positions in pfl_callgraph.node */
};

/*
 * List the functions whose name matches `pattern` (a regular expression). The nodes are those
 * of lines granularity with objects, the graph is not trimmed. A function of which no line has
 * a file is listed with file 0; where another has one, those without are left out. PFL_USAGE
 * when there are functions but none that matches; PFL_NOMEM, PFL_LIMIT.
 */
bool pfl_listing_make(struct pfl_listing *listing, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_callgraph *graph, const char *pattern,
	struct pfl_arena *arena, struct pfl_error *err);

#endif
