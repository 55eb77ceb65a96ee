/* SPDX-License-Identifier: Apache-2.0 */
/* Guesses at renames: the examples of the design to their printed digits, and
 * properties. */
#include "support.h"

#include "compare/similar.h"

#include <math.h>

static bool
near(double a, double b)
{
	return fabs(a - b) < 5e-7;
}

static const struct {
	const char *a, *b;
	uint32_t distance;
	double similar;
} names[] = {
	{ "", "", 0, 1 },
	{ "", "abc", 3, 0 },
	{ "abc", "abc", 0, 1 },
	{ "kitten", "sitting", 3, 0.571429 },
	{ "log", "emit", 4, 0 },
	{ "log", "cache", 5, 0 },
	{ "main.f.func1", "main.main.func1", 4, 0.733333 },
	{ "(*Server).handleV1", "(*Server).handleV2", 1, 0.944444 },
	{ "ab", "ba", 2, 0 },
	{ "flaw", "lawn", 2, 0.5 },
};

static void
test_names(void)
{
	for (size_t i = 0; i < COUNTOF(names); i++) {
		struct pfl_span a = pfl_span_of(names[i].a), b = pfl_span_of(names[i].b);

		test_case(names[i].a);
		CHECK_U64(pfl_edit_distance(a, b), names[i].distance);
		CHECK_U64(pfl_edit_distance(b, a), names[i].distance);
		CHECK(near(pfl_similar_name(a, b), names[i].similar));
	}
}

/* The textbook's table, two rows of it. */
static uint32_t
plain_distance(struct pfl_span a, struct pfl_span b)
{
	static uint32_t row[2][PFL_SIMILAR_NAME + 1];
	uint32_t *above = row[0], *here = row[1];

	for (size_t j = 0; j <= b.n; j++)
		above[j] = (uint32_t)j;
	for (size_t i = 1; i <= a.n; i++) {
		uint32_t *swap = above;

		here[0] = (uint32_t)i;
		for (size_t j = 1; j <= b.n; j++) {
			uint32_t best = above[j - 1] + (a.at[i - 1] != b.at[j - 1]);

			best = above[j] + 1 < best ? above[j] + 1 : best;
			here[j] = here[j - 1] + 1 < best ? here[j - 1] + 1 : best;
		}
		above = here;
		here = swap;
	}
	return above[b.n];
}

static void
test_distances(void)
{
	static char a[PFL_SIMILAR_NAME + 8], b[PFL_SIMILAR_NAME + 8];
	uint64_t state = 1;

	test_case("against the table");
	for (unsigned round = 0; round < 3000; round++) {
		uint32_t most = round % 100 == 0 ? PFL_SIMILAR_NAME : 200;
		uint32_t letters = 1 + random_below(&state, round % 2 ? 3 : 255);
		struct pfl_span s = { a, random_below(&state, most + 1) };
		struct pfl_span t = { b, random_below(&state, most + 1) };

		for (size_t i = 0; i < s.n; i++)
			a[i] = (char)random_below(&state, letters);
		for (size_t i = 0; i < t.n; i++)
			b[i] = round % 3 && i < s.n && random_below(&state, 8)
				? a[i]
				: (char)random_below(&state, letters);
		if (!CHECK_U64(pfl_edit_distance(s, t), plain_distance(s, t)))
			break;
	}
	test_case("what is far behind does not count");
	memset(a, 'a', sizeof(a));
	memset(b, 'a', sizeof(b));
	b[PFL_SIMILAR_NAME] = 'b';
	CHECK_U64(pfl_edit_distance(
			  (struct pfl_span){ a, sizeof(a) }, (struct pfl_span){ b, sizeof(b) }),
		0);
}

enum { SPRINTF = 1, GET = 2 };

static const uint32_t sprintf_only[] = { SPRINTF }, get_only[] = { GET },
		      both[] = { SPRINTF, GET };

/* The example of the design: log is gone, emit and cache are new, all below
 * handle. */
static const struct pfl_candidate log_gone = { .name = { "log", 3 },
	.parent = 1,
	.cost = 510,
	.n_callees = 1,
	.callee = sprintf_only,
	.callee_cost = (const double[]){ 510 } };
static const struct pfl_candidate emit_new = { .name = { "emit", 4 },
	.parent = 1,
	.cost = 510,
	.n_callees = 1,
	.callee = sprintf_only,
	.callee_cost = (const double[]){ 510 } };
static const struct pfl_candidate cache_new = { .name = { "cache", 5 },
	.parent = 1,
	.cost = 300,
	.n_callees = 1,
	.callee = get_only,
	.callee_cost = (const double[]){ 300 } };

