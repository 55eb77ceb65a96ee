/* SPDX-License-Identifier: Apache-2.0 */
/* A second thread that decompresses while the first decodes. */
#include "base/ring.h"
#include "io/backend.h"

#include <stdlib.h>
#include <string.h>

enum {
	BLOCKS = 8,
	BLOCK = 256 * 1024,
	ALONE = 1024 * 1024, /* bytes read without a thread */
};

/* The thread fills blocks, the reader empties them. */
struct ahead {
	struct pfl_backend below;
	struct pfl_ring ring;
	const bool *never; /* the source's: no thread is to be started */
	uint64_t alone;    /* bytes given before the thread was started */
	size_t used;       /* bytes of the block being read */
	size_t size[BLOCKS];
	char block[BLOCKS][BLOCK];
};

/* Fill one block as far as the data goes; false at the end or on an error. */
static bool
fill_block(struct ahead *a, size_t i)
{
	struct pfl_error err = { 0 };
	size_t *n = &a->size[i];

	if (!pfl_backend_fill(&a->below, a->block[i], BLOCK, n, &err)) {
		pfl_ring_fail(&a->ring, &err);
		return false;
	}
	return *n == BLOCK;
}

static void *
run(void *state)
{
	struct ahead *a = state;
	bool more = true;

	while (more && pfl_ring_await_empty(&a->ring)) {
		more = fill_block(a, a->ring.filled % BLOCKS);
		pfl_ring_fill(&a->ring, !more);
	}
	return NULL;
}

static ptrdiff_t
ahead_read(void *state, void *buffer, size_t n, struct pfl_error *err)
{
	struct ahead *a = state;

	if (a->alone < ALONE || *a->never || !pfl_ring_start(&a->ring, run, a)) {
		ptrdiff_t got = a->below.read(a->below.state, buffer, n, err);

		a->alone += got > 0 ? (uint64_t)got : 0;
		return got;
	}
	while (pfl_ring_await_full(&a->ring)) {
		size_t i = a->ring.emptied % BLOCKS, left = a->size[i] - a->used;

		if (left == 0) {
			a->used = 0;
			pfl_ring_empty(&a->ring);
			continue;
		}
		n = n < left ? n : left;
		memcpy(buffer, a->block[i] + a->used, n);
		a->used += n;
		return (ptrdiff_t)n;
	}
	return pfl_ring_ok(&a->ring, err) ? 0 : -1;
}

static void
ahead_close(void *state)
{
	struct ahead *a = state;

	pfl_ring_close(&a->ring);
	a->below.close(a->below.state);
	free(a);
}

bool
pfl_backend_ahead(struct pfl_backend *backend, struct pfl_backend below, const bool *never,
	struct pfl_error *err)
{
	struct ahead *a = malloc(sizeof(*a));

	if (!a) {
		below.close(below.state);
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	memset(a, 0, offsetof(struct ahead, block)); /* the ring itself needs no zeroes */
	pfl_ring_init(&a->ring, BLOCKS);
	a->below = below;
	a->never = never;
	*backend = (struct pfl_backend){ ahead_read, ahead_close, a, NULL };
	return true;
}
