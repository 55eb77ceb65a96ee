/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of reports as text, Markdown, CSV and JSON. */
#include "render/column.h"

#include "base/escape.h"
#include "base/name.h"
#include "base/number.h"
#include "base/unit.h"
#include "base/utf8.h"

#include <math.h>

enum {
	NAME_BYTES = 4096, /* of a name in a table: the longest seen in the wild has 1000     */
	VALUE_BYTES = 256, /* of a value: its unit may be anything                            */
	NAME_COLUMNS = 24, /* of a name at least, in however narrow a terminal                */
	FILE_COLUMNS = 16, /* of a file behind it at least                                    */
};

#define MORE "\x1b[33m" /* yellow and cyan: apart for every kind of colour blindness */
#define LESS "\x1b[36m"
#define DIM "\x1b[2m"

/* Append s as a person sees it, in at most `most` of its bytes. */
static void
add_visible(struct pfl_text *text, struct pfl_span s, size_t most)
{
	size_t n = s.n > most ? pfl_utf8_cut(s.at, s.n, most) : s.n;

	pfl_escape_terminal(pfl_sink_text(text), (struct pfl_span){ s.at, n });
	if (n < s.n)
		pfl_text_str(text, "...");
}

void
pfl_table_value(const struct pfl_table *t, enum pfl_cell_kind kind, pfl_sum value,
	struct pfl_text *text)
{
	const struct pfl_scene *scene = t->scene;
	struct pfl_text label = { 0 };

	pfl_unit_label(&label, pfl_unit_apply(value, 1 / scene->divide_by), scene->type_unit,
		t->unit ? t->unit : scene->unit);
	if (kind == PFL_CELL_CHANGE && value > 0)
		pfl_text_char(text, '+');
	add_visible(text, pfl_text_span(&label), VALUE_BYTES);
	text->failed |= label.failed;
	pfl_text_clear(&label);
}

void
pfl_table_growth(pfl_sum before, pfl_sum now, struct pfl_text *text)
{
	double percent = before ? ((double)now - (double)before) / (double)before * 100 : 0;
	char number[PFL_NUMBER_TEXT];

	if (now == before) {
		pfl_text_str(text, "0%");
		return;
	}
	if (before == 0 || now == 0) {
		pfl_text_str(text, before == 0 ? "new" : "gone");
		return;
	}
	percent = before < 0 ? -percent : percent;
	pfl_number_fixed(fabs(percent), fabs(percent) < 99.995 ? 2 : 0, number);
	pfl_text_char(text, percent < 0 ? '-' : '+');
	pfl_text_str(text, number);
	pfl_text_char(text, '%');
}

static void
add_share(struct pfl_text *text, pfl_sum value, pfl_sum whole, bool padded)
{
	char percent[PFL_PERCENT_TEXT];

	pfl_text_str(text,
		padded ? pfl_percent(value, whole, percent)
		       : pfl_percent_trimmed(value, whole, percent));
}

static void
add_number(struct pfl_text *text, pfl_sum value)
{
	char digits[PFL_SUM_TEXT];

	pfl_text_str(text, pfl_sum_text(value, digits));
}

/* A cell for people, names aside. */
static void
add_cell(const struct pfl_table *t, const struct pfl_cell *cell, struct pfl_text *text)
{
	switch (cell->kind) {
	case PFL_CELL_NUMBER:
		add_number(text, cell->value);
		break;
	case PFL_CELL_VALUE:
	case PFL_CELL_CHANGE:
		pfl_table_value(t, cell->kind, cell->value, text);
		break;
	case PFL_CELL_SHARE:
		add_share(text, cell->value, cell->whole, true);
		break;
	case PFL_CELL_GROWTH:
		pfl_table_growth(cell->whole, cell->value, text);
		break;
	case PFL_CELL_WORD:
		pfl_text_str(text, cell->word);
		break;
	case PFL_CELL_NAME:
		break;
	}
}

static size_t
name_bytes(const struct pfl_table *t)
{
	return t->name_width ? t->name_width : NAME_BYTES;
}

/* Texts that are used again for every cell. */
struct scratch {
	struct pfl_text name, cell, line;
};

static bool
finish(struct scratch *s, struct pfl_error *err)
{
	bool ok = pfl_text_ok(&s->name, err) && pfl_text_ok(&s->cell, err) &&
		pfl_text_ok(&s->line, err);

	pfl_text_clear(&s->name);
	pfl_text_clear(&s->cell);
	pfl_text_clear(&s->line);
	return ok;
}

