/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison in words: what reports say around their tables. */
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
	INPUTS = 200,     /* columns for the names of a side's inputs                     */
	BESIDE = 60,      /* what else stands in such a line                              */
	SHORT_INPUT = 20, /* columns of the first name at least                           */
	PHRASE = 400,     /* bytes of a sentence                                          */
	NAME = 120,       /* columns of a name in a sentence that says nothing less       */
	PATH_NAME = 60,   /* columns of a name in a path                                  */
	CHAIN = 4,        /* frames below a finding that a path shows                     */
};

/* A text that is data: in Markdown a code span. */
static void
add_quoted(const struct pfl_diff *diff, struct pfl_span s, struct pfl_text *text)
{
	if (diff->syntax == PFL_DIFF_MARKDOWN)
		pfl_escape_markdown_code(pfl_sink_text(text), s, false);
	else
		pfl_escape_terminal(pfl_sink_text(text), s);
}

static const char *
arrow(const struct pfl_diff *diff)
{
	return diff->syntax == PFL_DIFF_MARKDOWN ? " → " : " -> ";
}

void
pfl_diff_say_q(double q, struct pfl_text *text)
{
	char number[PFL_NUMBER_TEXT];

	pfl_text_str(text, pfl_number_general(q, 2, number));
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
	pfl_text_str(text,
		fabs(percent) < 9.95 ? pfl_number_fixed(percent, 1, number)
				     : pfl_number_fixed(percent, 0, number));
	pfl_text_char(text, '%');
}

/* "×5.6" */
static void
add_ratio(double ratio, struct pfl_text *text)
{
	char number[PFL_NUMBER_TEXT];

	pfl_text_str(text, "×");
	pfl_text_str(text, pfl_number_general(ratio, 3, number));
}

/* In a unit that may be anything. */
static void
add_value(const struct pfl_diff *diff, pfl_sum value, bool is_signed, const char *unit,
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
		add_quoted(diff, pfl_text_span(&label), text);
	text->failed |= label.failed;
	pfl_text_clear(&label);
}

void
pfl_diff_say_value(
	const struct pfl_diff *diff, pfl_sum value, bool is_signed, struct pfl_text *text)
{
	add_value(diff, value, is_signed, diff->unit, text);
}

static void
add_change(const struct pfl_diff *diff, double delta, struct pfl_text *text)
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
	add_quoted(diff, pfl_text_span(&fitting), text);
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
		add_quoted(diff, s, text);
	pfl_text_str(text, cut ? "..." : "");
}

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
		if (has_partner(f))
			add_code(diff, " from ", f->partner, columns, text);
		pfl_text_str(text, ", and ");
	}
	add_amount(diff, f->delta, text);
}

void
pfl_diff_say_size(
	const struct pfl_diff *diff, const struct pfl_finding *f, struct pfl_text *text)
{
	double old = (double)f->old * diff->c->factor;

	if (f->old == 0) {
		pfl_text_str(text, "new");
		return;
	}
	pfl_diff_say_value(diff, pfl_diff_old(diff, f->old), false, text);
	if (f->now == 0) {
		pfl_text_str(text, ", gone");
		return;
	}
	pfl_text_str(text, arrow(diff));
	pfl_diff_say_value(diff, pfl_diff_now(diff, f->now), false, text);
	pfl_text_str(text, ", ");
	add_ratio((double)f->now / old, text);
}

