/* SPDX-License-Identifier: Apache-2.0 */
/* Asking for lines: through libedit where it is there, else plainly. */
#define _POSIX_C_SOURCE 200809L
#include "shell/editor.h"

#include "shell/interrupt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char prompt[] = "(profsh) ";

#if PFL_HAVE_EDIT

#include "shell/complete.h"
#include "shell/history.h"

#include <histedit.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

enum { LISTED = 60, GAP = 2 }; /* candidates shown; blanks between them */

struct editor {
	EditLine *el;
	History *lines;        /* to walk through with the arrow keys */
	struct history *saved; /* NULL: nothing is */
	struct session *session;
	char *line;
	bool taken_back; /* by Ctrl-C */
};

static const char *
show_prompt(EditLine *el)
{
	(void)el;
	return prompt;
}

static void
see_line(void *context, const char *line)
{
	struct editor *e = context;
	HistEvent event;

	history(e->lines, &event, H_ENTER, line);
}

/* Columns like ls has them, below the line. */
static void
list_candidates(const struct completion *c)
{
	size_t shown = c->n < LISTED ? c->n : LISTED, widest = 1, columns;

	for (size_t i = 0; i < shown; i++) {
		size_t n = strlen(c->candidate[i]);

		widest = n > widest ? n : widest;
	}
	columns = 80 / (widest + GAP);
	columns = columns ? columns : 1;
	printf("\n");
	for (size_t i = 0; i < shown; i++) {
		bool last = (i + 1) % columns == 0 || i + 1 == shown;

		printf("%-*s%s", last ? 0 : (int)(widest + GAP), c->candidate[i],
			last ? "\n" : "");
	}
	if (shown < c->n)
		printf("... and %zu more\n", c->n - shown);
	fflush(stdout);
}

/* Put text in place of what stands between start and the cursor. */
static void
replace(EditLine *el, size_t typed, const char *text, size_t n, bool whole)
{
	char *copy = malloc(n + 2);

	if (!copy)
		return;
	memcpy(copy, text, n);
	if (whole && n && text[n - 1] != '=' && text[n - 1] != '/')
		copy[n++] = ' ';
	copy[n] = '\0';
	el_deletestr(el, (int)typed);
	if (el_insertstr(el, copy) != 0)
		el_beep(el);
	free(copy);
}

static unsigned char
complete_word(EditLine *el, int key)
{
	const LineInfo *info = el_line(el);
	size_t cursor = (size_t)(info->cursor - info->buffer), common;
	struct pfl_error err = { 0 };
	struct completion c = { 0 };
	struct editor *e = NULL;
	unsigned char what = CC_REFRESH;

	(void)key;
	if (el_get(el, EL_CLIENTDATA, &e) != 0 ||
		!complete(e->session, info->buffer, cursor, &c, &err) || c.n == 0) {
		completion_clear(&c);
		return CC_REFRESH_BEEP;
	}
	common = completion_common(&c);
	if (c.n == 1 ||
		(common > cursor - c.start &&
			strncmp(c.candidate[0], info->buffer + c.start, cursor - c.start) ==
				0)) {
		replace(el, cursor - c.start, c.candidate[0], common, c.n == 1);
	} else {
		list_candidates(&c);
		what = CC_REDISPLAY;
	}
	completion_clear(&c);
	return what;
}

static unsigned char
take_back(EditLine *el, int key)
{
	struct editor *e = NULL;

	(void)key;
	if (el_get(el, EL_CLIENTDATA, &e) == 0)
		e->taken_back = true;
	return CC_EOF;
}

static unsigned char
suspend(EditLine *el, int key)
{
	(void)el;
	(void)key;
	raise(SIGTSTP);
	return CC_REDISPLAY;
}

/*
 * While a line is typed Ctrl-C is a key like others and no signal: one that comes while the
 * last key is being drawn would be seen by nobody, and the shell would wait for the next.
 */
