/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A flame graph as one SVG in three layers: a picture that needs neither scripts nor style
 * sheets; the packed tree behind it; a script that draws from the tree what the picture cannot
 * show.
 */
#include "render/flame_svg.h"

#include "render/assets/assets.h"
#include "render/flame_compat.h"
#include "render/renderer.h"

enum { MAX_TONES = 256 }; /* of a palette */

/* Data that cannot be anything else, in lines that editors and diffs can bear. */
static void
put_base64(struct pfl_out *out, const unsigned char *at, size_t n)
{
	static const char digit[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	enum { LINE = 90 }; /* bytes in, a multiple of 3 */
	char line[LINE / 3 * 4 + 1];

	for (size_t i = 0; i < n; i += LINE) {
		size_t end = n - i < LINE ? n : i + LINE, k = 0;

		for (size_t j = i; j < end; j += 3) {
			unsigned b = j + 1 < end ? at[j + 1] : 0,
				 c = j + 2 < end ? at[j + 2] : 0;
			unsigned group = (unsigned)at[j] << 16 | b << 8 | c;

			line[k++] = digit[group >> 18];
			line[k++] = digit[group >> 12 & 63];
			line[k++] = j + 1 < end ? digit[group >> 6 & 63] : '=';
			line[k++] = j + 2 < end ? digit[group & 63] : '=';
		}
		line[k++] = '\n';
		pfl_out_write(out, line, k);
	}
}

/* Colours as rules: the script's elements have none of their own, and a dark page wants others.
 */
static void
put_tones(struct pfl_flame_svg *svg, const bool *wanted)
{
	const struct pfl_flame *f = svg->flame;
	struct pfl_out *out = svg->out;
	bool pair = f->scene->pair;
	unsigned hatched = pair ? PFL_TONE_CHANGE + (unsigned)pfl_flame_hatched(f) : MAX_TONES;

	for (int dark = 0; dark < 2; dark++) {
		if (dark)
			pfl_out_str(out, "@media (prefers-color-scheme:dark){\n");
		for (unsigned i = 0; i < MAX_TONES; i++) {
			struct pfl_tone tone = pfl_flame_tone_get(f, i);

			if (wanted[i] && i == hatched)
				pfl_flame_put_hatch_style(svg, dark);
			else if (wanted[i])
				pfl_out_printf(out, ".pfl .c%u{fill:#%06x}\n", i,
					(unsigned)(dark ? tone.fill.dark : tone.fill.light));
			if (wanted[i] && pair && dark)
				pfl_out_printf(out, ".pfl .i%u{fill:#%06x}\n", i,
					(unsigned)tone.ink.dark);
		}
	}
	pfl_out_str(out, "}\n");
}

/* Tones that boxes have, also those that are not drawn yet, and what the legend shows. */
static void
find_tones(const struct pfl_flame *f, bool *wanted)
{
	if (f->scene->pair || !f->tones) {
		unsigned from = f->scene->pair ? PFL_TONE_CHANGE : 0;
		unsigned to = f->scene->pair ? PFL_TONES : PFL_TONE_CHANGE;

		for (unsigned i = from; i < to; i++)
			wanted[i] = true;
		return;
	}
	wanted[f->root_tone] = true;
	for (uint32_t i = 0; i <= f->scene->nodes.n; i++)
		wanted[f->tone[i]] = true;
	for (unsigned i = 0; i < f->n_labels; i++)
		wanted[f->labels[i].tone] = true;
}

static void
put_style(struct pfl_flame_svg *svg)
{
	bool pair = svg->flame->scene->pair, wanted[MAX_TONES] = { false };

	pfl_out_str(svg->out, "<style>\n");
	pfl_out_str(svg->out, pfl_asset_flame_css);
	pfl_out_str(svg->out, "\n");
	if (pair) {
		pfl_out_str(svg->out, pfl_flame_mark_style(svg->flame));
		pfl_out_str(svg->out, "\n");
		pfl_out_str(svg->out, pfl_asset_change_css);
		pfl_out_str(svg->out, "\n");
	}
	find_tones(svg->flame, wanted);
	put_tones(svg, wanted);
	pfl_out_str(svg->out, "</style>\n");
}

static void
put_data(struct pfl_flame_svg *svg)
{
	const struct pfl_flame_data *data = &svg->data;

	pfl_out_printf(svg->out,
		"<metadata class=\"data\" data-format=\"profloom-flame/%u\" "
		"data-bytes=\"%zu\" data-crc32=\"%08x\">\n",
		pfl_flame_version(svg->flame), data->raw, (unsigned)data->crc);
	put_base64(svg->out, data->at, data->n);
	pfl_out_str(svg->out, "</metadata>\n<metadata class=\"viewer\"><![CDATA[");
	pfl_out_str(svg->out, pfl_asset_flame_xml);
	pfl_out_str(svg->out, "]]></metadata>\n<script><![CDATA[");
	pfl_out_str(svg->out, pfl_asset_flame_js);
	pfl_out_str(svg->out, "]]></script>\n");
}

static void
put_document(struct pfl_flame_svg *svg)
{
	pfl_out_printf(svg->out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"pfl\" width=\"%d\" "
		"height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"%s\" role=\"img\" "
		"data-layout=\"%d %d %d %d %d\" data-inverted=\"%d\"%s>\n",
		svg->width, svg->height, svg->width, svg->height,
		pfl_font_family(PFL_FONT_SANS), PFL_FLAME_PAD, PFL_FLAME_ROW, svg->top,
		svg->foot, PFL_FLAME_FONT, svg->inverted,
		svg->is_page && svg->data.at ? " data-page=\"1\"" : "");
	pfl_flame_put_summary(svg);
	put_style(svg);
	if (svg->flame->scene->pair && !svg->is_further)
		pfl_flame_put_hatch(svg);
	pfl_out_str(svg->out,
		"<rect class=\"ground\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
	pfl_flame_put_parts(svg);
	if (svg->data.at)
		put_data(svg);
	pfl_out_str(svg->out, "</svg>\n");
}

bool
pfl_flame_svg_put(struct pfl_flame_svg *svg, struct pfl_out *out, struct pfl_error *err)
{
	svg->out = out;
	svg->sink = pfl_sink_out(out);
	put_document(svg);
	return pfl_text_ok(&svg->scratch, err) && pfl_text_ok(&svg->line, err);
}

static bool
write_svg(const struct pfl_scene *scene, const struct pfl_style *style, bool is_further,
	struct pfl_out *out, struct pfl_error *err)
{
	struct pfl_flame flame;
	struct pfl_flame_svg svg;
	bool ok = pfl_flame_svg_begin(&svg, &flame, scene, style, err);

	svg.is_further = is_further;
	ok = ok && pfl_flame_svg_put(&svg, out, err);
	pfl_flame_svg_end(&svg, &flame);
	return ok;
}

bool
pfl_flame_svg_write(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	return write_svg(scene, style, false, out, err);
}

bool
pfl_flame_svg_write_further(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	return write_svg(scene, style, true, out, err);
}

static bool
render(const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_out *out,
	struct pfl_error *err)
{
	return (style->as_flamegraph ? pfl_flame_compat_write : pfl_flame_svg_write)(
		scene, style, out, err);
}

const struct pfl_renderer pfl_render_flame_svg = {
	.family = "flame",
	.format = "svg",
	.suffix = ".svg",
	.help = "a picture that is also a viewer: details, zoom, search",
	.flags = PFL_NEEDS_TREE | PFL_LAYS_OUT | PFL_SWITCHES,
	.render = render,
};

/* The same: a pair's frames are as wide as the larger side, and coloured by their change. */
const struct pfl_renderer pfl_render_diff_svg = {
	.family = "diff",
	.format = "svg",
	.suffix = ".svg",
	.help = "a differential flame graph: details, zoom, search",
	.flags = PFL_NEEDS_TREE,
	.render = pfl_flame_svg_write,
};
