/* SPDX-License-Identifier: Apache-2.0 */
/* diff as JSON: "diff/1", everything that is known of the comparison, in exact values. */
#include "render/diff_json.h"

#include "render/renderer.h"
#include "render/report.h"

/* Which samples a section is about: those with these values, null where they have none. */
void
pfl_diff_json_label(struct pfl_diff_json *d)
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
put_total(struct pfl_diff_json *d)
{
	pfl_jsonw_key(&d->w, "total");
	pfl_jsonw_object(&d->w);
	pfl_diff_json_sum(d, "delta", pfl_diff_json_change(d, &d->c->total));
	pfl_diff_json_double(d, "growth", d->c->total_growth);
	pfl_diff_json_double(d, "low", d->c->total_low);
	pfl_diff_json_double(d, "high", d->c->total_high);
	pfl_diff_json_double(d, "p_value", d->c->total_p);
	pfl_jsonw_end(&d->w);
}

static void
put_detectable(struct pfl_diff_json *d)
{
	pfl_jsonw_key(&d->w, "detectable");
	pfl_jsonw_object(&d->w);
	pfl_diff_json_double(d, "up", d->c->detectable_up);
	pfl_diff_json_double(d, "down", d->c->detectable_down);
	pfl_diff_json_double(d, "small_up", d->c->detectable_small);
	pfl_jsonw_end(&d->w);
}

static void
put_comparison(struct pfl_diff_json *d)
{
	pfl_diff_json_side(d, true);
	pfl_diff_json_side(d, false);
	pfl_diff_json_basis(d);
	pfl_diff_json_findings(d);
	pfl_diff_json_rows(d, d->limit);
	pfl_diff_json_groups(d, "packages", PFL_DIFF_PACKAGES, d->limit);
	pfl_diff_json_groups(d, "labels", PFL_DIFF_LABELS, d->limit);
	pfl_diff_json_groups(d, "edges", PFL_DIFF_EDGES, d->limit);
	put_total(d);
	put_detectable(d);
}

/* The first is the document itself; the others have the same keys. */
static bool
put_section(void *context, struct pfl_diff *diff, struct pfl_error *err)
{
	struct pfl_diff_json *d = context;
	bool several = pfl_scene_sections(d->scene) > 1;

	(void)err;
	d->diff = diff;
	d->c = diff->c;
	if (diff->section > 0) {
		pfl_jsonw_object(&d->w);
		pfl_diff_json_word(d, "sample_type", diff->scene->type_name);
		pfl_diff_json_word(d, "unit", diff->scene->type_unit);
		pfl_diff_json_label(d);
	}
	put_comparison(d);
	if (pfl_view_get(diff->scene->view, "by-label") && !diff->scene->label)
		pfl_diff_json_count(d, "values_left_out", diff->scene->n_small);
	if (several && diff->section == 0)
		pfl_diff_json_common_gate(d);
	else
		pfl_diff_json_gate(d);
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
	struct pfl_diff_json d = { .scene = scene, .limit = pfl_report_limit(scene, SIZE_MAX) };
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
	.flags = PFL_SECTIONS | PFL_PAIR_MEANS,
	.render = render,
};
