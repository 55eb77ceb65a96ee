/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/explain.h"

#include "base/match.h"
#include "compare/together.h"
#include "stats/split.h"

#include <math.h>
#include <stdlib.h>

static const double carries = 0.9;     /* of a change: then it is the same one          */
static const double alike = 0.05;      /* p of the split test, above which calls are so */
static const double small_part = 0.02; /* of a finding: not worth a line                */

/* A list of nodes by how much of a change is theirs. */
struct ranking {
	double *delta;     /* by node */
	bool *is_touched;  /* by node: also where its parts have cancelled out */
	uint32_t *touched; /* those, each once */
	uint32_t n;
};

/* Everything that findings are made from. */
struct work {
	struct pfl_comparison *comparison;
	const struct pfl_scan *scan;
	const struct pfl_judge *judge;
	const struct pfl_calltree *tree;
	const struct pfl_nodes *nodes;
	const struct pfl_measured *cum;
	struct pfl_matcher *own;
	struct ranking ranking;
	double *part_old, *part_now; /* by child, for the split test; as many as rows */
	struct pfl_arena *arena, scratch;
};

static bool
ranking_init(struct ranking *r, uint32_t n, struct pfl_arena *scratch, struct pfl_error *err)
{
	r->delta = pfl_arena_alloc(scratch, n, sizeof(*r->delta), err);
	r->touched = pfl_arena_alloc(scratch, n, sizeof(*r->touched), err);
	r->is_touched = pfl_arena_alloc(scratch, n, sizeof(*r->is_touched), err);
	return r->delta && r->touched && r->is_touched;
}

static void
ranking_add(struct ranking *r, uint32_t node, double delta)
{
	if (delta == 0)
		return;
	if (!r->is_touched[node])
		r->touched[r->n++] = node;
	r->is_touched[node] = true;
	r->delta[node] += delta;
}

/* The largest in the direction of `sign`, at most `room`; empties the ranking. */
static uint32_t
ranking_take(struct ranking *r, double sign, double least, uint32_t room, uint32_t *node,
	double *delta)
{
	uint32_t n = 0;

	while (n < room) {
		uint32_t best = PFL_NONE;

		for (uint32_t i = 0; i < r->n; i++) {
			uint32_t at = r->touched[i];

			if (r->delta[at] * sign > least &&
				(best == PFL_NONE ||
					r->delta[at] * sign > r->delta[best] * sign))
				best = at;
		}
		if (best == PFL_NONE)
			break;
		node[n] = best;
		delta[n++] = r->delta[best];
		r->delta[best] = 0;
	}
	for (uint32_t i = 0; i < r->n; i++) {
		r->delta[r->touched[i]] = 0;
		r->is_touched[r->touched[i]] = false;
	}
	r->n = 0;
	return n;
}

/* What a row has changed by, in terms of tallies. */
static double
row_delta(const struct work *w, const struct pfl_tallies side[2], uint32_t row)
{
	return side[0].value[row] - w->judge->scale->tally_factor * side[1].value[row];
}

static double
total_delta(const struct work *w, uint32_t row)
{
	return row_delta(w, w->scan->total, row);
}

static double
self_delta(const struct work *w, uint32_t row)
{
	return row_delta(w, w->scan->self, row);
}

/* Nodes from the root to a row. */
static bool
fill_path(const struct work *w, struct pfl_finding *f, uint32_t row, struct pfl_error *err)
{
	uint32_t n = w->tree->depth[row];
	uint32_t *path = pfl_arena_alloc(w->arena, n, sizeof(*path), err);

	if (!path)
		return false;
	f->path = path;
	f->n_path = n;
	for (uint32_t at = row; n > 0; at = w->tree->parent[at])
		path[--n] = w->tree->node[at];
	return true;
}

/* The call below a row that carries its change, or PFL_NONE. */
static uint32_t
carrier(const struct work *w, uint32_t row, double delta)
{
	const struct pfl_calltree *tree = w->tree;

	for (uint32_t child = row + 1; child < tree->end[row]; child = tree->end[child]) {
		if (fabs(total_delta(w, child)) >= carries * fabs(delta) &&
			total_delta(w, child) * delta > 0)
			return child;
	}
	return PFL_NONE;
}

static bool
fill_chain(const struct work *w, struct pfl_finding *f, uint32_t row, struct pfl_error *err)
{
	double delta = total_delta(w, row);
	uint32_t *chain, n = 0;

	for (uint32_t at = carrier(w, row, delta); at != PFL_NONE; at = carrier(w, at, delta))
		n++;
	f->chain = chain = pfl_arena_alloc(w->arena, n, sizeof(*chain), err);
	for (uint32_t at = carrier(w, row, delta); chain && f->n_chain < n;
		at = carrier(w, at, delta))
		chain[f->n_chain++] = w->tree->node[at];
	return chain != NULL;
}

