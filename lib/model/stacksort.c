/* SPDX-License-Identifier: Apache-2.0 */
/* Whole stacks in the order of their strings. */
#include "base/beside.h"
#include "base/bytes.h"
#include "base/idmap.h"
#include "base/vec.h"
#include "model/stackwhole.h"

/*
 * Multikey quicksort (Bentley and Sedgewick, "Fast Algorithms for Sorting and Searching
 * Strings", 1997) by eight bytes at a time: stacks that are equal there go on with the next
 * eight, so that no byte of a common prefix is looked at for each comparison. The bytes at hand
 * stand beside the stack, since the strings stand far apart.
 *
 * Two stacks differ at the end of the shorter one at the latest, whatever stands behind it: so
 * nobody has to know where a string ends.
 */
enum {
	BYTES = 8,
	FEW = 12,     /* stacks that are sorted by insertion */
	SAMPLE = 511, /* stacks among which the one in the middle is looked for */
};

/* Stacks whose first `depth` bytes are the same. */
struct range {
	struct pfl_wholestack *stack;
	size_t n, depth;
};

struct sorting {
	const uint8_t *whole;
	PFL_VEC(struct range) todo;
	uint64_t random;
};

/* Of stacks that come from all over the memory, in an order that nobody can foresee. */
static void
load_keys(const uint8_t *whole, const struct range *r)
{
	for (size_t i = 0; i < r->n; i++) {
		if (i + PFL_AHEAD < r->n)
			PFL_PREFETCH(&whole[r->stack[i + PFL_AHEAD].at + r->depth]);
		r->stack[i].key = pfl_load_be64(&whole[r->stack[i].at + r->depth]);
	}
}

/* Of two stacks with the keys at `depth`. */
static bool
is_less(const uint8_t *whole, const struct pfl_wholestack *a, const struct pfl_wholestack *b,
	size_t depth)
{
	const uint8_t *x = whole + a->at + depth, *y = whole + b->at + depth;
	uint64_t of_a = a->key, of_b = b->key;

	while (of_a == of_b)
		of_a = pfl_load_be64(x += BYTES), of_b = pfl_load_be64(y += BYTES);
	return of_a < of_b;
}

static void
swap(struct pfl_wholestack *a, struct pfl_wholestack *b)
{
	struct pfl_wholestack stack = *a;

	*a = *b;
	*b = stack;
}

static void
insert_all(const uint8_t *whole, const struct range *r)
{
	for (size_t i = 1; i < r->n; i++) {
		struct pfl_wholestack stack = r->stack[i];
		size_t at = i;

		for (; at > 0 && is_less(whole, &stack, &r->stack[at - 1], r->depth); at--)
			r->stack[at] = r->stack[at - 1];
		r->stack[at] = stack;
	}
}

/* The key of any stack, which nobody can foresee: a crafted order must not cost the square of
 * their number. */
static uint64_t
draw(struct sorting *s, const struct range *r)
{
	s->random = s->random * 6364136223846793005u + 1442695040888963407u;
	return r->stack[(s->random >> 32) * r->n >> 32].key;
}

/* The middle one of three. */
static uint64_t
draw_pivot(struct sorting *s, const struct range *r)
{
	uint64_t a = draw(s, r), b = draw(s, r), c = draw(s, r);
	uint64_t low = a < b ? a : b, high = a < b ? b : a;

	return c < low ? low : c < high ? c : high;
}

/* Stacks below the pivot come first, those above it last; *below and *same of them. */
static void
split(const struct range *r, uint64_t pivot, size_t *below, size_t *same)
{
	size_t low = 0, high = r->n;

	for (size_t i = 0; i < high;) {
		struct pfl_wholestack *stack = &r->stack[i];

		if (stack->key < pivot)
			swap(stack, &r->stack[low++]), i++;
		else if (stack->key == pivot)
			i++;
		else
			swap(stack, &r->stack[--high]);
	}
	*below = low;
	*same = high - low;
}

static bool
sort_later(struct sorting *s, struct pfl_wholestack *stack, size_t n, size_t depth,
	struct pfl_error *err)
{
	if (n < 2)
		return true;
	if (!pfl_vec_reserve(&s->todo, 1, NULL, "stacks", err))
		return false;
	s->todo.at[s->todo.n++] = (struct range){ stack, n, depth };
	return true;
}

/* Sort a range, whose keys are loaded, but for parts of it that are sorted later. */
static bool
sort_range(struct sorting *s, struct range r, struct pfl_error *err)
{
	while (r.n > FEW) {
		size_t below, same;

		split(&r, draw_pivot(s, &r), &below, &same);
		if (!sort_later(s, r.stack, below, r.depth, err) ||
			!sort_later(
				s, r.stack + below + same, r.n - below - same, r.depth, err))
			return false;
		r.stack += below;
		r.n = same;
		if (r.n > 1) {
			r.depth += BYTES;
			load_keys(s->whole, &r);
		}
	}
	insert_all(s->whole, &r);
	return true;
}

