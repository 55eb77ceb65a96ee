/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that somebody types. */
#ifndef PFL_TOOLS_SHELL_EDITOR_H
#define PFL_TOOLS_SHELL_EDITOR_H

#include "shell/session.h"

struct editor;

/* Editing with history and completion where that was built in and the terminal can do it. NULL
 * with *err PFL_NOMEM. */
struct editor *editor_open(struct session *s, struct pfl_error *err);
void editor_close(struct editor *e);

/*
 * Ask for a line: without its line break, good until the next call. NULL at the end of input.
 * What Ctrl-C takes back is an empty line.
 */
const char *editor_ask(struct editor *e);

#endif
