/* SPDX-License-Identifier: Apache-2.0 */
/* From shapes to PNG and PDF. */
#ifndef PFL_RENDER_PAINT_CAIRO_H
#define PFL_RENDER_PAINT_CAIRO_H

#include "render/shapes.h"

/*
 * Write the picture, light page only. PNG: two pixels for one of the picture's as long as it
 * stays moderate; PDF: one page. What is too large for the format is scaled down. Letters come
 * from the fonts of this machine, squeezed into the widths that the layout reckoned with.
 * False with *err: PFL_UNSUPPORTED (no fonts; the message says what to install), PFL_NOMEM.
 */
bool pfl_paint_png(
	const struct pfl_picture *picture, struct pfl_out *out, struct pfl_error *err);
bool pfl_paint_pdf(
	const struct pfl_picture *picture, struct pfl_out *out, struct pfl_error *err);

#endif
