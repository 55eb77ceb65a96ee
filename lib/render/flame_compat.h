/* SPDX-License-Identifier: Apache-2.0 */
/* A flame graph as FlameGraph draws it. */
#ifndef PFL_RENDER_FLAME_COMPAT_H
#define PFL_RENDER_FLAME_COMPAT_H

#include "render/flame.h"

/*
 * Write an SVG with FlameGraph's geometry, colours and texts: a group with a title, a rectangle
 * and a label for each frame. What it does not have is the script. A differential has the new
 * values' widths and the colours of the frames' own change. False: PFL_NOMEM.
 */
bool pfl_flame_compat_write(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err);

#endif
