/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A flame graph as one SVG in three layers: a picture that needs neither scripts nor style
 * sheets; the packed tree behind it; a script that draws from the tree what the picture cannot
 * show.
 */
#include "render/flame_svg.h"

#include "render/assets/assets.h"
#include "render/flame_compat.h"
#include "render/metrics.h"
#include "render/renderer.h"

#include <stdlib.h>

enum {
	WIDTH = 1200,
	MIN_WIDTH = 200,
	MAX_WIDTH = 20000,
	MAX_HEIGHT = 32000,
	LEAST = 75,           /* hundredths of a pixel that a box needs     */
	MAX_BOXES = 12000,    /* in the picture                             */
	MAX_CHANGES = 6000,   /* the same of a pair, whose boxes have words */
	TOP = 76,             /* title, what it shows, legend               */
	TOP_OF_PAIR = 98,     /* and what was compared                      */
	MAX_ROWS = 250000,    /* in the data                                */
	PLAIN_FOOT = 28,      /* of a picture alone: one line of words      */
	COMMENT_WIDTH = 800,  /* as wide as a comment, so that names can be */
	COMMENT_HEIGHT = 400, /* read; PNG has three pixels for two         */
	COMMENT_BOXES = 2000,
	COMMENT_CHANGES = 350,
	MAX_TONES = 256,    /* of a palette                          */
	MAX_BYTES = 500000, /* of data, before base64 adds a third       */
};

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
	struct pfl_out *out = svg->out;

	for (unsigned i = 0; i < MAX_TONES; i++) {
		if (wanted[i] && i == PFL_TONE_CHANGE + PFL_GROWTH_GONE &&
			svg->flame->scene->pair)
			pfl_out_printf(out, ".pfl .c%u{fill:url(#" PFL_FLAME_HATCH ")}\n", i);
		else if (wanted[i])
			pfl_out_printf(out, ".pfl .c%u{fill:#%06x}\n", i,
				(unsigned)pfl_flame_tone_get(svg->flame, i).fill.light);
	}
	pfl_out_str(out, "@media (prefers-color-scheme:dark){\n");
	for (unsigned i = 0; i < MAX_TONES; i++) {
		struct pfl_tone tone = pfl_flame_tone_get(svg->flame, i);
		bool pair = svg->flame->scene->pair;

		if (wanted[i] && !(pair && i == PFL_TONE_CHANGE + PFL_GROWTH_GONE))
			pfl_out_printf(
				out, ".pfl .c%u{fill:#%06x}\n", i, (unsigned)tone.fill.dark);
		if (wanted[i] && pair)
			pfl_out_printf(
				out, ".pfl .i%u{fill:#%06x}\n", i, (unsigned)tone.ink.dark);
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
		pfl_out_str(svg->out, pfl_asset_change_css);
		pfl_out_str(svg->out, "\n");
	}
	find_tones(svg->flame, wanted);
	put_tones(svg, wanted);
	pfl_out_str(svg->out, "</style>\n");
}

static void
put_note(struct pfl_flame_svg *svg, int line, struct pfl_span text)
{
	if (svg->picture) {
		pfl_flame_add_text(svg, PFL_FLAME_PAD, svg->height - svg->foot + 18 * line,
			PFL_FONT_SANS, 12, 0x595959, text);
		return;
	}
	pfl_out_printf(svg->out, "<text class=\"dim\" fill=\"#595959\" x=\"%d\" y=\"%d\">",
		PFL_FLAME_PAD, svg->height - svg->foot + 18 * line);
	pfl_escape_xml(svg->sink, text);
	pfl_out_str(svg->out, "</text>\n");
}

/* "1,234" */
static void
add_count(struct pfl_text *text, uint64_t n)
{
	char digits[PFL_SUM_TEXT];
	size_t length = strlen(pfl_sum_text((pfl_sum)n, digits));

	for (size_t i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			pfl_text_char(text, ',');
		pfl_text_char(text, digits[i]);
	}
}

static void
add_frames(struct pfl_text *text, uint64_t n)
{
	add_count(text, n);
	pfl_text_str(text, n == 1 ? " frame" : " frames");
}

/* Boxes that are a row each. */
static uint32_t
count_rows(const struct pfl_flame_boxes *boxes)
{
	uint32_t n = 0;

	for (size_t i = 0; i < boxes->box.n; i++)
		n += boxes->box.at[i].end == 0;
	return n;
}

