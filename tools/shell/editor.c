/* SPDX-License-Identifier: Apache-2.0 */
/* Asking for lines where there is nothing to edit them with. */
#define _POSIX_C_SOURCE 200809L
#include "shell/editor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	ssize_t n;

	printf("(profsh) ");
	fflush(stdout);
	errno = 0;
	n = getline(&e->line, &e->cap, stdin);
	if (n < 0 && errno == EINTR) { /* Ctrl-C */
		clearerr(stdin);
		printf("\n");
		return "";
	}
	if (n < 0)
		return NULL;
	e->line[strcspn(e->line, "\n")] = '\0';
	return e->line;
}
