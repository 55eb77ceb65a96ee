/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a flame graph's SVG: title, totals, legend, and a summary of the whole. */
#include "base/name.h"
#include "base/unit.h"
#include "base/utf8.h"
#include "render/flame_color.h"
#include "render/flame_svg.h"
#include "render/metrics.h"

#include <math.h>

enum {
	TOP = 10,         /* functions in the summary            */
	NAME_SHOWN = 512, /* bytes of a name in it               */
	CONTROLS = 300,   /* pixels at the upper right that the script uses */
	TITLE_SIZE = 16,
	TEXT_SIZE = 12,
	SWATCH = 11,
	INK = 0x111111, /* of titles, and of other words, on a light page */
	DIM = 0x595959,
};

void
pfl_flame_put_text(struct pfl_flame_svg *svg, struct pfl_span s, size_t max)
{
	size_t n = max && s.n > max ? pfl_utf8_cut(s.at, s.n, max) : s.n;

	pfl_escape_xml(svg->sink, (struct pfl_span){ s.at, n });
	if (n < s.n)
		pfl_out_str(svg->out, "\xe2\x80\xa6");
}

/* The title, into svg->line. */
void
pfl_flame_make_title(struct pfl_flame_svg *svg)
{
	static const char *const title_of[PFL_LAYOUTS] = {
		[PFL_LAYOUT_FLAME] = "Flame graph",
		[PFL_LAYOUT_ICICLE] = "Icicle graph",
		[PFL_LAYOUT_REVERSED] = "Flame graph from the leaves",
		[PFL_LAYOUT_CALLERS] = "Callers of",
		[PFL_LAYOUT_CALLEES] = "Calls from",
		[PFL_LAYOUT_CHART] = "Flame chart",
	};
	const struct pfl_scene *scene = svg->flame->scene;
	const char *around = scene->view ? pfl_view_get(scene->view, "around") : NULL;
	struct pfl_span name = pfl_scene_program(scene);

	pfl_text_reset(&svg->line);
	if (svg->flame->scene->pair) {
		pfl_contrast_say_title(&svg->flame->contrast, svg->style, &svg->line);
		return;
	}
	if (svg->style->title) {
		pfl_text_str(&svg->line, svg->style->title);
		return;
	}
	pfl_text_str(&svg->line, title_of[svg->flame->scene->layout.kind]);
	if (around) {
		pfl_text_str(&svg->line, svg->two_sided ? " around " : " ");
		pfl_text_str(&svg->line, around);
	}
	if (name.n > 0 && name.at[0] != '[') {
		pfl_text_str(&svg->line, " of ");
		pfl_text_add(&svg->line, name);
	}
}

static void
add_limit(struct pfl_flame_svg *svg)
{
	size_t start = svg->line.n, end;

	pfl_text_str(&svg->line, " \xc2\xb7 ");
	end = svg->line.n;
	pfl_contrast_say_limit(&svg->flame->contrast, &svg->line);
	if (svg->line.n == end)
		pfl_text_cut(&svg->line, start);
}

/* What was measured, how much of it, for how long; into svg->line. */
static void
make_subtitle(struct pfl_flame_svg *svg)
{
	const struct pfl_scene *scene = svg->flame->scene;
	pfl_sum shown = pfl_flame_total(svg->flame, 0);
	int64_t duration = scene->profile->meta.duration_nanos;

	pfl_text_reset(&svg->line);
	if (scene->pair) {
		pfl_contrast_say_head(&svg->flame->contrast, svg->flame->tree->total[1][0],
			svg->flame->tree->total[0][0], &svg->line);
		add_limit(svg);
		return;
	}
	pfl_text_str(&svg->line, scene->type_name);
	if (pfl_unit_family(scene->type_unit) == PFL_UNIT_OTHER && *scene->type_unit &&
		strcmp(scene->type_unit, "count") != 0)
		pfl_text_printf(&svg->line, " (%s)", scene->type_unit);
	pfl_text_str(&svg->line, *scene->type_name ? ": " : "");
	pfl_flame_value(svg->flame, shown, &svg->line);
	if (scene->total && shown != scene->total) {
		pfl_text_str(&svg->line, ", ");
		pfl_flame_share(shown, scene->total, &svg->line);
		pfl_text_str(&svg->line, " of ");
		pfl_flame_value(svg->flame, scene->total, &svg->line);
	}
	if (duration > 0) {
		pfl_text_str(&svg->line, ", recorded in ");
		pfl_unit_label(&svg->line, duration, "ns", "auto");
	}
	if (svg->flame->is_signed)
		pfl_text_str(&svg->line, "; widths are |value|");
}

