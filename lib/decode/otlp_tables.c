/* SPDX-License-Identifier: Apache-2.0 */
/* OpenTelemetry's profiles, field by field: what either walk meets goes into tables. */
#include "decode/otlp.h"

#include "base/number.h"

/* A further row of a table, or NULL with *d->err. */
#define ADD(d, table, what)                                                                    \
	(pfl_vec_reserve(&(d)->table, 1, pfl_builder_budget((d)->b), what, (d)->err)           \
			? &(d)->table.at[(d)->table.n++]                                       \
			: NULL)

bool
pfl_otlp_init(struct pfl_otlp *d, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_budget *budget = pfl_builder_budget(b);

	*d = (struct pfl_otlp){ .b = b, .err = err };
	d->made.first = INT64_MAX;
	pfl_idtable_init(&d->made.types, budget);
	return pfl_strtab_init(&d->made.func, NULL, budget, err) &&
		pfl_strtab_init(&d->made.mapping, NULL, budget, err) &&
		pfl_strtab_init(&d->made.location, NULL, budget, err);
}

void
pfl_otlp_clear(struct pfl_otlp *d)
{
	struct pfl_budget *budget = pfl_builder_budget(d->b);

	pfl_vec_clear(&d->string, budget);
	pfl_vec_clear(&d->mapping, budget);
	pfl_vec_clear(&d->location, budget);
	pfl_vec_clear(&d->line, budget);
	pfl_vec_clear(&d->func, budget);
	pfl_vec_clear(&d->link, budget);
	pfl_vec_clear(&d->attribute, budget);
	pfl_vec_clear(&d->stack, budget);
	pfl_vec_clear(&d->own, budget);
	pfl_vec_clear(&d->resource, budget);
	pfl_vec_clear(&d->scope, budget);
	pfl_vec_clear(&d->profile, budget);
	pfl_vec_clear(&d->sample, budget);
	pfl_vec_clear(&d->older, budget);
	pfl_vec_clear(&d->value_of, budget);
	pfl_vec_clear(&d->time, budget);
	for (size_t i = 0; i < PFL_OTLP_KINDS; i++)
		pfl_vec_clear(&d->index[i], budget);
	pfl_strtab_clear(&d->made.func);
	pfl_strtab_clear(&d->made.mapping);
	pfl_strtab_clear(&d->made.location);
	pfl_idtable_clear(&d->made.types);
	pfl_vec_clear(&d->made.event, budget);
}

void
pfl_otlp_empty(struct pfl_otlp *d)
{
	d->string.n = d->mapping.n = d->location.n = d->line.n = d->func.n = 0;
	d->link.n = d->attribute.n = d->stack.n = d->own.n = d->resource.n = 0;
	d->scope.n = d->profile.n = d->sample.n = d->older.n = 0;
	d->value_of.n = d->time.n = 0;
	for (size_t i = 0; i < PFL_OTLP_KINDS; i++)
		d->index[i].n = 0;
}

/* --- fields --- */

bool
pfl_otlp_number(struct pfl_otlp *d, enum pfl_otlp_kind kind, uint32_t field, int64_t number)
{
	d->number[kind][field] = number;
	if (kind != PFL_OTLP_ANY_VALUE)
		return true;
	d->value = (struct pfl_otlp_attribute){ .given = true };
	if (field == 3) {
		d->value.number = number;
		return true;
	}
	d->value.is_text = true;
	if (field == 8)
		d->value.text.index = number;
	else
		d->value.text.id =
			pfl_build_string(d->b, pfl_span_of(number ? "true" : "false"));
	return pfl_builder_check(d->b, d->err);
}

bool
pfl_otlp_listed(struct pfl_otlp *d, enum pfl_otlp_kind kind, uint32_t field, int64_t number)
{
	int64_t *row;

	if (kind == PFL_OTLP_SAMPLE && field == 4)
		row = ADD(d, value_of, "values");
	else if (kind == PFL_OTLP_SAMPLE && field == 3)
		row = ADD(d, older, "a list");
	else
		row = ADD(d, index[kind], "a list");
	if (row)
		*row = number;
	return row != NULL;
}

bool
pfl_otlp_time(struct pfl_otlp *d, uint64_t time)
{
	int64_t *row = ADD(d, time, "times");

	if (row)
		*row = time <= INT64_MAX ? (int64_t)time : INT64_MAX;
	return row != NULL;
}

