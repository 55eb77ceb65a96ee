/* SPDX-License-Identifier: Apache-2.0 */
/* The call graph of a scene: how much of it, in which order. */
#include "scene/make.h"

#include "model/label_units.h"
#include "transform/view.h"

enum { /* when nobody says how many */
	PICTURE_NODES = 80,
	AROUND = 2, /* calls up and down */
};

/* What is small goes from pictures and tables, not from what is written for other programs. */
static bool
wants_trimming(const struct pfl_scene *scene, const struct pfl_renderer *r)
{
	if (!pfl_view_flag(scene->view, "trim") || (r->flags & (PFL_EXACT | PFL_LISTING)) ||
		pfl_scene_family_is(r, "convert") || pfl_scene_family_is(r, "peek"))
		return false;
	/* A comparison sorts and cuts by itself, unless it is drawn as a graph. */
	return !pfl_scene_family_is(r, "diff") || (r->flags & PFL_GRAPH_VISUAL);
}

/* The unit of the labels called "bytes", the only numbers that pictures show. */
static bool
find_bytes_unit(struct pfl_scene *scene, struct pfl_error *err)
{
	const struct pfl_profile *p = scene->input;
	uint32_t key = pfl_strtab_find(&p->strings, pfl_span_of("bytes"));
	const char **units;

	if (key == UINT32_MAX || !p->samples.labels)
		return true;
	units = pfl_label_units(p, &scene->arena, NULL, err);
	for (uint32_t i = 0; units && i < p->labels.n; i++) {
		if (p->labels.key[i] == key && units[i]) {
			scene->graph_opts.bytes_unit = units[i];
			break;
		}
	}
	return units != NULL;
}

/* A neighbourhood instead of all. */
static bool
look_around(struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err)
{
	const char *pattern = pfl_view_get(scene->view, "around");
	struct pfl_graph_opts *opts = &scene->graph_opts;

	if (!pattern || !(r->flags & PFL_GRAPH_VISUAL))
		return true;
	opts->depth = (uint32_t)pfl_view_count(scene->view, "depth", AROUND);
	opts->around =
		pfl_nodes_match(&scene->nodes, scene->profile, pattern, &scene->arena, err);
	if (!opts->around)
		return false;
	if (!memchr(opts->around, 1, scene->nodes.n))
		pfl_profile_add_note(scene->profile, "around: no function matches %s", pattern);
	return true;
}

bool
pfl_scene_make_graph(
	struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err)
{
	const struct pfl_view *view = scene->view;
	struct pfl_graph_opts *opts = &scene->graph_opts;
	bool visual = r->flags & PFL_GRAPH_VISUAL;
	/* Tables and comparisons choose for themselves what they show. */
	bool all = pfl_scene_family_is(r, "top") || pfl_scene_family_is(r, "diff");
	const char *unit = pfl_view_get(view, "unit");

	opts->visual = visual;
	opts->order = visual                 ? PFL_ORDER_VISUAL
		: pfl_view_flag(view, "cum") ? PFL_ORDER_CUM
					     : PFL_ORDER_FLAT;
	/* Only pictures and callgrind can show one function in several places. */
	opts->call_tree =
		pfl_view_flag(view, "call-tree") && (visual || (r->flags & PFL_EXACT));
	/* A table marks what is inlined, and shows no calls. */
	opts->inlining = pfl_scene_family_is(r, "top");
	opts->drop_negative = pfl_view_flag(view, "drop-negative");
	opts->unit = unit ? unit : "minimum";
	if (wants_trimming(scene, r)) {
		int64_t count = pfl_view_count(view, "node-count", all ? 0 : PICTURE_NODES);

		opts->node_count = count > 0 ? (uint32_t)count : 0;
		opts->node_fraction = pfl_view_number(view, "node-fraction", 0.005);
		opts->edge_fraction = pfl_view_number(view, "edge-fraction", 0.001);
	}
	if (visual && !find_bytes_unit(scene, err))
		return false;
	if (pfl_scene_family_is(r, "peek")) {
		opts->about = pfl_nodes_match(&scene->nodes, scene->profile,
			pfl_view_get(view, "pattern"), &scene->arena, err);
		if (!opts->about)
			return false;
	}
	if (!look_around(scene, r, err))
		return false;
	opts->steps = scene->steps;
	return pfl_callgraph_make(&scene->graph, scene->profile, &scene->nodes, &scene->columns,
		&scene->tree, opts, &scene->arena, err);
}
