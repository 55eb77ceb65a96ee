/* SPDX-License-Identifier: Apache-2.0 */
/* A profile rendered in memory, with settings. */
#ifndef PFL_TESTS_RENDERING_H
#define PFL_TESTS_RENDERING_H

#include "harness.h"

#include <profloom/profloom.h>
#include <stdlib.h>

/* Settings are "name", "value", ..., NULL, or none. The caller frees; NULL with *err. */
static inline char *
rendering(const struct pfl_profile *p, const struct pfl_renderer *r,
	const struct pfl_style *style, const char *const *settings, struct pfl_error *err)
{
	struct pfl_view *view = pfl_view_new(err);
	struct pfl_out *out = pfl_out_memory(err);
	struct pfl_scene *scene;
	char *text = NULL;
	size_t n;

	for (; settings && *settings; settings += 2)
		CHECK(pfl_view_set(view, settings[0], settings[1], err));
	scene = pfl_scene_new(p, view, r, err);
	if (scene && pfl_render(scene, r, style, out, err))
		text = pfl_out_take(out, &n, err);
	else
		pfl_out_abandon(out);
	pfl_scene_free(scene);
	pfl_view_free(view);
	return text;
}

/* It comes out as `want`, without an error. */
static inline void
check_rendering(const struct pfl_profile *p, const struct pfl_renderer *r,
	const struct pfl_style *style, const char *const *settings, const char *want)
{
	struct pfl_error err = { 0 };
	char *text = rendering(p, r, style, settings, &err);

	CHECK_STR(err.msg, "");
	CHECK_STR(text, want);
	free(text);
}

#endif
