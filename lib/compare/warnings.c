/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/warnings.h"

#include "base/name.h"
#include "base/number.h"
#include "base/text.h"
#include "base/unit.h"
#include "base/utf8.h"
#include "model/runs.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST = 12 }; /* warnings */
static const double same_period = 0.01;

struct work {
	struct pfl_comparison *c;
	const struct pfl_judge *judge;
	struct pfl_arena *arena;
	bool failed;
	struct pfl_error *err;
};

static void PFL_PRINTF(4, 0)
	add(struct work *w, const char *code, bool note, const char *format, va_list args)
{
	struct pfl_warning *warning = &w->c->warning[w->c->n_warnings];
	char text[400];

	if (w->failed || w->c->n_warnings >= MOST)
		return;
	vsnprintf(text, sizeof(text), format, args);
	warning->code = code;
	warning->note = note;
	warning->text = pfl_arena_text(w->arena, text, strlen(text), w->err);
	w->failed = warning->text == NULL;
	w->c->n_warnings++;
}

static void PFL_PRINTF(3, 4) warn(struct work *w, const char *code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(w, code, false, format, args);
	va_end(args);
}

static void PFL_PRINTF(3, 4) note(struct work *w, const char *code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(w, code, true, format, args);
	va_end(args);
}

/* Of one recording of a side; reports put its name behind that. */
static void
warn_of(struct work *w, const char *code, uint32_t input, bool old, const char *what)
{
	uint32_t n = w->c->n_warnings;

	warn(w, code, "recording %u of the %s side %s", input, old ? "old" : "new", what);
	if (n < w->c->n_warnings) {
		w->c->warning[n].input = input;
		w->c->warning[n].old = old;
	}
}

static void
about_dispersion(struct work *w)
{
	char number[PFL_NUMBER_TEXT];
	const struct pfl_comparison *c = w->c;

	if (w->judge->single && c->dispersion > PFL_TOO_UNLIKE)
		warn(w, "lambda-high",
			"the two profiles differ almost everywhere (dispersion %s): another "
			"state of the machine, another load or build? Record again; rules are "
			"decided no further than INCONCLUSIVE",
			c->dispersion < 10 ? pfl_number_general(c->dispersion, 2, number)
					   : pfl_number_fixed(c->dispersion, 0, number));
	if (w->judge->single && c->dispersion_functions == 0 &&
		c->evidence != PFL_EVIDENCE_EXACT && c->total.old > 0 && c->total.now > 0)
		warn(w, "few-functions",
			"fewer than 10 functions have 20 samples: their noise cannot be "
			"measured, and is taken to be %s times that of sampling",
			pfl_number_general(c->dispersion, 2, number));
}

static void
about_events(struct work *w)
{
	const struct pfl_comparison *c = w->c;

	for (int side = 0; side < 2; side++) {
		if (c->evidence != PFL_EVIDENCE_EXACT &&
			c->total.events[side] < PFL_FEW_EVENTS &&
			(side ? c->total.old : c->total.now) > 0)
			warn(w, "few-events",
				"the %s side has fewer than 100 samples: hardly anything could "
				"be proved",
				side ? "old" : "new");
	}
	if (c->weak)
		warn(w, "weak-variance",
			"delays are sampled in a way that the profile does not tell: how sure "
			"they are is a guess; compare several runs a side");
}

static void
warn_periods(struct work *w, double old, double now)
{
	const struct pfl_profile *p = w->judge->source->p;
	const char *unit = pfl_profile_text(p, p->meta.period_unit).at;
	double second = pfl_unit_family(unit) == PFL_UNIT_TIME
		? pfl_unit_scale(1, "s", unit, NULL)
		: NAN;
	char rate[2][PFL_NUMBER_TEXT], both[2 * PFL_NUMBER_TEXT + 20] = "";

	if (isfinite(second))
		snprintf(both, sizeof(both), " (%s Hz vs %s Hz)",
			pfl_number_general(second / old, 4, rate[0]),
			pfl_number_general(second / now, 4, rate[1]));
	warn(w, "period-differs",
		"the recordings sample at different rates%s: values are compared, each as sure "
		"as its own rate makes it",
		both);
}

