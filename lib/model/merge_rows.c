/* SPDX-License-Identifier: Apache-2.0 */
/* Functions, mappings, locations, stacks and labels of several profiles in one set of tables.
 */
#include "model/merge_rows.h"

#include "base/block.h"
#include "model/graft.h"

#include <stdlib.h>

void
pfl_merge_rows_init(struct pfl_merge_rows *rows, struct pfl_builder *b,
	enum pfl_merge_identity identity, const struct pfl_digest_keys *keys)
{
	struct pfl_budget *budget = pfl_builder_budget(b);

	*rows = (struct pfl_merge_rows){ .b = b, .identity = identity, .keys = keys };
	pfl_idmap_init(&rows->func_map, budget);
	pfl_idmap_init(&rows->mapping_map, budget);
	pfl_idmap_init(&rows->location_map, budget);
}

void
pfl_merge_rows_forget(struct pfl_merge_rows *rows)
{
	free(rows->string_of);
	pfl_arena_clear(&rows->made);
	free(rows->mapping_of);
	free(rows->location_of);
	pfl_block_free(rows->stack_of, rows->stack_size);
	free(rows->labels_of);
	rows->string_of = rows->mapping_of = NULL;
	rows->digests = NULL;
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
	pfl_vec_clear(&rows->start, budget);
	pfl_vec_clear(&rows->location, budget);
	pfl_vec_clear(&rows->wanted, budget);
	pfl_vec_clear(&rows->path, budget);
	pfl_vec_clear(&rows->lines, budget);
	pfl_vec_clear(&rows->labels, budget);
	pfl_idmap_clear(&rows->func_map);
	pfl_idmap_clear(&rows->mapping_map);
	pfl_idmap_clear(&rows->location_map);
}

/* A table of n rows, in which all is PFL_NONE. */
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

/* Those that it has, or such as can be compared. */
static const struct pfl_digests *
digests_of(struct pfl_merge_rows *rows, const struct pfl_profile *p, struct pfl_error *err)
{
	if (p->digests && pfl_digests_suit(p->digests, rows->keys, rows->identity))
		return p->digests;
	return pfl_digests_make(p, rows->keys, rows->identity, &rows->made, err);
}

bool
pfl_merge_rows_open(
	struct pfl_merge_rows *rows, const struct pfl_profile *p, struct pfl_error *err)
{
	pfl_merge_rows_forget(rows);
	rows->p = p;
	rows->wanted.n = 0;
	rows->all_wanted = false;
	rows->string_of = blank(pfl_strtab_n(&p->strings), err);
	rows->mapping_of = blank(p->mappings.n, err);
	rows->location_of = blank(p->locations.n, err);
	rows->labels_of = blank(p->labelsets.n, err);
	rows->digests = digests_of(rows, p, err);
	return err->code == PFL_OK && open_stacks(rows, p->stacks.n, err);
}

uint32_t
pfl_merge_string(struct pfl_merge_rows *rows, uint32_t id)
{
	uint32_t *to = &rows->string_of[id];

	if (*to == PFL_NONE)
		*to = pfl_build_string(rows->b, pfl_profile_text(rows->p, id));
	return *to;
}

static bool
ok(const struct pfl_merge_rows *rows)
{
	return rows->err.code == PFL_OK && pfl_builder_ok(rows->b);
}

/* Where a digest is looked for. */
static uint64_t
hash_digest(const struct pfl_idmap *map, const struct pfl_digest *d)
{
	return pfl_hash_u64(map->seed, d->at[0]);
}

/* The row with this digest, or PFL_IDMAP_FREE. */
static uint32_t
find_digest(const struct pfl_idmap *map, const struct pfl_digest *known,
	const struct pfl_digest *d, uint64_t hash)
{
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(map, hash, &at)) != PFL_IDMAP_FREE) {
		if (pfl_digest_eq(&known[row], d))
			break;
	}
	return row;
}

