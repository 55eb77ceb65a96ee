/* SPDX-License-Identifier: Apache-2.0 */
/* Columns and headers of the inputs of a merge, brought together. */
#include "model/merge_plan.h"

#include "base/unit.h"

#include <math.h>
#include <stdlib.h>

/* Is `a` so much finer than `b` that b's values should be brought to a? */
static bool
finer(const char *a, const char *b)
{
	return pfl_unit_scale(1, a, b, NULL) < 1;
}

/* Names of types as numbers, to look columns up without comparing texts again and again. */
struct names {
	struct pfl_strtab tab;
	struct pfl_idmap map; /* (name, which of that name) -> column of the input at hand */
	PFL_VEC(uint32_t)
	key, nth;                /* by column of the input at hand                            */
	PFL_VEC(uint32_t) count; /* by name: how many of it so far                            */
};

static uint64_t
name_hash(const struct names *names, uint32_t key, uint32_t nth)
{
	return pfl_hash_u64(names->map.seed, (uint64_t)key << 32 | nth);
}

/* Number the columns of p: key[c] is the name of column c, nth[c] how many had it before. */
static bool
number_columns(struct names *names, const struct pfl_profile *p, struct pfl_error *err)
{
	size_t known;

	names->key.n = names->nth.n = 0;
	if (!pfl_vec_reserve(&names->key, p->types.n, NULL, "sample types", err) ||
		!pfl_vec_reserve(&names->nth, p->types.n, NULL, "sample types", err))
		return false;
	for (uint32_t c = 0; c < p->types.n; c++) {
		names->key.at[c] =
			pfl_strtab_add(&names->tab, pfl_profile_text(p, p->types.name[c]), err);
		if (names->key.at[c] == UINT32_MAX)
			return false;
	}
	known = pfl_strtab_n(&names->tab);
	names->count.n = 0;
	if (!pfl_vec_reserve(&names->count, known, NULL, "sample types", err))
		return false;
	memset(names->count.at, 0, known * sizeof(*names->count.at));
	for (uint32_t c = 0; c < p->types.n; c++)
		names->nth.at[c] = names->count.at[names->key.at[c]]++;
	return true;
}

/* Make the columns of p findable by (name, nth). */
static bool
index_columns(struct names *names, const struct pfl_profile *p, struct pfl_error *err)
{
	pfl_idmap_clear(&names->map);
	pfl_idmap_init(&names->map, NULL);
	if (!number_columns(names, p, err) || !pfl_idmap_reserve(&names->map, p->types.n, err))
		return false;
	for (uint32_t c = 0; c < p->types.n; c++)
		pfl_idmap_put(
			&names->map, name_hash(names, names->key.at[c], names->nth.at[c]), c);
	return true;
}