static bool
sort_all(const uint8_t *whole, struct pfl_wholestack *stack, size_t n, struct pfl_error *err)
{
	struct sorting s = { .whole = whole, .random = pfl_random_u64() };
	bool ok = sort_later(&s, stack, n, 0, err);

	while (ok && s.todo.n > 0)
		ok = sort_range(&s, s.todo.at[--s.todo.n], err);
	pfl_vec_clear(&s.todo, NULL);
	return ok;
}

/* How many locations end in these bytes: each bit that says so is added up in the highest byte.
 */
static inline uint32_t
count_ends(uint64_t bytes)
{
	return (uint32_t)((~bytes >> 7 & 0x0101010101010101u) * 0x0101010101010101u >> 56);
}

/* How many locations a string has. */
static uint32_t
count_locations(const uint8_t *at)
{
	uint32_t n = 0;

	for (; *at; at++, n++) {
		while (*at >= 0x80)
			at++;
	}
	return n;
}

/* What a stack has in common with the string of the one before, and what follows. */
static void
compare(const uint8_t *whole, uint32_t before, struct pfl_wholestack *stack)
{
	const uint8_t *x = whole + before, *y = whole + stack->at;
	uint32_t n = 0;

	for (; pfl_load_be64(x) == pfl_load_be64(y); x += BYTES, y += BYTES)
		n += count_ends(pfl_load_be64(y));
	for (; *x == *y; x++, y++)
		n += *y < 0x80;
	while (y > whole + stack->at && y[-1] >= 0x80) /* where the location begins */
		y--;
	stack->common = n;
	stack->fresh = count_locations(y);
	stack->at = (uint32_t)(y - whole);
}

/* A part of all stacks, which is before or behind the others. */
struct part {
	const uint8_t *whole;
	struct pfl_wholestack *stack;
	size_t n;
	uint32_t last; /* filled in: the string of its last stack */
};

/* Sort a part, and compare each stack but the first with the one before. */
static bool
sort_part(void *context, struct pfl_error *err)
{
	struct part *p = context;

	if (p->n == 0)
		return true;
	if (!sort_all(p->whole, p->stack, p->n, err))
		return false;
	p->last = p->stack[p->n - 1].at;
	for (size_t i = p->n; i-- > 1;) {
		if (i > PFL_AHEAD)
			PFL_PREFETCH(&p->whole[p->stack[i - PFL_AHEAD].at]);
		compare(p->whole, p->stack[i - 1].at, &p->stack[i]);
	}
	return true;
}

/* Bring to the front what is before the one in the middle, more or less: so many. */
static bool
halve(const struct part *all, size_t *n_low, struct pfl_error *err)
{
	struct pfl_wholestack sample[SAMPLE], pivot;

	for (size_t i = 0; i < SAMPLE; i++)
		sample[i] = all->stack[all->n / SAMPLE * i];
	if (!sort_all(all->whole, sample, SAMPLE, err))
		return false;
	pivot = sample[SAMPLE / 2];
	pivot.key = pfl_load_be64(&all->whole[pivot.at]);
	*n_low = 0;
	for (size_t i = 0; i < all->n; i++) {
		if (i + PFL_AHEAD < all->n)
			PFL_PREFETCH(&all->whole[all->stack[i + PFL_AHEAD].at + BYTES]);
		if (all->stack[i].at != pivot.at &&
			is_less(all->whole, &all->stack[i], &pivot, 0))
			swap(&all->stack[i], &all->stack[(*n_low)++]);
	}
	return true;
}

/* Two threads sort a half each. */
static bool
sort_halves(struct part *all, struct pfl_error *err)
{
	struct part low = *all, high = *all;

	if (!halve(all, &low.n, err))
		return false;
	high.stack += low.n;
	high.n -= low.n;
	if (!pfl_beside_both(sort_part, &low, &high, true, err))
		return false;
	if (low.n > 0 && high.n > 0)
		compare(all->whole, low.last, high.stack);
	return true;
}

bool
pfl_stackwhole_sort(
	const uint8_t *whole, struct pfl_wholestack *stack, size_t n, struct pfl_error *err)
{
	struct part all = { .whole = whole, .stack = stack, .n = n };

	load_keys(whole, &(struct range){ stack, n, 0 });
	if (!(n < PFL_WHOLE_LARGE ? sort_part(&all, err) : sort_halves(&all, err)))
		return false;
	if (n > 0) {
		stack[0].common = 0;
		stack[0].fresh = count_locations(whole + stack[0].at);
	}
	return true;
}
