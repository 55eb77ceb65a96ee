/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a comparison is asked for besides: the same of other sample types, and of the samples
 * with each value of a label. Each is a comparison with a scale and a noise of its own. Those
 * by label are parts of the same recordings: what is said of them holds for all values at once.
 * At the end: what the rules say of all of them together.
 */
#include "scene/make.h"

#include "compare/discovery.h"
#include "compare/evidence.h"
#include "compare/verdict.h"
#include "model/runs.h"
#include "transform/view.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	MOST_TYPES = 32,
	MOST_VALUES = 50, /* the largest */
};

/* Everything about the sections of one scene. */
struct work {
	struct pfl_scene *scene; /* the first, whose sections they become */
	const struct pfl_renderer *r;
	struct pfl_scene *(*make)(const struct pfl_scene *scene, const struct pfl_renderer *r,
		const char *type, struct pfl_error *err);
	uint32_t *type, n_types;
	uint32_t cap; /* of sections */
	struct pfl_error *err;
};

/* The index of a type is a name of it. */
static const char *
type_name(struct pfl_scene *scene, uint32_t type, struct pfl_error *err)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%" PRIu32, type);

	return pfl_arena_text(&scene->arena, text, (size_t)n, err);
}

/* Nobody has named these, and they are missing all the same. */
static void
note_conflicts(struct pfl_scene *scene)
{
	const struct pfl_pairing *pairing = scene->profile->pairing;

	for (uint32_t i = 0; pairing && i < pairing->n_conflicts; i++)
		pfl_profile_add_note(
			scene->profile, "%s; it is not compared", pairing->conflict[i].text);
}

bool
pfl_scene_choose_pair(struct pfl_scene *scene, struct pfl_error *err)
{
	const char *want = pfl_view_get(scene->view, "sample-type");
	uint32_t *type, n;

	if (!pfl_types_choose(scene->profile, want, &scene->arena, &type, &n, err))
		return false;
	if (want && strcmp(want, "all") == 0)
		note_conflicts(scene);
	return n == 0 || (scene->type = type_name(scene, type[0], err)) != NULL;
}

/* Make room for so many more, all at once: they stay where they are. */
static bool
reserve(struct work *w, uint32_t n)
{
	struct pfl_scene *scene = w->scene;
	struct pfl_scene **section;

	if (scene->n_sections + n <= w->cap)
		return true;
	section =
		pfl_arena_alloc(&scene->arena, scene->n_sections + n, sizeof(*section), w->err);
	if (!section)
		return false;
	for (uint32_t i = 0; i < scene->n_sections; i++)
		section[i] = scene->section[i];
	w->cap = scene->n_sections + n;
	scene->section = section;
	return true;
}

/* Takes the section, which may be NULL for one that could not be made. */
static bool
add(struct work *w, struct pfl_scene *section)
{
	if (section && reserve(w, 1)) {
		w->scene->section[w->scene->n_sections++] = section;
		return true;
	}
	pfl_scene_free(section);
	return false;
}

static const struct pfl_section_label *
labels_of(struct pfl_scene *part, const struct pfl_groups *groups, uint32_t group,
	struct pfl_error *err)
{
	struct pfl_section_label *label =
		pfl_arena_alloc(&part->arena, groups->n_keys, sizeof(*label), err);

	for (uint32_t k = 0; label && k < groups->n_keys; k++) {
		uint32_t value = groups->value[(size_t)group * groups->n_keys + k];
		struct pfl_span key = pfl_profile_text(part->profile, groups->key[k]);

		label[k] = (struct pfl_section_label){ .key = key.at, .key_n = key.n };
		if (value != PFL_NONE) {
			struct pfl_span text = pfl_profile_text(part->profile, value);

			label[k].value = text.at;
			label[k].value_n = text.n;
		}
	}
	return label;
}

