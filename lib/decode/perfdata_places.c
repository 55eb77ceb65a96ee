/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the addresses of perf.data are, once all mappings are known: memory is cut into pieces
 * that do not overlap, addresses become locations, and files mappings.
 */
#include "base/sorted.h"
#include "decode/maps.h"
#include "decode/perfdata.h"

#include <stdlib.h>

enum { GENERATIONS = 32 }; /* of parents that are asked */

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static uint32_t
edge_of(const uint64_t *edge, size_t n, uint64_t value)
{
	return (uint32_t)pfl_sorted_below(edge, n, sizeof(*edge), 0, value);
}

/* What pieces are made with: places where mappings begin and end, and who has what is between.
 */
struct cutting {
	PFL_VEC(uint64_t) edge;
	PFL_VEC(uint32_t) next, owner;
};

/* Cut the mappings first..end, those of one space, into pieces: the last one counts. */
static bool
cut_pieces(struct pfl_perf_memory *m, struct cutting *c, size_t first, size_t end,
	struct pfl_error *err)
{
	struct pfl_budget *budget = pfl_builder_budget(m->b);
	size_t n = 0, most = 2 * (end - first);

	c->edge.n = c->next.n = c->owner.n = 0;
	if (!pfl_vec_reserve(&c->edge, most, budget, "mappings", err) ||
		!pfl_vec_reserve(&c->next, most, budget, "mappings", err) ||
		!pfl_vec_reserve(&c->owner, most, budget, "mappings", err) ||
		!pfl_vec_reserve(&m->piece, most, budget, "mappings", err))
		return false;
	for (size_t i = first; i < end; i++) {
		c->edge.at[n++] = m->map.at[i].start;
		c->edge.at[n++] = m->map.at[i].end;
	}
	qsort(c->edge.at, n, sizeof(*c->edge.at), by_value);
	for (size_t i = 0; i < n; i++) {
		c->next.at[i] = (uint32_t)i;
		c->owner.at[i] = PFL_NONE;
	}
	for (size_t i = end; i-- > first;) {
		uint32_t last = edge_of(c->edge.at, n, m->map.at[i].end);
		uint32_t k =
			pfl_sorted_free(c->next.at, edge_of(c->edge.at, n, m->map.at[i].start));

		for (; k < last; k = pfl_sorted_free(c->next.at, k)) {
			c->owner.at[k] = (uint32_t)i;
			c->next.at[k] = k + 1;
		}
	}
	for (size_t i = 0; i < n; i++)
		m->piece.at[m->piece.n++] =
			(struct pfl_perf_piece){ c->edge.at[i], c->owner.at[i] };
	return true;
}

/* Bring mappings of a space together, in the order in which they came. */
static bool
sort_by_space(struct pfl_perf_memory *m, struct pfl_error *err)
{
	struct {
		struct pfl_perf_map *at;
		size_t n, cap;
	} sorted = { 0 };
	uint32_t sum = 0;

	if (!pfl_vec_reserve(&sorted, m->map.n, pfl_builder_budget(m->b), "mappings", err))
		return false;
	for (size_t i = 0; i < m->map.n; i++)
		m->space.at[m->map.at[i].space].end++;
	for (size_t i = 0; i < m->space.n; i++) {
		uint32_t n = m->space.at[i].end;

		m->space.at[i].end = sum;
		sum += n;
	}
	for (size_t i = 0; i < m->map.n; i++)
		sorted.at[m->space.at[m->map.at[i].space].end++] = m->map.at[i];
	for (size_t i = 0; i < m->map.n; i++)
		m->map.at[i] = sorted.at[i];
	for (size_t i = 0; i < m->space.n; i++)
		m->space.at[i].first = m->space.at[i].end = 0;
	pfl_vec_clear(&sorted, pfl_builder_budget(m->b));
	return true;
}

static bool
make_pieces(struct pfl_perf_memory *m, struct pfl_error *err)
{
	struct cutting c = { 0 };
	bool ok = true;

	for (size_t first = 0, end; ok && first < m->map.n; first = end) {
		struct pfl_perf_space *space = &m->space.at[m->map.at[first].space];

		for (end = first;
			end < m->map.n && m->map.at[end].space == m->map.at[first].space;)
			end++;
		space->first = (uint32_t)m->piece.n;
		ok = cut_pieces(m, &c, first, end, err);
		space->end = (uint32_t)m->piece.n;
	}
	pfl_vec_clear(&c.edge, pfl_builder_budget(m->b));
	pfl_vec_clear(&c.next, pfl_builder_budget(m->b));
	pfl_vec_clear(&c.owner, pfl_builder_budget(m->b));
	return ok;
}

