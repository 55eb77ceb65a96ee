/* SPDX-License-Identifier: Apache-2.0 */
/* Merging one profile after the other, in memory that follows the result. */
#include "model/merger.h"
#include "base/ring.h"
#include "base/strtab.h"
#include "base/text.h"
#include "base/vec.h"
#include "model/copy.h"
#include "model/merging.h"

#include <stdlib.h>

/*
 * A few profiles wait for one another, so that it is known of all what sample types they have
 * in common, and in which units. Then a thread merges them, while the caller reads the next
 * one, and each that comes goes right into that, as long as its types allow it: else what is
 * merged so far becomes a profile that waits again.
 */
enum {
	FEW = 16 * 1024 * 1024, /* bytes that wait */
	SLOTS = 2,
	TYPES = 100,
	LISTED = 4, /* in a note */
};

/* A profile on its way to the thread. */
struct slot {
	struct pfl_profile *p;
	struct pfl_merge_how how;
};

struct pfl_merger {
	struct pfl_limits limits;
	struct pfl_digest_keys keys;           /* of all inputs */
	PFL_VEC(struct pfl_profile *) profile; /* those that wait, owned */
	PFL_VEC(struct pfl_merge_how) how;
	uint64_t waiting; /* bytes */
	struct pfl_merging merging;
	struct pfl_merge_plan plan; /* of `merging`, while that is open */
	bool open;
	uint32_t *column; /* scratch, by planned type; in the plan's arena */
	double *ratio;
	struct pfl_merge_losses losses;
	struct pfl_ring ring; /* while it runs, all above is the thread's */
	struct slot slot[SLOTS];
	struct pfl_strtab types; /* names that inputs have of theirs, the first TYPES of them */
};

struct pfl_merger *
pfl_merger_new(const struct pfl_limits *limits, struct pfl_error *err)
{
	struct pfl_merger *m = calloc(1, sizeof(*m));

	if (!m)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	if (m && limits)
		m->limits = *limits;
	if (m && !pfl_strtab_init(&m->types, NULL, NULL, err)) {
		pfl_strtab_clear(&m->types);
		free(m);
		return NULL;
	}
	if (m) {
		pfl_digest_keys_draw(&m->keys);
		pfl_ring_init(&m->ring, SLOTS);
	}
	return m;
}

bool
pfl_merger_prepare(const struct pfl_merger *m, struct pfl_profile *p, struct pfl_error *err)
{
	p->digests = pfl_digests_make(p, &m->keys, PFL_SAME_ADDRESS, &p->arena, err);
	return p->digests != NULL;
}

static void
drop_waiting(struct pfl_merger *m)
{
	for (size_t i = 0; i < m->profile.n; i++)
		pfl_profile_free(m->profile.at[i]);
	m->profile.n = m->how.n = 0;
	m->waiting = 0;
}

static void
drop_merging(struct pfl_merger *m)
{
	if (!m->open)
		return;
	pfl_merging_clear(&m->merging);
	pfl_merge_plan_clear(&m->plan);
	m->open = false;
}

void
pfl_merger_free(struct pfl_merger *m)
{
	if (!m)
		return;
	pfl_ring_close(&m->ring);
	for (uint64_t i = m->ring.emptied; i < m->ring.filled; i++)
		pfl_profile_free(m->slot[i % SLOTS].p);
	drop_waiting(m);
	drop_merging(m);
	pfl_vec_clear(&m->profile, NULL);
	pfl_vec_clear(&m->how, NULL);
	pfl_strtab_clear(&m->types);
	free(m);
}

static uint64_t
size_of(const struct pfl_profile *p)
{
	return sizeof(*p) + p->budget.used;
}

/* Is there nothing to do for p yet but to keep it? */
static bool
may_wait(const struct pfl_merger *m, const struct pfl_profile *p)
{
	return !m->open && m->waiting < FEW && size_of(p) < FEW - m->waiting;
}

