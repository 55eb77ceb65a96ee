/* SPDX-License-Identifier: Apache-2.0 */
/* A flame graph's tree as JSON: "flame/1", depth-first rows with exact values and full names.
 */
#include "base/jsonw.h"
#include "render/flame.h"
#include "render/renderer.h"
#include "render/report.h"

/* A row's self or total, and that of the old profile in a pair. */
static void
put_sums(struct pfl_jsonw *w, const struct pfl_flame *f, const char *key, const char *old_key,
	pfl_sum *const column[2], uint32_t row)
{
	pfl_sum both[2] = { column[0][row], column[1] ? column[1][row] : 0 };

	pfl_report_json_sums(w, f->scene, key, old_key, both);
}

static void
put_place(
	struct pfl_jsonw *w, const struct pfl_flame *f, uint32_t node, struct pfl_text *scratch)
{
	const struct pfl_profile *p = f->scene->profile;
	bool gap = node == f->scene->nodes.n;
	struct pfl_span name = pfl_profile_text(p, gap ? 0 : f->scene->nodes.name[node]);

	pfl_jsonw_key(w, "name");
	pfl_jsonw_str(w, name.n > 0 ? name : pfl_flame_name(f, node, scratch));
	pfl_jsonw_key(w, "file");
	pfl_jsonw_str(w, pfl_profile_text(p, f->file[node]));
	pfl_jsonw_key(w, "line");
	pfl_jsonw_i64(w, gap ? 0 : f->scene->nodes.line[node]);
	pfl_jsonw_key(w, "class");
	pfl_jsonw_text(w, pfl_class_label((enum pfl_class)f->whose[node]));
}

static void
put_row(struct pfl_jsonw *w, const struct pfl_flame *f, uint32_t row, struct pfl_text *scratch)
{
	const struct pfl_calltree *tree = f->tree;

	pfl_jsonw_object(w);
	pfl_jsonw_key(w, "depth");
	pfl_jsonw_u64(w, tree->depth[row]);
	if (row > 0) {
		put_place(w, f, pfl_flame_node(f, row), scratch);
	} else {
		pfl_jsonw_key(w, "name");
		pfl_jsonw_text(w, "all");
	}
	put_sums(w, f, "self", "old_self", tree->self, row);
	put_sums(w, f, "total", "old_total", tree->total, row);
	if (tree->inlined[row]) {
		pfl_jsonw_key(w, "inlined");
		pfl_jsonw_bool(w, true);
	}
	pfl_jsonw_end(w);
}

static void
put_head(struct pfl_jsonw *w, const struct pfl_scene *scene, const struct pfl_style *style)
{
	pfl_report_json_head(w, scene, style, "flame/1");
	pfl_report_json_totals(w, scene);
	pfl_jsonw_key(w, "duration_ns");
	pfl_jsonw_i64(w, scene->profile->meta.duration_nanos);
	if (scene->layout.kind > PFL_LAYOUT_ICICLE) {
		pfl_jsonw_key(w, "layout");
		pfl_jsonw_text(w, pfl_tree_layout_name(scene->layout.kind));
	}
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_text scratch = { 0 };
	struct pfl_flame flame;
	struct pfl_jsonw w;
	bool ok = pfl_flame_init(&flame, scene, style, err);

	pfl_jsonw_init(&w, out, 2);
	pfl_jsonw_object(&w);
	put_head(&w, scene, style);
	pfl_jsonw_key(&w, "rows");
	pfl_jsonw_array(&w);
	for (uint32_t i = 0; ok && i < scene->tree.n && pfl_out_ok(out); i++)
		put_row(&w, &flame, i, &scratch);
	pfl_jsonw_end(&w);
	pfl_jsonw_end(&w);
	ok = ok && pfl_jsonw_finish(&w, err) && pfl_text_ok(&scratch, err);
	pfl_text_clear(&scratch);
	pfl_flame_clear(&flame);
	return ok;
}

const struct pfl_renderer pfl_render_flame_json = {
	.family = "flame",
	.format = "json",
	.suffix = ".json",
	.help = "the tree of calls with exact values, as JSON",
	.flags = PFL_NEEDS_TREE | PFL_LAYS_OUT,
	.render = render,
};
