/* SPDX-License-Identifier: Apache-2.0 */
/* Stacks and samples, with a column of values for each sample type. */
#include "base/size.h"
#include "model/build.h"
#include "model/graft.h"

#include <stdlib.h>

enum {
	FRAME_ROOM = 24, /* bytes that a frame of a stack needs in whatever is made of it */
	LIST_ROOM = 512, /* bytes of memory that are allowed for each row of a list       */
};

static bool
stack_within(struct pfl_builder *b, uint64_t n)
{
	if (n <= b->limits.stack)
		return pfl_builder_ok(b);
	return pfl_fail(&b->err, PFL_LIMIT,
		"a stack of %llu frames (limit %llu); --max-stack raises the limit",
		(unsigned long long)n, (unsigned long long)b->limits.stack);
}

static bool
locations_within(struct pfl_builder *b, size_t n)
{
	if (n > b->deepest)
		b->deepest = n;
	return stack_within(b, n);
}

uint32_t
pfl_build_stack(struct pfl_builder *b, const uint32_t *locations, size_t n)
{
	uint32_t row;

	if (!locations_within(b, n))
		return 0;
	row = pfl_stacktree_path(&b->stacks, locations, n, &b->err);
	return row == PFL_NONE ? 0 : row;
}

uint32_t
pfl_build_stack_child(struct pfl_builder *b, uint32_t above, size_t depth, uint32_t location)
{
	uint32_t row;

	if (!locations_within(b, depth + 1))
		return 0;
	row = pfl_stacktree_child(&b->stacks, above, location, &b->err);
	return row == PFL_NONE ? 0 : row;
}

bool
pfl_build_stacks(struct pfl_builder *b, const struct pfl_graft *graft)
{
	size_t deepest;

	return pfl_builder_ok(b) && pfl_stacktree_graft(&b->stacks, graft, &deepest, &b->err) &&
		locations_within(b, deepest);
}

const uint32_t *
pfl_build_moved_stacks(const struct pfl_builder *b)
{
	return b->stacks.moved.n ? b->stacks.moved.at : NULL;
}

bool
pfl_build_seal_stacks(struct pfl_builder *b, struct pfl_error *err)
{
	if (pfl_builder_ok(b))
		pfl_stacktree_seal(&b->stacks, &b->err);
	return pfl_builder_check(b, err);
}

bool
pfl_build_place_stacks(struct pfl_builder *b, struct pfl_error *err)
{
	return pfl_stacktree_place(&b->stacks, err);
}

/* The columns of one kind, one for each value of a sample. */
static bool
start_columns(struct pfl_builder *b, struct pfl_build_column **columns)
{
	if (!*columns)
		*columns = calloc(b->n_values ? b->n_values : 1, sizeof(**columns));
	return *columns || pfl_fail(&b->err, PFL_NOMEM, "out of memory for sample types");
}

/* A row of values to the end of all columns of one kind. */
static bool
put_values(struct pfl_builder *b, struct pfl_build_column *columns, const int64_t *values)
{
	for (uint32_t i = 0; i < b->n_values; i++) {
		struct pfl_build_column *column = &columns[i];

		if (!pfl_vec_reserve(column, 1, &b->p->budget, "samples", &b->err))
			return false;
		column->at[column->n++] = values[i];
	}
	return true;
}

/* Room for one more sample, with labels: false when stuck. */
static bool
put_labels(struct pfl_builder *b, uint32_t labels)
{
	uint32_t row = b->n_samples;

	if (!pfl_builder_ok(b) ||
		!build_within(b, row, b->limits.samples, "samples", "--max-samples"))
		return false;
	if (labels && !b->any_labels) { /* the column starts with the first label */
		if (!pfl_vec_reserve(&b->sample_labels, row, &b->p->budget, "labels", &b->err))
			return false;
		if (row)
			memset(b->sample_labels.at, 0, row * sizeof(*b->sample_labels.at));
		b->sample_labels.n = row;
		b->any_labels = true;
	}
	if (b->any_labels) {
		if (!ROOM(b, sample_labels, "labels"))
			return false;
		PUT(b, sample_labels, labels);
	}
	return true;
}

