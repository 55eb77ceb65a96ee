/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the decoder of callgrind's files share. */
#ifndef PFL_DECODE_CALLGRIND_H
#define PFL_DECODE_CALLGRIND_H

#include "decode/idtable.h"
#include "decode/places.h"

/* Where something is spent: ids of strings, 0 for what is not known. */
struct pfl_cost_place {
	uint32_t object, file, name;
	uint64_t address, line;
};

/* A cost line: what was spent at a location, or in calls from it to another. */
struct pfl_cost {
	uint32_t from, to;  /* to PFL_NONE: spent there                   */
	uint32_t n;         /* costs, of the first n events of its part   */
	size_t first;       /* in pfl_costs.value                         */
	size_t first_event; /* in pfl_costs.event                         */
};

struct pfl_cost_location {
	uint32_t func, mapping, row;
	uint64_t address, line;
};

/* Costs by place, until all events are known. */
struct pfl_costs {
	struct pfl_builder *b; /* borrowed */
	struct pfl_places places;
	struct pfl_idtable mappings; /* string of the object -> row */
	uint32_t program; /* of the command, whose mapping is row 0; 0: it is not known    */
	bool located;     /* its object has come, which says where it is                  */
	PFL_VEC(struct pfl_cost_location) location; /* each once                   */
	struct pfl_idmap map;                       /* what it is -> location      */
	struct pfl_idtable types; /* string of the event -> sample type         */
	PFL_VEC(uint32_t) event;  /* sample types of the events of all parts    */
	size_t first_event;       /* of the part at hand                        */
	PFL_VEC(struct pfl_cost) cost;
	PFL_VEC(int64_t) value;
};

void pfl_costs_init(struct pfl_costs *c, struct pfl_builder *b);
void pfl_costs_clear(struct pfl_costs *c);

/* The events of the part that begins, and how many it has. An event is a sample type, the same
 * for all parts. False with *err: PFL_NOMEM, PFL_LIMIT. */
bool pfl_costs_events(struct pfl_costs *c, struct pfl_span names, struct pfl_error *err);
size_t pfl_costs_n_events(const struct pfl_costs *c);

/* The word that the program was started with: its object is the first mapping, as in other
 * profiles. Only the first call counts, before there is any place. False with *err. */
bool pfl_costs_program(struct pfl_costs *c, struct pfl_span path, struct pfl_error *err);

/* One more cost of the line at hand, and the line's end; `to` is NULL for what was spent at
 * `from` itself. False with *err. */
bool pfl_costs_value(struct pfl_costs *c, int64_t value, struct pfl_error *err);
bool pfl_costs_line(struct pfl_costs *c, const struct pfl_cost_place *from,
	const struct pfl_cost_place *to, size_t n, struct pfl_error *err);

/* Everything was read: give it to the builder. *total: the costs of the first event. */
bool pfl_costs_build(struct pfl_costs *c, pfl_sum *total, struct pfl_error *err);

#endif
