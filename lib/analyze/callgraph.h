/* SPDX-License-Identifier: Apache-2.0 */
/* The call graph: flat and cum of each node, weights of the calls between them, trimmed as asked. */
#ifndef PFL_ANALYZE_CALLGRAPH_H
#define PFL_ANALYZE_CALLGRAPH_H

#include "analyze/column.h"
#include "analyze/nodes.h"

enum pfl_graph_order {
	PFL_ORDER_FLAT,   /* |flat|, name, |cum|            */
	PFL_ORDER_CUM,    /* |cum|, name, |flat|            */
	PFL_ORDER_VISUAL, /* entropy score, name, |flat|    */
};

struct pfl_graph_opts {
	enum pfl_graph_order order;
	bool visual;          /* a picture: node limit counts nodelets, redundant edges go     */
	bool call_tree;       /* a node per path (pictures only)                                */
	bool drop_negative;
	uint32_t node_count;  /* 0: no limit                                                    */
	double node_fraction, edge_fraction;
};

/* Label values shown under a node. */
struct pfl_graph_tag {
	uint32_t text;         /* string id: "key:value" items joined by a literal \n, or the number's text */
	uint32_t group;        /* numeric tags: text of the string tag they hang under, "" (0) for the node   */
	int64_t number;        /* numeric tags                                                    */
	uint32_t unit;         /* numeric tags: string id of the unit                             */
	bool numeric;
	pfl_sum flat[2], cum[2];
};

struct pfl_graph_node {
	uint32_t node;         /* row in pfl_nodes                                            */
	pfl_sum flat[2], cum[2];
	uint32_t first_tag, n_tags; /* in pfl_callgraph.tag                                      */
	uint32_t n_in, n_out;  /* surviving edges                                             */
	uint32_t first_in, first_out; /* in pfl_callgraph.in / .out: edge numbers in edge order       */
};

struct pfl_graph_edge {
	uint32_t from, to;     /* positions in pfl_callgraph.node                              */
	pfl_sum weight[2];
	bool residual;         /* frames between the two were trimmed                         */
	bool inlined;          /* every call was inlined                                      */
};

struct pfl_callgraph {
	uint32_t n_nodes, n_edges, n_tags;
	struct pfl_graph_node *node;   /* in the order asked for                              */
	struct pfl_graph_edge *edge;   /* |weight| descending, then names of from and to      */
	uint32_t *in, *out;            /* edge numbers grouped by node                        */
	struct pfl_graph_tag *tag;
	uint32_t dropped_nodes, dropped_edges; /* by the fractions                            */
	uint32_t all_nodes;            /* nodes before the limit by number                    */
};

/* Build, trim and sort as pprof does (semantics 10 and 11; quirks 1, 2, 5, 6 of its section 21 mended). */
bool pfl_callgraph_make(struct pfl_callgraph *graph, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_columns *columns,
	const struct pfl_graph_opts *opts, struct pfl_arena *arena, struct pfl_error *err);

#endif