/* The mapping that has an address of a space. PFL_NONE: none has. */
static uint32_t
find_map(const struct pfl_perf_memory *m, uint32_t space, uint64_t address)
{
	for (int i = 0; i < GENERATIONS && space != PFL_NONE; i++) {
		const struct pfl_perf_space *s = &m->space.at[space];
		uint32_t all = s->end - s->first;
		const struct pfl_perf_piece *piece = all ? m->piece.at + s->first : NULL;
		size_t n = pfl_sorted_upto(piece, all, sizeof(*piece),
			offsetof(struct pfl_perf_piece, start), address);

		if (n > 0 && piece[n - 1].map != PFL_NONE)
			return piece[n - 1].map;
		space = s->parent;
	}
	return PFL_NONE;
}

/*
 * A part of a file, wherever processes have it: addresses are counted as in the process that
 * mapped it first, so that equal places are one location.
 */
struct part {
	uint32_t object, row; /* row: of its mapping, in the end */
	uint64_t offset, start, limit;
};

/* A location that was made. */
struct made {
	uint32_t part; /* PFL_NONE: of no file */
	uint32_t row;
	uint64_t address;
};

struct finish {
	struct pfl_perf_memory *m;
	struct pfl_error *err;
	PFL_VEC(struct part) part;
	PFL_VEC(struct made) made;  /* row PFL_NONE: not built yet */
	PFL_VEC(uint32_t) of_place; /* number of a place -> of `made`, then of a location */
	struct pfl_idmap parts, mades;
	uint32_t kernel; /* the part that addresses of the kernel are in that no file has */
};

/* The part of a file that a mapping is; PFL_NONE with *err. */
static uint32_t
part_of(struct finish *f, uint32_t object, uint64_t offset, uint64_t start, uint64_t limit)
{
	uint64_t hash = pfl_hash_pair(f->parts.seed, object, offset);
	uint32_t at = PFL_IDMAP_START, i;

	while ((i = pfl_idmap_next(&f->parts, hash, &at)) != PFL_IDMAP_FREE) {
		struct part *p = &f->part.at[i];

		if (p->object != object || p->offset != offset)
			continue;
		if (limit - start > p->limit - p->start)
			p->limit = p->start > UINT64_MAX - (limit - start)
				? UINT64_MAX
				: p->start + (limit - start);
		return i;
	}
	if (!PFL_PERF_GROW(f->m, &f->part, "mappings", f->err) ||
		!pfl_idmap_reserve(&f->parts, 1, f->err))
		return PFL_NONE;
	i = (uint32_t)f->part.n;
	f->part.at[f->part.n++] = (struct part){ object, PFL_NONE, offset, start, limit };
	pfl_idmap_put(&f->parts, hash, i);
	return i;
}

static uint32_t
kernel_part(struct finish *f)
{
	uint32_t object;

	if (f->kernel == PFL_NONE) {
		object = pfl_perf_memory_object(f->m, pfl_span_of("[kernel.kallsyms]"), f->err);
		if (object != UINT32_MAX)
			f->kernel = part_of(f, object, UINT64_MAX, 0, UINT64_MAX);
	}
	return f->kernel;
}

/* The number of a location to be made. PFL_NONE with *err. */
static uint32_t
number_made(struct finish *f, uint32_t part, uint64_t address)
{
	uint64_t hash = pfl_hash_pair(f->mades.seed, part, address);
	uint32_t at = PFL_IDMAP_START, i;

	while ((i = pfl_idmap_next(&f->mades, hash, &at)) != PFL_IDMAP_FREE) {
		if (f->made.at[i].part == part && f->made.at[i].address == address)
			return i;
	}
	if (!PFL_PERF_GROW(f->m, &f->made, "locations", f->err) ||
		!pfl_idmap_reserve(&f->mades, 1, f->err))
		return PFL_NONE;
	i = (uint32_t)f->made.n;
	f->made.at[f->made.n++] = (struct made){ part, PFL_NONE, address };
	pfl_idmap_put(&f->mades, hash, i);
	return i;
}

