/* SPDX-License-Identifier: Apache-2.0 */
/* Rows in, profile out. */
#include "model/build.h"

#include <stdlib.h>

enum { FEW = 64 }; /* a part of what limits allow that does not matter */

struct pfl_builder *
pfl_builder_new(const struct pfl_limits *limits, struct pfl_error *err)
{
	struct pfl_builder *b = calloc(1, sizeof(*b));

	if (b)
		b->p = calloc(1, sizeof(*b->p));
	if (!b || !b->p) {
		free(b);
		pfl_fail(err, PFL_NOMEM, "out of memory");
		return NULL;
	}
	if (limits)
		b->limits = *limits;
	pfl_limits_fill(&b->limits);
	b->p->budget.max = b->limits.memory;
	b->p->arena.budget = &b->p->budget;
	pfl_idmap_init(&b->label, &b->p->budget);
	pfl_idmap_init(&b->set, &b->p->budget);
	if (!pfl_strtab_init(&b->p->strings, NULL, &b->p->budget, err) ||
		!pfl_stacktree_init(&b->stacks, &b->p->budget, err)) {
		pfl_builder_free(b);
		return NULL;
	}
	if (ROOM(b, loc_first, "locations"))
		PUT(b, loc_first, 0);
	if (ROOM(b, set_first, "labels"))
		PUT(b, set_first, 0);
	pfl_build_labels(b, NULL, 0); /* set 0 */
	if (!pfl_builder_check(b, err)) {
		pfl_builder_free(b);
		return NULL;
	}
	return b;
}

void
pfl_builder_free(struct pfl_builder *b)
{
	if (!b)
		return;
	pfl_vec_clear(&b->type_name, NULL);
	pfl_vec_clear(&b->type_unit, NULL);
	pfl_vec_clear(&b->func_name, NULL);
	pfl_vec_clear(&b->func_system, NULL);
	pfl_vec_clear(&b->func_file, NULL);
	pfl_vec_clear(&b->func_start, NULL);
	pfl_vec_clear(&b->map_start, NULL);
	pfl_vec_clear(&b->map_limit, NULL);
	pfl_vec_clear(&b->map_offset, NULL);
	pfl_vec_clear(&b->map_file, NULL);
	pfl_vec_clear(&b->map_build_id, NULL);
	pfl_vec_clear(&b->map_debug_id, NULL);
	pfl_vec_clear(&b->map_flags, NULL);
	pfl_vec_clear(&b->loc_address, NULL);
	pfl_vec_clear(&b->loc_mapping, NULL);
	pfl_vec_clear(&b->loc_first, NULL);
	pfl_vec_clear(&b->loc_folded, NULL);
	pfl_vec_clear(&b->frame_func, NULL);
	pfl_vec_clear(&b->frame_line, NULL);
	pfl_vec_clear(&b->frame_column, NULL);
	pfl_vec_clear(&b->label_key, NULL);
	pfl_vec_clear(&b->label_text, NULL);
	pfl_vec_clear(&b->label_unit, NULL);
	pfl_vec_clear(&b->label_number, NULL);
	pfl_vec_clear(&b->set_first, NULL);
	pfl_vec_clear(&b->set_label, NULL);
	pfl_vec_clear(&b->comment, NULL);
	pfl_vec_clear(&b->rows, NULL);
	pfl_build_clear_samples(b);
	pfl_build_clear_calls(b);
	pfl_vec_clear(&b->named, NULL);
	pfl_idmap_clear(&b->label);
	pfl_idmap_clear(&b->set);
	pfl_stacktree_clear(&b->stacks);
	pfl_profile_free(b->p);
	free(b);
}

void
pfl_builder_to_merge(struct pfl_builder *b, size_t ready)
{
	struct pfl_error none = { 0 };
	size_t most = b->limits.memory / FEW, texts;

	b->p->to_merge = b->listing = true;
	/* A guess: without it, tables grow as they do elsewhere. What malloc has serves the
	 * next profile too. */
	ready = ready < most ? ready : most;
	texts = ready / 2 < PFL_BLOCK_LARGE / 2 ? ready / 2 : PFL_BLOCK_LARGE / 2;
	(void)pfl_vec_reserve(&b->p->strings.bytes, texts, &b->p->budget, "", &none);
	pfl_stacklist_expect(&b->list, ready / 4, &b->p->budget);
}

bool
pfl_builder_ok(const struct pfl_builder *b)
{
	return b->err.code == PFL_OK;
}

