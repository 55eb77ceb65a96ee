/* SPDX-License-Identifier: Apache-2.0 */
/* Cum of units from the calls of a profile that has no stacks. */
#include "analyze/graph.h"

#include <stdlib.h>

/*
 * A unit amounts to itself and what its calls cost. The calls of a function by itself are in
 * its costs already and do not count. Where functions call one another in a circle, a call's
 * cost holds calls that come back, once for each time round: no function there can amount to
 * more than the whole circle does, which is itself and what is called from it outside.
 */
struct circles {
	struct graph *g;
	uint32_t *first, *to; /* calls by unit: to[first[u] .. first[u + 1])                 */
	uint32_t *order,
		*low;   /* by unit: when it was met, from 1; the first that it leads to */
	uint32_t *next; /* by unit: which of its calls is to be followed               */
	uint32_t *path, *open; /* units whose calls are being followed; whose circle is open */
	uint32_t n_path, n_open, n_met;
	uint32_t *circle; /* by unit: its circle; PFL_NONE: not known yet */
	uint32_t n;
};

const int64_t *
pfl_graph_call_values(const struct graph *g, int k)
{
	return g->p->calls.value[k ? 0 : g->columns->type];
}

static uint32_t *
column(struct circles *c, size_t n, struct pfl_error *err)
{
	return pfl_arena_alloc(&c->g->scratch, n, sizeof(uint32_t), err);
}

static bool
group_calls(struct circles *c, struct pfl_error *err)
{
	const struct pfl_calls *calls = &c->g->p->calls;
	uint32_t n = c->g->n_units;

	c->first = column(c, (size_t)n + 2, err);
	c->to = column(c, calls->n, err);
	if (!c->first || !c->to)
		return false;
	for (uint32_t i = 0; i < calls->n; i++)
		c->first[graph_place(c->g, calls->from[i]) + 2]++;
	for (uint32_t u = 0; u < n; u++)
		c->first[u + 2] += c->first[u + 1];
	for (uint32_t i = 0; i < calls->n; i++)
		c->to[c->first[graph_place(c->g, calls->from[i]) + 1]++] =
			graph_place(c->g, calls->to[i]);
	return true;
}

static void
meet(struct circles *c, uint32_t unit)
{
	c->order[unit] = c->low[unit] = ++c->n_met;
	c->next[unit] = c->first[unit];
	c->path[c->n_path++] = unit;
	c->open[c->n_open++] = unit;
}

/* All calls of the last unit on the path were followed. */
static void
leave(struct circles *c)
{
	uint32_t unit = c->path[--c->n_path], member;

	if (c->n_path) {
		uint32_t above = c->path[c->n_path - 1];

		if (c->low[unit] < c->low[above])
			c->low[above] = c->low[unit];
	}
	if (c->low[unit] != c->order[unit])
		return;
	do {
		member = c->open[--c->n_open];
		c->circle[member] = c->n;
	} while (member != unit);
	c->n++;
}

/* Tarjan's, with a path of its own. */
static void
find_circles(struct circles *c)
{
	for (uint32_t u = 0; u < c->g->n_units; u++) {
		if (c->order[u])
			continue;
		meet(c, u);
		while (c->n_path) {
			uint32_t unit = c->path[c->n_path - 1], to;

			if (c->next[unit] == c->first[unit + 1]) {
				leave(c);
				continue;
			}
			to = c->to[c->next[unit]++];
			if (!c->order[to])
				meet(c, to);
			else if (c->circle[to] == PFL_NONE && c->order[to] < c->low[unit])
				c->low[unit] = c->order[to];
		}
	}
}

static bool
make_circles(struct circles *c, struct pfl_error *err)
{
	uint32_t n = c->g->n_units;

	if (!group_calls(c, err))
		return false;
	c->order = column(c, n, err);
	c->low = column(c, n, err);
	c->next = column(c, n, err);
	c->path = column(c, n, err);
	c->open = column(c, n, err);
	c->circle = column(c, n, err);
	if (!c->order || !c->low || !c->next || !c->path || !c->open || !c->circle)
		return false;
	for (uint32_t u = 0; u < n; u++)
		c->circle[u] = PFL_NONE;
	find_circles(c);
	return true;
}

/* What each circle amounts to, and of how many units it is. */
static bool
add_up_circles(const struct circles *c, int k, const pfl_sum *flat, pfl_sum **sum,
	uint32_t **members, struct pfl_error *err)
{
	const struct pfl_calls *calls = &c->g->p->calls;
	const int64_t *value = pfl_graph_call_values(c->g, k);

	*sum = pfl_arena_alloc(&c->g->scratch, c->n, sizeof(**sum), err);
	*members = pfl_arena_alloc(&c->g->scratch, c->n, sizeof(**members), err);
	if (!*sum || !*members)
		return false;
	for (uint32_t u = 0; u < c->g->n_units; u++) {
		(*sum)[c->circle[u]] += flat[u];
		(*members)[c->circle[u]]++;
	}
	for (uint32_t i = 0; i < calls->n; i++) {
		uint32_t from = c->circle[graph_place(c->g, calls->from[i])];

		if (from != c->circle[graph_place(c->g, calls->to[i])])
			(*sum)[from] += value[i];
	}
	return true;
}

/* Everything together, which nothing can be more than; false: a value is negative. */
static bool
bound(const struct graph *g, int k, const pfl_sum *flat, pfl_sum *most)
{
	const int64_t *value = pfl_graph_call_values(g, k);

	*most = 0;
	for (uint32_t u = 0; u < g->n_units; u++) {
		if (flat[u] < 0)
			return false;
		*most += flat[u];
	}
	for (uint32_t i = 0; i < g->p->calls.n; i++) {
		if (value[i] < 0)
			return false;
	}
	return true;
}

bool
pfl_graph_call_sums(
	struct graph *g, int k, const pfl_sum *flat, pfl_sum *cum, struct pfl_error *err)
{
	const struct pfl_calls *calls = &g->p->calls;
	const int64_t *value = pfl_graph_call_values(g, k);
	struct circles c = { .g = g };
	uint32_t *members, cut = 0;
	pfl_sum *sum, most;
	bool bounded;

	if (!make_circles(&c, err) || !add_up_circles(&c, k, flat, &sum, &members, err))
		return false;
	for (uint32_t i = 0; i < calls->n; i++) {
		uint32_t from = graph_place(g, calls->from[i]);

		if (from != graph_place(g, calls->to[i]))
			cum[from] += value[i];
	}
	bounded = bound(g, k, flat, &most);
	for (uint32_t u = 0; u < g->n_units; u++) {
		if (members[c.circle[u]] > 1 && cum[u] > sum[c.circle[u]])
			cum[u] = sum[c.circle[u]];
		if (bounded && cum[u] > most) {
			cum[u] = most;
			cut++;
		}
	}
	if (cut && k == 0)
		pfl_profile_add_note(g->p,
			"the calls of %u function%s cost more than everything together; shown "
			"is "
			"everything",
			cut, cut == 1 ? "" : "s");
	return true;
}
