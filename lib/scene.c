/* SPDX-License-Identifier: Apache-2.0 */
/* From a profile to what a renderer sees: the right half of the library. */
#include "scene.h"

#include "base/block.h"
#include "base/name.h"
#include "base/unit.h"
#include "render/renderer.h"
#include "scene/make.h"
#include "transform/filter.h"
#include "transform/view.h"

#include <inttypes.h>
#include <stdlib.h>

/* Filters leave theirs in the profile they work on. */
size_t
pfl_scene_notes(const struct pfl_scene *scene)
{
	return pfl_profile_notes(scene->profile);
}

const char *
pfl_scene_note(const struct pfl_scene *scene, size_t i)
{
	return pfl_profile_note(scene->profile, i);
}

/* A string of the profile's, kept where its table cannot move it. NULL with *err. */
static const char *
keep_text(struct pfl_scene *scene, const char *prefix, uint32_t id, struct pfl_error *err)
{
	struct pfl_span text = pfl_profile_text(scene->profile, id);
	size_t n = strlen(prefix);
	char *copy = pfl_arena_alloc(&scene->arena, n + text.n + 1, 1, err);

	if (!copy)
		return NULL;
	memcpy(copy, prefix, n);
	memcpy(copy + n, text.at, text.n);
	return copy;
}

static bool
choose_columns(struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err)
{
	bool mean = pfl_view_flag(scene->view, "mean"), diff = pfl_scene_family_is(r, "diff");
	const char *want = pfl_view_get(scene->view, "sample-type");
	uint32_t type;

	if (diff && mean && !(r->flags & PFL_PAIR_MEANS))
		return pfl_fail(err, PFL_USAGE,
			"mean: parts of a picture, and what rules are about, add up, which "
			"means do not; -f text, markdown, json and tsv show them");

	if (diff && !scene->type && !pfl_scene_choose_pair(scene, err))
		return false;
	want = scene->type ? scene->type : want;
	if (!(r->flags & PFL_SWITCHES ? pfl_columns_choose_many(&scene->columns, scene->profile,
						want, mean, &scene->arena, err)
				      : pfl_columns_choose(&scene->columns, scene->profile,
						want, mean && !diff, err)))
		return false;
	/* A table of one profile shows the new values of a pair, and in their own order. */
	if ((r->flags & PFL_NOW_ONLY) && scene->columns.second == PFL_SECOND_BEFORE) {
		scene->columns.second = PFL_SECOND_NONE;
		scene->columns.value[1] = NULL;
	}
	scene->pair = scene->columns.second == PFL_SECOND_BEFORE;
	scene->type_name = scene->type_unit = "";
	type = scene->columns.type;
	if (type == PFL_NONE)
		return true;
	scene->type_name =
		keep_text(scene, mean ? "mean_" : "", scene->profile->types.name[type], err);
	scene->type_unit = keep_text(scene, "", scene->profile->types.unit[type], err);
	return scene->type_name && scene->type_unit;
}

static bool
filter(struct pfl_scene *scene, enum pfl_filter_stage stage, struct pfl_error *err)
{
	if (!pfl_filters_apply(scene->profile, scene->view, stage, err))
		return false;
	pfl_columns_refresh(&scene->columns, scene->profile);
	return true;
}

/* From here on whoever looks at samples sees those alone that filters have left. */
static bool
settle(struct pfl_scene *scene, struct pfl_error *err)
{
	if (!pfl_filters_settle(scene->profile, err))
		return false;
	pfl_columns_refresh(&scene->columns, scene->profile);
	return true;
}

/* Tables of a graph look at samples only to find groups. */
static bool
goes_by_sums(const struct pfl_scene *scene, const struct pfl_renderer *r)
{
	return (r->flags & PFL_CAN_GROUP) && !pfl_view_get(scene->view, "group-by");
}

static bool
take_total(struct pfl_scene *scene, struct pfl_error *err)
{
	const struct pfl_columns *columns = &scene->columns;

	scene->more_total = pfl_arena_alloc(
		&scene->arena, columns->n_more, sizeof(*scene->more_total), err);
	if (!scene->more_total)
		return false;
	for (uint32_t k = 0; k < columns->n_more; k++) {
		const struct pfl_columns one = { .type = columns->more_type[k],
			.value = { columns->more[k], NULL } };

		if (!pfl_columns_total(&one, scene->profile, &scene->more_total[k], NULL, err))
			return false;
	}
	return pfl_prepared_sum(scene->profile, columns, &scene->total) ||
		pfl_columns_total(
			columns, scene->profile, &scene->total, &scene->total_before, err);
}

