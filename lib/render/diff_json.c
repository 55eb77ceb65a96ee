/* SPDX-License-Identifier: Apache-2.0 */
/* diff as JSON: "diff/1", everything that is known of the comparison, in exact values. */
#include "render/diff.h"
#include "render/renderer.h"
#include "render/report.h"

#include <math.h>

enum { DIGITS = 6 }; /* of what was estimated */

struct document {
	struct pfl_jsonw w;
	const struct pfl_scene *scene; /* the first */
	const struct pfl_diff *diff;   /* the one at hand */
	const struct pfl_comparison *c;
	size_t limit; /* of rows */
	struct pfl_text scratch;
};

static void
put_double(struct document *d, const char *key, double value)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_rounded(&d->w, value, DIGITS); /* null when it is no number */
}

static void
put_sum(struct document *d, const char *key, pfl_sum value)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_sum(&d->w, value);
}

static void
put_count(struct document *d, const char *key, uint64_t value)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_u64(&d->w, value);
}

static void
put_word(struct document *d, const char *key, const char *word)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_text(&d->w, word);
}

static void
put_flag(struct document *d, const char *key, bool value)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_bool(&d->w, value);
}

static void
put_name(struct document *d, uint32_t node)
{
	pfl_text_reset(&d->scratch);
	pfl_jsonw_str(&d->w, pfl_report_name(d->diff->scene, node, &d->scratch));
}

/* A function, or null. */
static void
put_node(struct document *d, const char *key, uint32_t node)
{
	pfl_jsonw_key(&d->w, key);
	if (node == PFL_NONE)
		pfl_jsonw_null(&d->w);
	else
		put_name(d, node);
}

/* A change in the profile's unit, to the nearest whole number, as factor * old is. */
static pfl_sum
whole(double value)
{
	double rounded = rint(value);

	return fabs(rounded) < 0x1p126 ? (pfl_sum)rounded : 0;
}

static void
put_whole(struct document *d, const char *key, double value)
{
	pfl_jsonw_key(&d->w, key);
	if (isfinite(value))
		pfl_jsonw_sum(&d->w, whole(value));
	else
		pfl_jsonw_null(&d->w);
}

static pfl_sum
whole_delta(const struct document *d, const struct pfl_delta *delta)
{
	return delta->now - whole((double)delta->old * d->c->factor);
}

static void
put_run(struct document *d, const struct pfl_run *run, uint32_t i)
{
	pfl_jsonw_object(&d->w);
	put_count(d, "samples", run->samples);
	pfl_jsonw_key(&d->w, "duration_ns");
	pfl_jsonw_i64(&d->w, run->duration_nanos);
	pfl_jsonw_key(&d->w, "period");
	pfl_jsonw_i64(&d->w, run->period);
	if (d->c->size_factor)
		put_double(d, "size_factor", d->c->size_factor[i]);
	pfl_jsonw_end(&d->w);
}

static void
put_runs(struct document *d, const struct pfl_pairing *pairing, bool old)
{
	uint32_t first = old ? 0 : pairing->n_old, end = old ? pairing->n_old : pairing->n_runs;
	uint64_t samples = 0;
	pfl_sum duration = 0;

	for (uint32_t i = first; i < end; i++) {
		samples += pairing->run[i].samples;
		duration += pairing->run[i].duration_nanos;
	}
	put_count(d, "samples", samples);
	put_sum(d, "duration_ns", duration);
	pfl_jsonw_key(&d->w, "runs");
	pfl_jsonw_array(&d->w);
	for (uint32_t i = first; i < end; i++)
		put_run(d, &pairing->run[i], i);
	pfl_jsonw_end(&d->w);
}

/* Inputs that are unlike the others; there is no such key where all are compared. */
static void
put_left_out(struct document *d, bool old, const char *const *inputs, size_t n)
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

static void
put_side(struct document *d, bool old)
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
	put_sum(d, "total", old ? d->c->total.old : d->c->total.now);
	if (d->c->evidence == PFL_EVIDENCE_EXACT || d->c->snapshots)
		put_double(d, "events", NAN);
	else
		put_sum(d, "events", whole(d->c->total.events[old]));
	if (pairing)
		put_runs(d, pairing, old);
	pfl_jsonw_end(&d->w);
}

