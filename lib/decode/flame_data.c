/* SPDX-License-Identifier: Apache-2.0 */
/* A flame graph's data becomes a profile: docs/flame-data.md, byte by byte. */
#include "decode/flame_data.h"

#include <stdio.h>
#include <stdlib.h>

/* Frames of all samples together: a few kilobytes can mean billions, which take minutes. */
static const uint64_t max_frames = UINT64_C(1) << 29;

enum {
	MAX_DEPTH = 65536,
	TYPES = 32, /* columns of values that are read */
	KEY = 24,   /* bytes of a key such as "unit.12" */
};

struct column {
	PFL_VEC(int64_t) part[2]; /* a row's own, and the rest */
};

struct place {
	uint32_t name, file, object; /* texts */
	int64_t line;
	uint32_t location; /* 1 + it; 0: none yet */
	bool gap;          /* stands for its parent */
};

/* A place in a stack: by itself, or inlined into what is before it. */
struct inlining {
	uint32_t before; /* 1 + number of it; 0: by itself */
	uint32_t place, location;
};

struct reader {
	const unsigned char *start, *at, *end;
	struct pfl_builder *b;
	struct pfl_budget *budget;
	struct pfl_error *err;
	struct pfl_span columns, gap;
	PFL_VEC(struct pfl_span) entry; /* keys and values in turn */
	bool is_signed, from_leaf, is_mean;
	PFL_VEC(char) text;     /* all of them, one behind the other */
	PFL_VEC(size_t) end_of; /* of each, in there               */
	PFL_VEC(struct place) place;
	PFL_VEC(uint32_t) shape; /* by row */
	PFL_VEC(uint32_t) row_place;
	struct column column[TYPES];
	uint32_t n_columns;     /* that samples have */
	int before;             /* the column of the old profile; -1: none */
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
	pfl_vec_reserve(&(r)->vec, n, (r)->budget, "the flame graph's data", (r)->err)

static bool
fail(struct reader *r, const char *what)
{
	if (r->err->code != PFL_OK)
		return false;
	return pfl_fail(r->err, PFL_FORMAT, "byte %zu of the data: %s",
		(size_t)(r->at - r->start), what);
}

static size_t
left(const struct reader *r)
{
	return (size_t)(r->end - r->at);
}

static bool
take(struct reader *r, uint64_t *value)
{
	unsigned shift = 0;

	*value = 0;
	for (;; shift += 7) {
		uint64_t bits;

		if (r->at == r->end)
			return fail(r, "it ends too early");
		bits = *r->at & 0x7f;
		if (shift > 63 || (bits << shift) >> shift != bits)
			return fail(r, "a number is too large");
		*value |= bits << shift;
		if (!(*r->at++ & 0x80))
			return true;
	}
}

/* A number below `bound`. */
static bool
take_below(struct reader *r, uint64_t bound, uint32_t *value)
{
	uint64_t wide;

	if (!take(r, &wide))
		return false;
	*value = (uint32_t)wide;
	return wide < bound || fail(r, "a number refers to what is not there");
}

/* How many things of at least `size` bytes each follow. */
static bool
take_count(struct reader *r, size_t size, uint32_t *n)
{
	uint64_t wide;

	if (!take(r, &wide))
		return false;
	*n = (uint32_t)wide;
	return (wide <= left(r) / size + 1 && wide < PFL_NONE / 4) ||
		fail(r, "a count is too large");
}

static int64_t
unfold(uint64_t value)
{
	return value & 1 ? -(int64_t)(value >> 1) - 1 : (int64_t)(value >> 1);
}

static bool
take_text(struct reader *r, struct pfl_span *text)
{
	uint64_t n;

	if (!take(r, &n))
		return false;
	if (n > left(r))
		return fail(r, "a text ends behind the data");
	*text = (struct pfl_span){ (const char *)r->at, (size_t)n };
	r->at += n;
	return true;
}

/* The value of an entry; empty when there is none. */
static struct pfl_span
entry(const struct reader *r, const char *key)
{
	for (size_t i = 0; i + 1 < r->entry.n; i += 2) {
		if (pfl_span_eq(r->entry.at[i], pfl_span_of(key)))
			return r->entry.at[i + 1];
	}
	return (struct pfl_span){ "", 0 };
}

static bool
read_head(struct reader *r)
{
	struct pfl_span layout;
	uint64_t version;
	uint32_t n;

	if (left(r) < 4 || memcmp(r->at, "PFLF", 4) != 0)
		return fail(r, "expected PFLF");
	r->at += 4;
	if (!take(r, &version))
		return false;
	if (version < 1 || version > 2)
		return fail(r, "a version that this program does not know; a newer one may");
	if (!take_count(r, 2, &n) || !GROW(r, entry, 2 * (size_t)n))
		return false;
	for (uint32_t i = 0; i < 2 * n; i++) {
		if (!take_text(r, &r->entry.at[r->entry.n++]))
			return false;
	}
	r->columns = entry(r, "columns");
	layout = entry(r, "layout");
	r->from_leaf = pfl_span_eq(layout, pfl_span_of("reversed")) ||
		pfl_span_eq(layout, pfl_span_of("callers"));
	r->gap = entry(r, "gap");
	r->is_signed = pfl_span_eq(entry(r, "signed"), pfl_span_of("1"));
	return true;
}

static struct pfl_span
text_of(const struct reader *r, uint32_t i)
{
	size_t from = i ? r->end_of.at[i - 1] : 0;

	return (struct pfl_span){ r->text.n ? r->text.at + from : "", r->end_of.at[i] - from };
}

/* Texts share their beginnings with the one before: make this one whole. */
static bool
add_text(struct reader *r, size_t shared, size_t added)
{
	uint64_t most = pfl_builder_limits(r->b)->string;
	size_t n = r->end_of.n, last = r->end_of.at[n - 1];
	size_t from = n > 1 ? r->end_of.at[n - 2] : 0;

	if (shared > last - from || added > left(r))
		return fail(r, "a text refers to what is not there");
	if (shared + added > most)
		return pfl_fail(r->err, PFL_LIMIT,
			"a name has more than %llu bytes; --max-string raises the limit",
			(unsigned long long)most);
	if (!GROW(r, text, shared + added))
		return false;
	memcpy(r->text.at + last, r->text.at + from, shared);
	memcpy(r->text.at + last + shared, r->at, added);
	r->at += added;
	r->text.n += shared + added;
	r->end_of.at[r->end_of.n++] = r->text.n;
	return true;
}

static bool
read_texts(struct reader *r)
{
	PFL_VEC(uint32_t) size = { 0 };
	uint32_t n;
	bool ok = take_count(r, 2, &n) && (n > 0 || fail(r, "there are no texts")) &&
		pfl_vec_reserve(&size, 2 * (size_t)n, r->budget, "names", r->err) &&
		GROW(r, end_of, n) && GROW(r, text, 1);

	for (size_t i = 0; ok && i < 2 * ((size_t)n - 1); i++)
		ok = take_below(r, PFL_NONE, &size.at[size.n++]);
	if (ok)
		r->end_of.at[r->end_of.n++] = 0;
	for (size_t i = 0; ok && i + 1 < n; i++)
		ok = add_text(r, size.at[i], size.at[n - 1 + i]);
	pfl_vec_clear(&size, r->budget);
	return ok;
}

static bool
read_places(struct reader *r)
{
	uint64_t value;
	uint32_t n;

	if (!take_count(r, 6, &n))
		return false;
	if (n == 0)
		return fail(r, "there are no places");
	if (!GROW(r, place, n))
		return false;
	memset(r->place.at, 0, n * sizeof(*r->place.at));
	r->place.n = n;
	for (int column = 0; column < 3; column++) {
		for (uint32_t i = 0; i < n; i++) {
			struct place *place = &r->place.at[i];
			uint32_t *text[] = { &place->name, &place->file, &place->object };

			if (!take_below(r, r->end_of.n, text[column]))
				return false;
		}
	}
	for (uint32_t i = 0; i < n; i++) {
		if (!take(r, &value))
			return false;
		r->place.at[i].line = unfold(value);
	}
	for (uint32_t i = 0; i < 2 * n; i++) { /* class and tone */
		if (!take(r, &value))
			return false;
	}
	return true;
}

static bool
read_gaps(struct reader *r)
{
	struct pfl_span rest = r->gap, word;

	while (rest.n && pfl_span_cut(&rest, ' ', &word)) {
		uint64_t place;

		if (!pfl_span_u64(word, &place) || place >= r->place.n)
			return fail(r, "the gap is no place");
		r->place.at[place].gap = true;
	}
	return true;
}

static bool
read_shape(struct reader *r)
{
	uint32_t n, depth = 0, value;

	if (!take_count(r, 2, &n))
		return false;
	if (n == 0)
		return fail(r, "there are no rows");
	if (!GROW(r, shape, n) || !GROW(r, row_place, n))
		return false;
	r->shape.at[r->shape.n++] = 0;
	for (uint32_t i = 1; i < n; i++) {
		if (!take_below(r, 2 * ((uint64_t)depth + 1), &value))
			return false;
		depth = depth + 1 - (value >> 1);
		if (depth > MAX_DEPTH)
			return fail(r, "rows are too deep");
		r->shape.at[r->shape.n++] = depth << 1 | (value & 1);
	}
	r->row_place.at[r->row_place.n++] = 0;
	for (uint32_t i = 1; i < n; i++) {
		if (!take_below(r, r->place.n, &r->row_place.at[r->row_place.n++]))
			return false;
	}
	return true;
}

static bool
take_value(struct reader *r, uint64_t unit, bool with_sign, int64_t *value)
{
	uint64_t size;
	bool negative;

	if (!take(r, &size))
		return false;
	negative = with_sign && (size & 1);
	if (with_sign)
		size = (size >> 1) + negative;
	if (size && unit > INT64_MAX / size)
		return fail(r, "a value is too large");
	*value = negative ? -(int64_t)(size * unit) : (int64_t)(size * unit);
	return true;
}

/* A column's values, or with NULL what is stepped over. */
static bool
read_column(struct reader *r, struct column *column, bool with_sign)
{
	uint64_t unit;
	int64_t value = 0;

	if (!take(r, &unit))
		return false;
	for (int k = 0; k < 2; k++) {
		if (column &&
			!pfl_vec_reserve(
				&column->part[k], r->shape.n, r->budget, "values", r->err))
			return false;
		for (size_t i = 0; i < r->shape.n; i++) {
			if (!take_value(r, unit, with_sign, &value))
				return false;
			if (column)
				column->part[k].at[column->part[k].n++] = value;
		}
	}
	return true;
}

static bool
add_type(struct reader *r, struct pfl_span name, struct pfl_span unit)
{
	if (r->n_columns == TYPES - 1) /* one is for the old profile */
		return fail(r, "there are too many columns");
	r->n_columns++;
	pfl_build_type(r->b, pfl_build_string(r->b, name), pfl_build_string(r->b, unit));
	return true;
}

/* "value", and "value.1", which "type.1" and "unit.1" are about. Means are called "mean_cpu":
 * what is in the file is "cpu", and what to divide it by. */
static bool
add_value_type(struct reader *r, struct pfl_span column)
{
	char type[KEY] = "type", unit[KEY] = "unit";
	struct pfl_span name;
	size_t n = column.n - strlen("value");

	if (n > KEY - 5)
		return fail(r, "a column's name is too long");
	memcpy(type + 4, column.at + strlen("value"), n);
	memcpy(unit + 4, column.at + strlen("value"), n);
	name = entry(r, type);
	if (r->is_mean && pfl_span_starts(name, "mean_"))
		name = (struct pfl_span){ name.at + 5, name.n - 5 };
	if (n == 0)
		pfl_build_meta(r->b)->default_type = pfl_build_string(r->b, name);
	return add_type(r, name, entry(r, unit));
}

static bool
read_columns(struct reader *r)
{
	struct pfl_span rest = r->columns, name;

	r->before = -1;
	r->is_mean = pfl_span_find(rest, "divisor") < rest.n;
	if (r->is_mean && !add_type(r, pfl_span_of("events"), pfl_span_of("count")))
		return false;
	while (rest.n && pfl_span_cut(&rest, ' ', &name)) {
		struct column *column = NULL;

		if (pfl_span_eq(name, pfl_span_of("before"))) {
			if (r->before >= 0)
				return fail(r, "there are two columns of the old profile");
			r->before = TYPES - 1;
			column = &r->column[TYPES - 1];
		} else if (pfl_span_eq(name, pfl_span_of("divisor"))) {
			column = &r->column[0];
		} else if (pfl_span_eq(name, pfl_span_of("value")) ||
			pfl_span_starts(name, "value.")) {
			if (!add_value_type(r, name))
				return false;
			column = &r->column[r->n_columns - 1];
		}
		if (!read_column(r, column,
			    r->is_signed && !pfl_span_eq(name, pfl_span_of("width"))))
			return false;
	}
	if (r->n_columns == (uint32_t)r->is_mean)
		return fail(r, "there are no values");
	if (r->is_mean && r->column[0].part[1].n != r->shape.n)
		return fail(r, "there is not one divisor");
	return r->before < 0 || r->n_columns == 1 || fail(r, "a comparison has one value");
}

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
	const struct place *at = &r->place.at[place];
	struct pfl_span file = text_of(r, at->file);