/* Percentages are of everything, or relative to what the filters leave. */
static bool
apply_filters(struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err)
{
	bool relative = pfl_view_flag(scene->view, "relative-percentages");

	/* A conversion passes on what is there; whoever reads it drops frames in turn. */
	if (!pfl_scene_family_is(r, "convert") && !filter(scene, PFL_STAGE_DROP, err))
		return false;
	if (!filter(scene, PFL_STAGE_LOAD, err) || !choose_columns(scene, r, err))
		return false;
	if (relative && (!filter(scene, PFL_STAGE_FILTER, err) || !settle(scene, err)))
		return false;
	if (!take_total(scene, err))
		return false;
	if (!relative && !filter(scene, PFL_STAGE_FILTER, err))
		return false;
	if (!filter(scene, PFL_STAGE_SHAPE, err))
		return false;
	if (goes_by_sums(scene, r))
		return true;
	if (!settle(scene, err))
		return false;
	for (int k = 0; k < 2 && scene->columns.value[k]; k++) {
		for (uint32_t i = 0; i < scene->profile->samples.n; i++)
			scene->shown[k] += scene->columns.value[k][i];
	}
	return true;
}

static bool
make_nodes(struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err)
{
	const struct pfl_view *view = scene->view;
	bool inlines = !pfl_view_flag(view, "no-inlines");
	bool forced = r->flags & (PFL_EXACT | PFL_LISTING);
	struct pfl_nodes_opts opts = {
		.granularity = r->flags & PFL_LISTING ? PFL_LINES : PFL_ADDRESSES,
		.objects = forced,
		.trim_path = pfl_view_get(view, "trim-path"),
		.source_path = pfl_view_get(view, "source-path"),
	};
	const char *name = pfl_view_get(view, "granularity");
	const struct pfl_prepared *prepared;

	if (!forced && !pfl_granularity_named(name, &opts.granularity))
		return pfl_fail(err, PFL_USAGE, "granularity: there is no '%s'", name);
	/* Whole addresses keep everything there is to know about a place. */
	opts.columns = pfl_view_flag(view, "show-columns") ||
		(opts.granularity == PFL_ADDRESSES && inlines);
	scene->granularity = opts.granularity;
	/* Looked at for each name that is written. */
	scene->trim_path = opts.trim_path ? opts.trim_path : "";
	scene->source_path = opts.source_path ? opts.source_path : "";
	if (r->flags & PFL_PASSES_ON)
		return true;
	prepared = pfl_prepared_for(scene->profile, &opts);
	if (prepared &&
		!pfl_prepared_nodes(
			prepared, scene->profile, &scene->nodes, &scene->arena, err))
		return false;
	if (!prepared || !scene->nodes.of_frame)
		return pfl_nodes_make(&scene->nodes, scene->profile, &opts, &scene->arena, err);
	scene->steps = &prepared->steps;
	return true;
}

/* The smallest number to print that is not 0, among one column of the graph's nodes. */
static pfl_sum
least_shown(const struct pfl_scene *scene, bool before, pfl_sum least)
{
	for (uint32_t i = 0; i < scene->graph.n_nodes; i++) {
		const struct pfl_graph_node *node = &scene->graph.node[i];
		pfl_sum value =
			before ? node->flat[1] : pfl_column_value(&scene->columns, node->flat);

		if (value == 0)
			value = before ? node->cum[1]
				       : pfl_column_value(&scene->columns, node->cum);
		value = pfl_sum_abs(value);
		if (value && (!least || value < least))
			least = value;
	}
	return least;
}

