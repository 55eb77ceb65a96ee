/* SPDX-License-Identifier: Apache-2.0 */
/* The sets of limits and their defaults. */
#include "harness.h"

#include <profloom/limits.h>

#define MIB ((uint64_t)1 << 20)

static void
test_defaults(void)
{
	struct pfl_limits limits = { .samples = 7 }, named;
	struct pfl_error err = { 0 };

	test_case("defaults");
	pfl_limits_fill(&limits);
	CHECK_U64(limits.samples, 7); /* what was set stays */
	CHECK_U64(limits.input, 512 * MIB);
	CHECK_U64(limits.inflated, 4096 * MIB);
	CHECK_U64(limits.ratio, 200);
	CHECK_U64(limits.memory, 2048 * MIB);
	CHECK_U64(limits.entries, 20000000);
	CHECK_U64(limits.types, 16384);
	CHECK_U64(limits.stack, 1000000);
	CHECK_U64(limits.labels, 256);
	CHECK_U64(limits.string, MIB);
	CHECK_U64(limits.line, 16 * MIB);
	CHECK(pfl_limits_named(&named, "default", &err));
	limits.samples = 50000000;
	CHECK(memcmp(&named, &limits, sizeof(named)) == 0);
}

static void
test_sets(void)
{
	struct pfl_limits strict, trusted, before;
	struct pfl_error err = { 0 };

	test_case("strict");
	CHECK(pfl_limits_named(&strict, "strict", &err));
	CHECK_U64(strict.inflated, 64 * MIB);
	CHECK_U64(strict.samples, 100000);
	CHECK_U64(strict.memory, 512 * MIB);
	CHECK_U64(strict.string, MIB);

	test_case("trusted lifts all but memory");
	CHECK(pfl_limits_named(&trusted, "trusted", &err));
	CHECK_U64(trusted.memory, 2048 * MIB);
	CHECK(trusted.input > (uint64_t)1 << 60);
	CHECK(trusted.inflated > (uint64_t)1 << 60);
	CHECK(trusted.ratio > (uint64_t)1 << 60);
	CHECK(trusted.samples > 4000000000u && trusted.samples < UINT32_MAX);
	CHECK(trusted.entries > 4000000000u && trusted.entries < UINT32_MAX);
	CHECK(trusted.string > 4000000000u);

	test_case("no such set");
	before = trusted;
	CHECK(!pfl_limits_named(&trusted, "lax", &err));
	CHECK_I64(err.code, PFL_USAGE);
	CHECK_STR(err.msg,
		"no set of limits is called 'lax'; there are strict, default and trusted");
	CHECK(memcmp(&before, &trusted, sizeof(before)) == 0);
}

int
main(void)
{
	test_defaults();
	test_sets();
	return test_done();
}
