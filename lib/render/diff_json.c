/* SPDX-License-Identifier: Apache-2.0 */
/* diff as JSON: "diff/1", exact values of every function in both profiles. */
#include "render/diff.h"
#include "render/renderer.h"
#include "render/report.h"

static void
put_side(struct pfl_jsonw *w, const struct pfl_diff *diff, bool old)
{
	const struct pfl_pairing *pairing = diff->scene->profile->pairing;
	const struct pfl_style *style = diff->style;
	const char *const *inputs = old ? style->old_inputs : style->new_inputs;
	size_t n = old ? style->n_old_inputs : style->n_new_inputs;

	pfl_jsonw_key(w, old ? "old" : "new");
	pfl_jsonw_object(w);
	pfl_jsonw_key(w, "inputs");
	pfl_jsonw_array(w);
	for (size_t i = 0; i < n; i++)
		pfl_jsonw_str(w, pfl_diff_input(inputs[i]));
	pfl_jsonw_end(w);
	pfl_jsonw_key(w, "total");
	pfl_jsonw_sum(w, old ? diff->scene->total_before : diff->scene->total);
	if (pairing) {
		const struct pfl_side *side = old ? &pairing->before : &pairing->now;

		pfl_jsonw_key(w, "samples");
		pfl_jsonw_u64(w, side->samples);
		pfl_jsonw_key(w, "duration_ns");
		pfl_jsonw_i64(w, side->duration_nanos);
	}
	pfl_jsonw_end(w);
}

static bool
write_json(
	const struct pfl_diff *diff, size_t limit, struct pfl_out *out, struct pfl_error *err)
{
	struct pfl_table table = pfl_diff_table(pfl_diff_first(diff), 0, limit);
	struct pfl_jsonw w;
	bool ok;

	pfl_jsonw_init(&w, out, 2);
	pfl_jsonw_object(&w);
	pfl_report_json_head(&w, diff->scene, diff->style, "diff/1");
	put_side(&w, diff, true);
	put_side(&w, diff, false);
	pfl_jsonw_key(&w, "normalization");
	pfl_jsonw_object(&w);
	pfl_jsonw_key(&w, "mode");
	pfl_jsonw_text(&w, diff->normalized ? "total" : "none");
	pfl_jsonw_key(&w, "factor");
	pfl_jsonw_double(&w, diff->factor);
	pfl_jsonw_end(&w);
	pfl_jsonw_key(&w, "rows");
	ok = pfl_table_json(&table, &w, err);
	pfl_jsonw_end(&w);
	return pfl_jsonw_finish(&w, err) && ok;
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	size_t limit = pfl_report_limit(scene, SIZE_MAX);
	struct pfl_diff diff;
	bool ok = pfl_diff_init(&diff, scene, style, limit, err) &&
		write_json(&diff, limit, out, err);

	pfl_diff_clear(&diff);
	return ok;
}

const struct pfl_renderer pfl_render_diff_json = {
	.family = "diff",
	.format = "json",
	.suffix = ".json",
	.help = "exact values of every function in both, as JSON",
	.flags = PFL_NEEDS_GRAPH,
	.render = render,
};
