/* SPDX-License-Identifier: Apache-2.0 */
/* A made-up program whose runs differ as those of real ones do, and profiles of it. */
#ifndef BENCH_NOISY_H
#define BENCH_NOISY_H

#include "rng.h"

#include "stats/events.h"

#include <stdbool.h>

enum { NODES = 300, MAX_TREE_DEPTH = 19 };

/* What makes two runs of the same program differ, besides sampling. */
struct regime {
	const char *name;
	double function_median; /* coefficient of variation of a function, ... */
	double function_sigma;  /* ... lognormal with this sigma, ... */
	double function_cap;    /* ... and never more than that */
	unsigned subtrees;      /* so many subtrees move as a whole, ... */
	double subtree;         /* ... by this */
	double total;           /* coefficient of variation of a run's length */
	double volatile_share;  /* share of the functions that vary by half */
};

/* Quiet machine, calm one, shared virtual machine, hostile one. */
extern const struct regime regime_none, regime_calm, regime_shared, regime_hostile;

/* A call tree; parents come before their children. Costs are shares of 1. */
struct service {
	unsigned parent[NODES];
	double self[NODES], cum[NODES];
	double variation[NODES]; /* of the regime, drawn once: functions keep their character */
	unsigned moved[NODES];   /* roots of subtrees that move as a whole */
	const struct regime *regime;
};

struct profile {
	struct pfl_tally self[NODES], cum[NODES];
	double total;
};

void service_make(struct service *service, const struct regime *regime, struct rng *rng);

/* The node whose cum is nearest to this share. */
unsigned service_node(const struct service *service, double share);

/* Is a in the subtree of b, or b itself? */
bool service_below(const struct service *service, unsigned a, unsigned b);

/* Run the program for about n timer ticks, with all in the subtree of `node` taking `times` as
 * long. */
void service_run(const struct service *service, double n, unsigned node, double times,
	struct rng *rng, struct profile *profile);

#endif
