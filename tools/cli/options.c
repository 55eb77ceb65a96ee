/* SPDX-License-Identifier: Apache-2.0 */
/* The options that every tool has beside the settings of a view: one row each. */
#include "cli/request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool
add_output(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)o;
	return list_add(&r->outputs, arg, err);
}

static bool
set_text(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)err;
	*(const char **)((char *)r + o->offset) = arg;
	return true;
}

static bool
set_flag(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	bool off = strcmp(arg, "false") == 0;

	if (*arg && !off && strcmp(arg, "true") != 0)
		return pfl_fail(err, PFL_USAGE,
			"--%s is on or off: '%s' is neither true nor false", o->name, arg);
	*(bool *)((char *)r + o->offset) = !off;
	return true;
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

static bool
set_symbolize(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)r;
	(void)o;
	if (strcmp(arg, "auto") == 0 || strcmp(arg, "never") == 0 || strcmp(arg, "none") == 0)
		return true;
	return pfl_fail(err, PFL_USAGE, "--symbolize is auto or never, not '%s'", arg);
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

/* A negative spelling of a view's flag: --no-trim. */
static bool
no_trim(struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)o;
	return pfl_view_set(r->view, "trim", strcmp(arg, "false") == 0 ? "true" : "false", err);
}

/* pprof's short spellings: -lines, -inuse_space. The option's help holds the value. */
static bool
set_granularity(
	struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	(void)arg;
	return pfl_view_set(r->view, "granularity", o->name, err);
}

/* As pprof: the first value selection wins, whatever comes after it. */
static bool
set_sample_type(
	struct request *r, const struct option *o, const char *arg, struct pfl_error *err)
{
	const char *type = strcmp(o->name, "total_delay") == 0 ? "delay" : o->name;

	(void)arg;
	if (strcmp(o->name, "mean_delay") == 0) {
		type = "delay";
		if (!pfl_view_set(r->view, "mean", "true", err))
			return false;
	}
	return pfl_view_get(r->view, "sample-type") ||
		pfl_view_set(r->view, "sample-type", type, err);
}

#define AT(field) offsetof(struct request, field)
#define LIMIT(field) GROUP_LIMITS, set_size, AT(read.limits.field)

