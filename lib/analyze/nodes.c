/* SPDX-License-Identifier: Apache-2.0 */
/* Which frames are the same place: identities at a granularity. */
#include "analyze/nodes.h"

#include "base/idmap.h"
#include "base/name.h"

#include <stdlib.h>

struct key {
	uint64_t address;
	int64_t line, column, start_line;
	uint32_t name, file, object;
	bool hidden; /* one for all frames that are */
};

struct maker {
	struct pfl_profile *p;
	const struct pfl_nodes_opts *opts;
	PFL_VEC(struct key) keys;
	struct pfl_idmap map;
	uint32_t *shown; /* by string id of a file name: id of what is shown, plus 1; 0: not yet
			  */
	struct pfl_text clean, copy;
};

bool
pfl_granularity_named(const char *name, enum pfl_granularity *granularity)
{
	static const char *const names[] = {
		[PFL_FUNCTIONS] = "functions",
		[PFL_FILEFUNCTIONS] = "filefunctions",
		[PFL_FILES] = "files",
		[PFL_LINES] = "lines",
		[PFL_ADDRESSES] = "addresses",
	};

	*granularity = PFL_FUNCTIONS;
	if (!name || !*name)
		return true;
	for (int i = PFL_FUNCTIONS; i <= PFL_ADDRESSES; i++) {
		if (!strcmp(name, names[i])) {
			*granularity = (enum pfl_granularity)i;
			return true;
		}
	}
	return false;
}

/* The id of a file name as it is shown, worked out once for each. PFL_NONE with *err. */
static uint32_t
shown_file(struct maker *m, uint32_t file, struct pfl_error *err)
{
	struct pfl_span path, trimmed;
	uint32_t id = file;

	if (file == 0 || m->shown[file] != 0)
		return file == 0 ? 0 : m->shown[file] - 1;
	path = pfl_profile_text(m->p, file);
	trimmed =
		pfl_path_clean(pfl_path_trim(path, m->opts->trim_path ? m->opts->trim_path : "",
				       m->opts->source_path ? m->opts->source_path : ""),
			&m->clean);
	if (!pfl_text_ok(&m->clean, err))
		return PFL_NONE;
	if (!pfl_span_eq(path, trimmed)) {
		/* A copy, because the table that it may point into is about to grow. */
		pfl_text_reset(&m->copy);
		pfl_text_add(&m->copy, trimmed);
		if (!pfl_text_ok(&m->copy, err))
			return PFL_NONE;
		id = pfl_strtab_add(&m->p->strings, pfl_text_span(&m->copy), err);
		if (id == UINT32_MAX)
			return PFL_NONE;
	}
	m->shown[file] = id + 1;
	return id;
}

static bool
identify(struct maker *m, uint32_t location, uint32_t frame, struct key *key,
	struct pfl_error *err)
{
	const struct pfl_profile *p = m->p;
	enum pfl_granularity g = m->opts->granularity;
	uint32_t mapping = p->locations.mapping[location], func = p->frames.func[frame];
	uint32_t object = mapping == PFL_NONE ? 0 : p->mappings.file[mapping];

	*key = (struct key){ .hidden = p->frames.hidden && p->frames.hidden[frame] };
	if (key->hidden)
		return true;
	if (g == PFL_ADDRESSES)
		key->address = p->locations.address[location];
	if (func == PFL_NONE) {
		key->object = object;
		return true;
	}
	if (g != PFL_FILES)
		key->name = p->funcs.name[func];
	if (g != PFL_FUNCTIONS) {
		key->file = shown_file(m, p->funcs.file[func], err);
		if (key->file == PFL_NONE)
			return false;
	}
	if (g == PFL_LINES || g == PFL_ADDRESSES) {
		key->line = p->frames.line[frame];
		key->column = m->opts->columns ? p->frames.column[frame] : 0;
	}
	if (m->opts->objects || key->name == 0)
		key->object = object;
	if (m->opts->objects)
		key->start_line = p->funcs.start_line[func];
	return true;
}

static uint64_t
hash_key(const struct maker *m, const struct key *key)
{
	uint64_t seed = m->map.seed;
	uint64_t h = pfl_hash_pair(seed, (uint64_t)key->name << 32 | key->file, key->object);

	if (m->opts->granularity >= PFL_LINES || m->opts->objects) {
		h = pfl_hash_pair(seed, h ^ key->address, (uint64_t)key->line);
		h = pfl_hash_pair(seed, h ^ (uint64_t)key->column, (uint64_t)key->start_line);
	}
	return h;
}

static bool
same_key(const struct key *a, const struct key *b)
{
	return a->name == b->name && a->file == b->file && a->object == b->object &&
		a->address == b->address && a->line == b->line && a->column == b->column &&
		a->start_line == b->start_line && a->hidden == b->hidden;
}