/* Let p wait; it is freed when there is no memory for that. */
static bool
wait_for_others(struct pfl_merger *m, struct pfl_profile *p, const struct pfl_merge_how *how,
	struct pfl_error *err)
{
	if (!pfl_vec_reserve(&m->profile, 1, NULL, "profiles", err) ||
		!pfl_vec_reserve(&m->how, 1, NULL, "profiles", err)) {
		pfl_profile_free(p);
		return false;
	}
	m->profile.at[m->profile.n++] = p;
	m->how.at[m->how.n++] = *how;
	m->waiting += size_of(p);
	return true;
}

static bool
add_samples(struct pfl_merger *m, const struct pfl_profile *p, const struct pfl_merge_how *how,
	const uint32_t *column, const double *ratio, struct pfl_error *err)
{
	const struct pfl_merge_mark mark = { PFL_SOURCE_KEY, how->source };
	const struct pfl_merge_input input = {
		.p = p,
		.column = column,
		.unit = ratio,
		.weight = how->weight,
		.mark = how->source ? &mark : NULL,
		.forgetful = true,
	};

	return pfl_merging_add(&m->merging, &input, err);
}

/* Start to merge, with those that wait. */
static bool
open_merging(struct pfl_merger *m, struct pfl_error *err)
{
	const struct pfl_profile *const *profiles =
		(const struct pfl_profile *const *)m->profile.at;
	bool pairs = profiles[0]->samples.before != NULL, ok;
	const struct pfl_merging_opts opts = {
		.limits = &m->limits, .keys = &m->keys, .pair = pairs, .pairs = pairs
	};

	if (!pfl_merge_plan_alike(&m->plan, profiles, m->profile.n, err))
		return false;
	m->open = true;
	m->column = pfl_arena_alloc(&m->plan.arena, m->plan.n_types, sizeof(*m->column), err);
	m->ratio = pfl_arena_alloc(&m->plan.arena, m->plan.n_types, sizeof(*m->ratio), err);
	ok = m->column && m->ratio && pfl_merging_open(&m->merging, &m->plan, &opts, err) &&
		pfl_merging_headers(&m->merging, profiles, m->profile.n, err);
	for (size_t i = 0; ok && i < m->profile.n; i++) {
		ok = add_samples(m, profiles[i], &m->how.at[i], m->plan.column[i],
			m->plan.ratio[i], err);
		pfl_profile_free(m->profile.at[i]);
		m->profile.at[i] = NULL;
	}
	drop_waiting(m);
	return ok;
}

/* What is merged so far. NULL with *err. */
static struct pfl_profile *
close_merging(struct pfl_merger *m, struct pfl_error *err)
{
	struct pfl_profile *p = pfl_merging_close(&m->merging, &m->losses, err);

	drop_merging(m);
	return p;
}

static bool
fits(struct pfl_merger *m, const struct pfl_profile *p)
{
	return m->merging.opts.pairs == (p->samples.before != NULL) &&
		pfl_merge_plan_fits(&m->plan, p, m->column, m->ratio);
}

static const struct pfl_merge_how plain = { 0 };

/* Add a profile here and now. */
static bool
add_now(struct pfl_merger *m, struct pfl_profile *p, const struct pfl_merge_how *how,
	struct pfl_error *err)
{
	bool ok;

	if (m->open && fits(m, p)) {
		ok = pfl_merging_headers(
			     &m->merging, (const struct pfl_profile *[]){ p }, 1, err) &&
			add_samples(m, p, how, m->column, m->ratio, err);
		pfl_profile_free(p);
		return ok;
	}
	if (m->open) {
		struct pfl_profile *merged = close_merging(m, err);

		if (!merged || !wait_for_others(m, merged, &plain, err)) {
			pfl_profile_free(p);
			return false;
		}
	}
	/* One that may stay alone is not touched. */
	return wait_for_others(m, p, how, err) &&
		(m->waiting < FEW || m->profile.n == 1 || open_merging(m, err));
}

