/* SPDX-License-Identifier: Apache-2.0 */
/* Rules for one profile a side: how often they find something, and how often they should. */
#include "scoring.h"

#include "stats/distribution.h"
#include "stats/multiplicity.h"
#include "stats/pair.h"

#include <math.h>
#include <stdio.h>

static const double level = 0.05;
static const double least_points = 0.005; /* of all: a smaller change is not worth a row */
static const double least_growth = 0.05;  /* of its own cost: nor is one of this */
static const double too_much = 0.98;      /* share of what can only move with the total */

enum kind {
	PERCENT,  /* more than 5 % of its share of the total, no statistics */
	SHARE,    /* the binomial test of shares */
	ABSOLUTE, /* counts as they are */
	ROBUST,   /* factor and lambda from the pair */
	BOUND /* the same, and simultaneous lower bounds: what the scan of a tree finds first */
};

struct rule {
	const char *name;
	enum kind kind;
	bool corrected; /* by false discovery rate */
	double floor;
	bool effect; /* must be large, too */
};

static struct pfl_noise
measure(const struct rule *rule, const struct profile *old, const struct profile *new,
	struct pfl_arena *scratch)
{
	struct pfl_noise noise = { .factor = 1, .lambda = 1, .floor = rule->floor };
	struct pfl_dispersion dispersion;
	struct pfl_factor factor;
	struct pfl_error err = { 0 };

	if (rule->kind != ROBUST && rule->kind != BOUND)
		return noise;
	must(pfl_pair_factor(old->self, new->self, NODES, scratch, &factor, &err), &err);
	noise.factor = factor.factor;
	must(pfl_pair_dispersion(
		     old->self, new->self, NODES, &noise, scratch, &dispersion, &err),
		&err);
	noise.lambda = dispersion.lambda;
	return noise;
}

static bool
large(const struct pfl_change *change, double total)
{
	double difference = fabs(change->observed - change->expected);

	return difference >= least_points * total &&
		difference >= least_growth * change->expected;
}

/* Is |difference| surely more than a thousandth or two of all, for every candidate at once? */
static bool
surely(const struct pfl_change *change, double quantile, double total)
{
	return fabs(change->observed - change->expected) - quantile * change->error >
		0.002 * total;
}

static void
flag_bounds(const struct pfl_noise *noise, const struct profile *old, const struct profile *new,
	struct verdict *v)
{
	double quantile;
	size_t m = 0;

	for (unsigned i = 0; i < NODES; i++)
		m += v->tested[i];
	quantile = pfl_simultaneous_quantile(level, m, 0);
	for (unsigned i = 0; i < NODES; i++) {
		struct pfl_change cum = pfl_pair_change(noise, &old->cum[i], &new->cum[i]);
		struct pfl_change self = pfl_pair_change(noise, &old->self[i], &new->self[i]);

		v->flagged[i] = v->tested[i] &&
			(surely(&cum, quantile, new->total) ||
				surely(&self, quantile, new->total));
	}
}

static void
judge(const struct rule *rule, const struct profile *old, const struct profile *new,
	struct pfl_arena *scratch, struct verdict *v)
{
	struct pfl_noise noise = measure(rule, old, new, scratch);
	double p[NODES];

	for (unsigned i = 0; i < NODES; i++) {
		struct pfl_shares shares = { old->cum[i].value, old->total, new->cum[i].value,
			new->total };
		struct pfl_change change = pfl_pair_change(&noise, &old->cum[i], &new->cum[i]);
		double before = shares.old / shares.n_old, after = shares.new / shares.n_new;

		v->tested[i] = shares.old + shares.new >=
			PFL_PAIR_CANDIDATE_EVENTS &&fmax(before, after) < too_much;
		p[i] = rule->kind == SHARE
			? pfl_normal_two_sided(pfl_shares_statistic(&shares, 1, 0))
			: change.p;
		if (rule->kind == PERCENT)
			p[i] = fmax(before, after) >= 0.01 &&
					fabs(after - before) > least_growth * before
				? 0
				: 1;
		if (rule->effect && !large(&change, new->total))
			p[i] = fmax(p[i], level);
	}
	if (rule->kind == BOUND)
		flag_bounds(&noise, old, new, v);
	else
		flag(p, rule->corrected, scratch, v);
}

