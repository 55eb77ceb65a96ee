/* SPDX-License-Identifier: Apache-2.0 */
/* What is made once for many reports, and whether it is what a report needs. */
#include "analyze/prepared.h"

#include "base/block.h"

/*
 * A filter needs about as much memory at once, which a report of its own process takes anew
 * from the system: the first to get pages that nobody has touched pays for them, on virtual
 * machines as much again as for the work. What was touched and let go is taken first.
 */
static void
fetch_memory(const struct pfl_profile *p)
{
	enum { PAGE = 4096, OF_STACK = sizeof(int64_t) + 4 };
	size_t size = p->stacks.n * (size_t)OF_STACK;
	unsigned char *block = pfl_block_alloc(size);

	for (size_t i = 0; block && i < size; i += PAGE)
		*(volatile unsigned char *)&block[i] = 1;
	pfl_block_free(block, size);
}

bool
pfl_prepared_make(struct pfl_profile *p, struct pfl_error *err)
{
	const struct pfl_nodes_opts opts = { .granularity = PFL_FUNCTIONS };
	struct pfl_prepared *prepared = pfl_arena_alloc(&p->arena, 1, sizeof(*prepared), err);
	pfl_sum *flat, *cum;

	if (!prepared || !pfl_nodes_make(&prepared->nodes, p, &opts, &p->arena, err) ||
		!pfl_steps_make(&prepared->steps, p, prepared->nodes.of_frame,
			prepared->nodes.n, &p->arena, err) ||
		!pfl_columns_choose(&prepared->columns, p, NULL, false, err))
		return false;
	prepared->of = p;
	if (!pfl_totals_make(&prepared->total, p, prepared->columns.value[0], &p->arena, err) ||
		!pfl_columns_total(&prepared->columns, p, &prepared->sum, NULL, err))
		return false;
	flat = pfl_arena_alloc(&p->arena, p->frames.n, sizeof(*flat), err);
	cum = pfl_arena_alloc(&p->arena, p->frames.n, sizeof(*cum), err);
	if (!flat || !cum)
		return false;
	if (!pfl_frames_add_up(p, &prepared->steps, &prepared->total, flat, cum, err))
		return false;
	prepared->flat = flat;
	prepared->cum = cum;
	p->prepared = prepared;
	fetch_memory(p);
	return true;
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

static bool
has_same_frames(const struct pfl_profile *p)
{
	const struct pfl_profile *whole = p->parent;

	return has_same_stacks(p) && p->locations.first_frame == whole->locations.first_frame &&
		p->locations.mapping == whole->locations.mapping &&
		p->mappings.file == whole->mappings.file &&
		p->frames.func == whole->frames.func && p->funcs.name == whole->funcs.name;
}

const struct pfl_prepared *
pfl_prepared_for(const struct pfl_profile *p, const struct pfl_nodes_opts *opts)
{
	return has_same_frames(p) && opts->granularity == PFL_FUNCTIONS && !opts->objects
		? p->prepared
		: NULL;
}

const struct pfl_steps *
pfl_prepared_steps(const struct pfl_profile *p)
{
	return has_same_frames(p) ? &p->prepared->steps : NULL;
}

bool
pfl_prepared_nodes(const struct pfl_prepared *prepared, const struct pfl_profile *p,
	struct pfl_nodes *nodes, struct pfl_arena *arena, struct pfl_error *err)
{
	enum { HIDDEN = 1, SHOWN = 2 };
	uint8_t *of_node, seen;

	*nodes = prepared->nodes;
	if (!p->frames.hidden)
		return true;
	of_node = pfl_arena_alloc(arena, nodes->n, sizeof(*of_node), err);
	if (!of_node)
		return false;
	for (uint32_t i = 0; i < p->frames.n; i++)
		of_node[nodes->of_frame[i]] |= p->frames.hidden[i] ? HIDDEN : SHOWN;
	for (uint32_t i = 0; i < nodes->n; i++) {
		seen = of_node[i];
		if (seen == (HIDDEN | SHOWN)) {
			*nodes = (struct pfl_nodes){ 0 };
			return true;
		}
		of_node[i] = seen == HIDDEN;
	}
	nodes->hidden = of_node;
	return true;
}

const uint32_t *
pfl_prepared_ends(const struct pfl_profile *p)
{
	return has_same_stacks(p) ? p->prepared->steps.end : NULL;
}

const struct pfl_totals *
pfl_prepared_totals(const struct pfl_profile *p, const int64_t *value)
{
	bool same = value && has_same_stacks(p) &&
		p->samples.stack == p->parent->samples.stack &&
		value == p->prepared->columns.value[0];

	return same ? &p->prepared->total : NULL;
}

bool
pfl_prepared_sum(const struct pfl_profile *p, const struct pfl_columns *columns, pfl_sum *sum)
{
	const struct pfl_samples *s = &p->samples;

	if (!pfl_prepared_totals(p, columns->value[0]) ||
		s->labels != p->parent->samples.labels || s->n != p->parent->samples.n ||
		columns->second != PFL_SECOND_NONE ||
		p->prepared->columns.second != PFL_SECOND_NONE)
		return false;
	*sum = p->prepared->sum;
	return true;
}

bool
pfl_prepared_sums(const struct pfl_profile *p, const struct pfl_totals *total,
	const pfl_sum **flat, const pfl_sum **cum)
{
	const struct pfl_prepared *prepared = p->prepared;

	if (!prepared || total != &prepared->total)
		return false;
	*flat = prepared->flat;
	*cum = prepared->cum;
	return true;
}