/* What is missing from the data. */
static void
say_left_out(struct pfl_flame_svg *svg)
{
	const struct pfl_flame_data *data = &svg->data;
	uint32_t light = svg->flame->tree->n - data->rows - data->deep;
	struct pfl_text *line = &svg->line;

	if (light) {
		pfl_text_str(line, "; ");
		add_frames(line, light);
		pfl_text_str(line, " below ");
		pfl_flame_value(svg->flame, data->floor, line);
		pfl_text_str(line, " left out");
	}
	if (data->deep) {
		pfl_text_str(line, "; \xe2\x80\xa6 ");
		add_frames(line, data->deep);
		pfl_text_str(line, " not shown: too deep");
	}
}

/* What is missing from the picture, and what from the data. */
static void
put_missing(struct pfl_flame_svg *svg)
{
	const struct pfl_flame_boxes *boxes = &svg->boxes;
	uint32_t kept = svg->data.at ? svg->data.rows : svg->flame->tree->n;
	uint32_t drawn = count_rows(boxes);
	uint32_t narrow = kept > drawn && !svg->two_sided ? kept - drawn : 0;
	struct pfl_text *line = &svg->line;

	pfl_text_reset(line);
	add_frames(line, svg->flame->tree->n - 1);
	if (narrow && svg->data.at) {
		pfl_text_str(line, "; ");
		add_frames(line, narrow);
		pfl_text_printf(line, " below %d.%02d px %s in the data", boxes->least / 100,
			boxes->least % 100, narrow == 1 ? "is" : "are");
	} else if (narrow) {
		pfl_text_str(line, "; ");
		add_frames(line, narrow);
		pfl_text_printf(line, " below %d.%02d px%s or too deep %s not shown",
			boxes->least / 100, boxes->least % 100,
			svg->flame->folded ? ", in a chain" : "", narrow == 1 ? "is" : "are");
	}
	if (svg->data.at)
		say_left_out(svg);
	put_note(svg, 1, pfl_text_span(line));
}

static void
put_foot(struct pfl_flame_svg *svg)
{
	if (!svg->boxes.box.n) {
		put_note(svg, 1, pfl_span_of("There are no samples to show."));
		return;
	}
	put_missing(svg);
	if (svg->data.at)
		put_note(svg, 2,
			pfl_span_of("Details, zoom and search: open this file in a web "
				    "browser that may run its script."));
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
	pfl_out_str(svg->out, "</metadata>\n<script><![CDATA[");
	pfl_out_str(svg->out, pfl_asset_flame_js);
	pfl_out_str(svg->out, "]]></script>\n");
}

static void
add_middle(struct pfl_flame_svg *svg)
{
	const struct pfl_flame_boxes *boxes = &svg->boxes_of_side[PFL_FLAME_CALLEES];
	struct pfl_shape outline = { .kind = PFL_SHAPE_BOX,
		.height = PFL_FLAME_ROW - 1,
		.stroke = PFL_COLOR(0x111111, 0xf2f2f2),
		.stroke_width = 1.5 };

	for (size_t i = 0; i < boxes->box.n; i++) {
		const struct pfl_flame_box *box = &boxes->box.at[i];

		outline.x = box->x / 10.0 + PFL_FLAME_PAD;
		outline.y = pfl_flame_row_y(svg, 1);
		outline.width = (box->width - pfl_flame_gap(box)) / 10.0;
		if (svg->of_side[0].tree->depth[box->row] == 1)
			pfl_picture_add(svg->picture, &outline);
	}
}

/* The functions that the others stand around, and where they are. */
static void
put_middle(struct pfl_flame_svg *svg)
{
	const struct pfl_flame_boxes *boxes = &svg->boxes_of_side[PFL_FLAME_CALLEES];

	svg->side = PFL_FLAME_CALLEES;
	if (svg->picture) {
		add_middle(svg);
		return;
	}
	pfl_out_str(svg->out,
		"<path class=\"meant\" fill=\"none\" stroke=\"#111\" stroke-width=\"1.5\" "
		"d=\"");
	for (size_t i = 0; i < boxes->box.n; i++) {
		if (svg->of_side[0].tree->depth[boxes->box.at[i].row] == 1)
			pfl_flame_put_box(svg, &boxes->box.at[i], 1);
	}
	pfl_out_str(svg->out, "\"/>\n");
}

