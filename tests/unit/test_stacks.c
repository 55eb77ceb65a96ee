/* SPDX-License-Identifier: Apache-2.0 */
/* The stack tree against a slow one that is plainly right; rewriting stacks, keeping samples.
 */
#include "made_stacks.h"

#include "model/builder.h"
#include "model/restack.h"
#include "model/stacks.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
	const char *name;
	size_t n;
	uint32_t depth, width;
} shapes[] = {
	{ "one", 1, 5, 3 },
	{ "few", 10, 3, 2 },
	{ "narrow", 300, 40, 1 },
	{ "wide", 3000, 2, 1000 },
	{ "deep", 200, 3000, 5 },
	{ "a batch", 4096, 10, 8 },
	{ "a batch and one", 4097, 10, 8 },
	{ "many, on a second thread", 150000, 12, 12 },
	{ "many and deep, on a second thread", 20000, 400, 4 },
};

static void
test_pushing(void)
{
	uint64_t state = 7;

	for (size_t i = 0; i < COUNTOF(shapes); i++) {
		struct stacks s =
			random_stacks(&state, shapes[i].n, shapes[i].depth, shapes[i].width);
		struct pfl_budget budget = { 0 };
		struct pfl_error err = { 0 };
		struct pfl_stacktree tree;
		bool ok = true;

		test_case(shapes[i].name);
		CHECK(pfl_stacktree_init(&tree, &budget, &err));
		for (size_t j = 0; j < s.n; j++) {
			size_t n;
			const uint32_t *location = stack_at(&s, j, &n);

			ok &= pfl_stacktree_push(&tree, location, n, &err);
		}
		ok &= pfl_stacktree_flush(&tree, &err);
		CHECK(ok);
		CHECK_STR(err.msg, "");
		check_tree(&tree, &s);
		/* Only what the samples took over stays charged. */
		CHECK(budget.used >= s.n * sizeof(uint32_t) &&
			budget.used < s.n * 8 + PFL_BLOCK_LARGE);
		stacks_clear(&s);
	}
}

/* One at a time, and both ways mixed. */
static void
test_paths(void)
{
	uint64_t state = 8;

	for (int mixed = 0; mixed < 2; mixed++) {
		struct stacks s = random_stacks(&state, 20000, 10, 6);
		struct pfl_error err = { 0 };
		struct pfl_stacktree tree;

		test_case(mixed ? "one at a time, in between many" : "one at a time");
		CHECK(pfl_stacktree_init(&tree, NULL, &err));
		for (size_t i = 0; i < s.n; i++) {
			size_t n;
			const uint32_t *location = stack_at(&s, i, &n);

			if (mixed && i % 1000) {
				pfl_stacktree_push(&tree, location, n, &err);
				continue;
			}
			pfl_stacktree_flush(&tree, &err);
			if (!pfl_vec_reserve(&tree.result, 1, NULL, "rows", &err))
				break;
			tree.result.at[tree.result.n] =
				pfl_stacktree_path(&tree, location, n, &err);
			tree.result.n++;
		}
		CHECK(pfl_stacktree_flush(&tree, &err));
		check_tree(&tree, &s);
		stacks_clear(&s);
	}
}

/*
 * With this seed the hash of a path is the XOR of its locations' hashes: stacks with the same
 * frames in another order, or with a pair of frames more, have the same one.
 */
static void
test_collisions(void)
{
	uint64_t state = 9;

	for (size_t n = 3; n < 2000; n *= 5) {
		struct stacks s = random_stacks(&state, n, 12, 3);
		struct pfl_error err = { 0 };
		struct pfl_stacktree tree;

		test_case("stacks of one hash");
		CHECK(pfl_stacktree_init(&tree, NULL, &err));
		tree.map.seed = UINT64_C(0x9e3779b97f4a7c14) >> 1;
		for (size_t i = 0; i < s.n; i++) {
			size_t length;
			const uint32_t *location = stack_at(&s, i, &length);

			pfl_stacktree_push(&tree, location, length, &err);
		}
		CHECK(pfl_stacktree_flush(&tree, &err));
		check_tree(&tree, &s);
		stacks_clear(&s);
	}
}

/* Longer than a batch, and a frame longer still. */
static void
test_long_stacks(void)
{
	enum { LENGTH = 200000 };
	uint32_t *location = malloc((LENGTH + 1) * sizeof(*location));
	struct pfl_error err = { 0 };
	struct pfl_stacktree tree;

	test_case("stacks longer than a batch");
	for (uint32_t i = 0; i <= LENGTH; i++)
		location[i] = i % 17;
	CHECK(pfl_stacktree_init(&tree, NULL, &err));
	CHECK(pfl_stacktree_push(&tree, location, LENGTH, &err));
	CHECK(pfl_stacktree_push(&tree, location, LENGTH + 1, &err));
	CHECK(pfl_stacktree_push(&tree, location, 0, &err));
	CHECK(pfl_stacktree_push(&tree, location, LENGTH, &err));
	CHECK(pfl_stacktree_flush(&tree, &err));
	CHECK_U64(tree.row.n, LENGTH + 2);
	CHECK_U64(tree.result.n, 4);
	CHECK_U64(tree.result.at[1], LENGTH + 1);
	CHECK_U64(tree.result.at[2], 0);
	CHECK_U64(tree.result.at[3], tree.result.at[0]);
	pfl_stacktree_clear(&tree);
	free(location);
}

