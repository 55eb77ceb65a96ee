/* SPDX-License-Identifier: Apache-2.0 */
#include "symbol/naming.h"

#if PFL_HAVE_DEMANGLE
#include "symbol/demangle.h"
#endif

#include <stdlib.h>

static bool
start(struct pfl_naming *n)
{
	if (!n->started)
		pfl_idmap_init(&n->map, &n->p->budget);
	return n->started = true;
}

void
pfl_naming_clear(struct pfl_naming *n)
{
	if (n->started)
		pfl_idmap_clear(&n->map);
	pfl_vec_clear(&n->funcs, &n->p->budget);
	pfl_vec_clear(&n->frames, &n->p->budget);
	pfl_text_clear(&n->name);
}

/* For people; the symbol itself where it stands for nothing else. */
static uint32_t
name_of(struct pfl_naming *n, const char *symbol, uint32_t system, struct pfl_error *err)
{
#if PFL_HAVE_DEMANGLE
	if (pfl_demangle(symbol, &n->name))
		return pfl_strtab_add(&n->p->strings, pfl_text_span(&n->name), err);
	if (!pfl_text_ok(&n->name, err))
		return UINT32_MAX;
#else
	(void)n;
	(void)symbol;
	(void)err;
#endif
	return system;
}

static uint32_t
find_func(struct pfl_naming *n, const struct pfl_named_func *f, uint64_t hash)
{
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&n->map, hash, &at)) != PFL_IDMAP_FREE) {
		const struct pfl_named_func *g = &n->funcs.at[row];

		if (g->system == f->system && g->file == f->file &&
			g->start_line == f->start_line)
			break;
	}
	return row;
}

/* The row of a function among the new ones; UINT32_MAX with *err. */
static uint32_t
add_func(struct pfl_naming *n, const struct pfl_found_frame *frame, struct pfl_error *err)
{
	struct pfl_strtab *strings = &n->p->strings;
	struct pfl_named_func f = { .start_line = frame->start_line };
	uint64_t hash;
	uint32_t row;

	f.system = pfl_strtab_add(strings, pfl_span_of(frame->symbol), err);
	f.file = pfl_strtab_add(strings, pfl_span_of(frame->file ? frame->file : ""), err);
	if (err->code != PFL_OK)
		return UINT32_MAX;
	hash = pfl_hash_pair(
		n->map.seed, (uint64_t)f.system << 32 | f.file, (uint64_t)f.start_line);
	row = find_func(n, &f, hash);
	if (row != PFL_IDMAP_FREE)
		return row;
	f.name = name_of(n, frame->symbol, f.system, err);
	if (err->code != PFL_OK || !pfl_idmap_reserve(&n->map, 1, err) ||
		!pfl_vec_reserve(&n->funcs, 1, &n->p->budget, "functions", err))
		return UINT32_MAX;
	row = (uint32_t)n->funcs.n;
	n->funcs.at[n->funcs.n++] = f;
	pfl_idmap_put(&n->map, hash, row);
	return row;
}

bool
pfl_naming_add(struct pfl_naming *n, uint32_t location, const struct pfl_found_frame *frame,
	struct pfl_error *err)
{
	uint32_t func = start(n) ? add_func(n, frame, err) : UINT32_MAX;

	if (func == UINT32_MAX || !pfl_vec_reserve(&n->frames, 1, &n->p->budget, "frames", err))
		return false;
	if (n->frames.n + n->p->frames.n >= PFL_NONE)
		return pfl_fail(err, PFL_LIMIT, "more than 2^32 frames");
	n->frames.at[n->frames.n++] = (struct pfl_named_frame){ location, func, frame->line };
	return true;
}

static bool
make_funcs(const struct pfl_naming *n, struct pfl_funcs *to, struct pfl_error *err)
{
	const struct pfl_funcs *old = &n->p->funcs;
	struct pfl_arena *arena = &n->p->arena;
	size_t all = old->n + n->funcs.n;
	uint32_t *name = pfl_arena_alloc(arena, all, sizeof(*name), err);
	uint32_t *system = pfl_arena_alloc(arena, all, sizeof(*system), err);
	uint32_t *file = pfl_arena_alloc(arena, all, sizeof(*file), err);
	int64_t *line = pfl_arena_alloc(arena, all, sizeof(*line), err);

	if (!name || !system || !file || !line)
		return false;
	for (uint32_t i = 0; i < old->n; i++) {
		name[i] = old->name[i];
		system[i] = old->system[i];
		file[i] = old->file[i];
		line[i] = old->start_line[i];
	}
	for (size_t i = 0; i < n->funcs.n; i++) {
		const struct pfl_named_func *f = &n->funcs.at[i];

		name[old->n + i] = f->name;
		system[old->n + i] = f->system;
		file[old->n + i] = f->file;
		line[old->n + i] = f->start_line;
	}
	*to = (struct pfl_funcs){ (uint32_t)all, name, system, file, line };
	return true;
}

/* By location: how many new frames it has, and the first of them. */
struct range {
	uint32_t first, n;
};

static struct range *
find_ranges(const struct pfl_naming *n, struct pfl_error *err)
{
	struct range *range = calloc((size_t)n->p->locations.n + 1, sizeof(*range));

	if (!range) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	for (size_t i = 0; i < n->frames.n; i++) {
		struct range *r = &range[n->frames.at[i].location];

		if (r->n++ == 0)
			r->first = (uint32_t)i;
	}
	return range;
}

static bool
make_frames(const struct pfl_naming *n, const struct range *range, struct pfl_frames *to,
	uint32_t *first, struct pfl_error *err)
{
	const struct pfl_frames *old = &n->p->frames;
	const struct pfl_locations *l = &n->p->locations;
	struct pfl_arena *arena = &n->p->arena;
	size_t all = old->n + n->frames.n;
	uint32_t *func = pfl_arena_alloc(arena, all, sizeof(*func), err), at = 0;
	int64_t *line = pfl_arena_alloc(arena, all, sizeof(*line), err);
	int64_t *column = pfl_arena_alloc(arena, all, sizeof(*column), err);

	if (!func || !line || !column)
		return false;
	for (uint32_t i = 0; i < l->n; i++) {
		first[i] = at;
		for (uint32_t k = 0; k < range[i].n; k++, at++) {
			const struct pfl_named_frame *f = &n->frames.at[range[i].first + k];

			func[at] = n->p->funcs.n + f->func;
			line[at] = f->line;
		}
		for (uint32_t k = l->first_frame[i];
			range[i].n == 0 && k < l->first_frame[i + 1]; k++, at++) {
			func[at] = old->func[k];
			line[at] = old->line[k];
			column[at] = old->column[k];
		}
	}
	first[l->n] = at;
	*to = (struct pfl_frames){ at, func, line, column };
	return true;
}

bool
pfl_naming_apply(struct pfl_naming *n, const uint8_t *flags, struct pfl_error *err)
{
	struct pfl_profile *p = n->p;
	struct range *range = find_ranges(n, err);
	struct pfl_frames frames;
	struct pfl_funcs funcs;
	uint32_t *first =
		pfl_arena_alloc(&p->arena, (size_t)p->locations.n + 1, sizeof(*first), err);
	uint8_t *own = pfl_arena_alloc(&p->arena, p->mappings.n, sizeof(*own), err);
	bool ok = range && first && own && make_funcs(n, &funcs, err) &&
		make_frames(n, range, &frames, first, err);

	free(range);
	if (!ok)
		return false;
	memcpy(own, flags, p->mappings.n);
	p->funcs = funcs;
	p->frames = frames;
	p->locations.first_frame = first;
	p->mappings.flags = own;
	return true;
}
