/* SPDX-License-Identifier: Apache-2.0 */
/* From shapes to an SVG document, written by hand: text stays text. */
#include "render/paint_svg.h"
#include "base/escape.h"
#include "base/number.h"

/* Colours whose dark side differs get a class each; more than these stay light on a dark page.
 */
enum { COLORS_MAX = 256 };

struct svg {
	struct pfl_out *out;
	struct pfl_sink sink;
	const struct pfl_picture *picture;
	unsigned n_colors;
	struct pfl_color color[COLORS_MAX];
};

/* Index of the colour's class, or COLORS_MAX when it has none. */
static unsigned
class_of(const struct svg *s, struct pfl_color c)
{
	for (unsigned i = 0; i < s->n_colors; i++)
		if (s->color[i].light == c.light && s->color[i].dark == c.dark)
			return i;
	return COLORS_MAX;
}

static void
collect(struct svg *s, struct pfl_color c)
{
	if (pfl_color_is_none(c) || c.light == c.dark || class_of(s, c) < COLORS_MAX)
		return;
	if (s->n_colors < COLORS_MAX)
		s->color[s->n_colors++] = c;
}

static void
put_number(struct svg *s, const char *name, double value)
{
	char buf[PFL_NUMBER_TEXT];

	pfl_out_printf(s->out, " %s=\"%s\"", name, pfl_number_short(value, 2, buf));
}

static void
put_coordinate(struct svg *s, double value, const char *after)
{
	char buf[PFL_NUMBER_TEXT];

	pfl_out_str(s->out, pfl_number_short(value, 1, buf));
	pfl_out_str(s->out, after);
}

static void
put_rgb(struct svg *s, const char *name, struct pfl_color c)
{
	if (pfl_color_is_none(c))
		pfl_out_printf(s->out, " %s=\"none\"", name);
	else
		pfl_out_printf(s->out, " %s=\"#%06x\"", name, c.light & 0xffffff);
}

static void
put_class(struct svg *s, struct pfl_color fill, struct pfl_color stroke)
{
	unsigned f = class_of(s, fill);
	unsigned k = class_of(s, stroke);

	if (f < COLORS_MAX && k < COLORS_MAX)
		pfl_out_printf(s->out, " class=\"f%u s%u\"", f, k);
	else if (f < COLORS_MAX)
		pfl_out_printf(s->out, " class=\"f%u\"", f);
	else if (k < COLORS_MAX)
		pfl_out_printf(s->out, " class=\"s%u\"", k);
}

/* Dashes grow with the line, so that a thick one does not look dotted. */
static void
put_dash(struct svg *s, const struct pfl_shape *shape)
{
	char on[PFL_NUMBER_TEXT];
	char off[PFL_NUMBER_TEXT];

	pfl_number_short(pfl_dash_on(shape), 1, on);
	pfl_number_short(pfl_dash_off(shape), 1, off);
	pfl_out_printf(s->out, " stroke-dasharray=\"%s %s\"", on, off);
	if (shape->dash == PFL_DASH_DOTTED)
		pfl_out_str(s->out, " stroke-linecap=\"round\"");
}

static void
put_stroke(struct svg *s, const struct pfl_shape *shape)
{
	if (pfl_color_is_none(shape->stroke))
		return;
	put_rgb(s, "stroke", shape->stroke);
	if (shape->stroke_width != 1)
		put_number(s, "stroke-width", shape->stroke_width);
	if (shape->dash != PFL_DASH_NONE)
		put_dash(s, shape);
}

/* A tooltip has lines; in XML text a newline is a newline. */
static void
put_lines(struct svg *s, struct pfl_span text)
{
	struct pfl_span line;

	for (bool first = true; pfl_span_cut(&text, '\n', &line); first = false) {
		if (!first)
			pfl_out_str(s->out, "\n");
		pfl_escape_xml(s->sink, line);
	}
}

static void
put_group(struct svg *s, const struct pfl_shape *shape)
{
	pfl_out_str(s->out, "<g");
	if (shape->id.n) {
		pfl_out_str(s->out, " id=\"");
		pfl_escape_xml(s->sink, shape->id);
		pfl_out_str(s->out, "\"");
	}
	if (shape->css)
		pfl_out_printf(s->out, " class=\"%s\"", shape->css);
	pfl_out_str(s->out, ">");
	if (shape->text.n) {
		pfl_out_str(s->out, "<title>");
		put_lines(s, shape->text);
		pfl_out_str(s->out, "</title>");
	}
	pfl_out_str(s->out, "\n");
}

static void
put_box(struct svg *s, const struct pfl_shape *shape)
{
	pfl_out_str(s->out, "<rect");
	put_number(s, "x", shape->x);
	put_number(s, "y", shape->y);
	put_number(s, "width", shape->width);
	put_number(s, "height", shape->height);
	if (shape->radius > 0)
		put_number(s, "rx", shape->radius);
	put_rgb(s, "fill", shape->fill);
	put_stroke(s, shape);
	put_class(s, shape->fill, shape->stroke);
	pfl_out_str(s->out, "/>\n");
}

static void
put_path(struct svg *s, const struct pfl_shape *shape)
{
	const struct pfl_shape_point *p = s->picture->point.at + shape->first;
	bool curve = shape->kind == PFL_SHAPE_CURVE;

	if (!shape->n)
		return;
	pfl_out_str(s->out, "<path d=\"M");
	for (uint32_t i = 0; i < shape->n; i++) {
		if (i)
			pfl_out_str(s->out, i > 1 ? " " : curve ? "C" : "L");
		put_coordinate(s, p[i].x, ",");
		put_coordinate(s, p[i].y, "");
	}
	pfl_out_str(s->out, shape->closed ? "Z\"" : "\"");
	put_rgb(s, "fill", curve ? PFL_NO_COLOR : shape->fill);
	put_stroke(s, shape);
	put_class(s, curve ? PFL_NO_COLOR : shape->fill, shape->stroke);
	pfl_out_str(s->out, "/>\n");
}

