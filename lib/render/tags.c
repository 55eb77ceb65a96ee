/* SPDX-License-Identifier: Apache-2.0 */
/* tags: how much of everything each value of each label accounts for. */
#include "analyze/order.h"
#include "base/escape.h"
#include "base/unit.h"
#include "base/utf8.h"
#include "model/label_units.h"
#include "render/column.h"
#include "render/renderer.h"
#include "render/report.h"

#include <inttypes.h>

/* A value of a label. For people, numbers that print alike are one; for programs none are. */
struct value {
	uint32_t label; /* one of the rows in pfl_labels that are this */
	uint32_t text;  /* as it is printed, in the table of texts     */
	pfl_sum sum[2];
	uint64_t samples;
};

struct key {
	uint32_t first, n; /* of the values in order */
	pfl_sum sum[2];
};

struct tags {
	const struct pfl_scene *scene;
	const struct pfl_profile *p;
	bool exact;
	const char **unit; /* by label: to print numbers in */
	struct pfl_strtab texts;
	struct value *value; /* by label, until equal ones are one */
	uint32_t *order, n;  /* values: those of a key together, the largest first */
	struct key *key;
	uint32_t n_keys;
	struct pfl_arena arena;
	struct pfl_error *err;
};

static struct pfl_span
key_of(const struct tags *t, uint32_t label)
{
	return pfl_profile_text(t->p, t->p->labels.key[label]);
}

/* What each label set weighs, added up for each of its labels. */
static bool
add_up(struct tags *t)
{
	const struct pfl_profile *p = t->p;
	const struct pfl_columns *c = &t->scene->columns;
	struct value *set = pfl_arena_alloc(&t->arena, p->labelsets.n, sizeof(*set), t->err);

	t->value = pfl_arena_alloc(&t->arena, p->labels.n, sizeof(*t->value), t->err);
	if (!set || !t->value)
		return false;
	for (uint32_t i = 0; i < p->samples.n; i++) {
		struct value *v = &set[pfl_sample_labels(p, i)];

		v->samples++;
		for (int k = 0; k < 2; k++)
			v->sum[k] += c->value[k] ? c->value[k][i] : 0;
	}
	for (uint32_t s = 0; s < p->labelsets.n; s++) {
		for (uint32_t i = p->labelsets.first[s]; i < p->labelsets.first[s + 1]; i++) {
			struct value *v = &t->value[p->labelsets.label[i]];

			v->samples += set[s].samples;
			v->sum[0] += set[s].sum[0];
			v->sum[1] += set[s].sum[1];
		}
	}
	return true;
}

/* The texts of those that occur, which are the list to be put in order. */
static bool
name_values(struct tags *t)
{
	const struct pfl_labels *l = &t->p->labels;
	struct pfl_text text = { 0 };
	bool ok = true;

	t->order = pfl_arena_alloc(&t->arena, l->n, sizeof(*t->order), t->err);
	for (uint32_t i = 0; t->order && ok && i < l->n; i++) {
		struct value *v = &t->value[i];

		if (v->samples == 0)
			continue;
		pfl_text_reset(&text);
		if (l->text[i] == PFL_NONE)
			pfl_unit_label(&text, l->number[i], t->unit[i], t->scene->unit);
		else
			pfl_text_add(&text, pfl_profile_text(t->p, l->text[i]));
		v->label = i;
		v->text = pfl_strtab_add(&t->texts, pfl_text_span(&text), t->err);
		ok = v->text != UINT32_MAX && pfl_text_ok(&text, t->err);
		t->order[t->n++] = i;
	}
	pfl_text_clear(&text);
	return ok && t->order;
}

static int
compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Two values of one key: 0 where they are to be one. */
static int
by_value(const struct tags *t, uint32_t a, uint32_t b)
{
	const struct pfl_labels *l = &t->p->labels;
	int order = 0;

	if (t->value[a].text != t->value[b].text)
		order = pfl_span_cmp(pfl_strtab_get(&t->texts, t->value[a].text),
			pfl_strtab_get(&t->texts, t->value[b].text));
	if (order || !t->exact)
		return order;
	order = compare(l->text[a] == PFL_NONE, l->text[b] == PFL_NONE);
	if (!order && l->text[a] == PFL_NONE)
		order = compare(l->number[a], l->number[b]);
	if (!order && l->text[a] == PFL_NONE && l->unit[a] != l->unit[b])
		order = pfl_span_cmp(
			pfl_profile_text(t->p, l->unit[a]), pfl_profile_text(t->p, l->unit[b]));
	return order;
}

static int
by_key(const struct tags *t, uint32_t a, uint32_t b)
{
	const uint32_t *key = t->p->labels.key;

	return key[a] == key[b] ? 0 : pfl_span_cmp(key_of(t, a), key_of(t, b));
}

static int
by_place(const void *context, uint32_t a, uint32_t b)
{
	int order = by_key(context, a, b);

	return order ? order : by_value(context, a, b);
}

