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

/* Take the first n off. */
void list_drop(struct list *list, size_t n);

/* What the values of each input are multiplied with. */
struct weights {
	double *at;
	size_t n;
};

enum choice { CHOICE_AUTO, CHOICE_ALWAYS, CHOICE_NEVER };

struct request {
	const struct tool *tool;
	const char *family; /* of renderers: the tool's, or the report asked for */
	struct list inputs; /* of the new side where there are two               */
	struct list old;    /* OLD of two sides                                  */
	struct list outputs;
	struct list shown, old_shown; /* names of inputs for an output; these are owned */
	struct list in_folders;       /* paths of files in folders that are operands; owned */
	struct list headers;          /* --header                                       */
	struct list line_texts;       /* files that were read line by line; owned       */
	const char *directory;        /* -d, or NULL                                    */
	unsigned retries;
	bool delta;
	const char *url_option; /* one that was given, or NULL                    */
	const char *format;     /* -f, or NULL */
	const char *base, *diff_base;
	bool normalize;
	struct weights weights; /* --weight: none, or one for each input */
	bool label_source;
	bool keep_addresses;    /* --symbolize never                                       */
	bool summary;           /* --summary                                               */
	const char *operations; /* --operations, where it is files; or NULL */
	struct list benchmarks; /* --benchmark                              */
	struct pfl_read_opts read;
	struct pfl_style style;
	uint64_t max_output;
	struct pfl_view *view;
	enum choice color;
	bool quiet, verbose, no_progress;
	enum { RUN, SHOW_HELP, SHOW_MANUAL, SHOW_VERSION, SHOW_FORMATS } action;
	bool only_operands;   /* "--" was seen */
	unsigned picked;      /* sample types by pprof's short names: see settle_types() */
	struct list narrow;   /* options given that are not for every family             */
	struct list commands; /* -c                                                      */
};

/* Understand argv[1..]. False with *err PFL_USAGE. The request is cleared by the caller anyway.
 */
bool request_parse(struct request *r, const struct tool *tool, int argc, char **argv,
	struct pfl_error *err);
void request_clear(struct request *r);

/* Is text[0..n) the name, or one of the space-separated aliases? Dashes and underscores are
 * the same. */
bool is_called(const char *name, const char *aliases, const char *text, size_t n);

/* The setting called text[0..n), or NULL. */
const struct pfl_setting *find_setting(const char *text, size_t n);

/*
 * Put in place of each folder among the names the files that are directly in it, in the order
 * of their names' bytes; the request owns the paths. Each file gets the folder's weight, where
 * there are any. False with *err PFL_IO: a folder is empty or cannot be read.
 */
bool expand_folders(
	struct request *r, struct list *names, struct weights *weights, struct pfl_error *err);

/* --weight N,...: add to those of the request. */
bool add_weights(struct request *r, const char *text, struct pfl_error *err);

/* Before folders are expanded: is there a weight for each input, or one for all? */
bool check_weights(const struct request *r, struct pfl_error *err);

/* Add to `all`, up to n of them, the weight that operand i has among `given`. */
bool repeat_weight(const struct weights *given, size_t i, struct weights *all, size_t n,
	struct pfl_error *err);

/* --operations: numbers are a setting of the view, files are read later. */
bool set_operations(struct request *r, const char *text, struct pfl_error *err);

/* Put numbers in place of the files that --operations names, when all runs are known. */
bool settle_operations(struct request *r, struct pfl_error *err);

/* How many of the inputs are standard input. */
size_t standard_inputs(const struct request *r);

/* What a flag's argument says: nothing is on, otherwise the words of Go's flags. */
bool flag_value(const char *name, const char *arg, bool *on, struct pfl_error *err);

/* Is it a report that this tool can be told to make? */
bool is_report(const struct tool *tool, const char *family);

/*
 * The first operand of a tool without a family is the report to make, unless an option has
 * named that (-top): it becomes r->family and is no input any more. False with *err PFL_USAGE.
 */
bool report_take(struct request *r, struct pfl_error *err);

/*
 * What a report is about stands behind its name, unless an option has said it (-peek=RE): it
 * becomes a setting of the view and is no input any more. False with *err PFL_USAGE.
 */
bool report_take_pattern(struct request *r, struct pfl_error *err);

/*
 * The options that are not settings of a view; walked by help. `apply` gets the option's
 * argument ("" for a flag without one), *r and *err.
 */
struct option {
	const char *name;  /* "output"                                     */
	const char *alias; /* other long spellings, space separated; NULL  */
	char letter;       /* 'o', or 0                                    */
	const char *arg;   /* "FILE"; NULL: a flag                         */
	const char *help;
	enum group {
		GROUP_OUTPUT,
		GROUP_INPUT,
		GROUP_URL,
		GROUP_VIEW, /* stands among the settings of a view */
		GROUP_GENERAL,
		GROUP_LIMITS,
		GROUP_PPROF
	} group;
	bool (*apply)(struct request *r, const struct option *o, const char *arg,
		struct pfl_error *err);
	size_t offset; /* of the number that `apply` stores, where it stores one */
	/* Space-separated families of renderers that it means something to, or after a "!"
	 * those that it means nothing to; NULL: it is for all. The shell makes what all of
	 * them make, so of these lists only its own name counts; but it has no rules. */
	const char *families;
};

