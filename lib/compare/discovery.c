/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/discovery.h"

#include "stats/multiplicity.h"

#include <math.h>

static struct pfl_delta *
delta_at(const struct pfl_deltas *table, uint32_t i)
{
	return (struct pfl_delta *)((char *)table->first + i * table->stride);
}

/* The false discovery rate of those that were tested, and how many these are. */
static bool
find_q(struct pfl_deltas *tables, uint32_t n_tables, size_t *n_tested,
	struct pfl_arena *scratch, struct pfl_error *err)
{
	size_t n = 0, tested = 0;
	double *p;

	for (uint32_t t = 0; t < n_tables; t++)
		n += tables[t].n;
	p = pfl_arena_alloc(scratch, n, sizeof(*p), err);
	if (!p)
		return false;
	for (uint32_t t = 0; t < n_tables; t++) {
		tables[t].n_tested = tables[t].n_significant = 0;
		for (uint32_t i = 0; i < tables[t].n; i++) {
			if (isnan(delta_at(&tables[t], i)->p))
				continue;
			p[tested++] = delta_at(&tables[t], i)->p;
			tables[t].n_tested++;
		}
	}
	*n_tested = tested;
	if (!pfl_false_discovery(p, tested, scratch, p, err))
		return false;
	tested = 0;
	for (uint32_t t = 0; t < n_tables; t++) {
		for (uint32_t i = 0; i < tables[t].n; i++) {
			struct pfl_delta *d = delta_at(&tables[t], i);

			d->q = isnan(d->p) ? NAN : p[tested++];
		}
	}
	return true;
}

static enum pfl_change_word
word(const struct pfl_deltas *table, const struct pfl_delta *d)
{
	if (d->delta == 0)
		return PFL_SAME;
	if (!table->tested)
		return d->absent[1]    ? PFL_NEW
			: d->absent[0] ? PFL_GONE
			: d->delta > 0 ? PFL_MORE
				       : PFL_LESS;
	/* Where there is nothing, nobody needs a proof that this is not there either. */
	if (table->empty[1])
		return PFL_NEW;
	if (table->empty[0])
		return PFL_GONE;
	if (!d->significant)
		return PFL_NOISE;
	if (d->old == 0)
		return PFL_NEW;
	if (d->now == 0)
		return PFL_GONE;
	return d->delta > 0 ? PFL_REGRESSION : PFL_IMPROVEMENT;
}

bool
pfl_deltas_decide(struct pfl_deltas *tables, uint32_t n_tables, double alpha, bool single,
	struct pfl_budget *budget, struct pfl_error *err)
{
	struct pfl_arena scratch = { .budget = budget };
	size_t n_tested = 0;
	bool ok = find_q(tables, n_tables, &n_tested, &scratch, err);
	double reach = ok && single ? pfl_simultaneous_quantile(alpha, n_tested, 0) : 0;

	for (uint32_t t = 0; ok && t < n_tables; t++) {
		for (uint32_t i = 0; i < tables[t].n; i++) {
			struct pfl_delta *d = delta_at(&tables[t], i);

			d->significant = d->q <= alpha && d->matters &&
				fabs(d->delta) > reach * d->error;
			d->word = word(&tables[t], d);
			tables[t].n_significant += d->significant;
		}
	}
	pfl_arena_clear(&scratch);
	return ok;
}

/* A function that has another name is neither new nor gone. */
static void
word_renamed(struct pfl_compared *row)
{
	row->cum.word = PFL_RENAMED;
	if (row->flat.word != PFL_SAME)
		row->flat.word = PFL_RENAMED;
}

/* What went from one place to another got neither better nor worse. Of two functions one has
 * what the other had; a single one may have changed besides. */
static void
word_moved(struct pfl_compared *row, const struct pfl_finding *f)
{
	if (f->node == f->partner && row->cum.significant)
		return;
	row->cum.word = PFL_MOVED;
	if (row->flat.significant)
		row->flat.word = PFL_MOVED;
}

void
pfl_comparison_word_rows(struct pfl_comparison *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		struct pfl_compared *row = &c->row[i];
		const struct pfl_finding *f =
			row->finding == PFL_NONE ? NULL : &c->finding[row->finding];

		if (row->match == PFL_MATCH_GUESSED)
			word_renamed(row);
		else if (f && f->class == PFL_FINDING_MOVED &&
			(row->node == f->node || row->node == f->partner))
			word_moved(row, f);
	}
}

enum what { CUM, FLAT, PACKAGES, EDGES, LABELS, N_WHATS };

static struct pfl_compared_table *
groups_of(struct pfl_comparison *c, enum what what)
{
	return what == PACKAGES ? &c->packages : what == EDGES ? &c->edges : &c->labels;
}

static struct pfl_deltas
table_of(struct pfl_comparison *c, enum what what)
{
	struct pfl_deltas table = {
		.empty = { c->total.now == 0, c->total.old == 0 },
		.tested = !c->untested,
	};

	if (what == CUM || what == FLAT) {
		table.first = what == CUM ? &c->row->cum : &c->row->flat;
		table.stride = sizeof(*c->row);
		table.n = c->n;
	} else {
		table.first = &groups_of(c, what)->row->change;
		table.stride = sizeof(*groups_of(c, what)->row);
		table.n = groups_of(c, what)->n;
	}
	return table;
}

static void
keep_counts(struct pfl_comparison *c, enum what what, const struct pfl_deltas *table)
{
	if (what == CUM) {
		c->n_tested = table->n_tested;
		c->n_significant = table->n_significant;
	} else if (what != FLAT) {
		groups_of(c, what)->n_tested = table->n_tested;
		groups_of(c, what)->n_significant = table->n_significant;
	}
}

bool
pfl_comparisons_join(struct pfl_comparison *const *comparisons, uint32_t n,
	struct pfl_budget *budget, struct pfl_error *err)
{
	struct pfl_arena scratch = { .budget = budget };
	struct pfl_deltas *table = pfl_arena_alloc(&scratch, n, sizeof(*table), err);
	bool ok = table != NULL;

	for (enum what what = CUM; ok && n > 0 && what < N_WHATS; what++) {
		const struct pfl_comparison *first = comparisons[0];

		for (uint32_t i = 0; i < n; i++)
			table[i] = table_of(comparisons[i], what);
		ok = pfl_deltas_decide(table, n, first->alpha,
			first->n_old == 1 && first->n_new == 1, budget, err);
		for (uint32_t i = 0; ok && i < n; i++)
			keep_counts(comparisons[i], what, &table[i]);
	}
	for (uint32_t i = 0; ok && i < n; i++)
		pfl_comparison_word_rows(comparisons[i]);
	pfl_arena_clear(&scratch);
	return ok;
}
