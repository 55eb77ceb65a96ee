/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a report: written out, paged, or handed to a command. */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE /* TIOCGWINSZ */
#include "shell/deliver.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { NO_SUCH_COMMAND = 127 };

/* All of it, or as much as the reader wants. False: it could not be written. */
static bool
write_all(int fd, const char *text, size_t n)
{
	while (n) {
		ssize_t done = write(fd, text, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return errno == EPIPE; /* it has seen enough */
		text += done;
		n -= (size_t)done;
	}
	return true;
}

static void
handle(int signal, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	sigemptyset(&action.sa_mask);
	sigaction(signal, &action, NULL);
}

/* Start `sh -c command` reading from fd; 0 or an errno. */
static int
start(const char *command, int fd, int other, pid_t *child)
{
	char *argv[] = { (char[]){ "sh" }, (char[]){ "-c" }, NULL, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t defaults;
	int failed;

	argv[2] = strdup(command);
	if (!argv[2])
		return ENOMEM;
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGINT);
	sigaddset(&defaults, SIGPIPE);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	posix_spawn_file_actions_adddup2(&files, fd, 0);
	posix_spawn_file_actions_addclose(&files, fd);
	posix_spawn_file_actions_addclose(&files, other);
	posix_spawnattr_setsigdefault(&attr, &defaults);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	failed = posix_spawn(child, "/bin/sh", &files, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	free(argv[2]);
	return failed;
}

bool
deliver_to_command(
	const char *command, const char *text, size_t n, int *status, struct pfl_error *err)
{
	int ends[2], failed, ended;
	pid_t child;
	bool ok;

	if (pipe(ends) != 0)
		return pfl_fail(
			err, PFL_OUTPUT, "no pipe to '%s': %s", command, strerror(errno));
	/* From here on Ctrl-C is for the command: a pager stays, another ends. */
	handle(SIGINT, SIG_IGN);
	handle(SIGPIPE, SIG_IGN);
	failed = start(command, ends[0], ends[1], &child);
	close(ends[0]);
	if (failed) {
		close(ends[1]);
		return pfl_fail(
			err, PFL_OUTPUT, "'%s' cannot be run: %s", command, strerror(failed));
	}
	ok = write_all(ends[1], text, n);
	close(ends[1]);
	while (waitpid(child, &ended, 0) < 0) {
		if (errno != EINTR)
			return pfl_fail(err, PFL_OUTPUT, "'%s' is gone", command);
	}
	*status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
	return ok || pfl_fail(err, PFL_OUTPUT, "'%s' cannot be written to", command);
}

/* Has the terminal fewer lines than the text, with one for the prompt? */
static bool
is_long(const char *text, size_t n)
{
	struct winsize size;
	size_t lines = 0;

	if (!isatty(1) || ioctl(1, TIOCGWINSZ, &size) != 0 || size.ws_row == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		lines += text[i] == '\n';
	return lines >= size.ws_row;
}

bool
deliver_to_terminal(const char *text, size_t n, struct pfl_error *err)
{
	const char *pager = getenv("PAGER");
	int status = 0;

	if (!pager)
		pager = "less";
	if (*pager && is_long(text, n)) {
		/* Colours, and no screen of its own that is gone afterwards. */
		setenv("LESS", "FRX", 0);
		if (!deliver_to_command(pager, text, n, &status, err))
			return false;
		if (status != NO_SUCH_COMMAND)
			return true;
	}
	return write_all(1, text, n) ||
		pfl_fail(err, PFL_OUTPUT, "standard output cannot be written: %s",
			strerror(errno));
}
