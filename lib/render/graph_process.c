/* SPDX-License-Identifier: Apache-2.0 */
/* The parent's half of graph layout: what comes from the child is checked like any input. */
#include "render/graph_process.h"

#include "base/child.h"
#include "render/graph_layout.h"
#include <math.h>

/* The child is graphviz' playground: believe nothing. */
static bool
sane(double v)
{
	return isfinite(v) && fabs(v) <= PFL_LAYOUT_FAR;
}

static bool
sane_point(struct pfl_point p)
{
	return sane(p.x) && sane(p.y);
}

static bool
sane_frame(struct pfl_layout_frame f)
{
	return sane_point(f.min) && sane_point(f.max) && sane_point(f.title) &&
		f.min.x <= f.max.x && f.min.y <= f.max.y;
}

static bool
head_ok(const struct pfl_layout_head *head, const struct pfl_layout_graph *graph)
{
	return head->magic == PFL_LAYOUT_MAGIC && head->n_nodes == graph->n_nodes &&
		head->n_edges == graph->n_edges && head->n_groups == graph->n_groups &&
		head->n_points <= PFL_LAYOUT_MAX_POINTS && sane(head->width) &&
		sane(head->height) && head->width >= 0 && head->height >= 0;
}

/* Turn the edges of the message into curves; false when they do not add up. */
static bool
unpack(struct pfl_layout *layout, const struct pfl_layout_graph *graph,
	const struct pfl_layout_reply *reply)
{
	uint32_t used = 0;

	for (uint32_t i = 0; i < graph->n_nodes; i++)
		if (!sane_point(layout->node[i]))
			return false;
	for (uint32_t i = 0; i < layout->n_points; i++)
		if (!sane_point(layout->point[i]))
			return false;
	for (uint32_t i = 0; i < graph->n_groups; i++)
		if (!sane_frame(layout->frame[i]))
			return false;
	for (uint32_t i = 0; i < graph->n_edges; i++) {
		struct pfl_layout_curve *c = &layout->curve[i];

		if (reply[i].n > layout->n_points - used || (reply[i].n && reply[i].n % 3 != 1))
			return false;
		if (!sane_point(reply[i].tip) || !sane_point(reply[i].label))
			return false;
		c->first = used;
		c->n = reply[i].n;
		c->tip = reply[i].tip;
		c->label = reply[i].label;
		c->has_tip = reply[i].flags & PFL_LAYOUT_HAS_TIP;
		c->has_label = reply[i].flags & PFL_LAYOUT_HAS_LABEL;
		used += reply[i].n;
	}
	return used == layout->n_points;
}

/* What one attempt holds on to. */
struct attempt {
	struct pfl_child child;
	double deadline;
};

static bool
take(struct attempt *a, void *into, size_t n)
{
	return pfl_child_take(&a->child, into, n, a->deadline);
}

static enum pfl_layout_end
receive(struct attempt *a, struct pfl_layout *layout, const struct pfl_layout_graph *graph,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct pfl_layout_head head;
	struct pfl_layout_reply *reply;
	size_t nodes = graph->n_nodes;
	size_t edges = graph->n_edges;
	size_t groups = graph->n_groups;

	if (!take(a, &head, sizeof(head)) || !head_ok(&head, graph))
		return PFL_LAYOUT_FAILED;
	layout->width = head.width;
	layout->height = head.height;
	layout->n_points = head.n_points;
	layout->node = pfl_arena_alloc(arena, nodes, sizeof(*layout->node), err);
	layout->curve = pfl_arena_alloc(arena, edges, sizeof(*layout->curve), err);
	layout->frame = pfl_arena_alloc(arena, groups, sizeof(*layout->frame), err);
	layout->point = pfl_arena_alloc(arena, head.n_points, sizeof(*layout->point), err);
	reply = pfl_arena_alloc(arena, edges, sizeof(*reply), err);
	if (!layout->node || !layout->curve || !layout->frame || !layout->point || !reply)
		return PFL_LAYOUT_ERROR;
	if (!take(a, layout->node, nodes * sizeof(*layout->node)) ||
		!take(a, reply, edges * sizeof(*reply)) ||
		!take(a, layout->frame, groups * sizeof(*layout->frame)) ||
		!take(a, layout->point, head.n_points * sizeof(*layout->point)) ||
		!unpack(layout, graph, reply))
		return PFL_LAYOUT_FAILED;
	return PFL_LAYOUT_DONE;
}

enum pfl_layout_end
pfl_layout_make(struct pfl_layout *layout, const struct pfl_layout_graph *graph,
	const struct pfl_layout_opts *opts, struct pfl_arena *arena, char why[64],
	struct pfl_error *err)
{
	struct attempt a = { .deadline = pfl_child_clock() + opts->seconds };
	struct pfl_child_limits limits = { opts->seconds, opts->memory };
	struct pfl_layout_order order = { graph, opts };
	enum pfl_layout_end end;

	if (!pfl_child_start(&a.child, pfl_layout_work, &order, &limits,
		    "the layout of the graph", PFL_LAYOUT, err))
		return PFL_LAYOUT_ERROR;
	end = receive(&a, layout, graph, arena, err);
	pfl_child_end(&a.child, opts->seconds, why);
	return end;
}
