/* SPDX-License-Identifier: Apache-2.0 */
/* --help and the man page, both written from the tables that the parser uses. */
#include "cli/request.h"

#include <stdio.h>
#include <string.h>

static const struct {
	enum group group;
	const char *title;
} groups[] = {
	{ GROUP_INPUT, "Input" },
	{ GROUP_OUTPUT, "Output" },
	{ GROUP_LIMITS, "Limits" },
	{ GROUP_GENERAL, "General" },
	{ GROUP_PPROF, "pprof's short spellings" },
};

static const struct {
	int status;
	const char *meaning;
} statuses[] = {
	{ STATUS_OK, "done" },
	{ STATUS_GATE, "a rule given to the tool was broken; the report was still written" },
	{ STATUS_USAGE, "the command line is wrong" },
	{ STATUS_INPUT,
		"an input is not a profile, is damaged, or is of a kind not supported" },
	{ STATUS_LIMIT,
		"an input breaks a limit; the message names the option that raises it" },
	{ STATUS_SOURCE, "a source cannot be had: no such file, no permission" },
	{ STATUS_OUTPUT, "an output cannot be written" },
	{ STATUS_OTHER, "anything else: out of memory, a failed layout" },
};

enum { STATUSES = sizeof(statuses) / sizeof(statuses[0]) };

/* How an option is typed: "-o, --output FILE". */
static void
spell(char *text, size_t size, char letter, const char *name, const char *arg)
{
	if (letter)
		snprintf(text, size, "-%c, --%s%s%s", letter, name, arg ? " " : "",
			arg ? arg : "");
	else
		snprintf(text, size, "--%s%s%s", name, arg ? " " : "", arg ? arg : "");
}

static char
letter_of(const char *setting)
{
	return strcmp(setting, "sample-type") == 0    ? 't'
		: strcmp(setting, "granularity") == 0 ? 'g'
						      : '\0';
}

/* Walk every option of the tools, settings of the view included, in the order of the help. */
struct entry {
	const char *title; /* of the group that begins here, or NULL */
	char spelling[120];
	const char *help;
};

static bool
each_option(bool (*print)(const struct entry *entry))
{
	const struct pfl_setting *s;
	struct entry e;

	for (size_t i = 0; (s = pfl_view_setting(i)); i++) {
		e = (struct entry){ .title = i ? NULL : "View", .help = s->help };
		spell(e.spelling, sizeof(e.spelling), letter_of(s->name), s->name, s->arg);
		if (!print(&e))
			return false;
	}
	for (size_t g = 0; g < sizeof(groups) / sizeof(groups[0]); g++) {
		bool first = true;

		for (size_t i = 0; i < n_options; i++) {
			const struct option *o = &options[i];

			if (o->group != groups[g].group)
				continue;
			e = (struct entry){ .title = first ? groups[g].title : NULL,
				.help = o->help };
			spell(e.spelling, sizeof(e.spelling), o->letter, o->name, o->arg);
			if (!print(&e))
				return false;
			first = false;
		}
	}
	return true;
}

static bool
print_entry(const struct entry *e)
{
	enum { COLUMN = 30 };

	if (e->title && printf("\n%s:\n", e->title) < 0)
		return false;
	if (strlen(e->spelling) < COLUMN - 3)
		return printf("  %-*s %s\n", COLUMN - 3, e->spelling, e->help) >= 0;
	return printf("  %s\n%*s%s\n", e->spelling, COLUMN, "", e->help) >= 0;
}

/* The formats of a family, or the reports and their formats where the first operand is a
 * report. */
static bool
print_formats(const struct tool *tool)
{
	const struct pfl_renderer *r;

	for (size_t i = 0; (r = pfl_renderer_at(i)); i++) {
		const char *family = pfl_renderer_family(r);

		if (tool->family ? strcmp(family, tool->family) != 0
				 : !pfl_renderer_find(family, tool->default_format))
			continue;
		if (printf("  %s%s%-10s %s\n", tool->family ? "" : family,
			    tool->family ? "" : " ", pfl_renderer_format(r),
			    pfl_renderer_help(r)) < 0)
			return false;
	}
	return true;
}

