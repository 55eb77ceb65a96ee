/* SPDX-License-Identifier: Apache-2.0 */
/* How rules of comparison do, over many comparisons. */
#include "scoring.h"

#include "stats/multiplicity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double level = 0.05;

/* Does anything that happens at one of two nodes show at the other? */
static bool
related(const struct service *s, unsigned a, unsigned b)
{
	return service_below(s, a, b) || service_below(s, b, a);
}

/* changed: the node that takes longer; 0: none. */
void
add_score(
	struct score *score, const struct service *s, const struct verdict *v, unsigned changed)
{
	double wrong = 0, all = 0;

	for (unsigned i = 0; i < NODES; i++) {
		bool counts = changed == 0 || !related(s, i, changed);

		all += v->flagged[i];
		score->tests += v->tested[i] && counts;
		score->below += v->below[i] && counts;
		wrong += v->flagged[i] && counts;
	}
	score->reps++;
	score->reports += wrong > 0;
	score->falsely += wrong;
	score->hits += v->flagged[changed];
	score->false_share += all > 0 ? wrong / all : 0;
}

double
reports(const struct score *s)
{
	return s->reports / fmax(s->reps, 1);
}

double
falsely(const struct score *s)
{
	return s->falsely / fmax(s->reps, 1);
}

double
hits(const struct score *s)
{
	return s->hits / fmax(s->reps, 1);
}

double
below(const struct score *s)
{
	return s->below / fmax(s->tests, 1);
}

const double sizes[SIZES] = { 1e3, 1e4, 1e5 };

/* One column of scores at all sizes. */
void
print_sizes(const struct score s[SIZES], double (*what)(const struct score *),
	const char *before, int digits, const char *behind)
{
	printf("%s%.*f / %.*f / %.*f%s", before, digits, what(&s[0]), digits, what(&s[1]),
		digits, what(&s[2]), behind);
}

/* What else memory cannot be had for would have no answer either. */
void
must(bool ok, const struct pfl_error *err)
{
	if (ok)
		return;
	fprintf(stderr, "profloom-simulate: %s\n", err->msg);
	exit(1);
}

/* Flag what is significant: of the tested nodes, by p or, corrected, by q. */
void
flag(const double *p, bool corrected, struct pfl_arena *scratch, struct verdict *v)
{
	double listed[NODES];
	struct pfl_error err = { 0 };
	size_t n = 0;

	for (unsigned i = 0; i < NODES; i++)
		if (v->tested[i])
			listed[n++] = p[i];
	if (corrected)
		must(pfl_false_discovery(listed, n, scratch, listed, &err), &err);
	n = 0;
	for (unsigned i = 0; i < NODES; i++) {
		v->below[i] = v->tested[i] && p[i] < level;
		v->flagged[i] = v->tested[i] && listed[n++] < level;
	}
}

/* A service with a node of about this share, which is returned; 0 if none is asked for. */
unsigned
service_with(struct service *s, const struct regime *regime, double share, struct rng *rng)
{
	unsigned node = 0;

	do {
		service_make(s, regime, rng);
		node = share > 0 ? service_node(s, share) : 0;
	} while (node > 0 && fabs(s->cum[node] / share - 1) > 0.1);
	return node;
}

const struct regime *const regimes[REGIMES] = { &regime_none, &regime_calm, &regime_shared,
	&regime_hostile };