static struct pfl_cell
get_cell(const struct pfl_table *t, const struct pfl_table_column *column, size_t row,
	struct scratch *s)
{
	struct pfl_cell cell = { .kind = PFL_CELL_NAME };

	pfl_text_reset(&s->name);
	column->get(t->rows, row, &s->name, &cell);
	return cell;
}

static size_t
span_columns(struct pfl_span s)
{
	return s.n ? pfl_utf8_columns(s.at, s.n) : 0;
}

/* The end of s that fits, with an ellipsis where something is missing. */
static void
fit_end(struct pfl_text *text, struct pfl_span s, size_t columns)
{
	bool cut = false;

	if (span_columns(s) > columns) {
		s = pfl_name_fit(s, columns - 1, &cut);
		pfl_text_str(text, cut ? "" : "…");
	}
	pfl_text_add(text, s);
	pfl_text_str(text, cut ? "…" : "");
}

/* The same for "dir/file.go:12": whole folders go first, then the front of the file's name. */
static void
fit_file(struct pfl_text *text, struct pfl_span s, size_t columns)
{
	size_t start = s.n, from = 0, left = columns > 0 ? columns - 1 : 0;

	if (span_columns(s) <= columns) {
		pfl_text_add(text, s);
		return;
	}
	while (start > 0 && left > 0) {
		start--;
		left -= ((unsigned char)s.at[start] & 0xc0) != 0x80; /* a character starts */
		if (start > 0 && s.at[start - 1] == '/')
			from = start;
	}
	from = from ? from : start;
	pfl_text_str(text, "…");
	pfl_text_add(text, (struct pfl_span){ s.at + from, s.n - from });
}

void
pfl_table_fit(struct pfl_text *text, struct pfl_span name, size_t head, size_t columns)
{
	struct pfl_span file = { 0 };
	size_t start = text->n, least, used;

	if (columns < NAME_COLUMNS)
		columns = NAME_COLUMNS;
	if (head == 0 || head >= name.n || name.at[head] != ' ') {
		fit_end(text, name, columns);
		return;
	}
	file = (struct pfl_span){ name.at + head + 1, name.n - head - 1 };
	name.n = head;
	/* The function goes first, but leaves the file its least; what it leaves over as well.
	 */
	least = span_columns(file) < FILE_COLUMNS ? span_columns(file) : FILE_COLUMNS;
	fit_end(text, name, columns - least - 1);
	pfl_text_char(text, ' ');
	if (text->failed)
		return;
	used = pfl_utf8_columns(text->at + start, text->n - start);
	fit_file(text, file, used + least < columns ? columns - used : least);
}

void
pfl_table_name(const struct pfl_table *t, const struct pfl_cell *cell, size_t used,
	struct pfl_text *text, struct pfl_text *scratch)
{
	const char *behind = cell->word ? cell->word : "";
	size_t head, tail = strlen(behind);

	pfl_text_reset(scratch);
	if (!t->total_width) {
		add_visible(text, cell->name, name_bytes(t));
	} else {
		add_visible(
			scratch, (struct pfl_span){ cell->name.at, cell->head }, name_bytes(t));
		head = scratch->n;
		add_visible(scratch,
			(struct pfl_span){
				cell->name.at + cell->head, cell->name.n - cell->head },
			name_bytes(t));
		pfl_table_fit(text, pfl_text_span(scratch), head,
			t->total_width > used + tail ? t->total_width - used - tail : 0);
	}
	text->failed |= scratch->failed;
	pfl_text_str(text, behind);
}

size_t
pfl_table_pad(struct pfl_text *text, struct pfl_span cell, size_t width)
{
	size_t have = span_columns(cell);

	for (size_t i = have; i < width; i++)
		pfl_text_char(text, ' ');
	return have > width ? have : width;
}

/* Right-align `cell` in the line. Returns its columns, padding included. */
static size_t
add_aligned(struct scratch *s, const struct pfl_text *cell, size_t width, const char *color)
{
	size_t used = pfl_table_pad(&s->line, pfl_text_span(cell), width);

	pfl_text_str(&s->line, color ? color : "");
	pfl_text_add(&s->line, pfl_text_span(cell));
	pfl_text_str(&s->line, color ? PFL_PLAIN : "");
	return used;
}

static void
text_titles(const struct pfl_table *t, struct scratch *s)
{
	bool first = true;

	pfl_text_str(&s->line, t->color ? PFL_BOLD : "");
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct pfl_table_column *c = &t->column[i];

		if (!(c->in & PFL_IN_TEXT) || !*c->title)
			continue;
		if (!first)
			pfl_text_str(&s->line, c->width ? " " : "  ");
		first = false;
		pfl_text_reset(&s->cell);
		pfl_text_str(&s->cell, c->title);
		add_aligned(s, &s->cell, c->width, NULL);
	}
	pfl_text_str(&s->line, t->color ? PFL_PLAIN : "");
	pfl_text_char(&s->line, '\n');
}

