/* SPDX-License-Identifier: Apache-2.0 */
/* Rows in, profile out. */
#include "model/builder.h"
#include "model/stacks.h"

#include <stdlib.h>

struct pfl_builder {
	struct pfl_error err; /* what made it stick */
	struct pfl_limits limits;
	struct pfl_profile *p; /* under construction; gone after finish */

	PFL_VEC(uint32_t) type_name, type_unit;
	PFL_VEC(uint32_t) func_name, func_system, func_file;
	PFL_VEC(int64_t) func_start;
	PFL_VEC(uint64_t) map_start, map_limit, map_offset;
	PFL_VEC(uint32_t) map_file, map_build_id;
	PFL_VEC(uint8_t) map_flags;
	PFL_VEC(uint64_t) loc_address;
	PFL_VEC(uint32_t) loc_mapping, loc_first;
	PFL_VEC(uint8_t) loc_folded;
	bool any_folded;
	PFL_VEC(uint32_t) frame_func;
	PFL_VEC(int64_t) frame_line, frame_column;
	PFL_VEC(uint32_t) label_key, label_text, label_unit;
	PFL_VEC(int64_t) label_number;
	PFL_VEC(uint32_t) set_first, set_label;
	PFL_VEC(uint32_t) comment;
	struct pfl_idmap named; /* string id -> named location   */
	struct pfl_idmap label; /* one label -> row              */
	struct pfl_idmap set;   /* list of label rows -> set     */
	PFL_VEC(uint32_t) rows; /* scratch: label rows of a set  */

	struct pfl_stacktree stacks;
	PFL_VEC(uint32_t) sample_labels; /* a sample's stack is in stacks.result, in order */
	uint32_t n_samples;
	uint32_t n_values; /* values per sample, once known */
	bool any_labels, has_before;
	int64_t **value, **before; /* n_values columns each        */
	size_t value_cap, before_cap;
};

/*
 * Make room for one more row in every column of a table: the columns grow in step, so asking
 * each is asking for the same thing.
 */
#define ROOM(b, column, what) pfl_vec_reserve(&(b)->column, 1, &(b)->p->budget, what, &(b)->err)
#define PUT(b, column, v) ((b)->column.at[(b)->column.n++] = (v))

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
	pfl_idmap_init(&b->named, &b->p->budget);
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

static void
free_columns(int64_t **column, uint32_t n)
{
	for (uint32_t i = 0; column && i < n; i++)
		free(column[i]);
	free(column);
}

