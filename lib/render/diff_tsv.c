/* SPDX-License-Identifier: Apache-2.0 */
/* diff as lines of cells between tabs: a row for each function, for awk and spreadsheets. */
#include "base/escape.h"
#include "base/number.h"
#include "render/diff.h"
#include "render/renderer.h"
#include "render/report.h"

#include <math.h>

/* The names of the first line are those of JSON, and stay. */
static const char header[] =
	"name\tfile\told_flat\tnew_flat\tflat_delta\told_cum\tnew_cum\tcum_delta\tcum_low\t"
	"cum_high\tp_value\tq_value\tstatus\tsignificant\tfinding\tsample_type\tlabel\n";

struct sheet {
	const struct pfl_diff *diff;
	struct pfl_out *out;
	struct pfl_text text, scratch; /* lines to come, and a name */
};

/* Tabs and line ends in it become visible, and a spreadsheet is not to run it. */
static void
put_cell(struct sheet *s, struct pfl_span name)
{
	if (!s->diff->style->csv_raw && name.n > 0 && name.at[0] && strchr("=+-@", name.at[0]))
		pfl_text_char(&s->text, '\'');
	pfl_escape_terminal(pfl_sink_text(&s->text), name);
}

static void
put_name(struct sheet *s, struct pfl_span name)
{
	put_cell(s, name);
	pfl_text_char(&s->text, '\t');
}

/* "key: value" of each label that the samples were chosen by; nothing: all samples. */
static void
put_labels(struct sheet *s)
{
	const struct pfl_scene *scene = s->diff->scene;

	pfl_text_reset(&s->scratch);
	for (uint32_t i = 0; i < scene->n_labels; i++) {
		const struct pfl_section_label *label = &scene->label[i];

		pfl_text_str(&s->scratch, i ? ", " : "");
		pfl_text_add(&s->scratch, (struct pfl_span){ label->key, label->key_n });
		if (label->value) {
			pfl_text_str(&s->scratch, ": ");
			pfl_text_add(
				&s->scratch, (struct pfl_span){ label->value, label->value_n });
		}
	}
	put_cell(s, pfl_text_span(&s->scratch));
}

static void
put_sum(struct sheet *s, pfl_sum value)
{
	char digits[PFL_SUM_TEXT];

	pfl_text_str(&s->text, pfl_sum_text(value, digits));
	pfl_text_char(&s->text, '\t');
}

/* Nothing where nothing is known. */
static void
put_double(struct sheet *s, double value)
{
	char digits[PFL_NUMBER_TEXT];

	if (isfinite(value))
		pfl_text_str(&s->text, pfl_number_exact(value, digits));
	pfl_text_char(&s->text, '\t');
}

static void
put_row(struct sheet *s, const struct pfl_compared *row)
{
	const struct pfl_diff *diff = s->diff;
	const struct pfl_delta *flat = &row->flat, *cum = &row->cum;

	pfl_text_reset(&s->scratch);
	put_name(s, pfl_report_name(diff->scene, row->node, &s->scratch));
	pfl_text_reset(&s->scratch);
	put_name(s, pfl_report_file(diff->scene, diff->file[row->node], &s->scratch));
	put_sum(s, flat->old);
	put_sum(s, flat->now);
	put_double(s, flat->delta);
	put_sum(s, cum->old);
	put_sum(s, cum->now);
	put_double(s, cum->delta);
	put_double(s, cum->low);
	put_double(s, cum->high);
	put_double(s, cum->p);
	put_double(s, cum->q);
	pfl_text_printf(&s->text, "%s\t%s\t", pfl_change_word(cum->word),
		cum->significant ? "true" : "false");
	if (row->finding != PFL_NONE)
		pfl_text_printf(&s->text, "%u", row->finding);
	pfl_text_char(&s->text, '\t');
	put_name(s, pfl_span_of(diff->scene->type_name));
	put_labels(s);
	pfl_text_char(&s->text, '\n');
}

static bool
put_section(void *context, struct pfl_diff *diff, struct pfl_error *err)
{
	struct sheet *s = context;
	const struct pfl_diff_list *list = pfl_diff_functions(diff);
	size_t limit = pfl_report_limit(diff->scene, SIZE_MAX);
	bool ok = true;

	s->diff = diff;
	for (size_t i = 0; ok && i < list->n && i < limit && pfl_out_ok(s->out); i++) {
		put_row(s, pfl_diff_function(list, i));
		ok = pfl_report_put(&s->text, s->out, err);
	}
	return ok;
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct sheet s = { .out = out };
	bool ok;

	pfl_out_str(out, header);
	ok = pfl_diff_each(scene, style, PFL_DIFF_DATA, put_section, &s, err) &&
		pfl_text_ok(&s.scratch, err);
	pfl_text_clear(&s.text);
	pfl_text_clear(&s.scratch);
	return ok;
}

const struct pfl_renderer pfl_render_diff_tsv = {
	.family = "diff",
	.format = "tsv",
	.suffix = ".tsv",
	.help = "a line for each function, exact, with tabs between its cells",
	.flags = PFL_SECTIONS | PFL_PAIR_MEANS,
	.render = render,
};
