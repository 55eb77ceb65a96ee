/* SPDX-License-Identifier: Apache-2.0 */
/* A call graph while it is being made: shared by callgraph.c and the graph_*.c files only. */
#ifndef PFL_ANALYZE_GRAPH_H
#define PFL_ANALYZE_GRAPH_H

#include "analyze/callgraph.h"
#include "analyze/totals.h"
#include "base/idmap.h"
#include "base/vec.h"

/*
 * Graph nodes are called units here: a row of pfl_nodes, or with call_tree a row of the tree.
 * What a unit amounts to never changes; trimming only decides which are kept, and then which
 * edges there are. (In pprof's words: rebuilding from the samples gives the kept nodes the same
 * flat, cum and tags again.)
 */
struct graph {
	struct pfl_profile *p;
	const struct pfl_nodes *nodes;
	const struct pfl_columns *columns;
	const struct pfl_calltree *tree;
	const struct pfl_graph_opts *opts;
	struct pfl_arena scratch; /* all arrays here that are not the tree's */
	struct pfl_budget *budget;
	bool pair;

	uint32_t n_units;
	const pfl_sum *flat[2], *cum[2]; /* by unit; [1] NULL with one column            */
	/* Without call_tree: */
	const struct pfl_steps *steps; /* NULL until edges need them                          */
	const uint32_t *end; /* by stack: pfl_stacks_ends()                               */
	const uint8_t *live; /* by stack: pfl_stacks_live(); NULL: where total is not 0   */
	const struct pfl_totals *total[2]; /* [1] NULL with one column: the prepared, or */
	struct pfl_totals own_total[2];
	uint8_t *keep;     /* by unit: in the list                                        */
	uint8_t *cut;      /* call_tree, by row: the edge into it fell short; NULL: none  */
	uint32_t *list, n; /* the units kept, in order                                    */
	uint32_t n_first;  /* of them the head, which alone needs an order                */

	struct pfl_node_ranks ranks;
	pfl_sum *score;    /* by unit, pictures only                                      */
	pfl_sum cut_of[2]; /* what the fractions are of                                  */
	pfl_sum node_cut, edge_cut;

	PFL_VEC(struct pfl_graph_edge) edges; /* from and to are units until the end      */

	struct pfl_graph_tag *tag; /* grouped by slot                                     */
	uint32_t *tag_slot;        /* by unit: which group, or PFL_NONE; NULL: no tags    */
	uint32_t *first_tag;       /* by slot, one more at the end                        */
};

static inline uint32_t
graph_unit(const struct graph *g, uint32_t row)
{
	return g->opts->call_tree ? row : g->tree->node[row];
}

static inline uint32_t
graph_node(const struct graph *g, uint32_t unit)
{
	return g->opts->call_tree ? g->tree->node[unit] : unit;
}

/* What order goes by: the number itself, undivided for a mean, or the change in a pair. */
static inline pfl_sum
graph_pull(const struct graph *g, pfl_sum a, pfl_sum b)
{
	return g->pair ? a - b : a;
}

/* What cutoffs go by: the number itself, or the larger one of a pair. */
static inline pfl_sum
graph_bulk(const struct graph *g, pfl_sum a, pfl_sum b)
{
	return g->pair && pfl_sum_abs(b) > pfl_sum_abs(a) ? b : a;
}

static inline pfl_sum
graph_second(const pfl_sum *const column[2], uint32_t unit)
{
	return column[1] ? column[1][unit] : 0;
}

static inline pfl_sum
graph_flat_pull(const struct graph *g, uint32_t unit)
{
	return graph_pull(g, g->flat[0][unit], graph_second(g->flat, unit));
}

static inline pfl_sum
graph_cum_pull(const struct graph *g, uint32_t unit)
{
	return graph_pull(g, g->cum[0][unit], graph_second(g->cum, unit));
}

/* Is its neighbourhood what the graph is to show? */
static inline bool
graph_is_centre(const struct graph *g, uint32_t unit)
{
	return g->opts->around && g->opts->around[graph_node(g, unit)];
}

/* Has a sample at or below this stack a value? */
static inline bool
graph_live(const struct graph *g, uint32_t stack)
{
	return g->live ? g->live[stack]
		       : pfl_total_of(g->total[0], stack) ||
			(g->total[1] && pfl_total_of(g->total[1], stack));
}

