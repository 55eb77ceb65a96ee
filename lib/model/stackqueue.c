/* SPDX-License-Identifier: Apache-2.0 */
/* Batches of stacks, and the thread that works on them. */
#include "model/stackqueue.h"

#include "base/arena.h"
#include "base/block.h"
#include "base/ring.h"

#include <stdlib.h>
#include <string.h>

enum {
	BATCHES = 16,
	STACKS = 4096,       /* in a batch                                       */
	LOCATIONS = 1 << 16, /* in a batch; a stack that is longer is done alone */
	ROOM = STACKS + LOCATIONS,
	ALONE = 8, /* batches that are done without a thread */
};

struct slot {
	uint32_t *room; /* locations, and after LOCATIONS of them the ends */
	size_t locations, stacks;
};

/*
 * The caller fills slots, the thread empties them; while there is none, the caller does, and
 * one slot is enough. The slots of the thread are one block, whose pages are few and large.
 */
struct pfl_stackqueue {
	pfl_stackbatch_work *work;
	void *context;
	struct pfl_budget *budget;
	struct pfl_ring ring; /* its error is that of work(): later batches are dropped */
	struct slot slot[BATCHES];
	uint32_t *first; /* slot[0]'s room, until there is a thread */
	uint32_t *all;   /* of all slots, NULL without a thread     */
	unsigned alone;  /* batches done without a thread           */
};

static const size_t first_size = ROOM * sizeof(uint32_t);
static const size_t all_size = (size_t)BATCHES * ROOM * sizeof(uint32_t);

struct pfl_stackqueue *
pfl_stackqueue_new(pfl_stackbatch_work *work, void *context, struct pfl_budget *budget,
	struct pfl_error *err)
{
	struct pfl_stackqueue *q;

	if (!pfl_budget_take(budget, first_size, "stacks", err))
		return NULL;
	q = calloc(1, sizeof(*q));
	if (q)
		q->first = malloc(first_size); /* a small profile touches little of it */
	if (!q || !q->first) {
		free(q);
		pfl_budget_give(budget, first_size);
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	q->work = work;
	q->context = context;
	q->budget = budget;
	q->slot[0].room = q->first;
	pfl_ring_init(&q->ring, BATCHES);
	return q;
}

static bool
work_on(struct pfl_stackqueue *q, struct slot *slot, struct pfl_error *err)
{
	const struct pfl_stackbatch batch = {
		.location = slot->room, .end = slot->room + LOCATIONS, .n = slot->stacks
	};

	slot->locations = slot->stacks = 0;
	return q->work(q->context, &batch, err);
}

/* Work on the next slot; after a failure there is nothing more to do with any. */
static void *
run(void *state)
{
	struct pfl_stackqueue *q = state;

	while (pfl_ring_await_full(&q->ring)) {
		struct pfl_error err = { 0 };

		if (pfl_ring_ok(&q->ring, &err) &&
			!work_on(q, &q->slot[q->ring.emptied % BATCHES], &err))
			pfl_ring_fail(&q->ring, &err);
		pfl_ring_empty(&q->ring);
	}
	return NULL;
}

/* The input is a large one: have a thread, if there is memory for one. */
static void
share_work(struct pfl_stackqueue *q)
{
	struct pfl_error ignored = { 0 };

	if (q->all || q->ring.refused || !pfl_budget_take(q->budget, all_size, "", &ignored))
		return;
	q->all = pfl_block_alloc(all_size);
	if (q->all && pfl_ring_start(&q->ring, run, q)) {
		for (size_t i = 0; i < BATCHES; i++)
			q->slot[i] = (struct slot){ .room = q->all + i * ROOM };
		return;
	}
	pfl_block_free(q->all, all_size);
	q->all = NULL;
	q->ring.refused = true;
	pfl_budget_give(q->budget, all_size);
}

static struct slot *
at_hand(struct pfl_stackqueue *q)
{
	return &q->slot[q->ring.filled % BATCHES];
}

/* The slot at hand is full: have it worked on, and make the next one ready to be filled. */
static bool
submit(struct pfl_stackqueue *q, struct pfl_error *err)
{
	if (!q->all) {
		if (!pfl_ring_ok(&q->ring, err))
			return false;
		if (!work_on(q, at_hand(q), err)) {
			pfl_ring_fail(&q->ring, err);
			return false;
		}
		if (++q->alone >= ALONE)
			share_work(q);
		return true;
	}
	pfl_ring_fill(&q->ring, false);
	pfl_ring_await_empty(&q->ring);
	return pfl_ring_ok(&q->ring, err);
}

/* A stack that is longer than a slot; what came before it has to be done first. */
static bool
push_long(struct pfl_stackqueue *q, const uint32_t *locations, size_t n, uint32_t flag,
	struct pfl_error *err)
{
	const uint32_t end = (uint32_t)n | flag;
	const struct pfl_stackbatch batch = { .location = locations, .end = &end, .n = 1 };

	if (!pfl_stackqueue_flush(q, err))
		return false;
	if (q->work(q->context, &batch, err))
		return true;
	pfl_ring_fail(&q->ring, err);
	return false;
}

bool
pfl_stackqueue_push(struct pfl_stackqueue *q, const uint32_t *locations, size_t n,
	uint32_t flag, struct pfl_error *err)
{
	struct slot *slot = at_hand(q);

	if (n > LOCATIONS)
		return push_long(q, locations, n, flag, err);
	if (slot->stacks == STACKS || slot->locations + n > LOCATIONS) {
		if (!submit(q, err))
			return false;
		slot = at_hand(q);
	}
	if (n)
		memcpy(slot->room + slot->locations, locations, n * sizeof(*locations));
	slot->locations += n;
	slot->room[LOCATIONS + slot->stacks++] = (uint32_t)slot->locations | flag;
	return true;
}

bool
pfl_stackqueue_flush(struct pfl_stackqueue *q, struct pfl_error *err)
{
	if (at_hand(q)->stacks && !submit(q, err))
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
	if (q->all)
		pfl_budget_give(q->budget, all_size);
	pfl_block_free(q->all, all_size);
	pfl_budget_give(q->budget, first_size);
	free(q->first);
	free(q);
}
