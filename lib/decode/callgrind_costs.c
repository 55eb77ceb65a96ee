/* SPDX-License-Identifier: Apache-2.0 */
/* What callgrind's files say of places and calls, kept until all events are known. */
#include "decode/callgrind.h"

#include "base/name.h"
#include "base/unit.h"

#include <stdlib.h>

void
pfl_costs_init(struct pfl_costs *c, struct pfl_builder *b)
{
	struct pfl_budget *budget = pfl_builder_budget(b);

	*c = (struct pfl_costs){ .b = b };
	pfl_places_init(&c->places, b);
	pfl_idtable_init(&c->mappings, budget);
	pfl_idtable_init(&c->types, budget);
	pfl_idmap_init(&c->map, budget);
}

void
pfl_costs_clear(struct pfl_costs *c)
{
	struct pfl_budget *budget = pfl_builder_budget(c->b);

	pfl_places_clear(&c->places);
	pfl_idtable_clear(&c->mappings);
	pfl_idtable_clear(&c->types);
	pfl_idmap_clear(&c->map);
	pfl_vec_clear(&c->location, budget);
	pfl_vec_clear(&c->event, budget);
	pfl_vec_clear(&c->cost, budget);
	pfl_vec_clear(&c->value, budget);
}

/* --- events --- */

/* "cpu(ms)" and "Memory_(bytes)" say their unit, where it is one. */
static void
split_event(struct pfl_builder *b, struct pfl_span event, uint32_t *name, uint32_t *unit)
{
	size_t open = pfl_span_find(event, "(");

	if (open > 0 && open < event.n && pfl_span_ends(event, ")")) {
		struct pfl_span inside = { event.at + open + 1, event.n - open - 2 };
		uint32_t id = pfl_build_string(b, inside);

		if (pfl_unit_family(pfl_build_text(b, id).at) != PFL_UNIT_OTHER ||
			pfl_span_eq(inside, pfl_span_of("count"))) {
			open -= event.at[open - 1] == '_';
			*unit = id;
			*name = pfl_build_string(b, (struct pfl_span){ event.at, open });
			return;
		}
	}
	*name = pfl_build_string(b, event);
	*unit = pfl_build_string(b, pfl_span_of("count"));
}

static bool
add_event(struct pfl_costs *c, struct pfl_span event, struct pfl_error *err)
{
	size_t known = c->types.id.n;
	uint32_t id = pfl_build_string(c->b, event), number, name, unit;

	number = pfl_idtable_number(&c->types, id, 0, err);
	if (number == UINT32_MAX ||
		!pfl_vec_reserve(&c->event, 1, pfl_builder_budget(c->b), "events", err))
		return false;
	c->event.at[c->event.n++] = number;
	if (number == known) {
		split_event(c->b, event, &name, &unit);
		pfl_build_type(c->b, name, unit);
		if (number == 0)
			pfl_build_meta(c->b)->default_type = name;
	}
	return pfl_builder_check(c->b, err);
}

bool
pfl_costs_events(struct pfl_costs *c, struct pfl_span names, struct pfl_error *err)
{
	struct pfl_span name;

	c->first_event = c->event.n;
	while (pfl_span_cut(&names, ' ', &name)) {
		name = pfl_span_trim(name);
		if (name.n && !add_event(c, name, err))
			return false;
	}
	return true;
}

size_t
pfl_costs_n_events(const struct pfl_costs *c)
{
	return c->event.n - c->first_event;
}

/* --- places --- */

bool
pfl_costs_program(struct pfl_costs *c, struct pfl_span path, struct pfl_error *err)
{
	struct pfl_mapping mapping = { .flags = PFL_HAS_FUNCTIONS };

	if (c->program || c->location.n || path.n == 0)
		return true;
	mapping.file = c->program = pfl_build_string(c->b, path);
	pfl_build_mapping(c->b, &mapping);
	return pfl_builder_check(c->b, err);
}

/* Is it the program's, which is the first of that name? Then its path is known from now on. */
static bool
is_program(struct pfl_costs *c, uint32_t object)
{
	if (!c->program || c->located ||
		!pfl_span_eq(pfl_path_base(pfl_build_text(c->b, object)),
			pfl_path_base(pfl_build_text(c->b, c->program))))
		return false;
	pfl_build_mapping_file(c->b, 0, object);
	c->located = true;
	return true;
}

/* The row of the object as a mapping, PFL_NONE for no object. False with *err. */
static bool
find_mapping(struct pfl_costs *c, uint32_t object, uint32_t *row, struct pfl_error *err)
{
	const struct pfl_mapping mapping = { .file = object, .flags = PFL_HAS_FUNCTIONS };
	uint32_t number;

	*row = PFL_NONE;
	if (object == 0)
		return true;
	number = pfl_idtable_number(&c->mappings, object, 0, err);
	if (number == UINT32_MAX)
		return false;
	if (c->mappings.row.at[number] == UINT32_MAX)
		c->mappings.row.at[number] =
			is_program(c, object) ? 0 : pfl_build_mapping(c->b, &mapping);
	*row = c->mappings.row.at[number];
	return true;
}

