/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/scan.h"

#include "base/sorted.h"
#include "stats/distribution.h"
#include "stats/multiplicity.h"
#include "stats/samples.h"

#include <math.h>
#include <stdlib.h>

static const double least_share = 0.002; /* of the larger total, that a bound must reach */

struct candidate {
	enum pfl_place_kind kind;
	uint32_t row, node;
	uint32_t first, n;    /* of a function: its topmost rows, in places.row */
	double expected, now; /* what is left of it */
	double error;         /* the standard error of the change, in the new side's sum */
};

/* The rows in which a function is outermost, function by function. */
struct places {
	uint32_t *first; /* by node, one more at the end */
	uint32_t *row;
};

/* Everything about one scan. */
struct search {
	struct pfl_scan *scan;
	const struct pfl_judge *judge;
	const struct pfl_calltree *tree;
	const struct pfl_nodes *nodes;
	struct places places;
	struct candidate *candidate;
	uint32_t n;
	/* By row: what is not explained yet, [0] now, [1] expected, on the new side's scale. */
	double *left_self[2], *left_total[2];
	bool stale[2]; /* totals are not those of left_self any more */
	/* With several recordings a side: of one, the tallies are those of the rows. */
	struct pfl_tally **run;                 /* [run][candidate]                        */
	struct pfl_tallies row_self, row_total; /* by row, while a run is gathered         */
	struct pfl_tally **scaled;              /* [run][candidate], of what is left       */
	struct pfl_change *change;              /* by candidate                            */
	struct pfl_arena *arena;
};

/* Tallies by row of the samples of runs from .. to - 1. */
static void
gather(const struct pfl_evidence_source *source, const struct pfl_calltree *tree, uint32_t from,
	uint32_t to, struct pfl_tallies *self, struct pfl_tallies *total)
{
	pfl_tallies_of_rows(self, source, tree, from, to);
	pfl_tallies_copy(total, self, tree->n);
	pfl_tallies_sum_up(total, tree);
}

bool
pfl_scan_gather(struct pfl_scan *scan, const struct pfl_evidence_source *source,
	const struct pfl_calltree *tree, const struct pfl_nodes *nodes, struct pfl_arena *arena,
	struct pfl_error *err)
{
	const struct pfl_pairing *pairing = source->p->pairing;

	*scan = (struct pfl_scan){ .tree = tree, .nodes = nodes };
	for (int side = 0; side < 2; side++) {
		if (!pfl_tallies_alloc(&scan->self[side], source, tree->n, arena, err) ||
			!pfl_tallies_alloc(&scan->total[side], source, tree->n, arena, err))
			return false;
		gather(source, tree, side ? 0 : pairing->n_old,
			side ? pairing->n_old : pairing->n_runs, &scan->self[side],
			&scan->total[side]);
	}
	return true;
}

/* Visit rows on which their node is not on the path already. */
static bool
each_topmost(const struct search *s,
	void (*see)(struct places *places, uint32_t node, uint32_t row), struct places *places,
	struct pfl_error *err)
{
	const struct pfl_calltree *tree = s->tree;
	uint32_t *path = calloc((size_t)tree->max_depth + 2, sizeof(*path));
	uint32_t *on_path = calloc((size_t)s->nodes->n + 1, sizeof(*on_path));
	uint32_t open = 0;
	bool ok = (path && on_path) || pfl_fail(err, PFL_NOMEM, "out of memory");

	for (uint32_t row = 1; ok && row < tree->n; row++) {
		while (open >= tree->depth[row])
			on_path[path[--open]]--;
		path[open++] = tree->node[row];
		if (on_path[tree->node[row]]++ == 0)
			see(places, tree->node[row], row);
	}
	free(path);
	free(on_path);
	return ok;
}

static void
count_row(struct places *places, uint32_t node, uint32_t row)
{
	(void)row;
	places->first[node + 1]++;
}