/* What fails on the second thread is reported by the first, and nothing is waited for. */
static void
test_budget(void)
{
	uint64_t state = 10;
	struct stacks s = random_stacks(&state, 150000, 12, 40);

	for (uint64_t max = 1 << 16; max <= 1 << 22; max *= 4) {
		struct pfl_budget budget = { .max = max };
		struct pfl_error err = { 0 };
		struct pfl_stacktree tree;
		bool ok = pfl_stacktree_init(&tree, &budget, &err);

		test_case("a budget that is too small");
		for (size_t i = 0; ok && i < s.n; i++) {
			size_t n;
			const uint32_t *location = stack_at(&s, i, &n);

			ok = pfl_stacktree_push(&tree, location, n, &err);
		}
		ok = ok && pfl_stacktree_flush(&tree, &err);
		CHECK(!ok);
		CHECK_I64(err.code, PFL_LIMIT);
		CHECK(strstr(err.msg, "--max-memory") != NULL);
		pfl_stacktree_clear(&tree);
		CHECK_U64(budget.used, 0);
	}
	stacks_clear(&s);
}

/* A profile of random stacks with labels and two columns, old values as well. */
static struct pfl_profile *
random_profile(uint64_t *state, const struct stacks *s, uint32_t width)
{
	struct pfl_error err = { 0 };
	struct pfl_builder *b = pfl_builder_new(NULL, &err);
	struct pfl_profile *p;

	pfl_build_type(b, pfl_build_string(b, pfl_span_of("a")), 0);
	pfl_build_type(b, pfl_build_string(b, pfl_span_of("b")), 0);
	for (uint32_t i = 0; i < width; i++)
		pfl_build_location(b, i, PFL_NONE, false, NULL, 0);
	for (size_t i = 0; i < s->n; i++) {
		struct pfl_label label = {
			.key = 1,
			.text = PFL_NONE,
			.number = random_below(state, 3),
		};
		int64_t values[] = { (int64_t)i, (int64_t)random_u64(state) };
		uint32_t labels = pfl_build_labels(b, &label, random_below(state, 2));
		size_t n;
		const uint32_t *location = stack_at(s, i, &n);

		pfl_build_sample_of(b, location, n, labels, values, 2);
		values[0] = -values[0];
		pfl_build_before(b, values, 2);
	}
	p = pfl_builder_finish(b, &err);
	CHECK_STR(err.msg, "");
	pfl_builder_free(b);
	return p;
}

/* A rule by location: which one to put there. `seen` is added to the state. */
struct rule {
	uint32_t to[64];
	uint8_t seen[64];
	bool by_state; /* odd states put the next location there */
};

static uint32_t
apply_rule(void *context, uint32_t location, uint8_t above, uint8_t *state)
{
	const struct rule *rule = context;
	uint32_t to = rule->to[location];

	*state = (uint8_t)(above + rule->seen[location]);
	if (rule->by_state && above % 2 && to < PFL_CUT)
		return to + 1;
	return to;
}

/* What the rule makes of one stack, step by step. */
static size_t
rewrite_slowly(struct rule *rule, const uint32_t *location, size_t n, uint32_t *out)
{
	uint8_t state = 0;
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		uint8_t above = state;
		uint32_t to = apply_rule(rule, location[i], above, &state);

		if (to == PFL_CUT)
			break;
		if (to != PFL_NONE)
			out[kept++] = to;
	}
	return kept;
}

