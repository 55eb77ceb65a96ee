/* SPDX-License-Identifier: Apache-2.0 */
#include "model/runs.h"

#include "model/subset.h"

#include <stdlib.h>
#include <string.h>

/* The recordings that stay; to[run] becomes the row of one, or PFL_NONE. */
static struct pfl_pairing *
take_runs(struct pfl_profile *p, const bool *out, uint32_t *to, struct pfl_error *err)
{
	const struct pfl_pairing *all = p->pairing;
	struct pfl_pairing *pairing = pfl_arena_alloc(&p->arena, 1, sizeof(*pairing), err);
	struct pfl_run *run = pfl_arena_alloc(&p->arena, all->n_runs, sizeof(*run), err);
	uint32_t *place = pfl_arena_alloc(&p->arena, all->n_runs, sizeof(*place), err), n = 0;

	if (!pairing || !run || !place)
		return NULL;
	*pairing = *all;
	pairing->n_old = 0;
	for (uint32_t i = 0; i < all->n_runs; i++) {
		to[i] = PFL_NONE;
		if (out[i])
			continue;
		pairing->n_old += i < all->n_old;
		run[n] = all->run[i];
		place[n] = i;
		to[i] = n++;
	}
	pairing->n_runs = n;
	pairing->run = run;
	pairing->place = place;
	pairing->n_given = all->n_runs;
	pairing->n_given_old = all->n_old;
	return pairing;
}

static const int64_t *const *
take_columns(struct pfl_profile *p, const int64_t *const *column, const uint32_t *sample,
	uint32_t n, struct pfl_error *err)
{
	const int64_t **taken = pfl_arena_alloc(&p->arena, p->types.n, sizeof(*taken), err);

	for (uint32_t t = 0; taken && t < p->types.n; t++) {
		taken[t] = pfl_subset_column(p, column[t], sample, n, err);
		if (!taken[t])
			return NULL;
	}
	return taken;
}

/* The samples, with their values and recordings. */
static bool
take_samples(struct pfl_profile *p, const uint32_t *sample, uint32_t n, struct pfl_error *err)
{
	const struct pfl_samples all = p->samples;
	uint32_t *run;

	if (!pfl_profile_subset(p, sample, n, err))
		return false;
	p->samples.value = take_columns(p, all.value, sample, n, err);
	p->samples.before = take_columns(p, all.before, sample, n, err);
	run = pfl_arena_alloc(&p->arena, n, sizeof(*run), err);
	for (uint32_t i = 0; run && i < n; i++)
		run[i] = all.run[sample[i]];
	p->samples.run = run;
	return p->samples.value && p->samples.before && run;
}

bool
pfl_pair_subset(
	struct pfl_profile *p, const uint32_t *sample, uint32_t n, struct pfl_error *err)
{
	const struct pfl_pairing *all = p->pairing;
	struct pfl_pairing *pairing = pfl_arena_alloc(&p->arena, 1, sizeof(*pairing), err);
	struct pfl_run *run = pfl_arena_alloc(&p->arena, all->n_runs, sizeof(*run), err);

	if (!pairing || !run || !take_samples(p, sample, n, err))
		return false;
	memcpy(run, all->run, all->n_runs * sizeof(*run));
	for (uint32_t i = 0; i < all->n_runs; i++)
		run[i].samples = 0;
	for (uint32_t i = 0; i < n; i++)
		run[p->samples.run[i]].samples++;
	*pairing = *all;
	pairing->run = run;
	p->pairing = pairing;
	return true;
}

/* Only samples of recordings that stay, which have the numbers that these have now. */
static bool
keep_samples(struct pfl_profile *p, const uint32_t *to, uint32_t *sample, struct pfl_error *err)
{
	const uint32_t *from = p->samples.run;
	uint32_t *run, n = 0;

	for (uint32_t i = 0; i < p->samples.n; i++) {
		if (to[from[i]] != PFL_NONE)
			sample[n++] = i;
	}
	if (!take_samples(p, sample, n, err) ||
		!(run = pfl_arena_alloc(&p->arena, n, sizeof(*run), err)))
		return false;
	for (uint32_t i = 0; i < n; i++)
		run[i] = to[p->samples.run[i]];
	p->samples.run = run;
	return true;
}

bool
pfl_pair_keep_calls(struct pfl_profile *p, const uint32_t *to, struct pfl_error *err)
{
	const struct pfl_calls all = p->calls;
	struct pfl_calls *kept = &p->calls;
	uint32_t *row, *from, *callee, *run, n = 0;

	if (all.n == 0)
		return true;
	row = pfl_arena_alloc(&p->arena, all.n, sizeof(*row), err);
	from = pfl_arena_alloc(&p->arena, all.n, sizeof(*from), err);
	callee = pfl_arena_alloc(&p->arena, all.n, sizeof(*callee), err);
	run = pfl_arena_alloc(&p->arena, all.n, sizeof(*run), err);
	if (!row || !from || !callee || !run)
		return false;
	for (uint32_t i = 0; i < all.n; i++) {
		if (to[all.run[i]] == PFL_NONE)
			continue;
		from[n] = all.from[i];
		callee[n] = all.to[i];
		run[n] = to[all.run[i]];
		row[n++] = i;
	}
	*kept = (struct pfl_calls){ .n = n, .from = from, .to = callee, .run = run };
	kept->value = take_columns(p, all.value, row, n, err);
	return kept->value != NULL;
}

struct pfl_profile *
pfl_profile_without_runs(const struct pfl_profile *p, const bool *out, struct pfl_error *err)
{
	struct pfl_profile *less = pfl_profile_derive(p, err);
	uint32_t *to = calloc(p->pairing->n_runs, sizeof(*to));
	uint32_t *sample = calloc((size_t)p->samples.n + 1, sizeof(*sample));
	struct pfl_pairing *pairing = NULL;

	if (less && (!to || !sample))
		pfl_fail(err, PFL_NOMEM, "out of memory");
	else if (less)
		pairing = take_runs(less, out, to, err);
	if (pairing && keep_samples(less, to, sample, err) &&
		pfl_pair_keep_calls(less, to, err)) {
		less->pairing = pairing;
	} else {
		pfl_profile_free(less);
		less = NULL;
	}
	free(to);
	free(sample);
	return less;
}

uint32_t
pfl_pairing_number(const struct pfl_pairing *pairing, uint32_t run)
{
	uint32_t n_old = pairing->place ? pairing->n_given_old : pairing->n_old;

	run = pairing->place ? pairing->place[run] : run;
	return (run < n_old ? run : run - n_old) + 1;
}

/* Rows of a run lie together, as a rule: the first and the last are looked for. */
bool
pfl_run_rows(uint32_t **first, uint32_t **end, const uint32_t *run, uint32_t n, uint32_t n_runs,
	struct pfl_arena *arena, struct pfl_error *err)
{
	*first = pfl_arena_alloc(arena, n_runs, sizeof(**first), err);
	*end = pfl_arena_alloc(arena, n_runs, sizeof(**end), err);
	if (!*first || !*end)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		if ((*end)[run[i]] == 0)
			(*first)[run[i]] = i;
		(*end)[run[i]] = i + 1;
	}
	return true;
}
