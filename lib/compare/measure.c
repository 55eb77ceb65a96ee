/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/measure.h"

#include "analyze/steps.h"
#include "base/prefetch.h"
#include "compare/unsteady.h"

bool
pfl_measured_init(struct pfl_measured *m, const struct pfl_evidence_source *source, uint32_t n,
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

/*
 * What a run's samples have, by stack or row of a tree: first their own, then with all below.
 * Sums have half as many bytes where none can leave 64 bits, which are nearly all.
 */
struct totals {
	const struct pfl_evidence_source *source;
	uint32_t n;
	int64_t *small;
	pfl_sum *large; /* one of the two is there */
	struct pfl_tallies tally;
};

/* Can no sum of a run's values leave 64 bits? */
static bool
sums_are_small(const struct pfl_evidence_source *source)
{
	pfl_sum most = 0;

	for (uint32_t i = 0; i < source->p->samples.n; i++) {
		most += pfl_sum_abs(source->value[pfl_evidence_side(source->p, i)][i]);
	}
	return most <= INT64_MAX;
}

static bool
sums_init(struct totals *t, const struct pfl_evidence_source *source, uint32_t n,
	struct pfl_arena *scratch, struct pfl_error *err)
{
	*t = (struct totals){ .source = source, .n = n };
	if (sums_are_small(source))
		t->small = pfl_arena_alloc(scratch, n, sizeof(*t->small), err);
	else
		t->large = pfl_arena_alloc(scratch, n, sizeof(*t->large), err);
	return t->small || t->large;
}

static bool
totals_init(struct totals *t, const struct pfl_evidence_source *source, uint32_t n,
	struct pfl_arena *scratch, struct pfl_error *err)
{
	return sums_init(t, source, n, scratch, err) &&
		pfl_tallies_alloc(&t->tally, source, n, scratch, err);
}

static void
sums_clear(struct totals *t)
{
	if (t->small)
		memset(t->small, 0, t->n * sizeof(*t->small));
	else
		memset(t->large, 0, t->n * sizeof(*t->large));
}

static void
totals_clear(struct totals *t)
{
	sums_clear(t);
	pfl_tallies_clear(&t->tally, t->n);
}

static inline pfl_sum
sum_at(const struct totals *t, uint32_t row)
{
	return t->small ? t->small[row] : t->large[row];
}

static inline void
sum_put(struct totals *t, uint32_t row, pfl_sum more)
{
	if (t->small)
		t->small[row] += (int64_t)more;
	else
		t->large[row] += more;
}

/* Add what a row has to its unit in a run. */
static inline void
add_row(const struct totals *t, uint32_t row, struct pfl_measured *m, int side, uint32_t run,
	uint32_t unit)
{
	struct pfl_tally tally = pfl_tallies_at(&t->tally, row);

	m->sum[side][unit] += sum_at(t, row);
	pfl_tally_put(&m->run[run][unit], &tally);
}

static inline void
approach_stack(const struct totals *t, uint32_t stack)
{
	if (t->small)
		PFL_PREFETCH(&t->small[stack]);
	else
		PFL_PREFETCH(&t->large[stack]);
	PFL_PREFETCH(&t->tally.value[stack]);
	PFL_PREFETCH(&t->source->p->stacks.location[stack]);
}

/* A sample's unit is that of its innermost frame. */
static void
add_flat(const struct pfl_evidence_source *source, uint32_t sample, int side,
	const struct pfl_tally *tally, const struct pfl_measuring *by)
{
	const struct pfl_profile *p = source->p;
	uint32_t location = p->stacks.location[p->samples.stack[sample]];
	uint32_t unit = by->unit_of_frame[p->locations.first_frame[location]];

	if (unit == PFL_NONE)
		return;
	by->flat->sum[side][unit] += source->value[side][sample];
	pfl_tally_put(&by->flat->run[p->samples.run[sample]][unit], tally);
}

/* Load a run, and count what its samples have for their innermost frames. */
static void
load_run(struct totals *t, uint32_t run, const struct pfl_measuring *by, size_t n)
{
	const struct pfl_profile *p = t->source->p;
	int side = run < p->pairing->n_old;

	totals_clear(t);
	for (uint32_t i = t->source->first[run]; i < t->source->end[run]; i++) {
		uint32_t stack = p->samples.stack[i];
		struct pfl_tally tally;

		if (t->source->end[run] - i > PFL_AHEAD)
			approach_stack(t, p->samples.stack[i + PFL_AHEAD]);
		if (p->samples.run[i] != run)
			continue;
		tally = pfl_evidence_tally(t->source, i);
		sum_put(t, stack, t->source->value[side][i]);
		pfl_tallies_put(&t->tally, stack, &tally);
		for (size_t k = 0; stack != 0 && k < n; k++) {
			if (by[k].flat)
				add_flat(t->source, i, side, &tally, &by[k]);
		}
	}
	for (uint32_t i = p->stacks.n; i-- > 1;) {
		struct pfl_tally tally = pfl_tallies_at(&t->tally, i);

		sum_put(t, p->stacks.parent[i], sum_at(t, i));
		pfl_tallies_put(&t->tally, p->stacks.parent[i], &tally);
	}
}

/* A unit that is on the path already has counted everything below. */
static void
add_cum(const struct totals *t, const struct pfl_steps *steps, uint32_t run,
	struct pfl_measured *cum)
{
	int side = run < t->source->p->pairing->n_old;
	const uint32_t *step = steps->at;

	for (uint32_t i = 1; i < t->n; i++) {
		for (;; step++) {
			if (!(*step & PFL_STEP_AGAIN))
				add_row(t, i, cum, side, run, *step & PFL_STEP_NODE);
			if (*step & PFL_STEP_LAST)
				break;
		}
		step++;
	}
}

/* Begin with nothing, and with the steps of each way of adding up. */
static bool
start_all(const struct pfl_measuring *by, size_t n, struct pfl_steps *steps,
	const struct pfl_evidence_source *source, struct pfl_arena *arena,
	struct pfl_arena *scratch, struct pfl_error *err)
{
	for (size_t i = 0; i < n; i++) {
		if ((by[i].flat &&
			    !pfl_measured_init(
				    by[i].flat, source, by[i].n_units, arena, err)) ||
			!pfl_measured_init(by[i].cum, source, by[i].n_units, arena, err) ||
			!pfl_steps_make(&steps[i], source->p, by[i].unit_of_frame,
				by[i].n_units, scratch, err))
			return false;
	}
	return true;
}

static bool
measure_values(const struct pfl_measuring *by, size_t n,
	const struct pfl_evidence_source *source, struct pfl_arena *arena,
	struct pfl_arena *scratch, struct pfl_error *err)
{
	struct pfl_steps *steps = pfl_arena_alloc(scratch, n, sizeof(*steps), err);
	struct totals totals;
	bool ok = steps && start_all(by, n, steps, source, arena, scratch, err) &&
		totals_init(&totals, source, source->p->stacks.n, scratch, err);

	for (uint32_t run = 0; ok && run < source->p->pairing->n_runs; run++) {
		load_run(&totals, run, by, n);
		for (size_t i = 0; ok && i < n; i++) {
			add_cum(&totals, &steps[i], run, by[i].cum);
			ok = !source->calls ||
				pfl_measure_called(&by[i], source, run, scratch->budget, err);
		}
	}
	pfl_arena_rewind(scratch);
	return ok;
}

/* The same evidence, with the events of a mean as its values. */
struct events {
	struct pfl_evidence_source source, calls;
};

static void
take_events(struct pfl_evidence_source *events, const struct pfl_evidence_source *source)
{
	*events = *source;
	events->value[0] = source->divisor[0];
	events->value[1] = source->divisor[1];
}

static const struct pfl_evidence_source *
events_of(struct events *events, const struct pfl_evidence_source *source)
{
	take_events(&events->source, source);
	if (source->calls) {
		take_events(&events->calls, source->calls);
		events->source.calls = &events->calls;
	}
	return &events->source;
}

static void
take_divisors(struct pfl_measured *m, const struct pfl_measured *events)
{
	m->divisor[0] = events->sum[0];
	m->divisor[1] = events->sum[1];
}

/* Of a mean: what values are divided by, added up in the same way. */
static bool
measure_divisors(const struct pfl_measuring *by, const struct pfl_evidence_source *source,
	struct pfl_arena *arena, struct pfl_arena *scratch, struct pfl_error *err)
{
	struct events events;
	struct pfl_measured own, all;
	struct pfl_measuring divisors = *by;

	divisors.flat = by->flat ? &own : NULL;
	divisors.cum = &all;
	if (!measure_values(&divisors, 1, events_of(&events, source), arena, scratch, err))
		return false;
	if (by->flat)
		take_divisors(by->flat, &own);
	take_divisors(by->cum, &all);
	return true;
}

bool
pfl_measure(const struct pfl_measuring *by, size_t n, const struct pfl_evidence_source *source,
	struct pfl_arena *arena, struct pfl_arena *scratch, struct pfl_error *err)
{
	bool ok = measure_values(by, n, source, arena, scratch, err);

	for (size_t i = 0; ok && source->divisor[0] && i < n; i++)
		ok = measure_divisors(&by[i], source, arena, scratch, err);
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

	if (!pfl_measured_init(flat, source, nodes->n, arena, err))
		return false;
	for (uint32_t i = 0; i < p->samples.n; i++) {
		uint32_t node = steady_node(p, p->samples.stack[i], nodes, unsteady);
		int side = pfl_evidence_side(p, i);
		struct pfl_tally tally;

		if (p->samples.n - i > PFL_AHEAD) {
			uint32_t stack = p->samples.stack[i + PFL_AHEAD];

			PFL_PREFETCH(&p->stacks.location[stack]);
			PFL_PREFETCH(&p->stacks.parent[stack]);
		}
		if (node == PFL_NONE)
			continue;
		tally = pfl_evidence_tally(source, i);
		flat->sum[side][node] += source->value[side][i];
		pfl_tally_put(&flat->run[p->samples.run[i]][node], &tally);
	}
	return true;
}

/* By row, the unit it counts for: none where that is on the path already. */
static uint32_t *
units_counted(const struct pfl_calltree *tree, const uint32_t *unit_of_row, uint32_t n_units,
	struct pfl_arena *scratch, struct pfl_error *err)
{
	uint32_t *counted = pfl_arena_alloc(scratch, tree->n, sizeof(*counted), err);
	uint32_t *on_path = pfl_arena_alloc(scratch, n_units, sizeof(*on_path), err);
	uint32_t *path =
		pfl_arena_alloc(scratch, (size_t)tree->max_depth + 1, sizeof(*path), err);
	uint32_t open = 0;

	if (!counted || !on_path || !path)
		return NULL;
	for (uint32_t row = 1; row < tree->n; row++) {
		uint32_t unit = unit_of_row[row];

		while (open >= tree->depth[row]) {
			if (path[--open] != PFL_NONE)
				on_path[path[open]]--;
		}
		path[open++] = unit;
		counted[row] = unit == PFL_NONE || on_path[unit]++ ? PFL_NONE : unit;
	}
	return counted;
}

/* Ask for the rows of the samples that follow, before `end`. */
static inline void
approach_sample(const struct pfl_samples *samples, const struct pfl_calltree *tree, uint32_t i,
	uint32_t end, const double *value)
{
	uint32_t row;

	if (end - i <= PFL_AHEAD)
		return;
	PFL_PREFETCH(&tree->of_stack[samples->stack[i + PFL_AHEAD]]);
	row = tree->of_stack[samples->stack[i + PFL_AHEAD / 2]];
	if (row != PFL_NONE)
		PFL_PREFETCH(&value[row]);
}

void
pfl_tallies_of_rows(struct pfl_tallies *own, const struct pfl_evidence_source *source,
	const struct pfl_calltree *tree, uint32_t from, uint32_t to)
{
	const struct pfl_samples *samples = &source->p->samples;
	uint32_t first = samples->n, end = 0;

	for (uint32_t run = from; run < to; run++) {
		if (source->end[run] == 0) /* it has no samples */
			continue;
		first = source->first[run] < first ? source->first[run] : first;
		end = source->end[run] > end ? source->end[run] : end;
	}
	pfl_tallies_clear(own, tree->n);
	for (uint32_t i = first; i < end; i++) {
		uint32_t row = tree->of_stack[samples->stack[i]];
		struct pfl_tally tally;

		approach_sample(samples, tree, i, end, own->value);
		if (row == PFL_NONE || samples->run[i] < from || samples->run[i] >= to)
			continue;
		tally = pfl_evidence_tally(source, i);
		pfl_tallies_put(own, row, &tally);
	}
}

void
pfl_tallies_sum_up(struct pfl_tallies *tallies, const struct pfl_calltree *tree)
{
	for (uint32_t row = tree->n; row-- > 1;) {
		struct pfl_tally tally = pfl_tallies_at(tallies, row);

		pfl_tallies_put(tallies, tree->parent[row], &tally);
	}
}

static void
load_sums(struct totals *t, uint32_t run, const struct pfl_calltree *tree)
{
	const struct pfl_samples *samples = &t->source->p->samples;
	const int64_t *value = t->source->value[run < t->source->p->pairing->n_old];

	sums_clear(t);
	for (uint32_t i = t->source->first[run]; i < t->source->end[run]; i++) {
		uint32_t row = tree->of_stack[samples->stack[i]];

		if (t->source->end[run] - i > PFL_AHEAD)
			PFL_PREFETCH(&tree->of_stack[samples->stack[i + PFL_AHEAD]]);
		if (samples->run[i] == run && row != PFL_NONE)
			sum_put(t, row, value[i]);
	}
	for (uint32_t row = tree->n; row-- > 1;)
		sum_put(t, tree->parent[row], sum_at(t, row));
}

static void
load_rows(struct totals *t, uint32_t run, const struct pfl_calltree *tree,
	const struct pfl_tallies *known)
{
	load_sums(t, run, tree);
	if (known) {
		t->tally = known[run];
		return;
	}
	pfl_tallies_of_rows(&t->tally, t->source, tree, run, run + 1);
	pfl_tallies_sum_up(&t->tally, tree);
}

static bool
measure_rows(struct pfl_measured *m, const struct pfl_evidence_source *source,
	const struct pfl_calltree *tree, const uint32_t *unit_of_row, uint32_t n_units,
	const struct pfl_tallies *known, struct pfl_arena *arena, struct pfl_error *err)
{
	const struct pfl_pairing *pairing = source->p->pairing;
	struct pfl_arena scratch = { .budget = arena->budget };
	struct totals t;
	const uint32_t *counted = NULL;
	bool ok = pfl_measured_init(m, source, n_units, arena, err) &&
		(known ? sums_init(&t, source, tree->n, &scratch, err)
		       : totals_init(&t, source, tree->n, &scratch, err)) &&
		(counted = units_counted(tree, unit_of_row, n_units, &scratch, err));

	for (uint32_t run = 0; ok && run < pairing->n_runs; run++) {
		load_rows(&t, run, tree, known);
		for (uint32_t row = 1; row < tree->n; row++) {
			if (counted[row] != PFL_NONE)
				add_row(&t, row, m, run < pairing->n_old, run, counted[row]);
		}
	}
	pfl_arena_clear(&scratch);
	return ok;
}

bool
pfl_measure_rows(struct pfl_measured *m, const struct pfl_evidence_source *source,
	const struct pfl_calltree *tree, const uint32_t *unit_of_row, uint32_t n_units,
	const struct pfl_tallies *known, struct pfl_arena *arena, struct pfl_error *err)
{
	struct events events;
	struct pfl_measured own;

	if (!measure_rows(m, source, tree, unit_of_row, n_units, known, arena, err))
		return false;
	if (!source->divisor[0])
		return true;
	if (!measure_rows(&own, events_of(&events, source), tree, unit_of_row, n_units, known,
		    arena, err))
		return false;
	take_divisors(m, &own);
	return true;
}

static bool
measure_labels(struct pfl_measured *m, const struct pfl_evidence_source *source,
	struct pfl_arena *arena, struct pfl_error *err)
{
	const struct pfl_profile *p = source->p;

	if (!pfl_measured_init(m, source, p->labels.n, arena, err))
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

bool
pfl_measure_labels(struct pfl_measured *m, const struct pfl_evidence_source *source,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct events events;
	struct pfl_measured own;

	if (!measure_labels(m, source, arena, err))
		return false;
	if (!source->divisor[0])
		return true;
	if (!measure_labels(&own, events_of(&events, source), arena, err))
		return false;
	take_divisors(m, &own);
	return true;
}