static void
put_normalization(struct document *d)
{
	static const char *const modes[] = {
		[PFL_NORMAL_ROBUST] = "robust",
		[PFL_NORMAL_ABS] = "abs",
		[PFL_NORMAL_TIME] = "time",
		[PFL_NORMAL_OP] = "op",
		[PFL_NORMAL_SHARE] = "share",
		[PFL_NORMAL_ANCHOR] = "anchor",
	};

	pfl_jsonw_key(&d->w, "normalization");
	pfl_jsonw_object(&d->w);
	put_word(d, "mode", modes[d->c->normalization]);
	pfl_jsonw_key(&d->w, "factor"); /* exact, so that sums can be checked */
	pfl_jsonw_double(&d->w, d->c->factor);
	put_count(d, "functions", d->c->factor_functions);
	put_double(d, "total_ratio", d->c->total_ratio);
	put_double(d, "duration_ratio", d->c->duration_ratio);
	pfl_jsonw_end(&d->w);
}

static void
put_basis(struct document *d)
{
	static const char *const evidence[] = {
		[PFL_EVIDENCE_COUNTED] = "counted",
		[PFL_EVIDENCE_UNSAMPLED] = "unsampled",
		[PFL_EVIDENCE_CONTENTION] = "contention",
		[PFL_EVIDENCE_EXACT] = "exact",
	};
	const struct pfl_comparison *c = d->c;

	put_normalization(d);
	put_double(d, "dispersion", c->dispersion);
	put_double(d, "noise", c->noise);
	pfl_jsonw_key(&d->w, "test");
	pfl_jsonw_object(&d->w);
	put_word(d, "evidence", evidence[c->evidence]);
	put_flag(d, "weak", c->weak);
	put_flag(d, "snapshots", c->snapshots);
	put_double(d, "alpha", c->alpha);
	put_count(d, "dispersion_functions", c->dispersion_functions);
	put_count(d, "functions", c->n);
	put_count(d, "tested", c->n_tested);
	put_count(d, "significant", c->n_significant);
	pfl_jsonw_end(&d->w);
	pfl_jsonw_key(&d->w, "matching");
	pfl_jsonw_object(&d->w);
	put_double(d, "exact", c->matched[PFL_MATCH_EXACT]);
	put_double(d, "canonical", c->matched[PFL_MATCH_CANONICAL]);
	put_double(d, "guessed", c->matched[PFL_MATCH_GUESSED]);
	pfl_jsonw_end(&d->w);
	pfl_jsonw_key(&d->w, "warnings");
	pfl_jsonw_array(&d->w);
	for (uint32_t i = 0; i < c->n_warnings; i++) {
		pfl_jsonw_object(&d->w);
		put_word(d, "code", c->warning[i].code);
		put_word(d, "text", c->warning[i].text);
		if (pfl_diff_warned_of(d->diff, &c->warning[i])) {
			pfl_jsonw_key(&d->w, "input");
			pfl_jsonw_str(&d->w,
				pfl_diff_input(pfl_diff_warned_of(d->diff, &c->warning[i])));
		}
		pfl_jsonw_end(&d->w);
	}
	pfl_jsonw_end(&d->w);
}

static void
put_nodes(struct document *d, const char *key, const uint32_t *node, uint32_t n)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_array(&d->w);
	for (uint32_t i = 0; i < n; i++)
		put_name(d, node[i]);
	pfl_jsonw_end(&d->w);
}

static void
put_parts(struct document *d, const char *key, const uint32_t *node, const double *delta,
	uint32_t n)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_array(&d->w);
	for (uint32_t i = 0; i < n; i++) {
		pfl_jsonw_object(&d->w);
		put_node(d, "name", node[i]);
		put_sum(d, "delta", whole(delta[i]));
		pfl_jsonw_end(&d->w);
	}
	pfl_jsonw_end(&d->w);
}

