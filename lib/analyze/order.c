/* SPDX-License-Identifier: Apache-2.0 */
/* A merge sort over row numbers. */
#include "analyze/order.h"

#include <stdlib.h>
#include <string.h>

enum { RUN = 12 }; /* rows that are sorted by insertion */

static void
insertion(uint32_t *rows, size_t n, pfl_order_cmp *cmp, const void *context)
{
	for (size_t i = 1; i < n; i++) {
		uint32_t row = rows[i];
		size_t k = i;

		for (; k > 0 && cmp(context, rows[k - 1], row) > 0; k--)
			rows[k] = rows[k - 1];
		rows[k] = row;
	}
}

/* Merge from[0..left) and from[left..n), each in order, into to[0..n). */
static void
merge(const uint32_t *from, size_t left, size_t n, uint32_t *to, pfl_order_cmp *cmp,
	const void *context)
{
	size_t a = 0, b = left;

	for (size_t i = 0; i < n; i++) {
		if (b == n || (a < left && cmp(context, from[a], from[b]) <= 0))
			to[i] = from[a++];
		else
			to[i] = from[b++];
	}
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

bool
pfl_order_rows(uint32_t *rows, size_t n, pfl_order_cmp *cmp, const void *context,
	struct pfl_error *err)
{
	uint32_t *scratch, *from = rows, *to;

	for (size_t i = 0; i < n; i += RUN)
		insertion(rows + i, least(RUN, n - i), cmp, context);
	if (n <= RUN)
		return true;
	scratch = to = malloc(n * sizeof(*rows)); /* n rows exist: no overflow */
	if (!scratch)
		return pfl_fail(err, PFL_NOMEM, "out of memory for sorting %zu rows", n);
	for (size_t width = RUN; width < n; width *= 2) {
		uint32_t *swap = from;

		for (size_t i = 0; i < n; i += 2 * width) {
			size_t rest = least(2 * width, n - i);

			merge(from + i, least(width, rest), rest, to + i, cmp, context);
		}
		from = to;
		to = swap;
	}
	if (from != rows)
		memcpy(rows, from, n * sizeof(*rows));
	free(scratch);
	return true;
}
