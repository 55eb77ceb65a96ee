/* SPDX-License-Identifier: Apache-2.0 */
/* A comparison in words: the answer, what was compared and how, what could not be seen. */
#include "base/name.h"
#include "base/number.h"
#include "base/unit.h"
#include "base/utf8.h"
#include "render/diff.h"
#include "render/report.h"

#include <inttypes.h>
#include <math.h>

enum {
	INPUTS = 200,     /* columns for the names of a side's inputs   */
	BESIDE = 60,      /* what else stands in such a line            */
	SHORT_INPUT = 20, /* columns of the first name at least         */
	TYPE = 120,       /* bytes of a sample type's name              */
};

#define HOPELESS 100      /* growth by which nobody is helped */
#define LEAST_PART 0.0005 /* of everything, that is printed as more than 0.0% */

/* The word that stands for everything, NULL where no rules were given. */
static const char *
verdict_of(const struct pfl_comparison *c)
{
	return c->has_gate ? pfl_verdict_word(c->verdict) : NULL;
}

static bool
is_same(const struct pfl_comparison *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		if (c->row[i].cum.word != PFL_SAME || c->row[i].flat.word != PFL_SAME)
			return false;
	}
	return c->total.delta == 0;
}

const char *
pfl_diff_emptiness(const struct pfl_comparison *c)
{
	bool old = c->total.absent[1], now = c->total.absent[0];
	bool one = c->n_old == 1 && c->n_new == 1;

	if (old && now)
		return one ? "both profiles are empty" : "both sides are empty";
	return old    ? one ? "the old profile is empty" : "the old side is empty"
		: now ? one ? "the new profile is empty" : "the new side is empty"
		      : NULL;
}

bool
pfl_diff_is_told(const struct pfl_diff *diff, const struct pfl_warning *warning)
{
	return !pfl_diff_emptiness(diff->c) || strcmp(warning->code, "empty-side") != 0;
}

void
pfl_diff_say_warning(
	const struct pfl_diff *diff, const struct pfl_warning *warning, struct pfl_text *text)
{
	const char *input = pfl_diff_warned_of(diff, warning);

	pfl_diff_say_phrase(diff, warning->text, text);
	if (!input)
		return;
	pfl_text_str(text, " (");
	pfl_diff_say_quoted(diff, pfl_diff_input(input), text);
	pfl_text_char(text, ')');
}

const char *
pfl_diff_warned_of(const struct pfl_diff *diff, const struct pfl_warning *warning)
{
	const struct pfl_style *style = diff->style;
	bool old = warning->old;

	if (warning->input == 0 ||
		warning->input > (old ? style->n_old_inputs : style->n_new_inputs))
		return NULL;
	return (old ? style->old_inputs : style->new_inputs)[warning->input - 1];
}

/* What is not tested, snapshots or means: how much, and which function has most of it. */
static void
say_untested(const struct pfl_diff *diff, size_t columns, struct pfl_text *text)
{
	const struct pfl_comparison *c = diff->c;
	const struct pfl_compared *most = NULL;

	if (is_same(c)) {
		pfl_text_str(text,
			!c->mean ? "nothing came between the two snapshots"
				: c->total.old == 0 && c->total.now == 0
				? "the mean is below 1 on both sides, which is cut to 0: no "
				  "change can be seen"
				: "no mean has changed");
		return;
	}
	pfl_diff_say_change(diff, c->total.delta, text);
	pfl_text_str(text, c->mean ? " on average" : " between the two snapshots");
	for (uint32_t i = 0; i < c->n; i++) {
		const struct pfl_delta *flat = &c->row[i].flat;

		if (flat->delta * c->total.delta > 0 &&
			(!most || flat->effect > most->flat.effect))
			most = &c->row[i];
	}
	if (!most || !(most->flat.effect > 0))
		return;
	pfl_text_str(text, ", most of it in ");
	pfl_diff_say_node(diff, most->node,
		columns > PFL_DIFF_SHORT ? columns - PFL_DIFF_SHORT : PFL_DIFF_SHORT, text);
	pfl_text_str(text, " (");
	pfl_diff_say_change(diff, most->flat.delta, text);
	pfl_text_char(text, ')');
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
	if (pfl_diff_emptiness(c)) {
		pfl_text_str(text, pfl_diff_emptiness(c));
		if (!c->total.absent[0] || !c->total.absent[1])
			pfl_text_printf(text, ", so everything is %s",
				c->total.absent[1] ? "new" : "gone");
		return;
	}
	if (c->untested) {
		say_untested(diff, columns, text);
		return;
	}
	if (c->n_findings == 0) {
		pfl_text_printf(text, "%s in any of %" PRIu32 " function%s",
			is_same(c) ? "no differences" : "no provable change", c->n,
			c->n == 1 ? "" : "s");
		return;
	}
	pfl_text_printf(text, "%" PRIu32 " finding%s: ", c->n_findings,
		c->n_findings == 1 ? "" : "s, the first");
	used = text->n + 60; /* what follows the name */
	pfl_diff_say_finding(
		diff, f, columns ? (columns > used ? columns - used : 1) : 0, text);
	pfl_diff_say_bound(diff, f, " (at least ", ")", text);
}

