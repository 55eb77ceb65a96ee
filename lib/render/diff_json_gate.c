/* SPDX-License-Identifier: Apache-2.0 */
/* What became of the rules. */
#include "render/diff_json.h"

static void
put_ruling(struct pfl_diff_json *d, const struct pfl_ruling *r)
{
	pfl_diff_json_word(d, "rule", r->rule);
	pfl_diff_json_word(d, "verdict", pfl_verdict_word(r->verdict));
	pfl_diff_json_node(d, "name", r->node);
	pfl_diff_json_word(d, "unit", r->unit);
	pfl_diff_json_double(d, "limit", r->limit);
	pfl_diff_json_double(d, "estimate", r->estimate);
	pfl_diff_json_double(d, "lower", r->lower);
	pfl_diff_json_double(d, "upper", r->upper);
	pfl_diff_json_word(d, "why", r->why);
}

static void
put_verdict(struct pfl_diff_json *d, bool has_gate, enum pfl_verdict verdict, bool failed)
{
	pfl_jsonw_key(&d->w, "verdict");
	if (has_gate)
		pfl_jsonw_text(&d->w, pfl_verdict_word(verdict));
	else
		pfl_jsonw_null(&d->w);
	pfl_diff_json_flag(d, "failed", failed);
}

/* What became of the rules in one comparison; of several, with what it is about. */
static void
put_rulings(struct pfl_diff_json *d, bool several)
{
	for (uint32_t i = 0; i < d->c->n_rulings; i++) {
		pfl_jsonw_object(&d->w);
		if (several) {
			pfl_diff_json_word(d, "sample_type", d->diff->scene->type_name);
			pfl_diff_json_label(d);
		}
		put_ruling(d, &d->c->ruling[i]);
		pfl_jsonw_end(&d->w);
	}
}

void
pfl_diff_json_gate(struct pfl_diff_json *d)
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
void
pfl_diff_json_common_gate(struct pfl_diff_json *d)
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
