/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/together.h"

#include "compare/similar.h"

#include <math.h>

static const double alike = 0.25; /* parts by which two changes of one thing differ, at most */
static const double within = 2;   /* standard errors: no change to speak of */

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
	return cancel_out(b) && fabs(b->scan->statistic[row]) < within; /* NAN: not known */
}

/* What a row's function is like, for the comparison of names and callees. */
struct likeness {
	struct pfl_candidate candidate;
	uint32_t *callee;
	double *cost;
};

/* Calls below a row by node, rising; the same function twice is one. */
static void
put_callee(struct likeness *l, uint32_t node, double cost)
{
	uint32_t at = l->candidate.n_callees;

	while (at > 0 && l->callee[at - 1] > node)
		at--;
	if (at > 0 && l->callee[at - 1] == node) {
		l->cost[at - 1] += cost;
		return;
	}
	memmove(l->callee + at + 1, l->callee + at,
		(l->candidate.n_callees - at) * sizeof(*l->callee));
	memmove(l->cost + at + 1, l->cost + at,
		(l->candidate.n_callees - at) * sizeof(*l->cost));
	l->callee[at] = node;
	l->cost[at] = cost;
	l->candidate.n_callees++;
}

static bool
find_likeness(const struct both *b, const struct pfl_place *place, int side, struct likeness *l,
	struct pfl_arena *scratch, struct pfl_error *err)
{
	const struct pfl_calltree *tree = b->tree;
	const struct pfl_tally *total = b->scan->total[side];
	double factor = side ? b->judge->scale->tally_factor : 1;
	uint32_t row = place->row, n = 0;

	for (uint32_t child = row + 1; child < tree->end[row]; child = tree->end[child])
		n++;
	l->callee = pfl_arena_alloc(scratch, n, sizeof(*l->callee), err);
	l->cost = pfl_arena_alloc(scratch, n, sizeof(*l->cost), err);
	if (!l->callee || !l->cost)
		return false;
	l->candidate = (struct pfl_candidate){
		.name = pfl_profile_text(b->judge->source->p, b->nodes->name[place->node]),
		.file = b->nodes->file[place->node],
		.parent = tree->parent[row],
		.grandparent = tree->parent[tree->parent[row]],
		.cost = factor * total[row].value,
		.callee = l->callee,
		.callee_cost = l->cost,
	};
	for (uint32_t child = row + 1; n > 0 && child < tree->end[row];
		child = tree->end[child])
		if (total[child].value > 0)
			put_callee(l, tree->node[child], factor * total[child].value);
	return true;
}

/* A vanished call and a new one below the same caller that are alike. */
static bool
is_renamed(struct both *b, double *similarity, struct pfl_error *err)
{
	struct pfl_arena scratch = { .budget = b->judge->arena->budget };
	struct likeness gone, come;
	bool ok;

	*similarity = 0;
	if (!is_place(b->gone) || !is_place(b->come) || b->gone_finding->now != 0 ||
		b->come_finding->old != 0 ||
		b->tree->parent[b->gone->row] != b->tree->parent[b->come->row])
		return true;
	ok = find_likeness(b, b->gone, 1, &gone, &scratch, err) &&
		find_likeness(b, b->come, 0, &come, &scratch, err);
	if (ok)
		*similarity = pfl_similarity(&gone.candidate, &come.candidate);
	pfl_arena_clear(&scratch);
	return ok;
}

/* Are the two one thing of this class? */
static bool
are_one(struct both *b, enum pfl_finding_class class, bool *one, struct pfl_error *err)
{
	double similarity;

	if (class != PFL_FINDING_RENAMED) {
		*one = class == PFL_FINDING_INLINED ? is_inlined(b) : is_moved(b);
		return true;
	}
	if (!is_renamed(b, &similarity, err))
		return false;
	*one = similarity >= PFL_SIMILAR_ENOUGH;
	if (*one)
		b->come_finding->similarity = similarity;
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

/* Look at findings i and k, of which i comes first. */
static bool
try_two(struct both *b, struct pfl_place *place, uint32_t i, uint32_t k,
	enum pfl_finding_class class, bool *together, struct pfl_error *err)
{
	struct pfl_comparison *c = b->comparison;
	bool up = c->finding[i].delta > 0;

	*together = false;
	if ((c->finding[k].delta > 0) == up || c->finding[i].partner != PFL_NONE ||
		c->finding[k].partner != PFL_NONE)
		return true;
	b->gone = &place[up ? k : i];
	b->come = &place[up ? i : k];
	b->gone_finding = &c->finding[up ? k : i];
	b->come_finding = &c->finding[up ? i : k];
	if (!are_one(b, class, together, err))
		return false;
	if (!*together)
		return true;
	unite(b, class);
	c->finding[i] = *b->come_finding;
	place[i] = *b->come;
	remove_finding(c, place, k);
	return true;
}

/* Unite all that are of a class. */
static bool
unite_all(struct both *b, struct pfl_place *place, enum pfl_finding_class class,
	struct pfl_error *err)
{
	const struct pfl_comparison *c = b->comparison;

	for (uint32_t i = 0; i < c->n_findings; i++) {
		bool together = false;

		for (uint32_t k = i + 1; !together && k < c->n_findings; k++) {
			if (!try_two(b, place, i, k, class, &together, err))
				return false;
		}
	}
	return true;
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

bool
pfl_findings_together(struct pfl_comparison *comparison, const struct pfl_scan *scan,
	const struct pfl_judge *judge, struct pfl_error *err)
{
	struct both b = { .comparison = comparison,
		.scan = scan,
		.judge = judge,
		.tree = scan->tree,
		.nodes = scan->nodes };
	struct pfl_place place[PFL_SCAN_PLACES];

	memcpy(place, scan->place, sizeof(place));
	if (!unite_all(&b, place, PFL_FINDING_RENAMED, err) ||
		!unite_all(&b, place, PFL_FINDING_INLINED, err) ||
		!unite_all(&b, place, PFL_FINDING_MOVED, err))
		return false;
	proved_first(comparison);
	return true;
}
