/* SPDX-License-Identifier: Apache-2.0 */
/* tag-root and tag-leaf: labels as outermost callers and innermost calls (semantics 7). */
#include "base/text.h"
#include "model/label_value.h"
#include "model/stacks.h"
#include "transform/filters.h"

#include <stdlib.h>

/*
 * New rows at the end of functions, frames and locations; a new location is a frame whose
 * function's name is the value and whose file is the key, with neither line nor mapping.
 */
struct frames {
	struct pfl_profile *p;
	const char *unit;           /* to print numbers in                       */
	struct pfl_label_keys keys; /* those of tag-root, then those of tag-leaf */
	size_t n_root;
	PFL_VEC(uint32_t) name, file; /* of each new function                      */
	struct pfl_idmap map;         /* (name, file) -> new function              */
	uint32_t *of_set;             /* by label set and key: new function        */
	uint8_t *has;                 /* by label set: 1 root, 2 leaf keys         */
	struct pfl_text text;
};

/* The new function with this name and file. */
static uint32_t
intern_func(struct frames *f, uint32_t name, uint32_t file, struct pfl_error *err)
{
	uint64_t hash = pfl_hash_u64(f->map.seed, (uint64_t)name << 32 | file);
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&f->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (f->name.at[row] == name && f->file.at[row] == file)
			return row;
	}
	if (!pfl_vec_reserve(&f->name, 1, &f->p->budget, "functions", err) ||
		!pfl_vec_reserve(&f->file, 1, &f->p->budget, "functions", err) ||
		!pfl_idmap_reserve(&f->map, 1, err))
		return PFL_NONE;
	f->name.at[f->name.n++] = name;
	f->file.at[f->file.n++] = file;
	row = (uint32_t)f->name.n - 1;
	pfl_idmap_put(&f->map, hash, row);
	return row;
}

/* What each label set puts at each place. */
static bool
name_sets(struct frames *f, struct pfl_error *err)
{
	size_t n_keys = f->keys.id.n;

	for (uint32_t set = 0; set < f->p->labelsets.n; set++) {
		for (size_t k = 0; k < n_keys; k++) {
			uint32_t key = f->keys.id.at[k], name, func;
			bool any;

			pfl_text_reset(&f->text);
			any = pfl_label_value(f->p, set, key, f->unit, &f->text);
			if (!pfl_text_ok(&f->text, err))
				return false;
			name = pfl_strtab_add(&f->p->strings, pfl_text_span(&f->text), err);
			if (name == UINT32_MAX)
				return false;
			func = intern_func(f, name, key, err);
			if (func == PFL_NONE)
				return false;
			f->of_set[set * n_keys + k] = func;
			f->has[set] |= (uint8_t)(any ? (k < f->n_root ? 1 : 2) : 0);
		}
	}
	return true;
}

/* A column with `more` elements behind the n it has; *at points to the first of them. */
static void *
extend(struct pfl_profile *p, const void *column, size_t n, size_t more, size_t size, char **at,
	struct pfl_error *err)
{
	char *wide = pfl_arena_alloc(&p->arena, n + more, size, err);

	if (wide && n)
		memcpy(wide, column, n * size);
	*at = wide ? wide + n * size : NULL;
	return wide;
}

#define EXTEND(table, column, count, more)                                                     \
	((p->table.column = extend(p, p->table.column, count, more, sizeof(*p->table.column),  \
		  &at, err)) != NULL)

/* Write `n` values, the same or a run, where extend() left room. */
static void
fill_u32(char *at, const uint32_t *values, uint32_t base, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t v = values ? values[i] : base + i;

		memcpy(at + i * sizeof(v), &v, sizeof(v));
	}
}

static bool
extend_funcs(struct pfl_profile *p, const uint32_t *name, const uint32_t *file, uint32_t more,
	struct pfl_error *err)
{
	uint32_t n = p->funcs.n;
	char *at;

	if (n > UINT32_MAX - 2 - more)
		return pfl_fail(err, PFL_LIMIT, "more than 2^32 functions");
	if (!EXTEND(funcs, name, n, more))
		return false;
	fill_u32(at, name, 0, more);
	if (!EXTEND(funcs, system, n, more) || !EXTEND(funcs, file, n, more))
		return false;
	fill_u32(at, file, 0, more);
	if (!EXTEND(funcs, start_line, n, more))
		return false;
	p->funcs.n += more;
	return true;
}

/* One location with one frame for each of the last `more` functions. */
static bool
extend_locations(struct pfl_profile *p, uint32_t more, struct pfl_error *err)
{
	uint32_t n = p->locations.n, frames = p->frames.n;
	char *at;

	if (n > UINT32_MAX - 3 - more || frames > UINT32_MAX - 2 - more)
		return pfl_fail(err, PFL_LIMIT, "more than 2^32 locations");
	if (!EXTEND(frames, func, frames, more))
		return false;
	fill_u32(at, NULL, p->funcs.n - more, more);
	if (!EXTEND(frames, line, frames, more) || !EXTEND(frames, column, frames, more) ||
		!EXTEND(locations, address, n, more) || !EXTEND(locations, mapping, n, more))
		return false;
	memset(at, 0xff, more * sizeof(*p->locations.mapping)); /* PFL_NONE */
	if (!EXTEND(locations, first_frame, (size_t)n + 1, more))
		return false;
	fill_u32(at, NULL, frames + 1, more);
	if (p->locations.folded && !EXTEND(locations, folded, n, more))
		return false;
	p->frames.n += more;
	p->locations.n += more;
	return true;
}

