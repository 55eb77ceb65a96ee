/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/kin.h"

#include <stdlib.h>

static int
by_both(const void *a, const void *b)
{
	const struct pfl_kin *x = a, *y = b;

	if (x->of != y->of)
		return x->of < y->of ? -1 : 1;
	return x->node < y->node ? -1 : x->node > y->node;
}

/* What the calls between two functions cost, one entry for both. */
static void
add_equal(struct pfl_kin_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		if (n && by_both(&list->at[n - 1], &list->at[i]) == 0)
			list->at[n - 1].cost += list->at[i].cost;
		else
			list->at[n++] = list->at[i];
	}
	list->n = n;
}

/* The calls that are asked for, number[] telling of a node which of the functions it is, from
 * 1; at NULL they are counted. */
static size_t
gather(struct pfl_kin *at, const struct pfl_kin_query *query,
	const struct pfl_evidence_source *calls, const struct pfl_nodes *nodes,
	const uint32_t *number)
{
	const struct pfl_profile *p = calls->p;
	size_t n = 0;

	for (uint32_t i = 0; i < p->calls.n; i++) {
		uint32_t from = pfl_nodes_at(nodes, p, p->calls.from[i]);
		uint32_t to = pfl_nodes_at(nodes, p, p->calls.to[i]);
		uint32_t of = number[query->callers ? to : from];
		double cost;

		if (of == 0 || from == to || (calls->run[i] < p->pairing->n_old) != query->side)
			continue;
		cost = pfl_evidence_tally(calls, i).value;
		if (!(cost > 0))
			continue;
		if (at)
			at[n] = (struct pfl_kin){ of - 1, query->callers ? from : to, cost };
		n++;
	}
	return n;
}

bool
pfl_kin_find(struct pfl_kin_list *list, const struct pfl_kin_query *query,
	const struct pfl_evidence_source *calls, const struct pfl_nodes *nodes,
	struct pfl_arena *arena, struct pfl_error *err)
{
	uint32_t *number = pfl_arena_alloc(arena, nodes->n, sizeof(*number), err);

	*list = (struct pfl_kin_list){ 0 };
	if (!number)
		return false;
	for (uint32_t i = 0; i < query->n; i++)
		number[query->node[i]] = i + 1;
	list->n = gather(NULL, query, calls, nodes, number);
	list->at = pfl_arena_alloc(arena, list->n, sizeof(*list->at), err);
	if (!list->at)
		return false;
	gather(list->at, query, calls, nodes, number);
	qsort(list->at, list->n, sizeof(*list->at), by_both);
	add_equal(list);
	return true;
}

size_t
pfl_kin_of(const struct pfl_kin_list *list, uint32_t of, size_t from, size_t *end)
{
	while (from < list->n && list->at[from].of < of)
		from++;
	*end = from;
	while (*end < list->n && list->at[*end].of == of)
		++*end;
	return from;
}
