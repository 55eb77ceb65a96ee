/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of nodes that V8 writes its profiles as. */
#include "decode/v8_tree.h"

#include "base/sum.h"
#include "decode/idtable.h"

#include <inttypes.h>

enum { MICROSECOND = 1000 /* in nanoseconds */ };

void
pfl_v8_tree_clear(struct pfl_v8_tree *t, struct pfl_budget *budget)
{
	pfl_vec_clear(&t->node, budget);
	pfl_vec_clear(&t->link, budget);
	pfl_vec_clear(&t->sample, budget);
	pfl_vec_clear(&t->time, budget);
}

/* --- reading --- */

/* The reader and what goes with it. */
struct reading {
	struct pfl_v8_tree *tree;
	struct pfl_json *j;
	struct pfl_builder *b;
};

static uint32_t
read_id(struct pfl_json *j)
{
	int64_t id = pfl_json_i64_quoted(j, 1);

	if (id < 0 || id >= PFL_NONE) {
		pfl_json_fail(j, "%" PRId64 " cannot be the id of a node", id);
		return 0;
	}
	return (uint32_t)id;
}

/* A line or column as V8 counts them, from `first`; -1 or null where there is none. */
static uint32_t
read_place(struct pfl_json *j, int64_t first)
{
	int64_t value = pfl_json_null(j) ? -1 : pfl_json_i64_quoted(j, 1);

	return value < 0 || value > INT32_MAX ? 0 : (uint32_t)(value + 1 - first);
}

static uint32_t
read_string(struct reading *r)
{
	return pfl_json_null(r->j) ? 0 : pfl_build_string(r->b, pfl_json_string(r->j));
}

static void
read_call_frame(struct reading *r, uint32_t index)
{
	static const char *const names[] = { "functionName", "url", "lineNumber",
		"columnNumber", NULL };
	struct pfl_v8_node *node = &r->tree->node.at[index];
	int k;

	pfl_json_object(r->j);
	while ((k = pfl_json_field(r->j, names)) >= 0) {
		if (k == 0)
			node->name = read_string(r);
		else if (k == 1)
			node->file = read_string(r);
		else if (k == 2)
			node->line = read_place(r->j, 0);
		else
			node->column = read_place(r->j, 0);
	}
}

/* A new node; its index is PFL_NONE when there is no room for it. */
static uint32_t
open_node(struct reading *r, uint32_t above)
{
	struct pfl_v8_tree *t = r->tree;

	if (!pfl_json_object(r->j) ||
		!pfl_json_check(r->j,
			pfl_vec_reserve(
				&t->node, 1, pfl_builder_budget(r->b), "nodes", r->j->err)))
		return PFL_NONE;
	if (t->node.n >= PFL_NONE) {
		pfl_json_fail(r->j, "more than 2^32 nodes");
		return PFL_NONE;
	}
	t->node.at[t->node.n] =
		(struct pfl_v8_node){ .id = PFL_NONE, .parent = PFL_NONE, .above = above };
	return (uint32_t)t->node.n++;
}

static void
add_link(struct reading *r, uint32_t above, uint32_t child)
{
	if (pfl_json_check(r->j,
		    pfl_vec_reserve(
			    &r->tree->link, 1, pfl_builder_budget(r->b), "nodes", r->j->err)))
		r->tree->link.at[r->tree->link.n++] =
			(struct pfl_v8_link){ .above = above, .child = child };
}

/*
 * The members of a node up to its end, or up to a child that is written inside it: true, with
 * the reader in front of that.
 */
static bool
read_members(struct reading *r, uint32_t index)
{
	enum { ID, CALL_FRAME, CHILDREN, PARENT, HITS, SIZE, NAME, URL, LINE, COLUMN };
	static const char *const names[] = { "id", "callFrame", "children", "parent",
		"hitCount", "selfSize", "functionName", "url", "lineNumber", "columnNumber",
		NULL };
	struct pfl_v8_node *node = &r->tree->node.at[index];
	struct pfl_json *j = r->j;
	int k;

	while ((k = pfl_json_field(j, names)) >= 0) {
		switch (k) {
		case ID:
			node->id = read_id(j);
			break;
		case CALL_FRAME:
			read_call_frame(r, index);
			break;
		case CHILDREN:
			if (pfl_json_null(j))
				break;
			pfl_json_array(j);
			while (pfl_json_element(j)) {
				if (pfl_json_peek(j) == PFL_JSON_OBJECT)
					return true;
				add_link(r, index, read_id(j));
			}
			break;
		case PARENT:
			node->parent = read_id(j);
			break;
		case SIZE:
			r->tree->heap = true;
			node->self = pfl_json_i64(j);
			break;
		case HITS:
			node->self = pfl_json_i64(j);
			break;
		case NAME:
			node->name = read_string(r);
			break;
		case URL:
			node->file = read_string(r);
			break;
		case LINE: /* outside a callFrame they count from 1 */
			node->line = read_place(j, 1);
			break;
		case COLUMN:
			node->column = read_place(j, 1);
			break;
		}
	}
	return false;
}

