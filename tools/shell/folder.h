/* SPDX-License-Identifier: Apache-2.0 */
/* Files to look at in a browser, in a folder that is nobody else's. */
#ifndef PFL_TOOLS_SHELL_FOLDER_H
#define PFL_TOOLS_SHELL_FOLDER_H

#include "shell/commands.h"

/* A path for what the command makes, in a folder made for this session. The caller frees it.
 * NULL with *err. */
char *folder_file(struct session *s, const struct command *command, struct pfl_error *err);

/*
 * Let $BROWSER, or the desktop's xdg-open, show the file; where there is no desktop, print the
 * path. False with *err.
 */
bool folder_open(struct session *s, const char *path, struct pfl_error *err);

/*
 * At the end of a session: remove the folder, unless its files are all that there is to see, or
 * the browser may still be about to read them.
 */
void folder_clear(struct session *s);

#endif
