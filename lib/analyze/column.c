/* SPDX-License-Identifier: Apache-2.0 */
/* Which numbers of a sample to add up, and what they come to. */
#include "analyze/column.h"

#include "base/text.h"
#include "model/merge_plan.h"
#include "model/sides.h"

#include <stdlib.h>

/* A type that both sides have, and in units that do not go together. */
static bool
in_conflict(const struct pfl_profile *p, const struct pfl_unit_conflict *conflict,
	struct pfl_error *err)
{
	struct pfl_text names = { 0 };

	pfl_types_list(p, &names);
	pfl_fail(err, PFL_UNSUPPORTED, "%s; --sample-type can compare %s", conflict->text,
		pfl_text_get(&names));
	pfl_text_clear(&names);
	return false;
}

/* A heap profile's "space" is also "inuse_space". */
static const char *
plain_name(const char *want)
{
	return !strncmp(want, "inuse_", 6) ? want + 6 : want;
}

/* The message lists what there is, as far as it fits. */
static bool
no_such_type(const struct pfl_profile *p, const char *want, struct pfl_error *err)
{
	struct pfl_text names = { 0 };

	for (uint32_t i = 0; p->pairing && i < p->pairing->n_conflicts; i++) {
		const char *name = p->pairing->conflict[i].name;

		if (strcmp(name, want) == 0 || strcmp(name, plain_name(want)) == 0)
			return in_conflict(p, &p->pairing->conflict[i], err);
	}
	if (p->pairing)
		return pfl_fail(err, PFL_USAGE,
			"sample type \"%s\" is not on both sides; the old one has %s, the new "
			"one %s",
			want, p->pairing->types[1], p->pairing->types[0]);
	for (uint32_t i = 0; i < p->types.n && names.n < sizeof(err->msg); i++) {
		pfl_text_str(&names, i ? ", " : "");
		pfl_text_add(&names, pfl_profile_text(p, p->types.name[i]));
	}
	pfl_fail(err, PFL_USAGE, "sample type \"%s\" is not in this profile; it has: %s", want,
		p->types.n ? pfl_text_get(&names) : "none");
	pfl_text_clear(&names);
	return false;
}

static bool
type_is(const struct pfl_profile *p, uint32_t type, const char *name)
{
	return pfl_span_eq(pfl_profile_text(p, p->types.name[type]), pfl_span_of(name));
}

/* Is what nobody asks for to be had? */
static bool
check_default(const struct pfl_profile *p, struct pfl_error *err)
{
	for (uint32_t i = 0; p->pairing && i < p->pairing->n_conflicts; i++) {
		if (p->pairing->conflict[i].by_default)
			return in_conflict(p, &p->pairing->conflict[i], err);
	}
	return true;
}

/* What is shown when nobody asks; PFL_NONE: there are no types. */
static uint32_t
default_type(const struct pfl_profile *p)
{
	return p->types.n ? (uint32_t)pfl_profile_default_type(p) : PFL_NONE;
}

/* The type called `want`. */
static uint32_t
find_type(const struct pfl_profile *p, const char *want)
{
	uint64_t index;

	if (pfl_span_u64(pfl_span_of(want), &index))
		return index < p->types.n ? (uint32_t)index : PFL_NONE;
	for (uint32_t i = 0; i < p->types.n; i++) {
		if (type_is(p, i, want) || type_is(p, i, plain_name(want)))
			return i;
	}
	return PFL_NONE;
}

bool
pfl_columns_choose(struct pfl_columns *columns, const struct pfl_profile *p, const char *want,
	bool mean, struct pfl_error *err)
{
	bool asked = want && *want;

	*columns = (struct pfl_columns){ .second = PFL_SECOND_NONE };
	columns->type = asked ? find_type(p, want) : default_type(p);
	if (asked && columns->type == PFL_NONE)
		return no_such_type(p, want, err);
	if (!asked && !check_default(p, err))
		return false;
	if (p->samples.before && mean)
		return pfl_fail(
			err, PFL_USAGE, "a mean cannot be taken of two profiles at once");
	if (columns->type == PFL_NONE)
		return true;
	if (p->samples.before)
		columns->second = PFL_SECOND_BEFORE;
	else if (mean)
		columns->second = PFL_SECOND_DIVISOR;
	pfl_columns_refresh(columns, p);
	return true;
}

/* Add a type that is not there yet. */
static void
add_type(uint32_t *type, uint32_t *n, uint32_t more)
{
	for (uint32_t k = 0; k < *n; k++) {
		if (type[k] == more)
			return;
	}
	type[(*n)++] = more;
}

/* Each name of "NAME,NAME". */
static bool
add_named(const struct pfl_profile *p, const char *want, struct pfl_arena *arena,
	uint32_t *type, uint32_t *n, struct pfl_error *err)
{
	struct pfl_span rest = pfl_span_of(want), name;

	while (pfl_span_cut(&rest, ',', &name)) {
		const char *text = pfl_arena_text(arena, name.at, name.n, err);
		uint32_t found = text ? find_type(p, text) : PFL_NONE;

		if (found == PFL_NONE)
			return text && no_such_type(p, text, err);
		add_type(type, n, found);
	}
	return *n > 0 || no_such_type(p, want, err);
}

/* Does it name several types, and is no name itself? */
static bool
names_several(const struct pfl_profile *p, const char *want)
{
	return want && find_type(p, want) == PFL_NONE &&
		(strcmp(want, "all") == 0 || strchr(want, ','));
}

