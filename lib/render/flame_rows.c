/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of a flame graph's tree go into a file. */
#include "render/flame_rows.h"

#include <stdlib.h>

/*
 * Weights fall into steps: 32 to each power of two. A row is never heavier than its parent, so
 * the rows from some step on are a tree again.
 */
enum { STEP_BITS = 5, STEPS = 128 << STEP_BITS };

/* Number of the highest bit that is set; 0 for 0. */
static unsigned
top_bit(pfl_usum value)
{
	uint64_t v = (uint64_t)(value >> 64);
	unsigned top = v ? 64 : 0;

	if (!v)
		v = (uint64_t)value;
	for (unsigned half = 32; half > 0; half /= 2) {
		if (v >> half) {
			v >>= half;
			top += half;
		}
	}
	return top;
}

static unsigned
step_of(pfl_sum value)
{
	unsigned top = top_bit((pfl_usum)value);
	unsigned below = top >= STEP_BITS ? (unsigned)(value >> (top - STEP_BITS))
					  : (unsigned)value << (STEP_BITS - top);

	return top << STEP_BITS | (below & ((1u << STEP_BITS) - 1));
}

/* The smallest value in a step, but never less than 1 nor more than the step's smallest
 * integer. */
static pfl_sum
floor_of(unsigned step)
{
	unsigned top = step >> STEP_BITS, below = step & ((1u << STEP_BITS) - 1);
	pfl_sum mantissa = (pfl_sum)(below | 1u << STEP_BITS);

	if (top >= STEP_BITS)
		return mantissa << (top - STEP_BITS);
	return (mantissa + (1 << (STEP_BITS - top)) - 1) >> (STEP_BITS - top);
}

/* Costs after compression in eighths of a byte, measured on Go profiles: of a row, of a
 * function, of a byte of its name. */
enum { ROW_COST = 16, PLACE_COST = 56, NAME_COST = 1 };

struct census {
	uint32_t rows[STEPS];
	uint64_t cost[STEPS]; /* of functions whose heaviest row is in the step */
};

static bool
count(struct census *census, const struct pfl_flame *f, struct pfl_error *err)
{
	const struct pfl_calltree *tree = f->tree;
	const struct pfl_nodes *nodes = &f->scene->nodes;
	uint16_t *heaviest = calloc((size_t)nodes->n + 1, sizeof(*heaviest));

	if (!heaviest)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (uint32_t i = 1; i < tree->n; i++) {
		unsigned step = step_of(f->total[i]);
		uint32_t node = pfl_flame_node(f, i);

		census->rows[step]++;
		if (step >= heaviest[node])
			heaviest[node] = (uint16_t)(step + 1);
	}
	for (uint32_t i = 0; i < nodes->n; i++) {
		struct pfl_span name = pfl_profile_text(f->scene->profile, nodes->name[i]);

		if (heaviest[i])
			census->cost[heaviest[i] - 1] += PLACE_COST + NAME_COST * name.n;
	}
	free(heaviest);
	return true;
}

/* The lightest step down to which everything fits; the root is not counted. */
static unsigned
choose_step(const struct census *census, uint32_t max_rows, size_t max_bytes)
{
	uint64_t rows = 1, cost = 0;
	unsigned step = STEPS;

	for (; step > 0; step--) {
		rows += census->rows[step - 1];
		cost += census->cost[step - 1] + (uint64_t)ROW_COST * census->rows[step - 1];
		if (rows > max_rows || cost / 8 > max_bytes)
			break;
	}
	return step;
}

static bool
choose_floor(pfl_sum *floor, const struct pfl_flame *f, uint32_t max_rows, size_t max_bytes,
	struct pfl_error *err)
{
	struct census *census = calloc(1, sizeof(*census));
	unsigned step;
	bool ok;

	if (!census)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	ok = count(census, f, err);
	step = ok ? choose_step(census, max_rows, max_bytes) : 0;
	*floor = step ? floor_of(step < STEPS ? step : STEPS - 1) : 0;
	free(census);
	return ok;
}

static bool
alloc_rows(struct pfl_flame_rows *rows, const struct pfl_flame *f, uint32_t n,
	struct pfl_arena *arena, struct pfl_error *err)
{
	rows->row = pfl_arena_alloc(arena, n, sizeof(*rows->row), err);
	rows->rest[0] = pfl_arena_alloc(arena, n, sizeof(pfl_sum), err);
	if (f->tree->total[1])
		rows->rest[1] = pfl_arena_alloc(arena, n, sizeof(pfl_sum), err);
	if (f->has_widths)
		rows->rest_width = pfl_arena_alloc(arena, n, sizeof(pfl_sum), err);
	rows->rest_more =
		pfl_arena_alloc(arena, f->tree->n_more, sizeof(*rows->rest_more), err);
	for (uint32_t k = 0; rows->rest_more && k < f->tree->n_more; k++)
		rows->rest_more[k] = pfl_arena_alloc(arena, n, sizeof(pfl_sum), err);
	return err->code == PFL_OK;
}

static bool
is_kept(const struct pfl_flame *f, uint32_t row, pfl_sum floor)
{
	return row == 0 || (f->tree->depth[row] <= f->max_depth && f->total[row] >= floor);
}

static uint32_t
count_kept(const struct pfl_flame *f, pfl_sum floor)
{
	uint32_t n = 0, i = 0;

	while (i < f->tree->n) {
		bool kept = is_kept(f, i, floor);

		n += kept;
		i = kept ? i + 1 : f->tree->end[i];
	}
	return n;
}

/* at[d]: the kept row of depth d that was seen last. */
static void
fill_rows(struct pfl_flame_rows *rows, const struct pfl_flame *f, uint32_t *at)
{
	const struct pfl_calltree *tree = f->tree;
	uint32_t i = 0;

	while (i < tree->n) {
		uint32_t depth = tree->depth[i], parent;

		if (is_kept(f, i, rows->floor)) {
			at[depth] = rows->n;
			rows->row[rows->n++] = i++;
			continue;
		}
		if (depth > f->max_depth)
			rows->deep += tree->end[i] - i;
		parent = at[depth - 1];
		for (int k = 0; k < 2 && rows->rest[k]; k++)
			rows->rest[k][parent] += tree->total[k][i];
		if (rows->rest_width)
			rows->rest_width[parent] += f->total[i];
		for (uint32_t k = 0; k < tree->n_more; k++) {
			for (uint32_t j = i; j < tree->end[i]; j++)
				rows->rest_more[k][parent] += tree->more[k][j];
		}
		i = tree->end[i];
	}
}

bool
pfl_flame_select(struct pfl_flame_rows *rows, const struct pfl_flame *flame, uint32_t max_rows,
	size_t max_bytes, struct pfl_arena *arena, struct pfl_error *err)
{
	uint32_t *at, depth = flame->tree->max_depth;

	*rows = (struct pfl_flame_rows){ 0 };
	if (depth > flame->max_depth)
		depth = flame->max_depth;
	if (!choose_floor(&rows->floor, flame, max_rows, max_bytes, err) ||
		!alloc_rows(rows, flame, count_kept(flame, rows->floor), arena, err))
		return false;
	at = pfl_arena_alloc(arena, (size_t)depth + 2, sizeof(*at), err);
	if (!at)
		return false;
	fill_rows(rows, flame, at);
	return true;
}