/* What nothing can be proved about, and what numbers of 64 bits hold no longer. */
static void
about_totals(struct work *w)
{
	static const double whole = 0x1p53; /* up to which a double holds every number */
	const struct pfl_delta *total = &w->c->total;

	if (total->absent[0] != total->absent[1])
		warn(w, "empty-side",
			total->absent[1]
				? "the old side is empty: everything is new, and of rules only "
				  "new> can be decided"
				: "the new side is empty: everything is gone, and no rule can "
				  "be decided");
	if ((double)total->old > whole || (double)total->now > whole)
		warn(w, "large-values",
			"values add up to more than 2^53: sums are exact, what is estimated "
			"from them is good to 15 digits");
}

/* Means are whole numbers of the unit, of which those below 1 have none. */
static void
about_means(struct work *w)
{
	if (pfl_delta_is_cut(&w->c->total))
		note(w, "small-means",
			"means are cut to whole numbers, and that of everything is below 1: "
			"compare the values themselves, without --mean");
}

/* A new build is what one compares with; another program may be a mistake. */
static void
about_programs(struct work *w)
{
	enum { NAME = 60 }; /* bytes of each that are printed */
	const struct pfl_pairing *pairing = w->judge->source->p->pairing;
	struct pfl_span old = pfl_path_base(pfl_span_of(pairing->program[1]));
	struct pfl_span now = pfl_path_base(pfl_span_of(pairing->program[0]));

	if (old.n && now.n && !pfl_span_eq(old, now))
		warn(w, "other-program", "the sides are of different programs: %.*s and %.*s",
			(int)pfl_utf8_cut(old.at, old.n, NAME), old.at,
			(int)pfl_utf8_cut(now.at, now.n, NAME), now.at);
}

/* The version of Go in a text such as "go1.22.3", "/usr/lib/go-1.19/src" or "/go/1.21.0/x64":
 * what follows "go"; empty without one. */
static struct pfl_span
go_version(struct pfl_span text)
{
	for (size_t i = 0; i + 5 < text.n; i++) {
		size_t k = i + 2, start;

		if (memcmp(text.at + i, "go", 2) != 0)
			continue;
		k += text.at[k] == '-' || text.at[k] == '/';
		start = k;
		if (memcmp(text.at + k, "1.", 2) != 0 || !pfl_is_digit(text.at[k + 2]))
			continue;
		while (k < text.n && (pfl_is_digit(text.at[k]) || text.at[k] == '.'))
			k++;
		k -= text.at[k - 1] == '.';
		return (struct pfl_span){ text.at + start, k - start };
	}
	return (struct pfl_span){ "", 0 };
}

static bool
is_word(char c)
{
	return pfl_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* May what stands at i name an architecture, as in linux/arm64, GOARCH=arm or "goarch: arm"? */
static bool
is_named(struct pfl_span text, size_t i)
{
	return i == 0 || strchr("-/_=", text.at[i - 1]) ||
		(i > 1 && text.at[i - 1] == ' ' && text.at[i - 2] == ':');
}

/* The architecture that is named in a text, as Go calls it; empty without one. */
static struct pfl_span
architecture(struct pfl_span text)
{
	static const char *const known[] = { "amd64", "arm64", "386", "arm", "loong64", "mips",
		"mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64", "s390x",
		"wasm" };
	size_t n;

	for (size_t i = 0; i < text.n; i += n + 1) {
		struct pfl_span word = { text.at + i, 0 };

		for (n = 0; i + n < text.n && is_word(text.at[i + n]); n++)
			word.n++;
		for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
			if (pfl_span_eq(word, pfl_span_of(known[k])) && is_named(text, i))
				return word;
		}
	}
	return (struct pfl_span){ "", 0 };
}

/* "Go 1.21 and 1.22", behind what is there already; nothing where a side does not tell. */
static void
add_difference(
	struct pfl_text *text, const char *what, struct pfl_span old, struct pfl_span now)
{
	enum { PART = 40 }; /* bytes of either */