/* A line of text cut to a width; what is in svg->line. */
static void
put_line(struct pfl_flame_svg *svg, enum pfl_font font, int size, int y, double width)
{
	struct pfl_span text = pfl_text_span(&svg->line);
	size_t n = pfl_text_fit(font, size, width, text);

	if (n < text.n)
		n = pfl_text_fit(font, size, width - size, text);
	if (svg->picture) {
		pfl_text_cut(&svg->line, n);
		if (n < text.n)
			pfl_text_str(&svg->line, "\xe2\x80\xa6");
		pfl_flame_add_text(svg, PFL_FLAME_PAD, y, font, size,
			(uint32_t)(font == PFL_FONT_SANS_BOLD ? INK : DIM),
			pfl_text_span(&svg->line));
		return;
	}
	pfl_out_printf(
		svg->out, "<text x=\"%d\" y=\"%d\" font-size=\"%d\"", PFL_FLAME_PAD, y, size);
	pfl_out_str(svg->out,
		font == PFL_FONT_SANS_BOLD
			? " font-weight=\"bold\" class=\"ink\" fill=\"#111\">"
			: " class=\"dim\" fill=\"#595959\">");
	pfl_escape_xml(svg->sink, (struct pfl_span){ text.at, n });
	pfl_out_str(svg->out, n < text.n ? "\xe2\x80\xa6</text>\n" : "</text>\n");
}

static double
put_words(struct pfl_flame_svg *svg, double x, struct pfl_span words)
{
	if (svg->picture) {
		pfl_flame_add_text(
			svg, (int)x, svg->top - 12, PFL_FONT_SANS, TEXT_SIZE, DIM, words);
	} else {
		pfl_out_printf(svg->out,
			"<text class=\"dim\" fill=\"#595959\" font-size=\"%d\" x=\"%d\" "
			"y=\"%d\">",
			TEXT_SIZE, (int)x, svg->top - 12);
		pfl_escape_xml(svg->sink, words);
		pfl_out_str(svg->out, "</text>\n");
	}
	return (int)x + pfl_text_width(PFL_FONT_SANS, TEXT_SIZE, words);
}

/*
 * A key of the legend: a square and what is in svg->line. In an SVG all keys are one text,
 * squares too: it flows, whichever font stands in for one that is not installed.
 */
static double
put_key(struct pfl_flame_svg *svg, double x, unsigned tone)
{
	struct pfl_color fill = pfl_flame_tone_get(svg->flame, tone).fill;

	if (svg->picture) {
		pfl_flame_add_box(svg, (int)x, svg->top - 22, SWATCH, SWATCH, fill);
	} else {
		pfl_out_printf(svg->out,
			"<tspan class=\"c%u\" fill=\"#%06x\" font-size=\"%d\" "
			"dx=\"%d\">\xe2\x96\xa0</tspan><tspan dx=\"4\">",
			tone, (unsigned)fill.light, TEXT_SIZE + 4, x > PFL_FLAME_PAD ? 14 : 0);
		pfl_escape_xml(svg->sink, pfl_text_span(&svg->line));
		pfl_out_str(svg->out, "</tspan>");
		return x + SWATCH + 18 +
			pfl_text_width(PFL_FONT_SANS, TEXT_SIZE, pfl_text_span(&svg->line));
	}
	return put_words(svg, (int)x + SWATCH + 5, pfl_text_span(&svg->line)) + 16;
}

/* What colours stand for, and how much was spent there; as much as a line holds. */
static void
put_keys(struct pfl_flame_svg *svg)
{
	/* Where none of our fonts is installed, the one in their place may be wider. */
	double room = (svg->width - 2 * PFL_FLAME_PAD) / (svg->picture ? 1 : 1.15);
	struct pfl_flame_key keys[PFL_FLAME_KEYS];
	struct pfl_error err = { 0 };
	double x = PFL_FLAME_PAD;
	pfl_sum whole;
	unsigned n;

	if (!pfl_flame_keys(svg->flame, keys, &n, &whole, &err)) {
		svg->line.failed = true; /* the caller asks */
		return;
	}
	if (!svg->picture && n > 0)
		pfl_out_printf(svg->out,
			"<text class=\"dim\" fill=\"#595959\" font-size=\"%d\" x=\"%d\" "
			"y=\"%d\">",
			TEXT_SIZE, PFL_FLAME_PAD, svg->top - 12);
	for (unsigned i = 0; i < n; i++) {
		pfl_text_reset(&svg->line);
		pfl_escape_terminal(pfl_sink_text(&svg->line), keys[i].label);
		if (keys[i].self != 0) {
			pfl_text_char(&svg->line, ' ');
			pfl_flame_share(keys[i].self, whole, &svg->line);
		}
		if (i > 0 &&
			x + SWATCH + 5 +
					pfl_text_width(PFL_FONT_SANS, TEXT_SIZE,
						pfl_text_span(&svg->line)) >
				room)
			break;
		x = put_key(svg, x, keys[i].tone);
	}
	if (!svg->picture && n > 0)
		pfl_out_str(svg->out, "</text>\n");
}

