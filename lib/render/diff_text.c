/* SPDX-License-Identifier: Apache-2.0 */
/* diff as text for a terminal: the answer in the first lines, then the largest changes. */
#include "base/escape.h"
#include "render/diff.h"
#include "render/renderer.h"
#include "render/report.h"

enum {
	ROWS = 20,
	NAME = 200, /* columns of a name in the first lines, unless a terminal says less */
	SAMPLE_TYPE = 100, /* bytes of its name */
};

#define WHAT_FLAT "flat: what a function itself uses"
#define WHAT_CUM "cum: what a function and its calls use"

/* "Total cpu: 17.3s -> 23.9s (+6.6s, +38.15%)" */
static void
say_totals(const struct pfl_diff *diff, struct pfl_text *text)
{
	const struct pfl_scene *scene = diff->scene;
	struct pfl_span type = pfl_span_of(scene->type_name);

	type.n = type.n < SAMPLE_TYPE ? type.n : SAMPLE_TYPE;
	pfl_text_str(text, type.n ? "Total " : "Total");
	pfl_escape_terminal(pfl_sink_text(text), type);
	pfl_text_str(text, ": ");
	pfl_diff_say_totals(diff, PFL_DIFF_TEXT, text);
	pfl_text_char(text, '\n');
	if (diff->old_shown == scene->total_before && diff->new_shown == scene->total)
		return;
	pfl_text_str(text, "Shown, after filters and signs: ");
	pfl_diff_say_change(diff, diff->old_shown, diff->new_shown, PFL_DIFF_TEXT, text);
	pfl_text_char(text, '\n');
}

static void
say_extreme(const struct pfl_diff *diff, bool up, struct pfl_text *text)
{
	const struct pfl_diff_list *list = pfl_diff_first(diff);
	uint32_t row = pfl_diff_extreme(list, up);
	size_t wide = diff->style->columns, used = strlen("Largest increase:  ");
	struct pfl_text values = { 0 };

	pfl_text_printf(text, "Largest %s: ", up ? "increase" : "decrease");
	if (row == PFL_NONE) {
		pfl_text_str(text, "none\n");
		return;
	}
	pfl_diff_say_change(
		diff, pfl_diff_old(list, row), pfl_diff_new(list, row), PFL_DIFF_TEXT, &values);
	used += values.n;
	pfl_diff_say_name(diff, row,
		!wide                 ? NAME
			: wide > used ? wide - used
				      : 0,
		PFL_DIFF_TEXT, text);
	pfl_text_char(text, ' ');
	pfl_text_add(text, pfl_text_span(&values));
	pfl_text_char(text, '\n');
	text->failed |= values.failed;
	pfl_text_clear(&values);
}

static void
say_head(const struct pfl_diff *diff, struct pfl_text *text)
{
	say_totals(diff, text);
	say_extreme(diff, true, text);
	say_extreme(diff, false, text);
	pfl_text_str(text, "Old: ");
	pfl_diff_say_side(diff, true, PFL_DIFF_TEXT, text);
	pfl_text_str(text, "\nNew: ");
	pfl_diff_say_side(diff, false, PFL_DIFF_TEXT, text);
	pfl_text_char(text, '\n');
	pfl_diff_say_basis(diff, text);
	pfl_text_str(text, "\n" PFL_DIFF_CAVEAT "\n");
}

/* What a table leaves out is counted. Sums of cum would count calls more than once. */
static void
say_rest(const struct pfl_diff_list *list, size_t shown, struct pfl_text *text)
{
	struct pfl_table table = pfl_diff_table(list, 0, 0);
	pfl_sum up = 0, down = 0;

	for (size_t i = shown; i < list->n_changed; i++) {
		pfl_sum change = pfl_diff_change(list, list->row[i]);

		*(change > 0 ? &up : &down) += change;
	}
	if (shown == list->n)
		return;
	pfl_text_str(text, "  not shown: ");
	if (shown < list->n_changed) {
		pfl_text_printf(text, "%zu changed", list->n_changed - shown);
		if (!list->cum) {
			pfl_text_str(text, " (");
			pfl_table_value(&table, PFL_CELL_CHANGE, up, text);
			pfl_text_str(text, ", ");
			pfl_table_value(&table, PFL_CELL_CHANGE, down, text);
			pfl_text_char(text, ')');
		}
	}
	if (list->n_changed < list->n)
		pfl_text_printf(text, "%s%u unchanged", shown < list->n_changed ? ", " : "",
			list->n - list->n_changed);
	pfl_text_char(text, '\n');
}

static bool
write_list(const struct pfl_diff_list *list, size_t limit, struct pfl_out *out,
	struct pfl_error *err)
{
	size_t n = list->n_changed < limit ? list->n_changed : limit;
	struct pfl_table table = pfl_diff_table(list, 0, n);
	struct pfl_text text = { 0 };
	const char *what = list->cum ? WHAT_CUM : WHAT_FLAT;

	if (list->n == 0)
		return true;
	if (n == 0) {
		pfl_text_printf(
			&text, "\n%s\n  no change in any of %u functions\n", what, list->n);
		return pfl_report_put(&text, out, err);
	}
	pfl_text_printf(&text, "\n%s\n", what);
	if (!pfl_report_put(&text, out, err) || !pfl_table_text(&table, out, err))
		return false;
	say_rest(list, n, &text);
	return pfl_report_put(&text, out, err);
}

static bool
write_all(const struct pfl_diff *diff, size_t limit, struct pfl_out *out, struct pfl_error *err)
{
	const struct pfl_diff_list *first = pfl_diff_first(diff);
	const struct pfl_diff_list *second = first->cum ? &diff->flat : &diff->cum;
	struct pfl_text head = { 0 };

	say_head(diff, &head);
	if (diff->flat.n == 0)
		pfl_text_str(&head, "\n  there is no function to compare\n");
	return pfl_report_put(&head, out, err) && write_list(first, limit, out, err) &&
		write_list(second, limit, out, err);
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	size_t limit = pfl_report_limit(scene, ROWS);
	struct pfl_diff diff;
	bool ok = pfl_diff_init(&diff, scene, style, limit, err) &&
		write_all(&diff, limit, out, err);

	pfl_diff_clear(&diff);
	return ok;
}

const struct pfl_renderer pfl_render_diff_text = {
	.family = "diff",
	.format = "text",
	.suffix = ".txt",
	.help = "what changed, the largest changes first",
	.flags = PFL_NEEDS_GRAPH,
	.render = render,
};