static void
bind_signals(EditLine *el)
{
	el_set(el, EL_SETTY, "-d", "-isig", NULL);
	el_set(el, EL_ADDFN, "take-back", "take the line back", take_back);
	el_set(el, EL_BIND, "^C", "take-back", NULL);
	el_set(el, EL_ADDFN, "suspend", "stop the shell, until it is continued", suspend);
	el_set(el, EL_BIND, "^Z", "suspend", NULL);
}

static void
set_up(struct editor *e)
{
	HistEvent event;

	history(e->lines, &event, H_SETSIZE, HISTORY_LINES);
	history(e->lines, &event, H_SETUNIQUE, 1);
	el_set(e->el, EL_CLIENTDATA, e);
	el_set(e->el, EL_PROMPT, show_prompt);
	el_set(e->el, EL_EDITOR, "emacs");
	el_set(e->el, EL_SIGNAL, 1); /* the terminal is as it was while signals are handled */
	el_set(e->el, EL_HIST, history, e->lines);
	el_set(e->el, EL_ADDFN, "complete", "complete the word", complete_word);
	el_set(e->el, EL_BIND, "^I", "complete", NULL);
	el_set(e->el, EL_BIND, "^R", "em-inc-search-prev", NULL);
	bind_signals(e->el);
	el_source(e->el, NULL); /* ~/.editrc: bindings of the user's own */
	e->saved = history_open(see_line, e);
}

struct editor *
editor_open(struct session *s, struct pfl_error *err)
{
	struct editor *e = calloc(1, sizeof(*e));

	setlocale(LC_CTYPE, ""); /* what is a character, for the cursor */
	if (e) {
		e->session = s;
		e->el = el_init("profsh", stdin, stdout, stderr);
		e->lines = history_init();
	}
	if (!e || !e->el || !e->lines) {
		editor_close(e);
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	set_up(e);
	return e;
}

void
editor_close(struct editor *e)
{
	if (!e)
		return;
	if (e->el)
		el_end(e->el);
	if (e->lines)
		history_end(e->lines);
	history_close(e->saved);
	free(e->line);
	free(e);
}

static void
remember(struct editor *e)
{
	HistEvent event;
	bool again;

	if (!e->line[strspn(e->line, " \t")])
		return;
	again = history(e->lines, &event, H_FIRST) >= 0 && strcmp(event.str, e->line) == 0;
	if (!again) {
		history(e->lines, &event, H_ENTER, e->line);
		history_add(e->saved, e->line);
	}
}

const char *
editor_ask(struct editor *e)
{
	const char *text;
	int n = 0;

	fflush(stdout);
	el_set(e->el, EL_PREP_TERM, 1); /* before the prompt invites to type */
	errno = 0;
	e->taken_back = interrupt_seen(); /* typed before the terminal was ready for keys */
	text = e->taken_back ? NULL : el_gets(e->el, &n);
	interrupt_forget();
	if (e->taken_back || ((!text || n <= 0) && errno == EINTR)) {
		el_reset(e->el);
		printf("\n");
		return "";
	}
	if (!text || n <= 0)
		return NULL;
	free(e->line);
	e->line = strndup(text, strcspn(text, "\n"));
	if (e->line)
		remember(e);
	return e->line;
}

#else

#include <unistd.h>

struct editor {
	char *line;
	size_t cap;
};

struct editor *
editor_open(struct session *s, struct pfl_error *err)
{
	struct editor *e = calloc(1, sizeof(*e));

	(void)s;
	if (!e)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	return e;
}

void
editor_close(struct editor *e)
{
	if (e)
		free(e->line);
	free(e);
}

const char *
editor_ask(struct editor *e)
{
	bool input;

	fputs(prompt, stdout);
	fflush(stdout);
	input = interrupt_or_input(STDIN_FILENO);
	interrupt_forget();
	if (!input) { /* Ctrl-C */
		printf("\n");
		return "";
	}
	if (getline(&e->line, &e->cap, stdin) < 0)
		return NULL;
	e->line[strcspn(e->line, "\n")] = '\0';
	return e->line;
}

#endif
