/* SPDX-License-Identifier: Apache-2.0 */
/* A flame graph as PNG and PDF: the SVG's parts as shapes, painted by cairo. */
#include "render/flame_svg.h"
#include "render/paint_cairo.h"
#include "render/renderer.h"

#include <stdlib.h>

enum {
	COMMENT_BYTES = 150 * 1000,
	BOOKMARKS = 200,
	NAME_SHOWN = 200, /* bytes of a name in a bookmark */
	TRIES = 6,
};

typedef bool paint_fn(const struct pfl_picture *, struct pfl_out *, struct pfl_error *);

/* A bookmark for each frame that the root calls, named by it. */
static bool
mark(struct pfl_flame_svg *svg, struct pfl_picture *picture, struct pfl_error *err)
{
	struct pfl_bookmark *marks =
		pfl_arena_alloc(&svg->arena, BOOKMARKS, sizeof(*marks), err);
	const struct pfl_flame *f = svg->flame;

	picture->bookmark = marks;
	for (size_t i = 0; marks && i < svg->boxes.box.n; i++) {
		const struct pfl_flame_box *box = &svg->boxes.box.at[i];
		struct pfl_span name;

		if (f->tree->depth[box->row] != 1 || box->end ||
			picture->n_bookmarks == BOOKMARKS)
			continue;
		name = pfl_flame_name(f, pfl_flame_node(f, box->row), &svg->scratch);
		pfl_text_reset(&svg->line);
		pfl_escape_terminal(pfl_sink_text(&svg->line),
			(struct pfl_span){
				name.at, name.n < NAME_SHOWN ? name.n : NAME_SHOWN });
		marks[picture->n_bookmarks++] = (struct pfl_bookmark){
			box->x / 10.0 + PFL_FLAME_PAD,
			svg->two_sided ? 0 : pfl_flame_row_y(svg, 1),
			pfl_arena_text(&svg->arena, pfl_text_get(&svg->line), svg->line.n, err)
		};
	}
	return err->code == PFL_OK;
}

static bool
paint(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	paint_fn *painter, struct pfl_error *err)
{
	struct pfl_style plain = *style;
	struct pfl_picture picture = { .background = PFL_COLOR(0xffffff, 0x161618),
		.err = err };
	struct pfl_flame_svg svg;
	struct pfl_flame flame;
	bool ok;

	plain.plain = true;
	ok = pfl_flame_svg_begin(&svg, &flame, scene, &plain, err);
	if (ok) {
		svg.picture = &picture;
		picture.scale = style->for_comment ? 1.5 : 0;
		picture.width = svg.width;
		picture.height = svg.height;
		pfl_flame_put_parts(&svg);
		ok = mark(&svg, &picture, err) && pfl_picture_ok(&picture) &&
			pfl_text_ok(&svg.scratch, err) && pfl_text_ok(&svg.line, err) &&
			painter(&picture, out, err);
	}
	pfl_picture_clear(&picture);
	pfl_flame_svg_end(&svg, &flame);
	return ok;
}

/* Leave narrow frames out until the picture is small enough. */
static bool
paint_comment(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	paint_fn *painter, struct pfl_error *err)
{
	struct pfl_style wider = *style;
	char *bytes = NULL;
	size_t n = 0;

	if (!(wider.min_width > 0))
		wider.min_width = 1;
	for (int i = 0; i < TRIES && (!bytes || n > COMMENT_BYTES); i++) {
		struct pfl_out *memory = pfl_out_memory(err);

		free(bytes);
		bytes = NULL;
		if (!memory)
			return false;
		if (!paint(scene, &wider, memory, painter, err)) {
			pfl_out_abandon(memory);
			return false;
		}
		bytes = pfl_out_take(memory, &n, err);
		if (!bytes)
			return false;
		wider.min_width *= 2;
	}
	pfl_out_write(out, bytes, n);
	free(bytes);
	return true;
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	paint_fn *painter, struct pfl_error *err)
{
	if (style->as_flamegraph)
		return pfl_fail(err, PFL_USAGE, "FlameGraph draws SVG, no pixels and no PDF");
	return (style->for_comment ? paint_comment : paint)(scene, style, out, painter, err);
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

const struct pfl_renderer pfl_render_flame_png = {
	.family = "flame",
	.format = "png",
	.suffix = ".png",
	.help = "the picture, as pixels",
	.flags = PFL_NEEDS_TREE | PFL_LAYS_OUT | PFL_BINARY,
	.render = render_png,
};

const struct pfl_renderer pfl_render_flame_pdf = {
	.family = "flame",
	.format = "pdf",
	.suffix = ".pdf",
	.help = "the picture, on one page of its size, with bookmarks",
	.flags = PFL_NEEDS_TREE | PFL_LAYS_OUT | PFL_BINARY,
	.render = render_pdf,
};