static const char *
color_of(const struct pfl_table *t, const struct pfl_cell *cell)
{
	pfl_sum change = cell->kind == PFL_CELL_CHANGE ? cell->value
		: cell->kind == PFL_CELL_GROWTH        ? cell->value - cell->whole
						       : 0;

	if (!t->color || change == 0)
		return NULL;
	if (cell->dim)
		return DIM;
	return change > 0 ? MORE : LESS;
}

static void
text_row(const struct pfl_table *t, size_t row, struct scratch *s)
{
	size_t used = 0;

	for (size_t i = 0; i < t->n_columns; i++) {
		const struct pfl_table_column *c = &t->column[i];
		struct pfl_cell cell;

		if (!(c->in & PFL_IN_TEXT))
			continue;
		cell = get_cell(t, c, row, s);
		if (s->line.n) {
			pfl_text_str(&s->line, c->width ? " " : "  ");
			used += c->width ? 1 : 2;
		}
		if (cell.kind == PFL_CELL_NAME) {
			pfl_table_name(t, &cell, used, &s->line, &s->cell);
			continue;
		}
		pfl_text_reset(&s->cell);
		add_cell(t, &cell, &s->cell);
		used += add_aligned(s, &s->cell, c->width, color_of(t, &cell));
	}
	pfl_text_char(&s->line, '\n');
}

static void
flush(struct scratch *s, struct pfl_out *out)
{
	if (s->line.n)
		pfl_out_write(out, s->line.at, s->line.n);
	pfl_text_reset(&s->line);
}

bool
pfl_table_text(const struct pfl_table *t, struct pfl_out *out, struct pfl_error *err)
{
	struct scratch s = { 0 };

	text_titles(t, &s);
	flush(&s, out);
	for (size_t i = 0; i < t->n && pfl_out_ok(out); i++) {
		text_row(t, t->first + i, &s);
		flush(&s, out);
	}
	return finish(&s, err);
}

/* Could the text mean something to Markdown? */
static bool
is_plain(const struct pfl_text *text)
{
	for (size_t i = 0; i < text->n; i++) {
		char c = text->at[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') &&
			!(c >= 'A' && c <= 'Z') && !strchr("+-.% ", c))
			return false;
	}
	return true;
}

static void
markdown_cell(const struct pfl_table *t, const struct pfl_cell *cell, struct scratch *s)
{
	struct pfl_sink line = pfl_sink_text(&s->line);

	pfl_text_reset(&s->cell);
	if (cell->kind == PFL_CELL_SHARE) {
		add_share(&s->line, cell->value, cell->whole, false);
	} else if (cell->kind == PFL_CELL_NAME) {
		size_t n = pfl_utf8_cut(cell->name.at, cell->name.n, name_bytes(t));

		if (n > 0)
			pfl_escape_markdown_code(
				line, (struct pfl_span){ cell->name.at, n }, true);
		pfl_text_str(&s->line, n < cell->name.n ? "..." : "");
		pfl_text_str(&s->line, cell->word ? cell->word : "");
	} else {
		add_cell(t, cell, &s->cell);
		if (is_plain(&s->cell))
			pfl_text_add(&s->line, pfl_text_span(&s->cell));
		else
			pfl_escape_markdown_code(line, pfl_text_span(&s->cell), true);
	}
}

static void
markdown_titles(const struct pfl_table *t, struct scratch *s)
{
	for (int under = 0; under < 2; under++) {
		for (size_t i = 0; i < t->n_columns; i++) {
			const struct pfl_table_column *c = &t->column[i];

			if (!(c->in & PFL_IN_MARKDOWN))
				continue;
			pfl_text_str(&s->line, under ? "|" : "| ");
			if (under)
				pfl_text_str(&s->line, c->width ? "---:" : ":---");
			else
				pfl_text_str(&s->line, *c->title ? c->title : c->key);
			pfl_text_str(&s->line, under ? "" : " ");
		}
		pfl_text_str(&s->line, "|\n");
	}
}

