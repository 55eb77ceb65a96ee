/* SPDX-License-Identifier: Apache-2.0 */
/* A tree of nodes while it grows. */
#include "analyze/treegrow.h"

#include "analyze/order.h"

enum { FEW = 8 }; /* children that are looked through one by one */

static uint64_t
hash_child(const struct pfl_treegrow *g, uint32_t parent, uint32_t node)
{
	return pfl_hash_u64(g->map.seed, (uint64_t)parent << 32 | node);
}

static uint32_t
find_child(const struct pfl_treegrow *g, uint32_t parent, uint32_t node)
{
	const struct pfl_sprout *rows = g->rows.at;
	uint32_t at = PFL_IDMAP_START, row;
	uint64_t hash;

	if (rows[parent].n_children <= FEW) {
		for (row = rows[parent].child; row && rows[row].node != node;)
			row = rows[row].next;
		return row ? row : PFL_NONE;
	}
	hash = hash_child(g, parent, node);
	while ((row = pfl_idmap_next(&g->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (rows[row].parent == parent && rows[row].node == node)
			return row;
	}
	return PFL_NONE;
}

/* Give a row that has come to more than FEW children a place in the map for each. */
static bool
map_children(struct pfl_treegrow *g, uint32_t parent, uint32_t row, struct pfl_error *err)
{
	const struct pfl_sprout *rows = g->rows.at;
	bool first = rows[parent].n_children == FEW + 1;

	if (!pfl_idmap_reserve(&g->map, FEW + 1, err))
		return false;
	for (; row; row = first ? rows[row].next : 0)
		pfl_idmap_put(&g->map, hash_child(g, parent, rows[row].node), row);
	return true;
}

static bool
add_row(struct pfl_treegrow *g, uint32_t parent, uint32_t node, bool inlined,
	struct pfl_error *err)
{
	if (g->rows.n >= PFL_NONE - 1)
		return pfl_fail(err, PFL_LIMIT, "more than 2^32 rows in the call tree");
	if (!pfl_vec_reserve(&g->rows, 1, g->budget, "the call tree", err))
		return false;
	g->rows.at[g->rows.n++] =
		(struct pfl_sprout){ .parent = parent, .node = node, .inlined = inlined };
	return true;
}

uint32_t
pfl_treegrow_add(struct pfl_treegrow *g, uint32_t parent, uint32_t node, bool inlined,
	struct pfl_error *err)
{
	return add_row(g, parent, node, inlined, err) ? (uint32_t)g->rows.n - 1 : PFL_NONE;
}

/* A row that is looked for again. */
static bool
add_child(struct pfl_treegrow *g, uint32_t parent, uint32_t node, bool inlined,
	struct pfl_error *err)
{
	uint32_t row = pfl_treegrow_add(g, parent, node, inlined, err);
	struct pfl_sprout *above;

	if (row == PFL_NONE)
		return false;
	above = &g->rows.at[parent];
	g->rows.at[row].next = above->child;
	above->child = row;
	return ++above->n_children <= FEW || map_children(g, parent, row, err);
}

uint32_t
pfl_treegrow_child(struct pfl_treegrow *g, uint32_t parent, uint32_t node, bool inlined,
	struct pfl_error *err)
{
	uint32_t row = find_child(g, parent, node);

	if (row == PFL_NONE) {
		row = (uint32_t)g->rows.n;
		return add_child(g, parent, node, inlined, err) ? row : PFL_NONE;
	}
	g->rows.at[row].inlined &= inlined;
	return row;
}

bool
pfl_treegrow_init(struct pfl_treegrow *g, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, struct pfl_budget *budget, struct pfl_error *err)
{
	*g = (struct pfl_treegrow){ .p = p, .nodes = nodes, .budget = budget };
	g->passing = budget ? *budget : (struct pfl_budget){ 0 };
	g->scratch.budget = &g->passing;
	pfl_idmap_init(&g->map, budget);
	return add_row(g, 0, PFL_NONE, false, err);
}

void
pfl_treegrow_clear(struct pfl_treegrow *g)
{
	pfl_vec_clear(&g->rows, g->budget);
	pfl_idmap_clear(&g->map);
	pfl_arena_clear(&g->scratch);
}

static int
by_name(const void *context, uint32_t a, uint32_t b)
{
	const struct pfl_treegrow *g = context;

	return pfl_node_cmp(g->nodes, g->p, a, b);
}

/* The rows 1.. in the order of their nodes' names. NULL with *err. */
static uint32_t *
order_by_node(struct pfl_treegrow *g, struct pfl_arena *scratch, struct pfl_error *err)
{
	uint32_t n = g->n, n_nodes = g->nodes->n;
	uint32_t *sorted = pfl_arena_alloc(scratch, n, sizeof(*sorted), err);
	uint32_t *used = pfl_arena_alloc(scratch, n_nodes, sizeof(*used), err);
	uint32_t *place = pfl_arena_alloc(scratch, n_nodes, sizeof(*place), err);
	uint32_t n_used = 0, next = 0;

	if (!sorted || !used || !place)
		return NULL;
	for (uint32_t i = 1; i < n; i++) {
		if (place[g->node[i]]++ == 0)
			used[n_used++] = g->node[i];
	}
	if (!pfl_order_rows(used, n_used, by_name, g, err))
		return NULL;
	for (uint32_t i = 0; i < n_used; i++) {
		uint32_t count = place[used[i]];

		place[used[i]] = next;
		next += count;
	}
	for (uint32_t i = 1; i < n; i++)
		sorted[place[g->node[i]]++] = i;
	return sorted;
}

/*
 * The place of each row in depth-first order: behind its parent and behind everything below the
 * siblings that come first. size[] becomes the number of rows at and below each.
 */
static bool
place_rows(struct pfl_treegrow *g, const uint32_t *sorted, uint32_t *size, uint32_t *place,
	struct pfl_arena *scratch, struct pfl_error *err)
{
	const uint32_t n = g->n, *parent = g->parent;
	uint32_t *below = pfl_arena_alloc(scratch, n, sizeof(*below), err);

	if (!below)
		return false;
	for (uint32_t i = n; i-- > 1;) {
		size[i]++;
		size[parent[i]] += size[i];
	}
	size[0]++;
	for (uint32_t i = 0; i + 1 < n; i++) {
		uint32_t row = sorted[i];

		place[row] = 1 + below[parent[row]]; /* relative to the parent's */
		below[parent[row]] += size[row];
	}
	for (uint32_t i = 1; i < n; i++)
		place[i] += place[parent[i]];
	return true;
}

static int
by_weight(const void *context, uint32_t a, uint32_t b)
{
	const pfl_sum *weight = context;

	return (weight[a] < weight[b]) - (weight[a] > weight[b]);
}

/* The rows 1.. in an order in which siblings stand as they are to. NULL with *err. */
static uint32_t *
order_rows(struct pfl_treegrow *g, enum pfl_tree_order order, const pfl_sum *weight,
	struct pfl_arena *scratch, struct pfl_error *err)
{
	uint32_t n = g->n, *sorted;

	if (order != PFL_TREE_AS_GROWN) {
		sorted = order_by_node(g, scratch, err);
		if (!sorted || order == PFL_TREE_BY_NAME ||
			pfl_order_rows(sorted, n - 1, by_weight, weight, err))
			return sorted;
		return NULL;
	}
	sorted = pfl_arena_alloc(scratch, n, sizeof(*sorted), err);
	for (uint32_t i = 1; sorted && i < n; i++)
		sorted[i - 1] = i;
	return sorted;
}

bool
pfl_calltree_alloc_paths(
	struct pfl_calltree *tree, uint32_t n, struct pfl_arena *arena, struct pfl_error *err)
{
	tree->n = n;
	tree->parent = pfl_arena_alloc(arena, n, sizeof(*tree->parent), err);
	tree->node = pfl_arena_alloc(arena, n, sizeof(*tree->node), err);
	tree->depth = pfl_arena_alloc(arena, n, sizeof(*tree->depth), err);
	return tree->parent && tree->node && tree->depth;
}

static bool
alloc_tree(struct pfl_calltree *tree, uint32_t n, int n_sums, struct pfl_arena *arena,
	struct pfl_error *err)
{
	if (!pfl_calltree_alloc_paths(tree, n, arena, err))
		return false;
	tree->end = pfl_arena_alloc(arena, n, sizeof(*tree->end), err);
	tree->inlined = pfl_arena_alloc(arena, n, sizeof(*tree->inlined), err);
	for (int k = 0; k < n_sums; k++) {
		tree->self[k] = pfl_arena_alloc(arena, n, sizeof(*tree->self[k]), err);
		tree->total[k] = pfl_arena_alloc(arena, n, sizeof(*tree->total[k]), err);
	}
	return err->code == PFL_OK;
}

static void
fill_rows(struct pfl_calltree *tree, const struct pfl_treegrow *g, const uint32_t *place,
	const uint32_t *size)
{
	tree->node[0] = PFL_NONE;
	tree->end[0] = size[0];
	for (uint32_t i = 1; i < tree->n; i++) {
		uint32_t at = place[i], parent = place[g->parent[i]];

		tree->parent[at] = parent;
		tree->node[at] = g->node[i];
		tree->end[at] = at + size[i];
		tree->inlined[at] = g->inlined[i];
		tree->depth[at] = tree->depth[parent] + 1;
		if (tree->depth[at] > tree->max_depth)
			tree->max_depth = tree->depth[at];
	}
}

bool
pfl_treegrow_columns(struct pfl_treegrow *g, uint32_t n, struct pfl_error *err)
{
	g->n = n;
	g->parent = pfl_arena_alloc(&g->scratch, n, sizeof(*g->parent), err);
	g->node = pfl_arena_alloc(&g->scratch, n, sizeof(*g->node), err);
	g->inlined = pfl_arena_alloc(&g->scratch, n, sizeof(*g->inlined), err);
	return g->parent && g->node && g->inlined;
}

/* What has grown, in columns; the rows go, of which most is what they were found by. */
static bool
keep_rows(struct pfl_treegrow *g, struct pfl_error *err)
{
	const struct pfl_sprout *rows = g->rows.at;

	pfl_idmap_clear(&g->map);
	if (!pfl_treegrow_columns(g, (uint32_t)g->rows.n, err))
		return false;
	for (uint32_t i = 0; i < g->n; i++) {
		g->parent[i] = rows[i].parent;
		g->node[i] = rows[i].node;
		g->inlined[i] = rows[i].inlined;
	}
	pfl_vec_clear(&g->rows, g->budget);
	return true;
}

uint32_t *
pfl_treegrow_finish(struct pfl_treegrow *g, struct pfl_calltree *tree,
	enum pfl_tree_order order, const pfl_sum *weight, int n_sums, struct pfl_arena *arena,
	struct pfl_error *err)
{
	struct pfl_arena scratch = { .budget = &g->passing };
	uint32_t *size, *place;
	const uint32_t *sorted;
	bool ok;

	if (!g->parent && !keep_rows(g, err))
		return NULL;
	size = pfl_arena_alloc(&g->scratch, g->n, sizeof(*size), err);
	place = pfl_arena_alloc(&g->scratch, g->n, sizeof(*place), err);
	sorted = order_rows(g, order, weight, &scratch, err);
	ok = size && place && sorted && place_rows(g, sorted, size, place, &scratch, err);
	pfl_arena_clear(&scratch);
	if (!ok || !alloc_tree(tree, g->n, n_sums, arena, err))
		return NULL;
	fill_rows(tree, g, place, size);
	return place;
}

bool
pfl_calltree_alloc_more(
	struct pfl_calltree *tree, uint32_t n, struct pfl_arena *arena, struct pfl_error *err)
{
	tree->n_more = n;
	tree->more = n ? pfl_arena_alloc(arena, n, sizeof(*tree->more), err) : NULL;
	for (uint32_t k = 0; tree->more && k < n; k++)
		tree->more[k] = pfl_arena_alloc(arena, tree->n, sizeof(pfl_sum), err);
	return err->code == PFL_OK;
}

void
pfl_calltree_sum_up(struct pfl_calltree *tree, int k)
{
	pfl_sum *total = tree->total[k];

	memcpy(total, tree->self[k], tree->n * sizeof(*total));
	for (uint32_t i = tree->n; i-- > 1;)
		total[tree->parent[i]] += total[i];
}