/* Semantics 12.3: one unit for a report with a graph, each number its own without. */
static bool
choose_unit(struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err)
{
	const char *wish = pfl_view_get(scene->view, "unit");
	pfl_sum least = 0, most = scene->total;

	scene->divide_by = pfl_view_number(scene->view, "divide-by", 1);
	scene->unit = "auto";
	if (wish && strcmp(wish, "minimum") != 0) {
		scene->unit = pfl_arena_text(&scene->arena, wish, strlen(wish), err);
		return scene->unit != NULL;
	}
	/* Old and new values may be far apart. */
	if (scene->graph.n_nodes == 0 || (r->flags & PFL_LISTING) ||
		(scene->pair && (r->flags & PFL_BOTH_SIDES)))
		return true;
	least = least_shown(scene, false, 0);
	if (scene->pair) {
		least = least_shown(scene, true, least);
		most = scene->total_before > most ? scene->total_before : most;
	}
	scene->unit = pfl_unit_choose(
		least, most, scene->type_unit, 1 / scene->divide_by, r->flags & PFL_EXACT);
	return true;
}

/* Whoever draws the tree needs equal paths merged; to a graph of functions it is all the same,
 * and a table does without. */
static bool
make_tree(struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err)
{
	bool drawn = r->flags & (PFL_NEEDS_TREE | PFL_GRAPH_VISUAL);
	bool by_path = pfl_view_flag(scene->view, "call-tree");
	bool merged = (r->flags & PFL_NEEDS_TREE) || pfl_scene_compares(scene, r) || by_path;

	if (r->flags & PFL_PASSES_ON)
		return true;
	if (!drawn && !pfl_scene_compares(scene, r) && !(merged && (r->flags & PFL_EXACT)))
		return true;
	return (!merged                    ? pfl_calltree_unmerged
			: drawn || by_path ? pfl_calltree_make
					   : pfl_calltree_bare)(&scene->tree, scene->profile,
		&scene->nodes, &scene->columns, &scene->arena, err);
}

/* A comparison knows its findings by where they are in the tree: that stays as it is. */
static bool
turn(struct pfl_scene *scene, struct pfl_error *err)
{
	const char *name = pfl_view_get(scene->view, "layout");

	if (!name || strcmp(name, "flame") == 0)
		return true;
	if (strcmp(name, "icicle") != 0)
		return pfl_fail(err, PFL_USAGE,
			"layout: a comparison is drawn as flame or icicle; flamegen "
			"--diff-base "
			"has the others");
	scene->layout.kind = PFL_LAYOUT_ICICLE;
	return true;
}

/* The tree as it is to be drawn. */
static bool
lay_out(struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err)
{
	const struct pfl_view *view = scene->view;
	const char *sort = pfl_view_get(view, "sort");
	const struct pfl_tree_layout_opts opts = {
		.name = pfl_view_get(view, "layout"),
		.root = pfl_view_get(view, "root"),
		.around = pfl_view_get(view, "around"),
		.collapse = pfl_view_flag(view, "collapse-recursion"),
		.by_value = sort && strcmp(sort, "value") == 0,
	};
	struct pfl_tree_layout *layout = &scene->layout;
	int64_t depth = pfl_view_count(view, "depth", 0);

	if (pfl_scene_family_is(r, "diff"))
		return turn(scene, err);
	if (!(r->flags & PFL_LAYS_OUT))
		return true;
	scene->depth = depth > 0 ? (uint32_t)depth : 0;
	if (!pfl_tree_layout_make(layout, &scene->tree, scene->profile, &scene->nodes,
		    &scene->columns, &opts, &scene->arena, err))
		return false;
	if (layout->unmatched)
		pfl_profile_add_note(scene->profile, "%s expression matched no functions",
			layout->unmatched);
	if (layout->untimed)
		pfl_profile_add_note(scene->profile,
			"%" PRIu32 " sample%s no time and %s not in the chart", layout->untimed,
			layout->untimed == 1 ? " has" : "s have",
			layout->untimed == 1 ? "is" : "are");
	return true;
}

/* A file that was changed since is shown all the same, but not in silence. */
static void
note_changed(struct pfl_scene *scene)
{
	const struct pfl_listing *listing = &scene->listing;

	for (uint32_t i = 0; i < listing->n; i++) {
		const struct pfl_routine *r = &listing->routine[i];
		const struct pfl_source_text *source =
			pfl_sources_get(&scene->sources, r->file);
		int64_t last = listing->line[r->first + r->n_lines - 1].line;
		struct pfl_span name = pfl_profile_text(scene->profile, r->file);

		if (!source || source->problem || last <= source->n_lines)
			continue;
		pfl_profile_add_note(scene->profile,
			"%.*s has %u lines, but there are values at line %" PRId64
			": it is not what was profiled",
			(int)(name.n < 200 ? name.n : 200), name.at, source->n_lines, last);
		return;
	}
}

