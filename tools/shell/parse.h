/* SPDX-License-Identifier: Apache-2.0 */
/* A line that was typed, taken apart. */
#ifndef PFL_TOOLS_SHELL_PARSE_H
#define PFL_TOOLS_SHELL_PARSE_H

#include <profloom/error.h>
#include <stddef.h>

struct word {
	const char *text;
	bool quoted; /* began with a quote: it is no number, no -word and no > */
};

/*
 * Words are separated by blanks. '...' and "..." keep what is between them together and as it
 * is; a backslash means nothing to a line, so that regular expressions can be typed as they
 * are. A word that begins with > names the file for the output, one that begins with | the
 * command for sh that gets it, with all that follows. A line that begins with # is a comment.
 */
struct line {
	struct word *words;
	size_t n;
	const char *file;    /* after ">"; NULL: none            */
	const char *command; /* after "|", to the end; NULL: none */
	char *text;          /* what all of them point into      */
};

/* False with *err PFL_USAGE or PFL_NOMEM; the line is cleared by the caller anyway. */
bool line_parse(struct line *line, const char *text, struct pfl_error *err);
void line_clear(struct line *line);

/* "name = value": what is set, to all that follows. */
struct assignment {
	const char *name; /* in `text` */
	size_t n;
	char *value; /* without blanks around it, without quotes that hold all of it, and
			without a comment, which begins with "//:" */
};

/* Is the line an assignment? The value is freed by the caller. NULL in it with *err: no memory.
 */
bool line_assigns(const char *text, struct assignment *a, struct pfl_error *err);

#endif
