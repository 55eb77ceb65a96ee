/* SPDX-License-Identifier: Apache-2.0 */
#include "symbol/programs.h"

#include "base/sorted.h"

#include <stdlib.h>

/* A mapping, to find those of one program. */
struct program {
	uint32_t file, build_id, debug_id, mapping;
};

static int
compare_programs(const struct program *x, const struct program *y)
{
	int d = pfl_sorted_cmp(x->file, y->file);

	d = d ? d : pfl_sorted_cmp(x->build_id, y->build_id);
	return d ? d : pfl_sorted_cmp(x->debug_id, y->debug_id);
}

static int
by_program(const void *a, const void *b)
{
	const struct program *x = a, *y = b;
	int d = compare_programs(x, y);

	return d ? d : pfl_sorted_cmp(x->mapping, y->mapping);
}

uint32_t *
pfl_programs_find(const struct pfl_mappings *mappings, struct pfl_error *err)
{
	struct program *all = calloc((size_t)mappings->n + 1, sizeof(*all));
	uint32_t *program = calloc((size_t)mappings->n + 1, sizeof(*program));

	for (uint32_t i = 0; all && i < mappings->n; i++)
		all[i] = (struct program){ mappings->file[i], mappings->build_id[i],
			mappings->debug_id[i], i };
	if (all)
		qsort(all, mappings->n, sizeof(*all), by_program);
	for (uint32_t i = 0, first = 0; all && program && i < mappings->n; i++) {
		if (compare_programs(&all[i], &all[first]) != 0)
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