static uint32_t
add_location(struct pfl_costs *c, const struct pfl_cost_location *l, struct pfl_error *err)
{
	const struct pfl_line line = { .func = l->func,
		.line = l->line <= INT64_MAX ? (int64_t)l->line : 0 };

	if (!pfl_vec_reserve(&c->location, 1, pfl_builder_budget(c->b), "locations", err) ||
		!pfl_idmap_reserve(&c->map, 1, err))
		return PFL_NONE;
	c->location.at[c->location.n] = *l;
	c->location.at[c->location.n].row =
		pfl_build_location(c->b, l->address, l->mapping, false, &line, 1);
	if (!pfl_builder_check(c->b, err))
		return PFL_NONE;
	return c->location.at[c->location.n++].row;
}

/* The location of a place; PFL_NONE with *err. */
static uint32_t
find_location(struct pfl_costs *c, const struct pfl_cost_place *place, struct pfl_error *err)
{
	const struct pfl_place func = { .name = place->name, .file = place->file };
	struct pfl_cost_location l = { .address = place->address, .line = place->line };
	uint32_t at = PFL_IDMAP_START, i, row;
	uint64_t hash;

	l.func = pfl_places_func(&c->places, &func, err);
	if (l.func == UINT32_MAX || !find_mapping(c, place->object, &l.mapping, err))
		return PFL_NONE;
	hash = pfl_hash_pair(c->map.seed, (uint64_t)l.func << 32 | l.mapping,
		pfl_hash_pair(c->map.seed, l.address, l.line));
	while ((i = pfl_idmap_next(&c->map, hash, &at)) != PFL_IDMAP_FREE) {
		const struct pfl_cost_location *other = &c->location.at[i];

		if (other->func == l.func && other->mapping == l.mapping &&
			other->address == l.address && other->line == l.line)
			return other->row;
	}
	row = add_location(c, &l, err);
	if (row != PFL_NONE)
		pfl_idmap_put(&c->map, hash, (uint32_t)(c->location.n - 1));
	return row;
}

/* --- lines --- */

bool
pfl_costs_value(struct pfl_costs *c, int64_t value, struct pfl_error *err)
{
	if (!pfl_vec_reserve(&c->value, 1, pfl_builder_budget(c->b), "costs", err))
		return false;
	c->value.at[c->value.n++] = value;
	return true;
}

bool
pfl_costs_line(struct pfl_costs *c, const struct pfl_cost_place *from,
	const struct pfl_cost_place *to, size_t n, struct pfl_error *err)
{
	struct pfl_cost cost = { .to = PFL_NONE,
		.n = (uint32_t)n,
		.first = c->value.n - n,
		.first_event = c->first_event };

	cost.from = find_location(c, from, err);
	if (cost.from == PFL_NONE)
		return false;
	if (to && (cost.to = find_location(c, to, err)) == PFL_NONE)
		return false;
	if (!pfl_vec_reserve(&c->cost, 1, pfl_builder_budget(c->b), "costs", err))
		return false;
	c->cost.at[c->cost.n++] = cost;
	return true;
}

/* Give one to the builder; values[] is all zeros before and after. An event that a line names
 * twice has the sum. */
static bool
build_cost(struct pfl_costs *c, const struct pfl_cost *cost, int64_t *values,
	struct pfl_error *err)
{
	const uint32_t *event = c->event.at + cost->first_event;
	size_t n_types = c->types.id.n;
	bool any = false;

	for (uint32_t i = 0; i < cost->n; i++) {
		int64_t value = c->value.at[cost->first + i];
		pfl_sum sum = (pfl_sum)values[event[i]] + value;

		if (sum < INT64_MIN || sum > INT64_MAX)
			return pfl_fail(err, PFL_FORMAT,
				"an event that is named twice costs more than 64 bits hold");
		values[event[i]] = (int64_t)sum;
		any |= value != 0;
	}
	if (cost->to != PFL_NONE)
		pfl_build_call(c->b, cost->from, cost->to, values, n_types);
	else if (any)
		pfl_build_sample(
			c->b, pfl_build_stack(c->b, &cost->from, 1), 0, values, n_types);
	for (uint32_t i = 0; i < cost->n; i++)
		values[event[i]] = 0;
	return true;
}

bool
pfl_costs_build(struct pfl_costs *c, pfl_sum *total, struct pfl_error *err)
{
	int64_t *values = calloc(c->types.id.n + 1, sizeof(*values));
	bool ok = true;

	if (!values)
		return pfl_fail(err, PFL_NOMEM, "out of memory for events");
	*total = 0;
	for (size_t i = 0; ok && i < c->cost.n && pfl_builder_ok(c->b); i++) {
		const struct pfl_cost *cost = &c->cost.at[i];

		if (cost->to == PFL_NONE && cost->n && c->event.at[cost->first_event] == 0)
			*total += c->value.at[cost->first];
		ok = build_cost(c, cost, values, err);
	}
	free(values);
	return ok && pfl_builder_check(c->b, err);
}
