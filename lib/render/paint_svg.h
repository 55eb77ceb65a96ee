/* SPDX-License-Identifier: Apache-2.0 */
/* From shapes to an SVG document. */
#ifndef PFL_RENDER_PAINT_SVG_H
#define PFL_RENDER_PAINT_SVG_H

#include "render/shapes.h"

/*
 * Write the picture. Everything is said in attributes, so it is complete without CSS and
 * scripts; a style sheet only swaps colours on a dark page. The output holds nothing but the
 * picture: same picture, same bytes.
 */
void pfl_paint_svg(const struct pfl_picture *picture, struct pfl_out *out);

#endif
