/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of a flame graph's tree go into a file, and what is summed up in their place. */
#ifndef PFL_RENDER_FLAME_ROWS_H
#define PFL_RENDER_FLAME_ROWS_H

#include "render/flame.h"

/* Kept rows, depth-first. A parent is always kept. */
struct pfl_flame_rows {
	uint32_t n;
	uint32_t *row;       /* in the tree                                        */
	pfl_sum *rest[2];    /* total of the children left out; [1] NULL: one column */
	pfl_sum *rest_width; /* the same in widths; NULL: equal to rest[0]          */
	pfl_sum **rest_more; /* of further columns, as many as the tree has         */
	pfl_sum floor;       /* rows lighter than this were left out; 0: none was   */
	uint32_t deep;       /* rows left out because of max_depth */
};

/*
 * Keep the widest rows: at most max_rows (at least the root), and as many as an estimate says
 * that max_bytes hold when packed. The arena owns the arrays. False: PFL_NOMEM.
 */
bool pfl_flame_select(struct pfl_flame_rows *rows, const struct pfl_flame *flame,
	uint32_t max_rows, size_t max_bytes, struct pfl_arena *arena, struct pfl_error *err);

#endif
