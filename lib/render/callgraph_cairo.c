/* SPDX-License-Identifier: Apache-2.0 */
/* callgraph as PNG and PDF: the SVG's shapes, painted by cairo. */
#include "render/graph_picture.h"
#include "render/paint_cairo.h"
#include "render/renderer.h"

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	bool (*paint)(const struct pfl_picture *, struct pfl_out *, struct pfl_error *),
	struct pfl_error *err)
{
	struct pfl_graph_picture g = { 0 };
	bool ok = pfl_graph_picture_make(&g, scene, style, err) && paint(&g.picture, out, err);

	pfl_graph_picture_clear(&g);
	return ok;
}

static bool
render_png(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return render(scene, style, out, pfl_paint_png, err);
}

static bool
render_pdf(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return render(scene, style, out, pfl_paint_pdf, err);
}

const struct pfl_renderer pfl_render_callgraph_png = {
	.family = "callgraph",
	.format = "png",
	.suffix = ".png",
	.help = "a drawing of the call graph, as pixels",
	.flags = PFL_NEEDS_GRAPH | PFL_GRAPH_VISUAL | PFL_BOTH_SIDES | PFL_BINARY,
	.render = render_png,
};

const struct pfl_renderer pfl_render_callgraph_pdf = {
	.family = "callgraph",
	.format = "pdf",
	.suffix = ".pdf",
	.help = "a drawing of the call graph, on one page of its size",
	.flags = PFL_NEEDS_GRAPH | PFL_GRAPH_VISUAL | PFL_BOTH_SIDES | PFL_BINARY,
	.render = render_pdf,
};
