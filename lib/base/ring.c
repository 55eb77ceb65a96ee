/* SPDX-License-Identifier: Apache-2.0 */
/* Handing slots from one thread to another. */
#include "base/ring.h"

#include "base/beside.h"

void
pfl_ring_init(struct pfl_ring *ring, uint32_t slots)
{
	*ring = (struct pfl_ring){ .slots = slots };
	pthread_mutex_init(&ring->lock, NULL);
	pthread_cond_init(&ring->changed, NULL);
}

bool
pfl_ring_start(struct pfl_ring *ring, void *(*run)(void *state), void *state)
{
	if (ring->running || ring->refused)
		return ring->running;
	ring->running = pfl_thread_start(&ring->thread, run, state) == 0;
	ring->refused = !ring->running;
	return ring->running;
}

static void
change(struct pfl_ring *ring, bool *what)
{
	pthread_mutex_lock(&ring->lock);
	*what = true;
	pthread_cond_broadcast(&ring->changed);
	pthread_mutex_unlock(&ring->lock);
}

void
pfl_ring_close(struct pfl_ring *ring)
{
	if (ring->running) {
		change(ring, &ring->stopped);
		pthread_join(ring->thread, NULL);
	}
	pthread_cond_destroy(&ring->changed);
	pthread_mutex_destroy(&ring->lock);
}

bool
pfl_ring_await_empty(struct pfl_ring *ring)
{
	bool wanted;

	pthread_mutex_lock(&ring->lock);
	while (ring->filled - ring->emptied == ring->slots && !ring->stopped)
		pthread_cond_wait(&ring->changed, &ring->lock);
	wanted = !ring->stopped;
	pthread_mutex_unlock(&ring->lock);
	return wanted;
}

void
pfl_ring_fill(struct pfl_ring *ring, bool last)
{
	pthread_mutex_lock(&ring->lock);
	ring->filled++;
	ring->ended = last;
	pthread_cond_broadcast(&ring->changed);
	pthread_mutex_unlock(&ring->lock);
}

void
pfl_ring_drain(struct pfl_ring *ring)
{
	pthread_mutex_lock(&ring->lock);
	while (ring->filled != ring->emptied)
		pthread_cond_wait(&ring->changed, &ring->lock);
	pthread_mutex_unlock(&ring->lock);
}

bool
pfl_ring_await_full(struct pfl_ring *ring)
{
	bool full;

	pthread_mutex_lock(&ring->lock);
	while (ring->filled == ring->emptied && !ring->ended && !ring->stopped)
		pthread_cond_wait(&ring->changed, &ring->lock);
	full = ring->filled != ring->emptied && !ring->stopped;
	pthread_mutex_unlock(&ring->lock);
	return full;
}

void
pfl_ring_empty(struct pfl_ring *ring)
{
	pthread_mutex_lock(&ring->lock);
	ring->emptied++;
	pthread_cond_broadcast(&ring->changed);
	pthread_mutex_unlock(&ring->lock);
}

void
pfl_ring_fail(struct pfl_ring *ring, const struct pfl_error *why)
{
	pthread_mutex_lock(&ring->lock);
	if (ring->err.code == PFL_OK)
		ring->err = *why;
	pthread_mutex_unlock(&ring->lock);
}

bool
pfl_ring_ok(struct pfl_ring *ring, struct pfl_error *err)
{
	bool ok;

	pthread_mutex_lock(&ring->lock);
	ok = ring->err.code == PFL_OK;
	if (!ok && err->code == PFL_OK)
		*err = ring->err;
	pthread_mutex_unlock(&ring->lock);
	return ok;
}
