/* SPDX-License-Identifier: Apache-2.0 */
/* Which label sets a tag-focus or tag-ignore value matches. */
#include "transform/tagmatch.h"

#include "base/match.h"
#include "base/unit.h"
#include "model/label_units.h"

#include <math.h>
#include <stdlib.h>

/* A filter taken apart; texts are borrowed from the setting. */
struct tagmatch {
	const char *name;
	struct pfl_span key; /* at NULL: any key */
	struct pfl_span value;
	bool range;
	double low, high; /* in `unit`, both included */
	const char *unit; /* canonical; "" for plain numbers */
	struct pfl_text unit_text;
};

struct token {
	int64_t number;
	struct pfl_span unit;
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/*
 * Take "-12kb" off the front. False when there is none, or its number does not fit, which makes
 * *huge true.
 */
static bool
take_token(struct pfl_span *rest, struct token *token, bool *huge)
{
	size_t digits = rest->n > 0 && (*rest->at == '+' || *rest->at == '-');
	size_t i = pfl_span_digits(*rest, digits);
	struct pfl_span number;

	if (i == digits)
		return false;
	number = (struct pfl_span){ rest->at, i };
	if (*number.at == '+')
		number = (struct pfl_span){ number.at + 1, number.n - 1 };
	if (!pfl_span_i64(number, &token->number)) {
		*huge = true;
		return false;
	}
	token->unit = (struct pfl_span){ rest->at + i, 0 };
	while (i + token->unit.n < rest->n && is_letter(rest->at[i + token->unit.n]))
		token->unit.n++;
	i += token->unit.n;
	*rest = (struct pfl_span){ rest->at + i, rest->n - i };
	return true;
}

static bool
take_colon(struct pfl_span *rest)
{
	if (rest->n == 0 || *rest->at != ':')
		return false;
	*rest = (struct pfl_span){ rest->at + 1, rest->n - 1 };
	return true;
}

/* The token's number in `to`, or in its own canonical unit when that is NULL. */
static double
scale_token(
	const struct token *token, const char *to, struct pfl_text *scratch, const char **unit)
{
	pfl_text_reset(scratch);
	pfl_text_add(scratch, token->unit);
	return pfl_unit_scale(
		token->number, pfl_text_get(scratch), to ? to : pfl_text_get(scratch), unit);
}

/* Are the two ends in one unit? A unit that nobody knows is only itself. */
static bool
unit_fits(const struct token *token, const char *got, const char *want)
{
	struct pfl_text text = { 0 };
	bool ok;

	if (token->unit.n == 0)
		return true;
	pfl_text_add(&text, token->unit);
	ok = strcmp(got, want) == 0 &&
		(pfl_unit_family(pfl_text_get(&text)) != PFL_UNIT_OTHER ||
			strcmp(pfl_text_get(&text), want) == 0);
	pfl_text_clear(&text);
	return ok;
}

/* Is the value a range? Then fill it in. */
static bool
parse_range(struct tagmatch *t, struct pfl_error *err)
{
	struct pfl_span rest = t->value;
	struct pfl_text scratch = { 0 };
	struct token one, two;
	const char *unit;
	bool huge = false, open = take_colon(&rest), colon, both;

	if (!take_token(&rest, &one, &huge))
		goto out;
	t->low = t->high = scale_token(&one, NULL, &t->unit_text, &t->unit);
	colon = take_colon(&rest);
	both = colon && !open && rest.n > 0;
	if (both && take_token(&rest, &two, &huge)) {
		t->high = scale_token(&two, t->unit, &scratch, &unit);
		both = unit_fits(&two, unit, t->unit);
		if (!both)
			goto out;
	} else if (both || (open && colon)) {
		goto out;
	}
	t->range = rest.n == 0;
	if (open)
		t->low = -INFINITY;
	else if (colon && !both)
		t->high = INFINITY;
out:
	pfl_text_clear(&scratch);
	if (huge)
		return pfl_fail(err, PFL_USAGE,
			"%s: the number in '%.*s' does not fit in 64 bits", t->name,
			(int)t->value.n, t->value.at);
	return pfl_text_ok(&t->unit_text, err);
}

static bool
parse(struct tagmatch *t, const char *name, const char *value, struct pfl_error *err)
{
	const char *equals = strchr(value, '=');

	*t = (struct tagmatch){ .name = name, .value = pfl_span_of(value) };
	if (t->value.n > PFL_PATTERN_MAX)
		return pfl_fail(
			err, PFL_LIMIT, "%s: more than %d bytes", name, PFL_PATTERN_MAX);
	if (equals) {
		t->value = pfl_span_of(equals + 1);
		/* pprof takes an empty key for none. */
		if (equals > value)
			t->key = (struct pfl_span){ value, (size_t)(equals - value) };
	}
	return parse_range(t, err);
}

static void
clear(struct tagmatch *t)
{
	pfl_text_clear(&t->unit_text);
}

bool
pfl_tagmatch_check(const char *name, const char *value, struct pfl_error *err)
{
	struct tagmatch t;
	struct pfl_span rest, part;
	bool ok = parse(&t, name, value, err);

	rest = t.value;
	while (ok && !t.range && pfl_span_cut(&rest, ',', &part)) {
		struct pfl_matcher *m = pfl_matcher_new(part, name, err);

		ok = m != NULL;
		pfl_matcher_free(m);
	}
	clear(&t);
	return ok;
}

static bool
key_fits(const struct tagmatch *t, const struct pfl_profile *p, uint32_t label)
{
	return !t->key.at || pfl_span_eq(t->key, pfl_profile_text(p, p->labels.key[label]));
}

static bool
in_range(const struct tagmatch *t, int64_t number, const char *unit)
{
	const char *got;
	double value;

	if (*t->unit && pfl_unit_family(unit) == PFL_UNIT_OTHER && strcmp(unit, t->unit) != 0)
		return false;
	value = pfl_unit_scale(number, unit, t->unit, &got);
	return strcmp(got, t->unit) == 0 && value >= t->low && value <= t->high;
}

/* hit[label] for a range. */
static bool
range_labels(const struct tagmatch *t, const struct pfl_profile *p, uint8_t *hit,
	struct pfl_error *err)
{
	struct pfl_arena arena = { 0 };
	const char **unit = pfl_label_units(p, &arena, NULL, err);

