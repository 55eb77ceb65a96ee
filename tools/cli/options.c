/* SPDX-License-Identifier: Apache-2.0 */
/* The options that every tool has beside the settings of a view: one row each. */
#include "cli/request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_FILE = 64 * 1024 };

static bool
add_output(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)o;
	return list_add(&r->outputs, arg, err);
}

static bool
add_command(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)o;
	return list_add(&r->commands, arg, err);
}

static bool
add_weight(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)o;
	return add_weights(r, arg, err);
}

static bool
add_benchmark(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)o;
	return list_add(&r->benchmarks, arg, err);
}

/* What a diff's reader calls it: builds inline differently. */
static bool
set_inline(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	bool collapse = strcmp(arg, "collapse") == 0;

	if (!collapse && strcmp(arg, "keep") != 0)
		return pfl_fail(
			err, PFL_USAGE, "--%s is keep or collapse, not '%s'", o->name, arg);
	return pfl_view_set(r->view, "no-inlines", collapse ? "true" : "false", err);
}

/* The same name says something else where profiles are fetched. */
static bool
set_delta(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	bool on;

	return flag_value(o->name, arg, &on, err) &&
		pfl_view_set(r->view, o->name, on ? "true" : "false", err);
}

/* Another report than a comparison: of what runs of one program differ by. */
static bool
set_calibrate(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	bool on;

	if (!r->tool->two_sides)
		return pfl_fail(err, PFL_USAGE, "--%s is for profdiff", o->name);
	if (!flag_value(o->name, arg, &on, err))
		return false;
	r->family = on ? "calibrate" : r->tool->family;
	return true;
}

static bool
set_text(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)err;
	*(const char **)((char *)r + o->offset) = arg;
	return true;
}

bool
flag_value(const char *name, const char *arg, bool *on, struct pfl_error *err)
{
	static const char *const words[] = { "0", "f", "F", "false", "FALSE", "False", "1", "t",
		"T", "true", "TRUE", "True" };
	enum { WORDS = sizeof(words) / sizeof(words[0]) };

	*on = true;
	for (size_t i = 0; i < WORDS && *arg; i++) {
		if (strcmp(arg, words[i]) == 0) {
			*on = i >= WORDS / 2;
			return true;
		}
	}
	return !*arg ||
		pfl_fail(err, PFL_USAGE, "--%s is on or off: '%s' is neither true nor false",
			name, arg);
}

static bool
set_flag(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	return flag_value(o->name, arg, (bool *)((char *)r + o->offset), err);
}

/* A whole number with an optional unit: 512MiB, 4g, 64k (powers of 1024). */
static bool
parse_size(const char *name, const char *arg, uint64_t *value, struct pfl_error *err)
{
	static const char units[] = "kmgt";
	char *end = NULL;
	unsigned long long number;
	unsigned shift = 0;

	*value = 0;

	errno = 0;
	number = strtoull(arg, &end, 10);
	if (*end) {
		const char *unit = strchr(units, *end | 0x20);

		if (unit) {
			shift = 10 * (unsigned)(unit - units + 1);
			end++;
			if (strcmp(end, "iB") == 0 || strcmp(end, "B") == 0 ||
				strcmp(end, "b") == 0)
				end += strlen(end);
		}
	}
	if (*arg < '0' || *arg > '9' || *end || errno || number > UINT64_MAX >> shift)
		return pfl_fail(err, PFL_USAGE, "--%s: '%s' is no size such as 500, 64k or 2g",
			name, arg);
	*value = (uint64_t)number << shift;
	return true;
}

static bool
set_size(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	uint64_t value;

	if (!parse_size(o->name, arg, &value, err))
		return false;
	if (value == 0)
		return pfl_fail(err, PFL_USAGE,
			"--%s: 0 would forbid everything; --limits=trusted lifts the limits",
			o->name);
	*(uint64_t *)((char *)r + o->offset) = value;
	return true;
}