static void
put_finding(struct document *d, const struct pfl_finding *f)
{
	pfl_jsonw_object(&d->w);
	put_nodes(d, "path", f->path, f->n_path);
	put_node(d, "name", f->node);
	put_word(d, "class", pfl_finding_class(f->class));
	put_sum(d, "old", f->old);
	put_sum(d, "new", f->now);
	put_sum(d, "delta", whole(f->delta));
	put_sum(d, "bound", whole(f->bound));
	put_nodes(d, "chain", f->chain, f->n_chain);
	put_flag(d, "everywhere", f->everywhere);
	put_node(d, "partner", f->partner);
	put_double(d, "similarity", f->class == PFL_FINDING_RENAMED ? f->similarity : NAN);
	put_node(d, "own", f->own);
	put_node(d, "deviates", f->class == PFL_FINDING_MIXED ? f->deviates : PFL_NONE);
	put_parts(d, "operations", f->operation, f->operation_delta, f->n_operations);
	put_parts(d, "callers", f->caller, f->caller_delta, f->n_callers);
	pfl_jsonw_end(&d->w);
}

/* The findings' deltas, as they stand here, and the residual are the total's change. */
static void
put_findings(struct document *d)
{
	pfl_sum residual = whole_delta(d, &d->c->total);

	pfl_jsonw_key(&d->w, "findings");
	pfl_jsonw_array(&d->w);
	for (uint32_t i = 0; i < d->c->n_findings; i++) {
		put_finding(d, &d->c->finding[i]);
		residual -= whole(d->c->finding[i].delta);
	}
	pfl_jsonw_end(&d->w);
	put_sum(d, "residual", residual);
}

/* What is known of a change, beside its two values. */
static void
put_delta(struct document *d, const char *key, const struct pfl_delta *delta)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_object(&d->w);
	put_sum(d, "delta", whole_delta(d, delta));
	put_whole(d, "low", delta->low);
	put_whole(d, "high", delta->high);
	put_double(d, "p_value", delta->p);
	put_double(d, "q_value", delta->q);
	put_word(d, "status", pfl_change_word(delta->word));
	put_flag(d, "significant", delta->significant);
	put_double(d, "detectable", delta->detectable);
	pfl_jsonw_end(&d->w);
}

static void
put_row(struct document *d, const struct pfl_compared *row)
{
	static const char *const matches[] = {
		[PFL_MATCH_EXACT] = "exact",
		[PFL_MATCH_CANONICAL] = "canonical",
		[PFL_MATCH_GUESSED] = "guessed",
	};
	const struct pfl_diff *diff = d->diff;

	pfl_jsonw_object(&d->w);
	put_node(d, "name", row->node);
	pfl_text_reset(&d->scratch);
	pfl_jsonw_key(&d->w, "file");
	pfl_jsonw_str(&d->w, pfl_report_file(diff->scene, diff->file[row->node], &d->scratch));
	put_sum(d, "old_flat", row->flat.old);
	put_sum(d, "new_flat", row->flat.now);
	put_sum(d, "old_cum", row->cum.old);
	put_sum(d, "new_cum", row->cum.now);
	put_word(d, "status", pfl_change_word(row->cum.word));
	put_double(d, "p_value", row->cum.p);
	put_double(d, "q_value", row->cum.q);
	put_flag(d, "significant", row->cum.significant);
	put_delta(d, "flat", &row->flat);
	put_delta(d, "cum", &row->cum);
	pfl_jsonw_key(&d->w, "finding");
	if (row->finding == PFL_NONE)
		pfl_jsonw_null(&d->w);
	else
		pfl_jsonw_u64(&d->w, row->finding);
	put_word(d, "match", matches[row->match]);
	pfl_jsonw_end(&d->w);
}

static void
put_rows(struct document *d, size_t limit)
{
	const struct pfl_diff_list *list = pfl_diff_functions(d->diff);

	pfl_jsonw_key(&d->w, "rows");
	pfl_jsonw_array(&d->w);
	for (size_t i = 0; i < list->n && i < limit && pfl_out_ok(d->w.out); i++)
		put_row(d, pfl_diff_function(list, i));
	pfl_jsonw_end(&d->w);
}

