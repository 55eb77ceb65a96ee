/* SPDX-License-Identifier: Apache-2.0 */
/* The calls of a recording one after the other. */
#include "analyze/chart.h"

#include "analyze/arrange.h"
#include "analyze/order.h"
#include "analyze/treegrow.h"

struct moments {
	uint32_t n;
	uint32_t *sample; /* in the order of time */
	int64_t *time;    /* by sample            */
};

static bool
is_time_key(struct pfl_span key)
{
	static const char *const keys[] = { "timestamp", "timestamp_ns", "timestamp_us",
		"timestamp_ms", "end_timestamp_ns", "time", "time_ns", "ts" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (pfl_span_eq(key, pfl_span_of(keys[i])))
			return true;
	}
	return false;
}

/* By label: does it say when? NULL with *err; *any becomes true when one does. */
static uint8_t *
find_times(
	const struct pfl_profile *p, bool *any, struct pfl_arena *arena, struct pfl_error *err)
{
	uint8_t *is_time = pfl_arena_alloc(arena, p->labels.n, 1, err);

	*any = false;
	for (uint32_t i = 0; is_time && i < p->labels.n; i++) {
		is_time[i] = p->labels.text[i] == PFL_NONE &&
			is_time_key(pfl_profile_text(p, p->labels.key[i]));
		*any |= is_time[i];
	}
	return is_time;
}

static bool
time_of(const struct pfl_profile *p, const uint8_t *is_time, uint32_t sample, int64_t *time)
{
	uint32_t set = pfl_sample_labels(p, sample);

	for (uint32_t k = p->labelsets.first[set]; k < p->labelsets.first[set + 1]; k++) {
		uint32_t label = p->labelsets.label[k];

		if (is_time[label]) {
			*time = p->labels.number[label];
			return true;
		}
	}
	return false;
}

static int
by_time(const void *context, uint32_t a, uint32_t b)
{
	const int64_t *time = context;

	return (time[a] > time[b]) - (time[a] < time[b]);
}

/* The samples with a value, in the order of time. */
static bool
find_moments(struct moments *m, const struct pfl_profile *p, const int64_t *value,
	uint32_t *untimed, struct pfl_arena *arena, struct pfl_error *err)
{
	bool labelled;
	const uint8_t *is_time = find_times(p, &labelled, arena, err);

	if (!is_time)
		return false;
	if (!labelled && !p->meta.in_time)
		return pfl_fail(err, PFL_UNSUPPORTED,
			"a flame chart needs the order of time, and this profile has none: no "
			"label called timestamp, nor a format that keeps the order; --layout "
			"flame needs none");
	m->sample = pfl_arena_alloc(arena, p->samples.n, sizeof(*m->sample), err);
	m->time = pfl_arena_alloc(arena, p->samples.n, sizeof(*m->time), err);
	if (!m->sample || !m->time)
		return false;
	for (uint32_t i = 0; value && i < p->samples.n; i++) {
		if (value[i] == 0)
			continue;
		if (labelled && !time_of(p, is_time, i, &m->time[i]))
			(*untimed)++;
		else
			m->sample[m->n++] = i;
	}
	return pfl_order_rows(m->sample, m->n, by_time, m->time, err);
}

/* The path that is open: rows of the base tree, the rows they have grown, what is in these. */
struct path {
	uint32_t n; /* the deepest row's depth */
	uint32_t base[PFL_ARRANGE_DEPTH + 1], row[PFL_ARRANGE_DEPTH + 1];
	bool called[PFL_ARRANGE_DEPTH + 1]; /* has it made a call? */
};

struct charter {
	const struct pfl_calltree *base;
	struct pfl_treegrow grow;
	struct path path;
	PFL_VEC(pfl_sum) self; /* by row that has grown */
	struct pfl_error *err;
};

/* A row below the path's row of that depth. PFL_NONE with *err. */
static uint32_t
add(struct charter *c, uint32_t depth, uint32_t node, bool inlined)
{
	uint32_t row = pfl_treegrow_add(&c->grow, c->path.row[depth], node, inlined, c->err);

	if (row == PFL_NONE ||
		!pfl_vec_reserve(&c->self, 1, c->grow.budget, "the flame chart", c->err))
		return PFL_NONE;
	c->self.at[c->self.n++] = 0;
	c->path.called[depth] = true;
	return row;
}