/* A node and those inside it, which may be many levels deep: `above` leads back up. */
static void
read_tree(struct reading *r)
{
	struct pfl_json *j = r->j;
	uint32_t at = open_node(r, PFL_NONE);

	while (at != PFL_NONE) {
		if (read_members(r, at)) {
			r->tree->nested = true;
			at = open_node(r, at);
			continue;
		}
		/* Its end. What it is in is an array of children, or what the caller is in. */
		for (;;) {
			at = r->tree->node.at[at].above;
			if (at == PFL_NONE || j->failed)
				return;
			if (pfl_json_element(j)) {
				at = open_node(r, at);
				break;
			}
			if (read_members(r, at)) {
				at = open_node(r, at);
				break;
			}
		}
	}
}

void
pfl_v8_read_head(struct pfl_v8_tree *t, struct pfl_json *j, struct pfl_builder *b)
{
	struct reading r = { .tree = t, .j = j, .b = b };

	read_tree(&r);
	t->nested = true;
}

void
pfl_v8_read_nodes(struct pfl_v8_tree *t, struct pfl_json *j, struct pfl_builder *b)
{
	struct reading r = { .tree = t, .j = j, .b = b };

	pfl_json_array(j);
	while (pfl_json_element(j) && pfl_json_check(j, pfl_builder_check(b, j->err)))
		read_tree(&r);
}

void
pfl_v8_read_samples(struct pfl_v8_tree *t, struct pfl_json *j, struct pfl_builder *b)
{
	pfl_json_array(j);
	while (pfl_json_element(j)) {
		if (pfl_json_peek(j) == PFL_JSON_OBJECT) { /* allocations, by their time */
			pfl_json_skip(j);
			continue;
		}
		if (!pfl_json_check(j,
			    pfl_vec_reserve(
				    &t->sample, 1, pfl_builder_budget(b), "samples", j->err)))
			return;
		t->sample.at[t->sample.n++] = read_id(j);
	}
}

void
pfl_v8_read_times(struct pfl_v8_tree *t, struct pfl_json *j, struct pfl_builder *b)
{
	pfl_json_array(j);
	while (pfl_json_element(j)) {
		if (!pfl_json_check(j,
			    pfl_vec_reserve(
				    &t->time, 1, pfl_builder_budget(b), "samples", j->err)))
			return;
		t->time.at[t->time.n++] = pfl_json_i64_quoted(j, MICROSECOND);
	}
}

bool
pfl_v8_tree_append(struct pfl_v8_tree *t, struct pfl_v8_tree *more, struct pfl_budget *budget,
	struct pfl_error *err)
{
	uint32_t first = (uint32_t)t->node.n;

	if (!pfl_vec_reserve(&t->node, more->node.n, budget, "nodes", err) ||
		!pfl_vec_reserve(&t->link, more->link.n, budget, "nodes", err) ||
		!pfl_vec_reserve(&t->sample, more->sample.n, budget, "samples", err) ||
		!pfl_vec_reserve(&t->time, more->time.n, budget, "samples", err))
		return false;
	for (size_t i = 0; i < more->node.n; i++) {
		struct pfl_v8_node node = more->node.at[i];

		node.above += node.above == PFL_NONE ? 0 : first;
		t->node.at[t->node.n++] = node;
	}
	for (size_t i = 0; i < more->link.n; i++)
		t->link.at[t->link.n++] = (struct pfl_v8_link){ more->link.at[i].above + first,
			more->link.at[i].child };
	for (size_t i = 0; i < more->sample.n; i++)
		t->sample.at[t->sample.n++] = more->sample.at[i];
	for (size_t i = 0; i < more->time.n; i++)
		t->time.at[t->time.n++] = more->time.at[i];
	t->end = more->end ? more->end : t->end;
	more->node.n = more->link.n = more->sample.n = more->time.n = 0;
	more->start = more->end = 0;
	return true;
}

