/* SPDX-License-Identifier: Apache-2.0 */
/* The commands: rows here, reports of pprof's, and whatever else the renderers make as text. */
#include "shell/commands.h"

#include "shell/fetch.h"
#include "shell/nearest.h"
#include "shell/settings.h"

#include <stdio.h>
#include <string.h>

static int
quit(struct session *s, const struct line *line)
{
	(void)line;
	s->done = true;
	return STATUS_OK;
}

#define REPORT NULL, NULL
static const struct command own[] = {
	{ "web", "draw the call graph and show it in a browser", COMMAND_OPEN, "callgraph",
		"svg", false, NULL, REPORT },
	{ "flame", "draw a flame graph and show it in a browser", COMMAND_OPEN, "flame", "svg",
		false, NULL, REPORT },
	{ "weblist", "show annotated source in a browser", COMMAND_OPEN, "weblist", "html",
		true, NULL, REPORT },
	{ "folded", "write the stacks as text, one a line", COMMAND_PRINT, "convert", "folded",
		false, NULL, REPORT },
	{ "diff", "show what changed since before refetch", COMMAND_PRINT, "diff", "text",
		false, NULL, REPORT },
	{ "refetch", "read the profile anew and show what changed", COMMAND_SHELL, NULL, NULL,
		false, refetch, "", NULL },
	{ "options", "show all options and what they are set to", COMMAND_SHELL, NULL, NULL,
		false, settings_list, "", "o" },
	{ "reset", "set all options to what they were at the start", COMMAND_SHELL, NULL, NULL,
		false, settings_reset, "", NULL },
	{ ":", "clear focus, ignore, hide, tagfocus and tagignore", COMMAND_SHELL, NULL, NULL,
		false, settings_clear_filters, "", NULL },
	{ "help", "explain a command or an option, or list all", COMMAND_SHELL, NULL, NULL,
		false, command_help, "[NAME]", "?" },
	{ "quit", "leave; so does the end of input (Ctrl-D)", COMMAND_SHELL, NULL, NULL, false,
		quit, "", "exit q" },
};

enum { OWN = sizeof(own) / sizeof(own[0]) };

/* Formats that a terminal has no use for. */
static const char to_files[] = "svg png pdf pprof callgrind topproto html";

/* Reports about what the first word matches. */
static const char with_pattern[] = "peek list disasm weblist";

static bool
is_own(const char *name)
{
	for (size_t i = 0; i < OWN; i++) {
		if (strcmp(own[i].name, name) == 0)
			return true;
	}
	return false;
}

/* A command that writes what the renderer makes; false when there is none. */
static bool
from_renderer(const char *name, const char *family, const char *format, struct command *command)
{
	const struct pfl_renderer *r = pfl_renderer_find(family, format);

	if (!r)
		return false;
	*command = (struct command){
		.name = name,
		.help = pfl_renderer_help(r),
		.kind = is_called("", to_files, format, strlen(format)) ? COMMAND_STORE
									: COMMAND_PRINT,
		.family = pfl_renderer_family(r),
		.format = pfl_renderer_format(r),
		.pattern = is_called("", with_pattern, family, strlen(family)),
	};
	return true;
}

/* Does one of pprof's names, or a row above, stand for this family as text? */
static bool
is_named(const char *family)
{
	for (const struct report_name *r = pprof_reports; r->name; r++) {
		if (strcmp(r->family, family) == 0)
			return true;
	}
	return is_own(family);
}

bool
command_at(size_t i, struct command *command)
{
	const struct pfl_renderer *r;

	for (const struct report_name *name = pprof_reports; name->name; name++) {
		if (!is_own(name->name) && strcmp(name->name, "text") != 0 &&
			from_renderer(name->name, name->family, name->format, command)) {
			if (strcmp(name->name, "top") == 0)
				command->aliases = "text";
			if (i-- == 0)
				return true;
		}
	}
	for (size_t k = 0; (r = pfl_renderer_at(k)); k++) {
		const char *family = pfl_renderer_family(r);

		if (strcmp(pfl_renderer_format(r), "text") == 0 && !is_named(family) &&
			from_renderer(family, family, "text", command) && i-- == 0)
			return true;
	}
	for (size_t k = 0; k < OWN; k++) {
		*command = own[k];
		if ((!own[k].family || pfl_renderer_find(own[k].family, own[k].format)) &&
			i-- == 0)
			return true;
	}
	return false;
}

bool
command_find(const char *text, size_t n, struct command *command)
{
	for (size_t i = 0; command_at(i, command); i++) {
		if (n && is_called(command->name, command->aliases, text, n))
			return true;
	}
	return false;
}

/* What can follow a command's name. */
static const char *
usage_of(const struct command *command)
{
	return command->usage ? command->usage
		: command->pattern
		? "REGEXP [N] [FOCUS...] [-IGNORE...] [-cum] [> FILE | '|' COMMAND]"
		: "[N] [FOCUS...] [-IGNORE...] [-cum] [> FILE | '|' COMMAND]";
}

