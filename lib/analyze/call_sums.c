/* SPDX-License-Identifier: Apache-2.0 */
/* What calls cost, added up by who makes them, with circles of calls counted once. */
#include "analyze/call_sums.h"

/* Units that call one another are found as strongly connected parts of who calls whom. */
struct circles {
	const struct pfl_call_part *part;
	struct pfl_arena *scratch;
	uint32_t n_units;     /* with the one for what is of none */
	uint32_t *first, *to; /* calls by unit: to[first[u] .. first[u + 1])                 */
	uint32_t *order,
		*low;   /* by unit: when it was met, from 1; the first that it leads to */
	uint32_t *next; /* by unit: which of its calls is to be followed               */
	uint32_t *path, *open; /* units whose calls are being followed; whose circle is open */
	uint32_t n_path, n_open, n_met;
	uint32_t *circle; /* by unit: its circle; PFL_NONE: not known yet */
	uint32_t n;
	uint32_t *members; /* by circle: of how many units it is */
	pfl_sum *sum;      /* by circle: what it amounts to      */
};

struct pfl_call_part
pfl_call_part_of(const struct pfl_profile *p, const uint32_t *unit_of_frame, uint32_t n_units,
	const int64_t *cost)
{
	return (struct pfl_call_part){ .p = p,
		.unit_of_frame = unit_of_frame,
		.n_units = n_units,
		.cost = cost,
		.run = PFL_NONE,
		.end = p->calls.n };
}

void
pfl_call_flat(const struct pfl_call_part *part, const int64_t *value, uint32_t from,
	uint32_t to, pfl_sum *flat)
{
	const struct pfl_samples *samples = &part->p->samples;

	memset(flat, 0, ((size_t)part->n_units + 1) * sizeof(*flat));
	for (uint32_t i = from; i < to; i++) {
		uint32_t location = part->p->stacks.location[samples->stack[i]];

		if (samples->run[i] == part->run && location != PFL_NONE)
			flat[pfl_call_unit(part, location)] += value[i];
	}
}

static uint32_t *
column(struct circles *c, size_t n, struct pfl_error *err)
{
	return pfl_arena_alloc(c->scratch, n, sizeof(uint32_t), err);
}

static uint32_t
caller(const struct pfl_call_part *part, uint32_t call)
{
	return pfl_call_unit(part, part->p->calls.from[call]);
}

static uint32_t
callee(const struct pfl_call_part *part, uint32_t call)
{
	return pfl_call_unit(part, part->p->calls.to[call]);
}

static bool
group_calls(struct circles *c, struct pfl_error *err)
{
	const struct pfl_call_part *part = c->part;
	uint32_t n = c->n_units;

	c->first = column(c, (size_t)n + 2, err);
	c->to = column(c, part->end - part->first, err);
	if (!c->first || !c->to)
		return false;
	for (uint32_t i = part->first; i < part->end; i++) {
		if (pfl_call_is_of(part, i))
			c->first[caller(part, i) + 2]++;
	}
	for (uint32_t u = 0; u < n; u++)
		c->first[u + 2] += c->first[u + 1];
	for (uint32_t i = part->first; i < part->end; i++) {
		if (pfl_call_is_of(part, i))
			c->to[c->first[caller(part, i) + 1]++] = callee(part, i);
	}
	return true;
}

static void
meet(struct circles *c, uint32_t unit)
{
	c->order[unit] = c->low[unit] = ++c->n_met;
	c->next[unit] = c->first[unit];
	c->path[c->n_path++] = unit;
	c->open[c->n_open++] = unit;
}

/* All calls of the last unit on the path were followed. */
static void
leave(struct circles *c)
{
	uint32_t unit = c->path[--c->n_path], member;

	if (c->n_path) {
		uint32_t above = c->path[c->n_path - 1];

		if (c->low[unit] < c->low[above])
			c->low[above] = c->low[unit];
	}
	if (c->low[unit] != c->order[unit])
		return;
	do {
		member = c->open[--c->n_open];
		c->circle[member] = c->n;
	} while (member != unit);
	c->n++;
}

/* Tarjan's, with a path of its own. */
static void
find_circles(struct circles *c)
{
	for (uint32_t u = 0; u < c->n_units; u++) {
		if (c->order[u])
			continue;
		meet(c, u);
		while (c->n_path) {
			uint32_t unit = c->path[c->n_path - 1], to;

			if (c->next[unit] == c->first[unit + 1]) {
				leave(c);
				continue;
			}
			to = c->to[c->next[unit]++];
			if (!c->order[to])
				meet(c, to);
			else if (c->circle[to] == PFL_NONE && c->order[to] < c->low[unit])
				c->low[unit] = c->order[to];
		}
	}
}

