/* SPDX-License-Identifier: Apache-2.0 */
/* Where the processes of Firefox have loaded their libraries, and which of these are one. */
#include "decode/gecko_libs.h"

#include "base/sorted.h"

#include <stdlib.h>

/* A library, to find those of one file. */
struct file {
	uint32_t code_id, debug_id, path;
	uint32_t lib;
};

/* By code id, by debug id; those without a path behind the others. */
static int
by_file(const void *a, const void *b)
{
	const struct file *x = a, *y = b;
	int d = pfl_sorted_cmp(x->code_id, y->code_id);

	d = d ? d : pfl_sorted_cmp(x->debug_id, y->debug_id);
	d = d ? d : pfl_sorted_cmp(y->path, x->path);
	return d ? d : pfl_sorted_cmp(x->lib, y->lib);
}

/* A process does not always say of its own program where that is. */
static bool
is_twin(const struct file *of, const struct file *f)
{
	return (f->code_id || f->debug_id) && f->code_id == of->code_id &&
		f->debug_id == of->debug_id && (f->path == of->path || !f->path);
}

static bool
find_twins(struct pfl_gecko_libs *l, struct pfl_error *err)
{
	struct pfl_budget *budget = pfl_builder_budget(l->b);
	PFL_VEC(struct file) file = { 0 };

	if (l->lib.n == 0)
		return true;
	if (!pfl_vec_reserve(&file, l->lib.n, budget, "libraries", err))
		return false;
	for (; file.n < l->lib.n; file.n++)
		file.at[file.n] = (struct file){ l->lib.at[file.n].code_id,
			l->lib.at[file.n].debug_id, l->lib.at[file.n].path, (uint32_t)file.n };
	qsort(file.at, file.n, sizeof(*file.at), by_file);
	for (size_t i = 0; i < file.n; i++) {
		const struct file *f = &file.at[i];

		l->lib.at[f->lib].twin =
			i && is_twin(f - 1, f) ? l->lib.at[f[-1].lib].twin : f->lib;
	}
	pfl_vec_clear(&file, budget);
	return true;
}

static int
by_process(const void *a, const void *b)
{
	const struct pfl_gecko_range *x = a, *y = b;
	int d = pfl_sorted_cmp(x->process, y->process);

	d = d ? d : pfl_sorted_cmp(x->start, y->start);
	return d ? d : pfl_sorted_cmp(x->lib, y->lib);
}

bool
pfl_gecko_libs_ready(struct pfl_gecko_libs *l, struct pfl_error *err)
{
	struct pfl_budget *budget = pfl_builder_budget(l->b);

	if (!find_twins(l, err))
		return false;
	for (size_t i = 0; i < l->lib.n; i++) {
		const struct pfl_gecko_lib *lib = &l->lib.at[i];

		if (lib->offset < 0 || lib->start < lib->offset || lib->start >= lib->end)
			continue;
		if (!pfl_vec_reserve(&l->range, 1, budget, "libraries", err))
			return false;
		l->range.at[l->range.n++] = (struct pfl_gecko_range){
			.process = lib->process,
			.lib = (uint32_t)i,
			.start = (uint64_t)lib->start,
			.end = (uint64_t)lib->end,
			.image = (uint64_t)(lib->start - lib->offset),
		};
	}
	if (l->range.n)
		qsort(l->range.at, l->range.n, sizeof(*l->range.at), by_process);
	return true;
}

bool
pfl_gecko_libs_find(const struct pfl_gecko_libs *l, uint32_t process, uint64_t memory,
	size_t *lib, uint64_t *address)
{
	size_t low = 0, high = l->range.n;
	const struct pfl_gecko_range *r;

	while (low < high) { /* the first that begins behind it */
		size_t middle = low + (high - low) / 2;

		r = &l->range.at[middle];
		if (r->process < process || (r->process == process && r->start <= memory))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return false;
	r = &l->range.at[low - 1];
	if (r->process != process || memory >= r->end)
		return false;
	*lib = r->lib;
	*address = memory - r->image;
	return true;
}
