/* SPDX-License-Identifier: Apache-2.0 */
/* Other trees made of a call tree. */
#include "analyze/arrange.h"

#include "analyze/treegrow.h"

struct arranger {
	const struct pfl_calltree *from;
	const struct pfl_arrange_opts *opts;
	struct pfl_treegrow grow;
	uint32_t *to;           /* by row of `from`: where its part goes; PFL_NONE: nowhere */
	const pfl_sum *part[2]; /* by row of `from`: what goes there                        */
	struct pfl_error *err;
};

/* One step from a row that has grown: to the node that row `i` of the tree is at. */
static uint32_t
step(struct arranger *a, uint32_t row, uint32_t i)
{
	uint32_t node = a->from->node[i];

	if (a->opts->collapse && row > 0 && a->grow.rows.at[row].node == node)
		return row;
	return pfl_treegrow_child(&a->grow, row, node, a->from->inlined[i], a->err);
}

/* From a row up to the root. */
static uint32_t
climb(struct arranger *a, uint32_t i)
{
	uint32_t row = 0;

	for (int k = 0; i > 0 && row != PFL_NONE && k < PFL_ARRANGE_DEPTH; k++) {
		row = step(a, row, i);
		i = a->from->parent[i];
	}
	return row;
}

static bool
has_part(const struct arranger *a, uint32_t i)
{
	for (uint32_t k = 0; k < a->from->n_more; k++) {
		if (a->from->more[k][i] != 0)
			return true;
	}
	return a->part[0][i] != 0 || (a->part[1] && a->part[1][i] != 0);
}

static bool
grow_reversed(struct arranger *a)
{
	for (uint32_t i = 1; i < a->from->n; i++) {
		a->to[i] = PFL_NONE;
		if (has_part(a, i) && (a->to[i] = climb(a, i)) == PFL_NONE)
			return false;
	}
	return true;
}

static bool
is_meant(const struct arranger *a, uint32_t i)
{
	return i > 0 && a->opts->meant[a->from->node[i]];
}

/* Each stack is counted where the outermost function that is meant stands. */
static bool
grow_callers(struct arranger *a)
{
	const struct pfl_calltree *from = a->from;

	for (uint32_t i = 0; i < from->n; i++)
		a->to[i] = PFL_NONE;
	for (uint32_t i = 0; i < from->n;) {
		if (!is_meant(a, i)) {
			i++;
			continue;
		}
		a->to[i] = climb(a, i);
		if (a->to[i] == PFL_NONE)
			return false;
		i = from->end[i];
	}
	return true;
}

/* Does a row have something meant on it, above it or below it? */
static void
mark_focus(struct arranger *a, uint8_t *kept)
{
	const struct pfl_calltree *from = a->from;

	for (uint32_t i = 1; i < from->n; i++)
		kept[i] = is_meant(a, i) || kept[from->parent[i]] == 1;
	for (uint32_t i = from->n; i-- > 1;) {
		if (kept[i] && !kept[from->parent[i]])
			kept[from->parent[i]] = 2; /* leads there */
	}
}

static bool
grow_plain(struct arranger *a)
{
	const struct pfl_calltree *from = a->from;
	enum pfl_arrangement how = a->opts->arrangement;
	uint8_t *kept = NULL;

	if (how == PFL_ARRANGE_FOCUS) {
		kept = pfl_arena_alloc(&a->grow.scratch, from->n, 1, a->err);
		if (!kept)
			return false;
		mark_focus(a, kept);
	}
	a->to[0] = how == PFL_ARRANGE_PLAIN ? 0 : PFL_NONE;
	for (uint32_t i = 1; i < from->n; i++) {
		uint32_t above = a->to[from->parent[i]];

		a->to[i] = PFL_NONE;
		if (how == PFL_ARRANGE_CALLEES && above == PFL_NONE && !is_meant(a, i))
			continue;
		if (kept && !kept[i])
			continue;
		a->to[i] = step(a, above == PFL_NONE ? 0 : above, i);
		if (a->to[i] == PFL_NONE)
			return false;
	}
	/* What only leads to a function that is meant has no part of its own. */
	for (uint32_t i = 1; kept && i < from->n; i++) {
		if (kept[i] == 2)
			a->to[i] = PFL_NONE;
	}
	return true;
}

static bool
grow(struct arranger *a)
{
	const struct pfl_calltree *from = a->from;
	bool callers = a->opts->arrangement == PFL_ARRANGE_CALLERS;

	for (int k = 0; k < 2; k++)
		a->part[k] = callers ? from->total[k] : from->self[k];
	a->to = pfl_arena_alloc(&a->grow.scratch, from->n, sizeof(*a->to), a->err);
	if (!a->to)
		return false;
	if (callers)
		return grow_callers(a);
	if (a->opts->arrangement != PFL_ARRANGE_REVERSED)
		return grow_plain(a);
	a->to[0] = 0;
	return grow_reversed(a);
}

