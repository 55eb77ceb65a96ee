/* SPDX-License-Identifier: Apache-2.0 */
/* The arena, the budget that it is charged to, and growing arrays. */
#include "harness.h"

#include "base/arena.h"
#include "base/vec.h"

#include <pthread.h>

static void
test_pieces(void)
{
	struct pfl_error err = { 0 };
	struct pfl_arena arena = { 0 };
	unsigned char *piece[500];
	bool zero = true, aligned = true, kept = true;

	test_case("pieces of every size up to a block");
	for (size_t i = 0; i < COUNTOF(piece); i++) {
		size_t n = i * i / 3;

		piece[i] = pfl_arena_alloc(&arena, n, 1, &err);
		if (!CHECK(piece[i] != NULL))
			break;
		aligned &= (uintptr_t)piece[i] % 16 == 0;
		for (size_t j = 0; j < n; j++)
			zero &= piece[i][j] == 0;
		memset(piece[i], (int)(i % 251), n);
	}
	CHECK(aligned);
	CHECK(zero);
	for (size_t i = 0; i < COUNTOF(piece); i++)
		for (size_t j = 0; j < i * i / 3; j++)
			kept &= piece[i][j] == i % 251;
	CHECK(kept);
	pfl_arena_clear(&arena);
	CHECK(arena.blocks == NULL);
	pfl_arena_clear(&arena); /* twice is fine */
}

static void
test_refusals(void)
{
	static const struct {
		const char *name;
		size_t n, size;
	} cases[] = {
		{ "product is 0 modulo 2^64", SIZE_MAX / 16 + 1, 16 },
		{ "product overflows", SIZE_MAX / 2, 3 },
		{ "rounding up overflows", SIZE_MAX, 1 },
		{ "more than half of the address space", SIZE_MAX / 2, 1 },
		{ "one byte of too many rows", SIZE_MAX / 4 * 3, 1 },
	};
	struct pfl_arena arena = { 0 };

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		struct pfl_error err = { 0 };

		test_case(cases[i].name);
		CHECK(pfl_arena_alloc(&arena, cases[i].n, cases[i].size, &err) == NULL);
		CHECK_I64(err.code, PFL_NOMEM);
		CHECK(strstr(err.msg, "out of memory") != NULL);
	}
	pfl_arena_clear(&arena);
}

static void
test_empty(void)
{
	struct pfl_error err = { 0 };
	struct pfl_arena arena = { 0 };

	test_case("nothing is a valid pointer");
	CHECK(pfl_arena_alloc(&arena, 0, 8, &err) != NULL);
	CHECK(pfl_arena_alloc(&arena, 8, 0, &err) != NULL);
	CHECK(pfl_arena_alloc(&arena, SIZE_MAX, 0, &err) != NULL);
	CHECK(pfl_arena_alloc(&arena, 0, SIZE_MAX, &err) != NULL);
	CHECK_I64(err.code, PFL_OK);
	pfl_arena_clear(&arena);
}

static void
test_text_and_adoption(void)
{
	struct pfl_error err = { 0 };
	struct pfl_arena arena = { 0 };
	char *text;
	void *block = pfl_block_alloc(100);

	test_case("copies of texts");
	text = pfl_arena_text(&arena, "ab\0cd", 5, &err);
	CHECK(text && memcmp(text, "ab\0cd", 6) == 0);
	text = pfl_arena_text(&arena, NULL, 0, &err);
	CHECK(text && *text == '\0');
	test_case("blocks that somebody else allocated");
	CHECK(pfl_arena_adopt(&arena, block, 100, &err)); /* freed with the arena */
	CHECK(pfl_arena_adopt(&arena, NULL, 0, &err));
	pfl_arena_clear(&arena);
}

static void
test_budget(void)
{
	struct pfl_error err = { 0 };
	struct pfl_budget budget = { .max = 1000 };

	test_case("a budget");
	CHECK(pfl_budget_take(NULL, UINT64_MAX, "tables", &err));
	CHECK(pfl_budget_take(&budget, 600, "tables", &err));
	CHECK(pfl_budget_take(&budget, 400, "tables", &err));
	CHECK(!pfl_budget_take(&budget, 1, "stacks", &err));
	CHECK_I64(err.code, PFL_LIMIT);
	CHECK(strstr(err.msg, "stacks") && strstr(err.msg, "--max-memory"));
	CHECK_U64(budget.used, 1000);
	pfl_budget_give(&budget, 1000);
	CHECK_U64(budget.used, 0);
	pfl_budget_give(NULL, 5);

	test_case("amounts near 2^64");
	CHECK(pfl_budget_take(&budget, 1, "tables", &err));
	CHECK(!pfl_budget_take(&budget, UINT64_MAX, "tables", &err));
	CHECK_U64(budget.used, 1);
	budget.max = 0; /* unlimited */
	CHECK(pfl_budget_take(&budget, (uint64_t)1 << 60, "tables", &err));
}

static void
test_arena_budget(void)
{
	struct pfl_error err = { 0 };
	struct pfl_budget budget = { .max = 1 << 20 };
	struct pfl_arena arena = { .budget = &budget };
	size_t n = 0;

	test_case("an arena with a budget");
	while (n < 100000 && pfl_arena_alloc(&arena, 100, 10, &err))
		n++;
	CHECK(n > 900 && n <= 1049);
	CHECK_I64(err.code, PFL_LIMIT);
	CHECK(budget.used <= budget.max);
	pfl_arena_clear(&arena);

	test_case("pieces for which a shared block would be too large");
	budget.used = 0;
	err = (struct pfl_error){ 0 };
	for (n = 0; n < 100 && pfl_arena_alloc(&arena, 100000, 1, &err); n++)
		;
	CHECK_U64(n, 10);
	CHECK_I64(err.code, PFL_LIMIT);
	pfl_arena_clear(&arena);
}

