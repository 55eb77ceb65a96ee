/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/scale.h"

#include "base/match.h"
#include "stats/pair.h"
#include "stats/runs.h"

#include <math.h>
#include <string.h>

static const char *const names[] = {
	[PFL_NORMAL_ROBUST] = "robust",
	[PFL_NORMAL_ABS] = "abs",
	[PFL_NORMAL_TIME] = "time",
	[PFL_NORMAL_OP] = "op",
	[PFL_NORMAL_SHARE] = "share",
	[PFL_NORMAL_ANCHOR] = "anchor",
};

static const char anchor[] = "anchor=";

const char *
pfl_normalization_name(enum pfl_normalization mode)
{
	return names[mode];
}

/* Everything about one search for a scale. */
struct search {
	struct pfl_scale *scale;
	const struct pfl_evidence_source *source;
	const struct pfl_measured *flat, *cum;
	const struct pfl_nodes *nodes;
	const struct pfl_compare_opts *opts;
	uint32_t n_runs, n_old;
	struct pfl_arena scratch;
};

static bool
choose_mode(struct search *s, struct pfl_error *err)
{
	const char *wish = s->opts->normalization;
	enum pfl_evidence kind = s->source->kind;

	s->scale->mode = kind == PFL_EVIDENCE_COUNTED ? PFL_NORMAL_ROBUST
		: kind == PFL_EVIDENCE_CONTENTION     ? PFL_NORMAL_TIME
						      : PFL_NORMAL_ABS;
	if (!wish || !*wish)
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		bool with_value = i == PFL_NORMAL_ANCHOR;

		if (with_value ? strncmp(wish, anchor, sizeof(anchor) - 1) == 0
			       : strcmp(wish, names[i]) == 0) {
			s->scale->mode = (enum pfl_normalization)i;
			return true;
		}
	}
	return pfl_fail(err, PFL_USAGE,
		"there is no normalization '%s'; there are robust, share, time, op, abs and "
		"anchor=RE",
		wish);
}

/* What a run's tallies are worth in the profile's unit. */
static double
weight(const struct search *s, uint32_t run)
{
	return s->source->weight[run < s->n_old];
}

/* Runs differ only by what an event stands for: values are compared as they are. */
static void
as_recorded(const struct search *s, double *factor)
{
	for (uint32_t run = 0; run < s->n_runs; run++)
		factor[run] = 1 / weight(s, run);
}

static double
duration(const struct search *s, uint32_t run)
{
	return (double)s->source->p->pairing->run[run].duration_nanos;
}

static bool
knows_durations(const struct search *s)
{
	for (uint32_t run = 0; run < s->n_runs; run++) {
		if (!(duration(s, run) > 0))
			return false;
	}
	return true;
}

static void
by_duration(const struct search *s, double *factor)
{
	for (uint32_t run = 0; run < s->n_runs; run++)
		factor[run] = duration(s, run) / weight(s, run);
}

static bool
by_operations(const struct search *s, double *factor)
{
	const double *operations = s->opts->run_operations;

	for (uint32_t run = 0; operations && run < s->n_runs; run++)
		factor[run] = operations[run] / weight(s, run);
	return operations != NULL;
}

/* By all that a run has; false where a run has nothing. */
static bool
by_total(const struct search *s, double *factor)
{
	for (uint32_t run = 0; run < s->n_runs; run++) {
		factor[run] = 0;
		for (uint32_t i = 0; i < s->flat->n; i++)
			factor[run] += s->flat->run[run][i].value;
		if (!(factor[run] > 0))
			return false;
	}
	return true;
}

/* By what functions use that should not change. */
static bool
by_anchor(struct search *s, double *factor, struct pfl_error *err)
{
	const char *pattern = s->opts->normalization + sizeof(anchor) - 1;
	struct pfl_matcher *matcher =
		pfl_matcher_new(pfl_span_of(pattern), "normalization", err);
	bool ok = matcher != NULL;

	memset(factor, 0, s->n_runs * sizeof(*factor));
	for (uint32_t node = 0; ok && node < s->nodes->n; node++) {
		bool hit = false;

		ok = pfl_matcher_test(matcher,
			pfl_profile_text(s->source->p, s->nodes->name[node]), &hit, err);
		for (uint32_t run = 0; ok && hit && run < s->n_runs; run++)
			factor[run] += s->cum->run[run][node].value;
	}
	pfl_matcher_free(matcher);
	for (uint32_t run = 0; ok && run < s->n_runs; run++) {
		if (!(factor[run] > 0))
			return pfl_fail(err, PFL_USAGE,
				"normalization: what matches '%s' has no values in one of the "
				"profiles",
				pattern);
	}
	return ok;
}