/* A class of change: a box as they are, with its sign and what it means inside. */
static double
put_growth(struct pfl_flame_svg *svg, double x, enum pfl_growth growth)
{
	const char *sign = pfl_growth_sign(growth);
	unsigned tone = PFL_TONE_CHANGE + (unsigned)growth;
	double width;

	pfl_text_reset(&svg->line);
	pfl_text_printf(&svg->line, "%s%s%s", sign, *sign ? " " : "", pfl_growth_label(growth));
	width = ceil(pfl_text_width(PFL_FONT_MONO, PFL_FLAME_FONT, pfl_text_span(&svg->line))) +
		10;
	pfl_flame_put_swatch(svg, x, svg->top - 25, width, 16, growth);
	if (svg->picture) {
		pfl_flame_add_text(svg, (int)x + 5, svg->top - 13, PFL_FONT_MONO,
			PFL_FLAME_FONT, INK, pfl_text_span(&svg->line));
		return (int)(x + width) + 2;
	}
	pfl_out_printf(svg->out,
		"<text class=\"name i%u\" x=\"%d\" y=\"%d\" font-family=\"%s\" "
		"font-size=\"%d\" fill=\"#111\">",
		tone, (int)x + 5, svg->top - 13, pfl_font_family(PFL_FONT_MONO),
		PFL_FLAME_FONT);
	pfl_escape_xml(svg->sink, pfl_text_span(&svg->line));
	pfl_out_str(svg->out, "</text>\n");
	return (int)(x + width) + 2;
}

/* The scale of change, and what else boxes tell. */
static void
put_scale(struct pfl_flame_svg *svg)
{
	double x = PFL_FLAME_PAD;

	for (int g = 0; g < PFL_GROWTHS; g++) {
		/* Where both do not fit beside each other, the style sheet moves the group. */
		if (g == PFL_GROWTH_ABOVE && !svg->picture)
			pfl_out_str(svg->out, "<g class=\"grown\">\n");
		x = put_growth(svg, x, (enum pfl_growth)g);
	}
	x += 8;
	if (svg->picture)
		pfl_flame_add_box(svg, (int)x, svg->top - 11, 22, 2,
			(struct pfl_color)PFL_COLOR(0x333333, 0xcccccc));
	else
		pfl_out_printf(svg->out,
			"<rect class=\"tick\" x=\"%d\" y=\"%d\" width=\"22\" height=\"2\" "
			"fill=\"#333\"/>\n",
			(int)x, svg->top - 11);
	put_words(svg, x + 27, pfl_span_of("old size"));
	if (!svg->picture)
		pfl_out_str(svg->out, "</g>\n");
}

/* What has no width because the widths are of the other side alone. */
static pfl_sum
hidden_part(const struct pfl_flame *f)
{
	const struct pfl_calltree *tree = f->tree;
	int other = f->side == PFL_SIDE_NEW ? 1 : 0;
	pfl_sum hidden = 0;

	for (uint32_t i = 1; i < tree->n;) {
		if (f->total[i] > 0) {
			i++;
			continue;
		}
		hidden += other ? pfl_contrast_scaled(&f->contrast, tree->total[1][i])
				: tree->total[0][i];
		i = tree->end[i];
	}
	return hidden;
}

static void
say_side(struct pfl_flame_svg *svg)
{
	const struct pfl_flame *f = svg->flame;
	pfl_sum hidden;

	if (f->side == PFL_SIDE_UNION)
		return;
	if (f->side == PFL_SIDE_BOTH) {
		pfl_text_str(&svg->line, " \xc2\xb7 widths: old and new together");
		return;
	}
	pfl_text_printf(&svg->line, " \xc2\xb7 widths: %s", pfl_side_name(f->side));
	hidden = hidden_part(f);
	if (hidden == 0)
		return;
	pfl_text_str(
		&svg->line, f->side == PFL_SIDE_NEW ? ", what is gone (" : ", what is new (");
	pfl_flame_value(f, hidden / f->contrast.n_new, &svg->line);
	pfl_text_str(&svg->line, ") has none");
}