static bool
fill_own(const struct work *w, struct pfl_finding *f, struct pfl_error *err)
{
	f->own = PFL_NONE;
	for (uint32_t i = f->n_path; w->own && i-- > 0;) {
		bool hit = false;

		if (!pfl_matcher_test(w->own,
			    pfl_profile_text(w->judge->source->p, w->nodes->name[f->path[i]]),
			    &hit, err))
			return false;
		if (hit) {
			f->own = f->path[i];
			break;
		}
	}
	return true;
}

/* Is this row in the part of the tree that the finding is about? Rows come in order. */
static void
each_part(struct work *w, const struct pfl_place *place,
	void (*see)(struct work *w, uint32_t row))
{
	const struct pfl_calltree *tree = w->tree;
	uint32_t row = place->kind == PFL_PLACE_FUNCTION ? 1 : place->row;
	uint32_t end = place->kind == PFL_PLACE_FUNCTION ? tree->n : place->row + 1;

	while (row < end) {
		uint32_t last = row + 1;

		if (tree->node[row] == place->node) {
			last = place->kind == PFL_PLACE_SELF ? row + 1 : tree->end[row];
			for (uint32_t at = row; at < last; at++)
				see(w, at);
		}
		row = last;
	}
}

static void
add_operation(struct work *w, uint32_t row)
{
	ranking_add(&w->ranking, w->tree->node[row], self_delta(w, row));
}

/* Who calls the function, where calls say so: with what these cost. */
static void
add_calls(struct work *w, uint32_t node)
{
	const struct pfl_evidence_source *source = w->judge->source->calls;
	const struct pfl_profile *p = source->p;
	const struct pfl_calls *calls = &p->calls;

	for (uint32_t i = 0; i < calls->n; i++) {
		uint32_t to = pfl_nodes_at(w->nodes, p, calls->to[i]);
		uint32_t from = pfl_nodes_at(w->nodes, p, calls->from[i]);
		bool old = calls->run[i] < p->pairing->n_old;

		if (to == node && from != node)
			ranking_add(&w->ranking, from,
				(old ? -w->judge->scale->tally_factor : 1) *
					pfl_evidence_tally(source, i).value);
	}
}

/* Who calls the function, in all its places. */
static void
add_callers(struct work *w, uint32_t node)
{
	const struct pfl_calltree *tree = w->tree;

	for (uint32_t row = 1; row < tree->n;) {
		if (tree->node[row] != node) {
			row++;
			continue;
		}
		if (tree->parent[row])
			ranking_add(&w->ranking, tree->node[tree->parent[row]],
				total_delta(w, row));
		row = tree->end[row];
	}
}

static void
fill_parts(struct work *w, struct pfl_finding *f, const struct pfl_place *place)
{
	double delta = place->now - place->expected, sign = delta < 0 ? -1 : 1;
	double least = small_part * fabs(delta), unit = w->judge->source->weight[0];

	each_part(w, place, add_operation);
	f->n_operations =
		ranking_take(&w->ranking, sign, least, 3, f->operation, f->operation_delta);
	if (w->comparison->of_calls)
		add_calls(w, place->node);
	else
		add_callers(w, place->node);
	f->n_callers = ranking_take(&w->ranking, sign, least, 5, f->caller, f->caller_delta);
	for (uint32_t i = 0; i < f->n_operations; i++)
		f->operation_delta[i] *= unit;
	for (uint32_t i = 0; i < f->n_callers; i++)
		f->caller_delta[i] *= unit;
}

/* The split test is about events; where values are no events, about how many they are like. */
static double
events_per_value(const struct work *w, uint32_t row)
{
	const struct pfl_tallies *total = w->scan->total;
	double value = total[1].value[row] + total[0].value[row];
	double events = total[1].events[row] + total[0].events[row];

	return w->judge->source->uniform || !(value > 0) || !(events > 0) ? 1 : events / value;
}

