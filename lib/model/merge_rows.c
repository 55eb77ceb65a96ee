/* SPDX-License-Identifier: Apache-2.0 */
/* Functions, mappings, locations, stacks and labels of several profiles in one set of tables.
 */
#include "model/merge_rows.h"

#include "base/block.h"
#include "model/graft.h"

#include <stdlib.h>

void
pfl_merge_rows_init(
	struct pfl_merge_rows *rows, struct pfl_builder *b, enum pfl_merge_identity identity)
{
	struct pfl_budget *budget = pfl_builder_budget(b);

	*rows = (struct pfl_merge_rows){ .b = b, .identity = identity };
	pfl_idmap_init(&rows->func_map, budget);
	pfl_idmap_init(&rows->mapping_map, budget);
	pfl_idmap_init(&rows->location_map, budget);
}

void
pfl_merge_rows_forget(struct pfl_merge_rows *rows)
{
	free(rows->string_of);
	free(rows->func_of);
	free(rows->mapping_of);
	free(rows->location_of);
	pfl_block_free(rows->stack_of, rows->stack_size);
	free(rows->labels_of);
	rows->string_of = rows->func_of = rows->mapping_of = NULL;
	rows->location_of = rows->labels_of = NULL;
	rows->stack_of = NULL;
	rows->p = NULL;
}

void
pfl_merge_rows_clear(struct pfl_merge_rows *rows)
{
	struct pfl_budget *budget = pfl_builder_budget(rows->b);

	pfl_merge_rows_forget(rows);
	pfl_vec_clear(&rows->func, budget);
	pfl_vec_clear(&rows->mapping, budget);
	pfl_vec_clear(&rows->location, budget);
	pfl_vec_clear(&rows->line, budget);
	pfl_vec_clear(&rows->wanted, budget);
	pfl_vec_clear(&rows->path, budget);
	pfl_vec_clear(&rows->lines, budget);
	pfl_vec_clear(&rows->labels, budget);
	pfl_idmap_clear(&rows->func_map);
	pfl_idmap_clear(&rows->mapping_map);
	pfl_idmap_clear(&rows->location_map);
}

/* A table of n numbers, each PFL_NONE. */
static uint32_t *
blank(size_t n, struct pfl_error *err)
{
	uint32_t *table = malloc((n + 1) * sizeof(*table));

	if (table)
		memset(table, 0xff, (n + 1) * sizeof(*table));
	else
		pfl_fail(err, PFL_NOMEM, "out of memory");
	return table;
}

/* Of stacks there may be very many; the empty one is always wanted. */
static bool
open_stacks(struct pfl_merge_rows *rows, uint32_t n, struct pfl_error *err)
{
	rows->stack_size = (size_t)n * (sizeof(*rows->stack_of) + sizeof(*rows->stack_wanted));
	rows->stack_of = pfl_block_alloc(rows->stack_size);
	if (!rows->stack_of)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	rows->stack_wanted = (uint8_t *)(rows->stack_of + n);
	rows->stack_wanted[0] = 1;
	return true;
}

bool
pfl_merge_rows_check(const struct pfl_merge_rows *rows, struct pfl_error *err)
{
	if (rows->err.code != PFL_OK) {
		if (err->code == PFL_OK)
			*err = rows->err;
		return false;
	}
	return pfl_builder_check(rows->b, err);
}

bool
pfl_merge_rows_open(
	struct pfl_merge_rows *rows, const struct pfl_profile *p, struct pfl_error *err)
{
	pfl_merge_rows_forget(rows);
	rows->p = p;
	rows->wanted.n = 0;
	rows->string_of = blank(pfl_strtab_n(&p->strings), err);
	rows->func_of = blank(p->funcs.n, err);
	rows->mapping_of = blank(p->mappings.n, err);
	rows->location_of = blank(p->locations.n, err);
	rows->labels_of = blank(p->labelsets.n, err);
	return rows->string_of && rows->func_of && rows->mapping_of && rows->location_of &&
		rows->labels_of && open_stacks(rows, p->stacks.n, err);
}

