/* SPDX-License-Identifier: Apache-2.0 */
/* Samples by what their labels say. */
#include "analyze/groups.h"

#include "analyze/order.h"
#include "model/label_value.h"

/* While groups are made: label sets that say the same are one group. */
struct maker {
	struct pfl_groups *groups;
	struct pfl_profile *p;
	const struct pfl_columns *columns;
	struct pfl_arena *arena;
	uint32_t *value;       /* by label set and key */
	uint32_t *of_set;      /* by label set: its group */
	uint32_t *set, n_sets; /* those that samples have, in the order of their values */
	struct pfl_error *err;
};

static bool
take_keys(struct maker *m, const char *list)
{
	struct pfl_label_keys keys = { 0 };
	bool ok = pfl_label_keys_add(&keys, m->p, list, m->err);
	uint32_t *key = pfl_arena_alloc(m->arena, keys.id.n, sizeof(*key), m->err);

	if (ok && key && keys.id.n)
		memcpy(key, keys.id.at, keys.id.n * sizeof(*key));
	m->groups->key = key;
	m->groups->n_keys = (uint32_t)keys.id.n;
	pfl_label_keys_clear(&keys);
	if (ok && key && m->groups->n_keys == 0)
		return pfl_fail(m->err, PFL_USAGE, "there is no label key in '%s'", list);
	return ok && key;
}

/* Which sets occur, and what they say. */
static bool
name_sets(struct maker *m, const char *unit)
{
	uint32_t n_keys = m->groups->n_keys, n = m->p->labelsets.n;
	uint8_t *seen = pfl_arena_alloc(m->arena, n, 1, m->err);
	struct pfl_text text = { 0 };
	bool ok;

	m->value = pfl_arena_alloc(m->arena, (size_t)n * n_keys, sizeof(*m->value), m->err);
	m->set = pfl_arena_alloc(m->arena, n, sizeof(*m->set), m->err);
	m->of_set = pfl_arena_alloc(m->arena, n, sizeof(*m->of_set), m->err);
	ok = seen && m->value && m->set && m->of_set;
	for (uint32_t i = 0; ok && i < m->p->samples.n; i++)
		seen[pfl_sample_labels(m->p, i)] = 1;
	for (uint32_t set = 0; ok && set < n; set++) {
		for (uint32_t k = 0; ok && seen[set] && k < n_keys; k++) {
			uint32_t *value = &m->value[(size_t)set * n_keys + k];

			pfl_text_reset(&text);
			*value = PFL_NONE;
			if (pfl_label_value(m->p, set, m->groups->key[k], unit, &text))
				*value = pfl_strtab_add(
					&m->p->strings, pfl_text_span(&text), m->err);
			ok = pfl_text_ok(&text, m->err) && m->err->code == PFL_OK;
		}
		if (seen[set])
			m->set[m->n_sets++] = set;
	}
	pfl_text_clear(&text);
	return ok;
}

/* Samples without a label come last. */
static int
by_values(const void *context, uint32_t a, uint32_t b)
{
	const struct maker *m = context;
	uint32_t n_keys = m->groups->n_keys;

	for (uint32_t k = 0; k < n_keys; k++) {
		uint32_t x = m->value[(size_t)a * n_keys + k];
		uint32_t y = m->value[(size_t)b * n_keys + k];

		if (x == y)
			continue;
		if (x == PFL_NONE || y == PFL_NONE)
			return x == PFL_NONE ? 1 : -1;
		return pfl_span_cmp(pfl_profile_text(m->p, x), pfl_profile_text(m->p, y));
	}
	return 0;
}

/* Number the groups in the order of their values, and add them up. */
static bool
number_groups(struct maker *m)
{
	struct pfl_groups *g = m->groups;

	if (!pfl_order_rows(m->set, m->n_sets, by_values, m, m->err))
		return false;
	for (uint32_t i = 0; i < m->n_sets; i++) {
		if (i == 0 || by_values(m, m->set[i - 1], m->set[i]) != 0)
			g->n++;
		m->of_set[m->set[i]] = g->n - 1;
	}
	g->group = pfl_arena_alloc(m->arena, g->n, sizeof(*g->group), m->err);
	for (uint32_t i = 0; g->group && i < m->p->samples.n; i++) {
		struct pfl_group *group = &g->group[m->of_set[pfl_sample_labels(m->p, i)]];

		group->n++;
		for (int k = 0; k < 2 && m->columns->value[k]; k++)
			group->sum[k] += m->columns->value[k][i];
	}
	return g->group != NULL;
}

/* Of a pair whichever side is larger. */
static pfl_sum
size_of(const struct maker *m, uint32_t group)
{
	const pfl_sum *sum = m->groups->group[group].sum;
	pfl_sum now = pfl_sum_abs(sum[0]), old = pfl_sum_abs(sum[1]);

	return m->columns->second == PFL_SECOND_BEFORE && old > now ? old : now;
}

static int
by_size(const void *context, uint32_t a, uint32_t b)
{
	pfl_sum x = size_of(context, a), y = size_of(context, b);

	return (x < y) - (x > y);
}

/* The largest first: place[group] is where it goes. */
static bool
sort_groups(struct maker *m, uint32_t **place)
{
	struct pfl_groups *g = m->groups;
	uint32_t *order = pfl_arena_alloc(m->arena, g->n, sizeof(*order), m->err);
	struct pfl_group *sorted = pfl_arena_alloc(m->arena, g->n, sizeof(*sorted), m->err);
	uint32_t at = 0;

	*place = pfl_arena_alloc(m->arena, g->n, sizeof(**place), m->err);
	if (!order || !sorted || !*place)
		return false;
	for (uint32_t i = 0; i < g->n; i++)
		order[i] = i;
	if (!pfl_order_rows(order, g->n, by_size, m, m->err))
		return false;
	for (uint32_t i = 0; i < g->n; i++) {
		sorted[i] = g->group[order[i]];
		sorted[i].first = at;
		at += sorted[i].n;
		(*place)[order[i]] = i;
	}
	g->group = sorted;
	return true;
}

/* Hand out samples and values. */
static bool
fill_groups(struct maker *m, const uint32_t *place)
{
	struct pfl_groups *g = m->groups;
	uint32_t *next = pfl_arena_alloc(m->arena, g->n, sizeof(*next), m->err);

	g->sample = pfl_arena_alloc(m->arena, m->p->samples.n, sizeof(*g->sample), m->err);
	g->value =
		pfl_arena_alloc(m->arena, (size_t)g->n * g->n_keys, sizeof(*g->value), m->err);
	if (!next || !g->sample || !g->value)
		return false;
	for (uint32_t i = 0; i < m->n_sets; i++)
		memcpy(&g->value[(size_t)place[m->of_set[m->set[i]]] * g->n_keys],
			&m->value[(size_t)m->set[i] * g->n_keys],
			g->n_keys * sizeof(*g->value));
	for (uint32_t i = 0; i < m->p->samples.n; i++) {
		uint32_t at = place[m->of_set[pfl_sample_labels(m->p, i)]];

		g->sample[g->group[at].first + next[at]++] = i;
	}
	return true;
}

bool
pfl_groups_make(struct pfl_groups *groups, struct pfl_profile *p,
	const struct pfl_columns *columns, const char *keys, const char *unit,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct maker m = {
		.groups = groups, .p = p, .columns = columns, .arena = arena, .err = err
	};
	uint32_t *place;

	*groups = (struct pfl_groups){ 0 };
	return take_keys(&m, keys) && name_sets(&m, unit) && number_groups(&m) &&
		sort_groups(&m, &place) && fill_groups(&m, place);
}
