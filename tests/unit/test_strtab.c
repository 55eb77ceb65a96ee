/* SPDX-License-Identifier: Apache-2.0 */
/* Interned strings, also over a parent. */
#include "harness.h"

#include "base/strtab.h"

#define S(text) ((struct pfl_span){ text, sizeof(text) - 1 })

static void
test_interning(void)
{
	struct pfl_error err = { 0 };
	struct pfl_strtab tab;
	uint32_t a, b, nul;

	test_case("interning");
	CHECK(pfl_strtab_init(&tab, NULL, NULL, &err));
	CHECK_U64(pfl_strtab_n(&tab), 1);
	CHECK_U64(pfl_strtab_add(&tab, S(""), &err), 0);
	CHECK_U64(pfl_strtab_add(&tab, (struct pfl_span){ NULL, 0 }, &err), 0);
	a = pfl_strtab_add(&tab, S("main"), &err);
	nul = pfl_strtab_add(&tab, S("main\0"), &err);
	b = pfl_strtab_add(&tab, S("main.go"), &err);
	CHECK_U64(a, 1);
	CHECK_U64(nul, 2); /* a NUL is a byte as any other */
	CHECK_U64(b, 3);
	CHECK_U64(pfl_strtab_add(&tab, S("main"), &err), a);
	CHECK(pfl_span_eq(pfl_strtab_get(&tab, nul), S("main\0")));
	CHECK(pfl_span_eq(pfl_strtab_get(&tab, 0), S("")));
	CHECK_STR(pfl_strtab_get(&tab, a).at, "main"); /* a NUL follows */
	CHECK_STR(pfl_strtab_get(&tab, b).at, "main.go");
	CHECK_U64(pfl_strtab_find(&tab, S("main.go")), b);
	CHECK_U64(pfl_strtab_find(&tab, S("main.c")), UINT32_MAX);
	CHECK_U64(pfl_strtab_n(&tab), 4);
	pfl_strtab_clear(&tab);
	pfl_strtab_clear(&tab);
}

static void
test_parents(void)
{
	struct pfl_error err = { 0 };
	struct pfl_strtab bottom, middle, top;
	uint32_t main_id, read_id, write_id;

	test_case("tables over one another");
	CHECK(pfl_strtab_init(&bottom, NULL, NULL, &err));
	main_id = pfl_strtab_add(&bottom, S("main"), &err);
	CHECK(pfl_strtab_init(&middle, &bottom, NULL, &err));
	CHECK_U64(pfl_strtab_n(&middle), 2);
	CHECK_U64(pfl_strtab_add(&middle, S("main"), &err), main_id);
	read_id = pfl_strtab_add(&middle, S("read"), &err);
	CHECK_U64(read_id, 2);
	CHECK(pfl_strtab_init(&top, &middle, NULL, &err));
	write_id = pfl_strtab_add(&top, S("write"), &err);
	CHECK_U64(write_id, 3);
	CHECK_U64(pfl_strtab_add(&top, S("read"), &err), read_id);
	CHECK_U64(pfl_strtab_find(&top, S("")), 0);
	CHECK_U64(pfl_strtab_find(&middle, S("write")), UINT32_MAX);
	CHECK_STR(pfl_strtab_get(&top, main_id).at, "main");
	CHECK_STR(pfl_strtab_get(&top, read_id).at, "read");
	CHECK_STR(pfl_strtab_get(&top, write_id).at, "write");
	CHECK_U64(pfl_strtab_n(&bottom), 2);
	pfl_strtab_clear(&top);
	pfl_strtab_clear(&middle);
	pfl_strtab_clear(&bottom);
}

/* A part of a string that is in the table: growing must not pull it away. */
static void
test_part_of_own(void)
{
	struct pfl_error err = { 0 };
	struct pfl_strtab tab;
	char text[200];
	bool all = true;

	test_case("a part of a string of the table");
	memset(text, 'x', sizeof(text));
	CHECK(pfl_strtab_init(&tab, NULL, NULL, &err));
	pfl_strtab_add(&tab, (struct pfl_span){ text, sizeof(text) }, &err);
	for (uint32_t n = sizeof(text) - 1; n > 0; n--) {
		struct pfl_span whole = pfl_strtab_get(&tab, 1);
		uint32_t id = pfl_strtab_add(&tab, (struct pfl_span){ whole.at, n }, &err);

		all &= pfl_span_eq(pfl_strtab_get(&tab, id), (struct pfl_span){ text, n });
	}
	CHECK(all);
	CHECK_U64(pfl_strtab_n(&tab), sizeof(text) + 1);
	pfl_strtab_clear(&tab);
}

static void
test_many(void)
{
	enum { STRINGS = 50000 };
	struct pfl_error err = { 0 };
	struct pfl_budget budget = { 0 };
	struct pfl_strtab tab;
	bool all = true;
	char text[32];

	test_case("many strings");
	CHECK(pfl_strtab_init(&tab, NULL, &budget, &err));
	for (uint32_t i = 1; i < STRINGS; i++) {
		int n = snprintf(text, sizeof(text), "func%u", i);

		all &= pfl_strtab_add(&tab, (struct pfl_span){ text, (size_t)n }, &err) == i;
	}
	for (uint32_t i = 1; i < STRINGS; i++) {
		snprintf(text, sizeof(text), "func%u", i);
		all &= strcmp(pfl_strtab_get(&tab, i).at, text) == 0;
		all &= pfl_strtab_find(&tab, pfl_span_of(text)) == i;
	}
	CHECK(all);
	pfl_strtab_clear(&tab);
	CHECK_U64(budget.used, 0);

	test_case("a budget");
	budget.max = 4096;
	CHECK(pfl_strtab_init(&tab, NULL, &budget, &err));
	for (uint32_t i = 0; i < 1000 && err.code == PFL_OK; i++) {
		snprintf(text, sizeof(text), "func%u", i);
		pfl_strtab_add(&tab, pfl_span_of(text), &err);
	}
	CHECK_I64(err.code, PFL_LIMIT);
	CHECK_STR(pfl_strtab_get(&tab, 1).at, "func0");
	pfl_strtab_clear(&tab);
	CHECK_U64(budget.used, 0);
}

int
main(void)
{
	test_interning();
	test_parents();
	test_part_of_own();
	test_many();
	return test_done();
}
