/* SPDX-License-Identifier: Apache-2.0 */
/* help, and help NAME. */
#ifndef PFL_TOOLS_SHELL_HELP_H
#define PFL_TOOLS_SHELL_HELP_H

#include "shell/session.h"

/* All commands and options, or how one of them is used. False with *err: nothing is called so.
 */
bool help_tell(const struct session *s, const struct line *line, struct pfl_out *out,
	struct pfl_error *err);

#endif
