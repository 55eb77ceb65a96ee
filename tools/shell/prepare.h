/* SPDX-License-Identifier: Apache-2.0 */
/* What reports have in common is worked out while the shell waits for a line. */
#ifndef PFL_TOOLS_SHELL_PREPARE_H
#define PFL_TOOLS_SHELL_PREPARE_H

#include "shell/session.h"

/*
 * Prepare the session's profile (pfl_profile_prepare()) on a thread of its own, or right now
 * where there is none to be had. Until it is done the profile may be looked at; reports,
 * processes and whoever takes the profile away wait for it.
 */
void prepare_begin(struct session *s);

/* Wait until it is done. False: Ctrl-C came first, and it goes on. */
bool prepare_await(struct session *s);

/* Wait, whatever comes. */
void prepare_end(struct session *s);

#endif
