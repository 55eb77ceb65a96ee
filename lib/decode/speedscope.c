/* SPDX-License-Identifier: Apache-2.0 */
/* speedscope's files: a table of frames, and profiles of samples or of events. */
#include "decode/decoder.h"
#include "decode/json_input.h"
#include "decode/places.h"

#include <inttypes.h>
#include <math.h>

enum { MOST_UNITS = 256 };

/* A stack and how much it weighs, in the unit of the file. */
struct weighed {
	uint32_t stack;
	struct pfl_json_number weight;
};

/* A call that is open, and the stack down to it. */
struct open {
	uint32_t frame, stack;
};

struct type {
	uint32_t name, unit;
};

struct one {
	struct pfl_text kind; /* "sampled", "evented", or "" if not said */
	uint32_t name, unit;  /* strings                                 */
	size_t first, n;      /* among `sample`                          */
	size_t weights, type; /* how many were given; row of `type`      */
	bool has_samples, has_weights, has_events;
};

struct speedscope {
	struct pfl_json *j;
	struct pfl_builder *b;
	struct pfl_budget *budget;
	struct pfl_places places;
	size_t frames; /* locations: one each, in the same order */
	bool shared;   /* they have been read                    */
	uint64_t used; /* one more than the largest frame used   */
	PFL_VEC(struct one) profile;
	PFL_VEC(struct weighed) sample;
	PFL_VEC(struct type) type;
	PFL_VEC(uint32_t) stack;
	PFL_VEC(struct open) open;
	int64_t active;
	bool fractions;
};

static int
speedscope_probe(struct pfl_span head)
{
	head = pfl_json_head(head);
	if (!pfl_span_starts(head, "{"))
		return 0;
	if (pfl_span_find(head, "speedscope.app/file-format-schema") < head.n)
		return 100;
	if (pfl_span_find(head, "\"shared\"") < head.n &&
		pfl_span_find(head, "\"frames\"") < head.n)
		return 60;
	return pfl_span_find(head, "\"activeProfileIndex\"") < head.n ||
			pfl_span_find(head, "\"evented\"") < head.n ||
			pfl_span_find(head, "\"sampled\"") < head.n
		? 60
		: 0;
}

/* --- frames --- */

static void
read_frame(struct speedscope *s)
{
	enum { NAME, FILE_NAME, LINE, COLUMN };
	static const char *const names[] = { "name", "file", "line", "col", NULL };
	struct pfl_place place = { 0 };
	struct pfl_line line;
	struct pfl_json *j = s->j;
	bool named = false;
	int k;

	pfl_json_object(j);
	while ((k = pfl_json_field(j, names)) >= 0) {
		if (k != NAME && pfl_json_null(j))
			continue;
		switch (k) {
		case NAME:
			place.name = pfl_build_string(s->b, pfl_json_string(j));
			named = true;
			break;
		case FILE_NAME:
			place.file = pfl_build_string(s->b, pfl_json_string(j));
			break;
		case LINE:
			place.line = pfl_json_i64(j);
			break;
		case COLUMN:
			place.column = pfl_json_i64(j);
			break;
		}
	}
	if (!j->failed && !named)
		pfl_json_fail(j, "a frame without a name");
	if (j->failed)
		return;
	line = (struct pfl_line){ .func = pfl_places_func(&s->places, &place, j->err),
		.line = place.line,
		.column = place.column };
	if (pfl_json_check(j, line.func != PFL_NONE)) {
		pfl_build_location(s->b, 0, PFL_NONE, false, &line, 1);
		s->frames++;
	}
}

static void
read_shared(struct speedscope *s)
{
	static const char *const names[] = { "frames", NULL };

	if (s->shared) {
		pfl_json_fail(s->j, "\"shared\" is given twice");
		return;
	}
	s->shared = true;
	pfl_json_object(s->j);
	while (pfl_json_field(s->j, names) >= 0) {
		pfl_json_array(s->j);
		while (pfl_json_element(s->j))
			read_frame(s);
	}
}

static uint32_t
read_index(struct speedscope *s)
{
	int64_t frame = pfl_json_i64(s->j);

	if (frame < 0 || frame >= PFL_NONE || (s->shared && (uint64_t)frame >= s->frames)) {
		if (s->shared)
			pfl_json_fail(s->j, "there is no frame %" PRId64 ": \"frames\" has %zu",
				frame, s->frames);
		else
			pfl_json_fail(s->j, "%" PRId64 " cannot be a frame", frame);
		return 0;
	}
	if ((uint64_t)frame >= s->used)
		s->used = (uint64_t)frame + 1;
	return (uint32_t)frame;
}

/* --- samples --- */

