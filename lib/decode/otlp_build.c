/* SPDX-License-Identifier: Apache-2.0 */
/* A profile of the tables of OpenTelemetry's: all profiles of a message become one. */
#include "decode/idtable.h"
#include "decode/otlp.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The first row of a table stands for "none" where it is all zeros, as the format has it. */
struct building {
	struct pfl_otlp *d;
	struct pfl_builder *b;
	struct pfl_error *err;
	bool no_func, no_mapping, no_location; /* is the first one none? */
	PFL_VEC(uint8_t) flags;                /* by mapping             */
	PFL_VEC(uint32_t) stack;               /* by stack: its row      */
	PFL_VEC(uint32_t) path;                /* scratch                */
	PFL_VEC(struct pfl_label) labels;      /* scratch                */
	PFL_VEC(struct pfl_label) base;        /* of all samples of the profile at hand */
	struct pfl_idtable types; /* name and unit -> sample type                 */
	int64_t *values;          /* of a sample: all but one are 0               */
	bool scopes;              /* is there more than one?                      */
	uint64_t n_uneven;        /* samples with other numbers of values than of times */
};

/* May a row of a table refer to this one of another? 0 is none where there are none. */
static bool
within(struct building *s, const char *who, size_t which, const char *what, int64_t index,
	size_t n)
{
	return (index >= 0 && (uint64_t)index < n) || index == 0 ||
		pfl_fail(s->err, PFL_FORMAT,
			"%s %zu refers to %s %" PRId64 ", of which there are %zu", who, which,
			what, index, n);
}

static bool
string_at(struct building *s, const char *who, size_t which, int64_t index, uint32_t *id)
{
	if (!within(s, who, which, "string", index, s->d->string.n))
		return false;
	*id = s->d->string.n ? s->d->string.at[index] : 0;
	return true;
}

/* --- places --- */

static bool
build_funcs(struct building *s)
{
	static const struct pfl_otlp_func none;
	const struct pfl_otlp *d = s->d;

	s->no_func = d->func.n && memcmp(&d->func.at[0], &none, sizeof(none)) == 0;
	for (size_t i = s->no_func; i < d->func.n; i++) {
		const struct pfl_otlp_func *f = &d->func.at[i];
		struct pfl_func func = { .start_line = f->start_line };

		if (!string_at(s, "function", i, f->name, &func.name) ||
			!string_at(s, "function", i, f->system, &func.system) ||
			!string_at(s, "function", i, f->file, &func.file))
			return false;
		pfl_build_func(s->b, &func);
	}
	return pfl_builder_check(s->b, s->err);
}

/* What is known of the code of each mapping. */
static bool
find_flags(struct building *s)
{
	const struct pfl_otlp *d = s->d;

	if (!pfl_vec_reserve(
		    &s->flags, d->mapping.n + 1, pfl_builder_budget(s->b), "mappings", s->err))
		return false;
	memset(s->flags.at, 0, d->mapping.n + 1);
	for (size_t i = 0; i < d->location.n; i++) {
		const struct pfl_otlp_location *l = &d->location.at[i];

		if (!within(s, "location", i, "mapping", l->mapping, d->mapping.n))
			return false;
		for (size_t k = 0; k < l->lines.n; k++) {
			const struct pfl_otlp_line *line = &d->line.at[l->lines.first + k];

			if (!within(s, "location", i, "function", line->func, d->func.n))
				return false;
			if (line->func == 0 && (s->no_func || d->func.n == 0))
				continue;
			s->flags.at[l->mapping] |= (uint8_t)(PFL_HAS_FUNCTIONS |
				(d->func.at[line->func].file ? PFL_HAS_FILENAMES : 0) |
				(line->line ? PFL_HAS_LINE_NUMBERS : 0) |
				(l->lines.n > 1 ? PFL_HAS_INLINE_FRAMES : 0));
		}
	}
	return true;
}

static bool
attribute_at(struct building *s, const char *who, size_t which, int64_t index,
	const struct pfl_otlp_attribute **a)
{
	static const struct pfl_otlp_attribute none;

	if (!within(s, who, which, "attribute", index, s->d->attribute.n))
		return false;
	*a = s->d->attribute.n ? &s->d->attribute.at[index] : &none;
	return true;
}

