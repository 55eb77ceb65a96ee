/* SPDX-License-Identifier: Apache-2.0 */
/* OpenTelemetry's profiles as JSON. */
#include "decode/json_input.h"
#include "decode/otlp.h"

struct level {
	enum pfl_otlp_kind kind;
	uint32_t field; /* that it is of the message around it */
	bool many;      /* there is an array around it         */
};

struct walk {
	struct pfl_otlp *d;
	struct pfl_json *j;
	struct level level[PFL_OTLP_DEPTH];
	size_t depth;
};

/* Numbers of 64 bits are in quotes, and some of them have no sign. */
static int64_t
read_number(struct walk *w)
{
	struct pfl_span s;
	uint64_t value;
	int64_t number = 0;

	if (pfl_json_peek(w->j) != PFL_JSON_STRING)
		return pfl_json_i64(w->j);
	s = pfl_json_string(w->j);
	if (w->j->failed || pfl_span_i64(s, &number))
		return number;
	if (pfl_span_u64(s, &value))
		return (int64_t)value;
	pfl_json_fail(
		w->j, "'%.*s' is not a number of 64 bits", (int)(s.n < 40 ? s.n : 40), s.at);
	return 0;
}

static double
read_real(struct walk *w)
{
	if (pfl_json_peek(w->j) != PFL_JSON_STRING) /* "NaN", "Infinity" */
		return pfl_json_double(w->j);
	pfl_json_skip(w->j);
	return 0;
}

static void
read_text(struct walk *w, const struct pfl_otlp_field *field)
{
	struct pfl_span text = pfl_json_string(w->j);
	bool id = field->type == PFL_OTLP_ID;

	if (id && pfl_span_run(text, '0') == text.n)
		text.n = 0;
	if (!w->j->failed)
		pfl_json_check(w->j,
			pfl_otlp_text(w->d, w->level[w->depth - 1].kind, field->number, text));
}

static void
read_numbers(struct walk *w, const struct pfl_otlp_field *field)
{
	enum pfl_otlp_kind kind = w->level[w->depth - 1].kind;

	pfl_json_array(w->j);
	while (pfl_json_element(w->j)) {
		int64_t number = read_number(w);

		pfl_json_check(w->j,
			!w->j->failed &&
				(field->type == PFL_OTLP_TIMES
						? pfl_otlp_time(w->d, (uint64_t)number)
						: pfl_otlp_listed(
							  w->d, kind, field->number, number)));
	}
}

/* Texts that are a table. */
static void
read_texts(struct walk *w, const struct pfl_otlp_field *field)
{
	pfl_json_array(w->j);
	while (pfl_json_element(w->j))
		read_text(w, field);
}

static void
begin(struct walk *w, const struct pfl_otlp_field *field)
{
	bool many = field->type == PFL_OTLP_MANY;

	w->level[w->depth++] = (struct level){ field->inner, field->number, many };
	if (many)
		pfl_json_array(w->j);
	else if (pfl_json_object(w->j))
		pfl_json_check(w->j, pfl_otlp_begin(w->d, field->inner));
}

static void
read_field(struct walk *w, const struct pfl_otlp_field *field)
{
	enum pfl_otlp_kind kind = w->level[w->depth - 1].kind;
	double real;
	int64_t number;

	switch (field->type) {
	case PFL_OTLP_NUMBER:
	case PFL_OTLP_FIXED:
	case PFL_OTLP_BOOL:
		number = field->type == PFL_OTLP_BOOL ? pfl_json_bool(w->j) : read_number(w);
		if (!w->j->failed)
			pfl_json_check(
				w->j, pfl_otlp_number(w->d, kind, field->number, number));
		break;
	case PFL_OTLP_NUMBERS:
	case PFL_OTLP_TIMES:
		read_numbers(w, field);
		break;
	case PFL_OTLP_DOUBLE:
		real = read_real(w);
		if (!w->j->failed)
			pfl_json_check(w->j, pfl_otlp_real(w->d, real));
		break;
	case PFL_OTLP_TEXT:
		if (kind == PFL_OTLP_DICTIONARY)
			read_texts(w, field);
		else
			read_text(w, field);
		break;
	case PFL_OTLP_ID:
		read_text(w, field);
		break;
	case PFL_OTLP_COMPOUND:
		pfl_json_skip(w->j);
		pfl_otlp_compound(w->d);
		break;
	default:
		begin(w, field);
		break;
	}
}

/* Inside an object: its next member, or its end. */
static void
next_member(struct walk *w)
{
	const struct level *l = &w->level[w->depth - 1];
	const struct pfl_otlp_field *f = pfl_otlp_messages[l->kind].fields;
	struct pfl_span key;

	if (!pfl_json_member(w->j, &key)) {
		if (!w->j->failed)
			pfl_json_check(w->j, pfl_otlp_end(w->d, l->kind, l->field));
		w->depth -= !l->many;
		return;
	}
	while (f->number && !pfl_span_eq(key, pfl_span_of(f->name)))
		f++;
	if (!f->number)
		pfl_json_skip(w->j);
	else if (!pfl_json_null(w->j))
		read_field(w, f);
}

static void
read_message(struct walk *w)
{
	w->depth = 1;
	w->level[0] = (struct level){ PFL_OTLP_DATA, 0, false };
	pfl_json_object(w->j);
	while (w->depth > 0 && !w->j->failed) {
		if (!pfl_json_in_array(w->j))
			next_member(w);
		else if (!pfl_json_element(w->j))
			w->depth--;
		else if (pfl_json_object(w->j))
			pfl_json_check(w->j, pfl_otlp_begin(w->d, w->level[w->depth - 1].kind));
	}
}

bool
pfl_otlp_read_json(struct pfl_otlp *d, struct pfl_source *source)
{
	struct pfl_json_input in;
	struct pfl_error *err = d->err;
	struct walk w = { .d = d, .j = &in.json };
	bool ok;

	pfl_json_input_open(&in, source, d->b);
	d->err = &in.err;
	do {
		read_message(&w);
		pfl_json_check(w.j, !w.j->failed && pfl_otlp_take(d));
	} while (pfl_json_another(w.j));
	d->err = err;
	ok = pfl_json_input_close(&in, err);
	return ok;
}
