/* SPDX-License-Identifier: Apache-2.0 */
/* A flame graph as a page of its own: the SVG in it, under a policy that lets through its
 * script alone. */
#include "render/assets/assets.h"
#include "render/flame_svg.h"
#include "render/page.h"
#include "render/renderer.h"

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	static const char *const none[] = { NULL };
	static const char *const sums[] = { pfl_asset_flame_js_sha256, NULL };
	/* The picture has a style sheet of its own. */
	struct pfl_page page = { .css = "body{margin:0}\nsvg{display:block}\n"
					"@media(prefers-color-scheme:dark){body{background:"
					"#161618}}\n",
		.script_sums = style->plain || style->for_comment ? none : sums };
	struct pfl_sink sink = pfl_sink_out(out);
	struct pfl_flame_svg svg;
	struct pfl_flame flame;
	bool ok;

	if (style->as_flamegraph)
		return pfl_fail(err, PFL_USAGE, "FlameGraph draws SVG, no pages");
	ok = pfl_flame_svg_begin(&svg, &flame, scene, style, err);
	if (ok) {
		svg.is_page = true;
		pfl_flame_make_title(&svg);
		pfl_page_begin(sink, pfl_text_span(&svg.line), &page);
		ok = pfl_flame_svg_put(&svg, out, err);
		pfl_page_end(sink, &page);
	}
	pfl_flame_svg_end(&svg, &flame);
	return ok;
}

const struct pfl_renderer pfl_render_flame_html = {
	.family = "flame",
	.format = "html",
	.suffix = ".html",
	.help = "the same on a page of its own",
	.flags = PFL_NEEDS_TREE | PFL_LAYS_OUT | PFL_SWITCHES,
	.render = render,
};
