/* SPDX-License-Identifier: Apache-2.0 */
/* Where the text of a report goes: to the terminal, a pager, or a command. */
#ifndef PFL_TOOLS_SHELL_DELIVER_H
#define PFL_TOOLS_SHELL_DELIVER_H

#include <profloom/error.h>
#include <stddef.h>

/* Standard output, through $PAGER when that is a terminal with fewer lines. False with *err
 * PFL_OUTPUT. */
bool deliver_to_terminal(const char *text, size_t n, struct pfl_error *err);

/* The command's standard input, by sh; *status becomes the command's. False with *err. */
bool deliver_to_command(
	const char *command, const char *text, size_t n, int *status, struct pfl_error *err);

#endif
