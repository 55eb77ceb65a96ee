/* SPDX-License-Identifier: Apache-2.0 */
/* Equal calls found and their costs added. */
#include "model/merge_calls.h"

#include <stdlib.h>

void
pfl_merge_calls_init(struct pfl_merge_calls *calls, uint32_t n_types, struct pfl_budget *budget)
{
	*calls = (struct pfl_merge_calls){ .n_types = n_types, .budget = budget };
	pfl_idmap_init(&calls->map, budget);
}

void
pfl_merge_calls_clear(struct pfl_merge_calls *calls)
{
	pfl_vec_clear(&calls->from, calls->budget);
	pfl_vec_clear(&calls->to, calls->budget);
	pfl_vec_clear(&calls->run, calls->budget);
	pfl_vec_clear(&calls->sum, calls->budget);
	pfl_idmap_clear(&calls->map);
}

/* The row of a call, added with zeros when new. PFL_NONE with *err. */
static uint32_t
intern_call(struct pfl_merge_calls *calls, uint32_t from, uint32_t to, uint32_t run,
	struct pfl_error *err)
{
	uint64_t hash =
		pfl_hash_u64(calls->map.seed ^ (uint64_t)run << 32, (uint64_t)from << 32 | to);
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&calls->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (calls->from.at[row] == from && calls->to.at[row] == to &&
			calls->run.at[row] == run)
			return row;
	}
	if (!pfl_idmap_reserve(&calls->map, 1, err) ||
		!pfl_vec_reserve(&calls->from, 1, calls->budget, "calls", err) ||
		!pfl_vec_reserve(&calls->to, 1, calls->budget, "calls", err) ||
		!pfl_vec_reserve(&calls->run, 1, calls->budget, "calls", err) ||
		!pfl_vec_reserve(&calls->sum, calls->n_types, calls->budget, "calls", err))
		return PFL_NONE;
	row = (uint32_t)calls->from.n;
	calls->from.at[calls->from.n++] = from;
	calls->to.at[calls->to.n++] = to;
	calls->run.at[calls->run.n++] = run;
	memset(calls->sum.at + calls->sum.n, 0, calls->n_types * sizeof(pfl_sum));
	calls->sum.n += calls->n_types;
	pfl_idmap_put(&calls->map, hash, row);
	return row;
}

bool
pfl_merge_calls_add(struct pfl_merge_calls *calls, const struct pfl_merge_input *in,
	struct pfl_merge_rows *rows, struct pfl_error *err)
{
	const struct pfl_calls *from = &in->p->calls;
	uint32_t n = calls->n_types;
	pfl_sum *value = calloc(n, sizeof(*value));
	bool ok = value || pfl_fail(err, PFL_NOMEM, "out of memory");

	for (uint32_t i = 0; ok && i < from->n; i++) {
		uint32_t caller = pfl_merge_location(rows, from->from[i]);
		uint32_t callee = pfl_merge_location(rows, from->to[i]);
		uint32_t row = intern_call(
			calls, caller, callee, from->run ? from->run[i] : in->run, err);

		ok = row != PFL_NONE && pfl_merge_values(in, from->value, i, n, value, err);
		for (uint32_t t = 0; ok && t < n; t++)
			calls->sum.at[(size_t)row * n + t] += value[t];
	}
	free(value);
	return ok && pfl_merge_rows_check(rows, err);
}

bool
pfl_merge_calls_build(const struct pfl_merge_calls *calls, const struct pfl_merge_plan *plan,
	bool pair, struct pfl_builder *b, struct pfl_error *err)
{
	uint32_t n = calls->n_types;
	int64_t *value = calloc(n, sizeof(*value));
	bool ok = value || pfl_fail(err, PFL_NOMEM, "out of memory");

	for (size_t i = 0; ok && i < calls->from.n; i++) {
		ok = pfl_merge_narrow(calls->sum.at + i * n, value, plan, "calls", err);
		if (ok)
			pfl_build_call(b, calls->from.at[i], calls->to.at[i], value, n);
		if (ok && pair)
			pfl_build_call_run(b, calls->run.at[i]);
	}
	free(value);
	return ok && pfl_builder_check(b, err);
}
