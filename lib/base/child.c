/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

double
pfl_child_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* One that is lower already stays. */
static void
lower(int resource, uint64_t max)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit))
		return;
	if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > max)
		limit.rlim_cur = max;
	setrlimit(resource, &limit);
}

/* Bytes of address space in use: a fork of a big process starts with all of it. 0: not known.
 */
static uint64_t
address_space(void)
{
	char text[64];
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = 0;
	return strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void
confine(const struct pfl_child_limits *limits, pid_t parent)
{
	static const int fatal[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGXCPU,
		SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM, SIGUSR1, SIGUSR2, SIGCHLD };
	uint64_t used = address_space();
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t none;

#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
	if (getppid() != parent)
		_exit(1);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		signal(fatal[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
	}
	lower(RLIMIT_CORE, 0);
	lower(RLIMIT_CPU, (uint64_t)ceil(limits->seconds) + 1);
	if (used && limits->memory && limits->memory < UINT64_MAX - used)
		lower(RLIMIT_AS, used + limits->memory);
}

/*
 * Fork with every signal held back, so that no handler of ours ever runs in the child: it
 * starts with all of them at their defaults.
 */
static pid_t
start(pfl_child_work *work, void *context, const struct pfl_child_limits *limits,
	const int pipe_fd[2])
{
	sigset_t all, before;
	pid_t parent = getpid(), pid;
	int fd;

	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before))
		return -1;
	pid = fork();
	if (!pid) {
		close(pipe_fd[0]);
		/* Where we run without standard streams, the pipe may have taken their place.
		 */
		fd = fcntl(pipe_fd[1], F_DUPFD, STDERR_FILENO + 1);
		confine(limits, parent);
		_exit(fd >= 0 && work(context, fd) ? 0 : 1);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return pid;
}

bool
pfl_child_start(struct pfl_child *child, pfl_child_work *work, void *context,
	const struct pfl_child_limits *limits, const char *what, enum pfl_code code,
	struct pfl_error *err)
{
	int pipe_fd[2];

	*child = (struct pfl_child){ .fd = -1 };
	if (pipe(pipe_fd))
		return pfl_fail(err, code, "no pipe for %s", what);
	/* Nothing that another thread starts meanwhile is to keep the pipe open. */
	fcntl(pipe_fd[0], F_SETFD, FD_CLOEXEC);
	fcntl(pipe_fd[1], F_SETFD, FD_CLOEXEC);
	child->pid = start(work, context, limits, pipe_fd);
	close(pipe_fd[1]);
	if (child->pid < 0) {
		close(pipe_fd[0]);
		return pfl_fail(err, code, "no process for %s", what);
	}
	child->fd = pipe_fd[0];
	return true;
}

size_t
pfl_child_read(struct pfl_child *child, void *into, size_t n, double deadline)
{
	for (;;) {
		struct pollfd wait = { .fd = child->fd, .events = POLLIN };
		double left = deadline - pfl_child_clock();
		ssize_t got;
		int ready;

		child->late = left <= 0;
		if (child->late)
			return 0;
		ready = poll(&wait, 1, (int)ceil(fmin(left, 3600) * 1000));
		if (ready < 0 && errno != EINTR)
			return 0;
		if (ready <= 0)
			continue;
		got = read(child->fd, into, n);
		if (got >= 0 || errno != EINTR)
			return got > 0 ? (size_t)got : 0;
	}
}

bool
pfl_child_take(struct pfl_child *child, void *into, size_t n, double deadline)
{
	unsigned char *at = into;

	while (n) {
		size_t got = pfl_child_read(child, at, n, deadline);

		if (!got)
			return false;
		at += got;
		n -= got;
	}
	return true;
}

void
pfl_child_end(struct pfl_child *child, double seconds, char why[64])
{
	int status = 0;

	close(child->fd);
	kill(child->pid, SIGKILL);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (child->late || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
		snprintf(why, 64, "took longer than %.3g s", seconds);
	else if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		snprintf(why, 64, "ended by signal %d", WTERMSIG(status));
	else
		snprintf(why, 64, "failed");
}

bool
pfl_child_write(int fd, const void *bytes, size_t n)
{
	const unsigned char *at = bytes;

	while (n) {
		ssize_t put = write(fd, at, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		at += put;
		n -= (size_t)put;
	}
	return true;
}
