/* SPDX-License-Identifier: Apache-2.0 */
/* A command line, understood. */
#ifndef PFL_TOOLS_CLI_REQUEST_H
#define PFL_TOOLS_CLI_REQUEST_H

#include "cli/tool.h"

/* A growable list of borrowed strings. */
struct list {
	const char **at;
	size_t n, cap;
};

bool list_add(struct list *list, const char *item, struct pfl_error *err);

enum choice { CHOICE_AUTO, CHOICE_ALWAYS, CHOICE_NEVER };

struct request {
	const struct tool *tool;
	const char *family; /* of renderers: the tool's, or the report asked for */
	struct list inputs; /* of the new side where there are two               */
	struct list old;    /* OLD of two sides                                  */
	struct list outputs;
	const char *format; /* -f, or NULL */
	const char *base, *diff_base;
	bool normalize;
	struct pfl_read_opts read;
	struct pfl_style style;
	uint64_t max_output;
	struct pfl_view *view;
	enum choice color;
	bool quiet, verbose, no_progress;
	enum { RUN, SHOW_HELP, SHOW_MANUAL, SHOW_VERSION, SHOW_FORMATS } action;
	bool only_operands; /* "--" was seen */
};

/* Understand argv[1..]. False with *err PFL_USAGE. The request is cleared by the caller anyway.
 */
bool request_parse(struct request *r, const struct tool *tool, int argc, char **argv,
	struct pfl_error *err);
void request_clear(struct request *r);

/*
 * The options that are not settings of a view; walked by help. `apply` gets the option's
 * argument
 * ("" for a flag), *r and *err.
 */
struct option {
	const char *name;  /* "output"                                     */
	const char *alias; /* other long spellings, space separated; NULL  */
	char letter;       /* 'o', or 0                                    */
	const char *arg;   /* "FILE"; NULL: a flag                         */
	const char *help;
	enum group {
		GROUP_INPUT,
		GROUP_OUTPUT,
		GROUP_LIMITS,
		GROUP_GENERAL,
		GROUP_PPROF
	} group;
	bool (*apply)(struct request *r, const struct option *o, const char *arg,
		struct pfl_error *err);
	size_t offset; /* of the number that `apply` stores, where it stores one */
};

extern const struct option options[];
extern const size_t n_options;

/* Print --help, or a man page in roff, to standard output; false when that fails. */
bool print_help(const struct tool *tool);
bool print_manual(const struct tool *tool);

/* Read and combine what the request names. NULL with *err. */
struct pfl_profile *read_inputs(const struct request *r, struct pfl_error *err);

/* Render every output and publish them together. */
bool write_outputs(
	const struct request *r, const struct pfl_profile *profile, struct pfl_error *err);

/*
 * Where standard error is a terminal, say "TOOL: DOING WHAT ..." after half a second, until
 * progress_stop() or the next start.
 */
void progress_start(const struct request *r, const char *doing, const char *what);
void progress_stop(void);

/* Print a line on standard error: "TOOL: ...". */
void complain(const struct request *r, const char *kind, const char *text);

#endif