	if (old.n == 0 || now.n == 0 || pfl_span_eq(old, now))
		return;
	pfl_text_str(text, text->n ? ", " : "");
	pfl_text_str(text, what);
	pfl_text_add(text, (struct pfl_span){ old.at, pfl_utf8_cut(old.at, old.n, PART) });
	pfl_text_str(text, " and ");
	pfl_text_add(text, (struct pfl_span){ now.at, pfl_utf8_cut(now.at, now.n, PART) });
}

/* Another compiler or machine changes costs that nobody has touched. */
static void
about_builds(struct work *w)
{
	const struct pfl_pairing *pairing = w->judge->source->p->pairing;
	struct pfl_span old = pfl_span_of(pairing->origin[1]);
	struct pfl_span now = pfl_span_of(pairing->origin[0]);
	struct pfl_text text = { 0 };

	add_difference(&text, "Go ", go_version(old), go_version(now));
	add_difference(&text, "GOARCH ", architecture(old), architecture(now));
	add_difference(&text, "build id ", pfl_span_of(pairing->build[1]),
		pfl_span_of(pairing->build[0]));
	if (text.n > 0)
		note(w, "other-build", "the sides are built differently: %s",
			pfl_text_get(&text));
	w->failed |= text.failed && !pfl_fail(w->err, PFL_NOMEM, "out of memory");
	pfl_text_clear(&text);
}

static void
about_periods(struct work *w)
{
	const struct pfl_pairing *pairing = w->judge->source->p->pairing;
	double old = (double)pairing->run[0].period;

	for (uint32_t i = 1; i < pairing->n_runs; i++) {
		double period = (double)pairing->run[i].period;

		if (old > 0 && period > 0 && fabs(period / old - 1) > same_period) {
			warn_periods(w, old, period);
			return;
		}
	}
}

/* "10ms" of what is compared. */
static const char *
say_amount(const struct work *w, double value, char *text, size_t cap)
{
	struct pfl_text label = { 0 };
	const char *unit = w->judge->source->unit;

	pfl_unit_label(&label, (pfl_sum)value, unit, "auto");
	snprintf(text, cap, "%s", pfl_text_get(&label));
	pfl_text_clear(&label);
	return text;
}

/* Is there a value that is no whole number of samples, by the period that the profile states?
 */
static bool
is_odd(const struct pfl_evidence_source *source)
{
	const struct pfl_profile *p = source->p;

	if (source->kind != PFL_EVIDENCE_COUNTED || source->count[0])
		return false;
	for (uint32_t i = 0; i < p->samples.n; i++) {
		uint32_t run = p->samples.run[i];
		double value = (double)source->value[pfl_evidence_side(p, i)][i];

		if (p->pairing->run[run].period > 0 && source->period[run] > 0 &&
			fmod(value, source->period[run]) != 0)
			return true;
	}
	return false;
}

/* What one sample is worth decides how many there are, and so what is noise. */
static void
about_values(struct work *w)
{
	const struct pfl_evidence_source *source = w->judge->source;
	char amount[64];
	double period = 0;

	for (uint32_t run = 0; run < w->judge->n_runs && period == 0; run++)
		period = source->period[run];
	if (source->no_period && source->kind == PFL_EVIDENCE_EXACT)
		note(w, "no-period",
			"no profile says how often it was sampled, and no number divides all "
			"values: they are taken as measured; --event-value tells what a sample "
			"is worth");
	else if (source->no_period && period > 0)
		note(w, "no-period",
			"not every profile says how often it was sampled: a sample is taken to "
			"be worth what divides all values, %s; --event-value tells better",
			say_amount(w, period, amount, sizeof(amount)));
	else if (is_odd(source))
		note(w, "odd-values",
			"values are no multiples of what a sample is worth, %s: how many "
			"samples there are is estimated",
			say_amount(w, period, amount, sizeof(amount)));
}

/* Why findings are functions, not places in a tree of calls. */
static void
about_calls(struct work *w)
{
	if (w->c->of_calls)
		note(w, "no-stacks",
			"the profiles have calls and their costs, but no stacks: what explains "
			"the change is found by function and its own cost, not by path");
}

/* What a process adds up never gets less. */
static void
about_snapshots(struct work *w)
{
	uint32_t n = w->judge->source->backwards;

	if (n > 0)
		warn(w, "counter-backwards",
			"counter went backwards in %u stack%s: different process? Or the later "
			"profile is the first one",
			n, n == 1 ? "" : "s");
}