static void
test_example(void)
{
	struct pfl_candidate come[] = { cache_new, emit_new };
	struct pfl_similar_pair pairs[PFL_SIMILAR_MOST];

	test_case("log, emit and cache");
	CHECK(near(pfl_similarity(&log_gone, &emit_new), 0.75));
	CHECK(near(pfl_similarity(&log_gone, &cache_new), 0.267647));
	if (CHECK_U64(pfl_similar_pairs(&log_gone, 1, come, 2, 9251, pairs), 1)) {
		CHECK_U64(pairs[0].gone, 0);
		CHECK_U64(pairs[0].come, 1);
		CHECK(near(pairs[0].similarity, 0.75));
	}
	test_case("too small to matter");
	CHECK_U64(pfl_similar_pairs(&log_gone, 1, come, 2, 510 / 0.002 + 1, pairs), 0);
	test_case("nothing");
	CHECK_U64(pfl_similar_pairs(NULL, 0, come, 2, 0, pairs), 0);
}

static void
test_parts(void)
{
	struct pfl_candidate a = { .file = 3, .parent = 1, .grandparent = 5 }, b = a;

	test_case("leaves");
	CHECK(near(pfl_similar_callees(&a, &b), 1));
	b.file = 4;
	CHECK(near(pfl_similar_callees(&a, &b), 0));
	a.file = b.file = 0;
	CHECK(near(pfl_similar_callees(&a, &b), 0));
	CHECK(near(pfl_similar_callees(&a, &log_gone), 0));
	test_case("callees");
	a = (struct pfl_candidate){
		.n_callees = 2, .callee = both, .callee_cost = (const double[]){ 3, 4 }
	};
	CHECK(near(pfl_similar_callees(&a, &log_gone), 0.6));
	CHECK(near(pfl_similar_callees(&cache_new, &a), 0.8));
	CHECK(near(pfl_similar_callees(&a, &a), 1));
	a.callee_cost = (const double[]){ 1e200, 1e-200 };
	CHECK(near(pfl_similar_callees(&a, &log_gone), 1));
	a.callee_cost = (const double[]){ 0, -1 };
	CHECK(near(pfl_similar_callees(&a, &log_gone), 0));
	test_case("sizes");
	CHECK(near(pfl_similar_size(300, 510), 0.588235));
	CHECK(near(pfl_similar_size(510, 300), 0.588235));
	CHECK(near(pfl_similar_size(0, 0), 0));
	CHECK(near(pfl_similar_size(0, 1), 0));
	test_case("callers");
	a = (struct pfl_candidate){ .parent = 1, .grandparent = 5 };
	b = (struct pfl_candidate){ .parent = 2, .grandparent = 5 };
	CHECK(near(pfl_similar_caller(&a, &a), 1));
	CHECK(near(pfl_similar_caller(&a, &b), 0.5));
	b.grandparent = 6;
	CHECK(near(pfl_similar_caller(&a, &b), 0));
}

/* Many candidates: each is used once at most, the similar come first, and both
 * sides may be exchanged. */
static void
test_many(void)
{
	enum { N = 80 };
	static struct pfl_candidate side[2][N];
	static char text[2][N][8];
	struct pfl_similar_pair there[PFL_SIMILAR_MOST], back[PFL_SIMILAR_MOST];
	uint64_t state = 1;

	test_case("many");
	for (unsigned round = 0; round < 50; round++) {
		uint32_t n, used[2][N] = { { 0 } }, wrong = 0;

		for (unsigned s = 0; s < 2; s++) {
			for (uint32_t i = 0; i < N; i++) {
				snprintf(text[s][i], sizeof(text[s][i]), "f%u",
					random_below(&state, 1000));
				side[s][i] = (struct pfl_candidate){ pfl_span_of(text[s][i]),
					random_below(&state, 4), random_below(&state, 3), 0,
					1 + random_below(&state, 100000), 0, NULL, NULL };
			}
		}
		n = pfl_similar_pairs(side[0], N, side[1], N, 100, there);
		CHECK(n > 0 && n <= PFL_SIMILAR_MOST);
		CHECK_U64(pfl_similar_pairs(side[1], N, side[0], N, 100, back), n);
		for (uint32_t i = 0; i < n; i++) {
			wrong += used[0][there[i].gone]++ || used[1][there[i].come]++;
			wrong += there[i].similarity < PFL_SIMILAR_ENOUGH;
			wrong += i > 0 && there[i - 1].similarity < there[i].similarity;
		}
		CHECK_U64(wrong, 0);
	}
	test_case("those that cost most are looked at");
	for (unsigned s = 0; s < 2; s++) {
		for (uint32_t i = 0; i < N; i++)
			side[s][i] = (struct pfl_candidate){ pfl_span_of("f"), 1, 1, 1,
				i == N - 1 ? 1000 : 500, 0, NULL, NULL };
	}
	CHECK_U64(pfl_similar_pairs(side[0], N, side[1], N, 100, there), PFL_SIMILAR_MOST);
	CHECK_U64(there[0].gone, 0);
	CHECK_U64(there[0].come, 0);
	CHECK_U64(there[49].gone, N - 1);
	CHECK_U64(there[49].come, N - 1);
}

int
main(void)
{
	test_names();
	test_distances();
	test_example();
	test_parts();
	test_many();
	return test_done();
}
