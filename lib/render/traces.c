/* SPDX-License-Identifier: Apache-2.0 */
/* traces: every sample with its labels and its stack, leaf first. */
#include "base/escape.h"
#include "base/unit.h"
#include "model/label_units.h"
#include "render/column.h"
#include "render/renderer.h"
#include "render/report.h"
#include "render/sample_text.h"

/* A sample is put together here, then written: nothing else is kept of a report that may be
 * huge. */
struct traces {
	struct pfl_sample_text samples; /* first: the labels' formatter gets this */
	const struct pfl_scene *scene;
	const struct pfl_profile *p;
	struct pfl_table table;
	const char **unit; /* by label */
	struct pfl_arena arena;
	struct pfl_text line, part, name;
	struct pfl_out *out;
	struct pfl_error *err;
};

static bool
traces_init(struct traces *t, const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	*t = (struct traces){
		.samples = { .scene = scene },
		.scene = scene,
		.p = scene->profile,
		.table = pfl_report_table(scene, style),
		.out = out,
		.err = err,
	};
	t->unit = pfl_label_units(scene->profile, &t->arena, NULL, err);
	return t->unit != NULL;
}

/* An output that takes no more is asked about when it is closed. */
static bool
traces_clear(struct traces *t, bool ok)
{
	ok = ok || (!pfl_out_ok(t->out) && t->err->code == PFL_OK);
	pfl_sample_text_clear(&t->samples);
	pfl_text_clear(&t->line);
	pfl_text_clear(&t->part);
	pfl_text_clear(&t->name);
	pfl_arena_clear(&t->arena);
	return ok;
}

/* What the sample weighs; of a mean by itself. */
static pfl_sum
value_of(const struct traces *t, uint32_t sample)
{
	const struct pfl_columns *c = &t->scene->columns;
	pfl_sum both[2] = { c->value[0] ? c->value[0][sample] : 0,
		c->value[1] ? c->value[1][sample] : 0 };

	return pfl_column_value(c, both);
}

static void
add_visible(struct pfl_text *text, struct pfl_span value)
{
	pfl_escape_terminal(pfl_sink_text(text), value);
}

/* "       key:  value value" */
static void
add_label(
	const struct pfl_sample_text *s, const uint32_t *label, size_t n, struct pfl_text *text)
{
	const struct traces *t = (const struct traces *)s;
	struct pfl_text part = { 0 }, key = { 0 };

	add_visible(&key, pfl_profile_text(t->p, t->p->labels.key[label[0]]));
	pfl_table_pad(text, pfl_text_span(&key), 10);
	pfl_text_add(text, pfl_text_span(&key));
	pfl_text_str(text, ": ");
	for (size_t i = 0; i < n; i++) {
		uint32_t id = t->p->labels.text[label[i]];

		pfl_text_char(text, ' ');
		pfl_text_reset(&part);
		if (id == PFL_NONE)
			pfl_unit_label(&part, t->p->labels.number[label[i]], t->unit[label[i]],
				"auto");
		else
			pfl_text_add(&part, pfl_profile_text(t->p, id));
		add_visible(text, pfl_text_span(&part));
	}
	text->failed |= part.failed || key.failed;
	pfl_text_clear(&part);
	pfl_text_clear(&key);
}

/* The line, which is empty again afterwards. */
static bool
put_line(struct traces *t, bool bold)
{
	pfl_text_reset(&t->part);
	pfl_report_line(&t->part, pfl_text_span(&t->line));
	if (!pfl_text_ok(&t->line, t->err) || !pfl_text_ok(&t->part, t->err))
		return false;
	pfl_out_str(t->out, bold ? PFL_BOLD : "");
	pfl_out_write(t->out, t->part.at, t->part.n);
	pfl_out_str(t->out, bold ? PFL_PLAIN "\n" : "\n");
	pfl_text_reset(&t->line);
	return pfl_out_ok(t->out);
}

static bool
put_labels(struct traces *t, uint32_t set)
{
	for (int numbers = 0; numbers < 2; numbers++) {
		if (!pfl_sample_lines(&t->samples, set, numbers, add_label, t->err))
			return false;
		for (size_t i = 0; i < t->samples.order.n; i++) {
			pfl_text_add(
				&t->line, pfl_sample_line(&t->samples, t->samples.order.at[i]));
			if (!put_line(t, false))
				return false;
		}
	}
	return true;
}

