/* SPDX-License-Identifier: Apache-2.0 */
/* Folded stacks: a line for each, root first, sorted by bytes. */
#include "analyze/order.h"
#include "base/escape.h"
#include "base/idmap.h"
#include "render/flame.h"
#include "render/frame_name.h"
#include "render/renderer.h"

#include <inttypes.h>
#include <stdlib.h>

/*
 * Stacks by the names that are written: a row is a stack, its parent's with one more name. Row
 * 0 is the empty stack, and a parent comes before its children.
 */
struct folder {
	const struct pfl_scene *scene;
	const struct pfl_style *style;
	struct pfl_error *err;
	struct pfl_arena arena;
	struct pfl_strtab names; /* as they are written      */
	uint32_t *of_node;       /* 1 + name of a node, 0: not asked yet */
	struct pfl_text scratch, line;
	PFL_VEC(uint32_t) parent, name;
	struct pfl_idmap map; /* (parent, name) -> row    */
	uint32_t *of_stack;
	pfl_sum *sum[2];
	uint32_t *first, *item; /* item[first[r]] .. item[first[r + 1] - 1]: see sort_items() */
};

/* The id of a name, escaped. UINT32_MAX with *err. */
static uint32_t
add_name(struct folder *f, struct pfl_span name)
{
	pfl_text_reset(&f->line);
	(f->style->raw_names ? pfl_escape_folded_plain : pfl_escape_folded)(
		pfl_sink_text(&f->line), name);
	if (!pfl_text_ok(&f->line, f->err) || !pfl_text_ok(&f->scratch, f->err))
		return UINT32_MAX;
	return pfl_strtab_add(&f->names, pfl_text_span(&f->line), f->err);
}

static uint32_t
add_address(struct folder *f, uint32_t location)
{
	const struct pfl_profile *p = f->scene->profile;
	uint32_t mapping = p->locations.mapping[location];
	struct pfl_span object = { "", 0 };

	if (mapping != PFL_NONE)
		object = pfl_profile_text(p, p->mappings.file[mapping]);
	return add_name(f, pfl_unnamed(p->locations.address[location], object, &f->scratch));
}

static uint32_t
name_frame(struct folder *f, uint32_t location, uint32_t frame)
{
	uint32_t node = f->scene->nodes.of_frame[frame], id;
	struct pfl_span name;

	if (f->of_node[node])
		return f->of_node[node] - 1;
	name = pfl_place_name(f->scene, node, &f->scratch);
	if (name.n == 0)
		return add_address(f, location);
	id = add_name(f, name);
	if (id != UINT32_MAX)
		f->of_node[node] = id + 1;
	return id;
}

/* The row of `parent` with one more name. PFL_NONE with *err. */
static uint32_t
child(struct folder *f, uint32_t parent, uint32_t name)
{
	uint64_t hash = pfl_hash_u64(f->map.seed, (uint64_t)parent << 32 | name);
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&f->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (f->parent.at[row] == parent && f->name.at[row] == name)
			return row;
	}
	if (f->parent.n >= PFL_NONE / 2) {
		pfl_fail(f->err, PFL_LIMIT, "more than 2^31 frames in all stacks");
		return PFL_NONE;
	}
	if (!pfl_idmap_reserve(&f->map, 1, f->err) ||
		!pfl_vec_reserve(&f->parent, 1, NULL, "stacks", f->err) ||
		!pfl_vec_reserve(&f->name, 1, NULL, "stacks", f->err))
		return PFL_NONE;
	row = (uint32_t)f->parent.n;
	f->parent.at[f->parent.n++] = parent;
	f->name.at[f->name.n++] = name;
	pfl_idmap_put(&f->map, hash, row);
	return row;
}

/* A stack of locations as one of names: inlined calls are frames like any other. */
static uint32_t
fold_stack(struct folder *f, uint32_t parent, uint32_t location)
{
	const uint32_t *first = f->scene->profile->locations.first_frame;
	uint32_t row = parent;

	for (uint32_t k = first[location + 1]; k-- > first[location];) {
		uint32_t name = name_frame(f, location, k);

		if (name == UINT32_MAX)
			return PFL_NONE;
		row = child(f, row, name);
		if (row == PFL_NONE)
			return PFL_NONE;
	}
	return row;
}

/* Which stacks have a value, themselves or below. */
static uint8_t *
find_live(struct folder *f)
{
	const struct pfl_profile *p = f->scene->profile;
	const struct pfl_columns *c = &f->scene->columns;
	uint8_t *live = pfl_arena_alloc(&f->arena, p->stacks.n, 1, f->err);

	for (uint32_t i = 0; live && c->value[0] && i < p->samples.n; i++)
		live[p->samples.stack[i]] |=
			c->value[0][i] != 0 || (c->value[1] && c->value[1][i] != 0);
	for (uint32_t i = p->stacks.n; live && i-- > 1;)
		live[p->stacks.parent[i]] |= live[i];
	return live;
}

