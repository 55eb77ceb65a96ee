/* SPDX-License-Identifier: Apache-2.0 */
/* A flame graph as FlameGraph draws it: its numbers, our code. */
#include "render/flame_compat.h"

#include "base/escape.h"
#include "base/number.h"
#include "base/utf8.h"
#include "render/classic.h"

#include <stdlib.h>

/* Pixels, but for the last: the width of a letter, in font sizes. */
enum {
	WIDTH = 1200,
	PAD = 10,
	FONT = 12,
	FRAME = 16,
	FRAME_PAD = 1,
	ABOVE = 3 * FONT,
	BELOW = 2 * FONT + 10,
	MIN_LETTERS = 3,
};
#define LETTER 0.59
#define MIN_WIDTH 0.1

struct compat {
	const struct pfl_scene *scene;
	const struct pfl_calltree *tree;
	const struct pfl_style *style;
	const struct pfl_classic *palette;
	struct pfl_flame flame;
	struct pfl_out *out;
	struct pfl_sink sink;
	struct pfl_text scratch;
	const pfl_sum *total; /* widths, by row */
	double *start;        /* by row, in units of width */
	double width, unit;   /* pixels: of the picture, of a unit */
	double minimum;       /* units that a frame needs */
	uint32_t depth;       /* of the deepest frame that is wide enough */
	double height;
	bool inverted;
	pfl_sum most; /* the largest change of a row's own part, at least 1 */
};

static void
put_number(struct compat *c, double value, int digits)
{
	char buf[PFL_NUMBER_TEXT];

	pfl_out_str(c->out, pfl_number_fixed(value, digits, buf));
}

/* What a number is once it was printed with one digit. */
static double
rounded(double value)
{
	char buf[PFL_NUMBER_TEXT];
	const char *at = pfl_number_fixed(value, 1, buf);
	double sign = *at == '-' ? -1 : 1, whole = 0;

	for (at += *at == '-'; *at && *at != '.'; at++)
		whole = whole * 10 + (*at - '0');
	return sign * (whole + (at[0] && at[1] ? (at[1] - '0') / 10.0 : 0));
}

/* "1,234" */
static void
add_count(struct pfl_text *text, double value)
{
	char digits[PFL_NUMBER_TEXT];
	size_t n = strlen(pfl_number_fixed(value, 0, digits));

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0 && digits[i - 1] != '-')
			pfl_text_char(text, ',');
		pfl_text_char(text, digits[i]);
	}
}

static void
add_number(struct pfl_text *text, double value)
{
	char buf[PFL_NUMBER_TEXT];

	pfl_text_str(text, pfl_number_fixed(value, 2, buf));
}

static bool
is_shown(const struct compat *c, uint32_t row)
{
	return (double)c->total[row] >= c->minimum && c->tree->depth[row] <= c->flame.max_depth;
}

static bool
lay_out(struct compat *c, struct pfl_error *err)
{
	const struct pfl_calltree *tree = c->tree;
	double *next = pfl_arena_alloc(&c->flame.arena, tree->n, sizeof(*next), err);
	double wish = c->style->min_width > 0 ? c->style->min_width : MIN_WIDTH;

	c->start = pfl_arena_alloc(&c->flame.arena, tree->n, sizeof(*c->start), err);
	if (!next || !c->start)
		return false;
	c->width = c->style->width > 0 ? c->style->width : WIDTH;
	c->unit = (c->width - 2 * PAD) / (double)c->total[0];
	c->minimum = wish / c->unit;
	for (uint32_t i = 0; i < tree->n; i++) {
		uint32_t parent = tree->parent[i];

		if (i > 0) {
			c->start[i] = next[parent];
			next[parent] += (double)c->total[i];
		}
		next[i] = c->start[i] + (double)c->flame.self[i];
		if (is_shown(c, i) && tree->depth[i] > c->depth)
			c->depth = tree->depth[i];
	}
	c->height = (c->depth + 1.0) * FRAME + ABOVE + BELOW;
	return true;
}

/* A name without the annotation that its colour came from. */
static struct pfl_span
bare_name(struct compat *c, uint32_t row)
{
	struct pfl_span name;

	if (row == 0)
		return (struct pfl_span){ "", 0 };
	name = pfl_flame_name(&c->flame, pfl_flame_node(&c->flame, row), &c->scratch);
	if (name.n >= 4 && memcmp(name.at + name.n - 4, "_[", 2) == 0 &&
		name.at[name.n - 1] == ']' && strchr("kwij", name.at[name.n - 2]))
		name.n -= 4;
	return name;
}

