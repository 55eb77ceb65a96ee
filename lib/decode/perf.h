/* SPDX-License-Identifier: Apache-2.0 */
/* What Linux perf's samples have in common, as text and as perf.data: events, and labels. */
#ifndef PFL_DECODE_PERF_H
#define PFL_DECODE_PERF_H

#include "base/text.h"
#include "decode/idtable.h"
#include "model/builder.h"

enum {
	PFL_PERF_LABELS = 4,
};

/* Whose a sample is. */
struct pfl_perf_owner {
	uint32_t comm;                  /* id of a string; 0: not known */
	bool has_pid, has_tid, has_cpu; /* not all that is printed or recorded has them */
	int64_t pid, tid, cpu;
};

/* A sample but for its frames. */
struct pfl_perf_sample {
	struct pfl_perf_owner owner;
	uint32_t event; /* id of its name; 0: not known                    */
	uint32_t root;  /* the location of the command; PFL_NONE: none      */
	bool has_period, has_time;
	uint64_t period; /* events since the sample before, or nanoseconds */
	uint64_t time;   /* nanoseconds of some clock */
};

/* The label set of an owner. */
struct pfl_perf_labels {
	struct pfl_perf_owner owner;
	uint32_t set;
};

/* An event, which is a sample type of the profile. */
struct pfl_perf_event {
	bool periods; /* its samples say how much they stand for */
};

struct pfl_perf {
	struct pfl_builder *b;     /* borrowed */
	struct pfl_idtable events; /* id of the name -> number of the type */
	struct pfl_idtable comms;  /* id of the name -> its location       */
	struct pfl_text name;      /* scratch                              */
	PFL_VEC(struct pfl_perf_event) event;
	PFL_VEC(uint32_t) stack; /* scratch: root first */
	PFL_VEC(struct pfl_perf_labels) labels;
	struct pfl_idmap owners; /* -> `labels` */
	uint64_t first_time, last_time;
	bool any_time;
};

void pfl_perf_init(struct pfl_perf *p, struct pfl_builder *b);
void pfl_perf_clear(struct pfl_perf *p);

/* Set command and root of a sample to the command of this name, "" for none. False with *err.
 */
bool pfl_perf_comm(struct pfl_perf *p, struct pfl_span name, struct pfl_perf_sample *sample,
	struct pfl_error *err);

/*
 * Add a sample with n locations, leaf first; the command is the root of its stack. What it
 * counts is its period, or 1 where that is 0 or not known. False with *err.
 */
bool pfl_perf_add(struct pfl_perf *p, const struct pfl_perf_sample *sample,
	const uint32_t *locations, size_t n, struct pfl_error *err);

/*
 * The same in two steps, for samples that repeat a stack: *stack is its number among those that
 * are shared. False with *err.
 */
bool pfl_perf_stack(struct pfl_perf *p, uint32_t root, const uint32_t *locations, size_t n,
	uint32_t *stack, struct pfl_error *err);
bool pfl_perf_add_sharing(struct pfl_perf *p, const struct pfl_perf_sample *sample,
	uint32_t stack, struct pfl_error *err);

/* Everything was added: declare the sample types. With `names` a sample's event was a number
 * whose name is there, and which came in the order in which events were asked for. */
bool pfl_perf_finish(struct pfl_perf *p, const uint32_t *names, struct pfl_error *err);

#endif
