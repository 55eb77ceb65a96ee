/* SPDX-License-Identifier: Apache-2.0 */
/* --help, written from the tables that the parser uses. */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = 80, INDENT = 30 };

/* Settings of a view stand in order of application in their table; people look for topics. */
static const struct {
	enum group group;
	const char *title;
	const char *names; /* in GROUP_VIEW: what stands here, space separated */
} sections[] = {
	{ GROUP_OUTPUT, "Output", NULL },
	{ GROUP_INPUT, "Input", NULL },
	{ GROUP_URL, "Live servers (see LIVE SERVERS in the manual)", NULL },
	{ GROUP_VIEW, "Values", "sample-type mean unit divide-by" },
	{ GROUP_VIEW, "Filters",
		"focus ignore hide show show-from tag-focus tag-ignore tag-show tag-hide "
		"prune-from relative-percentages all-frames" },
	{ GROUP_VIEW, "What counts as one place",
		"granularity no-inlines show-columns tag-root tag-leaf trim-path source-path "
		"binary-path intel-syntax" },
	{ GROUP_VIEW, "How much is shown, and in which order",
		"pattern group-by node-count node-fraction edge-fraction no-trim cum flat "
		"call-tree "
		"drop-negative compact-labels add-comment" },
	{ GROUP_VIEW, "Comparing, and rules",
		"normalization operations benchmark inline noise block-rate drop-outliers test "
		"unsteady map own "
		"calibrate "
		"fail-on budget "
		"strict "
		"min-share" },
	{ GROUP_GENERAL, "General", NULL },
	{ GROUP_LIMITS, "Limits (defaults in parentheses)", NULL },
	{ GROUP_PPROF, "Short spellings, as in pprof", NULL },
};

enum { SECTIONS = sizeof(sections) / sizeof(sections[0]) };

const struct status_meaning statuses[] = {
	{ STATUS_OK, "done" },
	{ STATUS_GATE, "a rule given to the tool was broken; the report was still written" },
	{ STATUS_USAGE, "the command line is wrong" },
	{ STATUS_INPUT,
		"an input is not a profile, is damaged, or is of a kind not supported" },
	{ STATUS_LIMIT,
		"an input breaks a limit; the message names the option that raises it" },
	{ STATUS_SOURCE,
		"a source cannot be had: no such file, no permission, the fetch failed" },
	{ STATUS_OUTPUT, "an output cannot be written" },
	{ STATUS_OTHER, "anything else: out of memory, a failed layout" },
	{ 0, NULL },
};

/* How an option is typed: "-o, --output FILE". */
static void
spell(char *text, size_t size, char letter, const char *dashes, const char *name,
	const char *arg)
{
	const char *gap = arg ? " " : "";

	if (letter)
		snprintf(text, size, "-%c, --%s%s%s", letter, name, gap, arg ? arg : "");
	else
		snprintf(text, size, "%s%s%s%s", dashes, name, gap, arg ? arg : "");
}

static char
letter_of(const char *setting)
{
	return strcmp(setting, "sample-type") == 0    ? 't'
		: strcmp(setting, "granularity") == 0 ? 'g'
						      : '\0';
}

static bool
is_listed(const char *names, const char *name)
{
	return names && is_called("", names, name, strlen(name));
}

/* --trim is what holds without --no-trim, which is listed. */
static bool
has_section(const char *setting)
{
	if (strcmp(setting, "trim") == 0)
		return true;
	for (size_t i = 0; i < SECTIONS; i++) {
		if (is_listed(sections[i].names, setting))
			return true;
	}
	return false;
}

/* Does the setting mean something to the tool, or to a report of it? */
static bool
is_setting_for(const struct tool *tool, const struct pfl_setting *s)
{
	const struct pfl_renderer *r;

	if (tool->family)
		return setting_is_for(s, tool->family);
	for (size_t i = 0; (r = pfl_renderer_at(i)); i++) {
		if (is_report(tool, pfl_renderer_family(r)) && pfl_renderer_uses(r, s->name))
			return true;
	}
	return false;
}

/* A walk over the options: where it is, and what it found. */
struct walk {
	const struct tool *tool;
	bool (*print)(const struct help_entry *entry);
	const char *title; /* to come before the next entry, or NULL */
};

static bool
show(struct walk *w, struct help_entry *e)
{
	e->title = w->title;
	w->title = NULL;
	return w->print(e);
}

static bool
show_setting(struct walk *w, const struct pfl_setting *s)
{
	struct help_entry e = { .help = s->help };

	if (!is_setting_for(w->tool, s))
		return true;
	spell(e.spelling, sizeof(e.spelling), letter_of(s->name), "--", s->name, s->arg);
	return show(w, &e);
}

static bool
show_option(struct walk *w, const struct option *o)
{
	struct help_entry e = { .help = o->help };

	spell(e.spelling, sizeof(e.spelling), o->letter, o->group == GROUP_PPROF ? "-" : "--",
		o->name, o->arg);
	return show(w, &e);
}

