/* SPDX-License-Identifier: Apache-2.0 */
/* Several profiles into one: added up, subtracted, or side by side. */
#include "model/merge_sums.h"

#include <stdlib.h>

/* Everything about one merge. */
struct job {
	const struct pfl_profile *const *profiles; /* in the order of the inputs */
	const struct pfl_merge_input *inputs;
	size_t n;
	const struct pfl_merge_plan *plan;
	enum pfl_merge_identity identity;
	const struct pfl_limits *limits;
	bool pair;       /* the result has old values       */
	bool first_meta; /* the header is the first input's */
};

/* pprof keeps the first mapping of the first profile in front: it is the program itself. */
static void
lead_mapping(struct pfl_merge_rows *rows, bool *have)
{
	if (*have || rows->p->mappings.n == 0)
		return;
	pfl_merge_mapping(rows, 0);
	*have = true;
}

static bool
add_inputs(const struct job *job, struct pfl_merge_sums *sums, struct pfl_merge_rows *rows,
	struct pfl_error *err)
{
	bool have_mapping = false;

	for (size_t i = 0; i < job->n; i++) {
		if (!pfl_merge_rows_open(rows, job->inputs[i].p, err))
			return false;
		lead_mapping(rows, &have_mapping);
		if (!pfl_merge_sums_add(sums, &job->inputs[i], rows, err))
			return false;
	}
	return pfl_merge_rows_check(rows, err);
}

/* Run a job; *zeros: samples whose sums are all 0, whose rows are still in the result. */
static struct pfl_profile *
combine(const struct job *job, uint64_t *forgotten, uint64_t *zeros, struct pfl_error *err)
{
	struct pfl_builder *b = pfl_builder_new(job->limits, err);
	struct pfl_merge_sums sums = { 0 };
	struct pfl_merge_rows rows;
	struct pfl_profile *result = NULL;
	bool ok;

	if (!b)
		return NULL;
	pfl_merge_types(job->plan, b);
	if (job->first_meta)
		pfl_merge_meta_copy(job->profiles[0], b);
	pfl_merge_rows_init(&rows, b, job->identity);
	ok = (job->first_meta || pfl_merge_meta(job->plan, job->profiles, job->n, b, err)) &&
		pfl_merge_sums_init(
			&sums, job->plan->n_types, job->pair, pfl_builder_budget(b), err) &&
		add_inputs(job, &sums, &rows, err) &&
		pfl_merge_sums_build(&sums, job->plan, b, zeros, err);
	*forgotten = sums.forgotten;
	/* What these hold is charged to the profile's budget: give it back before it leaves. */
	pfl_merge_rows_clear(&rows);
	pfl_merge_sums_clear(&sums);
	if (ok)
		result = pfl_builder_finish(b, err);
	pfl_builder_free(b);
	return result;
}

/* The same profile without the rows that no sample refers to. Frees p. */
static struct pfl_profile *
collect(struct pfl_profile *p, enum pfl_merge_identity identity,
	const struct pfl_limits *limits, struct pfl_error *err)
{
	const struct pfl_profile *const profiles[] = { p };
	struct pfl_merge_plan plan;
	struct pfl_profile *result = NULL;
	uint64_t none;

	if (pfl_merge_plan_make(&plan, profiles, 1, err)) {
		struct pfl_merge_input input = {
			.p = p,
			.column = plan.column[0],
			.unit = plan.ratio[0],
		};
		struct job job = {
			.profiles = profiles,
			.inputs = &input,
			.n = 1,
			.plan = &plan,
			.identity = identity,
			.limits = limits,
			.pair = p->samples.before != NULL,
			.first_meta = true,
		};

		result = combine(&job, &none, &none, err);
		pfl_merge_plan_clear(&plan);
	}
	pfl_profile_free(p);
	return result;
}

static struct pfl_profile *
run(const struct job *job, struct pfl_error *err)
{
	uint64_t forgotten = 0, zeros = 0;
	struct pfl_profile *p = combine(job, &forgotten, &zeros, err);

	if (p && zeros)
		p = collect(p, job->identity, job->limits, err);
	if (p && job->pair && !p->samples.before)
		p->samples.before = p->samples.value; /* a pair without samples stays a pair */
	if (p && forgotten)
		pfl_profile_add_note(p,
			"%llu samples have values only where nothing is scaled, and were left "
			"out, "
			"as pprof does",
			(unsigned long long)forgotten);
	return p;
}

static bool
is_pair(const struct pfl_profile *p)
{
	return p->samples.before != NULL;
}

