/* SPDX-License-Identifier: Apache-2.0 */
#include "symbol/programs.h"

#include <stdlib.h>

/* A mapping, to find those of one program. */
struct program {
	uint32_t file, build_id, mapping;
};

static int
by_program(const void *a, const void *b)
{
	const struct program *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->build_id != y->build_id)
		return x->build_id < y->build_id ? -1 : 1;
	return (x->mapping > y->mapping) - (x->mapping < y->mapping);
}

uint32_t *
pfl_programs_find(const struct pfl_mappings *mappings, struct pfl_error *err)
{
	struct program *all = calloc((size_t)mappings->n + 1, sizeof(*all));
	uint32_t *program = calloc((size_t)mappings->n + 1, sizeof(*program));

	for (uint32_t i = 0; all && i < mappings->n; i++)
		all[i] = (struct program){ mappings->file[i], mappings->build_id[i], i };
	if (all)
		qsort(all, mappings->n, sizeof(*all), by_program);
	for (uint32_t i = 0, first = 0; all && program && i < mappings->n; i++) {
		if (all[i].file != all[first].file || all[i].build_id != all[first].build_id)
			first = i;
		program[all[i].mapping] = all[first].mapping;
	}
	if (!all || !program) {
		free(program);
		program = NULL;
		pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	free(all);
	return program;
}
