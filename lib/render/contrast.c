/* SPDX-License-Identifier: Apache-2.0 */
/* The change of a pair as pictures show it. */
#include "render/contrast.h"

#include "base/number.h"
#include "base/unit.h"
#include "render/diff.h"

#include <math.h>

#define MINUS "\xe2\x88\x92"
#define TIMES "\xc3\x97"
#define ARROW " \xe2\x86\x92 "
#define DOT " \xc2\xb7 "

/* Standard errors that a change has to reach before it is coloured: a picture shows hundreds at
 * once, of which two would colour one in twenty by chance. */
static const double noticeable = 3;

/* Growth relative to old at which a class begins: upwards, and the same ratios downwards. */
static const double up[] = { 0.1, 0.41421356, 1 };
static const double down[] = { -0.09090909, -0.29289322, -0.5 };

enum pfl_growth
pfl_growth_of(double old, double now)
{
	double growth;
	int steps = 0;

	if (old == now)
		return PFL_GROWTH_SAME;
	if (old == 0)
		return PFL_GROWTH_NEW;
	if (now == 0)
		return PFL_GROWTH_GONE;
	growth = (now - old) / fabs(old);
	while (steps < 3 && (growth > 0 ? growth >= up[steps] : growth <= down[steps]))
		steps++;
	return (enum pfl_growth)(
		growth > 0 ? PFL_GROWTH_SAME + steps : PFL_GROWTH_SAME - steps);
}

static const struct {
	const char *sign, *label;
} looks[PFL_GROWTHS] = {
	[PFL_GROWTH_GONE] = { "\xe2\x9c\x95", "gone" },
	[PFL_GROWTH_HALF] = { "\xe2\x96\xbc\xe2\x96\xbc",
		"\xc3\x97"
		"0.5" },
	[PFL_GROWTH_LESS] = { "\xe2\x96\xbc",
		"\xc3\x97"
		"0.7" },
	[PFL_GROWTH_BELOW] = { "\xe2\x96\xbf",
		"\xc3\x97"
		"0.9" },
	[PFL_GROWTH_SAME] = { "", "same" },
	[PFL_GROWTH_ABOVE] = { "\xe2\x96\xb5",
		"\xc3\x97"
		"1.1" },
	[PFL_GROWTH_MORE] = { "\xe2\x96\xb2",
		"\xc3\x97"
		"1.4" },
	[PFL_GROWTH_TWICE] = { "\xe2\x96\xb2\xe2\x96\xb2",
		"\xc3\x97"
		"2" },
	[PFL_GROWTH_NEW] = { "\xe2\x9c\x9a", "new" },
};

const char *
pfl_growth_sign(enum pfl_growth growth)
{
	return looks[growth].sign;
}

const char *
pfl_growth_label(enum pfl_growth growth)
{
	return looks[growth].label;
}

/* The child of a row that is at a node; 0 when there is none. */
static uint32_t
child_at(const struct pfl_calltree *tree, uint32_t row, uint32_t node)
{
	for (uint32_t i = row + 1; i < tree->end[row]; i = tree->end[i]) {
		if (tree->node[i] == node)
			return i;
	}
	return 0;
}

static void
mark_finding(struct pfl_contrast *c, uint32_t number)
{
	const struct pfl_calltree *tree = &c->scene->tree;
	const struct pfl_finding *finding = &c->comparison->finding[number];
	uint32_t row = 0;

	if (finding->everywhere) {
		for (uint32_t i = 1; i < tree->n; i++) {
			if (tree->node[i] == finding->node && !c->finding[i])
				c->finding[i] = number + 1;
		}
		return;
	}
	for (uint32_t i = 0; i < finding->n_path; i++) {
		if (finding->path[i] == PFL_NONE)
			continue;
		row = child_at(tree, row, finding->path[i]);
		if (!row)
			return;
	}
	if (row && !c->finding[row])
		c->finding[row] = number + 1;
}

bool
pfl_contrast_init(struct pfl_contrast *contrast, const struct pfl_scene *scene,
	struct pfl_arena *arena, struct pfl_error *err)
{
	const struct pfl_comparison *comparison = scene->comparison;
	const struct pfl_pairing *pairing = scene->profile->pairing;

