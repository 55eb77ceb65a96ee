/* SPDX-License-Identifier: Apache-2.0 */
/* What the two writers of DOT have in common. */
#ifndef PFL_RENDER_DOT_H
#define PFL_RENDER_DOT_H

#include "base/escape.h"
#include "render/graph_style.h"

/*
 * graphviz before 2.50 refuses quoted strings of more than 16 384 characters, and an escaped
 * byte can take five of them: "\\x1b". A tooltip of an edge holds two names.
 */
enum {
	PFL_DOT_LABEL_MAX = 256, /* unless the style says how much of a name to show */
	PFL_DOT_LABEL_WIDEST = 1500,
	PFL_DOT_VALUE_MAX = 64, /* a unit is as free a text as a name */
	PFL_DOT_TOOLTIP_MAX = 1024,
};

struct pfl_dot {
	const struct pfl_scene *scene;
	struct pfl_out *out;
	struct pfl_sink sink; /* the same */
	struct pfl_text text; /* scratch  */
	struct pfl_error *err;
	pfl_sum max_flat;
	size_t label_max; /* bytes of a name in a box */
};

/* Write as a part of a quoted string: at most max bytes of a text (0: all). */
void pfl_dot_escaped(struct pfl_dot *d, struct pfl_span s, size_t max);

/* The same: the full name of a node, for a tooltip. */
void pfl_dot_put_name(struct pfl_dot *d, uint32_t i);

/*
 * The same: a name broken into lines at "." and "::"; the "[...]" of Go's type parameters,
 * which would be, becomes a single character.
 */
void pfl_dot_put_title(struct pfl_dot *d, struct pfl_span name);

/* The lines that a node's label starts with: address, name, place, as far as there are any. */
void pfl_dot_put_heading(struct pfl_dot *d, const struct pfl_graph_title *title);

/* Write the beginning: the graph's name, and what the style and pprof say of all of it. */
void pfl_dot_put_head(struct pfl_dot *d, struct pfl_span title, const struct pfl_style *style);

/* Write a cluster for each package of several nodes. False: PFL_NOMEM. */
bool pfl_dot_put_packages(struct pfl_dot *d);

/* Write the lines that say what is shown as a box of its own; a tooltip, or "". */
void pfl_dot_put_legend(
	struct pfl_dot *d, const struct pfl_span *line, size_t n, struct pfl_span title);

#endif
