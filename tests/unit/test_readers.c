/* SPDX-License-Identifier: Apache-2.0 */
/* Many profiles read at once come in the order of their names, and so do their errors. */
#include "support.h"

#include "dump.h"

#include <sys/stat.h>

enum { MANY = 40 };

static char paths[4][4096];
static const char *names[MANY];

/* Samples of several sizes in turn. */
static void
name_samples(void)
{
	static const char *const below[] = { "samples/go/slow.cpu.pb.gz",
		"samples/folded/shop.folded", "samples/go/fast.cpu.pb.gz",
		"samples/go/fast.mutex.pb.gz" };

	for (size_t i = 0; i < COUNTOF(below); i++)
		snprintf(paths[i], sizeof(paths[i]), "%s", source_path(below[i]));
	for (size_t i = 0; i < MANY; i++)
		names[i] = paths[i * 7 % 4];
}

static void
check_order(size_t n)
{
	struct pfl_error err = { 0 };
	struct pfl_readers *readers = pfl_readers_new(names, n, NULL, &err);

	for (size_t i = 0; CHECK(readers != NULL) && i < n; i++) {
		struct pfl_profile *p = pfl_readers_next(readers, &err);
		struct pfl_profile *alone = pfl_read(names[i], NULL, &err);

		if (CHECK(p && alone)) {
			struct pfl_text got = dump_profile(p), expected = dump_profile(alone);

			dump_check(pfl_text_get(&got), pfl_text_get(&expected));
			pfl_text_clear(&got);
			pfl_text_clear(&expected);
		}
		pfl_profile_free(p);
		pfl_profile_free(alone);
	}
	pfl_readers_free(readers);
}

/* Profiles that need all of the memory, and so more than a thread's part, are read as well. */
static void
check_memory(void)
{
	struct pfl_read_opts opts = { .limits.memory = 4096 };
	struct pfl_readers *readers;
	struct pfl_profile *p = NULL;
	struct pfl_error err;

	test_case("profiles that need all memory");
	do { /* the least that is enough for the largest, but for an eighth */
		opts.limits.memory += opts.limits.memory / 8;
		err = (struct pfl_error){ 0 };
		p = pfl_read(paths[0], &opts, &err);
	} while (!p && err.code == PFL_LIMIT);
	CHECK(p != NULL);
	readers = pfl_readers_new(
		(const char *const[]){ paths[0], paths[0], paths[0] }, 3, &opts, &err);
	for (int i = 0; readers && i < 3; i++) {
		pfl_profile_free(p);
		p = pfl_readers_next(readers, &err);
		CHECK(p != NULL);
	}
	pfl_profile_free(p);
	pfl_readers_free(readers);
}

/* A limit that has no parts is a limit all the same. */
static void
check_little_memory(void)
{
	const struct pfl_read_opts opts = { .limits.memory = 1 };
	struct pfl_error err = { 0 };
	struct pfl_readers *readers = pfl_readers_new(names, 4, &opts, &err);
	struct pfl_profile *p;

	test_case("a byte of memory");
	p = readers ? pfl_readers_next(readers, &err) : NULL;
	CHECK(!p && err.code == PFL_LIMIT);
	pfl_profile_free(p);
	pfl_readers_free(readers);
}

/* Take until one fails: which that is, and what is said. */
static void
check_failure(const char *name, size_t first, const char *message)
{
	struct pfl_error err = { 0 };
	struct pfl_readers *readers = pfl_readers_new(names, MANY, NULL, &err);
	struct pfl_profile *p = NULL;
	size_t i = 0;

	test_case(name);
	do {
		pfl_profile_free(p);
		p = readers ? pfl_readers_next(readers, &err) : NULL;
	} while (p && ++i < MANY);
	CHECK_U64(i, first);
	CHECK(strstr(err.msg, message) != NULL);
	pfl_profile_free(p);
	pfl_readers_free(readers);
}

/* Neither a pipe that nobody writes to nor what stands behind it keeps those before it. */
static void
check_pipe(void)
{
	char pipe[64] = "/tmp/profloom-test-XXXXXX";
	const char *two[2] = { paths[0], pipe };
	struct pfl_error err = { 0 };
	struct pfl_readers *readers;
	struct pfl_profile *p;

	test_case("a pipe");
	if (!CHECK(mkdtemp(pipe) != NULL))
		return;
	strcat(pipe, "/pipe");
	CHECK(mkfifo(pipe, 0600) == 0);
	readers = pfl_readers_new(two, 2, NULL, &err);
	p = readers ? pfl_readers_next(readers, &err) : NULL;
	CHECK(p != NULL);
	pfl_profile_free(p);
	pfl_readers_free(readers);
	unlink(pipe);
	*strrchr(pipe, '/') = '\0';
	rmdir(pipe);
}

int
main(void)
{
	name_samples();
	for (size_t n = 0; n <= 9; n++)
		check_order(n);
	check_order(MANY);
	check_memory();
	check_little_memory();
	names[30] = "/nowhere/late";
	check_failure("one that is not there", 30, "/nowhere/late: cannot be opened");
	names[29] = source_path("CHANGELOG.md");
	check_failure("the first of two", 29, "CHANGELOG.md: not a profile");
	names[0] = "/nowhere/first";
	check_failure("the very first", 0, "/nowhere/first: cannot be opened");
	check_pipe();
	return test_done();
}