	if (!r->function.at[place]) {
		uint32_t name = pfl_build_string(
			r->b, function_name(text_of(r, at->name), file, at->line));
		const struct pfl_func func = {
			.name = name, .system = name, .file = pfl_build_string(r->b, file)
		};

		r->function.at[place] = 1 + pfl_build_func(r->b, &func);
	}
	return r->function.at[place] - 1;
}

/* Mappings are told apart by the object's text, of which place.object is the number. */
static uint32_t
mapping_of(struct reader *r, uint32_t text)
{
	uint32_t *known = &r->mapping.at[text];

	if (text_of(r, text).n == 0)
		return PFL_NONE;
	if (!*known) {
		const struct pfl_mapping mapping = { .file = pfl_build_string(
							     r->b, text_of(r, text)) };

		*known = 1 + pfl_build_mapping(r->b, &mapping);
	}
	return *known - 1;
}

static uint32_t
location_at(struct reader *r, uint32_t place)
{
	struct place *at = &r->place.at[place];

	if (!at->location) {
		const struct pfl_line line = { .func = function_at(r, place),
			.line = at->line };

		at->location = 1 +
			pfl_build_location(r->b, 0, mapping_of(r, at->object), false, &line, 1);
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
			.line = r->place.at[place].line };
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
		pfl_fail(r->err, PFL_LIMIT,
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
	if (!GROW(r, inlining, 1) || !pfl_idmap_reserve(&r->steps, 1, r->err))
		return false;
	r->inlining.at[r->inlining.n++] = (struct inlining){ .before = before, .place = place };
	pfl_idmap_put(&r->steps, hash, i);
	if (before) {
		uint32_t object = r->place.at[place].object;

		if (!put_lines(r, i) || !count_frames(r, r->line.n))
			return false;
		r->inlining.at[i].location = pfl_build_location(
			r->b, 0, mapping_of(r, object), false, r->line.at, r->line.n);
	} else {
		r->inlining.at[i].location = location_at(r, place);
	}
	*step = i;
	/* What is refused ends here: each step of a chain is as long as all before it. */
	return pfl_builder_check(r->b, r->err);
}

/* Give the stack, root first, and a sample of it. */
static bool
add_sample(struct reader *r, size_t n, const int64_t *values, int64_t before)
{
	const uint32_t *stack = r->stack.at;

	if (!count_frames(r, n))
		return false;
	if (r->from_leaf) {
		for (size_t i = 0; i < n; i++)
			r->reversed.at[i] = stack[n - 1 - i];
		stack = r->reversed.at;
	}
	pfl_build_sample_of(r->b, stack, n, 0, values, r->n_columns);
	if (r->before >= 0)
		pfl_build_before(r->b, &before, 1);
	return pfl_builder_check(r->b, r->err);
}

/* What stands for the rows that the file leaves out. */
static uint32_t
left_out(struct reader *r)
{
	if (r->left_out == PFL_NONE)
		r->left_out = pfl_build_named_location(r->b, pfl_span_of("(left out)"));
	return r->left_out;
}

/* The samples of row i, whose stack has n locations. */
static bool
add_samples(struct reader *r, size_t i, uint32_t n)
{
	for (int part = 0; part < 2; part++) {
		int64_t values[TYPES], before = 0, any = 0;

		for (uint32_t k = 0; k < r->n_columns; k++) {
			values[k] = r->column[k].part[part].at[i];
			any |= values[k];
		}
		if (r->before >= 0)
			before = r->column[r->before].part[part].at[i];
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
	for (size_t i = 0; i < r->shape.n; i++) {
		uint32_t depth = r->shape.at[i] >> 1, place = r->row_place.at[i], n = 0,
			 step = 0;
		bool inlined = (r->shape.at[i] & 1) && !r->from_leaf;

		if (depth) {
			n = r->count.at[depth - 1];
			step = r->step.at[depth - 1];
			if (n) /* what is inlined takes the place of its caller */
				r->stack.at[n - 1] = r->inlining.at[step].location;
		}
		if (depth && !r->place.at[place].gap) {
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

/* Tables by place, by text and by depth. */
static bool
make_room(struct reader *r)
{
	uint32_t deepest = 0;

	for (size_t i = 0; i < r->shape.n; i++)
		deepest = r->shape.at[i] >> 1 > deepest ? r->shape.at[i] >> 1 : deepest;
	deepest += 2;
	if (!GROW(r, function, r->place.n) || !GROW(r, mapping, r->end_of.n) ||
		!GROW(r, count, deepest) || !GROW(r, step, deepest) ||
		!GROW(r, stack, deepest) || !GROW(r, reversed, deepest))
		return false;
	memset(r->function.at, 0, r->place.n * sizeof(*r->function.at));
	memset(r->mapping.at, 0, r->end_of.n * sizeof(*r->mapping.at));
	return true;
}

static void
clear(struct reader *r)
{
	for (int k = 0; k < TYPES; k++) {
		pfl_vec_clear(&r->column[k].part[0], r->budget);
		pfl_vec_clear(&r->column[k].part[1], r->budget);
	}
	pfl_vec_clear(&r->entry, r->budget);
	pfl_vec_clear(&r->text, r->budget);
	pfl_vec_clear(&r->end_of, r->budget);
	pfl_vec_clear(&r->place, r->budget);
	pfl_vec_clear(&r->shape, r->budget);
	pfl_vec_clear(&r->row_place, r->budget);
	pfl_vec_clear(&r->inlining, r->budget);
	pfl_vec_clear(&r->line, r->budget);
	pfl_vec_clear(&r->function, r->budget);
	pfl_vec_clear(&r->mapping, r->budget);
	pfl_vec_clear(&r->count, r->budget);
	pfl_vec_clear(&r->step, r->budget);
	pfl_vec_clear(&r->stack, r->budget);
	pfl_vec_clear(&r->reversed, r->budget);
	pfl_idmap_clear(&r->steps);
}

bool
pfl_flame_data_read(struct pfl_span data, struct pfl_builder *b, struct pfl_error *err)
{
	const unsigned char *at = (const unsigned char *)data.at;
	struct reader r = {
		.start = at,
		.at = at,
		.end = at + data.n,
		.b = b,
		.budget = pfl_builder_budget(b),
		.err = err,
		.left_out = PFL_NONE,
	};
	bool ok;

	pfl_idmap_init(&r.steps, r.budget);
	ok = read_head(&r) && read_texts(&r) && read_places(&r) && read_gaps(&r) &&
		read_shape(&r) && read_columns(&r) && make_room(&r) && add_rows(&r);
	if (ok && r.left_out != PFL_NONE)
		pfl_build_note(b,
			"rows that the flame graph has left out for being small are under "
			"\"(left out)\"");
	clear(&r);
	return ok;
}
