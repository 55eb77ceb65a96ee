/* SPDX-License-Identifier: Apache-2.0 */
/* How rules of comparison do, over many comparisons. */
#ifndef BENCH_SCORING_H
#define BENCH_SCORING_H

#include "noisy.h"

#include "base/arena.h"

#define COUNTOF(a) (sizeof(a) / sizeof((a)[0]))

/* What a rule says of all nodes. */
struct verdict {
	bool tested[NODES], flagged[NODES];
	bool below[NODES]; /* p < .05, whatever is said of the others */
};

/* How it did. */
struct score {
	unsigned reps, reports; /* of which so many have a false finding */
	double tests, below;    /* nodes tested that did not change; with p < .05 */
	double falsely;         /* of these, flagged */
	double hits;            /* comparisons in which the changed node was flagged */
	double false_share;     /* sum of false findings over all findings */
};

/* What is made slower: a node with this share of all, by so much. */
struct injection {
	double share, times;
};

/* Samples a profile. */
enum { SIZES = 3 };
extern const double sizes[SIZES];

enum { REGIMES = 4 };
extern const struct regime *const regimes[REGIMES];

/* changed: the node that takes longer, which shows at all above and below it; 0: none. */
void add_score(struct score *score, const struct service *s, const struct verdict *v,
	unsigned changed);

/* Shares of all comparisons, findings a comparison, and share of all nodes tested. */
double reports(const struct score *s);
double hits(const struct score *s);
double falsely(const struct score *s);
double below(const struct score *s);

/* One of these at all sizes. */
void print_sizes(const struct score s[SIZES], double (*what)(const struct score *),
	const char *before, int digits, const char *behind);

/* Flag what is significant: of the tested nodes, by p or, corrected, by q. */
void flag(const double *p, bool corrected, struct pfl_arena *scratch, struct verdict *v);

/* A service with a node of about this share, which is returned; 0 if none is asked for. */
unsigned service_with(
	struct service *s, const struct regime *regime, double share, struct rng *rng);

/* End the program unless ok. */
void must(bool ok, const struct pfl_error *err);

/* The tables; each comparison is made `reps` times. */
void print_null_pairs(unsigned reps);
void print_power_pairs(unsigned reps);
void print_null_runs(unsigned reps);
void print_power_runs(unsigned reps);
void print_gates(unsigned reps);

#endif