	*contrast = (struct pfl_contrast){
		.scene = scene, .comparison = comparison, .factor = 1, .n_old = 1, .n_new = 1
	};
	contrast->function =
		pfl_arena_alloc(arena, scene->nodes.n, sizeof(struct pfl_compared *), err);
	if (!contrast->function)
		return false;
	if (pairing && pairing->n_old && pairing->n_runs > pairing->n_old) {
		contrast->n_old = pairing->n_old;
		contrast->n_new = pairing->n_runs - pairing->n_old;
	}
	if (!comparison)
		contrast->factor = (double)contrast->n_new / contrast->n_old;
	else
		contrast->factor = comparison->factor;
	for (uint32_t i = 0; comparison && i < comparison->n; i++)
		contrast->function[comparison->row[i].node] = &comparison->row[i];
	if (!scene->tree.end || !comparison)
		return true; /* a graph's tree has paths only */
	contrast->finding = pfl_arena_alloc(arena, scene->tree.n, sizeof(uint32_t), err);
	if (!contrast->finding)
		return false;
	for (uint32_t i = 0; i < comparison->n_findings; i++)
		mark_finding(contrast, i);
	return true;
}

/* Rounded, and small enough to be added up as often as a profile has samples. */
static pfl_sum
rounded(double value)
{
	const double most = 1e28;

	if (!(value > -most))
		return -(pfl_sum)most;
	return (pfl_sum)floor((value < most ? value : most) + 0.5);
}

pfl_sum
pfl_contrast_scaled(const struct pfl_contrast *contrast, pfl_sum old)
{
	return contrast->factor == 1 ? old : rounded((double)old * contrast->factor);
}

double
pfl_contrast_noise(const struct pfl_contrast *contrast, uint32_t node, bool own)
{
	const struct pfl_compared *function = contrast->function[node];
	const struct pfl_delta *delta;
	double whole;

	if (!function)
		return -1;
	delta = own ? &function->flat : &function->cum;
	whole = fabs((double)delta->old * contrast->factor) + fabs((double)delta->now);
	return whole > 0 ? noticeable * delta->error / sqrt(whole) : -1;
}

/* Is the change of a part no more than what chance does to the whole? */
static bool
is_noise(const struct pfl_contrast *c, uint32_t node, double old, double now)
{
	const struct pfl_compared *function;
	double whole, part, error;

	if (!c->comparison || node == PFL_NONE)
		return false;
	function = c->function[node];
	if (!function)
		return true;
	whole = fabs((double)function->cum.old * c->factor) + fabs((double)function->cum.now);
	part = whole > 0 ? (fabs(old) + fabs(now)) / whole : 1;
	error = function->cum.error * sqrt(part < 1 ? part : 1);
	return !(fabs(now - old) >= noticeable * error);
}

enum pfl_growth
pfl_contrast_class(const struct pfl_contrast *contrast, uint32_t node, pfl_sum old, pfl_sum now)
{
	double before = (double)old * contrast->factor, after = (double)now;

	if (is_noise(contrast, node, before, after))
		return PFL_GROWTH_SAME;
	return pfl_growth_of(before, after);
}

/* Three digits: what stands on another scale, or is a mean, is not known any better. */
static pfl_sum
brief(pfl_sum value)
{
	pfl_sum unit = 1;

	while (value / unit >= 1000)
		unit *= 10;
	return (value + unit / 2) / unit * unit;
}

/* Append a value of the new side's scale. */
static void
say_brief(const struct pfl_contrast *c, pfl_sum value, struct pfl_text *text)
{
	bool exact = c->factor == 1 && c->n_new == 1;

	pfl_scene_value(c->scene, exact ? value : brief(value), text);
}

pfl_sum
pfl_contrast_larger(const struct pfl_contrast *contrast, const pfl_sum both[2])
{
	pfl_sum now = pfl_sum_abs(both[0]);
	pfl_sum old = pfl_sum_abs(pfl_contrast_scaled(contrast, both[1]));

	return old > now ? old : now;
}

uint32_t
pfl_contrast_finding(const struct pfl_contrast *contrast, uint32_t node)
{
	const struct pfl_comparison *comparison = contrast->comparison;

	for (uint32_t i = 0; comparison && i < comparison->n_findings; i++) {
		if (comparison->finding[i].node == node)
			return i + 1;
	}
	return 0;
}

pfl_sum
pfl_contrast_old(const struct pfl_contrast *contrast, pfl_sum old)
{
	return pfl_contrast_scaled(contrast, old) / contrast->n_new;
}

pfl_sum
pfl_contrast_new(const struct pfl_contrast *contrast, pfl_sum now)
{
	return now / contrast->n_new;
}

