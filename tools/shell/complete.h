/* SPDX-License-Identifier: Apache-2.0 */
/* How a line that was begun may go on. */
#ifndef PFL_TOOLS_SHELL_COMPLETE_H
#define PFL_TOOLS_SHELL_COMPLETE_H

#include "shell/session.h"

/* What may stand in place of line[start .. cursor). */
struct completion {
	size_t start;
	char **candidate; /* sorted, no two alike */
	size_t n, cap;
};

/*
 * Commands, options and sample types at the start of a line; what an option can be set to after
 * "name="; functions after a report, or labels where labels are meant; files after ">". Names
 * come as regular expressions that match them and need no quotes. The part typed is the
 * beginning of a name, or where none begins so, somewhere in it. False with *err PFL_NOMEM.
 * Cleared by the caller.
 */
bool complete(const struct session *s, const char *line, size_t cursor, struct completion *c,
	struct pfl_error *err);
void completion_clear(struct completion *c);

/* The length of what all candidates begin with. */
size_t completion_common(const struct completion *c);

#endif
