/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison in words: what became of a rule, in the unit that the rule is in. */
#include "base/number.h"
#include "render/diff.h"

#include <math.h>
#include <string.h>

/* A number in a rule's unit: "+4.2pp", "+1.5ms". */
static void
add_measure(double value, const char *unit, struct pfl_text *text)
{
	char number[PFL_NUMBER_TEXT];

	pfl_text_str(text, value < 0 ? "" : "+");
	pfl_text_str(text,
		fabs(value) < 100 ? pfl_number_general(value, 3, number)
				  : pfl_number_fixed(value, 0, number));
	pfl_text_str(text, unit);
}

/* Bounds so far apart, in percent, that nobody wants to know how far. */
static bool
is_far(const struct pfl_ruling *r)
{
	enum { FAR = 1000 };

	return strcmp(r->unit, "%") == 0 && r->upper - r->lower > FAR &&
		r->verdict != PFL_VERDICT_FAIL;
}

static void
add_bounds(const struct pfl_ruling *r, struct pfl_text *text)
{
	if (is_far(r) && r->verdict == PFL_VERDICT_INCONCLUSIVE) {
		pfl_text_str(text, ", of which there are far too few samples");
		return;
	}
	if (!isfinite(r->lower) || !isfinite(r->upper))
		return;
	pfl_text_str(text, " (between ");
	add_measure(r->lower, r->unit, text);
	pfl_text_str(text, " and ");
	if (is_far(r))
		pfl_text_str(text, "far beyond that");
	else
		add_measure(r->upper, r->unit, text);
	pfl_text_char(text, ')');
}

void
pfl_diff_say_ruling(
	const struct pfl_diff *diff, const struct pfl_ruling *r, struct pfl_text *text)
{
	/* Bounds that are one are those of nothing: there is no function that it is about. */
	bool measured = isfinite(r->estimate) && r->lower != r->upper &&
		!(pfl_diff_emptiness(diff->c) && r->verdict == PFL_VERDICT_INCONCLUSIVE);

	if (r->node != PFL_NONE) {
		pfl_diff_say_node(diff, r->node, PFL_DIFF_SHORT, text);
		pfl_text_str(text, measured ? " " : ": ");
	}
	if (measured) {
		add_measure(r->estimate, r->unit, text);
		add_bounds(r, text);
		pfl_text_str(text, ": ");
	}
	pfl_diff_say_phrase(diff, r->why, text);
}
