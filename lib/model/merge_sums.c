/* SPDX-License-Identifier: Apache-2.0 */
/* Equal samples found and their values added in 128 bits. */
#include "model/merge_sums.h"

#include <math.h>
#include <stdlib.h>

void
pfl_merge_sums_init(struct pfl_merge_sums *sums, uint32_t n_types, bool pairs, uint32_t n_old,
	struct pfl_budget *budget)
{
	*sums = (struct pfl_merge_sums){
		.n_types = n_types,
		.n_columns = pairs ? 2 * n_types : n_types,
		.n_old = n_old,
		.plain_run = PFL_NONE,
		.budget = budget,
	};
	pfl_idmap_init(&sums->map, budget);
}

void
pfl_merge_sums_clear(struct pfl_merge_sums *sums)
{
	if (!sums->n_columns)
		return;
	pfl_vec_clear(&sums->stack, sums->budget);
	pfl_vec_clear(&sums->labels, sums->budget);
	pfl_vec_clear(&sums->run, sums->budget);
	pfl_vec_clear(&sums->sum, sums->budget);
	pfl_vec_clear(&sums->plain, sums->budget);
	pfl_idmap_clear(&sums->map);
	*sums = (struct pfl_merge_sums){ 0 };
}

/* Values from here on cannot end as 64-bit sums; 2^32 samples of less fit in 128 bits. */
#define TOO_LARGE 0x1p94

/*
 * *value times a factor, rounded half away from zero. A whole factor multiplies exactly; any
 * other one goes through a double, as in pprof.
 */
static bool
scale(pfl_sum *value, double factor, struct pfl_error *err)
{
	double product;

	if (factor == 1 || *value == 0)
		return true;
	product = (double)*value * factor;
	if (!(fabs(product) < TOO_LARGE))
		return pfl_fail(err, PFL_LIMIT,
			"a value leaves 64 bits when it is weighted or brought to the common "
			"unit");
	if (fabs(factor) < 0x1p53 && factor == trunc(factor))
		*value *= (pfl_sum)factor;
	else
		*value = (pfl_sum)round(product);
	return true;
}

/* Scale n values by their factors; *forgotten: pprof's scaler would drop this sample now. */
static bool
scale_all(pfl_sum *value, const double *factor, uint32_t n, bool *forgotten,
	struct pfl_error *err)
{
	bool scaled = false, kept = false;

	for (uint32_t t = 0; t < n; t++) {
		if (factor[t] == 1)
			continue;
		scaled = true;
		if (!scale(&value[t], factor[t], err))
			return false;
		kept |= value[t] != 0;
	}
	*forgotten |= scaled && !kept;
	return true;
}

/* One sample's values of one kind (now or before) in the common terms. */
static bool
sample_values(const struct pfl_merge_input *in, const int64_t *const *column, uint32_t sample,
	uint32_t n_types, pfl_sum *value, bool *forgotten, struct pfl_error *err)
{
	for (uint32_t t = 0; t < n_types; t++)
		value[t] = column[in->column[t]][sample];
	if (!scale_all(value, in->unit, n_types, forgotten, err))
		return false;
	if (in->norm && !scale_all(value, in->norm, n_types, forgotten, err))
		return false;
	for (uint32_t t = 0; t < n_types && in->negative; t++)
		value[t] = -value[t];
	return true;
}

/* Multiply all values of a sample by its input's weight. */
static bool
weigh(pfl_sum *value, uint32_t n, double weight, struct pfl_error *err)
{
	for (uint32_t i = 0; i < n; i++) {
		if (!scale(&value[i], weight, err))
			return false;
	}
	return true;
}

bool
pfl_merge_values(const struct pfl_merge_input *in, const int64_t *const *column, uint32_t row,
	uint32_t n_types, pfl_sum *value, struct pfl_error *err)
{
	bool forgotten = false;

	return sample_values(in, column, row, n_types, value, &forgotten, err) &&
		(in->weight == 0 || weigh(value, n_types, in->weight, err));
}