/* Add a function that is new. */
static uint32_t
add_func(struct pfl_merge_rows *rows, uint32_t func, const struct pfl_digest *d, uint64_t hash)
{
	const struct pfl_funcs *funcs = &rows->p->funcs;
	const struct pfl_func f = {
		.name = pfl_merge_string(rows, funcs->name[func]),
		.system = pfl_merge_string(rows, funcs->system[func]),
		.file = pfl_merge_string(rows, funcs->file[func]),
		.start_line = funcs->start_line[func],
	};
	uint32_t row;

	if (!PFL_MERGE_ROOM(rows, func, 1, "functions") ||
		!pfl_idmap_reserve(&rows->func_map, 1, &rows->err))
		return 0;
	row = pfl_build_func(rows->b, &f);
	if (!ok(rows))
		return 0;
	rows->func.at[rows->func.n++] = *d;
	pfl_idmap_put(&rows->func_map, hash, row);
	return row;
}

static uint32_t
merge_func(struct pfl_merge_rows *rows, uint32_t func)
{
	const struct pfl_digest *d;
	uint64_t hash;
	uint32_t row;

	if (func == PFL_NONE)
		return PFL_NONE;
	d = &rows->digests->func[func];
	hash = hash_digest(&rows->func_map, d);
	row = find_digest(&rows->func_map, rows->func.at, d, hash);
	return row != PFL_IDMAP_FREE ? row : add_func(rows, func, d, hash);
}

static uint32_t
intern_mapping(
	struct pfl_merge_rows *rows, const struct pfl_mapping *m, const struct pfl_digest *d)
{
	struct pfl_idmap *map = &rows->mapping_map;
	uint64_t hash = hash_digest(map, d);
	uint32_t row = find_digest(map, rows->mapping.at, d, hash);

	if (row != PFL_IDMAP_FREE)
		return row;
	if (!PFL_MERGE_ROOM(rows, mapping, 1, "mappings") ||
		!PFL_MERGE_ROOM(rows, start, 1, "mappings") ||
		!pfl_idmap_reserve(map, 1, &rows->err))
		return 0;
	row = pfl_build_mapping(rows->b, m);
	if (!ok(rows))
		return 0;
	rows->mapping.at[rows->mapping.n++] = *d;
	rows->start.at[rows->start.n++] = m->start;
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
		.file = pfl_merge_string(rows, maps->file[mapping]),
		.build_id = pfl_merge_string(rows, maps->build_id[mapping]),
		.debug_id = pfl_merge_string(rows, maps->debug_id[mapping]),
		.flags = maps->flags[mapping],
	};
	return rows->mapping_of[mapping] =
		       intern_mapping(rows, &m, &rows->digests->mapping[mapping]);
}

/* A location on its way. */
struct moving {
	uint32_t from, mapping; /* of p, of the new profile */
	uint64_t address;       /* in the new profile       */
	const struct pfl_digest *digest;
	uint64_t hash;
};

/* Locations that are looked up in step: each is a chain of cache misses, its slot, then its
 * row. */
enum { GROUP = 16 };

/* Append the location's lines in the new profile's terms; none if it has no symbols. */
static bool
move_lines(struct pfl_merge_rows *rows, uint32_t location)
{
	const struct pfl_frames *frames = &rows->p->frames;
	uint32_t first = rows->p->locations.first_frame[location];
	uint32_t end = rows->p->locations.first_frame[location + 1];

	rows->lines.n = 0;
	if (!PFL_MERGE_ROOM(rows, lines, end - first, "frames"))
		return false;
	if (pfl_has_no_symbols(frames, first, end))
		return true;
	for (uint32_t i = first; i < end; i++)
		rows->lines.at[rows->lines.n++] = (struct pfl_line){
			.func = merge_func(rows, frames->func[i]),
			.line = frames->line[i],
			.column = frames->column[i],
		};
	return ok(rows);
}

/* Add a location that is new. */
static uint32_t
add_location(struct pfl_merge_rows *rows, const struct moving *m)
{
	const struct pfl_locations *locs = &rows->p->locations;
	uint32_t row;

	if (!move_lines(rows, m->from) || !PFL_MERGE_ROOM(rows, location, 1, "locations") ||
		!pfl_idmap_reserve(&rows->location_map, 1, &rows->err))
		return 0;
	row = pfl_build_location(rows->b, m->address, m->mapping,
		locs->folded && locs->folded[m->from], rows->lines.at, rows->lines.n);
	if (!ok(rows))
		return 0;
	rows->location.at[rows->location.n++] = *m->digest;
	pfl_idmap_put(&rows->location_map, m->hash, row);
	return row;
}