static void
put_row(struct places *places, uint32_t node, uint32_t row)
{
	places->row[places->first[node]++] = row;
}

static bool
find_places(struct search *s, struct pfl_error *err)
{
	struct places *places = &s->places;
	uint32_t n = s->nodes->n;

	places->first = pfl_arena_alloc(s->arena, (size_t)n + 2, sizeof(uint32_t), err);
	places->row = pfl_arena_alloc(s->arena, s->tree->n, sizeof(uint32_t), err);
	if (!places->first || !places->row || !each_topmost(s, count_row, places, err))
		return false;
	for (uint32_t i = 0; i < n; i++)
		places->first[i + 1] += places->first[i];
	if (!each_topmost(s, put_row, places, err))
		return false;
	for (uint32_t i = n; i > 0; i--) /* putting has moved each to its end */
		places->first[i] = places->first[i - 1];
	places->first[0] = 0;
	return true;
}

/* What a candidate has in tallies that are by row. */
static struct pfl_tally
tally_of(const struct search *s, const struct candidate *c, const struct pfl_tallies *self,
	const struct pfl_tallies *total)
{
	struct pfl_tally sum = { 0 };

	if (c->kind == PFL_PLACE_SELF)
		return pfl_tallies_at(self, c->row);
	if (c->kind == PFL_PLACE_CUM)
		return pfl_tallies_at(total, c->row);
	for (uint32_t i = 0; i < c->n; i++) {
		struct pfl_tally part = pfl_tallies_at(total, s->places.row[c->first + i]);

		pfl_tally_put(&sum, &part);
	}
	return sum;
}

/* Take it as a candidate if there is enough of it. */
static void
consider(struct search *s, const struct candidate *c)
{
	const struct pfl_scan *scan = s->scan;
	struct pfl_tally now = tally_of(s, c, &scan->self[0], &scan->total[0]);
	struct pfl_tally old = tally_of(s, c, &scan->self[1], &scan->total[1]);

	if (s->judge->unsteady[c->node] || !pfl_judge_is_candidate(s->judge, &old, &now))
		return;
	s->candidate[s->n++] = *c;
}

/* The row of a function with the most on both sides; of equal ones the outer one. */
static uint32_t
heaviest(const struct search *s, uint32_t first, uint32_t n)
{
	const struct pfl_tallies *total = s->scan->total;
	uint32_t best = s->places.row[first];

	for (uint32_t i = 1; i < n; i++) {
		uint32_t row = s->places.row[first + i];
		double more = total[0].value[row] + total[1].value[row] - total[0].value[best] -
			total[1].value[best];

		if (more > 0 || (more == 0 && s->tree->depth[row] < s->tree->depth[best]))
			best = row;
	}
	return best;
}

static bool
has_events(const struct search *s, uint32_t row)
{
	struct pfl_tally now = pfl_tallies_at(&s->scan->total[0], row);
	struct pfl_tally old = pfl_tallies_at(&s->scan->total[1], row);

	return pfl_judge_has_events(s->judge, &old, &now);
}

static bool
find_candidates(struct search *s, struct pfl_error *err)
{
	const struct pfl_calltree *tree = s->tree;

	s->candidate = pfl_arena_alloc(
		s->arena, 2 * (size_t)tree->n + s->nodes->n, sizeof(*s->candidate), err);
	if (!s->candidate)
		return false;
	for (uint32_t row = 1; row < tree->n; row++) {
		struct candidate c = { .row = row, .node = tree->node[row] };

		if (!has_events(s, row)) /* nor has any part of it */
			continue;
		consider(s, &c);
		c.kind = PFL_PLACE_SELF;
		if (tree->end[row] > row + 1)
			consider(s, &c);
	}
	for (uint32_t node = 0; node < s->nodes->n; node++) {
		struct candidate c = { .kind = PFL_PLACE_FUNCTION,
			.node = node,
			.first = s->places.first[node],
			.n = s->places.first[node + 1] - s->places.first[node] };

		if (c.n < 2)
			continue;
		c.row = heaviest(s, c.first, c.n);
		consider(s, &c);
	}
	s->scan->n_candidates = s->n;
	return true;
}

