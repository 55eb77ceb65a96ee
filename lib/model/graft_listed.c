/* SPDX-License-Identifier: Apache-2.0 */
/* Listed stacks of one profile looked for among others, each as a whole. */
#include "model/graft.h"
#include "model/stacks_inside.h"
#include "model/stackwhole.h"

#include <stdlib.h>
#include <string.h>

/* A listed stack that is looked up. */
struct sought {
	size_t first, n; /* its locations, in those of the group */
	uint32_t leaf;   /* its row in the graft */
	uint64_t fingerprint, hash;
};

enum {
	SOUGHT = 64,   /* stacks that are looked up in step */
	POWERS = 1024, /* locations of a stack whose fingerprint is made in one go */
};

/*
 * Listed stacks on their way into a tree, where most of them are already: so each is looked for
 * as a whole. Only what is new needs the fingerprint of every prefix, if the tree has prefixes,
 * which takes several times as long: each waits for the one before.
 */
struct gathering {
	struct pfl_stacktree *tree;
	const struct pfl_graft *graft;
	PFL_VEC(uint32_t) location; /* of the group, in the tree's terms */
	struct sought stack[SOUGHT];
	size_t n;
	uint64_t power[POWERS + 1]; /* of the tree's point, the first n_powers of them */
	size_t n_powers;
};

/* Bring a stack of n locations into the tree's terms; returns its fingerprint. */
static uint64_t
fingerprint_one_by_one(const struct gathering *g, const uint32_t *from, uint32_t *to, size_t n)
{
	uint64_t fingerprint = STACK_NO_FRAMES;

	for (size_t i = 0; i < n; i++) {
		to[i] = g->graft->location[from[i]];
		fingerprint = pfl_field_extend(g->tree->point, fingerprint, to[i]);
	}
	return pfl_field_reduce(fingerprint);
}

/* The same as a sum of terms, of which none waits for the one before. */
static uint64_t
fingerprint_at_once(const struct gathering *g, const uint32_t *from, uint32_t *to, size_t n)
{
	const uint32_t *map = g->graft->location;
	pfl_usum sum = (pfl_usum)g->power[n] * STACK_NO_FRAMES;

	/* Terms are below 2^93, and far fewer than 2^35. */
	for (size_t i = 0; i < n; i++) {
		to[i] = map[from[i]];
		sum += (pfl_usum)g->power[n - 1 - i] * to[i];
	}
	return pfl_field_reduce(pfl_field_fold(sum));
}

static void
need_powers(struct gathering *g, size_t n)
{
	if (g->n_powers == 0)
		g->power[g->n_powers++] = 1;
	for (; g->n_powers <= n; g->n_powers++)
		g->power[g->n_powers] = pfl_field_reduce(
			pfl_field_extend(g->tree->point, g->power[g->n_powers - 1], 0));
}

/* The row of a stack that is there, or PFL_IDMAP_FREE. */
static uint32_t
find_sought(const struct gathering *g, const struct sought *s)
{
	const struct pfl_stacktree *tree = g->tree;
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&tree->map, s->hash, &at)) != PFL_IDMAP_FREE) {
		if (stack_is(&tree->row.at[row], s->fingerprint,
			    g->location.at[s->first + s->n - 1]))
			break;
	}
	return row;
}

/* Add the stacks of the group that are new; some may have been when they were looked for. */
static bool
settle_new(
	struct gathering *g, const struct sought *const *new, size_t n, struct pfl_error *err)
{
	struct pfl_pendingstack stack[SOUGHT];
	struct pfl_stacktree *tree = g->tree;
	size_t done = tree->result.n;

	if (!pfl_vec_reserve(&tree->path, g->location.n, tree->budget, "stacks", err) ||
		!pfl_vec_reserve(&tree->result, n, tree->budget, "samples", err))
		return false;
	for (size_t i = 0; i < n; i++)
		stack[i] = (struct pfl_pendingstack){
			.location = g->location.at + new[i]->first,
			.path = tree->path.at + new[i]->first,
			.n = new[i]->n,
		};
	if (!pfl_stacktree_settle(tree, stack, n, err))
		return false;
	tree->result.n = done;
	for (size_t i = 0; i < n; i++)
		g->graft->row[new[i]->leaf] = tree->result.at[done + i];
	return true;
}