/* Add all of a sample but its stack; false when stuck. */
static bool
add_values(struct pfl_builder *b, uint32_t labels, const int64_t *values, size_t n_values)
{
	if (!pfl_builder_ok(b))
		return false;
	if (b->n_samples == 0) {
		if (!build_within(b, n_values ? n_values - 1 : 0, b->limits.types,
			    "sample types", "--max-types"))
			return false;
		b->n_values = (uint32_t)n_values;
	} else if (n_values != b->n_values) {
		pfl_fail(&b->err, PFL_FORMAT,
			"sample %u has %zu values where those before have %u", b->n_samples + 1,
			n_values, b->n_values);
		return false;
	}
	if (!start_columns(b, &b->value) || !put_labels(b, labels))
		return false;
	b->n_samples += put_values(b, b->value, values);
	return pfl_builder_ok(b);
}

/* Make a column n rows long, with zeros. */
static bool
widen_column(struct pfl_builder *b, struct pfl_build_column *column, size_t n)
{
	size_t more = n - column->n;

	if (!pfl_vec_reserve(column, more, &b->p->budget, "samples", &b->err))
		return false;
	if (more)
		memset(column->at + column->n, 0, more * sizeof(*column->at));
	column->n = n;
	return true;
}

/* Have n columns of values at least; new ones are empty. */
static bool
more_columns(struct pfl_builder *b, size_t n)
{
	struct pfl_build_column *grown;

	if (n <= b->n_values)
		return true;
	if (!build_within(b, n - 1, b->limits.types, "sample types", "--max-types"))
		return false;
	grown = realloc(b->value, n * sizeof(*grown));
	if (!grown)
		return pfl_fail(&b->err, PFL_NOMEM, "out of memory for sample types");
	memset(grown + b->n_values, 0, (n - b->n_values) * sizeof(*grown));
	b->value = grown;
	b->n_values = (uint32_t)n;
	return true;
}

/* Columns become whole in the end, with a value of every type for each sample: few bytes of a
 * file can mean so many that there is no need to begin. */
static bool
columns_within(struct pfl_builder *b)
{
	uint64_t samples = (uint64_t)b->n_samples + 1, max = b->limits.memory;
	char text[PFL_SIZE_TEXT];

	if (samples <= max / sizeof(int64_t) / b->n_values)
		return true;
	return pfl_fail(&b->err, PFL_LIMIT,
		"%llu samples with %u values each need more than %s of memory; --max-memory "
		"raises the limit",
		(unsigned long long)samples, b->n_values, pfl_size_text(max, text));
}

/* A value of one type. */
static bool
add_value(struct pfl_builder *b, uint32_t labels, uint32_t type, int64_t value)
{
	struct pfl_build_column *column;

	if (!pfl_builder_ok(b) || !more_columns(b, (size_t)type + 1) || !columns_within(b) ||
		!put_labels(b, labels))
		return false;
	column = &b->value[type];
	if (!widen_column(b, column, (size_t)b->n_samples + 1))
		return false;
	column->at[b->n_samples++] = value;
	return true;
}

/* From here on stacks are shared, those in the list as well. */
static bool
end_listing(struct pfl_builder *b)
{
	bool ok = true;

	b->listing = false;
	for (size_t i = 0; ok && i < b->list.leaf.n; i++) {
		size_t n;
		const uint32_t *locations = pfl_stacklist_get(&b->list, i, &n);

		ok = pfl_stacktree_push(&b->stacks, locations, n, &b->err);
	}
	pfl_stacklist_clear(&b->list, &b->p->budget);
	return ok;
}

/* Add the stack of the sample at hand. */
static bool
push_stack(struct pfl_builder *b, const uint32_t *locations, size_t n)
{
	size_t most = b->limits.memory / LIST_ROOM;

	most = most < PFL_LISTED ? most : PFL_LISTED;
	if (b->listing && pfl_stacklist_fits(&b->list, n, most))
		return pfl_stacklist_add(&b->list, locations, n, &b->p->budget, &b->err);
	return (!b->listing || end_listing(b)) &&
		pfl_stacktree_push(&b->stacks, locations, n, &b->err);
}

void
pfl_build_sample(struct pfl_builder *b, uint32_t stack, uint32_t labels, const int64_t *values,
	size_t n_values)
{
	if (add_values(b, labels, values, n_values) && (!b->listing || end_listing(b)) &&
		pfl_stacktree_flush(&b->stacks, &b->err) &&
		pfl_vec_reserve(&b->stacks.result, 1, &b->p->budget, "samples", &b->err))
		b->stacks.result.at[b->stacks.result.n++] = stack;
}