static struct weighed *
next_sample(struct speedscope *s, size_t index)
{
	if (index == s->sample.n) {
		if (!pfl_json_check(s->j,
			    pfl_vec_reserve(&s->sample, 1, s->budget, "samples", s->j->err)))
			return NULL;
		s->sample.at[s->sample.n++] = (struct weighed){ .stack = 0 };
	}
	return &s->sample.at[index];
}

static uint32_t
read_stack(struct speedscope *s)
{
	s->stack.n = 0;
	pfl_json_array(s->j);
	while (pfl_json_element(s->j)) {
		if (!pfl_json_check(s->j,
			    pfl_vec_reserve(&s->stack, 1, s->budget, "a stack", s->j->err)))
			return 0;
		s->stack.at[s->stack.n++] = read_index(s);
	}
	return s->j->failed ? 0 : pfl_build_stack(s->b, s->stack.at, s->stack.n);
}

/* Samples and weights are lists of their own, in either order. */
static void
read_samples(struct speedscope *s, struct one *p)
{
	p->n = 0;
	p->has_samples = true;
	pfl_json_array(s->j);
	while (pfl_json_element(s->j)) {
		struct weighed *w = next_sample(s, p->first + p->n);

		if (!w)
			return;
		w->stack = read_stack(s);
		if (!p->has_weights)
			w->weight = (struct pfl_json_number){ true, 1, 1 };
		p->n++;
		if (!pfl_json_check(s->j, pfl_builder_check(s->b, s->j->err)))
			return;
	}
}

static void
read_weights(struct speedscope *s, struct one *p)
{
	p->weights = 0;
	p->has_weights = true;
	pfl_json_array(s->j);
	while (pfl_json_element(s->j)) {
		struct weighed *w = next_sample(s, p->first + p->weights);

		if (!w)
			return;
		w->weight = pfl_json_number(s->j);
		p->weights++;
	}
}

/* --- events --- */

struct event {
	char type;
	uint32_t frame;
	struct pfl_json_number at;
};

static struct event
read_event(struct speedscope *s)
{
	static const char *const names[] = { "type", "frame", "at", NULL };
	struct event e = { .type = 0 };
	struct pfl_span type;
	unsigned seen = 0;
	int k;

	pfl_json_object(s->j);
	while ((k = pfl_json_field(s->j, names)) >= 0) {
		seen |= 1u << k;
		if (k == 1) {
			e.frame = read_index(s);
		} else if (k == 2) {
			e.at = pfl_json_number(s->j);
		} else {
			type = pfl_json_string(s->j);
			e.type = type.n == 1 ? type.at[0] : '?';
		}
	}
	if (seen != 7)
		pfl_json_fail(s->j, "an event needs \"type\", \"frame\" and \"at\"");
	else if (e.type != 'O' && e.type != 'C')
		pfl_json_fail(s->j, "expected an event of type O or C");
	return e;
}

/* The stack that is open has been there since then. */
static void
let_pass(struct speedscope *s, struct one *p, struct pfl_json_number from,
	struct pfl_json_number to)
{
	struct weighed *w;

	if (to.real < from.real) {
		pfl_json_fail(s->j, "the event is before the one that it follows");
		return;
	}
	if (s->open.n == 0 ||
		(to.whole && from.whole ? to.integer == from.integer : to.real == from.real))
		return;
	w = next_sample(s, p->first + p->n);
	if (!w)
		return;
	w->stack = s->open.at[s->open.n - 1].stack;
	w->weight.whole = to.whole && from.whole;
	w->weight.real = to.real - from.real;
	if (w->weight.whole) {
		pfl_sum wide = (pfl_sum)to.integer - from.integer;

		w->weight.integer = (int64_t)wide;
		if (wide != w->weight.integer)
			pfl_json_fail(s->j, "the time between two events is out of range");
	}
	p->n++;
}

static void
take_event(struct speedscope *s, const struct event *e)
{
	uint32_t above = s->open.n ? s->open.at[s->open.n - 1].stack : 0;

	if (e->type == 'C') {
		if (s->open.n == 0 || s->open.at[s->open.n - 1].frame != e->frame)
			pfl_json_fail(s->j,
				"frame %" PRIu32 " is closed, which is not the one opened last",
				e->frame);
		else
			s->open.n--;
		return;
	}
	if (!pfl_json_check(
		    s->j, pfl_vec_reserve(&s->open, 1, s->budget, "a stack", s->j->err)))
		return;
	s->open.at[s->open.n] = (struct open){ .frame = e->frame,
		.stack = pfl_build_stack_child(s->b, above, s->open.n, e->frame) };
	s->open.n++;
	pfl_json_check(s->j, pfl_builder_check(s->b, s->j->err));
}

