/* SPDX-License-Identifier: Apache-2.0 */
/* Making a report, in a process of its own. */
#ifndef PFL_TOOLS_SHELL_REPORT_H
#define PFL_TOOLS_SHELL_REPORT_H

#include "shell/commands.h"

/*
 * Make what the command says of the session's profile, with the line's words as filters, and
 * send it where the line says. Returns the exit status, 128 + n when a signal ended it.
 */
int report_run(struct session *s, const struct command *command, const struct line *line);

/*
 * Run work(context) in a child process and wait for it. The child shares everything that this
 * process knows, at no cost but for pages that either writes to, and whatever it changes is
 * forgotten with it. SIGINT ends the child, never this process. Returns the exit status.
 */
int run_apart(struct session *s, int (*work)(struct session *s, void *context), void *context);

#endif
