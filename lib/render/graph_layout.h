/* SPDX-License-Identifier: Apache-2.0 */
/* Where the boxes and curves of a graph go: graphviz, behind a process of its own. */
#ifndef PFL_RENDER_GRAPH_LAYOUT_H
#define PFL_RENDER_GRAPH_LAYOUT_H

#include "base/arena.h"
#include <profloom/error.h>
#include <profloom/render.h>

/* Lengths are points; y grows downwards; a box is placed by its centre. */
struct pfl_point {
	double x, y;
};

struct pfl_layout_node {
	double width, height;
	uint32_t group; /* 1 + row of pfl_layout_graph.group, 0: of none */
};

/* Nodes that are to stand together, in a frame with room for a title at its upper edge. */
struct pfl_layout_group {
	double title_width, title_height;
};

struct pfl_layout_edge {
	uint32_t from, to;                /* rows of pfl_layout_graph.node             */
	uint32_t weight, minlen;          /* how short and straight (1..100); ranks, 1.. */
	double label_width, label_height; /* room for a label, 0: none                 */
	double arrow;                     /* length of the arrowhead                   */
};

struct pfl_layout_graph {
	uint32_t n_nodes, n_edges, n_groups;
	const struct pfl_layout_node *node;
	const struct pfl_layout_edge *edge;
	const struct pfl_layout_group *group;
	double node_gap, rank_gap; /* between boxes beside and below each other */
	enum pfl_rank_dir rank_dir;
};

struct pfl_layout_opts {
	double seconds;  /* of wall clock                                   */
	uint64_t memory; /* bytes that graphviz may add to the address space */
	bool quick;      /* bound graphviz' optimising: worse, but in time   */
};

/* A chain of cubic Bezier pieces point[first .. first + n), n == 3k + 1, or 0 when there is
 * none. */
struct pfl_layout_curve {
	uint32_t first, n;
	struct pfl_point tip;   /* of the arrowhead, whose base is the last point */
	struct pfl_point label; /* centre of the label's room                     */
	bool has_tip, has_label;
};

struct pfl_layout_frame {
	struct pfl_point min, max; /* upper left, lower right      */
	struct pfl_point title;    /* centre of the title's room */
};

struct pfl_layout {
	double width, height;
	uint32_t n_points;
	struct pfl_point *node;         /* centre of each node */
	struct pfl_layout_curve *curve; /* of each edge        */
	struct pfl_layout_frame *frame; /* of each group       */
	struct pfl_point *point;
};

enum pfl_layout_end {
	PFL_LAYOUT_DONE,   /* *layout is filled                                        */
	PFL_LAYOUT_FAILED, /* graphviz ran out of time or memory or crashed: *why says */
	PFL_LAYOUT_ERROR,  /* we could not even ask (no process, no memory): *err says */
};

/*
 * Lay the graph out with graphviz' dot. libgvc can crash, call exit() or run for minutes, is
 * not made for threads and leaks, so it works in a forked child with limits on time and address
 * space; what the child hands back is checked like any other input. The arena owns the arrays
 * of *layout. `why` gets a few words for a message, such as "took longer than 20 s".
 */
enum pfl_layout_end pfl_layout_make(struct pfl_layout *layout,
	const struct pfl_layout_graph *graph, const struct pfl_layout_opts *opts,
	struct pfl_arena *arena, char why[64], struct pfl_error *err);

#endif
