/* SPDX-License-Identifier: Apache-2.0 */
/* The call tree: stacks of locations become stacks of nodes, equal ones one row. */
#include "analyze/calltree.h"

#include "analyze/order.h"
#include "base/idmap.h"

#include <stdlib.h>

enum { FEW = 8 }; /* children that are looked through one by one */

/*
 * A row while rows still come: parents before children, otherwise in order of appearance. Most
 * rows have one child, so the first few are a list; those of a row with more are in a map.
 */
struct row {
	uint32_t parent, node;
	uint32_t child, next; /* the list, the latest first; 0: its end */
	uint32_t n_children;
	bool inlined; /* every call so far was */
};

struct grower {
	const struct pfl_profile *p;
	const struct pfl_nodes *nodes;
	struct pfl_budget *budget;
	PFL_VEC(struct row) rows;
	struct pfl_idmap map; /* (parent, node) -> row, where a parent has more than FEW */
};

/* The rows of a tree, all that come, in the same order. */
struct paths {
	const struct pfl_profile *p;
	const struct pfl_nodes *nodes;
	struct pfl_arena scratch; /* what is only needed while the tree is made */
	uint32_t n, *parent, *node;
	uint8_t *inlined;
};

uint8_t *
pfl_stacks_live(const struct pfl_profile *p, const struct pfl_columns *columns,
	struct pfl_arena *arena, struct pfl_error *err)
{
	uint8_t *live = pfl_arena_alloc(arena, p->stacks.n, 1, err);
	const int64_t *a = columns->value[0], *b = columns->value[1];

	if (!live)
		return NULL;
	if (columns->type != PFL_NONE) {
		for (uint32_t i = 0; i < p->samples.n; i++)
			live[p->samples.stack[i]] |= a[i] != 0 || (b && b[i] != 0);
	}
	for (uint32_t i = p->stacks.n; i-- > 1;)
		live[p->stacks.parent[i]] |= live[i];
	return live;
}

static uint64_t
hash_child(const struct grower *g, uint32_t parent, uint32_t node)
{
	return pfl_hash_u64(g->map.seed, (uint64_t)parent << 32 | node);
}

