/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/verdict.h"

#include "base/text.h"
#include "base/utf8.h"
#include "compare/rules.h"

#include <math.h>

enum { NAME = 100 }; /* bytes of a name in a sentence */

/* Everything about one gate. */
struct gate {
	struct pfl_comparison *c;
	const struct pfl_judge *judge;
	const struct pfl_guesses *guesses;
	struct pfl_measured flat, cum; /* functions that are guessed to be one are one */
	const struct pfl_nodes *nodes;
	const struct pfl_compare_opts *opts;
	struct pfl_change *flat_change, *cum_change; /* by node */
	uint8_t *match;                              /* by node, of the rule at hand */
	uint32_t n_named; /* statements about functions that rules name */
	struct pfl_arena *arena, scratch;
};

/* A rule and what it is held against. */
struct trial {
	const struct pfl_rule *rule;
	struct pfl_ruling *ruling;
	double threshold; /* in the terms of the changes: tallies, or a ratio for growth */
	double scale;     /* from these to the ruling's unit                              */
	double quantile;
	const char *undecidable; /* why, or NULL */
	uint32_t n;              /* functions with the ruling's verdict */
};

static const char *
reason(enum pfl_verdict verdict)
{
	switch (verdict) {
	case PFL_VERDICT_FAIL:
		return "proved to be above the limit";
	case PFL_VERDICT_WARN:
		return "probably above the limit, which is not proved";
	case PFL_VERDICT_PASS:
		return "proved to be below the limit";
	case PFL_VERDICT_INCONCLUSIVE:
		break;
	}
	return "neither proved to be above the limit nor below it";
}

/* Why a rule cannot be decided about these profiles, or NULL. Where there was nothing, what is
 * there now is new for certain. */
static const char *
undecidable(const struct gate *g, const struct pfl_rule *rule)
{
	const struct pfl_delta *total = &g->c->total;
	bool old = total->old != 0;

	if (total->now == 0 || (!old && rule->measure != PFL_RULE_NEW))
		return "one side has no values";
	if (g->judge->single && g->c->dispersion > PFL_TOO_UNLIKE)
		return "the two profiles differ almost everywhere: nothing about them can be "
		       "decided";
	if (g->c->evidence != PFL_EVIDENCE_EXACT &&
		(total->events[0] < PFL_FEW_EVENTS ||
			(old && total->events[1] < PFL_FEW_EVENTS)))
		return "a side has fewer than 100 samples";
	return NULL;
}

/* Of functions that are beyond the limit the furthest is named; of others the one that is
 * nearest to a proof, for the estimate of a small one says nothing. */
static bool
is_before(const struct pfl_ruling *r, double estimate, double lower)
{
	if (r->verdict == PFL_VERDICT_FAIL || r->verdict == PFL_VERDICT_PASS)
		return estimate > r->estimate;
	return lower > r->lower || (isnan(r->lower) && !isnan(lower));
}

static void
put_ruling(struct trial *t, uint32_t node, enum pfl_verdict verdict,
	const struct pfl_bounds *bounds)
{
	struct pfl_ruling *r = t->ruling;
	double estimate = bounds->estimate * t->scale, lower = bounds->lower * t->scale;
	bool first = r->why == NULL;

	if (t->undecidable)
		verdict = PFL_VERDICT_INCONCLUSIVE;
	if (first || verdict > r->verdict)
		t->n = 0;
	else if (verdict < r->verdict)
		return;
	if (t->n++ > 0 && !is_before(r, estimate, lower))
		return;
	r->verdict = verdict;
	r->node = node;
	r->estimate = estimate;
	r->lower = lower;
	r->upper = bounds->upper * t->scale;
	r->why = t->undecidable ? t->undecidable : reason(verdict);
}

static bool
find_matches(struct gate *g, const struct pfl_rule *rule, struct pfl_error *err)
{
	for (uint32_t i = 0; i < g->nodes->n; i++) {
		bool hit = true;

		if (rule->pattern &&
			!pfl_matcher_test(rule->pattern,
				pfl_profile_text(g->judge->source->p, g->nodes->name[i]), &hit,
				err))
			return false;
		g->match[i] = hit;
	}
	for (uint32_t i = 0; i < g->guesses->n; i++)
		g->match[g->guesses->guess[i].come] |= g->match[g->guesses->guess[i].gone];
	return true;
}

