/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/measure.h"

#include "compare/unsteady.h"

static bool
start(struct pfl_measured *m, const struct pfl_evidence_source *source, uint32_t n,
	struct pfl_arena *arena, struct pfl_error *err)
{
	uint32_t n_runs = source->p->pairing->n_runs;

	*m = (struct pfl_measured){ .n = n, .n_runs = n_runs };
	m->run = pfl_arena_alloc(arena, n_runs, sizeof(*m->run), err);
	for (uint32_t run = 0; m->run && run < n_runs; run++) {
		m->run[run] = pfl_arena_alloc(arena, n, sizeof(**m->run), err);
		if (!m->run[run])
			return false;
	}
	for (int side = 0; side < 2; side++)
		m->sum[side] = pfl_arena_alloc(arena, n, sizeof(**m->sum), err);
	return m->run && m->sum[0] && m->sum[1];
}

/* What a run's samples have, by stack: first their own, then with all below. */
struct totals {
	const struct pfl_evidence_source *source;
	pfl_sum *sum;
	struct pfl_tally *tally;
	uint32_t *depth; /* frames from the root to a stack, itself included */
	uint32_t max_depth;
	uint32_t *on_path; /* by unit: how often it is on the path             */
	uint32_t *path;
};

static bool
totals_init(struct totals *t, const struct pfl_evidence_source *source, uint32_t n_units,
	struct pfl_arena *scratch, struct pfl_error *err)
{
	const struct pfl_stacks *stacks = &source->p->stacks;
	const uint32_t *first = source->p->locations.first_frame;

	*t = (struct totals){ .source = source };
	t->sum = pfl_arena_alloc(scratch, stacks->n, sizeof(*t->sum), err);
	t->tally = pfl_arena_alloc(scratch, stacks->n, sizeof(*t->tally), err);
	t->depth = pfl_arena_alloc(scratch, stacks->n, sizeof(*t->depth), err);
	t->on_path = pfl_arena_alloc(scratch, n_units, sizeof(*t->on_path), err);
	if (!t->sum || !t->tally || !t->depth || !t->on_path)
		return false;
	for (uint32_t i = 1; i < stacks->n; i++) {
		uint32_t location = stacks->location[i];

		t->depth[i] =
			t->depth[stacks->parent[i]] + first[location + 1] - first[location];
		if (t->depth[i] > t->max_depth)
			t->max_depth = t->depth[i];
	}
	t->path = pfl_arena_alloc(scratch, t->max_depth, sizeof(*t->path), err);
	return t->path != NULL;
}

/* Load a run, and count what its samples have for their innermost frames. */
static void
load_run(struct totals *t, uint32_t run, const uint32_t *unit_of_frame,
	struct pfl_measured *flat)
{
	const struct pfl_profile *p = t->source->p;
	int side = run < p->pairing->n_old;

	memset(t->sum, 0, p->stacks.n * sizeof(*t->sum));
	memset(t->tally, 0, p->stacks.n * sizeof(*t->tally));
	for (uint32_t i = 0; i < p->samples.n; i++) {
		uint32_t stack = p->samples.stack[i], unit;
		struct pfl_tally tally;

		if (p->samples.run[i] != run)
			continue;
		tally = pfl_evidence_tally(t->source, i);
		t->sum[stack] += t->source->value[side][i];
		pfl_tally_put(&t->tally[stack], &tally);
		if (stack == 0)
			continue;
		unit = unit_of_frame[p->locations.first_frame[p->stacks.location[stack]]];
		if (unit != PFL_NONE) {
			flat->sum[side][unit] += t->source->value[side][i];
			pfl_tally_put(&flat->run[run][unit], &tally);
		}
	}
	for (uint32_t i = p->stacks.n; i-- > 1;) {
		uint32_t parent = p->stacks.parent[i];

		t->sum[parent] += t->sum[i];
		pfl_tally_put(&t->tally[parent], &t->tally[i]);
	}
}

