/* SPDX-License-Identifier: Apache-2.0 */
/* The boxes of a flame graph's SVG and the names in them, by presentation attributes alone. */
#include "base/name.h"
#include "base/utf8.h"
#include "render/flame_svg.h"
#include "render/metrics.h"

enum {
	INDENT = 3, /* pixels between the edge of a box and its name                         */
	MIN_NAME = 3, /* columns below which there is no name */
	MIN_CUT = 5,  /* columns below which there is none that must be cut */
};

/* The row of a depth from the top: callers of a function stand on its other side. */
static uint32_t
row_of(const struct pfl_flame_svg *svg, uint32_t depth)
{
	const uint32_t *rows = svg->rows_of_side;

	if (!svg->two_sided)
		return svg->inverted ? depth : svg->boxes.depth - depth;
	if (svg->side == PFL_FLAME_CALLEES)
		return svg->inverted ? rows[PFL_FLAME_CALLERS] - 1 + depth - 1
				     : rows[PFL_FLAME_CALLEES] - depth;
	return svg->inverted ? rows[PFL_FLAME_CALLERS] - depth
			     : rows[PFL_FLAME_CALLEES] - 1 + depth - 1;
}

int
pfl_flame_row_y(const struct pfl_flame_svg *svg, uint32_t depth)
{
	uint32_t row = row_of(svg, depth);

	return svg->top + (int)row * PFL_FLAME_ROW;
}

