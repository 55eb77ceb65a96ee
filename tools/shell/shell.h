/* SPDX-License-Identifier: Apache-2.0 */
/* A session from its first line to its last. */
#ifndef PFL_TOOLS_SHELL_SHELL_H
#define PFL_TOOLS_SHELL_SHELL_H

#include "cli/request.h"

/* tool.run: read the profile, then run -c's lines, a script, or what somebody types. */
int shell_run(struct request *r, struct pfl_error *err);

#endif
