/* SPDX-License-Identifier: Apache-2.0 */
/* The block that says what profile this is and how to read its graph. */
#include "render/graph_picture.h"
#include "render/palette.h"
#include <math.h>

enum {
	PAD = 12,
	TITLE_SIZE = 13,
	SIZE = 11,
	ROW = 16,    /* from base line to base line */
	SAMPLE = 74, /* width of the column of samples in the key */
	LINE_MAX = 520,
};

/* Where the next thing goes; without a picture it only measures. */
struct pen {
	struct pfl_picture *picture;
	double left, y; /* y: upper edge of the next row */
	double width;   /* of the widest row so far      */
};

static void
put(struct pen *pen, struct pfl_shape shape)
{
	if (pen->picture)
		pfl_picture_add(pen->picture, &shape);
}

/* Text at x from the left, on the base line of the current row. Too long: the end is left out.
 */
static void
put_text(struct pen *pen, double x, struct pfl_span text, enum pfl_font font, double size,
	struct pfl_color color)
{
	size_t fit = pfl_text_fit(font, size, LINE_MAX, text);
	bool cut = fit < text.n;
	struct pfl_shape shape = { .kind = PFL_SHAPE_TEXT,
		.x = pen->left + x,
		.y = pen->y + ROW - 4,
		.size = size,
		.font = font,
		.fill = color,
		.text = { text.at, fit } };

	shape.width = pfl_text_width(font, size, shape.text);
	pen->width = fmax(pen->width, x + shape.width + (cut ? size : 0));
	put(pen, shape);
	if (cut) {
		shape.x += shape.width;
		shape.width = 0;
		shape.text = pfl_span_of("…");
		put(pen, shape);
	}
}

static void
put_line(struct pen *pen, double x1, double x2, double width, enum pfl_dash dash,
	struct pfl_color color, double arrow)
{
	double y = pen->y + ROW / 2.0;
	struct pfl_shape line = { .kind = PFL_SHAPE_LINES,
		.stroke = color,
		.stroke_width = width,
		.dash = dash,
		.n = 2 };
	struct pfl_shape head = {
		.kind = PFL_SHAPE_LINES, .fill = color, .closed = true, .n = 3
	};

	if (!pen->picture)
		return;
	head.n = arrow > 0 ? 3 : 0;
	line.first = pfl_picture_point(pen->picture, pen->left + x1, y);
	pfl_picture_point(pen->picture, pen->left + x2 - arrow, y);
	head.first = pfl_picture_point(pen->picture, pen->left + x2 - arrow, y - arrow * 0.42);
	pfl_picture_point(pen->picture, pen->left + x2 - arrow, y + arrow * 0.42);
	pfl_picture_point(pen->picture, pen->left + x2, y);
	put(pen, line);
	put(pen, head);
}

/* The arrowhead of a call that was inlined. */
static void
key_hollow(struct pen *pen, struct pfl_color color)
{
	double y = pen->y + ROW / 2.0;
	struct pfl_shape head = { .kind = PFL_SHAPE_LINES,
		.fill = PFL_COLOR(0xffffff, 0x141518),
		.stroke = color,
		.stroke_width = 1.25,
		.closed = true,
		.n = 3 };

	put_line(pen, 0, SAMPLE - 10, 1.5, PFL_DASH_NONE, color, 0);
	if (!pen->picture)
		return;
	head.first = pfl_picture_point(pen->picture, pen->left + SAMPLE - 10, y - 4);
	pfl_picture_point(pen->picture, pen->left + SAMPLE - 10, y + 4);
	pfl_picture_point(pen->picture, pen->left + SAMPLE, y);
	put(pen, head);
}

static void
explain(struct pen *pen, const char *text)
{
	put_text(pen, SAMPLE + 10, pfl_span_of(text), PFL_FONT_SANS, SIZE,
		pfl_graph_faint_ink());
	pen->y += ROW;
}

/* Little boxes from cold to hot. */
static void
key_colors(struct pen *pen, bool negative)
{
	static const double warm[] = { 0, 0.04, 0.16, 0.45, 1 };
	static const double both[] = { -1, -0.16, 0, 0.16, 1 };

	for (int i = 0; i < 5; i++) {
		double score = negative ? both[i] : warm[i];

		put(pen,
			(struct pfl_shape){ .kind = PFL_SHAPE_BOX,
				.x = pen->left + i * 15,
				.y = pen->y + 3,
				.width = 13,
				.height = 11,
				.radius = 2,
				.fill = pfl_heat_fill(score),
				.stroke = pfl_heat_stroke(score),
				.stroke_width = 1 });
	}
	explain(pen,
		negative ? "colour: value with everything called; blue is below zero"
			 : "colour: value with everything called (cum), grey to red");
}