static uint32_t
find_column(const struct names *names, uint32_t key, uint32_t nth)
{
	uint64_t hash = name_hash(names, key, nth);
	uint32_t at = PFL_IDMAP_START, c;

	while ((c = pfl_idmap_next(&names->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (names->key.at[c] == key && names->nth.at[c] == nth)
			return c;
	}
	return PFL_NONE;
}

static void
free_names(struct names *names)
{
	pfl_strtab_clear(&names->tab);
	pfl_idmap_clear(&names->map);
	pfl_vec_clear(&names->key, NULL);
	pfl_vec_clear(&names->nth, NULL);
	pfl_vec_clear(&names->count, NULL);
}

static bool
alloc_plan(struct pfl_merge_plan *plan, size_t n, uint32_t n_types, struct pfl_error *err)
{
	struct pfl_arena *a = &plan->arena;

	plan->name = pfl_arena_alloc(a, n_types, sizeof(*plan->name), err);
	plan->unit = pfl_arena_alloc(a, n_types, sizeof(*plan->unit), err);
	plan->column = pfl_arena_alloc(a, n, sizeof(*plan->column), err);
	plan->ratio = pfl_arena_alloc(a, n, sizeof(*plan->ratio), err);
	plan->conflict = pfl_arena_alloc(a, n_types, sizeof(*plan->conflict), err);
	if (!plan->conflict || !plan->name || !plan->unit || !plan->column || !plan->ratio)
		return false;
	for (size_t i = 0; i < n; i++) {
		plan->column[i] = pfl_arena_alloc(a, n_types, sizeof(**plan->column), err);
		plan->ratio[i] = pfl_arena_alloc(a, n_types, sizeof(**plan->ratio), err);
		if (!plan->column[i] || !plan->ratio[i])
			return false;
	}
	return true;
}

/* column[i][t] for every type t of the first input: PFL_NONE where input i has no such type. */
static bool
find_columns(struct pfl_merge_plan *plan, const struct pfl_profile *const *profiles, size_t n,
	struct pfl_error *err)
{
	struct names names = { 0 };
	uint32_t n_types = profiles[0]->types.n, *key = NULL, *nth = NULL;
	bool ok = false;

	if (!pfl_strtab_init(&names.tab, NULL, NULL, err) ||
		!number_columns(&names, profiles[0], err))
		goto out;
	key = pfl_arena_alloc(&plan->arena, n_types, sizeof(*key), err);
	nth = pfl_arena_alloc(&plan->arena, n_types, sizeof(*nth), err);
	if (!key || !nth)
		goto out;
	for (uint32_t t = 0; t < n_types; t++) {
		key[t] = names.key.at[t];
		nth[t] = names.nth.at[t];
	}
	for (size_t i = 0; i < n; i++) {
		if (!index_columns(&names, profiles[i], err))
			goto out;
		for (uint32_t t = 0; t < n_types; t++)
			plan->column[i][t] = find_column(&names, key[t], nth[t]);
	}
	ok = true;
out:
	free_names(&names);
	return ok;
}

/* Squeeze out the types that some input lacks. */
static void
keep_common(struct pfl_merge_plan *plan, size_t n, uint32_t n_types)
{
	for (uint32_t t = 0; t < n_types; t++) {
		bool common = true;

		for (size_t i = 0; i < n && common; i++)
			common = plan->column[i][t] != PFL_NONE;
		if (!common)
			continue;
		for (size_t i = 0; i < n; i++)
			plan->column[i][plan->n_types] = plan->column[i][t];
		plan->n_types++;
	}
}

static const char *
unit_of(const struct pfl_merge_plan *plan, const struct pfl_profile *p, size_t i, uint32_t t)
{
	return pfl_profile_type_unit(p, plan->column[i][t]);
}

/* A text for as long as there is the plan. */
static bool
keep(struct pfl_merge_plan *plan, struct pfl_span *to, const char *text, struct pfl_error *err)
{
	to->n = strlen(text);
	to->at = pfl_arena_text(&plan->arena, text, to->n, err);
	return to->at != NULL;
}

/* Which side of a pair an input is of. */
static const char *
side(size_t i, size_t n_new)
{
	return i < n_new ? "the new side" : "the old side";
}

/* Choose the finest unit for type t and every input's way there. */
static bool
settle_unit(struct pfl_merge_plan *plan, const struct pfl_profile *const *profiles, size_t n,
	size_t n_new, uint32_t t, struct pfl_error *err)
{
	const char *name = pfl_profile_type_name(profiles[0], plan->column[0][t]);
	const char *unit = unit_of(plan, profiles[0], 0, t);

	for (size_t i = 1; i < n; i++) {
		const char *other = unit_of(plan, profiles[i], i, t);

		if (!pfl_unit_compatible(name, unit, name, other))
			return pfl_fail(err, PFL_UNSUPPORTED,
				"sample type '%s' is in '%s' %s%s and in '%s' %s%s: these "
				"units do not go together",
				name, unit, n_new ? "on " : "", n_new ? side(0, n_new) : "here",
				other, n_new ? "on " : "", n_new ? side(i, n_new) : "there");
		if (finer(other, unit))
			unit = other;
	}
	for (size_t i = 0; i < n; i++) {
		const char *own = unit_of(plan, profiles[i], i, t);

		plan->ratio[i][t] =
			strcmp(own, unit) == 0 ? 1 : pfl_unit_scale(1, own, unit, NULL);
	}
	return keep(plan, &plan->name[t], name, err) && keep(plan, &plan->unit[t], unit, err);
}

void
pfl_types_list(const struct pfl_profile *p, struct pfl_text *text)
{
	for (uint32_t t = 0; t < p->types.n && t < 8; t++) {
		if (t)
			pfl_text_str(text, ", ");
		pfl_text_str(text, pfl_profile_type_name(p, t));
	}
	if (p->types.n > 8)
		pfl_text_str(text, ", ...");
}

static bool
nothing_common(const struct pfl_profile *const *profiles, size_t n, size_t n_new,
	struct pfl_error *err)
{
	struct pfl_text first = { 0 }, last = { 0 };

	pfl_types_list(profiles[0], &first);
	pfl_types_list(profiles[n - 1], &last);
	if (n_new)
		pfl_fail(err, PFL_UNSUPPORTED,
			"no sample type is on both sides; the old one has %s, the new one %s",
			pfl_text_get(&last), pfl_text_get(&first));
	else
		pfl_fail(err, PFL_UNSUPPORTED,
			"the profiles have no sample type in common (%s; %s)",
			pfl_text_get(&first), pfl_text_get(&last));
	pfl_text_clear(&first);
	pfl_text_clear(&last);
	return false;
}

/* Would this profile show a type by this name when nobody asks? `last`: it is the last one. */
static bool
is_default(const struct pfl_profile *p, const char *name, bool last)
{
	struct pfl_span wish = pfl_profile_text(p, p->meta.default_type);

	for (uint32_t t = 0; p->meta.default_type && t < p->types.n; t++) {
		if (pfl_span_eq(pfl_profile_text(p, p->types.name[t]), wish))
			return pfl_span_eq(wish, pfl_span_of(name));
	}
	return last;
}

/* Leave type t of a pair out, and remember why. */
static bool
put_conflict(struct pfl_merge_plan *plan, const struct pfl_profile *const *profiles, size_t n,
	uint32_t t, struct pfl_error *err)
{
	struct pfl_unit_conflict *conflict = &plan->conflict[plan->n_conflicts++];
	const char *name = pfl_profile_type_name(profiles[0], plan->column[0][t]);
	struct pfl_error why = *err;

	*err = (struct pfl_error){ 0 };
	conflict->name = pfl_arena_text(&plan->arena, name, strlen(name), err);
	conflict->text = pfl_arena_text(&plan->arena, why.msg, strlen(why.msg), err);
	conflict->by_default = is_default(profiles[0], name, t + 1 == plan->n_types);
	plan->n_types--;
	for (size_t i = 0; i < n; i++)
		memmove(plan->column[i] + t, plan->column[i] + t + 1,
			(plan->n_types - t) * sizeof(**plan->column));
	return conflict->name && conflict->text;
}

/* One unit for each type that has one. In a pair only types that are asked for matter, and that
 * is not known yet. */
static bool
settle_units(struct pfl_merge_plan *plan, const struct pfl_profile *const *profiles, size_t n,
	size_t n_new, struct pfl_error *err)
{
	for (uint32_t t = 0; t < plan->n_types;) {
		if (settle_unit(plan, profiles, n, n_new, t, err))
			t++;
		else if (n_new == 0 || err->code != PFL_UNSUPPORTED ||
			!put_conflict(plan, profiles, n, t, err))
			return false;
	}
	return plan->n_types > 0 || plan->n_conflicts == 0 ||
		pfl_fail(err, PFL_UNSUPPORTED, "%s", plan->conflict[0].text);
}

bool
pfl_merge_plan_make(struct pfl_merge_plan *plan, const struct pfl_profile *const *profiles,
	size_t n, size_t n_new, struct pfl_error *err)
{
	uint32_t n_types = profiles[0]->types.n;

	*plan = (struct pfl_merge_plan){ 0 };
	for (size_t i = 0; i < n; i++)
		plan->calls |= profiles[i]->calls.n > 0;
	if (!alloc_plan(plan, n, n_types, err) || !find_columns(plan, profiles, n, err))
		goto fail;
	keep_common(plan, n, n_types);
	if (plan->n_types == 0) {
		nothing_common(profiles, n, n_new, err);
		goto fail;
	}
	if (settle_units(plan, profiles, n, n_new, err))
		return true;
fail:
	pfl_merge_plan_clear(plan);
	return false;
}

/* Is any sample more than a single location? */
static bool
has_stacks(const struct pfl_profile *p)
{
	for (uint32_t i = 1; i < p->stacks.n; i++) {
		if (p->stacks.location[i] != PFL_NONE && pfl_stack_above(&p->stacks, i) != 0)
			return true;
	}
	return false;
}

bool
pfl_merge_calls_suit(const struct pfl_profile *const *profiles, size_t n, const char *verb,
	struct pfl_error *err)
{
	bool calls = false, stacks = false;

	for (size_t i = 0; i < n; i++)
		calls |= profiles[i]->calls.n > 0;
	for (size_t i = 0; calls && i < n; i++)
		stacks |= has_stacks(profiles[i]);
	return !stacks ||
		pfl_fail(err, PFL_UNSUPPORTED,
			"some of the profiles have calls instead of stacks, such as "
			"callgrind's, others have stacks: they cannot be %s",
			verb);
}

bool
pfl_merge_plan_alike(struct pfl_merge_plan *plan, const struct pfl_profile *const *profiles,
	size_t n, struct pfl_error *err)
{
	for (size_t i = 1; i < n; i++) {
		if (!profiles[i]->samples.before != !profiles[0]->samples.before)
			return pfl_fail(err, PFL_UNSUPPORTED,
				"only some of the profiles hold old and new values: they "
				"cannot be merged");
	}
	/* Which run a call is of would mean nothing: what a pair was made of is not merged. */
	for (size_t i = 0; i < n; i++) {
		if (profiles[i]->calls.run)
			return pfl_fail(err, PFL_UNSUPPORTED,
				"profiles of calls that hold old and new values cannot be "
				"merged; merge each side before they are compared");
	}
	return pfl_merge_calls_suit(profiles, n, "merged", err) &&
		pfl_merge_plan_make(plan, profiles, n, 0, err);
}

/* The column of p with a name, of several the one number nth. */
static uint32_t
nth_column(const struct pfl_profile *p, struct pfl_span name, uint32_t nth)
{
	for (uint32_t c = 0; c < p->types.n; c++) {
		if (pfl_span_eq(pfl_profile_text(p, p->types.name[c]), name) && nth-- == 0)
			return c;
	}
	return PFL_NONE;
}

bool
pfl_merge_plan_fits(const struct pfl_merge_plan *plan, const struct pfl_profile *p,
	uint32_t *column, double *ratio)
{
	enum { FEW = 64 }; /* types that may be compared each with each */

	if (plan->n_types > FEW || p->types.n > FEW || plan->calls != (p->calls.n > 0))
		return false;
	for (uint32_t t = 0; t < plan->n_types; t++) {
		const char *name = plan->name[t].at, *unit = plan->unit[t].at, *own;
		uint32_t nth = 0;

		for (uint32_t i = 0; i < t; i++)
			nth += pfl_span_eq(plan->name[i], plan->name[t]);
		column[t] = nth_column(p, plan->name[t], nth);
		if (column[t] == PFL_NONE)
			return false;
		own = pfl_profile_type_unit(p, column[t]);
		if (!pfl_unit_compatible(name, unit, name, own) || finer(own, unit))
			return false;
		ratio[t] = strcmp(own, unit) == 0 ? 1 : pfl_unit_scale(1, own, unit, NULL);
	}
	return true;
}

void
pfl_merge_plan_clear(struct pfl_merge_plan *plan)
{
	pfl_arena_clear(&plan->arena);
	*plan = (struct pfl_merge_plan){ 0 };
}

void
pfl_merge_types(const struct pfl_merge_plan *plan, struct pfl_builder *b)
{
	for (uint32_t t = 0; t < plan->n_types; t++) {
		uint32_t name = pfl_build_string(b, plan->name[t]);

		pfl_build_type(b, name, pfl_build_string(b, plan->unit[t]));
	}
}

/* A text of p in the new profile. */
static uint32_t
carry(const struct pfl_profile *p, uint32_t id, struct pfl_builder *b)
{
	return pfl_build_string(b, pfl_profile_text(p, id));
}

static bool
names_period(const struct pfl_profile *p)
{
	return p->meta.period_type || p->meta.period_unit;
}

/* A period in a finer unit, in whole multiples, or the most that there is. */
static int64_t
scale_period(int64_t period, double ratio)
{
	if (fabs((double)period * ratio) > 0x1p64)
		return period < 0 ? INT64_MIN : INT64_MAX;
	return pfl_sum_clamp((pfl_sum)period * (pfl_sum)ratio, NULL);
}

/*
 * The period type of the first input that names one, its unit replaced by the finest, and the
 * longest period in that unit, of these inputs and what is in the header already.
 */
static bool
merge_period(const struct pfl_profile *const *profiles, size_t n, struct pfl_builder *b,
	struct pfl_error *err)
{
	struct pfl_meta *meta = pfl_build_meta(b);
	bool known = meta->period_type || meta->period_unit;
	const char *type = known ? pfl_build_text(b, meta->period_type).at : NULL;
	const char *old_unit = known ? pfl_build_text(b, meta->period_unit).at : NULL;
	const char *unit = old_unit;
	int64_t longest = meta->period;

	for (size_t i = 0; i < n; i++) {
		const struct pfl_profile *p = profiles[i];
		const char *t = pfl_profile_text(p, p->meta.period_type).at;
		const char *u = pfl_profile_text(p, p->meta.period_unit).at;

		meta->has_period_type |= p->meta.has_period_type;
		if (!names_period(p))
			continue;
		if (!type) {
			type = t;
			unit = u;
		}
		if (strcmp(type, t) != 0 || !pfl_unit_compatible(type, unit, t, u))
			return pfl_fail(err, PFL_UNSUPPORTED,
				"the period is '%s' in '%s' here and '%s' in '%s' there: these "
				"do not go together",
				type, unit, t, u);
		if (finer(u, unit))
			unit = u;
	}
	if (known && finer(unit, old_unit))
		longest = scale_period(longest, pfl_unit_scale(1, old_unit, unit, NULL));
	for (size_t i = 0; i < n; i++) {
		const struct pfl_profile *p = profiles[i];
		int64_t period = p->meta.period;

		if (names_period(p)) {
			const char *own = pfl_profile_text(p, p->meta.period_unit).at;
			double ratio = pfl_unit_scale(1, own, unit, NULL);

			if (ratio > 1)
				period = scale_period(period, ratio);
		}
		if (longest == 0 || longest < period)
			longest = period;
	}
	if (type) {
		meta->period_type = pfl_build_string(b, pfl_span_of(type));
		meta->period_unit = pfl_build_string(b, pfl_span_of(unit));
	}
	meta->period = longest;
	return true;
}

static bool
is_planned(const struct pfl_merge_plan *plan, struct pfl_span name)
{
	for (uint32_t t = 0; t < plan->n_types; t++) {
		if (pfl_span_eq(plan->name[t], name))
			return true;
	}
	return false;
}

/* Add p's comments that are not there yet; `seen` knows them by string id. */
static bool
add_comments(const struct pfl_profile *p, struct pfl_idmap *seen, struct pfl_builder *b,
	struct pfl_error *err)
{
	if (!pfl_idmap_reserve(seen, p->meta.n_comments, err))
		return false;
	for (uint32_t i = 0; i < p->meta.n_comments; i++) {
		uint32_t id = carry(p, p->meta.comment[i], b), at = PFL_IDMAP_START, row;
		uint64_t hash = pfl_hash_u64(seen->seed, id);

		while ((row = pfl_idmap_next(seen, hash, &at)) != PFL_IDMAP_FREE && row != id)
			;
		if (row == id || !pfl_builder_ok(b))
			continue;
		pfl_idmap_put(seen, hash, id);
		pfl_build_comment(b, id);
	}
	return true;
}

static bool
merge_comments(const struct pfl_profile *const *profiles, size_t n, struct pfl_idmap *seen,
	struct pfl_builder *b, struct pfl_error *err)
{
	bool ok = true;

	for (size_t i = 0; i < n && ok; i++)
		ok = add_comments(profiles[i], seen, b, err);
	return ok;
}

bool
pfl_merge_meta(const struct pfl_merge_plan *plan, const struct pfl_profile *const *profiles,
	size_t n, bool first, struct pfl_idmap *comments, struct pfl_builder *b,
	struct pfl_error *err)
{
	struct pfl_meta *meta = pfl_build_meta(b);
	pfl_sum duration = meta->duration_nanos;

	if (first) {
		meta->drop_frames = carry(profiles[0], profiles[0]->meta.drop_frames, b);
		meta->keep_frames = carry(profiles[0], profiles[0]->meta.keep_frames, b);
	}
	for (size_t i = 0; i < n; i++) {
		const struct pfl_profile *p = profiles[i];
		const struct pfl_meta *m = &p->meta;

		if (meta->time_nanos == 0 || m->time_nanos < meta->time_nanos)
			meta->time_nanos = m->time_nanos;
		duration += m->duration_nanos;
		if (!meta->default_type && m->default_type &&
			is_planned(plan, pfl_profile_text(p, m->default_type)))
			meta->default_type = carry(p, m->default_type, b);
		if (!meta->doc_url)
			meta->doc_url = carry(p, m->doc_url, b);
	}
	meta->duration_nanos = pfl_sum_clamp(duration, NULL);
	return merge_period(profiles, n, b, err) &&
		merge_comments(profiles, n, comments, b, err);
}

void
pfl_merge_meta_copy(const struct pfl_profile *p, struct pfl_builder *b)
{
	const struct pfl_meta *m = &p->meta;
	struct pfl_meta *to = pfl_build_meta(b);

	to->default_type = carry(p, m->default_type, b);
	to->period_type = carry(p, m->period_type, b);
	to->period_unit = carry(p, m->period_unit, b);
	to->drop_frames = carry(p, m->drop_frames, b);
	to->keep_frames = carry(p, m->keep_frames, b);
	to->doc_url = carry(p, m->doc_url, b);
	to->period = m->period;
	to->time_nanos = m->time_nanos;
	to->duration_nanos = m->duration_nanos;
	to->has_period_type = m->has_period_type;
	for (uint32_t i = 0; i < m->n_comments; i++)
		pfl_build_comment(b, carry(p, m->comment[i], b));
}
