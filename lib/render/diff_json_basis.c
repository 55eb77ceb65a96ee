/* SPDX-License-Identifier: Apache-2.0 */
/* What was compared, on which scale, and how noise is told apart. */
#include "render/diff_json.h"

#include "compare/scale.h"

#include <math.h>

static void
put_run(struct pfl_diff_json *d, const struct pfl_run *run, uint32_t i)
{
	pfl_jsonw_object(&d->w);
	pfl_diff_json_count(d, "samples", run->samples);
	pfl_jsonw_key(&d->w, "duration_ns");
	pfl_jsonw_i64(&d->w, run->duration_nanos);
	pfl_jsonw_key(&d->w, "period");
	pfl_jsonw_i64(&d->w, run->period);
	if (d->c->size_factor)
		pfl_diff_json_double(d, "size_factor", d->c->size_factor[i]);
	pfl_jsonw_end(&d->w);
}

static void
put_runs(struct pfl_diff_json *d, const struct pfl_pairing *pairing, bool old)
{
	uint32_t first = old ? 0 : pairing->n_old, end = old ? pairing->n_old : pairing->n_runs;
	uint64_t samples = 0;
	pfl_sum duration = 0;

	for (uint32_t i = first; i < end; i++) {
		samples += pairing->run[i].samples;
		duration += pairing->run[i].duration_nanos;
	}
	pfl_diff_json_count(d, "samples", samples);
	pfl_diff_json_sum(d, "duration_ns", duration);
	pfl_jsonw_key(&d->w, "runs");
	pfl_jsonw_array(&d->w);
	for (uint32_t i = first; i < end; i++)
		put_run(d, &pairing->run[i], i);
	pfl_jsonw_end(&d->w);
}

/* Inputs that are unlike the others; there is no such key where all are compared. */
static void
put_left_out(struct pfl_diff_json *d, bool old, const char *const *inputs, size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		if (!pfl_diff_is_left_out(d->diff, old, i))
			continue;
		if (!any) {
			pfl_jsonw_key(&d->w, "left_out");
			pfl_jsonw_array(&d->w);
		}
		any = true;
		pfl_jsonw_str(&d->w, pfl_diff_input(inputs[i]));
	}
	if (any)
		pfl_jsonw_end(&d->w);
}

void
pfl_diff_json_side(struct pfl_diff_json *d, bool old)
{
	const struct pfl_pairing *pairing = d->diff->scene->profile->pairing;
	const struct pfl_style *style = d->diff->style;
	const char *const *inputs = old ? style->old_inputs : style->new_inputs;
	size_t n = old ? style->n_old_inputs : style->n_new_inputs;

	pfl_jsonw_key(&d->w, old ? "old" : "new");
	pfl_jsonw_object(&d->w);
	pfl_jsonw_key(&d->w, "inputs");
	pfl_jsonw_array(&d->w);
	for (size_t i = 0; i < n; i++) {
		if (!pfl_diff_is_left_out(d->diff, old, i))
			pfl_jsonw_str(&d->w, pfl_diff_input(inputs[i]));
	}
	pfl_jsonw_end(&d->w);
	put_left_out(d, old, inputs, n);
	pfl_diff_json_sum(d, "total", old ? d->c->total.old : d->c->total.now);
	if (d->c->evidence == PFL_EVIDENCE_EXACT || d->c->snapshots)
		pfl_diff_json_double(d, "events", NAN);
	else
		pfl_diff_json_sum(d, "events", pfl_diff_json_round(d->c->total.events[old]));
	if (pairing)
		put_runs(d, pairing, old);
	pfl_jsonw_end(&d->w);
}

static void
put_normalization(struct pfl_diff_json *d)
{
	pfl_jsonw_key(&d->w, "normalization");
	pfl_jsonw_object(&d->w);
	pfl_diff_json_word(d, "mode", pfl_normalization_name(d->c->normalization));
	pfl_jsonw_key(&d->w, "factor"); /* exact, so that sums can be checked */
	pfl_jsonw_double(&d->w, d->c->factor);
	pfl_diff_json_count(d, "functions", d->c->factor_functions);
	pfl_diff_json_double(d, "total_ratio", d->c->total_ratio);
	pfl_diff_json_double(d, "duration_ratio", d->c->duration_ratio);
	pfl_jsonw_end(&d->w);
}

void
pfl_diff_json_basis(struct pfl_diff_json *d)
{
	static const char *const evidence[] = {
		[PFL_EVIDENCE_COUNTED] = "counted",
		[PFL_EVIDENCE_UNSAMPLED] = "unsampled",
		[PFL_EVIDENCE_CONTENTION] = "contention",
		[PFL_EVIDENCE_EXACT] = "exact",
	};
	const struct pfl_comparison *c = d->c;

	put_normalization(d);
	pfl_diff_json_double(d, "dispersion", c->dispersion);
	pfl_diff_json_double(d, "noise", c->noise);
	pfl_jsonw_key(&d->w, "test");
	pfl_jsonw_object(&d->w);
	pfl_diff_json_word(d, "evidence", evidence[c->evidence]);
	pfl_diff_json_flag(d, "weak", c->weak);
	pfl_diff_json_flag(d, "snapshots", c->snapshots);
	pfl_diff_json_flag(d, "mean", c->mean);
	pfl_diff_json_double(d, "alpha", c->alpha);
	pfl_diff_json_count(d, "dispersion_functions", c->dispersion_functions);
	pfl_diff_json_count(d, "functions", c->n);
	pfl_diff_json_count(d, "tested", c->n_tested);
	pfl_diff_json_count(d, "significant", c->n_significant);
	pfl_jsonw_end(&d->w);
	pfl_jsonw_key(&d->w, "matching");
	pfl_jsonw_object(&d->w);
	pfl_diff_json_double(d, "exact", c->matched[PFL_MATCH_EXACT]);
	pfl_diff_json_double(d, "canonical", c->matched[PFL_MATCH_CANONICAL]);
	pfl_diff_json_double(d, "guessed", c->matched[PFL_MATCH_GUESSED]);
	pfl_jsonw_end(&d->w);
	pfl_jsonw_key(&d->w, "warnings");
	pfl_jsonw_array(&d->w);
	for (uint32_t i = 0; i < c->n_warnings; i++) {
		pfl_jsonw_object(&d->w);
		pfl_diff_json_word(d, "code", c->warning[i].code);
		pfl_diff_json_word(d, "text", c->warning[i].text);
		if (pfl_diff_warned_of(d->diff, &c->warning[i])) {
			pfl_jsonw_key(&d->w, "input");
			pfl_jsonw_str(&d->w,
				pfl_diff_input(pfl_diff_warned_of(d->diff, &c->warning[i])));
		}
		pfl_jsonw_end(&d->w);
	}
	pfl_jsonw_end(&d->w);
}
