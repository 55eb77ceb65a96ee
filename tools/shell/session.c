/* SPDX-License-Identifier: Apache-2.0 */
/* A line: an assignment, a word that sets something, or a command. */
#include "shell/session.h"

#include "shell/commands.h"
#include "shell/nearest.h"
#include "shell/report.h"
#include "shell/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
session_fail(const struct session *s, struct pfl_error *err)
{
	if (s->line)
		pfl_context(err, "line %zu", s->line);
	complain(s->request, NULL, err->msg);
	return status_of(err->code);
}

static int
assign(struct session *s, struct assignment *a, struct pfl_error *err)
{
	bool ok = a->value && setting_assign(s, a->name, a->n, a->value, err);

	free(a->value);
	return ok ? STATUS_OK : session_fail(s, err);
}

static int
run_command(struct session *s, const struct command *command, const struct line *line)
{
	struct pfl_error err = { 0 };

	if (command->family)
		return report_run(s, command, line);
	if (command->run && (line->file || line->command))
		pfl_fail(&err, PFL_USAGE, "%s has no output to send anywhere", command->name);
	else if (line->n > (command->usage ? 2 : 1))
		pfl_fail(&err, PFL_USAGE, "%s: '%s' means nothing to it", command->name,
			line->words[line->n - 1].text);
	if (err.code != PFL_OK)
		return session_fail(s, &err);
	return command->run ? command->run(s, line) : report_run(s, command, line);
}

/* "top20": the digits at the end become a word of their own. False: no such command. */
static bool
split_number(struct line *line, struct command *command)
{
	const char *name = line->words[0].text;
	size_t n = strlen(name), digits = 0;
	struct word *words;

	while (digits < n && name[n - 1 - digits] >= '0' && name[n - 1 - digits] <= '9')
		digits++;
	if (digits == 0 || !command_find(name, n - digits, command) || !command->family)
		return false;
	words = realloc(line->words, (line->n + 1) * sizeof(*words));
	if (!words)
		return false;
	line->words = words;
	words[line->n++] = (struct word){ name + n - digits, false };
	return true;
}

static int
no_such_command(struct session *s, const char *name)
{
	struct pfl_error err = { 0 };
	const char *near = nearest(name, NEAREST_COMMAND);

	for (const struct refusal *no = refusals; no->names; no++) {
		if (is_called("", no->names, name, strlen(name))) {
			pfl_fail(&err, PFL_USAGE, "%s: %s", name, no->why);
			return session_fail(s, &err);
		}
	}
	for (const struct report_name *r = pprof_reports; r->name; r++) {
		if (strcmp(r->name, name) == 0)
			pfl_fail(&err, PFL_USAGE, "%s: this version has no such report", name);
	}
	pfl_fail(&err, PFL_USAGE, "there is no command '%s'; %s%s%s", name,
		near ? "did you mean '" : "", near ? near : "'help' lists them",
		near ? "'?" : "");
	return session_fail(s, &err);
}

static int
run_words(struct session *s, struct line *line)
{
	const char *name = line->words[0].text;
	struct pfl_error err = { 0 };
	struct command command;
	bool known = false;

	if (command_find(name, strlen(name), &command))
		return run_command(s, &command, line);
	if (line->n == 1 && !line->file && !line->command &&
		(!setting_word(s, name, &known, &err) || known))
		return err.code == PFL_OK ? STATUS_OK : session_fail(s, &err);
	if (split_number(line, &command))
		return run_command(s, &command, line);
	return no_such_command(s, name);
}

int
session_line(struct session *s, const char *text)
{
	struct pfl_error err = { 0 };
	struct assignment a;
	struct line line;
	int status = STATUS_OK;

	if (line_assigns(text, &a, &err))
		return assign(s, &a, &err);
	if (!line_parse(&line, text, &err))
		status = session_fail(s, &err);
	else if (line.n)
		status = run_words(s, &line);
	else if (line.file || line.command) {
		pfl_fail(&err, PFL_USAGE, "no command stands before the '%c'",
			line.file ? '>' : '|');
		status = session_fail(s, &err);
	}
	line_clear(&line);
	return status;
}
