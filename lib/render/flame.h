/* SPDX-License-Identifier: Apache-2.0 */
/* What a flame graph shows, whoever draws it: widths, names, colours, and where the boxes are.
 */
#ifndef PFL_RENDER_FLAME_H
#define PFL_RENDER_FLAME_H

#include "base/text.h"
#include "base/vec.h"
#include "render/contrast.h"
#include "render/palette.h"
#include "scene.h"
#include <profloom/render.h>

/* What the boxes of a pair are as wide as. */
enum pfl_side {
	PFL_SIDE_UNION, /* the larger of the two values */
	PFL_SIDE_NEW,
	PFL_SIDE_OLD,
	PFL_SIDE_BOTH, /* their sum */
};

enum { PFL_SIDES = PFL_SIDE_BOTH + 1 };

/* As the setting `side` has it. */
const char *pfl_side_name(enum pfl_side side);

/* A value of a label, and how much samples with it have; 0: what has several. */
struct pfl_flame_label {
	struct pfl_span name; /* in the flame's arena */
	unsigned tone;
	pfl_sum size;
};

/*
 * A scene's call tree as a flame graph sees it. Widths are never negative and add up: a row is
 * as wide as its own part and the rows called from it. Where a profile has values below 0 (a
 * difference), a row's own part is its |self|, so what cancels out stays visible; of a mean it
 * is the dividend. Of a pair it is the larger of the old and the new value, the old one on the
 * new one's scale, so that what is gone keeps its room; but the mean of the two in stacks of
 * which nothing changed by more than noise: the larger of many small numbers, each up or down
 * by chance, would add up to far more than either side has.
 */
struct pfl_flame {
	const struct pfl_scene *scene;
	const struct pfl_calltree *tree;
	struct pfl_arena arena;
	const pfl_sum *self, *total;  /* width by row                                  */
	struct pfl_contrast contrast; /* of a pair                                     */
	const uint8_t *growth;        /* of a pair, by row: see pfl_flame_growth()     */
	enum pfl_side side;           /* of a pair                                     */
	uint32_t max_depth;           /* rows deeper than this are not shown           */
	/* Of rows, where chains are folded: see pfl_flame_fold(); else NULL. */
	const uint32_t *level, *folded;
	bool as_flamegraph; /* colours and widths are that one's             */
	bool is_signed;     /* some values are below 0                       */
	bool has_widths;    /* widths are not the values themselves          */
	/* By node of the scene, and behind them the gaps of a chart, which are no function;
	 * functions that several files hold have the first one's. */
	uint32_t *file, *object; /* string ids, 0: not known */
	uint8_t *whose;          /* enum pfl_class           */
	uint8_t *tone;
	/* Colours by number, where the palette has its own: see pfl_flame_tone_get(). */
	const struct pfl_tone *tones;
	unsigned n_tones, root_tone;
	/* With a palette by label: what its tones stand for. */
	const struct pfl_flame_label *labels;
	unsigned n_labels;
	pfl_sum *node_self; /* sum of self, signed; of a pair: its change */
};

/*
 * Prepare for the scene's tree, or for another one of the same nodes; released with
 * pfl_flame_clear(), also after a failure. False: PFL_NOMEM.
 */
bool pfl_flame_init(struct pfl_flame *flame, const struct pfl_scene *scene,
	const struct pfl_style *style, struct pfl_error *err);
bool pfl_flame_init_tree(struct pfl_flame *flame, const struct pfl_scene *scene,
	const struct pfl_calltree *tree, const struct pfl_style *style, struct pfl_error *err);
void pfl_flame_clear(struct pfl_flame *flame);

/* Is a row what its caller spends itself between two calls? It has no box. */
static inline bool
pfl_flame_is_gap(const struct pfl_flame *flame, uint32_t row)
{
	return row > 0 && flame->tree->node[row] == PFL_NONE;
}

/* A row that has no box of its own: another stands for it. */
#define PFL_FLAME_HIDDEN UINT32_MAX

/*
 * Fold chains of frames that hardly do more than call the next one: level[] is how high a row's
 * box stands, folded[] for how many frames it stands (0: for itself), or PFL_FLAME_HIDDEN. The
 * arrays are the flame's. False: PFL_NOMEM.
 */
bool pfl_flame_fold(struct pfl_flame *flame, struct pfl_error *err);

/* How many boxes stand between a row's and the root's. */
static inline uint32_t
pfl_flame_level(const struct pfl_flame *flame, uint32_t row)
{
	return flame->level ? flame->level[row] : flame->tree->depth[row];
}