/* The largest first; of a mean by the sums that were divided, as rows of other reports are. */
static int
by_size(const void *context, uint32_t a, uint32_t b)
{
	const struct tags *t = context;
	pfl_sum x = pfl_sum_abs(t->value[a].sum[0]), y = pfl_sum_abs(t->value[b].sum[0]);

	return x == y ? by_value(t, a, b) : x > y ? -1 : 1;
}

static void
merge(struct value *into, const struct value *v)
{
	into->samples += v->samples;
	into->sum[0] += v->sum[0];
	into->sum[1] += v->sum[1];
}

/* Put equal values together, and values into the order of the report. */
static bool
arrange(struct tags *t)
{
	uint32_t n = 0;

	if (!pfl_order_rows(t->order, t->n, by_place, t, t->err))
		return false;
	for (uint32_t i = 0; i < t->n; i++) {
		if (n > 0 && by_place(t, t->order[n - 1], t->order[i]) == 0)
			merge(&t->value[t->order[n - 1]], &t->value[t->order[i]]);
		else
			t->order[n++] = t->order[i];
	}
	t->n = n;
	t->key = pfl_arena_alloc(&t->arena, n, sizeof(*t->key), t->err);
	for (uint32_t i = 0; t->key && i < n; i++) {
		const struct value *v = &t->value[t->order[i]];

		if (i == 0 || by_key(t, t->order[i - 1], t->order[i]) != 0)
			t->key[t->n_keys++].first = i;
		t->key[t->n_keys - 1].n++;
		t->key[t->n_keys - 1].sum[0] += v->sum[0];
		t->key[t->n_keys - 1].sum[1] += v->sum[1];
	}
	for (uint32_t k = 0; t->key && k < t->n_keys; k++) {
		if (!pfl_order_rows(
			    t->order + t->key[k].first, t->key[k].n, by_size, t, t->err))
			return false;
	}
	return t->key != NULL;
}

static bool
tags_init(struct tags *t, const struct pfl_scene *scene, bool exact, struct pfl_error *err)
{
	*t = (struct tags){ .scene = scene, .p = scene->profile, .exact = exact, .err = err };
	t->unit = pfl_label_units(t->p, &t->arena, NULL, err);
	return pfl_strtab_init(&t->texts, NULL, NULL, err) && t->unit && add_up(t) &&
		name_values(t) && arrange(t);
}

static void
tags_clear(struct tags *t)
{
	pfl_strtab_clear(&t->texts);
	pfl_arena_clear(&t->arena);
}

static const struct value *
value_at(const void *rows, size_t i)
{
	const struct tags *t = rows;

	return &t->value[t->order[i]];
}

static pfl_sum
sum_of(const struct tags *t, const pfl_sum sum[2])
{
	return pfl_column_value(&t->scene->columns, sum);
}