/* A tool with reports shows what means something to the first of them. */
static bool
is_for(const struct tool *tool, const struct option *o)
{
	return option_is_for(o, tool->family ? tool->family : "top");
}

static bool
show_options(struct walk *w, const struct option *table, size_t n, enum group group)
{
	for (size_t i = 0; i < n; i++) {
		const struct option *o = &table[i];

		if (o->group == group && is_for(w->tool, o) && !show_option(w, o))
			return false;
	}
	return true;
}

/* The names of a section in its order: settings, and options that stand among them. */
static bool
show_names(struct walk *w, const char *names)
{
	while (*names) {
		size_t n = strcspn(names, " ");
		char name[40];
		const struct pfl_setting *s;

		snprintf(name, sizeof(name), "%.*s", (int)n, names);
		s = pfl_view_find(name);
		if (s && !show_setting(w, s))
			return false;
		for (size_t i = 0; i < n_options && !s; i++) {
			if (strcmp(options[i].name, name) == 0 &&
				is_for(w->tool, &options[i]) && !show_option(w, &options[i]))
				return false;
		}
		names += n + (names[n] == ' ');
	}
	return true;
}

/* Settings that no section names yet. */
static bool
show_rest(struct walk *w)
{
	const struct pfl_setting *s;

	for (size_t i = 0; (s = pfl_view_setting(i)); i++) {
		if (!has_section(s->name) && !show_setting(w, s))
			return false;
	}
	return true;
}

bool
each_option(const struct tool *tool, bool (*print)(const struct help_entry *entry))
{
	struct walk w = { .tool = tool, .print = print };

	for (size_t i = 0; i < SECTIONS; i++) {
		bool last = sections[i].names && !(i + 1 < SECTIONS && sections[i + 1].names);

		w.title = sections[i].title;
		if (sections[i].names) {
			if (!show_names(&w, sections[i].names) || (last && !show_rest(&w)))
				return false;
		} else if (!show_options(&w, options, n_options, sections[i].group) ||
			!show_options(&w, pprof_options, n_pprof_options, sections[i].group)) {
			return false;
		}
	}
	return true;
}

bool
each_format(const struct tool *tool, bool (*print)(const struct help_entry *entry))
{
	const struct pfl_renderer *r;

	for (size_t i = 0; (r = pfl_renderer_at(i)); i++) {
		const char *family = pfl_renderer_family(r), *format = pfl_renderer_format(r);
		struct help_entry e = { .help = pfl_renderer_help(r) };

		if (tool->family && strcmp(family, tool->family) == 0)
			snprintf(e.spelling, sizeof(e.spelling), "%s", format);
		else if (!tool->family && is_report(tool, family))
			snprintf(e.spelling, sizeof(e.spelling), "%s -f %s", family, format);
		else
			continue;
		if (!print(&e))
			return false;
	}
	return true;
}

/* Words from a column on, and below it where they do not fit into a line. */
static bool
print_wrapped(const char *text, int column)
{
	int at = column;
	bool first = true;

	while (*text) {
		int n = (int)strcspn(text, " ");

		if (!first && at + 1 + n >= COLUMNS) {
			if (printf("\n%*s", column, "") < 0)
				return false;
			at = column;
			first = true;
		}
		if (printf("%s%.*s", first ? "" : " ", n, text) < 0)
			return false;
		at += n + !first;
		first = false;
		text += n + (text[n] == ' ');
	}
	return putchar('\n') != EOF;
}

static bool
print_entry(const struct help_entry *e)
{
	if (e->title && printf("\n%s:\n", e->title) < 0)
		return false;
	if (strlen(e->spelling) < INDENT - 3)
		return printf("  %-*s ", INDENT - 3, e->spelling) >= 0 &&
			print_wrapped(e->help, INDENT);
	return printf("  %s\n%*s", e->spelling, INDENT, "") >= 0 &&
		print_wrapped(e->help, INDENT);
}

static bool
print_formats(const struct tool *tool)
{
	return !tool->default_format ||
		(printf("\nFormats (default %s):\n", tool->default_format) >= 0 &&
			each_format(tool, print_entry));
}

static bool
print_commands(const struct tool *tool)
{
	return !tool->each_command ||
		(printf("\nCommands:\n") >= 0 && tool->each_command(print_entry));
}

static bool
print_operands(const struct tool *tool)
{
	return printf("\n%s",
		       tool->family && !has_view(tool->family)
			       ? ""
			       : "A PROFILE is a path, - for standard input, the URL of a live "
				 "server,\nor a directory of profiles; what it holds is seen "
				 "from its content.\n") >= 0;
}

bool
print_help(const struct tool *tool)
{
	return printf("usage: %s [options] %s\n%s\n", tool->name, tool->operands,
		       tool->summary) >= 0 &&
		print_operands(tool) &&
		printf("The manual page says more: %s --help=man | man -l -\n", tool->name) >=
		0 &&
		print_formats(tool) && print_commands(tool) && each_option(tool, print_entry) &&
		printf("\nOne dash is as good as two, and '_' as '-': -focus=RE, --show_from "
		       "RE,\n-nodecount=40.\n") >= 0;
}