static uint32_t
string(struct pfl_merge_rows *rows, uint32_t id)
{
	uint32_t *to = &rows->string_of[id];

	if (*to == PFL_NONE)
		*to = pfl_build_string(rows->b, pfl_profile_text(rows->p, id));
	return *to;
}

/* Room in a vector of the new profile. */
#define ROOM(rows, vec, n, what)                                                               \
	pfl_vec_reserve(&(rows)->vec, n, pfl_builder_budget((rows)->b), what, &(rows)->err)

static bool
ok(const struct pfl_merge_rows *rows)
{
	return rows->err.code == PFL_OK && pfl_builder_ok(rows->b);
}

static bool
same_func(const struct pfl_merge_rows *rows, const struct pfl_func *a, const struct pfl_func *b)
{
	return a->name == b->name && a->system == b->system && a->file == b->file &&
		(rows->identity == PFL_SAME_SYMBOL || a->start_line == b->start_line);
}

static uint32_t
intern_func(struct pfl_merge_rows *rows, const struct pfl_func *f)
{
	struct pfl_idmap *map = &rows->func_map;
	uint64_t hash = pfl_hash_pair(map->seed, (uint64_t)f->name << 32 | f->file, f->system);
	uint32_t at = PFL_IDMAP_START, row;

	if (rows->identity == PFL_SAME_ADDRESS)
		hash = pfl_hash_pair(map->seed, hash, (uint64_t)f->start_line);
	while ((row = pfl_idmap_next(map, hash, &at)) != PFL_IDMAP_FREE) {
		if (same_func(rows, &rows->func.at[row], f))
			return row;
	}
	if (!ROOM(rows, func, 1, "functions") || !pfl_idmap_reserve(map, 1, &rows->err))
		return 0;
	row = pfl_build_func(rows->b, f);
	if (!ok(rows))
		return 0;
	rows->func.at[rows->func.n++] = *f;
	pfl_idmap_put(map, hash, row);
	return row;
}

static uint32_t
merge_func(struct pfl_merge_rows *rows, uint32_t func)
{
	const struct pfl_funcs *funcs = &rows->p->funcs;
	struct pfl_func f;

	if (func == PFL_NONE)
		return PFL_NONE;
	if (rows->func_of[func] != PFL_NONE)
		return rows->func_of[func];
	f = (struct pfl_func){
		.name = string(rows, funcs->name[func]),
		.system = string(rows, funcs->system[func]),
		.file = string(rows, funcs->file[func]),
		.start_line = funcs->start_line[func],
	};
	return rows->func_of[func] = intern_func(rows, &f);
}

/* Size of a mapping, with what a loader may round away. */
static uint64_t
mapping_size(const struct pfl_mapping *m)
{
	return (m->limit - m->start + 0xfff) & ~(uint64_t)0xfff;
}

/* Which file it is; a build id and a file name of the same text are the same key, as in pprof.
 */
static uint32_t
mapping_key(const struct pfl_mapping *m)
{
	return m->build_id ? m->build_id : m->file;
}

static uint32_t
intern_mapping(struct pfl_merge_rows *rows, const struct pfl_mapping *m)
{
	struct pfl_idmap *map = &rows->mapping_map;
	uint64_t hash = pfl_hash_pair(map->seed,
		pfl_hash_pair(map->seed, mapping_size(m), m->offset), mapping_key(m));
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(map, hash, &at)) != PFL_IDMAP_FREE) {
		const struct pfl_mapping *known = &rows->mapping.at[row];

		if (mapping_size(known) == mapping_size(m) && known->offset == m->offset &&
			mapping_key(known) == mapping_key(m))
			return row;
	}
	if (!ROOM(rows, mapping, 1, "mappings") || !pfl_idmap_reserve(map, 1, &rows->err))
		return 0;
	row = pfl_build_mapping(rows->b, m);
	if (!ok(rows))
		return 0;
	rows->mapping.at[rows->mapping.n++] = *m;
	pfl_idmap_put(map, hash, row);
	return row;
}