static bool
text_of(struct building *s, const char *who, size_t which, const struct pfl_otlp_text *text,
	uint32_t *id)
{
	*id = text->id;
	return text->id || string_at(s, who, which, text->index, id);
}

/* The linker's build id, or else one of those that Go and profilers make. */
static bool
find_build_id(struct building *s, size_t mapping, uint32_t *build_id)
{
	static const char *const keys[] = { "process.executable.build_id.htlhash",
		"process.executable.build_id.go", "process.executable.build_id.gnu" };
	const struct pfl_otlp_range *list = &s->d->mapping.at[mapping].attributes;
	size_t best = 0;

	for (size_t i = 0; i < list->n; i++) {
		int64_t index = s->d->index[PFL_OTLP_MAPPING].at[list->first + i];
		const struct pfl_otlp_attribute *a;
		uint32_t key, text;

		if (!attribute_at(s, "mapping", mapping, index, &a) ||
			!text_of(s, "attribute", (size_t)index, &a->key, &key) ||
			!text_of(s, "attribute", (size_t)index, &a->text, &text))
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
build_mappings(struct building *s)
{
	const struct pfl_otlp *d = s->d;

	for (size_t i = 0; i < d->mapping.n; i++) {
		const struct pfl_otlp_mapping *m = &d->mapping.at[i];
		struct pfl_mapping mapping = { .start = m->start,
			.limit = m->limit,
			.offset = m->offset,
			.flags = s->flags.at[i] };

		s->no_mapping |= i == 0 && !m->start && !m->limit && !m->offset && !m->file &&
			!m->attributes.n;
		if (i == 0 && s->no_mapping)
			continue;
		if (!string_at(s, "mapping", i, m->file, &mapping.file) ||
			!find_build_id(s, i, &mapping.build_id))
			return false;
		pfl_build_mapping(s->b, &mapping);
	}
	return pfl_builder_check(s->b, s->err);
}

static bool
build_location(struct building *s, const struct pfl_otlp_location *l, struct pfl_line *lines)
{
	uint32_t mapping = PFL_NONE;
	size_t n = 0;

	for (size_t i = 0; i < l->lines.n; i++) {
		const struct pfl_otlp_line *line = &s->d->line.at[l->lines.first + i];

		if (line->func == 0 && (s->no_func || s->d->func.n == 0))
			continue;
		lines[n++] = (struct pfl_line){ (uint32_t)line->func - s->no_func, line->line,
			line->column };
	}
	if (l->mapping || (s->d->mapping.n && !s->no_mapping))
		mapping = (uint32_t)l->mapping - s->no_mapping;
	pfl_build_location(s->b, l->address, mapping, false, lines, n);
	return pfl_builder_check(s->b, s->err);
}

static bool
build_locations(struct building *s)
{
	const struct pfl_otlp *d = s->d;
	PFL_VEC(struct pfl_line) lines = { 0 };
	bool ok = true;

	s->no_location = d->location.n && !d->location.at[0].address &&
		!d->location.at[0].mapping && !d->location.at[0].lines.n;
	for (size_t i = s->no_location; ok && i < d->location.n; i++)
		ok = pfl_vec_reserve(&lines, d->location.at[i].lines.n,
			     pfl_builder_budget(s->b), "lines", s->err) &&
			build_location(s, &d->location.at[i], lines.at);
	pfl_vec_clear(&lines, pfl_builder_budget(s->b));
	return ok;
}

/* The file has the leaf first. */
static bool
build_stack(struct building *s, size_t stack)
{
	const struct pfl_otlp *d = s->d;
	const struct pfl_otlp_range *list = &d->stack.at[stack];
	uint64_t most = pfl_builder_limits(s->b)->stack;

	if (list->n > most)
		return pfl_fail(s->err, PFL_LIMIT,
			"stack %zu has %zu frames (limit %llu); --max-stack raises the limit",
			stack, list->n, (unsigned long long)most);
	s->path.n = 0;
	if (!pfl_vec_reserve(&s->path, list->n, pfl_builder_budget(s->b), "a stack", s->err))
		return false;
	for (size_t i = list->n; i-- > 0;) {
		int64_t index = d->index[PFL_OTLP_STACK].at[list->first + i];

		if (!within(s, "stack", stack, "location", index, d->location.n))
			return false;
		if (index || (d->location.n && !s->no_location))
			s->path.at[s->path.n++] = (uint32_t)index - s->no_location;
	}
	s->stack.at[s->stack.n++] = pfl_build_stack(s->b, s->path.at, s->path.n);
	return pfl_builder_check(s->b, s->err);
}

static bool
build_stacks(struct building *s)
{
	size_t n = s->d->stack.n;

	if (!pfl_vec_reserve(&s->stack, n, pfl_builder_budget(s->b), "stacks", s->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!build_stack(s, i))
			return false;
	}
	return true;
}

/* --- labels --- */

/* What is said of a sample goes before what is said of its profile, and that before what is
 * said of whoever was profiled. */
static bool
put_label(struct building *s, const struct pfl_label *label)
{
	uint64_t most = pfl_builder_limits(s->b)->labels;
	size_t at = 0;

	while (at < s->labels.n && s->labels.at[at].key != label->key)
		at++;
	if (at == s->labels.n) {
		if (at >= most)
			return pfl_fail(s->err, PFL_LIMIT,
				"a sample with more than %llu labels; --max-labels raises the "
				"limit",
				(unsigned long long)most);
		if (!pfl_vec_reserve(&s->labels, 1, pfl_builder_budget(s->b), "labels", s->err))
			return false;
		s->labels.n++;
	}
	s->labels.at[at] = *label;
	return true;
}

static bool
put_text(struct building *s, const char *key, uint32_t text)
{
	const struct pfl_label label = { .key = pfl_build_string(s->b, pfl_span_of(key)),
		.text = text };

	return text == 0 || put_label(s, &label);
}

/* A number with a unit is one; without, it is the name of a thread, a process or a processor,
 * which nobody adds up. */
static bool
put_attribute(
	struct building *s, const char *who, size_t which, const struct pfl_otlp_attribute *a)
{
	struct pfl_label label = { .text = PFL_NONE, .number = a->number };
	char text[24];

	if (!a->given)
		return true;
	if (!text_of(s, who, which, &a->key, &label.key) ||
		!string_at(s, who, which, a->unit, &label.unit))
		return false;
	if (a->is_text) {
		label.number = 0;
		label.unit = 0;
		if (!text_of(s, who, which, &a->text, &label.text))
			return false;
	} else if (label.unit == 0) {
		snprintf(text, sizeof(text), "%" PRId64, a->number);
		label.number = 0;
		label.text = pfl_build_string(s->b, pfl_span_of(text));
	}
	return label.text == 0 || label.key == 0 || put_label(s, &label);
}

/* The attributes that a list refers to. */
static bool
put_listed(struct building *s, const char *who, size_t which, const int64_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t index = list[i];
		const struct pfl_otlp_attribute *a;

		if (!attribute_at(s, who, which, index, &a) ||
			!put_attribute(s, "attribute", (size_t)index, a))
			return false;
	}
	return true;
}

static bool
put_own(struct building *s, size_t resource)
{
	const struct pfl_otlp *d = s->d;
	size_t end = resource + 1 < d->resource.n ? d->resource.at[resource + 1].first_own
						  : d->own.n;

	for (size_t i = d->resource.at[resource].first_own; i < end; i++) {
		if (!put_attribute(s, "resource", resource, &d->own.at[i]))
			return false;
	}
	return true;
}

/* --- samples --- */

static const int64_t *
listed(const int64_t *at, const struct pfl_otlp_range *list)
{
	return list->n ? at + list->first : NULL;
}

/* What a sample says, whichever numbers its fields have. */
struct said {
	int64_t value, link;
	const int64_t *attributes;
	size_t n_attributes;
};

/* Each event has a value, or a time, or both: one without a value counts 1. */
static bool
understand(struct building *s, size_t i, struct said *said)
{
	const struct pfl_otlp *d = s->d;
	const struct pfl_otlp_sample *sample = &d->sample.at[i];
	const struct pfl_otlp_range *list = &sample->attributes;
	const int64_t *values = listed(d->index[PFL_OTLP_SAMPLE].at, list);
	uint64_t n_values = d->older.n ? list->n : sample->n_values;
	pfl_sum sum = d->older.n ? 0 : sample->sum;

	*said = (struct said){
		.link = sample->link, .attributes = values, .n_attributes = list->n
	};
	if (d->older.n) {
		for (size_t k = 0; k < list->n; k++)
			sum += values[k];
		said->link = sample->sum;
		said->attributes = listed(d->older.at, &sample->list);
		said->n_attributes = sample->list.n;
	}
	s->n_uneven += n_values && sample->n_times && n_values != sample->n_times;
	return pfl_otlp_sum(s->d, i, n_values ? sum : (pfl_sum)sample->n_times, &said->value);
}

/* The labels of a sample that has some of its own. */
static bool
sample_labels(struct building *s, size_t i, const struct said *said,
	const struct pfl_otlp_link *link, uint32_t *labels)
{
	s->labels.n = 0;
	if (!pfl_vec_reserve(&s->labels, s->base.n, pfl_builder_budget(s->b), "labels", s->err))
		return false;
	if (s->base.n)
		memcpy(s->labels.at, s->base.at, s->base.n * sizeof(*s->base.at));
	s->labels.n = s->base.n;
	if (!put_listed(s, "sample", i, said->attributes, said->n_attributes) ||
		!put_text(s, "trace_id", link->trace) || !put_text(s, "span_id", link->span))
		return false;
	*labels = pfl_build_labels(s->b, s->labels.at, s->labels.n);
	return true;
}

static bool
build_sample(struct building *s, size_t i, uint32_t type, uint32_t labels)
{
	static const struct pfl_otlp_link none;
	const struct pfl_otlp *d = s->d;
	int64_t stack = d->sample.at[i].stack;
	const struct pfl_otlp_link *link;
	struct said said;

	if (!understand(s, i, &said) || !within(s, "sample", i, "stack", stack, d->stack.n) ||
		!within(s, "sample", i, "link", said.link, d->link.n))
		return false;
	link = d->link.n ? &d->link.at[said.link] : &none;
	if ((said.n_attributes || link->trace || link->span) &&
		!sample_labels(s, i, &said, link, &labels))
		return false;
	s->values[type] = said.value;
	pfl_build_sample(
		s->b, d->stack.n ? s->stack.at[stack] : 0, labels, s->values, s->types.id.n);
	s->values[type] = 0;
	return pfl_builder_check(s->b, s->err);
}

static bool
keep_labels(struct building *s)
{
	s->base.n = 0;
	if (!pfl_vec_reserve(&s->base, s->labels.n, pfl_builder_budget(s->b), "labels", s->err))
		return false;
	if (s->labels.n)
		memcpy(s->base.at, s->labels.at, s->labels.n * sizeof(*s->base.at));
	s->base.n = s->labels.n;
	return true;
}

static bool
build_profile(struct building *s, size_t i, size_t resource)
{
	const struct pfl_otlp *d = s->d;
	const struct pfl_otlp_profile *p = &d->profile.at[i];
	size_t end = i + 1 < d->profile.n ? d->profile.at[i + 1].first_sample : d->sample.n;
	uint32_t name, unit, base, type;

	s->labels.n = 0;
	if (!put_own(s, resource) ||
		(s->scopes && !put_text(s, "otel.scope.name", d->scope.at[p->scope])) ||
		!put_listed(s, "profile", i,
			listed(d->index[PFL_OTLP_PROFILE].at, &p->attributes),
			p->attributes.n) ||
		!string_at(s, "profile", i, p->type, &name) ||
		!string_at(s, "profile", i, p->unit, &unit))
		return false;
	type = pfl_idtable_find(&s->types, (uint64_t)name << 32 | unit);
	base = pfl_build_labels(s->b, s->labels.at, s->labels.n);
	if (!keep_labels(s))
		return false;
	for (size_t k = p->first_sample; k < end; k++) {
		if (!build_sample(s, k, type, base))
			return false;
	}
	return true;
}

/* One for each kind of value that some profile has. */
static bool
build_types(struct building *s)
{
	for (size_t i = 0; i < s->d->profile.n; i++) {
		const struct pfl_otlp_profile *p = &s->d->profile.at[i];
		size_t known = s->types.id.n;
		uint32_t name, unit;

		if (!string_at(s, "profile", i, p->type, &name) ||
			!string_at(s, "profile", i, p->unit, &unit) ||
			pfl_idtable_number(&s->types, (uint64_t)name << 32 | unit, 0, s->err) ==
				UINT32_MAX)
			return false;
		if (s->types.id.n > known)
			pfl_build_type(s->b, name, unit);
	}
	if (!pfl_builder_check(s->b, s->err))
		return false;
	s->values = calloc(s->types.id.n + 1, sizeof(*s->values));
	return s->values || pfl_fail(s->err, PFL_NOMEM, "out of memory for sample types");
}

static bool
build_profiles(struct building *s)
{
	const struct pfl_otlp *d = s->d;
	size_t resource = 0;

	for (size_t i = 1; i < d->scope.n; i++)
		s->scopes |= d->scope.at[i] != d->scope.at[0];
	for (size_t i = 0; i < d->profile.n; i++) {
		while (resource + 1 < d->resource.n &&
			d->resource.at[resource + 1].first_profile <= i)
			resource++;
		if (!build_profile(s, i, resource))
			return false;
	}
	return true;
}

/* --- the profile as a whole --- */

/* From when the first profile begins to when the last one ends. */
static void
set_time(struct building *s)
{
	struct pfl_meta *meta = pfl_build_meta(s->b);
	int64_t first = INT64_MAX, last = 0;

	for (size_t i = 0; i < s->d->profile.n; i++) {
		const struct pfl_otlp_profile *p = &s->d->profile.at[i];
		int64_t duration = p->duration > 0 ? p->duration : 0;

		if (p->time <= 0) {
			if (duration > meta->duration_nanos)
				meta->duration_nanos = duration;
			continue;
		}
		if (p->time < first)
			first = p->time;
		if (duration <= INT64_MAX - p->time && p->time + duration > last)
			last = p->time + duration;
	}
	if (first == INT64_MAX)
		return;
	meta->time_nanos = first;
	if (last - first > meta->duration_nanos)
		meta->duration_nanos = last - first;
}

/* The period, where all profiles that tell one tell the same. */
static bool
set_period(struct building *s)
{
	struct pfl_meta *meta = pfl_build_meta(s->b);
	const struct pfl_otlp_profile *first = NULL;

	for (size_t i = 0; i < s->d->profile.n; i++) {
		const struct pfl_otlp_profile *p = &s->d->profile.at[i];

		if (!p->period && !p->period_type && !p->period_unit)
			continue;
		if (!first)
			first = p;
		if (p->period != first->period || p->period_type != first->period_type ||
			p->period_unit != first->period_unit)
			return true;
	}
	if (!first)
		return true;
	meta->period = first->period;
	meta->has_period_type = first->period_type || first->period_unit;
	return string_at(s, "profile", 0, first->period_type, &meta->period_type) &&
		string_at(s, "profile", 0, first->period_unit, &meta->period_unit);
}

static void
note_odd(struct building *s)
{
	if (s->d->n_compound)
		pfl_build_note(s->b,
			"%" PRIu64 " attribute%s with lists, maps or bytes for values %s no "
			"labels",
			s->d->n_compound, s->d->n_compound == 1 ? "" : "s",
			s->d->n_compound == 1 ? "is" : "are");
	if (s->n_uneven)
		pfl_build_note(s->b,
			"%" PRIu64 " sample%s other numbers of values than of times; the "
			"values count",
			s->n_uneven, s->n_uneven == 1 ? " has" : "s have");
}

bool
pfl_otlp_build(struct pfl_otlp *d)
{
	struct building s = { .d = d, .b = d->b, .err = d->err };
	struct pfl_budget *budget = pfl_builder_budget(d->b);
	bool ok;

	pfl_idtable_init(&s.types, budget);
	ok = build_funcs(&s) && find_flags(&s) && build_mappings(&s) && build_locations(&s) &&
		build_stacks(&s) && build_types(&s) && build_profiles(&s) && set_period(&s);
	set_time(&s);
	note_odd(&s);
	pfl_vec_clear(&s.flags, budget);
	pfl_vec_clear(&s.stack, budget);
	pfl_vec_clear(&s.path, budget);
	pfl_vec_clear(&s.labels, budget);
	pfl_vec_clear(&s.base, budget);
	pfl_idtable_clear(&s.types);
	free(s.values);
	return ok;
}