	for (uint32_t i = 0; unit && i < p->labels.n; i++)
		hit[i] = p->labels.text[i] == PFL_NONE && key_fits(t, p, i) &&
			in_range(t, p->labels.number[i], unit[i]);
	pfl_arena_clear(&arena);
	return unit != NULL;
}

/* hit[label] for one pattern. */
static bool
pattern_labels(const struct tagmatch *t, struct pfl_span pattern, const struct pfl_profile *p,
	uint8_t *hit, struct pfl_error *err)
{
	struct pfl_matcher *m = pfl_matcher_new(pattern, t->name, err);
	struct pfl_text text = { 0 };
	bool ok = m != NULL;

	for (uint32_t i = 0; ok && i < p->labels.n; i++) {
		bool yes = false;

		hit[i] = 0;
		if (p->labels.text[i] == PFL_NONE || !key_fits(t, p, i))
			continue;
		pfl_text_reset(&text);
		if (!t->key.at) {
			pfl_text_add(&text, pfl_profile_text(p, p->labels.key[i]));
			pfl_text_char(&text, ':');
		}
		pfl_text_add(&text, pfl_profile_text(p, p->labels.text[i]));
		ok = pfl_text_ok(&text, err) &&
			pfl_matcher_test(m, pfl_text_span(&text), &yes, err);
		hit[i] = yes;
	}
	pfl_text_clear(&text);
	pfl_matcher_free(m);
	return ok;
}

/* Has the set a label that was hit? */
static uint8_t
any(const struct pfl_profile *p, uint32_t set, const uint8_t *hit)
{
	for (uint32_t i = p->labelsets.first[set]; i < p->labelsets.first[set + 1]; i++) {
		if (hit[p->labelsets.label[i]])
			return 1;
	}
	return 0;
}

/* hit[set] for a list of patterns: with a key one of them suffices, without each is needed. */
static bool
pattern_sets(const struct tagmatch *t, const struct pfl_profile *p, uint8_t *label,
	uint8_t *hit, struct pfl_error *err)
{
	struct pfl_span rest = t->value, part;
	bool one = t->key.at != NULL;

	memset(hit, one ? 0 : 1, p->labelsets.n);
	while (pfl_span_cut(&rest, ',', &part)) {
		if (!pattern_labels(t, part, p, label, err))
			return false;
		for (uint32_t set = 0; set < p->labelsets.n; set++) {
			uint8_t found = any(p, set, label);

			hit[set] = one ? hit[set] | found : hit[set] & found;
		}
	}
	return true;
}

bool
pfl_tagmatch_sets(const struct pfl_profile *p, const char *name, const char *value,
	uint8_t *hit, bool *range, struct pfl_error *err)
{
	struct tagmatch t;
	uint8_t *label = calloc((size_t)p->labels.n + 1, 1);
	bool ok = label || pfl_fail(err, PFL_NOMEM, "out of memory for labels");

	ok = parse(&t, name, value, err) && ok;
	if (ok && t.range) {
		ok = range_labels(&t, p, label, err);
		for (uint32_t set = 0; ok && set < p->labelsets.n; set++)
			hit[set] = any(p, set, label);
	} else if (ok) {
		ok = pattern_sets(&t, p, label, hit, err);
	}
	if (range)
		*range = t.range;
	clear(&t);
	free(label);
	return ok;
}
