/* SPDX-License-Identifier: Apache-2.0 */
/* A call graph as measured boxes and links, ready to be laid out. */
#ifndef PFL_RENDER_GRAPH_BOXES_H
#define PFL_RENDER_GRAPH_BOXES_H

#include "render/shapes.h"
#include "scene.h"

/* Lengths are pixels. All texts are safe to show and belong to the arena of struct pfl_boxes.
 */
struct pfl_box_line {
	struct pfl_span text;
	enum pfl_font font;
	double size, width;
	double gap; /* above it */
	struct pfl_color color;
};

#define PFL_LINE_HEIGHT 1.2 /* of a line of text, times its font size */

enum pfl_box_kind { PFL_BOX_NODE, PFL_BOX_NODELET };

struct pfl_box {
	enum pfl_box_kind kind;
	double width, height;
	uint32_t first_line, n_lines;
	struct pfl_color fill, stroke;
	double stroke_width;
	struct pfl_color hatch; /* lines across it                    */
	bool doubled;           /* a second outline within            */
	bool centre;            /* what a neighbourhood is of         */
	uint32_t group;         /* 1 + row of pfl_boxes.group; 0: none */
	struct pfl_span badge;  /* on its upper edge: "#1"; "": none  */
	struct pfl_span id, tooltip;
};

/* A frame around boxes, with a title. */
struct pfl_box_group {
	uint32_t line; /* the title */
	double title_width, title_height;
};

struct pfl_link {
	uint32_t from, to;            /* boxes */
	uint32_t weight, minlen;      /* for the layout */
	uint32_t first_line, n_lines; /* the label */
	double label_width, label_height;
	struct pfl_color stroke;
	double stroke_width, arrow;
	bool hollow; /* the arrowhead */
	enum pfl_dash dash;
	struct pfl_span id, tooltip;
};

/* Zeroed is empty; pfl_boxes_clear() releases everything. */
struct pfl_boxes {
	struct pfl_arena arena;
	PFL_VEC(struct pfl_box) box;
	PFL_VEC(struct pfl_link) link;
	PFL_VEC(struct pfl_box_group) group;
	PFL_VEC(struct pfl_box_line) line;
	uint32_t n_nodes, n_calls; /* how many of them are nodes and calls, not nodelets */
	bool has_nodelets, has_inlined, has_residual, has_negative;
	bool is_pair, has_badges, has_gone_calls, has_centre;
};

struct pfl_boxes_opts {
	uint32_t max_boxes, max_links; /* the heaviest stay                   */
	uint32_t max_nodes;
	bool no_labels; /* leave out what stands beside links  */
	bool groups;    /* put packages into frames            */
};

/* Make them from a scene's graph. False: PFL_NOMEM. */
bool pfl_boxes_make(struct pfl_boxes *boxes, const struct pfl_scene *scene,
	const struct pfl_boxes_opts *opts, struct pfl_error *err);
void pfl_boxes_clear(struct pfl_boxes *boxes);

/* From grey to red (or, below 0, blue) with the square root of a score between -1 and 1. */
struct pfl_color pfl_heat_fill(double score);
struct pfl_color pfl_heat_stroke(double score);

/* Ink for what matters and for what stands beside it, legible on every pfl_heat_fill(). */
struct pfl_color pfl_graph_ink(void);
struct pfl_color pfl_graph_faint_ink(void);

#endif
