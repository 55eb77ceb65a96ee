/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report is made by a child process that shares the profile copy-on-write. It costs a few
 * milliseconds, and in return Ctrl-C can end any report at any point, with all its memory,
 * threads and half-written files, without a check for it anywhere in the library; a report that
 * runs out of memory or crashes does not take the shell along; and what a line changes for
 * itself need not be changed back.
 */
#define _POSIX_C_SOURCE 200809L
#include "shell/report.h"

#include "shell/deliver.h"
#include "shell/folder.h"
#include "shell/interrupt.h"
#include "shell/prepare.h"
#include "shell/settings.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TOP_ROWS = 10, MAX_NUMBERED = 999 };

/* Wait for the child; what interrupts the shell meanwhile is for the child. */
static int
wait_for(const struct session *s, pid_t child)
{
	int status;

	if (interrupt_seen()) /* since the line was entered */
		kill(child, SIGINT);
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return STATUS_OTHER;
		kill(child, SIGINT);
	}
	interrupt_forget();
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	if (s->interactive)
		fprintf(stderr, "\r\033[K"); /* a line of progress may stand there */
	if (WTERMSIG(status) != SIGINT) {
		struct pfl_error err = { 0 };

		pfl_fail(&err, PFL_LAYOUT, "the report was ended by signal %d",
			WTERMSIG(status));
		session_fail(s, &err);
	}
	return 128 + WTERMSIG(status);
}

/* In a shell that somebody types at, SIGINT is caught; a child is to end. */
static void
default_signals(void)
{
	struct sigaction action = { .sa_handler = SIG_DFL };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
}

int
run_apart(struct session *s, int (*work)(struct session *s, void *context), void *context)
{
	struct pfl_error err = { 0 };
	sigset_t interrupt, before;
	pid_t child;

	fflush(stdout);
	if (!prepare_await(s)) {
		interrupt_forget();
		return 128 + SIGINT;
	}
	/* No signal may come between the fork and what makes it end the child. */
	sigemptyset(&interrupt);
	sigaddset(&interrupt, SIGINT);
	sigprocmask(SIG_BLOCK, &interrupt, &before);
	child = fork();
	if (child == 0 && s->interactive)
		default_signals();
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (child < 0) {
		pfl_fail(&err, PFL_NOMEM, "no process for the report: %s", strerror(errno));
		return session_fail(s, &err);
	}
	if (child == 0) {
		int status = work(s, context);

		if (fflush(stdout) != 0 && status == STATUS_OK)
			status = STATUS_OUTPUT;
		_exit(status); /* what the shell has registered is the shell's */
	}
	return wait_for(s, child);
}

/* Append a word to a pattern as an alternative. */
static bool
add_alternative(char **pattern, const char *word, struct pfl_error *err)
{
	size_t n = *pattern ? strlen(*pattern) + 1 : 0;
	char *grown = realloc(*pattern, n + strlen(word) + 1);

	if (!grown)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	if (n)
		grown[n - 1] = '|';
	memcpy(grown + n, word, strlen(word) + 1);
	*pattern = grown;
	return true;
}

static bool
is_number(const struct word *word)
{
	size_t n = strlen(word->text);

	return !word->quoted && n > 0 && strspn(word->text, "0123456789") == n;
}

/* -cum and --flat order, any other -word is something to ignore. */
static bool
dash_word(struct pfl_view *view, const char *text, char **ignore, struct pfl_error *err)
{
	const char *name = text + 1 + (text[1] == '-');

	if (strcmp(name, "cum") == 0 || strcmp(name, "flat") == 0)
		return pfl_view_set(view, name, "true", err);
	if (!*name)
		return pfl_fail(err, PFL_USAGE, "what is to be ignored follows the '-'");
	return add_alternative(ignore, text + 1, err);
}

/* What the line's words add to the view: N, a regular expression, -expression, -cum. */
static bool
apply_words(struct pfl_view *view, const struct command *command, const struct line *line,
	struct pfl_error *err)
{
	bool tags = strcmp(command->family, "tags") == 0;
	char *focus = NULL, *ignore = NULL;
	bool pattern = command->pattern, ok = true;

	for (size_t i = 1; ok && i < line->n; i++) {
		const struct word *word = &line->words[i];

		if (is_number(word)) {
			ok = pfl_view_set(view, "node-count", word->text, err);
		} else if (word->text[0] == '-' && !word->quoted) {
			ok = dash_word(view, word->text, &ignore, err);
		} else if (pattern) {
			ok = pfl_view_set(view, "pattern", word->text, err);
			pattern = false;
		} else {
			ok = add_alternative(&focus, word->text, err);
		}
	}
	if (ok && pattern)
		ok = pfl_fail(err, PFL_USAGE, "%s needs a regular expression: %s main",
			command->name, command->name);
	if (ok && focus)
		ok = pfl_view_set(view, tags ? "tag-focus" : "focus", focus, err);
	if (ok && ignore)
		ok = pfl_view_set(view, tags ? "tag-ignore" : "ignore", ignore, err);
	if (ok && strcmp(command->family, "top") == 0 && !pfl_view_get(view, "node-count")) {
		char rows[12];

		snprintf(rows, sizeof(rows), "%d", TOP_ROWS);
		ok = pfl_view_set(view, "node-count", rows, err);
	}
	free(focus);
	free(ignore);
	return ok;
}

/* A command, the line it stands in, and where the shell wants it written: NULL: anywhere. */
struct job {
	const struct command *command;
	const struct line *line;
	const char *path;
};

