/* SPDX-License-Identifier: Apache-2.0 */
/* JSON, written as it goes. */
#include "base/jsonw.h"

#include "base/escape.h"
#include "base/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

void
pfl_jsonw_init(struct pfl_jsonw *w, struct pfl_out *out, unsigned lines)
{
	*w = (struct pfl_jsonw){ .out = out, .lines = lines };
}

static uint64_t
bit(unsigned depth)
{
	return UINT64_C(1) << (depth - 1);
}

static void
new_line(struct pfl_jsonw *w, unsigned depth)
{
	pfl_out_write(w->out, "\n", 1);
	while (depth-- > 0)
		pfl_out_write(w->out, "\t", 1);
}

/* A member begins: the comma after the one before it, and its place. */
static void
begin_member(struct pfl_jsonw *w)
{
	bool first = w->depth == 0 || !(w->used & bit(w->depth));

	if (w->depth == 0)
		return;
	w->used |= bit(w->depth);
	if (!first)
		pfl_out_write(w->out, ",", 1);
	if (w->depth <= w->lines)
		new_line(w, w->depth);
	else if (!first && w->lines > 0)
		pfl_out_write(w->out, " ", 1);
}

static void
begin_value(struct pfl_jsonw *w)
{
	if (w->keyed)
		w->keyed = false;
	else
		begin_member(w);
}

static void
open_value(struct pfl_jsonw *w, const char *bracket, bool object)
{
	begin_value(w);
	if (w->depth == PFL_JSONW_DEPTH) {
		w->bad = true;
		return;
	}
	w->depth++;
	w->used &= ~bit(w->depth);
	w->object = object ? w->object | bit(w->depth) : w->object & ~bit(w->depth);
	pfl_out_write(w->out, bracket, 1);
}

void
pfl_jsonw_object(struct pfl_jsonw *w)
{
	open_value(w, "{", true);
}

void
pfl_jsonw_array(struct pfl_jsonw *w)
{
	open_value(w, "[", false);
}

void
pfl_jsonw_end(struct pfl_jsonw *w)
{
	if (w->depth == 0) {
		w->bad = true;
		return;
	}
	if ((w->used & bit(w->depth)) && w->depth <= w->lines)
		new_line(w, w->depth - 1);
	pfl_out_write(w->out, w->object & bit(w->depth) ? "}" : "]", 1);
	w->depth--;
}

static void
put_string(struct pfl_jsonw *w, struct pfl_span s)
{
	pfl_out_write(w->out, "\"", 1);
	pfl_escape_json(pfl_sink_out(w->out), s);
	pfl_out_write(w->out, "\"", 1);
}

void
pfl_jsonw_key_span(struct pfl_jsonw *w, struct pfl_span key)
{
	begin_member(w);
	put_string(w, key);
	pfl_out_str(w->out, w->lines > 0 ? ": " : ":");
	w->keyed = true;
}

void
pfl_jsonw_key(struct pfl_jsonw *w, const char *key)
{
	pfl_jsonw_key_span(w, pfl_span_of(key));
}

void
pfl_jsonw_str(struct pfl_jsonw *w, struct pfl_span value)
{
	begin_value(w);
	put_string(w, value);
}

void
pfl_jsonw_text(struct pfl_jsonw *w, const char *value)
{
	pfl_jsonw_str(w, pfl_span_of(value));
}

static void
put_word(struct pfl_jsonw *w, const char *word)
{
	begin_value(w);
	pfl_out_str(w->out, word);
}

void
pfl_jsonw_i64(struct pfl_jsonw *w, int64_t value)
{
	pfl_jsonw_sum(w, value);
}

void
pfl_jsonw_u64(struct pfl_jsonw *w, uint64_t value)
{
	pfl_jsonw_sum(w, value);
}

void
pfl_jsonw_sum(struct pfl_jsonw *w, pfl_sum value)
{
	char text[PFL_SUM_TEXT];

	put_word(w, pfl_sum_text(value, text));
}

void
pfl_jsonw_double(struct pfl_jsonw *w, double value)
{
	char text[PFL_NUMBER_TEXT];

	put_word(w, isfinite(value) ? pfl_number_exact(value, text) : "null");
}

void
pfl_jsonw_rounded(struct pfl_jsonw *w, double value, int digits)
{
	char text[PFL_NUMBER_TEXT];

	put_word(w, isfinite(value) ? pfl_number_general(value, digits, text) : "null");
}

void
pfl_jsonw_bool(struct pfl_jsonw *w, bool value)
{
	put_word(w, value ? "true" : "false");
}

void
pfl_jsonw_null(struct pfl_jsonw *w)
{
	put_word(w, "null");
}

bool
pfl_jsonw_finish(struct pfl_jsonw *w, struct pfl_error *err)
{
	if (w->bad || w->depth > 0)
		return pfl_fail(err, PFL_LIMIT,
			"JSON nested deeper than %d levels or left open", PFL_JSONW_DEPTH);
	pfl_out_write(w->out, "\n", 1);
	return true;
}