/* Is the rule about this function at all? */
static bool
is_about(const struct gate *g, const struct pfl_rule *rule, uint32_t node)
{
	const struct pfl_measured *m = rule->measure == PFL_RULE_FLAT ? &g->flat : &g->cum;
	pfl_sum old = m->sum[1][node], now = m->sum[0][node];
	double least = g->opts->min_share;

	if (!g->match[node] || (old == 0 && now == 0))
		return false;
	if (rule->measure == PFL_RULE_NEW)
		return g->cum.sum[1][node] == 0;
	if (rule->kind == PFL_RULE_GROWTH && old == 0)
		return false; /* which is what new> is for */
	return rule->pattern ||
		(!g->judge->unsteady[node] &&
			((double)old >= least * (double)g->c->total.old ||
				(double)now >= least * (double)g->c->total.now));
}

static uint32_t
count_about(const struct gate *g, const struct pfl_rule *rule)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < g->nodes->n; i++)
		n += is_about(g, rule, i);
	return n;
}

/* The threshold in the terms of changes, and how the ruling says it. */
static bool
set_threshold(const struct gate *g, struct trial *t, struct pfl_error *err)
{
	const struct pfl_rule *rule = t->rule;
	double weight = g->judge->source->weight[0];
	double runs = g->judge->single ? 1 : g->judge->n_runs - g->judge->n_old;
	double total = g->judge->total[0].value / runs, amount;

	t->ruling->unit = rule->unit;
	t->ruling->limit = rule->threshold;
	switch (rule->kind) {
	case PFL_RULE_GROWTH:
		t->threshold = rule->threshold;
		t->scale = 100;
		break;
	case PFL_RULE_SHARE:
		t->threshold = rule->threshold * total;
		t->scale = total > 0 ? 100 / total : 0;
		break;
	case PFL_RULE_PER_OPERATION:
	case PFL_RULE_AMOUNT:
		if (!pfl_rule_amount(rule, g->opts->unit, &amount, err))
			return false;
		if (rule->kind == PFL_RULE_PER_OPERATION) {
			if (!(g->opts->operations[1] > 0))
				return pfl_fail(err, PFL_USAGE,
					"the rule '%s' is per operation: --operations OLD,NEW "
					"says how many there were",
					rule->text);
			amount *= g->opts->operations[1];
		}
		t->threshold = amount / weight;
		t->scale = t->threshold > 0 ? rule->threshold / t->threshold : 0;
		return true;
	}
	t->ruling->limit = rule->threshold * 100;
	return true;
}

static void
try_function(const struct gate *g, struct trial *t, uint32_t node)
{
	const struct pfl_change *change = t->rule->measure == PFL_RULE_FLAT
		? &g->flat_change[node]
		: &g->cum_change[node];
	struct pfl_bounds bounds;
	enum pfl_verdict verdict = t->rule->kind == PFL_RULE_GROWTH
		? pfl_gate_growth(change, t->threshold, t->quantile, &bounds)
		: pfl_gate_difference(change, t->threshold, t->quantile, &bounds);

	if (t->rule->kind == PFL_RULE_GROWTH && !change->has_ratio)
		bounds = (struct pfl_bounds){ NAN, NAN, NAN };
	put_ruling(t, node, verdict, &bounds);
}

/* Are numbers of single functions worth telling? Not where nothing can be decided, unless they
 * were asked for by name; and where a side is empty there is no growth to speak of. */
static bool
is_worth_trying(const struct gate *g, const struct trial *t)
{
	if (!t->undecidable)
		return true;
	return t->rule->pattern && g->c->total.old != 0 && g->c->total.now != 0;
}

static void
try_functions(struct gate *g, struct trial *t)
{
	uint32_t n = t->rule->pattern ? g->n_named : count_about(g, t->rule);

	t->quantile =
		pfl_gate_quantile((size_t)n * g->judge->together, pfl_judge_freedom(g->judge));
	for (uint32_t i = 0; i < g->nodes->n && is_worth_trying(g, t); i++) {
		if (is_about(g, t->rule, i))
			try_function(g, t, i);
	}
	if (t->ruling->why)
		return;
	t->ruling->estimate = t->ruling->lower = t->ruling->upper = NAN;
	t->ruling->verdict = t->undecidable ? PFL_VERDICT_INCONCLUSIVE : PFL_VERDICT_PASS;
	t->ruling->why = t->undecidable;
	if (t->undecidable)
		return;
	t->ruling->why = t->rule->measure == PFL_RULE_NEW ? "nothing is new that it is about"
							  : "it is about no function here";
}

