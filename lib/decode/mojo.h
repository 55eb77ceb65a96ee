/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MOJO, the binary format of austin, which is what it writes from version 4 on:
 * https://p403n1x87.github.io/austin/4.1/formats/mojo/
 *
 *     MOJ version, then events: a byte that says which, and its fields
 *
 * Numbers have six bits and a sign in their first byte, seven bits in any other, the lowest
 * first; texts end with a NUL. Strings and frames are defined under a key, which is that of one
 * process, before they are referred to. A sample is a stack, its frames from the root on, and
 * its metrics.
 */
#ifndef PFL_DECODE_MOJO_H
#define PFL_DECODE_MOJO_H

#include "base/span.h"

enum {
	PFL_MOJO_NEWEST = 4,  /* version             */
	PFL_MOJO_NUMBERS = 7, /* fields of an event, */
	PFL_MOJO_TEXTS = 2,   /* at most             */
};

enum pfl_mojo_type {
	PFL_MOJO_METADATA = 1,
	PFL_MOJO_STACK,
	PFL_MOJO_FRAME,
	PFL_MOJO_FRAME_INVALID,
	PFL_MOJO_FRAME_REF,
	PFL_MOJO_FRAME_KERNEL,
	PFL_MOJO_GC,
	PFL_MOJO_IDLE,
	PFL_MOJO_METRIC_TIME,
	PFL_MOJO_METRIC_MEMORY,
	PFL_MOJO_STRING,
	PFL_MOJO_STRING_REF,
	PFL_MOJO_STACK_REPEAT, /* the thread's last stack, without what is not Python's at its
				  leaf */
	PFL_MOJO_TASK_STACK,   /* of a task that waits: its frames and its time follow, inside a
				  sample */
	PFL_MOJO_TASK_WAITER,
	PFL_MOJO_EVENT_TYPES,
};

/* A number and its sign. */
struct pfl_mojo_number {
	uint64_t size;
	bool negative;
};

struct pfl_mojo_event {
	enum pfl_mojo_type type;
	uint64_t offset; /* in the file */
	struct pfl_mojo_number number[PFL_MOJO_NUMBERS];
	struct pfl_span text[PFL_MOJO_TEXTS];
};

/* The bytes at hand. */
struct pfl_mojo_cursor {
	const unsigned char *at, *end;
	bool cut;          /* what was to be taken goes on behind them */
	const char *wrong; /* NULL, or what is                         */
};

/* A number at the cursor. */
struct pfl_mojo_number pfl_mojo_take_number(struct pfl_mojo_cursor *c);

/* The event at the cursor, where there is a byte at least. It is whole if c->cut and c->wrong
 * stay as they were; its texts are those at the cursor. */
void pfl_mojo_take_event(
	struct pfl_mojo_cursor *c, uint64_t version, struct pfl_mojo_event *event);

#endif
