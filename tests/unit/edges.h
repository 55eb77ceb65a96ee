/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons of recordings that are written down as text, for the tests of edge cases. */
#ifndef PFL_TESTS_EDGES_H
#define PFL_TESTS_EDGES_H

#include "support.h"

#include "scene.h"
#include "sketch.h"
#include <profloom/render.h>

#include <math.h>

enum { MOST_RUNS = 4 };

/* A recording: a sketch, and what its header says; 0: nothing. */
struct edge_recording {
	const char *types, *text;
	int64_t period, duration, time; /* nanoseconds */
};

struct edge {
	struct pfl_profile *pair;
	struct pfl_view *view;
	struct pfl_scene *scene;
	const struct pfl_comparison *c; /* NULL: *err says why not */
	struct pfl_error err;
};

#define CPU "cpu/nanoseconds"
#define SAMPLES "samples/count"
#define MS INT64_C(1000000)
#define S (1000 * MS)

/* Eleven functions that are the same on both sides, enough to estimate from, and one more. */
#define STEADY                                                                                 \
	"1000 f1;main\n1010 f2;main\n1020 f3;main\n1030 f4;main\n1040 f5;main\n1050 f6;main\n" \
	"1060 f7;main\n1070 f8;main\n1080 f9;main\n1090 f10;main\n1100 f11;main\n"

static inline uint32_t
edge_intern(struct pfl_profile *p, const char *text)
{
	struct pfl_error err = { 0 };

	return pfl_strtab_add(&p->strings, pfl_span_of(text), &err);
}

static inline struct pfl_profile *
edge_record(const struct edge_recording *r)
{
	struct pfl_profile *p = sketch_read(r->types, r->text);

	p->meta.period = r->period;
	p->meta.duration_nanos = r->duration;
	p->meta.time_nanos = r->time;
	if (r->period) {
		p->meta.period_type = edge_intern(p, "cpu");
		p->meta.period_unit = edge_intern(p, "nanoseconds");
		p->meta.has_period_type = true;
	}
	return p;
}

/* Settings are names and values, with NULL behind the last. */
static inline void
edge_compare(struct edge *e, const struct edge_recording *old, size_t n_old,
	const struct edge_recording *now, size_t n_new, const char *const *settings)
{
	struct pfl_profile *side[2][MOST_RUNS];

	*e = (struct edge){ 0 };
	for (size_t i = 0; i < n_old; i++)
		side[1][i] = edge_record(&old[i]);
	for (size_t i = 0; i < n_new; i++)
		side[0][i] = edge_record(&now[i]);
	e->pair = pfl_pair((const struct pfl_profile *const *)side[1], n_old,
		(const struct pfl_profile *const *)side[0], n_new, NULL, &e->err);
	e->view = pfl_view_new(&e->err);
	for (; settings && *settings; settings += 2)
		CHECK(pfl_view_set(e->view, settings[0], settings[1], &e->err));
	if (e->pair)
		e->scene = pfl_scene_new(
			e->pair, e->view, pfl_renderer_find("diff", "text"), &e->err);
	e->c = e->scene ? e->scene->comparison : NULL;
	for (size_t i = 0; i < n_old; i++)
		pfl_profile_free(side[1][i]);
	for (size_t i = 0; i < n_new; i++)
		pfl_profile_free(side[0][i]);
}

static inline void
edge_compare_two(struct edge *e, struct edge_recording old, struct edge_recording now,
	const char *const *settings)
{
	edge_compare(e, &old, 1, &now, 1, settings);
}

static inline void
edge_end(struct edge *e)
{
	pfl_scene_free(e->scene);
	pfl_view_free(e->view);
	pfl_profile_free(e->pair);
}

/* The text of the report; the caller frees. */
static inline char *
edge_report(const struct edge *e)
{
	struct pfl_error err = { 0 };
	struct pfl_out *out = pfl_out_memory(&err);
	size_t n;

	CHECK(pfl_render(e->scene, pfl_renderer_find("diff", "text"), NULL, out, &err));
	return pfl_out_take(out, &n, &err);
}

static inline bool
edge_says(const struct edge *e, const char *text)
{
	char *all = edge_report(e);
	bool found = all && strstr(all, text) != NULL;

	free(all);
	return found;
}

static inline const char *
edge_warning(const struct edge *e, const char *code)
{
	for (uint32_t i = 0; i < e->c->n_warnings; i++) {
		if (strcmp(e->c->warning[i].code, code) == 0)
			return e->c->warning[i].text;
	}
	return NULL;
}

static inline bool
edge_close_to(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

static inline const struct pfl_compared *
edge_row(const struct edge *e, const char *name)
{
	for (uint32_t i = 0; i < e->c->n; i++) {
		uint32_t id = e->scene->nodes.name[e->c->row[i].node];

		if (pfl_span_eq(pfl_profile_text(e->scene->profile, id), pfl_span_of(name)))
			return &e->c->row[i];
	}
	CHECK(false);
	return &e->c->row[0];
}

#endif
