/* SPDX-License-Identifier: Apache-2.0 */
/* What can be typed first in a line: reports from the table of renderers, and the shell's own.
 */
#ifndef PFL_TOOLS_SHELL_COMMANDS_H
#define PFL_TOOLS_SHELL_COMMANDS_H

#include "shell/session.h"

struct command {
	const char *name;
	const char *help; /* one line */
	enum {
		COMMAND_PRINT, /* a report as text                                     */
		COMMAND_STORE, /* a picture or a profile, which goes to a file         */
		COMMAND_OPEN,  /* something to look at in a browser                    */
		COMMAND_TELL,  /* what `tell` says of the shell itself                 */
		COMMAND_RUN,   /* what `run` does to the shell                         */
	} kind;
	const char *family, *format; /* of the renderer */
	bool pattern;                /* the first word is a regular expression for it */
	/* Returns an exit status; prints its own errors. */
	int (*run)(struct session *s, const struct line *line);
	bool (*tell)(const struct session *s, const struct line *line, struct pfl_out *out,
		struct pfl_error *err);
	const char *usage;   /* what follows the name; NULL: as for all reports */
	const char *aliases; /* other names, space separated, or NULL           */
};

/* The i-th command of this build; false past the last. */
bool command_at(size_t i, struct command *command);

/* The command called text[0..n). */
bool command_find(const char *text, size_t n, struct command *command);

/* Hand each command to print(), for --help and the manual page; false as soon as that is. */
bool each_command(bool (*print)(const struct help_entry *entry));

#endif