static bool
try_total(const struct gate *g, struct trial *t, struct pfl_error *err)
{
	const struct pfl_comparison *c = g->c;
	struct pfl_bounds bounds = { c->total_growth, c->total_low, c->total_high };
	enum pfl_verdict verdict;

	if (g->judge->single)
		return pfl_fail(err, PFL_USAGE,
			"the rule '%s' needs several profiles on either side: one recording "
			"cannot tell a total from noise",
			t->rule->text);
	if (t->rule->kind != PFL_RULE_GROWTH)
		return pfl_fail(err, PFL_USAGE,
			"the rule '%s': a total is held against a percentage", t->rule->text);
	if (isnan(bounds.estimate))
		bounds = (struct pfl_bounds){ 0 };
	verdict = isnan(c->total_p)
		? PFL_VERDICT_INCONCLUSIVE
		: pfl_gate_verdict(&bounds, t->threshold,
			  bounds.estimate > 0 ? c->total_p / 2 : 1 - c->total_p / 2);
	put_ruling(t, PFL_NONE, verdict, &bounds);
	return true;
}

/* Which function is in the ruling besides the one that it names. */
static void
say_guess(const struct gate *g, const struct pfl_ruling *ruling, struct pfl_text *text)
{
	const struct pfl_guess *guess = pfl_guess_of(g->guesses, ruling->node);
	struct pfl_span name;

	if (!guess)
		return;
	name = pfl_profile_text(g->judge->source->p, g->nodes->name[guess->gone]);
	pfl_text_str(text, ", together with ");
	pfl_text_add(text, (struct pfl_span){ name.at, pfl_utf8_cut(name.at, name.n, NAME) });
	pfl_text_str(text, ", which it seems to be under a new name");
}

/* Nobody is to believe that the function named is the only one; and what would help. */
static void
say_undecided(const struct trial *t, struct pfl_text *text)
{
	if (t->undecidable || t->ruling->verdict != PFL_VERDICT_INCONCLUSIVE)
		return;
	if (t->n > 1)
		pfl_text_printf(text, ", nor %s %u other function%s", t->n > 2 ? "are" : "is",
			t->n - 1, t->n > 2 ? "s" : "");
	pfl_text_str(text, "; more runs a side would decide");
}

static bool
say_more(const struct gate *g, const struct trial *t, struct pfl_error *err)
{
	struct pfl_ruling *ruling = t->ruling;
	struct pfl_text text = { 0 };
	bool ok;

	pfl_text_str(&text, ruling->why);
	say_guess(g, ruling, &text);
	say_undecided(t, &text);
	ok = pfl_text_ok(&text, err) &&
		(ruling->why = pfl_arena_text(g->arena, pfl_text_get(&text), text.n, err)) !=
			NULL;
	pfl_text_clear(&text);
	return ok;
}

static bool
try_rule(struct gate *g, const struct pfl_rule *rule, struct pfl_ruling *ruling,
	struct pfl_error *err)
{
	struct trial t = {
		.rule = rule, .ruling = ruling, .undecidable = undecidable(g, rule)
	};

	*ruling = (struct pfl_ruling){ .node = PFL_NONE };
	ruling->rule = pfl_arena_text(g->arena, rule->text, strlen(rule->text), err);
	if (!ruling->rule || !set_threshold(g, &t, err) || !find_matches(g, rule, err))
		return false;
	ruling->unit = pfl_arena_text(g->arena, rule->unit, strlen(rule->unit), err);
	if (!ruling->unit)
		return false;
	if (rule->measure != PFL_RULE_TOTAL)
		try_functions(g, &t);
	else if (!try_total(g, &t, err))
		return false;
	return say_more(g, &t, err);
}

/* Is it about values in another unit than these, of which there are others? */
static bool
is_of_others(const struct gate *g, const struct pfl_rule *rule)
{
	struct pfl_error err = { 0 };
	double amount;

	return g->opts->other_units &&
		(rule->kind == PFL_RULE_AMOUNT || rule->kind == PFL_RULE_PER_OPERATION) &&
		!pfl_rule_amount(rule, g->opts->unit, &amount, &err);
}