/* Leave the open path for the one that leads to a row of the base tree. */
static bool
turn_to(struct charter *c, uint32_t to)
{
	const struct pfl_calltree *base = c->base;
	struct path *path = &c->path;
	uint32_t depth, common;

	while (base->depth[to] > PFL_ARRANGE_DEPTH)
		to = base->parent[to];
	depth = base->depth[to];
	common = path->n < depth ? path->n : depth;
	for (uint32_t d = depth, i = to; d > 0; d--, i = base->parent[i]) {
		if (d <= common && path->base[d] == i)
			break;
		path->base[d] = i;
		if (d <= common)
			common = d - 1;
	}
	path->n = common;
	for (; path->n < depth; path->n++) {
		uint32_t i = path->base[path->n + 1];
		uint32_t row = add(c, path->n, base->node[i], base->inlined[i]);

		if (row == PFL_NONE)
			return false;
		path->row[path->n + 1] = row;
		path->called[path->n + 1] = false;
	}
	return true;
}

/* The row that a value of the path's last row goes to: its own, or a gap behind its calls. */
static uint32_t
place_of(struct charter *c)
{
	struct path *path = &c->path;
	uint32_t last = (uint32_t)c->grow.rows.n - 1;
	const struct pfl_sprout *row = &c->grow.rows.at[last];

	if (!path->called[path->n])
		return path->row[path->n];
	if (row->node == PFL_NONE && last > 0 && row->parent == path->row[path->n])
		return last;
	return add(c, path->n, PFL_NONE, false);
}

static bool
grow(struct charter *c, const struct moments *m, const struct pfl_profile *p,
	const int64_t *value)
{
	if (!pfl_vec_reserve(&c->self, 1, c->grow.budget, "the flame chart", c->err))
		return false;
	c->self.at[c->self.n++] = 0;
	for (uint32_t k = 0; k < m->n; k++) {
		uint32_t i = m->sample[k], row;

		if (!turn_to(c, c->base->of_stack[p->samples.stack[i]]))
			return false;
		row = place_of(c);
		if (row == PFL_NONE)
			return false;
		c->self.at[row] += value[i];
	}
	return true;
}

static bool
finish(struct charter *c, struct pfl_calltree *tree, struct pfl_arena *arena)
{
	const uint32_t *place =
		pfl_treegrow_finish(&c->grow, tree, PFL_TREE_AS_GROWN, NULL, 1, arena, c->err);

	if (!place)
		return false;
	for (uint32_t i = 0; i < tree->n; i++)
		tree->self[0][place[i]] = c->self.at[i];
	pfl_calltree_sum_up(tree, 0);
	return true;
}

bool
pfl_calltree_chart(struct pfl_calltree *tree, const struct pfl_calltree *base,
	const struct pfl_profile *p, const struct pfl_nodes *nodes,
	const struct pfl_columns *columns, uint32_t *untimed, struct pfl_arena *arena,
	struct pfl_error *err)
{
	struct charter *c;
	struct moments m = { 0 };
	bool ok;

	*tree = (struct pfl_calltree){ 0 };
	*untimed = 0;
	if (columns->second != PFL_SECOND_NONE || columns->n_more)
		return pfl_fail(err, PFL_USAGE,
			"layout: a chart shows one sample type of one profile: no difference, "
			"no mean");
	c = pfl_arena_alloc(arena, 1, sizeof(*c), err);
	if (!c)
		return false;
	c->base = base;
	c->err = err;
	ok = pfl_treegrow_init(&c->grow, p, nodes, arena->budget, err) &&
		find_moments(&m, p, columns->value[0], untimed, &c->grow.scratch, err) &&
		grow(c, &m, p, columns->value[0]) && finish(c, tree, arena);
	pfl_vec_clear(&c->self, c->grow.budget);
	pfl_treegrow_clear(&c->grow);
	return ok;
}
