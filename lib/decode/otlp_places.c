/* SPDX-License-Identifier: Apache-2.0 */
/* Functions, mappings, locations and stacks of OpenTelemetry's messages. */
#include "decode/otlp_build.h"

#include <inttypes.h>

bool
pfl_otlp_within(struct pfl_otlp_building *s, const char *who, size_t which, const char *what,
	int64_t index, size_t n)
{
	return (index >= 0 && (uint64_t)index < n) || index == 0 ||
		pfl_fail(s->err, PFL_FORMAT,
			"%s %zu refers to %s %" PRId64 ", of which there are %zu", who, which,
			what, index, n);
}

bool
pfl_otlp_string(
	struct pfl_otlp_building *s, const char *who, size_t which, int64_t index, uint32_t *id)
{
	if (!pfl_otlp_within(s, who, which, "string", index, s->d->string.n))
		return false;
	*id = s->d->string.n ? s->d->string.at[index] : 0;
	return true;
}

bool
pfl_otlp_attribute(struct pfl_otlp_building *s, const char *who, size_t which, int64_t index,
	const struct pfl_otlp_attribute **a)
{
	static const struct pfl_otlp_attribute none;

	if (!pfl_otlp_within(s, who, which, "attribute", index, s->d->attribute.n))
		return false;
	*a = s->d->attribute.n ? &s->d->attribute.at[index] : &none;
	return true;
}

bool
pfl_otlp_text_of(struct pfl_otlp_building *s, const char *who, size_t which,
	const struct pfl_otlp_text *text, uint32_t *id)
{
	*id = text->id;
	return text->id || pfl_otlp_string(s, who, which, text->index, id);
}

/*
 * The row of what these bytes stand for: the number that they have in a table whose id 0 is the
 * empty string. *is_new: it is to be built now. PFL_NONE with *s->err.
 */
static uint32_t
row_of(struct pfl_otlp_building *s, struct pfl_strtab *rows, const void *bytes, size_t n,
	bool *is_new)
{
	uint32_t known = pfl_strtab_n(rows);
	uint32_t id = pfl_strtab_add(rows, (struct pfl_span){ bytes, n }, s->err);

	*is_new = id == known;
	return id == UINT32_MAX ? PFL_NONE : id - 1;
}

static bool
is_none(const void *row, size_t n)
{
	const unsigned char *at = row;
	unsigned char any = 0;

	for (size_t i = 0; i < n; i++)
		any |= at[i];
	return !any;
}

/* One for each row of a table. */
#define ROWS(s, rows, count, what)                                                             \
	((s)->rows.n = 0,                                                                      \
		pfl_vec_reserve(                                                               \
			&(s)->rows, (count) + 1, pfl_builder_budget((s)->b), what, (s)->err))

static bool
build_funcs(struct pfl_otlp_building *s)
{
	const struct pfl_otlp *d = s->d;

	if (!ROWS(s, func, d->func.n, "functions"))
		return false;
	for (size_t i = 0; i < d->func.n; i++) {
		const struct pfl_otlp_func *f = &d->func.at[i];
		struct pfl_func func = { .start_line = f->start_line };
		uint32_t row = PFL_NONE;
		bool is_new = false;

		if (!pfl_otlp_string(s, "function", i, f->name, &func.name) ||
			!pfl_otlp_string(s, "function", i, f->system, &func.system) ||
			!pfl_otlp_string(s, "function", i, f->file, &func.file))
			return false;
		if (i > 0 || !is_none(f, sizeof(*f))) {
			const int64_t key[] = { func.name, func.system, func.file,
				func.start_line };

			row = row_of(s, &s->d->made.func, key, sizeof(key), &is_new);
			if (row == PFL_NONE)
				return false;
		}
		if (is_new)
			pfl_build_func(s->b, &func);
		s->func.at[s->func.n++] = row;
	}
	return pfl_builder_check(s->b, s->err);
}

/* The row of what an index refers to. */
static uint32_t
row_at(const uint32_t *rows, size_t n, int64_t index)
{
	return n ? rows[index] : PFL_NONE;
}