/* Find the file of a place. PFL_NONE with *err. */
static uint32_t
settle(struct finish *f, const struct pfl_perf_place *place)
{
	uint32_t map = find_map(f->m, place->space, place->address), part = PFL_NONE;
	uint64_t address = place->address;

	if (map != PFL_NONE) {
		const struct pfl_perf_map *at = &f->m->map.at[map];

		part = part_of(f, at->object, at->offset, at->start, at->end);
		if (part != PFL_NONE)
			address = address - at->start + f->part.at[part].start;
	} else if (place->space == PFL_PERF_KERNEL) {
		part = kernel_part(f);
	}
	return f->err->code == PFL_OK ? number_made(f, part, address) : PFL_NONE;
}

static void
add_mapping(struct finish *f, struct part *part)
{
	const struct pfl_perf_object *object = &f->m->object.at[part->object];
	const struct pfl_mapping mapping = {
		.start = part->start,
		.limit = part->limit,
		.offset = part->offset == UINT64_MAX ? 0 : part->offset,
		.file = object->name,
		.build_id = object->build_id,
	};

	part->row = pfl_build_mapping(f->m->b, &mapping);
}

/* What looks like the main program comes first. */
static void
add_mappings(struct finish *f)
{
	for (size_t i = 0; i < f->part.n; i++) {
		const struct pfl_perf_object *object = &f->m->object.at[f->part.at[i].object];

		if (pfl_maps_is_program(pfl_build_text(f->m->b, object->name))) {
			add_mapping(f, &f->part.at[i]);
			break;
		}
	}
	for (size_t i = 0; i < f->part.n; i++) {
		if (f->part.at[i].row == PFL_NONE)
			add_mapping(f, &f->part.at[i]);
	}
}

static bool
add_location(struct finish *f, struct made *made)
{
	uint32_t mapping = made->part == PFL_NONE ? PFL_NONE : f->part.at[made->part].row;

	made->row = pfl_build_location(f->m->b, made->address, mapping, false, NULL, 0);
	return pfl_builder_check(f->m->b, f->err);
}

/* Numbers of places become rows of locations. */
static bool
settle_all(struct finish *f, struct pfl_perf *perf)
{
	struct pfl_perf_memory *m = f->m;
	struct pfl_perf_sample command = { 0 };

	if (!sort_by_space(m, f->err) || !make_pieces(m, f->err) ||
		!pfl_vec_reserve(&f->of_place, m->place.n, pfl_builder_budget(m->b),
			"addresses", f->err))
		return false;
	for (size_t i = 0; i < m->place.n; i++) {
		if (m->place.at[i].space != PFL_NONE)
			f->of_place.at[i] = settle(f, &m->place.at[i]);
	}
	if (f->err->code != PFL_OK)
		return false;
	add_mappings(f);
	for (size_t i = 0; i < m->place.n; i++) {
		uint32_t *row = &f->of_place.at[i];

		if (m->place.at[i].space == PFL_NONE) {
			struct pfl_span name =
				pfl_build_text(m->b, (uint32_t)m->place.at[i].address);

			if (!pfl_perf_comm(perf, name, &command, f->err))
				return false;
			*row = command.root;
			continue;
		}
		if (f->made.at[*row].row == PFL_NONE && !add_location(f, &f->made.at[*row]))
			return false;
		*row = f->made.at[*row].row;
	}
	return true;
}

bool
pfl_perf_memory_finish(struct pfl_perf_memory *m, struct pfl_perf *perf, struct pfl_error *err)
{
	struct pfl_budget *budget = pfl_builder_budget(m->b);
	struct finish f = { .m = m, .err = err, .kernel = PFL_NONE };
	struct pfl_renumber maps = { 0 };
	bool ok;

	pfl_idmap_init(&f.parts, budget);
	pfl_idmap_init(&f.mades, budget);
	ok = settle_all(&f, perf);
	if (ok) {
		maps.location = f.of_place.at;
		pfl_build_renumber(m->b, &maps);
		ok = pfl_builder_check(m->b, err);
	}
	pfl_idmap_clear(&f.parts);
	pfl_idmap_clear(&f.mades);
	pfl_vec_clear(&f.part, budget);
	pfl_vec_clear(&f.made, budget);
	pfl_vec_clear(&f.of_place, budget);
	return ok;
}
