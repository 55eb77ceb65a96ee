/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a comparison's page, the surest rows in front. */
#include "base/number.h"
#include "render/diff_html.h"
#include "render/report.h"

#include <inttypes.h>
#include <math.h>

enum {
	ROWS = 2500, /* of functions, unless the view says */
	MORE_ROWS = 200,
	NAME = 1000, /* bytes of a name */
};

/* A cell with a number to sort by; what is not known has none. */
static void
begin_number(struct pfl_html *h, double value, const char *css)
{
	char digits[PFL_NUMBER_TEXT];

	pfl_out_printf(h->out, "<td%s%s%s data-v=\"%s\">", *css ? " class=\"" : "", css,
		*css ? "\"" : "", isnan(value) ? "" : pfl_number_general(value, 9, digits));
}

static void
end_cell(struct pfl_html *h)
{
	pfl_html_put(h);
	pfl_out_str(h->out, "</td>");
}

static void
put_value(struct pfl_html *h, pfl_sum value)
{
	begin_number(h, (double)value, "");
	pfl_diff_say_value(&h->diff, value, false, &h->text);
	end_cell(h);
}

static void
put_change(struct pfl_html *h, pfl_sum value)
{
	begin_number(h, (double)value, value > 0 ? "up" : value < 0 ? "down" : "");
	pfl_diff_say_value(&h->diff, value, true, &h->text);
	if (pfl_span_eq(pfl_text_span(&h->text), pfl_span_of("+0")))
		pfl_text_reset(&h->text);
	if (h->text.n == 0)
		pfl_text_char(&h->text, '0');
	end_cell(h);
}

/* Change relative to the old value, which there must be. */
static void
put_growth(struct pfl_html *h, const struct pfl_delta *delta)
{
	double old = (double)delta->old * h->diff.c->factor;
	double growth = old > 0 ? delta->delta / old : NAN;

	begin_number(h, growth, "");
	if (!isnan(growth))
		pfl_diff_say_percent(growth, &h->text);
	else if (delta->now)
		pfl_text_str(&h->text, "new");
	end_cell(h);
}

static void
put_delta(struct pfl_html *h, const struct pfl_delta *delta)
{
	put_value(h, pfl_diff_old(&h->diff, delta->old));
	put_value(h, pfl_diff_now(&h->diff, delta->now));
	put_change(h, pfl_diff_change(&h->diff, delta->delta));
	put_growth(h, delta);
}

static void
put_q(struct pfl_html *h, const struct pfl_delta *delta)
{
	begin_number(h, delta->q, "");
	if (isnan(delta->q))
		pfl_text_str(&h->text, "\xe2\x80\x93");
	else
		pfl_diff_say_q(delta->q, &h->text);
	end_cell(h);
}

static void
put_word(struct pfl_html *h, const struct pfl_delta *delta)
{
	pfl_out_printf(h->out, "<td class=\"word\">%s", pfl_change_word(delta->word));
}

static void
add_limited(struct pfl_html *h, struct pfl_span name)
{
	name.n = name.n < NAME ? name.n : NAME;
	pfl_text_add(&h->text, name);
}

static void
add_node(struct pfl_html *h, uint32_t node)
{
	struct pfl_text name = { 0 };

	add_limited(h, pfl_report_name(h->scene, node, &name));
	h->text.failed |= name.failed;
	pfl_text_clear(&name);
}

static void
put_name(struct pfl_html *h, uint32_t node)
{
	pfl_out_str(h->out, "<td>");
	add_node(h, node);
	end_cell(h);
}

static void
put_function(struct pfl_html *h, const struct pfl_compared *row)
{
	bool noise = !h->diff.c->snapshots && !row->cum.significant && !row->flat.significant;

	pfl_out_str(h->out, noise ? "<tr class=\"noise\">" : "<tr>");
	put_name(h, row->node);
	put_delta(h, &row->cum);
	put_q(h, &row->cum);
	put_value(h, pfl_diff_old(&h->diff, row->flat.old));
	put_value(h, pfl_diff_now(&h->diff, row->flat.now));
	put_change(h, pfl_diff_change(&h->diff, row->flat.delta));
	put_q(h, &row->flat);
	put_word(h, row->cum.significant || !row->flat.significant ? &row->cum : &row->flat);
	if (row->finding != PFL_NONE)
		pfl_out_printf(h->out, " <a href=\"#%sfinding-%" PRIu32 "\">#%" PRIu32 "</a>",
			h->prefix, row->finding + 1, row->finding + 1);
	pfl_out_str(h->out, "</td></tr>\n");
}