static bool
make_listing(struct pfl_scene *scene, struct pfl_error *err)
{
	const struct pfl_view *view = scene->view;
	const struct pfl_listing *listing = &scene->listing;
	struct pfl_source_text *wanted;
	uint32_t n = 0;

	if (!pfl_listing_make(&scene->listing, scene->profile, &scene->nodes, &scene->graph,
		    pfl_view_get(view, "pattern"), &scene->arena, err))
		return false;
	wanted = pfl_arena_alloc(&scene->arena, listing->n, sizeof(*wanted), err);
	for (uint32_t i = 0; wanted && i < listing->n; i++) {
		const struct pfl_routine *r = &listing->routine[i];

		if (r->file)
			wanted[n++] =
				(struct pfl_source_text){ .file = r->file, .given = r->given };
	}
	if (!wanted ||
		!pfl_sources_find(&scene->sources, scene->profile, wanted, n,
			pfl_view_get(view, "source-path"), &scene->arena, err))
		return false;
	note_changed(scene);
	return true;
}

/* A key that is misspelt makes one group, which looks like an answer. */
static void
note_keys(struct pfl_scene *scene, const char *setting)
{
	const struct pfl_groups *g = &scene->groups;

	for (uint32_t k = 0; k < g->n_keys; k++) {
		bool any = g->n == 0;

		for (uint32_t i = 0; i < g->n; i++)
			any |= g->value[(size_t)i * g->n_keys + k] != PFL_NONE;
		if (!any)
			pfl_profile_add_note(scene->profile,
				"%s: no sample has a label called %s", setting,
				pfl_profile_text(scene->profile, g->key[k]).at);
	}
}

static bool
make_groups(struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err)
{
	const char *label = pfl_view_palette_label(scene->view);
	bool paints = label && (r->flags & PFL_LAYS_OUT);
	const char *keys = paints ? label : pfl_view_get(scene->view, "group-by");
	const char *unit = pfl_view_get(scene->view, "unit");

	if (!keys)
		return true;
	if (!pfl_groups_make(&scene->groups, scene->profile, &scene->columns, keys,
		    unit ? unit : "minimum", &scene->arena, err))
		return false;
	scene->colors_by_label = paints;
	note_keys(scene, paints ? "palette" : "group-by");
	return true;
}

#if PFL_HAVE_DISASSEMBLY
static bool
make_assembly(struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err)
{
	const struct pfl_view *view = scene->view;
	struct pfl_assembly_opts opts = {
		.pattern = pfl_view_get(view, "pattern"),
		.binary_path = pfl_view_get(view, "binary-path"),
		.intel = pfl_view_flag(view, "intel-syntax"),
		.optional = r->flags & PFL_LISTING,
		.places = r->flags & PFL_LISTING,
	};
	uint32_t *location;

	if (!pfl_spots_make(&scene->spots, scene->profile, &scene->columns, &scene->arena, err))
		return false;
	location = pfl_arena_alloc(&scene->arena, scene->spots.n, sizeof(*location), err);
	for (uint32_t i = 0; location && i < scene->spots.n; i++)
		location[i] = scene->spots.at[i].location;
	return location &&
		pfl_assembly_make(&scene->assembly, scene->profile, location, scene->spots.n,
			&opts, &scene->arena, err);
}
#endif

/* Whoever asks for the mean, or for what has grown alone, wants the difference itself. */
static bool
part_sides(struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err)
{
	if (!(r->flags & PFL_BOTH_SIDES) || pfl_view_flag(scene->view, "mean") ||
		pfl_view_flag(scene->view, "drop-negative"))
		return true;
	return pfl_profile_part_sides(scene->profile, err);
}

