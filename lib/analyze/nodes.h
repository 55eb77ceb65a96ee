/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes: what counts as the same place at a granularity. */
#ifndef PFL_ANALYZE_NODES_H
#define PFL_ANALYZE_NODES_H

#include "model/profile.h"

enum pfl_granularity {
	PFL_FUNCTIONS,
	PFL_FILEFUNCTIONS,
	PFL_FILES,
	PFL_LINES,
	PFL_ADDRESSES,
};

/*
 * The distinct identities among a profile's frames, as pprof's node key: name, address, file,
 * line, column, and mapping file where there is no name. Fields that the granularity blanks are 0 ("").
 */
struct pfl_nodes {
	uint32_t n;
	uint32_t *name, *file, *object; /* string ids in the profile's table; file is cleaned ("a/../b" is "b") */
	uint64_t *address;
	int64_t *line, *column;
	uint32_t *of_frame; /* the node of each of the profile's frames */
};

struct pfl_nodes_opts {
	enum pfl_granularity granularity;
	bool columns;      /* tell columns of a line apart                          */
	bool objects;      /* mapping file and start line are part of every identity (raw, list, callgrind) */
	const char *trim_path; /* prefixes to cut off file names, ":"-separated, or NULL */
	const char *source_path;
};

/* Compute them; new strings go into p's table (p is a derived profile). The arena owns the columns. */
bool pfl_nodes_make(struct pfl_nodes *nodes, struct pfl_profile *p,
	const struct pfl_nodes_opts *opts, struct pfl_arena *arena, struct pfl_error *err);

/*
 * The node's printable name as every text report shows it (semantics 6.2):
 * "0123456789abcdef main.work main.go:12". Appends to *text.
 */
struct pfl_text; /* a growable string: base/text.h */
bool pfl_node_print(const struct pfl_nodes *nodes, const struct pfl_profile *p, uint32_t node,
	struct pfl_text *text, struct pfl_error *err);

#endif