uint32_t
pfl_merge_mapping(struct pfl_merge_rows *rows, uint32_t mapping)
{
	const struct pfl_mappings *maps = &rows->p->mappings;
	struct pfl_mapping m;

	if (mapping == PFL_NONE)
		return PFL_NONE;
	if (rows->mapping_of[mapping] != PFL_NONE)
		return rows->mapping_of[mapping];
	m = (struct pfl_mapping){
		.start = maps->start[mapping],
		.limit = maps->limit[mapping],
		.offset = maps->offset[mapping],
		.file = string(rows, maps->file[mapping]),
		.build_id = string(rows, maps->build_id[mapping]),
		.flags = maps->flags[mapping],
	};
	return rows->mapping_of[mapping] = intern_mapping(rows, &m);
}

/* A location on its way; its lines are in rows->lines. */
struct moving {
	struct pfl_merge_location to; /* but for first_line */
	uint32_t from;
	size_t first; /* of its lines */
	uint64_t address, hash;
};

/* Locations that are looked up in step: each is a chain of cache misses, its slot, its row, its
 * lines. */
enum { GROUP = 16 };

/* Append the location's lines in the new profile's terms; none if it has no symbols. */
static bool
move_lines(struct pfl_merge_rows *rows, uint32_t location)
{
	const struct pfl_frames *frames = &rows->p->frames;
	uint32_t first = rows->p->locations.first_frame[location];
	uint32_t end = rows->p->locations.first_frame[location + 1];

	if (!ROOM(rows, lines, end - first, "frames"))
		return false;
	if (end - first == 1 && frames->func[first] == PFL_NONE && !frames->line[first])
		return true;
	for (uint32_t i = first; i < end; i++)
		rows->lines.at[rows->lines.n++] = (struct pfl_line){
			.func = merge_func(rows, frames->func[i]),
			.line = frames->line[i],
			.column = frames->column[i],
		};
	return true;
}

/* The lines alone say what place it is. */
static bool
by_symbol(const struct pfl_merge_rows *rows, size_t n_lines)
{
	return rows->identity == PFL_SAME_SYMBOL && n_lines > 0;
}

static uint64_t
hash_location(const struct pfl_merge_rows *rows, const struct moving *m)
{
	uint64_t seed = rows->location_map.seed, hash = seed;

	for (size_t i = 0; i < m->to.n_lines; i++) {
		const struct pfl_line *line = &rows->lines.at[m->first + i];

		hash = pfl_hash_pair(seed, hash, line->func);
		hash = pfl_hash_pair(seed, hash, (uint64_t)line->line);
		hash = pfl_hash_pair(seed, hash, (uint64_t)line->column);
	}
	if (by_symbol(rows, m->to.n_lines))
		return hash;
	hash = pfl_hash_pair(seed, hash, m->to.offset);
	return pfl_hash_pair(seed, hash, (uint64_t)m->to.mapping << 1 | m->to.folded);
}

/* Is the known location `k` this place? */
static bool
same_location(const struct pfl_merge_rows *rows, const struct pfl_merge_location *k,
	const struct moving *m)
{
	const struct pfl_merge_location *l = &m->to;

	if (k->n_lines != l->n_lines)
		return false;
	if (!by_symbol(rows, l->n_lines) &&
		(k->offset != l->offset || k->mapping != l->mapping || k->folded != l->folded))
		return false;
	for (uint32_t i = 0; i < k->n_lines; i++) {
		const struct pfl_line *a = &rows->line.at[k->first_line + i];
		const struct pfl_line *b = &rows->lines.at[m->first + i];

		if (a->func != b->func || a->line != b->line || a->column != b->column)
			return false;
	}
	return true;
}

/* Add a location that is new. */
static uint32_t
add_location(struct pfl_merge_rows *rows, struct moving *m)
{
	struct pfl_merge_location *l = &m->to;
	const struct pfl_line *lines = rows->lines.at + m->first;
	uint32_t row;

	if (!ROOM(rows, location, 1, "locations") || !ROOM(rows, line, l->n_lines, "frames") ||
		!pfl_idmap_reserve(&rows->location_map, 1, &rows->err))
		return 0;
	row = pfl_build_location(rows->b, m->address, l->mapping, l->folded, lines, l->n_lines);
	if (!ok(rows))
		return 0;
	l->first_line = (uint32_t)rows->line.n;
	for (uint32_t i = 0; i < l->n_lines; i++)
		rows->line.at[rows->line.n++] = lines[i];
	rows->location.at[rows->location.n++] = *l;
	pfl_idmap_put(&rows->location_map, m->hash, row);
	return row;
}