pfl_sum
pfl_contrast_change(const struct pfl_contrast *contrast, pfl_sum old, pfl_sum now)
{
	return (now - pfl_contrast_scaled(contrast, old)) / contrast->n_new;
}

pfl_sum
pfl_contrast_bound(const struct pfl_contrast *contrast, uint32_t finding)
{
	return rounded(contrast->comparison->finding[finding].bound / contrast->n_new);
}

void
pfl_contrast_say_signed(
	const struct pfl_contrast *contrast, pfl_sum change, struct pfl_text *text)
{
	pfl_sum size = pfl_sum_abs(change);

	pfl_text_str(text, change < 0 ? MINUS : change ? "+" : "");
	say_brief(contrast, size, text);
}

void
pfl_contrast_say_ratio(
	const struct pfl_contrast *contrast, pfl_sum old, pfl_sum now, struct pfl_text *text)
{
	double before = (double)old * contrast->factor, ratio;
	char buf[PFL_NUMBER_TEXT];

	if (old == 0 || now == 0) {
		pfl_text_str(text, old ? "gone" : now ? "new" : "");
		return;
	}
	ratio = (double)now / before;
	pfl_text_str(text, TIMES);
	pfl_text_str(text, pfl_number_short(ratio, ratio < 10 ? 2 : ratio < 100 ? 1 : 0, buf));
}

void
pfl_contrast_say_values(
	const struct pfl_contrast *contrast, pfl_sum old, pfl_sum now, struct pfl_text *text)
{
	say_brief(contrast, pfl_contrast_old(contrast, old), text);
	pfl_text_str(text, ARROW);
	say_brief(contrast, pfl_contrast_new(contrast, now), text);
}

void
pfl_contrast_say_totals(
	const struct pfl_contrast *contrast, pfl_sum old, pfl_sum now, struct pfl_text *text)
{
	pfl_text_str(text, "old ");
	pfl_scene_value(contrast->scene, old / contrast->n_old, text);
	pfl_text_str(text, ARROW "new ");
	pfl_scene_value(contrast->scene, now / contrast->n_new, text);
}

static void
say_share(pfl_sum part, pfl_sum whole, struct pfl_text *text)
{
	char buf[PFL_PERCENT_TEXT];

	if (part && whole && part != whole)
		pfl_text_printf(text, " (%s)", pfl_percent_trimmed(part, whole, buf));
}

void
pfl_contrast_say(
	const struct pfl_contrast *contrast, pfl_sum old, pfl_sum now, struct pfl_text *text)
{
	const struct pfl_scene *scene = contrast->scene;
	pfl_sum change = pfl_contrast_change(contrast, old, now);

	pfl_text_str(text, "old ");
	say_brief(contrast, pfl_contrast_old(contrast, old), text);
	say_share(old, scene->total_before, text);
	pfl_text_str(text, ARROW "new ");
	say_brief(contrast, pfl_contrast_new(contrast, now), text);
	say_share(now, scene->total, text);
	pfl_text_str(text, ", ");
	if (change == 0) {
		pfl_text_str(text, "no change");
		return;
	}
	pfl_contrast_say_signed(contrast, change, text);
	pfl_text_str(text, ", ");
	pfl_contrast_say_ratio(contrast, old, now, text);
}

void
pfl_contrast_say_finding(
	const struct pfl_contrast *contrast, uint32_t finding, struct pfl_text *text)
{
	pfl_text_str(text, ", at least ");
	pfl_contrast_say_signed(contrast, pfl_contrast_bound(contrast, finding), text);
	pfl_text_printf(text, " (finding #%u)", finding + 1);
}

void
pfl_contrast_say_title(const struct pfl_contrast *contrast, const struct pfl_style *style,
	struct pfl_text *text)
{
	struct pfl_span program = pfl_scene_program(contrast->scene);

	if (style->title) {
		pfl_text_str(text, style->title);
		return;
	}
	pfl_text_str(text, "What changed");
	if (program.n > 0 && program.at[0] != '[') {
		pfl_text_str(text, " in ");
		pfl_text_add(text, program);
	}
}

