/* SPDX-License-Identifier: Apache-2.0 */
/* From a profile to an artifact in one call. */
#ifndef PFL_TESTS_DRAW_H
#define PFL_TESTS_DRAW_H

#include <profloom/profloom.h>

/*
 * What a renderer makes of a profile with default settings, and setting = value unless setting
 * is NULL; of one that needs a pattern, what it makes of everything. The caller frees it; NULL
 * with *err.
 */
static inline char *
draw(const struct pfl_profile *p, const struct pfl_renderer *r, const char *setting,
	const char *value, size_t *n, struct pfl_error *err)
{
	struct pfl_view *view = pfl_view_new(err);
	struct pfl_scene *scene = NULL;
	struct pfl_out *out = NULL;
	char *bytes = NULL;
	bool pattern = pfl_renderer_uses(r, "pattern");

	if (view && (!setting || pfl_view_set(view, setting, value, err)) &&
		(!pattern || pfl_view_set(view, "pattern", ".", err)))
		scene = pfl_scene_new(p, view, r, err);
	if (scene)
		out = pfl_out_memory(err);
	if (out && pfl_render(scene, r, NULL, out, err)) {
		bytes = pfl_out_take(out, n, err);
		out = NULL;
	}
	pfl_out_abandon(out);
	pfl_scene_free(scene);
	pfl_view_free(view);
	return bytes;
}

#endif