/* The path gets shorter: `depth` of its `open` units stay, which is returned. */
static uint32_t
leave(struct totals *t, uint32_t open, uint32_t depth)
{
	while (open > depth) {
		if (t->path[--open] != PFL_NONE)
			t->on_path[t->path[open]]--;
	}
	return open;
}

/* Stacks are depth-first, so one walk enters and leaves each; what is on the path already has
 * counted everything below. */
static void
add_cum(struct totals *t, uint32_t run, const uint32_t *unit_of_frame, struct pfl_measured *cum)
{
	const struct pfl_profile *p = t->source->p;
	const uint32_t *first = p->locations.first_frame;
	int side = run < p->pairing->n_old;
	uint32_t open = 0;

	for (uint32_t i = 1; i < p->stacks.n; i++) {
		uint32_t location = p->stacks.location[i];

		open = leave(t, open, t->depth[p->stacks.parent[i]]);
		for (uint32_t f = first[location + 1]; f-- > first[location];) {
			uint32_t unit = unit_of_frame[f];

			t->path[open++] = unit;
			if (unit == PFL_NONE || t->on_path[unit]++)
				continue;
			cum->sum[side][unit] += t->sum[i];
			pfl_tally_put(&cum->run[run][unit], &t->tally[i]);
		}
	}
	leave(t, open, 0);
}

bool
pfl_measure(struct pfl_measured *flat, struct pfl_measured *cum,
	const struct pfl_evidence_source *source, const uint32_t *unit_of_frame,
	uint32_t n_units, struct pfl_arena *arena, struct pfl_error *err)
{
	struct pfl_arena scratch = { .budget = arena->budget };
	struct totals totals;
	bool ok = start(flat, source, n_units, arena, err) &&
		start(cum, source, n_units, arena, err) &&
		totals_init(&totals, source, n_units, &scratch, err);

	for (uint32_t run = 0; ok && run < source->p->pairing->n_runs; run++) {
		load_run(&totals, run, unit_of_frame, flat);
		add_cum(&totals, run, unit_of_frame, cum);
	}
	pfl_arena_clear(&scratch);
	return ok;
}

/* The node that a stack's samples are of, or PFL_NONE. */
static uint32_t
steady_node(const struct pfl_profile *p, uint32_t stack, const struct pfl_nodes *nodes,
	const uint8_t *unsteady)
{
	const uint32_t *first = p->locations.first_frame;

	for (; stack != 0; stack = p->stacks.parent[stack]) {
		uint32_t location = p->stacks.location[stack];

		for (uint32_t f = first[location]; f < first[location + 1]; f++) {
			uint32_t node = nodes->of_frame[f];

			if (unsteady[node] != PFL_PREEMPTION)
				return node;
		}
	}
	return PFL_NONE;
}

bool
pfl_measure_steady(struct pfl_measured *flat, const struct pfl_evidence_source *source,
	const struct pfl_nodes *nodes, const uint8_t *unsteady, struct pfl_arena *arena,
	struct pfl_error *err)
{
	const struct pfl_profile *p = source->p;

	if (!start(flat, source, nodes->n, arena, err))
		return false;
	for (uint32_t i = 0; i < p->samples.n; i++) {
		uint32_t node = steady_node(p, p->samples.stack[i], nodes, unsteady);
		int side = pfl_evidence_side(p, i);
		struct pfl_tally tally;

		if (node == PFL_NONE)
			continue;
		tally = pfl_evidence_tally(source, i);
		flat->sum[side][node] += source->value[side][i];
		pfl_tally_put(&flat->run[p->samples.run[i]][node], &tally);
	}
	return true;
}

/* Add what a run has at and below each row to the row's unit. */
static void
add_rows(struct totals *t, uint32_t run, const struct pfl_calltree *tree,
	const uint32_t *unit_of_row, struct pfl_measured *m)
{
	const struct pfl_profile *p = t->source->p;
	int side = run < p->pairing->n_old;
	uint32_t open = 0;

	for (uint32_t row = 1; row < tree->n; row++) {
		uint32_t unit = unit_of_row[row];

		open = leave(t, open, tree->depth[row] - 1);
		t->path[open++] = unit;
		if (unit == PFL_NONE || t->on_path[unit]++)
			continue;
		m->sum[side][unit] += t->sum[row];
		pfl_tally_put(&m->run[run][unit], &t->tally[row]);
	}
	leave(t, open, 0);
}

