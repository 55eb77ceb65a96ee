/* SPDX-License-Identifier: Apache-2.0 */
/* What a scene compares: names across builds, the comparison, which recordings to leave out. */
#include "scene/make.h"

#include "compare/calibrate.h"
#include "compare/evidence.h"
#include "compare/unify.h"
#include "model/runs.h"
#include "transform/view.h"

#include <math.h>

enum { VOLATILE_ROWS = 20 }; /* functions that differ from run to run, when nobody says */

bool
pfl_scene_compares(const struct pfl_scene *scene, const struct pfl_renderer *r)
{
	return pfl_scene_family_is(r, "diff") && scene->pair && scene->profile->pairing;
}

bool
pfl_scene_calibrates(const struct pfl_scene *scene, const struct pfl_renderer *r)
{
	return pfl_scene_family_is(r, "calibrate") && scene->pair && scene->profile->pairing;
}

bool
pfl_scene_make_calibration(struct pfl_scene *scene, struct pfl_error *err)
{
	int64_t rows = pfl_view_count(scene->view, "node-count", VOLATILE_ROWS);

	if (rows <= 0 || rows > UINT32_MAX)
		rows = UINT32_MAX;
	scene->calibration =
		pfl_arena_alloc(&scene->arena, 1, sizeof(*scene->calibration), err);
	return scene->calibration &&
		pfl_calibrate(scene->calibration, scene->profile, &scene->nodes,
			&scene->columns, (uint32_t)rows, &scene->arena, err);
}

bool
pfl_scene_match_names(struct pfl_scene *scene, struct pfl_error *err)
{
	struct pfl_match_opts opts = { .maps = pfl_view_get(scene->view, "map") };

	scene->matching = pfl_arena_alloc(&scene->arena, 1, sizeof(*scene->matching), err);
	return scene->matching &&
		pfl_unify_nodes(scene->matching, &scene->nodes, scene->profile, &scene->columns,
			&opts, &scene->arena, err);
}

static bool
find_operations(struct pfl_scene *scene, struct pfl_compare_opts *opts, struct pfl_error *err)
{
	const struct pfl_pairing *pairing = scene->profile->pairing;
	uint32_t n = pairing->n_runs, n_old = pairing->n_old;
	uint32_t n_given = pairing->place ? pairing->n_given : n;
	uint32_t n_given_old = pairing->place ? pairing->n_given_old : n_old;
	double *run;

	if (!pfl_view_get(scene->view, "operations"))
		return true;
	run = pfl_arena_alloc(&scene->arena, n_given, sizeof(*run), err);
	if (!run ||
		!pfl_view_operations(scene->view, n_given_old, n_given - n_given_old, run, err))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		run[i] = run[pairing->place ? pairing->place[i] : i];
		opts->operations[i >= n_old] += run[i] / (i < n_old ? n_old : n - n_old);
	}
	opts->run_operations = run;
	return true;
}

/* Two snapshots of one process tell what came in between, and nothing of chance. */
static bool
check_snapshots(const struct pfl_scene *scene, struct pfl_error *err)
{
	static const char *const tests[] = { "normalization", "noise", "event-value", "fail-on",
		"strict", "test", "drop-outliers" };
	const struct pfl_pairing *pairing = scene->profile->pairing;

	if (pairing->n_runs != 2)
		return pfl_fail(err, PFL_USAGE,
			"delta: two snapshots of one process are compared, not %u and %u",
			pairing->n_old, pairing->n_runs - pairing->n_old);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		if (pfl_view_get(scene->view, tests[i]))
			return pfl_fail(err, PFL_USAGE,
				"%s means nothing with delta: what came between two snapshots "
				"of one process is known, and not tested",
				tests[i]);
	}
	return true;
}

/* Is this what both sides have first, before what they do not have in common goes? */
static bool
has_first_type(const struct pfl_profile *p, int side)
{
	struct pfl_span all = pfl_span_of(p->pairing->types[side]);
	struct pfl_span first = pfl_profile_text(p, p->types.name[0]);

	return pfl_span_starts(all, first.at) && (all.n == first.n || all.at[first.n] == ',');
}

/* A mean is of all events of a side, and nothing tells how single ones differ. */
static bool
check_mean(const struct pfl_scene *scene, struct pfl_error *err)
{
	static const char *const tests[] = { "normalization", "operations", "noise",
		"event-value", "block-rate", "fail-on", "strict", "test", "drop-outliers" };
	const struct pfl_profile *p = scene->profile;

	if (pfl_view_flag(scene->view, "delta"))
		return pfl_fail(err, PFL_USAGE,
			"delta means nothing with mean: the mean of what came between two "
			"snapshots is not the difference of their means; proftext top --mean "
			"--base OLD NEW shows it");
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		if (pfl_view_get(scene->view, tests[i]))
			return pfl_fail(err, PFL_USAGE,
				"%s means nothing with mean: how much single events differ "
				"cannot be told from sums, so that means are shown, and not "
				"tested",
				tests[i]);
	}
	return p->types.n == 0 || (has_first_type(p, 0) && has_first_type(p, 1)) ||
		pfl_fail(err, PFL_UNSUPPORTED,
			"mean: values are divided by the first sample type, which is not the "
			"same on both sides; the old one has %s, the new one %s",
			p->pairing->types[1], p->pairing->types[0]);
}

