/* SPDX-License-Identifier: Apache-2.0 */
/* Batches of stacks, and the thread that works on them. */
#define _POSIX_C_SOURCE 200809L
#include "model/stackqueue.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
	BATCHES = 4,
	STACKS = 4096,       /* in a batch                           */
	LOCATIONS = 1 << 16, /* in a batch, or one stack that is longer */
	ALONE = 8,           /* batches that are done without a thread */
};

/*
 * A ring: batch[made % BATCHES] is being filled by the caller, batches [done, made) wait for or
 * are in work. made and done only grow; made - done < BATCHES.
 */
struct pfl_stackqueue {
	pfl_stackbatch_work *work;
	void *context;
	struct pfl_budget *budget;
	bool running, failed_start, stop;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint64_t made, done;
	struct pfl_error err; /* of work(); once set, later batches are dropped */
	struct pfl_stackbatch batch[BATCHES];
};

struct pfl_stackqueue *
pfl_stackqueue_new(pfl_stackbatch_work *work, void *context, struct pfl_budget *budget,
	struct pfl_error *err)
{
	struct pfl_stackqueue *q = calloc(1, sizeof(*q));

	if (!q) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	q->work = work;
	q->context = context;
	q->budget = budget;
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->changed, NULL);
	return q;
}

static void *
run(void *state)
{
	struct pfl_stackqueue *q = state;

	pthread_mutex_lock(&q->lock);
	for (;;) {
		while (q->done == q->made && !q->stop)
			pthread_cond_wait(&q->changed, &q->lock);
		if (q->stop)
			break;
		if (q->err.code == PFL_OK) {
			struct pfl_error err = { 0 };

			pthread_mutex_unlock(&q->lock);
			q->work(q->context, &q->batch[q->done % BATCHES], &err);
			pthread_mutex_lock(&q->lock);
			q->err = err;
		}
		q->done++;
		pthread_cond_broadcast(&q->changed);
	}
	pthread_mutex_unlock(&q->lock);
	return NULL;
}

/* Start the thread with every signal blocked: they are for the program's own thread. */
static void
start(struct pfl_stackqueue *q)
{
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	q->running = pthread_create(&q->thread, NULL, run, q) == 0;
	q->failed_start = !q->running;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static bool
report(const struct pfl_stackqueue *q, struct pfl_error *err)
{
	if (q->err.code == PFL_OK)
		return true;
	if (err->code == PFL_OK)
		*err = q->err;
	return false;
}

/* The batch at hand is full: have it worked on, and make the next one ready to be filled. */
static bool
submit(struct pfl_stackqueue *q, struct pfl_error *err)
{
	struct pfl_stackbatch *next;
	bool ok;

	if (!q->running && q->made >= ALONE && !q->failed_start)
		start(q);
	if (!q->running) {
		if (q->err.code == PFL_OK)
			q->work(q->context, &q->batch[q->made % BATCHES], &q->err);
		q->made++;
		q->done++;
	} else {
		pthread_mutex_lock(&q->lock);
		q->made++;
		pthread_cond_broadcast(&q->changed);
		while (q->made - q->done == BATCHES)
			pthread_cond_wait(&q->changed, &q->lock);
		pthread_mutex_unlock(&q->lock);
	}
	next = &q->batch[q->made % BATCHES];
	next->location.n = next->end.n = 0;
	pthread_mutex_lock(&q->lock);
	ok = report(q, err);
	pthread_mutex_unlock(&q->lock);
	return ok;
}

bool
pfl_stackqueue_push(
	struct pfl_stackqueue *q, const uint32_t *locations, size_t n, struct pfl_error *err)
{
	struct pfl_stackbatch *b = &q->batch[q->made % BATCHES];

	if (b->end.n && (b->end.n == STACKS || b->location.n + n > LOCATIONS)) {
		if (!submit(q, err))
			return false;
		b = &q->batch[q->made % BATCHES];
	}
	if (!pfl_vec_reserve(&b->location, n, q->budget, "stacks", err) ||
		!pfl_vec_reserve(&b->end, 1, q->budget, "stacks", err))
		return false;
	if (n)
		memcpy(b->location.at + b->location.n, locations, n * sizeof(*locations));
	b->location.n += n;
	b->end.at[b->end.n++] = (uint32_t)b->location.n;
	return true;
}

bool
pfl_stackqueue_flush(struct pfl_stackqueue *q, struct pfl_error *err)
{
	bool ok;

	if (q->batch[q->made % BATCHES].end.n && !submit(q, err))
		return false;
	pthread_mutex_lock(&q->lock);
	while (q->done != q->made)
		pthread_cond_wait(&q->changed, &q->lock);
	ok = report(q, err);
	pthread_mutex_unlock(&q->lock);
	return ok;
}

void
pfl_stackqueue_free(struct pfl_stackqueue *q)
{
	if (!q)
		return;
	if (q->running) {
		pthread_mutex_lock(&q->lock);
		q->stop = true;
		pthread_cond_broadcast(&q->changed);
		pthread_mutex_unlock(&q->lock);
		pthread_join(q->thread, NULL);
	}
	for (size_t i = 0; i < BATCHES; i++) {
		pfl_vec_clear(&q->batch[i].location, q->budget);
		pfl_vec_clear(&q->batch[i].end, q->budget);
	}
	pthread_cond_destroy(&q->changed);
	pthread_mutex_destroy(&q->lock);
	free(q);
}
