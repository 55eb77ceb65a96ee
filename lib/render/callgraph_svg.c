/* SPDX-License-Identifier: Apache-2.0 */
/* callgraph as SVG. */
#include "render/graph_picture.h"
#include "render/paint_svg.h"
#include "render/renderer.h"

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	struct pfl_graph_picture g = { 0 };
	bool ok = pfl_graph_picture_make(&g, scene, style, err);

	if (ok)
		pfl_paint_svg(&g.picture, out);
	pfl_graph_picture_clear(&g);
	return ok;
}

const struct pfl_renderer pfl_render_callgraph_svg = {
	.family = "callgraph",
	.format = "svg",
	.suffix = ".svg",
	.help = "a drawing of the call graph",
	.flags = PFL_NEEDS_GRAPH | PFL_GRAPH_VISUAL | PFL_BOTH_SIDES,
	.render = render,
};
