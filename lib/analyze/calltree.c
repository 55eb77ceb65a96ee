/* SPDX-License-Identifier: Apache-2.0 */
/* The call tree: stacks of locations become stacks of nodes, equal ones one row. */
#include "analyze/calltree.h"

#include "analyze/treegrow.h"

#include <stdlib.h>

uint8_t *
pfl_stacks_live(const struct pfl_profile *p, const struct pfl_columns *columns,
	struct pfl_arena *arena, struct pfl_error *err)
{
	uint8_t *live = pfl_arena_alloc(arena, p->stacks.n, 1, err);
	const int64_t *a = columns->value[0], *b = columns->value[1];
	const uint8_t *out = p->samples.left_out;

	if (!live)
		return NULL;
	if (columns->type != PFL_NONE) {
		for (uint32_t i = 0; i < p->samples.n; i++)
			live[p->samples.stack[i]] |= a[i] != 0 || (b && b[i] != 0);
	}
	for (uint32_t k = 0; k < columns->n_more; k++) {
		for (uint32_t i = 0; i < p->samples.n; i++)
			live[p->samples.stack[i]] |= columns->more[k][i] != 0;
	}
	for (uint32_t i = 0; out && i < p->stacks.n; i++)
		live[i] &= !out[i];
	for (uint32_t i = p->stacks.n; i-- > 1;)
		live[p->stacks.parent[i]] |= live[i];
	return live;
}

/* Visit stacks from the root on; each location is its frames, the outermost first. */
static bool
grow(struct pfl_treegrow *g, const uint8_t *live, uint32_t *of_stack, struct pfl_error *err)
{
	const struct pfl_stacks *stacks = &g->p->stacks;
	const uint32_t *first = g->p->locations.first_frame;

	for (uint32_t i = 1; i < stacks->n; i++) {
		uint32_t row, location = stacks->location[i];

		of_stack[i] = PFL_NONE;
		if (!live[i])
			continue;
		row = of_stack[stacks->parent[i]];
		for (uint32_t f = first[location + 1]; f-- > first[location];) {
			row = pfl_treegrow_child(g, row, g->nodes->of_frame[f],
				pfl_frame_inlined(&g->p->locations, location, f), err);
			if (row == PFL_NONE)
				return false;
		}
		of_stack[i] = row;
	}
	return true;
}

static bool
fill_more(struct pfl_calltree *tree, const struct pfl_profile *p,
	const struct pfl_columns *columns, struct pfl_arena *arena, struct pfl_error *err)
{
	if (!pfl_calltree_alloc_more(tree, columns->n_more, arena, err))
		return false;
	for (uint32_t k = 0; k < tree->n_more; k++) {
		for (uint32_t i = 0; i < p->samples.n; i++) {
			uint32_t row = tree->of_stack[p->samples.stack[i]];

			if (row != PFL_NONE)
				tree->more[k][row] += columns->more[k][i];
		}
	}
	return true;
}

/* A sample on a dead stack has no value to add. */
static void
fill_sums(struct pfl_calltree *tree, const struct pfl_profile *p,
	const struct pfl_columns *columns)
{
	for (int k = 0; k < 2 && tree->self[k]; k++) {
		for (uint32_t i = 0; columns->value[k] && i < p->samples.n; i++) {
			uint32_t row = tree->of_stack[p->samples.stack[i]];

			if (row != PFL_NONE)
				tree->self[k][row] += columns->value[k][i];
		}
		pfl_calltree_sum_up(tree, k);
	}
}

/*
 * Are the stacks the tree already? They are where each location is one frame and no two of
 * those are the same node, as in all formats that know names alone. (Without memory to find out
 * they count as not.)
 */
static bool
is_merged(const struct pfl_profile *p, const struct pfl_nodes *nodes)
{
	uint32_t n = p->frames.n, at = 0;
	bool distinct;
	uint8_t *seen;

	if (!p->stacks.distinct || nodes->n != n || p->locations.n != n)
		return false;
	seen = calloc((size_t)n + 1, 1);
	while (seen && at < n && !seen[nodes->of_frame[at]])
		seen[nodes->of_frame[at++]] = 1;
	distinct = seen && at == n;
	free(seen);
	return distinct;
}

static bool
copy_stacks(
	struct pfl_treegrow *g, const uint8_t *live, uint32_t *of_stack, struct pfl_error *err)
{
	const struct pfl_stacks *stacks = &g->p->stacks;
	const uint32_t *first = g->p->locations.first_frame;

	if (!pfl_treegrow_columns(g, stacks->n, err))
		return false;
	g->node[0] = PFL_NONE;
	g->n = 1;
	for (uint32_t i = 1; i < stacks->n; i++) {
		of_stack[i] = PFL_NONE;
		if (!live[i])
			continue;
		g->parent[g->n] = of_stack[stacks->parent[i]];
		g->node[g->n] = g->nodes->of_frame[first[stacks->location[i]]];
		of_stack[i] = g->n++;
	}
	return true;
}

static bool
arrange(struct pfl_treegrow *g, struct pfl_calltree *tree, int n_sums, struct pfl_arena *arena,
	struct pfl_error *err)
{
	const uint32_t *place =
		pfl_treegrow_finish(g, tree, PFL_TREE_BY_NAME, NULL, n_sums, arena, err);