bool
pfl_types_choose(const struct pfl_profile *p, const char *want, struct pfl_arena *arena,
	uint32_t **type, uint32_t *n, struct pfl_error *err)
{
	bool several = names_several(p, want);
	struct pfl_columns one;

	*n = 0;
	*type = pfl_arena_alloc(arena, (size_t)p->types.n + 1, sizeof(**type), err);
	if (!*type)
		return false;
	if (several && strcmp(want, "all") != 0)
		return add_named(p, want, arena, *type, n, err);
	if (several)
		one.type = default_type(p);
	else if (!pfl_columns_choose(&one, p, want, false, err))
		return false;
	if (one.type != PFL_NONE)
		add_type(*type, n, one.type);
	for (uint32_t i = 0; several && i < p->types.n; i++)
		add_type(*type, n, i);
	return true;
}

bool
pfl_columns_choose_many(struct pfl_columns *columns, const struct pfl_profile *p,
	const char *want, bool mean, struct pfl_arena *arena, struct pfl_error *err)
{
	uint32_t *type, n;

	if (!names_several(p, want))
		return pfl_columns_choose(columns, p, want, mean, err);
	if (!pfl_columns_choose(columns, p, NULL, mean, err))
		return false;
	if (columns->second != PFL_SECOND_NONE)
		return pfl_fail(err, PFL_USAGE,
			"a %s is of one sample type, and several are asked for",
			mean ? "mean" : "comparison");
	if (!pfl_types_choose(p, want, arena, &type, &n, err))
		return false;
	columns->more = pfl_arena_alloc(arena, n, sizeof(*columns->more), err);
	if (!columns->more)
		return false;
	columns->type = n ? type[0] : PFL_NONE;
	columns->n_more = n ? n - 1 : 0;
	columns->more_type = type + 1;
	pfl_columns_refresh(columns, p);
	return true;
}

void
pfl_columns_refresh(struct pfl_columns *columns, const struct pfl_profile *p)
{
	const struct pfl_samples *s = &p->samples;

	if (columns->type == PFL_NONE)
		return;
	for (uint32_t k = 0; k < columns->n_more; k++)
		columns->more[k] = s->value[columns->more_type[k]];
	columns->value[0] = s->value[columns->type];
	if (columns->second == PFL_SECOND_DIVISOR)
		columns->value[1] = s->value[0];
	else if (columns->second == PFL_SECOND_BEFORE)
		columns->value[1] = s->before[columns->type];
}

/* The values of one side of a difference: of those labelled as the base, which are negated, or
 * of the others. */
static const int64_t *
side(struct pfl_profile *p, const int64_t *value, const unsigned char *is_base, bool base,
	struct pfl_error *err)
{
	int64_t *out = pfl_arena_alloc(&p->arena, p->samples.n, sizeof(*out), err);

	for (uint32_t i = 0; out && i < p->samples.n; i++) {
		if (is_base[p->samples.labels[i]] != base)
			out[i] = 0;
		else if (base)
			out[i] = pfl_base_negate(value[i]);
		else
			out[i] = value[i];
	}
	return out;
}

bool
pfl_profile_part_sides(struct pfl_profile *p, struct pfl_error *err)
{
	uint32_t n = p->types.n;
	unsigned char *is_base = p->samples.before ? NULL : pfl_base_sets(p, err);
	const int64_t **now, **before;
	bool ok;

	if (!is_base)
		return err->code == PFL_OK;
	now = pfl_arena_alloc(&p->arena, n, sizeof(*now), err);
	before = pfl_arena_alloc(&p->arena, n, sizeof(*before), err);
	ok = now && before;
	for (uint32_t i = 0; ok && i < n; i++) {
		now[i] = side(p, p->samples.value[i], is_base, false, err);
		before[i] = side(p, p->samples.value[i], is_base, true, err);
		ok = now[i] && before[i];
	}
	if (ok) {
		p->samples.value = now;
		p->samples.before = before;
	}
	free(is_base);
	return ok;
}

struct totals {
	pfl_sum value[2], base[2]; /* of all samples, of those labelled as the base */
};

static void
add_sample(struct totals *t, const struct pfl_columns *c, uint32_t i, bool base)
{
	pfl_sum v[2] = { pfl_sum_abs(c->value[0][i]), c->value[1] ? c->value[1][i] : 0 };

	if (c->second == PFL_SECOND_BEFORE)
		v[1] = pfl_sum_abs(v[1]);
	for (int k = 0; k < 2; k++) {
		t->value[k] += v[k];
		t->base[k] += base ? v[k] : 0;
	}
}

bool
pfl_columns_total(const struct pfl_columns *columns, const struct pfl_profile *p,
	pfl_sum *total, pfl_sum *before, struct pfl_error *err)
{
	unsigned char *is_base = NULL;
	struct totals t = { { 0, 0 }, { 0, 0 } };

	if (columns->type != PFL_NONE) {
		is_base = pfl_base_sets(p, err);
		if (!is_base && err->code != PFL_OK)
			return false;
		for (uint32_t i = 0; i < p->samples.n; i++)
			add_sample(&t, columns, i, is_base && is_base[p->samples.labels[i]]);
		free(is_base);
	}
	if (t.base[0] > 0)
		memcpy(t.value, t.base, sizeof(t.value));
	*total = pfl_column_value(columns, t.value);
	if (before)
		*before = columns->second == PFL_SECOND_BEFORE ? t.value[1] : 0;
	return true;
}
