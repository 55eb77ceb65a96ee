/* SPDX-License-Identifier: Apache-2.0 */
/* Functions and locations of formats that name them in full each time. */
#include "decode/places.h"

void
pfl_places_init(struct pfl_places *p, struct pfl_builder *b)
{
	*p = (struct pfl_places){ .b = b };
	pfl_idmap_init(&p->func_map, pfl_builder_budget(b));
	pfl_idmap_init(&p->location_map, pfl_builder_budget(b));
}

void
pfl_places_clear(struct pfl_places *p)
{
	pfl_idmap_clear(&p->func_map);
	pfl_idmap_clear(&p->location_map);
	pfl_vec_clear(&p->func, pfl_builder_budget(p->b));
	pfl_vec_clear(&p->location, pfl_builder_budget(p->b));
}

uint32_t
pfl_places_func(struct pfl_places *p, const struct pfl_place *place, struct pfl_error *err)
{
	uint64_t hash = pfl_hash_pair(p->func_map.seed,
		(uint64_t)place->name << 32 | place->file, (uint64_t)place->start_line);
	const struct pfl_func func = { .name = place->name,
		.system = place->name,
		.file = place->file,
		.start_line = place->start_line };
	uint32_t at = PFL_IDMAP_START, i, row;

	while ((i = pfl_idmap_next(&p->func_map, hash, &at)) != PFL_IDMAP_FREE) {
		if (p->func.at[i].name == place->name && p->func.at[i].file == place->file &&
			p->func.at[i].start_line == place->start_line)
			return p->func.at[i].row;
	}
	if (!pfl_vec_reserve(&p->func, 1, pfl_builder_budget(p->b), "functions", err) ||
		!pfl_idmap_reserve(&p->func_map, 1, err))
		return UINT32_MAX;
	row = pfl_build_func(p->b, &func);
	if (!pfl_builder_check(p->b, err))
		return UINT32_MAX;
	pfl_idmap_put(&p->func_map, hash, (uint32_t)p->func.n);
	p->func.at[p->func.n++] = (struct pfl_place_func){ .name = place->name,
		.file = place->file,
		.row = row,
		.start_line = place->start_line };
	return row;
}

uint32_t
pfl_places_location(struct pfl_places *p, const struct pfl_place *place, struct pfl_error *err)
{
	uint32_t func = pfl_places_func(p, place, err), i, row;
	uint64_t hash = pfl_hash_pair(pfl_hash_u64(p->location_map.seed, func),
		(uint64_t)place->line, (uint64_t)place->column);
	const struct pfl_line line = {
		.func = func, .line = place->line, .column = place->column
	};
	uint32_t at = PFL_IDMAP_START;

	if (func == UINT32_MAX)
		return UINT32_MAX;
	while ((i = pfl_idmap_next(&p->location_map, hash, &at)) != PFL_IDMAP_FREE) {
		if (p->location.at[i].func == func && p->location.at[i].line == place->line &&
			p->location.at[i].column == place->column)
			return p->location.at[i].row;
	}
	if (!pfl_vec_reserve(&p->location, 1, pfl_builder_budget(p->b), "locations", err) ||
		!pfl_idmap_reserve(&p->location_map, 1, err))
		return UINT32_MAX;
	row = pfl_build_location(p->b, 0, PFL_NONE, false, &line, 1);
	if (!pfl_builder_check(p->b, err))
		return UINT32_MAX;
	pfl_idmap_put(&p->location_map, hash, (uint32_t)p->location.n);
	p->location.at[p->location.n++] = (struct pfl_place_location){
		.func = func, .row = row, .line = place->line, .column = place->column
	};
	return row;
}

bool
pfl_places_file_line(struct pfl_span text, struct pfl_span *file, int64_t *line)
{
	size_t colon = text.n;

	while (colon > 0 && pfl_is_digit(text.at[colon - 1]))
		colon--;
	if (colon == 0 || colon == text.n || text.at[colon - 1] != ':')
		return false;
	*file = (struct pfl_span){ text.at, colon - 1 };
	if (!pfl_span_i64((struct pfl_span){ text.at + colon, text.n - colon }, line))
		*line = 0;
	return true;
}