/* What is known of the code of each mapping. */
static bool
find_flags(struct pfl_otlp_building *s, uint8_t *flags)
{
	const struct pfl_otlp *d = s->d;

	for (size_t i = 0; i < d->location.n; i++) {
		const struct pfl_otlp_location *l = &d->location.at[i];

		if (!pfl_otlp_within(s, "location", i, "mapping", l->mapping, d->mapping.n))
			return false;
		for (size_t k = 0; k < l->lines.n; k++) {
			const struct pfl_otlp_line *line = &d->line.at[l->lines.first + k];

			if (!pfl_otlp_within(
				    s, "location", i, "function", line->func, d->func.n))
				return false;
			if (row_at(s->func.at, d->func.n, line->func) == PFL_NONE)
				continue;
			flags[l->mapping] |= (uint8_t)(PFL_HAS_FUNCTIONS |
				(d->func.at[line->func].file ? PFL_HAS_FILENAMES : 0) |
				(line->line ? PFL_HAS_LINE_NUMBERS : 0) |
				(l->lines.n > 1 ? PFL_HAS_INLINE_FRAMES : 0));
		}
	}
	return true;
}

/* The linker's build id, or else one of those that Go and profilers make. */
static bool
find_build_id(struct pfl_otlp_building *s, size_t mapping, uint32_t *build_id)
{
	static const char *const keys[] = { "process.executable.build_id.htlhash",
		"process.executable.build_id.go", "process.executable.build_id.gnu" };
	const struct pfl_otlp_range *list = &s->d->mapping.at[mapping].attributes;
	size_t best = 0;

	for (size_t i = 0; i < list->n; i++) {
		int64_t index = s->d->index[PFL_OTLP_MAPPING].at[list->first + i];
		const struct pfl_otlp_attribute *a;
		uint32_t key, text;

		if (!pfl_otlp_attribute(s, "mapping", mapping, index, &a) ||
			!pfl_otlp_text_of(s, "attribute", (size_t)index, &a->key, &key) ||
			!pfl_otlp_text_of(s, "attribute", (size_t)index, &a->text, &text))
			return false;
		for (size_t k = best; k < sizeof(keys) / sizeof(keys[0]); k++) {
			if (text &&
				pfl_span_eq(pfl_build_text(s->b, key), pfl_span_of(keys[k]))) {
				*build_id = text;
				best = k;
			}
		}
	}
	return true;
}

static bool
build_mapping(struct pfl_otlp_building *s, size_t i, uint8_t flags)
{
	const struct pfl_otlp_mapping *m = &s->d->mapping.at[i];
	struct pfl_mapping mapping = {
		.start = m->start, .limit = m->limit, .offset = m->offset, .flags = flags
	};
	uint32_t row = PFL_NONE;
	bool is_new = false;

	if (!pfl_otlp_string(s, "mapping", i, m->file, &mapping.file) ||
		!find_build_id(s, i, &mapping.build_id))
		return false;
	if (i > 0 || m->start || m->limit || m->offset || m->file || m->attributes.n) {
		const uint64_t key[] = { m->start, m->limit, m->offset, mapping.file,
			mapping.build_id, flags };

		row = row_of(s, &s->d->made.mapping, key, sizeof(key), &is_new);
		if (row == PFL_NONE)
			return false;
	}
	if (is_new)
		pfl_build_mapping(s->b, &mapping);
	s->mapping.at[s->mapping.n++] = row;
	return pfl_builder_check(s->b, s->err);
}

static bool
build_mappings(struct pfl_otlp_building *s)
{
	const struct pfl_otlp *d = s->d;
	PFL_VEC(uint8_t) flags = { 0 };
	struct pfl_budget *budget = pfl_builder_budget(s->b);
	bool ok = ROWS(s, mapping, d->mapping.n, "mappings") &&
		pfl_vec_reserve(&flags, d->mapping.n + 1, budget, "mappings", s->err);

	if (ok)
		memset(flags.at, 0, d->mapping.n + 1);
	ok = ok && find_flags(s, flags.at);
	for (size_t i = 0; ok && i < d->mapping.n; i++)
		ok = build_mapping(s, i, flags.at[i]);
	pfl_vec_clear(&flags, budget);
	return ok;
}

/* Room for a location: what tells it from others, and its lines. */
struct place {
	PFL_VEC(int64_t) key;
	PFL_VEC(struct pfl_line) lines;
};

