/* SPDX-License-Identifier: Apache-2.0 */
/* A thread for one piece of work. */
#define _POSIX_C_SOURCE 200809L
#include "base/beside.h"

#include <signal.h>

int
pfl_thread_start(pthread_t *thread, void *(*run)(void *state), void *state)
{
	sigset_t all, old;
	int failed;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	failed = pthread_create(thread, NULL, run, state);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return failed;
}

static void *
run(void *state)
{
	struct pfl_beside *beside = state;

	beside->ok = beside->work(beside->context, &beside->err);
	return NULL;
}

void
pfl_beside_begin(struct pfl_beside *beside, bool (*work)(void *context, struct pfl_error *err),
	void *context, bool large)
{
	*beside = (struct pfl_beside){ .work = work, .context = context };
	beside->running = large && pfl_thread_start(&beside->thread, run, beside) == 0;
	if (!beside->running)
		run(beside);
}

bool
pfl_beside_end(struct pfl_beside *beside, struct pfl_error *err)
{
	if (beside->running)
		pthread_join(beside->thread, NULL);
	beside->running = false;
	if (!beside->ok && err->code == PFL_OK)
		*err = beside->err;
	return beside->ok;
}

bool
pfl_beside_both(bool (*work)(void *context, struct pfl_error *err), void *one, void *other,
	bool large, struct pfl_error *err)
{
	struct pfl_beside beside;
	bool ok;

	pfl_beside_begin(&beside, work, one, large);
	ok = work(other, err);
	return pfl_beside_end(&beside, err) && ok;
}
