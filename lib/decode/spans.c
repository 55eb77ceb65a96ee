/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that begin and end at points in time, turned into stacks. */
#include "decode/spans.h"

#include "base/sum.h"

#include <stdlib.h>

void
pfl_spans_clear(struct pfl_spans *s, struct pfl_budget *budget)
{
	pfl_vec_clear(&s->event, budget);
}

bool
pfl_spans_add(struct pfl_spans *s, const struct pfl_span_event *event,
	struct pfl_budget *budget, struct pfl_error *err)
{
	if (!pfl_vec_reserve(&s->event, 1, budget, "events", err))
		return false;
	s->event.at[s->event.n++] = *event;
	return true;
}

/* By lane and time; of calls that begin together the longest is the outermost. Otherwise the
 * file's order stands, which `for_ns` of BEGIN and END keeps: see number_events(). */
static int
by_time(const void *a, const void *b)
{
	const struct pfl_span_event *x = a, *y = b;

	if (x->lane != y->lane)
		return x->lane < y->lane ? -1 : 1;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->kind == PFL_SPAN_WHOLE && y->kind == PFL_SPAN_WHOLE)
		return (x->for_ns < y->for_ns) - (x->for_ns > y->for_ns);
	if (x->kind == PFL_SPAN_WHOLE || y->kind == PFL_SPAN_WHOLE)
		return (x->kind == PFL_SPAN_WHOLE) - (y->kind == PFL_SPAN_WHOLE);
	return (x->for_ns > y->for_ns) - (x->for_ns < y->for_ns);
}

/* The sort need not be stable, and points in time have no duration to tell them apart by. */
static void
number_events(struct pfl_spans *s)
{
	for (size_t i = 0; i < s->event.n; i++) {
		if (s->event.at[i].kind != PFL_SPAN_WHOLE)
			s->event.at[i].for_ns = (int64_t)i;
	}
}

/* A call that is open: until `end`, or for as long as nothing closes it. */
struct open {
	pfl_sum end;
	bool begun;      /* by BEGIN: END may close it */
	uint32_t detail; /* of the event               */
};

#define PFL_FOREVER ((pfl_sum)1 << 100)

struct lanes {
	struct pfl_spans *spans;
	struct pfl_builder *b;
	const struct pfl_span_lane *of; /* by lane */
	uint32_t detail;                /* the label's key */
	uint32_t plain;                 /* the lane's labels without one */
	PFL_VEC(struct open) open;
	PFL_VEC(uint32_t) location; /* of what is open */
	uint32_t lane;
	pfl_sum now;
	struct pfl_error *err;
};

/* Of the stack as it is. */
static uint32_t
labels_of(const struct lanes *l)
{
	const struct pfl_span_lane *lane = &l->of[l->lane];
	uint32_t detail = l->open.at[l->open.n - 1].detail;
	const struct pfl_label labels[] = {
		lane->label[0],
		lane->label[1],
		{ .key = l->detail, .text = detail },
	};

	return detail ? pfl_build_labels(l->b, labels, 3) : l->plain;
}

/* Let time go by until `to` with the stack as it is. */
static bool
advance(struct lanes *l, pfl_sum to)
{
	int64_t value;

	if (to <= l->now)
		return true;
	if (l->open.n > 0) {
		if (to - l->now > INT64_MAX)
			return pfl_fail(l->err, PFL_FORMAT,
				"an event lasts longer than can be counted");
		value = (int64_t)(to - l->now);
		pfl_build_sample_of(
			l->b, l->location.at, l->location.n, labels_of(l), &value, 1);
	}
	l->now = to;
	return pfl_builder_check(l->b, l->err);
}

static void
cut_to(struct lanes *l, size_t n)
{
	l->open.n = l->location.n = n;
}

/* End what ends by itself until then. Ends never grow from the outside inwards. */
static bool
expire(struct lanes *l, pfl_sum until)
{
	while (l->open.n > 0 && l->open.at[l->open.n - 1].end <= until) {
		if (!advance(l, l->open.at[l->open.n - 1].end))
			return false;
		cut_to(l, l->open.n - 1);
	}
	return advance(l, until);
}

static bool
begin(struct lanes *l, const struct pfl_span_event *e)
{
	struct pfl_budget *budget = pfl_builder_budget(l->b);
	struct open open = { PFL_FOREVER, e->kind == PFL_SPAN_BEGIN, e->detail };
	pfl_sum around = l->open.n > 0 ? l->open.at[l->open.n - 1].end : PFL_FOREVER;

	if (!open.begun)
		open.end = (pfl_sum)e->at + e->for_ns;
	if (open.end > around)
		open.end = around;
	if (!pfl_vec_reserve(&l->open, 1, budget, "a stack", l->err) ||
		!pfl_vec_reserve(&l->location, 1, budget, "a stack", l->err))
		return false;
	l->open.at[l->open.n++] = open;
	l->location.at[l->location.n++] = e->location;
	return true;
}

static void
end(struct lanes *l, const struct pfl_span_event *e)
{
	size_t n = l->open.n;

	while (n > 0 && !(l->open.at[n - 1].begun && l->location.at[n - 1] == e->location))
		n--;
	if (n > 0)
		cut_to(l, n - 1);
	else
		l->spans->unopened++;
}

/* The lane has no further event. */
static bool
close_lane(struct lanes *l)
{
	while (l->open.n > 0) {
		struct open *last = &l->open.at[l->open.n - 1];

		l->spans->unclosed += last->begun;
		if (!last->begun && last->end < PFL_FOREVER && !advance(l, last->end))
			return false;
		cut_to(l, l->open.n - 1);
	}
	return true;
}

static bool
take_event(struct lanes *l, const struct pfl_span_event *e)
{
	if (e->lane != l->lane) {
		if (!close_lane(l))
			return false;
		l->lane = e->lane;
		l->plain = pfl_build_labels(l->b, l->of[e->lane].label, 2);
		l->now = e->at;
	}
	if (!expire(l, e->at))
		return false;
	if (e->kind != PFL_SPAN_END)
		return begin(l, e);
	end(l, e);
	return true;
}

bool
pfl_spans_build(struct pfl_spans *s, struct pfl_builder *b, const struct pfl_span_lane *lane,
	struct pfl_error *err)
{
	struct lanes l = { .spans = s, .b = b, .of = lane, .lane = PFL_NONE, .err = err };
	bool ok = true;

	l.detail = pfl_build_string(b, pfl_span_of("detail"));
	number_events(s);
	if (s->event.n)
		qsort(s->event.at, s->event.n, sizeof(s->event.at[0]), by_time);
	for (size_t i = 0; ok && i < s->event.n; i++)
		ok = take_event(&l, &s->event.at[i]);
	ok = ok && close_lane(&l);
	pfl_vec_clear(&l.open, pfl_builder_budget(b));
	pfl_vec_clear(&l.location, pfl_builder_budget(b));
	return ok;
}