static void
read_events(struct speedscope *s, struct one *p)
{
	struct pfl_json_number last = { .whole = true };
	bool first = true;

	p->has_events = true;
	s->open.n = 0;
	pfl_json_array(s->j);
	while (pfl_json_element(s->j)) {
		struct event e = read_event(s);

		if (!first && !s->j->failed)
			let_pass(s, p, last, e.at);
		if (!s->j->failed)
			take_event(s, &e);
		last = e.at;
		first = false;
	}
	if (s->open.n)
		pfl_json_fail(s->j, "frame %" PRIu32 " is never closed",
			s->open.at[s->open.n - 1].frame);
}

/* --- profiles --- */

static void
read_members(struct speedscope *s, struct one *p)
{
	enum { TYPE, NAME, UNIT, SAMPLES, WEIGHTS, EVENTS };
	static const char *const names[] = { "type", "name", "unit", "samples", "weights",
		"events", NULL };
	struct pfl_json *j = s->j;
	int k;

	pfl_json_object(j);
	while ((k = pfl_json_field(j, names)) >= 0) {
		switch (k) {
		case TYPE:
			pfl_text_reset(&p->kind);
			pfl_text_add(&p->kind, pfl_json_string(j));
			break;
		case NAME:
			p->name = pfl_build_string(s->b, pfl_json_string(j));
			break;
		case UNIT:
			p->unit = pfl_build_string(s->b, pfl_json_string(j));
			break;
		case SAMPLES:
			read_samples(s, p);
			break;
		case WEIGHTS:
			read_weights(s, p);
			break;
		case EVENTS:
			read_events(s, p);
			break;
		}
	}
}

static void
check_members(struct speedscope *s, const struct one *p)
{
	const char *kind = pfl_text_get(&p->kind);

	if (s->j->failed || !pfl_json_check(s->j, pfl_text_ok(&p->kind, s->j->err)))
		return;
	if (strcmp(kind, "sampled") != 0 && strcmp(kind, "evented") != 0)
		pfl_json_fail(s->j, "a profile of the type '%s', not sampled or evented", kind);
	else if (p->has_events ? p->has_samples || p->has_weights : !p->has_samples)
		pfl_json_fail(s->j, "a profile needs either \"samples\" or \"events\"");
	else if (p->has_weights && p->weights != p->n)
		pfl_json_fail(s->j, "%zu samples have %zu weights", p->n, p->weights);
}

static void
read_profiles(struct speedscope *s)
{
	pfl_json_array(s->j);
	while (pfl_json_element(s->j)) {
		struct one p = { .first = s->sample.n };

		read_members(s, &p);
		check_members(s, &p);
		pfl_text_clear(&p.kind);
		if (!pfl_json_check(s->j,
			    pfl_vec_reserve(&s->profile, 1, s->budget, "profiles", s->j->err)))
			return;
		s->profile.at[s->profile.n++] = p;
	}
}

static void
read_document(struct speedscope *s)
{
	static const char *const names[] = { "shared", "profiles", "activeProfileIndex", NULL };
	int k;

	pfl_json_object(s->j);
	while ((k = pfl_json_field(s->j, names)) >= 0) {
		if (k == 0)
			read_shared(s);
		else if (k == 1)
			read_profiles(s);
		else
			s->active = pfl_json_null(s->j) ? -1 : pfl_json_i64(s->j);
	}
}

/* --- what becomes of it --- */

static const struct unit {
	const char *unit, *type, *type_unit;
	int64_t factor;
} units[] = {
	{ "nanoseconds", "time", "nanoseconds", 1 },
	{ "microseconds", "time", "nanoseconds", 1000 },
	{ "milliseconds", "time", "nanoseconds", 1000000 },
	{ "seconds", "time", "nanoseconds", 1000000000 },
	{ "bytes", "space", "bytes", 1 },
	{ "none", "samples", "count", 1 },
};

/* The one called so; no unit is the last. NULL: the file's own. */
static const struct unit *
find_unit(struct speedscope *s, uint32_t name)
{
	size_t n = sizeof(units) / sizeof(units[0]);

	for (size_t i = 0; i < n; i++) {
		if (pfl_build_string(s->b, pfl_span_of(units[i].unit)) == name)
			return &units[i];
	}
	return name == 0 ? &units[n - 1] : NULL;
}

/* The row of the sample type, added when it is new. */
static bool
find_type(
	struct speedscope *s, uint32_t name, uint32_t unit, size_t *row, struct pfl_error *err)
{
	for (*row = 0; *row < s->type.n; ++*row) {
		if (s->type.at[*row].name == name && s->type.at[*row].unit == unit)
			return true;
	}
	if (s->type.n == MOST_UNITS)
		return pfl_fail(err, PFL_FORMAT, "more than %d different units", MOST_UNITS);
	if (!pfl_vec_reserve(&s->type, 1, s->budget, "sample types", err))
		return false;
	s->type.at[s->type.n++] = (struct type){ name, unit };
	pfl_build_type(s->b, name, unit);
	return true;
}

