/* SPDX-License-Identifier: Apache-2.0 */
/* A profile in test notation, rendered. */
#ifndef PFL_TESTS_DRAWING_H
#define PFL_TESTS_DRAWING_H

#include "notation.h"
#include "render/renderer.h"
#include <profloom/profloom.h>

struct drawing {
	struct pfl_profile *p;
	struct pfl_view *view;
	struct pfl_scene *scene;
	const struct pfl_renderer *r;
};

/* Make a scene of samples; settings are "name=value" with blanks between. */
static inline bool
drawing_make(struct drawing *d, const char *format, const char *types,
	const struct sample_text *samples, size_t n, const char *settings)
{
	struct pfl_error err = { 0 };

	*d = (struct drawing){ .r = pfl_renderer_find("callgraph", format) };
	d->p = notation_profile(types, samples, n);
	d->view = sketch_view(settings);
	if (!CHECK(d->r && d->p && d->view))
		return false;
	d->scene = pfl_scene_new(d->p, d->view, d->r, &err);
	CHECK_STR(err.msg, "");
	return d->scene;
}

static inline void
drawing_clear(struct drawing *d)
{
	pfl_scene_free(d->scene);
	pfl_view_free(d->view);
	pfl_profile_free(d->p);
}

/* The bytes, NUL-terminated, which the caller frees; NULL when something went wrong. */
static inline char *
drawing_bytes(const struct drawing *d, const struct pfl_style *style, size_t *n)
{
	struct pfl_error err = { 0 };
	struct pfl_out *out = pfl_out_memory(&err);

	if (!CHECK(pfl_render(d->scene, d->r, style, out, &err))) {
		fprintf(stderr, "%s\n", err.msg);
		pfl_out_abandon(out);
		return NULL;
	}
	return pfl_out_take(out, n, &err);
}

/* All of it in one. */
static inline char *
drawing_text(const char *format, const char *types, const struct sample_text *samples, size_t n,
	const char *settings)
{
	struct drawing d;
	char *text = NULL;
	size_t bytes;

	if (drawing_make(&d, format, types, samples, n, settings))
		text = drawing_bytes(&d, NULL, &bytes);
	drawing_clear(&d);
	return text;
}

/* Does the text hold this piece? Shows the text when it does not. */
static inline bool
has(const char *text, const char *piece)
{
	if (text && strstr(text, piece))
		return true;
	fprintf(stderr, "no %s in\n%s\n", piece, text ? text : "(nothing)");
	return false;
}

#endif
