/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of Firefox' profiles, in either of the shapes that they are written in. */
#ifndef PFL_DECODE_GECKO_TABLES_H
#define PFL_DECODE_GECKO_TABLES_H

#include "base/json.h"
#include "base/strtab.h"
#include "base/text.h"
#include "base/vec.h"

enum {
	PFL_GECKO_COLUMNS = 6,
};

/* A column: its name in the file, and what its numbers are multiplied with. */
struct pfl_gecko_column {
	const char *name;
	int64_t factor;
};

/* Of which columns a table is made, ended by a name that is NULL; at most PFL_GECKO_COLUMNS. */
struct pfl_gecko_shape {
	struct pfl_gecko_column column[PFL_GECKO_COLUMNS + 1];
	const char *text; /* a member that is a string; NULL: none */
};

#define PFL_GECKO_NULL INT64_MIN

/* Cells of wanted columns; a column that is shorter than the table ends in nulls. */
struct pfl_gecko_table {
	PFL_VEC(int64_t) cell[PFL_GECKO_COLUMNS];
	struct pfl_text text;
	size_t n; /* rows */
	bool given;
};

void pfl_gecko_table_clear(struct pfl_gecko_table *t, struct pfl_budget *budget);

/*
 * Read the table that comes next: {"stack": [1, 2], "time": [3, 4]} as the profiler's site
 * saves it, or {"schema": {"stack": 0, "time": 1}, "data": [[1, 3], [2, 4]]} as Firefox does.
 */
void pfl_gecko_table_read(struct pfl_gecko_table *t, const struct pfl_gecko_shape *shape,
	struct pfl_json *j, struct pfl_budget *budget);

/* A cell, or PFL_GECKO_NULL where the table has none. */
int64_t pfl_gecko_cell(const struct pfl_gecko_table *t, size_t column, size_t row);

/* An array of strings, as ids of `tab`. */
struct pfl_gecko_strings {
	PFL_VEC(uint32_t) id;
	bool given;
};

void pfl_gecko_strings_read(struct pfl_gecko_strings *s, struct pfl_strtab *tab,
	struct pfl_json *j, struct pfl_budget *budget);

#endif