/* The samples of one group, as a scene that borrows nodes and names from the whole. */
static bool
fill_value(struct pfl_scene *part, const struct pfl_scene *whole, const struct pfl_groups *g,
	uint32_t group, uint32_t together, struct pfl_error *err)
{
	const struct pfl_group *of = &g->group[group];

	part->profile = pfl_profile_derive(whole->profile, err);
	if (!part->profile ||
		!pfl_pair_subset(part->profile, g->sample + of->first, of->n, err))
		return false;
	pfl_columns_refresh(&part->columns, part->profile);
	part->shown[0] = of->sum[0];
	part->shown[1] = of->sum[1];
	part->n_labels = g->n_keys;
	part->label = labels_of(part, g, group, err);
	return part->label &&
		pfl_calltree_bare(&part->tree, part->profile, &part->nodes, &part->columns,
			&part->arena, err) &&
		pfl_scene_make_comparison(part, together, err);
}

static struct pfl_scene *
value_scene(struct pfl_scene *whole, const struct pfl_groups *g, uint32_t group,
	uint32_t together, bool ungated, struct pfl_error *err)
{
	struct pfl_scene *part = calloc(1, sizeof(*part));

	if (!part) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	*part = *whole;
	part->arena = (struct pfl_arena){ .budget = &whole->budget };
	part->profile = part->fewer = NULL;
	part->section = NULL;
	part->n_sections = part->n_small = 0;
	part->steps = NULL;
	part->tree = (struct pfl_calltree){ 0 };
	part->graph = (struct pfl_callgraph){ 0 };
	part->matching = NULL;
	part->comparison = NULL;
	part->ungated = ungated;
	if (fill_value(part, whole, g, group, together, err))
		return part;
	pfl_scene_free(part);
	return NULL;
}

/* Does any sample have the label? One that is misspelt would look like an answer. */
static bool
check_keys(const struct pfl_scene *whole, const struct pfl_groups *g, struct pfl_error *err)
{
	for (uint32_t k = 0; k < g->n_keys; k++) {
		bool any = g->n == 0;

		for (uint32_t i = 0; i < g->n && !any; i++)
			any = g->value[(size_t)i * g->n_keys + k] != PFL_NONE;
		if (!any)
			return pfl_fail(err, PFL_USAGE,
				"by-label: no sample has a label called '%s'; proftext tags "
				"lists them",
				pfl_profile_text(whole->profile, g->key[k]).at);
	}
	return true;
}

/* What of either side a group is, whichever is more. */
static double
share(const struct pfl_scene *whole, const struct pfl_group *group)
{
	const struct pfl_delta *total = &whole->comparison->total;
	double now = total->now > 0 ? (double)group->sum[0] / (double)total->now : 0;
	double old = total->old > 0 ? (double)group->sum[1] / (double)total->old : 0;

	return now > old ? now : old;
}

/* Compare the values of the label; `first` is where their sections begin. */
static bool
compare_values(struct work *w, struct pfl_scene *whole, const struct pfl_groups *g)
{
	double least = pfl_view_percent(whole->view, "min-share", PFL_MIN_SHARE);
	uint32_t n = g->n < MOST_VALUES ? g->n : MOST_VALUES, first = w->scene->n_sections;
	struct pfl_comparison **all = pfl_arena_alloc(&whole->arena, n, sizeof(*all), w->err);

	if (!all || !reserve(w, n))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		if (!add(w,
			    value_scene(whole, g, i, n, share(whole, &g->group[i]) < least,
				    w->err)))
			return false;
		all[i] = w->scene->section[first + i]->comparison;
	}
	whole->n_small = g->n - n;
	return pfl_comparisons_join(all, n, &whole->budget, w->err);
}

static bool
add_values(struct work *w, struct pfl_scene *whole)
{
	const char *keys = pfl_view_get(whole->view, "by-label");
	const char *unit = pfl_view_get(whole->view, "unit");
	struct pfl_groups groups;

	if (!keys || !whole->comparison)
		return true;
	return pfl_groups_make(&groups, whole->profile, &whole->columns, keys,
		       unit ? unit : "minimum", &whole->arena, w->err) &&
		check_keys(whole, &groups, w->err) && compare_values(w, whole, &groups);
}

