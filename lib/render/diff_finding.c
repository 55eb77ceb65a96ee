/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison in words: what a finding is, how large, of which kind and where. */
#include "base/name.h"
#include "base/number.h"
#include "base/unit.h"
#include "base/utf8.h"
#include "render/diff.h"
#include "render/report.h"

#include <math.h>

enum { CHAIN = 4 }; /* frames below a finding that a path shows */

/* "takes 579ms more" */
static void
add_amount(const struct pfl_diff *diff, double delta, struct pfl_text *text)
{
	enum pfl_unit_family family = pfl_unit_family(diff->scene->type_unit);
	pfl_sum change = pfl_diff_change(diff, delta);

	pfl_text_str(text,
		family == PFL_UNIT_TIME            ? "takes "
			: family == PFL_UNIT_BYTES ? "uses "
						   : "accounts for ");
	if (change == 0) {
		pfl_text_str(text, "as much as before");
		return;
	}
	pfl_diff_say_value(diff, pfl_sum_abs(change), false, text);
	pfl_text_str(text, delta < 0 ? " less" : " more");
}

static void
add_code(const struct pfl_diff *diff, const char *before, uint32_t node, size_t columns,
	struct pfl_text *text)
{
	pfl_text_str(text, before);
	pfl_diff_say_node(diff, node, columns, text);
}

static bool
has_partner(const struct pfl_finding *f)
{
	return f->partner != PFL_NONE;
}

void
pfl_diff_say_finding(const struct pfl_diff *diff, const struct pfl_finding *f, size_t columns,
	struct pfl_text *text)
{
	pfl_diff_say_node(diff, f->node, columns, text);
	pfl_text_char(text, ' ');
	if (f->class == PFL_FINDING_MOVED || f->class == PFL_FINDING_RENAMED) {
		pfl_text_str(text,
			f->class == PFL_FINDING_MOVED ? "has moved" : "seems to be renamed");
		if (f->partner == f->node)
			pfl_text_str(text, " below another caller");
		else if (has_partner(f))
			add_code(diff, " from ", f->partner, columns, text);
		pfl_text_str(text, ", and ");
	}
	add_amount(diff, f->delta, text);
}

static void
add_values(const struct pfl_diff *diff, const struct pfl_finding *f, struct pfl_text *text)
{
	if (f->old == 0) {
		pfl_text_str(text, "new");
		return;
	}
	pfl_diff_say_value(diff, pfl_diff_old(diff, f->old), false, text);
	if (f->now == 0) {
		pfl_text_str(text, ", gone");
		return;
	}
	pfl_text_str(text, pfl_diff_arrow(diff));
	pfl_diff_say_value(diff, pfl_diff_now(diff, f->now), false, text);
	pfl_text_str(text, ", ");
	pfl_diff_say_ratio((double)f->now / ((double)f->old * diff->c->factor), text);
}

void
pfl_diff_say_size(
	const struct pfl_diff *diff, const struct pfl_finding *f, struct pfl_text *text)
{
	double before = (double)f->now - (double)f->old * diff->c->factor - f->delta;

	add_values(diff, f, text);
	/* Nothing is explained twice. Of two places the change is that of both. */
	if (has_partner(f) || fabs(before) <= 0.05 * fabs(f->delta))
		return;
	pfl_text_str(text, "; findings before it explain ");
	pfl_diff_say_change(diff, before, text);
}

void
pfl_diff_say_bound(const struct pfl_diff *diff, const struct pfl_finding *f, const char *before,
	const char *behind, struct pfl_text *text)
{
	pfl_sum bound = pfl_sum_abs(pfl_diff_change(diff, f->bound));

	if (bound == 0)
		return;
	pfl_text_str(text, before);
	pfl_diff_say_value(diff, bound, false, text);
	pfl_text_str(text, behind);
}

static void
add_operations(const struct pfl_diff *diff, const struct pfl_finding *f, struct pfl_text *text)
{
	for (uint32_t i = 0; i < f->n_operations; i++) {
		if (f->n_operations == 1 && f->operation[0] == f->node)
			return; /* its own code, which has been said */
		pfl_text_str(text, i ? ", " : "; most of it in ");
		pfl_diff_say_node(diff, f->operation[i], PFL_DIFF_SHORT, text);
		pfl_text_str(text, " (");
		pfl_diff_say_change(diff, f->operation_delta[i], text);
		pfl_text_char(text, ')');
	}
}