void
pfl_diff_say_total(const struct pfl_diff *diff, struct pfl_text *text)
{
	const struct pfl_comparison *c = diff->c;
	uint32_t n = pfl_comparison_runs(c, true);
	pfl_sum old = n > 1 ? (c->total.old + (pfl_sum)(n / 2)) / (pfl_sum)n : c->total.old;
	bool several = n > 1 || pfl_comparison_runs(c, false) > 1;
	const char *wish = pfl_view_get(diff->scene->view, "unit");
	const char *unit = wish && strcmp(wish, "minimum") != 0 ? diff->scene->unit : "auto";
	struct pfl_span type = pfl_span_of(diff->scene->type_name);

	type.n = pfl_utf8_cut(type.at, type.n, type.n < TYPE ? type.n : TYPE);
	pfl_text_str(text, c->mean ? "" : "total ");
	if (type.n)
		pfl_diff_say_quoted(diff, type, text);
	pfl_text_str(text, several ? " per run: " : ": ");
	pfl_diff_say_in(diff, old, false, unit, text);
	pfl_text_str(text, pfl_diff_arrow(diff));
	pfl_diff_say_in(diff, pfl_diff_now(diff, c->total.now), false, unit, text);
	if (pfl_diff_emptiness(c))
		return;
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
	if (c->untested || (c->total.old == c->total.now && c->n_old == c->n_new))
		return;
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

bool
pfl_diff_is_left_out(const struct pfl_diff *diff, bool old, size_t input)
{
	const struct pfl_pairing *pairing = diff->scene->profile->pairing;
	size_t given = old ? input : input + (pairing ? pairing->n_given_old : 0);

	if (!pairing || !pairing->place)
		return false;
	for (uint32_t run = 0; run < pairing->n_runs; run++) {
		if (pairing->place[run] == given)
			return false;
	}
	return true;
}

/* As many names of recordings that are compared as there is room for, one of them at least. */
static void
add_inputs(const struct pfl_diff *diff, bool old, size_t room, struct pfl_text *text)
{
	const struct pfl_style *style = diff->style;
	const char *const *names = old ? style->old_inputs : style->new_inputs;
	size_t n = old ? style->n_old_inputs : style->n_new_inputs, used = 0, hidden = 0;

	for (size_t i = 0; i < n; i++) {
		struct pfl_span name = pfl_diff_input(names[i]);
		size_t columns = name.n ? pfl_utf8_columns(name.at, name.n) : 0;
		bool cut = false;

		if (pfl_diff_is_left_out(diff, old, i))
			continue;
		if (hidden > 0 || (used > 0 && used + columns + 2 > room)) {
			hidden++;
			continue;
		}
		if (columns > room)
			name = pfl_name_fit(name, room, &cut);
		pfl_text_str(text, used ? ", " : ": ");
		pfl_diff_say_quoted(diff, name, text);
		pfl_text_str(text, cut ? "..." : "");
		used += columns + 2;
	}
	if (hidden)
		pfl_text_printf(text, " and %zu more", hidden);
}

/* How many times the program was looked at: that, and not how a file puts it into rows, decides
 * what can be proved. */
static void
add_events(const struct pfl_comparison *c, bool old, struct pfl_text *text)
{
	double events = rint(c->total.events[old]);
	char number[PFL_NUMBER_TEXT];

	if (c->evidence == PFL_EVIDENCE_EXACT || c->snapshots)
		return;
	pfl_text_printf(text, ", %s sample%s", pfl_number_fixed(events, 0, number),
		events == 1 ? "" : "s");
}

static void
add_recorded(const struct pfl_diff *diff, bool old, struct pfl_text *text)
{
	const struct pfl_pairing *pairing = diff->scene->profile->pairing;
	uint32_t i = old ? 0 : pairing->n_old, end = old ? pairing->n_old : pairing->n_runs;
	uint32_t n = end - i;
	pfl_sum duration = 0;

	for (; i < end; i++)
		duration += pairing->run[i].duration_nanos;
	pfl_text_printf(text, "%" PRIu32 " run%s", n, n == 1 ? "" : "s");
	add_events(diff->c, old, text);
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
	size_t room = INPUTS;

	if (diff->syntax == PFL_DIFF_TEXT && style->columns && style->columns < INPUTS + BESIDE)
		room = style->columns > BESIDE + SHORT_INPUT ? style->columns - BESIDE
							     : SHORT_INPUT;
	if (pairing)
		add_recorded(diff, old, text);
	else
		pfl_text_str(text, "from one file that holds both");
	add_inputs(diff, old, room, text);
}

/* Why it is not what most functions suggest. */
static void
add_too_few(const struct pfl_comparison *c, struct pfl_text *text)
{
	if (c->too_few_functions)
		pfl_text_str(text, ", there are too few functions for robust");
	pfl_text_char(text, ')');
}

void
pfl_diff_say_basis(const struct pfl_diff *diff, struct pfl_text *text)
{
	const struct pfl_comparison *c = diff->c;
	char number[PFL_NUMBER_TEXT];

	if (c->mean) {
		pfl_text_str(text, "each value is divided by that of ");
		pfl_diff_say_quoted(diff,
			pfl_span_of(pfl_profile_type_name(diff->scene->profile, 0)), text);
	} else if (c->normalization == PFL_NORMAL_ABS) {
		pfl_text_str(text, "values are compared as they were recorded");
	} else {
		pfl_text_printf(text, "old values are multiplied by %s, ",
			pfl_number_general(pfl_diff_factor(diff), 4, number));
		switch (c->normalization) {
		case PFL_NORMAL_ROBUST:
			pfl_text_str(text, "what most functions suggest (robust");
			if (c->factor_functions)
				pfl_text_printf(text, ", from %" PRIu32, c->factor_functions);
			pfl_text_char(text, ')');
			break;
		case PFL_NORMAL_TIME:
			pfl_text_str(text, "the ratio of the durations (time");
			add_too_few(c, text);
			break;
		case PFL_NORMAL_OP:
			pfl_text_str(text, "the ratio of the operations (op)");
			break;
		case PFL_NORMAL_SHARE:
			pfl_text_str(text, "which makes the totals equal (share");
			add_too_few(c, text);
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
		pfl_diff_say_ratio(c->duration_ratio, text);
	}
}

void
pfl_diff_say_noise(const struct pfl_diff *diff, struct pfl_text *text)
{
	const struct pfl_comparison *c = diff->c;
	char number[PFL_NUMBER_TEXT], floor[PFL_NUMBER_TEXT], alpha[PFL_NUMBER_TEXT];

	if (c->untested) {
		pfl_text_printf(text, "%s: nothing is tested",
			c->mean ? "means" : "two snapshots of one process");
		return;
	}
	if (c->evidence == PFL_EVIDENCE_EXACT && c->n_old == 1 && c->n_new == 1)
		pfl_text_str(text, "nothing is sampled");
	else
		pfl_text_printf(text, "dispersion %s (%s)",
			pfl_number_general(c->dispersion, 3, number),
			c->dispersion_functions ? "of these profiles"
						: "assumed, there are too few functions");
	pfl_text_printf(text,
		", floor %s%%; %" PRIu32 " of %" PRIu32
		" functions tested, %s%% false discoveries",
		pfl_number_general(c->noise * 100, 3, floor), c->n_tested, c->n,
		pfl_number_general(c->alpha * 100, 3, alpha));
	pfl_text_str(text, c->weak ? "; variances are rough for this kind of profile" : "");
}

void
pfl_diff_say_matching(const struct pfl_diff *diff, struct pfl_text *text)
{
	static const char *const how[] = { "matched exactly", "by what stays of a name",
		"by guess", "on one side only" };
	double part[N_PFL_MATCHES + 1], left = 1;
	bool any = false;

	for (int i = 0; i < N_PFL_MATCHES; i++) {
		part[i] = diff->c->matched[i];
		left -= part[i];
	}
	part[N_PFL_MATCHES] = left;
	for (int i = 0; i <= N_PFL_MATCHES; i++) {
		char number[PFL_NUMBER_TEXT];

		if (!(part[i] >= LEAST_PART) || !(left < 1))
			continue;
		pfl_text_printf(text, "%s%s%% %s", any ? ", " : "",
			pfl_number_fixed(part[i] * 100, 1, number), how[i]);
		any = true;
	}
}

/* The largest change that may be chance, and has nothing to do with a finding. */
static const struct pfl_compared *
largest_noise(const struct pfl_diff *diff)
{
	const struct pfl_comparison *c = diff->c;
	const struct pfl_compared *largest = NULL;

	for (uint32_t i = 0; i < c->n; i++) {
		const struct pfl_compared *row = &c->row[i];

		if (row->cum.word == PFL_NOISE && row->finding == PFL_NONE &&
			!diff->found[row->node] &&
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
		const struct pfl_delta *d = pfl_diff_delta(list, i);
		bool changed = d->significant || d->word == PFL_NEW || d->word == PFL_GONE ||
			d->word == PFL_MORE || d->word == PFL_LESS;

		count[changed ? 0 : d->word == PFL_SAME ? 2 : 1]++;
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
pfl_diff_say_sum(const struct pfl_diff *diff, struct pfl_text *text)
{
	const struct pfl_comparison *c = diff->c;

	if (c->n_findings == 0)
		return;
	pfl_text_str(text, "findings: ");
	pfl_diff_say_change(diff, c->total.delta - c->residual, text);
	pfl_text_str(text, ", everything else: ");
	pfl_diff_say_change(diff, c->residual, text);
	pfl_text_str(text, ", together: ");
	pfl_diff_say_change(diff, c->total.delta, text);
	if (c->normalization != PFL_NORMAL_ABS)
		pfl_text_str(text, " at this scale");
}

void
pfl_diff_say_rest(const struct pfl_diff *diff, size_t shown, struct pfl_text *text)
{
	const struct pfl_compared *largest = largest_noise(diff);
	size_t start = text->n;

	pfl_diff_say_sum(diff, text);
	add_hidden(pfl_diff_functions(diff), shown, start, text);
	if (!largest)
		return;
	next_part(start, text);
	pfl_text_str(text, "largest noise: ");
	pfl_diff_say_node(diff, largest->node, PFL_DIFF_SHORT, text);
	pfl_text_char(text, ' ');
	pfl_diff_say_change(diff, largest->cum.delta, text);
	if (!isnan(largest->cum.q)) {
		pfl_text_str(text, ", q ");
		pfl_diff_say_q(largest->cum.q, text);
	}
}

bool
pfl_diff_say_smallest(const struct pfl_comparison *c, struct pfl_text *text)
{
	if (c->untested || pfl_diff_emptiness(c))
		return false;
	if (!(c->detectable_up < HOPELESS)) {
		pfl_text_str(text, "with these profiles no change could have been proved");
		return false;
	}
	pfl_text_str(text, "smallest change that could have been seen: ");
	pfl_diff_say_percent(c->detectable_up, text);
	if (isfinite(c->detectable_down)) {
		pfl_text_str(text, " or ");
		pfl_diff_say_percent(c->detectable_down, text);
	}
	pfl_text_str(text, " of a function with 10% of the total");
	return true;
}

void
pfl_diff_say_detectable(const struct pfl_diff *diff, struct pfl_text *text)
{
	const struct pfl_comparison *c = diff->c;
	size_t start = text->n;
	bool some;

	if (c->untested) {
		pfl_text_str(text,
			c->mean ? "How sure a mean is cannot be told: a profile has sums, and "
				  "not how much single events differ."
				: "What two snapshots of one process differ by has happened in "
				  "between.");
		return;
	}
	if (pfl_diff_emptiness(c)) {
		pfl_text_str(text, "Which changes could have been seen cannot be told.");
		return;
	}
	some = pfl_diff_say_smallest(c, text);
	pfl_diff_capitalize(text, start);
	if (some && c->detectable_small < HOPELESS) {
		pfl_text_str(text, ", ");
		pfl_diff_say_percent(c->detectable_small, text);
		pfl_text_str(text, " of one with 1%");
	}
	pfl_text_char(text, '.');
	if (!some)
		return;
	if (c->n_old == 1 || c->n_new == 1)
		pfl_text_str(text, " Several runs a side would see more.");
	else
		pfl_text_printf(
			text, " %" PRIu32 " runs a side would halve this.", 4 * c->n_new);
}
