/* SPDX-License-Identifier: Apache-2.0 */
/* What every tool is made of: a description, and one function that does the rest. */
#ifndef PFL_TOOLS_CLI_TOOL_H
#define PFL_TOOLS_CLI_TOOL_H

#include <profloom/profloom.h>

/* Exit statuses; the contract is in the man pages. */
enum status {
	STATUS_OK = 0,
	STATUS_GATE = 1, /* a rule given to the tool was broken               */
	STATUS_USAGE = 2,
	STATUS_INPUT = 3, /* not a profile, damaged, or not supported          */
	STATUS_LIMIT = 4,
	STATUS_SOURCE = 5, /* cannot be had                                     */
	STATUS_OUTPUT = 6,
	STATUS_OTHER = 7,
};

/* What a tool makes of --diff-base, and of two inputs. */
enum base_style {
	BASE_SIGNED, /* base samples count negative, as in pprof       */
	BASE_PAIR,   /* old and new value side by side                  */
};

struct request;
struct help_entry;

/* A tool is data; see tool_main(). */
struct tool {
	const char *name;
	const char *summary; /* one line, lower case                                          */
	const char *operands; /* "PROFILE...", for the usage line */
	const char *family; /* of renderers; NULL: the first operand names it (proftext)     */
	const char
		*reports; /* the families to name, space separated; NULL: there is a family */
	const char *default_format; /* NULL: there are no outputs to choose for */
	const char *description;    /* paragraphs for the man page, separated by blank lines */
	const char *examples;       /* "command\n\texplanation\n" pairs    */
	enum base_style base_style;
	bool two_sides; /* OLD NEW, or OLD... -- NEW... */
	/*
	 * What is done with a command line that was understood, where that is not to read the
	 * inputs and write the outputs. Returns the exit status; *err may be left to be
	 * printed.
	 */
	int (*run)(struct request *r, struct pfl_error *err);
	/* Hand what the tool understands besides options to print(), for help and man page. */
	bool (*each_command)(bool (*print)(const struct help_entry *entry));
};

/*
 * Parse the command line, read the inputs, render every output, print notes and errors on
 * standard error. Returns the exit status.
 */
int tool_main(const struct tool *tool, int argc, char **argv);

#endif
