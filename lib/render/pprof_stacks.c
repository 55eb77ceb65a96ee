/* SPDX-License-Identifier: Apache-2.0 */
/* The order of samples, and the ids of their locations. */
#include "render/pprof_stacks.h"

#include "render/varint.h"

#include <stdlib.h>
#include <string.h>

enum { ID = 5 }; /* bytes of the largest id, 2^32, as a varint */

enum { DIGIT = 11 }; /* bits of a row by which samples are sorted at once */

/* Sort n samples by one digit of their stacks' rows; those with the same stay as they stand. */
static void
sort_by_digit(
	const uint32_t *stack, const uint32_t *from, uint32_t *to, uint32_t n, unsigned shift)
{
	enum { VALUES = 1 << DIGIT };
	uint32_t first[VALUES] = { 0 }, before = 0;

	for (uint32_t i = 0; i < n; i++)
		first[stack[i] >> shift & (VALUES - 1)]++;
	for (uint32_t value = 0; value < VALUES; value++) {
		uint32_t here = first[value];

		first[value] = before;
		before += here;
	}
	for (uint32_t i = 0; i < n; i++)
		to[first[stack[from[i]] >> shift & (VALUES - 1)]++] = from[i];
}

/* Rows are depth-first: to go by their numbers is to go by the stacks themselves. */
uint32_t *
pfl_pprof_order(const struct pfl_profile *p, struct pfl_error *err)
{
	const struct pfl_samples *s = &p->samples;
	size_t size = ((size_t)s->n + 1) * sizeof(uint32_t);
	uint32_t *order = malloc(size), *other = malloc(size);

	if (!order || !other) {
		free(order);
		free(other);
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	for (uint32_t i = 0; i < s->n; i++)
		order[i] = i;
	for (unsigned shift = 0; shift < 32 && p->stacks.n >> shift > 0; shift += DIGIT) {
		uint32_t *sorted = other;

		sort_by_digit(s->stack, order, sorted, s->n, shift);
		other = order;
		order = sorted;
	}
	free(other);
	return order;
}

/* Room for `more` bytes in front of the n that are there. */
static bool
make_room(struct pfl_pprof_ids *ids, size_t n, size_t more, struct pfl_error *err)
{
	size_t size = 2 * (n + more);
	uint8_t *bytes;

	if (more <= ids->size - n)
		return true;
	bytes = malloc(size);
	if (!bytes)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	if (n)
		memcpy(bytes + size - n, ids->bytes + ids->size - n, n);
	free(ids->bytes);
	ids->bytes = bytes;
	ids->size = size;
	return true;
}

bool
pfl_pprof_ids_init(
	struct pfl_pprof_ids *ids, const struct pfl_stacks *stacks, struct pfl_error *err)
{
	*ids = (struct pfl_pprof_ids){ .stacks = stacks };
	if (!pfl_vec_reserve(&ids->path, 1, NULL, "output", err))
		return false;
	ids->path.at[ids->path.n++] = (struct pfl_pprof_step){ 0 };
	return make_room(ids, 0, ID, err); /* so that even no bytes have an end */
}

void
pfl_pprof_ids_clear(struct pfl_pprof_ids *ids)
{
	pfl_vec_clear(&ids->path, NULL);
	pfl_vec_clear(&ids->fresh, NULL);
	free(ids->bytes);
}

/* Put a varint in front of `end`; returns where it begins. */
static uint8_t *
put_before(uint8_t *end, uint64_t id)
{
	size_t n = 1;

	for (uint64_t rest = id >> 7; rest; rest >>= 7)
		n++;
	pfl_varint_put(end - n, id);
	return end - n;
}

/*
 * Go back from the last stack to what it has in common with that of `row`, and list the rows
 * below. What is above a row has a smaller number, so whichever is the larger is not above the
 * other.
 */
static bool
find_fresh(struct pfl_pprof_ids *ids, uint32_t row, struct pfl_error *err)
{
	const uint32_t *parent = ids->stacks->parent;

	ids->fresh.n = 0;
	for (;;) {
		uint32_t last = ids->path.at[ids->path.n - 1].row;

		if (row == last)
			return true;
		if (row < last) {
			ids->path.n--;
			continue;
		}
		if (!pfl_vec_reserve(&ids->fresh, 1, NULL, "output", err))
			return false;
		ids->fresh.at[ids->fresh.n++] = row;
		row = parent[row];
	}
}

bool
pfl_pprof_ids_of(struct pfl_pprof_ids *ids, uint32_t row, const uint8_t **at, size_t *n,
	struct pfl_error *err)
{
	const uint32_t *location = ids->stacks->location;
	uint8_t *end, *begin;

	if (!find_fresh(ids, row, err) ||
		!pfl_vec_reserve(&ids->path, ids->fresh.n, NULL, "output", err))
		return false;
	*n = ids->path.at[ids->path.n - 1].n;
	if (!make_room(ids, *n, ids->fresh.n * ID, err))
		return false;
	end = ids->bytes + ids->size;
	begin = end - *n;
	for (size_t i = ids->fresh.n; i-- > 0;) {
		begin = put_before(begin, (uint64_t)location[ids->fresh.at[i]] + 1);
		ids->path.at[ids->path.n++] = (struct pfl_pprof_step){ .row = ids->fresh.at[i],
			.n = (size_t)(end - begin) };
	}
	*at = begin;
	*n = (size_t)(end - begin);
	return true;
}
