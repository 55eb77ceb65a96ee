/* SPDX-License-Identifier: Apache-2.0 */
/* Memory maps: putting one in order, and the mappings of addresses. */
#include "base/sorted.h"
#include "decode/maps.h"

#include <stdlib.h>

static const uint64_t program_start = 0x400000; /* of programs that cannot move */

/* Is `next` the part of a file that follows `m`? What one of them does not know fits. */
static bool
continues(const struct pfl_mapping *m, const struct pfl_mapping *next)
{
	return m->limit == next->start && (!m->file || !next->file || m->file == next->file) &&
		(!m->build_id || !next->build_id || m->build_id == next->build_id) &&
		(!m->offset || !next->offset ||
			next->offset == m->offset + (m->limit - m->start));
}

static void
join_parts(struct pfl_maps *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->entry.n; i++) {
		struct pfl_map_entry *last = n ? &m->entry.at[n - 1] : NULL;
		const struct pfl_map_entry *next = &m->entry.at[i];

		if (!last || !continues(&last->mapping, &next->mapping)) {
			m->entry.at[n++] = *next;
			continue;
		}
		last->mapping.limit = next->mapping.limit;
		if (!last->mapping.file) {
			last->mapping.file = next->mapping.file;
			last->program = next->program;
			last->hugepage = next->hugepage;
		}
		if (!last->mapping.build_id)
			last->mapping.build_id = next->mapping.build_id;
	}
	m->entry.n = n;
}

static void
program_to_front(struct pfl_maps *m)
{
	for (size_t i = 0; i < m->entry.n; i++) {
		struct pfl_map_entry first = m->entry.at[0];

		if (!m->entry.at[i].program)
			continue;
		m->entry.at[0] = m->entry.at[i];
		m->entry.at[i] = first;
		return;
	}
}

/* Recorders get the main program wrong when parts of it were mapped anew. */
static void
mend_program(struct pfl_maps *m)
{
	struct pfl_mapping *program;

	if (m->entry.n > 1 && m->entry.at[0].hugepage &&
		m->entry.at[0].mapping.limit == m->entry.at[1].mapping.start) {
		memmove(m->entry.at, m->entry.at + 1, (m->entry.n - 1) * sizeof(*m->entry.at));
		m->entry.n--;
	}
	if (!m->entry.n)
		return;
	program = &m->entry.at[0].mapping;
	if (program->start - program->offset == program_start) {
		program->start = program_start;
		program->offset = 0;
	}
}

static int
by_address(const void *a, const void *b)
{
	const struct pfl_mapped *x = a, *y = b;

	return (x->address > y->address) - (x->address < y->address);
}

/* Addresses in order, and for each the next one (itself, if so) that has no mapping yet. */
struct search {
	const struct pfl_mapped *address;
	size_t n;
	uint32_t *next; /* n + 1 of them: pfl_sorted_free() */
	uint32_t *row;  /* by address number */
};

/* Give the free addresses of [start, limit) to a mapping; true when there were any. */
static bool
claim(struct search *s, uint64_t start, uint64_t limit, uint32_t mapping)
{
	size_t from = pfl_sorted_below(s->address, s->n, sizeof(*s->address),
		offsetof(struct pfl_mapped, address), start);
	uint32_t i = pfl_sorted_free(s->next, (uint32_t)from);
	bool any = false;

	for (; i < s->n && s->address[i].address < limit; i = pfl_sorted_free(s->next, i)) {
		s->row[s->address[i].number] = mapping;
		s->next[i] = i + 1;
		any = true;
	}
	return any;
}

/* Every address looks for the first mapping that has it, then for the first that would have it
 * if it began where its file does. */
static void
claim_all(struct pfl_maps *m, struct search *s)
{
	for (size_t i = 0; i < m->entry.n; i++) {
		const struct pfl_mapping *at = &m->entry.at[i].mapping;

		claim(s, at->start, at->limit, (uint32_t)i);
	}
	for (size_t i = 0; i < m->entry.n; i++) {
		struct pfl_mapping *at = &m->entry.at[i].mapping;

		if (at->offset && at->offset <= at->start &&
			claim(s, at->start - at->offset, at->start, (uint32_t)i)) {
			at->start -= at->offset;
			at->offset = 0;
		}
	}
}

static bool
find_mappings(struct pfl_maps *m, struct pfl_mapped *addresses, size_t n, uint32_t *row,
	struct pfl_error *err)
{
	struct search s = { .address = addresses, .n = n, .row = row };
	struct {
		uint32_t *at;
		size_t n, cap;
	} next = { 0 };
	size_t zeros = 0;

	if (n)
		qsort(addresses, n, sizeof(*addresses), by_address);
	if (!pfl_vec_reserve(&next, n + 1, m->budget, "mappings", err))
		return false;
	s.next = next.at;
	for (size_t i = 0; i <= n; i++)
		s.next[i] = (uint32_t)i;
	for (; zeros < n && addresses[zeros].address == 0; zeros++) {
		row[addresses[zeros].number] = PFL_NONE;
		s.next[zeros] = (uint32_t)zeros + 1;
	}
	claim_all(m, &s);
	/* What is left belongs to a mapping of everything. */
	if (pfl_sorted_free(s.next, 0) < n) {
		const struct pfl_map_entry all = { .mapping.limit = UINT64_MAX };

		if (!pfl_vec_reserve(&m->entry, 1, m->budget, "mappings", err)) {
			pfl_vec_clear(&next, m->budget);
			return false;
		}
		m->entry.at[m->entry.n] = all;
		for (uint32_t i = pfl_sorted_free(s.next, 0); i < n;
			i = pfl_sorted_free(s.next, i + 1))
			row[addresses[i].number] = (uint32_t)m->entry.n;
		m->entry.n++;
	}
	pfl_vec_clear(&next, m->budget);
	return true;
}

bool
pfl_maps_finish(struct pfl_maps *m, struct pfl_builder *b, struct pfl_mapped *addresses,
	size_t n, uint8_t flags, uint32_t *row, struct pfl_error *err)
{
	join_parts(m);
	program_to_front(m);
	mend_program(m);
	if (!find_mappings(m, addresses, n, row, err))
		return false;
	for (size_t i = 0; i < m->entry.n; i++) {
		m->entry.at[i].mapping.flags = flags;
		pfl_build_mapping(b, &m->entry.at[i].mapping);
	}
	return pfl_builder_check(b, err);
}