/* What a text looks like, apart from its place and letters. */
static void
put_letters(struct svg *s, const struct pfl_shape *shape)
{
	static const char *const anchor[] = {
		[PFL_ANCHOR_START] = "",
		[PFL_ANCHOR_MIDDLE] = " text-anchor=\"middle\"",
		[PFL_ANCHOR_END] = " text-anchor=\"end\"",
	};

	put_number(s, "font-size", shape->size);
	if (shape->font == PFL_FONT_SANS_BOLD)
		pfl_out_str(s->out, " font-weight=\"bold\"");
	if (shape->font == PFL_FONT_MONO)
		pfl_out_printf(s->out, " font-family=\"%s\"", pfl_font_family(PFL_FONT_MONO));
	pfl_out_str(s->out, anchor[shape->anchor]);
	/* The width that the layout reckoned with, whatever fonts there are. */
	if (shape->width > 0) {
		put_number(s, "textLength", shape->width);
		pfl_out_str(s->out, " lengthAdjust=\"spacingAndGlyphs\"");
	}
	/* Without this, what it is indented by would go and its letters would fill the room. */
	if (shape->text.n > 0 && shape->text.at[0] == ' ')
		pfl_out_str(s->out, " xml:space=\"preserve\"");
}

static void
put_text(struct svg *s, const struct pfl_shape *shape)
{
	if (!shape->text.n)
		return;
	pfl_out_str(s->out, "<text");
	put_number(s, "x", shape->x);
	put_number(s, "y", shape->y);
	put_letters(s, shape);
	put_rgb(s, "fill", shape->fill);
	if (!pfl_color_is_none(shape->stroke)) {
		put_stroke(s, shape);
		pfl_out_str(s->out, " stroke-linejoin=\"round\" paint-order=\"stroke\"");
	}
	put_class(s, shape->fill, shape->stroke);
	pfl_out_str(s->out, ">");
	pfl_escape_xml(s->sink, shape->text);
	pfl_out_str(s->out, "</text>\n");
}

static void
put_shape(struct svg *s, const struct pfl_shape *shape)
{
	switch (shape->kind) {
	case PFL_SHAPE_GROUP:
		put_group(s, shape);
		break;
	case PFL_SHAPE_END:
		pfl_out_str(s->out, "</g>\n");
		break;
	case PFL_SHAPE_BOX:
		put_box(s, shape);
		break;
	case PFL_SHAPE_CURVE:
	case PFL_SHAPE_LINES:
		put_path(s, shape);
		break;
	case PFL_SHAPE_TEXT:
		put_text(s, shape);
		break;
	}
}

static void
put_style(struct svg *s)
{
	const struct pfl_color page = s->picture->background;

	pfl_out_str(s->out, "<style>\n");
	if (s->picture->style)
		pfl_out_printf(s->out, "%s\n", s->picture->style);
	if (!s->picture->embedded)
		pfl_out_printf(s->out, ":root{color-scheme:light dark;background:#%06x}\n",
			page.light & 0xffffff);
	pfl_out_str(s->out, "@media (prefers-color-scheme:dark){\n");
	if (!s->picture->embedded)
		pfl_out_printf(s->out, ":root{background:#%06x}\n", page.dark & 0xffffff);
	for (unsigned i = 0; i < s->n_colors; i++)
		pfl_out_printf(s->out, ".f%u{fill:#%06x}.s%u{stroke:#%06x}\n", i,
			s->color[i].dark & 0xffffff, i, s->color[i].dark & 0xffffff);
	pfl_out_str(s->out, "}\n</style>\n");
}

static void
put_head(struct svg *s)
{
	const struct pfl_picture *p = s->picture;
	char w[PFL_NUMBER_TEXT];
	char h[PFL_NUMBER_TEXT];

	pfl_number_short(p->width, 1, w);
	pfl_number_short(p->height, 1, h);
	if (!p->embedded)
		pfl_out_str(s->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	pfl_out_printf(s->out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%s\" height=\"%s\""
		" viewBox=\"0 0 %s %s\" role=\"img\" font-family=\"%s\">\n<title>",
		w, h, w, h, pfl_font_family(PFL_FONT_SANS));
	put_lines(s, p->title);
	pfl_out_str(s->out, "</title>\n<desc>");
	put_lines(s, p->summary);
	pfl_out_str(s->out, "</desc>\n");
}

void
pfl_paint_svg(const struct pfl_picture *picture, struct pfl_out *out)
{
	struct svg s = { .out = out, .sink = pfl_sink_out(out), .picture = picture };
	struct pfl_shape page = { .kind = PFL_SHAPE_BOX,
		.width = picture->width,
		.height = picture->height,
		.fill = picture->background };

	collect(&s, page.fill);
	for (size_t i = 0; i < picture->shape.n; i++) {
		collect(&s, picture->shape.at[i].fill);
		collect(&s, picture->shape.at[i].stroke);
	}
	put_head(&s);
	put_style(&s);
	put_box(&s, &page);
	for (size_t i = 0; i < picture->shape.n && pfl_out_ok(out); i++)
		put_shape(&s, &picture->shape.at[i]);
	if (picture->script) {
		pfl_out_str(out, "<script><![CDATA[\n");
		pfl_out_str(out, picture->script);
		pfl_out_str(out, "\n]]></script>\n");
	}
	pfl_out_str(out, "</svg>\n");
}
