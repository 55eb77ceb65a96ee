/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/groups.h"

#include "analyze/order.h"
#include "base/idmap.h"
#include "base/name.h"
#include "base/vec.h"

#include <math.h>

/* Everything about one table. */
struct work {
	const struct pfl_judge *judge;
	const struct pfl_profile *p;
	const struct pfl_nodes *nodes;
	const struct pfl_calltree *tree;
	struct pfl_arena *arena, scratch;
};

/* How sure it is that something changed: the change, less what noise may be of it. */
static double
sureness(const struct pfl_compared_group *row)
{
	double reach = (row->change.high - row->change.low) / 2;

	return row->change.effect - (isnan(reach) ? 0 : reach);
}

static int
compare_rows(const void *context, uint32_t a, uint32_t b)
{
	const double *sure = context;

	if (sure[a] != sure[b])
		return sure[a] > sure[b] ? -1 : 1;
	return a < b ? -1 : a > b; /* units are numbered by what is in the profile */
}

/* Judge the units, keep those with a value, and put the surest in front. */
static bool
make_table(struct work *w, const struct pfl_measured *measured, struct pfl_compared_group *unit,
	struct pfl_compared_table *table, struct pfl_error *err)
{
	uint32_t n = measured->n;
	uint32_t *order = pfl_arena_alloc(&w->scratch, n, sizeof(*order), err);
	double *sure = pfl_arena_alloc(&w->scratch, n, sizeof(*sure), err);

	if (!order || !sure)
		return false;
	if (n > 0 &&
		!pfl_judge_all(w->judge, measured, NULL, &unit->change, sizeof(*unit),
			&table->n_tested, &table->n_significant, err))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		if (unit[i].change.old == 0 && unit[i].change.now == 0)
			continue;
		sure[i] = sureness(&unit[i]);
		order[table->n++] = i;
	}
	table->row = pfl_arena_alloc(w->arena, table->n, sizeof(*table->row), err);
	if (!table->row || !pfl_order_rows(order, table->n, compare_rows, sure, err))
		return false;
	for (uint32_t i = 0; i < table->n; i++)
		table->row[i] = unit[order[i]];
	return true;
}

/* By node, its package's number, or PFL_NONE. */
static bool
name_packages(struct pfl_packages *packages, uint32_t *of_node, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, struct pfl_arena *arena, struct pfl_error *err)
{
	struct pfl_strtab names = { 0 };
	bool ok = pfl_strtab_init(&names, NULL, arena->budget, err);

	for (uint32_t i = 0; ok && i < nodes->n; i++) {
		struct pfl_span package = pfl_name_package(pfl_profile_text(p, nodes->name[i]));
		uint32_t id = package.n ? pfl_strtab_add(&names, package, err) : PFL_NONE;

		ok = package.n == 0 || id != UINT32_MAX;
		/* Id 0 is the empty string, which no package is called. */
		of_node[i] = package.n && ok ? id - 1 : PFL_NONE;
		if (!ok || !package.n || id - 1 < packages->n)
			continue;
		packages->name[packages->n] = pfl_arena_text(arena, package.at, package.n, err);
		ok = packages->name[packages->n++] != NULL;
	}
	pfl_strtab_clear(&names);
	return ok;
}

bool
pfl_packages_number(struct pfl_packages *packages, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, struct pfl_arena *arena, struct pfl_error *err)
{
	uint32_t *of_node = pfl_arena_alloc(arena, nodes->n, sizeof(*of_node), err);

	*packages = (struct pfl_packages){ 0 };
	packages->name = pfl_arena_alloc(arena, nodes->n, sizeof(*packages->name), err);
	packages->of_frame =
		pfl_arena_alloc(arena, p->frames.n, sizeof(*packages->of_frame), err);
	if (!of_node || !packages->name || !packages->of_frame ||
		!name_packages(packages, of_node, p, nodes, arena, err))
		return false;
	for (uint32_t f = 0; f < p->frames.n; f++)
		packages->of_frame[f] = of_node[nodes->of_frame[f]];
	return true;
}

static bool
compare_packages(struct work *w, const struct pfl_packages *packages,
	const struct pfl_measured *measured, struct pfl_compared_table *table,
	struct pfl_error *err)
{
	struct pfl_compared_group *unit =
		pfl_arena_alloc(&w->scratch, packages->n, sizeof(*unit), err);

	for (uint32_t i = 0; unit && i < packages->n; i++)
		unit[i] = (struct pfl_compared_group){
			.name = packages->name[i], .caller = PFL_NONE, .node = PFL_NONE
		};
	return unit && make_table(w, measured, unit, table, err);
}

struct edge {
	uint32_t caller, node;
};

/* Number the calls of the tree: by row, which edge leads there. Or those of a profile that has
 * calls instead of stacks: by call, which edge it is of. */
struct edges {
	struct pfl_idmap map;
	PFL_VEC(struct edge) edge;
	uint32_t *of_row;
};

static uint32_t
intern_edge(struct edges *e, uint32_t caller, uint32_t node, struct pfl_error *err)
{
	uint64_t hash = pfl_hash_u64(e->map.seed, (uint64_t)caller << 32 | node);
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&e->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (e->edge.at[row].caller == caller && e->edge.at[row].node == node)
			return row;
	}
	if (!pfl_vec_reserve(&e->edge, 1, e->map.budget, "calls", err) ||
		!pfl_idmap_reserve(&e->map, 1, err))
		return PFL_NONE;
	row = (uint32_t)e->edge.n;
	e->edge.at[e->edge.n++] = (struct edge){ caller, node };
	pfl_idmap_put(&e->map, hash, row);
	return row;
}

