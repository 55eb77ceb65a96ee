/* SPDX-License-Identifier: Apache-2.0 */
/* A profile as one view shows it: what a renderer may look at. */
#ifndef PROFLOOM_SCENE_H
#define PROFLOOM_SCENE_H

#include <profloom/error.h>
#include <profloom/profile.h>
#include <profloom/view.h>

PFL_BEGIN_C

struct pfl_scene;
struct pfl_renderer;

/*
 * Apply `view` to `p` and compute what `renderer` (see pfl_renderer_find()) needs: call tree,
 * call graph. Both p and view are borrowed: they must outlive the scene. Returns a scene for
 * pfl_scene_free(), or NULL with *err set: PFL_USAGE (no such sample type, bad expression),
 * PFL_LIMIT or PFL_NOMEM.
 */
PFL_NODISCARD PFL_API struct pfl_scene *pfl_scene_new(const struct pfl_profile *p,
	const struct pfl_view *view, const struct pfl_renderer *renderer,
	struct pfl_error *err);

/*
 * Work out ahead what the scenes of a profile have in common, before it is shared between
 * threads: worth it for whoever makes several. Without enough memory nothing is prepared, and
 * each scene does it for itself.
 */
PFL_API void pfl_profile_prepare(struct pfl_profile *p);

PFL_API void pfl_scene_free(struct pfl_scene *scene);

/* What the user should know, such as "focus matched no samples"; count, and one (borrowed). */
PFL_API size_t pfl_scene_notes(const struct pfl_scene *scene);
PFL_API const char *pfl_scene_note(const struct pfl_scene *scene, size_t i);

/* Of a comparison: is a rule broken that the view's settings fail-on and strict make one? */
PFL_API bool pfl_scene_gate_failed(const struct pfl_scene *scene);

PFL_END_C

#endif
