/* SPDX-License-Identifier: Apache-2.0 */
/* Boxes, links and frames that have a place, as shapes. */
#ifndef PFL_RENDER_GRAPH_DRAW_H
#define PFL_RENDER_GRAPH_DRAW_H

#include "render/graph_boxes.h"
#include "render/graph_layout.h"

struct pfl_graph_canvas {
	struct pfl_picture *picture;
	const struct pfl_boxes *boxes;
	const struct pfl_layout *layout; /* of these boxes */
	struct pfl_point origin;         /* where the layout's upper left corner goes */
};

/*
 * Frames first, then links, light ones before heavy ones, then boxes, the weightiest first, as
 * they are read out. What goes wrong is known to the picture.
 */
void pfl_graph_draw(const struct pfl_graph_canvas *canvas);

#endif
