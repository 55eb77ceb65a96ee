/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The boxes of a comparison: filled by how much they changed, marked where they are new, gone
 * or a finding, with a line as long as the old size, and in words.
 */
#include "render/flame_svg.h"

#include <stdio.h>

enum {
	NAME_SHOWN = 512, /* bytes of a name in a tooltip                    */
	OUTLINED = 40,    /* tenths of a pixel from which a box has an outline */
	TICK_HEIGHT = 2,  /* pixels of the line that says the old size       */
};

void
pfl_flame_put_swatch(struct pfl_flame_svg *svg, double x, int y, double width, int height,
	enum pfl_growth growth)
{
	const struct pfl_shape box = { .kind = PFL_SHAPE_BOX,
		.x = (int)x + 0.5,
		.y = y + 0.5,
		.width = (int)width - 1,
		.height = height - 1 };
	bool outlined = pfl_flame_outline_of(svg->flame, growth, false).width > 0;

	if (svg->picture) {
		pfl_flame_add_change(svg, &box, growth, outlined, false);
		return;
	}
	pfl_out_printf(svg->out,
		"<rect class=\"c%u line\" x=\"%d.5\" y=\"%d.5\" width=\"%d\" height=\"%d\"",
		PFL_TONE_CHANGE + (unsigned)growth, (int)x, y, (int)width - 1, height - 1);
	pfl_flame_put_marks(svg, growth, outlined, false);
	pfl_out_str(svg->out, "/>\n");
}

/* The finding whose place the box is, 0: none. */
static uint32_t
finding_of(const struct pfl_flame_svg *svg, const struct pfl_flame_box *box)
{
	const uint32_t *finding = svg->flame->contrast.finding;

	return finding && !box->end ? finding[box->row] : 0;
}

static enum pfl_growth
growth_of(const struct pfl_flame_svg *svg, const struct pfl_flame_box *box)
{
	return box->end ? PFL_GROWTH_SAME : pfl_flame_growth(svg->flame, box->row);
}

/* Old and new value of a box: of its row, or of all rows that share it. */
static void
get_values(const struct pfl_flame_svg *svg, const struct pfl_flame_box *box, pfl_sum both[2])
{
	const struct pfl_calltree *tree = svg->flame->tree;
	uint32_t i = box->row, end = box->end ? box->end : tree->end[i];

	for (both[0] = both[1] = 0; i < end; i = tree->end[i]) {
		both[0] += tree->total[0][i];
		both[1] += tree->total[1][i];
	}
}

/* What a box is called, in svg->scratch or borrowed. */
static struct pfl_span
name_of(struct pfl_flame_svg *svg, const struct pfl_flame_box *box)
{
	const struct pfl_flame *f = svg->flame;
	struct pfl_text *text = &svg->scratch;
	pfl_sum both[2];

	if (box->row > 0 && !box->end && !pfl_flame_folded(f, box->row))
		return pfl_flame_name(f, f->tree->node[box->row], text);
	get_values(svg, box, both);
	pfl_text_reset(text);
	if (!box->end && pfl_flame_folded(f, box->row)) {
		pfl_flame_say_folded(f, box->row, text);
		return pfl_text_span(text);
	}
	if (box->end) {
		uint32_t n = box->end - box->row;

		pfl_text_printf(text, "(%u small frame%s, ", n, n == 1 ? "" : "s");
		pfl_contrast_say_signed(&f->contrast,
			pfl_contrast_change(&f->contrast, both[1], both[0]), text);
		pfl_text_char(text, ')');
	} else {
		pfl_text_str(text, "all: ");
		pfl_contrast_say_totals(&f->contrast, both[1], both[0], text);
	}
	return pfl_text_span(text);
}

static void
put_title(struct pfl_flame_svg *svg, const struct pfl_flame_box *box)
{
	const struct pfl_flame *f = svg->flame;
	uint32_t finding = finding_of(svg, box);
	pfl_sum both[2];

	get_values(svg, box, both);
	pfl_out_str(svg->out, "<title>");
	if (box->row > 0)
		pfl_flame_put_text(svg, name_of(svg, box), NAME_SHOWN);
	else
		pfl_out_str(svg->out, "all");
	pfl_out_str(svg->out, "\n");
	pfl_text_reset(&svg->line);
	if (box->row > 0)
		pfl_contrast_say(&f->contrast, both[1], both[0], &svg->line);
	else
		pfl_contrast_say_head(&f->contrast, both[1], both[0], &svg->line);
	if (finding)
		pfl_contrast_say_finding(&f->contrast, finding - 1, &svg->line);
	if (!box->end && (f->tree->self[0][box->row] || f->tree->self[1][box->row])) {
		pfl_text_str(&svg->line, "; self ");
		pfl_contrast_say_values(&f->contrast, f->tree->self[1][box->row],
			f->tree->self[0][box->row], &svg->line);
	}
	pfl_escape_xml(svg->sink, pfl_text_span(&svg->line));
	pfl_out_str(svg->out, "</title>");
}