	for (uint32_t i = 0; place && i < g->p->stacks.n; i++) {
		if (tree->of_stack[i] != PFL_NONE)
			tree->of_stack[i] = place[tree->of_stack[i]];
	}
	return place != NULL;
}

static bool
make(struct pfl_calltree *tree, const struct pfl_profile *p, const struct pfl_nodes *nodes,
	const struct pfl_columns *columns, bool sums, struct pfl_arena *arena,
	struct pfl_error *err)
{
	int n_sums = !sums ? 0 : columns->second == PFL_SECOND_NONE ? 1 : 2;
	struct pfl_treegrow g;
	const uint8_t *live;
	bool ok;

	*tree = (struct pfl_calltree){ 0 };
	ok = pfl_treegrow_init(&g, p, nodes, arena->budget, err);
	live = ok ? pfl_stacks_live(p, columns, &g.scratch, err) : NULL;
	if (live)
		tree->of_stack =
			pfl_arena_alloc(arena, p->stacks.n, sizeof(*tree->of_stack), err);
	ok = live && tree->of_stack &&
		(is_merged(p, nodes) ? copy_stacks(&g, live, tree->of_stack, err)
				     : grow(&g, live, tree->of_stack, err)) &&
		arrange(&g, tree, n_sums, arena, err);
	pfl_treegrow_clear(&g);
	/* The sums are the largest part, and come when there is room again. */
	if (ok && sums)
		fill_sums(tree, p, columns);
	return ok && (!sums || fill_more(tree, p, columns, arena, err));
}

bool
pfl_calltree_make(struct pfl_calltree *tree, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_columns *columns,
	struct pfl_arena *arena, struct pfl_error *err)
{
	return make(tree, p, nodes, columns, true, arena, err);
}

bool
pfl_calltree_bare(struct pfl_calltree *tree, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_columns *columns,
	struct pfl_arena *arena, struct pfl_error *err)
{
	return make(tree, p, nodes, columns, false, arena, err);
}

void
pfl_calltree_add_up(const struct pfl_calltree *tree, const struct pfl_profile *p,
	const int64_t *value, uint32_t row, pfl_sum *self, pfl_sum *total)
{
	*self = *total = 0;
	for (uint32_t i = 0; i < p->samples.n; i++) {
		uint32_t at = tree->of_stack[p->samples.stack[i]];

		if (at == PFL_NONE || at < row || at >= tree->end[row])
			continue;
		*total += value[i];
		*self += at == row ? value[i] : 0;
	}
}

/* Rows that the stacks with something on or below them will have, the root's included. */
static uint64_t
count_frames(const struct pfl_profile *p, const uint8_t *live)
{
	const uint32_t *first = p->locations.first_frame;
	uint64_t n = 1;

	for (uint32_t i = 1; i < p->stacks.n; i++) {
		if (live[i])
			n += first[p->stacks.location[i] + 1] - first[p->stacks.location[i]];
	}
	return n;
}

/* One row after another: stacks are depth-first already, and so are their frames. */
static void
fill_frames(struct pfl_calltree *tree, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, const uint8_t *live)
{
	const uint32_t *first = p->locations.first_frame;
	uint32_t row = 0;

	tree->node[0] = PFL_NONE;
	tree->of_stack[0] = 0;
	for (uint32_t i = 1; i < p->stacks.n; i++) {
		uint32_t location = p->stacks.location[i];
		uint32_t parent = tree->of_stack[p->stacks.parent[i]];

		tree->of_stack[i] = PFL_NONE;
		if (!live[i])
			continue;
		for (uint32_t f = first[location + 1]; f-- > first[location]; parent = row) {
			row++;
			tree->parent[row] = parent;
			tree->node[row] = nodes->of_frame[f];
			tree->depth[row] = tree->depth[parent] + 1;
			if (tree->depth[row] > tree->max_depth)
				tree->max_depth = tree->depth[row];
		}
		tree->of_stack[i] = row;
	}
}

bool
pfl_calltree_unmerged(struct pfl_calltree *tree, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_columns *columns,
	struct pfl_arena *arena, struct pfl_error *err)
{
	/* What is only needed meanwhile is held against the same limit and then forgotten. */
	struct pfl_budget passing = arena->budget ? *arena->budget : (struct pfl_budget){ 0 };
	struct pfl_arena scratch = { .budget = &passing };
	uint64_t n = 0;
	const uint8_t *live;
	bool ok;

	*tree = (struct pfl_calltree){ 0 };
	live = pfl_stacks_live(p, columns, &scratch, err);
	tree->of_stack = pfl_arena_alloc(arena, p->stacks.n, sizeof(*tree->of_stack), err);
	if (live)
		n = count_frames(p, live);
	if (n >= PFL_NONE)
		pfl_fail(err, PFL_LIMIT, "more than 2^32 rows in the call tree");
	ok = err->code == PFL_OK && pfl_calltree_alloc_paths(tree, (uint32_t)n, arena, err);
	if (ok)
		fill_frames(tree, p, nodes, live);
	pfl_arena_clear(&scratch);
	return ok;
}
