/* SPDX-License-Identifier: Apache-2.0 */
/* A profile of the tables of OpenTelemetry's: all profiles of all messages become one. */
#include "decode/otlp_build.h"

#include "base/sum.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* --- labels --- */

/* What is said of a sample goes before what is said of its profile, and that before what is
 * said of whoever was profiled. */
static bool
put_label(struct pfl_otlp_building *s, const struct pfl_label *label)
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
put_text(struct pfl_otlp_building *s, const char *key, uint32_t text)
{
	const struct pfl_label label = { .key = pfl_build_string(s->b, pfl_span_of(key)),
		.text = text };

	return text == 0 || put_label(s, &label);
}

/* A number with a unit is one; without, it is the name of a thread, a process or a processor,
 * which nobody adds up. */
static bool
put_attribute(struct pfl_otlp_building *s, const char *who, size_t which,
	const struct pfl_otlp_attribute *a)
{
	struct pfl_label label = { .text = PFL_NONE, .number = a->number };
	char text[24];

	if (!a->given)
		return true;
	if (!pfl_otlp_text_of(s, who, which, &a->key, &label.key) ||
		!pfl_otlp_string(s, who, which, a->unit, &label.unit))
		return false;
	if (a->is_text) {
		label.number = 0;
		label.unit = 0;
		if (!pfl_otlp_text_of(s, who, which, &a->text, &label.text))
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
put_listed(struct pfl_otlp_building *s, const char *who, size_t which, const int64_t *list,
	size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t index = list[i];
		const struct pfl_otlp_attribute *a;

		if (!pfl_otlp_attribute(s, who, which, index, &a) ||
			!put_attribute(s, "attribute", (size_t)index, a))
			return false;
	}
	return true;
}

static bool
put_own(struct pfl_otlp_building *s, size_t resource)
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
	int64_t value, link; /* all that it counts */
	const int64_t *attributes, *values, *times;
	size_t n_attributes, n_values, n_times;
};

/* Each event has a value, or a time, or both: one without a value counts 1. */
static bool
understand(struct pfl_otlp_building *s, size_t i, struct said *said)
{
	const struct pfl_otlp *d = s->d;
	const struct pfl_otlp_sample *sample = &d->sample.at[i];
	const int64_t *second = listed(d->index[PFL_OTLP_SAMPLE].at, &sample->attributes);
	const int64_t *fourth = listed(d->value_of.at, &sample->values);
	pfl_sum sum = 0;

	*said = (struct said){ .link = sample->link,
		.attributes = second,
		.n_attributes = sample->attributes.n,
		.values = fourth,
		.n_values = sample->values.n,
		.times = listed(d->time.at, &sample->times),
		.n_times = sample->times.n };
	if (d->older.n) {
		said->link = fourth ? *fourth : 0;
		said->attributes = listed(d->older.at, &sample->list);
		said->n_attributes = sample->list.n;
		said->values = second;
		said->n_values = sample->attributes.n;
	}
	for (size_t k = 0; k < said->n_values; k++)
		sum += said->values[k];
	if (said->n_values == 0)
		sum = (pfl_sum)said->n_times;
	said->value = (int64_t)sum;
	return sum == said->value ||
		pfl_fail(s->err, PFL_FORMAT, "the values of sample %zu leave 64 bits", i);
}

