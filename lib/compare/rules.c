/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of a gate: how much what may grow. */
#include "compare/rules.h"

#include "base/fault.h"
#include "base/scan.h"
#include "base/unit.h"

#include <inttypes.h>
#include <stdlib.h>

static const struct {
	const char *name;
	enum pfl_rule_measure measure;
} measures[] = {
	{ "flat", PFL_RULE_FLAT },
	{ "cum", PFL_RULE_CUM },
	{ "new", PFL_RULE_NEW },
	{ "total", PFL_RULE_TOTAL },
};

/* A rule being read: what of it is left, and where messages are to point. */
struct reader {
	struct pfl_span whole, rest;
	const char *what; /* the option, or NULL in a file */
	struct pfl_rule *rule;
	struct pfl_span unit;
	struct pfl_error *err;
};

static size_t
place(const struct reader *r)
{
	return (size_t)(r->rest.at - r->whole.at);
}

static bool
complain(const struct reader *r, const char *why)
{
	return pfl_fail_at(r->err, PFL_USAGE, r->what, r->whole, place(r), "%s", why);
}

/* The pattern is all in front of the last colon. */
static bool
read_pattern(struct reader *r)
{
	size_t colon = r->whole.n;
	struct pfl_span pattern;

	while (colon > 0 && r->whole.at[colon - 1] != ':')
		colon--;
	if (colon == 0)
		return true;
	pattern = pfl_span_trim((struct pfl_span){ r->whole.at, colon - 1 });
	if (pattern.n == 0)
		return complain(r, "expected a pattern in front of ':'");
	r->rule->pattern = pfl_matcher_new(pattern, r->what, r->err);
	r->rest = (struct pfl_span){ r->whole.at + colon, r->whole.n - colon };
	return r->rule->pattern != NULL;
}

static bool
read_measure(struct reader *r)
{
	size_t i = 0, n = sizeof(measures) / sizeof(measures[0]);
	struct pfl_span start;

	pfl_scan_blanks(&r->rest);
	start = r->rest;
	while (i < n && !pfl_scan_text(&r->rest, measures[i].name))
		i++;
	if (i == n)
		return complain(r, "expected flat, cum, new or total, as in 'cum>5%'");
	r->rule->measure = measures[i].measure;
	pfl_scan_blanks(&r->rest);
	if (!pfl_scan_text(&r->rest, ">"))
		return complain(r, "expected '>' and a threshold");
	if (r->rule->measure == PFL_RULE_TOTAL && r->rule->pattern) {
		r->rest = start;
		return complain(r, "the total is that of all functions and takes no pattern");
	}
	return true;
}

/* "12", "12.5", ".5": no signs, no exponents. */
static bool
read_number(struct reader *r)
{
	enum { MOST_DIGITS = 15 };
	struct pfl_span start;
	double value = 0, scale = 1;
	size_t digits = 0;
	bool point = false;

	pfl_scan_blanks(&r->rest);
	start = r->rest;
	for (; r->rest.n > 0; r->rest.at++, r->rest.n--) {
		char c = r->rest.at[0];

		if (c == '.' && !point) {
			point = true;
		} else if (pfl_is_digit(c)) {
			value = value * 10 + (c - '0');
			scale *= point ? 10 : 1;
			digits++;
		} else {
			break;
		}
	}
	if (digits > 0 && digits <= MOST_DIGITS) {
		r->rule->threshold = value / scale;
		return true;
	}
	r->rest = start;
	return complain(r,
		digits > 0 ? "a threshold has at most 15 digits"
			   : "expected a threshold, as in 'cum>5%'");
}

/* What "%" is of depends on the measure. */
static bool
set_share(struct reader *r, bool points)
{
	struct pfl_rule *rule = r->rule;

	if (points && rule->measure == PFL_RULE_TOTAL)
		return complain(r, "the total always has 100 %; write % for its growth");
	rule->kind = points || rule->measure == PFL_RULE_NEW ? PFL_RULE_SHARE : PFL_RULE_GROWTH;
	rule->threshold /= 100;
	return true;
}

static bool
is_unit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80 ||
		c == '*' || c == '_';
}

/* "%", "pp", "ms" or "ms/op", and the end of the rule. */
static bool
read_unit(struct reader *r)
{
	struct reader start;
	bool percent;

	pfl_scan_blanks(&r->rest);
	start = *r;
	percent = pfl_scan_text(&r->rest, "%");
	while (!percent && r->rest.n > 0 && is_unit(r->rest.at[0]))
		r->rest = (struct pfl_span){ r->rest.at + 1, r->rest.n - 1 };
	r->unit = (struct pfl_span){ start.rest.at, start.rest.n - r->rest.n };
	if (r->unit.n == 0)
		return complain(r, "expected a unit: %, pp, ms, MB, count, ...");
	if (percent || pfl_span_eq(r->unit, pfl_span_of("pp"))) {
		if (!set_share(&start, !percent))
			return false;
	} else {
		r->rule->kind = pfl_scan_text(&r->rest, "/op") ? PFL_RULE_PER_OPERATION
							       : PFL_RULE_AMOUNT;
	}
	pfl_scan_blanks(&r->rest);
	return r->rest.n == 0 || complain(r, "expected nothing more");
}

