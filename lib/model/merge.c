/* SPDX-License-Identifier: Apache-2.0 */
/* Several profiles into one: added up, subtracted, or side by side. */
#include "base/unit.h"
#include "model/copy.h"
#include "model/merging.h"
#include "model/sides.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_RUNS = 10000 }; /* a side; their values are columns of a table */

/* Everything about one merge. */
struct job {
	const struct pfl_profile *const *profiles; /* in the order of the inputs */
	const struct pfl_merge_input *inputs;
	size_t n;
	const struct pfl_merge_plan *plan;
	struct pfl_merging_opts opts;
	bool first_meta; /* the header is the first input's */
};

void
pfl_merge_note(struct pfl_profile *p, const struct pfl_merge_losses *losses)
{
	if (losses->forgotten)
		pfl_profile_add_note(p,
			"%llu samples have values only where nothing is scaled, and were left "
			"out, "
			"as pprof does",
			(unsigned long long)losses->forgotten);
	if (losses->vanished)
		pfl_profile_add_note(p,
			"%llu sample%s left out, since %s values times the weight round to 0; "
			"whole weights lose nothing",
			(unsigned long long)losses->vanished,
			losses->vanished == 1 ? " was" : "s were",
			losses->vanished == 1 ? "its" : "their");
}

static struct pfl_profile *
run(const struct job *job, struct pfl_error *err)
{
	struct pfl_merge_losses losses = { 0 };
	struct pfl_merging m = { 0 };
	struct pfl_profile *result = NULL;
	bool ok = pfl_merging_open(&m, job->plan, &job->opts, err);

	if (ok && job->first_meta)
		pfl_merge_meta_copy(job->profiles[0], m.b);
	else if (ok)
		ok = pfl_merging_headers(&m, job->profiles, job->n, err);
	for (size_t i = 0; ok && i < job->n; i++)
		ok = pfl_merging_add(&m, &job->inputs[i], err);
	if (ok)
		result = pfl_merging_close(&m, &losses, err);
	pfl_merging_clear(&m);
	if (result)
		pfl_merge_note(result, &losses);
	return result;
}

static bool
is_pair(const struct pfl_profile *p)
{
	return p->samples.before != NULL;
}

/* Only what has no old values yet can be compared. */
static bool
refuse_pair(const struct pfl_profile *p, struct pfl_error *err)
{
	return !is_pair(p) ||
		pfl_fail(err, PFL_UNSUPPORTED,
			"a profile that already holds old and new values cannot be compared "
			"again");
}

struct pfl_profile *
pfl_merge(const struct pfl_profile *const *profiles, size_t n, const struct pfl_limits *limits,
	struct pfl_error *err)
{
	struct pfl_merge_input *inputs;
	struct pfl_merge_plan plan;
	struct pfl_profile *result = NULL;

	if (n == 0) {
		pfl_fail(err, PFL_USAGE, "there is no profile to merge");
		return NULL;
	}
	if (n == 1)
		return pfl_profile_copy(profiles[0], limits, err);
	if (!pfl_merge_plan_alike(&plan, profiles, n, err))
		return NULL;
	inputs = calloc(n, sizeof(*inputs));
	for (size_t i = 0; inputs && i < n; i++)
		inputs[i] = (struct pfl_merge_input){
			.p = profiles[i],
			.column = plan.column[i],
			.unit = plan.ratio[i],
			.forgetful = true,
		};
	if (inputs)
		result = run(&(struct job){ .profiles = profiles,
				     .inputs = inputs,
				     .n = n,
				     .plan = &plan,
				     .opts = { .limits = limits,
					     .pair = is_pair(profiles[0]),
					     .pairs = is_pair(profiles[0]) } },
			err);
	else
		pfl_fail(err, PFL_NOMEM, "out of memory");
	free(inputs);
	pfl_merge_plan_clear(&plan);
	return result;
}

/* Factors that bring `from` to the totals of `to`: 0 where `from` has none. In the plan's
 * arena. */
static const double *
normal_factors(struct pfl_merge_plan *plan, const struct pfl_merge_input *from,
	const struct pfl_merge_input *to, struct pfl_error *err)
{
	uint32_t n = plan->n_types;
	double *factor = pfl_arena_alloc(&plan->arena, n, sizeof(*factor), err);
	pfl_sum *have = pfl_arena_alloc(&plan->arena, n, sizeof(*have), err);
	pfl_sum *want = pfl_arena_alloc(&plan->arena, n, sizeof(*want), err);

	if (!factor || !have || !want || !pfl_merge_totals(from, n, have, err) ||
		!pfl_merge_totals(to, n, want, err))
		return NULL;
	for (uint32_t t = 0; t < n; t++)
		factor[t] = have[t] ? (double)want[t] / (double)have[t] : 0;
	return factor;
}

