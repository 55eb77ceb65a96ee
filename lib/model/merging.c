/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs on their way into one builder. */
#include "model/merging.h"

#include "base/beside.h"

enum { LARGE = 16 * 1024 }; /* samples whose stacks are worth a thread */

bool
pfl_merging_open(struct pfl_merging *m, const struct pfl_merge_plan *plan,
	const struct pfl_merging_opts *opts, struct pfl_error *err)
{
	*m = (struct pfl_merging){ .plan = plan, .opts = *opts };
	m->b = pfl_builder_new(opts->limits, err);
	if (!m->b)
		return false;
	pfl_merge_types(plan, m->b);
	pfl_idmap_init(&m->comments, pfl_builder_budget(m->b));
	if (!opts->keys)
		pfl_digest_keys_draw(&m->keys);
	pfl_merge_rows_init(&m->rows, m->b, opts->identity, opts->keys ? opts->keys : &m->keys);
	pfl_merge_sums_init(
		&m->sums, plan->n_types, opts->pairs, opts->n_old, pfl_builder_budget(m->b));
	pfl_merge_calls_init(&m->calls, plan->n_types, pfl_builder_budget(m->b));
	return true;
}

/* All but the builder. */
static void
clear_tables(struct pfl_merging *m)
{
	pfl_merge_rows_clear(&m->rows);
	pfl_merge_sums_clear(&m->sums);
	pfl_merge_calls_clear(&m->calls);
	pfl_idmap_clear(&m->comments);
}

void
pfl_merging_clear(struct pfl_merging *m)
{
	if (m->b)
		clear_tables(m);
	pfl_builder_free(m->b);
	m->b = NULL;
}

bool
pfl_merging_headers(struct pfl_merging *m, const struct pfl_profile *const *profiles, size_t n,
	struct pfl_error *err)
{
	bool first = !m->has_header;

	m->has_header = true;
	return pfl_merge_meta(m->plan, profiles, n, first, &m->comments, m->b, err);
}

bool
pfl_merging_add(struct pfl_merging *m, const struct pfl_merge_input *in, struct pfl_error *err)
{
	if (!pfl_merge_rows_open(&m->rows, in->p, err))
		return false;
	/* pprof keeps the first mapping of the first profile in front: it is the program. */
	if (!m->has_mapping && in->p->mappings.n > 0) {
		pfl_merge_mapping(&m->rows, 0);
		m->has_mapping = true;
	}
	if (!pfl_merge_sums_add(&m->sums, in, &m->rows, err) ||
		!pfl_merge_calls_add(&m->calls, in, &m->rows, err))
		return false;
	pfl_merge_rows_forget(&m->rows);
	return pfl_merge_rows_check(&m->rows, err);
}

/* What is left of p when rows without a sample go. Frees p. */
static struct pfl_profile *
collect(struct pfl_profile *p, const struct pfl_merging_opts *opts, struct pfl_error *err)
{
	const struct pfl_profile *const profiles[] = { p };
	struct pfl_merging_opts again = { .limits = opts->limits, .identity = opts->identity };
	struct pfl_merge_losses losses = { 0 };
	struct pfl_merge_plan plan;
	struct pfl_merging m = { 0 };
	struct pfl_profile *result = NULL;

	again.pair = again.pairs = p->samples.before != NULL;
	if (pfl_merge_plan_make(&plan, profiles, 1, 0, err)) {
		const struct pfl_merge_input input = {
			.p = p,
			.column = plan.column[0],
			.unit = plan.ratio[0],
		};

		if (pfl_merging_open(&m, &plan, &again, err)) {
			pfl_merge_meta_copy(p, m.b);
			if (pfl_merging_add(&m, &input, err))
				result = pfl_merging_close(&m, &losses, err);
		}
		pfl_merging_clear(&m);
		pfl_merge_plan_clear(&plan);
	}
	pfl_profile_free(p);
	return result;
}

static bool
place_stacks(void *builder, struct pfl_error *err)
{
	return pfl_build_place_stacks(builder, err);
}

/* Samples to the builder, and what it makes of its stacks meanwhile. */
static bool
build(struct pfl_merging *m, uint64_t *zeros, struct pfl_error *err)
{
	struct pfl_beside placing;
	bool ok;

	if (!pfl_build_seal_stacks(m->b, err))
		return false;
	pfl_beside_begin(&placing, place_stacks, m->b, m->sums.stack.n > LARGE);
	ok = pfl_merge_sums_build(&m->sums, m->plan, m->opts.pair, m->b, zeros, err);
	ok = pfl_beside_end(&placing, err) && ok;
	return ok && pfl_merge_calls_build(&m->calls, m->plan, m->opts.pair, m->b, err);
}

struct pfl_profile *
pfl_merging_close(struct pfl_merging *m, struct pfl_merge_losses *losses, struct pfl_error *err)
{
	struct pfl_profile *p = NULL;
	uint64_t zeros = 0;
	bool ok = build(m, &zeros, err);

	losses->forgotten += m->sums.forgotten;
	losses->vanished += m->sums.vanished;
	/* What these hold is charged to the profile's budget: give it back before it leaves. */
	clear_tables(m);
	if (ok)
		p = pfl_builder_finish(m->b, err);
	pfl_builder_free(m->b);
	m->b = NULL;
	if (p && zeros)
		p = collect(p, &m->opts, err);
	if (p && m->opts.pair && !p->samples.before)
		p->samples.before = p->samples.value; /* a pair without samples stays a pair */
	return p;
}
