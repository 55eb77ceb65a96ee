/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of one tree looked for in another, many at a time. */
#include "base/block.h"
#include "model/graft.h"
#include "model/stacks_inside.h"

/* A tree on its way into a larger one. */
struct grafting {
	struct pfl_stacktree *tree;
	const struct pfl_graft *graft;
	uint64_t *fingerprint;        /* by row of the graft */
	uint32_t *depth;              /* the same            */
	uint64_t hash[STACK_GROUP];   /* of the rows of the group, */
	uint32_t wanted[STACK_GROUP]; /* which are these */
	size_t n;
	uint32_t deepest;
};

/* What is to be looked for; the slots are asked for. A row's parent is before it. */
static void
begin_rows(struct grafting *g, uint32_t first, uint32_t end)
{
	const struct pfl_graft *graft = g->graft;
	const struct pfl_stacks *from = graft->stacks;

	g->n = 0;
	for (uint32_t i = first; i < end; i++) {
		uint32_t location, parent = from->parent[i];

		if (!graft->wanted[i])
			continue;
		location = graft->location[from->location[i]];
		g->depth[i] = g->depth[parent] + 1;
		if (g->depth[i] > g->deepest)
			g->deepest = g->depth[i];
		g->fingerprint[i] = pfl_field_reduce(
			pfl_field_extend(g->tree->point, g->fingerprint[parent], location));
		g->hash[g->n] = stack_hash(g->tree->map.seed, g->fingerprint[i]);
		pfl_idmap_prefetch(&g->tree->map, g->hash[g->n]);
		g->wanted[g->n++] = i;
	}
}

static void
approach_rows(const struct grafting *g)
{
	for (size_t k = 0; k < g->n; k++) {
		uint32_t at = PFL_IDMAP_START;
		uint32_t row = pfl_idmap_next(&g->tree->map, g->hash[k], &at);

		if (row != PFL_IDMAP_FREE)
			PFL_PREFETCH(&g->tree->row.at[row]);
	}
}

static void
settle_rows(struct grafting *g)
{
	struct pfl_stacktree *tree = g->tree;
	const struct pfl_stacks *from = g->graft->stacks;

	for (size_t k = 0; k < g->n; k++) {
		uint32_t i = g->wanted[k], at = PFL_IDMAP_START, row;
		uint32_t location = g->graft->location[from->location[i]];

		while ((row = pfl_idmap_next(&tree->map, g->hash[k], &at)) != PFL_IDMAP_FREE) {
			if (stack_is(&tree->row.at[row], g->fingerprint[i], location))
				break;
		}
		if (row == PFL_IDMAP_FREE)
			row = stack_append(tree,
				(struct pfl_stackrow){ .parent = g->graft->row[from->parent[i]],
					.location = location,
					.fingerprint = g->fingerprint[i] },
				g->hash[k]);
		g->graft->row[i] = row;
	}
}

static bool
graft_rows(struct grafting *g, struct pfl_error *err)
{
	uint32_t n = g->graft->stacks->n, end;

	g->fingerprint[0] = g->tree->row.at[0].fingerprint;
	g->graft->row[0] = 0;
	for (uint32_t i = 1; i < n; i = end) {
		end = n - i < STACK_GROUP ? n : i + STACK_GROUP;
		if (!stack_reserve_rows(g->tree, end - i, err))
			return false;
		begin_rows(g, i, end);
		approach_rows(g);
		settle_rows(g);
	}
	return true;
}

bool
pfl_stacktree_graft_hashed(struct pfl_stacktree *tree, const struct pfl_graft *graft,
	size_t *deepest, struct pfl_error *err)
{
	struct grafting g = { .tree = tree, .graft = graft };
	size_t n = graft->stacks->n;
	size_t size = n * (sizeof(*g.fingerprint) + sizeof(*g.depth));
	bool ok;

	if (!pfl_stacktree_flush(tree, err))
		return false;
	g.fingerprint = pfl_block_alloc(size);
	if (!g.fingerprint)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	g.depth = (uint32_t *)(g.fingerprint + n);
	ok = graft_rows(&g, err);
	*deepest = g.deepest;
	pfl_block_free(g.fingerprint, size);
	return ok;
}

bool
pfl_stacktree_hash(struct pfl_stacktree *tree, struct pfl_error *err)
{
	uint32_t n = (uint32_t)tree->row.n;

	pfl_idmap_clear(&tree->map);
	if (!pfl_idmap_reserve(&tree->map, n, err))
		return false;
	tree->row.at[0].fingerprint = STACK_NO_FRAMES;
	for (uint32_t i = 1; i < n; i++) {
		struct pfl_stackrow *row = &tree->row.at[i];

		row->fingerprint = pfl_field_reduce(pfl_field_extend(
			tree->point, tree->row.at[row->parent].fingerprint, row->location));
		pfl_idmap_put(&tree->map, stack_hash(tree->map.seed, row->fingerprint), i);
	}
	tree->kind = PFL_ROWS_HASHED;
	return true;
}