/* One recording a side: the factor that most functions agree on. */
static bool
robust_pair(struct search *s, double *factor, struct pfl_error *err)
{
	struct pfl_factor found;

	if (!pfl_pair_factor(
		    s->flat->run[0], s->flat->run[1], s->flat->n, &s->scratch, &found, err))
		return false;
	factor[0] = 1;
	factor[1] = found.factor;
	s->scale->functions = (uint32_t)found.functions;
	s->scale->too_few = found.shared;
	return true;
}

static bool
robust_runs(struct search *s, double *factor, struct pfl_error *err)
{
	struct pfl_runs runs = {
		.run = (const struct pfl_tally *const *)s->flat->run,
		.old_runs = s->n_old,
		.new_runs = s->n_runs - s->n_old,
		.n = s->flat->n,
		.weighted = !s->source->uniform,
	};

	if (!pfl_runs_factors(&runs, &s->scratch, factor, &s->scale->too_few, err))
		return false;
	for (uint32_t i = 0; i < s->flat->n && !s->scale->too_few; i++) {
		double events = 0;

		for (uint32_t run = 0; run < s->n_runs; run++)
			events += s->flat->run[run][i].events;
		s->scale->functions += events >= (double)PFL_RUNS_FACTOR_EVENTS * s->n_runs;
	}
	return true;
}

static bool
is_empty(const struct search *s, bool old)
{
	for (uint32_t i = 0; i < s->flat->n; i++) {
		if (s->flat->sum[old][i] != 0)
			return false;
	}
	return true;
}

/* What most functions agree on, if there are enough to ask. What totals say is there already
 * otherwise. */
static bool
by_most(struct search *s, double *factor, struct pfl_error *err)
{
	if (!(s->n_runs == 2 ? robust_pair(s, factor, err) : robust_runs(s, factor, err)))
		return false;
	if (!s->scale->too_few)
		return true;
	s->scale->mode = knows_durations(s) ? PFL_NORMAL_TIME : PFL_NORMAL_SHARE;
	if (s->scale->mode == PFL_NORMAL_TIME)
		by_duration(s, factor);
	return true;
}

/* By run, what its tallies are to be divided by, in any common measure. */
static bool
find_factors(struct search *s, double *factor, struct pfl_error *err)
{
	bool wished = s->opts->normalization && *s->opts->normalization;

	switch (s->scale->mode) {
	case PFL_NORMAL_ROBUST:
		return by_most(s, factor, err);
	case PFL_NORMAL_TIME:
		if (knows_durations(s)) {
			by_duration(s, factor);
			return true;
		}
		if (wished)
			return pfl_fail(err, PFL_USAGE,
				"normalization: not every profile says how long it was "
				"recorded");
		s->scale->no_duration = true;
		s->scale->mode = PFL_NORMAL_ABS;
		break;
	case PFL_NORMAL_OP:
		return by_operations(s, factor) ||
			pfl_fail(err, PFL_USAGE,
				"normalization: op needs --operations OLD,NEW, the work that "
				"either side has done");
	case PFL_NORMAL_SHARE:
		if (by_total(s, factor))
			return true;
		s->scale->mode = PFL_NORMAL_ABS;
		break;
	case PFL_NORMAL_ANCHOR:
		return by_anchor(s, factor, err);
	case PFL_NORMAL_ABS:
		break;
	}
	as_recorded(s, factor);
	return true;
}

bool
pfl_scale_find(struct pfl_scale *scale, const struct pfl_evidence_source *source,
	const struct pfl_measured *flat, const struct pfl_measured *cum,
	const struct pfl_nodes *nodes, const struct pfl_compare_opts *opts,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct search s = {
		.scale = scale,
		.source = source,
		.flat = flat,
		.cum = cum,
		.nodes = nodes,
		.opts = opts,
		.n_runs = source->p->pairing->n_runs,
		.n_old = source->p->pairing->n_old,
		.scratch = { .budget = arena->budget },
	};
	double sum[2] = { 0, 0 };
	bool ok;

	*scale = (struct pfl_scale){ 0 };
	scale->run = pfl_arena_alloc(arena, s.n_runs, sizeof(*scale->run), err);
	ok = scale->run && choose_mode(&s, err);
	/* Where one side has nothing there is nothing to bring to a scale. */
	if (ok && (is_empty(&s, true) || is_empty(&s, false)))
		scale->mode = PFL_NORMAL_ABS;
	ok = ok && find_factors(&s, scale->run, err);
	pfl_arena_clear(&s.scratch);
	if (!ok)
		return false;
	pfl_runs_factors_scale(scale->run, s.n_runs);
	for (uint32_t run = 0; run < s.n_runs; run++)
		sum[run < s.n_old] += scale->run[run];
	scale->new_runs = sum[0];
	scale->tally_factor = sum[0] / sum[1];
	scale->factor = scale->tally_factor * source->weight[0] / source->weight[1];
	return true;
}