const struct option options[] = {
	{ "input-format", NULL, 0, "NAME", "read inputs as this format; 'help' lists them",
		GROUP_INPUT, set_input_format, 0 },
	{ "base", NULL, 0, "FILE", "subtract this profile", GROUP_INPUT, set_text, AT(base) },
	{ "diff-base", "diff_base", 0, "FILE", "show the difference against this profile",
		GROUP_INPUT, set_text, AT(diff_base) },
	{ "normalize", NULL, 0, NULL, "scale to the base's total before comparing", GROUP_INPUT,
		set_flag, AT(normalize) },
	{ "symbolize", NULL, 0, "auto|never",
		"look up names for bare addresses (this version looks up none)", GROUP_INPUT,
		set_symbolize, 0 },

	{ "output", NULL, 'o', "FILE",
		"write here; '-' is standard output; may be given several times", GROUP_OUTPUT,
		add_output, 0 },
	{ "format", NULL, 'f', "NAME", "output format; otherwise as the output's ending says",
		GROUP_OUTPUT, set_text, AT(format) },
	{ "title", NULL, 0, "TEXT", "title of a picture", GROUP_OUTPUT, set_text,
		AT(style.title) },
	{ "width", NULL, 0, "PX", "width of a picture", GROUP_OUTPUT, set_pixels,
		AT(style.width) },
	{ "min-width", "minwidth", 0, "PX", "leave out narrower boxes of a flame graph",
		GROUP_OUTPUT, set_pixels, AT(style.min_width) },
	{ "inverted", NULL, 0, NULL, "flame graph with the root at the top", GROUP_OUTPUT,
		set_flag, AT(style.inverted) },
	{ "raw-names", NULL, 0, NULL, "folded stacks: names as they are, without escapes",
		GROUP_OUTPUT, set_flag, AT(style.raw_names) },
	{ "csv-raw", NULL, 0, NULL, "CSV: no ' before cells that a spreadsheet would run",
		GROUP_OUTPUT, set_flag, AT(style.csv_raw) },

	{ "limits", NULL, 0, "strict|default|trusted",
		"a set of limits; single ones may follow", GROUP_LIMITS, set_limits, 0 },
	{ "max-input", NULL, 0, "SIZE", "bytes of an input (512m)", LIMIT(input) },
	{ "max-inflated", NULL, 0, "SIZE", "bytes after decompression (4g)", LIMIT(inflated) },
	{ "max-ratio", NULL, 0, "N", "growth by decompression, above 64 MiB (200)",
		LIMIT(ratio) },
	{ "max-memory", NULL, 0, "SIZE", "memory for the tables of a profile (2g)",
		LIMIT(memory) },
	{ "max-samples", NULL, 0, "N", "samples (50000000)", LIMIT(samples) },
	{ "max-entries", NULL, 0, "N", "strings, functions, locations, each (20000000)",
		LIMIT(entries) },
	{ "max-types", NULL, 0, "N", "sample types (16384)", LIMIT(types) },
	{ "max-stack", NULL, 0, "N", "frames in one stack (1000000)", LIMIT(stack) },
	{ "max-labels", NULL, 0, "N", "labels of one sample (256)", LIMIT(labels) },
	{ "max-string", NULL, 0, "SIZE", "bytes of one string (1m)", LIMIT(string) },
	{ "max-line", NULL, 0, "SIZE", "bytes of one text line (16m)", LIMIT(line) },
	{ "max-output", NULL, 0, "SIZE", "bytes of one output (256m)", GROUP_LIMITS, set_size,
		AT(max_output) },
	{ "max-depth", NULL, 0, "N", "frames drawn above one another (512)", GROUP_LIMITS,
		set_unsigned, AT(style.max_depth) },
	{ "name-width", NULL, 0, "N", "bytes of a name that are shown", GROUP_LIMITS,
		set_unsigned, AT(style.name_width) },
	{ "layout-timeout", NULL, 0, "SECONDS", "time for laying a graph out (20)",
		GROUP_LIMITS, set_unsigned, AT(style.layout_seconds) },

	{ "color", NULL, 0, "auto|always|never", "colours in text", GROUP_GENERAL, set_color,
		0 },
	{ "quiet", NULL, 'q', NULL, "no notes on standard error", GROUP_GENERAL, set_flag,
		AT(quiet) },
	{ "verbose", NULL, 'v', NULL, "say what is being done", GROUP_GENERAL, set_flag,
		AT(verbose) },
	{ "no-progress", NULL, 0, NULL, "no progress line on a terminal", GROUP_GENERAL,
		set_flag, AT(no_progress) },
	{ "help", NULL, 'h', NULL, "show this text", GROUP_GENERAL, show_help, 0 },
	{ "version", NULL, 'V', NULL, "show the version", GROUP_GENERAL, show_version, 0 },

	{ "no-trim", NULL, 0, NULL, "keep small nodes and edges", GROUP_OUTPUT, no_trim, 0 },
	{ "functions", NULL, 0, NULL, "--granularity functions", GROUP_PPROF, set_granularity,
		0 },
	{ "filefunctions", NULL, 0, NULL, "--granularity filefunctions", GROUP_PPROF,
		set_granularity, 0 },
	{ "files", NULL, 0, NULL, "--granularity files", GROUP_PPROF, set_granularity, 0 },
	{ "lines", NULL, 0, NULL, "--granularity lines", GROUP_PPROF, set_granularity, 0 },
	{ "addresses", NULL, 0, NULL, "--granularity addresses", GROUP_PPROF, set_granularity,
		0 },
	{ "inuse_space", NULL, 0, NULL, "--sample-type inuse_space", GROUP_PPROF,
		set_sample_type, 0 },
	{ "inuse_objects", NULL, 0, NULL, "--sample-type inuse_objects", GROUP_PPROF,
		set_sample_type, 0 },
	{ "alloc_space", NULL, 0, NULL, "--sample-type alloc_space", GROUP_PPROF,
		set_sample_type, 0 },
	{ "alloc_objects", NULL, 0, NULL, "--sample-type alloc_objects", GROUP_PPROF,
		set_sample_type, 0 },
	{ "contentions", NULL, 0, NULL, "--sample-type contentions", GROUP_PPROF,
		set_sample_type, 0 },
	{ "total_delay", NULL, 0, NULL, "--sample-type delay", GROUP_PPROF, set_sample_type,
		0 },
	{ "mean_delay", NULL, 0, NULL, "--sample-type delay --mean", GROUP_PPROF,
		set_sample_type, 0 },
};

const size_t n_options = sizeof(options) / sizeof(options[0]);
