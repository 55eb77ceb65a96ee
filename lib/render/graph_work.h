/* SPDX-License-Identifier: Apache-2.0 */
/* What makes a call graph's boxes and links: graph_boxes.c, graph_change.c, graph_text.c. */
#ifndef PFL_RENDER_GRAPH_WORK_H
#define PFL_RENDER_GRAPH_WORK_H

#include "render/contrast.h"
#include "render/graph_boxes.h"
#include "render/graph_style.h"

enum {
	PFL_GRAPH_PAD_X = 10, /* inside a node's box, left and right */
	PFL_GRAPH_PAD_Y = 7,
	PFL_GRAPH_NAME = 256, /* bytes shown of a name in a box      */
	PFL_GRAPH_TOOLTIP = 4096,
};

/* What the pieces share; texts are sticky, see struct pfl_text. */
struct pfl_graph_work {
	struct pfl_boxes *boxes;
	const struct pfl_scene *scene;
	const struct pfl_boxes_opts *opts;
	struct pfl_text text; /* scratch */
	struct pfl_graph_title title;
	struct pfl_nodelets lets;
	struct pfl_contrast contrast; /* of a pair */
	pfl_sum largest;              /* change of a node, of a pair */
	pfl_sum max_flat;
	struct pfl_error *err;
	bool ok;
};

/* Copy what the scratch text holds; "" on failure. */
struct pfl_span pfl_graph_keep(struct pfl_graph_work *w);

/* Append to the scratch text: at most max bytes of a name, made safe to show; "1.20s", whose
 * unit is as free a text as a name; "1.20s (12.30%)"; the full name of a node for a tooltip. */
void pfl_graph_add_visible(struct pfl_graph_work *w, struct pfl_span name, size_t max);
void pfl_graph_add_value(struct pfl_graph_work *w, pfl_sum value);
void pfl_graph_add_amount(struct pfl_graph_work *w, pfl_sum value);
void pfl_graph_add_full_name(struct pfl_graph_work *w, uint32_t i);

/* A copy of a name, made safe to show. */
struct pfl_span pfl_graph_visible(struct pfl_graph_work *w, struct pfl_span name, size_t max);

/* Sizes of letters: of a name, which grows with the function's own value, and of the values
 * below a name of that size. */
double pfl_graph_letters(pfl_sum flat, pfl_sum max_flat);
double pfl_graph_value_letters(double size);

/* Add a line; its text broken into at most so many lines; those of w->title: address, package,
 * function, place. */
void pfl_graph_add_line(struct pfl_graph_work *w, struct pfl_box_line line);
void pfl_graph_add_wrapped(
	struct pfl_graph_work *w, struct pfl_box_line line, double limit, unsigned lines);
void pfl_graph_add_name(struct pfl_graph_work *w, double size, struct pfl_color ink,
	struct pfl_color faint_ink);

/* Add a box around the lines since its first one; a link with a label of up to two lines. */
void pfl_graph_finish_box(
	struct pfl_graph_work *w, struct pfl_box box, double pad_x, double pad_y);
void pfl_graph_finish_link(struct pfl_graph_work *w, struct pfl_link link,
	struct pfl_span label, struct pfl_span below);

/* graph_change.c: node i of a pair as a box, edge i as a link between two boxes. */
void pfl_graph_add_changed_node(struct pfl_graph_work *w, uint32_t i);
void pfl_graph_add_changed_call(
	struct pfl_graph_work *w, uint32_t i, uint32_t from, uint32_t to);

/* graph_change.c: what w->contrast, w->largest and w->max_flat are for a pair. */
bool pfl_graph_prepare_changes(struct pfl_graph_work *w);

#endif
