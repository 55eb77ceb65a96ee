/* SPDX-License-Identifier: Apache-2.0 */
/* Calls with what they cost, of formats that have no stacks. */
#include "model/build.h"

#include <stdlib.h>

void
pfl_build_call(struct pfl_builder *b, uint32_t from, uint32_t to, const int64_t *values,
	size_t n_types)
{
	if (!pfl_builder_ok(b) ||
		!build_within(b, b->call_from.n, b->limits.samples, "calls", "--max-samples"))
		return;
	if (!b->call_value) {
		if (!build_within(b, n_types ? n_types - 1 : 0, b->limits.types, "sample types",
			    "--max-types"))
			return;
		b->call_value = calloc(n_types ? n_types : 1, sizeof(*b->call_value));
		b->n_call_values = (uint32_t)n_types;
	}
	if (!b->call_value) {
		pfl_fail(&b->err, PFL_NOMEM, "out of memory for sample types");
		return;
	}
	if (!ROOM(b, call_from, "calls") || !ROOM(b, call_to, "calls"))
		return;
	for (uint32_t i = 0; i < b->n_call_values; i++) {
		struct pfl_build_column *column = &b->call_value[i];

		if (!pfl_vec_reserve(column, 1, &b->p->budget, "calls", &b->err))
			return;
		column->at[column->n++] = values[i];
	}
	PUT(b, call_from, from);
	PUT(b, call_to, to);
}

void
pfl_build_call_run(struct pfl_builder *b, uint32_t run)
{
	if (!pfl_builder_ok(b) || !ROOM(b, call_run, "calls"))
		return;
	PUT(b, call_run, run);
}

void
pfl_build_finish_calls(struct pfl_builder *b)
{
	struct pfl_calls *calls = &b->p->calls;

	if (b->call_from.n == 0)
		return;
	if (b->n_call_values != b->p->types.n) {
		pfl_fail(&b->err, PFL_FORMAT,
			"calls have %u values, but there are %u sample types", b->n_call_values,
			b->p->types.n);
		return;
	}
	calls->n = (uint32_t)b->call_from.n;
	GIVE(b, calls->from, call_from);
	GIVE(b, calls->to, call_to);
	if (b->call_run.n)
		GIVE(b, calls->run, call_run);
	calls->value = pfl_build_finish_columns(b, b->call_value, b->n_call_values);
}

void
pfl_build_clear_calls(struct pfl_builder *b)
{
	pfl_vec_clear(&b->call_from, NULL);
	pfl_vec_clear(&b->call_to, NULL);
	pfl_vec_clear(&b->call_run, NULL);
	pfl_build_free_columns(b->call_value, b->n_call_values);
	b->call_value = NULL;
	b->n_call_values = 0;
}
