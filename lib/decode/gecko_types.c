/* SPDX-License-Identifier: Apache-2.0 */
/* Which sample types a profile of Firefox has. */
#include "decode/gecko.h"

/* Has some thread anything of this type? Processor time only counts in a unit of time. */
static bool
has_type(const struct pfl_gecko *g, int type)
{
	bool has = type < PFL_GECKO_CPU;

	for (size_t i = 0; !has && i < g->thread.n; i++) {
		const struct pfl_gecko_thread *t = &g->thread.at[i];

		has = type == PFL_GECKO_CPU
			? g->cpu_unit && t->samples.cell[PFL_GECKO_SAMPLE_CPU].n
			: t->allocations[type - PFL_GECKO_ALLOCATED].n;
	}
	return has;
}

bool
pfl_gecko_has_allocations(const struct pfl_gecko *g)
{
	return g->type[g->n_types - 1] >= PFL_GECKO_ALLOCATED;
}

/* Time, where it was sampled: what is imported from DHAT has allocations alone. */
static int
default_type(const struct pfl_gecko *g)
{
	for (size_t i = 0; i < g->thread.n; i++) {
		if (g->thread.at[i].samples.n)
			return PFL_GECKO_TIME;
	}
	return pfl_gecko_has_allocations(g) ? g->type[g->n_types - 1] : PFL_GECKO_TIME;
}

static void
note_freed(struct pfl_gecko *g)
{
	size_t n = 0;

	for (size_t i = 0; i < g->thread.n; i++) {
		const struct pfl_gecko_table *t =
			&g->thread.at[i].allocations[PFL_GECKO_BY_NATIVE];

		for (size_t k = 0; k < t->n; k++) {
			int64_t bytes = pfl_gecko_cell(t, PFL_GECKO_ALLOCATION_BYTES, k);

			n += bytes < 0 && bytes != PFL_GECKO_NULL;
		}
	}
	if (n)
		pfl_build_note(g->b,
			"native-allocations is what was allocated; %zu time%s that something "
			"was freed %s left out",
			n, n == 1 ? "" : "s", n == 1 ? "is" : "are");
}

void
pfl_gecko_add_types(struct pfl_gecko *g)
{
	static const char *const types[PFL_GECKO_TYPES][2] = { { "samples", "count" },
		{ "time", "nanoseconds" }, { "cpu", "nanoseconds" },
		{ "js-allocations", "bytes" }, { "native-allocations", "bytes" } };

	for (int i = 0; i < PFL_GECKO_TYPES; i++) {
		if (!has_type(g, i))
			continue;
		g->type[g->n_types++] = i;
		pfl_build_named_type(g->b, types[i][0], types[i][1]);
	}
	pfl_build_meta(g->b)->default_type =
		pfl_build_string(g->b, pfl_span_of(types[default_type(g)][0]));
	note_freed(g);
}