/* One profile a side, many times, the same ones for all rules. */
static void
compare_pairs(const struct rule *rules, size_t n_rules, const struct regime *regime, double n,
	double share, double times, unsigned reps, struct score *scores)
{
	static struct profile old, new;
	struct rng rng = { (uint64_t)n * 1000 + (uint64_t)(1000 * share) };

	for (unsigned rep = 0; rep < reps; rep++) {
		struct service service;
		unsigned changed = service_with(&service, regime, share, &rng);

		service_run(&service, n, 0, 1, &rng, &old);
		service_run(&service, n, changed, times, &rng, &new);
		for (size_t r = 0; r < n_rules; r++) {
			struct pfl_arena scratch = { 0 };
			struct verdict v = { 0 };

			judge(&rules[r], &old, &new, &scratch, &v);
			add_score(&scores[r], &service, &v, changed);
			pfl_arena_clear(&scratch);
		}
	}
}

void
print_null_pairs(unsigned reps)
{
	static const struct rule rules[] = {
		{ "change > 5 %, share >= 1 %", PERCENT, false, 0, false },
		{ "binomial, p < .05", SHARE, false, 0, false },
		{ "binomial, q < .05", SHARE, true, 0, false },
		{ "counts, q < .05", ABSOLUTE, true, 0, false },
		{ "robust, lambda, q < .05", ROBUST, true, 0, false },
		{ "... and floor 2 %, effect", ROBUST, true, 0.02, true },
		{ "... and floor 5 %, effect", ROBUST, true, 0.05, true },
		{ "... and floor 10 %, effect", ROBUST, true, 0.1, true },
		{ "lower bounds, floor 2 %", BOUND, false, 0.02, false },
		{ "lower bounds, floor 5 %", BOUND, false, 0.05, false },
		{ "lower bounds, floor 10 %", BOUND, false, 0.1, false },
	};
	static struct score scores[REGIMES][COUNTOF(rules)][SIZES];

	printf("\n### Nothing changed, one profile a side\n\n"
	       "Reports with a false finding, at 1k / 10k / 100k samples (false findings a "
	       "report); %u repetitions.\n\n| rule |",
		reps);
	for (size_t g = 0; g < REGIMES; g++) {
		printf(" %s |", regimes[g]->name);
		for (size_t i = 0; i < SIZES; i++) {
			struct score at_size[COUNTOF(rules)] = { 0 };

			compare_pairs(rules, COUNTOF(rules), regimes[g], sizes[i], 0, 1, reps,
				at_size);
			for (size_t r = 0; r < COUNTOF(rules); r++)
				scores[g][r][i] = at_size[r];
		}
	}
	printf("\n|---|---|---|---|---|\n");
	for (size_t r = 0; r < COUNTOF(rules); r++) {
		printf("| %s |", rules[r].name);
		for (size_t g = 0; g < REGIMES; g++) {
			print_sizes(scores[g][r], reports, " ", 2, "");
			print_sizes(scores[g][r], falsely, " (", 1, ") |");
		}
		printf("\n");
	}
	printf("| of all nodes, binomial p < .05 |");
	for (size_t g = 0; g < REGIMES; g++)
		print_sizes(scores[g][1], below, " ", 3, " |");
	printf("\n");
}

static const struct injection injections[] = { { 0.05, 1.2 }, { 0.05, 1.5 }, { 0.05, 2 },
	{ 0.01, 2 }, { 0.19, 1.1 }, { 0.19, 1.3 }, { 0.19, 2 } };

void
print_power_pairs(unsigned reps)
{
	static const struct {
		const struct regime *regime;
		struct rule rule;
	} columns[] = {
		{ &regime_none, { "2 %", ROBUST, true, 0.02, true } },
		{ &regime_calm, { "2 %", ROBUST, true, 0.02, true } },
		{ &regime_calm, { "5 %", ROBUST, true, 0.05, true } },
		{ &regime_shared, { "5 %", ROBUST, true, 0.05, true } },
		{ &regime_shared, { "10 %", ROBUST, true, 0.1, true } },
	};

	printf("\n### Something changed, one profile a side\n\n"
	       "Found at 1k / 10k / 100k samples (false findings a report), by robust, lambda, "
	       "floor, "
	       "q < .05 and effect; %u repetitions.\n\n| changed |",
		reps);
	for (size_t c = 0; c < COUNTOF(columns); c++)
		printf(" %s, floor %s |", columns[c].regime->name, columns[c].rule.name);
	printf("\n|---|---|---|---|---|---|\n");
	for (size_t j = 0; j < COUNTOF(injections); j++) {
		printf("| %.0f %% node x%.1f |", 100 * injections[j].share,
			injections[j].times);
		for (size_t c = 0; c < COUNTOF(columns); c++) {
			struct score s[SIZES] = { 0 };

			for (size_t i = 0; i < SIZES; i++)
				compare_pairs(&columns[c].rule, 1, columns[c].regime, sizes[i],
					injections[j].share, injections[j].times, reps, &s[i]);
			print_sizes(s, hits, " ", 2, "");
			print_sizes(s, falsely, " (", 1, ") |");
		}
		printf("\n");
	}
}
