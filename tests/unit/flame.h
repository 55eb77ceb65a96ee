/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of flame graphs start from: folded stacks as a scene, a renderer's output as text.
 */
#ifndef PFL_TESTS_FLAME_H
#define PFL_TESTS_FLAME_H

#include "notation.h"
#include "render/flame.h"
#include "render/renderer.h"
#include <profloom/profloom.h>

struct flame_fixture {
	struct pfl_profile *profile;
	struct pfl_view *view;
	struct pfl_scene *scene;
	const struct pfl_renderer *renderer;
};

/*
 * The scene of a profile (which the fixture then owns) for a renderer, with a setting or NULL.
 * False: the test has failed.
 */
static inline bool
fixture_make(struct flame_fixture *t, struct pfl_profile *profile, const char *setting,
	const char *value, const char *family, const char *format)
{
	struct pfl_error err = { 0 };

	*t = (struct flame_fixture){ .profile = profile };
	t->renderer = pfl_renderer_find(family, format);
	t->view = pfl_view_new(&err);
	if (t->view && setting)
		CHECK(pfl_view_set(t->view, setting, value, &err));
	if (t->profile && t->view && t->renderer)
		t->scene = pfl_scene_new(t->profile, t->view, t->renderer, &err);
	if (!CHECK(t->scene != NULL))
		fprintf(stderr, "%s\n", err.msg);
	return t->scene != NULL;
}

/* The same for folded stacks (of two columns: a pair). */
static inline bool
fixture_init(
	struct flame_fixture *t, const char *folded, const char *family, const char *format)
{
	struct pfl_read_opts opts = { .format = "folded" };
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_read_mem(folded, strlen(folded), "test", &opts, &err);

	if (!CHECK(p != NULL))
		fprintf(stderr, "%s\n", err.msg);
	return fixture_make(t, p, NULL, NULL, family, format);
}

static inline void
fixture_clear(struct flame_fixture *t)
{
	pfl_scene_free(t->scene);
	pfl_view_free(t->view);
	pfl_profile_free(t->profile);
}

/* What the renderer makes of the scene; the caller frees it. "" and a failure when it fails. */
static inline char *
fixture_render(const struct flame_fixture *t, const struct pfl_style *style)
{
	struct pfl_error err = { 0 };
	struct pfl_out *out = pfl_out_memory(&err);
	char *text = NULL;
	size_t n;

	if (out && pfl_render(t->scene, t->renderer, style, out, &err))
		text = pfl_out_take(out, &n, &err);
	else
		pfl_out_abandon(out);
	if (!CHECK(text != NULL))
		fprintf(stderr, "%s\n", err.msg);
	return text ? text : calloc(1, 1);
}

/* All of it in one, for folded stacks or for samples. The caller frees the text. */
static inline char *
flame_text(const char *folded, const char *family, const char *format,
	const struct pfl_style *style)
{
	struct flame_fixture t;
	char *text = fixture_init(&t, folded, family, format) ? fixture_render(&t, style)
							      : calloc(1, 1);

	fixture_clear(&t);
	return text;
}

static inline char *
flame_text_of(const char *types, const struct sample_text *samples, size_t n,
	const char *setting, const char *value, const char *family, const char *format)
{
	struct flame_fixture t;
	struct pfl_profile *p = notation_profile(types, samples, n);
	char *text = fixture_make(&t, p, setting, value, family, format)
		? fixture_render(&t, NULL)
		: calloc(1, 1);

	fixture_clear(&t);
	return text;
}

#endif
