/* SPDX-License-Identifier: Apache-2.0 */
/* What a unit test needs: named cases, checks that show both operands, a summary. */
#ifndef PFL_TESTS_HARNESS_H
#define PFL_TESTS_HARNESS_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNTOF(array) (sizeof(array) / sizeof((array)[0]))

/* A test program counts for itself; test_done() turns the counts into its exit status. */
static const char *test_name = "";
static unsigned test_checks, test_failures;

/* Name what the next checks are about; failures print it. Borrowed until the next call. */
static inline void
test_case(const char *name)
{
	test_name = name;
}

static inline bool
test_report(bool ok, const char *file, int line)
{
	test_checks++;
	if (ok)
		return true;
	test_failures++;
	fprintf(stderr, "%s:%d: %s: ", file, line, test_name);
	return false;
}

static inline bool
test_true(bool ok, const char *what, const char *file, int line)
{
	if (!test_report(ok, file, line))
		fprintf(stderr, "not true: %s\n", what);
	return ok;
}

static inline bool
test_str(const char *got, const char *want, const char *what, const char *file, int line)
{
	bool ok = got && want ? !strcmp(got, want) : got == want;

	if (!test_report(ok, file, line))
		fprintf(stderr, "%s is\n  \"%s\", not\n  \"%s\"\n", what, got ? got : "(null)",
			want ? want : "(null)");
	return ok;
}

static inline bool
test_u64(uint64_t got, uint64_t want, const char *what, const char *file, int line)
{
	if (!test_report(got == want, file, line))
		fprintf(stderr, "%s is %" PRIu64 ", not %" PRIu64 "\n", what, got, want);
	return got == want;
}

static inline bool
test_i64(int64_t got, int64_t want, const char *what, const char *file, int line)
{
	if (!test_report(got == want, file, line))
		fprintf(stderr, "%s is %" PRId64 ", not %" PRId64 "\n", what, got, want);
	return got == want;
}

/* Each is true when it holds, so that a test can go on only then. The first operand is ours. */
#define CHECK(condition) test_true((condition), #condition, __FILE__, __LINE__)
#define CHECK_STR(got, want) test_str((got), (want), #got, __FILE__, __LINE__)
#define CHECK_U64(got, want) test_u64((got), (want), #got, __FILE__, __LINE__)
#define CHECK_I64(got, want) test_i64((got), (want), #got, __FILE__, __LINE__)

/*
 * How many of n cases that differ in little but their numbers are run: all, unless
 * PROFLOOM_TEST_SHARE=K asks for one in K, because the program is watched by something that
 * makes it slow and needs each kind of case, not each case.
 */
static inline size_t
test_share(size_t n)
{
	const char *text = getenv("PROFLOOM_TEST_SHARE");
	size_t share = text ? strtoul(text, NULL, 10) : 1;

	return share > 1 ? (n + share - 1) / share : n;
}

/* End a test that cannot run here; ctest shows it as skipped. */
static inline _Noreturn void
test_skip(const char *why)
{
	fprintf(stderr, "skipped: %s\n", why);
	exit(77);
}

/* The last line of main: return test_done(). A program that checked nothing has failed. */
static inline int
test_done(void)
{
	printf("%u checks, %u failed\n", test_checks, test_failures);
	return test_failures || !test_checks ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
