/* SPDX-License-Identifier: Apache-2.0 */
#include "compare/calibrate.h"

#include "analyze/call_sums.h"
#include "analyze/order.h"
#include "base/text.h"
#include "compare/scale.h"
#include "compare/unsteady.h"
#include "stats/distribution.h"
#include "stats/runs.h"
#include "stats/samples.h"

#include <math.h>
#include <string.h>

enum {
	LEAST_EVENTS = 10, /* a run, of a function that can be called volatile */
	PATTERN = 8192,    /* bytes of the expression at most: what shells and CI files bear */
};

/* A volatile function varies by more than three times the floor, has a thousandth of
 * everything, and varies as only one in a thousand would if it were like the others. */
static const double above_floor = 3, least_share = 0.001, level = 0.001;

static const double nearly_all = 0.98; /* of the total, as in comparisons */

struct work {
	struct pfl_calibration *c;
	struct pfl_profile *p;
	const struct pfl_nodes *nodes;
	struct pfl_evidence_source source;
	struct pfl_scale scale;
	struct pfl_measured flat, cum; /* by node */
	double total;                  /* of all runs, in what tallies are in */
	double *variation;             /* by node, of cum */
	struct pfl_arena *arena;
};

static struct pfl_runs
one_side(const struct work *w, const struct pfl_measured *measured)
{
	return (struct pfl_runs){
		.run = (const struct pfl_tally *const *)measured->run,
		.old_runs = w->p->pairing->n_runs,
		.n = measured->n,
		.factor = w->scale.run,
		.weighted = !w->source.uniform,
	};
}

/*
 * Runs come to one scale as those of a comparison do, but for one thing: where that would be by
 * the ratio that most functions agree on, nothing but noise differs here, and totals are the
 * surer measure.
 */
static bool
find_scale(struct work *w, struct pfl_error *err)
{
	struct pfl_compare_opts opts = { 0 };

	if (!pfl_scale_find(
		    &w->scale, &w->source, &w->flat, &w->cum, w->nodes, &opts, w->arena, err))
		return false;
	if (w->scale.mode != PFL_NORMAL_ROBUST)
		return true;
	opts.normalization = "share";
	return pfl_scale_find(
		&w->scale, &w->source, &w->flat, &w->cum, w->nodes, &opts, w->arena, err);
}

static bool
measure(struct work *w, const struct pfl_columns *columns, struct pfl_error *err)
{
	const struct pfl_measuring functions = { w->nodes->of_frame, w->nodes->n, &w->flat,
		&w->cum };
	struct pfl_arena scratch = { .budget = w->arena->budget };
	bool ok = pfl_evidence_find(&w->source, w->p, columns, 0, w->arena, err) &&
		pfl_measure(&functions, 1, &w->source, w->arena, &scratch, err);

	pfl_arena_clear(&scratch);
	if (ok)
		pfl_calls_note_cut(w->p, w->cum.cut);
	return ok && find_scale(w, err);
}

/* The totals of the runs, as recorded. */
static bool
find_total(struct work *w, struct pfl_error *err)
{
	struct pfl_calibration *c = w->c;
	double *run = pfl_arena_alloc(w->arena, c->n_runs, sizeof(*run), err);
	struct pfl_tally sum = { 0 };
	struct pfl_sample_stats stats;

	if (!run)
		return false;
	for (uint32_t i = 0; i < w->p->samples.n; i++) {
		struct pfl_tally tally = pfl_evidence_tally(&w->source, i);
		int side = pfl_evidence_side(w->p, i);

		run[w->p->samples.run[i]] += (double)w->source.value[side][i];
		pfl_tally_add(&sum, &tally);
	}
	stats = pfl_sample_stats(run, c->n_runs);
	w->total = sum.value;
	c->events = sum.events;
	c->total = stats.mean;
	c->total_variation = stats.mean > 0 ? sqrt(stats.variance) / stats.mean : NAN;
	c->total_sampling = sum.value > 0 ? sqrt(sum.variance * c->n_runs) / sum.value : NAN;
	return true;
}