void
pfl_diff_say_kind(
	const struct pfl_diff *diff, const struct pfl_finding *f, struct pfl_text *text)
{
	static const char *const sentences[][2] = {
		[PFL_FINDING_SELF] = { "its own code takes more", "its own code takes less" },
		[PFL_FINDING_SCALED] = { "called more often or with more work: all that it "
					 "calls grew alike",
			"called less often or with less work: all that it calls shrank alike" },
		[PFL_FINDING_MIXED] = { "what it calls changed differently",
			"what it calls changed differently" },
		[PFL_FINDING_NEW] = { "there is none of it in the old profile",
			"there is none of it in the old profile" },
		[PFL_FINDING_GONE] = { "there is none of it in the new profile",
			"there is none of it in the new profile" },
		[PFL_FINDING_MOVED] = { "the same work below another caller",
			"the same work below another caller" },
		[PFL_FINDING_RENAMED] = { "a guess from its callers, calls and size",
			"a guess from its callers, calls and size" },
		[PFL_FINDING_INLINED] = { "inlined differently", "inlined differently" },
	};
	char number[PFL_NUMBER_TEXT];

	pfl_text_str(text, sentences[f->class][f->delta < 0]);
	if (f->class == PFL_FINDING_MIXED && f->deviates != PFL_NONE)
		add_code(diff, ", most of all ", f->deviates, PFL_DIFF_SHORT, text);
	if (f->class == PFL_FINDING_INLINED && has_partner(f))
		add_code(diff, ": one now holds the code of the other, ", f->partner,
			PFL_DIFF_SHORT, text);
	if (f->class == PFL_FINDING_RENAMED)
		pfl_text_printf(
			text, " (%s of 1 alike)", pfl_number_fixed(f->similarity, 2, number));
	pfl_text_str(text, f->everywhere ? "; in all places that call it" : "");
	add_operations(diff, f, text);
	if (f->own != PFL_NONE && f->own != f->node)
		add_code(diff, "; yours: ", f->own, PFL_DIFF_SHORT, text);
}

void
pfl_diff_say_callers(const struct pfl_diff *diff, const struct pfl_finding *f,
	const char *before, struct pfl_text *text)
{
	/* Elsewhere the path says it. */
	if (f->n_callers == 0 || !(f->everywhere || diff->style->verbose))
		return;
	for (uint32_t i = 0; i < f->n_callers; i++) {
		pfl_text_str(text, i ? ", " : before);
		pfl_text_str(text, i ? "" : "called by ");
		pfl_diff_say_node(diff, f->caller[i], PFL_DIFF_SHORT, text);
		pfl_text_str(text, " (");
		pfl_diff_say_change(diff, f->caller_delta[i], text);
		pfl_text_char(text, ')');
	}
	/* The finding itself is about the function's own cost, which may be less. */
	pfl_text_str(text, diff->c->of_calls ? ", with what it calls" : "");
}

/* A name without its folders, as boxes have it: a path says the rest. */
static void
add_short(const struct pfl_diff *diff, uint32_t node, struct pfl_text *text)
{
	struct pfl_text printed = { 0 }, shortened = { 0 }, fitting = { 0 };
	size_t head;
	struct pfl_span name = pfl_report_printed(diff->scene, node, &printed, &head);

	name = pfl_name_shorten(name, &shortened);
	pfl_table_fit(&fitting, name, 0, PFL_DIFF_SHORT);
	pfl_diff_say_quoted(diff, pfl_text_span(&fitting), text);
	text->failed |= printed.failed || shortened.failed || fitting.failed;
	pfl_text_clear(&printed);
	pfl_text_clear(&shortened);
	pfl_text_clear(&fitting);
}

/* The frames of a finding from the root to the end of its chain. */
static uint32_t
frame_at(const struct pfl_finding *f, uint32_t i)
{
	return i < f->n_path ? f->path[i] : f->chain[i - f->n_path];
}

static void
add_frames(const struct pfl_diff *diff, const struct pfl_finding *f, uint32_t first,
	uint32_t end, struct pfl_text *text)
{
	bool markdown = diff->syntax == PFL_DIFF_MARKDOWN;
	const char *between = markdown ? " › " : " > ";
	uint32_t n = f->n_path + f->n_chain;

	pfl_text_str(text, first > 0 ? "…" : "");
	for (uint32_t i = first; i < end; i++) {
		bool here = markdown && i + 1 == f->n_path;

		pfl_text_str(text, i > 0 ? between : "");
		pfl_text_str(text, here ? "**" : "");
		add_short(diff, frame_at(f, i), text);
		pfl_text_str(text, here ? "**" : "");
	}
	pfl_text_str(text, end < n ? between : "");
	pfl_text_str(text, end < n ? "…" : "");
}

void
pfl_diff_say_path(const struct pfl_diff *diff, const struct pfl_finding *f, uint32_t frames,
	size_t columns, struct pfl_text *text)
{
	uint32_t first = f->n_path > frames ? f->n_path - frames : 0;
	uint32_t below = f->n_chain < CHAIN ? f->n_chain : CHAIN;
	size_t start = text->n;

	below = below < frames ? below : frames;
	for (;;) {
		pfl_text_cut(text, start);
		add_frames(diff, f, first, f->n_path + below, text);
		if (!columns || text->failed ||
			pfl_utf8_columns(text->at + start, text->n - start) <= columns)
			return;
		if (first + 2 < f->n_path)
			first++;
		else if (below > 0)
			below--;
		else if (first + 1 < f->n_path)
			first++;
		else
			return;
	}
}
