/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of making a scene that are a subject of their own; scene.c says when each is due.
 */
#ifndef PFL_SCENE_MAKE_H
#define PFL_SCENE_MAKE_H

#include "render/renderer.h"
#include "scene.h"

#define PFL_MIN_SHARE 0.01 /* of everything, below which no rule about anything applies */

/* Does the renderer show this: "callgraph", "diff", ...? */
static inline bool
pfl_scene_family_is(const struct pfl_renderer *r, const char *family)
{
	return strcmp(r->family, family) == 0;
}

/*
 * scene/refuse.c. Does each setting of the view mean something to the renderer, and are those
 * there that it cannot do without? False with *err PFL_USAGE.
 */
bool pfl_scene_check_settings(
	const struct pfl_view *view, const struct pfl_renderer *r, struct pfl_error *err);

/*
 * Of a profile that has calls instead of stacks a graph can be made, and what is shown of one;
 * filters and paths would need the stacks. Is there all that is asked for? False with *err
 * PFL_UNSUPPORTED.
 */
bool pfl_scene_check_stacks(
	const struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err);

/* scene/graph.c: the call graph, as the renderer and the settings want it. */
bool pfl_scene_make_graph(
	struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err);

/* scene/compare.c, for all that follows. Is what changed looked at with statistics? A pair that
 * is a single file's has no runs. */
bool pfl_scene_compares(const struct pfl_scene *scene, const struct pfl_renderer *r);

/* Are the runs of a pair those of one program, whose differences are to be measured? */
bool pfl_scene_calibrates(const struct pfl_scene *scene, const struct pfl_renderer *r);

/* Builds call the same functions by names of their own: they become one. */
bool pfl_scene_match_names(struct pfl_scene *scene, struct pfl_error *err);

/* `together`: comparisons of which bounds are to hold at once, this one among them. */
bool pfl_scene_make_comparison(
	struct pfl_scene *scene, uint32_t together, struct pfl_error *err);
bool pfl_scene_make_calibration(struct pfl_scene *scene, struct pfl_error *err);

/* Which sample type a comparison is about: the first of those that are asked for. */
bool pfl_scene_choose_pair(struct pfl_scene *scene, struct pfl_error *err);

/*
 * scene/sections.c: compare what else was asked for. `make` makes a scene of its own, of the
 * scene's input and this sample type. False: PFL_USAGE (no such label, too many sample types, a
 * rule in a unit that none has) and what comparisons fail with.
 */
bool pfl_scene_make_sections(struct pfl_scene *scene, const struct pfl_renderer *r,
	struct pfl_scene *(*make)(const struct pfl_scene *scene, const struct pfl_renderer *r,
		const char *type, struct pfl_error *err),
	struct pfl_error *err);

/*
 * What to compare instead: the input without the recordings that are unlike the others of their
 * side. The caller frees *fewer, which is NULL where all stay. False with *err.
 */
bool pfl_scene_find_fewer(
	struct pfl_scene *scene, struct pfl_profile **fewer, struct pfl_error *err);

#endif