void
pfl_build_sample_of(struct pfl_builder *b, const uint32_t *locations, size_t n, uint32_t labels,
	const int64_t *values, size_t n_values)
{
	if (locations_within(b, n) && add_values(b, labels, values, n_values))
		push_stack(b, locations, n);
}

void
pfl_build_sample_of_type(struct pfl_builder *b, const uint32_t *locations, size_t n,
	uint32_t labels, uint32_t type, int64_t value)
{
	if (locations_within(b, n) && add_value(b, labels, type, value))
		push_stack(b, locations, n);
}

/* May one more stack be shared? A sample has one, which goes on from another at most. */
static bool
shared_within(struct pfl_builder *b)
{
	return build_within(b, b->n_shared / 2, b->limits.samples, "samples", "--max-samples");
}

uint32_t
pfl_build_shared_stack(struct pfl_builder *b, const uint32_t *locations, size_t n)
{
	b->listing = false;
	if (!locations_within(b, n) || !shared_within(b) ||
		!pfl_stacktree_push(&b->stacks, locations, n, &b->err))
		return 0;
	return b->n_shared++;
}

uint32_t
pfl_build_shared_below(struct pfl_builder *b, uint32_t above, size_t depth,
	const uint32_t *locations, size_t n)
{
	if (!locations_within(b, depth + n) || !shared_within(b) ||
		!pfl_stacktree_push_below(&b->stacks, above, locations, n, &b->err))
		return 0;
	return b->n_shared++;
}

static void
share(struct pfl_builder *b, uint32_t stack)
{
	if (ROOM(b, sample_shared, "samples"))
		PUT(b, sample_shared, stack);
}

void
pfl_build_sample_sharing(struct pfl_builder *b, uint32_t stack, uint32_t labels,
	const int64_t *values, size_t n_values)
{
	if (add_values(b, labels, values, n_values))
		share(b, stack);
}

void
pfl_build_sample_sharing_of_type(
	struct pfl_builder *b, uint32_t stack, uint32_t labels, uint32_t type, int64_t value)
{
	if (add_value(b, labels, type, value))
		share(b, stack);
}

/* Make all columns of one kind `n` rows long. */
static bool
widen(struct pfl_builder *b, struct pfl_build_column *columns, uint32_t n)
{
	for (uint32_t i = 0; i < b->n_values; i++) {
		if (!widen_column(b, &columns[i], n))
			return false;
	}
	return true;
}

void
pfl_build_before(struct pfl_builder *b, const int64_t *values, size_t n_values)
{
	uint32_t row = b->n_samples;

	if (!pfl_builder_ok(b) || row == 0 || n_values != b->n_values ||
		!start_columns(b, &b->before) || !widen(b, b->before, row))
		return;
	b->has_before = true;
	for (uint32_t i = 0; i < b->n_values; i++)
		b->before[i].at[row - 1] = values[i];
}

void
pfl_build_run(struct pfl_builder *b, uint32_t run)
{
	if (!pfl_builder_ok(b) || !ROOM(b, sample_run, "samples"))
		return;
	PUT(b, sample_run, run);
}

const int64_t *const *
pfl_build_finish_columns(struct pfl_builder *b, struct pfl_build_column *columns, uint32_t n)
{
	const int64_t **list = pfl_arena_alloc(&b->p->arena, n, sizeof(*list), &b->err);

	for (uint32_t i = 0; list && columns && i < n; i++)
		GIVE_VEC(b, list[i], &columns[i]);
	return list;
}

/* Of all samples or none a stack is listed, see above; without samples, nothing is. */
static bool
is_listed(const struct pfl_builder *b)
{
	return b->listing && b->list.leaf.n;
}

static uint32_t
frames_of(const struct pfl_profile *p, uint32_t location)
{
	return p->locations.first_frame[location + 1] - p->locations.first_frame[location];
}

/* The frames of a stack's last location; the empty one has none. */
static uint32_t
frames_of_row(const struct pfl_profile *p, uint32_t row)
{
	uint32_t location = p->stacks.location[row];

	return location == PFL_NONE ? 0 : frames_of(p, location);
}

/* Is no stack too long, when each frame that is inlined counts? */
static bool
depths_within(struct pfl_builder *b)
{
	const struct pfl_stacks *stacks = &b->p->stacks;
	PFL_VEC(uint64_t) depth = { 0 };

	if (!pfl_vec_reserve(&depth, stacks->n, &b->p->budget, "stacks", &b->err))
		return false;
	depth.at[0] = 0;
	for (uint32_t i = 1; i < stacks->n && pfl_builder_ok(b); i++) {
		depth.at[i] = depth.at[pfl_stack_above(stacks, i)] + frames_of_row(b->p, i);
		stack_within(b, depth.at[i]);
	}
	pfl_vec_clear(&depth, &b->p->budget);
	return pfl_builder_ok(b);
}

