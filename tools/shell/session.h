/* SPDX-License-Identifier: Apache-2.0 */
/* What a shell knows from one line to the next. */
#ifndef PFL_TOOLS_SHELL_SESSION_H
#define PFL_TOOLS_SHELL_SESSION_H

#include "cli/help.h"
#include "cli/request.h"
#include "shell/parse.h"

#include <pthread.h>

/* prepare.c's. */
struct preparing {
	struct pfl_profile *profile;
	bool running; /* the thread, which closes pipe[1] when it is done */
	pthread_t thread;
	int pipe[2];
};

struct session {
	struct request *request;     /* its view is what assignments change            */
	struct pfl_view *start;      /* the view to which `reset` returns              */
	struct pfl_profile *profile; /* what reports are about                         */
	struct pfl_profile *earlier; /* what it was before refetch; NULL: none          */
	struct preparing preparing;  /* what reports of it have in common               */
	bool interactive;            /* somebody types at a terminal                   */
	bool done;                   /* quit was typed                                 */
	size_t line;                 /* of a script, for messages; 0: none             */
	char *folder;                /* for what is shown in a browser; NULL: none yet */
	unsigned n_opened;           /* files in it                                    */
	bool keep_folder;            /* nothing showed them, so the user has the path  */
};

/* Run one line. Returns its exit status; prints errors. */
int session_line(struct session *s, const char *text);

/* Print an error with its place in a script; returns the exit status for it. */
int session_fail(const struct session *s, struct pfl_error *err);

#endif