static bool
refuse_pair(const struct pfl_profile *a, const struct pfl_profile *b, struct pfl_error *err)
{
	if (!is_pair(a) && !is_pair(b))
		return true;
	return pfl_fail(err, PFL_UNSUPPORTED,
		"a profile that already holds old and new values cannot be compared again");
}

/* Rows in order, whether used or not. */
static void
copy_tables(const struct pfl_profile *p, struct pfl_builder *b, struct pfl_line *line)
{
	for (uint32_t i = 0; i < pfl_strtab_n(&p->strings); i++)
		pfl_build_string(b, pfl_profile_text(p, i)); /* same order, same ids */
	for (uint32_t i = 0; i < p->types.n; i++)
		pfl_build_type(b, p->types.name[i], p->types.unit[i]);
	for (uint32_t i = 0; i < p->funcs.n; i++)
		pfl_build_func(b,
			&(struct pfl_func){ p->funcs.name[i], p->funcs.system[i],
				p->funcs.file[i], p->funcs.start_line[i] });
	for (uint32_t i = 0; i < p->mappings.n; i++)
		pfl_build_mapping(b,
			&(struct pfl_mapping){ p->mappings.start[i], p->mappings.limit[i],
				p->mappings.offset[i], p->mappings.file[i],
				p->mappings.build_id[i], p->mappings.flags[i] });
	for (uint32_t i = 0; i < p->locations.n && pfl_builder_ok(b); i++) {
		uint32_t first = p->locations.first_frame[i], n = 0;

		for (uint32_t f = first; f < p->locations.first_frame[i + 1]; f++)
			line[n++] = (struct pfl_line){ p->frames.func[f], p->frames.line[f],
				p->frames.column[f] };
		pfl_build_location(b, p->locations.address[i], p->locations.mapping[i],
			p->locations.folded && p->locations.folded[i], line, n);
	}
}

static void
copy_labels(const struct pfl_profile *p, struct pfl_builder *b, struct pfl_label *label)
{
	for (uint32_t set = 0; set < p->labelsets.n && pfl_builder_ok(b); set++) {
		size_t n = 0;

		for (uint32_t i = p->labelsets.first[set]; i < p->labelsets.first[set + 1];
			i++) {
			uint32_t row = p->labelsets.label[i];

			label[n++] =
				(struct pfl_label){ p->labels.key[row], p->labels.text[row],
					p->labels.unit[row], p->labels.number[row] };
		}
		pfl_build_labels(b, label, n);
	}
}

/* The stack `row` of p into the builder; its locations have the same numbers there. */
static uint32_t
copy_stack(const struct pfl_profile *p, uint32_t row, struct pfl_builder *b, uint32_t *path)
{
	size_t n = 0, depth = 0;

	for (uint32_t r = row; r; r = p->stacks.parent[r])
		depth++;
	for (uint32_t r = row; r; r = p->stacks.parent[r])
		path[depth - ++n] = p->stacks.location[r];
	return pfl_build_stack(b, path, depth);
}

static void
copy_samples(const struct pfl_profile *p, struct pfl_builder *b, uint32_t *path, int64_t *value)
{
	uint32_t last = 0, stack = 0;

	for (uint32_t i = 0; i < p->samples.n && pfl_builder_ok(b); i++) {
		if (p->samples.stack[i] != last)
			stack = copy_stack(p, last = p->samples.stack[i], b, path);
		for (uint32_t t = 0; t < p->types.n; t++)
			value[t] = p->samples.value[t][i];
		pfl_build_sample(b, stack, p->samples.labels ? p->samples.labels[i] : 0, value,
			p->types.n);
		for (uint32_t t = 0; t < p->types.n && is_pair(p); t++)
			value[t] = p->samples.before[t][i];
		if (is_pair(p))
			pfl_build_before(b, value, p->types.n);
	}
}

