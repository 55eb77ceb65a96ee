/* SPDX-License-Identifier: Apache-2.0 */
/* Recording from live servers into files. */
#ifndef PFL_TOOLS_GET_GET_H
#define PFL_TOOLS_GET_GET_H

#include "cli/request.h"

/* Save what the request names, and say what became of it; a tool's run(). */
int get_run(struct request *r, struct pfl_error *err);

/* What is to be saved; its strings are its own. */
struct targets {
	struct pfl_fetch *at;
	size_t n, cap;
	char **texts; /* names that the targets refer to */
	size_t n_texts;
};

/* Every profile of every URL, with the name of its file. False with *err. */
bool targets_make(struct targets *targets, const struct request *r, struct pfl_error *err);
void targets_clear(struct targets *targets);

/* A line for each on the terminal; `arg` is a struct lines. */
struct lines {
	const struct request *r;
	bool on;
	unsigned shown; /* lines that stand there now    */
	int64_t began;  /* in ms of the monotonic clock  */
};

void lines_begin(struct lines *lines, const struct request *r);
bool lines_show(void *arg, const struct pfl_fetch *fetches, size_t n);
void lines_end(struct lines *lines);

#endif
