/* SPDX-License-Identifier: Apache-2.0 */
/* What --help and the manual page have in common: every option, in an order for people. */
#ifndef PFL_TOOLS_CLI_HELP_H
#define PFL_TOOLS_CLI_HELP_H

#include "cli/request.h"

struct help_entry {
	const char *title;  /* of the group that begins here, or NULL */
	char spelling[120]; /* "-o, --output FILE"                    */
	const char *help;
};

/* Hand each option that means something to the tool to print(); false as soon as that is. */
bool each_option(const struct tool *tool, bool (*print)(const struct help_entry *entry));

/* The same for the tool's output formats, or its reports and their formats: "top, json". */
bool each_format(const struct tool *tool, bool (*print)(const struct help_entry *entry));

struct status_meaning {
	int status;
	const char *meaning;
};

extern const struct status_meaning statuses[]; /* ends with meaning NULL */

#endif