/* "profile001.svg": the first that is free. */
static bool
number_file(const struct command *command, char *path, size_t size, struct pfl_error *err)
{
	const struct pfl_renderer *r = pfl_renderer_find(command->family, command->format);

	for (int i = 1; i <= MAX_NUMBERED; i++) {
		snprintf(path, size, "profile%03d%s", i, pfl_renderer_suffix(r));
		if (access(path, F_OK) != 0)
			return true;
	}
	return pfl_fail(err, PFL_OUTPUT,
		"%s: there are %d such files already; name one with '> FILE'", path,
		MAX_NUMBERED);
}

/* To a file, whole or not at all. */
static bool
store(struct request *r, const struct pfl_profile *profile, const char *path, int *status,
	struct pfl_error *err)
{
	bool gate_failed = false;

	r->outputs = (struct list){ &path, 1, 1 };
	if (!write_outputs(r, profile, &gate_failed, err))
		return false;
	if (gate_failed)
		*status = STATUS_GATE;
	return true;
}

/* To a file that the shell finds a name for. */
static bool
store_numbered(struct request *r, const struct pfl_profile *profile,
	const struct command *command, struct pfl_error *err)
{
	char path[64];

	int status = STATUS_OK; /* what is stored like this compares nothing */

	if (!number_file(command, path, sizeof(path), err) ||
		!store(r, profile, path, &status, err))
		return false;
	fprintf(stderr, "wrote %s\n", path);
	return true;
}

/* What was written to memory goes to a command, or to the terminal. */
static bool
deliver(struct pfl_out *out, const char *command, int *status, struct pfl_error *err)
{
	size_t n = 0;
	char *text = pfl_out_take(out, &n, err);
	bool ok;

	if (!text)
		return false;
	ok = command ? deliver_to_command(command, text, n, status, err)
		     : deliver_to_terminal(text, n, err);
	free(text);
	return ok;
}

static bool
print(const struct request *r, const struct pfl_profile *profile, const char *command,
	int *status, struct pfl_error *err)
{
	const char *path = command ? OUTPUT_PIPE : "-";
	struct pfl_out *out = pfl_out_memory(err);
	struct rendering what = { .profile = profile };
	bool ok = out && render_output(r, &what, path, out, err);

	render_end(&what);
	if (!ok) {
		pfl_out_abandon(out);
		return false;
	}
	ok = deliver(out, command, status, err);
	if (what.gate_failed && *status == STATUS_OK)
		*status = STATUS_GATE;
	return ok;
}

static bool
send(const struct session *s, struct request *r, const struct pfl_profile *profile,
	const struct job *job, int *status, struct pfl_error *err)
{
	const char *path = job->line->file ? job->line->file : job->path;

	if (path)
		return store(r, profile, path, status, err);
	if (job->command->kind == COMMAND_STORE && !job->line->command &&
		(s->interactive || isatty(1)))
		return store_numbered(r, profile, job->command, err);
	return print(r, profile, job->line->command, status, err);
}

/* What the report is about: the session's profile, or what came before beside it. */
static const struct pfl_profile *
subject(const struct session *s, struct request *r, struct pfl_error *err)
{
	const struct pfl_profile *old = s->earlier, *now = s->profile;

	if (strcmp(r->family, "diff") != 0)
		return s->profile;
	r->old_shown = r->shown;
	return pfl_pair(&old, 1, &now, 1, &r->read.limits, err);
}

/* In the child, where the session's view is its own. */
static int
make(struct session *s, void *context)
{
	const struct job *job = context;
	const struct command *command = job->command;
	const struct pfl_profile *profile;
	struct request r = *s->request;
	struct tool tool = *r.tool;
	struct pfl_error err = { 0 };
	int status = STATUS_OK;
	bool ok;

	tool.default_format = command->format;
	r.tool = &tool;
	r.family = command->family;
	/* The ending of a file may ask for a text as JSON. */
	r.format = strcmp(command->format, "text") == 0 ? NULL : command->format;
	ok = settings_narrow(r.view, command->family, &err) &&
		apply_words(r.view, command, job->line, &err) &&
		(profile = subject(s, &r, &err)) && send(s, &r, profile, job, &status, &err);
	return ok ? status : session_fail(s, &err);
}

/* In the child: what the shell says about itself. */
static int
tell(struct session *s, void *context)
{
	const struct job *job = context;
	const struct line *line = job->line;
	struct pfl_error err = { 0 };
	struct pfl_out *out = line->file
		? pfl_out_open(line->file, s->request->max_output, &err)
		: pfl_out_memory(&err);
	int status = STATUS_OK;

	if (!out)
		return session_fail(s, &err);
	if (!job->command->tell(s, line, out, &err)) {
		pfl_out_abandon(out);
		return session_fail(s, &err);
	}
	if (line->file ? !pfl_out_close(out, &err)
		       : !deliver(out, line->command, &status, &err))
		return session_fail(s, &err);
	return status;
}

/* A picture in a file of the shell's own, and a browser that shows it. */
static int
open_report(struct session *s, struct job *job)
{
	struct pfl_error err = { 0 };
	char *path = folder_file(s, job->command, &err);
	int status;

	if (!path)
		return session_fail(s, &err);
	job->path = path;
	status = run_apart(s, make, job);
	if (status == STATUS_OK && !folder_open(s, path, &err))
		status = session_fail(s, &err);
	free(path);
	return status;
}

int
report_run(struct session *s, const struct command *command, const struct line *line)
{
	struct job job = { .command = command, .line = line };
	struct pfl_error err = { 0 };

	if (command->tell)
		return run_apart(s, tell, &job);
	if (strcmp(command->family, "diff") == 0 && !s->earlier) {
		pfl_fail(&err, PFL_USAGE,
			"there is nothing to compare with yet: refetch takes the profile anew");
		return session_fail(s, &err);
	}
	if (command->kind == COMMAND_OPEN && !line->file && !line->command)
		return open_report(s, &job);
	return run_apart(s, make, &job);
}
