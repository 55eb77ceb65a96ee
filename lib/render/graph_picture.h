/* SPDX-License-Identifier: Apache-2.0 */
/* The call graph of a scene as a picture. */
#ifndef PFL_RENDER_GRAPH_PICTURE_H
#define PFL_RENDER_GRAPH_PICTURE_H

#include "render/graph_boxes.h"
#include <profloom/render.h>

/* A picture and what its texts live in. */
struct pfl_graph_picture {
	struct pfl_picture picture;
	struct pfl_boxes boxes;
	struct pfl_arena arena;
};

/*
 * Lay out and draw the scene's graph. A graph that is too large, or that graphviz cannot lay
 * out in time, is drawn with fewer nodes, and the picture says so. False with *err: PFL_LAYOUT
 * (the message names --node-count), PFL_NOMEM. Release with pfl_graph_picture_clear() either
 * way.
 */
PFL_NODISCARD bool pfl_graph_picture_make(struct pfl_graph_picture *g,
	const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_error *err);
void pfl_graph_picture_clear(struct pfl_graph_picture *g);

enum { PFL_GRAPH_HATCH = 7 }; /* pixels between the lines across what is gone */

/* Draw a second outline within a box's. */
void pfl_graph_inner(struct pfl_picture *picture, struct pfl_shape frame, double inside);

/* The block at the top left: header lines, how to read the graph, and what is amiss. */
struct pfl_legend {
	double width, height;
};

/* Measure it (picture NULL) or draw it at x, y. `notes` are lines to stand out. */
struct pfl_legend pfl_graph_legend(struct pfl_picture *picture, const struct pfl_boxes *boxes,
	const struct pfl_span *lines, size_t n_lines, struct pfl_span note, double x, double y);

#endif
