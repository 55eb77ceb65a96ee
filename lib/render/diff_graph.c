/* SPDX-License-Identifier: Apache-2.0 */
/* diff as a call graph. */
#include "render/blame.h"
#include "render/graph_picture.h"
#include "render/paint_svg.h"
#include "render/renderer.h"

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_graph_picture g = { 0 };
	struct pfl_arena arena = { 0 };
	struct pfl_scene part;
	bool ok = pfl_blame_make(&part, scene, &arena, err) &&
		pfl_graph_picture_make(&g, &part, style, err);

	if (ok)
		pfl_paint_svg(&g.picture, out);
	pfl_graph_picture_clear(&g);
	pfl_arena_clear(&arena);
	return ok;
}

const struct pfl_renderer pfl_render_diff_graph = {
	.family = "diff",
	.format = "graph",
	.suffix = ".graph.svg",
	.help = "a differential call graph as SVG: findings, and what leads to them",
	.flags = PFL_NEEDS_GRAPH | PFL_GRAPH_VISUAL,
	.render = render,
};
