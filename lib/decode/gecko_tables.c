/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of Firefox' profiles. */
#include "decode/gecko_tables.h"

enum { FIELDS = 64 /* columns of a schema that may be wanted */ };

struct reading {
	struct pfl_gecko_table *t;
	const struct pfl_gecko_shape *shape;
	struct pfl_json *j;
	struct pfl_budget *budget;
	int8_t column[FIELDS]; /* by place in a row: the wanted column, or -1 */
	bool schema;
};

void
pfl_gecko_table_clear(struct pfl_gecko_table *t, struct pfl_budget *budget)
{
	for (size_t i = 0; i < PFL_GECKO_COLUMNS; i++)
		pfl_vec_clear(&t->cell[i], budget);
	pfl_text_clear(&t->text);
}

int64_t
pfl_gecko_cell(const struct pfl_gecko_table *t, size_t column, size_t row)
{
	return row < t->cell[column].n ? t->cell[column].at[row] : PFL_GECKO_NULL;
}

static int64_t
read_cell(struct reading *r, size_t column)
{
	if (pfl_json_peek(r->j) == PFL_JSON_NUMBER)
		return pfl_json_i64_times(r->j, r->shape->column[column].factor);
	pfl_json_skip(r->j);
	return PFL_GECKO_NULL;
}

/* Put a cell into row `row` of a column, with nulls in those before that have none. */
static void
put(struct reading *r, size_t column, size_t row, int64_t value)
{
	struct pfl_gecko_table *t = r->t;

	if (!pfl_json_check(r->j,
		    pfl_vec_reserve(&t->cell[column], row - t->cell[column].n + 1, r->budget,
			    "a table", r->j->err)))
		return;
	while (t->cell[column].n < row)
		t->cell[column].at[t->cell[column].n++] = PFL_GECKO_NULL;
	t->cell[column].at[t->cell[column].n++] = value;
	if (row >= t->n)
		t->n = row + 1;
}

static void
read_column(struct reading *r, size_t column)
{
	r->t->cell[column].n = 0;
	if (pfl_json_peek(r->j) != PFL_JSON_ARRAY) {
		pfl_json_skip(r->j);
		return;
	}
	pfl_json_array(r->j);
	while (pfl_json_element(r->j))
		put(r, column, r->t->cell[column].n, read_cell(r, column));
}

/* The wanted column of this name, or -1. */
static int
find_column(const struct reading *r, struct pfl_span key)
{
	for (int i = 0; r->shape->column[i].name; i++) {
		if (pfl_span_eq(key, pfl_span_of(r->shape->column[i].name)))
			return i;
	}
	return -1;
}

static void
read_schema(struct reading *r)
{
	struct pfl_span key;

	r->schema = true;
	pfl_json_object(r->j);
	while (pfl_json_member(r->j, &key)) {
		int column = find_column(r, key);
		int64_t place;

		if (column < 0) {
			pfl_json_skip(r->j);
			continue;
		}
		place = pfl_json_i64(r->j);
		if (place < 0 || place >= FIELDS)
			pfl_json_fail(r->j, "a column cannot be the %lldth", (long long)place);
		else
			r->column[place] = (int8_t)column;
	}
}

static void
read_row(struct reading *r, size_t row)
{
	pfl_json_array(r->j);
	for (size_t i = 0; pfl_json_element(r->j); i++) {
		int column = i < FIELDS ? r->column[i] : -1;

		if (column < 0)
			pfl_json_skip(r->j);
		else if (r->t->cell[column].n <= row)
			put(r, (size_t)column, row, read_cell(r, (size_t)column));
		else
			pfl_json_fail(r->j, "two columns of the schema are one");
	}
	if (row >= r->t->n)
		r->t->n = row + 1;
}

static void
read_data(struct reading *r)
{
	if (!r->schema) {
		pfl_json_fail(r->j, "expected the schema of a table before its data");
		return;
	}
	for (size_t i = 0; i < PFL_GECKO_COLUMNS; i++)
		r->t->cell[i].n = 0;
	pfl_json_array(r->j);
	for (size_t row = 0; pfl_json_element(r->j); row++)
		read_row(r, row);
}

static void
read_text(struct reading *r)
{
	pfl_text_reset(&r->t->text);
	if (pfl_json_peek(r->j) != PFL_JSON_STRING) {
		pfl_json_skip(r->j);
		return;
	}
	pfl_text_add(&r->t->text, pfl_json_string(r->j));
	pfl_json_check(r->j, pfl_text_ok(&r->t->text, r->j->err));
}

void
pfl_gecko_table_read(struct pfl_gecko_table *t, const struct pfl_gecko_shape *shape,
	struct pfl_json *j, struct pfl_budget *budget)
{
	struct reading r = { .t = t, .shape = shape, .j = j, .budget = budget };
	struct pfl_span key;

	for (size_t i = 0; i < FIELDS; i++)
		r.column[i] = -1;
	t->given = true;
	pfl_json_object(j);
	while (pfl_json_member(j, &key)) {
		int column = find_column(&r, key);

		if (column >= 0)
			read_column(&r, (size_t)column);
		else if (pfl_span_eq(key, pfl_span_of("schema")))
			read_schema(&r);
		else if (pfl_span_eq(key, pfl_span_of("data")))
			read_data(&r);
		else if (shape->text && pfl_span_eq(key, pfl_span_of(shape->text)))
			read_text(&r);
		else
			pfl_json_skip(j);
	}
}

void
pfl_gecko_strings_read(struct pfl_gecko_strings *s, struct pfl_strtab *tab, struct pfl_json *j,
	struct pfl_budget *budget)
{
	s->id.n = 0;
	s->given = true;
	pfl_json_array(j);
	while (pfl_json_element(j)) {
		struct pfl_span text = pfl_json_string(j);

		if (!pfl_json_check(j, !j->failed) ||
			!pfl_json_check(
				j, pfl_vec_reserve(&s->id, 1, budget, "strings", j->err)))
			return;
		s->id.at[s->id.n] = pfl_strtab_add(tab, text, j->err);
		if (!pfl_json_check(j, s->id.at[s->id.n] != UINT32_MAX))
			return;
		s->id.n++;
	}
}