static bool
all_zero(const pfl_sum *value, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (value[i])
			return false;
	}
	return true;
}

/* Add a sample with zeros. PFL_NONE with *err. */
static uint32_t
add_sample(struct pfl_merge_sums *sums, uint32_t stack, uint32_t labels, uint32_t run,
	struct pfl_error *err)
{
	uint32_t row = (uint32_t)sums->stack.n, n = sums->n_columns;

	if (!pfl_vec_reserve(&sums->stack, 1, sums->budget, "samples", err) ||
		!pfl_vec_reserve(&sums->labels, 1, sums->budget, "samples", err) ||
		!pfl_vec_reserve(&sums->run, 1, sums->budget, "samples", err) ||
		!pfl_vec_reserve(&sums->sum, n, sums->budget, "samples", err))
		return PFL_NONE;
	sums->stack.at[sums->stack.n++] = stack;
	sums->labels.at[sums->labels.n++] = labels;
	sums->run.at[sums->run.n++] = run;
	memset(sums->sum.at + sums->sum.n, 0, n * sizeof(pfl_sum));
	sums->sum.n += n;
	return row;
}

/* Where the sample with this stack and no labels in plain_run is: 1 + its row, or 0. NULL with
 * *err. */
static uint32_t *
plain_cell(struct pfl_merge_sums *sums, uint32_t stack, struct pfl_error *err)
{
	if (stack >= sums->plain.n) {
		size_t more = stack + (size_t)1 - sums->plain.n;

		if (!pfl_vec_reserve(&sums->plain, more, sums->budget, "samples", err))
			return NULL;
		memset(sums->plain.at + sums->plain.n, 0, more * sizeof(*sums->plain.at));
		sums->plain.n += more;
	}
	return &sums->plain.at[stack];
}

/* The row of that sample, added when new. */
static uint32_t
intern_plain(struct pfl_merge_sums *sums, uint32_t stack, struct pfl_error *err)
{
	uint32_t *cell = plain_cell(sums, stack, err), row;

	if (!cell)
		return PFL_NONE;
	if (*cell)
		return *cell - 1;
	row = add_sample(sums, stack, 0, sums->plain_run, err);
	if (row != PFL_NONE)
		*cell = row + 1;
	return row;
}

/* Where any other sample is looked for. */
static uint64_t
hash_sample(const struct pfl_merge_sums *sums, uint32_t stack, uint32_t labels, uint32_t run)
{
	return pfl_hash_u64(
		sums->map.seed ^ (uint64_t)run << 32, (uint64_t)stack << 32 | labels);
}

/* The row of the sample with this stack and these labels in a run, added when new. */
static uint32_t
intern_sample(struct pfl_merge_sums *sums, uint32_t stack, uint32_t labels, uint32_t run,
	struct pfl_error *err)
{
	uint64_t hash = hash_sample(sums, stack, labels, run);
	uint32_t at = PFL_IDMAP_START, row;

	if (labels == 0 && run == sums->plain_run)
		return intern_plain(sums, stack, err);
	while ((row = pfl_idmap_next(&sums->map, hash, &at)) != PFL_IDMAP_FREE) {
		if (sums->stack.at[row] == stack && sums->labels.at[row] == labels &&
			sums->run.at[row] == run)
			return row;
	}
	if (!pfl_idmap_reserve(&sums->map, 1, err))
		return PFL_NONE;
	row = add_sample(sums, stack, labels, run, err);
	if (row != PFL_NONE)
		pfl_idmap_put(&sums->map, hash, row);
	return row;
}

/* Have a sample found by its stack. */
static bool
index_sample(struct pfl_merge_sums *sums, uint32_t row, struct pfl_error *err)
{
	uint32_t stack = sums->stack.at[row], labels = sums->labels.at[row];
	uint32_t run = sums->run.at[row], *cell;

	if (labels == 0 && run == sums->plain_run) {
		cell = plain_cell(sums, stack, err);
		if (cell)
			*cell = row + 1;
		return cell != NULL;
	}
	if (!pfl_idmap_reserve(&sums->map, 1, err))
		return false;
	pfl_idmap_put(&sums->map, hash_sample(sums, stack, labels, run), row);
	return true;
}

