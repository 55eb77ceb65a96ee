/* SPDX-License-Identifier: Apache-2.0 */
/* The ids of one stack after another are those of each by itself, whatever the tree and the
 * order.
 */
#include "support.h"

#include "render/pprof_stacks.h"
#include "wiretext.h"

enum { ROWS = 300, ASKED = 2000, DEEP = 20000 };

/* Ids of a stack, by going up from it. */
static struct pfl_text
ids_alone(const struct pfl_stacks *stacks, uint32_t row)
{
	struct pfl_text ids = { 0 };

	for (; row; row = stacks->parent[row])
		wire_varint(&ids, (uint64_t)stacks->location[row] + 1);
	return ids;
}

static void
check_ids(struct pfl_pprof_ids *ids, uint32_t row)
{
	struct pfl_text want = ids_alone(ids->stacks, row);
	struct pfl_error err = { 0 };
	const uint8_t *at = NULL;
	size_t n = 0;

	CHECK(pfl_pprof_ids_of(ids, row, &at, &n, &err));
	CHECK(at != NULL);
	CHECK(n == want.n && (n == 0 || memcmp(at, want.at, n) == 0));
	pfl_text_clear(&want);
}

/* A row's parent is any row before it among the last `near`: rows need not be depth-first. */
static void
test_tree(const char *name, uint32_t near)
{
	uint32_t parent[ROWS] = { 0 }, location[ROWS] = { PFL_NONE };
	const struct pfl_stacks stacks = { .n = ROWS, .parent = parent, .location = location };
	struct pfl_error err = { 0 };
	struct pfl_pprof_ids ids;
	uint64_t state = near;

	test_case(name);
	for (uint32_t i = 1; i < ROWS; i++) {
		parent[i] = i - 1 - random_below(&state, near < i ? near : i);
		/* Ids of one to five bytes. */
		location[i] = (PFL_NONE - 1) >> random_below(&state, 32);
	}
	CHECK(pfl_pprof_ids_init(&ids, &stacks, &err));
	check_ids(&ids, 0);
	for (size_t i = 0; i < ASKED; i++)
		check_ids(&ids, random_below(&state, ROWS));
	pfl_pprof_ids_clear(&ids);
}

/* Two deep stacks in turn, which share the first half or nothing. */
static void
test_deep(const char *name, uint32_t shared)
{
	uint32_t *parent = calloc(2 * DEEP, sizeof(*parent));
	uint32_t *location = calloc(2 * DEEP, sizeof(*location));
	const struct pfl_stacks stacks = {
		.n = 2 * DEEP, .parent = parent, .location = location
	};
	struct pfl_error err = { 0 };
	struct pfl_pprof_ids ids;

	test_case(name);
	if (!parent || !location)
		abort();
	for (uint32_t i = 1; i < 2 * DEEP; i++) {
		parent[i] = i == DEEP ? shared : i - 1;
		location[i] = i;
	}
	CHECK(pfl_pprof_ids_init(&ids, &stacks, &err));
	for (size_t i = 0; i < 10; i++)
		check_ids(&ids, i % 2 ? DEEP - 1 : 2 * DEEP - 1);
	check_ids(&ids, 0);
	pfl_pprof_ids_clear(&ids);
	free(parent);
	free(location);
}

/* Rows of one, two and three digits, in the order of their numbers; samples of one stay as they
 * stand. */
static void
test_order(void)
{
	static const uint32_t rows[] = { 1, 40, 1 << 11, 5000, 1 << 22, 1 << 24 };
	uint32_t stack[ASKED];
	uint64_t state = 5;

	test_case("the order of samples");
	for (size_t k = 0; k < COUNTOF(rows); k++) {
		struct pfl_profile p = { .stacks.n = rows[k],
			.samples = { .n = ASKED, .stack = stack } };
		struct pfl_error err = { 0 };
		bool sorted = true;
		uint32_t *order;

		for (size_t i = 0; i < ASKED; i++)
			stack[i] = i % 3 ? random_below(&state, rows[k]) : rows[k] - 1;
		order = pfl_pprof_order(&p, &err);
		for (size_t i = 1; order && i < ASKED; i++)
			sorted &= stack[order[i - 1]] < stack[order[i]] ||
				(stack[order[i - 1]] == stack[order[i]] &&
					order[i - 1] < order[i]);
		CHECK(order && sorted);
		free(order);
	}
}

int
main(void)
{
	test_order();
	test_tree("a chain", 1);
	test_tree("deep", 3);
	test_tree("of any form", ROWS);
	test_deep("two stacks that share the half", DEEP / 2);
	test_deep("two that share nothing", 0);
	return test_done();
}