static bool
build_location(
	struct pfl_otlp_building *s, const struct pfl_otlp_location *l, struct place *place)
{
	const struct pfl_otlp *d = s->d;
	uint32_t mapping = row_at(s->mapping.at, d->mapping.n, l->mapping), row;
	struct pfl_budget *budget = pfl_builder_budget(s->b);
	int64_t *key;
	bool is_new;
	size_t n = 0;

	place->key.n = 0;
	if (!pfl_vec_reserve(&place->key, 2 + 3 * l->lines.n, budget, "lines", s->err) ||
		!pfl_vec_reserve(&place->lines, l->lines.n, budget, "lines", s->err))
		return false;
	key = place->key.at;
	*key++ = (int64_t)l->address;
	*key++ = mapping;
	for (size_t i = 0; i < l->lines.n; i++) {
		const struct pfl_otlp_line *line = &d->line.at[l->lines.first + i];
		uint32_t func = row_at(s->func.at, d->func.n, line->func);

		if (func == PFL_NONE)
			continue;
		place->lines.at[n++] = (struct pfl_line){ func, line->line, line->column };
		*key++ = func;
		*key++ = line->line;
		*key++ = line->column;
	}
	row = row_of(s, &s->d->made.location, place->key.at,
		(size_t)(key - place->key.at) * sizeof(*key), &is_new);
	if (row == PFL_NONE)
		return false;
	if (is_new)
		pfl_build_location(s->b, l->address, mapping, false, place->lines.at, n);
	s->location.at[s->location.n++] = row;
	return pfl_builder_check(s->b, s->err);
}

static bool
build_locations(struct pfl_otlp_building *s)
{
	const struct pfl_otlp *d = s->d;
	struct place place = { 0 };
	bool ok = ROWS(s, location, d->location.n, "locations");

	for (size_t i = 0; ok && i < d->location.n; i++) {
		const struct pfl_otlp_location *l = &d->location.at[i];

		if (i == 0 && !l->address && !l->mapping && !l->lines.n)
			s->location.at[s->location.n++] = PFL_NONE;
		else
			ok = build_location(s, l, &place);
	}
	pfl_vec_clear(&place.key, pfl_builder_budget(s->b));
	pfl_vec_clear(&place.lines, pfl_builder_budget(s->b));
	return ok;
}

/* The file has the leaf first. */
static bool
build_stack(struct pfl_otlp_building *s, size_t stack, uint32_t *path)
{
	const struct pfl_otlp *d = s->d;
	const struct pfl_otlp_range *list = &d->stack.at[stack];
	size_t n = 0;

	for (size_t i = list->n; i-- > 0;) {
		int64_t index = d->index[PFL_OTLP_STACK].at[list->first + i];
		uint32_t row;

		if (!pfl_otlp_within(s, "stack", stack, "location", index, d->location.n))
			return false;
		row = row_at(s->location.at, d->location.n, index);
		if (row != PFL_NONE)
			path[n++] = row;
	}
	s->stack.at[s->stack.n++] = pfl_build_stack(s->b, path, n);
	return pfl_builder_check(s->b, s->err);
}

static bool
build_stacks(struct pfl_otlp_building *s)
{
	const struct pfl_otlp *d = s->d;
	uint64_t most = pfl_builder_limits(s->b)->stack;
	struct pfl_budget *budget = pfl_builder_budget(s->b);
	PFL_VEC(uint32_t) path = { 0 };
	bool ok = ROWS(s, stack, d->stack.n, "stacks");

	for (size_t i = 0; ok && i < d->stack.n; i++) {
		size_t n = d->stack.at[i].n;

		if (n > most)
			ok = pfl_fail(s->err, PFL_LIMIT,
				"stack %zu has %zu frames (limit %llu); --max-stack raises the "
				"limit",
				i, n, (unsigned long long)most);
		ok = ok && pfl_vec_reserve(&path, n, budget, "a stack", s->err) &&
			build_stack(s, i, path.at);
	}
	pfl_vec_clear(&path, budget);
	return ok;
}

bool
pfl_otlp_places(struct pfl_otlp_building *s)
{
	return build_funcs(s) && build_mappings(s) && build_locations(s) && build_stacks(s);
}