/* Stacks have other rows than before. */
static bool
restack(struct pfl_merge_sums *sums, const uint32_t *moved, struct pfl_error *err)
{
	uint32_t n = (uint32_t)sums->stack.n;

	sums->plain.n = 0;
	pfl_idmap_clear(&sums->map);
	for (uint32_t row = 0; row < n; row++) {
		sums->stack.at[row] = moved[sums->stack.at[row]];
		if (!index_sample(sums, row, err))
			return false;
	}
	return true;
}

/* Samples come from a run that has only been in inputs right before this one, if at all. */
static void
begin_run(struct pfl_merge_sums *sums, uint32_t run)
{
	if (run == sums->plain_run)
		return;
	sums->plain_run = run;
	sums->plain.n = 0;
}

/* A sample's values in the common terms, now and before; false with *err. */
static bool
all_values(const struct pfl_merge_sums *sums, const struct pfl_merge_input *in, uint32_t sample,
	pfl_sum *value, bool *forgotten, struct pfl_error *err)
{
	const struct pfl_samples *s = &in->p->samples;
	uint32_t n = sums->n_types;

	return sample_values(in, s->value, sample, n, value, forgotten, err) &&
		(sums->n_columns == n ||
			sample_values(in, s->before, sample, n, value + n, forgotten, err));
}

/* Samples on their way in. */
struct adding {
	struct pfl_merge_sums *sums;
	const struct pfl_merge_input *in;
	struct pfl_merge_rows *rows;
	bool as_recorded; /* values are added as they are                  */
	pfl_sum *value;   /* of the sample at hand: n_columns of the sums  */
};

/* Is nothing to be done with the values of an input? */
static bool
is_as_recorded(const struct pfl_merge_input *in, uint32_t n_types)
{
	for (uint32_t t = 0; t < n_types; t++) {
		if (in->unit[t] != 1)
			return false;
	}
	return !in->norm && !in->negative && in->weight == 0;
}

static inline bool
take_values(pfl_sum *value, const struct pfl_merge_input *in, const int64_t *const *column,
	uint32_t sample, uint32_t n_types)
{
	int64_t any = 0;

	for (uint32_t t = 0; t < n_types; t++) {
		int64_t v = column[in->column[t]][sample];

		value[t] = v;
		any |= v;
	}
	return any != 0;
}

/* Samples come in no order, and what is known of their stacks stands far apart. */
static void
approach(const struct pfl_samples *s, uint32_t i, const struct pfl_merge_rows *rows,
	const struct pfl_merge_sums *sums)
{
	if (i + PFL_AHEAD < s->n)
		PFL_PREFETCH(&rows->stack_of[s->stack[i + PFL_AHEAD]]);
	if (i + PFL_AHEAD / 2 < s->n) {
		uint32_t stack = rows->stack_of[s->stack[i + PFL_AHEAD / 2]];

		if (stack < sums->plain.n)
			PFL_PREFETCH(&sums->plain.at[stack]);
	}
	if (i + PFL_AHEAD / 4 < s->n) {
		uint32_t stack = rows->stack_of[s->stack[i + PFL_AHEAD / 4]];

		if (stack < sums->plain.n && sums->plain.at[stack])
			PFL_PREFETCH(&sums->sum.at[(size_t)(sums->plain.at[stack] - 1) *
				sums->n_columns]);
	}
}

/* What is to be done with a sample. */
enum fate { FAILED, EMPTY, FORGOTTEN, VANISHED, COUNTED };

static enum fate
look_at_recorded(const struct adding *a, uint32_t sample)
{
	const struct pfl_samples *s = &a->in->p->samples;
	uint32_t n = a->sums->n_types;
	bool any = take_values(a->value, a->in, s->value, sample, n);

	if (a->sums->n_columns > n)
		any |= take_values(a->value + n, a->in, s->before, sample, n);
	return any ? COUNTED : EMPTY;
}

