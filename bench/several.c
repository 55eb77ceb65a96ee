/* SPDX-License-Identifier: Apache-2.0 */
/* The same for several profiles a side, and for gates. */
#include "scoring.h"

#include "stats/gate.h"
#include "stats/pair.h"
#include "stats/runs.h"

#include <math.h>
#include <stdio.h>

enum { MAX_RUNS = 10 };

static const double too_much = 0.98; /* share of what can only move with the total */

struct method {
	const char *name;
	enum pfl_runs_test test;
	bool robust; /* factors that most agree on, not totals */
	double floor;
};

static const struct method methods[] = {
	{ "Welch", PFL_RUNS_WELCH, false, 0 },
	{ "Mann-Whitney", PFL_RUNS_MANN_WHITNEY, false, 0 },
	{ "moderated", PFL_RUNS_MODERATED, false, 0 },
	{ "moderated, robust", PFL_RUNS_MODERATED, true, 0 },
	{ "the same, floor 1 %", PFL_RUNS_MODERATED, true, 0.01 },
};
enum { METHODS = COUNTOF(methods) };

static void
changes_of_runs(const struct method *method, const struct profile *profile, size_t k,
	struct pfl_arena *scratch, struct pfl_change *changes)
{
	const struct pfl_tally *self[2 * MAX_RUNS], *cum[2 * MAX_RUNS];
	struct pfl_runs runs = { self, k, k, NODES, NULL, false };
	struct pfl_runs_method how = { .test = method->test, .floor = method->floor };
	double factor[2 * MAX_RUNS];
	struct pfl_error err = { 0 };
	struct pfl_phi phi;
	bool shared;

	for (size_t j = 0; j < 2 * k; j++) {
		self[j] = profile[j].self;
		cum[j] = profile[j].cum;
		factor[j] = profile[j].total;
	}
	if (method->robust)
		must(pfl_runs_factors(&runs, scratch, factor, &shared, &err), &err);
	else
		pfl_runs_factors_scale(factor, 2 * k);
	runs.run = cum;
	runs.factor = factor;
	must(pfl_runs_phi(&runs, scratch, &phi, &err), &err);
	how.phi = phi.phi;
	must(pfl_runs_compare(&runs, &how, scratch, changes, &err), &err);
}

static void
judge_runs(const struct method *method, const struct profile *profile, size_t k,
	struct pfl_arena *scratch, struct verdict *v)
{
	struct pfl_change changes[NODES];
	double p[NODES];

	changes_of_runs(method, profile, k, scratch, changes);
	for (unsigned i = 0; i < NODES; i++) {
		double events = 0, total = 0;

		for (size_t j = 0; j < 2 * k; j++) {
			events += profile[j].cum[i].value;
			total += profile[j].total;
		}
		v->tested[i] = events >= PFL_RUNS_CANDIDATE_EVENTS && events < too_much * total;
		p[i] = changes[i].p;
	}
	flag(p, true, scratch, v);
}

static void
compare_runs(const struct regime *regime, double n, size_t k, double share, double times,
	unsigned reps, struct score *scores)
{
	static struct profile profile[2 * MAX_RUNS];
	struct rng rng = { (uint64_t)n * 1000 + k * 100 + (uint64_t)(1000 * share) };

	for (unsigned rep = 0; rep < reps; rep++) {
		struct service service;
		unsigned changed = service_with(&service, regime, share, &rng);

		for (size_t j = 0; j < 2 * k; j++)
			service_run(&service, n, j < k ? 0 : changed, j < k ? 1 : times, &rng,
				&profile[j]);
		for (size_t m = 0; m < METHODS; m++) {
			struct pfl_arena scratch = { 0 };
			struct verdict v = { 0 };

			judge_runs(&methods[m], profile, k, &scratch, &v);
			add_score(&scores[m], &service, &v, changed);
			pfl_arena_clear(&scratch);
		}
	}
}

static const size_t runs_a_side[] = { 2, 3, 5, 10 };

static void
print_methods(size_t columns)
{
	for (size_t m = 0; m < METHODS; m++)
		printf(" %s |", methods[m].name);
	printf("\n|");
	for (size_t i = 0; i < columns + METHODS; i++)
		printf("---|");
	printf("\n");
}

void
print_null_runs(unsigned reps)
{
	printf("\n### Nothing changed, k profiles a side\n\n"
	       "Nodes with p < .05 / reports with a false finding at q < .05, 10k samples a "
	       "run; %u "
	       "repetitions.\n\n| regime | k |",
		reps);
	print_methods(2);
	for (size_t g = 1; g < REGIMES; g++)
		for (size_t i = 0; i < COUNTOF(runs_a_side); i++) {
			struct score scores[METHODS] = { 0 };

			compare_runs(regimes[g], 1e4, runs_a_side[i], 0, 1, reps, scores);
			printf("| %s | %zu |", regimes[g]->name, runs_a_side[i]);
			for (size_t m = 0; m < METHODS; m++)
				printf(" %.3f / %.2f |", below(&scores[m]),
					reports(&scores[m]));
			printf("\n");
		}
}

/* At the size where it is largest. */
static double
worst_false_share(const struct score s[SIZES])
{
	double worst = 0;

	for (size_t i = 0; i < SIZES; i++)
		worst = fmax(worst, s[i].false_share / fmax(s[i].reps, 1));
	return worst;
}