/* How many statements are made about functions that rules name: all are to hold at once. */
static bool
count_named(struct gate *g, const struct pfl_rules *rules, struct pfl_error *err)
{
	for (size_t i = 0; i < rules->rule.n; i++) {
		const struct pfl_rule *rule = &rules->rule.at[i];

		if (rule->measure == PFL_RULE_TOTAL || !rule->pattern)
			continue;
		if (!find_matches(g, rule, err))
			return false;
		g->n_named += count_about(g, rule);
	}
	return true;
}

static bool
find_changes(struct gate *g, struct pfl_error *err)
{
	double floor = g->judge->floor;

	/* A floor of the user's own is that of findings; a gate is held to twice as much. */
	if (g->judge->single && !isnan(g->opts->noise))
		floor *= 2;
	g->flat_change =
		pfl_arena_alloc(&g->scratch, g->nodes->n, sizeof(*g->flat_change), err);
	g->cum_change = pfl_arena_alloc(&g->scratch, g->nodes->n, sizeof(*g->cum_change), err);
	g->match = pfl_arena_alloc(&g->scratch, g->nodes->n, sizeof(*g->match), err);
	return g->flat_change && g->cum_change && g->match &&
		pfl_judge_changes(
			g->judge, &g->flat, floor, g->flat_change, &g->scratch, err) &&
		pfl_judge_changes(g->judge, &g->cum, floor, g->cum_change, &g->scratch, err);
}

static bool
decide(struct gate *g, const struct pfl_rules *rules, struct pfl_error *err)
{
	struct pfl_comparison *c = g->c;
	const char *strict = g->opts->strict;

	c->has_gate = true;
	c->verdict = PFL_VERDICT_PASS;
	c->ruling = pfl_arena_alloc(g->arena, rules->rule.n, sizeof(*c->ruling), err);
	if (!c->ruling || !find_changes(g, err) || !count_named(g, rules, err))
		return false;
	for (size_t i = 0; i < rules->rule.n; i++) {
		struct pfl_ruling *ruling = &c->ruling[c->n_rulings];

		if (is_of_others(g, &rules->rule.at[i]))
			continue;
		if (!try_rule(g, &rules->rule.at[i], ruling, err))
			return false;
		c->n_rulings++;
		if (ruling->verdict > c->verdict)
			c->verdict = ruling->verdict;
	}
	c->gate_failed = c->verdict == PFL_VERDICT_FAIL ||
		(strict && c->verdict == PFL_VERDICT_WARN) ||
		(strict && strcmp(strict, "inconclusive") == 0 &&
			c->verdict == PFL_VERDICT_INCONCLUSIVE);
	return true;
}

bool
pfl_verdict_make(struct pfl_comparison *comparison, const struct pfl_judge *judge,
	const struct pfl_guesses *guesses, const struct pfl_measured *flat,
	const struct pfl_measured *cum, const struct pfl_nodes *nodes,
	const struct pfl_compare_opts *opts, struct pfl_error *err)
{
	struct pfl_arena *arena = judge->arena;
	struct gate g = { .c = comparison,
		.judge = judge,
		.guesses = guesses,
		.nodes = nodes,
		.opts = opts,
		.arena = arena,
		.scratch = { .budget = arena->budget } };
	struct pfl_rules rules = { 0 };
	bool ok = true;

	if (opts->rules && *opts->rules)
		ok = pfl_rules_add(&rules, pfl_span_of(opts->rules), err) &&
			(rules.rule.n == 0 ||
				(pfl_guesses_join(&g.flat, flat, guesses, &g.scratch, err) &&
					pfl_guesses_join(
						&g.cum, cum, guesses, &g.scratch, err) &&
					decide(&g, &rules, err)));
	pfl_rules_clear(&rules);
	pfl_arena_clear(&g.scratch);
	return ok;
}

bool
pfl_rules_fit(const char *lines, const char *const *unit, uint32_t n, struct pfl_error *err)
{
	struct pfl_rules rules = { 0 };
	bool ok = pfl_rules_add(&rules, pfl_span_of(lines), err);

	for (size_t i = 0; ok && i < rules.rule.n; i++) {
		const struct pfl_rule *rule = &rules.rule.at[i];
		bool fits =
			rule->kind != PFL_RULE_AMOUNT && rule->kind != PFL_RULE_PER_OPERATION;
		double amount;

		for (uint32_t k = 0; k < n && !fits; k++) {
			struct pfl_error other = { 0 };

			fits = pfl_rule_amount(rule, unit[k], &amount, &other);
		}
		ok = fits || pfl_rule_amount(rule, unit[0], &amount, err);
	}
	pfl_rules_clear(&rules);
	return ok;
}