static bool
fold_stacks(struct folder *f)
{
	const struct pfl_stacks *stacks = &f->scene->profile->stacks;
	const uint8_t *live = find_live(f);

	f->of_stack = pfl_arena_alloc(&f->arena, stacks->n, sizeof(*f->of_stack), f->err);
	f->of_node = pfl_arena_alloc(&f->arena, f->scene->nodes.n, sizeof(*f->of_node), f->err);
	if (!live || !f->of_stack || !f->of_node || child(f, PFL_NONE, PFL_NONE) == PFL_NONE)
		return false;
	for (uint32_t i = 1; i < stacks->n; i++) {
		if (!live[i])
			continue;
		f->of_stack[i] =
			fold_stack(f, f->of_stack[stacks->parent[i]], stacks->location[i]);
		if (f->of_stack[i] == PFL_NONE)
			return false;
	}
	return true;
}

static bool
add_up(struct folder *f)
{
	const struct pfl_samples *samples = &f->scene->profile->samples;
	const struct pfl_columns *c = &f->scene->columns;

	for (int k = 0; k < 2; k++) {
		f->sum[k] = pfl_arena_alloc(&f->arena, f->parent.n, sizeof(pfl_sum), f->err);
		if (!f->sum[k])
			return false;
		for (uint32_t i = 0; c->value[k] && i < samples->n; i++)
			f->sum[k][f->of_stack[samples->stack[i]]] += c->value[k][i];
	}
	return true;
}

/*
 * Sort keys of names: key 2i is the name at the end of a stack, key 2i + 1 the name with the
 * ";" that stands before what it calls. Lines are in byte order when keys are, because a name
 * holds no ";": "f", "f1", "f;g".
 */
static int
by_key(const void *context, uint32_t a, uint32_t b)
{
	const struct folder *f = context;
	struct pfl_span x = pfl_strtab_get(&f->names, a / 2);
	struct pfl_span y = pfl_strtab_get(&f->names, b / 2);
	size_t n = x.n < y.n ? x.n : y.n;
	int order = n > 0 ? memcmp(x.at, y.at, n) : 0;
	unsigned char next_x, next_y;

	if (order || a == b)
		return order;
	next_x = n < x.n ? (unsigned char)x.at[n] : a % 2 ? ';' : 0;
	next_y = n < y.n ? (unsigned char)y.at[n] : b % 2 ? ';' : 0;
	return (next_x > next_y) - (next_x < next_y);
}

/* rank[key] is its place in byte order. NULL with *err. */
static uint32_t *
rank_keys(struct folder *f, uint32_t n)
{
	uint32_t *order = pfl_arena_alloc(&f->arena, n, sizeof(*order), f->err);
	uint32_t *rank = pfl_arena_alloc(&f->arena, n, sizeof(*rank), f->err);

	if (!order || !rank)
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		order[i] = i;
	if (!pfl_order_rows(order, n, by_key, f, f->err))
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		rank[order[i]] = i;
	return rank;
}

/* From how many entries i - 1 has, in counts[i], to where the entries of i start. */
static void
to_starts(uint32_t *counts, uint32_t n)
{
	for (uint32_t i = 1; i <= n; i++)
		counts[i] += counts[i - 1];
}

/* Items in the order of their keys: item 2r is the line of row r, item 2r + 1 the lines below.
 */
static uint32_t *
sort_items(struct folder *f, const uint32_t *rank, uint32_t n_keys)
{
	uint32_t n = 2 * (uint32_t)f->parent.n;
	uint32_t *start =
		pfl_arena_alloc(&f->arena, (size_t)n_keys + 2, sizeof(*start), f->err);
	uint32_t *sorted = pfl_arena_alloc(&f->arena, n, sizeof(*sorted), f->err);

	if (!start || !sorted)
		return NULL;
	for (uint32_t i = 2; i < n; i++)
		start[rank[2 * f->name.at[i / 2] + i % 2] + 1]++;
	to_starts(start, n_keys);
	for (uint32_t i = 2; i < n; i++)
		sorted[start[rank[2 * f->name.at[i / 2] + i % 2]]++] = i;
	return sorted;
}

