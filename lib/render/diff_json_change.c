/* SPDX-License-Identifier: Apache-2.0 */
/* What changed: findings, functions and what they are parts of. */
#include "render/diff_json.h"

#include "render/report.h"

#include <math.h>

static void
put_nodes(struct pfl_diff_json *d, const char *key, const uint32_t *node, uint32_t n)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_array(&d->w);
	for (uint32_t i = 0; i < n; i++)
		pfl_diff_json_name(d, node[i]);
	pfl_jsonw_end(&d->w);
}

static void
put_parts(struct pfl_diff_json *d, const char *key, const uint32_t *node, const double *delta,
	uint32_t n)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_array(&d->w);
	for (uint32_t i = 0; i < n; i++) {
		pfl_jsonw_object(&d->w);
		pfl_diff_json_node(d, "name", node[i]);
		pfl_diff_json_sum(d, "delta", pfl_diff_json_round(delta[i]));
		pfl_jsonw_end(&d->w);
	}
	pfl_jsonw_end(&d->w);
}

static void
put_finding(struct pfl_diff_json *d, const struct pfl_finding *f)
{
	pfl_jsonw_object(&d->w);
	put_nodes(d, "path", f->path, f->n_path);
	pfl_diff_json_node(d, "name", f->node);
	pfl_diff_json_word(d, "class", pfl_finding_class(f->class));
	pfl_diff_json_sum(d, "old", f->old);
	pfl_diff_json_sum(d, "new", f->now);
	pfl_diff_json_sum(d, "delta", pfl_diff_json_round(f->delta));
	pfl_diff_json_sum(d, "bound", pfl_diff_json_round(f->bound));
	put_nodes(d, "chain", f->chain, f->n_chain);
	pfl_diff_json_flag(d, "everywhere", f->everywhere);
	pfl_diff_json_node(d, "partner", f->partner);
	pfl_diff_json_double(
		d, "similarity", f->class == PFL_FINDING_RENAMED ? f->similarity : NAN);
	pfl_diff_json_node(d, "own", f->own);
	pfl_diff_json_node(
		d, "deviates", f->class == PFL_FINDING_MIXED ? f->deviates : PFL_NONE);
	put_parts(d, "operations", f->operation, f->operation_delta, f->n_operations);
	put_parts(d, "callers", f->caller, f->caller_delta, f->n_callers);
	pfl_jsonw_end(&d->w);
}

/* The findings' deltas, as they stand here, and the residual are the total's change. */
void
pfl_diff_json_findings(struct pfl_diff_json *d)
{
	pfl_sum residual = pfl_diff_json_change(d, &d->c->total);

	pfl_jsonw_key(&d->w, "findings");
	pfl_jsonw_array(&d->w);
	for (uint32_t i = 0; i < d->c->n_findings; i++) {
		put_finding(d, &d->c->finding[i]);
		residual -= pfl_diff_json_round(d->c->finding[i].delta);
	}
	pfl_jsonw_end(&d->w);
	pfl_diff_json_sum(d, "residual", residual);
}

/* What is known of a change, beside its two values. */
static void
put_delta(struct pfl_diff_json *d, const char *key, const struct pfl_delta *delta)
{
	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_object(&d->w);
	pfl_diff_json_sum(d, "delta", pfl_diff_json_change(d, delta));
	pfl_diff_json_whole(d, "low", delta->low);
	pfl_diff_json_whole(d, "high", delta->high);
	pfl_diff_json_double(d, "p_value", delta->p);
	pfl_diff_json_double(d, "q_value", delta->q);
	pfl_diff_json_word(d, "status", pfl_change_word(delta->word));
	pfl_diff_json_flag(d, "significant", delta->significant);
	pfl_diff_json_double(d, "detectable", delta->detectable);
	pfl_jsonw_end(&d->w);
}

static void
put_row(struct pfl_diff_json *d, const struct pfl_compared *row)
{
	static const char *const matches[] = {
		[PFL_MATCH_EXACT] = "exact",
		[PFL_MATCH_CANONICAL] = "canonical",
		[PFL_MATCH_GUESSED] = "guessed",
	};
	const struct pfl_diff *diff = d->diff;

	pfl_jsonw_object(&d->w);
	pfl_diff_json_node(d, "name", row->node);
	pfl_text_reset(&d->scratch);
	pfl_jsonw_key(&d->w, "file");
	pfl_jsonw_str(&d->w, pfl_report_file(diff->scene, diff->file[row->node], &d->scratch));
	pfl_diff_json_sum(d, "old_flat", row->flat.old);
	pfl_diff_json_sum(d, "new_flat", row->flat.now);
	pfl_diff_json_sum(d, "old_cum", row->cum.old);
	pfl_diff_json_sum(d, "new_cum", row->cum.now);
	pfl_diff_json_word(d, "status", pfl_change_word(row->cum.word));
	pfl_diff_json_double(d, "p_value", row->cum.p);
	pfl_diff_json_double(d, "q_value", row->cum.q);
	pfl_diff_json_flag(d, "significant", row->cum.significant);
	put_delta(d, "flat", &row->flat);
	put_delta(d, "cum", &row->cum);
	pfl_jsonw_key(&d->w, "finding");
	if (row->finding == PFL_NONE)
		pfl_jsonw_null(&d->w);
	else
		pfl_jsonw_u64(&d->w, row->finding);
	pfl_diff_json_word(d, "match", matches[row->match]);
	pfl_jsonw_end(&d->w);
}

void
pfl_diff_json_rows(struct pfl_diff_json *d, size_t limit)
{
	const struct pfl_diff_list *list = pfl_diff_functions(d->diff);

	pfl_jsonw_key(&d->w, "rows");
	pfl_jsonw_array(&d->w);
	for (size_t i = 0; i < list->n && i < limit && pfl_out_ok(d->w.out); i++)
		put_row(d, pfl_diff_function(list, i));
	pfl_jsonw_end(&d->w);
}

static void
put_group(struct pfl_diff_json *d, const struct pfl_compared_group *group, bool edge)
{
	pfl_jsonw_object(&d->w);
	if (edge) {
		pfl_diff_json_node(d, "caller", group->caller);
		pfl_diff_json_node(d, "callee", group->node);
	} else {
		pfl_jsonw_key(&d->w, "name");
		pfl_jsonw_str(&d->w, pfl_span_of(group->name));
	}
	pfl_diff_json_sum(d, "old", group->change.old);
	pfl_diff_json_sum(d, "new", group->change.now);
	put_delta(d, "change", &group->change);
	pfl_jsonw_end(&d->w);
}

void
pfl_diff_json_groups(
	struct pfl_diff_json *d, const char *key, enum pfl_diff_what what, size_t limit)
{
	const struct pfl_diff_list *list = &d->diff->list[what];

	pfl_jsonw_key(&d->w, key);
	pfl_jsonw_array(&d->w);
	for (size_t i = 0; i < list->n && i < limit && pfl_out_ok(d->w.out); i++)
		put_group(d, pfl_diff_group(list, i), what == PFL_DIFF_EDGES);
	pfl_jsonw_end(&d->w);
}