void
pfl_builder_free(struct pfl_builder *b)
{
	if (!b)
		return;
	free(b->type_name.at);
	free(b->type_unit.at);
	free(b->func_name.at);
	free(b->func_system.at);
	free(b->func_file.at);
	free(b->func_start.at);
	free(b->map_start.at);
	free(b->map_limit.at);
	free(b->map_offset.at);
	free(b->map_file.at);
	free(b->map_build_id.at);
	free(b->map_flags.at);
	free(b->loc_address.at);
	free(b->loc_mapping.at);
	free(b->loc_first.at);
	free(b->loc_folded.at);
	free(b->frame_func.at);
	free(b->frame_line.at);
	free(b->frame_column.at);
	free(b->label_key.at);
	free(b->label_text.at);
	free(b->label_unit.at);
	free(b->label_number.at);
	free(b->set_first.at);
	free(b->set_label.at);
	free(b->comment.at);
	free(b->rows.at);
	free(b->sample_labels.at);
	free_columns(b->value, b->n_values);
	free_columns(b->before, b->n_values);
	pfl_idmap_clear(&b->named);
	pfl_idmap_clear(&b->label);
	pfl_idmap_clear(&b->set);
	pfl_stacktree_clear(&b->stacks);
	pfl_profile_free(b->p);
	free(b);
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

/* A table may hold `limit` rows: false and stuck when `n` more row would be too many. */
static bool
within(struct pfl_builder *b, size_t n, uint64_t limit, const char *what, const char *flag)
{
	if (n < limit)
		return true;
	return pfl_fail(&b->err, PFL_LIMIT, "more than %llu %s; %s raises the limit",
		(unsigned long long)limit, what, flag);
}

static bool
within_entries(struct pfl_builder *b, size_t n, const char *what)
{
	return within(b, n, b->limits.entries, what, "--max-entries");
}

uint32_t
pfl_build_string(struct pfl_builder *b, struct pfl_span text)
{
	uint32_t id;

	if (!pfl_builder_ok(b))
		return 0;
	if (text.n > b->limits.string) {
		pfl_fail(&b->err, PFL_LIMIT,
			"a string of %zu bytes (limit %llu); --max-string raises the limit",
			text.n, (unsigned long long)b->limits.string);
		return 0;
	}
	if (!within_entries(b, pfl_strtab_n(&b->p->strings), "strings"))
		return 0;
	id = pfl_strtab_add(&b->p->strings, text, &b->err);
	return id == UINT32_MAX ? 0 : id;
}

void
pfl_build_type(struct pfl_builder *b, uint32_t name, uint32_t unit)
{
	if (!pfl_builder_ok(b) ||
		!within(b, b->type_name.n, b->limits.types, "sample types", "--max-types") ||
		!ROOM(b, type_name, "sample types") || !ROOM(b, type_unit, "sample types"))
		return;
	PUT(b, type_name, name);
	PUT(b, type_unit, unit);
}

uint32_t
pfl_build_func(struct pfl_builder *b, const struct pfl_func *func)
{
	const char *what = "functions";

	if (!pfl_builder_ok(b) || !within_entries(b, b->func_name.n, what) ||
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

	if (!pfl_builder_ok(b) || !within_entries(b, b->map_start.n, what) ||
		!ROOM(b, map_start, what) || !ROOM(b, map_limit, what) ||
		!ROOM(b, map_offset, what) || !ROOM(b, map_file, what) ||
		!ROOM(b, map_build_id, what) || !ROOM(b, map_flags, what))
		return 0;
	PUT(b, map_start, mapping->start);
	PUT(b, map_limit, mapping->limit);
	PUT(b, map_offset, mapping->offset);
	PUT(b, map_file, mapping->file);
	PUT(b, map_build_id, mapping->build_id);
	PUT(b, map_flags, mapping->flags);
	return (uint32_t)(b->map_start.n - 1);
}

static bool
add_frame(struct pfl_builder *b, const struct pfl_line *line)
{
	const char *what = "frames";

	if (!within_entries(b, b->frame_func.n, what) || !ROOM(b, frame_func, what) ||
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

	if (!pfl_builder_ok(b) || !within_entries(b, b->loc_address.n, what) ||
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

uint32_t
pfl_build_named_location(struct pfl_builder *b, struct pfl_span name)
{
	uint32_t id = pfl_build_string(b, name), at = PFL_IDMAP_START, row;
	uint64_t hash = pfl_hash_u64(b->named.seed, id);
	struct pfl_func func = { .name = id };
	struct pfl_line line = { 0 };

	while ((row = pfl_idmap_next(&b->named, hash, &at)) != PFL_IDMAP_FREE) {
		if (b->func_name.at[b->frame_func.at[b->loc_first.at[row]]] == id)
			return row;
	}
	line.func = pfl_build_func(b, &func);
	row = pfl_build_location(b, 0, PFL_NONE, false, &line, 1);
	if (!pfl_builder_ok(b) || !pfl_idmap_reserve(&b->named, 1, &b->err))
		return 0;
	pfl_idmap_put(&b->named, hash, row);
	return row;
}

/* The row of one label, added when new. */
static uint32_t
intern_label(struct pfl_builder *b, const struct pfl_label *l)
{
	const char *what = "labels";
	uint64_t hash = pfl_hash_pair(b->label.seed, (uint64_t)l->key << 32 | l->text,
		pfl_hash_pair(b->label.seed, (uint64_t)l->number, l->unit));
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&b->label, hash, &at)) != PFL_IDMAP_FREE) {
		if (b->label_key.at[row] == l->key && b->label_text.at[row] == l->text &&
			b->label_number.at[row] == l->number &&
			b->label_unit.at[row] == l->unit)
			return row;
	}
	if (!within_entries(b, b->label_key.n, what) || !ROOM(b, label_key, what) ||
		!ROOM(b, label_text, what) || !ROOM(b, label_number, what) ||
		!ROOM(b, label_unit, what) || !pfl_idmap_reserve(&b->label, 1, &b->err))
		return PFL_NONE;
	PUT(b, label_key, l->key);
	PUT(b, label_text, l->text);
	PUT(b, label_number, l->number);
	PUT(b, label_unit, l->unit);
	row = (uint32_t)(b->label_key.n - 1);
	pfl_idmap_put(&b->label, hash, row);
	return row;
}

uint32_t
pfl_build_labels(struct pfl_builder *b, const struct pfl_label *labels, size_t n)
{
	uint32_t at = PFL_IDMAP_START, set;
	uint64_t hash = b->set.seed;

	if (!pfl_builder_ok(b) || (n == 0 && b->set_first.n > 1))
		return 0;
	if (n > b->limits.labels) {
		pfl_fail(&b->err, PFL_LIMIT,
			"a sample with %zu labels (limit %llu); --max-labels raises the limit",
			n, (unsigned long long)b->limits.labels);
		return 0;
	}
	b->rows.n = 0;
	if (!pfl_vec_reserve(&b->rows, n, &b->p->budget, "labels", &b->err) ||
		!pfl_vec_reserve(&b->set_label, n, &b->p->budget, "labels", &b->err) ||
		!ROOM(b, set_first, "labels") || !pfl_idmap_reserve(&b->set, 1, &b->err))
		return 0;
	for (size_t i = 0; i < n; i++) {
		b->rows.at[i] = intern_label(b, &labels[i]);
		if (!pfl_builder_ok(b))
			return 0;
		hash = pfl_hash_pair(b->set.seed, hash, b->rows.at[i]);
	}
	while ((set = pfl_idmap_next(&b->set, hash, &at)) != PFL_IDMAP_FREE) {
		uint32_t first = b->set_first.at[set];

		if (b->set_first.at[set + 1] - first == n &&
			memcmp(b->set_label.at + first, b->rows.at, n * sizeof(*b->rows.at)) ==
				0)
			return set;
	}
	if (!within_entries(b, b->set_first.n, "label sets"))
		return 0;
	if (n)
		memcpy(b->set_label.at + b->set_label.n, b->rows.at, n * sizeof(*b->rows.at));
	b->set_label.n += n;
	PUT(b, set_first, (uint32_t)b->set_label.n);
	set = (uint32_t)(b->set_first.n - 2);
	pfl_idmap_put(&b->set, hash, set);
	return set;
}

static bool
stack_within(struct pfl_builder *b, size_t n)
{
	if (n <= b->limits.stack)
		return pfl_builder_ok(b);
	return pfl_fail(&b->err, PFL_LIMIT,
		"a stack of %zu frames (limit %llu); --max-stack raises the limit", n,
		(unsigned long long)b->limits.stack);
}

uint32_t
pfl_build_stack(struct pfl_builder *b, const uint32_t *locations, size_t n)
{
	uint32_t row;

	if (!stack_within(b, n))
		return 0;
	row = pfl_stacktree_path(&b->stacks, locations, n, &b->err);
	return row == PFL_NONE ? 0 : row;
}

/* Grow every value column to `cap` rows. */
static bool
grow_columns(struct pfl_builder *b, int64_t ***columns, size_t *cap, size_t next)
{
	if (!*columns)
		*columns = calloc(b->n_values ? b->n_values : 1, sizeof(**columns));
	if (!*columns)
		return pfl_fail(&b->err, PFL_NOMEM, "out of memory for sample types");
	for (uint32_t i = 0; i < b->n_values; i++) {
		size_t old = *cap;

		(*columns)[i] = pfl_vec_grow((*columns)[i], &old, old, next - old,
			sizeof(int64_t), &b->p->budget, "samples", &b->err);
		if (!pfl_builder_ok(b))
			return false;
	}
	/* pfl_vec_grow may have given more, by the same rule to each: use what was asked. */
	*cap = next;
	return true;
}

static bool
ensure_columns(struct pfl_builder *b, int64_t ***columns, size_t *cap)
{
	size_t n = b->n_samples;

	if (n < *cap)
		return true;
	return grow_columns(b, columns, cap, n < 16 ? 16 : n + n / 2 + 1);
}

/* Add all of a sample but its stack; false when stuck. */
static bool
add_values(struct pfl_builder *b, uint32_t labels, const int64_t *values, size_t n_values)
{
	uint32_t row = b->n_samples;

	if (!pfl_builder_ok(b) ||
		!within(b, row, b->limits.samples, "samples", "--max-samples"))
		return false;
	if (row == 0) {
		if (!within(b, n_values ? n_values - 1 : 0, b->limits.types, "sample types",
			    "--max-types"))
			return false;
		b->n_values = (uint32_t)n_values;
	} else if (n_values != b->n_values) {
		pfl_fail(&b->err, PFL_FORMAT,
			"sample %u has %zu values where those before have %u", row + 1,
			n_values, b->n_values);
		return false;
	}
	if (!ensure_columns(b, &b->value, &b->value_cap))
		return false;
	if (labels && !b->any_labels) { /* the column starts with the first label */
		if (!pfl_vec_reserve(&b->sample_labels, row, &b->p->budget, "labels", &b->err))
			return false;
		if (row)
			memset(b->sample_labels.at, 0, row * sizeof(*b->sample_labels.at));
		b->sample_labels.n = row;
		b->any_labels = true;
	}
	if (b->any_labels) {
		if (!ROOM(b, sample_labels, "labels"))
			return false;
		PUT(b, sample_labels, labels);
	}
	for (uint32_t i = 0; i < b->n_values; i++)
		b->value[i][row] = values[i];
	b->n_samples++;
	return true;
}

void
pfl_build_sample(struct pfl_builder *b, uint32_t stack, uint32_t labels, const int64_t *values,
	size_t n_values)
{
	if (add_values(b, labels, values, n_values) &&
		pfl_stacktree_flush(&b->stacks, &b->err) &&
		pfl_vec_reserve(&b->stacks.result, 1, &b->p->budget, "samples", &b->err))
		b->stacks.result.at[b->stacks.result.n++] = stack;
}

void
pfl_build_sample_of(struct pfl_builder *b, const uint32_t *locations, size_t n, uint32_t labels,
	const int64_t *values, size_t n_values)
{
	if (stack_within(b, n) && add_values(b, labels, values, n_values))
		pfl_stacktree_push(&b->stacks, locations, n, &b->err);
}

void
pfl_build_before(struct pfl_builder *b, const int64_t *values, size_t n_values)
{
	uint32_t row = b->n_samples;

	if (!pfl_builder_ok(b) || row == 0 || n_values != b->n_values)
		return;
	row--;
	if (b->before_cap < b->value_cap &&
		!grow_columns(b, &b->before, &b->before_cap, b->value_cap))
		return;
	if (!b->has_before) { /* samples so far had no old values */
		for (uint32_t i = 0; i < b->n_values && row; i++)
			memset(b->before[i], 0, row * sizeof(int64_t));
		b->has_before = true;
	}
	for (uint32_t i = 0; i < b->n_values; i++)
		b->before[i][row] = values[i];
}

struct pfl_meta *
pfl_build_meta(struct pfl_builder *b)
{
	return &b->p->meta;
}

void
pfl_build_comment(struct pfl_builder *b, uint32_t text)
{
	if (pfl_builder_ok(b) && within_entries(b, b->comment.n, "comments") &&
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
	for (size_t i = 1; maps->location && i < b->stacks.row.n; i++)
		b->stacks.row.at[i].location = maps->location[b->stacks.row.at[i].location];
}

/* Move a column into the profile's arena; the builder forgets it. */
#define GIVE(b, column)                                                                        \
	(pfl_arena_adopt(&(b)->p->arena, (b)->column.at, &(b)->err) ? (b)->column.at : NULL);  \
	(b)->column.at = NULL

static void
finish_tables(struct pfl_builder *b)
{
	struct pfl_profile *p = b->p;

	p->types.n = (uint32_t)b->type_name.n;
	p->types.name = GIVE(b, type_name);
	p->types.unit = GIVE(b, type_unit);
	p->funcs.n = (uint32_t)b->func_name.n;
	p->funcs.name = GIVE(b, func_name);
	p->funcs.system = GIVE(b, func_system);
	p->funcs.file = GIVE(b, func_file);
	p->funcs.start_line = GIVE(b, func_start);
	p->mappings.n = (uint32_t)b->map_start.n;
	p->mappings.start = GIVE(b, map_start);
	p->mappings.limit = GIVE(b, map_limit);
	p->mappings.offset = GIVE(b, map_offset);
	p->mappings.file = GIVE(b, map_file);
	p->mappings.build_id = GIVE(b, map_build_id);
	p->mappings.flags = GIVE(b, map_flags);
	p->locations.n = (uint32_t)b->loc_address.n;
	p->locations.address = GIVE(b, loc_address);
	p->locations.mapping = GIVE(b, loc_mapping);
	p->locations.first_frame = GIVE(b, loc_first);
	if (b->any_folded) {
		p->locations.folded = GIVE(b, loc_folded);
	}
	p->frames.n = (uint32_t)b->frame_func.n;
	p->frames.func = GIVE(b, frame_func);
	p->frames.line = GIVE(b, frame_line);
	p->frames.column = GIVE(b, frame_column);
	p->labels.n = (uint32_t)b->label_key.n;
	p->labels.key = GIVE(b, label_key);
	p->labels.text = GIVE(b, label_text);
	p->labels.number = GIVE(b, label_number);
	p->labels.unit = GIVE(b, label_unit);
	p->labelsets.n = (uint32_t)(b->set_first.n - 1);
	p->labelsets.first = GIVE(b, set_first);
	p->labelsets.label = GIVE(b, set_label);
	p->meta.n_comments = (uint32_t)b->comment.n;
	p->meta.comment = GIVE(b, comment);
}

/* Give the columns of one kind to the arena; NULL when there are none or memory has run out. */
static const int64_t *const *
finish_columns(struct pfl_builder *b, int64_t **columns, uint32_t n)
{
	const int64_t **list = pfl_arena_alloc(&b->p->arena, n, sizeof(*list), &b->err);

	for (uint32_t i = 0; list && i < n; i++) {
		if (columns) {
			if (pfl_arena_adopt(&b->p->arena, columns[i], &b->err))
				list[i] = columns[i];
			columns[i] = NULL;
		}
	}
	return list;
}

static void
finish_samples(struct pfl_builder *b)
{
	struct pfl_profile *p = b->p;
	uint32_t n_types = p->types.n;

	p->samples.n = b->n_samples;
	if (p->samples.n && b->n_values != n_types) {
		pfl_fail(&b->err, PFL_FORMAT,
			"samples have %u values, but there are %u sample types", b->n_values,
			n_types);
		return;
	}
	if (!pfl_stacktree_take(&b->stacks, &p->samples.stack, &p->arena, &b->err))
		return;
	if (b->any_labels) {
		p->samples.labels = GIVE(b, sample_labels);
	}
	p->samples.value = finish_columns(b, b->value, n_types);
	if (b->has_before)
		p->samples.before = finish_columns(b, b->before, n_types);
}

struct pfl_profile *
pfl_builder_finish(struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_profile *p = b->p;

	if (pfl_builder_ok(b))
		finish_tables(b);
	if (pfl_builder_ok(b) &&
		pfl_stacktree_finish(&b->stacks, &p->stacks, &p->arena, &b->err))
		finish_samples(b);
	if (!pfl_builder_check(b, err))
		return NULL;
	/* What is charged to the profile's budget goes while the profile is ours. */
	pfl_idmap_clear(&b->named);
	pfl_idmap_clear(&b->label);
	pfl_idmap_clear(&b->set);
	pfl_stacktree_clear(&b->stacks);
	b->p = NULL;
	free_columns(b->value, b->n_values);
	free_columns(b->before, b->n_values);
	b->value = b->before = NULL;
	b->n_values = 0;
	return p;
}
