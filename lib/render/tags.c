/* SPDX-License-Identifier: Apache-2.0 */
/* tags: how much of everything each value of each label accounts for. */
#include "base/escape.h"
#include "base/unit.h"
#include "base/utf8.h"
#include "render/column.h"
#include "render/renderer.h"
#include "render/report.h"
#include "render/tag_values.h"

/* Text is written line by line. */
struct writer {
	const struct pfl_tags *t;
	struct pfl_table table;
	struct pfl_text line, cell, scratch;
	struct pfl_out *out;
};

/* Append "10ms" or "10ms (14.29%)". */
static void
add_share(const struct writer *w, struct pfl_text *text, pfl_sum value)
{
	char percent[PFL_PERCENT_TEXT];

	pfl_table_value(&w->table, PFL_CELL_VALUE, value, text);
	if (w->t->scene->total > 0)
		pfl_text_printf(text, " (%s)", pfl_percent(value, w->t->scene->total, percent));
}

/* " key: Total 10ms of 70ms (14.29%)". Returns the columns of what stands before "Total". */
static size_t
write_key(struct writer *w, const struct pfl_tag_key *key)
{
	pfl_sum total = w->t->scene->total;
	char percent[PFL_PERCENT_TEXT];
	size_t used;

	pfl_text_reset(&w->line);
	pfl_text_reset(&w->cell);
	pfl_text_char(&w->line, ' ');
	pfl_escape_terminal(
		pfl_sink_text(&w->line), pfl_tags_key_name(w->t, w->t->order[key->first]));
	pfl_text_char(&w->line, ':');
	used = pfl_utf8_columns(w->line.at, w->line.n);
	pfl_text_str(&w->line, " Total ");
	pfl_table_value(&w->table, PFL_CELL_VALUE, pfl_tags_sum(w->t, key->sum), &w->line);
	if (total > 0) {
		pfl_text_str(&w->line, " of ");
		pfl_table_value(&w->table, PFL_CELL_VALUE, total, &w->line);
		pfl_text_printf(&w->line, " (%s)",
			pfl_percent(pfl_tags_sum(w->t, key->sum), total, percent));
	}
	pfl_report_line(&w->cell, pfl_text_span(&w->line));
	pfl_out_str(w->out, w->table.color ? PFL_BOLD : "");
	pfl_out_str(w->out, pfl_text_get(&w->cell));
	pfl_out_str(w->out, w->table.color ? PFL_PLAIN "\n" : "\n");
	return used;
}

static void
write_value(struct writer *w, const struct pfl_tag *v, size_t indent, size_t width)
{
	struct pfl_cell cell = { .kind = PFL_CELL_NAME,
		.name = pfl_strtab_get(&w->t->texts, v->text) };

	pfl_text_reset(&w->line);
	pfl_text_reset(&w->cell);
	pfl_table_pad(&w->line, (struct pfl_span){ 0 }, indent);
	add_share(w, &w->cell, pfl_tags_sum(w->t, v->sum));
	pfl_text_char(&w->cell, ':');
	pfl_table_pad(&w->line, pfl_text_span(&w->cell), width);
	pfl_text_add(&w->line, pfl_text_span(&w->cell));
	pfl_text_char(&w->line, ' ');
	pfl_table_name(&w->table, &cell, indent + width + 1, &w->line, &w->scratch);
	pfl_text_char(&w->line, '\n');
	pfl_out_write(w->out, pfl_text_get(&w->line), w->line.n);
}

static void
write_block(struct writer *w, const struct pfl_tag_key *key)
{
	size_t indent = write_key(w, key), width = 0;

	for (uint32_t i = 0; i < key->n; i++) {
		size_t columns;

		pfl_text_reset(&w->cell);
		add_share(w, &w->cell,
			pfl_tags_sum(w->t, pfl_tags_at(w->t, key->first + i)->sum));
		columns = pfl_utf8_columns(w->cell.at, w->cell.n) + 2; /* a blank, ":" */
		width = columns > width ? columns : width;
	}
	for (uint32_t i = 0; i < key->n && pfl_out_ok(w->out); i++)
		write_value(w, pfl_tags_at(w->t, key->first + i), indent, width);
	pfl_out_str(w->out, "\n");
}

