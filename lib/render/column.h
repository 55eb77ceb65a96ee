/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of reports: a column is a row of data here, and text, Markdown, CSV and JSON follow.
 */
#ifndef PFL_RENDER_COLUMN_H
#define PFL_RENDER_COLUMN_H

#include "base/jsonw.h"
#include "base/text.h"
#include "scene.h"

#define PFL_BOLD "\x1b[1m" /* to a terminal */
#define PFL_PLAIN "\x1b[0m"

/* What stands in a cell; each kind knows how it looks in every format. */
enum pfl_cell_kind {
	PFL_CELL_NAME,   /* `name`: bytes of the profile's, a function or a file              */
	PFL_CELL_NUMBER, /* `value`: a plain number, such as a line                           */
	PFL_CELL_VALUE,  /* `value` in the sample type's unit                                 */
	PFL_CELL_CHANGE, /* the same with its sign                                            */
	PFL_CELL_SHARE,  /* `value` as a percentage of `whole`, in tables without its sign    */
	PFL_CELL_GROWTH, /* from `whole` to `value` in percent: "+12.50%", "new", "gone"      */
	PFL_CELL_WORD,   /* `word`                                                            */
};

struct pfl_cell {
	enum pfl_cell_kind kind;
	struct pfl_span name; /* borrowed from the profile or the table's scratch             */
	size_t head;          /* bytes of it before " file.go:12", 0: there is no file        */
	const char *word;     /* ours; with a NAME what is shown behind it, or NULL           */
	pfl_sum value, whole;
	bool dim; /* of a change: it may be chance, and gets no colour */
};

enum { /* pfl_table_column.in */
	PFL_IN_TEXT = 1,
	PFL_IN_MARKDOWN = 2,
	PFL_IN_CSV = 4,
	PFL_IN_JSON = 8,
	PFL_IN_TABLES = PFL_IN_TEXT | PFL_IN_MARKDOWN, /* for people       */
	PFL_IN_DATA = PFL_IN_CSV | PFL_IN_JSON,        /* for programs     */
};

/* Fill in the cell of a row, which starts zeroed; scratch is empty and lives on until the next
 * cell. */
typedef void pfl_table_get(
	const void *rows, size_t row, struct pfl_text *scratch, struct pfl_cell *cell);

struct pfl_table_column {
	const char *key;   /* in data                                                         */
	const char *title; /* in tables; "" where the column speaks for itself                */
	unsigned in;       /* the formats that have it                                        */
	unsigned width;    /* of text, at least; 0: the last column, left-aligned             */
	pfl_table_get *get;
};

struct pfl_table {
	const struct pfl_table_column *column;
	size_t n_columns;
	const void *rows; /* for get() */
	size_t first, n;  /* which of them: first .. first + n - 1 */
	const struct pfl_scene *scene;
	const char *unit;     /* to print values in; NULL: the scene's */
	unsigned name_width;  /* bytes of a name in tables before it is cut, 0: 4096 */
	unsigned total_width; /* of a line of text, to which names are cut; 0: unlimited */
	bool color, csv_raw;
	struct pfl_span csv_front; /* cells before those of every row, as they are written */
	uint32_t group;            /* JSON: 1 + a number that each row begins with; 0: none */
};

/*
 * Write the rows, in text, Markdown and CSV under a line of titles. Names are data in each. A
 * line of text starts with a blank, a digit or a sign, so none is a command to a CI system.
 * False: PFL_NOMEM; the sink remembers its own failures.
 */
bool pfl_table_text(const struct pfl_table *table, struct pfl_out *out, struct pfl_error *err);
bool pfl_table_markdown(
	const struct pfl_table *table, struct pfl_out *out, struct pfl_error *err);
bool pfl_table_csv(const struct pfl_table *table, struct pfl_out *out, struct pfl_error *err);

/* The titles of CSV, for tables that are written in pieces: then the rows come without. */
bool pfl_table_csv_titles(
	const struct pfl_table *table, struct pfl_out *out, struct pfl_error *err);
bool pfl_table_csv_rows(
	const struct pfl_table *table, struct pfl_out *out, struct pfl_error *err);

/* The rows as an array of objects, or as objects inside an array of the caller's. */
bool pfl_table_json_rows(
	const struct pfl_table *table, struct pfl_jsonw *w, struct pfl_error *err);
bool pfl_table_json(const struct pfl_table *table, struct pfl_jsonw *w, struct pfl_error *err);

/* Append a value, or a change with its sign, as the table's cells show it; visible. */
void pfl_table_value(const struct pfl_table *table, enum pfl_cell_kind kind, pfl_sum value,
	struct pfl_text *text);

/*
 * Append a name in at most so many columns (24 and more). Where it must be cut, ends stay,
 * which tell more than packages and folders: of the first `head` bytes (0: of all) and of the
 * rest.
 */
void pfl_table_fit(struct pfl_text *text, struct pfl_span name, size_t head, size_t columns);

/*
 * Append a name at the end of a line that has used some columns, with what stands behind it: as
 * the table's text has it, fitted to its width. scratch is used.
 */
void pfl_table_name(const struct pfl_table *table, const struct pfl_cell *cell, size_t used,
	struct pfl_text *text, struct pfl_text *scratch);

/*
 * Append the blanks that right-align a cell in so many columns, where it is to follow. Returns
 * the columns that it then takes.
 */
size_t pfl_table_pad(struct pfl_text *text, struct pfl_span cell, size_t width);

/* Append the growth from `before` to `now`: "+12.50%", "new", "gone", "0%". */
void pfl_table_growth(pfl_sum before, pfl_sum now, struct pfl_text *text);

#endif