static bool
number_edges(struct work *w, struct edges *e, struct pfl_error *err)
{
	const struct pfl_calltree *tree = w->tree;

	e->of_row = pfl_arena_alloc(&w->scratch, tree->n, sizeof(*e->of_row), err);
	if (!e->of_row)
		return false;
	e->of_row[0] = PFL_NONE;
	for (uint32_t row = 1; row < tree->n; row++) {
		uint32_t parent = tree->parent[row];

		e->of_row[row] = PFL_NONE;
		if (parent == 0)
			continue;
		e->of_row[row] = intern_edge(e, tree->node[parent], tree->node[row], err);
		if (e->of_row[row] == PFL_NONE)
			return false;
	}
	return true;
}

static bool
number_calls(struct work *w, struct edges *e, struct pfl_error *err)
{
	const struct pfl_calls *calls = &w->p->calls;

	e->of_row = pfl_arena_alloc(&w->scratch, calls->n, sizeof(*e->of_row), err);
	for (uint32_t i = 0; e->of_row && i < calls->n; i++) {
		uint32_t caller = pfl_nodes_at(w->nodes, w->p, calls->from[i]);
		uint32_t node = pfl_nodes_at(w->nodes, w->p, calls->to[i]);

		e->of_row[i] = PFL_NONE;
		if (caller == node) /* it is in the function's own cost */
			continue;
		e->of_row[i] = intern_edge(e, caller, node, err);
		if (e->of_row[i] == PFL_NONE)
			return false;
	}
	return e->of_row != NULL;
}

/* Number edges, and add up what each has. */
static bool
measure_edges(struct work *w, struct edges *e, const struct pfl_tallies *rows,
	struct pfl_measured *measured, struct pfl_error *err)
{
	const struct pfl_evidence_source *source = w->judge->source;

	if (source->calls)
		return number_calls(w, e, err) &&
			pfl_measure_calls(measured, source, e->of_row, (uint32_t)e->edge.n,
				&w->scratch, err);
	return number_edges(w, e, err) &&
		pfl_measure_rows(measured, source, w->tree, e->of_row, (uint32_t)e->edge.n,
			rows, &w->scratch, err);
}

static struct pfl_compared_group *
edge_units(struct work *w, const struct edges *e, struct pfl_error *err)
{
	struct pfl_compared_group *unit =
		pfl_arena_alloc(&w->scratch, e->edge.n, sizeof(*unit), err);

	for (size_t i = 0; unit && i < e->edge.n; i++) {
		unit[i].caller = e->edge.at[i].caller;
		unit[i].node = e->edge.at[i].node;
	}
	return unit;
}

static bool
compare_edges(struct work *w, const struct pfl_tallies *rows, struct pfl_compared_table *table,
	struct pfl_error *err)
{
	struct edges e = { 0 };
	struct pfl_measured measured;
	struct pfl_compared_group *unit;
	bool ok;

	pfl_idmap_init(&e.map, w->scratch.budget);
	ok = measure_edges(w, &e, rows, &measured, err) &&
		(unit = edge_units(w, &e, err)) != NULL &&
		make_table(w, &measured, unit, table, err);
	pfl_vec_clear(&e.edge, e.map.budget);
	pfl_idmap_clear(&e.map);
	return ok;
}

/* "key: value"; a number says its unit. */
static const char *
label_name(struct work *w, uint32_t row, struct pfl_error *err)
{
	const struct pfl_labels *labels = &w->p->labels;
	struct pfl_text text = { 0 };
	const char *name = NULL;

	pfl_text_add(&text, pfl_profile_text(w->p, labels->key[row]));
	pfl_text_str(&text, ": ");
	if (labels->text[row] != PFL_NONE)
		pfl_text_add(&text, pfl_profile_text(w->p, labels->text[row]));
	else
		pfl_text_printf(&text, "%lld%s", (long long)labels->number[row],
			pfl_profile_text(w->p, labels->unit[row]).at);
	if (text.failed)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	else
		name = pfl_arena_text(w->arena, text.at, text.n, err);
	pfl_text_clear(&text);
	return name;
}

static bool
compare_labels(struct work *w, struct pfl_compared_table *table, struct pfl_error *err)
{
	uint32_t n = w->p->labels.n;
	struct pfl_compared_group *unit = pfl_arena_alloc(&w->scratch, n, sizeof(*unit), err);
	struct pfl_measured measured;

	if (!unit || !pfl_measure_labels(&measured, w->judge->source, &w->scratch, err))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		unit[i].caller = unit[i].node = PFL_NONE;
		unit[i].name = label_name(w, i, err);
		if (!unit[i].name)
			return false;
	}
	return make_table(w, &measured, unit, table, err);
}

bool
pfl_groups_compare(struct pfl_comparison *comparison, const struct pfl_judge *judge,
	const struct pfl_groups_input *input, struct pfl_arena *arena, struct pfl_error *err)
{
	struct work w = { .judge = judge,
		.p = input->p,
		.nodes = input->nodes,
		.tree = input->tree,
		.arena = arena,
		.scratch = { .budget = arena->budget } };
	bool ok = compare_packages(
			  &w, input->packages, input->by_package, &comparison->packages, err) &&
		compare_edges(&w, input->rows, &comparison->edges, err) &&
		compare_labels(&w, &comparison->labels, err);

	pfl_arena_clear(&w.scratch);
	return ok;
}