static bool
write_text(const struct pfl_tags *t, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct writer w = { .t = t, .table = pfl_report_table(t->scene, style), .out = out };
	bool ok = true;

	for (uint32_t k = 0; ok && k < t->n_keys && pfl_out_ok(out); k++) {
		write_block(&w, &t->key[k]);
		ok = pfl_text_ok(&w.line, err) && pfl_text_ok(&w.cell, err);
	}
	pfl_text_clear(&w.line);
	pfl_text_clear(&w.cell);
	pfl_text_clear(&w.scratch);
	return ok;
}

static void
get_key(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->name = pfl_tags_key_name(rows, pfl_tags_at(rows, i)->label);
}

static void
get_printed(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_tags *t = rows;

	(void)scratch;
	cell->name = pfl_strtab_get(&t->texts, pfl_tags_at(rows, i)->text);
}

static bool
is_number(const void *rows, size_t i)
{
	const struct pfl_tags *t = rows;

	return t->p->labels.text[pfl_tags_at(rows, i)->label] == PFL_NONE;
}

static void
get_text(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	if (!is_number(rows, i))
		get_printed(rows, i, scratch, cell);
}

static void
get_number(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_tags *t = rows;

	(void)scratch;
	cell->kind = is_number(rows, i) ? PFL_CELL_NUMBER : PFL_CELL_WORD;
	cell->word = "";
	cell->value = t->p->labels.number[pfl_tags_at(rows, i)->label];
}

static void
get_unit(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_tags *t = rows;

	(void)scratch;
	if (is_number(rows, i))
		cell->name =
			pfl_profile_text(t->p, t->p->labels.unit[pfl_tags_at(rows, i)->label]);
}

static void
get_value(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_VALUE;
	cell->value = pfl_tags_sum(rows, pfl_tags_at(rows, i)->sum);
}

static void
get_share(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct pfl_tags *t = rows;

	(void)scratch;
	cell->kind = PFL_CELL_SHARE;
	cell->value = pfl_tags_sum(t, pfl_tags_at(rows, i)->sum);
	cell->whole = t->scene->total;
}

static void
get_samples(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_NUMBER;
	cell->value = (pfl_sum)pfl_tags_at(rows, i)->samples;
}

static const struct pfl_table_column columns[] = {
	{ "key", "", PFL_IN_CSV, 0, get_key },
	{ "text", "", PFL_IN_CSV, 0, get_text },
	{ "number", "", PFL_IN_CSV, 10, get_number },
	{ "unit", "", PFL_IN_CSV, 0, get_unit },
	{ "value", "value", PFL_IN_CSV | PFL_IN_MARKDOWN, 10, get_value },
	{ "percent", "value%", PFL_IN_CSV | PFL_IN_MARKDOWN, 6, get_share },
	{ "samples", "samples", PFL_IN_CSV | PFL_IN_MARKDOWN, 10, get_samples },
	{ "label", "", PFL_IN_MARKDOWN, 0, get_printed },
};

static struct pfl_table
table_of(const struct pfl_tags *t, const struct pfl_style *style)
{
	struct pfl_table table = pfl_report_table(t->scene, style);

	table.column = columns;
	table.n_columns = sizeof(columns) / sizeof(columns[0]);
	table.rows = t;
	table.n = t->n;
	return table;
}

static bool
write_csv(const struct pfl_tags *t, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_table table = table_of(t, style);

	return pfl_table_csv(&table, out, err);
}

/* A table for each key. */
static bool
write_markdown(const struct pfl_tags *t, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_table table = table_of(t, style);
	struct writer w = { .t = t, .table = table, .out = out };
	struct pfl_sink sink = pfl_sink_out(out);
	char percent[PFL_PERCENT_TEXT];
	bool ok = true;

	pfl_out_str(out, "### Tags: ");
	pfl_escape_markdown_code(sink, pfl_span_of(t->scene->type_name), false);
	pfl_out_str(out, "\n");
	for (uint32_t k = 0; ok && k < t->n_keys && pfl_out_ok(out); k++) {
		table.first = t->key[k].first;
		table.n = t->key[k].n;
		pfl_text_reset(&w.cell);
		pfl_table_value(
			&table, PFL_CELL_VALUE, pfl_tags_sum(t, t->key[k].sum), &w.cell);
		pfl_text_printf(&w.cell, " (%s)",
			pfl_percent_trimmed(
				pfl_tags_sum(t, t->key[k].sum), t->scene->total, percent));
		pfl_out_str(out, "\n#### ");
		pfl_escape_markdown_code(
			sink, pfl_tags_key_name(t, t->order[table.first]), false);
		pfl_out_str(out, ": ");
		pfl_escape_markdown_code(sink, pfl_text_span(&w.cell), false);
		pfl_out_str(out, "\n\n");
		ok = pfl_text_ok(&w.cell, err) && pfl_table_markdown(&table, out, err);
	}
	pfl_text_clear(&w.cell);
	return ok;
}