/* Hand the sorted items out to the rows that they are below. */
static bool
make_items(struct folder *f)
{
	uint32_t n = (uint32_t)f->parent.n, n_keys = 2 * pfl_strtab_n(&f->names);
	const uint32_t *rank = rank_keys(f, n_keys);
	const uint32_t *sorted = rank ? sort_items(f, rank, n_keys) : NULL;
	uint32_t *next = pfl_arena_alloc(&f->arena, (size_t)n + 1, sizeof(*next), f->err);

	f->first = pfl_arena_alloc(&f->arena, (size_t)n + 1, sizeof(*f->first), f->err);
	f->item = pfl_arena_alloc(&f->arena, 2 * (size_t)n, sizeof(*f->item), f->err);
	if (!sorted || !next || !f->first || !f->item)
		return false;
	for (uint32_t i = 1; i < n; i++)
		f->first[f->parent.at[i] + 1] += 2;
	to_starts(f->first, n);
	memcpy(next, f->first, ((size_t)n + 1) * sizeof(*next));
	for (uint32_t i = 0; i < 2 * (n - 1); i++)
		f->item[next[f->parent.at[sorted[i] / 2]]++] = sorted[i];
	return true;
}

static void
put_sum(struct pfl_out *out, pfl_sum value)
{
	char buf[PFL_SUM_TEXT + 1];
	size_t n = strlen(pfl_sum_text(value, buf + 1));

	buf[0] = ' ';
	pfl_out_write(out, buf, n + 1);
}

/* The line of a row, unless nothing was measured there; f->line is the stack. */
static void
put_line(struct folder *f, uint32_t row, struct pfl_out *out)
{
	pfl_sum both[2] = { f->sum[0][row], f->sum[1][row] };

	if (both[0] == 0 && both[1] == 0)
		return;
	pfl_out_write(out, pfl_text_get(&f->line), f->line.n);
	if (f->scene->pair)
		put_sum(out, both[1]);
	put_sum(out, pfl_column_value(&f->scene->columns, both));
	pfl_out_write(out, "\n", 1);
}

/* An item list that is being written, and how long the stack above it is. */
struct level {
	uint32_t at, end;
	size_t length;
};

static bool
put_stacks(struct folder *f, struct pfl_out *out)
{
	PFL_VEC(struct level) levels = { 0 };
	bool ok = pfl_vec_reserve(&levels, 1, NULL, "a stack", f->err);

	pfl_text_reset(&f->line);
	put_line(f, 0, out);
	if (ok)
		levels.at[levels.n++] = (struct level){ f->first[0], f->first[1], 0 };
	while (ok && levels.n > 0 && pfl_out_ok(out)) {
		struct level *level = &levels.at[levels.n - 1];
		uint32_t item, row;

		pfl_text_cut(&f->line, level->length);
		if (level->at == level->end) {
			levels.n--;
			continue;
		}
		item = f->item[level->at++];
		row = item / 2;
		pfl_text_add(&f->line, pfl_strtab_get(&f->names, f->name.at[row]));
		if (item % 2 == 0) {
			put_line(f, row, out);
		} else if (f->first[row] < f->first[row + 1]) {
			pfl_text_char(&f->line, ';');
			ok = pfl_vec_reserve(&levels, 1, NULL, "a stack", f->err);
			if (ok)
				levels.at[levels.n++] = (struct level){ f->first[row],
					f->first[row + 1], f->line.n };
		}
	}
	pfl_vec_clear(&levels, NULL);
	return ok && pfl_text_ok(&f->line, f->err);
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct folder f = { .scene = scene, .style = style, .err = err };
	bool ok = pfl_strtab_init(&f.names, NULL, NULL, err);

	pfl_idmap_init(&f.map, NULL);
	ok = ok && fold_stacks(&f) && add_up(&f) && make_items(&f) && put_stacks(&f, out);
	pfl_idmap_clear(&f.map);
	pfl_vec_clear(&f.parent, NULL);
	pfl_vec_clear(&f.name, NULL);
	pfl_text_clear(&f.scratch);
	pfl_text_clear(&f.line);
	pfl_strtab_clear(&f.names);
	pfl_arena_clear(&f.arena);
	return ok;
}

const struct pfl_renderer pfl_render_flame_folded = {
	.family = "flame",
	.format = "folded",
	.suffix = ".folded",
	.help = "folded stacks, one a line, for other tools",
	.render = render,
};

const struct pfl_renderer pfl_render_diff_folded = {
	.family = "diff",
	.format = "folded",
	.suffix = ".folded",
	.help = "folded stacks with an old and a new value each, as they were recorded",
	.render = render,
};

const struct pfl_renderer pfl_render_convert_folded = {
	.family = "convert",
	.format = "folded",
	.suffix = ".folded",
	.help = "folded stacks, one a line",
	.loses = PFL_LOSES_TYPES | PFL_LOSES_LABELS | PFL_LOSES_NEGATIVE | PFL_LOSES_PLACES |
		PFL_LOSES_ADDRESSES | PFL_LOSES_INLINING | PFL_LOSES_TIMES | PFL_LOSES_COMMENTS,
	.render = render,
};
