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

struct placing {
	struct pfl_flame_boxes *boxes;
	const struct pfl_flame *f;
	int32_t width;
	uint32_t max_boxes;
	pfl_sum *next;            /* where the next row of a depth starts       */
	struct pfl_flame_box few; /* siblings that were too narrow; end 0: none */
	pfl_sum few_start, few_size;
	struct pfl_error *err;
};

/* A box for what is `size` wide from `start` on. */
static bool
add_box(struct placing *p, struct pfl_flame_box box, pfl_sum start, pfl_sum size)
{
	pfl_sum whole = p->f->total[0];

	box.x = to_tenths(start, whole, p->width);
	box.width = to_tenths(start + size, whole, p->width) - box.x;
	if (!pfl_vec_reserve(&p->boxes->box, 1, NULL, "boxes", p->err))
		return false;
	p->boxes->box.at[p->boxes->box.n++] = box;
	if (pfl_flame_level(p->f, box.row) > p->boxes->depth)
		p->boxes->depth = pfl_flame_level(p->f, box.row);
	return true;
}

/* Narrow siblings have come to an end: together they may be wide enough. */
static bool
end_few(struct placing *p, pfl_sum least)
{
	bool wide = p->few.end && p->few_size >= least;
	bool ok = !wide || p->boxes->box.n >= p->max_boxes ||
		add_box(p, p->few, p->few_start, p->few_size);

	p->few.end = 0;
	return ok;
}

/* Row i is too narrow. */
static bool
skip(struct placing *p, uint32_t i, pfl_sum least)
{
	const struct pfl_calltree *tree = p->f->tree;
	uint32_t depth = tree->depth[i];
	pfl_sum start;

	if (pfl_flame_level(p->f, i) > p->f->max_depth)
		return true;
	start = p->next[depth];
	p->next[depth] += p->f->total[i];
	if (!p->f->scene->pair)
		return true;
	if (p->few.end == i && tree->depth[p->few.row] == depth) {
		p->few.end = tree->end[i];
		p->few_size += p->f->total[i];
		return true;
	}
	if (!end_few(p, least))
		return false;
	p->few = (struct pfl_flame_box){ .row = i, .end = tree->end[i] };
	p->few_start = start;
	p->few_size = p->f->total[i];
	return true;
}

static bool
place(struct placing *p)
{
	const struct pfl_flame *f = p->f;
	const struct pfl_calltree *tree = f->tree;
	struct pfl_flame_boxes *boxes = p->boxes;
	pfl_sum least = least_value(f, p->width, boxes->least), start;

	boxes->box.n = 0;
	boxes->depth = 0;
	p->next[0] = 0;
	p->few.end = 0;
	for (uint32_t i = 0; i < tree->n;) {
		uint32_t depth = tree->depth[i];

		if (f->total[i] < least || pfl_flame_level(f, i) > f->max_depth) {
			if (!skip(p, i, least))
				return false;
			i = tree->end[i];
			continue;
		}
		if (!end_few(p, least))
			return false;
		start = p->next[depth];
		p->next[depth] += f->total[i];
		p->next[depth + 1] = start + f->self[i];
		if (boxes->box.n >= p->max_boxes)
			return true;
		if (!pfl_flame_is_gap(f, i) && pfl_flame_folded(f, i) != PFL_FLAME_HIDDEN &&
			!add_box(p, (struct pfl_flame_box){ .row = i }, start, f->total[i]))
			return false;
		i++;
	}
	return end_few(p, least);
}

bool
pfl_flame_layout(struct pfl_flame_boxes *boxes, const struct pfl_flame *flame, int32_t width,
	int32_t least, uint32_t max_boxes, struct pfl_error *err)
{
	uint32_t depth = flame->tree->max_depth;
	struct placing p = {
		.boxes = boxes, .f = flame, .width = width, .max_boxes = max_boxes, .err = err
	};
	bool ok = true;

	if (flame->tree->n == 0 || flame->total[0] <= 0)
		return true;
	if (!flame->level && depth > flame->max_depth)
		depth = flame->max_depth;
	p.next = calloc((size_t)depth + 2, sizeof(*p.next));
	if (!p.next)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (boxes->least = least; ok; boxes->least += (boxes->least + 3) / 4) {
		ok = place(&p);
		if (boxes->box.n < max_boxes || boxes->least / 10 >= width)
			break;
	}
	free(p.next);
	return ok;
}
