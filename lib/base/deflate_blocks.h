/* SPDX-License-Identifier: Apache-2.0 */
/* A gzip file of which several blocks are compressed at once. */
#ifndef PFL_BASE_DEFLATE_BLOCKS_H
#define PFL_BASE_DEFLATE_BLOCKS_H

#include <profloom/error.h>
#include <profloom/out.h>
#include <stddef.h>

/*
 * A compressor in front of a sink; sticky like the sink. What is written is cut into blocks,
 * each compressed with what stands before it as a dictionary: the same bytes come out however
 * many CPUs there are, with no name and no time stamp.
 */
struct pfl_blocks;

/* How hard to look for what can be left out. */
enum pfl_effort {
	PFL_EFFORT_LITTLE, /* for bytes that repeat so well that it hardly makes a difference */
	PFL_EFFORT_USUAL,  /* 2 to 5 % larger than gzip's own middle, in half of its time     */
};

/* Start one; `out` is borrowed. NULL with *err PFL_NOMEM. */
PFL_NODISCARD struct pfl_blocks *pfl_blocks_new(
	struct pfl_out *out, enum pfl_effort effort, struct pfl_error *err);

void pfl_blocks_write(struct pfl_blocks *b, const void *data, size_t n);

/* Write the end of the file. False with *err when there was no memory or compressing failed;
 * the sink's own failures are its own to report. */
bool pfl_blocks_finish(struct pfl_blocks *b, struct pfl_error *err);

/* Release; NULL is fine. */
void pfl_blocks_free(struct pfl_blocks *b);

#endif