/* Every candidate's tally in every run, where these are more than the sides. */
static bool
gather_runs(struct search *s, struct pfl_error *err)
{
	const struct pfl_evidence_source *source = s->judge->source;
	uint32_t n_runs = s->judge->n_runs;

	if (s->judge->single)
		return true;
	s->run = pfl_arena_alloc(s->arena, n_runs, sizeof(*s->run), err);
	s->scaled = pfl_arena_alloc(s->arena, n_runs, sizeof(*s->scaled), err);
	s->change = pfl_arena_alloc(s->arena, s->n, sizeof(*s->change), err);
	if (!s->run || !s->scaled || !s->change ||
		!pfl_tallies_alloc(&s->row_self, source, s->tree->n, s->arena, err) ||
		!pfl_tallies_alloc(&s->row_total, source, s->tree->n, s->arena, err))
		return false;
	for (uint32_t run = 0; run < n_runs; run++) {
		s->run[run] = pfl_arena_alloc(s->arena, s->n, sizeof(**s->run), err);
		s->scaled[run] = pfl_arena_alloc(s->arena, s->n, sizeof(**s->run), err);
		if (!s->run[run] || !s->scaled[run])
			return false;
		gather(source, s->tree, run, run + 1, &s->row_self, &s->row_total);
		for (uint32_t i = 0; i < s->n; i++)
			s->run[run][i] =
				tally_of(s, &s->candidate[i], &s->row_self, &s->row_total);
	}
	return true;
}

/* Nothing is explained. */
static bool
begin(struct search *s, struct pfl_error *err)
{
	uint32_t n = s->tree->n;

	for (int side = 0; side < 2; side++) {
		double factor = side ? s->judge->scale->tally_factor : 1;

		s->left_self[side] = pfl_arena_alloc(s->arena, n, sizeof(double), err);
		s->left_total[side] = pfl_arena_alloc(s->arena, n, sizeof(double), err);
		if (!s->left_self[side] || !s->left_total[side])
			return false;
		s->stale[side] = true;
		for (uint32_t row = 0; row < n; row++)
			s->left_self[side][row] = factor * s->scan->self[side].value[row];
	}
	return true;
}

/* What of a candidate is left on a side. */
static double
left_of(const struct search *s, const struct candidate *c, int side)
{
	double sum = 0;

	if (c->kind == PFL_PLACE_SELF)
		return s->left_self[side][c->row];
	if (c->kind == PFL_PLACE_CUM)
		return s->left_total[side][c->row];
	for (uint32_t i = 0; i < c->n; i++)
		sum += s->left_total[side][s->places.row[c->first + i]];
	return sum;
}

/* A tally of which so much is left, and which is brought to another scale. */
static struct pfl_tally
scale_tally(const struct pfl_tally *t, double ratio, double factor)
{
	return (struct pfl_tally){ t->value * ratio * factor, t->events * ratio,
		t->variance * ratio * factor * factor };
}

/* The tallies of a candidate's runs on a side, in proportion to what is left of it. */
static void
scale_runs(struct search *s, uint32_t i, int side, double left)
{
	const struct pfl_judge *judge = s->judge;
	uint32_t from = side ? 0 : judge->n_old, end = side ? judge->n_old : judge->n_runs;
	double factor = side ? judge->scale->tally_factor : 1;
	double sum = 0, ratio;

	for (uint32_t run = from; run < end; run++)
		sum += factor * s->run[run][i].value;
	ratio = sum > 0 ? left / sum : 0;
	for (uint32_t run = from; run < end; run++)
		s->scaled[run][i] = scale_tally(&s->run[run][i], ratio, 1);
}