/* What all runs have of a function, with what it calls. */
static struct pfl_tally
sum_of(const struct work *w, uint32_t node)
{
	struct pfl_tally sum = { 0 };

	for (uint32_t run = 0; run < w->c->n_runs; run++)
		pfl_tally_add(&sum, &w->cum.run[run][node]);
	return sum;
}

/* The functions that are not nearly everything: of those the scale itself decides. */
static bool
leave_out_roots(const struct work *w, struct pfl_measured *most, struct pfl_arena *scratch,
	struct pfl_error *err)
{
	*most = (struct pfl_measured){ .n_runs = w->c->n_runs };
	most->run = pfl_arena_alloc(scratch, most->n_runs, sizeof(*most->run), err);
	for (uint32_t run = 0; most->run && run < most->n_runs; run++) {
		most->run[run] = pfl_arena_alloc(scratch, w->cum.n, sizeof(**most->run), err);
		if (!most->run[run])
			return false;
	}
	for (uint32_t i = 0; most->run && i < w->cum.n; i++) {
		if (sum_of(w, i).value >= nearly_all * w->total)
			continue;
		for (uint32_t run = 0; run < most->n_runs; run++)
			most->run[run][most->n] = w->cum.run[run][i];
		most->n++;
	}
	return most->run != NULL;
}

static bool
find_noise(struct work *w, struct pfl_error *err)
{
	struct pfl_runs flat = one_side(w, &w->flat), cum = one_side(w, &w->cum), inner;
	struct pfl_measured most;
	struct pfl_arena scratch = { .budget = w->arena->budget };
	struct pfl_floor floor = { 0 };
	struct pfl_phi phi = { 0 };
	bool ok;

	w->variation = pfl_arena_alloc(w->arena, w->cum.n, sizeof(*w->variation), err);
	ok = w->variation && leave_out_roots(w, &most, &scratch, err) &&
		pfl_runs_phi(&flat, &scratch, &phi, err);
	if (ok)
		inner = one_side(w, &most);
	ok = ok && pfl_runs_floor(&inner, &scratch, &floor, err) &&
		pfl_runs_variation(&cum, &scratch, w->variation, err);
	pfl_arena_clear(&scratch);
	w->c->floor = floor.floor;
	w->c->floor_functions = (uint32_t)floor.functions;
	w->c->phi = phi.phi;
	w->c->phi_functions = phi.assumed ? 0 : (uint32_t)phi.functions;
	return ok;
}

/* Does it vary more than sampling and the floor explain, and by enough to matter? */
static bool
is_volatile(const struct work *w, const struct pfl_volatile *v, const struct pfl_tally *sum)
{
	double df = w->c->n_runs - 1, square = v->variation * v->variation;
	double sampling = sum->variance * w->c->n_runs / sum->value / sum->value;
	double expected = sampling + w->c->floor * w->c->floor;

	return v->events >= (double)LEAST_EVENTS * w->c->n_runs && v->share >= least_share &&
		v->variation > above_floor * w->c->floor && expected > 0 &&
		pfl_chi_square_upper(df * (square + sampling) / expected, df) < level;
}

static int
compare_volatile(const void *context, uint32_t a, uint32_t b)
{
	const struct work *w = context;
	const struct pfl_volatile *x = &w->c->volatiles[a], *y = &w->c->volatiles[b];

	if (x->variation != y->variation)
		return x->variation > y->variation ? -1 : 1;
	return pfl_node_cmp(w->nodes, w->p, x->node, y->node);
}

