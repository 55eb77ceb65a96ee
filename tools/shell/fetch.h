/* SPDX-License-Identifier: Apache-2.0 */
/* Taking the profile anew. */
#ifndef PFL_TOOLS_SHELL_FETCH_H
#define PFL_TOOLS_SHELL_FETCH_H

#include "shell/session.h"

/* refetch: read what the command line names again, and show what changed. */
int refetch(struct session *s, const struct line *line);

#endif
