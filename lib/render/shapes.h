/* SPDX-License-Identifier: Apache-2.0 */
/* A picture as a list of shapes: what a layout yields and a painter writes, in painting order.
 */
#ifndef PFL_RENDER_SHAPES_H
#define PFL_RENDER_SHAPES_H

#include "base/span.h"
#include "base/vec.h"
#include "render/metrics.h"
#include <profloom/out.h>

/*
 * A colour on a light and on a dark page, from PFL_COLOR(0xrrggbb, 0xrrggbb); zero is not
 * painted. Painters that know only one page (PNG, PDF) use the light one; SVG writes the light
 * one as an attribute and lets CSS override it.
 */
struct pfl_color {
	uint32_t light, dark;
};

#define PFL_COLOR_SET UINT32_C(0x1000000)
#define PFL_COLOR(light, dark)                                                                 \
	{                                                                                      \
		PFL_COLOR_SET | (light), PFL_COLOR_SET | (dark)                                \
	}
#define PFL_NO_COLOR ((struct pfl_color){ 0, 0 })

static inline bool
pfl_color_is_none(struct pfl_color c)
{
	return !c.light;
}

enum pfl_shape_kind {
	PFL_SHAPE_GROUP, /* what follows, up to END, is one thing: an id, a class, a tooltip */
	PFL_SHAPE_END,
	PFL_SHAPE_BOX,   /* x, y: upper left corner                                 */
	PFL_SHAPE_CURVE, /* cubic Bezier pieces, point[first .. first + n), n = 3k + 1 */
	PFL_SHAPE_LINES, /* straight lines through n points                         */
	PFL_SHAPE_TEXT,  /* x: see anchor; y: base line                             */
};

enum pfl_anchor { PFL_ANCHOR_START, PFL_ANCHOR_MIDDLE, PFL_ANCHOR_END };

enum pfl_dash { PFL_DASH_NONE, PFL_DASH_DASHED, PFL_DASH_DOTTED };

struct pfl_shape_point {
	double x, y;
};

/*
 * Fields that a kind does not name are zero for it. Texts are valid UTF-8 without control
 * characters, but for the \n between the lines of a tooltip.
 */
struct pfl_shape {
	enum pfl_shape_kind kind;
	double x, y;
	double width, height;    /* BOX; TEXT: width to squeeze or stretch it to, 0: its own */
	double radius;           /* BOX: of the corners */
	struct pfl_color fill;   /* BOX, LINES, TEXT; CURVE is never filled */
	struct pfl_color stroke; /* BOX, CURVE, LINES; TEXT: a halo around the letters */
	double stroke_width;
	enum pfl_dash dash;
	bool closed;            /* LINES: back to the first point */
	uint32_t first, n;      /* CURVE, LINES */
	double size;            /* TEXT: font size in pixels */
	enum pfl_font font;     /* TEXT */
	enum pfl_anchor anchor; /* TEXT */
	struct pfl_span text;   /* TEXT; GROUP: the tooltip, "" for none */
	struct pfl_span id;     /* GROUP: [A-Za-z0-9_-] only, "" for none */
	const char *css;        /* GROUP: class names of ours, or NULL */
};

/* A place to go to, in formats that have such a list. */
struct pfl_bookmark {
	double x, y;
	const char *text;
};

/* Start zeroed but for err. Growth that fails goes to *err, and pfl_picture_ok() knows. */
struct pfl_picture {
	double width, height; /* pixels                                             */
	double scale; /* PNG: pixels for one of these, 0: two as long as that is moderate */
	struct pfl_color background;
	struct pfl_span title, summary; /* for those who cannot see it             */
	PFL_VEC(struct pfl_shape) shape;
	PFL_VEC(struct pfl_shape_point) point;
	const struct pfl_bookmark *bookmark; /* PDF: its outline */
	uint32_t n_bookmarks;
	const char *style; /* rules for the classes of groups, constant text of ours, or NULL */
	const char *script; /* constant script of ours, or NULL                               */
	bool embedded; /* SVG: a part of a page, whose ground and settings it leaves alone    */
	struct pfl_budget *budget; /* borrowed, may be NULL                                   */
	struct pfl_error *err;     /* borrowed: where the first failure goes                  */
	bool failed;
};

/* Lengths of the dashes or dots of a shape's line, and of the gaps: longer where it is thick.
 */
static inline double
pfl_dash_on(const struct pfl_shape *shape)
{
	return shape->dash == PFL_DASH_DOTTED ? 1.5 : 4 + 2 * shape->stroke_width;
}

static inline double
pfl_dash_off(const struct pfl_shape *shape)
{
	return shape->dash == PFL_DASH_DOTTED ? 3 : 3 + shape->stroke_width;
}

/* Append a shape; on failure it is dropped and picture->err says so. */
void pfl_picture_add(struct pfl_picture *picture, const struct pfl_shape *shape);

/* Append a point; its number. */
uint32_t pfl_picture_point(struct pfl_picture *picture, double x, double y);

/* Draw lines across a box, from its lower left to its upper right, so many pixels apart. */
void pfl_picture_hatch(struct pfl_picture *picture, const struct pfl_shape *box, double apart,
	double stroke_width, struct pfl_color color);

/* Did everything find room? Otherwise *err of the picture is set. */
static inline bool
pfl_picture_ok(const struct pfl_picture *picture)
{
	return !picture->failed;
}

/* Free the lists (not the arena, not texts). */
void pfl_picture_clear(struct pfl_picture *picture);

#endif