/* A class of change at x from the left, as its boxes are. */
static void
key_class(struct pen *pen, double x, enum pfl_growth growth)
{
	const char *sign = pfl_growth_sign(growth);
	double width = pfl_text_width(PFL_FONT_MONO, 9, pfl_span_of(sign));
	bool gone = growth == PFL_GROWTH_GONE;
	struct pfl_shape box = { .kind = PFL_SHAPE_BOX,
		.x = pen->left + x,
		.y = pen->y + 2,
		.width = 23,
		.height = 13,
		.radius = 2,
		.fill = pfl_growth_fill(growth),
		.stroke = pfl_growth_stroke(growth),
		.stroke_width = 1,
		.dash = gone ? PFL_DASH_DASHED : PFL_DASH_NONE };

	put(pen, box);
	if (pen->picture && gone)
		pfl_picture_hatch(pen->picture, &box, PFL_GRAPH_HATCH, 1, pfl_hatch_color());
	if (pen->picture && growth == PFL_GROWTH_NEW)
		pfl_graph_inner(pen->picture, box, 2);
	if (*sign && !gone && growth != PFL_GROWTH_NEW)
		put_text(pen, x + (23 - width) / 2, pfl_span_of(sign), PFL_FONT_MONO, 9,
			pfl_graph_ink());
}

static void
key_centre(struct pen *pen)
{
	put(pen,
		(struct pfl_shape){ .kind = PFL_SHAPE_BOX,
			.x = pen->left + 22,
			.y = pen->y + 2,
			.width = 30,
			.height = 12,
			.radius = 4,
			.stroke = pfl_graph_ink(),
			.stroke_width = 2 });
	explain(pen, "a ring: what matches --around");
}

static void
key_inlined(struct pen *pen, struct pfl_color color)
{
	key_hollow(pen, color);
	explain(pen, "a hollow arrow: the call was inlined");
}

/* Three classes side by side, or one. */
static void
key_classes(struct pen *pen, enum pfl_growth first, unsigned n, const char *text)
{
	for (unsigned i = 0; i < n; i++)
		key_class(pen, i * 25, (enum pfl_growth)(first + i));
	explain(pen, text);
}

static void
key_changes(struct pen *pen, const struct pfl_boxes *boxes)
{
	key_classes(pen, PFL_GROWTH_HALF, 3, "×0.5, ×0.7, ×0.9 and less");
	key_classes(pen, PFL_GROWTH_ABOVE, 3, "×1.1, ×1.4, ×2 and more");
	key_classes(pen, PFL_GROWTH_GONE, 1, "gone: hatched");
	key_classes(pen, PFL_GROWTH_NEW, 1, "new: a double outline");
	key_classes(pen, PFL_GROWTH_SAME, 1, "the same, or no more than noise");
	put_text(pen, 8, pfl_span_of("Aa"), PFL_FONT_SANS_BOLD, 9, pfl_graph_ink());
	put_text(pen, 40, pfl_span_of("Aa"), PFL_FONT_SANS_BOLD, 16, pfl_graph_ink());
	explain(pen, "letters: the function itself, the larger side; outlines: the change");
	put_line(pen, 0, SAMPLE, 3, PFL_DASH_NONE, pfl_growth_stroke(PFL_GROWTH_TWICE), 11);
	explain(pen, "arrows: width by the larger side, colour and label by the change");
	if (boxes->has_gone_calls) {
		put_line(pen, 0, SAMPLE, 1.5, PFL_DASH_DASHED,
			pfl_growth_stroke(PFL_GROWTH_GONE), 9);
		explain(pen, "dashed: calls that are gone");
	}
	if (boxes->has_residual) {
		put_line(pen, 0, SAMPLE, 1.5, PFL_DASH_DOTTED,
			pfl_growth_stroke(PFL_GROWTH_SAME), 9);
		explain(pen, "dotted: calls through functions that are not shown");
	}
	if (boxes->has_inlined)
		key_inlined(pen, pfl_growth_stroke(PFL_GROWTH_SAME));
	if (boxes->has_centre)
		key_centre(pen);
	if (boxes->has_badges) {
		put_text(pen, 4, pfl_span_of("#1"), PFL_FONT_SANS_BOLD, 11, pfl_graph_ink());
		explain(pen, "a finding: a place that explains a part of the change");
	}
}

static void
key_letters(struct pen *pen, bool is_part)
{
	put_text(pen, 8, pfl_span_of("Aa"), PFL_FONT_SANS_BOLD, 9, pfl_graph_ink());
	put_text(pen, 26, pfl_span_of("Aa"), PFL_FONT_SANS_BOLD, 12, pfl_graph_ink());
	put_text(pen, 46, pfl_span_of("Aa"), PFL_FONT_SANS_BOLD, 16, pfl_graph_ink());
	/* The scale is pprof's: up to the largest that is shown, which can be little. */
	explain(pen,
		is_part ? "letters: value of the function itself, by the largest here"
			: "letters: value of the function itself (flat)");
}