/* Keep the texts: unit, rule and file, each with a NUL behind it. */
static bool
keep(struct reader *r, struct pfl_span file)
{
	struct pfl_span texts[] = { r->unit, r->whole, file };
	const char **kept[] = { &r->rule->unit, &r->rule->text, &r->rule->file };
	size_t n = 0;
	char *at;

	for (size_t i = 0; i < 3; i++)
		n += texts[i].n + 1;
	if (!(at = r->rule->memory = calloc(1, n)))
		return pfl_fail(r->err, PFL_NOMEM, "out of memory");
	for (size_t i = 0; i < 3; i++) {
		if (texts[i].n > 0)
			memcpy(at, texts[i].at, texts[i].n);
		*kept[i] = at;
		at += texts[i].n + 1;
	}
	if (file.n == 0)
		r->rule->file = NULL;
	return true;
}

/* Where a rule is from; file.n 0: from the command line. */
struct origin {
	struct pfl_span file;
	uint64_t line;
};

/* "#line 3 perf.budget" */
static bool
read_origin(struct pfl_span text, struct origin *origin)
{
	if (!pfl_scan_text(&text, "#line ") || !pfl_scan_u64(&text, &origin->line) ||
		!pfl_scan_text(&text, " ") || text.n == 0)
		return false;
	origin->file = text;
	return true;
}

static struct pfl_span
without_comment(struct pfl_span text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.at[i] == '#' &&
			(i == 0 || text.at[i - 1] == ' ' || text.at[i - 1] == '\t'))
			text.n = i;
	}
	return pfl_span_trim(text);
}

/* `text` has no blanks at its ends and is not empty. */
static bool
add(struct pfl_rules *rules, struct pfl_span text, const struct origin *origin,
	struct pfl_error *err)
{
	struct reader r = { text, text, origin->file.n > 0 ? NULL : "fail-on", NULL, { 0 },
		err };

	if (rules->rule.n == PFL_RULES_MOST)
		return pfl_fail(err, PFL_LIMIT, "more than %d rules", PFL_RULES_MOST);
	if (!pfl_vec_reserve(&rules->rule, 1, NULL, "rules", err))
		return false;
	r.rule = &rules->rule.at[rules->rule.n++];
	*r.rule = (struct pfl_rule){ .line = origin->line };
	if (read_pattern(&r) && read_measure(&r) && read_number(&r) && read_unit(&r) &&
		keep(&r, origin->file))
		return true;
	if (origin->file.n > 0)
		pfl_context(err, "%.*s:%" PRIu64, (int)origin->file.n, origin->file.at,
			origin->line);
	return false;
}

bool
pfl_rules_add(struct pfl_rules *rules, struct pfl_span lines, struct pfl_error *err)
{
	struct origin origin = { 0 };
	struct pfl_span line;

	while (pfl_span_cut(&lines, '\n', &line)) {
		if (read_origin(line, &origin))
			continue;
		line = origin.file.n > 0 ? without_comment(line) : pfl_span_trim(line);
		if (line.n > 0 && !add(rules, line, &origin, err))
			return false;
		origin = (struct origin){ 0 };
	}
	return true;
}

void
pfl_rules_clear(struct pfl_rules *rules)
{
	for (size_t i = 0; i < rules->rule.n; i++) {
		pfl_matcher_free(rules->rule.at[i].pattern);
		free(rules->rule.at[i].memory);
	}
	pfl_vec_clear(&rules->rule, NULL);
}

bool
pfl_rule_amount(
	const struct pfl_rule *rule, const char *unit, double *amount, struct pfl_error *err)
{
	enum pfl_unit_family family = pfl_unit_family(rule->unit);

	*amount = rule->threshold;
	if (family != PFL_UNIT_OTHER && family == pfl_unit_family(unit)) {
		*amount *= pfl_unit_scale(1, rule->unit, unit, NULL);
		return true;
	}
	if (strcmp(rule->unit, unit) == 0 ||
		(strcmp(rule->unit, "count") == 0 && pfl_unit_family(unit) == PFL_UNIT_OTHER))
		return true;
	pfl_fail(err, PFL_USAGE, "the rule '%s' is in %s, but values are in %s", rule->text,
		rule->unit, unit[0] ? unit : "count");
	if (rule->file)
		pfl_context(err, "%s:%" PRIu64, rule->file, rule->line);
	return false;
}