/* The sample's stack between its labels' frames, in `path`, root first; its length. */
static size_t
wrap_stack(const struct frames *f, uint32_t sample, uint32_t first, uint32_t *path)
{
	const struct pfl_profile *p = f->p;
	uint32_t set = pfl_sample_labels(p, sample);
	const uint32_t *of_set = f->of_set + set * f->keys.id.n;
	size_t n = 0, depth = 0;

	for (uint32_t row = p->samples.stack[sample]; row; row = p->stacks.parent[row])
		depth++;
	for (size_t k = 0; k < f->n_root; k++)
		path[n++] = first + of_set[k];
	n += depth;
	for (uint32_t row = p->samples.stack[sample]; row; row = p->stacks.parent[row])
		path[--n] = p->stacks.location[row];
	n += depth;
	for (size_t k = f->n_root; k < f->keys.id.n; k++)
		path[n++] = first + of_set[k];
	return n;
}

/* The longest stack of a profile. */
static bool
deepest(const struct pfl_profile *p, size_t *most, struct pfl_error *err)
{
	uint32_t *depth = calloc((size_t)p->stacks.n + 1, sizeof(*depth));

	if (!depth)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (uint32_t i = 1; i < p->stacks.n; i++) {
		depth[i] = depth[p->stacks.parent[i]] + 1;
		*most = depth[i] > *most ? depth[i] : *most;
	}
	free(depth);
	return true;
}

/* Rows of the stack tree for all samples; `first` is the location of new function 0. */
static bool
wrap_samples(struct frames *f, uint32_t first, struct pfl_error *err)
{
	struct pfl_profile *p = f->p;
	struct pfl_stacktree tree = { 0 };
	uint32_t *path = NULL;
	size_t most = 0;
	bool ok = false;

	if (!deepest(p, &most, err) || !pfl_stacktree_init(&tree, &p->budget, err))
		goto out;
	path = calloc(most + f->keys.id.n + 1, sizeof(*path));
	if (!path) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		goto out;
	}
	for (uint32_t i = 0; i < p->samples.n; i++) {
		size_t n = wrap_stack(f, i, first, path);

		if (!pfl_stacktree_push(&tree, path, n, err))
			goto out;
	}
	ok = pfl_stacktree_finish(&tree, &p->stacks, &p->arena, err) &&
		pfl_stacktree_take(&tree, &p->samples.stack, &p->arena, err);
out:
	pfl_stacktree_clear(&tree);
	free(path);
	return ok;
}

static void
add_notes(const struct frames *f)
{
	struct pfl_profile *p = f->p;
	uint8_t seen = 0;

	for (uint32_t i = 0; i < p->samples.n; i++)
		seen |= f->has[pfl_sample_labels(p, i)];
	pfl_filter_note(p, f->n_root > 0, seen & 1, "tag-root");
	pfl_filter_note(p, f->n_root < f->keys.id.n, seen & 2, "tag-leaf");
}

static bool
add_frames(struct frames *f, const struct pfl_view *view, struct pfl_error *err)
{
	struct pfl_profile *p = f->p;
	uint32_t first = p->locations.n;

	if (!pfl_label_keys_add(&f->keys, p, pfl_view_get(view, "tag-root"), err))
		return false;
	f->n_root = f->keys.id.n;
	if (!pfl_label_keys_add(&f->keys, p, pfl_view_get(view, "tag-leaf"), err))
		return false;
	if (f->keys.id.n == 0)
		return true;
	f->of_set = calloc((size_t)p->labelsets.n * f->keys.id.n, sizeof(*f->of_set));
	f->has = calloc((size_t)p->labelsets.n + 1, 1);
	if (!f->of_set || !f->has)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	if (!name_sets(f, err) ||
		!extend_funcs(p, f->name.at, f->file.at, (uint32_t)f->name.n, err) ||
		!extend_locations(p, (uint32_t)f->name.n, err))
		return false;
	add_notes(f);
	return wrap_samples(f, first, err);
}

static bool
tag_frames_apply(struct pfl_profile *p, const struct pfl_view *view, struct pfl_error *err)
{
	struct frames f = { .p = p };
	const char *unit = pfl_view_get(view, "unit");
	bool ok;

	f.unit = unit ? unit : "minimum";
	pfl_idmap_init(&f.map, NULL);
	ok = add_frames(&f, view, err);
	pfl_vec_clear(&f.name, &p->budget);
	pfl_vec_clear(&f.file, &p->budget);
	pfl_label_keys_clear(&f.keys);
	free(f.of_set);
	free(f.has);
	pfl_text_clear(&f.text);
	pfl_idmap_clear(&f.map);
	return ok;
}

static bool
tag_frames_wanted(const struct pfl_view *view)
{
	return pfl_view_get(view, "tag-root") || pfl_view_get(view, "tag-leaf");
}

const struct pfl_filter pfl_filter_tag_frames = {
	.wanted = tag_frames_wanted,
	.apply = tag_frames_apply,
};
