/* SPDX-License-Identifier: Apache-2.0 */
/* Cum of a graph's units from the calls of a profile that has no stacks. */
#include "analyze/call_sums.h"
#include "analyze/graph.h"
#include "model/runs.h"

/* A mean is divided by what is in the first column; both sides of a pair are in one. */
const int64_t *
pfl_graph_call_values(const struct graph *g, int k)
{
	return g->p->calls.value[k && !g->pair ? 0 : g->columns->type];
}

static struct pfl_call_part
part_of(const struct graph *g, int k)
{
	return pfl_call_part_of(
		g->p, g->nodes->of_frame, g->n_units, pfl_graph_call_values(g, k));
}

/* Rows of samples and of calls, by run. */
struct run_rows {
	uint32_t *first, *end, *first_call, *end_call;
};

static bool
find_rows(struct graph *g, struct run_rows *rows, struct pfl_error *err)
{
	const struct pfl_profile *p = g->p;
	uint32_t n_runs = p->pairing->n_runs;

	return pfl_run_rows(&rows->first, &rows->end, p->samples.run, p->samples.n, n_runs,
		       &g->scratch, err) &&
		pfl_run_rows(&rows->first_call, &rows->end_call, p->calls.run, p->calls.n,
			n_runs, &g->scratch, err);
}

/* Which calls are circles differs from run to run: each is added up by itself. */
static bool
add_runs(struct graph *g, int k, pfl_sum *cum, struct pfl_error *err)
{
	uint32_t n_old = g->p->pairing->n_old, n_runs = g->p->pairing->n_runs;
	struct pfl_call_part part = part_of(g, k);
	struct pfl_arena scratch = { .budget = g->scratch.budget };
	struct pfl_call_sums sums;
	struct run_rows rows;
	pfl_sum *flat =
		pfl_arena_alloc(&g->scratch, (size_t)g->n_units + 1, sizeof(*flat), err);
	bool ok = flat && find_rows(g, &rows, err);

	memset(cum, 0, g->n_units * sizeof(*cum));
	for (part.run = k ? 0 : n_old; ok && part.run < (k ? n_old : n_runs); part.run++) {
		part.first = rows.first_call[part.run];
		part.end = rows.end_call[part.run];
		pfl_call_flat(&part, g->columns->value[k], rows.first[part.run],
			rows.end[part.run], flat);
		ok = pfl_call_sums_make(&sums, &part, flat, &scratch, &scratch, err);
		for (uint32_t u = 0; ok && u < g->n_units; u++)
			cum[u] += sums.cum[u];
		pfl_arena_rewind(&scratch);
	}
	pfl_arena_clear(&scratch);
	return ok;
}

bool
pfl_graph_call_sums(
	struct graph *g, int k, const pfl_sum *flat, pfl_sum *cum, struct pfl_error *err)
{
	struct pfl_call_part part = part_of(g, k);
	struct pfl_call_sums sums;

	if (g->p->calls.run)
		return add_runs(g, k, cum, err);
	if (!pfl_call_sums_make(&sums, &part, flat, &g->scratch, &g->scratch, err))
		return false;
	memcpy(cum, sums.cum, g->n_units * sizeof(*cum));
	if (k == 0)
		pfl_calls_note_cut(g->p, sums.cut);
	return true;
}