static void
put_picture(struct pfl_flame_svg *svg)
{
	const struct pfl_flame *whole = svg->flame;
	struct pfl_flame_boxes boxes = svg->boxes;

	for (int i = 0; i < (svg->two_sided ? 2 : 1); i++) {
		if (svg->two_sided) {
			svg->side = (enum pfl_flame_side)i;
			svg->flame = &svg->of_side[i];
			svg->boxes = svg->boxes_of_side[i];
		}
		if (svg->flame->scene->pair)
			pfl_flame_put_changes(svg);
		else
			pfl_flame_put_boxes(svg);
	}
	if (svg->two_sided)
		put_middle(svg);
	svg->flame = whole;
	svg->boxes = boxes;
}

/* An SVG has its parts in groups. */
static void
put_group(struct pfl_flame_svg *svg, const char *begin, void put(struct pfl_flame_svg *svg))
{
	if (!svg->picture)
		pfl_out_str(svg->out, begin);
	put(svg);
	if (!svg->picture)
		pfl_out_str(svg->out, "</g>\n");
}

void
pfl_flame_put_parts(struct pfl_flame_svg *svg)
{
	put_group(svg, "<g class=\"picture\">\n", put_picture);
	put_group(svg, "<g class=\"head\">\n", pfl_flame_put_head);
	put_group(svg, "<g class=\"foot\" font-size=\"12\">\n", put_foot);
}