/* Everything as it is: numbers, order, doubles. */
static struct pfl_profile *
copy(const struct pfl_profile *p, const struct pfl_limits *limits, struct pfl_error *err)
{
	struct pfl_builder *b = pfl_builder_new(limits, err);
	struct pfl_line *line = calloc((size_t)p->frames.n + 1, sizeof(*line));
	uint32_t n_labels = p->labelsets.first[p->labelsets.n];
	struct pfl_label *label = calloc((size_t)n_labels + 1, sizeof(*label));
	uint32_t *path = calloc((size_t)p->stacks.n + 1, sizeof(*path));
	int64_t *value = calloc((size_t)p->types.n + 1, sizeof(*value));
	struct pfl_profile *result = NULL;

	if (!b || !line || !label || !path || !value) {
		pfl_fail(err, PFL_NOMEM, "out of memory");
		goto out;
	}
	copy_tables(p, b, line);
	copy_labels(p, b, label);
	pfl_merge_meta_copy(p, b);
	copy_samples(p, b, path, value);
	result = pfl_builder_finish(b, err);
	for (size_t i = 0; result && i < p->notes.n; i++)
		pfl_profile_add_note(result, "%s", p->notes.at[i]);
out:
	free(line);
	free(label);
	free(path);
	free(value);
	pfl_builder_free(b);
	return result;
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
		return copy(profiles[0], limits, err);
	for (size_t i = 1; i < n; i++) {
		if (is_pair(profiles[i]) != is_pair(profiles[0])) {
			pfl_fail(err, PFL_UNSUPPORTED,
				"only some of the profiles hold old and new values: they "
				"cannot be "
				"merged");
			return NULL;
		}
	}
	if (!pfl_merge_plan_make(&plan, profiles, n, err))
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
				     .limits = limits,
				     .pair = is_pair(profiles[0]) },
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

/* Two inputs with the plan for both; `job` refers to the arguments. */
static bool
plan_two(const struct pfl_profile *const *profiles, struct pfl_merge_input *inputs,
	struct pfl_merge_plan *plan, struct pfl_error *err)
{
	if (!refuse_pair(profiles[0], profiles[1], err) ||
		!pfl_merge_plan_make(plan, profiles, 2, err))
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
	const struct pfl_profile *const profiles[] = { p, base };
	struct pfl_merge_input inputs[2];
	struct pfl_merge_plan plan;
	struct job job = {
		.profiles = profiles,
		.inputs = inputs,
		.n = 2,
		.plan = &plan,
		.limits = limits,
	};
	struct pfl_profile *result = NULL;

	if (!plan_two(profiles, inputs, &plan, err))
		return NULL;
	inputs[0].forgetful = inputs[1].forgetful = true;
	inputs[1].negative = true;
	inputs[1].base = mode == PFL_BASE_DIFF;
	if (normalize)
		inputs[0].norm = normal_factors(&plan, &inputs[0], &inputs[1], err);
	if (!normalize || inputs[0].norm)
		result = run(&job, err);
	pfl_merge_plan_clear(&plan);
	return result;
}

/* Tell a pair what it was made of, which its own header cannot say. NULL with *err, p freed. */
static struct pfl_profile *
add_pairing(
	struct pfl_profile *p, const struct pfl_merge_input inputs[2], struct pfl_error *err)
{
	const struct pfl_profile *now = inputs[0].p, *before = inputs[1].p;
	struct pfl_pairing *pairing = pfl_arena_alloc(&p->arena, 1, sizeof(*pairing), err);
	double *factor = pfl_arena_alloc(&p->arena, p->types.n, sizeof(*factor), err);

	if (!pairing || !factor) {
		pfl_profile_free(p);
		return NULL;
	}
	pairing->now = (struct pfl_side){ now->samples.n, now->meta.duration_nanos };
	pairing->before = (struct pfl_side){ before->samples.n, before->meta.duration_nanos };
	if (inputs[1].norm) {
		memcpy(factor, inputs[1].norm, p->types.n * sizeof(*factor));
		pairing->factor = factor;
	}
	p->pairing = pairing;
	return p;
}

struct pfl_profile *
pfl_pair(const struct pfl_profile *old_profile, const struct pfl_profile *new_profile,
	bool normalize, const struct pfl_limits *limits, struct pfl_error *err)
{
	const struct pfl_profile *const profiles[] = { new_profile, old_profile };
	struct pfl_merge_input inputs[2];
	struct pfl_merge_plan plan;
	struct job job = {
		.profiles = profiles,
		.inputs = inputs,
		.n = 2,
		.plan = &plan,
		.identity = PFL_SAME_SYMBOL,
		.limits = limits,
		.pair = true,
		.first_meta = true,
	};
	struct pfl_profile *result = NULL;

	if (!plan_two(profiles, inputs, &plan, err))
		return NULL;
	inputs[1].before = true;
	if (normalize)
		inputs[1].norm = normal_factors(&plan, &inputs[1], &inputs[0], err);
	if (!normalize || inputs[1].norm)
		result = run(&job, err);
	if (result)
		result = add_pairing(result, inputs, err);
	pfl_merge_plan_clear(&plan);
	return result;
}
