/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/guess.h"

#include "compare/kin.h"

#include <stdlib.h>
#include <string.h>

/* A function that one side lacks, by the place where it costs most. */
struct lone {
	uint32_t node, row, caller; /* caller: a node; PFL_NONE: it is a root */
	double cost;                /* of that place, at the new side's scale  */
};

/* What a place calls. */
struct callee {
	uint32_t node;
	double cost;
};

struct search {
	const struct pfl_scan *scan;
	const struct pfl_judge *judge;
	const struct pfl_measured *cum;
	const struct pfl_evidence_source *calls; /* instead of stacks; or NULL */
	struct pfl_guesses *guesses;
	struct lone
		*lone[2]; /* [1]: on the old side only; by caller, at most PFL_SIMILAR_MOST */
	uint32_t n[2];
	struct pfl_candidate candidate[2][PFL_SIMILAR_MOST];
	struct pfl_arena scratch;
};

static double
factor_of(const struct search *s, int side)
{
	return side ? s->judge->scale->tally_factor : 1;
}

static bool
is_only_on(const struct search *s, uint32_t node, int side)
{
	return s->cum->sum[side][node] != 0 && s->cum->sum[!side][node] == 0;
}

static uint32_t
node_of(const struct pfl_calltree *tree, uint32_t row)
{
	return row ? tree->node[row] : PFL_NONE;
}

