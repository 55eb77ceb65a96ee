/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of a made-up program: costs with noise, then timer ticks dealt out among them. */
#include "noisy.h"

#include <math.h>

const struct regime regime_none = { .name = "S0" };
const struct regime regime_calm = { "S1", 0.02, 0, 0.02, 10, 0.02, 0.02, 0 };
const struct regime regime_shared = { "S2b", 0.05, 0.7, 0.25, 12, 0.05, 0.08, 0 };
const struct regime regime_hostile = { "S2", 0.08, 0.8, 0.6, 12, 0.05, 0.08, 0.05 };

/* Above 0 and below 1. */
static double
uniform(struct rng *rng)
{
	return ((double)(rng_next(rng) >> 12) + 0.5) / 4503599627370496.0;
}

/* Box and Muller's way, one of the two. */
static double
normal(struct rng *rng)
{
	double radius = sqrt(-2 * log(uniform(rng)));

	return radius * cos(6.283185307179586 * uniform(rng));
}

/* A factor around 1 with this coefficient of variation. */
static double
wobble(double variation, struct rng *rng)
{
	double sigma = sqrt(log1p(variation * variation));

	return exp(sigma * normal(rng) - sigma * sigma / 2);
}

static void
grow(struct service *p, struct rng *rng)
{
	unsigned depth[NODES] = { 0 };

	for (unsigned i = 1; i < NODES; i++) {
		do
			p->parent[i] = rng_below(rng, i);
		while (depth[p->parent[i]] >= MAX_TREE_DEPTH);
		depth[i] = depth[p->parent[i]] + 1;
	}
}

/* Zipf's law: the k-th most expensive function takes 1 / k^1.05 of the first. */
static void
price(struct service *p, struct rng *rng)
{
	unsigned order[NODES];
	double sum = 0;

	for (unsigned i = 0; i < NODES; i++) {
		unsigned at = rng_below(rng, i + 1);

		order[i] = order[at];
		order[at] = i;
		sum += pow(i + 1, -1.05);
	}
	for (unsigned i = 0; i < NODES; i++)
		p->self[order[i]] = p->cum[order[i]] = pow(i + 1, -1.05) / sum;
	for (unsigned i = NODES - 1; i > 0; i--)
		p->cum[p->parent[i]] += p->cum[i];
}

void
service_make(struct service *p, const struct regime *regime, struct rng *rng)
{
	*p = (struct service){ .regime = regime };
	grow(p, rng);
	price(p, rng);
	for (unsigned i = 0; i < NODES; i++) {
		double drawn =
			regime->function_median * exp(regime->function_sigma * normal(rng));

		p->variation[i] = uniform(rng) < regime->volatile_share
			? 0.5
			: fmin(regime->function_cap, drawn);
	}
	for (unsigned i = 0; i < regime->subtrees; i++)
		p->moved[i] = 1 + rng_below(rng, NODES - 1);
}

unsigned
service_node(const struct service *p, double share)
{
	unsigned best = 1;

	for (unsigned i = 1; i < NODES; i++)
		if (fabs(log(p->cum[i] / share)) < fabs(log(p->cum[best] / share)))
			best = i;
	return best;
}

bool
service_below(const struct service *p, unsigned a, unsigned b)
{
	while (a > b)
		a = p->parent[a];
	return a == b;
}

/* What a run costs: the program's costs, times what multiplies each node and all below it. */
static void
run_costs(const struct service *p, unsigned node, double times, struct rng *rng, double *cost)
{
	double factor[NODES];

	for (unsigned i = 0; i < NODES; i++)
		factor[i] = 1;
	for (unsigned i = 0; i < p->regime->subtrees; i++)
		factor[p->moved[i]] *= wobble(p->regime->subtree, rng);
	factor[node] *= times;
	for (unsigned i = 1; i < NODES; i++)
		factor[i] *= factor[p->parent[i]];
	for (unsigned i = 0; i < NODES; i++)
		cost[i] = p->self[i] * factor[i] * wobble(p->variation[i], rng);
}

/*
 * Ticks among nodes in proportion to their costs, each tick on its own, by A. J. Walker's alias
 * method: a column holds a node and, above `cut`, another.
 */
static void
deal(const double *cost, double sum, uint64_t ticks, struct rng *rng, struct profile *out)
{
	unsigned small[NODES], large[NODES], n_small = 0, n_large = 0, other[NODES];
	double cut[NODES];

	for (unsigned i = 0; i < NODES; i++) {
		cut[i] = cost[i] / sum * NODES;
		other[i] = i;
		if (cut[i] < 1)
			small[n_small++] = i;
		else
			large[n_large++] = i;
	}
	while (n_small > 0 && n_large > 0) {
		unsigned low = small[--n_small], high = large[n_large - 1];

		other[low] = high;
		cut[high] -= 1 - cut[low];
		if (cut[high] < 1) {
			n_large--;
			small[n_small++] = high;
		}
	}
	/* What is left over is 1 but for rounding. */
	while (n_small > 0)
		cut[small[--n_small]] = 1;
	while (ticks-- > 0) {
		unsigned column = rng_below(rng, NODES);

		out->self[uniform(rng) < cut[column] ? column : other[column]].value++;
	}
}

void
service_run(const struct service *p, double n, unsigned node, double times, struct rng *rng,
	struct profile *out)
{
	double cost[NODES], sum = 0;

	*out = (struct profile){ 0 };
	run_costs(p, node, times, rng, cost);
	for (unsigned i = 0; i < NODES; i++)
		sum += cost[i];
	out->total = round(n * sum * wobble(p->regime->total, rng));
	deal(cost, sum, (uint64_t)out->total, rng, out);
	for (unsigned i = 0; i < NODES; i++) {
		out->self[i].events = out->self[i].variance = out->self[i].value;
		out->cum[i] = out->self[i];
	}
	for (unsigned i = NODES - 1; i > 0; i--)
		pfl_tally_add(&out->cum[p->parent[i]], &out->cum[i]);
}
