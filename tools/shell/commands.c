/* SPDX-License-Identifier: Apache-2.0 */
/* The commands: rows here, reports of pprof's, and whatever else the renderers make as text. */
#include "shell/commands.h"

#include "shell/fetch.h"
#include "shell/help.h"
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

static const struct command own[] = {
	{ .name = "web",
		.help = "draw the call graph and show it in a browser",
		.kind = COMMAND_OPEN,
		.family = "callgraph",
		.format = "svg" },
	{ .name = "flame",
		.help = "draw a flame graph and show it in a browser",
		.kind = COMMAND_OPEN,
		.family = "flame",
		.format = "svg" },
	{ .name = "weblist",
		.help = "show annotated source in a browser",
		.kind = COMMAND_OPEN,
		.family = "weblist",
		.format = "html",
		.pattern = true },
	{ .name = "folded",
		.help = "write the stacks as text, one a line",
		.kind = COMMAND_PRINT,
		.family = "convert",
		.format = "folded" },
	{ .name = "diff",
		.help = "show what changed since before refetch",
		.kind = COMMAND_PRINT,
		.family = "diff",
		.format = "text" },
	{ .name = "refetch",
		.help = "read the profile anew and show what changed",
		.kind = COMMAND_RUN,
		.run = refetch },
	{ .name = "options",
		.help = "show all options and what they are set to",
		.kind = COMMAND_TELL,
		.tell = settings_list,
		.aliases = "o" },
	{ .name = "reset",
		.help = "set all options to what they were at the start",
		.kind = COMMAND_RUN,
		.run = settings_reset },
	{ .name = ":",
		.help = "clear focus, ignore, hide, tagfocus and tagignore",
		.kind = COMMAND_RUN,
		.run = settings_clear_filters },
	{ .name = "help",
		.help = "explain a command or an option, or list all",
		.kind = COMMAND_TELL,
		.tell = help_tell,
		.usage = "[NAME]",
		.aliases = "?" },
	{ .name = "quit",
		.help = "leave; so does the end of input (Ctrl-D)",
		.kind = COMMAND_RUN,
		.run = quit,
		.aliases = "exit q" },
};

enum { OWN = sizeof(own) / sizeof(own[0]) };

/* Formats that a terminal has no use for. */
static const char to_files[] = "svg png pdf pprof callgrind html";

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
		.pattern = pfl_renderer_uses(r, "pattern"),
	};
	return true;
}

/* What takes several runs, of which a shell has one. */
static bool
needs_runs(const char *family)
{
	return strcmp(family, "calibrate") == 0;
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
			!needs_runs(family) && from_renderer(family, family, "text", command) &&
			i-- == 0)
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