bool
pfl_builder_check(const struct pfl_builder *b, struct pfl_error *err)
{
	if (b->err.code == PFL_OK)
		return true;
	if (err->code == PFL_OK)
		*err = b->err;
	return false;
}

const struct pfl_limits *
pfl_builder_limits(const struct pfl_builder *b)
{
	return &b->limits;
}

struct pfl_budget *
pfl_builder_budget(struct pfl_builder *b)
{
	return &b->p->budget;
}

/* May a string be added, if it is not there? */
static bool
string_within(struct pfl_builder *b, struct pfl_span text)
{
	if (!pfl_builder_ok(b))
		return false;
	if (text.n > b->limits.string)
		return pfl_fail(&b->err, PFL_LIMIT,
			"a string of %zu bytes (limit %llu); --max-string raises the limit",
			text.n, (unsigned long long)b->limits.string);
	return build_within_entries(b, pfl_strtab_n(&b->p->strings), "strings");
}

uint32_t
pfl_build_string(struct pfl_builder *b, struct pfl_span text)
{
	uint32_t id;

	if (!string_within(b, text))
		return 0;
	id = pfl_strtab_add(&b->p->strings, text, &b->err);
	return id == UINT32_MAX ? 0 : id;
}

/* May a string be there twice? Equal ones must not take room from others that limits still
 * allow. */
static bool
may_repeat(const struct pfl_builder *b, struct pfl_span text)
{
	const struct pfl_strtab *tab = &b->p->strings;
	uint64_t room = b->limits.memory / FEW;

	return b->p->to_merge && pfl_strtab_n(tab) < b->limits.entries / FEW &&
		tab->bytes.n < room && text.n < room - tab->bytes.n;
}

uint32_t
pfl_build_listed_string(struct pfl_builder *b, struct pfl_span text)
{
	uint32_t id;

	if (!may_repeat(b, text))
		return pfl_build_string(b, text);
	if (!string_within(b, text))
		return 0;
	id = pfl_strtab_list(&b->p->strings, text, &b->err);
	return id == UINT32_MAX ? 0 : id;
}

struct pfl_span
pfl_build_text(const struct pfl_builder *b, uint32_t id)
{
	return pfl_strtab_get(&b->p->strings, id);
}

void
pfl_build_type(struct pfl_builder *b, uint32_t name, uint32_t unit)
{
	if (!pfl_builder_ok(b) ||
		!build_within(
			b, b->type_name.n, b->limits.types, "sample types", "--max-types") ||
		!ROOM(b, type_name, "sample types") || !ROOM(b, type_unit, "sample types"))
		return;
	PUT(b, type_name, name);
	PUT(b, type_unit, unit);
}

void
pfl_build_named_type(struct pfl_builder *b, const char *name, const char *unit)
{
	uint32_t id = pfl_build_string(b, pfl_span_of(name));

	pfl_build_type(b, id, pfl_build_string(b, pfl_span_of(unit)));
}

uint32_t
pfl_build_func(struct pfl_builder *b, const struct pfl_func *func)
{
	const char *what = "functions";

	if (!pfl_builder_ok(b) || !build_within_entries(b, b->func_name.n, what) ||
		!ROOM(b, func_name, what) || !ROOM(b, func_system, what) ||
		!ROOM(b, func_file, what) || !ROOM(b, func_start, what))
		return 0;
	PUT(b, func_name, func->name);
	PUT(b, func_system, func->system);
	PUT(b, func_file, func->file);
	PUT(b, func_start, func->start_line);
	return (uint32_t)(b->func_name.n - 1);
}

uint32_t
pfl_build_mapping(struct pfl_builder *b, const struct pfl_mapping *mapping)
{
	const char *what = "mappings";

	if (!pfl_builder_ok(b) || !build_within_entries(b, b->map_start.n, what) ||
		!ROOM(b, map_start, what) || !ROOM(b, map_limit, what) ||
		!ROOM(b, map_offset, what) || !ROOM(b, map_file, what) ||
		!ROOM(b, map_build_id, what) || !ROOM(b, map_debug_id, what) ||
		!ROOM(b, map_flags, what))
		return 0;
	PUT(b, map_start, mapping->start);
	PUT(b, map_limit, mapping->limit);
	PUT(b, map_offset, mapping->offset);
	PUT(b, map_file, mapping->file);
	PUT(b, map_build_id, mapping->build_id);
	PUT(b, map_debug_id, mapping->debug_id);
	PUT(b, map_flags, mapping->flags);
	return (uint32_t)(b->map_start.n - 1);
}

