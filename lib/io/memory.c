/* SPDX-License-Identifier: Apache-2.0 */
/* Backends of bytes that are in memory. */
#include "io/backend.h"

#include <stdlib.h>
#include <string.h>

bool
pfl_backend_fill(
	struct pfl_backend *backend, void *buffer, size_t n, size_t *got, struct pfl_error *err)
{
	ptrdiff_t more = 1;

	*got = 0;
	while (*got < n && more > 0) {
		more = backend->read(backend->state, (char *)buffer + *got, n - *got, err);
		*got += more > 0 ? (size_t)more : 0;
	}
	return more >= 0;
}

struct memory {
	struct pfl_span all, left;
	void *owned;
};

static ptrdiff_t
memory_read(void *state, void *buffer, size_t n, struct pfl_error *err)
{
	struct memory *m = state;

	(void)err;
	if (n > m->left.n)
		n = m->left.n;
	if (n)
		memcpy(buffer, m->left.at, n);
	m->left.at += n;
	m->left.n -= n;
	return (ptrdiff_t)n;
}

static struct pfl_span
memory_all(void *state)
{
	const struct memory *m = state;

	return m->all;
}

static void
memory_close(void *state)
{
	struct memory *m = state;

	free(m->owned);
	free(m);
}

bool
pfl_backend_memory(
	struct pfl_backend *backend, const void *data, size_t n, struct pfl_error *err)
{
	struct memory *m = malloc(sizeof(*m));
	struct pfl_span all = { n ? data : "", n };

	if (!m)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	*m = (struct memory){ .all = all, .left = all };
	*backend = (struct pfl_backend){ memory_read, memory_close, m, memory_all };
	return true;
}

bool
pfl_backend_own_memory(struct pfl_backend *backend, void *data, size_t n, struct pfl_error *err)
{
	struct memory *m;

	if (!pfl_backend_memory(backend, data, n, err)) {
		free(data);
		return false;
	}
	m = backend->state;
	m->owned = data;
	return true;
}

struct replay {
	struct pfl_backend below;
	char *head;
	size_t used, n;
};

static ptrdiff_t
replay_read(void *state, void *buffer, size_t n, struct pfl_error *err)
{
	struct replay *r = state;

	if (r->used == r->n)
		return r->below.read(r->below.state, buffer, n, err);
	n = n < r->n - r->used ? n : r->n - r->used;
	memcpy(buffer, r->head + r->used, n);
	r->used += n;
	return (ptrdiff_t)n;
}

static struct pfl_span
replay_all(void *state)
{
	struct replay *r = state;

	return r->below.all(r->below.state);
}

static void
replay_close(void *state)
{
	struct replay *r = state;

	r->below.close(r->below.state);
	free(r->head);
	free(r);
}

bool
pfl_backend_replay(struct pfl_backend *backend, struct pfl_backend below, char *head, size_t n,
	struct pfl_error *err)
{
	struct replay *r = malloc(sizeof(*r));

	if (!r) {
		below.close(below.state);
		free(head);
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	*r = (struct replay){ .below = below, .head = head, .n = n };
	*backend = (struct pfl_backend){ replay_read, replay_close, r,
		below.all ? replay_all : NULL };
	return true;
}
