/* SPDX-License-Identifier: Apache-2.0 */
/* The page that weblist makes: shared by the weblist*.c files only. */
#ifndef PFL_RENDER_WEBLIST_H
#define PFL_RENDER_WEBLIST_H

#include "render/annotate.h"

/* An instruction as code of a line: one row for each of its places. */
struct pfl_code_row {
	uint32_t file, name; /* string ids; name 0: not known */
	int64_t line;
	uint32_t instruction, code; /* in pfl_assembly; code: the function that it is in */
	bool innermost;             /* it was written in that line, not inlined there   */
};

struct pfl_weblist {
	struct pfl_annotate *a;
	struct pfl_text *text; /* of `a`: what is not written yet */
	struct pfl_arena arena;
	uint32_t *order;           /* routines as they are shown: by cum */
	uint32_t *section;         /* by node of the graph: 1 + position in `order`, 0: none */
	struct pfl_code_row *code; /* by file, line and address */
	size_t n_code;
	uint64_t written, most; /* bytes of the page */
	uint32_t at;            /* the section being written, from 1 */
};

/* weblist_code.c: sort the instructions by line. False: PFL_NOMEM or PFL_LIMIT. */
bool pfl_weblist_sort_code(struct pfl_weblist *w, struct pfl_error *err);

/* Does a line of a routine open to anything? */
bool pfl_weblist_opens(const struct pfl_weblist *w, const struct pfl_routine *r,
	const struct pfl_listed_line *line);

/* Append what a line calls, and its machine code. */
void pfl_weblist_put_inside(
	struct pfl_weblist *w, const struct pfl_routine *r, const struct pfl_listed_line *line);

/* weblist_lines.c: append the section of a routine. False: PFL_NOMEM. */
bool pfl_weblist_put_routine(
	struct pfl_weblist *w, const struct pfl_routine *r, struct pfl_error *err);

/* weblist.c: append a name or a line as text of HTML, at most so many bytes of it. */
void pfl_weblist_put_text(struct pfl_weblist *w, struct pfl_span text, size_t most);

/* Append a value as reports print it, and its share of a whole, "6.4%". */
void pfl_weblist_put_value(struct pfl_weblist *w, pfl_sum value);
void pfl_weblist_put_share(struct pfl_weblist *w, pfl_sum value, pfl_sum whole);

/* Append the cells that a row starts with: a bar for cum and in it one for flat, relative to
 * `whole`; then both as numbers. */
void pfl_weblist_put_cells(struct pfl_weblist *w, pfl_sum flat, pfl_sum cum, pfl_sum whole);

/* How many twentieths of the whole a value is, at least one of what is not nothing. */
unsigned pfl_weblist_level(pfl_sum value, pfl_sum whole);

/* Write what there is of the text; false once the page is as large as it may be. */
bool pfl_weblist_flush(struct pfl_weblist *w);

enum { PFL_WEBLIST_NAME = 1000 }; /* bytes of a name that are shown */

#endif
