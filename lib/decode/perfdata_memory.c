/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose code is where.
 *
 * Records come from the buffers of several CPUs, so that a sample may stand in front of the
 * mapping that it needs. Addresses therefore get numbers while samples are read, one for each
 * address of a space; where they are is found when all mappings are known, of which the newest
 * counts. A space is the memory of a process from its start, or from the program that it runs
 * last, and what a forked process has not mapped itself is its parent's.
 */
#include "decode/perfdata.h"

#include <stdio.h>

/* A new space. PFL_NONE with *err. */
static uint32_t
add_space(struct pfl_perf_memory *m, uint32_t parent, struct pfl_error *err)
{
	if (m->space.n >= PFL_NONE - 1 || !PFL_PERF_GROW(m, &m->space, "processes", err))
		return PFL_NONE;
	m->space.at[m->space.n] = (struct pfl_perf_space){ .parent = parent };
	return (uint32_t)m->space.n++;
}

bool
pfl_perf_memory_init(struct pfl_perf_memory *m, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_budget *budget = pfl_builder_budget(b);

	*m = (struct pfl_perf_memory){ .b = b };
	pfl_idtable_init(&m->pids, budget);
	pfl_idtable_init(&m->tids, budget);
	pfl_idtable_init(&m->files, budget);
	pfl_idmap_init(&m->places, budget);
	return add_space(m, PFL_NONE, err) == PFL_PERF_KERNEL;
}

void
pfl_perf_memory_clear(struct pfl_perf_memory *m)
{
	struct pfl_budget *budget = pfl_builder_budget(m->b);

	pfl_idtable_clear(&m->pids);
	pfl_idtable_clear(&m->tids);
	pfl_idtable_clear(&m->files);
	pfl_idmap_clear(&m->places);
	pfl_vec_clear(&m->space, budget);
	pfl_vec_clear(&m->comm, budget);
	pfl_vec_clear(&m->object, budget);
	pfl_vec_clear(&m->map, budget);
	pfl_vec_clear(&m->place, budget);
	pfl_vec_clear(&m->piece, budget);
	pfl_text_clear(&m->scratch);
}

/* The space of a process, where its number stands in the table. NULL with *err. */
static uint32_t *
space_of(struct pfl_perf_memory *m, uint32_t pid, struct pfl_error *err)
{
	uint32_t number = pfl_idtable_number(&m->pids, pid, 0, err);

	if (number == UINT32_MAX)
		return NULL;
	if (m->pids.row.at[number] == UINT32_MAX)
		m->pids.row.at[number] = add_space(m, PFL_NONE, err);
	return m->pids.row.at[number] == PFL_NONE ? NULL : &m->pids.row.at[number];
}

/* What a thread is called, where that stands. NULL with *err. */
static uint32_t *
comm_of(struct pfl_perf_memory *m, uint32_t tid, struct pfl_error *err)
{
	uint32_t number = pfl_idtable_number(&m->tids, tid, 0, err);

	if (number == UINT32_MAX)
		return NULL;
	while (m->comm.n <= number) {
		if (!PFL_PERF_GROW(m, &m->comm, "threads", err))
			return NULL;
		m->comm.at[m->comm.n++] = 0;
	}
	return &m->comm.at[number];
}

/* "[kernel.kallsyms]_text" names a symbol at which the addresses of the kernel begin. */
static struct pfl_span
kernel_name(struct pfl_span file)
{
	size_t bracket = pfl_span_find(file, "]");

	if ((pfl_span_starts(file, "[kernel.") || pfl_span_starts(file, "[guest.kernel.")) &&
		bracket < file.n)
		file.n = bracket + 1;
	return file;
}

uint32_t
pfl_perf_memory_object(struct pfl_perf_memory *m, struct pfl_span file, struct pfl_error *err)
{
	uint32_t id = pfl_build_string(m->b, kernel_name(file)), number;

	if (!pfl_builder_check(m->b, err))
		return UINT32_MAX;
	number = pfl_idtable_number(&m->files, id, 0, err);
	if (number == UINT32_MAX || number < m->object.n)
		return number;
	if (!PFL_PERF_GROW(m, &m->object, "files", err))
		return UINT32_MAX;
	m->object.at[m->object.n++] = (struct pfl_perf_object){ .name = id };
	return number;
}

bool
pfl_perf_memory_map(struct pfl_perf_memory *m, uint32_t pid, bool kernel,
	const struct pfl_perf_map *map, struct pfl_span file, uint32_t build_id,
	struct pfl_error *err)
{
	uint32_t kernels = PFL_PERF_KERNEL, *space = kernel ? &kernels : space_of(m, pid, err);
	struct pfl_perf_map added = *map;

	if (map->end <= map->start)
		return true; /* nothing, or beyond all addresses */
	if (!space || !PFL_PERF_GROW(m, &m->map, "mappings", err))
		return false;
	added.space = *space;
	added.object = pfl_perf_memory_object(m, file, err);
	if (added.object == UINT32_MAX)
		return false;
	if (build_id)
		m->object.at[added.object].build_id = build_id;
	m->map.at[m->map.n++] = added;
	return true;
}

bool
pfl_perf_memory_comm(struct pfl_perf_memory *m, uint32_t pid, uint32_t tid, bool exec,
	struct pfl_span name, struct pfl_error *err)
{
	uint32_t *comm = comm_of(m, tid, err), *space, id;