/* Have filters hidden it? Then calls lead past it as if it were not there. */
static inline bool
graph_hides(const struct graph *g, uint32_t unit)
{
	return g->nodes->hidden && g->nodes->hidden[unit];
}

/* graph_sums.c: flat and cum of all units. */
bool pfl_graph_sums(struct graph *g, struct pfl_error *err);

/*
 * graph_calls.c, for a profile with calls (struct pfl_calls): cum of column k, with what the
 * calls of a unit cost. `flat` has one number more, for what is of no unit.
 */
bool pfl_graph_call_sums(
	struct graph *g, int k, const pfl_sum *flat, pfl_sum *cum, struct pfl_error *err);

/* Column k of its calls; of a pair, where both sides are in one, see pfl_graph_call_is_of(). */
const int64_t *pfl_graph_call_values(const struct graph *g, int k);

/* Does a call count in column k? In a pair it is of one side. */
static inline bool
pfl_graph_call_is_of(const struct graph *g, uint32_t call, int k)
{
	const uint32_t *run = g->p->calls.run;

	return !run || (run[call] < g->p->pairing->n_old) == (k == 1);
}

/* The unit of a location, which has a single frame. */
static inline uint32_t
graph_place(const struct graph *g, uint32_t location)
{
	return pfl_nodes_at(g->nodes, g->p, location);
}

/* graph_edges.c: make the steps, unless they are there, or with call_tree. */
bool pfl_graph_make_steps(struct graph *g, struct pfl_error *err);

/* graph_edges.c: the edges between units with keep[unit], or between all with NULL. */
bool pfl_graph_edges(struct graph *g, const uint8_t *keep, struct pfl_error *err);

/*
 * graph_edges.c: the edge between two units, by a map of what is looked for in this way; a new
 * one has no weight, and is inlined until a call on it is not. PFL_NONE with *err.
 */
uint32_t pfl_graph_find_edge(struct graph *g, struct pfl_idmap *map, uint32_t from, uint32_t to,
	struct pfl_error *err);

/* A call on the way to a row. */
struct pfl_graph_call {
	uint32_t from, to, row; /* units */
	bool residual, inlined;
};

/*
 * graph_edges.c: add what is at and below the row to the edge of a call, unless the path has
 * passed it before. Calls come in the order of their rows.
 */
bool pfl_graph_pass(struct graph *g, struct pfl_idmap *map, struct pfl_graph_call call,
	struct pfl_error *err);

/*
 * graph_search.c: of the same edges those that lead to units which are inlined somewhere
 * (opts->inlining), or those of opts->about, where no edge is residual.
 */
bool pfl_graph_search(struct graph *g, const uint8_t *keep, struct pfl_error *err);

/* graph_order.c: put g->list in the order asked for; pictures need the edges for it. */
bool pfl_graph_order(struct graph *g, struct pfl_error *err);

/*
 * graph_order.c: the edges, whose ends are now positions in g->list, heaviest first; then by
 * the names of both ends, then by position.
 */
bool pfl_graph_order_edges(struct graph *g, struct pfl_error *err);

/*
 * graph_trim.c: which edges a picture does without (alive[edge] becomes 0): residual ones whose
 * source reaches the target in another way. in[] lists edge numbers by target, from first[t] to
 * first[t + 1], in edge order.
 */
bool pfl_graph_redundant(struct graph *g, const uint32_t *first, const uint32_t *in,
	uint8_t *alive, struct pfl_error *err);

/* graph_around.c: keep, of the list, what is within opts->depth of opts->around; needs edges.
 */
bool pfl_graph_around(struct graph *g, struct pfl_error *err);

/* graph_tags.c: the tags of the first n units in the list. */
bool pfl_graph_tags(struct graph *g, uint32_t n, struct pfl_error *err);

/* graph_tags.c: is the tag heavy enough to be shown? */
bool pfl_graph_tag_counts(const struct graph *g, const struct pfl_graph_tag *tag);

/* graph_tags.c: sort tag[0..n) as the header of callgraph says. */
bool pfl_graph_order_tags(const struct graph *g, struct pfl_graph_tag *tag, uint32_t n,
	bool flat_first, struct pfl_error *err);

#endif