/* What was compared, and on which scale. */
static void
make_basis(struct pfl_flame_svg *svg)
{
	const char *change = pfl_flame_setting(svg->flame, "change");

	pfl_text_reset(&svg->line);
	pfl_contrast_say_sides(&svg->flame->contrast, svg->style, &svg->line);
	pfl_text_str(&svg->line, " \xc2\xb7 ");
	pfl_contrast_say_basis(&svg->flame->contrast, &svg->line);
	say_side(svg);
	if (change && strcmp(change, "self") == 0)
		pfl_text_str(&svg->line, " \xc2\xb7 colours: the frames' own parts");
}

void
pfl_flame_put_head(struct pfl_flame_svg *svg)
{
	pfl_flame_make_title(svg);
	put_line(svg, PFL_FONT_SANS_BOLD, TITLE_SIZE, 26, svg->width - CONTROLS);
	make_subtitle(svg);
	put_line(svg, PFL_FONT_SANS, TEXT_SIZE, 45, svg->width - CONTROLS);
	if (svg->flame->scene->pair) {
		make_basis(svg);
		put_line(svg, PFL_FONT_SANS, TEXT_SIZE, 64, svg->width - 2 * PFL_FLAME_PAD);
	}
	if (svg->boxes.box.n == 0)
		return;
	if (svg->flame->scene->pair)
		put_scale(svg);
	else
		put_keys(svg);
}

/* The nodes with the most of their own, the largest first; how many. */
static unsigned
find_top(const struct pfl_flame *f, uint32_t top[TOP])
{
	unsigned n = 0;

	for (uint32_t i = 0; i < f->scene->nodes.n; i++) {
		pfl_sum self = pfl_sum_abs(f->node_self[i]);
		unsigned at = n;

		if (self == 0 || (n == TOP && self <= pfl_sum_abs(f->node_self[top[TOP - 1]])))
			continue;
		if (n < TOP)
			n++;
		else
			at--;
		for (; at > 0 && pfl_sum_abs(f->node_self[top[at - 1]]) < self; at--)
			top[at] = top[at - 1];
		top[at] = i;
	}
	return n;
}

/* A node's own value and share, or how it changed. */
static void
say_self(struct pfl_flame_svg *svg, pfl_sum self)
{
	const struct pfl_flame *f = svg->flame;

	if (f->scene->pair) {
		pfl_contrast_say_signed(&f->contrast, self / f->contrast.n_new, &svg->line);
		return;
	}
	pfl_flame_value(f, self, &svg->line);
	pfl_text_str(&svg->line, ", ");
	pfl_flame_share(self, f->tree->total[0][0], &svg->line);
}

void
pfl_flame_put_summary(struct pfl_flame_svg *svg)
{
	const struct pfl_flame *f = svg->flame;
	uint32_t top[TOP];
	unsigned n = find_top(f, top);

	pfl_flame_make_title(svg);
	pfl_out_str(svg->out, "<title>");
	pfl_flame_put_text(svg, pfl_text_span(&svg->line), NAME_SHOWN);
	pfl_out_str(svg->out, "</title>\n<desc>");
	make_subtitle(svg);
	pfl_flame_put_text(svg, pfl_text_span(&svg->line), NAME_SHOWN);
	if (svg->boxes.box.n == 0)
		pfl_out_str(svg->out, ". There are no samples.");
	else if (n > 0)
		pfl_out_str(svg->out,
			f->scene->pair ? ". Functions by how much their own part changed:"
				       : ". Functions by what was spent in themselves:");
	for (unsigned i = 0; i < n && svg->boxes.box.n > 0; i++) {
		pfl_out_printf(svg->out, "\n%u. ", i + 1);
		pfl_flame_put_text(svg, pfl_flame_name(f, top[i], &svg->scratch), NAME_SHOWN);
		pfl_text_reset(&svg->line);
		pfl_text_char(&svg->line, ' ');
		say_self(svg, f->node_self[top[i]]);
		pfl_escape_xml(svg->sink, pfl_text_span(&svg->line));
	}
	pfl_out_str(svg->out, "</desc>\n");
}
