/* SPDX-License-Identifier: Apache-2.0 */
/* Adding up by stack, in as few bytes as the sums need. */
#include "analyze/totals.h"

/* Bits that the magnitude of some value has, or a little more: -1 counts as 0. */
static uint64_t
magnitudes(const int64_t *value, uint32_t n, bool *negative)
{
	int64_t bits = 0, signs = 0;

	for (uint32_t i = 0; i < n; i++) {
		bits |= value[i] ^ -(int64_t)(value[i] < 0);
		signs |= value[i];
	}
	*negative = signs < 0;
	return (uint64_t)bits;
}

/* No sum of that many values can leave 64 bits. */
static bool
is_small(uint64_t magnitude, uint32_t n)
{
	uint64_t most = 1;

	while (most <= magnitude && most < (uint64_t)1 << 62)
		most *= 2;
	return n == 0 || most <= (uint64_t)INT64_MAX / n;
}

static bool
is_left_out(const struct pfl_samples *s, uint32_t i)
{
	return s->left_out && s->left_out[s->stack[i]];
}

/* What is at and below each stack, in as many bits as it takes. */
#define ADD(name, type)                                                                        \
	static const type *name(const struct pfl_profile *p, const int64_t *value,             \
		struct pfl_arena *arena, struct pfl_error *err)                                \
	{                                                                                      \
		type *total = pfl_arena_alloc(arena, p->stacks.n, sizeof(*total), err);        \
		const struct pfl_samples *s = &p->samples;                                     \
                                                                                               \
		for (uint32_t i = 0; total && value && i < s->n; i++) {                        \
			if (!is_left_out(s, i))                                                \
				total[s->stack[i]] += value[i];                                \
		}                                                                              \
		for (uint32_t i = total ? p->stacks.n : 0; i-- > 1;)                           \
			total[p->stacks.parent[i]] += total[i];                                \
		return total;                                                                  \
	}
ADD(add_small, int64_t)
ADD(add_large, pfl_sum)

bool
pfl_totals_make(struct pfl_totals *totals, const struct pfl_profile *p, const int64_t *value,
	struct pfl_arena *arena, struct pfl_error *err)
{
	uint32_t n = value ? p->samples.n : 0;

	*totals = (struct pfl_totals){ 0 };
	if (is_small(magnitudes(value, n, &totals->negative), n))
		totals->small = add_small(p, value, arena, err);
	else
		totals->large = add_large(p, value, arena, err);
	return pfl_totals_there(totals);
}

/*
 * A stack that stays has what it had, less what those called from it have lost; of one that
 * does not, they alone are left.
 */
#define LEAVE_OUT(name, type)                                                                  \
	static const type *name(const struct pfl_profile *p, const type *all,                  \
		struct pfl_arena *arena, struct pfl_error *err)                                \
	{                                                                                      \
		type *total = pfl_arena_alloc(arena, p->stacks.n, sizeof(*total), err);        \
		const uint8_t *out = p->samples.left_out;                                      \
                                                                                               \
		for (uint32_t i = total ? p->stacks.n : 0; i-- > 0;) {                         \
			uint32_t parent = p->stacks.parent[i];                                 \
                                                                                               \
			total[i] += out[i] ? 0 : all[i];                                       \
			if (i > 0)                                                             \
				total[parent] += total[i] - (out[parent] ? 0 : all[i]);        \
		}                                                                              \
		return total;                                                                  \
	}
LEAVE_OUT(without_small, int64_t)
LEAVE_OUT(without_large, pfl_sum)

bool
pfl_totals_without(struct pfl_totals *totals, const struct pfl_profile *p,
	const struct pfl_totals *all, struct pfl_arena *arena, struct pfl_error *err)
{
	*totals = (struct pfl_totals){ .negative = all->negative };
	if (all->small)
		totals->small = without_small(p, all->small, arena, err);
	else
		totals->large = without_large(p, all->large, arena, err);
	return pfl_totals_there(totals);
}
