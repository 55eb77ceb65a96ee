/* SPDX-License-Identifier: Apache-2.0 */
/* The one thing that a signal handler may touch. */
#define _POSIX_C_SOURCE 200809L
#include "shell/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <sys/select.h>

static volatile sig_atomic_t seen;

static void
note(int signal)
{
	(void)signal;
	seen = 1;
}

void
interrupt_catch(void)
{
	struct sigaction action = { .sa_handler = note }; /* no SA_RESTART: waits end */

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
}

void
interrupt_forget(void)
{
	seen = 0;
}

bool
interrupt_seen(void)
{
	return seen != 0;
}

bool
interrupt_or_input(int fd)
{
	sigset_t interrupt, before;
	fd_set input;

	FD_ZERO(&input);
	FD_SET(fd, &input);
	sigemptyset(&interrupt);
	sigaddset(&interrupt, SIGINT);
	sigprocmask(SIG_BLOCK, &interrupt, &before);
	if (!seen)
		pselect(fd + 1, &input, NULL, NULL, NULL, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return !seen;
}