/* Examples of those that do something of their own; of others, how all are used. */
static const struct {
	const char *name;
	const char *lines; /* "line\texplanation\n" */
} examples[] = {
	{ "top",
		"top 20 -cum\tthe 20 with the most below them\n"
		"top20 json -runtime\tthat go through json, but not through runtime\n"
		"top > top.json\tthe same for a script: the ending says what it is\n"
		"top 100 | grep mutex\tthrough a command\n" },
	{ "list", "list 'Handler.*ServeHTTP'\tsource of all functions that match\n" },
	{ "peek", "peek mallocgc\twho calls it, and what it calls\n" },
	{ "tags", "tags tenant\tonly labels that match\n" },
	{ "svg",
		"svg > graph.svg\tto this file; without, profile001.svg\n"
		"svg 30 json > json.svg\t30 boxes, of what goes through json\n" },
	{ "web",
		"web 40 -runtime\t40 boxes, without the runtime\n"
		"web > graph.svg\tto a file instead of a browser\n" },
	{ "proto", "proto json > json.pb.gz\ta profile of what goes through json\n" },
	{ "refetch", "refetch\tnow diff, top and all others are about the new profile\n" },
	{ "diff", "diff 20\tthe 20 largest changes\n" },
	{ "help", "help top\thelp about top\nhelp focus\thelp about an option\n" },
	{ ":", ":\n" },
};

static void
print_examples(const struct command *command)
{
	const char *lines = NULL;

	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		if (strcmp(examples[i].name, command->name) == 0)
			lines = examples[i].lines;
	}
	printf("\nexamples:\n");
	if (!lines && command->pattern)
		printf("  %s main\n  %s 'json|xml' > out.txt\n", command->name, command->name);
	else if (!lines && command->kind != COMMAND_SHELL)
		printf("  %s\n  %s json -runtime > out.txt\n", command->name, command->name);
	else if (!lines)
		printf("  %s\n", command->name);
	while (lines && *lines) {
		int n = (int)strcspn(lines, "\t\n");
		int m = lines[n] == '\t' ? (int)strcspn(lines + n + 1, "\n") : 0;

		printf(m ? "  %-28.*s %.*s\n" : "  %.*s%.*s\n", n, lines, m, lines + n + 1);
		lines += n + (m ? m + 1 : 0) + 1;
	}
}

static void
help_command(const struct command *command)
{
	const char *usage = usage_of(command);

	printf("%s%s%s\n  %s\n", command->name, *usage ? " " : "", usage, command->help);
	if (command->aliases && *command->aliases)
		printf("  also: %s\n", command->aliases);
	if (command->kind != COMMAND_SHELL)
		printf("\nN limits how much is shown, FOCUS keeps stacks that match one of "
		       "these "
		       "regular\nexpressions, -IGNORE drops those that do, -cum orders by what "
		       "functions call.\nAll that is for this line only.\n");
	print_examples(command);
}

static void
help_setting(const struct pfl_setting *setting)
{
	char name[40];

	setting_spell(setting, name, sizeof(name));
	if (setting->arg)
		printf("%s=%s\n  %s\n\n%s= puts the default back\n", name, setting->arg,
			setting->help, name);
	else
		printf("%s=true, or %s\n  %s\n\n%s=false switches it off\n", name, name,
			setting->help, name);
}

static void
help_all(void)
{
	const struct pfl_setting *setting;
	struct command command;
	char name[40];

	printf("Commands:\n");
	for (size_t i = 0; command_at(i, &command); i++)
		printf("  %-18s %s\n", command.name, command.help);
	printf("\nOptions, set with NAME=VALUE:\n");
	for (size_t i = 0; (setting = pfl_view_setting(i)); i++) {
		setting_spell(setting, name, sizeof(name));
		printf("  %-24s %s\n", name, setting->help);
	}
	printf("\nA word alone sets what has that name: cum, lines, noinlines, or a sample "
	       "type.\n'help NAME' says more about one, with examples; 'o' shows all "
	       "values.\n");
}

int
command_help(struct session *s, const struct line *line)
{
	struct pfl_error err = { 0 };
	const struct pfl_setting *setting;
	struct command command;
	const char *name, *near;

	if (line->n < 2) {
		help_all();
		return STATUS_OK;
	}
	name = line->words[1].text;
	if (command_find(name, strlen(name), &command)) {
		help_command(&command);
		return STATUS_OK;
	}
	setting = pfl_view_find(name);
	if (setting) {
		help_setting(setting);
		return STATUS_OK;
	}
	near = nearest(name, NEAREST_COMMAND);
	pfl_fail(&err, PFL_USAGE, "there is no command or option '%s'%s%s%s", name,
		near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	return session_fail(s, &err);
}

bool
each_command(bool (*print)(const struct help_entry *entry))
{
	struct command command;

	for (size_t i = 0; command_at(i, &command); i++) {
		struct help_entry e = { .help = command.help };

		snprintf(e.spelling, sizeof(e.spelling), "%s%s%s", command.name,
			command.pattern ? " REGEXP" : "",
			command.usage && *command.usage ? " [NAME]" : "");
		if (!print(&e))
			return false;
	}
	return true;
}