/* The thread. After a failure it only frees what comes. */
static void *
add_all(void *state)
{
	struct pfl_merger *m = state;
	struct pfl_error err = { 0 };

	while (pfl_ring_await_full(&m->ring)) {
		struct slot *slot = &m->slot[m->ring.emptied % SLOTS];

		if (err.code != PFL_OK)
			pfl_profile_free(slot->p);
		else if (!add_now(m, slot->p, &slot->how, &err))
			pfl_ring_fail(&m->ring, &err);
		pfl_ring_empty(&m->ring);
	}
	return NULL;
}

static bool
remember_types(struct pfl_merger *m, const struct pfl_profile *p, struct pfl_error *err)
{
	for (uint32_t t = 0; t < p->types.n && pfl_strtab_n(&m->types) < TYPES; t++) {
		if (pfl_strtab_add(&m->types, pfl_profile_text(p, p->types.name[t]), err) ==
			UINT32_MAX)
			return false;
	}
	return true;
}

bool
pfl_merger_add(struct pfl_merger *m, struct pfl_profile *p, const struct pfl_merge_how *how,
	struct pfl_error *err)
{
	how = how ? how : &plain;
	if (!remember_types(m, p, err)) {
		pfl_profile_free(p);
		return false;
	}
	if (!m->ring.running && (may_wait(m, p) || !pfl_ring_start(&m->ring, add_all, m)))
		return add_now(m, p, how, err);
	if (!pfl_ring_ok(&m->ring, err) || !pfl_ring_await_empty(&m->ring)) {
		pfl_profile_free(p);
		return false;
	}
	m->slot[m->ring.filled % SLOTS] = (struct slot){ p, *how };
	pfl_ring_fill(&m->ring, false);
	return true;
}

/* Wait until the thread has added all that it was given. */
static bool
settle(struct pfl_merger *m, struct pfl_error *err)
{
	if (m->ring.running)
		pfl_ring_drain(&m->ring);
	return pfl_ring_ok(&m->ring, err);
}

static bool
is_as_it_was(const struct pfl_merger *m)
{
	return !m->open && m->profile.n == 1 && m->how.at[0].weight == 0 &&
		!m->how.at[0].source;
}

/* The one profile as it is: a copy has each string and stack once. NULL with *err. */
static struct pfl_profile *
take_only(struct pfl_merger *m, struct pfl_error *err)
{
	struct pfl_profile *p = m->profile.at[0];

	if (p->to_merge) {
		p = pfl_profile_copy(p, &m->limits, err);
		drop_waiting(m);
	}
	m->profile.n = m->how.n = 0;
	return p;
}

static bool
has_type(const struct pfl_profile *p, struct pfl_span name)
{
	for (uint32_t t = 0; t < p->types.n; t++) {
		if (pfl_span_eq(pfl_profile_text(p, p->types.name[t]), name))
			return true;
	}
	return false;
}

/* A sum over some of the inputs would be none of all: such types are not in the result. */
static void
note_types(const struct pfl_merger *m, struct pfl_profile *result)
{
	struct pfl_text names = { 0 };
	size_t n = 0;

	for (uint32_t i = 1; i < pfl_strtab_n(&m->types); i++) {
		struct pfl_span name = pfl_strtab_get(&m->types, i);

		if (has_type(result, name) || n++ >= LISTED)
			continue;
		pfl_text_str(&names, n > 1 ? ", " : "");
		pfl_text_add(&names, name);
	}
	if (n)
		pfl_profile_add_note(result,
			"not every profile has the sample type%s %s%s: left out",
			n == 1 ? "" : "s", pfl_text_get(&names), n > LISTED ? ", ..." : "");
	pfl_text_clear(&names);
}

struct pfl_profile *
pfl_merger_finish(struct pfl_merger *m, struct pfl_error *err)
{
	struct pfl_profile *result;

	if (!settle(m, err))
		return NULL;
	if (!m->open && m->profile.n == 0) {
		pfl_fail(err, PFL_USAGE, "there is no profile to merge");
		return NULL;
	}
	if (is_as_it_was(m)) {
		result = take_only(m, err);
	} else {
		if (!m->open && !open_merging(m, err))
			return NULL;
		result = close_merging(m, err);
	}
	if (result) {
		pfl_merge_note(result, &m->losses);
		note_types(m, result);
	}
	return result;
}