static void
put_document(struct pfl_flame_svg *svg)
{
	pfl_out_printf(svg->out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"pfl\" width=\"%d\" "
		"height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"%s\" role=\"img\" "
		"data-layout=\"%d %d %d %d %d\" data-inverted=\"%d\">\n",
		svg->width, svg->height, svg->width, svg->height,
		pfl_font_family(PFL_FONT_SANS), PFL_FLAME_PAD, PFL_FLAME_ROW, svg->top,
		svg->foot, PFL_FLAME_FONT, svg->inverted);
	pfl_flame_put_summary(svg);
	put_style(svg);
	if (svg->flame->scene->pair)
		pfl_flame_put_hatch(svg);
	pfl_out_str(svg->out,
		"<rect class=\"ground\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
	pfl_flame_put_parts(svg);
	if (svg->data.at)
		put_data(svg);
	pfl_out_str(svg->out, "</svg>\n");
}

/* A wish within bounds; what is not a number is the default. */
static int
bounded(double wish, int standard, int low, int high)
{
	if (!(wish > 0))
		return standard;
	return wish < low ? low : wish > high ? high : (int)wish;
}

/* Boxes of frames that are not above the function itself, or below it, are of the other side.
 */
static void
drop_boxes(struct pfl_flame_boxes *boxes, const struct pfl_flame *f, uint32_t depth)
{
	size_t n = 0;

	for (size_t i = 0; i < boxes->box.n; i++) {
		if (f->tree->depth[boxes->box.at[i].row] >= depth)
			boxes->box.at[n++] = boxes->box.at[i];
	}
	boxes->box.n = n;
}

static bool
is_plain(const struct pfl_flame_svg *svg)
{
	return svg->style->plain || svg->style->for_comment;
}

/* Frames above one another that there is room for. */
static uint32_t
most_rows(const struct pfl_flame_svg *svg)
{
	int height = svg->style->for_comment ? COMMENT_HEIGHT : MAX_HEIGHT;
	uint32_t rows = (uint32_t)((height - svg->top - svg->foot) / PFL_FLAME_ROW - 1);

	return svg->two_sided ? rows / 2 : rows;
}

static uint32_t
most_boxes(const struct pfl_flame_svg *svg)
{
	if (svg->style->for_comment)
		return svg->flame->scene->pair ? COMMENT_CHANGES : COMMENT_BOXES;
	return svg->flame->scene->pair ? MAX_CHANGES : MAX_BOXES;
}

static bool
lay_out_boxes(const struct pfl_flame_svg *svg, struct pfl_flame_boxes *boxes,
	struct pfl_flame *flame, struct pfl_error *err)
{
	uint32_t deepest = most_rows(svg);
	int least = bounded(svg->style->min_width * 100, LEAST, 1, 100000);

	if (flame->max_depth > deepest)
		flame->max_depth = deepest;
	if (svg->style->for_comment && !pfl_flame_fold(flame, err))
		return false;
	return pfl_flame_layout(boxes, flame, 10 * (svg->width - 2 * PFL_FLAME_PAD), least,
		most_boxes(svg), err);
}

/* Callees, then callers, of which the function's own frame is drawn once. */
static bool
lay_out_sides(struct pfl_flame_svg *svg, struct pfl_error *err)
{
	const struct pfl_scene *scene = svg->flame->scene;
	const struct pfl_calltree *tree[] = { &scene->layout.callees, &scene->layout.callers };

	for (int i = 0; i < 2; i++) {
		struct pfl_flame *side = &svg->of_side[i];
		struct pfl_flame_boxes *boxes = &svg->boxes_of_side[i];

		if (!pfl_flame_init_tree(side, scene, tree[i], svg->style, err) ||
			!lay_out_boxes(svg, boxes, side, err))
			return false;
		drop_boxes(boxes, side, i == PFL_FLAME_CALLEES ? 1 : 2);
		svg->rows_of_side[i] = boxes->depth ? boxes->depth : 1;
	}
	return true;
}

static bool
lay_out(struct pfl_flame_svg *svg, struct pfl_flame *flame, struct pfl_error *err)
{
	uint32_t rows, most = MAX_ROWS;
	size_t bytes = MAX_BYTES;

	svg->top = flame->scene->pair ? TOP_OF_PAIR : TOP;
	svg->foot = is_plain(svg) ? PLAIN_FOOT : PFL_FLAME_FOOT;
	svg->width = svg->style->for_comment
		? bounded(svg->style->width / 1.5, COMMENT_WIDTH, MIN_WIDTH, COMMENT_WIDTH)
		: bounded(svg->style->width, WIDTH, MIN_WIDTH, MAX_WIDTH);
	if (!lay_out_boxes(svg, &svg->boxes, flame, err))
		return false;
	rows = svg->boxes.depth + 1;
	if (svg->two_sided) {
		if (!lay_out_sides(svg, err))
			return false;
		rows = svg->rows_of_side[0] + svg->rows_of_side[1] - 1;
	}
	svg->height = svg->top + svg->foot + (int)rows * PFL_FLAME_ROW;
	if (svg->style->max_nodes) {
		most = svg->style->max_nodes;
		bytes = SIZE_MAX / 16;
	}
	return svg->boxes.box.n == 0 || is_plain(svg) ||
		pfl_flame_pack(&svg->data, flame, most, bytes, err);
}

bool
pfl_flame_svg_begin(struct pfl_flame_svg *svg, struct pfl_flame *flame,
	const struct pfl_scene *scene, const struct pfl_style *style, struct pfl_error *err)
{
	*svg = (struct pfl_flame_svg){
		.flame = flame,
		.style = style,
		.inverted = style->inverted || scene->layout.kind == PFL_LAYOUT_ICICLE,
		.two_sided = scene->layout.two_sided,
	};
	return pfl_flame_init(flame, scene, style, err) && lay_out(svg, flame, err);
}

void
pfl_flame_svg_end(struct pfl_flame_svg *svg, struct pfl_flame *flame)
{
	pfl_text_clear(&svg->scratch);
	pfl_text_clear(&svg->line);
	pfl_vec_clear(&svg->boxes.box, NULL);
	for (int i = 0; i < 2; i++) {
		pfl_vec_clear(&svg->boxes_of_side[i].box, NULL);
		pfl_flame_clear(&svg->of_side[i]);
	}
	free(svg->data.at);
	pfl_arena_clear(&svg->arena);
	pfl_flame_clear(flame);
}

bool
pfl_flame_svg_put(struct pfl_flame_svg *svg, struct pfl_out *out, struct pfl_error *err)
{
	svg->out = out;
	svg->sink = pfl_sink_out(out);
	put_document(svg);
	return pfl_text_ok(&svg->scratch, err) && pfl_text_ok(&svg->line, err);
}

bool
pfl_flame_svg_write(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	struct pfl_flame flame;
	struct pfl_flame_svg svg;
	bool ok = pfl_flame_svg_begin(&svg, &flame, scene, style, err) &&
		pfl_flame_svg_put(&svg, out, err);

	pfl_flame_svg_end(&svg, &flame);
	return ok;
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
