/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What tells a comparison's new and gone frames by their shape. A picture by itself hatches
 * what is new and leaves of what is gone a dashed outline; a report hatches what is gone and
 * outlines what is new, as the other pictures in it do.
 */
#include "render/assets/assets.h"
#include "render/flame_svg.h"

enum { HATCH = 6 }; /* pixels between the lines */

static bool
is_report(const struct pfl_flame *f)
{
	return f->scene->comparison != NULL;
}

enum pfl_growth
pfl_flame_hatched(const struct pfl_flame *f)
{
	return is_report(f) ? PFL_GROWTH_GONE : PFL_GROWTH_NEW;
}

struct pfl_flame_outline
pfl_flame_outline_of(const struct pfl_flame *f, enum pfl_growth growth, bool finding)
{
	struct pfl_flame_outline none = { 0 };

	if (finding)
		return (struct pfl_flame_outline){ PFL_COLOR(0x111111, 0xf2f2f2), 2, false };
	if (growth == PFL_GROWTH_GONE)
		return (struct pfl_flame_outline){
			is_report(f) ? pfl_hatch_color() : pfl_growth_stroke(growth), 1, true
		};
	if (growth == PFL_GROWTH_NEW && is_report(f))
		return (struct pfl_flame_outline){ PFL_COLOR(0xa8431c, 0xff9d73), 2, false };
	return none;
}

static struct pfl_color
fill_of(const struct pfl_flame *f, enum pfl_growth growth)
{
	struct pfl_color fill = pfl_flame_tone_get(f, PFL_TONE_CHANGE + (unsigned)growth).fill;

	return (struct pfl_color){ PFL_COLOR_SET | fill.light, PFL_COLOR_SET | fill.dark };
}

/* A box of what is gone, and has no fill, may be so narrow that it is all outline. */
static struct pfl_color
shown_fill(const struct pfl_flame *f, enum pfl_growth growth, bool outlined)
{
	return growth == PFL_GROWTH_GONE && !is_report(f) && !outlined
		? pfl_growth_stroke(growth)
		: fill_of(f, growth);
}

/* The lines are of the scale's faintest step, or grey where that is what they are on. */
static struct pfl_color
hatch_color(const struct pfl_flame *f)
{
	struct pfl_color faint = fill_of(f, PFL_GROWTH_ABOVE);

	if (is_report(f))
		return pfl_hatch_color();
	return faint.light == fill_of(f, PFL_GROWTH_NEW).light
		? pfl_growth_stroke(PFL_GROWTH_SAME)
		: faint;
}

/* As a style sheet and an attribute have it. */
static unsigned
digits(uint32_t color)
{
	return color & 0xffffff;
}

static const char *
hatch_name(const struct pfl_flame *f)
{
	return is_report(f) ? "pfl-gone" : "pfl-new";
}

void
pfl_flame_put_hatch(struct pfl_flame_svg *svg)
{
	const struct pfl_flame *f = svg->flame;

	pfl_out_printf(svg->out,
		"<defs><pattern id=\"%s\" width=\"6\" height=\"6\" "
		"patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">",
		hatch_name(f));
	if (is_report(f))
		pfl_out_str(svg->out,
			"<rect class=\"ground\" width=\"6\" height=\"6\" fill=\"#fff\"/>");
	else
		pfl_out_printf(svg->out,
			"<rect class=\"hatched\" width=\"6\" height=\"6\" fill=\"#%06x\"/>",
			digits(fill_of(f, PFL_GROWTH_NEW).light));
	pfl_out_printf(svg->out,
		"<rect class=\"hatch\" width=\"1.6\" height=\"6\" fill=\"#%06x\"/>"
		"</pattern></defs>\n",
		digits(hatch_color(f).light));
}

/* A palette has its own lines; words on them have an edge in the colour between them. */
void
pfl_flame_put_hatch_style(struct pfl_flame_svg *svg, bool dark)
{
	struct pfl_color fill = fill_of(svg->flame, PFL_GROWTH_NEW);
	struct pfl_color line = hatch_color(svg->flame);

	if (!dark)
		pfl_out_printf(svg->out, ".pfl .c%u{fill:url(#%s)}\n",
			PFL_TONE_CHANGE + (unsigned)pfl_flame_hatched(svg->flame),
			hatch_name(svg->flame));
	if (!is_report(svg->flame))
		pfl_out_printf(svg->out,
			".pfl .hatched{fill:#%06x}\n.pfl .hatch{fill:#%06x}\n"
			".pfl .i%u{stroke:#%06x}\n",
			digits(dark ? fill.dark : fill.light),
			digits(dark ? line.dark : line.light), PFL_TONE_CHANGE + PFL_GROWTH_NEW,
			digits(dark ? fill.dark : fill.light));
}

const char *
pfl_flame_mark_style(const struct pfl_flame *f)
{
	return is_report(f) ? pfl_asset_gone_hatched_css : pfl_asset_new_hatched_css;
}

void
pfl_flame_put_marks(
	struct pfl_flame_svg *svg, enum pfl_growth growth, bool outlined, bool finding)
{
	const struct pfl_flame *f = svg->flame;
	struct pfl_flame_outline outline = pfl_flame_outline_of(f, growth, finding);

	if (growth == pfl_flame_hatched(f))
		pfl_out_printf(svg->out, " fill=\"url(#%s)\"", hatch_name(f));
	else
		pfl_out_printf(svg->out, " fill=\"#%06x\"",
			digits(shown_fill(f, growth, outlined).light));
	if (!outlined)
		return;
	if (finding)
		pfl_out_str(svg->out, " stroke=\"#111\"");
	else
		pfl_out_printf(svg->out, " stroke=\"#%06x\"", digits(outline.color.light));
	if (outline.width > 1)
		pfl_out_printf(svg->out, " stroke-width=\"%d\"", outline.width);
	if (outline.dashed)
		pfl_out_str(svg->out, " stroke-dasharray=\"4 2\"");
}

void
pfl_flame_add_change(struct pfl_flame_svg *svg, const struct pfl_shape *box,
	enum pfl_growth growth, bool outlined, bool finding)
{
	const struct pfl_flame *f = svg->flame;
	struct pfl_flame_outline outline = pfl_flame_outline_of(f, growth, finding);
	struct pfl_shape edge = *box;

	pfl_flame_add_box(
		svg, box->x, box->y, box->width, box->height, shown_fill(f, growth, outlined));
	if (growth == pfl_flame_hatched(f))
		pfl_picture_hatch(svg->picture, box, HATCH, 1.2, hatch_color(f));
	if (!outlined)
		return;
	edge.stroke = outline.color;
	edge.stroke_width = outline.width;
	edge.dash = outline.dashed ? PFL_DASH_DASHED : PFL_DASH_NONE;
	pfl_picture_add(svg->picture, &edge);
}
