/* SPDX-License-Identifier: Apache-2.0 */
/* What the two processes of graph layout say to each other. */
#ifndef PFL_RENDER_GRAPH_PROCESS_H
#define PFL_RENDER_GRAPH_PROCESS_H

#include "render/graph_layout.h"

#define PFL_LAYOUT_MAGIC 0x706c6f31u
#define PFL_LAYOUT_MAX_POINTS (UINT32_C(1) << 22)
#define PFL_LAYOUT_FAR 1e7 /* no coordinate is farther out than this */

/*
 * The message: a head, then a pfl_point for each node, a reply for each edge, a frame for each
 * group and the points of all edges. Both ends are the same program, so structs go as they are.
 */
struct pfl_layout_head {
	uint32_t magic, n_nodes, n_edges, n_groups, n_points;
	double width, height;
};

enum { PFL_LAYOUT_HAS_TIP = 1, PFL_LAYOUT_HAS_LABEL = 2 };

struct pfl_layout_reply {
	uint32_t n, flags;
	struct pfl_point tip, label;
};

struct pfl_layout_order {
	const struct pfl_layout_graph *graph;
	const struct pfl_layout_opts *opts;
};

/* The child's work (graph_layout.c): lay out the pfl_layout_order and write the message to fd.
 */
bool pfl_layout_work(void *order, int fd);

#endif
