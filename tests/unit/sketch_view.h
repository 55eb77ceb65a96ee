/* SPDX-License-Identifier: Apache-2.0 */
/* Views applied to sketches. */
#ifndef PFL_TESTS_SKETCH_VIEW_H
#define PFL_TESTS_SKETCH_VIEW_H

#include "sketch.h"
#include "transform/filter.h"

/* A derived profile with all stages applied, or NULL with *err. */
static inline struct pfl_profile *
sketch_apply(const struct pfl_profile *p, const char *settings, struct pfl_error *err)
{
	struct pfl_view *view = sketch_view(settings);
	struct pfl_profile *d = pfl_profile_derive(p, err);
	bool ok = d && pfl_filters_apply(d, view, PFL_STAGE_DROP, err) &&
		pfl_filters_apply(d, view, PFL_STAGE_LOAD, err) &&
		pfl_filters_apply(d, view, PFL_STAGE_FILTER, err) &&
		pfl_filters_apply(d, view, PFL_STAGE_SHAPE, err) && pfl_filters_settle(d, err);

	pfl_view_free(view);
	if (ok)
		return d;
	pfl_profile_free(d);
	return NULL;
}

/*
 * Check that the settings make `want` of p, with exactly this note (NULL: none; several are
 * joined by "; ").
 */
static inline void
sketch_check(
	const struct pfl_profile *p, const char *settings, const char *want, const char *notes)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *d = sketch_apply(p, settings, &err);
	struct pfl_text text = { 0 };

	test_case(settings);
	if (!CHECK(d != NULL))
		fprintf(stderr, "%s\n", err.msg);
	if (d) {
		CHECK_STR(sketch_write(d, &text), want);
		pfl_text_reset(&text);
		for (size_t i = 0; i < pfl_profile_notes(d); i++)
			pfl_text_printf(&text, "%s%s", i ? "; " : "", pfl_profile_note(d, i));
		CHECK_STR(pfl_text_get(&text), notes ? notes : "");
	}
	pfl_text_clear(&text);
	pfl_profile_free(d);
}

struct sketch_case {
	const char *settings, *want, *notes;
};

static inline void
sketch_check_all(
	const char *types, const char *sketch, const struct sketch_case *cases, size_t n)
{
	struct pfl_profile *p = sketch_read(types, sketch);

	for (size_t i = 0; p && i < n; i++)
		sketch_check(p, cases[i].settings, cases[i].want, cases[i].notes);
	pfl_profile_free(p);
}

#endif