static bool
make(struct pfl_scene *scene, const struct pfl_renderer *r, struct pfl_error *err)
{
	if (!pfl_scene_check_stacks(scene, r, err))
		return false;
	scene->profile = pfl_profile_derive(scene->input, err);
	if (!scene->profile || !part_sides(scene, r, err) || !apply_filters(scene, r, err) ||
		!make_nodes(scene, r, err))
		return false;
	if (pfl_scene_compares(scene, r) && !pfl_scene_match_names(scene, err))
		return false;
	if (!make_tree(scene, r, err) || !lay_out(scene, r, err))
		return false;
	if ((r->flags & PFL_NEEDS_GRAPH) && !pfl_scene_make_graph(scene, r, err))
		return false;
	if (pfl_scene_compares(scene, r) && !pfl_scene_make_comparison(scene, 1, err))
		return false;
	if (pfl_scene_calibrates(scene, r) && !pfl_scene_make_calibration(scene, err))
		return false;
	if ((r->flags & PFL_LISTING) && !make_listing(scene, err))
		return false;
#if PFL_HAVE_DISASSEMBLY
	if ((r->flags & PFL_ASSEMBLY) && !make_assembly(scene, r, err))
		return false;
#endif
	return choose_unit(scene, r, err) && make_groups(scene, r, err);
}

static struct pfl_scene *
scene_of(const struct pfl_profile *p, const struct pfl_view *view, const char *type,
	const struct pfl_renderer *renderer, struct pfl_error *err)
{
	struct pfl_scene *scene = calloc(1, sizeof(*scene));

	if (!scene) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	scene->input = p;
	scene->view = view;
	scene->type = type;
	scene->compact = pfl_view_flag(view, "compact-labels");
	scene->by_flat = pfl_view_flag(view, "flat");
	scene->columns.type = PFL_NONE; /* until they are chosen */
	scene->budget.max = p->budget.max;
	scene->arena.budget = &scene->budget;
	if (make(scene, renderer, err))
		return scene;
	pfl_scene_free(scene);
	return NULL;
}

/* The same with another sample type. */
static struct pfl_scene *
with_type(const struct pfl_scene *scene, const struct pfl_renderer *renderer, const char *type,
	struct pfl_error *err)
{
	return scene_of(scene->input, scene->view, type, renderer, err);
}

/* The scene, or NULL where it has no sections that it should have. */
static struct pfl_scene *
with_sections(
	struct pfl_scene *scene, const struct pfl_renderer *renderer, struct pfl_error *err)
{
	if (!scene || !(renderer->flags & PFL_SECTIONS) ||
		pfl_scene_make_sections(scene, renderer, with_type, err))
		return scene;
	pfl_scene_free(scene);
	return NULL;
}

struct pfl_scene *
pfl_scene_new(const struct pfl_profile *p, const struct pfl_view *view,
	const struct pfl_renderer *renderer, struct pfl_error *err)
{
	struct pfl_profile *fewer;
	struct pfl_scene *scene = NULL;

	if (pfl_scene_check_settings(view, renderer, err))
		scene = scene_of(p, view, NULL, renderer, err);
	if (scene && !pfl_scene_find_fewer(scene, &fewer, err)) {
		pfl_scene_free(scene);
		return NULL;
	}
	if (!scene || !fewer)
		return with_sections(scene, renderer, err);
	pfl_scene_free(scene);
	scene = scene_of(fewer, view, NULL, renderer, err);
	if (scene)
		scene->fewer = fewer;
	else
		pfl_profile_free(fewer);
	return with_sections(scene, renderer, err);
}

void
pfl_profile_prepare(struct pfl_profile *p)
{
	struct pfl_error err = { 0 };

	(void)pfl_prepared_make(p, &err);
	pfl_block_trim(); /* what reading has left */
}

void
pfl_scene_free(struct pfl_scene *scene)
{
	if (!scene)
		return;
	for (uint32_t i = scene->n_sections; i-- > 0;)
		pfl_scene_free(scene->section[i]); /* values borrow from those before them */
	pfl_profile_free(scene->profile);
	pfl_profile_free(scene->fewer);
	pfl_arena_clear(&scene->arena);
	free(scene);
}

void
pfl_scene_value(const struct pfl_scene *scene, pfl_sum value, struct pfl_text *text)
{
	pfl_unit_label(text, pfl_unit_apply(value, 1 / scene->divide_by), scene->type_unit,
		scene->unit);
}

struct pfl_span
pfl_scene_program(const struct pfl_scene *scene)
{
	const struct pfl_profile *p = scene->profile;

	if (p->mappings.n == 0)
		return (struct pfl_span){ "", 0 };
	return pfl_path_base(pfl_profile_text(p, p->mappings.file[0]));
}
