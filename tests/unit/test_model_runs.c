/* SPDX-License-Identifier: Apache-2.0 */
/* A part of a pair: some of its recordings, or of its samples. */
#include "support.h"

#include "dump.h"
#include "model/runs.h"
#include "notation.h"

static const struct sample_text one[] = { { "f;main", { 1, 10 }, "k=a" } };
static const struct sample_text two[] = { { "g;main", { 2, 20 }, NULL },
	{ "f;main", { 3, 30 }, "k=b" } };
static const struct sample_text three[] = { { "h;other", { 4, 40 }, NULL } };

static void
test_left_out(void)
{
	static const char types[] = "samples/count cpu/nanoseconds";
	struct pfl_profile *run[] = { notation_timed_profile(types, one, 1, 0, 7),
		notation_timed_profile(types, three, 1, 0, 8),
		notation_timed_profile(types, two, 2, 0, 9) };
	const struct pfl_profile *old[] = { run[0], run[1], run[0] },
				 *now[] = { run[2], run[1] };
	static const bool out[] = { false, true, false, true, false };
	struct pfl_error err = { 0 };
	struct pfl_profile *pair = pfl_pair(old, 3, now, 2, NULL, &err), *less = NULL;

	if (CHECK(pair != NULL))
		less = pfl_profile_without_runs(pair, out, &err);
	CHECK_STR(err.msg, "");
	if (less) {
		const struct pfl_pairing *p = less->pairing;
		int64_t sum[2] = { 0, 0 };

		CHECK_U64(p->n_runs, 3);
		CHECK_U64(p->n_old, 2);
		CHECK_U64(p->n_given, 5);
		CHECK_U64(p->n_given_old, 3);
		CHECK_I64(p->run[1].duration_nanos, 7);
		CHECK_I64(p->run[2].duration_nanos, 8);
		CHECK_U64(pfl_pairing_number(p, 1), 3);
		CHECK_U64(pfl_pairing_number(p, 2), 2);
		CHECK_U64(pfl_pairing_number(pair->pairing, 1), 2);
		CHECK_U64(pfl_pairing_number(pair->pairing, 3), 1);
		/* Twice the first, against the third; nothing of the second but its own. */
		for (uint32_t i = 0; i < less->samples.n; i++) {
			CHECK(less->samples.run[i] < 3);
			sum[0] += less->samples.value[1][i];
			sum[1] += less->samples.before[1][i];
		}
		CHECK_I64(sum[0], 40);
		CHECK_I64(sum[1], 20);
		CHECK(less->stacks.n < pair->stacks.n);
	}
	pfl_profile_free(less);
	pfl_profile_free(pair);
	for (size_t i = 0; i < COUNTOF(run); i++)
		pfl_profile_free(run[i]);
}

static void
test_samples(void)
{
	static const char types[] = "samples/count cpu/nanoseconds";
	struct pfl_profile *run[] = { notation_timed_profile(types, one, 1, 0, 7),
		notation_timed_profile(types, two, 2, 0, 9) };
	const struct pfl_profile *old[] = { run[0] }, *now[] = { run[1] };
	static const uint32_t some[] = { 0, 2 };
	struct pfl_error err = { 0 };
	struct pfl_profile *pair = pfl_pair(old, 1, now, 1, NULL, &err);
	struct pfl_profile *part = pair ? pfl_profile_derive(pair, &err) : NULL;

	if (CHECK(part && pair->samples.n == 3) &&
		CHECK(pfl_pair_subset(part, some, 2, &err))) {
		uint64_t samples = 0;

		CHECK_U64(part->samples.n, 2);
		for (uint32_t i = 0; i < 2; i++) {
			CHECK_U64(part->samples.run[i], pair->samples.run[some[i]]);
			for (uint32_t t = 0; t < 2; t++) {
				CHECK_I64(part->samples.value[t][i],
					pair->samples.value[t][some[i]]);
				CHECK_I64(part->samples.before[t][i],
					pair->samples.before[t][some[i]]);
			}
			samples += part->pairing->run[i].samples;
		}
		CHECK_U64(samples, 2);
		CHECK_I64(part->pairing->run[0].duration_nanos, 7);
		CHECK_U64(pair->pairing->run[1].samples, 2);
	}
	pfl_profile_free(part);
	pfl_profile_free(pair);
	pfl_profile_free(run[0]);
	pfl_profile_free(run[1]);
}

int
main(void)
{
	test_case("left out");
	test_left_out();
	test_case("samples");
	test_samples();
	return test_done();
}