bool
pfl_otlp_real(struct pfl_otlp *d, double number)
{
	char text[PFL_NUMBER_TEXT];

	d->value = (struct pfl_otlp_attribute){ .is_text = true, .given = true };
	d->value.text.id = pfl_build_string(d->b, pfl_span_of(pfl_number_exact(number, text)));
	return pfl_builder_check(d->b, d->err);
}

void
pfl_otlp_compound(struct pfl_otlp *d)
{
	d->value = (struct pfl_otlp_attribute){ .given = false };
	d->made.n_compound++;
}

bool
pfl_otlp_text(struct pfl_otlp *d, enum pfl_otlp_kind kind, uint32_t field, struct pfl_span text)
{
	uint32_t id = pfl_build_string(d->b, text), *row = NULL;

	switch (kind) {
	case PFL_OTLP_DICTIONARY:
		row = ADD(d, string, "strings");
		break;
	case PFL_OTLP_LINK:
		row = field == 1 ? &d->trace : &d->span;
		break;
	case PFL_OTLP_SCOPE:
		row = &d->scope.at[d->scope.n - 1];
		break;
	case PFL_OTLP_KEY_VALUE:
		row = &d->key;
		break;
	default: /* of an AnyValue */
		d->value = (struct pfl_otlp_attribute){ .is_text = true, .given = true };
		row = &d->value.text.id;
		break;
	}
	if (row)
		*row = id;
	return row && pfl_builder_check(d->b, d->err);
}

/* --- messages --- */

bool
pfl_otlp_begin(struct pfl_otlp *d, enum pfl_otlp_kind kind)
{
	memset(d->number[kind], 0, sizeof(d->number[kind]));
	d->first_index[kind] = d->index[kind].n;
	switch (kind) {
	case PFL_OTLP_LOCATION:
		d->first_line = d->line.n;
		return true;
	case PFL_OTLP_LINK:
		d->trace = d->span = 0;
		return true;
	case PFL_OTLP_ATTRIBUTE:
	case PFL_OTLP_KEY_VALUE:
		d->key = 0;
		d->value = (struct pfl_otlp_attribute){ .given = false };
		return true;
	case PFL_OTLP_RESOURCE_PROFILES: {
		struct pfl_otlp_resource *r = ADD(d, resource, "resources");

		if (r)
			*r = (struct pfl_otlp_resource){ d->profile.n, d->own.n };
		return r != NULL;
	}
	case PFL_OTLP_SCOPE_PROFILES: {
		uint32_t *scope = ADD(d, scope, "scopes");

		if (scope)
			*scope = 0;
		return scope != NULL;
	}
	case PFL_OTLP_PROFILE: {
		struct pfl_otlp_profile *p = ADD(d, profile, "profiles");

		if (p)
			*p = (struct pfl_otlp_profile){ .first_sample = d->sample.n,
				.scope = d->scope.n - 1 };
		return p != NULL;
	}
	case PFL_OTLP_SAMPLE:
		d->first_older = d->older.n;
		d->first_value = d->value_of.n;
		d->first_time = d->time.n;
		return true;
	default:
		return true;
	}
}

static struct pfl_otlp_range
list_of(const struct pfl_otlp *d, enum pfl_otlp_kind kind)
{
	size_t first = d->first_index[kind];

	return (struct pfl_otlp_range){ first, d->index[kind].n - first };
}

static bool
end_mapping(struct pfl_otlp *d, const int64_t *number)
{
	struct pfl_otlp_mapping *m = ADD(d, mapping, "mappings");

	if (m)
		*m = (struct pfl_otlp_mapping){ .start = (uint64_t)number[1],
			.limit = (uint64_t)number[2],
			.offset = (uint64_t)number[3],
			.file = number[4],
			.attributes = list_of(d, PFL_OTLP_MAPPING) };
	return m != NULL;
}

static bool
end_location(struct pfl_otlp *d, const int64_t *number)
{
	struct pfl_otlp_location *l = ADD(d, location, "locations");

	if (l)
		*l = (struct pfl_otlp_location){ .mapping = number[1],
			.address = (uint64_t)number[2],
			.lines = { d->first_line, d->line.n - d->first_line } };
	return l != NULL;
}