/* All that tells a location from others, and its slot is asked for. */
static bool
begin_location(struct pfl_merge_rows *rows, uint32_t location, struct moving *m)
{
	const struct pfl_locations *locs = &rows->p->locations;
	struct pfl_merge_location *l = &m->to;

	*m = (struct moving){
		.from = location, .first = rows->lines.n, .address = locs->address[location]
	};
	l->offset = m->address;
	l->mapping = pfl_merge_mapping(rows, locs->mapping[location]);
	if (!ok(rows) || !move_lines(rows, location))
		return false;
	if (l->mapping != PFL_NONE) {
		l->offset -= rows->p->mappings.start[locs->mapping[location]];
		m->address = l->offset + rows->mapping.at[l->mapping].start;
	}
	l->folded = locs->folded && locs->folded[location];
	l->n_lines = (uint32_t)(rows->lines.n - m->first);
	m->hash = hash_location(rows, m);
	pfl_idmap_prefetch(&rows->location_map, m->hash);
	return true;
}

/* The row that a location seems to have; PFL_IDMAP_FREE: none. */
static uint32_t
likely_row(const struct pfl_merge_rows *rows, const struct moving *m)
{
	uint32_t at = PFL_IDMAP_START;

	return pfl_idmap_next(&rows->location_map, m->hash, &at);
}

static void
approach(const struct pfl_merge_rows *rows, const struct moving *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t row = likely_row(rows, &m[i]);

		if (row != PFL_IDMAP_FREE)
			PFL_PREFETCH(&rows->location.at[row]);
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t row = likely_row(rows, &m[i]);

		if (row != PFL_IDMAP_FREE && rows->location.at[row].n_lines)
			PFL_PREFETCH(&rows->line.at[rows->location.at[row].first_line]);
	}
}

static void
settle_location(struct pfl_merge_rows *rows, struct moving *m)
{
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&rows->location_map, m->hash, &at)) != PFL_IDMAP_FREE) {
		if (same_location(rows, &rows->location.at[row], m))
			break;
	}
	rows->location_of[m->from] = row != PFL_IDMAP_FREE ? row : add_location(rows, m);
}

uint32_t
pfl_merge_location(struct pfl_merge_rows *rows, uint32_t location)
{
	struct moving moving;

	if (rows->location_of[location] == PFL_NONE) {
		rows->lines.n = 0;
		if (!begin_location(rows, location, &moving))
			return 0;
		settle_location(rows, &moving);
	}
	return rows->location_of[location];
}

static void
merge_locations(struct pfl_merge_rows *rows)
{
	struct moving group[GROUP];
	size_t n;

	for (size_t first = 0; ok(rows) && first < rows->wanted.n; first += n) {
		size_t left = rows->wanted.n - first;

		rows->lines.n = 0;
		for (n = 0; n < GROUP && n < left; n++) {
			if (!begin_location(rows, rows->wanted.at[first + n], &group[n]))
				return;
		}
		approach(rows, group, n);
		for (size_t i = 0; i < n && ok(rows); i++)
			settle_location(rows, &group[i]);
	}
}

void
pfl_merge_approach(const struct pfl_merge_rows *rows, uint32_t stack)
{
	PFL_PREFETCH(&rows->stack_wanted[stack]);
	PFL_PREFETCH(&rows->p->stacks.location[stack]);
	PFL_PREFETCH(&rows->p->stacks.parent[stack]);
}

void
pfl_merge_want(struct pfl_merge_rows *rows, uint32_t stack)
{
	const struct pfl_stacks *stacks = &rows->p->stacks;

	for (; !rows->stack_wanted[stack]; stack = stacks->parent[stack]) {
		uint32_t *to = &rows->location_of[stacks->location[stack]];

		rows->stack_wanted[stack] = 1;
		if (*to != PFL_NONE || !ROOM(rows, wanted, 1, "locations"))
			continue;
		*to = 0; /* to be filled in */
		rows->wanted.at[rows->wanted.n++] = stacks->location[stack];
	}
}