/* The node with this identity, a new one if need be. PFL_NONE with *err. */
static uint32_t
intern(struct maker *m, const struct key *key, struct pfl_error *err)
{
	uint64_t hash = hash_key(m, key);
	uint32_t at = PFL_IDMAP_START, row;

	while ((row = pfl_idmap_next(&m->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (same_key(&m->keys.at[row], key))
			return row;
	}
	if (!pfl_vec_reserve(&m->keys, 1, &m->p->budget, "nodes", err) ||
		!pfl_idmap_reserve(&m->map, 1, err))
		return PFL_NONE;
	row = (uint32_t)m->keys.n; /* there are at most as many nodes as frames */
	m->keys.at[m->keys.n++] = *key;
	pfl_idmap_put(&m->map, hash, row);
	return row;
}

/* Of lines and addresses there are nearly as many as frames. */
static bool
reserve(struct maker *m, struct pfl_error *err)
{
	uint32_t n = m->opts->granularity >= PFL_LINES ? m->p->frames.n : 0;

	return pfl_vec_reserve(&m->keys, n, &m->p->budget, "nodes", err) &&
		pfl_idmap_reserve(&m->map, n, err);
}

static bool
visit_frames(struct maker *m, uint32_t *of_frame, struct pfl_error *err)
{
	const struct pfl_locations *l = &m->p->locations;
	struct key key;

	for (uint32_t i = 0; i < l->n; i++) {
		for (uint32_t f = l->first_frame[i]; f < l->first_frame[i + 1]; f++) {
			if (!identify(m, i, f, &key, err))
				return false;
			of_frame[f] = intern(m, &key, err);
			if (of_frame[f] == PFL_NONE)
				return false;
		}
	}
	return true;
}

static bool
store_hidden(struct pfl_nodes *nodes, const struct maker *m, struct pfl_arena *arena,
	struct pfl_error *err)
{
	uint8_t *hidden = pfl_arena_alloc(arena, m->keys.n, sizeof(*hidden), err);

	for (size_t i = 0; hidden && i < m->keys.n; i++)
		hidden[i] = m->keys.at[i].hidden;
	nodes->hidden = hidden;
	return hidden != NULL;
}

/* From rows to columns. */
static bool
store(struct pfl_nodes *nodes, const struct maker *m, struct pfl_arena *arena,
	struct pfl_error *err)
{
	size_t n = m->keys.n;

	nodes->name = pfl_arena_alloc(arena, n, sizeof(*nodes->name), err);
	nodes->file = pfl_arena_alloc(arena, n, sizeof(*nodes->file), err);
	nodes->object = pfl_arena_alloc(arena, n, sizeof(*nodes->object), err);
	nodes->address = pfl_arena_alloc(arena, n, sizeof(*nodes->address), err);
	nodes->line = pfl_arena_alloc(arena, n, sizeof(*nodes->line), err);
	nodes->column = pfl_arena_alloc(arena, n, sizeof(*nodes->column), err);
	nodes->start_line = pfl_arena_alloc(arena, n, sizeof(*nodes->start_line), err);
	if (err->code != PFL_OK)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct key *key = &m->keys.at[i];

		nodes->name[i] = key->name;
		nodes->file[i] = key->file;
		nodes->object[i] = key->object;
		nodes->address[i] = key->address;
		nodes->line[i] = key->line;
		nodes->column[i] = key->column;
		nodes->start_line[i] = key->start_line;
	}
	nodes->n = (uint32_t)n;
	return !m->p->frames.hidden || store_hidden(nodes, m, arena, err);
}

bool
pfl_nodes_make(struct pfl_nodes *nodes, struct pfl_profile *p,
	const struct pfl_nodes_opts *opts, struct pfl_arena *arena, struct pfl_error *err)
{
	struct maker m = { .p = p, .opts = opts };
	bool ok = false;

	*nodes = (struct pfl_nodes){ .within_functions = opts->granularity != PFL_FILES };
	pfl_idmap_init(&m.map, &p->budget);
	nodes->of_frame = pfl_arena_alloc(arena, p->frames.n, sizeof(*nodes->of_frame), err);
	m.shown = calloc(pfl_strtab_n(&p->strings), sizeof(*m.shown));
	if (!m.shown)
		pfl_fail(err, PFL_NOMEM, "out of memory for file names");
	if (nodes->of_frame && m.shown && reserve(&m, err))
		ok = visit_frames(&m, nodes->of_frame, err) && store(nodes, &m, arena, err);
	pfl_vec_clear(&m.keys, &p->budget);
	free(m.shown);
	pfl_idmap_clear(&m.map);
	pfl_text_clear(&m.clean);
	pfl_text_clear(&m.copy);
	return ok;
}
