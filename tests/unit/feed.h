/* SPDX-License-Identifier: Apache-2.0 */
/* Standard input that a test writes, one byte at a time. */
#ifndef PFL_TESTS_FEED_H
#define PFL_TESTS_FEED_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* SOCK_SEQPACKET, MSG_NOSIGNAL: include this first */
#endif
#include "harness.h"

#include "base/span.h"

#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * Descriptor 0 is one end of a pair of sockets that keep packets apart: each read(2) gets one
 * packet, which is one byte, whatever it asks for.
 */
struct feed {
	struct pfl_span bytes;
	int to, old_stdin;
	pthread_t thread;
};

static inline void *
feed_write(void *state)
{
	struct feed *f = state;

	for (size_t i = 0; i < f->bytes.n; i++) {
		/* A reader that gives up early is none of our business. */
		if (send(f->to, f->bytes.at + i, 1, MSG_NOSIGNAL) != 1)
			break;
	}
	close(f->to);
	return NULL;
}

static inline void
feed_start(struct feed *f, struct pfl_span bytes)
{
	int pair[2];

	*f = (struct feed){ .bytes = bytes, .old_stdin = dup(0) };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) != 0 || dup2(pair[0], 0) != 0) {
		perror("feed");
		abort();
	}
	close(pair[0]);
	f->to = pair[1];
	if (pthread_create(&f->thread, NULL, feed_write, f) != 0)
		abort();
}

static inline void
feed_stop(struct feed *f)
{
	/* Closes the last reading end, so that a writer who still waits is let go. */
	if (f->old_stdin >= 0) {
		dup2(f->old_stdin, 0);
		close(f->old_stdin);
	} else {
		close(0);
	}
	pthread_join(f->thread, NULL);
}

#endif