void
print_power_runs(unsigned reps)
{
	static const struct injection changes[] = { { 0.05, 1.2 }, { 0.05, 1.5 },
		{ 0.19, 1.1 } };

	printf("\n### Something changed, k profiles a side\n\n"
	       "Found at 1k / 10k / 100k samples a run (share of false findings, at worst), q "
	       "< .05; %u "
	       "repetitions.\n\n| regime | changed | k |",
		reps);
	print_methods(3);
	for (size_t at = 0; at < 2 * COUNTOF(changes) * COUNTOF(runs_a_side); at++) {
		const struct regime *regime =
			regimes[1 + at / COUNTOF(runs_a_side) / COUNTOF(changes)];
		struct injection change = changes[at / COUNTOF(runs_a_side) % COUNTOF(changes)];
		size_t k = runs_a_side[at % COUNTOF(runs_a_side)];
		struct score scores[METHODS][SIZES] = { 0 };

		for (size_t i = 0; i < SIZES; i++) {
			struct score at_size[METHODS] = { 0 };

			compare_runs(
				regime, sizes[i], k, change.share, change.times, reps, at_size);
			for (size_t m = 0; m < METHODS; m++)
				scores[m][i] = at_size[m];
		}
		printf("| %s | %.0f %% node x%.1f | %zu |", regime->name, 100 * change.share,
			change.times, k);
		for (size_t m = 0; m < METHODS; m++) {
			print_sizes(scores[m], hits, " ", 2, "");
			printf(" (%.2f) |", worst_false_share(scores[m]));
		}
		printf("\n");
	}
}

/* In how many comparisons a rule "> 5 %" would have had reason to say what. */
struct gate {
	double beyond; /* the estimate is */
	double proved; /* so is that it grew, at 5 % */
	double failed; /* ... by more than that */
};

static void
add_gate(struct gate *gate, const struct pfl_change *change)
{
	const double threshold = 0.05;
	struct pfl_bounds bounds;
	enum pfl_verdict verdict =
		pfl_gate_growth(change, threshold, pfl_gate_quantile(1, change->df), &bounds);

	gate->beyond += bounds.estimate > threshold;
	gate->proved += verdict == PFL_VERDICT_FAIL || verdict == PFL_VERDICT_WARN;
	gate->failed += verdict == PFL_VERDICT_FAIL;
}

/* All nodes of k profiles a side, as profdiff compares them; one a side at twice the floor. */
static void
compare_all(const struct profile *profile, size_t k, struct pfl_arena *scratch,
	struct pfl_change *changes)
{
	struct pfl_noise noise = { .factor = 1, .floor = 0.1 };
	struct pfl_dispersion dispersion;
	struct pfl_factor factor;
	struct pfl_error err = { 0 };

	if (k > 1) {
		changes_of_runs(&methods[METHODS - 1], profile, k, scratch, changes);
		return;
	}
	must(pfl_pair_factor(profile[0].self, profile[1].self, NODES, scratch, &factor, &err),
		&err);
	noise.factor = factor.factor;
	must(pfl_pair_dispersion(profile[0].self, profile[1].self, NODES, &noise, scratch,
		     &dispersion, &err),
		&err);
	noise.lambda = dispersion.lambda;
	for (unsigned i = 0; i < NODES; i++)
		changes[i] = pfl_pair_change(&noise, &profile[0].cum[i], &profile[1].cum[i]);
}

/* A service with a leaf of about this share: what is below it does not even its noise out. */
static unsigned
service_with_leaf(struct service *s, const struct regime *regime, double share, struct rng *rng)
{
	unsigned node;

	do
		node = service_with(s, regime, share, rng);
	while (s->cum[node] > 1.001 * s->self[node]);
	return node;
}

static struct gate
try_gate(double noise, size_t k, double growth, unsigned reps)
{
	const struct regime regime = { "", noise, 0, noise, 0, 0, 0.02, 0 };
	static struct profile profile[2 * MAX_RUNS];
	struct rng rng = { (uint64_t)(1000 * noise) * 100 + k };
	struct gate gate = { 0 };

	for (unsigned rep = 0; rep < reps; rep++) {
		struct pfl_arena scratch = { 0 };
		struct pfl_change changes[NODES];
		struct service service;
		unsigned node = service_with_leaf(&service, &regime, 0.18, &rng);

		for (size_t j = 0; j < 2 * k; j++)
			service_run(
				&service, 1e4, node, j < k ? 1 : 1 + growth, &rng, &profile[j]);
		compare_all(profile, k, &scratch, changes);
		add_gate(&gate, &changes[node]);
		pfl_arena_clear(&scratch);
	}
	return gate;
}

void
print_gates(unsigned reps)
{
	static const double noises[] = { 0.01, 0.03, 0.08 };
	static const size_t runs[] = { 1, 3, 5, 10 };
	static const double growths[] = { 0, 0.05, 0.1, 0.15, 0.25 };

	printf("\n### A gate of 5 %% on a function with 18 %% of 10k samples\n\n"
	       "Growth estimated at more than 5 %% / and proved / proved to be more than 5 %%, "
	       "which "
	       "fails; %u repetitions.\n\n| noise | k |",
		reps);
	for (size_t g = 0; g < COUNTOF(growths); g++)
		printf(" true %.0f %% |", 100 * growths[g]);
	printf("\n|---|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < COUNTOF(noises) * COUNTOF(runs); i++) {
		double noise = noises[i / COUNTOF(runs)];
		size_t k = runs[i % COUNTOF(runs)];

		printf("| %.0f %% | %zu |", 100 * noise, k);
		for (size_t g = 0; g < COUNTOF(growths); g++) {
			struct gate gate = try_gate(noise, k, growths[g], reps);

			printf(" %.2f / %.2f / %.2f |", gate.beyond / reps, gate.proved / reps,
				gate.failed / reps);
		}
		printf("\n");
	}
}