static pfl_sum
own_change(const struct compat *c, uint32_t row)
{
	return c->tree->self[0][row] -
		pfl_contrast_scaled(&c->flame.contrast, c->tree->self[1][row]);
}

static uint32_t
color_of(const struct compat *c, uint32_t row, struct pfl_span name)
{
	pfl_sum change = c->scene->pair ? own_change(c, row) : 0;
	enum pfl_hue hue = pfl_classic_hue(c->palette, name);
	uint32_t pale;

	if (!c->scene->pair || hue == PFL_HUE_GREY || hue == PFL_HUE_DARK_GREY)
		return pfl_classic_color(hue, pfl_classic_shade(name));
	pale = (uint32_t)(210 * (c->most - pfl_sum_abs(change)) / c->most);
	return change > 0    ? 0xff0000 | pale << 8 | pale
		: change < 0 ? pale << 16 | pale << 8 | 0xff
			     : 0xffffff;
}

/* "NAME (1,234 samples, 12.34%)", of a differential with the change in percent. */
static void
put_title(struct compat *c, uint32_t row, struct pfl_span name, struct pfl_text *line)
{
	double count = (double)c->total[row], all = (double)c->total[0];
	const char *label = strcmp(c->scene->type_unit, "count") == 0 ? c->scene->type_name
								      : c->scene->type_unit;

	pfl_text_reset(line);
	pfl_text_add(line, row ? name : pfl_span_of("all"));
	pfl_text_str(line, " (");
	add_count(line, count);
	pfl_text_printf(line, " %s, ", *label ? label : "samples");
	if (row)
		add_number(line, 100 * count / all);
	else
		pfl_text_str(line, "100");
	pfl_text_char(line, '%');
	if (row && c->scene->pair) {
		double change = (double)own_change(c, row);

		pfl_text_str(line, change > 0 ? "; +" : "; ");
		add_number(line, 100 * change / all);
		pfl_text_char(line, '%');
	}
	pfl_text_char(line, ')');
	pfl_out_str(c->out, "<title>");
	pfl_escape_xml(c->sink, pfl_text_span(line));
	pfl_out_str(c->out, "</title>");
}

/* As many characters as fit, two of them dots where that is not all. */
static void
put_label(struct compat *c, struct pfl_span name, double x1, double x2, double y)
{
	size_t fit = (size_t)((x2 - x1) / (FONT * LETTER)), n = 0;

	if (name.n == 0 || fit < MIN_LETTERS)
		return;
	if (pfl_utf8_columns(name.at, name.n) > fit) {
		for (size_t k = 0; k + 2 < fit; k++) {
			uint32_t code;
			size_t length = pfl_utf8_decode(name.at + n, name.n - n, &code);

			n += length ? length : 1;
		}
	}
	pfl_out_str(c->out, "<text x=\"");
	put_number(c, x1 + 3, 2);
	pfl_out_str(c->out, "\" y=\"");
	put_number(c, y, 1);
	pfl_out_str(c->out, "\">");
	pfl_escape_xml(c->sink, (struct pfl_span){ name.at, n ? n : name.n });
	pfl_out_str(c->out, n ? "..</text>" : "</text>");
}

static void
put_frame(struct compat *c, uint32_t row, struct pfl_text *line)
{
	uint32_t depth = c->tree->depth[row];
	double x1 = PAD + c->start[row] * c->unit;
	double x2 = PAD + (c->start[row] + (double)c->total[row]) * c->unit;
	double y1 = c->inverted ? ABOVE + (double)depth * FRAME
				: c->height - BELOW - (depth + 1.0) * FRAME + FRAME_PAD;
	double y2 = c->inverted ? ABOVE + (depth + 1.0) * FRAME - FRAME_PAD
				: c->height - BELOW - (double)depth * FRAME;
	struct pfl_span whole = row
		? pfl_flame_name(&c->flame, pfl_flame_node(&c->flame, row), &c->scratch)
		: pfl_span_of("");
	uint32_t color = color_of(c, row, whole);
	struct pfl_span name = bare_name(c, row);

	pfl_out_str(c->out, "<g>\n");
	put_title(c, row, name, line);
	pfl_out_str(c->out, "<rect x=\"");
	put_number(c, x1, 1);
	pfl_out_str(c->out, "\" y=\"");
	put_number(c, y1, 0);
	pfl_out_str(c->out, "\" width=\"");
	put_number(c, rounded(x2) - rounded(x1), 1);
	pfl_out_str(c->out, "\" height=\"");
	put_number(c, y2 - y1, 1);
	pfl_out_printf(c->out, "\" fill=\"rgb(%u,%u,%u)\" rx=\"2\" ry=\"2\"/>\n",
		(unsigned)(color >> 16), (unsigned)(color >> 8 & 0xff),
		(unsigned)(color & 0xff));
	put_label(c, name, x1, x2, 3 + (y1 + y2) / 2);
	pfl_out_str(c->out, "</g>\n");
}