/* Have a row's own part and its calls changed alike? */
static enum pfl_finding_class
split_class(struct work *w, struct pfl_finding *f, const struct pfl_place *place)
{
	const struct pfl_calltree *tree = w->tree;
	double ratio = place->expected > 0 ? place->now / place->expected : 1, most = -1;
	uint32_t row = place->row;
	double each = events_per_value(w, row), unlike;
	double factor = w->judge->scale->tally_factor;
	size_t n = 1;

	w->part_old[0] = each * factor * w->scan->self[1].value[row];
	w->part_now[0] = each * w->scan->self[0].value[row];
	for (uint32_t child = row + 1; child < tree->end[row]; child = tree->end[child]) {
		w->part_old[n] = each * factor * w->scan->total[1].value[child];
		w->part_now[n] = each * w->scan->total[0].value[child];
		unlike = fabs(w->part_now[n] - ratio * w->part_old[n]);
		if (unlike > most) {
			most = unlike;
			f->deviates = tree->node[child];
		}
		n++;
	}
	if (pfl_split_test(w->part_old, w->part_now, n,
		    w->judge->single ? w->judge->noise.lambda : w->judge->phi)
			.p > alike) {
		f->deviates = PFL_NONE;
		return PFL_FINDING_SCALED;
	}
	return PFL_FINDING_MIXED;
}

static enum pfl_finding_class
classify(struct work *w, struct pfl_finding *f, const struct pfl_place *place)
{
	bool leaf = w->tree->end[place->row] == place->row + 1;

	if (f->old == 0)
		return PFL_FINDING_NEW;
	if (f->now == 0)
		return PFL_FINDING_GONE;
	if (place->kind == PFL_PLACE_SELF || leaf)
		return PFL_FINDING_SELF;
	return split_class(w, f, place);
}

/* What a place has on a side, to the last unit. */
static pfl_sum
place_sum(const struct work *w, const struct pfl_place *place, int side)
{
	const struct pfl_evidence_source *source = w->judge->source;
	pfl_sum self, total;

	if (place->kind == PFL_PLACE_FUNCTION)
		return w->cum->sum[side][place->node];
	pfl_calltree_add_up(w->tree, source->p, source->value[side], place->row, &self, &total);
	return place->kind == PFL_PLACE_SELF ? self : total;
}

static bool
make_finding(struct work *w, const struct pfl_place *place, struct pfl_finding *f,
	struct pfl_error *err)
{
	double unit = w->judge->source->weight[0], delta = place->now - place->expected;
	bool self = place->kind == PFL_PLACE_SELF;

	*f = (struct pfl_finding){ .node = place->node,
		.everywhere = place->kind == PFL_PLACE_FUNCTION || w->comparison->of_calls,
		.partner = PFL_NONE,
		.deviates = PFL_NONE,
		.old = place_sum(w, place, 1),
		.now = place_sum(w, place, 0),
		.delta = delta * unit,
		.bound = copysign(place->bound, delta) * unit };
	f->class = classify(w, f, place);
	if (!fill_path(w, f, place->row, err) || !fill_own(w, f, err))
		return false;
	fill_parts(w, f, place);
	return self || fill_chain(w, f, place->row, err);
}

static bool
make_findings(struct work *w, const struct pfl_guesses *guesses, struct pfl_error *err)
{
	struct pfl_comparison *c = w->comparison;

	c->finding = pfl_arena_alloc(w->arena, w->scan->n, sizeof(*c->finding), err);
	if (!c->finding)
		return false;
	for (uint32_t i = 0; i < w->scan->n; i++) {
		if (!make_finding(w, &w->scan->place[i], &c->finding[i], err))
			return false;
		c->n_findings++;
	}
	pfl_findings_together(c, w->scan, guesses);
	return true;
}

bool
pfl_explain(struct pfl_comparison *comparison, const struct pfl_scan *scan,
	const struct pfl_guesses *guesses, const struct pfl_judge *judge,
	const struct pfl_measured *cum, const char *own, struct pfl_arena *arena,
	struct pfl_error *err)
{
	struct work w = { .comparison = comparison,
		.scan = scan,
		.judge = judge,
		.tree = scan->tree,
		.nodes = scan->nodes,
		.cum = cum,
		.arena = arena,
		.scratch = { .budget = arena->budget } };
	bool ok = true;

	if (own && *own)
		ok = (w.own = pfl_matcher_new(pfl_span_of(own), "own", err)) != NULL;
	if (ok) {
		w.part_old = pfl_arena_alloc(
			&w.scratch, (size_t)scan->tree->n + 1, sizeof(double), err);
		w.part_now = pfl_arena_alloc(
			&w.scratch, (size_t)scan->tree->n + 1, sizeof(double), err);
		ok = w.part_old && w.part_now &&
			ranking_init(&w.ranking, scan->nodes->n, &w.scratch, err) &&
			make_findings(&w, guesses, err);
	}
	pfl_matcher_free(w.own);
	pfl_arena_clear(&w.scratch);
	return ok;
}
