/* SPDX-License-Identifier: Apache-2.0 */
/* One piece of work on a thread of its own while the caller does another. */
#ifndef PFL_BASE_BESIDE_H
#define PFL_BASE_BESIDE_H

#include <profloom/error.h>
#include <pthread.h>

/* Every signal is blocked in the thread: they are for the program's own. 0, or an error number.
 */
int pfl_thread_start(pthread_t *thread, void *(*run)(void *state), void *state);

/* The members are the implementation's. */
struct pfl_beside {
	bool (*work)(void *context, struct pfl_error *err);
	void *context;
	bool running, ok;
	struct pfl_error err;
	pthread_t thread;
};

/*
 * Begin work(context, err). `large`: it is worth a thread; otherwise, and where none can be
 * had, it is done when this returns. Nothing that it touches may be touched until
 * pfl_beside_end(), which has to follow.
 */
void pfl_beside_begin(struct pfl_beside *beside,
	bool (*work)(void *context, struct pfl_error *err), void *context, bool large);

/* Wait for it. False when it has failed, with *err unless that tells of something else. */
bool pfl_beside_end(struct pfl_beside *beside, struct pfl_error *err);

/* work(one, err) beside work(other, err), which the caller does. False when either has failed.
 */
bool pfl_beside_both(bool (*work)(void *context, struct pfl_error *err), void *one, void *other,
	bool large, struct pfl_error *err);

#endif