/*
 * With one recording a side: events vary as their expected numbers on the new side's scale, or
 * on the old one's, where that is less, so that exchanging the sides changes no bound.
 */
static double
single_error(const struct pfl_judge *judge, const struct pfl_tally *expected,
	const struct pfl_tally *now)
{
	double part = judge->source->uniform ? fmin(1, judge->scale->tally_factor) : 1;
	struct pfl_noise noise = {
		.factor = 1,
		.lambda = judge->noise.lambda,
		.floor = judge->noise.floor,
		.weighted = true,
	};
	struct pfl_tally a = *expected, b = *now;

	if (judge->source->uniform)
		a.variance = a.value;
	a.variance *= part;
	b.variance *= part;
	return pfl_pair_error(&noise, &a, &b);
}

/* The tally of what is left on a side of one recording, at the new side's scale at once. */
static struct pfl_tally
left_tally(const struct search *s, const struct candidate *c, int side, double left)
{
	double factor = side ? s->judge->scale->tally_factor : 1;
	struct pfl_tally t = tally_of(s, c, &s->scan->self[side], &s->scan->total[side]);
	double sum = factor * t.value;

	return scale_tally(&t, sum > 0 ? left / sum : 0, factor);
}

static void
refresh_totals(struct search *s, int side)
{
	double *total = s->left_total[side];

	memcpy(total, s->left_self[side], s->tree->n * sizeof(double));
	for (uint32_t row = s->tree->n; row-- > 1;)
		total[s->tree->parent[row]] += total[row];
	s->stale[side] = false;
}

/* What is left of a candidate has changed: how sure is that with one recording a side? */
static void
refresh_error(struct search *s, uint32_t i)
{
	struct candidate *c = &s->candidate[i];

	if (s->judge->single) {
		struct pfl_tally now = left_tally(s, c, 0, c->now);
		struct pfl_tally expected = left_tally(s, c, 1, c->expected);

		c->error = single_error(s->judge, &expected, &now);
	} else {
		scale_runs(s, i, 0, c->now);
		scale_runs(s, i, 1, c->expected);
	}
}

/* Of each candidate what is left. An explanation leaves most as they were. */
static void
refresh(struct search *s)
{
	bool first = s->scan->n == 0;

	for (int side = 0; side < 2; side++) {
		if (s->stale[side])
			refresh_totals(s, side);
	}
	for (uint32_t i = 0; i < s->n; i++) {
		struct candidate *c = &s->candidate[i];
		double now = left_of(s, c, 0), expected = left_of(s, c, 1);

		if (!first && now == c->now && expected == c->expected)
			continue;
		c->now = now;
		c->expected = expected;
		refresh_error(s, i);
	}
}

/* With several recordings a side: the error of each candidate's change. */
static bool
find_errors(struct search *s, struct pfl_error *err)
{
	const struct pfl_judge *judge = s->judge;
	struct pfl_arena scratch = { .budget = s->arena->budget };
	struct pfl_runs runs = pfl_judge_runs(judge, s->scaled, s->n);
	struct pfl_runs_method method = { PFL_RUNS_MODERATED, judge->phi, judge->floor };
	bool ok = pfl_runs_compare(&runs, &method, &scratch, s->change, err);

	for (uint32_t i = 0; ok && i < s->n; i++)
		s->candidate[i].error = s->change[i].error * judge->scale->new_runs;
	pfl_arena_clear(&scratch);
	return ok;
}

/* Of two with the same bound: the outer one, then by name. */
static bool
goes_first(const struct search *s, const struct candidate *a, const struct candidate *b)
{
	const struct pfl_profile *p = s->judge->source->p;
	int names;

	if (s->tree->depth[a->row] != s->tree->depth[b->row])
		return s->tree->depth[a->row] < s->tree->depth[b->row];
	names = pfl_node_cmp(s->nodes, p, a->node, b->node);
	return names ? names < 0 : a->kind < b->kind;
}

