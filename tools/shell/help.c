/* SPDX-License-Identifier: Apache-2.0 */
/* What the shell says about its commands and options. */
#include "shell/help.h"

#include "shell/commands.h"
#include "shell/nearest.h"
#include "shell/settings.h"

#include <string.h>

/* What can follow a command's name. */
static const char *
usage_of(const struct command *command)
{
	if (!command->family)
		return command->usage ? command->usage : "";
	if (command->pattern)
		return "REGEXP [N] [FOCUS...] [-IGNORE...] [-cum] [> FILE | '|' COMMAND]";
	return "[N] [FOCUS...] [-IGNORE...] [-cum] [> FILE | '|' COMMAND]";
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
	{ "topproto",
		"topproto 50 > top.pb.gz\t50 rows of top, for a program that reads "
		"profiles\n" },
	{ "refetch", "refetch\tnow diff, top and all others are about the new profile\n" },
	{ "diff",
		"diff 20\tthe 20 largest changes\n"
		"diff > diff.html\ta page; .md, .json, .svg and others as well\n"
		"normalization=time\tto the same duration, as 'help normalization' says\n"
		"fail_on=cum>5%\ta rule: diff then has status 1 when it is broken\n" },
	{ "help", "help top\thelp about top\nhelp focus\thelp about an option\n" },
	{ ":", ":\n" },
};

static void
print_examples(const struct command *command, struct pfl_out *out)
{
	const char *lines = NULL;

	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		if (strcmp(examples[i].name, command->name) == 0)
			lines = examples[i].lines;
	}
	pfl_out_printf(out, "\nexamples:\n");
	if (!lines && command->pattern)
		pfl_out_printf(out, "  %s main\n  %s 'json|xml' > out.txt\n", command->name,
			command->name);
	else if (!lines && command->family)
		pfl_out_printf(out, "  %s\n  %s json -runtime > out.txt\n", command->name,
			command->name);
	else if (!lines)
		pfl_out_printf(out, "  %s\n", command->name);
	while (lines && *lines) {
		int n = (int)strcspn(lines, "\t\n");
		int m = lines[n] == '\t' ? (int)strcspn(lines + n + 1, "\n") : 0;

		pfl_out_printf(out, m ? "  %-28.*s %.*s\n" : "  %.*s%.*s\n", n, lines, m,
			lines + n + 1);
		lines += n + (m ? m + 1 : 0) + 1;
	}
}

static void
help_command(const struct command *command, struct pfl_out *out)
{
	const char *usage = usage_of(command);

	pfl_out_printf(
		out, "%s%s%s\n  %s\n", command->name, *usage ? " " : "", usage, command->help);
	if (command->aliases && *command->aliases)
		pfl_out_printf(out, "  also: %s\n", command->aliases);
	if (command->family)
		pfl_out_printf(out,
			"\nN limits how much is shown, FOCUS keeps stacks that match one of "
			"these regular\nexpressions, -IGNORE drops those that do, -cum orders "
			"by what functions call.\nAll that is for this line only.\n");
	print_examples(command, out);
}

static void
help_setting(const struct pfl_setting *setting, struct pfl_out *out)
{
	char name[40];

	setting_spell(setting, name, sizeof(name));
	if (setting->kind == PFL_SETTING_LINES)
		pfl_out_printf(out,
			"%s=%s\n  %s\n\neach is one more; %s= takes all of them back\n", name,
			setting->arg, setting->help, name);
	else if (setting->arg)
		pfl_out_printf(out, "%s=%s\n  %s\n\n%s= puts the default back\n", name,
			setting->arg, setting->help, name);
	else
		pfl_out_printf(out, "%s=true, or %s\n  %s\n\n%s=false switches it off\n", name,
			name, setting->help, name);
}

/* The options that only "diff" takes, or the others. */
static void
list_settings(bool compares, struct pfl_out *out)
{
	const struct pfl_setting *setting;
	char name[40];

	for (size_t i = 0; (setting = setting_at(i)); i++) {
		if (setting_compares(setting) != compares)
			continue;
		setting_spell(setting, name, sizeof(name));
		pfl_out_printf(out, "  %-24s %s\n", name, setting->help);
	}
}

static void
help_all(struct pfl_out *out)
{
	struct command command;

	pfl_out_printf(out, "Commands:\n");
	for (size_t i = 0; command_at(i, &command); i++)
		pfl_out_printf(out, "  %-18s %s\n", command.name, command.help);
	pfl_out_printf(out, "\nOptions, set with NAME=VALUE:\n");
	list_settings(false, out);
	pfl_out_printf(out, "\nOptions of 'diff' alone:\n");
	list_settings(true, out);
	pfl_out_printf(out,
		"\nA word alone sets what has that name: cum, lines, noinlines, or a sample "
		"type.\n'help NAME' says more about one, with examples; 'o' shows all "
		"values.\n");
}

bool
help_tell(const struct session *s, const struct line *line, struct pfl_out *out,
	struct pfl_error *err)
{
	const struct pfl_setting *setting;
	struct command command;
	const char *name, *near;

	(void)s;
	if (line->n < 2) {
		help_all(out);
		return true;
	}
	name = line->words[1].text;
	if (command_find(name, strlen(name), &command)) {
		help_command(&command, out);
		return true;
	}
	setting = setting_find(name, strlen(name));
	if (setting) {
		help_setting(setting, out);
		return true;
	}
	near = nearest(name, NEAREST_COMMAND);
	return pfl_fail(err, PFL_USAGE, "there is no command or option '%s'%s%s%s", name,
		near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}
