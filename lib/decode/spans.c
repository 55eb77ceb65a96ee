/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that begin and end at points in time, turned into stacks. */
#include "decode/spans.h"

#include "base/sum.h"

#include <stdlib.h>
#include <string.h>

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
	bool begun;                /* by BEGIN: END may close it */
	uint32_t location, detail; /* of the event */
	uint32_t stack; /* the row of the stack down to here, once that was asked for */
};

#define PFL_FOREVER ((pfl_sum)1 << 100)

struct lanes {
	struct pfl_spans *spans;
	struct pfl_builder *b;
	const struct pfl_span_lane *of; /* by lane */
	uint32_t detail;                /* the label's key */
	uint32_t plain;                 /* the lane's labels without one */
	PFL_VEC(struct open) open;
	size_t n_rows;           /* of the outermost calls: those whose stack is known */
	PFL_VEC(uint32_t) begun; /* by location: how many open calls END may close      */
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

/* The row of the stack as it is. Each call looks for its own once, however many stacks it is
 * in: whoever nests calls deeply must not make each of them cost the depth. */
static uint32_t
stack_of(struct lanes *l)
{
	struct open *open = l->open.at;

	for (; l->n_rows < l->open.n; l->n_rows++) {
		size_t i = l->n_rows;

		open[i].stack = pfl_build_stack_child(
			l->b, i ? open[i - 1].stack : 0, i, open[i].location);
	}
	return open[l->open.n - 1].stack;
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
		pfl_build_sample(l->b, stack_of(l), labels_of(l), &value, 1);
	}
	l->now = to;
	return pfl_builder_check(l->b, l->err);
}

static void
cut_to(struct lanes *l, size_t n)
{
	while (l->open.n > n) {
		const struct open *last = &l->open.at[--l->open.n];

		l->begun.at[last->location] -= last->begun;
	}
	if (l->n_rows > n)
		l->n_rows = n;
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

/* Have a count of what is open at the location. */
static bool
count_location(struct lanes *l, uint32_t location)
{
	size_t more = location < l->begun.n ? 0 : (size_t)location + 1 - l->begun.n;

	if (!pfl_vec_reserve(
		    &l->begun, more, pfl_builder_budget(l->b), "places of events", l->err))
		return false;
	if (more)
		memset(l->begun.at + l->begun.n, 0, more * sizeof(*l->begun.at));
	l->begun.n += more;
	return true;
}

static bool
begin(struct lanes *l, const struct pfl_span_event *e)
{
	struct pfl_budget *budget = pfl_builder_budget(l->b);
	struct open open = { .end = PFL_FOREVER,
		.begun = e->kind == PFL_SPAN_BEGIN,
		.location = e->location,
		.detail = e->detail };
	pfl_sum around = l->open.n > 0 ? l->open.at[l->open.n - 1].end : PFL_FOREVER;

	if (!open.begun)
		open.end = (pfl_sum)e->at + e->for_ns;
	if (open.end > around)
		open.end = around;
	if (!pfl_vec_reserve(&l->open, 1, budget, "a stack", l->err) ||
		!count_location(l, e->location))
		return false;
	l->open.at[l->open.n++] = open;
	l->begun.at[e->location] += open.begun;
	return true;
}

static void
end(struct lanes *l, const struct pfl_span_event *e)
{
	size_t n = l->open.n;

	if (e->location >= l->begun.n || l->begun.at[e->location] == 0) {
		l->spans->unopened++;
		return;
	}
	while (!(l->open.at[n - 1].begun && l->open.at[n - 1].location == e->location))
		n--;
	cut_to(l, n - 1);
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
	pfl_vec_clear(&l.begun, pfl_builder_budget(b));
	return ok;
}