/* An outline lies inside its box. */
static void
put_box(struct pfl_flame_svg *svg, const struct pfl_flame_box *box)
{
	enum pfl_growth growth = growth_of(svg, box);
	bool finding = finding_of(svg, box);
	int width_of_outline = pfl_flame_outline_of(svg->flame, growth, finding).width;
	bool outlined = box->width >= OUTLINED && width_of_outline > 0;
	int32_t inset = outlined ? 5 * width_of_outline : 0;
	int32_t y = 10 * pfl_flame_row_y(svg, pfl_flame_level(svg->flame, box->row));
	char x[16], top[16], width[16], height[16];

	if (svg->picture) {
		const struct pfl_shape shape = { .kind = PFL_SHAPE_BOX,
			.x = (box->x + inset) / 10.0 + PFL_FLAME_PAD,
			.y = (y + inset) / 10.0,
			.width = (box->width - pfl_flame_gap(box) - 2 * inset) / 10.0,
			.height = PFL_FLAME_ROW - 1 - 2 * inset / 10.0 };

		pfl_flame_add_change(svg, &shape, growth, outlined, finding);
		return;
	}
	*pfl_flame_tenths(x, box->x + 10 * PFL_FLAME_PAD + inset) = '\0';
	*pfl_flame_tenths(top, y + inset) = '\0';
	*pfl_flame_tenths(width, box->width - pfl_flame_gap(box) - 2 * inset) = '\0';
	*pfl_flame_tenths(height, 10 * (PFL_FLAME_ROW - 1) - 2 * inset) = '\0';
	pfl_out_printf(svg->out,
		"<rect class=\"c%u%s%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"",
		PFL_TONE_CHANGE + (unsigned)growth, outlined ? " line" : "",
		finding ? " find" : "", x, top, width, height);
	pfl_flame_put_marks(svg, growth, outlined, finding);
	pfl_out_str(svg->out, ">");
	put_title(svg, box);
	pfl_out_str(svg->out, "</rect>\n");
}

/* Of what changed: as long as the old value is in the box's scale, along its lower edge. Of
 * what is gone that is all of it, and says nothing. */
static void
put_tick(struct pfl_flame_svg *svg, const struct pfl_flame_box *box)
{
	const struct pfl_flame *f = svg->flame;
	int32_t room = box->width - pfl_flame_gap(box), width;
	pfl_sum both[2], old, whole = f->total[box->row];
	char text[64], *at = text;

	if (box->row > 0 && growth_of(svg, box) == PFL_GROWTH_SAME)
		return;
	if (growth_of(svg, box) == PFL_GROWTH_GONE)
		return;
	get_values(svg, box, both);
	old = pfl_sum_abs(pfl_contrast_scaled(&f->contrast, both[1]));
	if (whole <= 0)
		return;
	width = old >= whole ? room : (int32_t)(old * room / whole);
	if (width < 1)
		return;
	if (svg->picture) {
		pfl_flame_add_box(svg, box->x / 10.0 + PFL_FLAME_PAD,
			pfl_flame_row_y(svg, pfl_flame_level(f, box->row)) + PFL_FLAME_ROW - 1 -
				TICK_HEIGHT,
			width / 10.0, TICK_HEIGHT,
			(struct pfl_color)PFL_COLOR(0x333333, 0xcccccc));
		return;
	}
	*at++ = 'M';
	at = pfl_flame_tenths(at, box->x + 10 * PFL_FLAME_PAD);
	*at++ = ' ';
	at = pfl_flame_tenths(at,
		10 *
			(pfl_flame_row_y(svg, pfl_flame_level(f, box->row)) + PFL_FLAME_ROW -
				1 - TICK_HEIGHT));
	*at++ = 'h';
	at = pfl_flame_tenths(at, width);
	at += sprintf(at, "v%dh-", TICK_HEIGHT);
	at = pfl_flame_tenths(at, width);
	*at++ = 'z';
	pfl_out_write(svg->out, text, (size_t)(at - text));
}

static void
put_label(struct pfl_flame_svg *svg, const struct pfl_flame_box *box)
{
	enum pfl_growth growth = growth_of(svg, box);
	uint32_t finding = finding_of(svg, box);
	const char *sign = pfl_growth_sign(growth);
	char before[32] = "", css[16];

	if (finding)
		snprintf(before, sizeof(before), "#%u %s%s", finding, sign, *sign ? " " : "");
	else if (*sign)
		snprintf(before, sizeof(before), "%s ", sign);
	snprintf(css, sizeof(css), "name i%u", PFL_TONE_CHANGE + (unsigned)growth);
	pfl_flame_put_name(svg, box, before, name_of(svg, box), css);
}

void
pfl_flame_put_changes(struct pfl_flame_svg *svg)
{
	const struct pfl_flame_boxes *boxes = &svg->boxes;

	for (size_t i = 0; i < boxes->box.n; i++)
		put_box(svg, &boxes->box.at[i]);
	if (!svg->picture)
		pfl_out_str(svg->out, "<path class=\"tick\" fill=\"#333\" d=\"");
	for (size_t i = 0; i < boxes->box.n; i++)
		put_tick(svg, &boxes->box.at[i]);
	if (!svg->picture)
		pfl_out_printf(svg->out,
			"\"/>\n<g font-family=\"%s\" font-size=\"%d\" fill=\"#111\">\n",
			pfl_font_family(PFL_FONT_MONO), PFL_FLAME_FONT);
	for (size_t i = 0; i < boxes->box.n; i++)
		put_label(svg, &boxes->box.at[i]);
	if (!svg->picture)
		pfl_out_str(svg->out, "</g>\n");
}