static uint32_t
find_child(const struct grower *g, uint32_t parent, uint32_t node)
{
	const struct row *rows = g->rows.at;
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
map_children(struct grower *g, uint32_t parent, uint32_t row, struct pfl_error *err)
{
	const struct row *rows = g->rows.at;
	bool first = rows[parent].n_children == FEW + 1;

	if (!pfl_idmap_reserve(&g->map, FEW + 1, err))
		return false;
	for (; row; row = first ? rows[row].next : 0)
		pfl_idmap_put(&g->map, hash_child(g, parent, rows[row].node), row);
	return true;
}

static bool
add_row(struct grower *g, uint32_t parent, uint32_t node, bool inlined, struct pfl_error *err)
{
	uint32_t row = (uint32_t)g->rows.n;
	struct row *above;

	if (g->rows.n >= PFL_NONE - 1)
		return pfl_fail(err, PFL_LIMIT, "more than 2^32 rows in the call tree");
	if (!pfl_vec_reserve(&g->rows, 1, g->budget, "the call tree", err))
		return false;
	g->rows.at[g->rows.n++] =
		(struct row){ .parent = parent, .node = node, .inlined = inlined };
	if (row == 0)
		return true;
	above = &g->rows.at[parent];
	g->rows.at[row].next = above->child;
	above->child = row;
	return ++above->n_children <= FEW || map_children(g, parent, row, err);
}

/* The row of `parent` with one more node called. PFL_NONE with *err. */
static uint32_t
child(struct grower *g, uint32_t parent, uint32_t node, bool inlined, struct pfl_error *err)
{
	uint32_t row = find_child(g, parent, node);

	if (row == PFL_NONE) {
		row = (uint32_t)g->rows.n;
		return add_row(g, parent, node, inlined, err) ? row : PFL_NONE;
	}
	g->rows.at[row].inlined &= inlined;
	return row;
}

/* Visit stacks from the root on; each location is its frames, the outermost first. */
static bool
grow(struct grower *g, const uint8_t *live, uint32_t *of_stack, struct pfl_error *err)
{
	const struct pfl_stacks *stacks = &g->p->stacks;
	const uint32_t *first = g->p->locations.first_frame;

	if (!add_row(g, 0, PFL_NONE, false, err))
		return false;
	for (uint32_t i = 1; i < stacks->n; i++) {
		uint32_t row, location = stacks->location[i];

		of_stack[i] = PFL_NONE;
		if (!live[i])
			continue;
		row = of_stack[stacks->parent[i]];
		for (uint32_t f = first[location + 1]; f-- > first[location];) {
			row = child(g, row, g->nodes->of_frame[f],
				pfl_frame_inlined(&g->p->locations, location, f), err);
			if (row == PFL_NONE)
				return false;
		}
		of_stack[i] = row;
	}
	return true;
}

static bool
alloc_rows(struct paths *paths, size_t n, struct pfl_error *err)
{
	paths->parent = pfl_arena_alloc(&paths->scratch, n, sizeof(*paths->parent), err);
	paths->node = pfl_arena_alloc(&paths->scratch, n, sizeof(*paths->node), err);
	paths->inlined = pfl_arena_alloc(&paths->scratch, n, sizeof(*paths->inlined), err);
	return paths->parent && paths->node && paths->inlined;
}

/* What has grown, without what it was found by. */
static bool
keep_rows(struct paths *paths, const struct grower *g, struct pfl_error *err)
{
	const struct row *rows = g->rows.at;

	if (!alloc_rows(paths, g->rows.n, err))
		return false;
	paths->n = (uint32_t)g->rows.n;
	for (uint32_t i = 0; i < paths->n; i++) {
		paths->parent[i] = rows[i].parent;
		paths->node[i] = rows[i].node;
		paths->inlined[i] = rows[i].inlined;
	}
	return true;
}

static bool
merge_stacks(struct paths *paths, const uint8_t *live, uint32_t *of_stack,
	struct pfl_budget *budget, struct pfl_error *err)
{
	struct grower g = { .p = paths->p, .nodes = paths->nodes, .budget = budget };
	bool ok;

	pfl_idmap_init(&g.map, g.budget);
	ok = grow(&g, live, of_stack, err);
	pfl_idmap_clear(&g.map);
	ok = ok && keep_rows(paths, &g, err);
	pfl_vec_clear(&g.rows, g.budget);
	return ok;
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
copy_stacks(struct paths *paths, const uint8_t *live, uint32_t *of_stack, struct pfl_error *err)
{
	const struct pfl_stacks *stacks = &paths->p->stacks;
	const uint32_t *first = paths->p->locations.first_frame;

	if (!alloc_rows(paths, stacks->n, err))
		return false;
	paths->node[0] = PFL_NONE;
	paths->n = 1;
	for (uint32_t i = 1; i < stacks->n; i++) {
		of_stack[i] = PFL_NONE;
		if (!live[i])
			continue;
		paths->parent[paths->n] = of_stack[stacks->parent[i]];
		paths->node[paths->n] = paths->nodes->of_frame[first[stacks->location[i]]];
		of_stack[i] = paths->n++;
	}
	return true;
}

static int
by_name(const void *context, uint32_t a, uint32_t b)
{
	const struct paths *paths = context;

	return pfl_node_cmp(paths->nodes, paths->p, a, b);
}

/* The rows 1.. in the order of their nodes' names. NULL with *err. */
static uint32_t *
order_by_node(struct paths *paths, struct pfl_arena *scratch, struct pfl_error *err)
{
	uint32_t n = paths->n, n_nodes = paths->nodes->n;
	uint32_t *sorted = pfl_arena_alloc(scratch, n, sizeof(*sorted), err);
	uint32_t *used = pfl_arena_alloc(scratch, n_nodes, sizeof(*used), err);
	uint32_t *place = pfl_arena_alloc(scratch, n_nodes, sizeof(*place), err);
	uint32_t n_used = 0, next = 0;

	if (!sorted || !used || !place)
		return NULL;
	for (uint32_t i = 1; i < n; i++) {
		if (place[paths->node[i]]++ == 0)
			used[n_used++] = paths->node[i];
	}
	if (!pfl_order_rows(used, n_used, by_name, paths, err))
		return NULL;
	for (uint32_t i = 0; i < n_used; i++) {
		uint32_t count = place[used[i]];

		place[used[i]] = next;
		next += count;
	}
	for (uint32_t i = 1; i < n; i++)
		sorted[place[paths->node[i]]++] = i;
	return sorted;
}

/*
 * The place of each row in depth-first order: behind its parent and behind everything below the
 * siblings that come first. size[] becomes the number of rows at and below each.
 */
static bool
place_rows(struct paths *paths, uint32_t *size, uint32_t *place, struct pfl_arena *scratch,
	struct pfl_error *err)
{
	const uint32_t n = paths->n, *parent = paths->parent;
	const uint32_t *sorted = order_by_node(paths, scratch, err);
	uint32_t *below = pfl_arena_alloc(scratch, n, sizeof(*below), err);

	if (!sorted || !below)
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

static bool
alloc_paths(
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
	if (!alloc_paths(tree, n, arena, err))
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
fill_rows(struct pfl_calltree *tree, const struct paths *paths, const uint32_t *place,
	const uint32_t *size)
{
	tree->node[0] = PFL_NONE;
	tree->end[0] = size[0];
	for (uint32_t i = 1; i < tree->n; i++) {
		uint32_t at = place[i], parent = place[paths->parent[i]];

		tree->parent[at] = parent;
		tree->node[at] = paths->node[i];
		tree->end[at] = at + size[i];
		tree->inlined[at] = paths->inlined[i];
		tree->depth[at] = tree->depth[parent] + 1;
		if (tree->depth[at] > tree->max_depth)
			tree->max_depth = tree->depth[at];
	}
}

/* A sample on a dead stack has no value to add. */
static void
fill_sums(struct pfl_calltree *tree, const struct pfl_profile *p,
	const struct pfl_columns *columns)
{
	for (int k = 0; k < 2 && tree->self[k]; k++) {
		pfl_sum *self = tree->self[k], *total = tree->total[k];

		for (uint32_t i = 0; columns->value[k] && i < p->samples.n; i++) {
			uint32_t row = tree->of_stack[p->samples.stack[i]];

			if (row != PFL_NONE)
				self[row] += columns->value[k][i];
		}
		memcpy(total, self, tree->n * sizeof(*total));
		for (uint32_t i = tree->n; i-- > 1;)
			total[tree->parent[i]] += total[i];
	}
}

/* The rows, depth-first. */
static bool
arrange(struct paths *paths, struct pfl_calltree *tree, int n_sums, struct pfl_arena *arena,
	struct pfl_error *err)
{
	struct pfl_arena passing = { .budget = paths->scratch.budget };
	uint32_t *size = pfl_arena_alloc(&paths->scratch, paths->n, sizeof(*size), err);
	uint32_t *place = pfl_arena_alloc(&paths->scratch, paths->n, sizeof(*place), err);
	bool ok = size && place && place_rows(paths, size, place, &passing, err);

	pfl_arena_clear(&passing);
	if (!ok || !alloc_tree(tree, paths->n, n_sums, arena, err))
		return false;
	fill_rows(tree, paths, place, size);
	for (uint32_t i = 0; i < paths->p->stacks.n; i++) {
		if (tree->of_stack[i] != PFL_NONE)
			tree->of_stack[i] = place[tree->of_stack[i]];
	}
	return true;
}

static bool
make(struct pfl_calltree *tree, const struct pfl_profile *p, const struct pfl_nodes *nodes,
	const struct pfl_columns *columns, bool sums, struct pfl_arena *arena,
	struct pfl_error *err)
{
	/* What is only needed meanwhile is held against the same limit and then forgotten. */
	struct pfl_budget passing = arena->budget ? *arena->budget : (struct pfl_budget){ 0 };
	struct paths paths = { .p = p, .nodes = nodes, .scratch = { .budget = &passing } };
	const uint8_t *live = pfl_stacks_live(p, columns, &paths.scratch, err);
	int n_sums = !sums ? 0 : columns->second == PFL_SECOND_NONE ? 1 : 2;
	bool ok;

	*tree = (struct pfl_calltree){ 0 };
	tree->of_stack = pfl_arena_alloc(arena, p->stacks.n, sizeof(*tree->of_stack), err);
	ok = live && tree->of_stack &&
		(is_merged(p, nodes) ? copy_stacks(&paths, live, tree->of_stack, err)
				     : merge_stacks(&paths, live, tree->of_stack, arena->budget,
					       err)) &&
		arrange(&paths, tree, n_sums, arena, err);
	pfl_arena_clear(&paths.scratch);
	/* The sums are the largest part, and come when there is room again. */
	if (ok)
		fill_sums(tree, p, columns);
	return ok;
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
	ok = err->code == PFL_OK && alloc_paths(tree, (uint32_t)n, arena, err);
	if (ok)
		fill_frames(tree, p, nodes, live);
	pfl_arena_clear(&scratch);
	return ok;
}