static void
key_links(struct pen *pen, const struct pfl_boxes *boxes)
{
	put_line(pen, 0, 34, 1, PFL_DASH_NONE, pfl_heat_stroke(0.02), 8);
	put_line(pen, 38, SAMPLE, 4, PFL_DASH_NONE, pfl_heat_stroke(0.6), 12);
	explain(pen, "arrows: value passed through the call, by width and colour");
	if (boxes->has_inlined)
		key_inlined(pen, pfl_heat_stroke(0.1));
	if (boxes->has_residual) {
		put_line(pen, 0, SAMPLE, 1.5, PFL_DASH_DASHED, pfl_heat_stroke(0.1), 9);
		explain(pen, "dashed: calls through functions that are not shown");
	}
	if (boxes->has_nodelets) {
		put(pen,
			(struct pfl_shape){ .kind = PFL_SHAPE_BOX,
				.x = pen->left + 14,
				.y = pen->y + 2,
				.width = 46,
				.height = 12,
				.radius = 6,
				.fill = PFL_COLOR(0xeef2fe, 0x1f2740),
				.stroke = PFL_COLOR(0xa9b8ea, 0x50619c),
				.stroke_width = 1 });
		explain(pen, "labels of the samples; dotted: including what is called");
	}
}

/* How to read it, in two lines. */
static void
put_guide(struct pen *pen, const struct pfl_boxes *boxes)
{
	static const char *const one[] = {
		"A box is a function, an arrow leads to what it calls. Follow thick red arrows",
		"down to boxes with big letters: these functions themselves use the most.",
	};
	static const char *const part[] = {
		"A box is a function, an arrow leads to what it calls. Grey is little of the",
		"total; big letters are functions that themselves use the most of those shown.",
	};
	static const char *const less[] = {
		"A box is a function, an arrow leads to what it calls. Red has grown, blue has",
		"shrunk; big letters are functions whose own value is most of that.",
	};
	static const char *const two[] = {
		"A box is a function with its old and new value; an arrow leads to what it "
		"calls.",
		"Orange has grown, blue has shrunk; what is grey did not change for certain.",
	};
	const char *const *text = boxes->is_pair ? two
		: boxes->has_negative            ? less
		: boxes->has_centre              ? part
						 : one;

	for (int i = 0; i < 2; i++) {
		put_text(pen, 0, pfl_span_of(text[i]), PFL_FONT_SANS, SIZE, pfl_graph_ink());
		pen->y += ROW;
	}
	pen->y += 8;
}

static void
draw_rows(struct pen *pen, const struct pfl_boxes *boxes, const struct pfl_span *lines,
	size_t n_lines, struct pfl_span note)
{
	for (size_t i = 0; i < n_lines; i++) {
		bool first = !i;

		put_text(pen, 0, lines[i], first ? PFL_FONT_SANS_BOLD : PFL_FONT_SANS,
			first ? TITLE_SIZE : SIZE, pfl_graph_ink());
		pen->y += ROW + (first ? 2 : 0);
	}
	if (note.n) {
		put_text(pen, 0, note, PFL_FONT_SANS_BOLD, SIZE,
			(struct pfl_color)PFL_COLOR(0xa33a00, 0xffb27a));
		pen->y += ROW;
	}
	if (!boxes->n_nodes)
		return;
	pen->y += 8;
	put_guide(pen, boxes);
	if (boxes->is_pair) {
		key_changes(pen, boxes);
		return;
	}
	key_colors(pen, boxes->has_negative);
	key_letters(pen, boxes->has_centre);
	if (boxes->has_centre)
		key_centre(pen);
	if (boxes->n_calls || boxes->has_nodelets)
		key_links(pen, boxes);
}

struct pfl_legend
pfl_graph_legend(struct pfl_picture *picture, const struct pfl_boxes *boxes,
	const struct pfl_span *lines, size_t n_lines, struct pfl_span note, double x, double y)
{
	struct pen measured = { .y = 0 };
	struct pen pen = { .picture = picture, .left = x + PAD, .y = y + PAD };
	struct pfl_legend size;

	draw_rows(&measured, boxes, lines, n_lines, note);
	size.width = ceil(measured.width) + 2 * PAD;
	size.height = ceil(measured.y) + 2 * PAD;
	if (!picture)
		return size;
	put(&pen,
		(struct pfl_shape){ .kind = PFL_SHAPE_BOX,
			.x = x,
			.y = y,
			.width = size.width,
			.height = size.height,
			.radius = 8,
			.fill = PFL_COLOR(0xfafafb, 0x1c1d21),
			.stroke = PFL_COLOR(0xd9d9de, 0x3c3d45),
			.stroke_width = 1 });
	draw_rows(&pen, boxes, lines, n_lines, note);
	return size;
}