static void
test_rewriting(void)
{
	enum { WIDTH = 20, DEPTH = 15 };
	uint64_t state = 11;

	for (int round = 0; round < 40; round++) {
		struct stacks s = random_stacks(&state, round < 36 ? 300 : 30000, DEPTH, WIDTH);
		struct pfl_profile *p = random_profile(&state, &s, WIDTH + 1), *d;
		struct rule rule = { .by_state = round % 4 == 3 };
		struct naive naive = { malloc((s.n_locations + 1) * sizeof(*naive.row)), 1 };
		struct pfl_error err = { 0 };
		bool same = true;

		test_case("rewriting");
		naive.row[0] = (struct naive_row){ PFL_NONE, 0, 0 };
		for (uint32_t i = 0; i < WIDTH; i++) {
			uint32_t dice = random_below(&state, 10);

			rule.to[i] = dice < 2                 ? PFL_NONE
				: dice == 2 && round % 4 == 2 ? PFL_CUT
				: dice < 6                    ? i
							      : random_below(&state, WIDTH);
			rule.seen[i] = (uint8_t)random_below(&state, 3);
		}
		d = pfl_profile_derive(p, &err);
		CHECK(d && pfl_stacks_rewrite(d, apply_rule, &rule, &err));
		for (size_t i = 0; d && i < s.n; i++) {
			uint32_t want[DEPTH];
			size_t n, kept;
			const uint32_t *location = stack_at(&s, i, &n);

			kept = rewrite_slowly(&rule, location, n, want);
			naive_path(&naive, want, kept);
			same &= is_stack(&d->stacks, d->samples.stack[i], want, kept);
			same &= is_stack(&p->stacks, p->samples.stack[i], location, n);
		}
		CHECK(same);
		CHECK(is_in_order(&d->stacks));
		CHECK(d->stacks.n >= naive.n); /* stacks without a sample have rows as well */
		CHECK(d->stacks.n <= p->stacks.n);
		pfl_profile_free(d);
		pfl_profile_free(p);
		free(naive.row);
		stacks_clear(&s);
	}
}

static void
test_everything_goes(void)
{
	uint64_t state = 12;
	struct stacks s = random_stacks(&state, 100, 8, 4);
	struct pfl_profile *p = random_profile(&state, &s, 4);
	struct rule rule = { .to = { 0 } };
	struct pfl_error err = { 0 };
	bool empty = true;

	for (int cut = 0; cut < 2; cut++) {
		struct pfl_profile *d = pfl_profile_derive(p, &err);

		test_case("no frame is left");
		for (size_t i = 0; i < COUNTOF(rule.to); i++)
			rule.to[i] = cut ? PFL_CUT : PFL_NONE;
		CHECK(d && pfl_stacks_rewrite(d, apply_rule, &rule, &err));
		CHECK_U64(d->stacks.n, 1);
		CHECK_U64(d->samples.n, s.n);
		for (size_t i = 0; i < s.n; i++)
			empty &= d->samples.stack[i] == 0;
		CHECK(empty);
		pfl_profile_free(d);
	}
	pfl_profile_free(p);
	stacks_clear(&s);
}

static void
test_keeping(void)
{
	uint64_t state = 13;
	struct stacks s = random_stacks(&state, 5000, 8, 6);
	struct pfl_profile *p = random_profile(&state, &s, 6);
	uint8_t *keep = malloc(s.n);

	for (uint32_t share = 0; share <= 4; share++) {
		struct pfl_error err = { 0 };
		struct pfl_profile *d = pfl_profile_derive(p, &err);
		uint32_t to = 0;
		bool same = true;

		test_case("keeping samples");
		for (size_t i = 0; i < s.n; i++)
			keep[i] = random_below(&state, 4) < share ? (uint8_t)(1 + i % 255) : 0;
		CHECK(d && pfl_samples_keep(d, keep, &err));
		for (uint32_t i = 0; i < p->samples.n; i++) {
			if (!keep[i])
				continue;
			same &= d->samples.stack[to] == p->samples.stack[i];
			same &= d->samples.labels[to] == p->samples.labels[i];
			for (int t = 0; t < 2; t++) {
				same &= d->samples.value[t][to] == p->samples.value[t][i];
				same &= d->samples.before[t][to] == p->samples.before[t][i];
			}
			to++;
		}
		CHECK(same);
		CHECK_U64(d->samples.n, to);
		CHECK(share != 0 || to == 0);
		CHECK(share != 4 || to == p->samples.n);
		pfl_profile_free(d);
	}
	free(keep);
	pfl_profile_free(p);
	stacks_clear(&s);
}

#ifndef NDEBUG
enum { ABORTED = 7 };

static void
on_abort(int signal)
{
	(void)signal;
	_exit(ABORTED);
}

/* What it is to add a stack to a sealed tree, in a process that this ends. */
static void
add_to_sealed(void)
{
	static const uint32_t location[] = { 1, 2 };
	struct pfl_budget budget = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_stacktree tree;

	close(STDERR_FILENO);
	if (!pfl_stacktree_init(&tree, &budget, &err) ||
		pfl_stacktree_path(&tree, location, 2, &err) == PFL_NONE ||
		!pfl_stacktree_seal(&tree, &err))
		_exit(EXIT_FAILURE);
	signal(SIGABRT, on_abort);
	pfl_stacktree_path(&tree, location, 1, &err);
	_exit(EXIT_SUCCESS);
}

static void
test_sealed(void)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		add_to_sealed();
	CHECK(child > 0 && waitpid(child, &status, 0) == child);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == ABORTED);
}
#endif

int
main(void)
{
#ifndef NDEBUG
	test_sealed();
#endif
	test_pushing();
	test_paths();
	test_collisions();
	test_long_stacks();
	test_budget();
	test_rewriting();
	test_everything_goes();
	test_keeping();
	return test_done();
}
