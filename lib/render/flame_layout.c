/* SPDX-License-Identifier: Apache-2.0 */
/* Where the boxes of a flame graph are. */
#include "render/flame.h"

#include <stdlib.h>

/*
 * Whole numbers all the way, so that every machine puts a box at the same tenth of a pixel. A
 * width times an offset stays below 2^127: sums of 2^26 values of 63 bits leave room for 2^37.
 */
static int32_t
to_tenths(pfl_sum offset, pfl_sum whole, int32_t width)
{
	return (int32_t)(offset * width / whole);
}

/* The smallest value whose box is `least` hundredths wide. */
static pfl_sum
least_value(const struct pfl_flame *f, int32_t width, int32_t least)
{
	pfl_sum wide = (pfl_sum)width * 10, value = (f->total[0] * least + wide - 1) / wide;

	return value > 0 ? value : 1;
}

/* next[d]: where the next row of depth d starts. */
static bool
place(struct pfl_flame_boxes *boxes, const struct pfl_flame *f, int32_t width, pfl_sum *next,
	uint32_t max_boxes, struct pfl_error *err)
{
	const struct pfl_calltree *tree = f->tree;
	pfl_sum least = least_value(f, width, boxes->least), start;

	boxes->box.n = 0;
	boxes->depth = 0;
	next[0] = 0;
	for (uint32_t i = 0; i < tree->n;) {
		uint32_t depth = tree->depth[i];
		struct pfl_flame_box box = { .row = i };

		if (f->total[i] < least || depth > f->max_depth) {
			if (depth <= f->max_depth)
				next[depth] += f->total[i];
			i = tree->end[i];
			continue;
		}
		start = next[depth];
		next[depth] += f->total[i];
		next[depth + 1] = start + f->self[i];
		box.x = to_tenths(start, f->total[0], width);
		box.width = to_tenths(next[depth], f->total[0], width) - box.x;
		if (boxes->box.n >= max_boxes)
			return true;
		if (!pfl_vec_reserve(&boxes->box, 1, NULL, "boxes", err))
			return false;
		boxes->box.at[boxes->box.n++] = box;
		if (depth > boxes->depth)
			boxes->depth = depth;
		i++;
	}
	return true;
}

bool
pfl_flame_layout(struct pfl_flame_boxes *boxes, const struct pfl_flame *flame, int32_t width,
	int32_t least, uint32_t max_boxes, struct pfl_error *err)
{
	uint32_t depth = flame->tree->max_depth;
	pfl_sum *next;
	bool ok = true;

	if (flame->tree->n == 0 || flame->total[0] <= 0)
		return true;
	if (depth > flame->max_depth)
		depth = flame->max_depth;
	next = calloc((size_t)depth + 2, sizeof(*next));
	if (!next)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (boxes->least = least; ok; boxes->least += (boxes->least + 3) / 4) {
		ok = place(boxes, flame, width, next, max_boxes, err);
		if (boxes->box.n < max_boxes || boxes->least / 10 >= width)
			break;
	}
	free(next);
	return ok;
}