static void
put_head(struct compat *c)
{
	static const char *const titles[PFL_LAYOUTS] = { [PFL_LAYOUT_CHART] = "Flame Chart" };
	const char *title = titles[c->scene->layout.kind];
	uint32_t ground[2];

	if (!title)
		title = c->inverted ? "Icicle Graph" : "Flame Graph";
	pfl_classic_ground(c->palette, ground);
	pfl_out_str(c->out, "<svg version=\"1.1\" width=\"");
	put_number(c, c->width, 0);
	pfl_out_str(c->out, "\" height=\"");
	put_number(c, c->height, 0);
	pfl_out_str(c->out, "\" viewBox=\"0 0 ");
	put_number(c, c->width, 0);
	pfl_out_str(c->out, " ");
	put_number(c, c->height, 0);
	pfl_out_printf(c->out,
		"\" xmlns=\"http://www.w3.org/2000/svg\" font-family=\"Verdana,DejaVu "
		"Sans,sans-serif\" font-size=\"%d\">\n"
		"<defs><linearGradient id=\"background\" y1=\"0\" y2=\"1\" x1=\"0\" x2=\"0\">"
		"<stop stop-color=\"#%06x\" offset=\"5%%\"/><stop stop-color=\"#%06x\" "
		"offset=\"95%%\"/></linearGradient></defs>\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"url(#background)\"/>\n"
		"<text id=\"title\" text-anchor=\"middle\" font-size=\"%d\" x=\"",
		FONT, (unsigned)ground[0], (unsigned)ground[1], FONT + 5);
	put_number(c, c->width / 2, 2);
	pfl_out_printf(c->out, "\" y=\"%d\">", 2 * FONT);
	pfl_escape_xml(c->sink, pfl_span_of(c->style->title ? c->style->title : title));
	pfl_out_str(c->out, "</text>\n<g id=\"frames\">\n");
}

static void
put_document(struct compat *c)
{
	struct pfl_text line = { 0 };

	put_head(c);
	for (uint32_t i = 0; c->total[0] > 0 && i < c->tree->n;) {
		if (!is_shown(c, i)) {
			i = c->tree->end[i];
			continue;
		}
		if (!pfl_flame_is_gap(&c->flame, i))
			put_frame(c, i, &line);
		i++;
	}
	pfl_out_str(c->out, "</g>\n</svg>\n");
	c->scratch.failed |= line.failed;
	pfl_text_clear(&line);
}

static void
find_most(struct compat *c)
{
	c->most = 1;
	for (uint32_t i = 0; c->scene->pair && i < c->tree->n; i++) {
		pfl_sum change = pfl_sum_abs(own_change(c, i));

		if (change > c->most)
			c->most = change;
	}
}

static bool
check(const struct pfl_scene *scene, const char *palette, struct pfl_error *err)
{
	if (scene->layout.two_sided)
		return pfl_fail(err, PFL_USAGE,
			"FlameGraph has no picture around a function; --layout callers or "
			"callees has one side");
	return !palette || pfl_classic_find(palette) ||
		pfl_fail(err, PFL_USAGE, "palette: FlameGraph has no '%s'", palette);
}

bool
pfl_flame_compat_write(const struct pfl_scene *scene, const struct pfl_style *style,
	struct pfl_out *out, struct pfl_error *err)
{
	const char *palette = scene->view ? pfl_view_get(scene->view, "palette") : NULL;
	struct compat c = {
		.scene = scene,
		.style = style,
		.out = out,
		.sink = pfl_sink_out(out),
		.inverted = style->inverted || scene->layout.kind == PFL_LAYOUT_ICICLE,
	};
	bool ok;

	if (!check(scene, palette, err))
		return false;
	c.palette = pfl_classic_find(palette ? palette : "hot");
	ok = pfl_flame_init(&c.flame, scene, style, err);
	c.tree = c.flame.tree;
	c.total = c.flame.total;
	if (ok && c.tree->n > 0)
		ok = lay_out(&c, err);
	if (ok) {
		find_most(&c);
		put_document(&c);
		ok = pfl_text_ok(&c.scratch, err);
	}
	pfl_text_clear(&c.scratch);
	pfl_flame_clear(&c.flame);
	return ok;
}