enum { ROUNDS = 20000 };

static void *
take_and_give(void *state)
{
	struct pfl_budget *budget = state;
	struct pfl_error err = { 0 };

	for (int i = 0; i < ROUNDS; i++) {
		if (pfl_budget_take(budget, 7, "tables", &err))
			pfl_budget_give(budget, 7);
	}
	return NULL;
}

static void
test_budget_threads(void)
{
	struct pfl_budget budget = { .max = 10 }; /* room for one of the two at a time */
	pthread_t thread;

	test_case("two threads take and give");
	if (!CHECK(pthread_create(&thread, NULL, take_and_give, &budget) == 0))
		return;
	take_and_give(&budget);
	pthread_join(thread, NULL);
	CHECK_U64(budget.used, 0);
}

static void
test_vec(void)
{
	struct pfl_error err = { 0 };
	struct pfl_budget budget = { .max = 1 << 16 };
	PFL_VEC(uint64_t) vec = { 0 };
	size_t nothing = 0;
	bool kept = true;

	test_case("a growing array");
	CHECK(pfl_vec_reserve(&vec, nothing, &budget, "rows", &err));
	CHECK(vec.at == NULL);
	while (pfl_vec_reserve(&vec, 1, &budget, "rows", &err)) {
		vec.at[vec.n] = vec.n;
		vec.n++;
	}
	CHECK_I64(err.code, PFL_LIMIT);
	CHECK(strstr(err.msg, "rows") != NULL);
	CHECK(vec.n >= 4096); /* more than half of what is allowed could be used */
	CHECK_U64(budget.used, vec.cap * sizeof(*vec.at));
	for (size_t i = 0; i < vec.n; i++)
		kept &= vec.at[i] == i;
	CHECK(kept); /* what was there before the failure is still there */

	test_case("many more at once");
	err = (struct pfl_error){ 0 };
	budget.max = 0;
	CHECK(pfl_vec_reserve(&vec, 100000, &budget, "rows", &err));
	CHECK_U64(vec.cap - vec.n, 100000); /* and no more */
	CHECK_U64(budget.used, vec.cap * sizeof(*vec.at));

	test_case("more than can be counted");
	CHECK(!pfl_vec_reserve(&vec, SIZE_MAX, &budget, "rows", &err));
	CHECK_I64(err.code, PFL_NOMEM);
	err = (struct pfl_error){ 0 };
	CHECK(!pfl_vec_reserve(&vec, SIZE_MAX / 8, &budget, "rows", &err));
	CHECK_I64(err.code, PFL_NOMEM);
	CHECK_U64(budget.used, vec.cap * sizeof(*vec.at));
	pfl_vec_clear(&vec, NULL);
}

static void
test_join(void)
{
	struct pfl_budget budget = { 0 };
	struct pfl_arena arena = { .budget = &budget }, other = { .budget = &budget };
	struct pfl_error err = { 0 };
	char *first, *second, *third;

	test_case("an arena takes over what another has");
	first = pfl_arena_text(&arena, "first", 5, &err);
	second = pfl_arena_text(&other, "second", 6, &err);
	pfl_arena_join(&arena, &other);
	CHECK(other.blocks == NULL && other.budget == &budget);
	third = pfl_arena_text(&arena, "third", 5, &err);
	CHECK_STR(first, "first");
	CHECK_STR(second, "second");
	CHECK_STR(third, "third");
	pfl_arena_join(&arena, &other); /* there is nothing */
	pfl_arena_clear(&other);
	CHECK_STR(second, "second");
	pfl_arena_clear(&arena);
}

/* n bytes that are all 0, and are not afterwards. */
static bool
take_clean(struct pfl_arena *arena, size_t n, struct pfl_error *err)
{
	unsigned char *piece = pfl_arena_alloc(arena, n, 1, err);
	bool clean = piece != NULL;

	for (size_t i = 0; clean && i < n; i++)
		clean = piece[i] == 0;
	if (piece)
		memset(piece, 0xa5, n);
	return clean;
}

static void
test_rewind(void)
{
	enum { MIB = 1024 * 1024 };
	static const size_t sizes[] = { 5 * MIB, 3 * MIB, 100, 9 * MIB, 2 * MIB, 7 * MIB };
	struct pfl_budget budget = { 0 };
	struct pfl_arena arena = { .budget = &budget }, other = { .budget = &budget };
	struct pfl_error err = { 0 };

	test_case("memory that is used again is zeroed");
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < COUNTOF(sizes); i++)
			CHECK(take_clean(
				&arena, sizes[(i + (size_t)round) % COUNTOF(sizes)], &err));
		pfl_arena_rewind(&arena);
		CHECK(arena.blocks == NULL);
	}
	test_case("there is none left of an arena that was joined or cleared");
	CHECK(take_clean(&other, 4 * MIB, &err));
	pfl_arena_rewind(&other);
	pfl_arena_join(&arena, &other);
	CHECK(other.spare == NULL);
	pfl_arena_clear(&arena);
	CHECK(arena.spare == NULL);

	test_case("no room for a larger one");
	CHECK(take_clean(&arena, 4 * MIB, &err));
	pfl_arena_rewind(&arena);
	budget.max = budget.used + MIB;
	CHECK(pfl_arena_alloc(&arena, 9 * MIB, 1, &err) == NULL);
	CHECK_I64(err.code, PFL_LIMIT);
	pfl_arena_clear(&arena);
}

int
main(void)
{
	test_rewind();
	test_pieces();
	test_join();
	test_refusals();
	test_empty();
	test_text_and_adoption();
	test_budget();
	test_arena_budget();
	test_budget_threads();
	test_vec();
	return test_done();
}
