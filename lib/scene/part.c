/* SPDX-License-Identifier: Apache-2.0 */
/* One group of a scene as a scene of its own. */
#include "scene.h"

#include "model/subset.h"

static bool
make_part(struct pfl_scene *part, const struct pfl_scene *whole, const struct pfl_group *group,
	struct pfl_error *err)
{
	const uint32_t *sample = whole->groups.sample + group->first;

	part->profile = pfl_profile_derive(whole->profile, err);
	if (!part->profile || !pfl_profile_subset(part->profile, sample, group->n, err))
		return false;
	for (int k = 0; k < 2 && whole->columns.value[k]; k++) {
		part->shown[k] = group->sum[k];
		part->columns.value[k] = pfl_subset_column(
			part->profile, whole->columns.value[k], sample, group->n, err);
		if (!part->columns.value[k])
			return false;
	}
	part->graph_opts.of_base = true;
	part->graph_opts.steps = NULL; /* those are of all stacks */
	part->graph_opts.base = whole->shown[0];
	return whole->graph.n_nodes == 0 ||
		pfl_callgraph_make(&part->graph, part->profile, &part->nodes, &part->columns,
			&part->tree, &part->graph_opts, &part->arena, err);
}

bool
pfl_scene_part(struct pfl_scene *part, const struct pfl_scene *whole, uint32_t group,
	struct pfl_error *err)
{
	*part = *whole;
	part->arena = (struct pfl_arena){ .budget = &part->budget };
	part->budget = (struct pfl_budget){ .max = whole->budget.max };
	part->profile = NULL;
	part->graph = (struct pfl_callgraph){ 0 };
	part->groups = (struct pfl_groups){ 0 };
	return make_part(part, whole, &whole->groups.group[group], err);
}

void
pfl_scene_part_clear(struct pfl_scene *part)
{
	pfl_profile_free(part->profile);
	pfl_arena_clear(&part->arena);
}