void
pfl_build_mapping_file(struct pfl_builder *b, uint32_t row, uint32_t file)
{
	if (pfl_builder_ok(b) && row < b->map_file.n)
		b->map_file.at[row] = file;
}

static bool
add_frame(struct pfl_builder *b, const struct pfl_line *line)
{
	const char *what = "frames";

	if (!build_within_entries(b, b->frame_func.n, what) || !ROOM(b, frame_func, what) ||
		!ROOM(b, frame_line, what) || !ROOM(b, frame_column, what))
		return false;
	PUT(b, frame_func, line->func);
	PUT(b, frame_line, line->line);
	PUT(b, frame_column, line->column);
	return true;
}

uint32_t
pfl_build_location(struct pfl_builder *b, uint64_t address, uint32_t mapping, bool folded,
	const struct pfl_line *lines, size_t n_lines)
{
	static const struct pfl_line nothing = { PFL_NONE, 0, 0 };
	const char *what = "locations";

	if (!pfl_builder_ok(b) || !build_within_entries(b, b->loc_address.n, what) ||
		!ROOM(b, loc_address, what) || !ROOM(b, loc_mapping, what) ||
		!ROOM(b, loc_folded, what) || !ROOM(b, loc_first, what))
		return 0;
	for (size_t i = 0; i < n_lines; i++) {
		if (!add_frame(b, &lines[i]))
			return 0;
	}
	if (n_lines == 0 && !add_frame(b, &nothing))
		return 0;
	PUT(b, loc_address, address);
	PUT(b, loc_mapping, mapping);
	PUT(b, loc_folded, folded);
	PUT(b, loc_first, (uint32_t)b->frame_func.n);
	b->any_folded |= folded;
	return (uint32_t)(b->loc_address.n - 1);
}

/* The cell of a string in `named`; NULL when there is no room. */
static uint32_t *
named_cell(struct pfl_builder *b, uint32_t id)
{
	size_t n = b->named.n;

	if (id >= n) {
		if (!pfl_vec_reserve(
			    &b->named, id + 1 - n, &b->p->budget, "locations", &b->err))
			return NULL;
		b->named.n = b->named.cap;
		memset(b->named.at + n, 0, (b->named.n - n) * sizeof(*b->named.at));
	}
	return &b->named.at[id];
}

uint32_t
pfl_build_named_location(struct pfl_builder *b, struct pfl_span name)
{
	uint32_t id = pfl_build_string(b, name);
	struct pfl_func func = { .name = id };
	struct pfl_line line = { 0 };
	uint32_t *cell, row;

	if (!pfl_builder_ok(b) || !(cell = named_cell(b, id)))
		return 0;
	if (*cell)
		return *cell - 1;
	line.func = pfl_build_func(b, &func);
	row = pfl_build_location(b, 0, PFL_NONE, false, &line, 1);
	if (!pfl_builder_ok(b))
		return 0;
	*cell = row + 1;
	return row;
}

struct pfl_meta *
pfl_build_meta(struct pfl_builder *b)
{
	return &b->p->meta;
}

void
pfl_build_comment(struct pfl_builder *b, uint32_t text)
{
	if (pfl_builder_ok(b) && build_within_entries(b, b->comment.n, "comments") &&
		ROOM(b, comment, "comments"))
		PUT(b, comment, text);
}

void
pfl_build_note(struct pfl_builder *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	pfl_profile_add_note_v(b->p, format, args);
	va_end(args);
}

static void
renumber(uint32_t *column, size_t n, const uint32_t *map)
{
	for (size_t i = 0; map && i < n; i++) {
		if (column[i] != PFL_NONE)
			column[i] = map[column[i]];
	}
}

/* Go's locations, for one, come in the order in which its samples name them. */
static bool
changes_nothing(const uint32_t *map, size_t n)
{
	for (size_t i = 0; map && i < n; i++) {
		if (map[i] != i)
			return false;
	}
	return !map || n > 0;
}

/* The stacks, of which there is most. */
static void
renumber_stacks(struct pfl_builder *b, const uint32_t *map)
{
	renumber(b->list.location, b->list.n, map);
	for (size_t i = 1; i < b->stacks.row.n; i++)
		b->stacks.row.at[i].location = map[b->stacks.row.at[i].location];
}

