/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a flame graph's SVG. */
#ifndef PFL_RENDER_FLAME_SVG_H
#define PFL_RENDER_FLAME_SVG_H

#include "base/escape.h"
#include "render/flame.h"

/* Pixels. The script gets them from the document. */
enum {
	PFL_FLAME_PAD = 10, /* left and right of the boxes          */
	PFL_FLAME_ROW = 18, /* a box and the gap to the next        */
	PFL_FLAME_TOP = 76, /* title, what it shows, legend         */
	PFL_FLAME_FOOT = 62,
	PFL_FLAME_FONT = 11, /* of names in boxes                   */
};

struct pfl_flame_svg {
	const struct pfl_flame *flame;
	const struct pfl_style *style;
	struct pfl_out *out;
	struct pfl_sink sink; /* the same */
	struct pfl_flame_boxes boxes;
	struct pfl_flame_data data; /* at NULL: there is none    */
	int width, height;
	struct pfl_text scratch, line;
};

/* Write s as text of the document: escaped, at most max bytes (0: all). */
void pfl_flame_put_text(struct pfl_flame_svg *svg, struct pfl_span s, size_t max);

/* Title, line of totals, legend; a summary in words for those who do not see the picture. */
void pfl_flame_put_head(struct pfl_flame_svg *svg);
void pfl_flame_put_summary(struct pfl_flame_svg *svg);

/* The boxes and the names in them. */
void pfl_flame_put_boxes(struct pfl_flame_svg *svg);

#endif