extern const struct option options[];
extern const size_t n_options;

/* Does the family make something of a profile, so that it has a view of it? */
bool has_view(const char *family);

/* Does the option, or the setting of a view, mean something to this family of renderers? */
bool option_is_for(const struct option *o, const char *family);
bool setting_is_for(const struct pfl_setting *s, const char *family);

/* pprof's short spellings of settings. */
extern const struct option pprof_options[];
extern const size_t n_pprof_options;

/* Reports under pprof's names, and which renderer makes them, if this version has it. */
struct report_name {
	const char *name; /* NULL past the last */
	const char *family, *format;
};

extern const struct report_name pprof_reports[];

/* What pprof has and this version cannot do, and why: never ignored in silence. */
struct refusal {
	const char *names; /* space separated; NULL past the last */
	const char *why;
};

extern const struct refusal refusals[];

/*
 * A word of pprof's, text[0..n), that is none of the options above, and what follows its "="
 * (or NULL); *known false when it is not even that.
 */
bool pprof_word(struct request *r, const char *text, size_t n, const char *attached,
	bool *known, struct pfl_error *err);

/* The sample type that -inuse_space and its kind ask for, when all options are known. */
bool settle_types(struct request *r, struct pfl_error *err);

/* Print --help, or a man page in roff, to standard output; false when that fails. */
bool print_help(const struct tool *tool);
bool print_manual(const struct tool *tool);

/* The exit status that a failure of this kind has. */
int status_of(enum pfl_code code);

/* Can every output be made? Before anything is read. */
bool check_outputs(const struct request *r, struct pfl_error *err);

/* Read and combine what the request names. NULL with *err. */
struct pfl_profile *read_inputs(const struct request *r, struct pfl_error *err);

/* Put before a message the names of the files that it is about, which are all of them: of each
 * side the first, and how many there are more. */
void name_inputs(const struct request *r, struct pfl_error *err);

/* The first format of a family, which stands for all where they are alike; NULL: no such
 * family. */
const struct pfl_renderer *renderer_of(const char *family);

/* Where an output goes that is neither a file nor standard output: it has no ending to go by,
 * and is no terminal. */
#define OUTPUT_PIPE "|"

/* The renderer for an output: as -f says, else as its ending does. NULL with *err. */
const struct pfl_renderer *choose_renderer(
	const struct request *r, const char *path, struct pfl_error *err);

/*
 * Making one output after the other: start with the profile and zeroes, end with render_end().
 * Outputs that need the same share a scene, and notes are printed once.
 */
struct rendering {
	const struct pfl_profile *profile; /* borrowed */
	struct pfl_scene *scene;           /* the last one, for `renderer` and its like */
	const struct pfl_renderer *renderer;
	bool told;        /* were the notes printed?                          */
	bool gate_failed; /* was a rule broken? See pfl_scene_gate_failed()   */
};

/* What an output that goes to `path` looks like. */
struct pfl_style style_for(const struct request *r, const char *path);

/* Render what is to go to `path` into *out, which stays open. */
bool render_output(const struct request *r, struct rendering *what, const char *path,
	struct pfl_out *out, struct pfl_error *err);

/* The same with a renderer and a style. */
bool render_with(const struct request *r, struct rendering *what,
	const struct pfl_renderer *renderer, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err);
void render_end(struct rendering *what);

/* Render every output and publish them together. */
bool write_outputs(const struct request *r, const struct pfl_profile *profile,
	bool *gate_failed, struct pfl_error *err);

/* A file that something was appended to, and how long it was before. */
struct summary {
	int fd; /* -1: there is none */
	int64_t before;
};

/* Is there a file for --summary? False with *err PFL_USAGE. */
bool summary_check(struct pfl_error *err);

/*
 * Append the report to the summary of a step in GitHub's CI, in as many bytes as are left of
 * what GitHub takes. For summary_close() in any case; false with *err.
 */
bool summary_append(struct summary *summary, const struct request *r, struct rendering *what,
	struct pfl_error *err);

/* Keep what was appended, or take it back. */
void summary_close(struct summary *summary, bool keep);

/*
 * Where standard error is a terminal, say "TOOL: DOING WHAT ..." after half a second, until
 * progress_stop() or the next start.
 */
void progress_start(const struct request *r, const char *doing, const char *what);
void progress_stop(void);

/* For struct pfl_fetch_opts: how far a fetch is, behind what progress_start() said. */
bool progress_fetch(void *arg, uint64_t bytes, uint64_t expected);

/* Print a line on standard error: "TOOL: ...". */
void complain(const struct request *r, const char *kind, const char *text);

#endif