static void
put_group(struct document *d, const struct pfl_compared_group *group, bool edge)
{
	pfl_jsonw_object(&d->w);
	if (edge) {
		put_node(d, "caller", group->caller);
		put_node(d, "callee", group->node);
	} else {
		pfl_jsonw_key(&d->w, "name");
		pfl_jsonw_str(&d->w, pfl_span_of(group->name));
	}
	put_sum(d, "old", group->change.old);
	put_sum(d, "new", group->change.now);
	put_delta(d, "change", &group->change);
	pfl_jsonw_end(&d->w);
}

static void
put_groups(struct document *d, const char *key, enum pfl_diff_what what, size_t limit)
{
	const struct pfl_diff_list *list = &d->diff->list[what];

	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_array(&d->w);
	for (size_t i = 0; i < list->n && i < limit && pfl_out_ok(d->w.out); i++)
		put_group(d, pfl_diff_group(list, i), what == PFL_DIFF_EDGES);
	pfl_jsonw_end(&d->w);
}

/* Which samples a section is about: those with these values, null where they have none. */
static void
put_label(struct document *d)
{
	const struct pfl_scene *scene = d->diff->scene;

	pfl_jsonw_key(&d->w, "label");
	if (!scene->label) {
		pfl_jsonw_null(&d->w);
		return;
	}
	pfl_jsonw_array(&d->w);
	for (uint32_t i = 0; i < scene->n_labels; i++) {
		const struct pfl_section_label *label = &scene->label[i];

		pfl_jsonw_object(&d->w);
		pfl_jsonw_key(&d->w, "key");
		pfl_jsonw_str(&d->w, (struct pfl_span){ label->key, label->key_n });
		pfl_jsonw_key(&d->w, "value");
		if (label->value)
			pfl_jsonw_str(&d->w, (struct pfl_span){ label->value, label->value_n });
		else
			pfl_jsonw_null(&d->w);
		pfl_jsonw_end(&d->w);
	}
	pfl_jsonw_end(&d->w);
}

/* As recorded, so without normalization: did everything together grow? */
static void
put_total(struct document *d)
{
	pfl_jsonw_key(&d->w, "total");
	pfl_jsonw_object(&d->w);
	put_sum(d, "delta", whole_delta(d, &d->c->total));
	put_double(d, "growth", d->c->total_growth);
	put_double(d, "low", d->c->total_low);
	put_double(d, "high", d->c->total_high);
	put_double(d, "p_value", d->c->total_p);
	pfl_jsonw_end(&d->w);
}

static void
put_detectable(struct document *d)
{
	pfl_jsonw_key(&d->w, "detectable");
	pfl_jsonw_object(&d->w);
	put_double(d, "up", d->c->detectable_up);
	put_double(d, "down", d->c->detectable_down);
	put_double(d, "small_up", d->c->detectable_small);
	pfl_jsonw_end(&d->w);
}

static void
put_ruling(struct document *d, const struct pfl_ruling *r)
{
	put_word(d, "rule", r->rule);
	put_word(d, "verdict", pfl_verdict_word(r->verdict));
	put_node(d, "name", r->node);
	put_word(d, "unit", r->unit);
	put_double(d, "limit", r->limit);
	put_double(d, "estimate", r->estimate);
	put_double(d, "lower", r->lower);
	put_double(d, "upper", r->upper);
	put_word(d, "why", r->why);
}

static void
put_verdict(struct document *d, bool has_gate, enum pfl_verdict verdict, bool failed)
{
	pfl_jsonw_key(&d->w, "verdict");
	if (has_gate)
		pfl_jsonw_text(&d->w, pfl_verdict_word(verdict));
	else
		pfl_jsonw_null(&d->w);
	put_flag(d, "failed", failed);
}

/* What became of the rules in one comparison; of several, with what it is about. */
static void
put_rulings(struct document *d, bool several)
{
	for (uint32_t i = 0; i < d->c->n_rulings; i++) {
		pfl_jsonw_object(&d->w);
		if (several) {
			put_word(d, "sample_type", d->diff->scene->type_name);
			put_label(d);
		}
		put_ruling(d, &d->c->ruling[i]);
		pfl_jsonw_end(&d->w);
	}
}

