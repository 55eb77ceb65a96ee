/* SPDX-License-Identifier: Apache-2.0 */
/* Marking what samples refer to, directly or not. */
#include "render/pprof_used.h"

#include <stdlib.h>
#include <string.h>

/* A location, and what that refers to. */
static void
mark_location(struct pfl_pprof_used *used, const struct pfl_profile *p, uint32_t location)
{
	const struct pfl_locations *l = &p->locations;

	used->location[location] = 1;
	if (l->mapping[location] != PFL_NONE)
		used->mapping[l->mapping[location]] = 1;
	for (uint32_t f = l->first_frame[location]; f < l->first_frame[location + 1]; f++) {
		if (p->frames.func[f] != PFL_NONE)
			used->func[p->frames.func[f]] = 1;
	}
}

static bool
mark_samples(struct pfl_pprof_used *used, const struct pfl_profile *p, struct pfl_error *err)
{
	uint8_t *row = calloc((size_t)p->stacks.n + 1, 1);

	if (!row)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (uint32_t i = 0; i < p->samples.n; i++)
		row[p->samples.stack[i]] = 1;
	for (uint32_t i = p->stacks.n; i-- > 1;) {
		if (!row[i])
			continue;
		row[p->stacks.parent[i]] = 1;
		mark_location(used, p, p->stacks.location[i]);
	}
	free(row);
	return true;
}

bool
pfl_pprof_mark(struct pfl_pprof_used *used, const struct pfl_profile *p,
	const struct pfl_profile *input, struct pfl_error *err)
{
	bool all = !input ||
		(p->stacks.parent == input->stacks.parent &&
			p->samples.stack == input->samples.stack);

	used->location = malloc((size_t)p->locations.n + 1);
	used->func = malloc((size_t)p->funcs.n + 1);
	used->mapping = malloc((size_t)p->mappings.n + 1);
	if (!used->location || !used->func || !used->mapping)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	memset(used->location, all, (size_t)p->locations.n + 1);
	memset(used->func, all, (size_t)p->funcs.n + 1);
	memset(used->mapping, all, (size_t)p->mappings.n + 1);
	if (p->mappings.n)
		used->mapping[0] = 1; /* the program itself */
	return all || mark_samples(used, p, err);
}

void
pfl_pprof_used_clear(struct pfl_pprof_used *used)
{
	free(used->location);
	free(used->func);
	free(used->mapping);
	*used = (struct pfl_pprof_used){ 0 };
}