static bool
make_circles(struct circles *c, struct pfl_error *err)
{
	uint32_t n = c->n_units;

	if (!group_calls(c, err))
		return false;
	c->order = column(c, n, err);
	c->low = column(c, n, err);
	c->next = column(c, n, err);
	c->path = column(c, n, err);
	c->open = column(c, n, err);
	c->circle = column(c, n, err);
	if (!c->order || !c->low || !c->next || !c->path || !c->open || !c->circle)
		return false;
	for (uint32_t u = 0; u < n; u++)
		c->circle[u] = PFL_NONE;
	find_circles(c);
	return true;
}

static bool
add_up_circles(struct circles *c, const pfl_sum *flat, struct pfl_error *err)
{
	const struct pfl_call_part *part = c->part;

	c->sum = pfl_arena_alloc(c->scratch, c->n, sizeof(*c->sum), err);
	c->members = column(c, c->n, err);
	if (!c->sum || !c->members)
		return false;
	for (uint32_t u = 0; u < c->n_units; u++) {
		c->sum[c->circle[u]] += flat[u];
		c->members[c->circle[u]]++;
	}
	for (uint32_t i = part->first; i < part->end; i++) {
		uint32_t from;

		if (!pfl_call_is_of(part, i))
			continue;
		from = c->circle[caller(part, i)];
		if (from != c->circle[callee(part, i)])
			c->sum[from] += part->cost[i];
	}
	return true;
}

/* Everything together, which nothing can be more than; false: a value is negative. */
static bool
bound(const struct circles *c, const pfl_sum *flat, pfl_sum *most)
{
	const struct pfl_call_part *part = c->part;

	*most = 0;
	for (uint32_t u = 0; u < c->n_units; u++) {
		if (flat[u] < 0)
			return false;
		*most += flat[u];
	}
	for (uint32_t i = part->first; i < part->end; i++) {
		if (part->cost[i] < 0 && pfl_call_is_of(part, i))
			return false;
	}
	return true;
}

/* Calls of a unit by itself are in its costs already. */
static void
add_calls(const struct pfl_call_part *part, pfl_sum *cum)
{
	for (uint32_t i = part->first; i < part->end; i++) {
		uint32_t from;

		if (!pfl_call_is_of(part, i))
			continue;
		from = caller(part, i);
		if (from != callee(part, i))
			cum[from] += part->cost[i];
	}
}

static void
cut(const struct circles *c, const pfl_sum *flat, struct pfl_call_sums *sums)
{
	pfl_sum most;
	bool bounded = bound(c, flat, &most);

	for (uint32_t u = 0; u < c->n_units; u++) {
		uint32_t circle = c->circle[u];

		sums->cum[u] = sums->uncut[u];
		if (c->members[circle] > 1 && sums->cum[u] > c->sum[circle])
			sums->cum[u] = c->sum[circle];
		if (bounded && sums->cum[u] > most) {
			sums->cum[u] = most;
			sums->cut++;
		}
	}
}

bool
pfl_call_sums_make(struct pfl_call_sums *sums, const struct pfl_call_part *part,
	const pfl_sum *flat, struct pfl_arena *arena, struct pfl_arena *scratch,
	struct pfl_error *err)
{
	uint32_t n = part->n_units + 1;
	struct circles c = { .part = part, .scratch = scratch, .n_units = n };

	*sums = (struct pfl_call_sums){ 0 };
	sums->cum = pfl_arena_alloc(arena, n, sizeof(*sums->cum), err);
	sums->uncut = pfl_arena_alloc(arena, n, sizeof(*sums->uncut), err);
	if (!sums->cum || !sums->uncut || !make_circles(&c, err) ||
		!add_up_circles(&c, flat, err))
		return false;
	memcpy(sums->uncut, flat, n * sizeof(*flat));
	add_calls(part, sums->uncut);
	cut(&c, flat, sums);
	return true;
}

void
pfl_calls_note_cut(struct pfl_profile *p, uint32_t n)
{
	if (n == 0)
		return;
	pfl_profile_add_note(p,
		"the calls of %u function%s cost more than everything together; shown is "
		"everything",
		n, n == 1 ? "" : "s");
}
