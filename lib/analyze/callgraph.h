/* SPDX-License-Identifier: Apache-2.0 */
/* The call graph: flat and cum of nodes, weights of the calls between them, trimmed as asked.
 */
#ifndef PFL_ANALYZE_CALLGRAPH_H
#define PFL_ANALYZE_CALLGRAPH_H

#include "analyze/calltree.h"
#include "analyze/column.h"
#include "analyze/nodes.h"
#include "analyze/steps.h"

enum pfl_graph_order {
	PFL_ORDER_FLAT,   /* |flat|, name, |cum|            */
	PFL_ORDER_CUM,    /* |cum|, name, |flat|            */
	PFL_ORDER_VISUAL, /* entropy score, name, |flat|    */
};

struct pfl_graph_opts {
	enum pfl_graph_order order;
	bool visual;    /* a picture: the limit counts nodelets, redundant edges go */
	bool call_tree; /* a node per path (pictures and callgrind) */
	bool drop_negative;
	uint32_t node_count; /* 0: no limit */
	double node_fraction, edge_fraction;
	bool of_base; /* the fractions are of `base`, not of what the graph adds up to */
	pfl_sum base;
	/* By node: 1 for those whose edges are wanted, and no others; NULL: all. */
	const uint8_t *about;
	/* Of the edges those alone are wanted that lead to nodes which are inlined somewhere.
	 */
	bool inlining;
	/*
	 * By node: 1 for those whose neighbourhood is wanted, `depth` calls up and down, and no
	 * others; NULL: all. The fractions are then of the largest of them, and they come first
	 * where the number is limited.
	 */
	const uint8_t *around;
	uint32_t depth;
	/* By node: 1 for those that may be in the graph, NULL: all. The others are stepped over
	 * by residual edges. */
	const uint8_t *only;
	const struct pfl_steps *steps; /* NULL: they are made here */
	const char *unit; /* the output unit wished for ("minimum", "ms"): names numeric tags */
	const char *bytes_unit; /* unit of numeric labels called "bytes", NULL: "bytes" */
};

/*
 * Label values shown under a node; only for pictures. A node's tags are label texts first, then
 * numbers by group; inside each the heaviest first: by |cum|, then |flat|, then text, or by
 * |flat| and text where the node calls others (there tags are drawn by flat). The numbers are
 * those of labels called "bytes"; the label pprof::base is left out.
 */
struct pfl_graph_tag {
	uint32_t text; /* string id: "key:value" items with a literal \n between, or a number */
	uint32_t group; /* numeric: the text it hangs under, 0 ("") for the node itself */
	int64_t number; /* numeric: the first value that gave this text */
	uint32_t unit;  /* numeric: string id of the unit  */
	bool numeric;
	pfl_sum flat[2], cum[2];
};

struct pfl_graph_node {
	uint32_t node; /* row in pfl_nodes */
	pfl_sum flat[2], cum[2];
	uint32_t first_tag, n_tags; /* in pfl_callgraph.tag */
	/* Its surviving edges: in pfl_callgraph.in and .out, in edge order. */
	uint32_t n_in, n_out;
	uint32_t first_in, first_out;
};

struct pfl_graph_edge {
	pfl_sum weight[2];
	uint32_t from, to; /* positions in pfl_callgraph.node */
	uint32_t counted;  /* while stacks are walked over: all rows before this one */
	bool residual;     /* frames between the two were trimmed */
	bool inlined;      /* every call was inlined */
};

struct pfl_callgraph {
	uint32_t n_nodes, n_edges, n_tags;
	/* In the order asked for; with `about` the others come last, as the profile has them,
	 * but for those at the other ends of edges. */
	struct pfl_graph_node *node;
	struct pfl_graph_edge *edge; /* |weight| descending, then names of from and to */
	uint32_t *in, *out;          /* edge numbers grouped by node */
	struct pfl_graph_tag *tag;
	uint32_t dropped_nodes, dropped_edges; /* by the fractions */
	uint32_t all_nodes;                    /* nodes before the limit by number */
	pfl_sum cut_of[2];                     /* what the fractions are of */
};

/*
 * What is lighter than this share of the total is left out: |trunc(total * fraction)|, in
 * double as pprof has it. What makes no sense cuts nothing.
 */
pfl_sum pfl_graph_cutoff(pfl_sum total, double fraction);

/*
 * Build, trim and sort as pprof does (semantics 10 and 11; quirks 1, 2, 5, 6 of its section 21
 * mended: a node that a difference cancels out is stepped over by a residual edge). `tree` is
 * the call tree of the same profile, nodes and columns, which only `visual` and `call_tree`
 * need; opts->steps are those of the nodes. Texts of tags go into p's
 * string table (p is a derived profile). Of a pair, nodes and edges are ordered by |now -
 * before| and cut by the larger of the two. False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_callgraph_make(struct pfl_callgraph *graph, struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_columns *columns,
	const struct pfl_calltree *tree, const struct pfl_graph_opts *opts,
	struct pfl_arena *arena, struct pfl_error *err);

#endif
