/* SPDX-License-Identifier: Apache-2.0 */
/* Work on a thread of its own. */
#include "harness.h"

#include "base/beside.h"

struct counting {
	uint64_t sum, fail_at;
	pthread_t thread;
};

static bool
count(void *context, struct pfl_error *err)
{
	struct counting *c = context;

	c->thread = pthread_self();
	for (uint64_t i = 1; i <= 1000; i++) {
		if (i == c->fail_at)
			return pfl_fail(err, PFL_LIMIT, "at %" PRIu64, i);
		c->sum += i;
	}
	return true;
}

static void
test_work(bool large)
{
	struct counting there = { 0 }, here = { 0 };
	struct pfl_error err = { 0 };
	struct pfl_beside beside;

	pfl_beside_begin(&beside, count, &there, large);
	CHECK(count(&here, &err));
	CHECK(pfl_beside_end(&beside, &err));
	CHECK_STR(err.msg, "");
	CHECK_U64(there.sum, 500500);
	CHECK(pthread_equal(there.thread, here.thread) == !large);
}

static void
test_failure(bool large)
{
	struct counting there = { .fail_at = 7 };
	struct pfl_error err = { 0 }, other = { 0 };
	struct pfl_beside beside;

	pfl_beside_begin(&beside, count, &there, large);
	CHECK(!pfl_beside_end(&beside, &err));
	CHECK_I64(err.code, PFL_LIMIT);
	CHECK_STR(err.msg, "at 7");

	pfl_fail(&other, PFL_IO, "something else");
	pfl_beside_begin(&beside, count, &there, large);
	CHECK(!pfl_beside_end(&beside, &other));
	CHECK_STR(other.msg, "something else");
}

int
main(void)
{
	test_case("at once");
	test_work(false);
	test_failure(false);
	test_case("on a thread");
	test_work(true);
	test_failure(true);
	return test_done();
}
