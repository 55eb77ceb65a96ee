/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that prepares the profile, and a pipe that tells when it has. */
#define _POSIX_C_SOURCE 200809L
#include "shell/prepare.h"

#include "shell/interrupt.h"

#include <signal.h>
#include <unistd.h>

/* The end of the pipe is what a wait for a line or Ctrl-C can wait for as well. */
static void *
run(void *context)
{
	struct preparing *preparing = context;

	pfl_profile_prepare(preparing->profile);
	close(preparing->pipe[1]);
	return NULL;
}

/* Signals are for the shell's own thread. */
static bool
start(struct preparing *preparing)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	preparing->running = pthread_create(&preparing->thread, NULL, run, preparing) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return preparing->running;
}

void
prepare_begin(struct session *s)
{
	struct preparing *preparing = &s->preparing;

	preparing->profile = s->profile;
	if (pipe(preparing->pipe) == 0) {
		if (start(preparing))
			return;
		close(preparing->pipe[0]);
		close(preparing->pipe[1]);
	}
	pfl_profile_prepare(s->profile);
}

bool
prepare_await(struct session *s)
{
	if (s->preparing.running && !interrupt_or_input(s->preparing.pipe[0]))
		return false;
	prepare_end(s);
	return true;
}

void
prepare_end(struct session *s)
{
	if (!s->preparing.running)
		return;
	pthread_join(s->preparing.thread, NULL);
	close(s->preparing.pipe[0]);
	s->preparing.running = false;
}
