/* SPDX-License-Identifier: Apache-2.0 */
/* Sums by stack are exact, in 64 bits as well as beyond, with and without what was left out. */
#include "sketch.h"

#include "analyze/totals.h"
#include "model/restack.h"

static const char modest[] = "1 10 leaf;main\n"
			     "2 -20 main\n"
			     "3 30 other;main\n";

/* INT64_MAX and INT64_MIN, twice. */
static const char huge[] = "9223372036854775807 -9223372036854775808 leaf;main\n"
			   "9223372036854775807 -9223372036854775808 main\n"
			   "1 1 other;main\n";

static const char one[] = "9223372036854775807 -9223372036854775808 leaf;main\n";

/* The row of sample i's stack. */
static uint32_t
row(const struct pfl_profile *p, uint32_t i)
{
	return p->samples.stack[i];
}

static void
test_small(void)
{
	struct pfl_profile *p = sketch_read("a/count b/count", modest);
	struct pfl_arena arena = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_totals t;

	test_case("what fits into 64 bits");
	CHECK(pfl_totals_make(&t, p, p->samples.value[0], &arena, &err));
	CHECK(t.small && !t.large && !t.negative);
	CHECK(pfl_total_of(&t, 0) == 6 && pfl_total_of(&t, row(p, 1)) == 6);
	CHECK(pfl_total_of(&t, row(p, 0)) == 1 && pfl_total_of(&t, row(p, 2)) == 3);
	CHECK(pfl_totals_make(&t, p, p->samples.value[1], &arena, &err));
	CHECK(t.small && t.negative && pfl_total_of(&t, 0) == 20);
	test_case("no column");
	CHECK(pfl_totals_make(&t, p, NULL, &arena, &err));
	CHECK(pfl_totals_there(&t) && !t.negative && pfl_total_of(&t, 0) == 0);
	pfl_arena_clear(&arena);
	pfl_profile_free(p);
}

static void
test_large(void)
{
	struct pfl_profile *p = sketch_read("a/count b/count", huge);
	struct pfl_arena arena = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_totals t;

	test_case("what does not");
	CHECK(pfl_totals_make(&t, p, p->samples.value[0], &arena, &err));
	CHECK(t.large && !t.small && !t.negative);
	CHECK(pfl_total_of(&t, row(p, 1)) == (pfl_sum)INT64_MAX * 2 + 1);
	CHECK(pfl_totals_make(&t, p, p->samples.value[1], &arena, &err));
	CHECK(t.large && t.negative);
	CHECK(pfl_total_of(&t, row(p, 1)) == (pfl_sum)INT64_MIN * 2 + 1);
	pfl_profile_free(p);

	test_case("one value is never too much");
	p = sketch_read("a/count b/count", one);
	CHECK(pfl_totals_make(&t, p, p->samples.value[1], &arena, &err));
	CHECK(t.small && t.negative && pfl_total_of(&t, 0) == INT64_MIN);
	pfl_arena_clear(&arena);
	pfl_profile_free(p);
}

/* The same whether samples were only left out, or are gone. */
static void
test_left_out(const char *name, const char *samples)
{
	struct pfl_profile *whole = sketch_read("a/count b/count", samples);
	struct pfl_arena arena = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_profile *p = pfl_profile_derive(whole, &err);
	uint8_t *out = pfl_arena_alloc(&p->arena, p->stacks.n, 1, &err);
	struct pfl_totals left, gone;

	test_case(name);
	out[row(p, 0)] = 1;
	p->samples.left_out = out;
	CHECK(pfl_totals_make(&left, p, p->samples.value[0], &arena, &err));
	CHECK(pfl_samples_settle(p, &err));
	CHECK(!p->samples.left_out && p->samples.n == whole->samples.n - 1);
	CHECK(pfl_totals_make(&gone, p, p->samples.value[0], &arena, &err));
	for (uint32_t i = 0; i < p->stacks.n; i++)
		CHECK(pfl_total_of(&left, i) == pfl_total_of(&gone, i));
	CHECK(pfl_total_of(&gone, row(whole, 0)) == 0);
	pfl_arena_clear(&arena);
	pfl_profile_free(p);
	pfl_profile_free(whole);
}

int
main(void)
{
	test_small();
	test_large();
	test_left_out("left out, in 64 bits", modest);
	test_left_out("left out, beyond", huge);
	return test_done();
}