/* Run a job, `scaled` of its inputs brought to the totals of `to`, or as it is with NULL. */
static struct pfl_profile *
run_scaled(const struct job *job, struct pfl_merge_plan *plan, struct pfl_merge_input *scaled,
	const struct pfl_merge_input *to, struct pfl_error *err)
{
	if (to)
		scaled->norm = normal_factors(plan, scaled, to, err);
	return to && !scaled->norm ? NULL : run(job, err);
}

/* Whose calls cost what they cost with all that they call in turn: a difference of two such
 * sums does not tell the sums that cum is made of. */
static bool
refuse_calls(const struct pfl_profile *p, struct pfl_error *err)
{
	return p->calls.n == 0 ||
		pfl_fail(err, PFL_UNSUPPORTED,
			"a profile of calls, such as callgrind's, has no stacks: it cannot be "
			"subtracted; profdiff OLD NEW compares two of them");
}

/* Two inputs with the plan for both; `job` refers to the arguments. */
static bool
plan_two(const struct pfl_profile *const *profiles, struct pfl_merge_input *inputs,
	struct pfl_merge_plan *plan, struct pfl_error *err)
{
	if (!refuse_pair(profiles[0], err) || !refuse_pair(profiles[1], err) ||
		!refuse_calls(profiles[0], err) || !refuse_calls(profiles[1], err) ||
		!pfl_merge_plan_make(plan, profiles, 2, 0, err))
		return false;
	for (size_t i = 0; i < 2; i++)
		inputs[i] = (struct pfl_merge_input){
			.p = profiles[i],
			.column = plan->column[i],
			.unit = plan->ratio[i],
		};
	return true;
}

struct pfl_profile *
pfl_subtract(const struct pfl_profile *p, const struct pfl_profile *base,
	enum pfl_base_mode mode, bool normalize, const struct pfl_limits *limits,
	struct pfl_error *err)
{
	static const struct pfl_merge_mark base_side = { PFL_BASE_KEY, "true" };
	const struct pfl_profile *const profiles[] = { p, base };
	struct pfl_merge_input inputs[2];
	struct pfl_merge_plan plan;
	struct job job = {
		.profiles = profiles,
		.inputs = inputs,
		.n = 2,
		.plan = &plan,
		.opts = { .limits = limits },
	};
	struct pfl_profile *result;

	if (!plan_two(profiles, inputs, &plan, err))
		return NULL;
	inputs[0].forgetful = inputs[1].forgetful = true;
	inputs[1].negative = true;
	inputs[1].mark = mode == PFL_BASE_DIFF ? &base_side : NULL;
	result = run_scaled(&job, &plan, &inputs[0], normalize ? &inputs[1] : NULL, err);
	pfl_merge_plan_clear(&plan);
	return result;
}

/* Where the sources of Go's runtime were: the path has its version, as a rule. */
static struct pfl_span
runtime_file(const struct pfl_profile *p)
{
	for (uint32_t i = 0; i < p->funcs.n; i++) {
		if (pfl_span_starts(pfl_profile_text(p, p->funcs.name[i]), "runtime.") &&
			p->funcs.file[i] != 0)
			return pfl_profile_text(p, p->funcs.file[i]);
	}
	return (struct pfl_span){ "", 0 };
}

/* Comments and the runtime's file, a line each, the first few bytes of them. */
static void
add_origin(const struct pfl_profile *p, struct pfl_text *text)
{
	enum { MOST = 4096 };

	for (uint32_t i = 0; i < p->meta.n_comments && text->n < MOST; i++) {
		struct pfl_span comment = pfl_profile_text(p, p->meta.comment[i]);

		comment.n = comment.n < MOST ? comment.n : MOST;
		pfl_text_add(text, comment);
		pfl_text_char(text, '\n');
	}
	pfl_text_add(text, runtime_file(p));
}

static const char *
keep_span(struct pfl_profile *p, struct pfl_span span, struct pfl_error *err)
{
	return pfl_arena_text(&p->arena, span.at, span.n, err);
}

/* Keep in p what is to be known of the first run of a side. */
static bool
describe_side(struct pfl_profile *p, struct pfl_pairing *pairing, int side,
	const struct pfl_profile *from, struct pfl_error *err)
{
	struct pfl_span program = { "", 0 }, build = { "", 0 };
	struct pfl_text types = { 0 }, origin = { 0 };

	if (from->mappings.n > 0) {
		program = pfl_profile_text(from, from->mappings.file[0]);
		build = pfl_profile_text(from, from->mappings.build_id[0]);
	}
	pfl_types_list(from, &types);
	add_origin(from, &origin);
	if (pfl_text_ok(&types, err) && pfl_text_ok(&origin, err)) {
		pairing->types[side] = keep_span(p, pfl_span_of(pfl_text_get(&types)), err);
		pairing->program[side] = keep_span(p, program, err);
		pairing->build[side] = keep_span(p, build, err);
		pairing->origin[side] = keep_span(p, pfl_text_span(&origin), err);
	}
	pfl_text_clear(&types);
	pfl_text_clear(&origin);
	return pairing->types[side] && pairing->program[side] && pairing->build[side] &&
		pairing->origin[side];
}

