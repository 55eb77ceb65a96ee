/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of a flame graph's data become a profile: places, stacks, samples. */
#include "decode/flame_data.h"

#include "decode/flame_tables.h"

#include <stdio.h>
#include <stdlib.h>

/* Frames of all samples together: a few kilobytes can mean billions, which take minutes. */
static const uint64_t max_frames = UINT64_C(1) << 29;

/* A place in a stack: by itself, or inlined into what is before it. */
struct inlining {
	uint32_t before; /* 1 + number of it; 0: by itself */
	uint32_t place, location;
};

struct reader {
	struct pfl_flame_tables t;
	struct pfl_idmap steps; /* (before, place) -> inlining */
	PFL_VEC(struct inlining) inlining;
	PFL_VEC(struct pfl_line) line; /* scratch: frames of a location, innermost first */
	PFL_VEC(uint32_t) function;    /* of each place; 1 + it, 0: none yet             */
	PFL_VEC(uint32_t) mapping;     /* of each text; the same                         */
	/* By depth of the row at hand: how many locations lead there, and the last of them. */
	PFL_VEC(uint32_t) count;
	PFL_VEC(uint32_t) step;
	PFL_VEC(uint32_t) stack;
	PFL_VEC(uint32_t) reversed;
	uint32_t left_out; /* location of what is not in the file; PFL_NONE: none yet */
	uint64_t frames;
};

#define GROW(r, vec, n)                                                                        \
	pfl_vec_reserve(&(r)->vec, n, (r)->t.budget, "the flame graph's data", (r)->t.err)

/* "name file.go:12", as places are called where lines are told apart, is of a function "name".
 */
static struct pfl_span
function_name(struct pfl_span name, struct pfl_span file, int64_t line)
{
	char suffix[512];
	size_t base = file.n;
	int n;

	while (base > 0 && file.at[base - 1] != '/')
		base--;
	if (file.n == 0 || file.n - base > 400)
		return name;
	if (line)
		n = snprintf(suffix, sizeof(suffix), " %.*s:%lld", (int)(file.n - base),
			file.at + base, (long long)line);
	else
		n = snprintf(
			suffix, sizeof(suffix), " %.*s", (int)(file.n - base), file.at + base);
	if (n > 0 && (size_t)n < name.n && pfl_span_ends(name, suffix))
		name.n -= (size_t)n;
	return name;
}

/* The function at a place, made when it is first asked for. */
static uint32_t
function_at(struct reader *r, uint32_t place)
{
	const struct pfl_flame_place *at = &r->t.place.at[place];
	struct pfl_span file = pfl_flame_text(&r->t, at->file);

	if (!r->function.at[place]) {
		uint32_t name = pfl_build_string(
			r->t.b, function_name(pfl_flame_text(&r->t, at->name), file, at->line));
		const struct pfl_func func = {
			.name = name, .system = name, .file = pfl_build_string(r->t.b, file)
		};

		r->function.at[place] = 1 + pfl_build_func(r->t.b, &func);
	}
	return r->function.at[place] - 1;
}

/* Mappings are told apart by the object's text, of which place.object is the number. */
static uint32_t
mapping_of(struct reader *r, uint32_t text)
{
	uint32_t *known = &r->mapping.at[text];

	if (pfl_flame_text(&r->t, text).n == 0)
		return PFL_NONE;
	if (!*known) {
		const struct pfl_mapping mapping = { .file = pfl_build_string(r->t.b,
							     pfl_flame_text(&r->t, text)) };

		*known = 1 + pfl_build_mapping(r->t.b, &mapping);
	}
	return *known - 1;
}

static uint32_t
location_at(struct reader *r, uint32_t place)
{
	struct pfl_flame_place *at = &r->t.place.at[place];

	if (!at->location) {
		const struct pfl_line line = { .func = function_at(r, place),
			.line = at->line };

		at->location = 1 +
			pfl_build_location(
				r->t.b, 0, mapping_of(r, at->object), false, &line, 1);
	}
	return at->location - 1;
}

/* What was inlined at a location, the innermost first; its own frame is the last. */
static bool
put_lines(struct reader *r, uint32_t i)
{
	r->line.n = 0;
	for (;; i = r->inlining.at[i].before - 1) {
		uint32_t place = r->inlining.at[i].place;

		if (!GROW(r, line, 1))
			return false;
		r->line.at[r->line.n++] = (struct pfl_line){ .func = function_at(r, place),
			.line = r->t.place.at[place].line };
		if (!r->inlining.at[i].before)
			return true;
	}
}

/* So many frames more, of a stack or of a location. */
static bool
count_frames(struct reader *r, size_t n)
{
	r->frames += n;
	return r->frames <= max_frames ||
		pfl_fail(r->t.err, PFL_LIMIT,
			"the rows of the data are more than %llu frames in all",
			(unsigned long long)max_frames);
}

/*
 * The step that a row is on: in r->inlining, where the first of each chain is a location by
 * itself and others are inlined into it. The same place at the same step is one.
 */
