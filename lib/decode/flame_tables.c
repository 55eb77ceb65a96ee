/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a flame graph's data become tables: docs/flame-data.md, byte by byte. */
#include "decode/flame_tables.h"

#include <string.h>

enum {
	MAX_DEPTH = 65536,
	KEY = 24, /* bytes of a key such as "unit.12" */
};

#define GROW(r, vec, n)                                                                        \
	pfl_vec_reserve(&(r)->vec, n, (r)->budget, "the flame graph's data", (r)->err)

static bool
fail(struct pfl_flame_tables *r, const char *what)
{
	if (r->err->code != PFL_OK)
		return false;
	return pfl_fail(r->err, PFL_FORMAT, "byte %zu of the data: %s",
		(size_t)(r->at - r->start), what);
}

static size_t
left(const struct pfl_flame_tables *r)
{
	return (size_t)(r->end - r->at);
}

static bool
take(struct pfl_flame_tables *r, uint64_t *value)
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
take_below(struct pfl_flame_tables *r, uint64_t bound, uint32_t *value)
{
	uint64_t wide;

	if (!take(r, &wide))
		return false;
	*value = (uint32_t)wide;
	return wide < bound || fail(r, "a number refers to what is not there");
}

/* How many things of at least `size` bytes each follow. */
static bool
take_count(struct pfl_flame_tables *r, size_t size, uint32_t *n)
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
take_text(struct pfl_flame_tables *r, struct pfl_span *text)
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
entry(const struct pfl_flame_tables *r, const char *key)
{
	for (size_t i = 0; i + 1 < r->entry.n; i += 2) {
		if (pfl_span_eq(r->entry.at[i], pfl_span_of(key)))
			return r->entry.at[i + 1];
	}
	return (struct pfl_span){ "", 0 };
}

static bool
read_head(struct pfl_flame_tables *r)
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

/* Texts share their beginnings with the one before: make this one whole. */
static bool
add_text(struct pfl_flame_tables *r, size_t shared, size_t added)
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
read_texts(struct pfl_flame_tables *r)
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
read_places(struct pfl_flame_tables *r)
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
			struct pfl_flame_place *place = &r->place.at[i];
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
read_gaps(struct pfl_flame_tables *r)
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
read_shape(struct pfl_flame_tables *r)
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
take_value(struct pfl_flame_tables *r, uint64_t unit, bool with_sign, int64_t *value)
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
read_column(struct pfl_flame_tables *r, struct pfl_flame_column *column, bool with_sign)
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
add_type(struct pfl_flame_tables *r, struct pfl_span name, struct pfl_span unit)
{
	if (r->n_columns == PFL_FLAME_TYPES - 1) /* one is for the old profile */
		return fail(r, "there are too many columns");
	r->n_columns++;
	pfl_build_type(r->b, pfl_build_string(r->b, name), pfl_build_string(r->b, unit));
	return true;
}

/* "value", and "value.1", which "type.1" and "unit.1" are about. Means are called "mean_cpu":
 * what is in the file is "cpu", and what to divide it by. */
static bool
add_value_type(struct pfl_flame_tables *r, struct pfl_span column)
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
read_columns(struct pfl_flame_tables *r)
{
	struct pfl_span rest = r->columns, name;

	r->before = -1;
	r->is_mean = pfl_span_find(rest, "divisor") < rest.n;
	if (r->is_mean && !add_type(r, pfl_span_of("events"), pfl_span_of("count")))
		return false;
	while (rest.n && pfl_span_cut(&rest, ' ', &name)) {
		struct pfl_flame_column *column = NULL;

		if (pfl_span_eq(name, pfl_span_of("before"))) {
			if (r->before >= 0)
				return fail(r, "there are two columns of the old profile");
			r->before = PFL_FLAME_TYPES - 1;
			column = &r->column[PFL_FLAME_TYPES - 1];
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

bool
pfl_flame_tables_read(struct pfl_flame_tables *r)
{
	return read_head(r) && read_texts(r) && read_places(r) && read_gaps(r) &&
		read_shape(r) && read_columns(r);
}

void
pfl_flame_tables_clear(struct pfl_flame_tables *r)
{
	for (int k = 0; k < PFL_FLAME_TYPES; k++) {
		pfl_vec_clear(&r->column[k].part[0], r->budget);
		pfl_vec_clear(&r->column[k].part[1], r->budget);
	}
	pfl_vec_clear(&r->entry, r->budget);
	pfl_vec_clear(&r->text, r->budget);
	pfl_vec_clear(&r->end_of, r->budget);
	pfl_vec_clear(&r->place, r->budget);
	pfl_vec_clear(&r->shape, r->budget);
	pfl_vec_clear(&r->row_place, r->budget);
}
