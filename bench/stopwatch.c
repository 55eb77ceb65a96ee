/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a command once and writes "status wall_ns user_us system_us peak_kib" to a file.
 *
 * A small program of its own because Linux carries the peak memory of the process that forked
 * over exec: measured from a script interpreter, nothing would seem to need less than 10 MB.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t
micros(struct timeval t)
{
	return (int64_t)t.tv_sec * 1000000 + t.tv_usec;
}

int
main(int argc, char **argv)
{
	struct rusage use;
	int64_t start;
	int status;
	pid_t pid;
	FILE *f;

	if (argc < 3) {
		fprintf(stderr, "usage: profloom-stopwatch RESULT COMMAND [ARGUMENT...]\n");
		return 2;
	}
	start = now();
	if ((pid = fork()) == 0) {
		execvp(argv[2], argv + 2);
		fprintf(stderr, "%s: %s\n", argv[2], strerror(errno));
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid ||
		getrusage(RUSAGE_CHILDREN, &use) != 0) {
		perror("profloom-stopwatch");
		return 1;
	}
	start = now() - start;
	status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	if (!(f = fopen(argv[1], "w"))) {
		perror(argv[1]);
		return 1;
	}
	fprintf(f, "%d %" PRId64 " %" PRId64 " %" PRId64 " %ld\n", status, start,
		micros(use.ru_utime), micros(use.ru_stime), use.ru_maxrss);
	return fclose(f) == 0 ? 0 : 1;
}
