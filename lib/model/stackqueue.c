/* SPDX-License-Identifier: Apache-2.0 */
/* Batches of stacks, and the thread that works on them. */
#include "model/stackqueue.h"

#include "base/ring.h"

#include <stdlib.h>
#include <string.h>

enum {
	BATCHES = 16,
	STACKS = 4096,       /* in a batch                           */
	LOCATIONS = 1 << 16, /* in a batch, or one stack that is longer */
	ALONE = 8,           /* batches that are done without a thread */
};

/* The caller fills batches, the thread empties them; while there is none, the caller does. */
struct pfl_stackqueue {
	pfl_stackbatch_work *work;
	void *context;
	struct pfl_budget *budget;
	struct pfl_ring ring; /* its error is that of work(): later batches are dropped */
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
	pfl_ring_init(&q->ring, BATCHES);
	return q;
}

/* Work on the next batch; after a failure there is nothing more to do with any. */
static void
empty_batch(struct pfl_stackqueue *q)
{
	struct pfl_error err = { 0 };

	if (pfl_ring_ok(&q->ring, &err) &&
		!q->work(q->context, &q->batch[q->ring.emptied % BATCHES], &err))
		pfl_ring_fail(&q->ring, &err);
	pfl_ring_empty(&q->ring);
}

static void *
run(void *state)
{
	struct pfl_stackqueue *q = state;

	while (pfl_ring_await_full(&q->ring))
		empty_batch(q);
	return NULL;
}

static struct pfl_stackbatch *
at_hand(struct pfl_stackqueue *q)
{
	return &q->batch[q->ring.filled % BATCHES];
}

/* The batch at hand is full: have it worked on, and make the next one ready to be filled. */
static bool
submit(struct pfl_stackqueue *q, struct pfl_error *err)
{
	bool alone = q->ring.filled < ALONE || !pfl_ring_start(&q->ring, run, q);

	pfl_ring_fill(&q->ring, false);
	if (alone)
		empty_batch(q);
	pfl_ring_await_empty(&q->ring);
	at_hand(q)->location.n = at_hand(q)->end.n = 0;
	return pfl_ring_ok(&q->ring, err);
}

bool
pfl_stackqueue_push(
	struct pfl_stackqueue *q, const uint32_t *locations, size_t n, struct pfl_error *err)
{
	struct pfl_stackbatch *b = at_hand(q);

	if (b->end.n && (b->end.n == STACKS || b->location.n + n > LOCATIONS)) {
		if (!submit(q, err))
			return false;
		b = at_hand(q);
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
	if (at_hand(q)->end.n && !submit(q, err))
		return false;
	pfl_ring_drain(&q->ring);
	return pfl_ring_ok(&q->ring, err);
}

void
pfl_stackqueue_free(struct pfl_stackqueue *q)
{
	if (!q)
		return;
	pfl_ring_close(&q->ring);
	for (size_t i = 0; i < BATCHES; i++) {
		pfl_vec_clear(&q->batch[i].location, q->budget);
		pfl_vec_clear(&q->batch[i].end, q->budget);
	}
	free(q);
}
