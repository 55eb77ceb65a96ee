/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison in words: what texts and comments on pull requests say around their tables. */
#include "base/escape.h"
#include "base/name.h"
#include "base/number.h"
#include "base/unit.h"
#include "base/utf8.h"
#include "render/diff.h"
#include "render/report.h"

#include <math.h>

enum {
	INPUTS = 200,     /* columns for the names of a side's inputs   */
	BESIDE = 45,      /* what else stands in such a line            */
	SHORT_INPUT = 20, /* columns of the first name at least         */
};

static void
add_quoted(struct pfl_text *text, struct pfl_span s, enum pfl_diff_syntax syntax)
{
	if (syntax == PFL_DIFF_MARKDOWN)
		pfl_escape_markdown_code(pfl_sink_text(text), s, false);
	else
		pfl_escape_terminal(pfl_sink_text(text), s);
}

/* A value whose unit may be anything. */
static void
add_value(const struct pfl_diff *diff, enum pfl_cell_kind kind, pfl_sum value,
	enum pfl_diff_syntax syntax, struct pfl_text *text)
{
	struct pfl_table table = pfl_diff_table(&diff->flat, 0, 0);
	struct pfl_text label = { 0 };
	bool known = pfl_unit_family(diff->scene->type_unit) != PFL_UNIT_OTHER ||
		strcmp(diff->scene->type_unit, "count") == 0;

	pfl_table_value(&table, kind, value, &label);
	if (known)
		pfl_text_add(text, pfl_text_span(&label));
	else
		add_quoted(text, pfl_text_span(&label), syntax);
	text->failed |= label.failed;
	pfl_text_clear(&label);
}

void
pfl_diff_say_change(const struct pfl_diff *diff, pfl_sum before, pfl_sum now,
	enum pfl_diff_syntax syntax, struct pfl_text *text)
{
	add_value(diff, PFL_CELL_VALUE, before, syntax, text);
	pfl_text_str(text, syntax == PFL_DIFF_MARKDOWN ? " → " : " -> ");
	add_value(diff, PFL_CELL_VALUE, now, syntax, text);
	if (before == now) {
		pfl_text_str(text, " (no change)");
		return;
	}
	pfl_text_str(text, " (");
	add_value(diff, PFL_CELL_CHANGE, now - before, syntax, text);
	pfl_text_str(text, ", ");
	pfl_table_growth(before, now, text);
	pfl_text_char(text, ')');
}

void
pfl_diff_say_totals(
	const struct pfl_diff *diff, enum pfl_diff_syntax syntax, struct pfl_text *text)
{
	pfl_sum before = diff->scene->total_before;

	if (diff->normalized && diff->factor > 0)
		before = pfl_unit_apply(before, 1 / diff->factor);
	pfl_diff_say_change(diff, before, diff->scene->total, syntax, text);
	pfl_text_str(text, diff->normalized ? " before normalization" : "");
}

void
pfl_diff_say_name(const struct pfl_diff *diff, uint32_t row, size_t columns,
	enum pfl_diff_syntax syntax, struct pfl_text *text)
{
	const struct pfl_scene *scene = diff->scene;
	struct pfl_text printed = { 0 }, fitting = { 0 };
	struct pfl_span name;
	size_t head;

	name = pfl_report_printed(scene, scene->graph.node[row].node, &printed, &head);
	pfl_table_fit(&fitting, name, head, columns);
	add_quoted(text, pfl_text_span(&fitting), syntax);
	text->failed |= printed.failed || fitting.failed;
	pfl_text_clear(&printed);
	pfl_text_clear(&fitting);
}

struct pfl_span
pfl_diff_input(const char *name)
{
	struct pfl_span span = pfl_span_of(name);

	return name[0] == '/' ? pfl_path_base(span) : span;
}

/* As many names as there is room for, one of them at least. */
static void
add_inputs(const char *const *names, size_t n, size_t room, enum pfl_diff_syntax syntax,
	struct pfl_text *text)
{
	size_t i = 0, used = 0;

	for (; i < n; i++) {
		struct pfl_span name = pfl_diff_input(names[i]);
		size_t columns = name.n ? pfl_utf8_columns(name.at, name.n) : 0;
		bool cut = false;

		if (i > 0 && used + columns + 2 > room)
			break;
		if (columns > room)
			name = pfl_name_fit(name, room, &cut);
		pfl_text_str(text, i ? ", " : "");
		add_quoted(text, name, syntax);
		pfl_text_str(text, cut ? "..." : "");
		used += columns + 2;
	}
	if (i < n)
		pfl_text_printf(text, " and %zu more", n - i);
	pfl_text_str(text, n ? "; " : "");
}

void
pfl_diff_say_side(const struct pfl_diff *diff, bool old, enum pfl_diff_syntax syntax,
	struct pfl_text *text)
{
	const struct pfl_pairing *pairing = diff->scene->profile->pairing;
	const struct pfl_style *style = diff->style;
	const struct pfl_side *side;
	size_t room = INPUTS;

	if (syntax == PFL_DIFF_TEXT && style->columns && style->columns < INPUTS + BESIDE)
		room = style->columns > BESIDE + SHORT_INPUT ? style->columns - BESIDE
							     : SHORT_INPUT;
	add_inputs(old ? style->old_inputs : style->new_inputs,
		old ? style->n_old_inputs : style->n_new_inputs, room, syntax, text);
	if (!pairing) {
		pfl_text_str(text, "from one file that holds both");
		return;
	}
	side = old ? &pairing->before : &pairing->now;
	pfl_text_printf(text, "%llu sample%s", (unsigned long long)side->samples,
		side->samples == 1 ? "" : "s");
	if (side->duration_nanos) {
		pfl_text_str(text, "; duration ");
		pfl_unit_label(text, side->duration_nanos, "nanoseconds", "auto");
	}
}

/* Were the two recorded for about the same time, as far as is known? */
static bool
same_duration(const struct pfl_pairing *pairing)
{
	double before, now;

	if (!pairing || pairing->before.duration_nanos <= 0 || pairing->now.duration_nanos <= 0)
		return true;
	before = (double)pairing->before.duration_nanos;
	now = (double)pairing->now.duration_nanos;
	return fabs(now - before) <= 0.1 * fmax(now, before);
}

void
pfl_diff_say_basis(const struct pfl_diff *diff, struct pfl_text *text)
{
	const struct pfl_style *style = diff->style;
	char number[PFL_NUMBER_TEXT];

	if (diff->normalized)
		pfl_text_printf(text,
			"Normalized: old values times %s, which makes the totals equal.",
			pfl_number_general(diff->factor, 5, number));
	else if (style->n_old_inputs != style->n_new_inputs)
		pfl_text_printf(text,
			"Not normalized: %zu profiles against %zu; --normalize compares "
			"shares.",
			style->n_old_inputs, style->n_new_inputs);
	else if (!same_duration(diff->scene->profile->pairing))
		pfl_text_str(
			text, "Not normalized: durations differ; --normalize compares shares.");
	else
		pfl_text_str(text, "Not normalized: values are compared as they are.");
}
