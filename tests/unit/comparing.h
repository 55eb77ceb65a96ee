/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons by hand: a pair of profiles, and what is to be known of it. */
#ifndef PFL_TESTS_COMPARING_H
#define PFL_TESTS_COMPARING_H

#include "notation.h"
#include "rendering.h"

#include "scene.h"
#include <math.h>

enum { COMPARING_ROWS = 400, COMPARING_PATH = 16 };

/* A scene whose comparison is filled in by the test. */
struct comparing {
	struct pfl_profile *pair;
	struct pfl_view *view;
	struct pfl_scene *scene;
	struct pfl_comparison c;
	struct pfl_compared row[COMPARING_ROWS];
	struct pfl_finding finding[3];
	struct pfl_compared_group group[3]; /* a package, a label, an edge */
	struct pfl_ruling ruling[4];
	struct pfl_warning warning[1];
	uint32_t path[3][COMPARING_PATH], chain[3][COMPARING_PATH];
};

/* The function of this name; PFL_NONE when there is none. */
static inline uint32_t
comparing_node(const struct comparing *t, const char *name)
{
	const struct pfl_nodes *nodes = &t->scene->nodes;

	for (uint32_t i = 0; i < nodes->n; i++) {
		if (pfl_span_eq(pfl_profile_text(t->scene->profile, nodes->name[i]),
			    pfl_span_of(name)))
			return i;
	}
	CHECK(false);
	return PFL_NONE;
}

/* Settings as in rendering(). The sides have the samples given, each in so many runs. */
static inline void
comparing_start(struct comparing *t, const char *type, const struct sample_text *old_samples,
	size_t n_old, const struct sample_text *new_samples, size_t n_new, size_t runs,
	const char *const *settings)
{
	struct pfl_error err = { 0 };
	const struct pfl_profile *old[4], *now[4];
	struct pfl_profile *a = notation_timed_profile(type, old_samples, n_old, 0, 1000000000);
	struct pfl_profile *b = notation_timed_profile(type, new_samples, n_new, 0, 1000000000);

	*t = (struct comparing){ 0 };
	for (size_t i = 0; i < runs; i++) {
		old[i] = a;
		now[i] = b;
	}
	t->pair = pfl_pair(old, runs, now, runs, NULL, &err);
	t->view = pfl_view_new(&err);
	CHECK(pfl_view_set(t->view, "allow-empty", "true", &err));
	for (; settings && *settings; settings += 2)
		CHECK(pfl_view_set(t->view, settings[0], settings[1], &err));
	/* What a scene needs is the same for all formats of a family. */
	t->scene = pfl_scene_new(t->pair, t->view, pfl_renderer_find("diff", "text"), &err);
	CHECK_STR(err.msg, "");
	t->scene->comparison = &t->c;
	t->c = (struct pfl_comparison){
		.n_old = (uint32_t)runs,
		.n_new = (uint32_t)runs,
		.normalization = PFL_NORMAL_ABS,
		.factor = 1,
		.total_ratio = NAN,
		.duration_ratio = 1,
		.dispersion = 1,
		.noise = 0.05,
		.alpha = 0.05,
		.row = t->row,
		.finding = t->finding,
		.packages.row = &t->group[0],
		.labels.row = &t->group[1],
		.edges.row = &t->group[2],
		.detectable_up = 0.31,
		.detectable_down = -0.23,
		.detectable_small = 0.6,
		.matched = { 1, 0, 0 },
		.ruling = t->ruling,
		.warning = t->warning,
	};
	t->c.total.p = t->c.total.q = NAN;
	t->c.total_growth = t->c.total_low = t->c.total_high = t->c.total_p = NAN;
	pfl_profile_free(a);
	pfl_profile_free(b);
}

/* A change at factor 1, of which nothing is known but that it was tested with this q. */
static inline struct pfl_delta
comparing_delta(pfl_sum old, pfl_sum now, double q, enum pfl_change_word word)
{
	double delta = (double)(now - old), error = fabs(delta) / 4;

	return (struct pfl_delta){
		.old = old,
		.now = now,
		.delta = delta,
		.error = error,
		.low = delta - 2 * error,
		.high = delta + 2 * error,
		.p = q / 2,
		.q = q,
		.detectable = 0.3,
		.significant = word != PFL_NOISE && word != PFL_SAME,
		.absent = { now == 0, old == 0 },
		.word = word,
	};
}

static inline void
comparing_total(struct comparing *t, pfl_sum old, pfl_sum now)
{
	t->c.total = comparing_delta(old, now, NAN, PFL_NOISE);
	t->c.total.events[1] = (double)old / 1e6; /* of a timer that fires each millisecond */
	t->c.total.events[0] = (double)now / 1e6;
	t->c.total_ratio = old ? (double)now / (double)old : NAN;
	t->c.residual = t->c.total.delta;
}

static inline struct pfl_compared *
comparing_row(
	struct comparing *t, const char *name, struct pfl_delta flat, struct pfl_delta cum)
{
	struct pfl_compared *row = &t->row[t->c.n++];

	*row = (struct pfl_compared){
		.node = comparing_node(t, name), .flat = flat, .cum = cum, .finding = PFL_NONE
	};
	t->c.n_tested += isnan(cum.q) ? 0 : 1;
	t->c.n_significant += cum.significant ? 1 : 0;
	return row;
}

static inline uint32_t
comparing_nodes(const struct comparing *t, const char *names, uint32_t *to)
{
	struct pfl_span rest = pfl_span_of(names), name;
	char text[4096];
	uint32_t n = 0;

	while (rest.n && pfl_span_cut(&rest, ';', &name)) {
		snprintf(text, sizeof(text), "%.*s", (int)name.n, name.at);
		to[n++] = comparing_node(t, text);
	}
	return n;
}

/* Path and chain are names with ";" between; the last one of the path is what it is about. */
static inline struct pfl_finding *
comparing_finding(struct comparing *t, enum pfl_finding_class class, const char *path,
	const char *chain, struct pfl_delta cum, double bound)
{
	uint32_t i = t->c.n_findings++;
	struct pfl_finding *f = &t->finding[i];

	*f = (struct pfl_finding){
		.class = class,
		.n_path = comparing_nodes(t, path, t->path[i]),
		.n_chain = comparing_nodes(t, chain, t->chain[i]),
		.path = t->path[i],
		.chain = t->chain[i],
		.old = cum.old,
		.now = cum.now,
		.delta = cum.delta,
		.bound = bound,
		.partner = PFL_NONE,
		.own = PFL_NONE,
		.deviates = PFL_NONE,
	};
	f->node = f->path[f->n_path - 1];
	t->c.residual -= f->delta;
	return f;
}

/* The caller frees; NULL with *err. */
static inline char *
comparing_render(struct comparing *t, const char *format, const struct pfl_style *style,
	struct pfl_error *err)
{
	struct pfl_out *out = pfl_out_memory(err);
	size_t n;

	if (pfl_render(t->scene, pfl_renderer_find("diff", format), style, out, err))
		return pfl_out_take(out, &n, err);
	pfl_out_abandon(out);
	return NULL;
}

static inline void
comparing_end(struct comparing *t)
{
	pfl_scene_free(t->scene);
	pfl_view_free(t->view);
	pfl_profile_free(t->pair);
}

#endif