static bool
set_unsigned(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	uint64_t value;

	if (!parse_size(o->name, arg, &value, err))
		return false;
	if (value > 1000000)
		return pfl_fail(err, PFL_USAGE, "--%s: '%s' is out of range", o->name, arg);
	*(unsigned *)((char *)r + o->offset) = (unsigned)value;
	return true;
}

static bool
set_pixels(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	char *end = NULL;
	double value = strtod(arg, &end);

	if (end == arg || *end || !(value > 0 && value <= 100000))
		return pfl_fail(
			err, PFL_USAGE, "--%s: '%s' is no width in pixels", o->name, arg);
	*(double *)((char *)r + o->offset) = value;
	return true;
}

static bool
set_limits(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)o;
	return pfl_limits_named(&r->read.limits, arg, err);
}

static bool
set_color(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)o;
	if (strcmp(arg, "auto") == 0)
		r->color = CHOICE_AUTO;
	else if (strcmp(arg, "always") == 0)
		r->color = CHOICE_ALWAYS;
	else if (strcmp(arg, "never") == 0)
		r->color = CHOICE_NEVER;
	else
		return pfl_fail(
			err, PFL_USAGE, "--color is auto, always or never, not '%s'", arg);
	return true;
}

/* An option that has one word to say. */
static bool
only_word(const struct option *o, const char *arg, struct pfl_error *err)
{
	return strcmp(arg, o->arg) == 0 ||
		pfl_fail(err, PFL_USAGE, "--%s is %s, not '%s'", o->name, o->arg, arg);
}

static bool
set_compat(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	r->style.as_flamegraph = true;
	return only_word(o, arg, err);
}

static bool
set_rank_dir(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	static const char *const words[] = { [PFL_RANK_DOWN] = "TB",
		[PFL_RANK_RIGHT] = "LR",
		[PFL_RANK_UP] = "BT",
		[PFL_RANK_LEFT] = "RL" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(arg, words[i]) == 0) {
			r->style.rank_dir = (enum pfl_rank_dir)i;
			return true;
		}
	}
	return pfl_fail(err, PFL_USAGE, "--%s is TB, LR, BT or RL, not '%s'", o->name, arg);
}

static bool
set_preset(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	r->style.for_comment = true;
	return only_word(o, arg, err);
}

/* pprof's words mean here what they can: "local" is all that is done, "none" nothing. */
static bool
set_symbolize(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	static const char *const never[] = { "never", "none", "no" };
	static const char *const always[] = { "auto", "local", "fastlocal" };

	(void)o;
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
		r->keep_addresses = strcmp(arg, never[i]) == 0;
		if (r->keep_addresses || strcmp(arg, always[i]) == 0)
			return true;
	}
	return pfl_fail(err, PFL_USAGE,
		"--symbolize is auto or never (pprof's local and none), not '%s'", arg);
}

static bool
set_input_format(
	struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)o;
	if (strcmp(arg, "help") == 0) {
		r->action = SHOW_FORMATS;
		return true;
	}
	for (size_t i = 0; pfl_format_name(i); i++) {
		if (strcmp(pfl_format_name(i), arg) == 0) {
			r->read.format = arg;
			return true;
		}
	}
	return pfl_fail(err, PFL_USAGE,
		"no input format is called '%s'; --input-format help lists them", arg);
}

static bool
show_help(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)o;
	if (strcmp(arg, "man") == 0)
		r->action = SHOW_MANUAL;
	else if (*arg)
		return pfl_fail(
			err, PFL_USAGE, "--help takes nothing, or 'man' for a manual page");
	else
		r->action = SHOW_HELP;
	return true;
}

static bool
show_version(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)o;
	(void)arg;
	(void)err;
	r->action = SHOW_VERSION;
	return true;
}

struct line {
	const char *text, *path;
	unsigned number; /* from 1 */
};

