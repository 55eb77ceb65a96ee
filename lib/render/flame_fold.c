/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chains of frames that do nothing but call the next: where a picture has few rows, they would
 * take them all. The first and the last are drawn, and one box for those between.
 */
#include "render/flame.h"

enum {
	LINK_PERCENT = 99, /* of its caller's width that a frame has which goes a chain on */
	LEAST_LINKS = 3,   /* two boxes would not be fewer                                  */
};

/* Does the row go on with what its caller began? The root begins nothing, and the place of a
 * finding is to be seen. */
static bool
is_link(const struct pfl_flame *f, uint32_t row)
{
	uint32_t parent = f->tree->parent[row];

	if (f->contrast.finding && f->contrast.finding[row])
		return false;
	return row > 0 && parent > 0 && f->total[row] > 0 && !pfl_flame_is_gap(f, row) &&
		f->total[row] * 100 >= f->total[parent] * LINK_PERCENT;
}

/* Fold the links behind `head` when they are enough; next[] has the link behind a row, or 0. */
static void
fold_chain(uint32_t *folded, const uint32_t *next, uint32_t head)
{
	uint32_t n = 0, row;

	for (row = next[head]; row > 0; row = next[row])
		n++;
	if (n < LEAST_LINKS)
		return;
	row = next[head];
	folded[row] = n - 1;
	for (row = next[row]; next[row] > 0; row = next[row])
		folded[row] = PFL_FLAME_HIDDEN;
}

bool
pfl_flame_fold(struct pfl_flame *flame, struct pfl_error *err)
{
	const struct pfl_calltree *tree = flame->tree;
	uint32_t *level = pfl_arena_alloc(&flame->arena, tree->n, sizeof(*level), err);
	uint32_t *folded = pfl_arena_alloc(&flame->arena, tree->n, sizeof(*folded), err);
	uint32_t *next = pfl_arena_alloc(&flame->arena, tree->n, sizeof(*next), err);

	if (!level || !folded || !next)
		return false;
	for (uint32_t i = 1; i < tree->n; i++) {
		if (is_link(flame, i))
			next[tree->parent[i]] = i;
	}
	for (uint32_t i = 1; i < tree->n; i++) {
		uint32_t parent = tree->parent[i];

		if (next[i] > 0 && next[parent] != i)
			fold_chain(folded, next, i);
		level[i] = level[parent] + (folded[i] != PFL_FLAME_HIDDEN);
	}
	flame->level = level;
	flame->folded = folded;
	return true;
}