void
pfl_merge_stacks(struct pfl_merge_rows *rows)
{
	const struct pfl_graft graft = {
		.stacks = &rows->p->stacks,
		.location = rows->location_of,
		.wanted = rows->stack_wanted,
		.row = rows->stack_of,
	};

	merge_locations(rows);
	if (ok(rows))
		pfl_build_stacks(rows->b, &graft);
}

/* Does label `a` stand before `b` in a sorted list? Texts go before numbers. */
static bool
label_before(const struct pfl_profile *p, uint32_t a, uint32_t b)
{
	const struct pfl_labels *l = &p->labels;
	int order = 0;

	if (l->key[a] != l->key[b])
		order = pfl_span_cmp(
			pfl_profile_text(p, l->key[a]), pfl_profile_text(p, l->key[b]));
	if (order)
		return order < 0;
	return l->text[a] != PFL_NONE && l->text[b] == PFL_NONE;
}

static struct pfl_label
carry_label(struct pfl_merge_rows *rows, uint32_t row)
{
	const struct pfl_labels *l = &rows->p->labels;
	bool number = l->text[row] == PFL_NONE;

	return (struct pfl_label){
		.key = string(rows, l->key[row]),
		.text = number ? PFL_NONE : string(rows, l->text[row]),
		.unit = number ? string(rows, l->unit[row]) : 0,
		.number = number ? l->number[row] : 0,
	};
}

/* Sort n label rows: lists are short (limits.labels), and mostly sorted already. */
static void
sort_labels(const struct pfl_profile *p, uint32_t *row, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint32_t moving = row[i];
		size_t to = i;

		for (; to > 0 && label_before(p, moving, row[to - 1]); to--)
			row[to] = row[to - 1];
		row[to] = moving;
	}
}

/* Does the mark take this label's place? */
static bool
is_marked_over(const struct pfl_profile *p, uint32_t row, const struct pfl_merge_mark *mark)
{
	return p->labels.text[row] != PFL_NONE &&
		pfl_span_eq(pfl_profile_text(p, p->labels.key[row]), pfl_span_of(mark->key));
}

/* Insert a mark where a sorted list has it. */
static void
add_mark(struct pfl_merge_rows *rows, const struct pfl_merge_mark *mark, size_t to)
{
	struct pfl_label label = {
		.key = pfl_build_string(rows->b, pfl_span_of(mark->key)),
		.text = pfl_build_string(rows->b, pfl_span_of(mark->text)),
	};

	for (size_t i = rows->labels.n++; i > to; i--)
		rows->labels.at[i] = rows->labels.at[i - 1];
	rows->labels.at[to] = label;
}

uint32_t
pfl_merge_labels(struct pfl_merge_rows *rows, uint32_t set, const struct pfl_merge_mark *mark)
{
	const struct pfl_profile *p = rows->p;
	uint32_t first = p->labelsets.first[set], n = p->labelsets.first[set + 1] - first;
	size_t before = 0;

	if (rows->labels_of[set] != PFL_NONE)
		return rows->labels_of[set];
	if (!ROOM(rows, path, n, "labels") || !ROOM(rows, labels, (size_t)n + 1, "labels"))
		return 0;
	for (uint32_t i = 0; i < n; i++)
		rows->path.at[i] = p->labelsets.label[first + i];
	sort_labels(p, rows->path.at, n);
	rows->labels.n = 0;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t row = rows->path.at[i];

		if (mark && is_marked_over(p, row, mark))
			continue;
		if (mark &&
			pfl_span_cmp(pfl_profile_text(p, p->labels.key[row]),
				pfl_span_of(mark->key)) < 0)
			before = rows->labels.n + 1;
		rows->labels.at[rows->labels.n++] = carry_label(rows, row);
	}
	if (mark)
		add_mark(rows, mark, before);
	return rows->labels_of[set] =
		       pfl_build_labels(rows->b, rows->labels.at, rows->labels.n);
}