static void
add_operations(const struct pfl_diff *diff, const struct pfl_finding *f, struct pfl_text *text)
{
	for (uint32_t i = 0; i < f->n_operations; i++) {
		if (f->n_operations == 1 && f->operation[0] == f->node)
			return; /* its own code, which has been said */
		pfl_text_str(text, i ? ", " : "; most of it in ");
		pfl_diff_say_node(diff, f->operation[i], PATH_NAME, text);
		pfl_text_str(text, " (");
		add_change(diff, f->operation_delta[i], text);
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
		add_code(diff, ", most of all ", f->deviates, PATH_NAME, text);
	if (f->class == PFL_FINDING_INLINED && has_partner(f))
		add_code(diff, ": one now holds the code of the other, ", f->partner, PATH_NAME,
			text);
	if (f->class == PFL_FINDING_RENAMED)
		pfl_text_printf(
			text, " (%s of 1 alike)", pfl_number_fixed(f->similarity, 2, number));
	pfl_text_str(text, f->everywhere ? "; in all places that call it" : "");
	add_operations(diff, f, text);
	if (f->own != PFL_NONE && f->own != f->node)
		add_code(diff, "; yours: ", f->own, PATH_NAME, text);
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
		pfl_diff_say_node(diff, frame_at(f, i), PATH_NAME, text);
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

/* The word that stands for everything, NULL where no rules were given. */
static const char *
verdict_of(const struct pfl_comparison *c)
{
	return c->has_gate ? pfl_verdict_word(c->verdict) : NULL;
}

void
pfl_diff_say_headline(const struct pfl_diff *diff, size_t columns, struct pfl_text *text)
{
	const struct pfl_comparison *c = diff->c;
	const struct pfl_finding *f = c->finding;
	const char *verdict = verdict_of(c);
	size_t used;

	if (verdict)
		pfl_text_printf(text, "%s: ", verdict);
	if (c->total.old == 0 && c->total.now == 0) {
		pfl_text_str(text, "both profiles are empty");
		return;
	}
	if (c->n_findings == 0) {
		pfl_text_printf(text, "no provable change in any of %" PRIu32 " function%s",
			c->n, c->n == 1 ? "" : "s");
		return;
	}
	pfl_text_printf(text, "%" PRIu32 " finding%s: ", c->n_findings,
		c->n_findings == 1 ? "" : "s, the first");
	used = text->n + 60; /* what follows the name */
	pfl_diff_say_finding(
		diff, f, columns ? (columns > used ? columns - used : 1) : 0, text);
	pfl_text_str(text, " (at least ");
	pfl_diff_say_value(diff, pfl_sum_abs(pfl_diff_change(diff, f->bound)), false, text);
	pfl_text_char(text, ')');
}

void
pfl_diff_say_total(const struct pfl_diff *diff, struct pfl_text *text)
{
	const struct pfl_comparison *c = diff->c;
	uint32_t n = c->n_old;
	pfl_sum old = n > 1 ? (c->total.old + (pfl_sum)(n / 2)) / (pfl_sum)n : c->total.old;
	bool several = c->n_old > 1 || c->n_new > 1;
	const char *wish = pfl_view_get(diff->scene->view, "unit");
	const char *unit = wish && strcmp(wish, "minimum") != 0 ? diff->scene->unit : "auto";
	struct pfl_span type = pfl_span_of(diff->scene->type_name);

	type.n = pfl_utf8_cut(type.at, type.n, type.n < NAME ? type.n : NAME);
	pfl_text_str(text, "total ");
	if (type.n)
		add_quoted(diff, type, text);
	pfl_text_str(text, several ? " per run: " : ": ");
	add_value(diff, old, false, unit, text);
	pfl_text_str(text, arrow(diff));
	add_value(diff, pfl_diff_now(diff, c->total.now), false, unit, text);
	if (isfinite(c->total_ratio)) {
		pfl_text_str(text, " (");
		pfl_diff_say_percent(c->total_ratio - 1, text);
		if (isfinite(c->total_low) && isfinite(c->total_high)) {
			pfl_text_str(text, ", 95% CI ");
			pfl_diff_say_percent(c->total_low, text);
			pfl_text_str(text, " to ");
			pfl_diff_say_percent(c->total_high, text);
		}
		pfl_text_char(text, ')');
	}
	pfl_text_str(text,
		isnan(c->total_p) ? "; one run a side cannot tell whether that is noise"
			: c->total_p < c->alpha ? ", more than noise"
						: ", no provable change");
}

struct pfl_span
pfl_diff_input(const char *name)
{
	struct pfl_span span = pfl_span_of(name);

	return name[0] == '/' ? pfl_path_base(span) : span;
}

/* As many names as there is room for, one of them at least. */
static void
add_inputs(const struct pfl_diff *diff, const char *const *names, size_t n, size_t room,
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
		add_quoted(diff, name, text);
		pfl_text_str(text, cut ? "..." : "");
		used += columns + 2;
	}
	if (i < n)
		pfl_text_printf(text, " and %zu more", n - i);
}

static void
add_recorded(const struct pfl_pairing *pairing, bool old, struct pfl_text *text)
{
	uint32_t i = old ? 0 : pairing->n_old, end = old ? pairing->n_old : pairing->n_runs;
	uint32_t n = end - i;
	uint64_t samples = 0;
	pfl_sum duration = 0;

	for (; i < end; i++) {
		samples += pairing->run[i].samples;
		duration += pairing->run[i].duration_nanos;
	}
	pfl_text_printf(text, "%" PRIu32 " run%s, %" PRIu64 " sample%s", n, n == 1 ? "" : "s",
		samples, samples == 1 ? "" : "s");
	if (duration > 0) {
		pfl_text_str(text, ", ");
		pfl_unit_label(text, duration, "nanoseconds", "auto");
	}
}

void
pfl_diff_say_side(const struct pfl_diff *diff, bool old, struct pfl_text *text)
{
	const struct pfl_pairing *pairing = diff->scene->profile->pairing;
	const struct pfl_style *style = diff->style;
	size_t n = old ? style->n_old_inputs : style->n_new_inputs, room = INPUTS;

	if (diff->syntax == PFL_DIFF_TEXT && style->columns && style->columns < INPUTS + BESIDE)
		room = style->columns > BESIDE + SHORT_INPUT ? style->columns - BESIDE
							     : SHORT_INPUT;
	if (pairing)
		add_recorded(pairing, old, text);
	else
		pfl_text_str(text, "from one file that holds both");
	pfl_text_str(text, n ? ": " : "");
	add_inputs(diff, old ? style->old_inputs : style->new_inputs, n, room, text);
}

void
pfl_diff_say_basis(const struct pfl_diff *diff, struct pfl_text *text)
{
	const struct pfl_comparison *c = diff->c;
	char number[PFL_NUMBER_TEXT];

	if (c->normalization == PFL_NORMAL_ABS) {
		pfl_text_str(text, "values are compared as they were recorded");
	} else {
		pfl_text_printf(text, "old values are multiplied by %s, ",
			pfl_number_general(pfl_diff_factor(diff), 4, number));
		switch (c->normalization) {
		case PFL_NORMAL_ROBUST:
			pfl_text_printf(text, "as %" PRIu32 " functions suggest (robust)",
				c->factor_functions);
			break;
		case PFL_NORMAL_TIME:
			pfl_text_str(text, "the ratio of the durations (time)");
			break;
		case PFL_NORMAL_OP:
			pfl_text_str(text, "the ratio of the operations (op)");
			break;
		case PFL_NORMAL_SHARE:
			pfl_text_str(text, "which makes the totals equal (share)");
			break;
		case PFL_NORMAL_ANCHOR:
			pfl_text_str(text,
				"the ratio of the functions named to stay the same (anchor)");
			break;
		case PFL_NORMAL_ABS:
			break;
		}
	}
	if (isfinite(c->duration_ratio) && c->duration_ratio > 0 &&
		fabs(c->duration_ratio - 1) > 0.02) {
		pfl_text_str(text, "; durations: ");
		add_ratio(c->duration_ratio, text);
	}
}

void
pfl_diff_say_noise(const struct pfl_diff *diff, struct pfl_text *text)
{
	const struct pfl_comparison *c = diff->c;
	char number[PFL_NUMBER_TEXT], floor[PFL_NUMBER_TEXT], alpha[PFL_NUMBER_TEXT];

	pfl_text_printf(text,
		"dispersion %s (%s), floor %s%%; %" PRIu32 " of %" PRIu32
		" functions tested, %s%% false discoveries",
		pfl_number_general(c->dispersion, 3, number),
		c->dispersion_functions ? "of these profiles"
					: "assumed, there are too few functions",
		pfl_number_general(c->noise * 100, 3, floor), c->n_tested, c->n,
		pfl_number_general(c->alpha * 100, 3, alpha));
	pfl_text_str(text, c->weak ? "; variances are rough for this kind of profile" : "");
}

void
pfl_diff_say_matching(const struct pfl_diff *diff, struct pfl_text *text)
{
	static const char *const how[] = { "matched exactly", "by what stays of a name",
		"by guess" };
	const struct pfl_comparison *c = diff->c;
	bool any = false;

	if (!(c->matched[PFL_MATCH_CANONICAL] > 0) && !(c->matched[PFL_MATCH_GUESSED] > 0))
		return;
	for (int i = 0; i < N_PFL_MATCHES; i++) {
		char number[PFL_NUMBER_TEXT];

		if (!(c->matched[i] > 0))
			continue;
		pfl_text_printf(text, "%s%s%% %s", any ? ", " : "",
			pfl_number_fixed(c->matched[i] * 100, 1, number), how[i]);
		any = true;
	}
}

/* The largest change that may be chance, and has nothing to do with a finding. */
static const struct pfl_compared *
largest_noise(const struct pfl_comparison *c)
{
	const struct pfl_compared *largest = NULL;

	for (uint32_t i = 0; i < c->n; i++) {
		const struct pfl_compared *row = &c->row[i];

		if (row->cum.word == PFL_NOISE && row->finding == PFL_NONE &&
			(!largest || fabs(row->cum.delta) > fabs(largest->cum.delta)))
			largest = row;
	}
	return largest;
}

/* "; " between the parts of a line, of which any may be missing. */
static void
next_part(size_t start, struct pfl_text *text)
{
	pfl_text_str(text, text->n > start ? "; " : "");
}

/* How many rows behind the shown ones changed, may have, and did not. */
static void
add_hidden(const struct pfl_diff_list *list, size_t shown, size_t start, struct pfl_text *text)
{
	size_t count[3] = { 0 };
	static const char *const what[] = { "that changed", "within noise", "the same" };
	bool any = false;

	for (size_t i = shown; i < list->n; i++) {
		enum pfl_change_word word = pfl_diff_delta(list, i)->word;

		count[word == PFL_NOISE ? 1 : word == PFL_SAME ? 2 : 0]++;
	}
	for (int k = 0; k < 3; k++) {
		if (count[k] == 0)
			continue;
		if (!any)
			next_part(start, text);
		pfl_text_printf(
			text, "%s%zu %s", any ? ", " : "not shown: ", count[k], what[k]);
		any = true;
	}
}

void
pfl_diff_say_rest(const struct pfl_diff *diff, size_t shown, struct pfl_text *text)
{
	const struct pfl_compared *largest = largest_noise(diff->c);
	size_t start = text->n;

	if (diff->c->n_findings) {
		pfl_text_str(text, "not explained by findings: ");
		add_change(diff, diff->c->residual, text);
	}
	add_hidden(pfl_diff_functions(diff), shown, start, text);
	if (!largest)
		return;
	next_part(start, text);
	pfl_text_str(text, "largest noise: ");
	pfl_diff_say_node(diff, largest->node, PATH_NAME, text);
	pfl_text_char(text, ' ');
	add_change(diff, largest->cum.delta, text);
	if (!isnan(largest->cum.q)) {
		pfl_text_str(text, ", q ");
		pfl_diff_say_q(largest->cum.q, text);
	}
}

void
pfl_diff_say_detectable(const struct pfl_diff *diff, struct pfl_text *text)
{
	const struct pfl_comparison *c = diff->c;

	if (!isfinite(c->detectable_up)) {
		pfl_text_str(text, "With these profiles no change could have been proved.");
		return;
	}
	pfl_text_str(text, "Smallest change that could have been seen: ");
	pfl_diff_say_percent(c->detectable_up, text);
	if (isfinite(c->detectable_down)) {
		pfl_text_str(text, " or ");
		pfl_diff_say_percent(c->detectable_down, text);
	}
	pfl_text_str(text, " of a function with 10% of the total");
	if (isfinite(c->detectable_small)) {
		pfl_text_str(text, ", ");
		pfl_diff_say_percent(c->detectable_small, text);
		pfl_text_str(text, " of one with 1%");
	}
	pfl_text_char(text, '.');
	if (c->n_old == 1 || c->n_new == 1)
		pfl_text_str(text, " Several runs a side would see more.");
	else
		pfl_text_printf(
			text, " %" PRIu32 " runs a side would halve this.", 4 * c->n_new);
}

/* A number in a rule's unit: "+4.2pp", "+1.5ms". */
static void
add_measure(double value, const char *unit, struct pfl_text *text)
{
	char number[PFL_NUMBER_TEXT];

	pfl_text_str(text, value < 0 ? "" : "+");
	if (pfl_unit_family(unit) != PFL_UNIT_OTHER && fabs(value) < 0x1p62) {
		pfl_unit_label(text, (pfl_sum)value, unit, "auto");
		return;
	}
	pfl_text_str(text, pfl_number_general(value, 3, number));
	pfl_text_str(text, unit);
}

void
pfl_diff_say_ruling(
	const struct pfl_diff *diff, const struct pfl_ruling *r, struct pfl_text *text)
{
	if (r->node != PFL_NONE) {
		pfl_diff_say_node(diff, r->node, PATH_NAME, text);
		pfl_text_str(text, isfinite(r->estimate) ? " " : ": ");
	}
	if (isfinite(r->estimate)) {
		add_measure(r->estimate, r->unit, text);
		if (isfinite(r->lower) && isfinite(r->upper)) {
			pfl_text_str(text, " (between ");
			add_measure(r->lower, r->unit, text);
			pfl_text_str(text, " and ");
			add_measure(r->upper, r->unit, text);
			pfl_text_char(text, ')');
		}
		pfl_text_str(text, ": ");
	}
	pfl_diff_say_phrase(diff, r->why, text);
}