/* "     100ms   main.work": the value stands with the leaf. */
static bool
put_frame(struct traces *t, uint32_t frame, bool inlined, const pfl_sum *value)
{
	struct pfl_cell cell = { .kind = PFL_CELL_NAME, .word = inlined ? " (inline)" : NULL };
	size_t used;

	pfl_text_reset(&t->part);
	if (value)
		pfl_table_value(&t->table, PFL_CELL_VALUE, *value, &t->part);
	used = pfl_table_pad(&t->line, pfl_text_span(&t->part), 10);
	pfl_text_add(&t->line, pfl_text_span(&t->part));
	pfl_text_str(&t->line, "   ");
	pfl_text_reset(&t->name);
	cell.name = pfl_report_printed(
		t->scene, t->scene->nodes.of_frame[frame], &t->name, &cell.head);
	pfl_table_name(&t->table, &cell, used + 3, &t->line, &t->part);
	return pfl_text_ok(&t->name, t->err) && put_line(t, value && t->table.color);
}

static bool
put_stack(struct traces *t, uint32_t sample)
{
	const struct pfl_profile *p = t->p;
	const pfl_sum value = value_of(t, sample), *first = &value;

	for (uint32_t row = p->samples.stack[sample]; row; row = p->stacks.parent[row]) {
		uint32_t location = p->stacks.location[row];

		for (uint32_t i = p->locations.first_frame[location];
			i < p->locations.first_frame[location + 1]; i++) {
			if (!put_frame(
				    t, i, pfl_frame_inlined(&p->locations, location, i), first))
				return false;
			first = NULL;
		}
	}
	return true;
}

static bool
put_separator(struct traces *t)
{
	pfl_text_str(&t->line,
		"-----------+-------------------------------------------------------");
	return put_line(t, false);
}

static bool
put_all(struct traces *t)
{
	bool ok;

	pfl_text_reset(&t->part);
	pfl_report_profile_labels(t->scene, &t->part);
	ok = pfl_text_ok(&t->part, t->err);
	pfl_out_str(t->out, ok ? pfl_text_get(&t->part) : "");
	for (uint32_t i = 0; ok && i < t->p->samples.n; i++) {
		if (t->p->samples.stack[i])
			ok = put_separator(t) && put_labels(t, pfl_sample_labels(t->p, i)) &&
				put_stack(t, i);
	}
	return ok && put_separator(t);
}

static bool
render_text(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct traces t;

	return traces_clear(&t, traces_init(&t, scene, style, out, err) && put_all(&t));
}

const struct pfl_renderer pfl_render_traces_text = {
	.family = "traces",
	.format = "text",
	.suffix = ".txt",
	.help = "each sample with its labels and stack, as go tool pprof -traces prints it",
	.flags = PFL_NOW_ONLY,
	.render = render_text,
};

static bool
render_markdown(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	struct pfl_text fence = { 0 };
	struct traces t;
	bool ok = traces_init(&t, scene, style, out, err);

	pfl_report_open_fence(scene, &fence);
	ok = ok && pfl_text_ok(&fence, err);
	pfl_out_str(out, "### Traces: ");
	pfl_escape_markdown_code(pfl_sink_out(out), pfl_span_of(scene->type_name), false);
	pfl_out_str(out, "\n\n");
	pfl_out_str(out, pfl_text_get(&fence));
	ok = ok && put_all(&t);
	pfl_out_str(out, pfl_text_get(&fence));
	pfl_text_clear(&fence);
	return traces_clear(&t, ok);
}

const struct pfl_renderer pfl_render_traces_markdown = {
	.family = "traces",
	.format = "markdown",
	.suffix = ".md",
	.help = "the same as a block in Markdown",
	.flags = PFL_NOW_ONLY,
	.render = render_markdown,
};

