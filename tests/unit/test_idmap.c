/* SPDX-License-Identifier: Apache-2.0 */
/* The hash table and its hashes. */
#include "harness.h"

#include "base/idmap.h"

/* Is `row` among the rows found under the hash? */
static bool
holds(const struct pfl_idmap *map, uint64_t hash, uint32_t row)
{
	uint32_t at = PFL_IDMAP_START, found;

	while ((found = pfl_idmap_next(map, hash, &at)) != PFL_IDMAP_FREE) {
		if (found == row)
			return true;
	}
	return false;
}

static void
test_growth(void)
{
	enum { ROWS = 100000 };
	struct pfl_error err = { 0 };
	struct pfl_budget budget = { 0 };
	struct pfl_idmap map;
	bool all = true, none = true;
	uint32_t at = PFL_IDMAP_START;

	test_case("many rows");
	pfl_idmap_init(&map, &budget);
	CHECK(pfl_idmap_next(&map, 1, &at) == PFL_IDMAP_FREE); /* empty, no slots at all */
	pfl_idmap_prefetch(&map, 1);
	for (uint32_t i = 0; i < ROWS; i++) {
		if (!CHECK(pfl_idmap_reserve(&map, 1, &err)))
			break;
		pfl_idmap_put(&map, pfl_hash_u64(map.seed, i), i);
	}
	for (uint32_t i = 0; i < ROWS; i++) {
		all &= holds(&map, pfl_hash_u64(map.seed, i), i);
		none &= !holds(&map, pfl_hash_u64(map.seed, i + ROWS), i);
	}
	CHECK(all);
	CHECK(none);
	CHECK_U64(map.n, ROWS);
	CHECK(map.n / 4 * 5 <= map.mask); /* at most four fifths full */
	CHECK_U64(budget.used, ((uint64_t)map.mask + 1) * sizeof(*map.slot));
	pfl_idmap_clear(&map);
	CHECK_U64(budget.used, 0);
	pfl_idmap_clear(&map);
}

static void
test_same_hash(void)
{
	struct pfl_error err = { 0 };
	struct pfl_idmap map;
	bool all = true;

	test_case("rows with one hash");
	pfl_idmap_init(&map, NULL);
	CHECK(pfl_idmap_reserve(&map, 1000, &err));
	for (uint32_t i = 0; i < 1000; i++)
		pfl_idmap_put(&map, UINT64_MAX, i); /* the last slot: the search wraps around */
	for (uint32_t i = 0; i < 1000; i++)
		all &= holds(&map, UINT64_MAX, i);
	CHECK(all);
	CHECK(!holds(&map, (uint64_t)1 << 32, 5));
	pfl_idmap_clear(&map);
}

static void
test_refusals(void)
{
	struct pfl_error err = { 0 };
	struct pfl_budget budget = { .max = 10000 };
	struct pfl_idmap map;

	test_case("a budget");
	pfl_idmap_init(&map, &budget);
	CHECK(pfl_idmap_reserve(&map, 100, &err));
	CHECK(!pfl_idmap_reserve(&map, 1000000, &err));
	CHECK_I64(err.code, PFL_LIMIT);
	CHECK(strstr(err.msg, "--max-memory") != NULL);
	CHECK_U64(budget.used, ((uint64_t)map.mask + 1) * sizeof(*map.slot));
	pfl_idmap_put(&map, 5, 1); /* the table itself is as it was */
	CHECK(holds(&map, 5, 1));

	test_case("more rows than the table can have");
	err = (struct pfl_error){ 0 };
	CHECK(!pfl_idmap_reserve(&map, UINT32_MAX, &err));
	CHECK_I64(err.code, PFL_LIMIT);
	pfl_idmap_clear(&map);
	CHECK_U64(budget.used, 0);
}

/*
 * Texts whose first words differ by multiples of a constant of the hash, and whose lengths
 * differ by zeros: were the length added to the first word, whatever made it differ could be
 * undone by who wrote the text, without knowing the seed.
 */
static void
test_lengths(void)
{
	const uint64_t seed = pfl_random_u64();
	uint64_t seen[8];
	bool distinct = true;

	test_case("lengths that words could make up for");
	for (size_t i = 0; i < COUNTOF(seen); i++) {
		const uint64_t word = (8 + i) * 0x9e3779b97f4a7c15u;
		char text[16] = { 0 };

		memcpy(text, &word, sizeof(word));
		seen[i] = pfl_hash_bytes(seed, text, 8 + i);
		for (size_t j = 0; j < i; j++)
			distinct &= seen[i] != seen[j];
	}
	CHECK(distinct);
}

static void
test_hashes(void)
{
	static const char zeros[64];
	struct pfl_idmap a, b;
	uint64_t seen[65];
	bool distinct = true;

	test_case("hashes");
	pfl_idmap_init(&a, NULL);
	pfl_idmap_init(&b, NULL);
	CHECK(a.seed != b.seed);
	CHECK(pfl_hash_bytes(a.seed, "main", 4) == pfl_hash_bytes(a.seed, "main", 4));
	CHECK(pfl_hash_bytes(a.seed, "main", 4) != pfl_hash_bytes(b.seed, "main", 4));
	CHECK(pfl_hash_pair(a.seed, 1, 2) != pfl_hash_pair(a.seed, 2, 1));
	CHECK(pfl_hash_u64(a.seed, 0) != pfl_hash_u64(b.seed, 0));
	/* A NUL more is another string. */
	for (size_t i = 0; i < COUNTOF(seen); i++) {
		seen[i] = pfl_hash_bytes(a.seed, zeros, i);
		for (size_t j = 0; j < i; j++)
			distinct &= seen[i] != seen[j];
	}
	CHECK(distinct);
	CHECK(pfl_hash_bytes(a.seed, NULL, 0) == pfl_hash_bytes(a.seed, "", 0));
}

/* The upper half chooses slots: it must be spread for ids that differ in few bits. */
static void
test_spread(void)
{
	static const unsigned shifts[] = { 0, 12, 32, 44, 48 };
	enum { KEYS = 65536, SLOTS = KEYS * 2 };
	unsigned char *hits = malloc(SLOTS);

	for (size_t s = 0; s < COUNTOF(shifts); s++) {
		uint32_t empty = 0;

		test_case("keys k << shift");
		memset(hits, 0, SLOTS);
		for (uint64_t k = 0; k < KEYS; k++)
			hits[(pfl_hash_u64(12345, k << shifts[s]) >> 32) % SLOTS] = 1;
		for (uint32_t i = 0; i < SLOTS; i++)
			empty += !hits[i];
		/* exp(-1/2) of the slots stay empty when keys fall where they like */
		CHECK(empty > SLOTS / 100 * 57 && empty < SLOTS / 100 * 65);
	}
	free(hits);
}

int
main(void)
{
	test_growth();
	test_same_hash();
	test_refusals();
	test_hashes();
	test_lengths();
	test_spread();
	return test_done();
}