/* Hand each line of FILE or @FILE to add(), without its end; the request keeps the text. */
static bool
each_line(struct request *r, const char *option, const char *arg,
	bool (*add)(struct request *r, const struct line *line, struct pfl_error *err),
	struct pfl_error *err)
{
	const char *path = *arg == '@' ? arg + 1 : arg;
	FILE *file = fopen(path, "re");
	struct line where = { .path = path };
	char *text = NULL, *line;
	size_t n;

	if (!file)
		return pfl_fail(err, PFL_IO, "--%s %s: cannot be opened: %s", option, arg,
			strerror(errno));
	text = calloc(1, LINES_FILE + 1);
	if (!text || !list_add(&r->line_texts, text, err)) {
		free(text);
		fclose(file);
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	n = fread(text, 1, LINES_FILE, file);
	fclose(file);
	if (n == LINES_FILE)
		return pfl_fail(err, PFL_USAGE, "--%s %s: larger than 64 kB", option, arg);
	while ((line = text) && *line) {
		text += strcspn(text, "\n");
		if (*text)
			*text++ = '\0';
		line[strcspn(line, "\r")] = '\0';
		where.text = line;
		where.number++;
		if (*line && !add(r, &where, err))
			return pfl_context(err, "--%s %s", option, arg), false;
	}
	return true;
}

static bool
add_header_line(struct request *r, const struct line *line, struct pfl_error *err)
{
	return list_add(&r->headers, line->text, err);
}

/* A rule of a budget, behind a line that says where it is from; what starts with "#" is for
 * people. */
static bool
add_rule(struct request *r, const struct line *line, struct pfl_error *err)
{
	const char *rule = line->text + strspn(line->text, " \t");
	char origin[4096];
	int n = snprintf(origin, sizeof(origin), "#line %u %s", line->number, line->path);

	if (n < 0 || (size_t)n >= sizeof(origin))
		return pfl_fail(err, PFL_USAGE, "its name is too long");
	return !*rule || *rule == '#' ||
		(pfl_view_set(r->view, "fail-on", origin, err) &&
			pfl_view_set(r->view, "fail-on", rule, err));
}

static bool
add_budget(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	return each_line(r, o->name, arg, add_rule, err);
}

static bool
add_header(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	/* Headers from a file, one a line: what is on the command line, everyone can see. */
	return *arg == '@' ? each_line(r, o->name, arg, add_header_line, err)
			   : list_add(&r->headers, arg, err);
}

static bool
set_netrc(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	const char *file = getenv("NETRC");
	bool on;

	if (!flag_value(o->name, arg, &on, err))
		return false;
	r->read.fetch.netrc = on ? file ? file : "" : NULL;
	return true;
}

/* A negative spelling of a view's flag: --no-trim. */
static bool
no_trim(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	bool on;

	return flag_value(o->name, arg, &on, err) &&
		pfl_view_set(r->view, "trim", on ? "false" : "true", err);
}

#define AT(field) offsetof(struct request, field)
#define ONE_SIDE "!diff get"
#define REPORTS "!callgraph flame calibrate convert get"
#define VIEWS "!get"
#define LIMIT(field) GROUP_LIMITS, set_size, AT(read.limits.field)

const struct option options[] = {
	{ "output", NULL, 'o', "FILE",
		"write here; '-' is standard output, as without -o; given several times, "
		"everything is read once and written to each",
		GROUP_OUTPUT, add_output, 0, "!shell get" },
	{ "format", NULL, 'f', "NAME",
		"output format; without -f, what the ending of -o's FILE says", GROUP_OUTPUT,
		set_text, AT(format), "!shell get" },
	{ "directory", NULL, 'd', "DIR",
		"where the files go; it is made if there is none (the current one)",
		GROUP_OUTPUT, set_text, AT(directory), "get" },
	{ "output", NULL, 'o', "FILE", "the file of a single profile; '-' is standard output",
		GROUP_OUTPUT, add_output, 0, "get" },
	{ "format", NULL, 'f', "text|json",
		"what is said of the files on standard output: a line for each that was saved, "
		"or a document about all",
		GROUP_OUTPUT, set_text, AT(format), "get" },
	{ "summary", NULL, 0, NULL,
		"append the report to the file that $GITHUB_STEP_SUMMARY names, besides what "
		"-o says",
		GROUP_OUTPUT, set_flag, AT(summary), "diff" },
	{ "title", NULL, 0, "TEXT", "title of a picture", GROUP_OUTPUT, set_text,
		AT(style.title), "callgraph flame" },
	{ "cluster", NULL, 0, NULL, "call graphs: a frame around the functions of each package",
		GROUP_OUTPUT, set_flag, AT(style.cluster), "callgraph diff" },
	{ "rank-dir", "rankdir", 0, "TB|LR|BT|RL",
		"call graphs: where calls lead, from the top to the bottom (TB) or from left "
		"to right (LR), and back",
		GROUP_OUTPUT, set_rank_dir, 0, "callgraph diff" },
	{ "width", NULL, 0, "PX", "width of a flame graph (1200)", GROUP_OUTPUT, set_pixels,
		AT(style.width), "flame" },
	{ "min-width", "minwidth", 0, "PX", "leave out narrower boxes (0.75)", GROUP_OUTPUT,
		set_pixels, AT(style.min_width), "flame" },
	{ "inverted", NULL, 0, NULL, "root at the top", GROUP_OUTPUT, set_flag,
		AT(style.inverted), "flame" },
	{ "static", NULL, 0, NULL, "SVG: the picture alone, without data and script",
		GROUP_OUTPUT, set_flag, AT(style.plain), "flame diff" },
	{ "compat", NULL, 0, "flamegraph", "draw as FlameGraph does: geometry, colours, texts",
		GROUP_OUTPUT, set_compat, 0, "flame" },
	{ "preset", NULL, 0, "pr-comment",
		"fit the picture beside a comment on a change: 1200 by 600 pixels at most, "
		"below 150 KB",
		GROUP_OUTPUT, set_preset, 0, "flame" },
	{ "raw-names", NULL, 0, NULL, "folded stacks: names as they are, without escapes",
		GROUP_OUTPUT, set_flag, AT(style.raw_names), "flame convert diff" },
	{ "csv-raw", NULL, 0, NULL,
		"CSV and TSV: no ' before cells that a spreadsheet would run", GROUP_OUTPUT,
		set_flag, AT(style.csv_raw), REPORTS },

	{ "command", NULL, 'c', "LINE",
		"run this line instead of asking for some; given several times, one after the "
		"other until one fails",
		GROUP_INPUT, add_command, 0, "shell" },
	{ "input-format", NULL, 0, "NAME",
		"read inputs as this format instead of what their content looks like; 'help' "
		"lists them",
		GROUP_INPUT, set_input_format, 0, VIEWS },
	{ "base", NULL, 0, "FILE", "subtract this profile; percentages are of what remains",
		GROUP_INPUT, set_text, AT(base), ONE_SIDE },
	{ "diff-base", NULL, 0, "FILE",
		"show the difference against this profile; percentages are of its total",
		GROUP_INPUT, set_text, AT(diff_base), ONE_SIDE },
	{ "normalize", NULL, 0, NULL, "bring both sides to the same total before comparing",
		GROUP_INPUT, set_flag, AT(normalize), VIEWS },
	{ "weight", NULL, 0, "N,...",
		"multiply the values of each input with its number: one for each, in their "
		"order (a directory's is for all its files), or one for all; whole numbers "
		"lose nothing, with others each value of a sample is rounded",
		GROUP_INPUT, add_weight, 0, "convert" },
	{ "label-source", NULL, 0, NULL,
		"give the samples of each input the label 'source' with its name, in place of "
		"any they had",
		GROUP_INPUT, set_flag, AT(label_source), "convert" },
	{ "symbolize", NULL, 0, "auto|never",
		"auto: give functions and lines to bare addresses, from programs in the "
		"folders of --binary-path (see SYMBOLS in the manual)",
		GROUP_INPUT, set_symbolize, 0, VIEWS },

	{ "profile", NULL, 0, "NAME",
		"of an address without a path: cpu (the default), heap, goroutine, mutex, ...",
		GROUP_URL, set_text, AT(read.fetch.profile), VIEWS },
	{ "profile", NULL, 0, "NAME,...",
		"of an address without a path: cpu (the default), heap, goroutine, mutex, ...",
		GROUP_URL, set_text, AT(read.fetch.profile), "get" },
	{ "seconds", NULL, 0, "N", "how long to record: sent to the server as seconds=N",
		GROUP_URL, set_unsigned, AT(read.fetch.seconds), VIEWS },
	{ "seconds", NULL, 0, "N",
		"how long to record cpu, with --delta anything (the server's default: 30)",
		GROUP_URL, set_unsigned, AT(read.fetch.seconds), "get" },
	{ "delta", NULL, 0, NULL,
		"heap, mutex and their kind: what --seconds have added, not the state of now",
		GROUP_URL, set_flag, AT(delta), "get" },
	{ "debug", NULL, 0, "N", "Go's profiles as text: 1, or 2 for whole goroutine dumps",
		GROUP_URL, set_unsigned, AT(read.fetch.debug), "get" },
	{ "retries", NULL, 0, "N", "times to ask again after a failure that may pass (2)",
		GROUP_URL, set_unsigned, AT(retries), "get" },
	{ "timeout", NULL, 0, "N", "seconds that a fetch may take, beyond the recording (60)",
		GROUP_URL, set_unsigned, AT(read.fetch.timeout), NULL },
	{ "header", NULL, 0, "NAME:VALUE",
		"send this header; may be given several times; @FILE: one from each line",
		GROUP_URL, add_header, 0, NULL },
	{ "user", NULL, 0, "NAME:PASSWORD", "who asks", GROUP_URL, set_text,
		AT(read.fetch.user), NULL },
	{ "netrc", NULL, 0, NULL, "look up user and password in $NETRC, else ~/.netrc",
		GROUP_URL, set_netrc, 0, NULL },
	{ "netrc-file", NULL, 0, "FILE", "look them up there", GROUP_URL, set_text,
		AT(read.fetch.netrc), NULL },
	{ "unix-socket", NULL, 0, "PATH", "connect to this socket, whatever the URL's host",
		GROUP_URL, set_text, AT(read.fetch.unix_socket), NULL },
	{ "tls-ca", NULL, 0, "FILE",
		"PEM file of the authorities to trust, in place of the system's", GROUP_URL,
		set_text, AT(read.fetch.tls_ca), NULL },
	{ "tls-cert", NULL, 0, "FILE", "PEM file of a certificate that says who asks",
		GROUP_URL, set_text, AT(read.fetch.tls_cert), NULL },
	{ "tls-key", NULL, 0, "FILE", "PEM file of its key", GROUP_URL, set_text,
		AT(read.fetch.tls_key), NULL },

	{ "calibrate", NULL, 0, NULL,
		"of three or more runs of one program: print the noise floor and the functions "
		"that vary from run to run, as text or (-f json) as data",
		GROUP_VIEW, set_calibrate, 0, "diff calibrate" },
	{ "delta", NULL, 0, NULL,
		"the profiles are two snapshots of one process, of what it adds up (allocs, "
		"block, mutex) or holds (heap, goroutine): show what came in between; nothing "
		"is tested",
		GROUP_VIEW, set_delta, 0, "diff shell" },
	{ "benchmark", NULL, 0, "NAME",
		"the benchmark that the profiles are of, where files of --operations have "
		"several; a second time: that of the new side",
		GROUP_VIEW, add_benchmark, 0, "diff shell" },
	{ "inline", NULL, 0, "keep|collapse",
		"collapse: compare functions as they are in the program, each with what was "
		"inlined into it, as --no-inlines does",
		GROUP_VIEW, set_inline, 0, "diff calibrate" },
	{ "budget", NULL, 0, "FILE",
		"rules from a file, one a line, as if each were given with --fail-on",
		GROUP_VIEW, add_budget, 0, "diff" },
	{ "no-trim", NULL, 0, NULL, "keep all nodes and edges, however small", GROUP_VIEW,
		no_trim, 0, VIEWS },

	{ "color", NULL, 0, "auto|always|never",
		"colours in text; auto: on a terminal (see ENVIRONMENT in the manual)",
		GROUP_GENERAL, set_color, 0, VIEWS },
	{ "quiet", NULL, 'q', NULL, "no notes on standard error, only errors", GROUP_GENERAL,
		set_flag, AT(quiet), NULL },
	{ "verbose", NULL, 'v', NULL, "say on standard error what is being done", GROUP_GENERAL,
		set_flag, AT(verbose), NULL },
	{ "no-progress", NULL, 0, NULL, "no progress line on a terminal", GROUP_GENERAL,
		set_flag, AT(no_progress), NULL },
	{ "help", NULL, 'h', NULL, "show this text; --help=man writes the manual page",
		GROUP_GENERAL, show_help, 0, NULL },
	{ "version", NULL, 'V', NULL, "show the version", GROUP_GENERAL, show_version, 0,
		NULL },

	{ "limits", NULL, 0, "strict|default|trusted",
		"a set of limits; single ones may follow", GROUP_LIMITS, set_limits, 0, NULL },
	{ "max-input", NULL, 0, "SIZE", "bytes of an input (512m)", LIMIT(input), NULL },
	{ "max-inflated", NULL, 0, "SIZE", "bytes after decompression (4g)", LIMIT(inflated),
		NULL },
	{ "max-ratio", NULL, 0, "N", "growth by decompression, above 64 MiB (200)",
		LIMIT(ratio), NULL },
	{ "max-memory", NULL, 0, "SIZE", "memory for the tables of a profile (2g)",
		LIMIT(memory), NULL },
	{ "max-samples", NULL, 0, "N", "samples (50000000)", LIMIT(samples), NULL },
	{ "max-entries", NULL, 0, "N", "strings, functions, locations, each (20000000)",
		LIMIT(entries), NULL },
	{ "max-types", NULL, 0, "N", "sample types (16384)", LIMIT(types), NULL },
	{ "max-stack", NULL, 0, "N", "frames in one stack (1000000)", LIMIT(stack), NULL },
	{ "max-labels", NULL, 0, "N", "labels of one sample (256)", LIMIT(labels), NULL },
	{ "max-string", NULL, 0, "SIZE", "bytes of one string (1m)", LIMIT(string), NULL },
	{ "max-line", NULL, 0, "SIZE", "bytes of one text line (16m)", LIMIT(line), NULL },
	{ "max-output", NULL, 0, "SIZE", "bytes of one output (256m)", GROUP_LIMITS, set_size,
		AT(max_output), VIEWS },
	{ "max-depth", NULL, 0, "N", "frames drawn above one another (512)", GROUP_LIMITS,
		set_unsigned, AT(style.max_depth), "flame" },
	{ "max-nodes", NULL, 0, "N",
		"frames that a flame graph's SVG carries (250000, in at most 500 kB)",
		GROUP_LIMITS, set_unsigned, AT(style.max_nodes), "flame" },
	{ "name-width", NULL, 0, "N", "bytes of a name that are shown", GROUP_LIMITS,
		set_unsigned, AT(style.name_width), "!flame convert get" },
	{ "layout-timeout", NULL, 0, "SECONDS", "time for laying a graph out (20)",
		GROUP_LIMITS, set_unsigned, AT(style.layout_seconds), "callgraph" },
};

const size_t n_options = sizeof(options) / sizeof(options[0]);