static void
json_keys(struct pfl_jsonw *w, const struct pfl_tags *t)
{
	pfl_jsonw_key(w, "keys");
	pfl_jsonw_array(w);
	for (uint32_t k = 0; k < t->n_keys; k++) {
		pfl_jsonw_object(w);
		pfl_jsonw_key(w, "key");
		pfl_jsonw_str(w, pfl_tags_key_name(t, t->order[t->key[k].first]));
		pfl_jsonw_key(w, "value");
		pfl_jsonw_sum(w, pfl_tags_sum(t, t->key[k].sum));
		pfl_jsonw_end(w);
	}
	pfl_jsonw_end(w);
}

static void
json_row(struct pfl_jsonw *w, const struct pfl_tags *t, size_t i)
{
	const struct pfl_tag *v = pfl_tags_at(t, i);
	const struct pfl_labels *l = &t->p->labels;

	pfl_jsonw_object(w);
	pfl_jsonw_key(w, "key");
	pfl_jsonw_str(w, pfl_tags_key_name(t, v->label));
	if (is_number(t, i)) {
		pfl_jsonw_key(w, "number");
		pfl_jsonw_i64(w, l->number[v->label]);
		pfl_jsonw_key(w, "unit");
		pfl_jsonw_str(w, pfl_profile_text(t->p, l->unit[v->label]));
	} else {
		pfl_jsonw_key(w, "text");
		pfl_jsonw_str(w, pfl_profile_text(t->p, l->text[v->label]));
	}
	pfl_jsonw_key(w, "value");
	pfl_jsonw_sum(w, pfl_tags_sum(t, v->sum));
	pfl_jsonw_key(w, "samples");
	pfl_jsonw_u64(w, v->samples);
	pfl_jsonw_end(w);
}

static bool
write_json(const struct pfl_tags *t, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_jsonw w;

	pfl_jsonw_init(&w, out, 2);
	pfl_jsonw_object(&w);
	pfl_report_json_head(&w, t->scene, style, "tags/1");
	pfl_report_json_measure(&w, t->scene);
	json_keys(&w, t);
	pfl_jsonw_key(&w, "rows");
	pfl_jsonw_array(&w);
	for (uint32_t i = 0; i < t->n && pfl_out_ok(out); i++)
		json_row(&w, t, i);
	pfl_jsonw_end(&w);
	pfl_jsonw_end(&w);
	return pfl_jsonw_finish(&w, err);
}

typedef bool writer(const struct pfl_tags *t, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err);

static bool
render(writer *write, bool exact, const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	struct pfl_tags t;
	bool ok = pfl_tags_init(&t, scene, exact, err) && write(&t, style, out, err);

	pfl_tags_clear(&t);
	return ok;
}

static bool
render_text(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return render(write_text, false, scene, style, out, err);
}

const struct pfl_renderer pfl_render_tags_text = {
	.family = "tags",
	.format = "text",
	.suffix = ".txt",
	.help = "what each value of each label costs, as go tool pprof -tags prints it",
	.flags = PFL_NOW_ONLY,
	.render = render_text,
};

static bool
render_markdown(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	return render(write_markdown, false, scene, style, out, err);
}

const struct pfl_renderer pfl_render_tags_markdown = {
	.family = "tags",
	.format = "markdown",
	.suffix = ".md",
	.help = "a table for each label in Markdown",
	.flags = PFL_NOW_ONLY,
	.render = render_markdown,
};

static bool
render_json(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return render(write_json, true, scene, style, out, err);
}

const struct pfl_renderer pfl_render_tags_json = {
	.family = "tags",
	.format = "json",
	.suffix = ".json",
	.help = "exact values and numbers, as JSON",
	.flags = PFL_NOW_ONLY,
	.render = render_json,
};

static bool
render_csv(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return render(write_csv, true, scene, style, out, err);
}

const struct pfl_renderer pfl_render_tags_csv = {
	.family = "tags",
	.format = "csv",
	.suffix = ".csv",
	.help = "a line for each value of each label, as comma-separated values",
	.flags = PFL_NOW_ONLY,
	.render = render_csv,
};