static bool
end_line(struct pfl_otlp *d, const int64_t *number)
{
	struct pfl_otlp_line *l;

	if (d->line.n - d->first_line >= pfl_builder_limits(d->b)->stack)
		return pfl_fail(d->err, PFL_LIMIT,
			"location %zu has more than %llu lines; --max-stack raises the limit",
			d->location.n, (unsigned long long)pfl_builder_limits(d->b)->stack);
	l = ADD(d, line, "lines");
	if (l)
		*l = (struct pfl_otlp_line){ number[1], number[2], number[3] };
	return l != NULL;
}

static bool
end_func(struct pfl_otlp *d, const int64_t *number)
{
	struct pfl_otlp_func *f = ADD(d, func, "functions");

	if (f)
		*f = (struct pfl_otlp_func){ number[1], number[2], number[3], number[4] };
	return f != NULL;
}

static bool
end_link(struct pfl_otlp *d)
{
	struct pfl_otlp_link *l = ADD(d, link, "links");

	if (l)
		*l = (struct pfl_otlp_link){ d->trace, d->span };
	return l != NULL;
}

static bool
end_attribute(struct pfl_otlp *d, const int64_t *number)
{
	struct pfl_otlp_attribute *a = ADD(d, attribute, "attributes");

	if (!a)
		return false;
	*a = d->value;
	a->key.index = number[1];
	a->unit = number[3];
	return true;
}

static bool
end_key_value(struct pfl_otlp *d, const int64_t *number)
{
	struct pfl_otlp_attribute *a = ADD(d, own, "attributes");

	if (!a)
		return false;
	*a = d->value;
	a->key = (struct pfl_otlp_text){ d->key, number[3] };
	return true;
}

static bool
end_stack(struct pfl_otlp *d)
{
	struct pfl_otlp_range *s = ADD(d, stack, "stacks");

	if (s)
		*s = list_of(d, PFL_OTLP_STACK);
	return s != NULL;
}

static bool
end_sample(struct pfl_otlp *d, const int64_t *number)
{
	struct pfl_otlp_sample *s = ADD(d, sample, "samples");

	if (s)
		*s = (struct pfl_otlp_sample){ .stack = number[1],
			.link = number[3],
			.values = { d->first_value, d->value_of.n - d->first_value },
			.times = { d->first_time, d->time.n - d->first_time },
			.attributes = list_of(d, PFL_OTLP_SAMPLE),
			.list = { d->first_older, d->older.n - d->first_older } };
	return s != NULL;
}

static bool
end_value_type(struct pfl_otlp *d, const int64_t *number, uint32_t field)
{
	struct pfl_otlp_profile *p = &d->profile.at[d->profile.n - 1];

	if (field == 1) {
		p->type = number[1];
		p->unit = number[2];
	} else {
		p->period_type = number[1];
		p->period_unit = number[2];
	}
	return true;
}

static bool
end_profile(struct pfl_otlp *d, const int64_t *number)
{
	struct pfl_otlp_profile *p = &d->profile.at[d->profile.n - 1];

	p->time = number[3];
	p->duration = number[4];
	p->period = number[6];
	p->attributes = list_of(d, PFL_OTLP_PROFILE);
	return true;
}

bool
pfl_otlp_end(struct pfl_otlp *d, enum pfl_otlp_kind kind, uint32_t field)
{
	const int64_t *number = d->number[kind];

	switch (kind) {
	case PFL_OTLP_MAPPING:
		return end_mapping(d, number);
	case PFL_OTLP_LOCATION:
		return end_location(d, number);
	case PFL_OTLP_LINE:
		return end_line(d, number);
	case PFL_OTLP_FUNCTION:
		return end_func(d, number);
	case PFL_OTLP_LINK:
		return end_link(d);
	case PFL_OTLP_ATTRIBUTE:
		return end_attribute(d, number);
	case PFL_OTLP_KEY_VALUE:
		return end_key_value(d, number);
	case PFL_OTLP_STACK:
		return end_stack(d);
	case PFL_OTLP_SAMPLE:
		return end_sample(d, number);
	case PFL_OTLP_VALUE_TYPE:
		return end_value_type(d, number, field);
	case PFL_OTLP_PROFILE:
		return end_profile(d, number);
	default:
		return true;
	}
}