/* The period of an input in the unit of p's. */
static int64_t
period_in(const struct pfl_profile *p, const struct pfl_profile *from)
{
	const char *own = pfl_profile_text(from, from->meta.period_unit).at;
	const char *unit = pfl_profile_text(p, p->meta.period_unit).at;
	double period = pfl_unit_convert((double)from->meta.period, own, unit);

	if (period == (double)from->meta.period)
		return from->meta.period; /* to the last digit */
	return fabs(period) < 0x1p62 ? (int64_t)period : 0;
}

/* Tell a pair what it was made of, which its own header cannot say. NULL with *err, p freed. */
static struct pfl_profile *
add_pairing(struct pfl_profile *p, const struct pfl_merge_plan *plan,
	const struct pfl_merge_input *inputs, uint32_t n, uint32_t n_old, struct pfl_error *err)
{
	struct pfl_pairing *pairing = pfl_arena_alloc(&p->arena, 1, sizeof(*pairing), err);
	struct pfl_run *run = pfl_arena_alloc(&p->arena, n, sizeof(*run), err);

	const struct pfl_unit_conflict *conflict =
		pfl_conflicts_copy(plan->conflict, plan->n_conflicts, &p->arena, err);

	if (!pairing || !run || !conflict || !describe_side(p, pairing, 0, inputs[0].p, err) ||
		!describe_side(p, pairing, 1, inputs[n - n_old].p, err)) {
		pfl_profile_free(p);
		return NULL;
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct pfl_profile *from = inputs[i].p;

		run[inputs[i].run] = (struct pfl_run){ from->samples.n, period_in(p, from),
			from->meta.time_nanos, from->meta.duration_nanos };
	}
	pairing->n_runs = n;
	pairing->n_old = n_old;
	pairing->run = run;
	pairing->conflict = conflict;
	pairing->n_conflicts = plan->n_conflicts;
	p->pairing = pairing;
	return p;
}

/* A pair of profile[0 .. n - 1], the new side first, as its header is the pair's. */
static struct pfl_profile *
pair_runs(const struct pfl_profile *const *profiles, struct pfl_merge_input *inputs, size_t n,
	size_t n_old, const struct pfl_limits *limits, struct pfl_error *err)
{
	size_t n_new = n - n_old;
	struct pfl_merge_plan plan;
	struct job job = {
		.profiles = profiles,
		.inputs = inputs,
		.n = n,
		.plan = &plan,
		.opts = { .limits = limits,
			.identity = PFL_SAME_SYMBOL,
			.pair = true,
			.n_old = (uint32_t)n_old },
		.first_meta = true,
	};
	struct pfl_profile *result;

	for (size_t i = 0; i < n; i++) {
		if (!refuse_pair(profiles[i], err))
			return NULL;
	}
	if (!pfl_merge_calls_suit(profiles, n, "compared", err) ||
		!pfl_merge_plan_make(&plan, profiles, n, n_new, err))
		return NULL;
	for (size_t i = 0; i < n; i++)
		inputs[i] = (struct pfl_merge_input){
			.p = profiles[i],
			.column = plan.column[i],
			.unit = plan.ratio[i],
			.run = (uint32_t)(i < n_new ? n_old + i : i - n_new),
		};
	result = run(&job, err);
	if (result)
		result = add_pairing(result, &plan, inputs, (uint32_t)n, (uint32_t)n_old, err);
	pfl_merge_plan_clear(&plan);
	return result;
}

struct pfl_profile *
pfl_pair(const struct pfl_profile *const *old_runs, size_t n_old,
	const struct pfl_profile *const *new_runs, size_t n_new,
	const struct pfl_limits *limits, struct pfl_error *err)
{
	size_t n = n_old + n_new;
	const struct pfl_profile **profiles;
	struct pfl_merge_input *inputs;
	struct pfl_profile *result = NULL;

	if (n_old == 0 || n_new == 0 || n_old > MAX_RUNS || n_new > MAX_RUNS) {
		pfl_fail(err, PFL_USAGE, "each side of a comparison has 1 to %u profiles",
			MAX_RUNS);
		return NULL;
	}
	profiles = calloc(n, sizeof(*profiles));
	inputs = calloc(n, sizeof(*inputs));
	if (profiles && inputs) {
		memcpy(profiles, new_runs, n_new * sizeof(*profiles));
		memcpy(profiles + n_new, old_runs, n_old * sizeof(*profiles));
		result = pair_runs(profiles, inputs, n, n_old, limits, err);
	} else {
		pfl_fail(err, PFL_NOMEM, "out of memory");
	}
	free(profiles);
	free(inputs);
	return result;
}
