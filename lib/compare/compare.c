/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/compare.h"

#include "analyze/call_sums.h"
#include "analyze/order.h"
#include "base/beside.h"
#include "compare/discovery.h"
#include "compare/explain.h"
#include "compare/groups.h"
#include "compare/guess.h"
#include "compare/snapshots.h"
#include "compare/unsteady.h"
#include "compare/verdict.h"
#include "compare/warnings.h"
#include "stats/detectable.h"
#include "stats/distribution.h"
#include "stats/multiplicity.h"
#include "stats/samples.h"

#include <math.h>
#include <stdlib.h>

static const double typical_share = 0.1, small_share = 0.01; /* of functions to detect */
static const double power = 0.8;

enum { LARGE = 1 << 14 }; /* rows of a tree that are worth a second thread */

/* Everything about one comparison. */
struct work {
	struct pfl_comparison *c;
	struct pfl_profile *p;
	const struct pfl_nodes *nodes;
	const struct pfl_columns *columns;
	const struct pfl_calltree *tree;
	const struct pfl_compare_opts *opts;
	struct pfl_evidence_source source;
	struct pfl_scale scale;
	struct pfl_judge judge;
	struct pfl_scan scan;
	struct pfl_guesses guesses;
	struct pfl_measured flat, cum, steady; /* by node */
	struct pfl_packages packages;
	struct pfl_measured by_package;
	struct pfl_arena *arena;
	struct pfl_arena scratch; /* what one stage needs, and then the next */
	struct pfl_arena rows;    /* what rows have, made beside what units have */
	struct pfl_arena groups;  /* what is made beside the rest, until it is joined */
};

/* By function and by package, in one pass. */
static bool
measure_values(struct work *w, struct pfl_error *err)
{
	struct pfl_measuring by[] = {
		{ w->nodes->of_frame, w->nodes->n, &w->flat, &w->cum },
		{ .cum = &w->by_package },
	};

	if (!pfl_packages_number(&w->packages, w->p, w->nodes, w->arena, err))
		return false;
	by[1].unit_of_frame = w->packages.of_frame;
	by[1].n_units = w->packages.n;
	return pfl_measure(by, 2, &w->source, w->arena, &w->scratch, err);
}

static bool
find_evidence(struct work *w, struct pfl_error *err)
{
	return pfl_evidence_find(
		       &w->source, w->p, w->columns, w->opts->event_value, w->arena, err) &&
		(!(w->opts->block_rate > 0) ||
			pfl_evidence_rate(&w->source, w->opts->block_rate, err)) &&
		(!w->opts->snapshots ||
			pfl_evidence_between(&w->source, w->columns, w->arena, err)) &&
		(!w->opts->mean || pfl_evidence_mean(&w->source, err));
}

/* What functions and packages have, and what to make of it. */
static bool
measure_units(struct work *w, const uint8_t *unsteady, struct pfl_error *err)
{
	if (!measure_values(w, err) ||
		!pfl_measure_steady(
			&w->steady, &w->source, w->nodes, unsteady, w->arena, err) ||
		!pfl_scale_find(&w->scale, &w->source, &w->steady, &w->cum, w->nodes, w->opts,
			w->arena, err) ||
		!pfl_judge_make(&w->judge, &w->source, &w->scale, &w->flat, &w->steady, w->opts,
			w->arena, err))
		return false;
	w->judge.unsteady = unsteady;
	return true;
}

/* What the rows of the tree have, for the scan. */
static bool
gather_rows(void *context, struct pfl_error *err)
{
	struct work *w = context;

	return pfl_scan_gather(&w->scan, &w->source, w->tree, w->nodes, &w->rows, err);
}

/* What both sides have, by unit and by row. */
static bool
measure(struct work *w, struct pfl_error *err)
{
	const uint8_t *unsteady =
		pfl_unsteady_find(w->nodes, w->p, w->opts->unsteady, w->arena, err);
	struct pfl_beside rows;
	bool ok;

	if (!unsteady || !find_evidence(w, err))
		return false;
	if (w->opts->snapshots || w->opts->mean) /* there will be no scan */
		return measure_units(w, unsteady, err);
	pfl_beside_begin(&rows, gather_rows, w, w->tree->n >= LARGE);
	ok = measure_units(w, unsteady, err);
	return pfl_beside_end(&rows, err) && ok;
}

/* Of all events of a side. */
static void
divide_total(struct work *w)
{
	pfl_sum events[2] = { 0, 0 };

	for (uint32_t i = 0; i < w->p->samples.n; i++) {
		int side = pfl_evidence_side(w->p, i);

		events[side] += w->source.divisor[side][i];
	}
	w->c->total.now /= events[0] ? events[0] : 1;
	w->c->total.old /= events[1] ? events[1] : 1;
}

