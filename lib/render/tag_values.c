/* SPDX-License-Identifier: Apache-2.0 */
/* What each value of each label weighs: added up, equal ones put together, in order. */
#include "render/tag_values.h"

#include "analyze/order.h"
#include "base/unit.h"
#include "model/label_units.h"

struct pfl_span
pfl_tags_key_name(const struct pfl_tags *t, uint32_t label)
{
	return pfl_profile_text(t->p, t->p->labels.key[label]);
}

/* What each label set weighs, added up for each of its labels. */
static bool
add_up(struct pfl_tags *t)
{
	const struct pfl_profile *p = t->p;
	const struct pfl_columns *c = &t->scene->columns;
	struct pfl_tag *set = pfl_arena_alloc(&t->arena, p->labelsets.n, sizeof(*set), t->err);

	t->value = pfl_arena_alloc(&t->arena, p->labels.n, sizeof(*t->value), t->err);
	if (!set || !t->value)
		return false;
	for (uint32_t i = 0; i < p->samples.n; i++) {
		struct pfl_tag *v = &set[pfl_sample_labels(p, i)];

		v->samples++;
		for (int k = 0; k < 2; k++)
			v->sum[k] += c->value[k] ? c->value[k][i] : 0;
	}
	for (uint32_t s = 0; s < p->labelsets.n; s++) {
		for (uint32_t i = p->labelsets.first[s]; i < p->labelsets.first[s + 1]; i++) {
			struct pfl_tag *v = &t->value[p->labelsets.label[i]];

			v->samples += set[s].samples;
			v->sum[0] += set[s].sum[0];
			v->sum[1] += set[s].sum[1];
		}
	}
	return true;
}

/* The texts of those that occur, which are the list to be put in order. */
static bool
name_values(struct pfl_tags *t)
{
	const struct pfl_labels *l = &t->p->labels;
	struct pfl_text text = { 0 };
	bool ok = true;

	t->order = pfl_arena_alloc(&t->arena, l->n, sizeof(*t->order), t->err);
	for (uint32_t i = 0; t->order && ok && i < l->n; i++) {
		struct pfl_tag *v = &t->value[i];

		if (v->samples == 0)
			continue;
		pfl_text_reset(&text);
		if (l->text[i] == PFL_NONE)
			pfl_unit_label(&text, l->number[i], t->unit[i], t->scene->unit);
		else
			pfl_text_add(&text, pfl_profile_text(t->p, l->text[i]));
		v->label = i;
		v->text = pfl_strtab_add(&t->texts, pfl_text_span(&text), t->err);
		ok = v->text != UINT32_MAX && pfl_text_ok(&text, t->err);
		t->order[t->n++] = i;
	}
	pfl_text_clear(&text);
	return ok && t->order;
}

static int
compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Two values of one key: 0 where they are to be one. */
static int
by_value(const struct pfl_tags *t, uint32_t a, uint32_t b)
{
	const struct pfl_labels *l = &t->p->labels;
	int order = 0;

	if (t->value[a].text != t->value[b].text)
		order = pfl_span_cmp(pfl_strtab_get(&t->texts, t->value[a].text),
			pfl_strtab_get(&t->texts, t->value[b].text));
	if (order || !t->exact)
		return order;
	order = compare(l->text[a] == PFL_NONE, l->text[b] == PFL_NONE);
	if (!order && l->text[a] == PFL_NONE)
		order = compare(l->number[a], l->number[b]);
	if (!order && l->text[a] == PFL_NONE && l->unit[a] != l->unit[b])
		order = pfl_span_cmp(
			pfl_profile_text(t->p, l->unit[a]), pfl_profile_text(t->p, l->unit[b]));
	return order;
}

static int
by_key(const struct pfl_tags *t, uint32_t a, uint32_t b)
{
	const uint32_t *key = t->p->labels.key;

	return key[a] == key[b]
		? 0
		: pfl_span_cmp(pfl_tags_key_name(t, a), pfl_tags_key_name(t, b));
}

static int
by_place(const void *context, uint32_t a, uint32_t b)
{
	int order = by_key(context, a, b);

	return order ? order : by_value(context, a, b);
}

/* The largest first; of a mean by the sums that were divided, as rows of other reports are. */
static int
by_size(const void *context, uint32_t a, uint32_t b)
{
	const struct pfl_tags *t = context;
	pfl_sum x = pfl_sum_abs(t->value[a].sum[0]), y = pfl_sum_abs(t->value[b].sum[0]);

	return x == y ? by_value(t, a, b) : x > y ? -1 : 1;
}

static void
merge(struct pfl_tag *into, const struct pfl_tag *v)
{
	into->samples += v->samples;
	into->sum[0] += v->sum[0];
	into->sum[1] += v->sum[1];
}

/* Put equal values together, and values into the order of the report. */
static bool
arrange(struct pfl_tags *t)
{
	uint32_t n = 0;

	if (!pfl_order_rows(t->order, t->n, by_place, t, t->err))
		return false;
	for (uint32_t i = 0; i < t->n; i++) {
		if (n > 0 && by_place(t, t->order[n - 1], t->order[i]) == 0)
			merge(&t->value[t->order[n - 1]], &t->value[t->order[i]]);
		else
			t->order[n++] = t->order[i];
	}
	t->n = n;
	t->key = pfl_arena_alloc(&t->arena, n, sizeof(*t->key), t->err);
	for (uint32_t i = 0; t->key && i < n; i++) {
		const struct pfl_tag *v = &t->value[t->order[i]];

		if (i == 0 || by_key(t, t->order[i - 1], t->order[i]) != 0)
			t->key[t->n_keys++].first = i;
		t->key[t->n_keys - 1].n++;
		t->key[t->n_keys - 1].sum[0] += v->sum[0];
		t->key[t->n_keys - 1].sum[1] += v->sum[1];
	}
	for (uint32_t k = 0; t->key && k < t->n_keys; k++) {
		if (!pfl_order_rows(
			    t->order + t->key[k].first, t->key[k].n, by_size, t, t->err))
			return false;
	}
	return t->key != NULL;
}

bool
pfl_tags_init(
	struct pfl_tags *t, const struct pfl_scene *scene, bool exact, struct pfl_error *err)
{
	*t = (struct pfl_tags){
		.scene = scene, .p = scene->profile, .exact = exact, .err = err
	};
	t->unit = pfl_label_units(t->p, &t->arena, NULL, err);
	return pfl_strtab_init(&t->texts, NULL, NULL, err) && t->unit && add_up(t) &&
		name_values(t) && arrange(t);
}

void
pfl_tags_clear(struct pfl_tags *t)
{
	pfl_strtab_clear(&t->texts);
	pfl_arena_clear(&t->arena);
}

const struct pfl_tag *
pfl_tags_at(const struct pfl_tags *t, size_t i)
{
	return &t->value[t->order[i]];
}

pfl_sum
pfl_tags_sum(const struct pfl_tags *t, const pfl_sum sum[2])
{
	return pfl_column_value(&t->scene->columns, sum);
}