/* Costly ones in front; of those that cost the same, the first in the tree. */
static int
by_cost(const void *a, const void *b)
{
	const struct lone *x = a, *y = b;

	if (x->cost < y->cost || x->cost > y->cost)
		return x->cost > y->cost ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static int
by_caller(const void *a, const void *b)
{
	const struct lone *x = a, *y = b;

	if (x->caller != y->caller)
		return x->caller < y->caller ? -1 : 1;
	return by_cost(a, b);
}

/* What a place costs with all that it calls. Where there are calls instead of stacks, the place
 * is the function. */
static double
cost_at(const struct search *s, int side, uint32_t row)
{
	const struct pfl_pairing *pairing = s->judge->source->p->pairing;
	uint32_t node = s->scan->tree->node[row];
	double sum = 0;

	if (!s->calls)
		return s->scan->total[side].value[row];
	for (uint32_t run = side ? 0 : pairing->n_old;
		run < (side ? pairing->n_old : pairing->n_runs); run++)
		sum += s->cum->run[run][node].value;
	return sum;
}

/* The nodes of the lone functions of a side. */
static uint32_t *
lone_nodes(struct search *s, int side, struct pfl_error *err)
{
	uint32_t *node = pfl_arena_alloc(&s->scratch, s->n[side], sizeof(*node), err);

	for (uint32_t i = 0; node && i < s->n[side]; i++)
		node[i] = s->lone[side][i].node;
	return node;
}

/* Who calls each for most. */
static bool
find_callers(struct search *s, int side, struct pfl_error *err)
{
	struct pfl_kin_query query = { lone_nodes(s, side, err), s->n[side], side, true };
	struct pfl_kin_list list;
	size_t at = 0, end;

	if (!query.node ||
		!pfl_kin_find(&list, &query, s->calls, s->scan->nodes, &s->scratch, err))
		return false;
	for (uint32_t i = 0; i < s->n[side]; i++, at = end) {
		double most = 0;

		for (at = pfl_kin_of(&list, i, at, &end); at < end; at++) {
			if (list.at[at].cost > most) {
				most = list.at[at].cost;
				s->lone[side][i].caller = list.at[at].node;
			}
		}
	}
	return true;
}

/* All functions that only this side has, each at its costliest place. */
static bool
find_lone(struct search *s, int side, struct pfl_error *err)
{
	const struct pfl_calltree *tree = s->scan->tree;
	struct lone *lone = pfl_arena_alloc(&s->scratch, s->cum->n, sizeof(*lone), err);
	uint32_t n = 0;

	if (!lone)
		return false;
	for (uint32_t row = 1; row < tree->n; row++) {
		struct lone *l = &lone[tree->node[row]];

		if (is_only_on(s, tree->node[row], side) &&
			(l->row == 0 || cost_at(s, side, row) > cost_at(s, side, l->row)))
			l->row = row;
	}
	for (uint32_t node = 0; node < s->cum->n; node++) {
		uint32_t row = lone[node].row;

		if (row != 0)
			lone[n++] = (struct lone){ node, row, node_of(tree, tree->parent[row]),
				factor_of(s, side) * cost_at(s, side, row) };
	}
	qsort(lone, n, sizeof(*lone), by_cost);
	s->n[side] = n < PFL_SIMILAR_MOST ? n : PFL_SIMILAR_MOST;
	s->lone[side] = lone;
	if (s->calls && !find_callers(s, side, err))
		return false;
	qsort(lone, s->n[side], sizeof(*lone), by_caller);
	return true;
}

static int
by_node(const void *a, const void *b)
{
	const struct callee *x = a, *y = b;

	return x->node < y->node ? -1 : x->node > y->node;
}

/* Siblings are different functions, so nothing is to be added up. */
static bool
fill_callees(struct search *s, int side, uint32_t row, struct pfl_candidate *candidate,
	struct pfl_error *err)
{
	const struct pfl_calltree *tree = s->scan->tree;
	struct callee *callee;
	uint32_t n = 0, *node;
	double *cost;

	for (uint32_t at = row + 1; at < tree->end[row]; at = tree->end[at])
		n++;
	callee = pfl_arena_alloc(&s->scratch, n, sizeof(*callee), err);
	candidate->callee = node = pfl_arena_alloc(&s->scratch, n, sizeof(*node), err);
	candidate->callee_cost = cost = pfl_arena_alloc(&s->scratch, n, sizeof(*cost), err);
	if (!callee || !node || !cost)
		return false;
	n = 0;
	for (uint32_t at = row + 1; at < tree->end[row]; at = tree->end[at]) {
		double value = factor_of(s, side) * s->scan->total[side].value[at];

		if (value > 0)
			callee[n++] = (struct callee){ tree->node[at], value };
	}
	qsort(callee, n, sizeof(*callee), by_node);
	for (candidate->n_callees = 0; candidate->n_callees < n; candidate->n_callees++) {
		node[candidate->n_callees] = callee[candidate->n_callees].node;
		cost[candidate->n_callees] = callee[candidate->n_callees].cost;
	}
	return true;
}

/* The same where calls say it. */
static bool
fill_called(struct search *s, int side, struct pfl_error *err)
{
	struct pfl_kin_query query = { lone_nodes(s, side, err), s->n[side], side, false };
	struct pfl_kin_list list;
	uint32_t *callee = NULL;
	double *cost = NULL;
	size_t at = 0, end;

	if (query.node &&
		pfl_kin_find(&list, &query, s->calls, s->scan->nodes, &s->scratch, err)) {
		callee = pfl_arena_alloc(&s->scratch, list.n, sizeof(*callee), err);
		cost = pfl_arena_alloc(&s->scratch, list.n, sizeof(*cost), err);
	}
	for (size_t i = 0; callee && cost && i < list.n; i++) {
		callee[i] = list.at[i].node;
		cost[i] = factor_of(s, side) * list.at[i].cost;
	}
	for (uint32_t i = 0; callee && cost && i < s->n[side]; i++, at = end) {
		struct pfl_candidate *c = &s->candidate[side][i];

		at = pfl_kin_of(&list, i, at, &end);
		c->callee = callee + at;
		c->callee_cost = cost + at;
		c->n_callees = (uint32_t)(end - at);
	}
	return callee && cost;
}

static bool
fill_candidates(struct search *s, int side, struct pfl_error *err)
{
	const struct pfl_calltree *tree = s->scan->tree;
	const struct pfl_nodes *nodes = s->scan->nodes;

	for (uint32_t i = 0; i < s->n[side]; i++) {
		const struct lone *l = &s->lone[side][i];
		struct pfl_candidate *c = &s->candidate[side][i];

		*c = (struct pfl_candidate){
			.name = pfl_profile_text(s->judge->source->p, nodes->name[l->node]),
			.file = nodes->file[l->node],
			.parent = l->caller,
			.grandparent = node_of(tree, tree->parent[tree->parent[l->row]]),
			.cost = l->cost,
		};
		if (!s->calls && !fill_callees(s, side, l->row, c, err))
			return false;
	}
	return !s->calls || fill_called(s, side, err);
}

/* Where those of the next caller begin. */
static uint32_t
group_end(const struct search *s, int side, uint32_t from)
{
	uint32_t at = from;

	while (at < s->n[side] && s->lone[side][at].caller == s->lone[side][from].caller)
		at++;
	return at;
}

/* Pair those old[0] .. and now[0] .. that one function calls. */
static void
pair_group(struct search *s, const uint32_t old[2], const uint32_t now[2])
{
	struct pfl_similar_pair pair[PFL_SIMILAR_MOST];
	double everything = s->scan->total[0].value[0];
	uint32_t n = pfl_similar_pairs(s->candidate[1] + old[0], old[1] - old[0],
		s->candidate[0] + now[0], now[1] - now[0], everything, pair);

	for (uint32_t i = 0; i < n; i++)
		s->guesses->guess[s->guesses->n++] = (struct pfl_guess){
			s->lone[1][old[0] + pair[i].gone].node,
			s->lone[0][now[0] + pair[i].come].node,
			pair[i].similarity,
		};
}

static void
pair_all(struct search *s)
{
	uint32_t old[2] = { 0 }, now[2] = { 0 };

	while (old[0] < s->n[1] && now[0] < s->n[0]) {
		uint32_t a = s->lone[1][old[0]].caller, b = s->lone[0][now[0]].caller;

		old[1] = group_end(s, 1, old[0]);
		now[1] = group_end(s, 0, now[0]);
		if (a == b)
			pair_group(s, old, now);
		if (a <= b)
			old[0] = old[1];
		if (b <= a)
			now[0] = now[1];
	}
}

bool
pfl_guesses_make(struct pfl_guesses *guesses, const struct pfl_scan *scan,
	const struct pfl_judge *judge, const struct pfl_measured *cum, struct pfl_error *err)
{
	struct search s = { .scan = scan,
		.judge = judge,
		.cum = cum,
		.calls = judge->source->calls,
		.guesses = guesses };
	bool ok = true;

	s.scratch.budget = judge->arena->budget;
	guesses->n = 0;
	for (int side = 0; ok && side < 2; side++)
		ok = find_lone(&s, side, err) && fill_candidates(&s, side, err);
	if (ok)
		pair_all(&s);
	pfl_arena_clear(&s.scratch);
	return ok;
}

const struct pfl_guess *
pfl_guess_of(const struct pfl_guesses *guesses, uint32_t node)
{
	for (uint32_t i = 0; i < guesses->n; i++) {
		if (guesses->guess[i].gone == node || guesses->guess[i].come == node)
			return &guesses->guess[i];
	}
	return NULL;
}

/* Copies of one column of a measure, with guesses joined. */
static pfl_sum *
join_sums(const pfl_sum *sum, uint32_t n, const struct pfl_guesses *guesses,
	struct pfl_arena *arena, struct pfl_error *err)
{
	pfl_sum *joined = pfl_arena_alloc(arena, n, sizeof(*joined), err);

	if (!joined)
		return NULL;
	memcpy(joined, sum, n * sizeof(*joined));
	for (uint32_t i = 0; i < guesses->n; i++) {
		joined[guesses->guess[i].come] += joined[guesses->guess[i].gone];
		joined[guesses->guess[i].gone] = 0;
	}
	return joined;
}

static struct pfl_tally *
join_tallies(const struct pfl_tally *tally, uint32_t n, const struct pfl_guesses *guesses,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct pfl_tally *joined = pfl_arena_alloc(arena, n, sizeof(*joined), err);

	if (!joined)
		return NULL;
	memcpy(joined, tally, n * sizeof(*joined));
	for (uint32_t i = 0; i < guesses->n; i++) {
		pfl_tally_put(&joined[guesses->guess[i].come], &joined[guesses->guess[i].gone]);
		joined[guesses->guess[i].gone] = (struct pfl_tally){ 0 };
	}
	return joined;
}

bool
pfl_guesses_join(struct pfl_measured *joined, const struct pfl_measured *measured,
	const struct pfl_guesses *guesses, struct pfl_arena *arena, struct pfl_error *err)
{
	*joined = *measured;
	if (guesses->n == 0)
		return true;
	joined->run = pfl_arena_alloc(arena, measured->n_runs, sizeof(*joined->run), err);
	if (!joined->run)
		return false;
	for (int side = 0; side < 2; side++) {
		joined->sum[side] =
			join_sums(measured->sum[side], measured->n, guesses, arena, err);
		if (!joined->sum[side])
			return false;
	}
	for (uint32_t run = 0; run < measured->n_runs; run++) {
		joined->run[run] =
			join_tallies(measured->run[run], measured->n, guesses, arena, err);
		if (!joined->run[run])
			return false;
	}
	return true;
}
