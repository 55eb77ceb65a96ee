/* SPDX-License-Identifier: Apache-2.0 */
/* Batches of stacks on their way into a stack tree, on a second thread when there are many. */
#ifndef PFL_MODEL_STACKQUEUE_H
#define PFL_MODEL_STACKQUEUE_H

#include "base/arena.h"

/*
 * Stacks one after another: stack i is location[end[i - 1] .. end[i]), root first; where its
 * end has the bit PFL_STACK_CHILD, the first of these is the number of a stack pushed before,
 * from 0, which it goes on from.
 */
struct pfl_stackbatch {
	const uint32_t *location, *end;
	size_t n; /* stacks */
};

#define PFL_STACK_CHILD (UINT32_C(1) << 31)

/* What is done with a batch, in order; on one thread at a time. */
typedef bool pfl_stackbatch_work(
	void *context, const struct pfl_stackbatch *batch, struct pfl_error *err);

struct pfl_stackqueue;

/* A queue that hands batches to work(context, ...). NULL with *err. The budget may be NULL. */
struct pfl_stackqueue *pfl_stackqueue_new(pfl_stackbatch_work *work, void *context,
	struct pfl_budget *budget, struct pfl_error *err);

/* Add a stack of less than 2^31 locations; `flag` is 0 or PFL_STACK_CHILD. False with *err: of
 * the queue, or what work() has failed with since. */
bool pfl_stackqueue_push(struct pfl_stackqueue *q, const uint32_t *locations, size_t n,
	uint32_t flag, struct pfl_error *err);

/* Wait until work() has seen everything; false with its error. */
bool pfl_stackqueue_flush(struct pfl_stackqueue *q, struct pfl_error *err);

/* End the thread and release; what is still queued is dropped. NULL is fine. */
void pfl_stackqueue_free(struct pfl_stackqueue *q);

#endif