static uint32_t
most_frames(const struct pfl_profile *p)
{
	uint32_t most = 1;

	for (uint32_t i = 0; i < p->locations.n; i++)
		most = frames_of(p, i) > most ? frames_of(p, i) : most;
	return most;
}

/*
 * A location is in the file once, with all that is inlined there, and in any number of stacks:
 * a few kilobytes can mean billions of frames, which no report could hold. The longest list of
 * inlined calls shows for nearly every profile that it cannot be so large.
 */
static bool
frames_within(struct pfl_builder *b)
{
	const struct pfl_profile *p = b->p;
	uint64_t max = b->limits.memory / FRAME_ROOM, most = most_frames(p), n = 0;

	if (most * b->deepest > b->limits.stack && !depths_within(b))
		return false;
	if (most * p->stacks.n <= max)
		return true;
	for (uint32_t i = 1; i < p->stacks.n; i++)
		n += frames_of_row(p, i);
	return n <= max ||
		pfl_fail(&b->err, PFL_LIMIT,
			"%llu frames in all stacks, inlined ones included; --max-memory raises "
			"the limit",
			(unsigned long long)n);
}

bool
pfl_build_finish_stacks(struct pfl_builder *b)
{
	struct pfl_profile *p = b->p;

	/* How many frames there are counts where stacks share what they have in common. */
	if (is_listed(b) &&
		most_frames(p) * (uint64_t)b->list.n > b->limits.memory / FRAME_ROOM &&
		!end_listing(b))
		return false;
	return is_listed(b) ? pfl_stacklist_finish(&b->list, &p->stacks, &p->samples.stack,
				      &p->arena, &b->err)
			    : pfl_stacktree_finish(&b->stacks, &p->stacks, &p->arena, &b->err);
}

/* Which rows the samples' stacks have. */
static bool
sample_stacks(struct pfl_builder *b)
{
	if (b->p->stacks.listed)
		return true;
	if (!b->n_shared)
		return pfl_stacktree_take(
			&b->stacks, &b->p->samples.stack, &b->p->arena, &b->err);
	for (size_t i = 0; i < b->sample_shared.n; i++)
		b->sample_shared.at[i] = b->stacks.result.at[b->sample_shared.at[i]];
	GIVE(b, b->p->samples.stack, sample_shared);
	return pfl_builder_ok(b);
}

void
pfl_build_finish_samples(struct pfl_builder *b)
{
	struct pfl_profile *p = b->p;
	uint32_t n_types = p->types.n;

	if (!frames_within(b))
		return;

	p->samples.n = b->n_samples;
	if (p->samples.n && b->n_values != n_types) {
		pfl_fail(&b->err, PFL_FORMAT,
			"samples have %u values, but there are %u sample types", b->n_values,
			n_types);
		return;
	}
	if (!sample_stacks(b))
		return;
	if (b->any_labels)
		GIVE(b, p->samples.labels, sample_labels);
	if (b->value && !widen(b, b->value, b->n_samples))
		return;
	p->samples.value = pfl_build_finish_columns(b, b->value, n_types);
	if (b->sample_run.n && b->sample_run.n == b->n_samples)
		GIVE(b, p->samples.run, sample_run);
	if (b->has_before && widen(b, b->before, b->n_samples))
		p->samples.before = pfl_build_finish_columns(b, b->before, n_types);
}

void
pfl_build_free_columns(struct pfl_build_column *column, uint32_t n)
{
	for (uint32_t i = 0; column && i < n; i++)
		pfl_vec_clear(&column[i], NULL);
	free(column);
}

void
pfl_build_clear_samples(struct pfl_builder *b)
{
	pfl_stacklist_clear(&b->list, NULL);
	pfl_vec_clear(&b->sample_labels, NULL);
	pfl_vec_clear(&b->sample_shared, NULL);
	pfl_vec_clear(&b->sample_run, NULL);
	pfl_build_free_columns(b->value, b->n_values);
	pfl_build_free_columns(b->before, b->n_values);
	b->value = b->before = NULL;
	b->n_values = 0;
}
