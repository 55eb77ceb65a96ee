/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/together.h"

#include <math.h>

static const double alike = 0.25; /* parts by which two changes of one thing differ, at most */
static const double within = 2;   /* standard errors: no change to speak of */

/* Two findings, `gone` with a change down and `come` with one up. */
struct both {
	struct pfl_comparison *comparison;
	const struct pfl_scan *scan;
	const struct pfl_guesses *guesses;
	const struct pfl_calltree *tree;
	const struct pfl_place *gone, *come;
	struct pfl_finding *gone_finding, *come_finding;
};

static bool
is_place(const struct pfl_place *place)
{
	return place->kind != PFL_PLACE_FUNCTION;
}

/* The row that both are below. */
static uint32_t
common_row(const struct pfl_calltree *tree, uint32_t a, uint32_t b)
{
	while (a != b) {
		if (a > b) /* parents come first */
			a = tree->parent[a];
		else
			b = tree->parent[b];
	}
	return a;
}

/* Does what one lost come to what the other got, as far as noise lets it be told? */
static bool
cancel_out(const struct both *b)
{
	double lost = b->gone->expected - b->gone->now, got = b->come->now - b->come->expected;
	double error = hypot(lost - b->gone->bound, got - b->come->bound) / b->scan->quantile;

	return fabs(lost - got) <= within * error &&
		fabs(lost - got) <= alike * fmax(lost, got);
}

/* A call's code is now its caller's own, or the other way round. */
static bool
is_inlined(const struct both *b)
{
	const struct pfl_calltree *tree = b->tree;
	bool in = b->gone_finding->now == 0 && b->come->kind == PFL_PLACE_SELF &&
		tree->parent[b->gone->row] == b->come->row;
	bool out = b->come_finding->old == 0 && b->gone->kind == PFL_PLACE_SELF &&
		tree->parent[b->come->row] == b->gone->row;

	return (in || out) && is_place(b->gone) && is_place(b->come) && cancel_out(b);
}

static bool
is_moved(const struct both *b)
{
	uint32_t row;

	if (!is_place(b->gone) || !is_place(b->come))
		return false;
	row = common_row(b->tree, b->gone->row, b->come->row);
	/* NAN, where it is not known, is not below anything. */
	return cancel_out(b) && fabs(pfl_scan_statistic(b->scan, row)) < within;
}

/* A vanished function and a new one that it seems to be. */
static const struct pfl_guess *
find_guess(const struct both *b)
{
	const struct pfl_guess *guess = pfl_guess_of(b->guesses, b->gone_finding->node);

	return guess && guess->come == b->come_finding->node ? guess : NULL;
}

/* Are the two one thing of this class? */
static bool
are_one(struct both *b, enum pfl_finding_class class)
{
	const struct pfl_guess *guess;

	if (class != PFL_FINDING_RENAMED)
		return class == PFL_FINDING_INLINED ? is_inlined(b) : is_moved(b);
	guess = find_guess(b);
	if (guess)
		b->come_finding->similarity = guess->similarity;
	return guess != NULL;
}

/* The finding of where it is now speaks for both. */
static void
unite(struct both *b, enum pfl_finding_class class)
{
	struct pfl_finding *f = b->come_finding;

	f->class = class;
	f->partner = b->gone_finding->node;
	f->old += b->gone_finding->old;
	f->now += b->gone_finding->now;
	f->delta += b->gone_finding->delta;
	f->bound = 0;
}

static void
remove_finding(struct pfl_comparison *c, struct pfl_place *place, uint32_t at)
{
	c->n_findings--;
	for (uint32_t i = at; i < c->n_findings; i++) {
		c->finding[i] = c->finding[i + 1];
		place[i] = place[i + 1];
	}
}

/* Look at findings i and k, of which i comes first. */
static bool
try_two(struct both *b, struct pfl_place *place, uint32_t i, uint32_t k,
	enum pfl_finding_class class)
{
	struct pfl_comparison *c = b->comparison;
	bool up = c->finding[i].delta > 0;

	if ((c->finding[k].delta > 0) == up || c->finding[i].partner != PFL_NONE ||
		c->finding[k].partner != PFL_NONE)
		return false;
	b->gone = &place[up ? k : i];
	b->come = &place[up ? i : k];
	b->gone_finding = &c->finding[up ? k : i];
	b->come_finding = &c->finding[up ? i : k];
	if (!are_one(b, class))
		return false;
	unite(b, class);
	c->finding[i] = *b->come_finding;
	place[i] = *b->come;
	remove_finding(c, place, k);
	return true;
}

/* Unite all that are of a class. */
static void
unite_all(struct both *b, struct pfl_place *place, enum pfl_finding_class class)
{
	const struct pfl_comparison *c = b->comparison;

	for (uint32_t i = 0; i < c->n_findings; i++) {
		bool together = false;

		for (uint32_t k = i + 1; !together && k < c->n_findings; k++)
			together = try_two(b, place, i, k, class);
	}
}

/* What went from one place to another proves nothing: it stands behind what does. */
static void
proved_first(struct pfl_comparison *c)
{
	struct pfl_finding sorted[PFL_SCAN_PLACES];
	uint32_t n = 0;

	for (int proved = 1; proved >= 0; proved--) {
		for (uint32_t i = 0; i < c->n_findings; i++) {
			if ((c->finding[i].bound != 0) == proved)
				sorted[n++] = c->finding[i];
		}
	}
	memcpy(c->finding, sorted, n * sizeof(*sorted));
}

void
pfl_findings_together(struct pfl_comparison *comparison, const struct pfl_scan *scan,
	const struct pfl_guesses *guesses)
{
	struct both b = {
		.comparison = comparison, .scan = scan, .guesses = guesses, .tree = scan->tree
	};
	struct pfl_place place[PFL_SCAN_PLACES];

	memcpy(place, scan->place, sizeof(place));
	unite_all(&b, place, PFL_FINDING_RENAMED);
	if (!comparison->of_calls) { /* that takes paths to tell */
		unite_all(&b, place, PFL_FINDING_INLINED);
		unite_all(&b, place, PFL_FINDING_MOVED);
	}
	proved_first(comparison);
}
