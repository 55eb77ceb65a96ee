/* SPDX-License-Identifier: Apache-2.0 */
/* Processes that write, crash, hang, take all memory and say too little; none is left behind.
 */
#define _POSIX_C_SOURCE 200809L

#include "harness.h"

#include "base/child.h"
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static bool
says_hello(void *context, int fd)
{
	return pfl_child_write(fd, context, strlen(context));
}

static bool
crashes(void *context, int fd)
{
	(void)context;
	(void)!write(fd, "he", 2);
	raise(SIGSEGV);
	return true;
}

static bool
hangs(void *context, int fd)
{
	(void)fd;
	while (context)
		pause();
	return false;
}

static bool
works_for_ever(void *context, int fd)
{
	volatile unsigned n = 0;

	(void)fd;
	while (context)
		n++;
	return false;
}

static bool
gives_up(void *context, int fd)
{
	(void)context;
	(void)fd;
	return false;
}

static bool
takes_memory(void *context, int fd)
{
	volatile char *at = malloc((size_t)1 << 30);

	(void)context;
	if (at)
		at[0] = 1;
	return at && pfl_child_write(fd, "hello", 5);
}

/* What becomes of a child of which five bytes are expected within so many seconds. */
static void
check_child(const char *name, pfl_child_work *work, double seconds, uint64_t memory,
	const char *want)
{
	struct pfl_child_limits limits = { 20, memory };
	struct pfl_child child;
	struct pfl_error err = { 0 };
	char word[6] = "", why[64];
	char hello[] = "hello";

	test_case(name);
	if (!CHECK(pfl_child_start(&child, work, hello, &limits, "a test", PFL_NOMEM, &err)))
		return;
	if (pfl_child_take(&child, word, 5, pfl_child_clock() + seconds)) {
		CHECK_U64(pfl_child_read(&child, why, 1, pfl_child_clock() + 5), 0);
		pfl_child_end(&child, seconds, why);
		CHECK_STR(word, want);
	} else {
		pfl_child_end(&child, seconds, why);
		CHECK_STR(why, want);
	}
	CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

int
main(void)
{
	check_child("all is well", says_hello, 60, 0, "hello");
	check_child("a crash", crashes, 60, 0, "ended by signal 11");
	check_child("waiting", hangs, 0.3, 0, "took longer than 0.3 s");
	check_child("working", works_for_ever, 0.3, 0, "took longer than 0.3 s");
	check_child("giving up", gives_up, 60, 0, "failed");
	check_child("as much memory as it wants", takes_memory, 60, 0, "hello");
#if !defined(__SANITIZE_ADDRESS__)
	check_child("no memory", takes_memory, 60, UINT64_C(1) << 29, "failed");
#endif
	return test_done();
}
