/* SPDX-License-Identifier: Apache-2.0 */
/* Digests of functions, mappings and locations, each of all that it is. */
#include "model/digests.h"

#include "base/block.h"

void
pfl_digest_keys_draw(struct pfl_digest_keys *keys)
{
	pfl_digest_draw(&keys->text);
	pfl_digest_draw(&keys->func);
	pfl_digest_draw(&keys->mapping);
	pfl_digest_draw(&keys->location);
}

struct making {
	const struct pfl_profile *p;
	const struct pfl_digest_keys *keys;
	enum pfl_merge_identity identity;
	struct pfl_digest *text, *func, *mapping; /* those that are made, by row */
};

static struct pfl_digest
func_digest(const struct making *m, uint32_t func)
{
	const struct pfl_digest_key *key = &m->keys->func;
	const struct pfl_funcs *funcs = &m->p->funcs;
	struct pfl_digest d = pfl_digest_start();

	d = pfl_digest_add(key, d, &m->text[funcs->name[func]]);
	d = pfl_digest_add(key, d, &m->text[funcs->system[func]]);
	d = pfl_digest_add(key, d, &m->text[funcs->file[func]]);
	if (m->identity == PFL_SAME_ADDRESS)
		d = pfl_digest_number(key, d, (uint64_t)funcs->start_line[func]);
	return pfl_digest_end(d);
}

/* A build id and a file name of the same text are the same, as in pprof. */
static struct pfl_digest
mapping_digest(const struct making *m, uint32_t mapping)
{
	const struct pfl_digest_key *key = &m->keys->mapping;
	const struct pfl_mappings *maps = &m->p->mappings;
	uint32_t build = maps->build_id[mapping], debug = maps->debug_id[mapping];
	uint32_t file = build ? build : debug ? debug : maps->file[mapping];
	bool by_debug_id = !build && debug, from_image = maps->flags[mapping] & PFL_FROM_IMAGE;
	uint64_t size = maps->limit[mapping] - maps->start[mapping];
	struct pfl_digest d = pfl_digest_start();

	size = (size + 0xfff) & ~(uint64_t)0xfff; /* what a loader may round away */
	d = pfl_digest_number(key, d, size);
	d = pfl_digest_number(key, d, maps->offset[mapping]);
	/* Addresses that count from elsewhere are others, and a debug id is no build id. */
	d = pfl_digest_number(key, d, (uint64_t)by_debug_id << 1 | from_image);
	return pfl_digest_end(pfl_digest_add(key, d, &m->text[file]));
}

/* A line of a location: mostly line and column are one word. */
static struct pfl_digest
add_line(const struct making *m, struct pfl_digest d, uint32_t frame)
{
	static const struct pfl_digest none = { { 0, 0 } };
	const struct pfl_digest_key *key = &m->keys->location;
	const struct pfl_frames *frames = &m->p->frames;
	uint32_t func = frames->func[frame];
	uint64_t line = (uint64_t)frames->line[frame], column = (uint64_t)frames->column[frame];

	d = pfl_digest_add(key, d, func == PFL_NONE ? &none : &m->func[func]);
	if (line < 1 << 30 && column < 1 << 30)
		return pfl_digest_number(key, d, line << 30 | column);
	d = pfl_digest_word(key, d, 0); /* no mark, nor a number of two words */
	d = pfl_digest_number(key, d, line);
	return pfl_digest_number(key, d, column);
}

/* Where in which mapping, if any. */
static struct pfl_digest
add_place(const struct making *m, struct pfl_digest d, uint32_t location)
{
	const struct pfl_digest_key *key = &m->keys->location;
	const struct pfl_locations *locs = &m->p->locations;
	uint32_t mapping = locs->mapping[location];
	uint64_t offset = locs->address[location];
	bool folded = locs->folded && locs->folded[location];

	if (mapping != PFL_NONE)
		offset -= m->p->mappings.start[mapping];
	d = pfl_digest_number(key, d, offset);
	d = pfl_digest_number(key, d, (uint64_t)(mapping != PFL_NONE) << 1 | folded);
	return mapping == PFL_NONE ? d : pfl_digest_add(key, d, &m->mapping[mapping]);
}

/* What place it is: its lines, and unless these say it all, where it lies. */
static struct pfl_digest
location_digest(const struct making *m, uint32_t location)
{
	const struct pfl_locations *locs = &m->p->locations;
	uint32_t first = locs->first_frame[location], end = locs->first_frame[location + 1];
	struct pfl_digest d = pfl_digest_start();

	if (pfl_has_no_symbols(&m->p->frames, first, end))
		end = first;
	d = pfl_digest_number(&m->keys->location, d, end - first);
	for (uint32_t i = first; i < end; i++)
		d = add_line(m, d, i);
	if (m->identity == PFL_SAME_ADDRESS || end == first)
		d = add_place(m, d, location);
	return pfl_digest_end(d);
}

static void
make(struct making *m, struct pfl_digest *location)
{
	const struct pfl_profile *p = m->p;
	uint32_t n_texts = pfl_strtab_n(&p->strings);

	for (uint32_t i = 0; i < n_texts; i++)
		m->text[i] = pfl_digest_text(&m->keys->text, pfl_profile_text(p, i));
	for (uint32_t i = 0; i < p->funcs.n; i++)
		m->func[i] = func_digest(m, i);
	for (uint32_t i = 0; i < p->mappings.n; i++)
		m->mapping[i] = mapping_digest(m, i);
	for (uint32_t i = 0; i < p->locations.n; i++)
		location[i] = location_digest(m, i);
}

/* Room for n digests that an arena has, and no larger block of its own: nearly every profile
 * has so few that malloc() gives the next one the same memory. */
static struct pfl_digest *
room_for(size_t n, struct pfl_arena *arena, struct pfl_error *err)
{
	size_t bytes = (n + 1) * sizeof(struct pfl_digest);
	struct pfl_digest *room;

	if (!pfl_budget_take(arena->budget, bytes, "digests", err))
		return NULL;
	room = pfl_block_grow(NULL, 0, bytes);
	if (!room) {
		pfl_budget_give(arena->budget, bytes);
		pfl_fail(err, PFL_NOMEM, "out of memory for digests");
		return NULL;
	}
	return pfl_arena_adopt(arena, room, bytes, err) ? room : NULL;
}

const struct pfl_digests *
pfl_digests_make(const struct pfl_profile *p, const struct pfl_digest_keys *keys,
	enum pfl_merge_identity identity, struct pfl_arena *arena, struct pfl_error *err)
{
	size_t n_rows = (size_t)p->funcs.n + p->mappings.n + p->locations.n;
	struct pfl_digests *digests = pfl_arena_alloc(arena, 1, sizeof(*digests), err);
	struct pfl_digest *rows = room_for(n_rows, arena, err);
	struct pfl_arena scratch = { 0 };
	struct making m = { .p = p, .keys = keys, .identity = identity };

	m.text = digests && rows ? room_for(pfl_strtab_n(&p->strings), &scratch, err) : NULL;
	if (m.text) {
		m.func = rows;
		m.mapping = m.func + p->funcs.n;
		make(&m, m.mapping + p->mappings.n);
		*digests = (struct pfl_digests){ keys->location.point[0], identity, m.func,
			m.mapping, m.mapping + p->mappings.n };
	}
	pfl_arena_clear(&scratch);
	return m.text ? digests : NULL;
}
