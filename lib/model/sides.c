/* SPDX-License-Identifier: Apache-2.0 */
/* The two sides of a difference that is one profile. */
#include "model/sides.h"

#include "model/runs.h"
#include "model/subset.h"

#include <stdlib.h>

unsigned char *
pfl_base_sets(const struct pfl_profile *p, struct pfl_error *err)
{
	uint32_t key = pfl_strtab_find(&p->strings, pfl_span_of(PFL_BASE_KEY));
	uint32_t yes = pfl_strtab_find(&p->strings, pfl_span_of("true"));
	const struct pfl_labelsets *sets = &p->labelsets;
	unsigned char *is_base;
	bool any = false;

	if (!p->samples.labels || key == UINT32_MAX || yes == UINT32_MAX)
		return NULL;
	is_base = calloc((size_t)sets->n + 1, 1);
	if (!is_base) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	for (uint32_t set = 0; set < sets->n; set++) {
		for (uint32_t i = sets->first[set]; i < sets->first[set + 1]; i++) {
			uint32_t label = sets->label[i];

			if (p->labels.key[label] == key && p->labels.text[label] == yes) {
				is_base[set] = 1;
				any = true;
			}
		}
	}
	if (any)
		return is_base;
	free(is_base);
	return NULL;
}

/* Is this sample of the old side? Of two columns both may be. */
static bool
is_of(const struct pfl_profile *p, uint32_t sample, const unsigned char *is_base, bool old)
{
	const int64_t *const *column = old ? p->samples.before : p->samples.value;

	if (is_base)
		return is_base[p->samples.labels[sample]] == old;
	for (uint32_t t = 0; t < p->types.n; t++) {
		if (column[t][sample] != 0)
			return true;
	}
	return false;
}

/* Labels without those that say which side a sample is of. */
static bool
hide_base(struct pfl_profile *p, struct pfl_error *err)
{
	const struct pfl_labelsets all = p->labelsets;
	uint32_t key = pfl_strtab_find(&p->strings, pfl_span_of(PFL_BASE_KEY)), n = 0;
	uint32_t *first = pfl_arena_alloc(&p->arena, (size_t)all.n + 1, sizeof(*first), err);
	uint32_t *label =
		pfl_arena_alloc(&p->arena, all.n ? all.first[all.n] : 0, sizeof(*label), err);

	if (!first || !label)
		return false;
	for (uint32_t set = 0; set < all.n; set++) {
		first[set] = n;
		for (uint32_t i = all.first[set]; i < all.first[set + 1]; i++) {
			if (p->labels.key[all.label[i]] != key)
				label[n++] = all.label[i];
		}
	}
	first[all.n] = n;
	p->labelsets.first = first;
	p->labelsets.label = label;
	return true;
}

/* What a difference has negated. */
static const int64_t *
negated(struct pfl_profile *p, const int64_t *column, uint32_t n, struct pfl_error *err)
{
	int64_t *out = pfl_arena_alloc(&p->arena, n, sizeof(*out), err);

	for (uint32_t i = 0; out && i < n; i++)
		out[i] = pfl_base_negate(column[i]);
	return out;
}

static bool
take_values(struct pfl_profile *side, const int64_t *const *column, const uint32_t *sample,
	uint32_t n, bool negate, struct pfl_error *err)
{
	const int64_t **value =
		pfl_arena_alloc(&side->arena, side->types.n, sizeof(*value), err);

	for (uint32_t t = 0; value && t < side->types.n; t++) {
		value[t] = pfl_subset_column(side, column[t], sample, n, err);
		if (value[t] && negate)
			value[t] = negated(side, value[t], n, err);
		if (!value[t])
			return false;
	}
	side->samples.value = value;
	side->samples.before = NULL;
	return value != NULL;
}

/* The calls of one side of a pair, which becomes a profile that is none. */
static bool
take_calls(struct pfl_profile *side, bool old, struct pfl_error *err)
{
	const struct pfl_pairing *pairing = side->pairing;
	uint32_t *to;
	bool ok;

	if (!side->calls.run)
		return true;
	to = calloc(pairing->n_runs, sizeof(*to));
	if (!to)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (uint32_t run = 0; run < pairing->n_runs; run++)
		to[run] = (run < pairing->n_old) == old ? 0 : PFL_NONE;
	ok = pfl_pair_keep_calls(side, to, err);
	side->calls.run = NULL;
	free(to);
	return ok;
}

/* One side as a profile that is derived from p; `sample` has room for all samples. How long it
 * was recorded only both together say. */
static struct pfl_profile *
side_of(const struct pfl_profile *p, const unsigned char *is_base, bool old, uint32_t *sample,
	struct pfl_error *err)
{
	struct pfl_profile *side = pfl_profile_derive(p, err);
	const int64_t *const *column =
		p->samples.before && old ? p->samples.before : p->samples.value;
	uint32_t n = 0;

	for (uint32_t i = 0; side && i < p->samples.n; i++) {
		if (is_of(p, i, is_base, old))
			sample[n++] = i;
	}
	if (!side || !pfl_profile_subset(side, sample, n, err) ||
		!take_values(side, column, sample, n, is_base && old, err) ||
		(is_base && !hide_base(side, err)) || !take_calls(side, old, err)) {
		pfl_profile_free(side);
		return NULL;
	}
	side->meta.duration_nanos = side->meta.time_nanos = 0;
	side->pairing = NULL;
	return side;
}

static bool
refuse_one(const struct pfl_profile *p, struct pfl_error *err)
{
	if (pfl_profile_has_negative(p))
		return pfl_fail(err, PFL_UNSUPPORTED,
			"a difference whose sides cannot be told apart: it has negative "
			"values, "
			"and no sample is labelled pprof::base; make it with -diff_base "
			"instead "
			"of -base, or compare the two profiles that it was made of");
	return pfl_fail(err, PFL_USAGE,
		"two profiles are compared, or one that holds both, with old samples labelled "
		"pprof::base as go tool pprof -diff_base -proto writes it; this is one "
		"without");
}

struct pfl_profile *
pfl_pair_apart(
	const struct pfl_profile *p, const struct pfl_limits *limits, struct pfl_error *err)
{
	unsigned char *is_base = p->samples.before ? NULL : pfl_base_sets(p, err);
	uint32_t *sample = calloc((size_t)p->samples.n + 1, sizeof(*sample));
	struct pfl_profile *side[2] = { NULL, NULL }, *pair = NULL;

	if (err->code == PFL_OK && !sample)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	else if (err->code == PFL_OK && !is_base && !p->samples.before)
		refuse_one(p, err);
	for (int old = 0; old < 2 && err->code == PFL_OK; old++)
		side[old] = side_of(p, is_base, old, sample, err);
	if (side[0] && side[1])
		pair = pfl_pair((const struct pfl_profile *const *)&side[1], 1,
			(const struct pfl_profile *const *)&side[0], 1, limits, err);
	pfl_profile_free(side[0]);
	pfl_profile_free(side[1]);
	free(sample);
	free(is_base);
	return pair;
}