static void
approach_sought(const struct gathering *g)
{
	for (size_t i = 0; i < g->n; i++) {
		uint32_t at = PFL_IDMAP_START, row;

		row = pfl_idmap_next(&g->tree->map, g->stack[i].hash, &at);
		if (row != PFL_IDMAP_FREE)
			PFL_PREFETCH(&g->tree->row.at[row]);
	}
}

static bool
settle_gathered(struct gathering *g, struct pfl_error *err)
{
	const struct sought *new[SOUGHT];
	bool whole = g->tree->kind == PFL_ROWS_WHOLE, ok;
	size_t n = 0;

	approach_sought(g);
	for (size_t i = 0; i < g->n; i++) {
		const struct sought *s = &g->stack[i];
		uint32_t row = find_sought(g, s);

		if (row == PFL_IDMAP_FREE && !whole) {
			new[n++] = s;
			continue;
		}
		if (row == PFL_IDMAP_FREE)
			row = pfl_stackwhole_add(g->tree, g->location.at + s->first, s->n,
				s->fingerprint, s->hash, err);
		if (row == PFL_NONE)
			return false;
		g->graft->row[s->leaf] = row;
	}
	ok = n == 0 || settle_new(g, new, n, err);
	g->location.n = g->n = 0;
	return ok;
}

/* Rows first to end are a stack. */
static bool
gather(struct gathering *g, uint32_t first, uint32_t end, struct pfl_error *err)
{
	const uint32_t *from = g->graft->stacks->location + first;
	struct sought *s = &g->stack[g->n];
	uint32_t *to;

	*s = (struct sought){ .first = g->location.n, .n = end - first, .leaf = end - 1 };
	if (!pfl_vec_reserve(&g->location, s->n, g->tree->budget, "stacks", err))
		return false;
	to = g->location.at + g->location.n;
	if (s->n <= POWERS) {
		need_powers(g, s->n);
		s->fingerprint = fingerprint_at_once(g, from, to, s->n);
	} else {
		s->fingerprint = fingerprint_one_by_one(g, from, to, s->n);
	}
	s->hash = stack_hash(g->tree->map.seed, s->fingerprint);
	pfl_idmap_prefetch(&g->tree->map, s->hash);
	g->location.n += s->n;
	return ++g->n < SOUGHT || settle_gathered(g, err);
}

static bool
gather_all(struct gathering *g, size_t *deepest, struct pfl_error *err)
{
	const struct pfl_stacks *from = g->graft->stacks;
	uint32_t end;

	/* Row 0 is the empty stack; the row before a stack has no location. */
	for (uint32_t first = 2; first < from->n; first = end + 1) {
		for (end = first + 1; end < from->n && from->location[end] != PFL_NONE; end++)
			;
		if (g->graft->wanted && !g->graft->wanted[end - 1])
			continue;
		*deepest = end - first > *deepest ? end - first : *deepest;
		if (!gather(g, first, end, err))
			return false;
	}
	return g->n == 0 || settle_gathered(g, err);
}

bool
pfl_stacktree_graft_listed(struct pfl_stacktree *tree, const struct pfl_graft *graft,
	size_t *deepest, struct pfl_error *err)
{
	struct gathering *g = malloc(sizeof(*g));
	bool ok =
		g ? pfl_stacktree_flush(tree, err) : pfl_fail(err, PFL_NOMEM, "out of memory");

	*deepest = 0;
	if (ok) {
		memset(g, 0, offsetof(struct gathering, stack));
		g->tree = tree;
		g->graft = graft;
		g->n = g->n_powers = 0;
		graft->row[0] = 0;
		ok = gather_all(g, deepest, err);
		pfl_vec_clear(&g->location, tree->budget);
	}
	free(g);
	return ok;
}
