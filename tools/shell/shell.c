/* SPDX-License-Identifier: Apache-2.0 */
/* Where the lines come from, and what happens when one fails. */
#define _POSIX_C_SOURCE 200809L
#include "shell/shell.h"

#include "shell/editor.h"
#include "shell/folder.h"
#include "shell/interrupt.h"
#include "shell/prepare.h"
#include "shell/save.h"
#include "shell/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* -c: one after the other until one fails. */
static int
run_commands(struct session *s)
{
	const struct list *commands = &s->request->commands;
	int status = STATUS_OK;

	for (size_t i = 0; i < commands->n && status == STATUS_OK && !s->done; i++)
		status = session_line(s, commands->at[i]);
	return status;
}

static int
run_script(struct session *s)
{
	struct pfl_error err = { 0 };
	char *text = NULL;
	size_t cap = 0;
	int status = STATUS_OK;
	ssize_t n;

	while (status == STATUS_OK && !s->done && (n = getline(&text, &cap, stdin)) >= 0) {
		s->line++;
		if (memchr(text, '\0', (size_t)n)) {
			pfl_fail(&err, PFL_USAGE, "a script is text, and this is a zero byte");
			status = session_fail(s, &err);
		} else {
			status = session_line(s, text);
		}
	}
	if (status == STATUS_OK && ferror(stdin)) {
		pfl_fail(&err, PFL_IO, "standard input cannot be read");
		status = session_fail(s, &err);
	}
	free(text);
	return status;
}

static void
greet(const struct session *s)
{
	const struct pfl_profile *p = s->profile;

	printf("%llu samples of", (unsigned long long)pfl_profile_samples(p));
	for (size_t i = 0; i < pfl_profile_types(p); i++) {
		struct pfl_error clean = { 0 };

		pfl_fail(&clean, PFL_USAGE, "%s/%s", pfl_profile_type_name(p, i),
			pfl_profile_type_unit(p, i));
		printf("%s %s", i ? "," : "", clean.msg);
	}
	printf("\nType \"help\" for commands, \"o\" for options.\n");
}

/* Until somebody has enough; what fails is over, and the next line comes. */
static int
run_typed(struct session *s, struct pfl_error *err)
{
	struct editor *editor;
	const char *text;

	interrupt_catch();
	editor = editor_open(s, err);
	if (!editor)
		return STATUS_OTHER;
	if (!s->request->quiet)
		greet(s);
	while (!s->done && (text = editor_ask(editor)))
		session_line(s, text);
	if (!s->done)
		printf("\n"); /* Ctrl-D leaves the prompt */
	editor_close(editor);
	return STATUS_OK;
}

static int
run_lines(struct session *s, struct pfl_error *err)
{
	if (s->request->commands.n)
		return run_commands(s);
	return s->interactive ? run_typed(s, err) : run_script(s);
}

/* As in pprof's, a report has no lines about the profile, which one knows by now. */
static bool
prepare(struct session *s, struct pfl_error *err)
{
	struct pfl_view *view = s->request->view;

	return (pfl_view_get(view, "compact-labels") ||
		       pfl_view_set(view, "compact-labels", "true", err)) &&
		settings_copy(s->start, view, err);
}

int
shell_run(struct request *r, struct pfl_error *err)
{
	struct session s = { .request = r, .start = pfl_view_new(err) };
	int status;

	if (!r->commands.n && standard_inputs(r))
		pfl_fail(err, PFL_USAGE,
			"standard input is the profile, so commands come from -c: profsh -c "
			"top -");
	s.interactive = !r->commands.n && isatty(0) && isatty(1);
	if (err->code == PFL_OK && prepare(&s, err))
		s.profile = read_inputs(r, err);
	if (s.profile) {
		save_fetched(&s);
		/* A single command finds out for itself what it needs. */
		if (r->commands.n != 1)
			prepare_begin(&s);
	}
	status = s.profile ? run_lines(&s, err) : status_of(err->code);
	if (status == STATUS_OK && fflush(stdout) != 0) {
		pfl_fail(err, PFL_OUTPUT, "standard output cannot be written");
		status = STATUS_OUTPUT;
	}
	folder_clear(&s);
	prepare_end(&s);
	pfl_profile_free(s.profile);
	pfl_profile_free(s.earlier);
	pfl_view_free(s.start);
	return status;
}