static void
put_functions(struct pfl_html *h)
{
	const struct pfl_diff_list *list = pfl_diff_functions(&h->diff);
	size_t limit = pfl_report_limit(h->scene, h->diff.section ? MORE_ROWS : ROWS);
	size_t n = list->n < limit ? list->n : limit;

	pfl_out_printf(h->out,
		"<section id=\"%sfunctions\">\n<h2>Functions</h2>\n<p>%zu of %" PRIu32,
		h->prefix, n, list->n);
	if (!h->diff.c->snapshots)
		pfl_out_printf(h->out,
			", %" PRIu32 " changed by more than noise; grey rows may be noise. "
			"Values are of one "
			"run, old ones on the scale of new ones",
			list->n_significant);
	pfl_out_str(h->out, ".</p>\n");
	if (h->diff.section == 0) /* the script knows it by these */
		pfl_out_str(h->out,
			"<p class=\"tools\" hidden><label>Find <input type=\"search\" "
			"id=\"filter\" placeholder=\"a part of a name (f)\"></label>"
			"<span id=\"shown\" aria-live=\"polite\"></span></p>\n");
	pfl_out_str(h->out,
		"<div class=\"scroll\"><table "
		"class=\"sortable\">\n<thead><tr><th>Function</th><th>old</th><th>new</th>"
		"<th>change</th><th>change %</th><th data-up=\"1\">q</th><th>self old</th>"
		"<th>self new</th><th>self change</th><th data-up=\"1\">self q</th>"
		"<th class=\"word\">verdict</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < n && pfl_out_ok(h->out); i++)
		put_function(h, pfl_diff_function(list, i));
	pfl_out_str(h->out, "</tbody></table></div>\n");
}

static void
add_call(struct pfl_html *h, const struct pfl_compared_group *group)
{
	add_node(h, group->caller);
	pfl_text_str(&h->text, " > ");
	add_node(h, group->node);
}

static void
put_groups(struct pfl_html *h, enum pfl_diff_what what, const char *title, const char *column)
{
	const struct pfl_diff_list *list = &h->diff.list[what];
	size_t n = list->n < MORE_ROWS ? list->n : MORE_ROWS;
	bool snapshots = h->diff.c->snapshots;

	if (n == 0)
		return;
	pfl_out_printf(h->out, "<details><summary>%s: %zu of %" PRIu32, title, n, list->n);
	if (!snapshots)
		pfl_out_printf(h->out, ", %" PRIu32 " changed by more than noise",
			list->n_significant);
	pfl_out_printf(h->out,
		"</summary>\n<div class=\"scroll\"><table "
		"class=\"sortable\">\n<thead><tr><th>%s</th><th>old</th><th>new</th>"
		"<th>change</th><th>change %%</th><th data-up=\"1\">q</th><th class=\"word\">"
		"verdict</th></tr></thead>\n<tbody>\n",
		column);
	for (size_t i = 0; i < n && pfl_out_ok(h->out); i++) {
		const struct pfl_delta *delta = pfl_diff_delta(list, i);

		pfl_out_str(h->out,
			delta->significant || snapshots ? "<tr><td>"
							: "<tr class=\"noise\"><td>");
		if (what == PFL_DIFF_EDGES)
			add_call(h, pfl_diff_group(list, i));
		else
			add_limited(h, pfl_span_of(pfl_diff_group(list, i)->name));
		end_cell(h);
		put_delta(h, delta);
		put_q(h, delta);
		put_word(h, delta);
		pfl_out_str(h->out, "</td></tr>\n");
	}
	pfl_out_str(h->out, "</tbody></table></div></details>\n");
}

void
pfl_html_put_tables(struct pfl_html *h)
{
	put_functions(h);
	put_groups(h, PFL_DIFF_PACKAGES, "Packages", "Package");
	put_groups(h, PFL_DIFF_LABELS, "Labels", "Label");
	put_groups(h, PFL_DIFF_EDGES, "Calls", "Call");
	pfl_out_str(h->out, "</section>\n");
}