/* The exact totals of both sides, and of each run. */
static bool
find_total(struct work *w, struct pfl_error *err)
{
	struct pfl_comparison *c = w->c;
	uint32_t n_runs = w->judge.n_runs, n_old = w->judge.n_old;
	double *run = calloc(n_runs, sizeof(*run));
	struct pfl_change change;

	if (!run)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (uint32_t i = 0; i < w->p->samples.n; i++) {
		int side = pfl_evidence_side(w->p, i);

		*(side ? &c->total.old : &c->total.now) += w->source.value[side][i];
		run[w->p->samples.run[i]] += (double)w->source.value[side][i];
	}
	c->total.absent[0] = c->total.now == 0;
	c->total.absent[1] = c->total.old == 0;
	if (w->source.divisor[0])
		divide_total(w);
	change = pfl_totals_test(run, n_old, run + n_old, n_runs - n_old, 0);
	free(run);
	c->total.delta = (double)c->total.now - c->factor * (double)c->total.old;
	c->total.events[0] = w->judge.total[0].events;
	c->total.events[1] = w->judge.total[1].events;
	c->total.low = c->total.high = c->total.error = NAN;
	c->total.p = c->total.q = c->total.detectable = NAN;
	c->total_ratio = c->total.old > 0 && c->total.now > 0
		? (double)c->total.now / pfl_comparison_runs(c, false) /
			((double)c->total.old / pfl_comparison_runs(c, true))
		: NAN;
	c->total_growth = c->total_low = c->total_high = c->total_p = NAN;
	if (!w->judge.single && !c->mean && change.has_ratio) {
		struct pfl_bounds bounds;

		if (pfl_change_growth(&change,
			    pfl_student_quantile(w->judge.alpha / 2, change.df), &bounds)) {
			c->total_growth = bounds.estimate;
			c->total_low = bounds.lower;
			c->total_high = bounds.upper;
			c->total_p = change.p;
		}
	}
	return true;
}

static void
find_durations(struct pfl_comparison *c, const struct pfl_pairing *pairing)
{
	double old = (double)pfl_pairing_side(pairing, true).duration_nanos;
	double now = (double)pfl_pairing_side(pairing, false).duration_nanos;

	c->duration_ratio = old > 0 && now > 0
		? now / (pairing->n_runs - pairing->n_old) / (old / pairing->n_old)
		: NAN;
}

static void
copy_facts(struct work *w)
{
	struct pfl_comparison *c = w->c;

	c->n_old = w->judge.n_old;
	c->n_new = w->judge.n_runs - w->judge.n_old;
	c->snapshots = w->opts->snapshots;
	c->mean = w->opts->mean;
	c->untested = w->judge.untested;
	c->of_calls = w->source.calls != NULL;
	c->evidence = w->source.kind;
	c->weak = w->source.weak;
	c->normalization = w->scale.mode;
	c->factor = w->scale.factor;
	c->factor_functions = w->scale.functions;
	c->too_few_functions = w->scale.too_few;
	c->size_factor = w->scale.run;
	c->dispersion = w->judge.single ? w->judge.noise.lambda : w->judge.phi;
	c->dispersion_functions = w->judge.functions;
	c->noise = w->judge.floor;
	c->alpha = w->judge.alpha;
	find_durations(c, w->p->pairing);
}

/* Rows in the order of reports. */
struct order {
	const struct work *w;
	struct pfl_node_ranks ranks;
};

static int
compare_rows(const void *context, uint32_t a, uint32_t b)
{
	const struct order *order = context;
	const struct pfl_compared *x = &order->w->c->row[a], *y = &order->w->c->row[b];
	double dx = x->cum.effect, dy = y->cum.effect;

	if (x->finding != y->finding)
		return x->finding < y->finding ? -1 : 1; /* PFL_NONE is the largest */
	if (dx != dy)
		return dx > dy ? -1 : 1;
	if (order->ranks.print[x->node] != order->ranks.print[y->node])
		return order->ranks.print[x->node] < order->ranks.print[y->node] ? -1 : 1;
	return (order->ranks.full[x->node] > order->ranks.full[y->node]) -
		(order->ranks.full[x->node] < order->ranks.full[y->node]);
}