bool
pfl_table_markdown(const struct pfl_table *t, struct pfl_out *out, struct pfl_error *err)
{
	struct scratch s = { 0 };

	markdown_titles(t, &s);
	flush(&s, out);
	for (size_t i = 0; i < t->n && pfl_out_ok(out); i++) {
		for (size_t k = 0; k < t->n_columns; k++) {
			struct pfl_cell cell;

			if (!(t->column[k].in & PFL_IN_MARKDOWN))
				continue;
			cell = get_cell(t, &t->column[k], t->first + i, &s);
			pfl_text_str(&s.line, "| ");
			markdown_cell(t, &cell, &s);
			pfl_text_char(&s.line, ' ');
		}
		pfl_text_str(&s.line, "|\n");
		flush(&s, out);
	}
	return finish(&s, err);
}

static void
csv_cell(const struct pfl_table *t, const struct pfl_cell *cell, struct scratch *s)
{
	char number[PFL_NUMBER_TEXT];

	switch (cell->kind) {
	case PFL_CELL_NAME:
		pfl_escape_csv(pfl_sink_text(&s->line), cell->name, t->csv_raw);
		break;
	case PFL_CELL_SHARE:
		pfl_text_str(&s->line,
			pfl_number_general(cell->whole
					? (double)cell->value / (double)cell->whole * 100
					: 0,
				6, number));
		break;
	case PFL_CELL_WORD:
		pfl_text_str(&s->line, cell->word);
		break;
	case PFL_CELL_GROWTH:
		pfl_table_growth(cell->whole, cell->value, &s->line);
		break;
	case PFL_CELL_NUMBER:
	case PFL_CELL_VALUE:
	case PFL_CELL_CHANGE:
		add_number(&s->line, cell->value);
		break;
	}
}

/* One line, with the line end that RFC 4180 asks for; row SIZE_MAX: the titles. */
static void
csv_line(const struct pfl_table *t, size_t row, struct scratch *s)
{
	bool first = true;

	pfl_text_add(&s->line, t->csv_front);
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct pfl_table_column *c = &t->column[i];
		struct pfl_cell cell;

		if (!(c->in & PFL_IN_CSV))
			continue;
		pfl_text_str(&s->line, first ? "" : ",");
		first = false;
		if (row == SIZE_MAX) {
			pfl_text_str(&s->line, c->key);
			continue;
		}
		cell = get_cell(t, c, row, s);
		csv_cell(t, &cell, s);
	}
	pfl_text_str(&s->line, "\r\n");
}

bool
pfl_table_csv_titles(const struct pfl_table *t, struct pfl_out *out, struct pfl_error *err)
{
	struct scratch s = { 0 };

	csv_line(t, SIZE_MAX, &s);
	flush(&s, out);
	return finish(&s, err);
}

bool
pfl_table_csv(const struct pfl_table *t, struct pfl_out *out, struct pfl_error *err)
{
	return pfl_table_csv_titles(t, out, err) && pfl_table_csv_rows(t, out, err);
}

bool
pfl_table_csv_rows(const struct pfl_table *t, struct pfl_out *out, struct pfl_error *err)
{
	struct scratch s = { 0 };

	for (size_t i = 0; i < t->n && pfl_out_ok(out); i++) {
		csv_line(t, t->first + i, &s);
		flush(&s, out);
	}
	return finish(&s, err);
}

static void
json_cell(const struct pfl_cell *cell, struct pfl_jsonw *w)
{
	if (cell->kind == PFL_CELL_NAME)
		pfl_jsonw_str(w, cell->name);
	else if (cell->kind == PFL_CELL_WORD)
		pfl_jsonw_text(w, cell->word);
	else
		pfl_jsonw_sum(w, cell->value);
}

bool
pfl_table_json(const struct pfl_table *t, struct pfl_jsonw *w, struct pfl_error *err)
{
	bool ok;

	pfl_jsonw_array(w);
	ok = pfl_table_json_rows(t, w, err);
	pfl_jsonw_end(w);
	return ok;
}

bool
pfl_table_json_rows(const struct pfl_table *t, struct pfl_jsonw *w, struct pfl_error *err)
{
	struct scratch s = { 0 };

	for (size_t i = 0; i < t->n && pfl_out_ok(w->out); i++) {
		pfl_jsonw_object(w);
		if (t->group) {
			pfl_jsonw_key(w, "group");
			pfl_jsonw_u64(w, t->group - 1);
		}
		for (size_t k = 0; k < t->n_columns; k++) {
			struct pfl_cell cell;

			if (!(t->column[k].in & PFL_IN_JSON))
				continue;
			cell = get_cell(t, &t->column[k], t->first + i, &s);
			pfl_jsonw_key(w, t->column[k].key);
			json_cell(&cell, w);
		}
		pfl_jsonw_end(w);
	}
	return finish(&s, err);
}