char *
pfl_flame_tenths(char *at, int32_t tenths)
{
	char digits[12];
	int n = 0;
	uint32_t rest = (uint32_t)tenths / 10;

	do {
		digits[n++] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	while (n > 0)
		*at++ = digits[--n];
	if (tenths % 10) {
		*at++ = '.';
		*at++ = (char)('0' + tenths % 10);
	}
	return at;
}

/* "M20 94h30.2v17h-30.2z" */
void
pfl_flame_put_box(struct pfl_flame_svg *svg, const struct pfl_flame_box *box, uint32_t depth)
{
	char text[80], *at = text;
	int32_t gap = pfl_flame_gap(box);
	int32_t y = pfl_flame_row_y(svg, depth);

	*at++ = 'M';
	at = pfl_flame_tenths(at, box->x + 10 * PFL_FLAME_PAD);
	*at++ = ' ';
	at = pfl_flame_tenths(at, 10 * y);
	*at++ = 'h';
	at = pfl_flame_tenths(at, box->width - gap);
	*at++ = 'v';
	at = pfl_flame_tenths(at, 10 * (PFL_FLAME_ROW - 1));
	*at++ = 'h';
	*at++ = '-';
	at = pfl_flame_tenths(at, box->width - gap);
	*at++ = 'z';
	pfl_out_write(svg->out, text, (size_t)(at - text));
}

/* A path for each tone: far smaller than an element for each box. */
static void
put_paths(struct pfl_flame_svg *svg, const uint8_t *tone)
{
	const struct pfl_flame_boxes *boxes = &svg->boxes;
	bool any[256] = { false };

	for (size_t i = 0; i < boxes->box.n; i++)
		any[tone[i]] = true;
	for (unsigned t = 0; t < 256; t++) {
		if (!any[t])
			continue;
		pfl_out_printf(svg->out, "<path class=\"c%u\" fill=\"#%06x\" d=\"", t,
			(unsigned)pfl_flame_tone_get(svg->flame, t).fill.light);
		for (size_t i = 0; i < boxes->box.n; i++) {
			if (tone[i] == t)
				pfl_flame_put_box(svg, &boxes->box.at[i],
					pfl_flame_level(svg->flame, boxes->box.at[i].row));
		}
		pfl_out_str(svg->out, "\"/>\n");
	}
}

/* What of the name fits, into svg->line: all of it, or its end: "(*Store).Add", "Add". */
static bool
fit_name(struct pfl_flame_svg *svg, struct pfl_span name, size_t columns)
{
	struct pfl_text *line = &svg->line;
	struct pfl_span fits;
	bool cut;

	pfl_text_reset(line);
	pfl_escape_terminal(pfl_sink_text(line), name);
	fits = pfl_name_fit(pfl_text_span(line), columns, &cut);
	if (cut && columns < MIN_CUT)
		return false;
	if (fits.n > 0)
		memmove(line->at, fits.at, fits.n);
	pfl_text_cut(line, fits.n);
	if (cut)
		pfl_text_str(line, "\xe2\x80\xa6");
	return true;
}

/* The root's box says how much everything is. */
static struct pfl_span
name_of(struct pfl_flame_svg *svg, uint32_t row)
{
	const struct pfl_flame *f = svg->flame;

	if (row > 0 && !pfl_flame_folded(f, row))
		return pfl_flame_name(f, f->tree->node[row], &svg->scratch);
	pfl_text_reset(&svg->scratch);
	if (row > 0) {
		pfl_flame_say_folded(f, row, &svg->scratch);
		return pfl_text_span(&svg->scratch);
	}
	pfl_text_str(&svg->scratch, "all: ");
	pfl_flame_value(f, pfl_flame_total(f, 0), &svg->scratch);
	return pfl_text_span(&svg->scratch);
}

void
pfl_flame_put_name(struct pfl_flame_svg *svg, const struct pfl_flame_box *box,
	const char *before, struct pfl_span name, const char *css)
{
	size_t columns = pfl_mono_columns(PFL_FLAME_FONT, box->width / 10.0 - 2 * INDENT);
	size_t taken = *before ? pfl_utf8_columns(before, strlen(before)) : 0;
	char x[16];

	if (columns < MIN_NAME + taken)
		return;
	if (!fit_name(svg, name, columns - taken)) {
		if (*before != '#')
			return;
		pfl_text_reset(&svg->line); /* the number of a finding is worth it alone */
	}
	if (svg->picture) {
		struct pfl_text text = { 0 };

		pfl_text_str(&text, before);
		pfl_text_add(&text, pfl_text_span(&svg->line));
		svg->line.failed |= text.failed;
		pfl_flame_add_text(svg, box->x / 10.0 + PFL_FLAME_PAD + INDENT,
			pfl_flame_row_y(svg, pfl_flame_level(svg->flame, box->row)) + 13,
			PFL_FONT_MONO, PFL_FLAME_FONT, 0x111111, pfl_text_span(&text));
		pfl_text_clear(&text);
		return;
	}
	*pfl_flame_tenths(x, box->x + 10 * (PFL_FLAME_PAD + INDENT)) = '\0';
	pfl_out_printf(svg->out, "<text x=\"%s\" y=\"%d\"", x,
		pfl_flame_row_y(svg, pfl_flame_level(svg->flame, box->row)) + 13);
	if (css)
		pfl_out_printf(svg->out, " class=\"%s\"", css);
	pfl_out_str(svg->out, ">");
	pfl_out_str(svg->out, before);
	pfl_escape_xml(svg->sink, pfl_text_span(&svg->line));
	pfl_out_str(svg->out, "</text>\n");
}

/* The same as shapes. */
static void
add_boxes(struct pfl_flame_svg *svg)
{
	for (size_t i = 0; i < svg->boxes.box.n; i++) {
		const struct pfl_flame_box *box = &svg->boxes.box.at[i];

		pfl_flame_add_box(svg, box->x / 10.0 + PFL_FLAME_PAD,
			pfl_flame_row_y(svg, pfl_flame_level(svg->flame, box->row)),
			(box->width - pfl_flame_gap(box)) / 10.0, PFL_FLAME_ROW - 1,
			pfl_flame_tone_get(svg->flame, pfl_flame_tone(svg->flame, box->row))
				.fill);
	}
}

static bool
put_all_paths(struct pfl_flame_svg *svg)
{
	const struct pfl_flame_boxes *boxes = &svg->boxes;
	struct pfl_error err = { 0 };
	uint8_t *tone = pfl_arena_alloc(&svg->arena, boxes->box.n, 1, &err);

	if (!tone)
		return false;
	for (size_t i = 0; i < boxes->box.n; i++)
		tone[i] = (uint8_t)pfl_flame_tone(svg->flame, boxes->box.at[i].row);
	put_paths(svg, tone);
	return true;
}

void
pfl_flame_put_boxes(struct pfl_flame_svg *svg)
{
	const struct pfl_flame_boxes *boxes = &svg->boxes;

	if (svg->picture) {
		add_boxes(svg);
	} else if (!put_all_paths(svg)) {
		svg->line.failed = true; /* the caller asks */
		return;
	} else {
		pfl_out_printf(svg->out,
			"<g class=\"name\" font-family=\"%s\" font-size=\"%d\" "
			"fill=\"#111\">\n",
			pfl_font_family(PFL_FONT_MONO), PFL_FLAME_FONT);
	}
	for (size_t i = 0; i < boxes->box.n; i++)
		pfl_flame_put_name(
			svg, &boxes->box.at[i], "", name_of(svg, boxes->box.at[i].row), NULL);
	if (!svg->picture)
		pfl_out_str(svg->out, "</g>\n");
}
