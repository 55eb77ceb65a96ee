/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes: what counts as the same place at a granularity. */
#ifndef PFL_ANALYZE_NODES_H
#define PFL_ANALYZE_NODES_H

#include "base/text.h"
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
 * line, column, and mapping file where there is no name. Fields that the granularity blanks are
 * 0 (""). Nodes are numbered by first appearance among the frames.
 */
struct pfl_nodes {
	uint32_t n;
	/* string ids in the profile's table; file is trimmed and cleaned ("a/../b" is "b") */
	uint32_t *name, *file, *object;
	uint64_t *address;
	int64_t *line, *column;
	int64_t *start_line; /* of the function; 0 unless opts.objects */
	uint32_t *of_frame;  /* the node of each of the profile's frames */
	/* Are the frames of a node of one and the same in PFL_FUNCTIONS? */
	bool within_functions;
	/* 1: its frames are hidden (pfl_frames.hidden) and to be passed over; NULL: none are.
	 * No node has frames of both kinds. */
	const uint8_t *hidden;
};

struct pfl_nodes_opts {
	enum pfl_granularity granularity;
	bool columns; /* tell columns of a line apart, in lines and addresses granularity */
	bool objects; /* mapping file and start line are part of every identity (raw, list,
			 callgrind) */
	/* What to cut off file names (semantics 6.4), ":"-separated; NULL: nothing. */
	const char *trim_path, *source_path;
};

/*
 * The granularity called `name` ("functions", "filefunctions", "files", "lines", "addresses");
 * NULL or "" is functions. False when there is none of that name.
 */
bool pfl_granularity_named(const char *name, enum pfl_granularity *granularity);

/*
 * Compute them; new strings go into p's table (p is a derived profile). The arena owns the
 * columns. A file name counts as one node in files granularity whatever functions start where
 * in it (pprof splits it by their start lines). False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_nodes_make(struct pfl_nodes *nodes, struct pfl_profile *p,
	const struct pfl_nodes_opts *opts, struct pfl_arena *arena, struct pfl_error *err);

/* The node of a location that has one frame, as those of calls have (struct pfl_calls). */
static inline uint32_t
pfl_nodes_at(const struct pfl_nodes *nodes, const struct pfl_profile *p, uint32_t location)
{
	return nodes->of_frame[p->locations.first_frame[location]];
}

/*
 * Append the node's printable name as every text report shows it (semantics 6.2):
 * "0123456789abcdef main.work main.go:12". Bytes are the profile's own: escape them.
 */
void pfl_node_print(const struct pfl_nodes *nodes, const struct pfl_profile *p, uint32_t node,
	struct pfl_text *text);

/*
 * By node: 1 where the regular expression matches its printable name. NULL with *err: PFL_USAGE
 * (a bad expression), PFL_LIMIT (it takes too long) or PFL_NOMEM.
 */
uint8_t *pfl_nodes_match(const struct pfl_nodes *nodes, const struct pfl_profile *p,
	const char *pattern, struct pfl_arena *arena, struct pfl_error *err);

/*
 * Order of nodes by printable name, bytewise, without making the texts: -1, 0, 1. 0 does not
 * mean that they are the same node.
 */
int pfl_node_print_cmp(
	const struct pfl_nodes *nodes, const struct pfl_profile *p, uint32_t a, uint32_t b);

/* Order of siblings in trees: name bytes, then the other fields; 0 only for a == b. */
int pfl_node_cmp(
	const struct pfl_nodes *nodes, const struct pfl_profile *p, uint32_t a, uint32_t b);

/*
 * Ranks of nodes, so that sorting compares numbers. Nodes that print alike share the rank
 * `print`; `full` is unique and follows pprof's last resort, the text of all identity fields.
 */
struct pfl_node_ranks {
	uint32_t *print, *full; /* by node; only those in the list are set */
};

/* Rank the n nodes in list[], each of them once. The arena owns the result. */
bool pfl_node_rank(struct pfl_node_ranks *ranks, const struct pfl_nodes *nodes,
	const struct pfl_profile *p, const uint32_t *list, uint32_t n, struct pfl_arena *arena,
	struct pfl_error *err);

#endif