static double
bound_of(const struct search *s, const struct candidate *c)
{
	return fabs(c->now - c->expected) - s->scan->quantile * c->error;
}

static const struct candidate *
find_best(const struct search *s, double *bound)
{
	const struct candidate *best = NULL;

	for (uint32_t i = 0; i < s->n; i++) {
		const struct candidate *c = &s->candidate[i];
		double b = bound_of(s, c);

		if (!best || b > *bound || (b == *bound && goes_first(s, c, best))) {
			best = c;
			*bound = b;
		}
	}
	return best;
}

/* Take from the rows below one what the larger side has more, in proportion. */
static void
explain_below(struct search *s, uint32_t row, int larger, double ratio)
{
	for (uint32_t i = row; i < s->tree->end[row]; i++)
		s->left_self[larger][i] *= ratio;
}

/* The larger side becomes the smaller one, which holds for both directions: what is found after
 * that is the same when the sides are exchanged. */
static void
explain(struct search *s, const struct candidate *c)
{
	int larger = c->expected > c->now;
	double ratio = larger ? c->now / c->expected : c->expected / c->now;

	s->stale[larger] = true;
	if (c->kind == PFL_PLACE_SELF)
		s->left_self[larger][c->row] *= ratio;
	else if (c->kind == PFL_PLACE_CUM)
		explain_below(s, c->row, larger, ratio);
	for (uint32_t i = 0; c->kind == PFL_PLACE_FUNCTION && i < c->n; i++)
		explain_below(s, s->places.row[c->first + i], larger, ratio);
}

/* Before anything is explained. Candidates that are rows come in the order of rows. */
static void
keep_statistics(struct search *s)
{
	for (uint32_t i = 0; i < s->n; i++) {
		const struct candidate *c = &s->candidate[i];

		if (c->kind == PFL_PLACE_CUM && c->error > 0)
			s->scan->changed[s->scan->n_changed++] = (struct pfl_scan_row){ c->row,
				(c->now - c->expected) / c->error };
	}
}

double
pfl_scan_statistic(const struct pfl_scan *scan, uint32_t row)
{
	size_t n = pfl_sorted_upto(scan->changed, scan->n_changed, sizeof(*scan->changed),
		offsetof(struct pfl_scan_row, row), row);

	return n && scan->changed[n - 1].row == row ? scan->changed[n - 1].statistic : NAN;
}

static bool
search(struct search *s, struct pfl_error *err)
{
	struct pfl_scan *scan = s->scan;
	double least = least_share *
		fmax(scan->total[0].value[0],
			s->judge->scale->tally_factor * scan->total[1].value[0]);

	while (scan->n < PFL_SCAN_PLACES) {
		const struct candidate *c;
		double bound = 0;

		refresh(s);
		if (!s->judge->single && !find_errors(s, err))
			return false;
		if (scan->n == 0)
			keep_statistics(s);
		c = find_best(s, &bound);
		if (!c || !(bound > 0) || bound <= least)
			break;
		scan->place[scan->n++] = (struct pfl_place){ c->kind, c->row, c->node,
			c->expected, c->now, bound };
		explain(s, c);
	}
	return true;
}

bool
pfl_scan_make(struct pfl_scan *scan, const struct pfl_judge *judge, struct pfl_arena *arena,
	struct pfl_error *err)
{
	struct search s = {
		.scan = scan,
		.judge = judge,
		.tree = scan->tree,
		.nodes = scan->nodes,
		.arena = arena,
	};

	if (!find_places(&s, err) || !find_candidates(&s, err) || !gather_runs(&s, err) ||
		!begin(&s, err))
		return false;
	scan->changed = pfl_arena_alloc(arena, s.n, sizeof(*scan->changed), err);
	if (!scan->changed)
		return false;
	scan->quantile = pfl_simultaneous_quantile(
		judge->alpha, (size_t)s.n * judge->together, pfl_judge_freedom(judge));
	return search(&s, err);
}
