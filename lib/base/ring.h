/* SPDX-License-Identifier: Apache-2.0 */
/* Two threads and a few slots between them: one fills a slot while the other empties another.
 */
#ifndef PFL_BASE_RING_H
#define PFL_BASE_RING_H

#include <profloom/error.h>
#include <pthread.h>
#include <stdint.h>

/*
 * Which slots of a ring are whose; what is in them is its owner's. Slots [emptied, filled) are
 * full; slot filled % slots is the filler's own, slot emptied % slots the emptier's. Both
 * numbers only grow, and filled - emptied <= slots. One of the two sides is the thread that
 * pfl_ring_start() makes, the other the caller's.
 */
struct pfl_ring {
	uint32_t slots;
	bool running;         /* the thread has been started                    */
	bool refused;         /* it could not be: the caller works alone        */
	bool ended;           /* no more slots will be filled                   */
	bool stopped;         /* nobody wants the rest                          */
	struct pfl_error err; /* the thread's, for pfl_ring_ok()         */
	uint64_t filled, emptied;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

/* Prepare a ring of so many slots, no thread yet. */
void pfl_ring_init(struct pfl_ring *ring, uint32_t slots);

/*
 * Start run(state) on a thread of its own, with every signal blocked: they are for the
 * program's own threads. False, now and from then on, when there is none to be had.
 */
bool pfl_ring_start(struct pfl_ring *ring, void *(*run)(void *state), void *state);

/* Stop and join the thread, if there is one, and release the ring; slots may still be full. */
void pfl_ring_close(struct pfl_ring *ring);

/* The filler: wait until its slot is empty; false when the ring was stopped. */
bool pfl_ring_await_empty(struct pfl_ring *ring);

/* The filler: its slot is full; `last`: and no other will be. */
void pfl_ring_fill(struct pfl_ring *ring, bool last);

/* The filler: wait until every slot is empty. */
void pfl_ring_drain(struct pfl_ring *ring);

/* The emptier: wait until its slot is full; false when the ring was stopped, or has ended. */
bool pfl_ring_await_full(struct pfl_ring *ring);

/* The emptier: its slot is empty. */
void pfl_ring_empty(struct pfl_ring *ring);

/* The thread: remember what went wrong, if it is the first thing. */
void pfl_ring_fail(struct pfl_ring *ring, const struct pfl_error *why);

/* The caller: false with *err when the thread has failed. */
bool pfl_ring_ok(struct pfl_ring *ring, struct pfl_error *err);

#endif
