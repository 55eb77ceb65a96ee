/* SPDX-License-Identifier: Apache-2.0 */
/* The part of a pair's call graph that explains the change. */
#ifndef PFL_RENDER_BLAME_H
#define PFL_RENDER_BLAME_H

#include "scene.h"

/*
 * *part becomes the scene with a graph of what the findings are about: their functions, the
 * paths to them, what else is called from these and has 5 % of its caller, at most 60
 * functions; without findings the first of the graph. A view that says how many nodes it wants,
 * or around what, gets that. Values are printed each in its own unit, unless the view wants
 * one. *part borrows from the scene and from the arena. False: PFL_NOMEM or PFL_LIMIT.
 */
bool pfl_blame_make(struct pfl_scene *part, const struct pfl_scene *scene,
	struct pfl_arena *arena, struct pfl_error *err);

#endif