static bool
order_volatile(struct work *w, struct pfl_error *err)
{
	struct pfl_calibration *c = w->c;
	uint32_t *at = pfl_arena_alloc(w->arena, c->n_volatile, sizeof(*at), err);
	struct pfl_volatile *sorted =
		pfl_arena_alloc(w->arena, c->n_volatile, sizeof(*sorted), err);

	if (!at || !sorted)
		return false;
	for (uint32_t i = 0; i < c->n_volatile; i++)
		at[i] = i;
	if (!pfl_order_rows(at, c->n_volatile, compare_volatile, w, err))
		return false;
	for (uint32_t i = 0; i < c->n_volatile; i++)
		sorted[i] = c->volatiles[at[i]];
	c->volatiles = sorted;
	return true;
}

static bool
find_volatile(struct work *w, struct pfl_error *err)
{
	struct pfl_calibration *c = w->c;
	const uint8_t *known = pfl_unsteady_find(w->nodes, w->p, NULL, w->arena, err);

	c->volatiles = pfl_arena_alloc(w->arena, w->cum.n, sizeof(*c->volatiles), err);
	if (!known || !c->volatiles)
		return false;
	for (uint32_t i = 0; i < w->cum.n; i++) {
		struct pfl_volatile v = {
			.node = i, .variation = w->variation[i], .known = known[i]
		};
		struct pfl_tally sum = sum_of(w, i);

		if (!(sum.value > 0) || !(w->total > 0))
			continue;
		v.events = sum.events;
		v.share = sum.value / w->total;
		if (is_volatile(w, &v, &sum))
			c->volatiles[c->n_volatile++] = v;
	}
	return order_volatile(w, err);
}

/* A name that can stand in an expression and on a command line as it is, but for escapes. */
static bool
is_printable(struct pfl_span name)
{
	for (size_t i = 0; i < name.n; i++) {
		if (name.at[i] < ' ' || name.at[i] > '~')
			return false;
	}
	return name.n > 0;
}

static void
add_literally(struct pfl_text *re, struct pfl_span name)
{
	for (size_t i = 0; i < name.n; i++) {
		if (strchr("\\.+*?()|[]{}^$", name.at[i]))
			pfl_text_char(re, '\\');
		pfl_text_char(re, name.at[i]);
	}
}

/* '^(main\.hash|main\.log)$' of those shown that are not taken to be unsteady anyway. */
static bool
write_pattern(struct work *w, struct pfl_error *err)
{
	struct pfl_text re = { 0 };
	bool ok;

	for (uint32_t i = 0; i < w->c->n_shown; i++) {
		const struct pfl_volatile *v = &w->c->volatiles[i];
		struct pfl_span name = pfl_profile_text(w->p, w->nodes->name[v->node]);

		if (v->known || !is_printable(name) || re.n + 2 * name.n > PATTERN)
			continue;
		pfl_text_str(&re, re.n ? "|" : "^(");
		add_literally(&re, name);
	}
	if (re.n)
		pfl_text_str(&re, ")$");
	ok = pfl_text_ok(&re, err);
	if (ok && re.n) {
		w->c->unsteady = pfl_arena_text(w->arena, re.at, re.n, err);
		ok = w->c->unsteady != NULL;
	}
	pfl_text_clear(&re);
	return ok;
}

bool
pfl_calibrate(struct pfl_calibration *calibration, struct pfl_profile *p,
	const struct pfl_nodes *nodes, const struct pfl_columns *columns, uint32_t rows,
	struct pfl_arena *arena, struct pfl_error *err)
{
	struct work w = { .c = calibration, .p = p, .nodes = nodes, .arena = arena };

	*calibration = (struct pfl_calibration){ .n_runs = p->pairing->n_runs };
	if (calibration->n_runs < PFL_CALIBRATE_RUNS)
		return pfl_fail(err, PFL_USAGE,
			"calibrate: what runs of one program differ by takes %d of them at "
			"least, not %u",
			PFL_CALIBRATE_RUNS, calibration->n_runs);
	if (!measure(&w, columns, err) || !find_total(&w, err) || !find_noise(&w, err) ||
		!find_volatile(&w, err))
		return false;
	calibration->n_shown = calibration->n_volatile < rows ? calibration->n_volatile : rows;
	return write_pattern(&w, err);
}