/* Its values in the unit of the sample type; what rounding takes from one goes to the next. */
static bool
settle(struct speedscope *s, const struct one *p, int64_t factor, struct pfl_error *err)
{
	double carry = 0, exact;

	for (size_t i = p->first; i < p->first + p->n; i++) {
		struct pfl_json_number *w = &s->sample.at[i].weight;
		pfl_sum wide = (pfl_sum)w->integer * factor;

		if (!w->whole) {
			exact = w->real * (double)factor + carry;
			s->fractions |= factor == 1;
			wide = fabs(exact) < 0x1p63 ? (pfl_sum)round(exact) : (pfl_sum)1 << 100;
			carry = exact - round(exact);
		}
		w->integer = (int64_t)wide;
		if (wide != w->integer)
			return pfl_fail(err, PFL_FORMAT,
				"the weight of a sample is out of range: %g", w->real);
	}
	return true;
}

static bool
build_types(struct speedscope *s, struct pfl_error *err)
{
	const uint32_t weight = pfl_build_string(s->b, pfl_span_of("weight"));

	for (size_t i = 0; i < s->profile.n; i++) {
		struct one *p = &s->profile.at[i];
		struct type type = { weight, p->unit };
		const struct unit *unit = find_unit(s, p->unit);
		size_t row;

		if (unit) {
			type.name = pfl_build_string(s->b, pfl_span_of(unit->type));
			type.unit = pfl_build_string(s->b, pfl_span_of(unit->type_unit));
		}
		if (!find_type(s, type.name, type.unit, &row, err) ||
			!settle(s, p, unit ? unit->factor : 1, err))
			return false;
		p->type = row;
		if (s->active == (int64_t)i)
			pfl_build_meta(s->b)->default_type = type.name;
	}
	return true;
}

/* Which of several profiles a sample is of. */
static uint32_t
profile_label(struct speedscope *s, const struct one *p)
{
	const struct pfl_label label = {
		.key = pfl_build_string(s->b, pfl_span_of("profile")),
		.text = p->name,
	};

	return s->profile.n > 1 && p->name ? pfl_build_labels(s->b, &label, 1) : 0;
}

static bool
build_samples(struct speedscope *s, struct pfl_error *err)
{
	PFL_VEC(int64_t) values = { 0 };

	if (!pfl_vec_reserve(&values, s->type.n, s->budget, "sample types", err))
		return false;
	for (size_t i = 0; i < s->type.n; i++)
		values.at[i] = 0;
	for (size_t i = 0; i < s->profile.n; i++) {
		const struct one *p = &s->profile.at[i];
		uint32_t labels = profile_label(s, p);

		for (size_t k = p->first; k < p->first + p->n; k++) {
			values.at[p->type] = s->sample.at[k].weight.integer;
			pfl_build_sample(
				s->b, s->sample.at[k].stack, labels, values.at, s->type.n);
		}
		values.at[p->type] = 0;
	}
	pfl_vec_clear(&values, s->budget);
	return pfl_builder_check(s->b, err);
}

static bool
build(struct speedscope *s, struct pfl_error *err)
{
	if (s->profile.n == 0)
		return pfl_fail(err, PFL_FORMAT, "the file has no profiles");
	if (s->used > s->frames)
		return pfl_fail(err, PFL_FORMAT,
			"there is no frame %" PRIu64 ": \"frames\" has %zu", s->used - 1,
			s->frames);
	if (!build_types(s, err))
		return false;
	if (s->fractions)
		pfl_build_note(
			s->b, "fractional weights were made whole; the total is exact to one");
	pfl_build_meta(s->b)->in_time = s->profile.n == 1;
	return build_samples(s, err);
}

static bool
speedscope_decode(struct pfl_source *source, struct pfl_builder *b, struct pfl_error *err)
{
	struct pfl_json_input in;
	struct speedscope s = {
		.j = &in.json, .b = b, .budget = pfl_builder_budget(b), .active = -1
	};
	bool ok;

	pfl_places_init(&s.places, b);
	pfl_json_input_open(&in, source, b);
	read_document(&s);
	ok = pfl_json_input_close(&in, err) && build(&s, err);
	pfl_places_clear(&s.places);
	pfl_vec_clear(&s.profile, s.budget);
	pfl_vec_clear(&s.sample, s.budget);
	pfl_vec_clear(&s.type, s.budget);
	pfl_vec_clear(&s.stack, s.budget);
	pfl_vec_clear(&s.open, s.budget);
	return ok;
}

const struct pfl_decoder pfl_decode_speedscope = {
	.name = "speedscope",
	.help = "speedscope's JSON, sampled and evented, as it, py-spy and others write it",
	.lost = "the order of profiles, where a profile begins and ends",
	.known_by = "its $schema, else 'shared' with 'frames'",
	.probe = speedscope_probe,
	.decode = speedscope_decode,
};
