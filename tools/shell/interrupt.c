/* SPDX-License-Identifier: Apache-2.0 */
/* The one thing that a signal handler may touch. */
#define _POSIX_C_SOURCE 200809L
#include "shell/interrupt.h"

#include <signal.h>
#include <stddef.h>

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