void
pfl_tallies_of_rows(struct pfl_tally *own, const struct pfl_evidence_source *source,
	const struct pfl_calltree *tree, uint32_t from, uint32_t to)
{
	const struct pfl_samples *samples = &source->p->samples;

	memset(own, 0, tree->n * sizeof(*own));
	for (uint32_t i = 0; i < samples->n; i++) {
		uint32_t row = tree->of_stack[samples->stack[i]];
		struct pfl_tally tally;

		if (row == PFL_NONE || samples->run[i] < from || samples->run[i] >= to)
			continue;
		tally = pfl_evidence_tally(source, i);
		pfl_tally_put(&own[row], &tally);
	}
}

void
pfl_tallies_sum_up(struct pfl_tally *tally, const struct pfl_calltree *tree)
{
	for (uint32_t row = tree->n; row-- > 1;)
		pfl_tally_put(&tally[tree->parent[row]], &tally[row]);
}

static void
load_rows(struct totals *t, uint32_t run, const struct pfl_calltree *tree)
{
	const struct pfl_samples *samples = &t->source->p->samples;
	const int64_t *value = t->source->value[run < t->source->p->pairing->n_old];

	memset(t->sum, 0, tree->n * sizeof(*t->sum));
	for (uint32_t i = 0; i < samples->n; i++) {
		uint32_t row = tree->of_stack[samples->stack[i]];

		if (samples->run[i] == run && row != PFL_NONE)
			t->sum[row] += value[i];
	}
	for (uint32_t row = tree->n; row-- > 1;)
		t->sum[tree->parent[row]] += t->sum[row];
	pfl_tallies_of_rows(t->tally, t->source, tree, run, run + 1);
	pfl_tallies_sum_up(t->tally, tree);
}

bool
pfl_measure_rows(struct pfl_measured *m, const struct pfl_evidence_source *source,
	const struct pfl_calltree *tree, const uint32_t *unit_of_row, uint32_t n_units,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct pfl_arena scratch = { .budget = arena->budget };
	struct totals t = { .source = source };
	bool ok = start(m, source, n_units, arena, err);

	t.sum = pfl_arena_alloc(&scratch, tree->n, sizeof(*t.sum), err);
	t.tally = pfl_arena_alloc(&scratch, tree->n, sizeof(*t.tally), err);
	t.on_path = pfl_arena_alloc(&scratch, n_units, sizeof(*t.on_path), err);
	t.path = pfl_arena_alloc(&scratch, (size_t)tree->max_depth + 1, sizeof(*t.path), err);
	ok = ok && t.sum && t.tally && t.on_path && t.path;
	for (uint32_t run = 0; ok && run < source->p->pairing->n_runs; run++) {
		load_rows(&t, run, tree);
		add_rows(&t, run, tree, unit_of_row, m);
	}
	pfl_arena_clear(&scratch);
	return ok;
}

bool
pfl_measure_labels(struct pfl_measured *m, const struct pfl_evidence_source *source,
	struct pfl_arena *arena, struct pfl_error *err)
{
	const struct pfl_profile *p = source->p;

	if (!start(m, source, p->labels.n, arena, err))
		return false;
	for (uint32_t i = 0; i < p->samples.n; i++) {
		uint32_t set = pfl_sample_labels(p, i);
		int side = pfl_evidence_side(p, i);
		struct pfl_tally tally = pfl_evidence_tally(source, i);

		for (uint32_t at = p->labelsets.first[set]; at < p->labelsets.first[set + 1];
			at++) {
			uint32_t label = p->labelsets.label[at];

			m->sum[side][label] += source->value[side][i];
			pfl_tally_put(&m->run[p->samples.run[i]][label], &tally);
		}
	}
	return true;
}
