/* SPDX-License-Identifier: Apache-2.0 */
/* Ids that a file chose freely, numbered densely. */
#include "support.h"

#include "decode/idtable.h"

static void
test_numbering(void)
{
	static const uint64_t ids[] = { 1, 2, 65535, 65536, 65537, 3, UINT64_MAX, 1, 0, 65536,
		(uint64_t)1 << 60, UINT64_MAX, (uint64_t)1 << 32, 4294967297, 2 };
	static const uint32_t numbers[] = { 0, 1, 2, 3, 4, 5, 6, 0, 7, 3, 8, 6, 9, 10, 1 };
	struct pfl_error err = { 0 };
	struct pfl_budget budget = { 0 };
	struct pfl_idtable t;

	test_case("numbers in order of appearance");
	pfl_idtable_init(&t, &budget);
	for (size_t i = 0; i < COUNTOF(ids); i++)
		CHECK_U64(pfl_idtable_number(&t, ids[i], i * 10, &err), numbers[i]);
	CHECK_U64(t.id.n, 11);
	CHECK_U64(t.id.at[6], UINT64_MAX);
	CHECK_U64(t.offset.at[6], 60); /* of the first mention */
	CHECK_U64(t.row.at[6], UINT32_MAX);
	pfl_idtable_clear(&t);
	CHECK_U64(budget.used, 0);
	pfl_idtable_clear(&t);
}

/* An id that was sparse stays found when later ids make it dense. */
static void
test_sparse_then_dense(void)
{
	enum { AWAY = 100000 };
	struct pfl_error err = { 0 };
	struct pfl_idtable t;
	bool same = true;

	test_case("sparse, then dense");
	pfl_idtable_init(&t, NULL);
	CHECK_U64(pfl_idtable_number(&t, AWAY, 0, &err), 0);
	for (uint64_t id = 1; id <= 2 * AWAY; id++) {
		uint32_t want = id < AWAY ? (uint32_t)id : id == AWAY ? 0 : (uint32_t)(id - 1);

		same &= pfl_idtable_number(&t, id, id, &err) == want;
	}
	for (uint64_t id = 2 * AWAY; id > 0; id--) {
		uint32_t want = id < AWAY ? (uint32_t)id : id == AWAY ? 0 : (uint32_t)(id - 1);

		same &= pfl_idtable_number(&t, id, id, &err) == want;
	}
	CHECK(same);
	CHECK_U64(t.id.n, 2 * AWAY);
	pfl_idtable_clear(&t);
}

/* Memory goes by the number of ids, not by their size. */
static void
test_memory(void)
{
	struct pfl_error err = { 0 };
	struct pfl_budget budget = { 0 };
	struct pfl_idtable t;
	uint64_t state = 1;
	bool found = true;

	test_case("random ids of 64 bits");
	pfl_idtable_init(&t, &budget);
	for (uint32_t i = 0; i < 50000; i++)
		found &= pfl_idtable_number(&t, random_u64(&state), 0, &err) == i;
	state = 1;
	for (uint32_t i = 0; i < 50000; i++)
		found &= pfl_idtable_number(&t, random_u64(&state), 0, &err) == i;
	CHECK(found);
	CHECK(budget.used < 4 << 20);
	pfl_idtable_clear(&t);

	test_case("ids just dense enough");
	pfl_idtable_init(&t, &budget);
	for (uint64_t i = 0; i < 50000; i++)
		found &= pfl_idtable_number(&t, 65536 + i * 4, 0, &err) == i;
	CHECK(found);
	CHECK(budget.used < 6 << 20);
	pfl_idtable_clear(&t);

	test_case("a budget");
	budget.max = 100000;
	pfl_idtable_init(&t, &budget);
	for (uint64_t i = 0; i < 50000 && err.code == PFL_OK; i++)
		pfl_idtable_number(&t, i << 20, 0, &err);
	CHECK_I64(err.code, PFL_LIMIT);
	CHECK(strstr(err.msg, "--max-memory") != NULL);
	pfl_idtable_clear(&t);
	CHECK_U64(budget.used, 0);
}

int
main(void)
{
	test_numbering();
	test_sparse_then_dense();
	test_memory();
	return test_done();
}
