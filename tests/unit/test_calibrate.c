/* SPDX-License-Identifier: Apache-2.0 */
/* What runs of one program differ by: the floor, the totals, and what is volatile. */
#include "support.h"

#include "compare/calibrate.h"
#include "scene.h"
#include "sketch.h"
#include <profloom/render.h>

#include <math.h>
#include <stdio.h>

enum { RUNS = 6, STEADY = 12 };

/* Runs with twelve functions that have 100 000 events and vary by `spread`, and two that jump.
 */
static struct pfl_profile *
run_of(size_t run, double spread)
{
	static const int sign[RUNS] = { 1, -1, 1, -1, 1, -1 };
	char text[2000];
	size_t n = 0;

	for (int i = 0; i < STEADY; i++) {
		int off = (int)(100000 * spread) * sign[(run + (size_t)i) % RUNS];

		n += (size_t)snprintf(
			text + n, sizeof(text) - n, "%d step%d;main\n", 100000 + off, i);
	}
	n += (size_t)snprintf(
		text + n, sizeof(text) - n, "%d cache.(*T).get;main\n", run % 2 ? 2000 : 6000);
	snprintf(text + n, sizeof(text) - n, "%d runtime.futex;main\n", run % 3 ? 900 : 3000);
	return sketch_read("samples/count", text);
}

static struct pfl_scene *
calibrate(size_t n, double spread, struct pfl_profile **pair, const struct pfl_view *view,
	struct pfl_error *err)
{
	const struct pfl_profile *run[RUNS] = { NULL };
	struct pfl_scene *scene = NULL;

	for (size_t i = 0; i < n; i++)
		run[i] = run_of(i, spread);
	*pair = pfl_pair(run, n / 2, run + n / 2, n - n / 2, NULL, err);
	if (*pair)
		scene = pfl_scene_new(*pair, view, pfl_renderer_find("calibrate", "text"), err);
	for (size_t i = 0; i < n; i++)
		pfl_profile_free((struct pfl_profile *)(uintptr_t)run[i]);
	return scene;
}

static const char *
name_of(const struct pfl_scene *scene, uint32_t i)
{
	uint32_t node = scene->calibration->volatiles[i].node;

	return pfl_profile_text(scene->profile, scene->nodes.name[node]).at;
}

static void
test_runs(struct pfl_view *view)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *pair = NULL;
	struct pfl_scene *scene = calibrate(RUNS, 0.05, &pair, view, &err);
	const struct pfl_calibration *c = scene ? scene->calibration : NULL;

	CHECK_STR(err.msg, "");
	CHECK(c != NULL);
	if (c) {
		CHECK(c->n_runs == RUNS);
		/* +-5 %: a standard deviation of 5.5 %, of which sampling explains next to
		 * nothing; half of all variances from six runs are below 0.87 of the true one.
		 */
		CHECK(c->floor > 0.055 && c->floor < 0.062);
		CHECK(c->floor_functions == STEADY + 2);
		CHECK(c->phi > 20);
		CHECK(c->n_volatile == 2);
		CHECK_STR(name_of(scene, 0), "runtime.futex");
		CHECK_STR(name_of(scene, 1), "cache.(*T).get");
		CHECK(c->volatiles[0].known && !c->volatiles[1].known);
		CHECK(fabs(c->volatiles[1].variation - 0.55) < 0.02);
		CHECK_STR(c->unsteady, "^(cache\\.\\(\\*T\\)\\.get)$");
		CHECK(fabs(c->total - 1205600) < 1);
		CHECK(c->total_sampling > 0.0009 && c->total_sampling < 0.00092);
		CHECK(c->total_variation > 0.001 && c->total_variation < 0.003);
	}
	pfl_scene_free(scene);
	pfl_profile_free(pair);
}

/* Of two runs nobody can tell. */
static void
test_too_few(struct pfl_view *view)
{
	struct pfl_error err = { 0 };
	struct pfl_profile *pair = NULL;

	CHECK(!calibrate(2, 0.05, &pair, view, &err));
	CHECK(err.code == PFL_USAGE);
	pfl_profile_free(pair);
}

int
main(void)
{
	struct pfl_error err = { 0 };
	struct pfl_view *view = pfl_view_new(&err);

	test_runs(view);
	test_too_few(view);
	pfl_view_free(view);
	return test_done();
}