static enum fate
look_at(const struct adding *a, uint32_t sample, struct pfl_error *err)
{
	const struct pfl_merge_input *in = a->in;
	uint32_t n = a->sums->n_columns;
	bool forgotten = false;

	if (a->as_recorded)
		return look_at_recorded(a, sample);
	if (!all_values(a->sums, in, sample, a->value, &forgotten, err))
		return FAILED;
	if (all_zero(a->value, n))
		return EMPTY;
	if (forgotten && in->forgetful)
		return FORGOTTEN;
	if (in->weight == 0)
		return COUNTED;
	if (!weigh(a->value, n, in->weight, err))
		return FAILED;
	return all_zero(a->value, n) ? VANISHED : COUNTED;
}

static bool
has_zero(const int64_t *column, uint32_t n)
{
	bool zero = false;

	for (uint32_t i = 0; i < n; i++)
		zero |= column[i] == 0;
	return zero;
}

/* Does nothing of an input stay behind, as one of its columns shows? How many samples of the
 * program each one stands for, say. */
static bool
all_count(const struct adding *a)
{
	const struct pfl_samples *s = &a->in->p->samples;

	if (!a->as_recorded || !a->in->p->stacks.n_in_order)
		return false;
	for (uint32_t t = 0; t < a->sums->n_types; t++) {
		if (!has_zero(s->value[a->in->column[t]], s->n))
			return true;
	}
	return false;
}

/* Say which stacks are wanted, and in what order their locations are. */
static bool
want_stacks(const struct adding *a, struct pfl_error *err)
{
	const struct pfl_samples *s = &a->in->p->samples;

	if (all_count(a) && pfl_merge_want_all(a->rows))
		return true;
	for (uint32_t i = 0; i < s->n; i++) {
		enum fate fate;

		if (i + PFL_AHEAD < s->n)
			pfl_merge_approach(a->rows, s->stack[i + PFL_AHEAD]);
		fate = look_at(a, i, err);
		if (fate == FAILED)
			return false;
		if (fate == COUNTED)
			pfl_merge_want(a->rows, s->stack[i]);
	}
	return true;
}

/* The stacks go first, all together. */
static bool
carry_stacks(const struct adding *a, struct pfl_error *err)
{
	const uint32_t *moved;

	if (!want_stacks(a, err))
		return false;
	pfl_merge_stacks(a->rows);
	moved = pfl_build_moved_stacks(a->rows->b);
	return pfl_merge_rows_check(a->rows, err) && (!moved || restack(a->sums, moved, err));
}

static bool
add_sample_of(const struct adding *a, uint32_t sample, struct pfl_error *err)
{
	const struct pfl_merge_input *in = a->in;
	const struct pfl_samples *s = &in->p->samples;
	struct pfl_merge_sums *sums = a->sums;
	uint32_t labels = s->labels || in->mark
		? pfl_merge_labels(a->rows, pfl_sample_labels(in->p, sample), in->mark)
		: 0;
	uint32_t row = intern_sample(sums, a->rows->stack_of[s->stack[sample]], labels,
		s->run ? s->run[sample] : in->run, err);

	if (!pfl_merge_rows_check(a->rows, err) || row == PFL_NONE)
		return false;
	for (uint32_t c = 0; c < sums->n_columns; c++)
		sums->sum.at[(size_t)row * sums->n_columns + c] += a->value[c];
	return true;
}

static bool
add_samples(const struct adding *a, struct pfl_error *err)
{
	const struct pfl_samples *s = &a->in->p->samples;
	bool ok = true;

	for (uint32_t i = 0; ok && i < s->n; i++) {
		enum fate fate;

		approach(s, i, a->rows, a->sums);
		fate = look_at(a, i, err);
		a->sums->forgotten += fate == FORGOTTEN;
		a->sums->vanished += fate == VANISHED;
		if (fate == COUNTED)
			ok = add_sample_of(a, i, err);
	}
	return ok;
}