void
pfl_build_renumber(struct pfl_builder *b, const struct pfl_renumber *maps)
{
	const uint32_t *s = maps->string;
	struct pfl_meta *m = &b->p->meta;

	if (!pfl_builder_ok(b) || !pfl_stacktree_flush(&b->stacks, &b->err))
		return;
	renumber(b->type_name.at, b->type_name.n, s);
	renumber(b->type_unit.at, b->type_unit.n, s);
	renumber(b->func_name.at, b->func_name.n, s);
	renumber(b->func_system.at, b->func_system.n, s);
	renumber(b->func_file.at, b->func_file.n, s);
	renumber(b->map_file.at, b->map_file.n, s);
	renumber(b->map_build_id.at, b->map_build_id.n, s);
	renumber(b->map_debug_id.at, b->map_debug_id.n, s);
	renumber(b->label_key.at, b->label_key.n, s);
	renumber(b->label_text.at, b->label_text.n, s);
	renumber(b->label_unit.at, b->label_unit.n, s);
	renumber(b->comment.at, b->comment.n, s);
	renumber(&m->default_type, 1, s);
	renumber(&m->period_type, 1, s);
	renumber(&m->period_unit, 1, s);
	renumber(&m->drop_frames, 1, s);
	renumber(&m->keep_frames, 1, s);
	renumber(&m->doc_url, 1, s);
	renumber(b->frame_func.at, b->frame_func.n, maps->func);
	renumber(b->loc_mapping.at, b->loc_mapping.n, maps->mapping);
	if (changes_nothing(maps->location, maps->n_locations))
		b->list.n_in_order = maps->n_in_order;
	else
		renumber_stacks(b, maps->location);
}

static void
finish_tables(struct pfl_builder *b)
{
	struct pfl_profile *p = b->p;

	p->types.n = (uint32_t)b->type_name.n;
	GIVE(b, p->types.name, type_name);
	GIVE(b, p->types.unit, type_unit);
	p->funcs.n = (uint32_t)b->func_name.n;
	GIVE(b, p->funcs.name, func_name);
	GIVE(b, p->funcs.system, func_system);
	GIVE(b, p->funcs.file, func_file);
	GIVE(b, p->funcs.start_line, func_start);
	p->mappings.n = (uint32_t)b->map_start.n;
	GIVE(b, p->mappings.start, map_start);
	GIVE(b, p->mappings.limit, map_limit);
	GIVE(b, p->mappings.offset, map_offset);
	GIVE(b, p->mappings.file, map_file);
	GIVE(b, p->mappings.build_id, map_build_id);
	GIVE(b, p->mappings.debug_id, map_debug_id);
	GIVE(b, p->mappings.flags, map_flags);
	p->locations.n = (uint32_t)b->loc_address.n;
	GIVE(b, p->locations.address, loc_address);
	GIVE(b, p->locations.mapping, loc_mapping);
	GIVE(b, p->locations.first_frame, loc_first);
	if (b->any_folded)
		GIVE(b, p->locations.folded, loc_folded);
	else
		pfl_vec_clear(&b->loc_folded, &p->budget);
	p->frames.n = (uint32_t)b->frame_func.n;
	GIVE(b, p->frames.func, frame_func);
	GIVE(b, p->frames.line, frame_line);
	GIVE(b, p->frames.column, frame_column);
	p->labels.n = (uint32_t)b->label_key.n;
	GIVE(b, p->labels.key, label_key);
	GIVE(b, p->labels.text, label_text);
	GIVE(b, p->labels.number, label_number);
	GIVE(b, p->labels.unit, label_unit);
	p->labelsets.n = (uint32_t)(b->set_first.n - 1);
	GIVE(b, p->labelsets.first, set_first);
	GIVE(b, p->labelsets.label, set_label);
	p->meta.n_comments = (uint32_t)b->comment.n;
	GIVE(b, p->meta.comment, comment);
}

struct pfl_profile *
pfl_builder_finish(struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_profile *p = b->p;

	if (pfl_builder_ok(b))
		finish_tables(b);
	if (pfl_builder_ok(b) && pfl_build_finish_stacks(b))
		pfl_build_finish_samples(b);
	if (pfl_builder_ok(b))
		pfl_build_finish_calls(b);
	if (!pfl_builder_check(b, err))
		return NULL;
	/* What is charged to the profile's budget goes while the profile is ours. */
	pfl_vec_clear(&b->rows, &p->budget);
	pfl_vec_clear(&b->named, &p->budget);
	pfl_idmap_clear(&b->label);
	pfl_idmap_clear(&b->set);
	pfl_stacktree_clear(&b->stacks);
	b->p = NULL;
	pfl_build_clear_samples(b);
	pfl_build_clear_calls(b);
	return p;
}