	if (!comm)
		return false;
	*comm = pfl_build_string(m->b, name);
	if (!exec)
		return pfl_builder_check(m->b, err);
	id = add_space(m, PFL_NONE, err);
	space = id == PFL_NONE ? NULL : space_of(m, pid, err);
	if (space)
		*space = id;
	return space != NULL;
}

bool
pfl_perf_memory_fork(struct pfl_perf_memory *m, uint32_t pid, uint32_t ppid, uint32_t tid,
	uint32_t ptid, struct pfl_error *err)
{
	uint32_t *comm = comm_of(m, ptid, err), *space, id, parent;

	id = comm ? *comm : 0;
	comm = comm ? comm_of(m, tid, err) : NULL;
	if (!comm)
		return false;
	*comm = id;
	if (pid == ppid)
		return true; /* a thread */
	space = space_of(m, ppid, err);
	if (!space)
		return false;
	parent = *space;
	id = add_space(m, parent, err);
	space = id == PFL_NONE ? NULL : space_of(m, pid, err);
	if (space)
		*space = id;
	return space != NULL;
}

uint32_t
pfl_perf_build_id(struct pfl_perf_memory *m, struct pfl_span id)
{
	bool any = false;

	pfl_text_reset(&m->scratch);
	for (size_t i = 0; i < id.n; i++) {
		any |= id.at[i] != 0;
		pfl_text_printf(&m->scratch, "%02x", (unsigned char)id.at[i]);
	}
	return any ? pfl_build_string(m->b, pfl_text_span(&m->scratch)) : 0;
}

bool
pfl_perf_memory_build_id(struct pfl_perf_memory *m, struct pfl_span file, struct pfl_span id,
	struct pfl_error *err)
{
	uint32_t text = pfl_perf_build_id(m, id), object = pfl_perf_memory_object(m, file, err);

	if (object == UINT32_MAX || !pfl_text_ok(&m->scratch, err))
		return false;
	m->object.at[object].build_id = text;
	return pfl_builder_check(m->b, err);
}

static uint64_t
hash_of(const struct pfl_perf_memory *m, const struct pfl_perf_place *place)
{
	return pfl_hash_pair(m->places.seed, place->space, place->address);
}

/* UINT32_MAX with *err. */
static uint32_t
number_of(struct pfl_perf_memory *m, const struct pfl_perf_place *place, struct pfl_error *err)
{
	uint64_t hash = hash_of(m, place);
	uint32_t at = PFL_IDMAP_START, i;

	while ((i = pfl_idmap_next(&m->places, hash, &at)) != PFL_IDMAP_FREE) {
		if (m->place.at[i].space == place->space &&
			m->place.at[i].address == place->address)
			return i;
	}
	if (m->place.n >= pfl_builder_limits(m->b)->entries) {
		pfl_fail(err, PFL_LIMIT,
			"more than %llu addresses; --max-entries raises the limit",
			(unsigned long long)pfl_builder_limits(m->b)->entries);
		return UINT32_MAX;
	}
	if (!PFL_PERF_GROW(m, &m->place, "addresses", err) ||
		!pfl_idmap_reserve(&m->places, 1, err))
		return UINT32_MAX;
	i = (uint32_t)m->place.n;
	m->place.at[m->place.n++] = *place;
	pfl_idmap_put(&m->places, hash, i);
	return i;
}

/* Ask for the memory of the place that this one seems to be. */
static void
approach(const struct pfl_perf_memory *m, const struct pfl_perf_place *place)
{
	uint32_t at = PFL_IDMAP_START, i = pfl_idmap_next(&m->places, hash_of(m, place), &at);

	if (i != PFL_IDMAP_FREE)
		PFL_PREFETCH(&m->place.at[i]);
}

bool
pfl_perf_memory_places(struct pfl_perf_memory *m, const struct pfl_perf_place *place, size_t n,
	uint32_t *number, struct pfl_error *err)
{
	for (size_t i = 0; i < n; i++)
		pfl_idmap_prefetch(&m->places, hash_of(m, &place[i]));
	for (size_t i = 0; i < n; i++)
		approach(m, &place[i]);
	for (size_t i = 0; i < n; i++) {
		number[i] = number_of(m, &place[i], err);
		if (number[i] == UINT32_MAX)
			return false;
	}
	return true;
}

uint32_t
pfl_perf_memory_space(struct pfl_perf_memory *m, uint32_t pid, struct pfl_error *err)
{
	const uint32_t *space = space_of(m, pid, err);

	return space ? *space : PFL_NONE;
}

uint32_t
pfl_perf_memory_root(struct pfl_perf_memory *m, uint32_t comm, struct pfl_error *err)
{
	const struct pfl_perf_place place = { comm, PFL_NONE };

	return number_of(m, &place, err);
}

uint32_t
pfl_perf_memory_name(
	struct pfl_perf_memory *m, uint32_t pid, uint32_t tid, struct pfl_error *err)
{
	const uint32_t *comm = comm_of(m, tid, err);
	char text[24];

	if (comm && *comm == 0)
		comm = comm_of(m, pid, err);
	if (!comm || *comm)
		return comm ? *comm : 0;
	if (tid == 0)
		return pfl_build_string(m->b, pfl_span_of("swapper"));
	snprintf(text, sizeof(text), ":%d", (int32_t)tid);
	return pfl_build_string(m->b, pfl_span_of(text));
}