/* Several sample types are looked at, not all of which are in a rule's unit. */
static bool
has_other_units(const struct pfl_scene *scene)
{
	const char *types = pfl_view_get(scene->view, "sample-type");

	return types && (strcmp(types, "all") == 0 || strchr(types, ','));
}

/* One of several sample types may be in another unit, which it is not about, then. */
static bool
find_event_value(
	const struct pfl_scene *scene, struct pfl_compare_opts *opts, struct pfl_error *err)
{
	uint32_t type = scene->columns.type;
	const char *unit =
		type == PFL_NONE ? "" : pfl_evidence_event_unit(scene->profile, type);

	return pfl_view_amount(scene->view, "event-value", unit, &opts->event_value) ||
		opts->other_units ||
		pfl_fail(err, PFL_USAGE, "event-value: '%s' is no amount of %s",
			pfl_view_get(scene->view, "event-value"), unit);
}

bool
pfl_scene_make_comparison(struct pfl_scene *scene, uint32_t together, struct pfl_error *err)
{
	const struct pfl_view *view = scene->view;
	bool snapshots = pfl_view_flag(view, "delta"), mean = pfl_view_flag(view, "mean");
	struct pfl_compare_opts opts = {
		.normalization =
			snapshots || mean ? "abs" : pfl_view_get(view, "normalization"),
		.block_rate = pfl_view_number(view, "block-rate", 0),
		.noise = pfl_view_percent(view, "noise", NAN),
		.own = pfl_view_get(view, "own"),
		.rules = scene->ungated ? NULL : pfl_view_get(view, "fail-on"),
		.strict = pfl_view_get(view, "strict"),
		.min_share = pfl_view_percent(view, "min-share", PFL_MIN_SHARE),
		.test = pfl_view_get(view, "test"),
		.unit = scene->type_unit,
		.matching = scene->matching,
		.unsteady = pfl_view_get(view, "unsteady"),
		.allow_empty = scene->label || pfl_view_flag(view, "allow-empty"),
		.snapshots = snapshots,
		.mean = mean && scene->columns.type != PFL_NONE,
		.together = together,
		.other_units = has_other_units(scene),
	};

	if (mean ? !check_mean(scene, err) : snapshots && !check_snapshots(scene, err))
		return false;
	if (!find_operations(scene, &opts, err) || !find_event_value(scene, &opts, err))
		return false;
	scene->comparison = pfl_arena_alloc(&scene->arena, 1, sizeof(*scene->comparison), err);
	return scene->comparison &&
		pfl_compare(scene->comparison, scene->profile, &scene->nodes, &scene->columns,
			&scene->tree, &opts, &scene->arena, err);
}

/* Which recordings to leave out: of a side that keeps two. Are there any? */
static bool
choose_dropped(const struct pfl_scene *scene, bool *out)
{
	const struct pfl_pairing *pairing = scene->profile->pairing;
	const bool *outlier = scene->comparison->outlier;
	uint32_t n = pairing->n_runs, n_old = pairing->n_old, kept[2] = { n - n_old, n_old };
	bool any = false;

	for (uint32_t i = 0; i < n; i++)
		kept[i < n_old] -= outlier[i];
	for (uint32_t i = 0; i < n; i++) {
		out[i] = outlier[i] && kept[i < n_old] >= 2;
		any |= out[i];
	}
	return any;
}

bool
pfl_scene_find_fewer(struct pfl_scene *scene, struct pfl_profile **fewer, struct pfl_error *err)
{
	bool *out;

	*fewer = NULL;
	if (!scene->comparison || !pfl_view_flag(scene->view, "drop-outliers"))
		return true;
	if (scene->comparison->n_old < 3 && scene->comparison->n_new < 3)
		return pfl_fail(err, PFL_USAGE,
			"drop-outliers: with fewer than three profiles on a side none is "
			"unlike the others");
	out = pfl_arena_alloc(
		&scene->arena, scene->profile->pairing->n_runs, sizeof(*out), err);
	if (!out)
		return false;
	if (choose_dropped(scene, out))
		*fewer = pfl_profile_without_runs(scene->input, out, err);
	return err->code == PFL_OK;
}