static bool
order_rows(struct work *w, struct pfl_error *err)
{
	struct pfl_comparison *c = w->c;
	struct pfl_arena scratch = { .budget = w->arena->budget };
	struct order order = { .w = w };
	uint32_t *at = pfl_arena_alloc(&scratch, c->n, sizeof(*at), err);
	uint32_t *node = pfl_arena_alloc(&scratch, c->n, sizeof(*node), err);
	struct pfl_compared *row = pfl_arena_alloc(w->arena, c->n, sizeof(*row), err);
	bool ok = at && node && row;

	for (uint32_t i = 0; ok && i < c->n; i++) {
		at[i] = i;
		node[i] = c->row[i].node;
	}
	ok = ok && pfl_node_rank(&order.ranks, w->nodes, w->p, node, c->n, &scratch, err) &&
		pfl_order_rows(at, c->n, compare_rows, &order, err);
	for (uint32_t i = 0; ok && i < c->n; i++)
		row[i] = c->row[at[i]];
	if (ok)
		c->row = row;
	pfl_arena_clear(&scratch);
	return ok;
}

/* What functions use themselves that are guessed to be the same, on both sides. */
static double
guessed_events(const struct work *w)
{
	double events = 0;

	for (uint32_t i = 0; i < w->guesses.n; i++)
		events += (double)w->flat.sum[1][w->guesses.guess[i].gone] +
			(double)w->flat.sum[0][w->guesses.guess[i].come];
	return events;
}

/* Which of the functions on both sides have gone by two names. */
static void
note_matches(struct work *w)
{
	const struct pfl_matching *m = w->opts->matching;
	struct pfl_comparison *c = w->c;

	for (uint32_t i = 0; i < c->n; i++) {
		if (m && m->other[c->row[i].node] != PFL_NONE)
			c->row[i].match = PFL_MATCH_CANONICAL;
		if (pfl_guess_of(&w->guesses, c->row[i].node))
			c->row[i].match = PFL_MATCH_GUESSED;
	}
	for (int i = 0; m && m->total > 0 && i < N_PFL_MATCHES; i++)
		c->matched[i] = m->events[i] / m->total;
	if (m && m->total > 0)
		c->matched[PFL_MATCH_GUESSED] = guessed_events(w) / m->total;
}

/* The finding that a function is the place of, or lies on the way of. */
static void
link_findings(struct pfl_comparison *c, uint32_t *finding)
{
	for (uint32_t i = c->n_findings; i-- > 0;) {
		const struct pfl_finding *f = &c->finding[i];

		for (uint32_t k = 0; k < f->n_chain; k++)
			finding[f->chain[k]] = i;
		if (f->partner != PFL_NONE)
			finding[f->partner] = i;
	}
	for (uint32_t i = c->n_findings; i-- > 0;)
		finding[c->finding[i].node] = i;
}

static bool
make_rows(struct work *w, struct pfl_error *err)
{
	struct pfl_comparison *c = w->c;
	uint32_t n = w->nodes->n, unused, flat_tested;
	uint32_t *finding = calloc((size_t)n + 1, sizeof(*finding));
	struct pfl_compared *all = pfl_arena_alloc(w->arena, n, sizeof(*all), err);
	bool ok = all && (finding || pfl_fail(err, PFL_NOMEM, "out of memory")) &&
		pfl_judge_all(&w->judge, &w->flat, w->judge.unsteady, &all->flat, sizeof(*all),
			&flat_tested, &unused, err) &&
		pfl_judge_all(&w->judge, &w->cum, w->judge.unsteady, &all->cum, sizeof(*all),
			&c->n_tested, &c->n_significant, err);

	for (uint32_t i = 0; ok && i < n; i++)
		finding[i] = PFL_NONE;
	if (ok)
		link_findings(c, finding);
	for (uint32_t i = 0; ok && i < n; i++) {
		all[i].node = i;
		all[i].finding = finding[i];
		if (all[i].cum.old != 0 || all[i].cum.now != 0)
			all[c->n++] = all[i];
	}
	c->row = all;
	free(finding);
	if (ok) {
		note_matches(w);
		pfl_comparison_word_rows(c);
	}
	return ok && order_rows(w, err);
}

/* The relative error of a function with this share of everything. */
static double
share_error(const struct work *w, double share)
{
	const struct pfl_judge *judge = &w->judge;
	double old = pfl_tally_effective(&judge->total[1]);
	double now = pfl_tally_effective(&judge->total[0]);

	/* Nothing was sampled, or so often that nothing is missing. */
	if (w->c->total.old > 0 && w->c->total.now > 0 &&
		(w->source.kind == PFL_EVIDENCE_EXACT || !(old > 0) || !(now > 0)))
		return sqrt(2) * w->c->noise * (1 - share);
	return pfl_detectable_share_error(share, old, now, w->c->dispersion, w->c->noise);
}