bool
pfl_merge_sums_add(struct pfl_merge_sums *sums, const struct pfl_merge_input *in,
	struct pfl_merge_rows *rows, struct pfl_error *err)
{
	struct adding a = {
		.sums = sums,
		.in = in,
		.rows = rows,
		.as_recorded = is_as_recorded(in, sums->n_types),
		.value = calloc(sums->n_columns, sizeof(*a.value)),
	};
	bool ok = a.value || pfl_fail(err, PFL_NOMEM, "out of memory");

	if (!in->p->samples.run)
		begin_run(sums, in->run);
	ok = ok && carry_stacks(&a, err) && add_samples(&a, err);
	free(a.value);
	return ok;
}

bool
pfl_merge_narrow(const pfl_sum *sum, int64_t *value, const struct pfl_merge_plan *plan,
	const char *what, struct pfl_error *err)
{
	for (uint32_t t = 0; t < plan->n_types; t++) {
		bool clamped = false;

		value[t] = pfl_sum_clamp(sum[t], &clamped);
		if (clamped)
			return pfl_fail(err, PFL_UNSUPPORTED,
				"the sum of '%s' over equal %s does not fit in 64 bits",
				plan->name[t].at, what);
	}
	return true;
}

/* Hand over one sample's values: in a pair of runs, those of the other side are 0. */
static bool
build_sample(const struct pfl_merge_sums *sums, size_t row, const struct pfl_merge_plan *plan,
	bool pair, struct pfl_builder *b, int64_t *value, struct pfl_error *err)
{
	uint32_t n = sums->n_types;
	const pfl_sum *sum = sums->sum.at + row * sums->n_columns;
	bool both = sums->n_columns > n, old = !both && sums->run.at[row] < sums->n_old;

	memset(value, 0, 2 * (size_t)n * sizeof(*value));
	if (!pfl_merge_narrow(sum, old ? value + n : value, plan, "samples", err))
		return false;
	if (both && !pfl_merge_narrow(sum + n, value + n, plan, "samples", err))
		return false;
	pfl_build_sample(b, sums->stack.at[row], sums->labels.at[row], value, n);
	if (pair) {
		pfl_build_before(b, value + n, n);
		pfl_build_run(b, sums->run.at[row]);
	}
	return true;
}

bool
pfl_merge_sums_build(const struct pfl_merge_sums *sums, const struct pfl_merge_plan *plan,
	bool pair, struct pfl_builder *b, uint64_t *zeros, struct pfl_error *err)
{
	int64_t *value = calloc(2 * (size_t)sums->n_types, sizeof(*value));
	bool ok = true;

	*zeros = 0;
	if (!value)
		return pfl_fail(err, PFL_NOMEM, "out of memory");
	for (size_t i = 0; ok && i < sums->stack.n; i++) {
		if (all_zero(sums->sum.at + i * sums->n_columns, sums->n_columns))
			++*zeros;
		else
			ok = build_sample(sums, i, plan, pair, b, value, err);
	}
	free(value);
	return ok && pfl_builder_check(b, err);
}

bool
pfl_merge_totals(const struct pfl_merge_input *in, uint32_t n_types, pfl_sum *total,
	struct pfl_error *err)
{
	struct pfl_merge_input plain = *in;
	pfl_sum *value = calloc(n_types, sizeof(*value));
	bool ok = value || pfl_fail(err, PFL_NOMEM, "out of memory");

	plain.norm = NULL;
	plain.negative = false;
	for (uint32_t i = 0; ok && i < in->p->samples.n; i++) {
		bool forgotten = false;

		ok = sample_values(
			&plain, in->p->samples.value, i, n_types, value, &forgotten, err);
		if (!ok || (forgotten && in->forgetful))
			continue;
		for (uint32_t t = 0; t < n_types; t++)
			total[t] += value[t];
	}
	free(value);
	return ok;
}