/* The labels of a sample that has some of its own. */
static bool
sample_labels(struct pfl_otlp_building *s, size_t i, const struct said *said,
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

/* A sample whose events have times becomes as many of them. */
static bool
add_events(struct pfl_otlp_building *s, struct pfl_otlp_event event, const struct said *said)
{
	struct pfl_otlp_made *made = &s->d->made;
	bool even = said->n_values == 0 || said->n_values == said->n_times;
	bool timed = said->n_times > 0 && even;
	size_t n = timed ? said->n_times : 1;

	made->n_uneven += said->n_times > 0 && !even;
	made->untimed |= !timed;
	event.sample = made->n_samples++;
	if (!pfl_vec_reserve(&made->event, n, pfl_builder_budget(s->b), "samples", s->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		event.time = timed ? said->times[i] : 0;
		event.value = !timed ? said->value : said->n_values ? said->values[i] : 1;
		made->event.at[made->event.n++] = event;
	}
	return true;
}

static bool
take_sample(struct pfl_otlp_building *s, size_t i, uint32_t type, uint32_t labels)
{
	static const struct pfl_otlp_link none;
	const struct pfl_otlp *d = s->d;
	int64_t stack = d->sample.at[i].stack;
	struct pfl_otlp_event event = { .type = type, .labels = labels };
	const struct pfl_otlp_link *link;
	struct said said;

	if (!understand(s, i, &said) ||
		!pfl_otlp_within(s, "sample", i, "stack", stack, d->stack.n) ||
		!pfl_otlp_within(s, "sample", i, "link", said.link, d->link.n))
		return false;
	link = d->link.n ? &d->link.at[said.link] : &none;
	if ((said.n_attributes || link->trace || link->span) &&
		!sample_labels(s, i, &said, link, &event.labels))
		return false;
	event.stack = d->stack.n ? s->stack.at[stack] : 0;
	return pfl_builder_check(s->b, s->err) && add_events(s, event, &said);
}

static bool
keep_labels(struct pfl_otlp_building *s)
{
	s->base.n = 0;
	if (!pfl_vec_reserve(&s->base, s->labels.n, pfl_builder_budget(s->b), "labels", s->err))
		return false;
	if (s->labels.n)
		memcpy(s->base.at, s->labels.at, s->labels.n * sizeof(*s->base.at));
	s->base.n = s->labels.n;
	return true;
}

/* The number of the profile's sample type, a new one if need be. */
static bool
take_type(struct pfl_otlp_building *s, size_t i, uint32_t *type)
{
	const struct pfl_otlp_profile *p = &s->d->profile.at[i];
	struct pfl_idtable *types = &s->d->made.types;
	size_t known = types->id.n;
	uint32_t name, unit;

	if (!pfl_otlp_string(s, "profile", i, p->type, &name) ||
		!pfl_otlp_string(s, "profile", i, p->unit, &unit))
		return false;
	*type = pfl_idtable_number(types, (uint64_t)name << 32 | unit, 0, s->err);
	if (*type == UINT32_MAX)
		return false;
	if (types->id.n > known)
		pfl_build_type(s->b, name, unit);
	return pfl_builder_check(s->b, s->err);
}

/* From when the first profile begins to when the last one ends. */
static void
take_time(struct pfl_otlp_building *s, const struct pfl_otlp_profile *p)
{
	struct pfl_otlp_made *made = &s->d->made;
	struct pfl_meta *meta = pfl_build_meta(s->b);
	int64_t duration = p->duration > 0 ? p->duration : 0;

	if (p->time <= 0) {
		if (duration > meta->duration_nanos)
			meta->duration_nanos = duration;
		return;
	}
	if (p->time < made->first)
		made->first = p->time;
	if (duration <= INT64_MAX - p->time && p->time + duration > made->last)
		made->last = p->time + duration;
}

/* The period, where all profiles that tell one tell the same. */
static bool
take_period(struct pfl_otlp_building *s, size_t i)
{
	const struct pfl_otlp_profile *p = &s->d->profile.at[i];
	struct pfl_otlp_made *made = &s->d->made;
	struct pfl_meta *meta = pfl_build_meta(s->b);
	uint32_t type, unit;

	if (!p->period && !p->period_type && !p->period_unit)
		return true;
	if (!pfl_otlp_string(s, "profile", i, p->period_type, &type) ||
		!pfl_otlp_string(s, "profile", i, p->period_unit, &unit))
		return false;
	if (!made->period) {
		meta->period = p->period;
		meta->period_type = type;
		meta->period_unit = unit;
		meta->has_period_type = type || unit;
	}
	made->periods |= made->period &&
		(p->period != meta->period || type != meta->period_type ||
			unit != meta->period_unit);
	made->period = true;
	return true;
}

static bool
take_profile(struct pfl_otlp_building *s, size_t i, size_t resource)
{
	const struct pfl_otlp *d = s->d;
	const struct pfl_otlp_profile *p = &d->profile.at[i];
	size_t end = i + 1 < d->profile.n ? d->profile.at[i + 1].first_sample : d->sample.n;
	uint32_t base, type;

	s->labels.n = 0;
	if (!put_own(s, resource) ||
		(s->scopes && !put_text(s, "otel.scope.name", d->scope.at[p->scope])) ||
		!put_listed(s, "profile", i,
			listed(d->index[PFL_OTLP_PROFILE].at, &p->attributes),
			p->attributes.n) ||
		!take_type(s, i, &type) || !take_period(s, i))
		return false;
	take_time(s, p);
	base = pfl_build_labels(s->b, s->labels.at, s->labels.n);
	if (!keep_labels(s))
		return false;
	for (size_t k = p->first_sample; k < end; k++) {
		if (!take_sample(s, k, type, base))
			return false;
	}
	return true;
}

static bool
take_profiles(struct pfl_otlp_building *s)
{
	const struct pfl_otlp *d = s->d;
	size_t resource = 0;

	for (size_t i = 1; i < d->scope.n; i++)
		s->scopes |= d->scope.at[i] != d->scope.at[0];
	for (size_t i = 0; i < d->profile.n; i++) {
		while (resource + 1 < d->resource.n &&
			d->resource.at[resource + 1].first_profile <= i)
			resource++;
		if (!take_profile(s, i, resource))
			return false;
	}
	return true;
}

bool
pfl_otlp_take(struct pfl_otlp *d)
{
	struct pfl_otlp_building s = { .d = d, .b = d->b, .err = d->err };
	struct pfl_budget *budget = pfl_builder_budget(d->b);
	bool ok = pfl_otlp_places(&s) && take_profiles(&s);

	if (!ok && d->made.n_messages > 0)
		pfl_context(d->err, "message %zu", d->made.n_messages + 1);
	d->made.n_messages++;
	d->made.any_profiles |= d->resource.n > 0;
	pfl_otlp_empty(d);
	pfl_vec_clear(&s.func, budget);
	pfl_vec_clear(&s.mapping, budget);
	pfl_vec_clear(&s.location, budget);
	pfl_vec_clear(&s.stack, budget);
	pfl_vec_clear(&s.labels, budget);
	pfl_vec_clear(&s.base, budget);
	return ok;
}

/* --- the profile as a whole --- */

static int
by_time(const void *a, const void *b)
{
	const struct pfl_otlp_event *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	if (x->sample != y->sample)
		return x->sample < y->sample ? -1 : 1;
	return (x->value > y->value) - (x->value < y->value);
}

/* Without an order of time, events of one sample are one again. */
static void
join_events(struct pfl_otlp_made *made)
{
	struct pfl_otlp_event *at = made->event.at;
	size_t n = 0;

	for (size_t i = 0; i < made->event.n; i++) {
		if (n > 0 && at[n - 1].sample == at[i].sample)
			at[n - 1].value += at[i].value;
		else
			at[n++] = at[i];
	}
	made->event.n = n;
}

/* A sample has a value of its own type; all others are 0. */
static bool
build_samples(struct pfl_otlp *d)
{
	size_t n = d->made.types.id.n;
	int64_t *values = calloc(n + 1, sizeof(*values));

	if (!values)
		return pfl_fail(d->err, PFL_NOMEM, "out of memory for sample types");
	for (size_t i = 0; i < d->made.event.n && pfl_builder_check(d->b, d->err); i++) {
		const struct pfl_otlp_event *e = &d->made.event.at[i];

		values[e->type] = e->value;
		pfl_build_sample(d->b, e->stack, e->labels, values, n);
		values[e->type] = 0;
	}
	free(values);
	return pfl_builder_check(d->b, d->err);
}

static void
set_meta(struct pfl_otlp_made *made, struct pfl_meta *meta)
{
	if (made->first < INT64_MAX) {
		meta->time_nanos = made->first;
		if (made->last - made->first > meta->duration_nanos)
			meta->duration_nanos = made->last - made->first;
	}
	if (made->periods) {
		meta->period = 0;
		meta->period_type = meta->period_unit = 0;
		meta->has_period_type = false;
	}
	meta->in_time = !made->untimed && made->event.n > 0;
}

static void
note_odd(struct pfl_otlp *d)
{
	uint64_t compound = d->made.n_compound, uneven = d->made.n_uneven;

	if (compound)
		pfl_build_note(d->b,
			"%" PRIu64 " attribute%s with lists, maps or bytes for values %s no "
			"labels",
			compound, compound == 1 ? "" : "s", compound == 1 ? "is" : "are");
	if (uneven)
		pfl_build_note(d->b,
			"%" PRIu64 " sample%s other numbers of values than of times; the "
			"values count",
			uneven, uneven == 1 ? " has" : "s have");
}

bool
pfl_otlp_finish(struct pfl_otlp *d)
{
	struct pfl_otlp_made *made = &d->made;

	if (!made->any_profiles)
		return pfl_fail(d->err, PFL_FORMAT, "the message has no profiles");
	if (made->untimed)
		join_events(made);
	else if (made->event.n)
		qsort(made->event.at, made->event.n, sizeof(*made->event.at), by_time);
	set_meta(made, pfl_build_meta(d->b));
	note_odd(d);
	return build_samples(d);
}