/* --- building --- */

/* The tree as rows of the builder. */
struct building {
	const struct pfl_v8_tree *tree;
	struct pfl_places *places;
	struct pfl_builder *b;
	struct pfl_budget *budget;
	struct pfl_idtable ids;    /* id -> number -> index of the node     */
	PFL_VEC(uint32_t) above;   /* by index: the parent's, PFL_NONE: none */
	PFL_VEC(uint32_t) stack;   /* by index, PFL_NONE: not built yet      */
	PFL_VEC(uint32_t) depth;   /* by index: locations in the stack       */
	PFL_VEC(uint32_t) pending; /* indices, from below upwards            */
	uint32_t root, anonymous;  /* names */
	struct pfl_error *err;
};

/* The index of the node with this id. */
static uint32_t
node_of(struct building *s, uint32_t id)
{
	uint32_t number = pfl_idtable_number(&s->ids, id, 0, s->err);
	uint32_t index = number == PFL_NONE ? PFL_NONE : s->ids.row.at[number];

	if (index == PFL_NONE)
		pfl_fail(s->err, PFL_FORMAT, "there is no node with the id %" PRIu32, id);
	return index;
}

static bool
number_nodes(struct building *s)
{
	const struct pfl_v8_tree *t = s->tree;

	for (uint32_t i = 0; i < t->node.n; i++) {
		uint32_t number;

		if (t->node.at[i].id == PFL_NONE)
			continue;
		number = pfl_idtable_number(&s->ids, t->node.at[i].id, 0, s->err);
		if (number == PFL_NONE)
			return false;
		if (s->ids.row.at[number] == PFL_NONE)
			s->ids.row.at[number] = i;
		else if (!t->nested) /* old writers number calls, not nodes: the first one it is
				      */
			return pfl_fail(s->err, PFL_FORMAT, "two nodes have the id %" PRIu32,
				t->node.at[i].id);
	}
	return true;
}

static bool
find_parents(struct building *s)
{
	const struct pfl_v8_tree *t = s->tree;

	for (uint32_t i = 0; i < t->node.n; i++) {
		const struct pfl_v8_node *node = &t->node.at[i];

		s->stack.at[i] = PFL_NONE;
		s->above.at[i] = node->above;
		if (node->above != PFL_NONE || node->parent == PFL_NONE)
			continue;
		s->above.at[i] = node_of(s, node->parent);
		if (s->above.at[i] == PFL_NONE)
			return false;
	}
	for (size_t i = 0; i < t->link.n; i++) {
		uint32_t child = node_of(s, t->link.at[i].child);

		if (child == PFL_NONE)
			return false;
		if (s->above.at[child] != PFL_NONE && s->above.at[child] != t->link.at[i].above)
			return pfl_fail(s->err, PFL_FORMAT,
				"the node with the id %" PRIu32 " has two parents",
				t->link.at[i].child);
		s->above.at[child] = t->link.at[i].above;
	}
	return true;
}

/* Stand below the parent, whose stack is known. "(root)" is in every stack and says nothing. */
static bool
build_node(struct building *s, uint32_t index)
{
	const struct pfl_v8_node *node = &s->tree->node.at[index];
	uint32_t above = s->above.at[index], location, row = 0, depth = 0;
	const struct pfl_place place = {
		.name = node->name ? node->name : s->anonymous,
		.file = node->file,
		.line = node->line,
		.column = node->column,
		.start_line = node->line,
	};

	if (above == PFL_NONE && node->name == s->root) {
		s->stack.at[index] = s->depth.at[index] = 0;
		return true;
	}
	if (above != PFL_NONE) {
		row = s->stack.at[above];
		depth = s->depth.at[above];
	}
	location = pfl_places_location(s->places, &place, s->err);
	if (location == PFL_NONE)
		return false;
	s->stack.at[index] = pfl_build_stack_child(s->b, row, depth, location);
	s->depth.at[index] = depth + 1;
	return pfl_builder_check(s->b, s->err);
}