bool
print_help(const struct tool *tool)
{
	if (printf("usage: %s [options] %s\n%s\n\nOutput formats (default %s):\n", tool->name,
		    tool->operands, tool->summary, tool->default_format) < 0 ||
		!print_formats(tool) || !each_option(print_entry))
		return false;
	return printf("\npprof's spellings work too: -focus=RE, --show_from RE, "
		      "-nodecount=40.\n"
		      "A PROFILE is a path, or '-' for standard input.\n") >= 0;
}

/* Text in roff: a backslash and a dash mean something there, as do dots at the start of a line.
 */
static bool
roff(const char *text)
{
	bool start = true;

	for (; *text; text++) {
		const char *out = *text == '\\' ? "\\e" : *text == '-' ? "\\-" : NULL;

		if (start && (*text == '.' || *text == '\'') && fputs("\\&", stdout) == EOF)
			return false;
		if (out ? fputs(out, stdout) == EOF : putchar(*text) == EOF)
			return false;
		start = *text == '\n';
	}
	return true;
}

static bool
roff_macro(const char *macro, const char *text)
{
	return printf("%s\n", macro) >= 0 && roff(text) && putchar('\n') != EOF;
}

static bool
man_entry(const struct entry *e)
{
	if (e->title && printf(".SS %s\n", e->title) < 0)
		return false;
	return fputs(".TP\n.B ", stdout) != EOF && roff(e->spelling) && putchar('\n') != EOF &&
		roff(e->help) && putchar('\n') != EOF;
}

/* Paragraphs are separated by empty lines. */
static bool
man_paragraphs(const char *text)
{
	while (*text) {
		const char *end = strstr(text, "\n\n");
		size_t n = end ? (size_t)(end - text) : strlen(text);
		char paragraph[2000];

		if (n >= sizeof(paragraph))
			n = sizeof(paragraph) - 1;
		memcpy(paragraph, text, n);
		paragraph[n] = '\0';
		if (!roff_macro(".PP", paragraph))
			return false;
		text = end ? end + 2 : text + strlen(text);
	}
	return true;
}

/* Lines "command" and "\texplanation" in turn. */
static bool
man_examples(const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		char line[500];

		if (n >= sizeof(line))
			return false;
		memcpy(line, text, n);
		line[n] = '\0';
		if (*line == '\t' ? !roff_macro(".br", line + 1)
				  : fputs(".TP\n.B ", stdout) == EOF || !roff(line) ||
					putchar('\n') == EOF)
			return false;
		text += n + (text[n] == '\n');
	}
	return true;
}

static bool
man_statuses(void)
{
	for (size_t i = 0; i < STATUSES; i++) {
		if (printf(".TP\n.B %d\n%s\n", statuses[i].status, statuses[i].meaning) < 0)
			return false;
	}
	return printf(".TP\n.B 128+n\nended by signal n, with nothing half written\n") >= 0;
}

bool
print_manual(const struct tool *tool)
{
	const char *name = tool->name;

	return printf(".TH %s 1 \"\" \"profloom %s\" \"profloom\"\n.SH NAME\n", name,
		       pfl_version()) >= 0 &&
		roff(name) && fputs(" \\- ", stdout) != EOF && roff(tool->summary) &&
		printf("\n.SH SYNOPSIS\n.B %s\n[options] ", name) >= 0 &&
		roff(tool->operands) && printf("\n.SH DESCRIPTION\n") >= 0 &&
		man_paragraphs(tool->description) &&
		printf(".SH OUTPUT FORMATS\nDefault: %s.\n.nf\n", tool->default_format) >= 0 &&
		print_formats(tool) && printf(".fi\n.SH OPTIONS\n") >= 0 &&
		each_option(man_entry) && printf(".SH EXIT STATUS\n") >= 0 && man_statuses() &&
		printf(".SH EXAMPLES\n") >= 0 && man_examples(tool->examples) &&
		printf(".SH ENVIRONMENT\n.B NO_COLOR\nand\n.B CLICOLOR_FORCE\n"
		       "switch colours off and on.\n") >= 0;
}
