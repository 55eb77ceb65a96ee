/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of a call graph say and how strongly, whoever draws them (semantics 16). */
#ifndef PFL_RENDER_GRAPH_STYLE_H
#define PFL_RENDER_GRAPH_STYLE_H

#include "base/arena.h"
#include "base/text.h"
#include "scene.h"
#include <profloom/render.h>

/* Values to print: a mean already divided. `i` is a row of the scene's graph. */
pfl_sum pfl_graph_flat(const struct pfl_scene *scene, uint32_t i);
pfl_sum pfl_graph_cum(const struct pfl_scene *scene, uint32_t i);
pfl_sum pfl_graph_weight(const struct pfl_scene *scene, uint32_t edge);

/* Is it what the neighbourhood that is shown is of? */
bool pfl_graph_is_centre(const struct pfl_scene *scene, uint32_t i);

/* The largest |flat| of the graph. */
pfl_sum pfl_graph_max_flat(const struct pfl_scene *scene);

/* Append a value's share of the total, "12.30%". */
void pfl_graph_share(const struct pfl_scene *scene, pfl_sum value, struct pfl_text *text);

/* value / |total|, between -1 and 1; 0 when the total is 0. */
double pfl_graph_score(const struct pfl_scene *scene, pfl_sum value);

/* 1 + min(|value| * steps / |total|, steps) in whole numbers; 1 when the total is 0. */
unsigned pfl_graph_steps(const struct pfl_scene *scene, pfl_sum value, unsigned steps);

/* 8 to 24: grows with the square root of |flat|. */
unsigned pfl_graph_font_size(pfl_sum flat, pfl_sum max_flat);

/* pprof's colour for a score, as "#rrggbb": a strong one for lines or a faint one behind text.
 */
void pfl_graph_color(double score, bool background, char text[8]);

/* The direction's name in DOT: "TB". */
const char *pfl_graph_rank_dir(enum pfl_rank_dir direction);

/* The packages that more than one row of a graph belongs to, in order of appearance. */
struct pfl_packages {
	uint32_t n;
	struct pfl_span *name; /* borrowed from the profile */
	uint32_t *of;          /* by row: 1 + the number of its package, 0: none of these */
};

/* Sort the first n rows of the graph by package; the arena owns it all. False: PFL_NOMEM. */
bool pfl_packages_make(struct pfl_packages *p, const struct pfl_scene *scene, uint32_t n,
	struct pfl_arena *arena, struct pfl_error *err);

/*
 * The parts that name a node in a box, "" where there is none: address in 16 hex digits, short
 * name (see pfl_name_shorten), then "file:line", "file", "[object]" or "<unknown>". Bytes are
 * the profile's own: escape them. Start zeroed; filling it again reuses its memory.
 */
struct pfl_graph_title {
	char address[17];
	struct pfl_span name, place; /* borrowed from the profile or from here */
	struct pfl_text name_text, place_text;
};

/* Fill *title for row i of the graph. False: PFL_NOMEM. */
bool pfl_graph_title(struct pfl_graph_title *title, const struct pfl_scene *scene, uint32_t i,
	struct pfl_error *err);
void pfl_graph_title_clear(struct pfl_graph_title *title);

/*
 * The lines that say what is shown (semantics 13), raw, in an array that the caller frees; the
 * lines live in *text. Without `link` the reference to pprof's manual at the end is left out.
 */
bool pfl_graph_header(const struct pfl_scene *scene, bool link, struct pfl_text *text,
	struct pfl_span **line, size_t *n, struct pfl_error *err);

/*
 * Label values that hang under a node as boxes of their own: up to four label texts, under each
 * and under the node itself up to four numbers or ranges of numbers.
 */
enum {
	PFL_NODELETS_WIDE = 4,
	PFL_NODELETS_MAX = PFL_NODELETS_WIDE * (PFL_NODELETS_WIDE + 2),
};

struct pfl_nodelet {
	char id[48];           /* "N1_0", "NN1_0", "NN1_1_0"                             */
	unsigned parent;       /* index of the nodelet it hangs under; UINT_MAX: the node */
	struct pfl_span label; /* lines separated by a literal \n                        */
	pfl_sum value;
	bool dotted; /* the value includes what was called from here           */
};

struct pfl_nodelets {
	unsigned n;
	struct pfl_nodelet at[PFL_NODELETS_MAX];
	struct pfl_text text; /* of labels that are not the profile's; clear it at the end */
};

/* Fill *list for a node; reuses its memory. False: PFL_NOMEM. */
bool pfl_nodelets_make(struct pfl_nodelets *list, const struct pfl_scene *scene, uint32_t i,
	struct pfl_error *err);

#endif
