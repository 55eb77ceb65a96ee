/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes of single lines, put together to functions. */
#include "analyze/listing.h"

#include "analyze/order.h"
#include "base/match.h"

enum { CONTEXT = 5 }; /* lines shown around those with values */

struct lister {
	const struct pfl_profile *p;
	const struct pfl_nodes *nodes;
	const struct pfl_callgraph *graph;
	struct pfl_arena scratch;
	uint32_t *row, n; /* in graph->node: those whose name matches */
};

static int
by_text(const struct pfl_profile *p, uint32_t a, uint32_t b)
{
	return a == b ? 0 : pfl_span_cmp(pfl_profile_text(p, a), pfl_profile_text(p, b));
}

/* By name, file and line. */
static int
by_place(const void *context, uint32_t a, uint32_t b)
{
	const struct lister *l = context;
	uint32_t x = l->graph->node[a].node, y = l->graph->node[b].node;
	int order = by_text(l->p, l->nodes->name[x], l->nodes->name[y]);

	if (order == 0)
		order = by_text(l->p, l->nodes->file[x], l->nodes->file[y]);
	if (order == 0)
		order = (l->nodes->line[x] > l->nodes->line[y]) -
			(l->nodes->line[x] < l->nodes->line[y]);
	return order;
}

static bool
gather(struct lister *l, struct pfl_matcher *matcher, struct pfl_error *err)
{
	struct pfl_match_set names = { .matcher = matcher };
	bool ok, hit = false;

	l->row = pfl_arena_alloc(&l->scratch, l->graph->n_nodes, sizeof(*l->row), err);
	ok = l->row != NULL;
	for (uint32_t i = 0; ok && i < l->graph->n_nodes; i++) {
		uint32_t name = l->nodes->name[l->graph->node[i].node];

		if (name == 0)
			continue;
		ok = pfl_match_set_test(&names, &l->p->strings, name, &hit, err);
		if (ok && hit)
			l->row[l->n++] = i;
	}
	pfl_match_set_clear(&names);
	return ok && pfl_order_rows(l->row, l->n, by_place, l, err);
}

static void
add_sums(pfl_sum into[2], const pfl_sum value[2])
{
	into[0] += value[0];
	into[1] += value[1];
}

/* A line so far away, within what a line can be. */
static int64_t
near(int64_t line, int distance)
{
	if (line > INT64_MAX - CONTEXT)
		return line;
	return line < 1 || line + distance < 1 ? 1 : line + distance;
}

static void
add_line(struct lister *l, struct pfl_listing *listing, struct pfl_routine *r, uint32_t row)
{
	const struct pfl_graph_node *node = &l->graph->node[l->row[row]];
	int64_t at = l->nodes->line[node->node], start = l->nodes->start_line[node->node];
	int64_t from = start > 0 && start <= at ? start : near(at, -CONTEXT);
	int64_t to = near(at, CONTEXT);
	struct pfl_listed_line *line;

	r->from = r->from == 0 || from < r->from ? from : r->from;
	r->to = to > r->to ? to : r->to;
	if (r->n_lines == 0 || listing->line[listing->n_lines - 1].line != at) {
		listing->line[listing->n_lines].line = at;
		listing->line[listing->n_lines++].first = row;
		r->n_lines++;
	}
	line = &listing->line[listing->n_lines - 1];
	line->n++;
	add_sums(line->flat, node->flat);
	add_sums(line->cum, node->cum);
	add_sums(r->flat, node->flat);
	add_sums(r->cum, node->cum);
}

/* The last routine gives way: its function has a file elsewhere. */
static void
take_back(struct pfl_listing *listing)
{
	struct pfl_routine *r = &listing->routine[--listing->n];

	listing->n_lines = r->first;
	memset(&listing->line[r->first], 0, r->n_lines * sizeof(*listing->line));
	*r = (struct pfl_routine){ 0 };
}

/* Rows are in order: a routine is a run of them, and no file comes before any. */
static bool
put_together(struct lister *l, struct pfl_listing *listing, struct pfl_arena *arena,
	struct pfl_error *err)
{
	struct pfl_routine *r = NULL;

	listing->routine = pfl_arena_alloc(arena, l->n, sizeof(*listing->routine), err);
	listing->line = pfl_arena_alloc(arena, l->n, sizeof(*listing->line), err);
	listing->node = pfl_arena_alloc(arena, l->n, sizeof(*listing->node), err);
	if (!listing->routine || !listing->line || !listing->node)
		return false;
	if (l->n)
		memcpy(listing->node, l->row, l->n * sizeof(*l->row));
	for (uint32_t i = 0; i < l->n; i++) {
		const struct pfl_graph_node *node = &l->graph->node[l->row[i]];
		uint32_t name = l->nodes->name[node->node], file = l->nodes->file[node->node];
		bool same_name = r && r->name == name;

		if (!same_name || r->file != file) {
			if (same_name && r->file == 0)
				take_back(listing);
			r = &listing->routine[listing->n++];
			r->name = name;
			r->file = file;
			r->first = listing->n_lines;
		}
		add_line(l, listing, r, i);
	}
	return true;
}

/* What the profile itself calls the files: the first name of all that are shown as one. */
static bool
find_given(struct lister *l, struct pfl_listing *listing, struct pfl_error *err)
{
	size_t strings = pfl_strtab_n(&l->p->strings);
	uint32_t *given = pfl_arena_alloc(&l->scratch, strings, sizeof(*given), err);

	if (!given)
		return false;
	for (uint32_t f = l->p->frames.n; f-- > 0;) {
		uint32_t func = l->p->frames.func[f];

		if (func != PFL_NONE)
			given[l->nodes->file[l->nodes->of_frame[f]]] = l->p->funcs.file[func];
	}
	for (uint32_t i = 0; i < listing->n; i++)
		listing->routine[i].given = given[listing->routine[i].file];
	return true;
}

bool
pfl_listing_make(struct pfl_listing *listing, const struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_callgraph *graph, const char *pattern,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct lister l = { .p = p, .nodes = nodes, .graph = graph };
	struct pfl_budget passing = arena->budget ? *arena->budget : (struct pfl_budget){ 0 };
	struct pfl_matcher *matcher = pfl_matcher_new(pfl_span_of(pattern), "pattern", err);
	bool ok;

	*listing = (struct pfl_listing){ 0 };
	l.scratch.budget = &passing;
	ok = matcher && gather(&l, matcher, err) && put_together(&l, listing, arena, err) &&
		find_given(&l, listing, err);
	/* Where nothing is left to match there is no mistake in the expression. */
	if (ok && listing->n == 0 && graph->n_nodes > 0)
		ok = pfl_fail(err, PFL_USAGE, "no matches found for regexp: %s", pattern);
	pfl_matcher_free(matcher);
	pfl_arena_clear(&l.scratch);
	return ok;
}