static void
put_gate(struct document *d)
{
	pfl_jsonw_key(&d->w, "gate");
	pfl_jsonw_object(&d->w);
	put_verdict(d, d->c->has_gate, d->c->verdict, d->c->gate_failed);
	pfl_jsonw_key(&d->w, "rules");
	pfl_jsonw_array(&d->w);
	put_rulings(d, false);
	pfl_jsonw_end(&d->w);
	pfl_jsonw_end(&d->w);
}

/* Of all comparisons: one that fails is enough. */
static void
put_common_gate(struct document *d)
{
	const struct pfl_diff *diff = d->diff;
	enum pfl_verdict verdict = PFL_VERDICT_PASS;
	bool has_gate = pfl_scene_verdict(diff->scene, &verdict);

	pfl_jsonw_key(&d->w, "gate");
	pfl_jsonw_object(&d->w);
	put_verdict(d, has_gate, verdict, pfl_scene_gate_failed(diff->scene));
	pfl_jsonw_key(&d->w, "rules");
	pfl_jsonw_array(&d->w);
	for (uint32_t i = 0; i < pfl_scene_sections(diff->scene); i++) {
		struct pfl_diff section = *diff; /* for its names */

		section.scene = pfl_scene_section(diff->scene, i);
		d->diff = &section;
		d->c = section.scene->comparison;
		put_rulings(d, true);
	}
	d->diff = diff;
	d->c = diff->c;
	pfl_jsonw_end(&d->w);
	pfl_jsonw_end(&d->w);
}

static void
put_comparison(struct document *d)
{
	put_side(d, true);
	put_side(d, false);
	put_basis(d);
	put_findings(d);
	put_rows(d, d->limit);
	put_groups(d, "packages", PFL_DIFF_PACKAGES, d->limit);
	put_groups(d, "labels", PFL_DIFF_LABELS, d->limit);
	put_groups(d, "edges", PFL_DIFF_EDGES, d->limit);
	put_total(d);
	put_detectable(d);
}

/* The first is the document itself; the others have the same keys. */
static bool
put_section(void *context, struct pfl_diff *diff, struct pfl_error *err)
{
	struct document *d = context;
	bool several = pfl_scene_sections(d->scene) > 1;

	(void)err;
	d->diff = diff;
	d->c = diff->c;
	if (diff->section > 0) {
		pfl_jsonw_object(&d->w);
		put_word(d, "sample_type", diff->scene->type_name);
		put_word(d, "unit", diff->scene->type_unit);
		put_label(d);
	}
	put_comparison(d);
	if (pfl_view_get(diff->scene->view, "by-label") && !diff->scene->label)
		put_count(d, "values_left_out", diff->scene->n_small);
	if (several && diff->section == 0)
		put_common_gate(d);
	else
		put_gate(d);
	if (diff->section > 0) {
		pfl_jsonw_end(&d->w);
	} else if (several) {
		pfl_jsonw_key(&d->w, "sections");
		pfl_jsonw_array(&d->w);
	}
	return true;
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct document d = { .scene = scene, .limit = pfl_report_limit(scene, SIZE_MAX) };
	bool ok;

	pfl_jsonw_init(&d.w, out, 2);
	pfl_jsonw_object(&d.w);
	pfl_report_json_head(&d.w, scene, style, "diff/1");
	ok = pfl_diff_each(scene, style, PFL_DIFF_DATA, put_section, &d, err);
	if (ok) {
		if (pfl_scene_sections(scene) > 1)
			pfl_jsonw_end(&d.w);
		pfl_jsonw_end(&d.w);
		ok = pfl_jsonw_finish(&d.w, err) && pfl_text_ok(&d.scratch, err);
	}
	pfl_text_clear(&d.scratch);
	return ok;
}

const struct pfl_renderer pfl_render_diff_json = {
	.family = "diff",
	.format = "json",
	.suffix = ".json",
	.help = "everything that is known of the comparison, as JSON",
	.flags = PFL_SECTIONS,
	.render = render,
};
