/* SPDX-License-Identifier: Apache-2.0 */
/* Work that may crash or never end: in a process of its own, with limits, behind a pipe. */
#ifndef PFL_BASE_CHILD_H
#define PFL_BASE_CHILD_H

#include <profloom/error.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct pfl_child_limits {
	double seconds;  /* of processor time                          */
	uint64_t memory; /* bytes that it may add to the address space; 0: any number */
};

/* Zeroed is none. */
struct pfl_child {
	pid_t pid;
	int fd;    /* the end of the pipe that is read from           */
	bool late; /* a deadline has passed                           */
};

/* What it does, writing to fd; returns whether all went well. It never returns to the caller of
 * pfl_child_start(), and dies with this process. */
typedef bool pfl_child_work(void *context, int fd);

/*
 * Start it, as a copy of this process with a pipe to it, every signal at its default, nothing
 * at its standard streams, and no core dump. False with *err (of the kind `code`): there is no
 * process or no pipe; `what` says for what, "the layout of the graph".
 */
PFL_NODISCARD bool pfl_child_start(struct pfl_child *child, pfl_child_work *work, void *context,
	const struct pfl_child_limits *limits, const char *what, enum pfl_code code,
	struct pfl_error *err);

/* Seconds of a clock that only goes forward, for deadlines. */
double pfl_child_clock(void);

/* Some of what it has written: how many bytes, of n > 0; 0 at the end, on errors and at the
 * deadline. */
size_t pfl_child_read(struct pfl_child *child, void *into, size_t n, double deadline);

/* The same for exactly n bytes; false where there are less. */
PFL_NODISCARD bool pfl_child_take(
	struct pfl_child *child, void *into, size_t n, double deadline);

/*
 * Kill it and wait for it: nobody is left behind. `why` gets a few words for messages, should
 * there not have been what was expected: "took longer than 20 s", "ended by signal 11".
 */
void pfl_child_end(struct pfl_child *child, double seconds, char why[64]);

/* In the child: write all n bytes; false when nobody reads them. */
PFL_NODISCARD bool pfl_child_write(int fd, const void *bytes, size_t n);

#endif
