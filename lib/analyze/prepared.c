/* SPDX-License-Identifier: Apache-2.0 */
/* What is made once for many reports, and whether it is what a report needs. */
#include "analyze/prepared.h"

bool
pfl_prepared_make(struct pfl_profile *p, struct pfl_error *err)
{
	const struct pfl_nodes_opts opts = { .granularity = PFL_FUNCTIONS };
	struct pfl_prepared *prepared = pfl_arena_alloc(&p->arena, 1, sizeof(*prepared), err);

	if (!prepared || !pfl_nodes_make(&prepared->nodes, p, &opts, &p->arena, err) ||
		!pfl_steps_make(&prepared->steps, p, &prepared->nodes, &p->arena, err) ||
		!pfl_columns_choose(&prepared->columns, p, NULL, false, err))
		return false;
	prepared->of = p;
	prepared->total = pfl_column_totals(
		p, prepared->columns.value[0], &prepared->negative, &p->arena, err);
	if (prepared->total)
		p->prepared = prepared;
	return prepared->total != NULL;
}

/* Columns never change, so that the same column holds the same. */
static bool
has_same_stacks(const struct pfl_profile *p)
{
	const struct pfl_profile *whole = p->parent;

	return p->prepared && p->prepared->of == whole &&
		p->stacks.parent == whole->stacks.parent &&
		p->stacks.location == whole->stacks.location;
}

const struct pfl_prepared *
pfl_prepared_for(const struct pfl_profile *p, const struct pfl_nodes_opts *opts)
{
	const struct pfl_profile *whole = p->parent;
	bool same = has_same_stacks(p) &&
		p->locations.first_frame == whole->locations.first_frame &&
		p->locations.mapping == whole->locations.mapping &&
		p->mappings.file == whole->mappings.file &&
		p->frames.func == whole->frames.func && p->funcs.name == whole->funcs.name;

	return same && opts->granularity == PFL_FUNCTIONS && !opts->objects ? p->prepared
									    : NULL;
}

const pfl_sum *
pfl_prepared_totals(const struct pfl_profile *p, const int64_t *value, bool *negative)
{
	if (!value || !has_same_stacks(p) || p->samples.stack != p->parent->samples.stack ||
		value != p->prepared->columns.value[0])
		return NULL;
	*negative |= p->prepared->negative;
	return p->prepared->total;
}
