/* SPDX-License-Identifier: Apache-2.0 */
/* Stacks of one tree looked for in another, row by row. */
#include "model/graft.h"
#include "model/stacks_inside.h"
#include "model/stackwhole.h"

/*
 * Rows come depth-first, so that of each the parent has been found right before, and only its
 * children are looked through: next to one another in memory, as a rule, since they came in the
 * same order. Most rows have one child. Those of a row with more than a few are in the tree's
 * map, by parent and location, and its list is given up.
 *
 * In a tree that is much larger than what comes, rows that are looked at lie far apart, and
 * each of them would be waited for before the next is known. There all are looked up by
 * fingerprint.
 *
 * As long as all that comes is listed, there is no tree, but whole stacks: see stackwhole.h.
 */
enum { FEW = 8, LARGER = 4 };

#define IN_MAP PFL_NONE /* in place of a first child */

/* A row on the path of the walk: which it is, and which it has become. */
struct step {
	uint32_t from, to;
};

struct walk {
	struct pfl_stacktree *tree;
	const struct pfl_graft *graft;
	PFL_VEC(struct step) path;
	size_t deepest;
};

static uint64_t
hash_child(const struct pfl_stacktree *tree, uint32_t parent, uint32_t location)
{
	return pfl_hash_u64(tree->map.seed, (uint64_t)parent << 32 | location);
}

static uint32_t
find_in_map(const struct pfl_stacktree *tree, uint32_t parent, uint32_t location)
{
	uint64_t hash = hash_child(tree, parent, location);
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&tree->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (tree->row.at[row].parent == parent &&
			tree->row.at[row].location == location)
			return row;
	}
	return PFL_NONE;
}

/* The row of a location below `parent`, or PFL_NONE; *n: how many of its list there are. */
static uint32_t
find_child(const struct pfl_stacktree *tree, uint32_t parent, uint32_t location, uint32_t *n)
{
	const struct pfl_stackrow *rows = tree->row.at;
	uint32_t row = rows[parent].child;

	*n = 0;
	if (row == IN_MAP)
		return find_in_map(tree, parent, location);
	for (; row && rows[row].location != location; ++*n)
		row = rows[row].next;
	return row ? row : PFL_NONE;
}

static void
put_in_map(struct pfl_stacktree *tree, uint32_t row)
{
	const struct pfl_stackrow *r = &tree->row.at[row];

	pfl_idmap_put(&tree->map, hash_child(tree, r->parent, r->location), row);
}

/* A new row below a parent that has n in its list. PFL_NONE with *err. */
static uint32_t
add_child(struct pfl_stacktree *tree, uint32_t parent, uint32_t location, uint32_t n,
	struct pfl_error *err)
{
	uint32_t row = (uint32_t)tree->row.n, next = tree->row.at[parent].child, moving;

	if (!pfl_stacktree_reserve(tree, 1, err) ||
		((next == IN_MAP || n == FEW) && !pfl_idmap_reserve(&tree->map, FEW + 1, err)))
		return PFL_NONE;
	tree->row.at[tree->row.n++] =
		(struct pfl_stackrow){ .parent = parent, .location = location, .next = next };
	tree->row.at[parent].child = row;
	if (next != IN_MAP && n < FEW)
		return row;
	tree->row.at[parent].child = IN_MAP;
	put_in_map(tree, row);
	for (moving = next; moving != IN_MAP && moving; moving = tree->row.at[moving].next)
		put_in_map(tree, moving);
	return row;
}

/* Follow the next row. */
static bool
step(struct walk *w, uint32_t from, struct pfl_error *err)
{
	const struct pfl_stacks *stacks = w->graft->stacks;
	struct pfl_stacktree *tree = w->tree;
	uint32_t location = w->graft->location[stacks->location[from]], parent, row, n;

	while (w->path.at[w->path.n - 1].from != stacks->parent[from])
		w->path.n--;
	parent = w->path.at[w->path.n - 1].to;
	row = find_child(tree, parent, location, &n);
	if (row == PFL_NONE)
		row = add_child(tree, parent, location, n, err);
	if (row == PFL_NONE || !pfl_vec_reserve(&w->path, 1, tree->budget, "a stack", err))
		return false;
	if (tree->row.at[row].child != IN_MAP)
		PFL_PREFETCH(&tree->row.at[tree->row.at[row].child]);
	w->graft->row[from] = row;
	w->path.at[w->path.n++] = (struct step){ from, row };
	if (w->path.n > w->deepest)
		w->deepest = w->path.n;
	return true;
}

static uint32_t
count_wanted(const struct pfl_graft *graft)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < graft->stacks->n; i++)
		n += graft->wanted[i] != 0;
	return n;
}

static bool
walk(struct walk *w, struct pfl_error *err)
{
	const struct pfl_graft *graft = w->graft;

	if (!pfl_vec_reserve(&w->path, 1, w->tree->budget, "a stack", err))
		return false;
	/* The first tree grows by all that there is; what others have is there, as a rule. */
	if (w->tree->row.n == 1 && !pfl_stacktree_reserve(w->tree, count_wanted(graft), err))
		return false;
	graft->row[0] = 0;
	w->path.at[w->path.n++] = (struct step){ 0, 0 };
	w->deepest = w->path.n;
	for (uint32_t i = 1; i < graft->stacks->n; i++) {
		if (graft->wanted[i] && !step(w, i, err))
			return false;
	}
	return true;
}

static bool
walk_all(struct pfl_stacktree *tree, const struct pfl_graft *graft, size_t *deepest,
	struct pfl_error *err)
{
	struct walk w = { .tree = tree, .graft = graft };
	bool ok = walk(&w, err);

	*deepest = ok ? w.deepest - 1 : 0;
	pfl_vec_clear(&w.path, tree->budget);
	return ok;
}

/* The kind of tree that has but its first row goes by what comes. */
static void
choose_kind(struct pfl_stacktree *tree, const struct pfl_stacks *stacks)
{
	bool whole = stacks->listed && pfl_stackwhole_suits(tree, stacks->n);

	tree->kind = whole       ? PFL_ROWS_WHOLE
		: stacks->listed ? PFL_ROWS_HASHED
				 : PFL_ROWS_WALKED;
	if (tree->kind == PFL_ROWS_WALKED)
		tree->row.at[0].child = 0;
	else
		tree->row.at[0].fingerprint = STACK_NO_FRAMES;
}

/* Is it the right kind for what comes? One whose prefixes have fingerprints always is. */
static bool
suits(struct pfl_stacktree *tree, const struct pfl_stacks *stacks)
{
	switch (tree->kind) {
	case PFL_ROWS_WALKED:
		return !stacks->listed && tree->row.n / LARGER <= stacks->n;
	case PFL_ROWS_WHOLE:
		return stacks->listed && pfl_stackwhole_suits(tree, stacks->n);
	default:
		return true;
	}
}

bool
pfl_stacktree_graft(struct pfl_stacktree *tree, const struct pfl_graft *graft, size_t *deepest,
	struct pfl_error *err)
{
	tree->moved.n = 0;
	if (tree->row.n == 1)
		choose_kind(tree, graft->stacks);
	if (!suits(tree, graft->stacks) &&
		!(tree->kind == PFL_ROWS_WHOLE ? pfl_stackwhole_share(tree, err)
					       : pfl_stacktree_hash(tree, err)))
		return false;
	if (graft->stacks->listed)
		return pfl_stacktree_graft_listed(tree, graft, deepest, err);
	return tree->kind == PFL_ROWS_WALKED
		? walk_all(tree, graft, deepest, err)
		: pfl_stacktree_graft_hashed(tree, graft, deepest, err);
}