/* All that tells a location from others, and its slot is asked for. */
static bool
begin_location(struct pfl_merge_rows *rows, uint32_t location, struct moving *m)
{
	const struct pfl_locations *locs = &rows->p->locations;

	*m = (struct moving){ .from = location, .address = locs->address[location] };
	m->mapping = pfl_merge_mapping(rows, locs->mapping[location]);
	if (!ok(rows))
		return false;
	if (m->mapping != PFL_NONE)
		m->address += rows->start.at[m->mapping] -
			rows->p->mappings.start[locs->mapping[location]];
	m->digest = &rows->digests->location[location];
	m->hash = hash_digest(&rows->location_map, m->digest);
	pfl_idmap_prefetch(&rows->location_map, m->hash);
	return true;
}

/* Ask for the row that a location seems to have. */
static void
approach(const struct pfl_merge_rows *rows, const struct moving *m)
{
	uint32_t at = PFL_IDMAP_START;
	uint32_t row = pfl_idmap_next(&rows->location_map, m->hash, &at);

	if (row != PFL_IDMAP_FREE)
		PFL_PREFETCH(&rows->location.at[row]);
}

static void
settle_location(struct pfl_merge_rows *rows, const struct moving *m)
{
	uint32_t row = find_digest(&rows->location_map, rows->location.at, m->digest, m->hash);

	rows->location_of[m->from] = row != PFL_IDMAP_FREE ? row : add_location(rows, m);
}

uint32_t
pfl_merge_location(struct pfl_merge_rows *rows, uint32_t location)
{
	struct moving moving;

	if (rows->location_of[location] == PFL_NONE) {
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

		for (n = 0; n < GROUP && n < left; n++) {
			if (!begin_location(rows, rows->wanted.at[first + n], &group[n]))
				return;
		}
		for (size_t i = 0; i < n; i++)
			approach(rows, &group[i]);
		for (size_t i = 0; i < n && ok(rows); i++)
			settle_location(rows, &group[i]);
	}
}

void
pfl_merge_approach(const struct pfl_merge_rows *rows, uint32_t stack)
{
	PFL_PREFETCH(&rows->stack_wanted[stack]);
	PFL_PREFETCH(&rows->p->stacks.location[stack]);
	if (!rows->p->stacks.listed)
		PFL_PREFETCH(&rows->p->stacks.parent[stack]);
}

static inline void
want_location(struct pfl_merge_rows *rows, uint32_t location)
{
	uint32_t *to = &rows->location_of[location];

	if (*to != PFL_NONE || !PFL_MERGE_ROOM(rows, wanted, 1, "locations"))
		return;
	*to = 0; /* to be filled in */
	rows->wanted.at[rows->wanted.n++] = location;
}

void
pfl_merge_want(struct pfl_merge_rows *rows, uint32_t stack)
{
	const struct pfl_stacks *stacks = &rows->p->stacks;

	if (stacks->listed) { /* no other stack has its rows */
		rows->stack_wanted[stack] = 1;
		for (; stacks->location[stack] != PFL_NONE; stack--)
			want_location(rows, stacks->location[stack]);
		return;
	}
	for (; !rows->stack_wanted[stack]; stack = stacks->parent[stack]) {
		rows->stack_wanted[stack] = 1;
		want_location(rows, stacks->location[stack]);
	}
}

bool
pfl_merge_want_all(struct pfl_merge_rows *rows)
{
	uint32_t n = rows->p->stacks.n_in_order;

	if (n == 0 || !PFL_MERGE_ROOM(rows, wanted, n, "locations"))
		return false;
	for (uint32_t i = 0; i < n; i++)
		rows->wanted.at[i] = i;
	rows->wanted.n = n;
	rows->all_wanted = true;
	return true;
}

void
pfl_merge_stacks(struct pfl_merge_rows *rows)
{
	const struct pfl_graft graft = {
		.stacks = &rows->p->stacks,
		.location = rows->location_of,
		.wanted = rows->all_wanted ? NULL : rows->stack_wanted,
		.row = rows->stack_of,
	};

	merge_locations(rows);
	if (ok(rows))
		pfl_build_stacks(rows->b, &graft);
}