void
pfl_contrast_say_head(
	const struct pfl_contrast *contrast, pfl_sum old, pfl_sum now, struct pfl_text *text)
{
	const struct pfl_scene *scene = contrast->scene;
	char buf[PFL_NUMBER_TEXT];

	pfl_text_str(text, scene->type_name);
	if (pfl_unit_family(scene->type_unit) == PFL_UNIT_OTHER && *scene->type_unit &&
		strcmp(scene->type_unit, "count") != 0)
		pfl_text_printf(text, " (%s)", scene->type_unit);
	if (contrast->n_old > 1 || contrast->n_new > 1)
		pfl_text_str(text, *scene->type_name ? " per run" : "per run");
	pfl_text_str(text, *scene->type_name ? ": " : "");
	pfl_contrast_say_totals(contrast, old, now, text);
	if (old > 0 && now >= 0) {
		double growth =
			(double)now / contrast->n_new / ((double)old / contrast->n_old) - 1;

		pfl_text_printf(text, " (%s%s%%)", growth < 0 ? MINUS : "+",
			pfl_number_general(fabs(100 * growth), 3, buf));
	}
}

static void
say_side(const char *side, const char *const *names, size_t n, uint32_t runs,
	struct pfl_text *text)
{
	pfl_text_str(text, side);
	if (runs > 1 || n != 1) {
		pfl_text_printf(text, " %u run%s", runs, runs == 1 ? "" : "s");
		return;
	}
	pfl_text_char(text, ' ');
	pfl_text_add(text, pfl_diff_input(names[0]));
}

void
pfl_contrast_say_sides(const struct pfl_contrast *contrast, const struct pfl_style *style,
	struct pfl_text *text)
{
	say_side("OLD", style->old_inputs, style->n_old_inputs, contrast->n_old, text);
	pfl_text_str(text, DOT);
	say_side("NEW", style->new_inputs, style->n_new_inputs, contrast->n_new, text);
}

static const char *
reason(enum pfl_normalization normalization)
{
	switch (normalization) {
	case PFL_NORMAL_ROBUST:
		return "the functions' typical ratio";
	case PFL_NORMAL_TIME:
		return "by duration";
	case PFL_NORMAL_OP:
		return "by operations done";
	case PFL_NORMAL_SHARE:
		return "to the same total";
	case PFL_NORMAL_ANCHOR:
		return "by functions that should not change";
	case PFL_NORMAL_ABS:
		break;
	}
	return "";
}

void
pfl_contrast_say_basis(const struct pfl_contrast *contrast, struct pfl_text *text)
{
	const struct pfl_comparison *comparison = contrast->comparison;
	double factor = contrast->factor * contrast->n_old / contrast->n_new;
	char buf[PFL_NUMBER_TEXT];

	if (!comparison || comparison->normalization == PFL_NORMAL_ABS)
		pfl_text_str(text, "values as recorded");
	else
		pfl_text_printf(text, "old values " TIMES "%s, %s",
			pfl_number_general(factor, 3, buf), reason(comparison->normalization));
	if (comparison && comparison->has_gate)
		pfl_text_printf(text, DOT "%s", pfl_verdict_word(comparison->verdict));
	if (comparison && comparison->n_findings)
		pfl_text_printf(text, DOT "%u finding%s", comparison->n_findings,
			comparison->n_findings == 1 ? "" : "s");
	else if (comparison && !comparison->snapshots)
		pfl_text_str(text, DOT "no provable change");
	pfl_text_str(text,
		comparison ? DOT "grey is no more than noise"
			   : DOT "nothing is known of noise");
}

void
pfl_contrast_say_limit(const struct pfl_contrast *contrast, struct pfl_text *text)
{
	if (contrast->comparison)
		pfl_diff_say_smallest(contrast->comparison, text);
}

void
pfl_contrast_header(const struct pfl_contrast *contrast, const struct pfl_style *style,
	struct pfl_text *text, struct pfl_span line[PFL_CONTRAST_LINES])
{
	const struct pfl_scene *scene = contrast->scene;
	size_t end[PFL_CONTRAST_LINES], start = text->n;

	pfl_contrast_say_title(contrast, style, text);
	end[0] = text->n;
	pfl_contrast_say_head(contrast, scene->total_before, scene->total, text);
	end[1] = text->n;
	pfl_contrast_say_sides(contrast, style, text);
	end[2] = text->n;
	pfl_contrast_say_basis(contrast, text);
	end[3] = text->n;
	pfl_contrast_say_limit(contrast, text);
	end[4] = text->n;
	for (int i = 0; i < PFL_CONTRAST_LINES; start = end[i++])
		line[i] = (struct pfl_span){ pfl_text_get(text) + start, end[i] - start };
}