/* The frames that a row's box stands for, 0: its own alone. */
static inline uint32_t
pfl_flame_folded(const struct pfl_flame *flame, uint32_t row)
{
	return flame->folded ? flame->folded[row] : 0;
}

/* The node of a row that is not the root: its number in the arrays above. */
static inline uint32_t
pfl_flame_node(const struct pfl_flame *flame, uint32_t row)
{
	uint32_t node = flame->tree->node[row];

	return node == PFL_NONE ? flame->scene->nodes.n : node;
}

/*
 * The name of a node in a stack: the function, with file and line where the granularity tells
 * them apart; "" when there is none. Borrowed from the profile or from scratch.
 */
struct pfl_span pfl_place_name(
	const struct pfl_scene *scene, uint32_t node, struct pfl_text *scratch);

/*
 * The same, but "0x4f3a10" or "[libc.so.6]" where there is none, "(self)" for a gap. Borrowed
 * from the profile or from scratch.
 */
struct pfl_span pfl_flame_name(
	const struct pfl_flame *flame, uint32_t node, struct pfl_text *scratch);

/* How a row of a pair changed; the root is the same, its change stands in the words above. */
enum pfl_growth pfl_flame_growth(const struct pfl_flame *flame, uint32_t row);

/* The tone of a row's box: the function's, or in a pair that of the change. */
unsigned pfl_flame_tone(const struct pfl_flame *flame, uint32_t row);

/* A tone by its number. */
struct pfl_tone pfl_flame_tone_get(const struct pfl_flame *flame, unsigned tone);

/* What the view says of a setting; NULL: the default. */
const char *pfl_flame_setting(const struct pfl_flame *flame, const char *name);

/* The value that a reader is told for a row's total: signed, a mean divided. */
pfl_sum pfl_flame_total(const struct pfl_flame *flame, uint32_t row);

/* What the box of folded frames is called: "... 9 frames". */
void pfl_flame_say_folded(const struct pfl_flame *flame, uint32_t row, struct pfl_text *text);

/* Append a value in the unit of display: "1.20s". */
void pfl_flame_value(const struct pfl_flame *flame, pfl_sum value, struct pfl_text *text);

/* Append |part| of |whole| as "12.3%". */
void pfl_flame_share(pfl_sum part, pfl_sum whole, struct pfl_text *text);

/*
 * A box: left edge and width in tenths of a pixel from the left edge of the root's box. In a
 * pair, siblings that are too narrow each may share one: rows row .. end - 1.
 */
struct pfl_flame_box {
	uint32_t row, end; /* end: 0 unless it is such a one */
	int32_t x, width;
};

/* Boxes in depth-first order, the root's first; empty when there is nothing to show. */
struct pfl_flame_boxes {
	PFL_VEC(struct pfl_flame_box) box;
	uint32_t depth; /* of the deepest box                         */
	int32_t least;  /* hundredths of a pixel that a box needs     */
};

/*
 * Lay the rows out in `width` tenths of a pixel, leaving out what is narrower than `least`
 * hundredths (>= 1) or too deep. When more than max_boxes would be left, least grows. A row's
 * own part is left of what it calls, siblings are in the tree's order. Visits only what it
 * keeps and the siblings of that. Free boxes->box.at. False: PFL_NOMEM.
 */
bool pfl_flame_layout(struct pfl_flame_boxes *boxes, const struct pfl_flame *flame,
	int32_t width, int32_t least, uint32_t max_boxes, struct pfl_error *err);

/* The version of the data: 1, or 2 for a pair. */
static inline unsigned
pfl_flame_version(const struct pfl_flame *flame)
{
	return flame->scene->pair ? 2 : 1;
}

/* The data that a picture carries, packed; docs/flame-data.md describes the bytes. */
struct pfl_flame_data {
	unsigned char *at; /* a zlib stream, from malloc    */
	size_t n;
	size_t raw;    /* bytes that it inflates to     */
	uint32_t crc;  /* CRC-32 of those               */
	uint32_t rows; /* in it, with the root          */
	uint32_t deep; /* rows left out because of max_depth */
	pfl_sum floor; /* rows lighter than this are not in it; 0: all rows are */
};

/*
 * Pack the tree: at most max_rows rows and about max_bytes bytes, the heaviest. Children that
 * are left out are summed up in their parent. False: PFL_NOMEM.
 */
bool pfl_flame_pack(struct pfl_flame_data *data, const struct pfl_flame *flame,
	uint32_t max_rows, size_t max_bytes, struct pfl_error *err);

#endif