static bool
csv_sample(struct traces *t, const struct pfl_style *style, uint32_t i)
{
	struct pfl_sink line = pfl_sink_text(&t->line);
	char number[PFL_SUM_TEXT];

	pfl_text_str(&t->line, pfl_sum_text(value_of(t, i), number));
	pfl_text_char(&t->line, ',');
	pfl_text_reset(&t->part);
	if (!pfl_sample_labels_text(&t->samples, pfl_sample_labels(t->p, i), &t->part, t->err))
		return false;
	pfl_escape_csv(line, pfl_text_span(&t->part), style->csv_raw);
	pfl_text_char(&t->line, ',');
	pfl_text_reset(&t->part);
	if (!pfl_sample_stack_text(&t->samples, t->p->samples.stack[i], true, &t->part, t->err))
		return false;
	pfl_escape_csv(line, pfl_text_span(&t->part), style->csv_raw);
	pfl_text_str(&t->line, "\r\n");
	if (!pfl_text_ok(&t->line, t->err) || !pfl_text_ok(&t->part, t->err))
		return false;
	pfl_out_write(t->out, t->line.at, t->line.n);
	pfl_text_reset(&t->line);
	return pfl_out_ok(t->out);
}

static bool
render_csv(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct traces t;
	bool ok = traces_init(&t, scene, style, out, err);

	pfl_out_str(out, "value,labels,stack\r\n");
	for (uint32_t i = 0; ok && i < t.p->samples.n; i++) {
		if (t.p->samples.stack[i])
			ok = csv_sample(&t, style, i);
	}
	return traces_clear(&t, ok);
}

const struct pfl_renderer pfl_render_traces_csv = {
	.family = "traces",
	.format = "csv",
	.suffix = ".csv",
	.help = "a line for each sample, its stack folded, as comma-separated values",
	.flags = PFL_NOW_ONLY,
	.render = render_csv,
};

static void
json_stack(struct pfl_jsonw *w, struct traces *t, const struct pfl_report_rows *rows,
	uint32_t stack)
{
	const struct pfl_profile *p = t->p;

	pfl_jsonw_key(w, "stack");
	pfl_jsonw_array(w);
	for (uint32_t row = stack; row && pfl_out_ok(w->out); row = p->stacks.parent[row]) {
		uint32_t location = p->stacks.location[row];

		for (uint32_t i = p->locations.first_frame[location];
			i < p->locations.first_frame[location + 1]; i++) {
			pfl_jsonw_object(w);
			pfl_report_json_place(w, rows, t->scene->nodes.of_frame[i], &t->name);
			pfl_jsonw_key(w, "inline");
			pfl_jsonw_bool(w, pfl_frame_inlined(&p->locations, location, i));
			pfl_jsonw_end(w);
		}
	}
	pfl_jsonw_end(w);
}

static bool
json_traces(struct traces *t, const struct pfl_style *style)
{
	const struct pfl_scene *scene = t->scene;
	struct pfl_report_rows rows = { scene, pfl_report_files(scene, &t->arena, t->err),
		NULL };
	struct pfl_jsonw w;

	if (!rows.file)
		return false;
	pfl_jsonw_init(&w, t->out, 2);
	pfl_jsonw_object(&w);
	pfl_report_json_head(&w, scene, style, "traces/1");
	pfl_report_json_measure(&w, scene);
	pfl_jsonw_key(&w, "rows");
	pfl_jsonw_array(&w);
	for (uint32_t i = 0; i < t->p->samples.n && pfl_out_ok(t->out); i++) {
		if (!t->p->samples.stack[i])
			continue;
		pfl_jsonw_object(&w);
		pfl_jsonw_key(&w, "value");
		pfl_jsonw_sum(&w, value_of(t, i));
		pfl_sample_labels_json(&w, scene, pfl_sample_labels(t->p, i));
		json_stack(&w, t, &rows, t->p->samples.stack[i]);
		pfl_jsonw_end(&w);
	}
	pfl_jsonw_end(&w);
	pfl_jsonw_end(&w);
	return pfl_jsonw_finish(&w, t->err) && pfl_text_ok(&t->name, t->err);
}

static bool
render_json(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct traces t;

	return traces_clear(
		&t, traces_init(&t, scene, style, out, err) && json_traces(&t, style));
}

const struct pfl_renderer pfl_render_traces_json = {
	.family = "traces",
	.format = "json",
	.suffix = ".json",
	.help = "every sample with its labels and whole stack, as JSON",
	.flags = PFL_NOW_ONLY,
	.render = render_json,
};
