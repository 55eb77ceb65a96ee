/* SPDX-License-Identifier: Apache-2.0 */
/* Merging one profile after the other, in memory that follows the result. */
#include "base/vec.h"
#include "model/merge.h"

#include <stdlib.h>

/*
 * Profiles wait until they are as large as what they are merged with, so that each byte of a
 * result is gone through again only when the result has about doubled; but few wait for little.
 */
enum { LITTLE = 16 * 1024 * 1024 };

struct pfl_merger {
	struct pfl_limits limits;
	/* Those that wait, owned; the first is the result so far, if there is one. */
	PFL_VEC(struct pfl_profile *) profile;
	PFL_VEC(struct pfl_merge_how) how;
	uint64_t waiting, merged; /* bytes */
	struct pfl_merge_losses losses;
};

struct pfl_merger *
pfl_merger_new(const struct pfl_limits *limits, struct pfl_error *err)
{
	struct pfl_merger *m = calloc(1, sizeof(*m));

	if (!m)
		pfl_fail(err, PFL_NOMEM, "out of memory");
	else if (limits)
		m->limits = *limits;
	return m;
}

static void
drop_profiles(struct pfl_merger *m)
{
	for (size_t i = 0; i < m->profile.n; i++)
		pfl_profile_free(m->profile.at[i]);
	m->profile.n = m->how.n = 0;
	m->waiting = m->merged = 0;
}

void
pfl_merger_free(struct pfl_merger *m)
{
	if (!m)
		return;
	drop_profiles(m);
	pfl_vec_clear(&m->profile, NULL);
	pfl_vec_clear(&m->how, NULL);
	free(m);
}

/* One profile in place of all that wait. */
static bool
merge_waiting(struct pfl_merger *m, struct pfl_error *err)
{
	struct pfl_profile *result =
		pfl_merge_parts((const struct pfl_profile *const *)m->profile.at, m->how.at,
			m->profile.n, &m->limits, &m->losses, err);

	if (!result)
		return false;
	drop_profiles(m);
	m->merged = result->budget.used;
	m->profile.at[m->profile.n++] = result;
	m->how.at[m->how.n++] = (struct pfl_merge_how){ 0 };
	return true;
}

bool
pfl_merger_add(struct pfl_merger *m, struct pfl_profile *p, const struct pfl_merge_how *how,
	struct pfl_error *err)
{
	if (!pfl_vec_reserve(&m->profile, 1, NULL, "profiles", err) ||
		!pfl_vec_reserve(&m->how, 1, NULL, "profiles", err)) {
		pfl_profile_free(p);
		return false;
	}
	m->profile.at[m->profile.n++] = p;
	m->how.at[m->how.n++] = how ? *how : (struct pfl_merge_how){ 0 };
	m->waiting += sizeof(*p) + p->budget.used;
	return m->waiting < LITTLE || m->waiting < m->merged || m->profile.n == 1 ||
		merge_waiting(m, err);
}

static bool
is_as_it_was(const struct pfl_merger *m)
{
	return m->profile.n == 1 && m->how.at[0].weight == 0 && !m->how.at[0].source;
}

struct pfl_profile *
pfl_merger_finish(struct pfl_merger *m, struct pfl_error *err)
{
	struct pfl_profile *result;

	if (m->profile.n == 0) {
		pfl_fail(err, PFL_USAGE, "there is no profile to merge");
		return NULL;
	}
	if (!is_as_it_was(m) && !merge_waiting(m, err))
		return NULL;
	result = m->profile.at[0];
	m->profile.n = m->how.n = 0;
	pfl_merge_note(result, &m->losses);
	return result;
}
