/* SPDX-License-Identifier: Apache-2.0 */
/* A second thread that decompresses while the first decodes. */
#define _POSIX_C_SOURCE 200809L
#include "io/backend.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	BLOCKS = 4,
	BLOCK = 256 * 1024,
	ALONE = 1024 * 1024, /* bytes read without a thread */
};

/*
 * A ring of blocks: the thread fills blocks [taken, filled), the reader empties them. Both
 * numbers only grow; filled - taken <= BLOCKS.
 */
struct ahead {
	struct pfl_backend below;
	uint64_t alone; /* bytes given before the thread was started */
	bool running, failed_start;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint64_t taken, filled;
	bool finished; /* the thread has met the end or an error */
	bool stop;     /* the reader wants no more               */
	struct pfl_error err;
	size_t used; /* bytes of the block being read */
	size_t size[BLOCKS];
	char block[BLOCKS][BLOCK];
};

/* Fill one block as far as the data goes; false at the end or on an error. */
static bool
fill_block(struct ahead *a, size_t i)
{
	size_t n = 0;

	while (n < BLOCK) {
		ptrdiff_t got =
			a->below.read(a->below.state, a->block[i] + n, BLOCK - n, &a->err);

		if (got <= 0) {
			a->size[i] = n;
			return false;
		}
		n += (size_t)got;
	}
	a->size[i] = n;
	return true;
}

static void *
run(void *state)
{
	struct ahead *a = state;
	bool more = true;

	while (more) {
		pthread_mutex_lock(&a->lock);
		while (a->filled - a->taken == BLOCKS && !a->stop)
			pthread_cond_wait(&a->changed, &a->lock);
		more = !a->stop;
		pthread_mutex_unlock(&a->lock);
		if (!more)
			break;
		more = fill_block(a, a->filled % BLOCKS);
		pthread_mutex_lock(&a->lock);
		a->filled++;
		a->finished = !more;
		pthread_cond_broadcast(&a->changed);
		pthread_mutex_unlock(&a->lock);
	}
	return NULL;
}

/* Start the thread with every signal blocked: they are for the program's own thread. */
static void
start(struct ahead *a)
{
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	a->running = pthread_create(&a->thread, NULL, run, a) == 0;
	a->failed_start = !a->running;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

/* Wait for a block that holds something; false at the end. */
static bool
await_block(struct ahead *a)
{
	bool have;

	pthread_mutex_lock(&a->lock);
	while (a->filled == a->taken && !a->finished)
		pthread_cond_wait(&a->changed, &a->lock);
	have = a->filled != a->taken;
	pthread_mutex_unlock(&a->lock);
	return have;
}

static void
release_block(struct ahead *a)
{
	pthread_mutex_lock(&a->lock);
	a->taken++;
	pthread_cond_broadcast(&a->changed);
	pthread_mutex_unlock(&a->lock);
	a->used = 0;
}

static ptrdiff_t
ahead_read(void *state, void *buffer, size_t n, struct pfl_error *err)
{
	struct ahead *a = state;

	if (!a->running) {
		if (a->alone >= ALONE && !a->failed_start)
			start(a);
		if (!a->running) {
			ptrdiff_t got = a->below.read(a->below.state, buffer, n, err);

			a->alone += got > 0 ? (uint64_t)got : 0;
			return got;
		}
	}
	while (await_block(a)) {
		size_t i = a->taken % BLOCKS, left = a->size[i] - a->used;

		if (left == 0) {
			release_block(a);
			continue;
		}
		n = n < left ? n : left;
		memcpy(buffer, a->block[i] + a->used, n);
		a->used += n;
		return (ptrdiff_t)n;
	}
	if (a->err.code != PFL_OK) {
		if (err->code == PFL_OK)
			*err = a->err;
		return -1;
	}
	return 0;
}

static void
ahead_close(void *state)
{
	struct ahead *a = state;

	if (a->running) {
		pthread_mutex_lock(&a->lock);
		a->stop = true;
		pthread_cond_broadcast(&a->changed);
		pthread_mutex_unlock(&a->lock);
		pthread_join(a->thread, NULL);
	}
	pthread_cond_destroy(&a->changed);
	pthread_mutex_destroy(&a->lock);
	a->below.close(a->below.state);
	free(a);
}

bool
pfl_backend_ahead(struct pfl_backend *backend, struct pfl_backend below, struct pfl_error *err)
{
	struct ahead *a = malloc(sizeof(*a));

	if (!a) {
		below.close(below.state);
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	memset(a, 0, offsetof(struct ahead, block)); /* the ring itself needs no zeroes */
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->changed, NULL);
	a->below = below;
	*backend = (struct pfl_backend){ ahead_read, ahead_close, a };
	return true;
}
