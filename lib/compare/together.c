/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/together.h"

#include <math.h>

static const double within = 2; /* standard errors: no change to speak of */

/* Two findings, `gone` with a change down and `come` with one up. */
struct both {
	struct pfl_comparison *comparison;
	const struct pfl_scan *scan;
	const struct pfl_judge *judge;
	const struct pfl_calltree *tree;
	const struct pfl_nodes *nodes;
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

	return fabs(lost - got) <= within * error;
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
	return fabs(b->scan->statistic[row]) < within; /* NAN: not known */
}

static bool
belong_together(const struct both *b, enum pfl_finding_class *class)
{
	if (is_inlined(b))
		*class = PFL_FINDING_INLINED;
	else if (is_moved(b))
		*class = PFL_FINDING_MOVED;
	else
		return false;
	return true;
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

/* Unite the finding with a later one, if there is any that it goes with. */
static bool
unite_one(struct both *b, struct pfl_place *place, uint32_t i)
{
	struct pfl_comparison *c = b->comparison;

	for (uint32_t k = i + 1; k < c->n_findings; k++) {
		bool up = c->finding[i].delta > 0;
		enum pfl_finding_class class;

		if ((c->finding[k].delta > 0) == up || c->finding[i].partner != PFL_NONE ||
			c->finding[k].partner != PFL_NONE)
			continue;
		b->gone = &place[up ? k : i];
		b->come = &place[up ? i : k];
		b->gone_finding = &c->finding[up ? k : i];
		b->come_finding = &c->finding[up ? i : k];
		if (!belong_together(b, &class))
			continue;
		unite(b, class);
		c->finding[i] = *b->come_finding;
		place[i] = *b->come;
		remove_finding(c, place, k);
		return true;
	}
	return false;
}

bool
pfl_findings_together(struct pfl_comparison *comparison, const struct pfl_scan *scan,
	const struct pfl_judge *judge, const struct pfl_calltree *tree,
	const struct pfl_nodes *nodes, struct pfl_error *err)
{
	struct both b = { .comparison = comparison,
		.scan = scan,
		.judge = judge,
		.tree = tree,
		.nodes = nodes };
	struct pfl_place place[PFL_SCAN_PLACES];

	(void)err;
	memcpy(place, scan->place, sizeof(place));
	for (uint32_t i = 0; i < comparison->n_findings; i++)
		unite_one(&b, place, i);
	return true;
}
