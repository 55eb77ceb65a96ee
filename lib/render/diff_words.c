/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison in words: names, values and ratios inside sentences. */
#include "base/escape.h"
#include "base/name.h"
#include "base/number.h"
#include "base/unit.h"
#include "base/utf8.h"
#include "render/diff.h"
#include "render/report.h"

#include <inttypes.h>
#include <math.h>

enum {
	PHRASE = 400, /* bytes of a sentence                                          */
	NAME = 120,   /* columns of a name in a sentence that says nothing less       */
};

/* A text that is data: in Markdown a code span. */
void
pfl_diff_say_quoted(const struct pfl_diff *diff, struct pfl_span s, struct pfl_text *text)
{
	if (diff->syntax == PFL_DIFF_MARKDOWN)
		pfl_escape_markdown_code(pfl_sink_text(text), s, false);
	else
		pfl_escape_terminal(pfl_sink_text(text), s);
}

const char *
pfl_diff_arrow(const struct pfl_diff *diff)
{
	return diff->syntax == PFL_DIFF_MARKDOWN ? " → " : " -> ";
}

void
pfl_diff_say_q(double q, struct pfl_text *text)
{
	char number[PFL_NUMBER_TEXT];

	pfl_text_str(text, pfl_number_general(q, 2, number));
}

/* Our sentences begin with ASCII. */
void
pfl_diff_capitalize(struct pfl_text *text, size_t start)
{
	char *first = text->failed || start >= text->n ? NULL : text->at + start;

	if (first && *first >= 'a' && *first <= 'z')
		*first = (char)(*first - 'a' + 'A');
}

void
pfl_diff_say_percent(double fraction, struct pfl_text *text)
{
	double percent = fraction * 100;
	char number[PFL_NUMBER_TEXT];

	if (!isfinite(percent)) {
		pfl_text_str(text, percent > 0 ? "+inf" : percent < 0 ? "-inf" : "?");
		return;
	}
	pfl_text_str(text, percent < 0 ? "" : "+");
	if (percent > -100 && percent < -99.5) /* nearly all of it is not all of it */
		pfl_text_str(text, pfl_number_fixed(fmax(percent, -99.99), 2, number));
	else
		pfl_text_str(text,
			fabs(percent) < 9.95 ? pfl_number_fixed(percent, 1, number)
					     : pfl_number_fixed(percent, 0, number));
	pfl_text_char(text, '%');
}

/* "×5.6" */
void
pfl_diff_say_ratio(double ratio, struct pfl_text *text)
{
	static const double least = 0.01, whole = 1000;
	char number[PFL_NUMBER_TEXT];

	if (ratio > 0 && ratio < least) {
		pfl_text_str(text, "below ×0.01"); /* and no power of ten */
		return;
	}
	pfl_text_str(text, "×");
	pfl_text_str(text,
		ratio < whole ? pfl_number_general(ratio, 3, number)
			      : pfl_number_fixed(ratio, 0, number));
}

/* In a unit that may be anything. */
void
pfl_diff_say_in(const struct pfl_diff *diff, pfl_sum value, bool is_signed, const char *unit,
	struct pfl_text *text)
{
	struct pfl_table table = pfl_report_table(diff->scene, diff->style);
	struct pfl_text label = { 0 };
	const char *own = diff->scene->type_unit;

	table.unit = unit;
	pfl_table_value(&table, is_signed ? PFL_CELL_CHANGE : PFL_CELL_VALUE, value, &label);
	if (pfl_unit_family(own) != PFL_UNIT_OTHER || strcmp(own, "count") == 0)
		pfl_text_add(text, pfl_text_span(&label));
	else
		pfl_diff_say_quoted(diff, pfl_text_span(&label), text);
	text->failed |= label.failed;
	pfl_text_clear(&label);
}

void
pfl_diff_say_value(
	const struct pfl_diff *diff, pfl_sum value, bool is_signed, struct pfl_text *text)
{
	pfl_diff_say_in(diff, value, is_signed, diff->unit, text);
}

void
pfl_diff_say_change(const struct pfl_diff *diff, double delta, struct pfl_text *text)
{
	pfl_diff_say_value(diff, pfl_diff_change(diff, delta), true, text);
}

void
pfl_diff_say_node(
	const struct pfl_diff *diff, uint32_t node, size_t columns, struct pfl_text *text)
{
	struct pfl_text printed = { 0 }, fitting = { 0 };
	struct pfl_span name;
	size_t head;

	name = pfl_report_printed(diff->scene, node, &printed, &head);
	pfl_table_fit(&fitting, name, head, columns ? columns : NAME);
	pfl_diff_say_quoted(diff, pfl_text_span(&fitting), text);
	text->failed |= printed.failed || fitting.failed;
	pfl_text_clear(&printed);
	pfl_text_clear(&fitting);
}

/* Could it mean something to Markdown, or call somebody? */
static bool
is_plain(struct pfl_span s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.at[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') &&
			!(c >= 'A' && c <= 'Z') && !strchr(" ,;:()%+-=", c) &&
			!(c == '.' &&
				(i + 1 == s.n || s.at[i + 1] == ' ' ||
					(s.at[i + 1] >= '0' && s.at[i + 1] <= '9'))))
			return false;
	}
	return true;
}

void
pfl_diff_say_phrase(const struct pfl_diff *diff, const char *phrase, struct pfl_text *text)
{
	struct pfl_span s = pfl_span_of(phrase);
	bool cut = s.n > PHRASE;

	if (cut)
		s.n = pfl_utf8_cut(s.at, s.n, PHRASE);
	if (diff->syntax == PFL_DIFF_MARKDOWN && is_plain(s))
		pfl_text_add(text, s);
	else
		pfl_diff_say_quoted(diff, s, text);
	pfl_text_str(text, cut ? "..." : "");
}
