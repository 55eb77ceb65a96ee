/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a flame graph's SVG, or the same parts as shapes for another painter. */
#ifndef PFL_RENDER_FLAME_SVG_H
#define PFL_RENDER_FLAME_SVG_H

#include "base/escape.h"
#include "render/flame.h"
#include "render/metrics.h"

/* Pixels. The script gets them from the document. */
enum {
	PFL_FLAME_PAD = 10, /* left and right of the boxes          */
	PFL_FLAME_ROW = 18, /* a box and the gap to the next        */
	PFL_FLAME_FOOT = 62,
	PFL_FLAME_FONT = 11, /* of names in boxes                   */
};

/* What a function calls is on one side of it, what calls it on the other. */
enum pfl_flame_side { PFL_FLAME_CALLEES, PFL_FLAME_CALLERS };

struct pfl_flame_svg {
	const struct pfl_flame *flame;
	bool two_sided, inverted;
	bool is_further;          /* of a page that has the hatching from a picture before */
	bool is_page;             /* all of a page: keys need nothing to be chosen first */
	enum pfl_flame_side side; /* the one that is being written, of two */
	uint32_t
		rows_of_side[2]; /* frames above one another in each, with the function's own */
	const struct pfl_style *style;
	struct pfl_out *out;
	struct pfl_sink sink;        /* the same */
	struct pfl_picture *picture; /* where shapes go; NULL: SVG goes to out */
	struct pfl_arena arena;      /* their texts                            */
	struct pfl_flame_boxes boxes;
	struct pfl_flame of_side[2]; /* of two sides */
	struct pfl_flame_boxes boxes_of_side[2];
	struct pfl_flame_data data; /* at NULL: there is none    */
	int width, height;
	int top, foot; /* room for the words above the boxes, and below */
	struct pfl_text scratch, line;
};

/*
 * Write the SVG, which may also be a part of an HTML page: its script is pfl_asset_flame_js, to
 * the byte. False: PFL_NOMEM.
 */
bool pfl_flame_svg_write(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err);

/* The same for a further picture of a page, which shares with the first what has an id. */
bool pfl_flame_svg_write_further(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err);

/*
 * Prepare and lay out, with zeroed out and picture to be set by the caller before anything is
 * put; for pfl_flame_svg_end() in any case. False: PFL_NOMEM and what pfl_flame_init() says.
 */
bool pfl_flame_svg_begin(struct pfl_flame_svg *svg, struct pfl_flame *flame,
	const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_error *err);
void pfl_flame_svg_end(struct pfl_flame_svg *svg, struct pfl_flame *flame);

/* Write what was begun, as pfl_flame_svg_write() does. False: PFL_NOMEM. */
bool pfl_flame_svg_put(struct pfl_flame_svg *svg, struct pfl_out *out, struct pfl_error *err);

/* Frames above one another that the picture has room for; of two sides, on each. */
uint32_t pfl_flame_most_rows(const struct pfl_flame_svg *svg);

/* The boxes, the words above and those below. */
void pfl_flame_put_parts(struct pfl_flame_svg *svg);

/* A shape of the picture. */
void pfl_flame_add_box(struct pfl_flame_svg *svg, double x, double y, double width,
	double height, struct pfl_color fill);
void pfl_flame_add_text(struct pfl_flame_svg *svg, double x, double y, enum pfl_font font,
	int size, uint32_t color, struct pfl_span text);

/* The title in plain words, into svg->line. */
void pfl_flame_make_title(struct pfl_flame_svg *svg);

/* Write s as text of the document: escaped, at most max bytes (0: all). */
void pfl_flame_put_text(struct pfl_flame_svg *svg, struct pfl_span s, size_t max);

/* Title, line of totals, legend; a summary in words for those who do not see the picture. */
void pfl_flame_put_head(struct pfl_flame_svg *svg);
void pfl_flame_put_summary(struct pfl_flame_svg *svg);

/* How many frames there are, and which of them are not drawn. */
void pfl_flame_put_foot(struct pfl_flame_svg *svg);

/* The boxes and the names in them. */
void pfl_flame_put_boxes(struct pfl_flame_svg *svg);

/* A box at that depth as a piece of a path. */
void pfl_flame_put_box(
	struct pfl_flame_svg *svg, const struct pfl_flame_box *box, uint32_t depth);

/* The same of a comparison, where each box has a tooltip. */
void pfl_flame_put_changes(struct pfl_flame_svg *svg);

/* The class of change whose boxes are hatched. */
enum pfl_growth pfl_flame_hatched(const struct pfl_flame *f);

/* The outline of boxes of a class of change, or of a finding's place; width 0: none. */
struct pfl_flame_outline {
	struct pfl_color color;
	int width; /* pixels */
	bool dashed;
};

struct pfl_flame_outline pfl_flame_outline_of(
	const struct pfl_flame *f, enum pfl_growth growth, bool finding);

/*
 * Its definition, its rules for light or dark pages, and a sheet with those of outlines, which
 * stands before what finding's places have.
 */
void pfl_flame_put_hatch(struct pfl_flame_svg *svg);
void pfl_flame_put_hatch_style(struct pfl_flame_svg *svg, bool dark);
const char *pfl_flame_mark_style(const struct pfl_flame *f);

/* Fill and outline of a box of a class of change as attributes, and the box as shapes. */
void pfl_flame_put_marks(
	struct pfl_flame_svg *svg, enum pfl_growth growth, bool outlined, bool finding);
void pfl_flame_add_change(struct pfl_flame_svg *svg, const struct pfl_shape *box,
	enum pfl_growth growth, bool outlined, bool finding);

/* A rectangle as boxes of that class are: filled, and with an outline where they have one. */
void pfl_flame_put_swatch(struct pfl_flame_svg *svg, double x, int y, double width, int height,
	enum pfl_growth growth);

/* Tenths of a pixel that a box leaves free at its right. */
static inline int32_t
pfl_flame_gap(const struct pfl_flame_box *box)
{
	return box->width >= 15 ? 4 : box->width > 1 ? 1 : 0;
}

/* For both: upper edge of a row, a number of tenths as decimal text (returns its end), and the
 * name of a box with what stands before it, where there is room. */
int pfl_flame_row_y(const struct pfl_flame_svg *svg, uint32_t depth);
char *pfl_flame_tenths(char *at, int32_t tenths);
void pfl_flame_put_name(struct pfl_flame_svg *svg, const struct pfl_flame_box *box,
	const char *before, struct pfl_span name, const char *css);

#endif