static bool
step_to(struct reader *r, uint32_t before, uint32_t place, uint32_t *step)
{
	uint64_t hash = pfl_hash_pair(r->steps.seed, before, place);
	uint32_t at = PFL_IDMAP_START, i;

	while ((i = pfl_idmap_next(&r->steps, hash, &at)) != PFL_IDMAP_FREE) {
		if (r->inlining.at[i].before == before && r->inlining.at[i].place == place) {
			*step = i;
			return true;
		}
	}
	i = (uint32_t)r->inlining.n;
	if (!GROW(r, inlining, 1) || !pfl_idmap_reserve(&r->steps, 1, r->t.err))
		return false;
	r->inlining.at[r->inlining.n++] = (struct inlining){ .before = before, .place = place };
	pfl_idmap_put(&r->steps, hash, i);
	if (before) {
		uint32_t object = r->t.place.at[place].object;

		if (!put_lines(r, i) || !count_frames(r, r->line.n))
			return false;
		r->inlining.at[i].location = pfl_build_location(
			r->t.b, 0, mapping_of(r, object), false, r->line.at, r->line.n);
	} else {
		r->inlining.at[i].location = location_at(r, place);
	}
	*step = i;
	/* What is refused ends here: each step of a chain is as long as all before it. */
	return pfl_builder_check(r->t.b, r->t.err);
}

/* Give the stack, root first, and a sample of it. */
static bool
add_sample(struct reader *r, size_t n, const int64_t *values, int64_t before)
{
	const uint32_t *stack = r->stack.at;

	if (!count_frames(r, n))
		return false;
	if (r->t.from_leaf) {
		for (size_t i = 0; i < n; i++)
			r->reversed.at[i] = stack[n - 1 - i];
		stack = r->reversed.at;
	}
	pfl_build_sample_of(r->t.b, stack, n, 0, values, r->t.n_columns);
	if (r->t.before >= 0)
		pfl_build_before(r->t.b, &before, 1);
	return pfl_builder_check(r->t.b, r->t.err);
}

/* What stands for the rows that the file leaves out. */
static uint32_t
left_out(struct reader *r)
{
	if (r->left_out == PFL_NONE)
		r->left_out = pfl_build_named_location(r->t.b, pfl_span_of("(left out)"));
	return r->left_out;
}

/* The samples of row i, whose stack has n locations. */
static bool
add_samples(struct reader *r, size_t i, uint32_t n)
{
	for (int part = 0; part < 2; part++) {
		int64_t values[PFL_FLAME_TYPES], before = 0, any = 0;

		for (uint32_t k = 0; k < r->t.n_columns; k++) {
			values[k] = r->t.column[k].part[part].at[i];
			any |= values[k];
		}
		if (r->t.before >= 0)
			before = r->t.column[r->t.before].part[part].at[i];
		if (!any && !before)
			continue;
		if (part)
			r->stack.at[n] = left_out(r);
		if (!add_sample(r, n + (size_t)part, values, before))
			return false;
	}
	return true;
}

/* Go through the rows, depth-first. */
static bool
add_rows(struct reader *r)
{
	for (size_t i = 0; i < r->t.shape.n; i++) {
		uint32_t depth = r->t.shape.at[i] >> 1, place = r->t.row_place.at[i], n = 0,
			 step = 0;
		bool inlined = (r->t.shape.at[i] & 1) && !r->t.from_leaf;

		if (depth) {
			n = r->count.at[depth - 1];
			step = r->step.at[depth - 1];
			if (n) /* what is inlined takes the place of its caller */
				r->stack.at[n - 1] = r->inlining.at[step].location;
		}
		if (depth && !r->t.place.at[place].gap) {
			if (!step_to(r, inlined && n ? step + 1 : 0, place, &step))
				return false;
			n += !inlined || !n;
			r->stack.at[n - 1] = r->inlining.at[step].location;
		}
		r->count.at[depth] = n;
		r->step.at[depth] = step;
		if (!add_samples(r, i, n))
			return false;
	}
	return true;
}

/* Room for what is known by place, by text and by depth. */
static bool
make_room(struct reader *r)
{
	uint32_t deepest = 0;

	for (size_t i = 0; i < r->t.shape.n; i++)
		deepest = r->t.shape.at[i] >> 1 > deepest ? r->t.shape.at[i] >> 1 : deepest;
	deepest += 2;
	if (!GROW(r, function, r->t.place.n) || !GROW(r, mapping, r->t.end_of.n) ||
		!GROW(r, count, deepest) || !GROW(r, step, deepest) ||
		!GROW(r, stack, deepest) || !GROW(r, reversed, deepest))
		return false;
	memset(r->function.at, 0, r->t.place.n * sizeof(*r->function.at));
	memset(r->mapping.at, 0, r->t.end_of.n * sizeof(*r->mapping.at));
	return true;
}

static void
clear(struct reader *r)
{
	struct pfl_budget *budget = r->t.budget;

	pfl_vec_clear(&r->inlining, budget);
	pfl_vec_clear(&r->line, budget);
	pfl_vec_clear(&r->function, budget);
	pfl_vec_clear(&r->mapping, budget);
	pfl_vec_clear(&r->count, budget);
	pfl_vec_clear(&r->step, budget);
	pfl_vec_clear(&r->stack, budget);
	pfl_vec_clear(&r->reversed, budget);
	pfl_idmap_clear(&r->steps);
	pfl_flame_tables_clear(&r->t);
}

bool
pfl_flame_data_read(struct pfl_span data, struct pfl_builder *b, struct pfl_error *err)
{
	const unsigned char *at = (const unsigned char *)data.at;
	struct reader r = {
		.t = { .start = at,
			.at = at,
			.end = at + data.n,
			.b = b,
			.budget = pfl_builder_budget(b),
			.err = err },
		.left_out = PFL_NONE,
	};
	bool ok;

	pfl_idmap_init(&r.steps, r.t.budget);
	ok = pfl_flame_tables_read(&r.t) && make_room(&r) && add_rows(&r);
	if (ok && r.left_out != PFL_NONE)
		pfl_build_note(b,
			"rows that the flame graph has left out for being small are under "
			"\"(left out)\"");
	clear(&r);
	return ok;
}