/* A machine that gets slower by and by looks like a change where one side came first. */
static void
about_order(struct work *w)
{
	const struct pfl_pairing *pairing = w->judge->source->p->pairing;
	int64_t last_old = 0, first_new = INT64_MAX, first_old = INT64_MAX, last_new = 0;

	if (w->judge->single)
		return;
	if (pairing->n_old == 1 || pairing->n_runs - pairing->n_old == 1)
		warn(w, "one-run",
			"one side is a single recording: how much it varies is taken from the "
			"other side");
	for (uint32_t i = 0; i < pairing->n_runs; i++) {
		int64_t at = pairing->run[i].time_nanos;

		if (at <= 0)
			return;
		if (i < pairing->n_old) {
			last_old = at > last_old ? at : last_old;
			first_old = at < first_old ? at : first_old;
		} else {
			last_new = at > last_new ? at : last_new;
			first_new = at < first_new ? at : first_new;
		}
	}
	if (last_old < first_new || last_new < first_old)
		warn(w, "not-interleaved",
			"all recordings of one side come before all of the other: a machine "
			"that changed meanwhile cannot be told from code that did; take turns");
}

static bool
about_outliers(struct work *w, const struct pfl_measured *flat)
{
	uint32_t n = w->judge->n_runs;
	struct pfl_arena scratch = { .budget = w->arena->budget };
	bool *outlier = pfl_arena_alloc(w->arena, n, sizeof(*outlier), w->err);
	struct pfl_runs runs = pfl_judge_runs(w->judge, flat->run, flat->n);
	bool ok = outlier && pfl_runs_outliers(&runs, &scratch, outlier, w->err);

	for (uint32_t i = 0; ok && i < n; i++) {
		bool old = i < w->judge->n_old;

		if (outlier[i])
			warn_of(w, "outlier-run",
				pfl_pairing_number(w->judge->source->p->pairing, i), old,
				"is unlike the others of it: record it again, or leave it out "
				"with --drop-outliers");
	}
	w->c->outlier = outlier;
	pfl_arena_clear(&scratch);
	return ok;
}

/* Nobody is to believe that all recordings stand behind the numbers. */
static void
about_dropped(struct work *w)
{
	const struct pfl_pairing *pairing = w->judge->source->p->pairing;
	uint32_t n_old = pairing->n_given_old, run = 0;

	for (uint32_t i = 0; pairing->place && i < pairing->n_given; i++) {
		if (run < pairing->n_runs && pairing->place[run] == i)
			run++;
		else
			warn_of(w, "outlier-dropped", (i < n_old ? i : i - n_old) + 1,
				i < n_old, "is left out: it is unlike the others of it");
	}
}

bool
pfl_warnings_make(struct pfl_comparison *comparison, const struct pfl_judge *judge,
	const struct pfl_measured *flat, struct pfl_arena *arena, struct pfl_error *err)
{
	struct work w = { .c = comparison, .judge = judge, .arena = arena, .err = err };

	comparison->warning = pfl_arena_alloc(arena, MOST, sizeof(*comparison->warning), err);
	if (!comparison->warning)
		return false;
	about_totals(&w);
	about_means(&w);
	about_dropped(&w);
	about_snapshots(&w);
	if (!judge->untested) {
		about_calls(&w);
		about_dispersion(&w);
		about_events(&w);
	}
	about_programs(&w);
	about_builds(&w);
	about_periods(&w);
	if (!judge->untested)
		about_values(&w);
	about_order(&w);
	if (judge->scale->no_duration)
		warn(&w, "no-duration",
			"not every recording says how long it took: values are compared as "
			"they "
			"are");
	if (judge->scale->too_few && judge->scale->mode == PFL_NORMAL_SHARE)
		warn(&w, "few-functions-scale",
			"too few functions have samples on both sides to tell the scale by, "
			"and "
			"durations are not known: the sides are brought to the same total, so "
			"that what did not change seems to have changed the other way");
	return (judge->single || about_outliers(&w, flat)) && !w.failed;
}
