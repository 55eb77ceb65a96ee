/* SPDX-License-Identifier: Apache-2.0 */
/* Libraries of a profile of Firefox, and locations that are addresses in them. */
#include "decode/gecko_libs.h"

#include "base/debug_id.h"
#include "base/name.h"

void
pfl_gecko_libs_init(struct pfl_gecko_libs *l, struct pfl_builder *b)
{
	*l = (struct pfl_gecko_libs){ .b = b };
	pfl_idmap_init(&l->spot_map, pfl_builder_budget(b));
}

void
pfl_gecko_libs_clear(struct pfl_gecko_libs *l)
{
	pfl_vec_clear(&l->lib, pfl_builder_budget(l->b));
	pfl_vec_clear(&l->range, pfl_builder_budget(l->b));
	pfl_vec_clear(&l->spot, pfl_builder_budget(l->b));
	pfl_idmap_clear(&l->spot_map);
}

/* Empty where something else comes next. */
static struct pfl_span
read_span(struct pfl_json *j)
{
	if (pfl_json_peek(j) == PFL_JSON_STRING)
		return pfl_json_string(j);
	pfl_json_skip(j);
	return pfl_span_of("");
}

static uint32_t
keep(struct pfl_strtab *strings, struct pfl_span text, struct pfl_json *j)
{
	uint32_t id = pfl_strtab_add(strings, text, j->err);

	return pfl_json_check(j, id != UINT32_MAX) ? id : 0;
}

static uint32_t
read_debug_id(struct pfl_strtab *strings, struct pfl_json *j)
{
	char id[PFL_DEBUG_ID];

	return pfl_debug_id_read(read_span(j), id) ? keep(strings, pfl_span_of(id), j) : 0;
}

static int64_t
read_number(struct pfl_json *j)
{
	if (pfl_json_peek(j) == PFL_JSON_NUMBER)
		return pfl_json_i64_times(j, 1);
	pfl_json_skip(j);
	return 0;
}

/* The code id is the build id, of which a debug id holds no more than a part. */
static void
read_lib(struct pfl_gecko_lib *lib, struct pfl_strtab *strings, struct pfl_json *j)
{
	static const char *const names[] = { "path", "codeId", "breakpadId", "start", "end",
		"offset", NULL };
	uint32_t *const text[] = { &lib->path, &lib->code_id };
	int64_t *const number[] = { &lib->start, &lib->end, &lib->offset };
	int k;

	if (pfl_json_peek(j) != PFL_JSON_OBJECT) {
		pfl_json_skip(j);
		return;
	}
	pfl_json_object(j);
	while ((k = pfl_json_field(j, names)) >= 0)
		if (k < 2)
			*text[k] = keep(strings, read_span(j), j);
		else if (k == 2)
			lib->debug_id = read_debug_id(strings, j);
		else
			*number[k - 3] = read_number(j);
	if (lib->code_id)
		lib->debug_id = 0;
}

void
pfl_gecko_libs_read(struct pfl_gecko_libs *l, struct pfl_strtab *strings, uint32_t process,
	struct pfl_json *j)
{
	bool first = !l->given;

	if (pfl_json_peek(j) != PFL_JSON_ARRAY) {
		pfl_json_skip(j);
		return;
	}
	l->given = true;
	pfl_json_array(j);
	while (pfl_json_element(j)) {
		if (!pfl_json_check(j,
			    pfl_vec_reserve(
				    &l->lib, 1, pfl_builder_budget(l->b), "libraries", j->err)))
			return;
		l->lib.at[l->lib.n] =
			(struct pfl_gecko_lib){ .process = process, .mapping = PFL_NONE };
		read_lib(&l->lib.at[l->lib.n++], strings, j);
		l->n_first += first;
	}
}

void
pfl_gecko_libs_name_program(
	struct pfl_gecko_libs *l, const struct pfl_strtab *strings, struct pfl_span process)
{
	for (size_t i = 0; process.n && !l->program && i < l->lib.n; i++) {
		struct pfl_span path = pfl_strtab_get(strings, l->lib.at[i].path);

		if (pfl_span_eq(pfl_path_base(path), process))
			l->program = i + 1;
	}
}

bool
pfl_gecko_libs_wants(struct pfl_span name)
{
	if (!pfl_span_starts(name, "0x") || name.n == 2)
		return false;
	for (size_t i = 2; i < name.n; i++) {
		if (!pfl_is_hex(name.at[i]))
			return false;
	}
	return true;
}

static uint32_t
build_mapping(struct pfl_gecko_libs *l, const struct pfl_strtab *strings, size_t lib)
{
	struct pfl_gecko_lib *at = &l->lib.at[l->lib.at[lib].twin];
	struct pfl_mapping mapping = { .flags = PFL_FROM_IMAGE };

	if (at->mapping == PFL_NONE) {
		mapping.file = pfl_build_string(l->b, pfl_strtab_get(strings, at->path));
		mapping.build_id = pfl_build_string(l->b, pfl_strtab_get(strings, at->code_id));
		mapping.debug_id =
			pfl_build_string(l->b, pfl_strtab_get(strings, at->debug_id));
		at->mapping = pfl_build_mapping(l->b, &mapping);
	}
	return at->mapping;
}

/* The program's goes first, whichever address is. */
static uint32_t
mapping_of(struct pfl_gecko_libs *l, const struct pfl_strtab *strings, size_t lib)
{
	if (l->program)
		build_mapping(l, strings, l->program - 1);
	return build_mapping(l, strings, lib);
}

uint32_t
pfl_gecko_libs_location(struct pfl_gecko_libs *l, const struct pfl_strtab *strings, size_t lib,
	uint64_t address, struct pfl_error *err)
{
	uint32_t mapping = mapping_of(l, strings, lib), at = PFL_IDMAP_START, i;
	uint64_t hash = pfl_hash_pair(l->spot_map.seed, address, mapping);
	struct pfl_gecko_spot spot = { .address = address, .mapping = mapping };

	while ((i = pfl_idmap_next(&l->spot_map, hash, &at)) != PFL_IDMAP_FREE) {
		if (l->spot.at[i].address == address && l->spot.at[i].mapping == mapping)
			return l->spot.at[i].row;
	}
	if (!pfl_vec_reserve(&l->spot, 1, pfl_builder_budget(l->b), "locations", err) ||
		!pfl_idmap_reserve(&l->spot_map, 1, err))
		return UINT32_MAX;
	spot.row = pfl_build_location(l->b, address, mapping, false, NULL, 0);
	if (!pfl_builder_check(l->b, err))
		return UINT32_MAX;
	pfl_idmap_put(&l->spot_map, hash, (uint32_t)l->spot.n);
	l->spot.at[l->spot.n++] = spot;
	return spot.row;
}