/* Text is written line by line. */
struct writer {
	const struct tags *t;
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
write_key(struct writer *w, const struct key *key)
{
	pfl_sum total = w->t->scene->total;
	char percent[PFL_PERCENT_TEXT];
	size_t used;

	pfl_text_reset(&w->line);
	pfl_text_reset(&w->cell);
	pfl_text_char(&w->line, ' ');
	pfl_escape_terminal(pfl_sink_text(&w->line), key_of(w->t, w->t->order[key->first]));
	pfl_text_char(&w->line, ':');
	used = pfl_utf8_columns(w->line.at, w->line.n);
	pfl_text_str(&w->line, " Total ");
	pfl_table_value(&w->table, PFL_CELL_VALUE, sum_of(w->t, key->sum), &w->line);
	if (total > 0) {
		pfl_text_str(&w->line, " of ");
		pfl_table_value(&w->table, PFL_CELL_VALUE, total, &w->line);
		pfl_text_printf(
			&w->line, " (%s)", pfl_percent(sum_of(w->t, key->sum), total, percent));
	}
	pfl_report_line(&w->cell, pfl_text_span(&w->line));
	pfl_out_str(w->out, w->table.color ? PFL_BOLD : "");
	pfl_out_str(w->out, pfl_text_get(&w->cell));
	pfl_out_str(w->out, w->table.color ? PFL_PLAIN "\n" : "\n");
	return used;
}

static void
write_value(struct writer *w, const struct value *v, size_t indent, size_t width)
{
	struct pfl_cell cell = { .kind = PFL_CELL_NAME,
		.name = pfl_strtab_get(&w->t->texts, v->text) };

	pfl_text_reset(&w->line);
	pfl_text_reset(&w->cell);
	pfl_table_pad(&w->line, (struct pfl_span){ 0 }, indent);
	add_share(w, &w->cell, sum_of(w->t, v->sum));
	pfl_text_char(&w->cell, ':');
	pfl_table_pad(&w->line, pfl_text_span(&w->cell), width);
	pfl_text_add(&w->line, pfl_text_span(&w->cell));
	pfl_text_char(&w->line, ' ');
	pfl_table_name(&w->table, &cell, indent + width + 1, &w->line, &w->scratch);
	pfl_text_char(&w->line, '\n');
	pfl_out_write(w->out, pfl_text_get(&w->line), w->line.n);
}

static void
write_block(struct writer *w, const struct key *key)
{
	size_t indent = write_key(w, key), width = 0;

	for (uint32_t i = 0; i < key->n; i++) {
		size_t columns;

		pfl_text_reset(&w->cell);
		add_share(w, &w->cell, sum_of(w->t, value_at(w->t, key->first + i)->sum));
		columns = pfl_utf8_columns(w->cell.at, w->cell.n) + 2; /* a blank, ":" */
		width = columns > width ? columns : width;
	}
	for (uint32_t i = 0; i < key->n && pfl_out_ok(w->out); i++)
		write_value(w, value_at(w->t, key->first + i), indent, width);
	pfl_out_str(w->out, "\n");
}

static bool
write_text(const struct tags *t, const struct pfl_style *style, struct pfl_out *out,
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
	cell->name = key_of(rows, value_at(rows, i)->label);
}

static void
get_printed(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct tags *t = rows;

	(void)scratch;
	cell->name = pfl_strtab_get(&t->texts, value_at(rows, i)->text);
}

static bool
is_number(const void *rows, size_t i)
{
	const struct tags *t = rows;

	return t->p->labels.text[value_at(rows, i)->label] == PFL_NONE;
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
	const struct tags *t = rows;

	(void)scratch;
	cell->kind = is_number(rows, i) ? PFL_CELL_NUMBER : PFL_CELL_WORD;
	cell->word = "";
	cell->value = t->p->labels.number[value_at(rows, i)->label];
}

static void
get_unit(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct tags *t = rows;

	(void)scratch;
	if (is_number(rows, i))
		cell->name =
			pfl_profile_text(t->p, t->p->labels.unit[value_at(rows, i)->label]);
}

static void
get_value(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_VALUE;
	cell->value = sum_of(rows, value_at(rows, i)->sum);
}

static void
get_share(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	const struct tags *t = rows;

	(void)scratch;
	cell->kind = PFL_CELL_SHARE;
	cell->value = sum_of(t, value_at(rows, i)->sum);
	cell->whole = t->scene->total;
}

static void
get_samples(const void *rows, size_t i, struct pfl_text *scratch, struct pfl_cell *cell)
{
	(void)scratch;
	cell->kind = PFL_CELL_NUMBER;
	cell->value = (pfl_sum)value_at(rows, i)->samples;
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
table_of(const struct tags *t, const struct pfl_style *style)
{
	struct pfl_table table = pfl_report_table(t->scene, style);

	table.column = columns;
	table.n_columns = sizeof(columns) / sizeof(columns[0]);
	table.rows = t;
	table.n = t->n;
	return table;
}

static bool
write_csv(const struct tags *t, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_table table = table_of(t, style);

	return pfl_table_csv(&table, out, err);
}

/* A table for each key. */
static bool
write_markdown(const struct tags *t, const struct pfl_style *style, struct pfl_out *out,
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
		pfl_table_value(&table, PFL_CELL_VALUE, sum_of(t, t->key[k].sum), &w.cell);
		pfl_text_printf(&w.cell, " (%s)",
			pfl_percent_trimmed(
				sum_of(t, t->key[k].sum), t->scene->total, percent));
		pfl_out_str(out, "\n#### ");
		pfl_escape_markdown_code(sink, key_of(t, t->order[table.first]), false);
		pfl_out_str(out, ": ");
		pfl_escape_markdown_code(sink, pfl_text_span(&w.cell), false);
		pfl_out_str(out, "\n\n");
		ok = pfl_text_ok(&w.cell, err) && pfl_table_markdown(&table, out, err);
	}
	pfl_text_clear(&w.cell);
	return ok;
}

static void
json_keys(struct pfl_jsonw *w, const struct tags *t)
{
	pfl_jsonw_key(w, "keys");
	pfl_jsonw_array(w);
	for (uint32_t k = 0; k < t->n_keys; k++) {
		pfl_jsonw_object(w);
		pfl_jsonw_key(w, "key");
		pfl_jsonw_str(w, key_of(t, t->order[t->key[k].first]));
		pfl_jsonw_key(w, "value");
		pfl_jsonw_sum(w, sum_of(t, t->key[k].sum));
		pfl_jsonw_end(w);
	}
	pfl_jsonw_end(w);
}

static void
json_row(struct pfl_jsonw *w, const struct tags *t, size_t i)
{
	const struct value *v = value_at(t, i);
	const struct pfl_labels *l = &t->p->labels;

	pfl_jsonw_object(w);
	pfl_jsonw_key(w, "key");
	pfl_jsonw_str(w, key_of(t, v->label));
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
	pfl_jsonw_sum(w, sum_of(t, v->sum));
	pfl_jsonw_key(w, "samples");
	pfl_jsonw_u64(w, v->samples);
	pfl_jsonw_end(w);
}

static bool
write_json(const struct tags *t, const struct pfl_style *style, struct pfl_out *out,
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

typedef bool writer(const struct tags *t, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err);

static bool
render(writer *write, bool exact, const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	struct tags t;
	bool ok = tags_init(&t, scene, exact, err) && write(&t, style, out, err);

	tags_clear(&t);
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