/* What could have been seen of a function with this share, and, with one recording a side, by
 * bounds that hold for all places at once. */
static double
detectable_growth(const struct work *w, double share)
{
	const struct pfl_judge *judge = &w->judge;
	double growth = pfl_detectable_growth(
		share_error(w, share), pfl_judge_freedom(judge), judge->alpha, power);
	struct pfl_detectable floor;

	if (!judge->single)
		return growth;
	return pfl_detectable_by_floor(w->scan.quantile, w->c->noise, &floor)
		? fmax(growth, floor.growth)
		: INFINITY;
}

static void
find_detectable(struct work *w)
{
	struct pfl_comparison *c = w->c;

	if (c->total.old == 0 || c->total.now == 0 || c->untested) {
		c->detectable_up = c->detectable_small = INFINITY;
		c->detectable_down = -INFINITY;
		return;
	}
	c->detectable_up = detectable_growth(w, typical_share);
	c->detectable_down = -c->detectable_up / (1 + c->detectable_up);
	c->detectable_small = detectable_growth(w, small_share);
}

static void
find_residual(struct pfl_comparison *c)
{
	c->residual = c->total.delta;
	for (uint32_t i = 0; i < c->n_findings; i++)
		c->residual -= c->finding[i].delta;
}

/* Were there no samples at all, on any side? */
static bool
is_empty(const struct pfl_pairing *pairing)
{
	for (uint32_t i = 0; i < pairing->n_runs; i++) {
		if (pairing->run[i].samples > 0)
			return false;
	}
	return true;
}

/* Packages, calls and labels, which need nothing of what is said of functions. */
static bool
compare_groups(void *context, struct pfl_error *err)
{
	struct work *w = context;
	const struct pfl_tallies rows[] = { w->scan.total[1], w->scan.total[0] };
	bool known = !w->judge.untested && w->judge.single; /* the old run is run 0 */
	const struct pfl_groups_input input = { .p = w->p,
		.nodes = w->nodes,
		.tree = w->tree,
		.packages = &w->packages,
		.by_package = &w->by_package,
		.rows = known ? rows : NULL };

	return pfl_groups_compare(w->c, &w->judge, &input, &w->groups, err);
}

/* The few places that explain the change. */
static bool
explain(struct work *w, struct pfl_error *err)
{
	return pfl_scan_make(&w->scan, &w->judge, &w->scratch, err) &&
		pfl_guesses_make(&w->guesses, &w->scan, &w->judge, &w->cum, err) &&
		pfl_explain(w->c, &w->scan, &w->guesses, &w->judge, &w->cum, w->opts->own,
			w->arena, err);
}

/* All tables, and what explains the change. */
static bool
compare_all(struct work *w, struct pfl_error *err)
{
	struct pfl_beside groups;
	bool ok, both;

	w->groups.budget = w->arena->budget;
	pfl_beside_begin(&groups, compare_groups, w, w->tree->n >= LARGE);
	ok = find_total(w, err) && (w->judge.untested || explain(w, err)) && make_rows(w, err);
	both = pfl_beside_end(&groups, err) && ok;
	pfl_arena_join(w->arena, &w->groups);
	return both;
}

static bool
compare(struct work *w, struct pfl_error *err)
{
	if (!measure(w, err))
		return false;
	copy_facts(w);
	if (!compare_all(w, err))
		return false;
	pfl_calls_note_cut(w->p, w->cum.cut);
	find_residual(w->c);
	find_detectable(w);
	return pfl_warnings_make(w->c, &w->judge, &w->flat, w->arena, err) &&
		pfl_verdict_make(w->c, &w->judge, &w->guesses, &w->flat, &w->cum, w->nodes,
			w->opts, err);
}

bool
pfl_compare(struct pfl_comparison *comparison, struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_columns *columns,
	const struct pfl_calltree *tree, const struct pfl_compare_opts *opts,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct work w = { .c = comparison,
		.p = p,
		.nodes = nodes,
		.columns = columns,
		.tree = tree,
		.opts = opts,
		.arena = arena };
	bool ok;

	*comparison = (struct pfl_comparison){ 0 };
	if (!opts->allow_empty && is_empty(p->pairing))
		return pfl_fail(err, PFL_USAGE,
			"both profiles are empty; --allow-empty compares them all the same");
	w.scratch.budget = w.rows.budget = arena->budget;
	ok = compare(&w, err);
	pfl_arena_clear(&w.scratch);
	pfl_arena_clear(&w.rows);
	return ok;
}