/* Build a node and those above it that are not built yet, the topmost first. */
static bool
build_upwards(struct building *s, uint32_t index)
{
	s->pending.n = 0;
	for (uint32_t i = index; i != PFL_NONE && s->stack.at[i] == PFL_NONE;
		i = s->above.at[i]) {
		if (s->pending.n == s->tree->node.n)
			return pfl_fail(s->err, PFL_FORMAT,
				"the node with the id %" PRIu32 " is above itself",
				s->tree->node.at[i].id);
		s->pending.at[s->pending.n++] = i;
	}
	while (s->pending.n > 0) {
		if (!build_node(s, s->pending.at[--s->pending.n]))
			return false;
	}
	return true;
}

static bool
build_nodes(struct building *s)
{
	size_t n = s->tree->node.n;

	if (!pfl_vec_reserve(&s->above, n, s->budget, "nodes", s->err) ||
		!pfl_vec_reserve(&s->stack, n, s->budget, "nodes", s->err) ||
		!pfl_vec_reserve(&s->depth, n, s->budget, "nodes", s->err) ||
		!pfl_vec_reserve(&s->pending, n, s->budget, "nodes", s->err) ||
		!number_nodes(s) || !find_parents(s))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		if (!build_upwards(s, i))
			return false;
	}
	return true;
}

bool
pfl_v8_tree_timed(const struct pfl_v8_tree *t)
{
	return t->time.n > 0;
}

/* Where nothing was recorded in time, nodes say how much each was seen. */
static bool
build_totals(struct building *s, uint32_t labels)
{
	for (uint32_t i = 0; i < s->tree->node.n; i++) {
		if (s->tree->node.at[i].self)
			pfl_build_sample(
				s->b, s->stack.at[i], labels, &s->tree->node.at[i].self, 1);
	}
	return pfl_builder_check(s->b, s->err);
}

/* The time of sample i; *reach is the latest one so far, for clocks of V8 step back at times.
 */
static pfl_sum
time_of(const struct pfl_v8_tree *t, size_t i, pfl_sum *now, pfl_sum *reach)
{
	*now = (t->absolute ? 0 : *now) + t->time.at[i];
	if (*now > *reach)
		*reach = *now;
	return *reach;
}

/* A sample stands for the time until the next one, the last for that until the end. */
static bool
build_samples(struct building *s, uint32_t labels)
{
	const struct pfl_v8_tree *t = s->tree;
	bool timed = pfl_v8_tree_timed(t);
	pfl_sum now = t->start, reach = INT64_MIN, at = 0, next;

	if (timed && t->time.n < t->sample.n)
		return pfl_fail(s->err, PFL_FORMAT, "%zu samples have %zu times", t->sample.n,
			t->time.n);
	if (timed && t->sample.n)
		at = time_of(t, 0, &now, &reach);
	for (size_t i = 0; i < t->sample.n; i++) {
		uint32_t index = node_of(s, t->sample.at[i]);
		int64_t values[2] = { 1, 0 };

		if (index == PFL_NONE)
			return false;
		if (timed) {
			next = i + 1 < t->time.n ? time_of(t, i + 1, &now, &reach) : t->end;
			next = next > at ? next : at;
			if (next - at > INT64_MAX)
				return pfl_fail(s->err, PFL_FORMAT,
					"sample %zu lasts longer than can be counted", i + 1);
			values[1] = (int64_t)(next - at);
			at = next;
		}
		pfl_build_sample(s->b, s->stack.at[index], labels, values, timed ? 2 : 1);
	}
	return pfl_builder_check(s->b, s->err);
}

bool
pfl_v8_tree_build(const struct pfl_v8_tree *t, struct pfl_places *places, uint32_t labels,
	struct pfl_error *err)
{
	struct building s = {
		.tree = t,
		.places = places,
		.b = places->b,
		.budget = pfl_builder_budget(places->b),
		.root = pfl_build_string(places->b, pfl_span_of("(root)")),
		.anonymous = pfl_build_string(places->b, pfl_span_of("(anonymous)")),
		.err = err,
	};
	bool ok;

	pfl_idtable_init(&s.ids, s.budget);
	ok = build_nodes(&s) &&
		(t->sample.n ? build_samples(&s, labels) : build_totals(&s, labels));
	pfl_idtable_clear(&s.ids);
	pfl_vec_clear(&s.above, s.budget);
	pfl_vec_clear(&s.stack, s.budget);
	pfl_vec_clear(&s.depth, s.budget);
	pfl_vec_clear(&s.pending, s.budget);
	return ok;
}