/* What siblings are ordered by. NULL with *err. */
static pfl_sum *
weigh(struct arranger *a)
{
	uint32_t n = (uint32_t)a->grow.rows.n;
	pfl_sum *weight = pfl_arena_alloc(&a->grow.scratch, n, sizeof(*weight), a->err);

	if (!weight)
		return NULL;
	for (uint32_t i = 0; i < a->from->n; i++) {
		if (a->to[i] == PFL_NONE)
			continue;
		weight[a->to[i]] += pfl_sum_abs(a->part[0][i]);
		if (a->opts->pair)
			weight[a->to[i]] += pfl_sum_abs(a->part[1][i]);
	}
	for (uint32_t i = n; i-- > 1;)
		weight[a->grow.rows.at[i].parent] += weight[i];
	return weight;
}

static void
fill_sums(struct arranger *a, struct pfl_calltree *to, const uint32_t *place)
{
	for (int k = 0; k < 2 && to->self[k]; k++) {
		for (uint32_t i = 0; i < a->from->n; i++) {
			if (a->to[i] != PFL_NONE)
				to->self[k][place[a->to[i]]] += a->part[k][i];
		}
		pfl_calltree_sum_up(to, k);
	}
}

/* The same of further columns, which are there as self alone: what callers take is the total.
 */
static bool
fill_more(struct arranger *a, struct pfl_calltree *to, const uint32_t *place,
	struct pfl_arena *arena)
{
	const struct pfl_calltree *from = a->from;
	pfl_sum *total = pfl_arena_alloc(&a->grow.scratch, from->n, sizeof(*total), a->err);

	if (!total || !pfl_calltree_alloc_more(to, from->n_more, arena, a->err))
		return false;
	for (uint32_t k = 0; k < to->n_more; k++) {
		memcpy(total, from->more[k], from->n * sizeof(*total));
		if (a->opts->arrangement == PFL_ARRANGE_CALLERS) {
			for (uint32_t i = from->n; i-- > 1;)
				total[from->parent[i]] += total[i];
		}
		for (uint32_t i = 0; i < from->n; i++) {
			if (a->to[i] != PFL_NONE)
				to->more[k][place[a->to[i]]] += total[i];
		}
	}
	return true;
}

/* Stacks end where the rows went that they ended at. */
static bool
move_stacks(struct arranger *a, struct pfl_calltree *to, const struct pfl_profile *p,
	const uint32_t *place, struct pfl_arena *arena)
{
	to->of_stack = pfl_arena_alloc(arena, p->stacks.n, sizeof(*to->of_stack), a->err);
	if (!to->of_stack)
		return false;
	for (uint32_t i = 0; i < p->stacks.n; i++) {
		uint32_t row = a->from->of_stack[i];

		to->of_stack[i] = row == PFL_NONE ? PFL_NONE : place[a->to[row]];
	}
	return true;
}

static bool
finish(struct arranger *a, struct pfl_calltree *to, const struct pfl_profile *p,
	struct pfl_arena *arena)
{
	bool by_value = a->opts->by_value, two = a->from->self[1] != NULL;
	const pfl_sum *weight = by_value ? weigh(a) : NULL;
	const uint32_t *place;

	if (by_value && !weight)
		return false;
	place = pfl_treegrow_finish(&a->grow, to,
		by_value ? PFL_TREE_BY_WEIGHT : PFL_TREE_BY_NAME, weight, two ? 2 : 1, arena,
		a->err);
	if (!place)
		return false;
	fill_sums(a, to, place);
	if (a->from->n_more && !fill_more(a, to, place, arena))
		return false;
	return a->opts->arrangement != PFL_ARRANGE_PLAIN || move_stacks(a, to, p, place, arena);
}

bool
pfl_calltree_arrange(struct pfl_calltree *to, const struct pfl_calltree *from,
	const struct pfl_profile *p, const struct pfl_nodes *nodes,
	const struct pfl_arrange_opts *opts, struct pfl_arena *arena, struct pfl_error *err)
{
	struct arranger a = { .from = from, .opts = opts, .err = err };
	bool ok;

	*to = (struct pfl_calltree){ 0 };
	ok = pfl_treegrow_init(&a.grow, p, nodes, arena->budget, err) && grow(&a) &&
		finish(&a, to, p, arena);
	pfl_treegrow_clear(&a.grow);
	return ok;
}