/* A rule in milliseconds is not about bytes, but about something it has to be. */
static bool
check_rules(struct work *w)
{
	const struct pfl_scene *scene = w->scene;
	const char *rules = pfl_view_get(scene->view, "fail-on");
	const char **unit;

	if (!rules || w->n_types < 2)
		return true;
	unit = pfl_arena_alloc(&w->scene->arena, w->n_types, sizeof(*unit), w->err);
	for (uint32_t i = 0; unit && i < w->n_types; i++)
		unit[i] = pfl_profile_type_unit(scene->input, w->type[i]);
	return unit && pfl_rules_fit(rules, unit, w->n_types, w->err);
}

/* The same of what an event is worth. */
static bool
check_event_value(struct work *w)
{
	const struct pfl_scene *scene = w->scene;
	bool fits = w->n_types < 2;
	double amount;

	for (uint32_t i = 0; i < w->n_types && !fits; i++)
		fits = pfl_view_amount(scene->view, "event-value",
			pfl_evidence_event_unit(scene->input, w->type[i]), &amount);
	return fits ||
		pfl_fail(w->err, PFL_USAGE,
			"event-value: '%s' is in the unit of no sample type that is compared",
			pfl_view_get(scene->view, "event-value"));
}

static bool
find_types(struct work *w)
{
	struct pfl_scene *scene = w->scene;

	if (!pfl_types_choose(scene->input, pfl_view_get(scene->view, "sample-type"),
		    &scene->arena, &w->type, &w->n_types, w->err))
		return false;
	return w->n_types <= MOST_TYPES ||
		pfl_fail(w->err, PFL_USAGE,
			"sample-type: one report compares up to %d sample types, not %" PRIu32,
			MOST_TYPES, w->n_types);
}

bool
pfl_scene_make_sections(struct pfl_scene *scene, const struct pfl_renderer *r,
	struct pfl_scene *(*make)(const struct pfl_scene *scene, const struct pfl_renderer *r,
		const char *type, struct pfl_error *err),
	struct pfl_error *err)
{
	struct work w = { .scene = scene, .r = r, .make = make, .err = err };

	if (!scene->comparison)
		return true;
	if (!find_types(&w) || !check_rules(&w) || !check_event_value(&w) ||
		!add_values(&w, scene))
		return false;
	for (uint32_t i = 1; i < w.n_types; i++) {
		const char *type = type_name(scene, w.type[i], err);
		struct pfl_scene *section = type ? make(scene, r, type, err) : NULL;

		if (!add(&w, section) || !add_values(&w, section))
			return false;
	}
	return true;
}

uint32_t
pfl_scene_sections(const struct pfl_scene *scene)
{
	return 1 + scene->n_sections;
}

const struct pfl_scene *
pfl_scene_section(const struct pfl_scene *scene, uint32_t i)
{
	return i == 0 ? scene : scene->section[i - 1];
}

bool
pfl_scene_gate_failed(const struct pfl_scene *scene)
{
	for (uint32_t i = 0; i < pfl_scene_sections(scene); i++) {
		const struct pfl_comparison *c = pfl_scene_section(scene, i)->comparison;

		if (c && c->gate_failed)
			return true;
	}
	return false;
}

bool
pfl_scene_verdict(const struct pfl_scene *scene, enum pfl_verdict *verdict)
{
	bool any = false;

	for (uint32_t i = 0; i < pfl_scene_sections(scene); i++) {
		const struct pfl_comparison *c = pfl_scene_section(scene, i)->comparison;

		if (!c || !c->has_gate)
			continue;
		if (!any || c->verdict > *verdict)
			*verdict = c->verdict;
		any = true;
	}
	return any;
}
