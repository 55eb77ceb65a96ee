/* SPDX-License-Identifier: Apache-2.0 */
/* Flat and cum in front of every line. */
#include "render/annotate.h"

#include "base/escape.h"
#include "base/unit.h"

bool
pfl_annotate_run(pfl_annotate_write *write, const struct pfl_scene *scene,
	const struct pfl_style *style, struct pfl_out *out, struct pfl_error *err)
{
	struct pfl_annotate a = { .scene = scene, .style = style, .out = out };
	bool ok;

	a.table = pfl_report_table(scene, style);
	ok = write(&a, err) && pfl_text_ok(&a.text, err) && pfl_text_ok(&a.scratch, err);
	pfl_text_clear(&a.text);
	pfl_text_clear(&a.scratch);
	return ok;
}

void
pfl_annotate_flush(struct pfl_annotate *a)
{
	pfl_out_write(a->out, pfl_text_get(&a->text), a->text.n);
	pfl_text_reset(&a->text);
}

pfl_sum
pfl_annotate_sum(const struct pfl_annotate *a, const pfl_sum sum[2])
{
	return pfl_column_value(&a->scene->columns, sum);
}

void
pfl_annotate_value(struct pfl_annotate *a, pfl_sum value, bool dot)
{
	pfl_text_reset(&a->scratch);
	if (value == 0 && dot)
		pfl_text_char(&a->scratch, '.');
	else
		pfl_table_value(&a->table, PFL_CELL_VALUE, value, &a->scratch);
	pfl_table_pad(&a->text, pfl_text_span(&a->scratch), 10);
	pfl_text_add(&a->text, pfl_text_span(&a->scratch));
}

void
pfl_annotate_values(struct pfl_annotate *a, const pfl_sum flat[2], const pfl_sum cum[2])
{
	pfl_sum f = pfl_annotate_sum(a, flat), c = pfl_annotate_sum(a, cum);
	bool bold = a->style->color && (f || c);

	pfl_text_str(&a->text, bold ? PFL_BOLD : "");
	pfl_annotate_value(a, f, true);
	pfl_text_char(&a->text, ' ');
	pfl_annotate_value(a, c, true);
	pfl_text_str(&a->text, bold ? PFL_PLAIN : "");
}

void
pfl_annotate_spots(const struct pfl_scene *scene, const struct pfl_instruction *i,
	pfl_sum flat[2], pfl_sum cum[2])
{
	for (uint32_t k = 0; k < i->n; k++) {
		const struct pfl_spot *spot =
			&scene->spots.at[scene->assembly.spot[i->first + k]];

		for (int column = 0; column < 2; column++) {
			flat[column] += spot->flat[column];
			cum[column] += spot->cum[column];
		}
	}
}

void
pfl_annotate_total(struct pfl_annotate *a)
{
	pfl_text_str(&a->text, "Total: ");
	pfl_table_value(&a->table, PFL_CELL_VALUE, a->scene->total, &a->text);
	pfl_text_char(&a->text, '\n');
}

void
pfl_annotate_sums(struct pfl_annotate *a, const pfl_sum flat[2], const pfl_sum cum[2])
{
	char percent[PFL_PERCENT_TEXT];

	pfl_annotate_value(a, pfl_annotate_sum(a, flat), false);
	pfl_text_char(&a->text, ' ');
	pfl_annotate_value(a, pfl_annotate_sum(a, cum), false);
	pfl_text_printf(&a->text, " (flat, cum) %s of Total\n",
		pfl_percent(pfl_annotate_sum(a, cum), a->scene->total, percent));
}

void
pfl_annotate_title(struct pfl_annotate *a, struct pfl_span name, struct pfl_span file)
{
	struct pfl_sink sink = pfl_sink_text(&a->text);

	pfl_text_str(&a->text, a->style->color ? PFL_BOLD : "");
	pfl_text_str(&a->text, "ROUTINE ======================== ");
	pfl_escape_terminal(sink, name);
	pfl_text_str(&a->text, file.n ? " in " : "");
	pfl_escape_terminal(sink, file);
	pfl_text_str(&a->text, a->style->color ? PFL_PLAIN "\n" : "\n");
}

void
pfl_annotate_heading(
	struct pfl_text *text, struct pfl_span name, struct pfl_span file, bool first)
{
	pfl_text_str(text, first ? "#### " : "\n#### ");
	pfl_escape_markdown_code(pfl_sink_text(text), name, false);
	if (file.n) {
		pfl_text_str(text, " in ");
		pfl_escape_markdown_code(pfl_sink_text(text), file, false);
	}
	pfl_text_str(text, "\n\n");
}

void
pfl_annotate_json(struct pfl_annotate *a, struct pfl_jsonw *json, const pfl_sum flat[2],
	const pfl_sum cum[2])
{
	pfl_jsonw_key(json, "flat");
	pfl_jsonw_sum(json, pfl_annotate_sum(a, flat));
	pfl_jsonw_key(json, "cum");
	pfl_jsonw_sum(json, pfl_annotate_sum(a, cum));
}

void
pfl_annotate_json_head(struct pfl_annotate *a, struct pfl_jsonw *json, const char *schema)
{
	pfl_jsonw_object(json);
	pfl_report_json_head(json, a->scene, a->style, schema);
	pfl_jsonw_key(json, "pattern");
	pfl_jsonw_text(json, pfl_view_get(a->scene->view, "pattern"));
	pfl_report_json_measure(json, a->scene);
}
